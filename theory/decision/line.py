"""Signs of expressions in one real variable: slopes from a point of equality, enclosures, tails with their limits.

Everything is shown on intervals, with the kernel's signs and enclosures for the parts. Not shown is not false.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Rational, S, Symbol, preorder_traversal

from ..kernel import enclosures, scalar
from ..kernel import statement as kernel
from ..kernel.conditions import Facts
from ..kernel.intervals import NotEvaluable, ball
from ..kernel.proof import Condition
from ..kernel.refusal import KernelRefusal
from ..kernel.slopes import Conditions, pieces, slope, work_out
from ..kernel.statement import Hypothesis, Relation, Statement
from ..kernel.towers import Fraction, Tower
from .algebraic import UNUSABLE, Span, by_polynomial, has_sign
from .limits import limit

MOST_SLOPES = 4  # derivatives on the way down
BOXES = 1500
MOST_WORK = 1500  # nodes of the expressions that are looked at; what is shown takes 400
ENCLOSURE = 2  # times the nodes, for an enclosure
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


def closes(statement: Statement) -> bool:
    """Whether the kernel shows it by signs of its normal form."""
    try:
        return scalar.prove(statement).closed
    except KernelRefusal:
        return False


class Line:
    """Signs of expressions, free of pieces, in one real variable."""

    def __init__(self, x: Symbol) -> None:
        self.x = x
        self.work = 0

    def _closes(self, gap: Expr, statement: Statement) -> bool:
        """Whether the kernel shows it; a large expression counts for more."""
        self.work += sum(1 for _ in preorder_traversal(gap))
        return self.work <= MOST_WORK and closes(statement)

    def shown(self, gap: Expr, span: Span, strict: bool, depth: int) -> Shown | None:
        """How gap >= 0 (gap > 0) all over an interval."""
        if self.work > MOST_WORK:
            return None
        if span.low is not None and span.low == span.high:
            return self._at(gap, span.low, strict)
        statement = self._statement(gap, span, strict)
        if self._closes(gap, statement):
            return Shown(how=("signs of the normal form",))
        if by_polynomial(gap, statement, strict):
            return Shown(how=("a polynomial of one sign",))
        touched = [p for p in dict.fromkeys((*self._ends(span), *TOUCHING)) if span.holds(p) and self._zero(gap, p)]
        if strict and any(span.reaches(p) for p in touched):
            return None
        if touched:
            return self._from(gap, touched[0], span, strict, depth)
        found = self._compact(gap, span) or self._tails(gap, span, depth)
        return found or self._monotone(gap, span, strict, depth) or self._from_limit(gap, span, depth)

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
        return None if value.has(*UNUSABLE) else value

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
        except KernelRefusal:
            return None
        try:
            tower = Tower(Facts(statement))
            read = tower.read(derived)
            positive = all(has_sign(tower, dict(f), True) for f, n in read.bottom if n % 2)
            return tower.expression(Fraction(read.top)) if positive else derived
        except KernelRefusal:
            return derived

    def _continuous(self, gap: Expr, span: Span) -> bool:
        """Whether the expression has a value all over the interval, closed ends included; then it is continuous."""
        return not open_conditions(self._statement(gap, span))

    def _rising(self, gap: Expr, span: Span, depth: int, falling: bool) -> Shown | None:
        """How gap does not fall (does not rise) on an interval; > is not claimed."""
        if depth == 0 or self.work > MOST_WORK:
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
        self.work += ENCLOSURE * sum(1 for _ in preorder_traversal(gap))
        if self.work > MOST_WORK:
            return None
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
        if self._closes(gap, statement):
            return Shown(how=("signs in the tail",))
        if by_polynomial(gap, statement, True):
            return Shown(how=("a polynomial of one sign",))
        return self._monotone(gap, span, True, depth) or self._from_limit(gap, span, depth)

    def _from_limit(self, gap: Expr, span: Span, depth: int) -> Shown | None:
        """From a limit that is not negative, away from it without falling: gap >= 0, and gap > 0 for a strict slope."""
        if (span.low is None) == (span.high is None) or depth == 0:
            return None
        upward = span.high is None
        statement = self._statement(gap, span)
        value = limit(gap, self.x, upward, Tower(Facts(statement)))
        if value is None or value < 0 or not self._continuous(gap, span):
            return None
        derived = self._slope(gap, span)
        if derived is None:
            return None
        found = self.shown(-derived if upward else derived, span, value == 0, depth - 1)
        return found and Shown(how=(*found.how, f"the limit {value}"), enclosed=found.enclosed)

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
