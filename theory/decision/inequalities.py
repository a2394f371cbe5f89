"""Inequalities proved: signs of normal forms, squares and discriminants, slopes from a point of equality, enclosures.

Every way works on the cells that the hypotheses leave of the pieces, and each cell is shown for itself. What is not
shown is not false.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import lcm, prod

from flint import fmpq
from sympy import Basic, Expr, Rational, S, Symbol

from ..kernel import enclosures, scalar
from ..kernel import statement as kernel
from ..kernel.cells import OTHER_ROOMS, Cell, bounds, cells
from ..kernel.conditions import Facts
from ..kernel.intervals import NotEvaluable, ball
from ..kernel.proof import Condition
from ..kernel.refusal import KernelRefusal
from ..kernel.slopes import Conditions, pieces, slope, work_out
from ..kernel.statement import Hypothesis, Relation, Statement
from ..kernel.towers import Fraction, Polynomial, Tower
from .polynomials import Signs
from .proofs import with_values

MOST_CELLS = 81
MOST_ENDS = 16
MOST_SLOPES = 4  # derivatives on the way down
BOXES = 1500
FAR = (Rational(4), Rational(12))  # where a tail begins
NEAR = (S.One, Rational(1, 2), Rational(1, 8))  # how far a slope carries beside a point of equality
TOUCHING = tuple(
    Rational(p, q) for p, q in ((0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (-2, 1), (3, 1), (-3, 1))
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How an inequality was shown; `enclosed` where balls over a continuum were used."""

    how: tuple[str, ...]
    enclosed: bool = False

    def __str__(self) -> str:
        return ", ".join(dict.fromkeys(self.how))


def joined(parts: list[Shown]) -> Shown:
    """What several cases were shown by."""
    return Shown(how=tuple(h for p in parts for h in p.how), enclosed=any(p.enclosed for p in parts))


def open_conditions(statement: Statement) -> tuple[Condition, ...]:
    """What both sides need to have a value and the hypotheses do not give."""
    found: Conditions = {}
    for side in (statement.lhs, statement.rhs):
        scalar.needed(side, statement, found)
        work_out(pieces(side), found)
    return tuple(c for c in found if not scalar.discharged(c, statement))


def shown(statement: Statement) -> Shown | None:
    """How lhs <= rhs or lhs < rhs holds wherever the hypotheses do; None where that is not found.

    Raises KernelRefusal. What both sides need to have a value is the caller's to look at.
    """
    if _closed(statement):
        return Shown(how=("signs of the normal form",))
    lhs, rhs = (work_out(pieces(side), {}) for side in (statement.lhs, statement.rhs))
    if any(side.has(*OTHER_ROOMS) for side in (lhs, rhs)):
        return None  # a piece inside of a sum is chosen for each term
    parts: list[Shown] = []
    for count, cell in enumerate(cells(statement, lhs, rhs), start=1):  # type: ignore[arg-type]
        part = _cell(Cell(statement=with_values(cell), lhs=cell.lhs, rhs=cell.rhs)) if count <= MOST_CELLS else None
        if part is None:
            return None
        parts.append(part)
    return joined(parts) if parts else None


def _closed(statement: Statement) -> bool:
    try:
        return scalar.prove(statement).closed
    except KernelRefusal:
        return False


def _cell(cell: Cell) -> Shown | None:
    strict = cell.statement.relation is Relation.LESS
    gap = cell.rhs - cell.lhs
    if _closed(cell.statement.but(lhs=S.Zero, rhs=gap)):
        return Shown(how=("signs of the normal form",))
    if by_polynomial(gap, cell.statement, strict):
        return Shown(how=("a polynomial of one sign",))
    free = gap.free_symbols
    declared = {d.symbol for d in cell.statement.where if isinstance(d, kernel.Scalar)}
    if len(free) == 1 and free <= declared:
        (x,) = free
        return Line(x).shown(gap, _span(cell.statement, x), strict, MOST_SLOPES)  # type: ignore[arg-type]
    return None


# Polynomials


def by_polynomial(gap: Expr, statement: Statement, strict: bool) -> bool:
    """Whether gap >= 0 (gap > 0) as a polynomial in its atoms, whose ranges are known."""
    if _polynomial(gap, statement, strict):
        return True
    moved = list(_moved(gap, statement))
    return bool(moved) and all(_polynomial(g, s, strict) for g, s in moved)


