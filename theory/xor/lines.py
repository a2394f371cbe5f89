"""What one line, and one neuron, can do on the four inputs: Farkas certificates, and units that are not monotone."""

from sympy import Expr, Integer, Min, Rational

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import gelu, relu
from ..kernel.statement import (
    Counterexample,
    Relation,
    Statement,
)
from .inputs import EXERCISE, affine, b, enumerated, half, inputs, w1, w2, x1, x2, xor


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


def value(first: int, second: int) -> Expr:
    """w.x + b at one input."""
    return w1 * first + w2 * second + b


_ranking = Statement(
    where=affine,
    lhs=Min(*(value(*high) - value(*low) for high in ((0, 1), (1, 0)) for low in ((0, 0), (1, 1)))),
    relation=Relation.AT_MOST,
    rhs=Integer(0),
    text="for all w, b some input of class 1 has no larger w.x + b than some input of class 0, "
    "so no increasing activation gives it a larger output",
)
one_monotone_neuron_fails = Claim(
    title="One neuron with an increasing activation and a threshold cannot compute the exclusive or",
    ledger=("xor.one-neuron-impossible",),
    sources=(
        Source(Document.FOUNDATION, "Geometric Interpretation"),
        Source(Document.DEPTH_CHALLENGE, "3. XOR Problem"),
    ),
    statement=_ranking,
    derivation=(
        Step(
            statement=_ranking,
            rule=Rule.CONVEX_COMBINATION,
            reason="the four differences add up to zero",
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
            name="one_input_of_class_one",
            statement=_ranking.but(lhs=Min(value(0, 1) - value(0, 0), value(0, 1) - value(1, 1))),
            misconception="already one input of class 1 cannot rank above both of class 0",
            witness=Counterexample(values={w1: -1, w2: 1, b: 0}, text="x2 - x1 is largest at (0, 1)"),
        ),
        Mutant(
            name="one_input_of_class_zero",
            statement=_ranking.but(lhs=Min(value(0, 1) - value(0, 0), value(1, 0) - value(0, 0))),
            misconception="OR is as hard as XOR",
            witness=Counterexample(values={w1: 1, w2: 1, b: 0}, text="x1 + x2 is smallest at (0, 0)"),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The sources say one neuron without saying that its activation increases.",
)
_gelu = gelu(Rational(21, 4) * (x1 + x2) - 6)
_gelu_unit = Statement(
    where=inputs,
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=(_gelu + Rational(1, 10)) * (1 - 2 * xor),
    text="GELU(21/4 (x1 + x2) - 6) < -1/10 exactly where XOR(x1, x2) = 1",
)
one_gelu_neuron_computes_xor = Claim(
    title="One GELU neuron and a threshold compute the exclusive or, because GELU dips below zero",
    ledger=("xor.one-neuron-impossible",),
    sources=(Source(Document.FOUNDATION, "Geometric Interpretation"),),
    statement=_gelu_unit,
    derivation=enumerated(_gelu_unit, "pre-activations -6, -3/4 and 9/2: about 0, -0.17 and 4.5, enclosed"),
    mutants=(
        Mutant(
            name="threshold_zero",
            statement=_gelu_unit.but(rhs=_gelu * (1 - 2 * xor)),
            misconception="the sign of GELU alone decides",
        ),
        Mutant(
            name="relu_instead",
            statement=_gelu_unit.but(rhs=(relu(Rational(21, 4) * (x1 + x2) - 6) + Rational(1, 10)) * (1 - 2 * xor)),
            misconception="ReLU, which increases, does the same",
        ),
    ),
    expected=Conclusion.PROVED,
)
