"""Functions of several numbers, of vectors and of matrices, as numbers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import sympy
from sympy import Abs, Expr, Integer, KroneckerDelta, Max, Min, Piecewise, Rational, S
from sympy import Add as SymAdd

from ...kernel.functions import leaky_relu
from ..tree import Node, Number
from .entries import entry, over
from .functions import Unlowered

if TYPE_CHECKING:
    from .scalars import Lowering

LARGEST_COUNT = 200  # argument of a factorial that SymPy would work out


def _leaky_relu(lowering: "Lowering", x: Node, a: Node) -> Expr:
    return leaky_relu(lowering.value(x), lowering.value(a))


def _min(lowering: "Lowering", *args: Node) -> Expr:
    return Min(*_several(lowering, args))


def _max(lowering: "Lowering", *args: Node) -> Expr:
    return Max(*_several(lowering, args))


def _several(lowering: "Lowering", args: tuple[Node, ...]) -> list[Expr]:
    if any(lowering.shape(a) is not None for a in args):
        raise Unlowered("an extreme entry of a vector")
    return [lowering.value(a) for a in args]


def _root(lowering: "Lowering", x: Node, n: Node) -> Expr:
    if isinstance(n, Number) and n.value.denominator == 1 and 1 <= n.value <= 12:
        base, order = lowering.value(x), int(n.value)
        if order % 2 == 0:
            return base ** Rational(1, order)
        return Piecewise((base ** Rational(1, order), base > 0), (-((-base) ** Rational(1, order)), True))
    raise Unlowered("a root of this order")


def _log_base(lowering: "Lowering", b: Node, x: Node) -> Expr:
    return sympy.log(lowering.value(x)) / sympy.log(lowering.value(b))


def _factorial(lowering: "Lowering", n: Node) -> Expr:
    value = lowering.value(n)
    if isinstance(value, Rational) and not (isinstance(value, Integer) and 0 <= value <= LARGEST_COUNT):
        raise Unlowered("a large factorial")
    return sympy.factorial(value)


def _binomial(lowering: "Lowering", n: Node, k: Node) -> Expr:
    a, b = lowering.value(n), lowering.value(k)
    if any(isinstance(x, Rational) and abs(x) > LARGEST_COUNT for x in (a, b)):
        raise Unlowered("a large binomial coefficient")
    return sympy.binomial(a, b)


def _delta(lowering: "Lowering", i: Node, j: Node) -> Expr:
    return KroneckerDelta(lowering.value(i), lowering.value(j))


def _logsumexp(lowering: "Lowering", *args: Node) -> Expr:
    if len(args) == 1 and lowering.shape(args[0]) is not None:
        return sympy.log(over(lowering, args[0], lambda i: sympy.exp(entry(lowering, args[0], i, S.One))))
    return sympy.log(SymAdd(*(sympy.exp(lowering.value(a)) for a in args)))


def _tr(lowering: "Lowering", a: Node) -> Expr:
    if lowering.shape(a) is None:  # x.T*A*x, a matrix with one entry
        return lowering.value(a)
    return over(lowering, a, lambda i: entry(lowering, a, i, i))


def _norm(lowering: "Lowering", a: Node, order: Node | None = None) -> Expr:
    if lowering.shape(a) is None:
        return Abs(lowering.value(a))
    row = lowering.shape(a)[0] == 1  # type: ignore[index]
    one = isinstance(order, Number) and order.value == 1

    def term(i: Expr) -> Expr:
        x = entry(lowering, a, S.One, i) if row else entry(lowering, a, i, S.One)
        return Abs(x) if one else x**2

    total = over(lowering, a, term, axis=1 if row else 0)
    return total if one else sympy.sqrt(total)


def _dot(lowering: "Lowering", a: Node, b: Node) -> Expr:
    return over(lowering, a, lambda i: entry(lowering, a, i, S.One) * entry(lowering, b, i, S.One))


def _transpose(lowering: "Lowering", a: Node) -> Expr:
    return lowering.value(a) if lowering.shape(a) is None else entry(lowering, a, S.One, S.One)


def _det(lowering: "Lowering", a: Node) -> Expr:
    if lowering.shape(a) is None:
        return lowering.value(a)
    raise Unlowered("a determinant as an index sum")


CALLS: dict[str, Callable[..., Expr]] = {
    "leaky_relu": _leaky_relu,
    "min": _min,
    "max": _max,
    "root": _root,
    "log_base": _log_base,
    "factorial": _factorial,
    "binomial": _binomial,
    "delta": _delta,
    "logsumexp": _logsumexp,
    "tr": _tr,
    "norm": _norm,
    "dot": _dot,
    "transpose": _transpose,
    "det": _det,
}
