"""Points that nobody knows beforehand, drawn for two formulas from how they are written.

Points in a fixed order can be looked up, and a formula can be made that is right at them and nowhere else: a
polynomial through them, or a product that vanishes there. Where equality is not proved it has to hold here too. The
same two formulas get the same points.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from flint import acb, arb, fmpq

from ..language.declarations import Activation, Domain, Index, Interval, Matrix, Scalar, Type, Vector
from .calls import Curve
from .evaluate import Point
from .points import Sampler
from .pools import as_flint

PRIME, SMALL_PRIME = 1_000_003, 10_007
AROUND = 1000  # how much smaller than 1 a step around a point is
MOST_TRIES = 8  # for one point
LONGEST, WIDEST = 60, 7  # sizes without and with arrays
SCALES = (fmpq(1, 11), fmpq(1), fmpq(11), fmpq(101))
LARGEST_ENTRY = 100_000
SPAN = 120  # of whole numbers without ends


@dataclass
class OwnPoints:
    """Some points anywhere in the domain, then some close to those where both formulas have a value."""

    sampler: Sampler
    seed: str

    def __post_init__(self) -> None:
        self.rng = random.Random(f"own points of {self.seed}")
        self.has_arrays = any(isinstance(t, (Vector, Matrix, Index)) for t in self.sampler.types.values())

    def anywhere(self, most: int) -> Iterator[Point]:
        """At most so many, that meet the hypotheses."""
        for _ in range(most):
            yield from self._settled(self._drawn)

    def around(self, met: list[Point]) -> Iterator[Point]:
        """One close to each of these."""
        for point in met:
            yield from self._settled(lambda point=point: self._moved(point))

    def _settled(self, draw) -> Iterator[Point]:
        for _ in range(MOST_TRIES):
            found = self.sampler.settled(draw())
            if found is not None:
                yield found
                return

    def _drawn(self) -> Point:
        point = Point()
        for name, declared in self.sampler.types.items():  # sizes first
            point[name] = self._value(name, declared, point)
        return point

    def _value(self, name: str, declared: Type, point: Point) -> object:
        match declared:
            case Scalar(domain=Domain.REAL):
                return self._real(self.sampler.interval(name, declared))
            case Scalar(domain=Domain.COMPLEX):
                return acb(arb(self._real(Interval())), arb(self._real(Interval())))
            case Scalar():
                return self._whole(declared, self.sampler.interval(name, declared))
            case Vector(length=n):
                return self._grid(self.sampler.size(n, point), 1)
            case Matrix(rows=m, columns=n):
                return self._grid(self.sampler.size(m, point), self.sampler.size(n, point))
            case Index(length=n):
                return fmpq(self.rng.randint(1, self.sampler.size(n, point)))
            case Activation():
                return Curve(tuple(fmpq(self.rng.randint(-40, 40), 7) for _ in range(5)))
        return fmpq(0)

    def _real(self, interval: Interval) -> fmpq:
        low, high = as_flint(interval.low), as_flint(interval.high)
        step = fmpq(self.rng.randint(1, PRIME - 1), PRIME)
        if low is not None and high is not None:
            return low + (high - low) * step
        step *= self.rng.choice(SCALES)
        if low is not None:
            return low + step
        return high - step if high is not None else step * self.rng.choice((1, -1))

    def _whole(self, declared: Scalar, interval: Interval) -> fmpq:
        is_size = declared.domain is Domain.SIZE
        least = {Domain.SIZE: 1, Domain.NATURAL: 0}.get(declared.domain)
        low, high = as_flint(interval.low), as_flint(interval.high)
        begin = least if low is None else int(low.ceil())
        end = None if high is None else int(high.floor())
        if begin is None:
            begin = -SPAN // 2 if end is None else end - SPAN
        begin = max(begin, least) if least is not None else begin
        span = SPAN if not is_size else WIDEST if self.has_arrays else LONGEST
        end = begin + span if end is None else min(end, begin + span)
        return fmpq(self.rng.randint(begin, max(begin, end)))

    def _grid(self, rows: int, columns: int) -> list[list[object]]:
        return [
            [fmpq(self.rng.randint(-SPAN * 1000, SPAN * 1000), SMALL_PRIME) for _ in range(columns)]
            for _ in range(rows)
        ]

    def _moved(self, point: Point) -> Point:
        moved = Point(point)
        for name, declared in self.sampler.types.items():
            value = moved[name]
            if isinstance(value, list):
                moved[name] = [[x + self._step() for x in row] for row in value]
            elif isinstance(declared, Scalar) and declared.domain in (Domain.REAL, Domain.COMPLEX):
                moved[name] = value + self._step()  # type: ignore[operator]
        return moved

    def _step(self) -> fmpq:
        return fmpq(self.rng.randint(1 - PRIME, PRIME - 1), PRIME * AROUND)
