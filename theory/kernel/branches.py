"""Where a value decides which way to go: conditions, cases, extremes. What a ball cannot tell is Undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq
from sympy import Abs, Basic, Min, Piecewise
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Not, Or

from .dual import Dual, Undecided, add, multiply, plain
from .literal_matrices import Unevaluable

if TYPE_CHECKING:
    from .evaluate import Evaluator


def piecewise(evaluator: Evaluator, expr: Piecewise) -> object:
    """The value of the first case whose condition holds."""
    for value, condition in expr.args:
        if truth(evaluator, condition):
            return evaluator.scalar(value)
    raise ZeroDivisionError  # no case applies: undefined


def extreme(evaluator: Evaluator, expr: Basic) -> object:
    """The greatest or least argument, or the absolute value. Undecided where a slope would depend on the choice."""
    values = [evaluator.scalar(a) for a in expr.args]
    if isinstance(expr, Abs):
        values.append(multiply(fmpq(-1), values[0]))
    best = values[0]
    for value in values[1:]:
        gap = add(value, multiply(fmpq(-1), best))
        here = sign(plain(gap))
        if here == 0 and isinstance(gap, Dual):
            raise Undecided("a derivative at a kink")
        if here is None:
            raise Undecided("balls too wide")
        if (here < 0) if isinstance(expr, Min) else (here > 0):
            best = value
    return best


def truth(evaluator: Evaluator, condition: Basic) -> bool:
    """Whether a condition certainly holds or certainly fails; Undecided otherwise."""
    if isinstance(condition, BooleanTrue) or condition is True:
        return True
    if isinstance(condition, And):
        return all(truth(evaluator, c) for c in condition.args)
    if isinstance(condition, Or):
        return any(truth(evaluator, c) for c in condition.args)
    if isinstance(condition, Not):
        return not truth(evaluator, condition.args[0])
    if isinstance(condition, BooleanFalse) or condition is False:
        return False
    if not isinstance(condition, Relational):
        raise Unevaluable(f"no literal meaning of the condition {type(condition).__name__}")
    gap = add(evaluator.scalar(condition.lhs), multiply(fmpq(-1), evaluator.scalar(condition.rhs)))
    here = sign(plain(gap))
    if here is None or (here == 0 and isinstance(gap, Dual)):
        raise Undecided("a condition that the balls cannot decide")
    return {
        "==": here == 0,
        "!=": here != 0,
        "<": here < 0,
        "<=": here <= 0,
        ">": here > 0,
        ">=": here >= 0,
    }[condition.rel_op]


def sign(x: fmpq | arb) -> int | None:
    """-1, 0 or 1 when certain, else None."""
    if isinstance(x, fmpq):
        return (x > 0) - (x < 0)
    if not x.is_finite():
        return None
    if x > 0:
        return 1
    if x < 0:
        return -1
    return 0 if x.is_exact() and x == 0 else None
