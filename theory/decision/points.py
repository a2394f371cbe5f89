"""Points at which formulas are compared: both signs, near zero, large and tiny, roots and kinks with their sides.

The order is fixed, so that a verdict does not depend on the machine. Denominators are odd primes: dyadic points hide
periodic functions. Every point lies in the declared domain and certainly meets the hypotheses.
"""

import random
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice, pairwise, product
from math import ceil, floor, prod

from flint import acb, arb, fmpq

from ..kernel.dual import ACTIVATIONS
from ..language.declarations import Activation, Domain, Index, Interval, Matrix, Scalar, Scope, Type, Vector
from ..language.tree import Add, Compare, Neg, Node, Order, variables, words
from ..language.write_calculator import calculator
from .duals import Unclear, Undefined
from .evaluate import Evaluator, Point
from .field import Field, field
from .pools import AXES, COMPLEX, LONGER, as_flint, in_domain, pool, tightened
from .roots import roots, roots_along, switches

MOST_TRIES = 600
MOST_FINITE = 200  # points of a finite set
MOST_ROOTS = 24


class Sampler:
    """Points for the names that occur in some trees, under hypotheses."""

    def __init__(self, scope: Scope, nodes: Iterable[Node], given: tuple[Compare, ...] = ()) -> None:
        self.scope = scope
        self.nodes = tuple(nodes)
        self.given = given
        used = {name for tree in (*self.nodes, *given) for name in words(tree).names}
        for tree in self.nodes:
            used |= {*words(tree).functions, *map(calculator, words(tree).partials)}
        types = {n: t for n, t in scope.types.items() if n in used}
        for t in list(types.values()):
            for size in _sizes(t):
                if isinstance(size, str):
                    types.setdefault(size, scope.types[size])
        # sizes first: arrays and indices need them
        self.types = dict(sorted(types.items(), key=lambda item: not _is_size(item[1])))
        self.of_sizes = [g for g in given if all(_is_size(types.get(n)) for n in variables(g))]

    @cached_property
    def pools(self) -> dict[str, list[fmpq]]:
        """The values that numbers take."""
        found = {n: pool(t, self.interval(n, t)) for n, t in self.types.items() if isinstance(t, Scalar)}
        if not any(isinstance(t, (Vector, Matrix, Index)) for t in self.types.values()):
            for name, declared in self.types.items():
                if _is_size(declared):
                    found[name] += [fmpq(n) for n in LONGER]
        return found

    @cached_property
    def field(self) -> Field:
        """The points over these names under these hypotheses, which other comparisons share."""
        key = (tuple(self.scope.types.items()), tuple(self.types), self.given)
        return field(key, lambda: Field(self.scope, self._all()))

    def interval(self, name: str, declared: Scalar) -> Interval:
        """The declared interval, tightened by hypotheses such as x > 0."""
        interval = declared.interval
        for given in self.given:
            for a, order, b in zip(given.sides, given.orders, given.sides[1:], strict=False):
                interval = tightened(interval, name, a, order, b)
        return interval

    def points(self, most: int) -> Iterator[Point]:
        """At most so many points, general ones first."""
        return self.field.points(most)

    def _all(self) -> Iterator[Point]:
        seen: set[str] = set()
        for number in range(MOST_TRIES):
            point = self.proposal(number)
            if point is None:
                return
            if point is REFUSED:
                continue
            key = repr(sorted((n, str(v)) for n, v in point.items()))
            if key in seen:
                continue
            seen.add(key)
            point = self.settled(point)
            if point is not None:
                yield point
            if not self.types:
                return

    def proposal(self, number: int) -> Point | None:
        """The point of this number; of hypotheses only those on sizes are looked at, before arrays are drawn."""
        rng = random.Random(f"point {number}")
        point = Point()
        sized = not self.of_sizes
        for place, (name, declared) in enumerate(self.types.items()):
            if not sized and not _is_size(declared):
                sized = True
                if not all(self._holds(g, point) for g in self.of_sizes):
                    return REFUSED
            point[name] = self._value(name, declared, number, place, rng, point)
        return point

    def _value(self, name: str, declared: Type, number: int, place: int, rng: random.Random, point: Point) -> object:
        match declared:
            case Scalar(domain=Domain.COMPLEX):
                if number % 5 == 4:
                    a, b = AXES[(number // 5 + place) % len(AXES)]
                else:
                    a, b = COMPLEX[(number + 7 * place * (1 + number // len(COMPLEX))) % len(COMPLEX)]
                return acb(arb(a), arb(b))
            case Scalar():
                pool = self.pools[name]
                if number < 6:
                    return pool[(number + 3 * place) % len(pool)]
                if number < 6 + 2 * len(pool):
                    # one variable after the other takes every value, the rest stay general
                    return pool[(number - 6) % len(pool)] if (number + place) % 2 == 0 else rng.choice(pool[:8])
                return rng.choice(pool)
            case Vector(length=n):
                return self._grid(self.size(n, point), 1, number, rng)
            case Matrix(rows=m, columns=n):
                return self._grid(self.size(m, point), self.size(n, point), number, rng)
            case Index(length=n):
                size = self.size(n, point)
                return fmpq(1 + (number + place) % size)
            case Activation():
                return list(ACTIVATIONS)[(number + place) % len(ACTIVATIONS)]
        return fmpq(0)

    def size(self, size: int | str, point: Point) -> int:
        """The value of a size at a point."""
        return size if isinstance(size, int) else int(point[size].p)  # type: ignore[attr-defined]

    @staticmethod
    def _grid(rows: int, columns: int, number: int, rng: random.Random) -> list[list[object]]:
        if number in (7, 8):  # singular, and equal to its transpose
            return [[fmpq(number - 7)] * columns for _ in range(rows)]

        def entry() -> fmpq:
            if number >= 60 and number % 3:  # positive, for hypotheses that few others meet
                return fmpq(rng.randint(1, 9), rng.choice((1, 3, 5)))
            if number % 4 == 3:
                return fmpq(rng.randint(-9, 9), rng.choice((3, 5, 7)))
            return fmpq(rng.randint(-5, 5))

        return [[entry() for _ in range(columns)] for _ in range(rows)]

    def settled(self, point: Point) -> Point | None:
        """The point, where it certainly meets every hypothesis; equations are solved for a number that is linear."""
        for given in self.given:
            if Order.EQUAL in given.orders and not self._holds(given, point):
                moved = self._solved(given, point)
                if moved is None:
                    return None
                point = moved
        return point if self._in_domain(point) and all(self._holds(g, point) for g in self.given) else None

    def _holds(self, given: Compare, point: Point) -> bool:
        try:
            return Evaluator(self.scope, point).holds(given)
        except (Undefined, Unclear):
            return False

    def _in_domain(self, point: Point) -> bool:
        return all(
            in_domain(point[name], declared) for name, declared in self.types.items() if isinstance(declared, Scalar)
        )

    def _solved(self, given: Compare, point: Point) -> Point | None:
        gap = Add((given.sides[0], Neg(given.sides[1])))
        for name in variables(gap):
            declared = self.types.get(name)
            if isinstance(declared, Scalar) and declared.domain is Domain.REAL:
                for value in roots(gap, name, self.scope, point, exact=True):
                    moved = Point(point)
                    moved[name] = value
                    if in_domain(value, declared) and self._holds(given, moved):
                        return moved
        names = [n for n in variables(gap) if isinstance(self.types.get(n), (Vector, Matrix))]
        return next((moved for n in names for moved in self._moved_array(gap, given, n, point)), None)

    def _moved_array(self, gap: Node, given: Compare, name: str, point: Point) -> Iterator[Point]:
        """Points that meet an equation: the array times a number, or with another last entry."""
        grid = point[name]
        assert isinstance(grid, list)

        def scaled(x: fmpq) -> Point:
            return Point({**point, name: [[x * entry for entry in row] for row in grid]})

        def ended(x: fmpq) -> Point:
            return Point({**point, name: [*grid[:-1], [*grid[-1][:-1], x]]})

        for at in (scaled, ended):
            for value in roots_along(gap, self.scope, at, exact=True):
                if value != 0 and self._holds(given, at(value)):
                    yield at(value)

    def every(self, most: int = MOST_FINITE) -> list[Point] | None:
        """All points there are, where every name runs through a few whole numbers; None where that is not so.

        Some of them may not meet the hypotheses, and of others that cannot be told.
        """
        spans = []
        for name, declared in self.types.items():
            whole = _whole_numbers(declared, self.interval(name, declared)) if isinstance(declared, Scalar) else None
            if whole is None:
                return None
            spans.append([(name, fmpq(n)) for n in whole])
        if not spans or prod(map(len, spans)) > most:
            return None
        return [Point(dict(chosen)) for chosen in product(*spans)]

    def excluded(self, point: Point) -> bool:
        """Whether a hypothesis certainly fails at a point."""
        for given in self.given:
            try:
                if not Evaluator(self.scope, point).holds(given):
                    return True
            except Undefined:
                return True
            except Unclear:
                continue
        return False

    # Roots and kinks

    def critical(
        self, most: int, quantities: Iterable[Node] | None = None, around: Iterable[Point] = ()
    ) -> Iterator[Point]:
        """Points where a quantity that decides something is zero, to both sides of these, and between them.

        One variable moves; the others stay as in the first point, then, for half as many points, as in `around`.
        """
        base = next(self.points(1), None)
        if base is None:
            return
        wanted = list(dict.fromkeys(quantities if quantities is not None else switches(self.nodes)))
        others = [p for p in around if p != base]
        yield from islice(self._critical(base, wanted), most)
        for other in others:
            yield from islice(self._critical(other, wanted), most // (2 * len(others)))

    def _critical(self, base: Point, wanted: list[Node]) -> Iterator[Point]:
        """Roots and ends of every variable first, then both sides of the roots, then what lies between them."""
        exact: list[tuple[str, fmpq]] = []
        beside: list[tuple[str, fmpq]] = []
        between: list[tuple[str, fmpq]] = []
        for name, declared in self.types.items():
            if not isinstance(declared, Scalar) or declared.domain is Domain.COMPLEX:
                continue
            found: set[fmpq] = set()
            for quantity in wanted:
                if name in variables(quantity) and len(found) < MOST_ROOTS:
                    found |= set(roots(quantity, name, self.scope, base))
            ordered = sorted(found)
            ends = [as_flint(e) for e in (declared.interval.low, declared.interval.high)]
            exact += [(name, r) for r in (*ordered, *(e for e in ends if e is not None))]
            beside += [(name, r + d) for r in ordered for d in (fmpq(1, 97), fmpq(-1, 97), fmpq(1, 10007))]
            between += [(name, (a + b) / 2) for a, b in pairwise(ordered)]
        for name, value in (*exact, *beside, *between):
            if in_domain(value, self.types[name]):  # type: ignore[arg-type]
                point = Point(base)
                point[name] = value
                settled = self.settled(point)
                if settled is not None:
                    yield settled


def _whole_numbers(declared: Scalar, interval: Interval) -> range | None:
    """The values of a name that runs through finitely many whole numbers."""
    least = {Domain.NATURAL: 0, Domain.SIZE: 1}.get(declared.domain)
    if declared.domain in (Domain.REAL, Domain.COMPLEX) or interval.high is None:
        return None
    low = interval.low
    if low is not None:
        first = ceil(low) + (low.denominator == 1 and interval.low_open)
        least = first if least is None else max(first, least)
    if least is None:
        return None
    last = floor(interval.high) - (interval.high.denominator == 1 and interval.high_open)
    return range(least, last + 1)


REFUSED = Point()  # a proposal whose sizes break a hypothesis


def _is_size(t: Type | None) -> bool:
    return isinstance(t, Scalar) and t.domain is Domain.SIZE


def _sizes(t: Type) -> tuple[int | str, ...]:
    match t:
        case Vector(length=n) | Index(length=n):
            return (n,)
        case Matrix(rows=m, columns=n):
            return (m, n)
    return ()