def _moved(gap: Expr, statement: Statement) -> Iterator[tuple[Expr, Statement]]:
    """What together covers the ranges, variables counted from their bounds: x = a + t, x = (a + b t) / (1 + t).

    The last one does not reach b, where gap is looked at by itself.
    """
    choices: list[list[tuple[dict[Basic, Basic], tuple[Hypothesis, ...]]]] = []
    for x in sorted((x for x in gap.free_symbols if isinstance(x, Symbol)), key=str):
        span = _span(statement, x)
        low, high = span.low, span.high
        if (low is None and high is None) or (low == 0 and high is None):
            continue
        t = Symbol(f"_{x}", real=True)
        is_open = span.low_open if low is not None else span.high_open
        relation = Relation.LESS if is_open else Relation.AT_MOST
        told = (Hypothesis(name="range", lhs=S.Zero, relation=relation, rhs=t),)
        if low is None or high is None:
            choices.append([({x: high - t if low is None else low + t}, told)])
            continue
        choices.append([({x: (low + high * t) / (1 + t)}, told)])
        if not span.high_open:
            choices[-1].append(({x: high}, ()))
    if not choices or prod(map(len, choices)) > MOST_ENDS:
        return
    for chosen in product(*choices):
        put = {x: value for each, _ in chosen for x, value in each.items()}
        here = gap.xreplace(put)
        if here.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
            raise KernelRefusal("no value at an end of a range")
        kept = tuple(h for h in statement.given if not (h.lhs.free_symbols | h.rhs.free_symbols) & set(put))
        yield here, statement.but(given=(*kept, *(h for _, told in chosen for h in told)))


def _polynomial(gap: Expr, statement: Statement, strict: bool) -> bool:
    tower = Tower(Facts(statement))
    try:
        read = tower.read(gap)
        if not read.top:
            return not strict
        tops = [read.top, *(dict(f) for f, n in read.bottom if n % 2)]
        return _product_positive(tower, tops, strict)
    except KernelRefusal:
        return False


def _product_positive(tower: Tower, parts: list[Polynomial], strict: bool) -> bool:
    """Whether the product of the first polynomial and the inverses of the others is not negative (positive)."""
    sign = 1
    for place, part in enumerate(parts):
        signs, p = _generators(tower, part)
        asked = signs.positive if strict or place else signs.nonnegative
        if asked(p):
            continue
        if not asked(-p):
            return False
        sign = -sign
    return sign > 0


def _generators(tower: Tower, part: Polynomial):
    """The polynomial over generators that are roots of the atoms, without negative exponents."""
    numbers = sorted({a for m in part for a, _ in m})
    unit = {a: lcm(*(int(e.q) for m in part for b, e in m if b == a)) for a in numbers}
    least: dict[int, int] = {}
    lowest = {a: min([fmpq(0), *(e for m in part for b, e in m if b == a)]) for a in numbers}
    for place, a in enumerate(numbers):
        atom = tower.atoms[a]
        if tower.atom_sign(a) == 1:
            least[place] = 1
        elif atom.kind == "root" or unit[a] > 1 or tower.facts.nonnegative(atom.expr):
            least[place] = 0
        if lowest[a] < 0 and place not in least:
            whole = -lowest[a]
            lowest[a] = -(whole + int(whole.ceil()) % 2)  # an even power, which is positive
    signs = Signs(max(1, len(numbers)), least)
    terms: dict[tuple[int, ...], fmpq] = {}
    for m, c in part.items():
        powers = dict(m)
        key = tuple(int(((powers.get(a, fmpq(0)) - lowest[a]) * unit[a]).p) for a in numbers) or (0,)
        terms[key] = c
    return signs, signs.polynomial(terms)


# One variable


@dataclass(frozen=True, kw_only=True)
class Span:
    """An interval of the line; an end that is None is infinite."""

    low: Rational | None = None
    high: Rational | None = None
    low_open: bool = True
    high_open: bool = True

    def holds(self, x: Rational) -> bool:
        """Whether a number lies inside, ends included."""
        return (self.low is None or x >= self.low) and (self.high is None or x <= self.high)

    def reaches(self, x: Rational) -> bool:
        """Whether the number belongs to the interval."""
        above = self.low is None or x > self.low or (x == self.low and not self.low_open)
        return above and (self.high is None or x < self.high or (x == self.high and not self.high_open))


def _span(statement: Statement, x: Basic) -> Span:
    """The tightest interval that the hypotheses give."""
    low: tuple[Rational, bool] | None = None
    high: tuple[Rational, bool] | None = None
    for symbol, bound, below, strict in bounds(statement):
        if symbol != x:
            continue
        if below and (low is None or bound > low[0] or (bound == low[0] and strict)):
            low = (bound, strict)
        if not below and (high is None or bound < high[0] or (bound == high[0] and strict)):
            high = (bound, strict)
    return Span(
        low=low[0] if low else None,
        high=high[0] if high else None,
        low_open=low[1] if low else True,
        high_open=high[1] if high else True,
    )


