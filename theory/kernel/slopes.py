"""Derivatives of scalar expressions by rules of its own, and where they do not exist.

The named activations are unfolded first: their `fdiff` is a lemma of the topic `activations`, never used here. At the
boundary of a piece, and at zero of a fractional power, there is no derivative: that it is not met is a condition.
"""

from collections.abc import Callable

from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Indexed,
    Integer,
    Max,
    Min,
    Mul,
    Not,
    Piecewise,
    Pow,
    S,
    Symbol,
    cos,
    cosh,
    erf,
    exp,
    log,
    pi,
    sin,
    sinh,
    sqrt,
    tanh,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import ITE, And, Boolean, BooleanFalse, BooleanTrue, Or

from .functions import Partial, ddsigma, dsigma, sigma, unfold
from .proof import Condition
from .refusal import KernelRefusal
from .statement import Relation


class NoDerivative(KernelRefusal):
    """There is no rule for the derivative of this expression."""


Conditions = dict[Condition, None]
OF_FUNCTIONS: dict[type, Callable[[Expr], Expr]] = {
    exp: exp,
    log: lambda u: 1 / u,
    erf: lambda u: 2 * exp(-(u**2)) / sqrt(pi),
    tanh: lambda u: 1 - tanh(u) ** 2,
    sinh: cosh,
    cosh: sinh,
    sin: cos,
    cos: lambda u: -sin(u),
    sigma: dsigma,
    dsigma: ddsigma,
}


def pieces(expr: Basic) -> Basic:
    """`expr` with named activations unfolded and |u|, max, min written in pieces, innermost ones included."""
    if not expr.args or isinstance(expr, (Symbol, Indexed)):
        return expr
    expr = unfold(expr)
    if not expr.args or isinstance(expr, (Symbol, Indexed)):
        return expr
    arguments = [pieces(a) for a in expr.args]
    if isinstance(expr, Abs):
        return Piecewise((arguments[0], arguments[0] > 0), (-arguments[0], True))
    if isinstance(expr, (Max, Min)):
        best = arguments[0]
        for other in arguments[1:]:
            best = Piecewise((other, other > best if isinstance(expr, Max) else other < best), (best, True))
        return best
    return expr.func(*arguments)


def work_out(expr: Basic, found: Conditions) -> Basic:
    """`expr`, written in pieces, without `Partial`; `found` collects what the derivatives need to exist."""
    if not expr.args or isinstance(expr, (Symbol, Indexed)):
        return expr
    if isinstance(expr, Partial):
        body, target = expr.args
        return slope(work_out(body, found), target, found)
    return expr.func(*(work_out(a, found) for a in expr.args))


def depends(expr: Basic, target: Expr) -> bool:
    """Whether `target`, a symbol or an array entry, occurs. Raises NoDerivative where an entry may coincide with it."""
    if isinstance(target, Symbol):
        return target in expr.free_symbols
    if not isinstance(target, Indexed):
        raise NoDerivative(f"{target} is not a variable")
    for entry in expr.atoms(Indexed):
        if entry.base == target.base and entry != target:
            fixed = all(isinstance(i, Integer) for i in (*entry.indices, *target.indices))
            if not fixed:
                raise NoDerivative(f"{entry} may be {target}")
    return expr.has(target)


def slope(expr: Basic, target: Expr, found: Conditions) -> Expr:
    """The derivative of `expr` in `target`; `expr` contains no `Partial`."""
    if expr == target:
        return S.One
    if not depends(expr, target):
        return S.Zero
    if isinstance(expr, Add):
        return Add(*(slope(a, target, found) for a in expr.args))
    if isinstance(expr, Mul):
        parts = expr.args
        return Add(*(Mul(*parts[:n], slope(p, target, found), *parts[n + 1 :]) for n, p in enumerate(parts)))
    if isinstance(expr, Pow):
        return _power(expr, target, found)
    if isinstance(expr, Piecewise):
        return _pieces(expr, target, found)
    rule = OF_FUNCTIONS.get(type(expr))
    if rule is None:
        raise NoDerivative(f"no rule for the derivative of {type(expr).__name__}")
    inner = expr.args[0]
    return rule(inner) * slope(inner, target, found)


def _power(expr: Pow, target: Expr, found: Conditions) -> Expr:
    base, exponent = expr.base, expr.exp
    if depends(exponent, target):
        found[Condition(S.Zero, Relation.LESS, base)] = None
        return expr * slope(exponent * log(base), target, found)
    if not isinstance(exponent, Integer):
        whole = exponent.is_integer
        found[Condition(base) if whole else Condition(S.Zero, Relation.LESS, base)] = None
    return exponent * base ** (exponent - 1) * slope(base, target, found)


def _pieces(expr: Piecewise, target: Expr, found: Conditions) -> Expr:
    """Piece by piece: away from every boundary the same piece holds in a neighbourhood."""
    for _, condition in expr.args:
        for quantity in quantities(condition):
            if depends(quantity, target):
                found[Condition(quantity)] = None
                continuous(quantity, target, found)
    return Piecewise(*((slope(value, target, found), condition) for value, condition in expr.args))


def continuous(expr: Basic, target: Expr, found: Conditions) -> None:
    """Records that no piece inside of `expr` is at its boundary; everything else allowed here is continuous."""
    for inner in expr.atoms(Piecewise):
        for _, condition in inner.args:
            for quantity in quantities(condition):
                if depends(quantity, target):
                    found[Condition(quantity)] = None


def quantities(condition: Basic) -> tuple[Expr, ...]:
    """The differences whose signs decide a condition."""
    if isinstance(condition, (BooleanTrue, BooleanFalse)):
        return ()
    if isinstance(condition, (And, Or, Not, ITE)):
        return tuple(q for a in condition.args for q in quantities(a))
    if isinstance(condition, Relational):
        return (condition.lhs - condition.rhs,)
    raise NoDerivative(f"cannot read the condition {condition}")


def decided(condition: Basic, quantity: Expr, here: int) -> Boolean | bool:
    """The condition where `quantity` has the sign `here`: -1, 0 or 1."""
    if isinstance(condition, (And, Or, Not, ITE)):
        return condition.func(*(decided(a, quantity, here) for a in condition.args))
    if isinstance(condition, Relational):
        difference = condition.lhs - condition.rhs
        if difference in (quantity, -quantity):
            value = here if difference == quantity else -here
            return {
                "==": value == 0,
                "!=": value != 0,
                "<": value < 0,
                "<=": value <= 0,
                ">": value > 0,
                ">=": value >= 0,
            }[condition.rel_op]
    return condition
