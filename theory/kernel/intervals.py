"""Balls and slopes: the value of a scalar expression over an interval, with its derivative carried along.

A `Jet` is value + slope * dx. Every result encloses the true one; where a ball cannot (a division by an interval with
zero in it, pieces whose condition is undecided) it is not finite. Written for enclosures and for exact evaluation;
shares no code with the literal evaluator of `balls`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flint import arb, ctx, fmpq
from sympy import (
    Add,
    Basic,
    Expr,
    Indexed,
    Integer,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Symbol,
    cos,
    cosh,
    erf,
    exp,
    factorial,
    log,
    pi,
    sin,
    sinh,
    tanh,
)
from sympy.core.numbers import Exp1
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Not, Or

from .refusal import KernelRefusal

BITS = 200  # of the balls around constants


class NotEvaluable(KernelRefusal):
    """An expression has no value in balls here."""


@dataclass(frozen=True)
class Jet:
    """A ball for the value and one for the derivative in the variable."""

    value: arb
    slope: arb


def _nothing() -> arb:
    return arb("nan")


CURVES: dict[type, tuple[Callable[[arb], arb], Callable[[arb], arb]]] = {
    exp: (lambda x: x.exp(), lambda x: x.exp()),
    log: (lambda x: x.log() if x > 0 else _nothing(), lambda x: 1 / x if x > 0 else _nothing()),
    erf: (lambda x: x.erf(), lambda x: 2 * (-x * x).exp() / arb.pi().sqrt()),
    tanh: (lambda x: x.tanh(), lambda x: 1 / x.cosh() ** 2),
    sinh: (lambda x: x.sinh(), lambda x: x.cosh()),
    cosh: (lambda x: x.cosh(), lambda x: x.sinh()),
    sin: (lambda x: x.sin(), lambda x: x.cos()),
    cos: (lambda x: x.cos(), lambda x: -x.sin()),
}


def jet(expr: Basic, point: Mapping[Basic, Jet]) -> Jet:
    """The jet of an expression without `Partial`, sums and named activations."""
    if expr in point:
        return point[expr]
    if isinstance(expr, Rational):
        return Jet(arb(fmpq(int(expr.p), int(expr.q))), arb(0))
    if expr == pi:
        return Jet(arb.pi(), arb(0))
    if isinstance(expr, Exp1):
        return Jet(arb(1).exp(), arb(0))
    if isinstance(expr, (Symbol, Indexed)):
        raise NotEvaluable(f"{expr} has no value")
    if isinstance(expr, Add):
        parts = [jet(a, point) for a in expr.args]
        return Jet(sum((p.value for p in parts), arb(0)), sum((p.slope for p in parts), arb(0)))
    if isinstance(expr, Mul):
        total = Jet(arb(1), arb(0))
        for argument in expr.args:
            part = jet(argument, point)
            total = Jet(total.value * part.value, total.value * part.slope + total.slope * part.value)
        return total
    if isinstance(expr, Pow):
        return _power(jet(expr.base, point), expr.exp, point)
    if isinstance(expr, Piecewise):
        for value, condition in expr.args:
            holds = truth(condition, point)
            if holds is None:
                return Jet(_nothing(), _nothing())
            if holds:
                return jet(value, point)
        return Jet(_nothing(), _nothing())
    if isinstance(expr, factorial) and isinstance(expr.args[0], Integer):
        return Jet(arb(int(factorial(expr.args[0]))), arb(0))
    if type(expr) in CURVES:
        inner = jet(expr.args[0], point)
        function, derivative = CURVES[type(expr)]
        return Jet(function(inner.value), derivative(inner.value) * inner.slope)
    raise NotEvaluable(f"no ball for {type(expr).__name__}")


def _power(base: Jet, exponent: Expr, point: Mapping[Basic, Jet]) -> Jet:
    if isinstance(exponent, Integer):
        n = int(exponent)
        if n < 0 and base.value.contains(0):
            return Jet(_nothing(), _nothing())
        # x * x of a ball ignores that both are the same number; an even power is not negative.
        value = base.value**n
        if n > 0 and n % 2 == 0:
            value = value.nonnegative_part()
        return Jet(value, n * base.value ** (n - 1) * base.slope if n else arb(0))
    e = jet(exponent, point)
    if not base.value > 0:
        if base.value.is_exact() and base.value == 0 and e.value > 0:
            return Jet(arb(0), _nothing())
        return Jet(_nothing(), _nothing())
    value = (e.value * base.value.log()).exp()
    return Jet(value, value * (e.slope * base.value.log() + e.value * base.slope / base.value))


def ball(expr: Basic, point: Mapping[Basic, arb] | None = None) -> arb:
    """A ball around the value at the point (empty for constants)."""
    with ctx.workprec(BITS):
        return jet(expr, {s: Jet(x, arb(0)) for s, x in (point or {}).items()}).value


def sign(expr: Basic) -> int | None:
    """-1, 0 or 1 for a constant, exact zero included only for rationals; None where the ball holds zero."""
    if isinstance(expr, Rational):
        return int(bool(expr > 0)) - int(bool(expr < 0))
    value = ball(expr)
    return 1 if value > 0 else -1 if value < 0 else None


def truth(condition: Basic, point: Mapping[Basic, Jet]) -> bool | None:
    """Whether a condition holds all over the point's balls (True), nowhere (False) or it cannot be told (None)."""
    if isinstance(condition, (BooleanTrue, BooleanFalse)):
        return bool(condition)
    if isinstance(condition, Not):
        inner = truth(condition.args[0], point)
        return None if inner is None else not inner
    if isinstance(condition, (And, Or)):
        parts = [truth(a, point) for a in condition.args]
        short = isinstance(condition, Or)
        return short if short in parts else None if None in parts else not short
    if not isinstance(condition, Relational):
        raise NotEvaluable(f"the condition {condition}")
    gap = jet(condition.lhs - condition.rhs, point).value
    here = 1 if gap > 0 else -1 if gap < 0 else 0 if gap.is_exact() and gap == 0 else None
    if here is None:
        weak = (gap >= 0 and condition.rel_op == ">=") or (gap <= 0 and condition.rel_op == "<=")
        return True if weak else None
    return {
        "==": here == 0,
        "!=": here != 0,
        "<": here < 0,
        "<=": here <= 0,
        ">": here > 0,
        ">=": here >= 0,
    }[condition.rel_op]
