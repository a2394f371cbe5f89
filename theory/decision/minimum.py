"""Inequalities in several variables by the least value in one of them: the slope changes its sign at a known place.

gap(x, y) >= gap(x*(y), y) where gap falls up to x* and rises from there, or where it is convex in x and level at x*;
what is left has one variable less. The place is guessed, and everything about it is shown: that it lies in the range,
that gap has a value and a slope all over the range, that the slope is zero there or has its signs. Where the slope
has one sign, or gap is concave, the ends of the range are the places.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

from sympy import Basic, Dummy, Expr, Rational, S, Symbol, exp, log, sqrt

from ..kernel import scalar
from ..kernel import statement as kernel
from ..kernel.intervals import ball
from ..kernel.proof import Condition
from ..kernel.refusal import KernelRefusal
from ..kernel.slopes import Conditions, pieces, slope, work_out
from ..kernel.statement import Domain, Hypothesis, Relation, Statement
from .algebraic import UNUSABLE, by_polynomial
from .line import Shown, closes, joined, open_conditions

MOST_VARIABLES = 4
MOST_PLACES = 2  # that are tried for one variable, of those that numbers do not speak against
MOST_NODES = 120
SAMPLES = (
    (Rational(3, 7), Rational(5, 11), Rational(2, 13), Rational(7, 17)),
    (Rational(2, 11), Rational(8, 13), Rational(3, 5), Rational(5, 19)),
)
Rest = Callable[[Expr, Statement, bool], Shown | None]


def by_least_value(gap: Expr, statement: Statement, strict: bool, rest: Rest) -> Shown | None:
    """How gap >= 0 (gap > 0) on the hypotheses of a statement; `rest` shows what is left, with one variable less."""
    declared = {
        d.symbol for d in statement.where if isinstance(d, kernel.Scalar) and d.domain is Domain.REAL and not d.values
    }
    free = sorted((x for x in gap.free_symbols if isinstance(x, Symbol)), key=str)
    if not 2 <= len(free) <= MOST_VARIABLES or not set(free) <= declared or _size(gap) > MOST_NODES:
        return None
    for x in free:
        found = _in_one(gap, x, [y for y in free if y != x], statement, strict, rest)
        if found is not None:
            return found
    return None


def _in_one(gap: Expr, x: Symbol, others: list[Symbol], statement: Statement, strict: bool, rest: Rest) -> Shown | None:
    kept, ranges = _split(statement, x)
    if ranges is None:
        return None
    statement = kept.but(given=(*kept.given, *ranges))
    derived = _slope(gap, x, statement)
    if derived is not None and not open_conditions(_asked(gap, statement)):
        for tried, place in enumerate(_level(derived, x, others)):
            if tried == MOST_PLACES:
                break
            if not _inside(place, x, ranges, kept):
                continue
            if not (_convex(derived, x, place, statement, kept) or _turning(derived, x, place, statement)):
                continue
            found = _there(gap, x, place, kept, strict, rest)
            if found is not None:
                return found
    return _at_ends(gap, x, kept, ranges, strict, rest)


def _there(gap: Expr, x: Symbol, place: Expr, kept: Statement, strict: bool, rest: Rest) -> Shown | None:
    """What is left at a place."""
    least = gap.xreplace({x: place})
    if least.has(*UNUSABLE) or open_conditions(_asked(least, kept)):
        return None
    found = rest(least, kept, strict)
    return found and Shown(how=(f"least in {x} at {x} = {place}", *found.how), enclosed=found.enclosed)


def _at_ends(gap: Expr, x: Symbol, kept: Statement, ranges: list[Hypothesis], strict: bool, rest: Rest) -> Shown | None:
    """Rising from the lower end, falling to the upper one, or concave between the two; open ends are taken in."""
    closed = [Hypothesis(name=h.name, lhs=h.lhs, relation=Relation.AT_MOST, rhs=h.rhs) for h in ranges]
    ends: dict[bool, Expr] = {}
    for h in closed:
        difference = (h.rhs - h.lhs).expand()  # type: ignore[operator]
        number = difference.coeff(x, 1)
        end = (x - difference / number).expand()
        if _inside(end, x, closed, kept):
            ends[bool(number > 0)] = end
    statement = kept.but(given=(*kept.given, *closed))
    derived = _slope(gap, x, statement) if ends else None
    if derived is None or open_conditions(_asked(gap, statement)):
        return None
    for lower, sign in ((True, 1), (False, -1)):
        if lower in ends and _shown(sign * derived, statement):
            return _there(gap, x, ends[lower], kept, strict, rest)
    second = _slope(derived, x, statement) if len(ends) == 2 else None
    if second is None or not _shown(-second, statement):
        return None
    parts = [_there(gap, x, end, kept, strict, rest) for end in ends.values()]
    return None if None in parts else joined([part for part in parts if part is not None])


def _split(statement: Statement, x: Symbol) -> tuple[Statement, list[Hypothesis] | None]:
    """The statement without the hypotheses on x, and these: None where they leave more than an interval."""
    ranges: list[Hypothesis] = []
    kept: list[Hypothesis] = []
    others: list[Hypothesis] = []
    for h in statement.given:
        if h.invertible or h.forall or x not in (h.lhs.free_symbols | h.rhs.free_symbols):
            kept.append(h)
            continue
        difference = (h.rhs - h.lhs).expand()  # type: ignore[operator]
        number = difference.coeff(x, 1)
        bounds = h.relation in (Relation.LESS, Relation.AT_MOST) and isinstance(number, Rational) and number != 0
        linear = bounds and not (difference - number * x).expand().has(x)
        (ranges if linear else others).append(h)
    told = statement.but(given=(*kept, *ranges))
    # What else is said of x must say nothing more: it is not known to hold between x and the place.
    if any(not scalar.discharged(Condition(h.lhs, h.relation, h.rhs), told) for h in others):
        return statement, None
    return statement.but(given=tuple(kept)), ranges


def _slope(gap: Expr, x: Symbol, statement: Statement) -> Expr | None:
    """The derivative, where there is one all over."""
    found: Conditions = {}
    try:
        derived = work_out(pieces(slope(gap, x, found)), found)
        if not all(scalar.discharged(c, statement) for c in found) or open_conditions(_asked(derived, statement)):
            return None
        return derived  # type: ignore[return-value]
    except KernelRefusal:
        return None


def _inside(place: Expr, x: Symbol, ranges: list[Hypothesis], kept: Statement) -> bool:
    """Whether the place meets what is said of x."""
    return all(
        scalar.discharged(Condition(h.lhs.xreplace({x: place}), h.relation, h.rhs.xreplace({x: place})), kept)
        for h in ranges
    )


def _convex(derived: Expr, x: Symbol, place: Expr, statement: Statement, kept: Statement) -> bool:
    """Whether the slope is zero at the place and never falls."""
    there = derived.xreplace({x: place})
    if there.has(*UNUSABLE) or open_conditions(_asked(there, kept)):
        return False
    try:
        if not scalar.prove(kept.but(lhs=there, rhs=S.Zero, relation=Relation.EQUAL)).closed:
            return False
    except KernelRefusal:
        return False
    second = _slope(derived, x, statement)
    return second is not None and _shown(second, statement)


def _turning(derived: Expr, x: Symbol, place: Expr, statement: Statement) -> bool:
    """Whether the slope is not negative above the place and not positive below it."""
    t = Dummy("t", real=True)
    told = Hypothesis(name="distance", lhs=S.Zero, relation=Relation.AT_MOST, rhs=t)
    where = tuple(d for d in statement.where if getattr(d, "symbol", None) != x)
    for sign in (1, -1):
        put: dict[Basic, Basic] = {x: place + sign * t}
        given = tuple(
            h
            if h.invertible or h.forall
            else Hypothesis(name=h.name, lhs=h.lhs.xreplace(put), relation=h.relation, rhs=h.rhs.xreplace(put))
            for h in statement.given
        )
        moved = Statement(where=(*where, kernel.Scalar(t)), lhs=S.Zero, rhs=S.Zero, given=(*given, told))
        if not _shown((sign * derived).xreplace(put), moved):
            return False
    return True


def _shown(expr: Expr, statement: Statement) -> bool:
    return closes(_asked(expr, statement)) or by_polynomial(expr, statement, False)


def _asked(expr: Expr, statement: Statement) -> Statement:
    return statement.but(lhs=S.Zero, rhs=expr, relation=Relation.AT_MOST)


# Places


def _level(derived: Expr, x: Symbol, others: list[Symbol]) -> Iterator[Expr]:
    """Places where numbers say that the slope may be zero."""
    for place in dict.fromkeys(_places(others)):
        if all(_may_vanish(derived, x, place, dict(zip(others, sample, strict=False))) for sample in SAMPLES):
            yield place


def _places(others: list[Symbol]) -> Iterator[Expr]:
    yield from others
    yield from (S.Zero, S.One, S.Half)
    for y in others:
        yield from (-y, 1 - y, 1 + log(y), log(y), y**2, sqrt(y), exp(y), exp(y - 1), 1 / y, y - 1, y + 1, 2 * y, y / 2)
    for y, z in combinations(others, 2):
        yield from (y + z, (y + z) / 2, -y - z, y - z, z - y, y * z, sqrt(y * z))
    for chosen in combinations(others, 3):
        total = sum(chosen)
        yield from (total - 2 * y for y in chosen)
        yield total / 3


def _may_vanish(derived: Expr, x: Symbol, place: Expr, at: dict[Symbol, Rational]) -> bool:
    value = derived.xreplace({x: place}).xreplace(at)
    if value.has(*UNUSABLE):
        return False
    try:
        return bool(ball(value).contains(0))
    except (KernelRefusal, ValueError, TypeError, ArithmeticError):
        return False


def _size(expr: Basic) -> int:
    return 1 + sum(_size(a) for a in expr.args)


__all__ = ["by_least_value"]
