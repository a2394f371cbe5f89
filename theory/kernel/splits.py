"""Inequalities between piecewise-linear expressions: a tree of cases, each closed by multipliers (Farkas).

An expression is a sum of multiples of |t|, of relu(u), and of monomials, which count as unknowns of their own: what
holds for all values of the unknowns holds where they are monomials. A symbol in front of a relu needs a sign by
hypothesis: a relu(u) is relu(a u) for a >= 0, and -relu(-a u) for a <= 0. In a case the signs of some forms are known,
and relu of such a form is the form or 0. Any other relu(u) with a factor f >= 0 is at least s u for 0 <= s <= f, and
|t| is at least s t for -1 <= s <= 1. What remains is affine and must be a sum of nonnegative multiples of forms that
are not negative in this case, plus a constant >= 0, or > 0 where the relation is <.
Whoever finds the tree is not trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sympy import Abs, Add, Expr, Integer, Mul, Rational, S, Symbol, expand

from .functions import relu
from .proof import Proof
from .refusal import KernelRefusal
from .statement import Relation, Statement

Affine = dict[Expr, Rational]  # by monomial; that of the constant is 1
Form = frozenset[tuple[Expr, Rational]]


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A case that is shown. signs: of |t|, by t; shares: of relu(u), by u; multipliers: of the forms on the way."""

    signs: tuple[tuple[Expr, Rational], ...] = ()
    shares: tuple[tuple[Expr, Rational], ...] = ()
    multipliers: tuple[Rational, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Split:
    """Two cases: form >= 0 and form <= 0."""

    form: Expr
    above: Split | Closed
    below: Split | Closed


class NotLinear(KernelRefusal):
    """A side is not piecewise linear in its monomials."""


@dataclass(frozen=True)
class _Pieces:
    """affine + sum of factor * relu(form) + sum of factor * |t|."""

    affine: Affine
    bends: dict[Form, Rational]
    folds: dict[Expr, Rational]


def prove(statement: Statement, data: object) -> Proof:
    """lhs <= rhs or lhs < rhs for all values of the scalars. data: the tree of cases."""
    if statement.relation not in (Relation.AT_MOST, Relation.LESS) or not isinstance(data, (Split, Closed)):
        return Proof(closed=False, detail="a tree of cases shows <= or <")
    signs = _signs(statement)
    gap = _pieces(statement.rhs - statement.lhs, signs)  # type: ignore[operator]
    if any(factor < 0 for factor in gap.folds.values()):
        return Proof(closed=False, detail="an absolute value stands on the smaller side")
    cases, open_ = 0, [(data, ())]
    inside = cache(lambda t: _pieces(t, signs))
    while open_:
        node, way = open_.pop()
        if isinstance(node, Split):
            form = _affine(node.form)
            negative = {m: -c for m, c in form.items()}
            open_ += [(node.above, (*way, (form, form))), (node.below, (*way, (form, negative)))]
            continue
        cases += 1
        least = _least(gap, inside, node, way)
        if isinstance(least, str):
            return Proof(closed=False, detail=f"case {cases}: {least}")
        if least < 0 or (least == 0 and statement.relation is Relation.LESS):
            return Proof(closed=False, detail=f"case {cases}: only {least} is left")
    return Proof(closed=True, detail=f"{cases} cases")


Way = tuple[tuple[Affine, Affine], ...]  # a form, and what is not negative: it or its opposite


def _least(gap: _Pieces, inside: Callable[[Expr], _Pieces], leaf: Closed, way: Way) -> Rational | str:
    """A constant below the gap in this case, or why the multipliers show none."""
    signs, shares = dict(leaf.signs), {_key(_affine(u)): s for u, s in leaf.shares}
    if len(leaf.multipliers) > len(way) or any(m < 0 for m in leaf.multipliers):
        return "multipliers must belong to forms on the way, and not be negative"
    total, bends = dict(gap.affine), dict(gap.bends)
    for t, factor in gap.folds.items():
        sign = signs.get(t, S.Zero)
        if sign == 0:
            continue
        inner = inside(t)
        if abs(sign) > 1 or inner.folds:
            return f"{sign} is no lower slope of {t}"
        _add(total, inner.affine, factor * sign)
        _add(bends, inner.bends, factor * sign)
    known = {_key(form): sign == form for form, sign in way}
    for form, factor in bends.items():
        if form in known:
            share = factor if known[form] else S.Zero
        else:
            share = shares.get(form, S.Zero)
            if not 0 <= share <= factor:
                return f"relu of undecided sign with the factor {factor} and the share {share}"
        _add(total, dict(form), share)
    for multiplier, (_, sign) in zip(leaf.multipliers, way, strict=False):
        _add(total, sign, -multiplier)
    rest = {m: c for m, c in total.items() if c != 0 and m != 1}
    if rest:
        return f"{Add(*(c * m for m, c in rest.items()))} is left"
    return total.get(S.One, S.Zero)


def _add(total: dict, part: Mapping, factor: Rational) -> None:
    for key, value in part.items():
        total[key] = total.get(key, S.Zero) + factor * value


def _key(affine: Affine) -> Form:
    return frozenset((m, c) for m, c in affine.items() if c != 0)


def _signs(statement: Statement) -> dict[Symbol, int]:
    """Symbols that some hypothesis says are at least, or at most, 0."""
    found: dict[Symbol, int] = {}
    for h in statement.given:
        if h.forall or h.relation not in (Relation.AT_MOST, Relation.LESS):
            continue
        if h.lhs == 0 and isinstance(h.rhs, Symbol):
            found[h.rhs] = 1
        elif h.rhs == 0 and isinstance(h.lhs, Symbol):
            found[h.lhs] = -1
    return found


def _pieces(expr: Expr, signs: Mapping[Symbol, int]) -> _Pieces:
    affine: Affine = {}
    bends: dict[Form, Rational] = {}
    folds: dict[Expr, Rational] = {}
    for term in Add.make_args(expand(expr, deep=False)):
        number, rest = term.as_coeff_Mul()
        kinks = [f for f in Mul.make_args(rest) if isinstance(f, (relu, Abs))]
        others = [f for f in Mul.make_args(rest) if f not in kinks]
        if not kinks:
            _add(affine, _affine(term), Integer(1))
        elif len(kinks) > 1 or not isinstance(number, Rational):
            raise NotLinear(f"{term} is not linear in its kinks")
        elif isinstance(kinks[0], Abs):
            if others:
                raise NotLinear(f"{term}: only numbers may stand before an absolute value")
            _add(folds, {kinks[0].args[0]: number}, Integer(1))
        else:
            before = Mul(*others)
            sign = 1 if before == 1 else signs.get(before) if isinstance(before, Symbol) else None
            if sign is None:
                raise NotLinear(f"the sign of {before} is not known by hypothesis")
            _add(bends, {_key(_affine(sign * before * kinks[0].args[0])): number}, Integer(sign))
    return _Pieces(affine, bends, folds)


def _affine(expr: Expr) -> Affine:
    """The coefficients of a polynomial by monomial."""
    found: Affine = {}
    for term in Add.make_args(expand(expr)):
        number, monomial = term.as_coeff_Mul()
        factors = (f.as_base_exp() for f in Mul.make_args(monomial) if f != 1)
        whole = all(isinstance(b, Symbol) and isinstance(e, Integer) and e > 0 for b, e in factors)
        if not (whole and isinstance(number, Rational)):
            raise NotLinear(f"{term} is no monomial")
        _add(found, {monomial: number}, Integer(1))
    return found
