"""Scaled dot-product attention in index notation: symbols, scores, weights and outputs, shared by the claims about it.

n queries Q (n, d), m keys K (m, d) and values V (m, r); the softmax runs over the keys, separately for every query:
    s_ij = sum_c Q_ic K_jc / sqrt(d),   A_ij = exp(s_ij) / sum_l exp(s_il),   O_ic = sum_j A_ij V_jc.
Source: Lim 2025, Lecture 10, slides on attention.
"""

from sympy import Expr, IndexedBase, Integer, Sum, Symbol, exp, sqrt

from ..kernel.claim import Document, Rule, Source, Step
from ..kernel.statement import Declaration, Index, Size, Statement, array

n, m, d, r = (Symbol(name, integer=True, positive=True) for name in "nmdr")
a, b, c, e, i, j, l, p, q = (Symbol(name, integer=True) for name in "abceijlpq")  # noqa: E741
Q, K, V, G = (IndexedBase(name, real=True) for name in "QKVG")
ATTENTION = Source(Document.LECTURE_10, "Attention")
TYPES = Source(Document.LECTURE_10, "Attention Types")
POSITIONS = Source(Document.LECTURE_10, "Positional Encoding")

shapes: tuple[Declaration, ...] = (
    Size(n),
    Size(m),
    Size(d),
    Size(r),
    array(Q, n, d),
    array(K, m, d),
    array(V, m, r),
)


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


def upto(index: Symbol, size: Expr) -> Index:
    """A free index from 1 to a size."""
    return Index(index, Integer(1), size)


def score(query: Expr, key: Expr) -> Expr:
    """s = q.k / sqrt(d)."""
    return Sum(Q[query, a] * K[key, a], (a, 1, d)) / sqrt(d)


def weight(query: Expr, key: Expr) -> Expr:
    """A: softmax of the scores of one query over all keys."""
    return exp(score(query, key)) / Sum(exp(score(query, l)), (l, 1, m))


def attended(query: Expr, column: Expr) -> Expr:
    """O = A V."""
    return Sum(weight(query, j) * V[j, column], (j, 1, m))
