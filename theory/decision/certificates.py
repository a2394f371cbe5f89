"""Certificates for one comparison: equality by normal forms, inequalities by signs, squares, slopes and enclosures.

A certificate holds wherever both sides have a value and the hypotheses hold; that they have one is looked at apart.
"""

from dataclasses import dataclass

from ..kernel import indexed, scalar
from ..kernel.refusal import KernelRefusal
from ..kernel.statement import Relation, Statement
from ..kernel.types import StatementError, check_types
from ..language.declarations import Scope
from ..language.lowering import RELATIONS, Lowering
from ..language.tree import Compare, Order
from . import inequalities
from .proofs import assumed, needed, proved_equal
from .sums import shown_by_sums
from .truth import Link

MIRRORED = (Order.GREATER, Order.AT_LEAST)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """How a comparison was proved. `enclosed`: with balls over a continuum."""

    how: str
    enclosed: bool = False


def certificate(link: Link, scope: Scope, given: tuple[Compare, ...]) -> Certificate | None:
    """A certificate, or None where none is found."""
    if link.order is Order.EQUAL:
        how = proved_equal(link.left, link.right, scope, given)
        return Certificate(how=how) if how else None
    try:
        statement = lowered(link, scope, given)
        if statement.relation is Relation.NOT_EQUAL:
            found = _apart(statement)
        else:
            found = _ordered(statement)
    except (KernelRefusal, StatementError, RecursionError):
        return None
    return None if found is None else Certificate(how=str(found), enclosed=found.enclosed)


def lowered(link: Link, scope: Scope, given: tuple[Compare, ...]) -> Statement:
    """The comparison as the kernel writes it; what both sides need to have a value is among the hypotheses."""
    lowering = Lowering(scope)
    relation, mirrored = RELATIONS[link.order]
    lhs, rhs = lowering.scalar(link.left), lowering.scalar(link.right)
    if mirrored:
        lhs, rhs = rhs, lhs
    hypotheses = (*assumed(lowering, given), *needed(lowering, link.left, link.right))
    statement = Statement(where=lowering.declarations(), lhs=lhs, rhs=rhs, relation=relation, given=hypotheses)
    check_types(statement.but(given=()))
    return statement


def _ordered(statement: Statement) -> inequalities.Shown | None:
    for prover in (shown_by_sums, inequalities.shown):
        try:
            found = prover(statement)
        except KernelRefusal:
            continue
        if found is not None:
            return found
    return None


def _apart(statement: Statement) -> inequalities.Shown | None:
    """lhs != rhs: by signs, or because one of the sides is always the greater one."""
    for prover in (scalar, indexed):
        try:
            if prover.prove(statement).closed:
                return inequalities.Shown(how=("signs of the normal form",))
        except KernelRefusal:
            continue
    for lhs, rhs in ((statement.lhs, statement.rhs), (statement.rhs, statement.lhs)):
        found = _ordered(statement.but(lhs=lhs, rhs=rhs, relation=Relation.LESS))
        if found is not None:
            return found
    return None
