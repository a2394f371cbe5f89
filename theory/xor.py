"""The exclusive or: no line separates it, two hidden units compute it.

Inputs x1, x2 in {0, 1}. Shown: the truth table as a formula, the impossibility for one affine unit with its Farkas
certificate, the features of two ReLU units and which output weights make them right, the explicit ReLU network, and the
sigmoid network of the slides with an error below 4.6e-5 once its lost output weights are restored.
Sources: Lim 2025, Lecture 10, Exercise 10.1; The Depth Challenge, sections 3 to 8; The Quest for Intelligence.
"""

from sympy import Abs, Expr, Integer, Min, Mod, Rational, Symbol

from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.functions import relu, sigmoid
from .kernel.statement import Counterexample, Relation, Scalar, Statement

x1, x2 = Symbol("x1", real=True), Symbol("x2", real=True)
w1, w2, b = Symbol("w1", real=True), Symbol("w2", real=True), Symbol("b", real=True)
BITS = (Integer(0), Integer(1))
inputs = (Scalar(x1, values=BITS), Scalar(x2, values=BITS))
affine = (Scalar(w1), Scalar(w2), Scalar(b))
half = Rational(1, 2)
xor = (x1 - x2) ** 2

EXERCISE = "Exercise 10.1"


def enumerated(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that looks at every input."""
    return (Step(statement=statement, rule=Rule.ENUMERATION, reason=reason),)


_table = Statement(where=inputs, lhs=Mod(x1 + x2, 2), rhs=xor, text="XOR(x1, x2) = (x1 - x2)^2 on {0, 1}^2")
xor_is_a_squared_difference = Claim(
    title="The exclusive or is the squared difference of its inputs",
    ledger=("xor.truth-table",),
    sources=(Source(Document.DEPTH_CHALLENGE, "3. XOR Problem"), Source(Document.LECTURE_10, EXERCISE)),
    statement=_table,
    derivation=enumerated(_table, "four inputs"),
    mutants=(
        Mutant(name="inclusive_or", statement=_table.but(rhs=x1 + x2 - x1 * x2), misconception="XOR(1, 1) = 1"),
        Mutant(name="equivalence", statement=_table.but(rhs=1 - Abs(x1 - x2)), misconception="equal inputs give 1"),
    ),
    expected=Conclusion.PROVED,
)


def margin(points: tuple[tuple[int, int, int], ...]) -> Expr:
    """The least signed value sign * (w1 x1 + w2 x2 + b) over labelled points (x1, x2, sign)."""
    return Min(*(sign * (w1 * first + w2 * second + b) for first, second, sign in points))


XOR_POINTS = ((0, 0, -1), (0, 1, 1), (1, 0, 1), (1, 1, -1))
AND_POINTS = ((0, 0, -1), (0, 1, -1), (1, 0, -1), (1, 1, 1))
OR_POINTS = ((0, 0, -1), (0, 1, 1), (1, 0, 1), (1, 1, 1))

_separation = Statement(
    where=affine,
    lhs=margin(XOR_POINTS),
    relation=Relation.AT_MOST,
    rhs=Integer(0),
    text="for all w1, w2, b some input of XOR is not strictly on its side: min of sign * (w.x + b) <= 0",
)
no_line_separates_xor = Claim(
    title="No line separates the two classes of the exclusive or",
    ledger=("xor.not-linearly-separable", "perc.linear-separability"),
    sources=(
        Source(Document.LECTURE_10, f"{EXERCISE} (a)"),
        Source(Document.DEPTH_CHALLENGE, "3. XOR Problem"),
        Source(Document.FOUNDATION, "Geometric Interpretation"),
    ),
    statement=_separation,
    derivation=(
        Step(
            statement=_separation,
            rule=Rule.CONVEX_COMBINATION,
            reason="the four signed values add up to zero: the classes' centres coincide",
            data=(1, 1, 1, 1),
        ),
    ),
    mutants=(
        Mutant(
            name="and_instead",
            statement=_separation.but(lhs=margin(AND_POINTS)),
            misconception="every gate that is not constant defeats a line",
            witness=Counterexample(values={w1: 2, w2: 2, b: -3}, text="2 x1 + 2 x2 - 3 computes AND"),
        ),
        Mutant(
            name="or_instead",
            statement=_separation.but(lhs=margin(OR_POINTS)),
            misconception="OR is as hard as XOR",
            witness=Counterexample(values={w1: 2, w2: 2, b: -1}, text="2 x1 + 2 x2 - 1 computes OR"),
        ),
        Mutant(
            name="three_points_suffice",
            statement=_separation.but(lhs=margin(XOR_POINTS[:3])),
            misconception="three of the four points already cannot be separated",
            witness=Counterexample(values={w1: 2, w2: 2, b: -1}, text="a line is right on three inputs"),
        ),
    ),
    expected=Conclusion.PROVED,
)

# The features of Exercise 10.1 (b).
a1, a2 = relu(x1 + x2 - Rational(3, 2)), relu(half - x1 - x2)
_network = Statement(
    where=inputs,
    lhs=1 - 2 * a1 - 2 * a2,
    rhs=xor,
    text="1 - 2 ReLU(x1 + x2 - 3/2) - 2 ReLU(1/2 - x1 - x2) = XOR(x1, x2)",
)
two_relu_units_compute_xor = Claim(
    title="Two ReLU units and a linear output compute the exclusive or exactly",
    ledger=("xor.explicit-mlp", "xor.relu-features"),
    sources=(Source(Document.LECTURE_10, f"{EXERCISE} (c)"),),
    statement=_network,
    derivation=enumerated(_network, "four inputs, exact rationals"),
    mutants=(
        Mutant(
            name="half_the_weights",
            statement=_network.but(lhs=1 - a1 - a2),
            misconception="output weights -1 suffice for exact values",
        ),
        Mutant(
            name="signs_exchanged",
            statement=_network.but(lhs=2 * a1 + 2 * a2 - 1),
            misconception="the output computes the complement's sign",
        ),
        Mutant(
            name="no_output_bias",
            statement=_network.but(lhs=-2 * a1 - 2 * a2),
            misconception="the output bias is left out",
        ),
    ),
    expected=Conclusion.PROVED,
)

_features = Statement(
    where=inputs,
    lhs=a1 + a2,
    rhs=half * (1 - xor),
    text="both inputs of class 1 go to the origin, (0,0) and (1,1) to distance 1/2 on the axes",
)
relu_features_join_the_class = Claim(
    title="The two ReLU features put class 1 at the origin and class 0 at distance one half",
    ledger=("xor.relu-features",),
    sources=(Source(Document.LECTURE_10, f"{EXERCISE} (b)"),),
    statement=_features,
    derivation=enumerated(_features, "four inputs"),
    mutants=(
        Mutant(
            name="class_one_apart",
            statement=_features.but(rhs=half * xor),
            misconception="the classes are exchanged",
        ),
        Mutant(
            name="linear_units",
            statement=_features.but(lhs=(x1 + x2 - Rational(3, 2)) + (half - x1 - x2)),
            misconception="the features work without ReLU",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The slides' sigmoid network; its output equation (7) is lost.
h1, h2 = sigmoid(20 * x1 + 20 * x2 - 10), sigmoid(20 * x1 + 20 * x2 - 30)
tolerance = Rational(46, 10**6)
_sigmoid = Statement(
    where=inputs,
    lhs=Abs(sigmoid(20 * h1 - 20 * h2 - 10) - xor),
    relation=Relation.LESS,
    rhs=tolerance,
    text="|sigma(20 h1 - 20 h2 - 10) - XOR| < 4.6e-5, h1 = sigma(20 x1 + 20 x2 - 10), h2 = sigma(20 x1 + 20 x2 - 30)",
)
sigmoid_network_computes_xor = Claim(
    title="The sigmoid network with weights 20 is within 4.6e-5 of the exclusive or",
    ledger=("xor.sigmoid-network",),
    sources=(Source(Document.DEPTH_CHALLENGE, "7. Worked Example: XOR Solved!"),),
    statement=_sigmoid,
    derivation=enumerated(_sigmoid, "four inputs, balls around the sigmoids"),
    reconstructed=True,
    mutants=(
        Mutant(
            name="and_not_subtracted",
            statement=_sigmoid.but(lhs=Abs(sigmoid(20 * h1 + 20 * h2 - 10) - xor)),
            misconception="h1 OR h2 instead of h1 AND NOT h2",
        ),
        Mutant(
            name="ten_times_tighter",
            statement=_sigmoid.but(rhs=tolerance / 10),
            misconception="the error is read off one unit alone",
        ),
        Mutant(
            name="exact",
            statement=_sigmoid.but(relation=Relation.AT_MOST, rhs=Integer(0)),
            misconception="sigmoids with large weights are exact",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Equation (7) with the output weights is lost in the source; (20, -20, -10) is the intended OR AND NOT AND.",
)

_square_unit = Statement(
    where=affine,
    lhs=margin(XOR_POINTS),
    relation=Relation.AT_MOST,
    rhs=Integer(0),
    text="no increasing unit followed by a threshold computes XOR: its level set is a line",
)
one_monotone_neuron_fails = Claim(
    title="One neuron with an increasing activation and a threshold cannot compute the exclusive or",
    ledger=("xor.one-neuron-impossible",),
    sources=(
        Source(Document.FOUNDATION, "Geometric Interpretation"),
        Source(Document.DEPTH_CHALLENGE, "3. XOR Problem"),
    ),
    statement=_square_unit,
    derivation=(
        Step(
            statement=_square_unit,
            rule=Rule.CONVEX_COMBINATION,
            reason="phi(w.x + b) > t is w.x + b > t' for increasing phi; the four signed values add up to zero",
            data=(1, 1, 1, 1),
        ),
    ),
    as_stated=Statement(
        where=affine,
        lhs=Min(*(sign * ((w1 * p + w2 * q + b) ** 2 - half) for p, q, sign in XOR_POINTS)),
        relation=Relation.AT_MOST,
        rhs=Integer(0),
        text="no single neuron of any activation computes XOR; here the activation z^2 with threshold 1/2",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={w1: 1, w2: -1, b: 0}, text="phi(z) = z^2, w = (1, -1), b = 0, threshold 1/2"),
    mutants=(
        Mutant(
            name="and_instead",
            statement=_square_unit.but(lhs=margin(AND_POINTS)),
            misconception="one neuron computes nothing but constants",
            witness=Counterexample(values={w1: 2, w2: 2, b: -3}, text="AND"),
        ),
        Mutant(
            name="or_instead",
            statement=_square_unit.but(lhs=margin(OR_POINTS)),
            misconception="one neuron cannot compute OR",
            witness=Counterexample(values={w1: 2, w2: 2, b: -1}, text="OR"),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The sources say one neuron without saying that its activation increases.",
)
