"""What no network with one hidden layer does, shown by certificates that hold for every number of units."""

from collections.abc import Callable

from sympy import Abs, Expr, IndexedBase, Integer, Min, Rational, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import relu, sigma, sigmoid
from ..kernel.statement import (
    Counterexample,
    Declaration,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)

M = Symbol("M", integer=True, positive=True)
m = Symbol("m", integer=True)
c, x, y, A, u0, u1 = (Symbol(name, real=True) for name in ("c", "x", "y", "A", "u0", "u1"))
v, w, b, B = (IndexedBase(name, real=True) for name in ("v", "w", "b", "B"))
half = Rational(1, 2)
network: tuple[Declaration, ...] = (Size(M), array(v, M), array(w, M), array(b, M), Scalar(c))
NOT_CONSTANT = (Source(Document.FOUNDATION, "Universal Approximation Theorem"),)


def output(at: Expr, activation: Callable[[Expr], Expr]) -> Expr:
    """A network with one hidden layer of M units."""
    return Sum(v[m] * activation(w[m] * at + b[m]), (m, 1, M)) + c


def square(at: Expr) -> Expr:
    """The activation z^2."""
    return at**2


def linear(at: Expr) -> Expr:
    """The activation z."""
    return at


def least_error(activation: Callable[[Expr], Expr], power: int, points: tuple[tuple[Expr, int], ...]) -> Expr:
    """The least of sign * (network - x^power) over points x with signs."""
    return Min(*(sign * (output(at, activation) - at**power) for at, sign in points))


def vanishing(power: int, values: tuple[Expr, ...], points: tuple[Expr, ...]) -> Hypothesis:
    """The functional with these values at the points is 0 on x^power."""
    total = sum((value * at**power for value, at in zip(values, points, strict=True)), Integer(0))
    return Hypothesis(name=f"0 on x^{power}", lhs=total, relation=Relation.EQUAL, establish=None)


_cubic_points = ((Integer(1), 1), (half, -1), (-half, 1), (Integer(-1), -1))
_cubic = Statement(
    where=network,
    lhs=least_error(square, 3, _cubic_points),
    relation=Relation.AT_MOST,
    rhs=-Rational(1, 4),
    text="every network with the activation z^2 is off from x^3 by 1/4 or more at one of -1, -1/2, 1/2, 1",
)
weights = tuple(Symbol(f"l{number}", real=True) for number in (1, 2, 3, 4))
_places = tuple(at for at, _ in _cubic_points)
activation_that_is_not_constant_is_not_enough = Claim(
    title="The activation z^2 is not constant, yet networks with it miss x^3 on [-1, 1] by 1/4 or more, for any width",
    ledger=("uat.nonconstant-activation",),
    sources=NOT_CONSTANT,
    statement=_cubic,
    derivation=(
        Step(
            statement=_cubic,
            rule=Rule.CONVEX_COMBINATION,
            reason="p(1) - 2 p(1/2) + 2 p(-1/2) - p(-1) is 0 for every parabola and 3/2 for x^3",
            data=tuple(
                (weight, sign * (output(at, square) - at**3))
                for weight, (at, sign) in zip((1, 2, 2, 1), _cubic_points, strict=True)
            ),
        ),
    ),
    as_stated=Statement(
        where=tuple(Scalar(weight) for weight in weights),
        given=tuple(vanishing(power, weights, _places) for power in (0, 1, 2)),
        lhs=weights[0],
        rhs=Integer(0),
        text="with the activation z^2 only the zero functional on -1, -1/2, 1/2, 1 vanishes on every unit (w x + b)^2, "
        "that is on 1, x and x^2: what density means, by Hahn and Banach",
    ),
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(
        values=dict(zip(weights, (1, -2, 2, -1), strict=True)), text="p(1) - 2 p(1/2) + 2 p(-1/2) - p(-1)"
    ),
    mutants=(
        Mutant(
            name="third",
            statement=_cubic.but(rhs=-Rational(1, 3)),
            misconception="the best parabola for x^3 misses it by 1/3",
            witness=Counterexample(
                values={M: 2, v: (Rational(3, 16), -Rational(3, 16)), w: (1, 1), b: (1, -1), c: 0},
                text="3/4 x from two units: off by exactly 1/4",
            ),
        ),
        Mutant(
            name="a_parabola",
            statement=_cubic.but(lhs=least_error(square, 2, _cubic_points)),
            misconception="squares cannot even give a parabola",
            witness=Counterexample(values={M: 1, v: (1,), w: (1,), b: (0,), c: 0}, text="x^2 is one unit"),
        ),
    ),
    expected=Conclusion.REFUTED,
    note="Needed and enough, for locally bounded activations that are continuous almost everywhere: not a polynomial "
    "(Leshno, Lin, Pinkus and Schocken 1993). Hornik's theorem asks for continuous, bounded and not constant.",
)

