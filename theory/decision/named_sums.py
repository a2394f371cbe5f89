"""Sums as numbers: each is given a name, and with it what is certainly known of it.

A sum of terms that are not negative is not negative and at least each of its terms; (sum a b)^2 is at most
(sum a^2)(sum b^2); sums are in the order of their terms; |sum f| is at most sum |f|, and sum f^2 at most (sum |f|)^2.
"""

from collections.abc import Iterator
from itertools import permutations

from sympy import Abs, Basic, Dummy, Expr, Integer, Mul, Pow, Rational, S, Sum, Symbol, sqrt

from ..kernel import indexed
from ..kernel.conditions import Facts
from ..kernel.refusal import KernelRefusal
from ..kernel.statement import Hypothesis, Index, Relation, Statement

MOST_SUMS = 8


def named(statement: Statement) -> Statement | None:
    """The statement with names for its sums and hypotheses about them; None where it has too many."""
    try:
        lhs, rhs = (_expanded(side, statement) for side in (statement.lhs, statement.rhs))  # type: ignore[arg-type]
    except KernelRefusal:
        return None
    plain = tuple(h for h in statement.given if not h.forall and not h.invertible)
    sums = sorted({s for e in (lhs, rhs, *(x for h in plain for x in (h.lhs, h.rhs))) for s in _outermost(e)}, key=str)
    if not 0 < len(sums) <= MOST_SUMS:
        return None
    name: dict[Basic, Basic] = {s: Dummy(f"sum{n}", real=True) for n, s in enumerate(sums)}
    told = [*plain, *_known(sums, statement)]
    given = tuple(
        Hypothesis(name=h.name, lhs=h.lhs.xreplace(name), relation=h.relation, rhs=h.rhs.xreplace(name)) for h in told
    )
    return statement.but(lhs=lhs.xreplace(name), rhs=rhs.xreplace(name), given=given)


def _outermost(expr: Basic) -> set[Sum]:
    if isinstance(expr, Sum):
        return {expr}
    return {s for a in expr.args for s in _outermost(a)}


def _expanded(expr: Basic, statement: Statement) -> Basic:
    """With every sum in its normal form."""
    if isinstance(expr, Sum):
        if expr.has(Abs):
            return expr
        return indexed.normal(expr, statement.where, tuple(indexed.equations_of(statement)))
    return expr.func(*(_expanded(a, statement) for a in expr.args)) if expr.args and expr.has(Sum) else expr


def _known(sums: list[Sum], statement: Statement) -> Iterator[Hypothesis]:
    facts = Facts(statement)
    for s in sums:
        if facts.positive(s):
            yield _at_most(S.Zero, s, strict=True)
        elif facts.nonnegative(s):
            yield _at_most(S.Zero, s)
        if facts.nonnegative(s) and len(s.limits) == 1:
            yield from (_at_most(term, s) for term in _terms(s, statement))
    for s, t in permutations(sums, 2):
        if len(s.limits) == len(t.limits) == 1 and s.limits[0][1:] == t.limits[0][1:]:
            yield from _of_two(s, _renamed(t, s.limits[0][0]), t, facts)
    yield from _cauchy(sums)


def _at_most(lhs: Expr, rhs: Expr, strict: bool = False) -> Hypothesis:
    return Hypothesis(name="known", lhs=lhs, relation=Relation.LESS if strict else Relation.AT_MOST, rhs=rhs)


def _terms(s: Sum, statement: Statement) -> Iterator[Expr]:
    """Its terms at the indices that run through the same range."""
    ((i, low, high),) = s.limits
    for d in statement.where:
        if isinstance(d, Index) and (d.lower, d.upper) == (low, high):
            yield s.function.xreplace({i: d.symbol})


def _renamed(t: Sum, index: Symbol) -> Expr:
    return t.function.xreplace({t.limits[0][0]: index})


def _of_two(s: Sum, other: Expr, t: Sum, facts: Facts) -> Iterator[Hypothesis]:
    """What is known of sum f and sum g over the same range; `other` is g in the index of f."""
    f = s.function
    i, low, high = s.limits[0]
    if other == Abs(f):
        yield from (_at_most(s, t), _at_most(-s, t))
    root = _root(f)
    if root is not None and other == Abs(root):  # sum f^2 <= (sum |f|)^2
        yield _at_most(s, t**2)
    saved = dict(facts.ranges)
    facts.ranges[i] = (low, high)
    if facts.nonnegative(other - f):
        yield _at_most(s, t)
    facts.ranges.clear()
    facts.ranges.update(saved)


def _cauchy(sums: list[Sum]) -> Iterator[Hypothesis]:
    """(sum a b)^2 <= (sum a^2)(sum b^2), and 2 |sum a b| <= sum a^2 + sum b^2."""
    squares = [(s, a) for s in sums if len(s.limits) == 1 and (a := _root(s.function)) is not None]
    for n, (s, a) in enumerate(squares):
        for t, b in squares[n + 1 :]:
            if s.limits[0][1:] != t.limits[0][1:]:
                continue
            i = s.limits[0][0]
            product = a * b.xreplace({t.limits[0][0]: i})
            for d in sums:
                if len(d.limits) == 1 and d.limits[0][1:] == s.limits[0][1:] and _renamed(d, i) == product:
                    yield _at_most(d**2, s * t)
                    yield _at_most(2 * d, s + t)
                    yield _at_most(-2 * d, s + t)


def _root(expr: Expr) -> Expr | None:
    """u where the expression is written as u^2: a product of even powers, and of squares of rationals."""
    factors: list[Expr] = []
    for factor in Mul.make_args(expr):
        if isinstance(factor, Pow) and isinstance(factor.exp, Integer) and factor.exp > 0 and factor.exp % 2 == 0:
            factors.append(factor.base ** (factor.exp // 2))
        elif isinstance(factor, Rational) and isinstance(root := sqrt(factor), Rational):
            factors.append(root)
        else:
            return None
    return Mul(*factors)
