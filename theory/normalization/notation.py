"""What the modules of this topic share: mean, variance and normalized values over any set of places."""

from collections.abc import Callable

from sympy import Expr, Integer, Mul, Sum, Symbol, sqrt

from ..kernel.claim import Document, Rule, Source, Step
from ..kernel.statement import Hypothesis, Relation, Scalar, Statement

eps = Symbol("eps", real=True)
SECTION_VII = (Source(Document.CONNECTIONISM, "VII. Normalization Taxonomy"),)
number_eps = Scalar(eps)
positive_eps = Hypothesis(name="0 < eps", lhs=Integer(0), relation=Relation.LESS, rhs=eps)

Places = tuple[tuple[Symbol, Expr], ...]
Values = Callable[..., Expr]


def total(body: Expr, places: Places) -> Expr:
    """Sum of `body` over all places, each index from 1 to its size."""
    for index, size in places:
        body = Sum(body, (index, 1, size))
    return body


def mean(body: Expr, places: Places) -> Expr:
    """Sum of `body` over all places, divided by their number."""
    return total(body, places) / Mul(*(size for _, size in places))


def variance(body: Expr, places: Places) -> Expr:
    """Mean squared distance from the mean, with the number of places as divisor."""
    return mean((body - mean(body, places)) ** 2, places)


def normalized(value: Expr, body: Expr, places: Places, epsilon: Expr | int = eps) -> Expr:
    """(value - mu)/sqrt(sigma^2 + epsilon), mean and variance of `body` over `places`."""
    return (value - mean(body, places)) / sqrt(variance(body, places) + epsilon)


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)