_parabola_points = ((Integer(1), 1), (Integer(0), -1), (Integer(-1), 1))
_affine = Statement(
    where=network,
    lhs=least_error(linear, 2, _parabola_points),
    relation=Relation.AT_MOST,
    rhs=-half,
    text="every network with the activation z is off from x^2 by 1/2 or more at one of -1, 0, 1",
)
networks_without_activation_miss_a_parabola = Claim(
    title="Networks with the activation z miss x^2 on [-1, 1] by 1/2 or more, for any width",
    ledger=("uat.nonconstant-activation",),
    sources=NOT_CONSTANT,
    statement=_affine,
    derivation=(
        Step(
            statement=_affine,
            rule=Rule.CONVEX_COMBINATION,
            reason="p(1) - 2 p(0) + p(-1) is 0 for every line and 2 for x^2",
            data=tuple(
                (weight, sign * (output(at, linear) - at**2))
                for weight, (at, sign) in zip((1, 2, 1), _parabola_points, strict=True)
            ),
        ),
    ),
    mutants=(
        Mutant(
            name="relu_too",
            statement=_affine.but(lhs=least_error(relu, 2, _parabola_points)),
            misconception="ReLU networks are no better",
            witness=Counterexample(
                values={M: 2, v: (1, 1), w: (1, -1), b: (0, 0), c: 0}, text="|x| from two units is right at -1, 0, 1"
            ),
        ),
        Mutant(
            name="whole",
            statement=_affine.but(rhs=Integer(-1)),
            misconception="the best line misses x^2 by 1",
            witness=Counterexample(values={M: 1, v: (0,), w: (0,), b: (0,), c: half}, text="the constant 1/2"),
        ),
    ),
    expected=Conclusion.PROVED,
)

