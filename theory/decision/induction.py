"""Induction over a natural number or a size: closed forms of sums and products, and inequalities.

The step is proved for every value from some place on, with the sums up to n as numbers of which only the statement at
n is known; the values before that place are proved one by one.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from ..language.declarations import Domain, Index, Interval, Matrix, Scalar, Scope, Vector
from ..language.tree import (
    Add,
    Compare,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Order,
    Product,
    Sum,
    children,
    put,
    rebuilt,
    variables,
    walk,
)
from .domain import conditions
from .plainly import rational
from .truth import Link

MOST_BASES = 4
ONE = Number(Fraction(1))
MULTIPLES = (1, 2, 3)


def obligations(link: Link, scope: Scope, given: tuple[Compare, ...]) -> Iterator[list[tuple[Link, Scope, tuple]]]:
    """Ways to prove a comparison by induction: the comparisons, with scope and hypotheses, that each one needs."""
    if link.order is Order.NOT_EQUAL or scope.is_complex:
        return
    for name, declared in scope.types.items():
        if not isinstance(declared, Scalar) or declared.domain not in (Domain.NATURAL, Domain.SIZE):
            continue
        used = {**variables(link.left), **variables(link.right)}
        if name not in used or any(name in variables(g) for g in given) or _is_a_size(name, scope):
            continue
        if declared.interval != Interval() or not _has_values(link, name, scope):
            continue
        first = 0 if declared.domain is Domain.NATURAL else 1
        yield from _over(name, first, link, scope, given)


def _has_values(link: Link, name: str, scope: Scope) -> bool:
    """Whether no value of the name is without a value of the sides: there the step would have nothing to start from."""
    found = (c for side in (link.left, link.right) for c in conditions(side, scope))
    return not any(c.guards or name in variables(c.tree) or c.binders for c in found)


def _is_a_size(name: str, scope: Scope) -> bool:
    """Whether arrays or indices depend on it."""
    for declared in scope.types.values():
        match declared:
            case Vector(length=n) | Index(length=n) if n == name:
                return True
            case Matrix(rows=m, columns=n) if name in (m, n):
                return True
    return False


def _over(
    name: str, first: int, link: Link, scope: Scope, given: tuple[Compare, ...]
) -> Iterator[list[tuple[Link, Scope, tuple]]]:
    after = {name: Add((Name(name), ONE))}
    for start in range(first, first + MOST_BASES):
        totals: dict[Node, Name] = {}
        here, there = (
            replace(link, left=_opened(a, name, start, totals), right=_opened(b, name, start, totals))
            for a, b in ((link.left, link.right), (put(link.left, after), put(link.right, after)))
        )
        if any(_sums_left(side, name) for side in (here.left, here.right, there.left, there.right)):
            return
        bases = [_at(link, name, n) for n in range(first, start + 1)]
        beginning = [(base, _without(scope, name), given) for base in bases]
        types = {**scope.types, name: Scalar(domain=Domain.NATURAL)}
        types |= {total.name: Scalar() for total in totals.values()}
        known = (*given, Compare((Name(name), Number(Fraction(start))), (Order.AT_LEAST,)))
        inner = replace(scope, types=types)
        if link.order is Order.EQUAL:
            if not totals:
                return
            yield [*beginning, (there, inner, (*known, here.compare()))]
            continue
        for factor in (*(Number(Fraction(k)) for k in MULTIPLES), Add((Name(name), ONE))):
            yield [*beginning, (_step(here, there, factor), inner, known)]


def _step(here: Link, there: Link, factor: Node) -> Link:
    """left' - k left <= right' - k right, which gives left' <= right' where k >= 0."""
    left, right = (Add((b, Neg(Mul((factor, a))))) for a, b in ((here.left, there.left), (here.right, there.right)))
    weak = {Order.LESS: Order.AT_MOST, Order.GREATER: Order.AT_LEAST}
    return replace(here, left=left, right=right, order=weak.get(here.order, here.order))


def _opened(node: Node, name: str, start: int, totals: dict[Node, Name]) -> Node:
    """Sums and products up to name + c, c >= 0, with their last terms apart; the ones up to `name` as numbers."""
    if isinstance(node, (Sum, Product)):
        shift = _shift(node.high, name)
        low = rational(node.low)
        plain = name not in variables(node.body) and name not in variables(node.low)
        # Below its lower end a sum is empty, and so nothing may be split off there.
        if plain and shift is not None and low is not None and low <= start + 1 and 0 <= shift <= MOST_BASES:
            whole = replace(node, high=Name(name))
            total = totals.setdefault(whole, Name(f"total_{len(totals)}"))
            last = [put(node.body, {node.index: _plus(name, k)}) for k in range(1, shift + 1)]
            if not last:
                return total
            return (Add if isinstance(node, Sum) else Mul)((total, *last))
    return rebuilt(node, tuple(_opened(part, name, start, totals) for part in children(node)))


def _shift(high: Node, name: str) -> int | None:
    """c where a node is name + c for a whole number c."""
    if high == Name(name):
        return 0
    if not isinstance(high, Add):
        return None
    total, seen = Fraction(0), 0
    for term in high.terms:
        inner = _shift(term, name) if isinstance(term, Add) else None
        if term == Name(name):
            seen += 1
        elif inner is not None:
            seen, total = seen + 1, total + inner
        elif (value := rational(term)) is not None:
            total += value
        else:
            return None
    return int(total) if seen == 1 and total.denominator == 1 else None


def _plus(name: str, k: int) -> Node:
    return Add((Name(name), Number(Fraction(k))))


def _sums_left(node: Node, name: str) -> bool:
    return any(isinstance(n, (Sum, Product)) and name in variables(n) for n in walk(node))


def _at(link: Link, name: str, n: int) -> Link:
    value = {name: Number(Fraction(n))}
    return replace(link, left=put(link.left, value), right=put(link.right, value))


def _without(scope: Scope, name: str) -> Scope:
    return replace(scope, types={k: v for k, v in scope.types.items() if k != name})
