"""Certificates for one comparison: equality by normal forms, inequalities by signs, squares, slopes and enclosures.

A certificate holds wherever both sides have a value and the hypotheses hold; that they have one is looked at apart.
"""

from dataclasses import dataclass
from fractions import Fraction

from ..kernel import indexed, scalar
from ..kernel.refusal import KernelRefusal
from ..kernel.statement import Relation, Statement
from ..kernel.types import StatementError, check_types
from ..language.declarations import Domain, Interval, Scalar, Scope
from ..language.lowering import RELATIONS, Lowering
from ..language.shapes import shape_of
from ..language.tree import (
    Add,
    Call,
    Compare,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Order,
    Pow,
    children,
    put,
    rebuilt,
    variables,
)
from . import inequalities
from .condition import Condition, Needs
from .hypotheses import NOT_TOLD, assumed, needed
from .induction import obligations
from .plainly import is_array
from .proofs import proved_equal
from .signs import certain
from .sums import shown_by_sums
from .truth import Link


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """How a comparison was proved. `enclosed`: with balls over a continuum."""

    how: str
    enclosed: bool = False


def certificate(link: Link, scope: Scope, given: tuple[Compare, ...]) -> Certificate | None:
    """A certificate, or None where none is found."""
    return _direct(link, scope, given) or by_induction(link, scope, given) or _by_whole_numbers(link, scope, given)


def by_induction(link: Link, scope: Scope, given: tuple[Compare, ...]) -> Certificate | None:
    """A certificate by induction over one of the names."""
    for needed_ones in obligations(link, scope, given):
        found: list[Certificate] = []
        for one in reversed(needed_ones):  # the step, which is the hard part
            part = _direct(*one)
            if part is None:
                break
            found.append(part)
        else:
            return Certificate(how="induction", enclosed=any(f.enclosed for f in found))
    return None


def _by_whole_numbers(link: Link, scope: Scope, given: tuple[Compare, ...]) -> Certificate | None:
    """An integer is at most -1, 0, or at least 1."""
    if link.order is Order.EQUAL:
        return None
    for name in variables(link.compare()):
        declared = scope.type_of(name)
        if not isinstance(declared, Scalar) or declared.domain not in (Domain.INTEGER, Domain.NATURAL):
            continue
        zero = {name: Number(Fraction(0))}
        if any(name in variables(g) for g in given) or declared.interval != Interval():
            continue
        at_zero = Link(left=put(link.left, zero), order=link.order, right=put(link.right, zero))
        sides = [Compare((Name(name), Number(Fraction(1))), (Order.AT_LEAST,))]
        if declared.domain is Domain.INTEGER:
            sides.append(Compare((Name(name), Neg(Number(Fraction(1)))), (Order.AT_MOST,)))
        parts = [_direct(at_zero, scope, given), *(_direct(link, scope, (*given, s)) for s in sides)]
        if all(p is not None for p in parts):
            how = "; ".join(dict.fromkeys(p.how for p in parts if p))
            return Certificate(how=f"{name} is whole: {how}", enclosed=any(p.enclosed for p in parts if p))
    return None


def _direct(link: Link, scope: Scope, given: tuple[Compare, ...]) -> Certificate | None:
    if link.order is Order.EQUAL:
        how = proved_equal(link.left, link.right, scope, given)
        return Certificate(how=how) if how else None
    if _plain(link, scope):
        return Certificate(how="signs that are plain to see")
    try:
        statement = lowered(link, scope, given)
        if statement.relation is Relation.NOT_EQUAL:
            found = _apart(statement)
        else:
            found = _ordered(statement)
    except (*NOT_TOLD, StatementError):
        return None
    return None if found is None else Certificate(how=str(found), enclosed=found.enclosed)


NEEDS = {
    Order.NOT_EQUAL: Needs.NOT_ZERO,
    Order.LESS: Needs.POSITIVE,
    Order.GREATER: Needs.POSITIVE,
    Order.AT_MOST: Needs.NOT_NEGATIVE,
    Order.AT_LEAST: Needs.NOT_NEGATIVE,
}


def _plain(link: Link, scope: Scope) -> bool:
    """Whether the signs of the terms show it, as they stand."""
    if scope.is_complex or any(is_array(side, scope) for side in (link.left, link.right)):
        return False
    great, small = link.left, link.right
    if link.order in (Order.LESS, Order.AT_MOST):
        great, small = small, great
    zero = Number(Fraction(0))
    gap = great if small == zero else Neg(small) if great == zero else Add((great, Neg(small)))
    return certain(Condition(needs=NEEDS[link.order], tree=gap), scope)


def lowered(link: Link, scope: Scope, given: tuple[Compare, ...]) -> Statement:
    """The comparison as the kernel writes it; what both sides need to have a value is among the hypotheses."""
    lowering = Lowering(scope)
    relation, mirrored = RELATIONS[link.order]
    lhs, rhs = (lowering.scalar(as_norms(side, scope)) for side in (link.left, link.right))
    if mirrored:
        lhs, rhs = rhs, lhs
    hypotheses = (*assumed(lowering, given), *needed(lowering, link.left, link.right))
    statement = Statement(where=lowering.declarations(), lhs=lhs, rhs=rhs, relation=relation, given=hypotheses)
    check_types(statement.but(given=()))
    return statement


def as_norms(node: Node, scope: Scope) -> Node:
    """x^T A^T A x, which is the same from either end, as |A x|^2."""
    node = rebuilt(node, tuple(as_norms(part, scope) for part in children(node)))
    if not isinstance(node, Mul) or len(node.factors) % 2:
        return node
    half = len(node.factors) // 2
    first, second = node.factors[:half], node.factors[half:]
    turned = all(_turned(a) == b or a == _turned(b) for a, b in zip(first, reversed(second), strict=True))
    if not turned or shape_of(second[0], scope) is None:
        return node
    right = second[0] if half == 1 else Mul(second)
    shape = shape_of(right, scope)
    if shape is None or shape[1] != 1:
        return node
    return Pow(Call("norm", (right,)), Number(Fraction(2)))


def _turned(node: Node) -> Node:
    return node.args[0] if isinstance(node, Call) and node.function == "transpose" else Call("transpose", (node,))


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
