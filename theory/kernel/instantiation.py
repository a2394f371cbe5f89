"""An earlier statement at particular natural numbers: what holds for every k holds for k = s + r.

The numbers put in are sums of declared naturals, sizes and whole numbers that are not negative. A hypothesis of the
earlier statement must, with the numbers put in, be one of the new statement or follow from its signs.
"""

from collections.abc import Iterable

from sympy import Add, Basic, Expr, Integer, expand, sympify
from sympy.concrete.expr_with_limits import ExprWithLimits

from .conditions import Facts
from .proof import Condition, Proof
from .statement import (
    Array,
    Bernoulli,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
)


def prove(statement: Statement, links: tuple[Statement, ...], data: object) -> Proof:
    """`statement` is its one link with natural numbers put in. data: pairs (natural of the link, number)."""
    if len(links) != 1 or not isinstance(data, tuple) or not data:
        return Proof(closed=False, detail="an instance uses one earlier step and names the numbers put in")
    link = links[0]
    put: dict[Basic, Basic] = {symbol: sympify(value, strict=True) for symbol, value in data}
    if len(put) != len(data):
        return Proof(closed=False, detail="a number is put in twice")
    reason = _not_natural(put, link, statement) or _declared_otherwise(put, link, statement) or _captured(put, link)
    if not reason and statement.relation is not link.relation:
        reason = "the relation is another one"
    if not reason and (statement.lhs, statement.rhs) != (link.lhs.xreplace(put), link.rhs.xreplace(put)):
        reason = "the sides are not those of the earlier step with the numbers put in"
    reason = reason or next(
        (f"the hypothesis {h.name!r} is not met" for h in link.given if not _met(h, put, statement)), ""
    )
    return Proof(closed=not reason, detail=reason)


def _naturals(statement: Statement) -> set[Basic]:
    return {d.symbol for d in statement.where if isinstance(d, Scalar) and d.domain is Domain.NATURAL and not d.values}


def _not_natural(put: dict[Basic, Basic], link: Statement, statement: Statement) -> str:
    known = _naturals(statement) | {d.symbol for d in statement.where if isinstance(d, Size)}
    for symbol, value in put.items():
        if symbol not in _naturals(link):
            return f"{symbol} is no natural number of the earlier step"
        for term in Add.make_args(expand(value)):
            times, rest = term.as_coeff_Mul()
            if not (isinstance(times, Integer) and times >= 0 and (rest == 1 or rest in known)):
                return f"{value} is not certainly a natural number"
    return ""


def _declared_otherwise(put: dict[Basic, Basic], link: Statement, statement: Statement) -> str:
    for d in link.where:
        if isinstance(d, Scalar) and d.symbol in put:
            continue
        if d not in statement.where:
            return f"{d} is not declared like that"
        if set(_read(d)) & set(put):
            return f"the declaration of {d} depends on a number put in"
    return ""


def _read(d: Declaration) -> Iterable[Basic]:
    """The symbols that a declaration reads from outside; the index of a recursion is its own."""
    if isinstance(d, Sequence):
        own = {d.index}
        recursion = d.successor.free_symbols | {s for _, *ends in d.axes for e in ends for s in e.free_symbols}
        top = d.top.free_symbols if d.top is not None else set()
        return d.initial.free_symbols | top | (recursion - own)
    if isinstance(d, Array):
        law = set() if d.law is None else (d.law.keep if isinstance(d.law, Bernoulli) else d.law.variance).free_symbols
        return {s for _, *ends in d.axes for e in ends for s in e.free_symbols} | law
    if isinstance(d, Index):
        return d.lower.free_symbols | d.upper.free_symbols
    if isinstance(d, Matrix):
        return {s for size in d.symbol.shape for s in size.free_symbols}
    return ()


def _captured(put: dict[Basic, Basic], link: Statement) -> str:
    """Why a number put in would be caught by a sum or a quantifier, or an empty string."""
    formulas = [link.lhs, link.rhs, *(side for h in link.given for side in (h.lhs, h.rhs))]
    bound = {limit[0] for f in formulas for e in f.atoms(ExprWithLimits) for limit in e.limits}
    bound |= {i.symbol for h in link.given for i in h.forall}
    if bound & ({*put} | {s for value in put.values() for s in value.free_symbols}):
        return "a number put in has the name of a bound index"
    return ""


def _met(h: Hypothesis, put: dict[Basic, Basic], statement: Statement) -> bool:
    if not set(put) & _symbols(h):
        return h in statement.given
    if h.invertible or h.forall or not isinstance(h.lhs, Expr) or getattr(h.lhs, "is_Matrix", False):
        return False
    lhs, rhs = h.lhs.xreplace(put), h.rhs.xreplace(put)
    if any((g.lhs, g.relation, g.rhs) == (lhs, h.relation, rhs) and not g.forall for g in statement.given):
        return True
    if h.relation is Relation.EQUAL:
        return expand(rhs - lhs) == 0  # pyright: ignore[reportOperatorIssue] - numbers, as just asked
    return Facts(statement).proves(Condition(lhs, h.relation, rhs))


def _symbols(h: Hypothesis) -> set[Basic]:
    ends = {s for i in h.forall for e in (i.lower, i.upper) for s in e.free_symbols}
    return h.lhs.free_symbols | h.rhs.free_symbols | ends
