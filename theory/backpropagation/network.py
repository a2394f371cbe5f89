"""The two-layer network of Exercise 10.3: symbols, declarations and forward pass, shared by the claims about it.

`sigma` is any differentiable activation; K1 inputs, K2 hidden units, K outputs, N samples.
Source: Lim 2025, Lecture 10, Exercise 10.3.
"""

from sympy import Expr, IndexedBase, Integer, Rational, Sum, Symbol

from ..kernel.claim import Document, Rule, Source, Step
from ..kernel.functions import sigma
from ..kernel.statement import Declaration, Index, Size, Statement, array

K, K1, K2, N = (Symbol(name, integer=True, positive=True) for name in ("K", "K1", "K2", "N"))
i, j, k, l, m, q, r = (Symbol(name, integer=True) for name in "ijklmqr")
x, y, w, w0, beta, beta0, f, a, z = (
    IndexedBase(name, real=True) for name in ("x", "y", "w", "w0", "beta", "beta0", "f", "a", "z")
)
X, Y = IndexedBase("X", real=True), IndexedBase("Y", real=True)
half = Rational(1, 2)


def exercise(part: str) -> tuple[Source, ...]:
    """A part of Exercise 10.3 as a source."""
    return (Source(Document.LECTURE_10, f"Exercise 10.3 ({part})"),)


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


def upto(index: Symbol, size: Expr) -> Index:
    """A free index from 1 to a size."""
    return Index(index, Integer(1), size)


# The network of Exercise 10.3 for one sample.
sizes: tuple[Declaration, ...] = (Size(K1), Size(K2), Size(K))
hidden_weights: tuple[Declaration, ...] = (array(x, K1), array(w, K2, K1), array(w0, K2))
output_weights: tuple[Declaration, ...] = (array(beta, K, K2), array(beta0, K), array(y, K))
network = (*sizes, *hidden_weights, *output_weights)


def pre_activation(unit: Expr) -> Expr:
    """a_unit = w_{unit,0} + sum_j w_{unit,j} x_j."""
    return w0[unit] + Sum(w[unit, j] * x[j], (j, 1, K1))


def output(unit: Expr) -> Expr:
    """f_unit of the two-layer network with linear outputs."""
    return beta0[unit] + Sum(beta[unit, l] * sigma(pre_activation(l)), (l, 1, K2))