class Line:
    """Signs of expressions, free of pieces, in one real variable."""

    def __init__(self, x: Symbol) -> None:
        self.x = x

    def shown(self, gap: Expr, span: Span, strict: bool, depth: int) -> Shown | None:
        """How gap >= 0 (gap > 0) all over an interval."""
        if span.low is not None and span.low == span.high:
            return self._at(gap, span.low, strict)
        statement = self._statement(gap, span, strict)
        if _closed(statement):
            return Shown(how=("signs of the normal form",))
        if by_polynomial(gap, statement, strict):
            return Shown(how=("a polynomial of one sign",))
        touched = [p for p in dict.fromkeys((*self._ends(span), *TOUCHING)) if span.holds(p) and self._zero(gap, p)]
        if strict and any(span.reaches(p) for p in touched):
            return None
        if touched:
            return self._from(gap, touched[0], span, strict, depth)
        found = self._compact(gap, span) or self._tails(gap, span, depth)
        return found or self._monotone(gap, span, strict, depth)

    def _statement(self, gap: Expr, span: Span, strict: bool = False) -> Statement:
        given = []
        if span.low is not None:
            relation = Relation.LESS if span.low_open else Relation.AT_MOST
            given.append(Hypothesis(name="from", lhs=span.low, relation=relation, rhs=self.x))
        if span.high is not None:
            relation = Relation.LESS if span.high_open else Relation.AT_MOST
            given.append(Hypothesis(name="to", lhs=self.x, relation=relation, rhs=span.high))
        relation = Relation.LESS if strict else Relation.AT_MOST
        return Statement(where=(kernel.Scalar(self.x),), lhs=S.Zero, rhs=gap, relation=relation, given=tuple(given))

    @staticmethod
    def _ends(span: Span) -> Iterator[Rational]:
        yield from (end for end in (span.low, span.high) if end is not None)

    def _at(self, gap: Expr, p: Rational, strict: bool) -> Shown | None:
        value = self._value(gap, p)
        if value is None:
            return None
        try:
            if ball(value) > 0 or (not strict and self._zero(gap, p)):
                return Shown(how=("its value there",))
        except KernelRefusal:
            pass
        return None

    def _value(self, gap: Expr, p: Rational) -> Expr | None:
        value = gap.xreplace({self.x: p})
        return None if value.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity) else value

    def _zero(self, gap: Expr, p: Rational) -> bool:
        value = self._value(gap, p)
        if value is None:
            return False
        if value == 0:
            return True
        try:
            if not ball(value).contains(0):
                return False
        except (NotEvaluable, KernelRefusal):
            return False
        try:
            return scalar.prove(Statement(where=(), lhs=value, rhs=S.Zero)).closed
        except KernelRefusal:
            return False

    # Slopes

    def _slope(self, gap: Expr, span: Span) -> Expr | None:
        """The derivative, up to a factor that is certainly positive; None where it may not exist."""
        found: Conditions = {}
        try:
            derived = slope(gap, self.x, found)
            statement = self._statement(gap, span)
            if not all(scalar.discharged(c, statement) for c in found):
                return None
            tower = Tower(Facts(statement))
            read = tower.read(derived)
            top = tower.expression(Fraction(read.top))
            odd = [dict(f) for f, n in read.bottom if n % 2]
            if all(_generators(tower, p)[0].positive(_generators(tower, p)[1]) for p in odd):
                return top
            return derived
        except KernelRefusal:
            return None

    def _continuous(self, gap: Expr, span: Span) -> bool:
        """Whether the expression has a value all over the interval, closed ends included; then it is continuous."""
        return not open_conditions(self._statement(gap, span))

    def _rising(self, gap: Expr, span: Span, depth: int, falling: bool) -> Shown | None:
        """How gap does not fall (does not rise) on an interval; > is not claimed."""
        if depth == 0:
            return None
        inner = Span(low=span.low, high=span.high)
        derived = self._slope(gap, inner)
        if derived is None or not self._continuous(gap, span):
            return None
        found = self.shown(-derived if falling else derived, inner, False, depth - 1)
        return found and Shown(how=(*found.how, "slopes"), enclosed=found.enclosed)

    def _from(self, gap: Expr, p: Rational, span: Span, strict: bool, depth: int) -> Shown | None:
        """gap >= 0 on both sides of a point where it is zero."""
        parts: list[Shown] = []
        right = span.high is None or span.high > p
        left = span.low is None or span.low < p
        for wanted, upward in ((right, True), (left, False)):
            if wanted:
                part = self._beside(gap, p, span, strict, depth, upward)
                if part is None:
                    return None
                parts.append(part)
        how = joined(parts)
        return Shown(how=(f"zero at {self.x} = {p}", *how.how), enclosed=how.enclosed)

    def _beside(self, gap: Expr, p: Rational, span: Span, strict: bool, depth: int, upward: bool) -> Shown | None:
        end, is_open = (span.high, span.high_open) if upward else (span.low, span.low_open)
        whole = self._part(p, end, is_open, upward)
        # > beside an open end where gap is zero: a slope that is positive.
        found = self._climbing(gap, whole, strict, depth, upward)
        if found is not None:
            return found
        for step in NEAR:
            middle = p + step if upward else p - step
            if end is not None and (middle >= end if upward else middle <= end):
                continue
            near = self._climbing(gap, self._part(p, middle, False, upward), strict, depth, upward)
            if near is None:
                continue
            low, high = (middle, end) if upward else (end, middle)
            low_open, high_open = (False, is_open) if upward else (is_open, False)
            far = self.shown(gap, Span(low=low, high=high, low_open=low_open, high_open=high_open), strict, depth - 1)
            if far is not None:
                return joined([near, far])
        return None

    def _climbing(self, gap: Expr, part: Span, strict: bool, depth: int, upward: bool) -> Shown | None:
        if not strict:
            return self._rising(gap, part, depth, falling=not upward)
        if depth == 0:
            return None
        inner = Span(low=part.low, high=part.high)
        derived = self._slope(gap, inner)
        if derived is None or not self._continuous(gap, part):
            return None
        found = self.shown(derived if upward else -derived, inner, True, depth - 1)
        return found and Shown(how=(*found.how, "slopes"), enclosed=found.enclosed)

    @staticmethod
    def _part(p: Rational, end: Rational | None, is_open: bool, upward: bool) -> Span:
        """From the point, itself included, to an end."""
        if upward:
            return Span(low=p, high=end, low_open=False, high_open=is_open)
        return Span(low=end, high=p, low_open=is_open, high_open=False)

    # Room between

    def _compact(self, gap: Expr, span: Span) -> Shown | None:
        if span.low is None or span.high is None:
            return None
        closed = self._statement(gap, span, strict=True)
        try:
            data = enclosures.Enclosure(variable=self.x, low=span.low, high=span.high, boxes=BOXES)
            if enclosures.prove(closed, data).closed:
                return Shown(how=(f"an enclosure on [{span.low}, {span.high}]",), enclosed=True)
        except KernelRefusal:
            pass
        return None

    def _tails(self, gap: Expr, span: Span, depth: int) -> Shown | None:
        """A compact part by balls, what is beyond by signs or slopes."""
        if span.low is not None and span.high is not None:
            return None
        for far in FAR:
            low = span.low if span.low is not None else -far
            high = span.high if span.high is not None else far
            if low >= high:
                continue
            middle = self._compact(gap, Span(low=low, high=high, low_open=False, high_open=False))
            if middle is None:
                return None
            parts = [middle]
            if span.low is None:
                parts.append(self._tail(gap, Span(high=low), depth))  # type: ignore[arg-type]
            if span.high is None:
                parts.append(self._tail(gap, Span(low=high), depth))  # type: ignore[arg-type]
            if None not in parts:
                return joined(parts)
        return None

    def _tail(self, gap: Expr, span: Span, depth: int) -> Shown | None:
        statement = self._statement(gap, span, strict=True)
        if _closed(statement):
            return Shown(how=("signs in the tail",))
        if by_polynomial(gap, statement, True):
            return Shown(how=("a polynomial of one sign",))
        return self._monotone(gap, span, True, depth)

    def _monotone(self, gap: Expr, span: Span, strict: bool, depth: int) -> Shown | None:
        """From an end, where the value has its sign, away from it without falling."""
        for end, falling in ((span.low, False), (span.high, True)):
            if end is None or self._at(gap, end, strict) is None:
                continue
            closed = Span(
                low=span.low,
                high=span.high,
                low_open=False if not falling else span.low_open,
                high_open=False if falling else span.high_open,
            )
            found = self._rising(gap, closed, depth, falling)
            if found is not None:
                return found
        return None
