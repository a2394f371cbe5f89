"""Index ranges: the integers that an index runs through, and certain comparisons between affine bounds.

Bounds are affine in sizes, naturals, widths d(l) and the indices bound outside. Anything else is not compared, and
what is not compared is refused.
"""

from collections.abc import Mapping

from sympy import Add, Basic, Dummy, Expr, Integer, Mod, Mul, Pow, Symbol, expand, oo
from sympy.core.function import AppliedUndef

from .statement import Permutation, Relation, Statement

Span = tuple[Basic, Basic]
Ranges = dict[Basic, Span]  # outer indices first


def bind(ranges: Ranges, index: Basic, lower: Basic, upper: Basic) -> Ranges:
    """`ranges` inside a binder of `index`: an outer variable of that name goes on under a fresh one."""
    outer = Dummy(str(index), integer=True)
    fresh = {index: outer}
    inner: Ranges = {}
    for symbol, (low, high) in ranges.items():
        inner[outer if symbol == index else symbol] = (low.xreplace(fresh), high.xreplace(fresh))
    inner[index] = (lower.xreplace(fresh), upper.xreplace(fresh))
    return inner


def certainly_inside(index: Basic, span: Span, ranges: Ranges, least: Mapping[Basic, int], given: Statement) -> bool:
    """Whether low <= index <= high for every value of the bound indices, sizes and naturals."""
    low, high = span
    below = _never_negative(index - low, ranges, least, given)  # type: ignore[operator]
    return below and (high == oo or _never_negative(high - index, ranges, least, given))  # type: ignore[operator]


def _never_negative(gap: Basic, ranges: Ranges, least: Mapping[Basic, int], given: Statement) -> bool:
    gap, ranges = _without_permutations(gap, dict(ranges), given)
    gap, ranges = _without_remainders(gap, ranges, least, given)
    lowest = _lowest(expand(gap), ranges)
    if lowest is None:
        return False
    unbound = {s: n for s, n in least.items() if s not in ranges}
    if _sum_of_nonnegatives(lowest, unbound):
        return True
    for h in given.given:
        slack = 1 if h.relation is Relation.LESS else 0
        if h.relation in (Relation.AT_MOST, Relation.LESS) and not h.forall and isinstance(h.lhs, Expr):
            rest = expand(lowest - (h.rhs - h.lhs - slack))  # type: ignore[operator]
            if (h.lhs.free_symbols | h.rhs.free_symbols) <= set(unbound) and _sum_of_nonnegatives(rest, unbound):
                return True
    return False


def _without_permutations(gap: Basic, ranges: Ranges, given: Statement) -> tuple[Basic, Ranges]:
    """A permutation's value is some number of its range."""
    spans = {d.symbol: (d.lower, d.upper) for d in given.where if isinstance(d, Permutation)}
    # the outermost first: what stands inside of one is gone with it
    for applied in sorted(gap.atoms(AppliedUndef), key=lambda e: -len(str(e))):
        if applied.func in spans and gap.has(applied):
            stand_in = Dummy("value", integer=True)
            gap = gap.xreplace({applied: stand_in})
            # outside of all indices: its range names sizes only
            ranges = {stand_in: spans[applied.func], **ranges}
    return gap, ranges


def _without_remainders(
    gap: Basic, ranges: Ranges, least: Mapping[Basic, int], given: Statement
) -> tuple[Basic, Ranges]:
    """a mod n, with n >= 1 certain, is some number from 0 to n - 1."""
    for remainder in sorted(gap.atoms(Mod), key=str):
        modulus = remainder.args[1]
        if not remainder.args[0].has(Mod) and _never_negative(modulus - 1, ranges, least, given):  # type: ignore[operator]
            stand_in = Dummy("remainder", integer=True)
            gap = gap.xreplace({remainder: stand_in})
            ranges[stand_in] = (Integer(0), modulus - 1)  # type: ignore[operator]
    return gap, ranges


def _lowest(gap: Expr, ranges: Ranges) -> Expr | None:
    """A bound from below with every bound index at the end that is worse for it; None where it is not affine."""
    for symbol in reversed(ranges):  # the innermost first: its ends may name outer ones
        slope = Integer(0)
        for term in Add.make_args(gap):
            coefficient, atom = term.as_coeff_Mul()
            if atom == symbol:
                slope = coefficient
            elif not isinstance(atom, AppliedUndef) and symbol in atom.free_symbols:
                return None
        if slope == 0:
            continue
        end = ranges[symbol][0 if slope > 0 else 1]
        if end in (oo, -oo):
            return None
        gap = expand(gap - slope * symbol + slope * end)
    return gap


def _sum_of_nonnegatives(gap: Expr, least: Mapping[Basic, int]) -> bool:
    """Whether constant + sum of positive multiples of numbers with known least values is at least 0."""
    total: Expr = Integer(0)
    for term in Add.make_args(gap):
        coefficient, atom = term.as_coeff_Mul()
        factors = [_least(f, least) for f in Mul.make_args(atom)]
        if atom == 1:
            total += coefficient
        elif coefficient > 0 and None not in factors:
            total += coefficient * Mul(*factors)
        else:
            return False
    return bool(total >= 0)


def _least(factor: Basic, least: Mapping[Basic, int]) -> int | None:
    if isinstance(factor, AppliedUndef):
        return 1  # a width; other functions are refused as undeclared
    return least.get(factor)


def is_whole(expr: Basic, whole: set[Basic]) -> bool:
    """Whether an expression is certainly an integer, its symbols in `whole` being so."""
    if isinstance(expr, (Integer, AppliedUndef)):
        return True
    if isinstance(expr, Symbol):
        return expr in whole
    if isinstance(expr, Pow):
        return isinstance(expr.exp, Integer) and expr.exp > 0 and is_whole(expr.base, whole)
    return isinstance(expr, (Add, Mul, Mod)) and all(is_whole(a, whole) for a in expr.args)
