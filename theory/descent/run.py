"""Notation for a run of gradient descent, and what smoothness and convexity say along it."""

from sympy import Expr, IndexedBase, Integer, Rational, Sum, Symbol, oo

from ..kernel.claim import Document, Rule, Source, Step
from ..kernel.statement import (
    Array,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
)

n = Symbol("n", integer=True, positive=True)
h, j, l = (Symbol(name, integer=True) for name in "hjl")  # noqa: E741 - l counts steps
k = Symbol("k", integer=True, nonnegative=True)
eta, L, mu, least = (Symbol(name, real=True) for name in ("eta", "L", "mu", "m"))
x, x0, s, g, R = (IndexedBase(name, real=True) for name in ("x", "x0", "s", "g", "R"))
half = Rational(1, 2)

ALGORITHM = Source(Document.LECTURE_10, "The GD Algorithm")
CONVEXITY = Source(Document.LECTURE_10, "Convexity")
DESCENT = Source(Document.LECTURE_10, "Gradient Descent")

every_step = Index(l, Integer(0), oo)
steps = (h, Integer(0), oo)
coordinate = (j, Integer(1), n)
natural = Scalar(k, Domain.NATURAL)
iterates = Sequence(symbol=x, index=k, initial=x0[j], successor=x[k, j] - eta * g[k, j], axes=(coordinate,))
values_and_gradients: tuple[Declaration, ...] = (
    Size(n),
    Scalar(eta),
    Scalar(L),
    natural,
    Array(g, (steps, coordinate)),
    Array(R, (steps,)),
)


def squared_gradient(at: Expr) -> Expr:
    """|g_at|^2."""
    return Sum(g[at, j] ** 2, coordinate)


def squared_distance(at: Expr) -> Expr:
    """|x_at - s|^2."""
    return Sum((x[at, j] - s[j]) ** 2, coordinate)


def slope_away(at: Expr) -> Expr:
    """g_at . (x_at - s)."""
    return Sum(g[at, j] * (x[at, j] - s[j]), coordinate)


start = Sum((x0[j] - s[j]) ** 2, coordinate)
forwards = Hypothesis(name="eta > 0", lhs=Integer(0), relation=Relation.LESS, rhs=eta)
short_steps = Hypothesis(
    name="eta L <= 1", lhs=eta * L, relation=Relation.AT_MOST, rhs=Integer(1), establish=(L, 1 / eta)
)


def upper_model(at: Expr) -> Expr:
    """R + g.(y - x) + L |y - x|^2 / 2 at y = x - eta g."""
    return R[at] - eta * squared_gradient(at) + half * L * eta**2 * squared_gradient(at)


def smooth(*establish: Expr) -> Hypothesis:
    """The loss lies below its quadratic upper model, as it does where the gradient is L-Lipschitz."""
    return Hypothesis(
        name="R_{l+1} <= R_l - eta |g_l|^2 + L eta^2 |g_l|^2 / 2",
        lhs=R[l + 1],
        relation=Relation.AT_MOST,
        rhs=upper_model(l),
        forall=(every_step,),
        establish=(establish[0], establish[1]) if establish else None,
    )


def link(statement: Statement, missing: Expr, reason: str) -> Step:
    """The line lhs <= lhs + missing, for a missing part whose sign is seen."""
    return Step(
        statement=statement.but(relation=Relation.AT_MOST, rhs=statement.lhs + missing),
        rule=Rule.NORMAL_FORM,
        reason=reason,
    )
