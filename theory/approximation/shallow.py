"""A network with one hidden layer of any width, as the claims of this topic declare it."""

from collections.abc import Callable

from sympy import Expr, IndexedBase, Sum, Symbol

from ..kernel.statement import Declaration, Scalar, Size, array

M = Symbol("M", integer=True, positive=True)
m = Symbol("m", integer=True)
c, x = Symbol("c", real=True), Symbol("x", real=True)
v, w, b = (IndexedBase(name, real=True) for name in "vwb")
network: tuple[Declaration, ...] = (Size(M), array(v, M), array(w, M), array(b, M), Scalar(c))


def output(at: Expr, activation: Callable[[Expr], Expr]) -> Expr:
    """A network with one hidden layer of M units."""
    return Sum(v[m] * activation(w[m] * at + b[m]), (m, 1, M)) + c
