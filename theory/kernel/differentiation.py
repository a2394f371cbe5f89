"""Derivatives by rule: of sums term by term, of array entries by deltas, of named functions by their own slopes."""

from typing import TYPE_CHECKING

from sympy import (
    Add,
    Basic,
    Expr,
    Function,
    Indexed,
    KroneckerDelta,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    S,
    Sum,
    Symbol,
    exp,
)
from sympy.core.function import AppliedUndef

from .functions import Expect, Partial
from .polynomials import expression
from .recursion import rename_apart
from .refusal import Unsupported

if TYPE_CHECKING:
    from .normalizer import Normalizer


def _mentions(expr: Basic, target: Basic) -> bool:
    """Whether `expr` may depend on `target`; of an array any entry may be the one meant."""
    variable = target.base if isinstance(target, Indexed) else target
    return variable in expr.free_symbols or any(entry.base == variable for entry in expr.atoms(Indexed))


def slope(normalizer: "Normalizer", expr: Basic, target: Basic) -> Expr:
    """The derivative of `expr` in `target`, deltas not yet eliminated; no bound symbol of `expr` is `target`'s.

    Raises Unsupported.
    """
    if expr == target:
        return S.One
    if isinstance(expr, Indexed):
        _refuse_hidden_dependence(normalizer, expr, target)
        if isinstance(target, Indexed) and expr.base == target.base:
            return Mul(*(KroneckerDelta(a, b) for a, b in zip(expr.indices, target.indices, strict=True)))
        return S.Zero
    if isinstance(expr, (Symbol, Number, NumberSymbol, KroneckerDelta)):
        return S.Zero
    if isinstance(expr, (Partial, Expect)):
        return slope(normalizer, rename_apart(expression(normalizer.normal(expr))), target)
    if isinstance(expr, Add):
        return Add(*(slope(normalizer, a, target) for a in expr.args))
    if isinstance(expr, Mul):
        factors = expr.args
        return Add(*(Mul(*factors[:n], slope(normalizer, f, target), *factors[n + 1 :]) for n, f in enumerate(factors)))
    if isinstance(expr, exp):
        return expr * slope(normalizer, expr.args[0], target)
    if isinstance(expr, Pow):
        if _mentions(expr.exp, target):
            raise Unsupported("a variable exponent")
        return expr.exp * expr.base ** (expr.exp - 1) * slope(normalizer, expr.base, target)
    if isinstance(expr, Sum):
        if any(_mentions(b, target) for _, *bounds in expr.limits for b in bounds):
            raise Unsupported("a limit depends on the variable")
        return Sum(slope(normalizer, expr.function, target), *expr.limits)
    if isinstance(expr, Function) and not isinstance(expr, AppliedUndef):
        slopes = [slope(normalizer, a, target) for a in expr.args]
        return Add(*(expr.fdiff(n + 1) * s for n, s in enumerate(slopes) if s != 0))
    raise Unsupported(f"no derivative of {type(expr).__name__}")


def _refuse_hidden_dependence(normalizer: "Normalizer", entry: Indexed, target: Basic) -> None:
    """A term of a sequence may depend on what its recursion mentions, and on earlier terms."""
    if entry.base not in normalizer.sequences:
        return
    if isinstance(target, Indexed) and target.base == entry.base:
        hidden = target.indices[0] != entry.indices[0]
    else:
        hidden = any(_mentions(f, target) for d in normalizer.sequences.values() for f in (d.initial, d.successor))
    if hidden:
        raise Unsupported(f"{entry} may depend on {target} by its recursion")
