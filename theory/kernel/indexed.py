"""Identities and inequalities for symbolic sizes: by the normal form of index sums, by signs where it does not decide.

True is a proof under the side conditions; False is never a disproof.
"""

from dataclasses import replace
from functools import lru_cache

from sympy import (
    Expr,
    S,
)

from .conditions import Facts, definedness
from .functions import Expect, Partial
from .normalizer import Equation, Normalizer
from .polynomials import Polynomial, expression
from .proof import Condition, Proof
from .recursion import rename_apart, standard_names
from .statement import (
    Array,
    Bernoulli,
    Declaration,
    Hypothesis,
    Index,
    Relation,
    Statement,
)


def equations_of(statement: Statement, using: tuple[Statement, ...] = ()) -> list[Equation]:
    """The equalities among hypotheses and proved statements, as rewriting rules."""
    rules = [_as_equation(h) for h in statement.given if h.relation is Relation.EQUAL and not h.invertible]
    shared = {d for d in statement.where}
    for link in using:
        if link.relation is Relation.EQUAL:
            spans = tuple(
                (d.symbol, (d.lower, d.upper)) for d in link.where if isinstance(d, Index) and d not in shared
            )
            rules.append(Equation(link.lhs, link.rhs, spans))
    return rules


def _as_equation(hypothesis: Hypothesis) -> Equation:
    spans = tuple((i.symbol, (i.lower, i.upper)) for i in hypothesis.forall)
    return Equation(hypothesis.lhs, hypothesis.rhs, spans)


def normal(expr: Expr, where: tuple[Declaration, ...], equations: tuple[Equation, ...] = ()) -> Expr:
    """The canonical form of `expr`, with the same value wherever `expr` is defined."""
    return expression(Normalizer(where, equations).normal(rename_apart(expr)))


def derivative(body: Expr, target: Expr, where: tuple[Declaration, ...]) -> Expr:
    """The canonical form of the derivative of `body` in `target`."""
    return normal(Partial(body, target), where)


def equal(a: Expr, b: Expr, where: tuple[Declaration, ...], equations: tuple[Equation, ...] = ()) -> bool:
    """Whether a = b is proved, up to the side conditions of both."""
    return Normalizer(where, equations).equal(*(_kept_form(side, where, equations) for side in (a, b)))


@lru_cache(maxsize=256)
def _kept_form(expr: Expr, where: tuple[Declaration, ...], equations: tuple[Equation, ...]) -> Polynomial:
    """The polynomial of one side, which other equalities may share; nobody changes it."""
    return Normalizer(where, equations).normal(rename_apart(expr))


def prove(statement: Statement, using: tuple[Statement, ...] = ()) -> Proof:
    """A proof for all sizes, or the reason why there is none: an equality by normal forms, else by the signs."""
    facts = Facts(statement)
    where = statement.where
    found = [*definedness(statement.lhs, where), *definedness(statement.rhs, where)]
    for h in statement.given:
        if h.relation is Relation.EQUAL and not h.invertible:
            spans = h.forall
            sides = (*definedness(h.lhs, where), *definedness(h.rhs, where))
            found += [replace(c, forall=(*(s for s in spans if c.mentions(s.symbol)), *c.forall)) for c in sides]
    found += _probabilities(statement)
    recorded = tuple(dict.fromkeys(found))
    undischarged = tuple(c for c in recorded if not facts.proves(c))
    equations = tuple(equations_of(statement, using))
    if statement.relation is Relation.EQUAL:
        shown, detail = equal(statement.lhs, statement.rhs, where, equations), "the normal forms differ"
    else:
        shown, detail = _compared(statement, facts, equations), "the signs are not shown"
    return Proof(
        closed=shown and not undischarged,
        recorded=recorded,
        undischarged=undischarged,
        detail="" if shown else detail,
    )


def _probabilities(statement: Statement) -> list[Condition]:
    """What the means of both sides need: probabilities between 0 and 1, variances that are not negative."""
    if not (statement.lhs.has(Expect) or statement.rhs.has(Expect)):
        return []
    found: list[Condition] = []
    for d in statement.where:
        if isinstance(d, Array) and isinstance(d.law, Bernoulli):
            keep = d.law.keep
            found += [Condition(S.Zero, Relation.AT_MOST, keep), Condition(keep, Relation.AT_MOST, S.One)]
        elif isinstance(d, Array) and d.law is not None:
            found.append(Condition(S.Zero, Relation.AT_MOST, d.law.variance))
    return found


def _compared(statement: Statement, facts: Facts, equations: tuple[Equation, ...]) -> bool:
    """Whether the sign of the difference is known as it is written, or in its normal form."""
    if facts.proves(Condition(standard_names(statement.lhs), statement.relation, standard_names(statement.rhs))):
        return True
    difference = normal(statement.rhs - statement.lhs, statement.where, equations)
    return facts.proves(Condition(S.Zero, statement.relation, difference))
