"""Points at which formulas are compared: both signs, near zero, large and tiny, roots and kinks with their sides.

The order is fixed, so that a verdict does not depend on the machine. Denominators are odd primes: dyadic points hide
periodic functions. Every point lies in the declared domain and certainly meets the hypotheses.
"""

import random
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from flint import acb, arb, fmpq

from ..kernel.dual import ACTIVATIONS
from ..language.declarations import Activation, Domain, Index, Interval, Matrix, Scalar, Scope, Type, Vector
from ..language.tree import Add, Call, Compare, Neg, Node, Order, variables, walk
from ..language.write_calculator import calculator
from .duals import Unclear, Undefined
from .evaluate import Evaluator, Point
from .pools import AXES, COMPLEX, LONGER, as_flint, in_domain, pool, tightened
from .roots import roots, switches

MOST_TRIES = 600
MOST_ROOTS = 24


class Sampler:
    """Points for the names that occur in some trees, under hypotheses."""

    def __init__(self, scope: Scope, nodes: Iterable[Node], given: tuple[Compare, ...] = ()) -> None:
        self.scope = scope
        self.nodes = tuple(nodes)
        self.given = given
        used = {n for node in (*self.nodes, *given) for n in variables(node)}
        used |= {calculator(x) for node in self.nodes for x in walk(node) if type(x).__name__ == "PartialName"}
        used |= {x.function for node in self.nodes for x in walk(node) if isinstance(x, Call)}
        types = {n: t for n, t in scope.types.items() if n in used}
        for t in list(types.values()):
            for size in _sizes(t):
                if isinstance(size, str):
                    types.setdefault(size, scope.types[size])
        # sizes first: arrays and indices need them
        self.types = dict(sorted(types.items(), key=lambda item: not _is_size(item[1])))
        self.pools = {n: pool(t, self._interval(n, t)) for n, t in types.items() if isinstance(t, Scalar)}
        if not any(isinstance(t, (Vector, Matrix, Index)) for t in types.values()):
            for name, declared in types.items():
                if _is_size(declared):
                    self.pools[name] += [fmpq(n) for n in LONGER]
        self.count = 0
        self.of_sizes = [g for g in given if all(_is_size(types.get(n)) for n in variables(g))]

    def _interval(self, name: str, declared: Scalar) -> Interval:
        """The declared interval, tightened by hypotheses such as x > 0."""
        interval = declared.interval
        for given in self.given:
            for a, order, b in zip(given.sides, given.orders, given.sides[1:], strict=False):
                interval = tightened(interval, name, a, order, b)
        return interval

    def points(self, most: int) -> Iterator[Point]:
        """At most so many points, general ones first."""
        yield from islice(self._all(), most)

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
                return self._grid(self._size(n, point), 1, number, rng)
            case Matrix(rows=m, columns=n):
                return self._grid(self._size(m, point), self._size(n, point), number, rng)
            case Index(length=n):
                size = self._size(n, point)
                return fmpq(1 + (number + place) % size)
            case Activation():
                return list(ACTIVATIONS)[(number + place) % len(ACTIVATIONS)]
        return fmpq(0)

    def _size(self, size: int | str, point: Point) -> int:
        return size if isinstance(size, int) else int(point[size].p)  # type: ignore[attr-defined]

    @staticmethod
    def _grid(rows: int, columns: int, number: int, rng: random.Random) -> list[list[object]]:
        if number in (7, 8):  # singular, and equal to its transpose
            return [[fmpq(number - 7)] * columns for _ in range(rows)]

        def entry() -> fmpq:
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
        return None

    # Roots and kinks

    def critical(
        self, most: int, quantities: Iterable[Node] | None = None, around: Iterable[Point] = ()
    ) -> Iterator[Point]:
        """Points where a quantity that decides something is zero, to both sides of these, and between them.

        One variable moves; the others stay as in the first point, then, for half as many points, as in `around`.
        """
        base = next(self._all(), None)
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