# A jump from u0 on the left to u1 on the right of 1/2.
at_the_jump = output(half, sigma)
_jump = Statement(
    where=(*network, Scalar(u0), Scalar(u1)),
    lhs=Min(u0 - at_the_jump, at_the_jump - u1),
    relation=Relation.AT_MOST,
    rhs=-(u1 - u0) / 2,
    text="at a jump from u0 to u1 a continuous network has one value: off by half the jump or more on one side",
)
jump_costs_half_its_height = Claim(
    title="No continuous network is nearer to a jump than half its height: not any function is approximated",
    ledger=("uat.any-function", "uat.lp-measurable"),
    sources=(
        Source(Document.LECTURE_10, "Universal Approximation Theorems"),
        Source(Document.FOUNDATION, "Universal Approximation Theorem"),
        Source(Document.CONNECTIONISM, "III. The Universal Approximation Theorem"),
    ),
    statement=_jump,
    derivation=(
        Step(
            statement=_jump,
            rule=Rule.CONVEX_COMBINATION,
            reason="the two errors add up to the jump",
            data=((1, u0 - at_the_jump), (1, at_the_jump - u1)),
        ),
    ),
    as_stated=Statement(
        where=(Scalar(u0), Scalar(u1), Scalar(y)),
        given=(Hypothesis(name="y = u0", lhs=y, relation=Relation.EQUAL, rhs=u0, establish=(y, u0)),),
        lhs=y,
        rhs=u1,
        text="for any function: an approximation that tends to its values on the left of a point tends to those on the "
        "right too",
    ),
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(values={u0: 0, u1: 1, y: 0}, text="the function that is 1 right of 1/2 and 0 left"),
    mutants=(
        Mutant(
            name="whole_jump",
            statement=_jump.but(rhs=-(u1 - u0)),
            misconception="one side is missed by the whole jump",
            witness=Counterexample(
                values={M: 1, v: (0,), w: (0,), b: (0,), c: half, u0: 0, u1: 1}, text="the value in the middle"
            ),
        ),
        Mutant(
            name="left_side",
            statement=_jump.but(lhs=u0 - at_the_jump),
            misconception="the error is always on the left",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="Continuous functions on compact sets are approximated; in the mean, p < oo, functions with jumps are too.",
)

# The whole line: |v_m| <= B_m.
_bounded = (
    Hypothesis(
        name="v_m <= B_m",
        lhs=v[m],
        relation=Relation.AT_MOST,
        rhs=B[m],
        forall=(Index(m, Integer(1), M),),
        establish=(B[m], v[m] ** 2 + 1),
    ),
    Hypothesis(
        name="B_m >= 0",
        lhs=Integer(0),
        relation=Relation.AT_MOST,
        rhs=B[m],
        forall=(Index(m, Integer(1), M),),
        establish=(B[m], v[m] ** 2 / 8),
    ),
)
far = A + c + Sum(B[m], (m, 1, M))
_line = Statement(
    where=(*network, array(B, M), Scalar(A)),
    given=_bounded,
    lhs=A,
    relation=Relation.AT_MOST,
    rhs=far - output(far, sigmoid),
    text="at x = A + c + sum B_m the network is below x by A or more, for any A",
)
_room = Sum(
    B[m] * (1 - sigmoid(w[m] * far + b[m])) + (B[m] - v[m]) * sigmoid(w[m] * far + b[m]),
    (m, 1, M),
)
no_sigmoid_network_follows_a_line_for_ever = Claim(
    title="On the whole line a sigmoid network is as far from x as one likes: the domain must be compact",
    ledger=("uat.continuous-compact-missing", "uat.any-function"),
    sources=(Source(Document.QUEST, "A Universal Approximator"), Source(Document.LECTURE_10, "Introduction")),
    statement=_line,
    derivation=(
        Step(
            statement=_line.but(rhs=A + _room),
            rule=Rule.NORMAL_FORM,
            reason="sigmoids lie between 0 and 1",
        ),
        Step(
            statement=_line.but(lhs=A + _room, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="the terms with B_m are collected",
        ),
        Step(statement=_line, rule=Rule.CHAIN, reason="both", using=(0, 1)),
    ),
    as_stated=Statement(
        where=(*network, Scalar(x)),
        given=tuple(
            Hypothesis(
                name=f"within 1 at {at}",
                lhs=Abs(output(Integer(at), sigmoid) - at),
                relation=Relation.AT_MOST,
                rhs=Integer(1),
            )
            for at in (-1, 0, 1)
        ),
        lhs=Abs(output(x, sigmoid) - x),
        relation=Relation.AT_MOST,
        rhs=Integer(1),
        text="on no particular domain: what is within 1 of f(x) = x at -1, 0, 1 is so everywhere",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={M: 1, v: (0,), w: (0,), b: (0,), c: 0, x: 2}, text="the network 0 is off by 2 at x = 2"
    ),
    mutants=(
        Mutant(
            name="without_the_bound",
            statement=_line.but(given=_bounded[1:]),
            misconception="output weights do not matter",
        ),
        Mutant(
            name="relu_units",
            statement=_line.but(rhs=far - output(far, relu)),
            misconception="no network follows a line, ReLU or not",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="x itself is one function of many: any bounded network is far from it; ReLU networks follow lines exactly.",
)

_squashed = Statement(
    where=network,
    lhs=Integer(1),
    relation=Relation.LESS,
    rhs=2 - sigmoid(output(x, sigmoid)),
    text="with a logistic output unit the network stays more than 1 below the constant function 2",
).but(where=(*network, Scalar(x)))
logistic_output_misses_values_outside_of_its_range = Claim(
    title="A network with a logistic output unit misses the constant 2 by more than 1, whatever its hidden layer",
    ledger=("uat.output-nonlinearity",),
    sources=(Source(Document.DEPTH_CHALLENGE, "6."),),
    statement=_squashed,
    derivation=(Step(statement=_squashed, rule=Rule.SCALAR_NORMAL_FORM, reason="a logistic function is less than 1"),),
    mutants=(
        Mutant(
            name="relu_output",
            statement=_squashed.but(rhs=2 - relu(output(x, sigmoid))),
            misconception="every output unit is bounded",
        ),
        Mutant(
            name="linear_output",
            statement=_squashed.but(rhs=2 - output(x, sigmoid)),
            misconception="the hidden layer's bounds are the output's",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Universality needs a linear output, or targets in the range of the output unit.",
)
