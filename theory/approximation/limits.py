"""What no network with one hidden layer does, shown by certificates that hold for every number of units."""

from collections.abc import Callable

from sympy import Expr, Integer, Min, Rational, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import relu, sigma
from ..kernel.statement import (
    Counterexample,
    Hypothesis,
    Relation,
    Scalar,
    Statement,
)
from .shallow import M, b, c, network, output, v, w

y, u0, u1 = (Symbol(name, real=True) for name in ("y", "u0", "u1"))
half = Rational(1, 2)
NOT_CONSTANT = (Source(Document.FOUNDATION, "Universal Approximation Theorem"),)


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
        values=dict(zip(weights, (1, -2, 2, -1), strict=True)),
        text="p(1) - 2 p(1/2) + 2 p(-1/2) - p(-1) is 0 for every such unit, and 3/2 for x^3",
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
    ledger=("uat.any-function",),
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
