"""One unit w.x + b: what the claims of this topic share."""

from sympy import Expr, IndexedBase, Rational, Sum, Symbol

from ..kernel.claim import Document, Source
from ..kernel.statement import Relation, Statement

n, N, K = (Symbol(name, integer=True, positive=True) for name in ("n", "N", "K"))
i, j, k, q = (Symbol(name, integer=True) for name in "ijkq")
b, mu, t, v, z = (Symbol(name, real=True) for name in ("b", "mu", "t", "v", "z"))
w, x, y, a, c, e, g, X, Y = (IndexedBase(name, real=True) for name in ("w", "x", "y", "a", "c", "e", "g", "X", "Y"))
half = Rational(1, 2)

PERCEPTRON = Source(Document.DEPTH_CHALLENGE, "2. The Perceptron")
GEOMETRY = Source(Document.FOUNDATION, "Geometric Interpretation")
NEURON = Source(Document.QUEST, "The Building Block")


def value(of: IndexedBase, *row: Expr) -> Expr:
    """w.x + b of one point."""
    return Sum(w[j] * of[(*row, j)], (j, 1, n)) + b


def positive_part(first: Statement, missing: Expr, last: Expr, why: str) -> tuple[Statement, Statement]:
    """lhs <= lhs + missing, missing >= 0, and lhs + missing = last: two links of a chain."""
    return (
        first.but(rhs=first.lhs + missing, text=why),
        first.but(lhs=first.lhs + missing, relation=Relation.EQUAL, rhs=last),
    )
