"""The point at which a wrong answer is shown to be wrong: a simple one, where the two values lie visibly apart.

A comparison ends at the first point that tells two formulas apart, which may be one where both are almost 0 or 1. Among
a few simple points that tell them apart for certain, too, the most readable one with a visible gap is shown.
"""

import random
from functools import cached_property

from flint import acb, arb, ctx, fmpq

from ..theory.decision.evaluate import Evaluator, Point
from ..theory.decision.field import Field, field
from ..theory.decision.numbers import Unclear, Undefined
from ..theory.decision.outcome import NoValue, Witness, witness
from ..theory.decision.points import Sampler, in_domain
from ..theory.decision.truth import entries
from ..theory.language.declarations import Domain, Matrix, Scalar, Scope, Type, Vector
from ..theory.language.errors import ReadError
from ..theory.language.shapes import completed
from ..theory.language.tree import Compare, Node, size
from .values import plainly

SIMPLE = tuple(fmpq(p, q) for p, q in ((1, 1), (2, 1), (-1, 1), (1, 2), (3, 1), (-2, 1), (0, 1), (1, 4), (3, 4)))
FURTHER = tuple(fmpq(p, q) for p, q in ((1, 10), (-1, 10), (1, 100), (10, 1), (-1, 100), (1, 1000), (100, 1)))
SIZES = (2, 1, 2, 3)
LOOKED_AT, MOST = 5, 25  # points; as many as that only where none of the first shows a visible gap
ENOUGH = 12  # as legible as x = 1 with a short value: no other point is looked for
MOST_NODES = 300  # of two formulas that are evaluated again
BITS = 200
VISIBLE = 0.05  # gap, in relation to the larger value
NOTHING = 20  # as much as so many characters more
UNWANTED = 10_000
SMALLEST, LARGEST = 1e-3, 1e4


class Simple(Sampler):
    """Points with small whole numbers and halves, arrays with small entries."""

    @cached_property
    def field(self) -> Field:
        """Points of their own: verdicts rest on other ones."""
        key = ("simple", tuple(self.scope.types.items()), tuple(self.types), self.given)
        return field(key, lambda: Field(self.scope, self._all()))

    def _value(self, name: str, declared: Type, number: int, place: int, rng: random.Random, point: Point) -> object:
        match declared:
            case Scalar(domain=Domain.REAL):
                simple = [v for v in (*SIMPLE, *FURTHER) if in_domain(v, declared)]
                if simple:
                    return simple[(number + place) % len(simple)]
            case Scalar(domain=Domain.SIZE):
                wanted = fmpq(SIZES[(number + place) % len(SIZES)])
                if in_domain(wanted, declared):
                    return wanted
            case Vector(length=n):
                return _entries(self._size(n, point), 1, rng)
            case Matrix(rows=m, columns=n):
                return _entries(self._size(m, point), self._size(n, point), rng)
        return super()._value(name, declared, number, place, rng, point)


def _entries(rows: int, columns: int, rng: random.Random) -> list[list[object]]:
    return [[fmpq(rng.choice((1, 2, -1, 0, 3))) for _ in range(columns)] for _ in range(rows)]


def clearest(
    reference: Node, answer: Node, scope: Scope, given: tuple[Compare, ...], first: Witness | None, tolerance: fmpq
) -> Witness | None:
    """The most readable point that tells two formulas apart for certain; `first` where none of a few is better."""
    if first is None or not first.point or size(reference) + size(answer) > MOST_NODES:
        return first
    best = (_legible(first) if _is_plain(first) else UNWANTED, first)
    ctx.prec = BITS
    try:
        scope = completed(completed(scope, reference, *given), answer)
        simple = Simple(scope, (reference, answer), given)
        known = simple.field.known(reference)
        for count, point in enumerate(simple.points(MOST)):
            if count >= LOOKED_AT and best[1] is not first:
                break
            ours = known.at(point)[0]
            pair = (None if isinstance(ours, NoValue) else ours, _value(answer, scope, point))
            if _visibly_apart(*pair, tolerance):
                shown = witness(point, *pair)
                best = min(best, (_legible(shown), shown), key=lambda found: found[0])
            if best[0] <= ENOUGH:
                break
    except ReadError:
        pass
    return best[1]


def _value(tree: Node, scope: Scope, point: Point) -> object:
    try:
        return Evaluator(scope, point).value(tree)
    except (Undefined, Unclear, ArithmeticError, ValueError, TypeError, LookupError, MemoryError, RecursionError):
        return None


def _visibly_apart(a: object, b: object, tolerance: fmpq) -> bool:
    """Whether two values are certainly apart, by a gap that six digits show."""
    pairs = None if a is None or b is None else entries(a, b)
    return bool(pairs) and any(_visible(x, y, tolerance) for x, y in pairs)  # type: ignore[union-attr]


def _visible(x: object, y: object, tolerance: fmpq) -> bool:
    if isinstance(x, acb) or isinstance(y, acb):
        x, y = acb(x), acb(y)  # type: ignore[arg-type]
        return any(_visible(*p, tolerance) for p in ((x.real, y.real), (x.imag, y.imag)))
    x, y = arb(x), arb(y)  # type: ignore[arg-type]
    gap, larger = abs(x - y), abs(x).max(abs(y))
    return bool(gap > VISIBLE * larger and gap > tolerance and SMALLEST < larger < LARGEST)


def _is_plain(found: Witness) -> bool:
    """Whether the first point may be shown beside simple ones: the values differ as they are shown."""
    values = plainly(found.answer), plainly(found.reference)
    return values[0] != values[1] and not any("≈ 0" in v or "e" in v for v in values)


def _legible(found: Witness) -> int:
    """How much there is to read; a value of 0 tells least."""
    own = plainly(found.answer)
    says_nothing = not any(sign in "123456789" for sign in own)
    texts = [*found.point.values(), own]
    fractions = sum(text.count("/") for text in texts)
    return sum(map(len, texts)) + len(own) + 4 * fractions + NOTHING * says_nothing
