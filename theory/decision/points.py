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
from ..language.tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
    Derivative,
    Div,
    Name,
    Neg,
    Node,
    Number,
    Order,
    Pow,
    Product,
    Sum,
    children,
    variables,
    walk,
)
from ..language.write_calculator import calculator
from .domain import rational
from .evaluate import Evaluator, Point
from .numbers import Unclear, Undefined, plain

GENERIC = tuple(
    fmpq(p, q) for p, q in ((5, 7), (-2, 3), (13, 11), (-17, 5), (1, 3), (-9, 7), (31, 13), (-3, 11), (22, 7), (-1, 5))
)
SPECIAL = tuple(
    fmpq(p, q)
    for p, q in (
        *((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (3, 1), (-3, 1), (1, 2), (-1, 2), (1, 1009), (-1, 1009)),
        *((50, 7), (-50, 7), (1, 1000003), (-1, 1000003), (1000, 7), (-1000, 7), (1000003, 3), (-1000003, 3)),
    )
)
WHOLE = tuple(fmpq(n) for n in (2, -1, 3, 5, -2, 4, 1, 0, -3, 7, 6, -5, 10, 12, -8))
NATURAL = tuple(fmpq(n) for n in (2, 3, 5, 1, 4, 0, 6, 7, 9, 10, 33, 100))
SIZES = (2, 3, 1, 4, 5)
LONGER = (7, 6, 8, 11, 10, 13)  # where no array has as many entries
INSIDE = tuple(fmpq(n, prime) for prime in (3, 7, 5, 2, 11, 13) for n in range(1, prime))
# All four quadrants, zero, both axes
COMPLEX = tuple(
    pair
    for k, a in enumerate(GENERIC)
    for pair in ((a, GENERIC[k - 3]), (GENERIC[k - 5], GENERIC[(3 * k + 1) % 10] / 9), (-a, GENERIC[k - 7]))
)
AXES = tuple((fmpq(a), fmpq(b)) for a, b in ((0, 0), (-1, 0), (0, 1), (0, -2), (1, 0), (-3, 0)))
MOST_TRIES = 600
MOST_ROOTS = 24
BISECTIONS = 24


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
        self.pools = {n: _pool(t, self._interval(n, t)) for n, t in types.items() if isinstance(t, Scalar)}
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
                interval = _tightened(interval, name, a, order, b)
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
            ends = [_flint(e) for e in (declared.interval.low, declared.interval.high)]
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


def in_domain(value: object, declared: Scalar) -> bool:
    """Whether a value lies in the declared set."""
    if declared.domain is Domain.COMPLEX or not isinstance(value, fmpq):
        return True
    if declared.domain is not Domain.REAL and value.q != 1:
        return False
    if (declared.domain is Domain.NATURAL and value < 0) or (declared.domain is Domain.SIZE and value < 1):
        return False
    i = declared.interval
    low, high = _flint(i.low), _flint(i.high)
    above = low is None or value > low or (value == low and not i.low_open)
    return above and (high is None or value < high or (value == high and not i.high_open))


def _flint(x: object) -> fmpq | None:
    return None if x is None else fmpq(x.numerator, x.denominator)  # type: ignore[attr-defined]


def _pool(declared: Scalar, interval: Interval) -> list[fmpq]:
    """Values to take, general ones first."""
    low, high = _flint(interval.low), _flint(interval.high)
    match declared.domain:
        case Domain.SIZE:
            values = [fmpq(n) for n in SIZES]
        case Domain.NATURAL:
            values = list(NATURAL)
        case Domain.INTEGER:
            values = list(WHOLE)
            if low is not None:
                values += [fmpq(low.ceil()) + n for n in range(4)]
            if high is not None:
                values += [fmpq(high.floor()) - n for n in range(4)]
        case _:
            values = _reals(low, high)
    bounded = Scalar(domain=declared.domain, interval=interval)
    kept = [v for v in dict.fromkeys(values) if in_domain(v, bounded)]
    return kept or values[:1]


def _reals(low: fmpq | None, high: fmpq | None) -> list[fmpq]:
    if low is None and high is None:
        return [*GENERIC, *SPECIAL]
    if low is not None and high is not None:
        width = high - low
        tiny = [low + width / 1009, high - width / 1009, low, high, low + width / 1000003]
        return [*(low + width * t for t in INSIDE), *tiny]
    steps = [abs(x) for x in (*GENERIC, *SPECIAL)]
    if low is not None:
        return [*(low + s for s in steps if s != 0), low]
    assert high is not None
    return [*(high - s for s in steps if s != 0), high]


def _tightened(interval: Interval, name: str, a: Node, order: Order, b: Node) -> Interval:
    mirrored = {Order.LESS: Order.GREATER, Order.AT_MOST: Order.AT_LEAST}
    mirrored |= {v: k for k, v in mirrored.items()}
    if isinstance(b, Name) and b.name == name and order in mirrored:
        a, order, b = b, mirrored[order], a
    if not (isinstance(a, Name) and a.name == name) or order not in mirrored:
        return interval
    value = rational(b)
    if value is None:
        return interval
    if order in (Order.GREATER, Order.AT_LEAST):
        if interval.low is None or value >= interval.low:
            return Interval(
                low=value, high=interval.high, low_open=order is Order.GREATER, high_open=interval.high_open
            )
    elif interval.high is None or value <= interval.high:
        return Interval(low=interval.low, high=value, low_open=interval.low_open, high_open=order is Order.LESS)
    return interval


def switches(nodes: Iterable[Node]) -> Iterator[Node]:
    """Quantities at whose zeros a formula changes its form or loses its value; those under binders are left out."""
    for node in nodes:
        if isinstance(node, (Sum, Product)):
            yield from switches((node.low, node.high))
            continue
        match node:
            case Call("max" | "min", args):
                for n, a in enumerate(args):
                    for b in args[n + 1 :]:
                        yield Add((a, Neg(b)))
            case Call("floor" | "ceil", (arg,)):
                yield from (arg, Add((arg, Number(_one()))), Add((arg, Neg(Number(_one())))))
            case Call("asin" | "acos" | "atanh", (arg,)):
                yield from (Add((arg, Number(_one()))), Add((arg, Neg(Number(_one())))))
            case Call("acosh", (arg,)):
                yield Add((arg, Neg(Number(_one()))))
            case Call("tan" | "sec", (arg,)):
                yield Call("cos", (arg,))
            case Call("cot" | "csc", (arg,)):
                yield Call("sin", (arg,))
            case Call("coth" | "csch", (arg,)):
                yield arg
            case Call(name, args) if name in KINKED and args:
                yield args[0]
            case Div(_, bottom):
                yield bottom
            case Pow(base, exponent) if not (isinstance(exponent, Number) and exponent.value.denominator == 1):
                if not isinstance(base, (Number, Constant)):
                    yield base
            case Cases(_, conditions):
                for c in conditions:
                    for a, b in zip(c.sides, c.sides[1:], strict=False):
                        yield Add((a, Neg(b)))
            case Derivative(body):
                yield from switches((body,))
        yield from switches(children(node))


KINKED = ("abs", "sign", "heaviside", "relu", "leaky_relu", "sqrt", "ln", "log10", "log2", "cbrt", "root")


def _one():
    from fractions import Fraction

    return Fraction(1)


def roots(node: Node, name: str, scope: Scope, point: Point, exact: bool = False) -> list[fmpq]:
    """Rational numbers at, or close to both sides of, zeros in one variable, the others being as in the point."""

    def value(x: fmpq) -> object:
        moved = Point(point)
        moved[name] = x
        return plain(Evaluator(scope, moved).number(node))

    def attempt(x: fmpq) -> object | None:
        try:
            found = value(x)
        except (Undefined, Unclear):
            return None
        return found if isinstance(found, (fmpq, arb)) else None

    places = [fmpq(n) for n in (0, 1, 2, 3)]
    samples = [attempt(x) for x in places]
    if all(isinstance(s, fmpq) for s in samples):
        a, b, c, d = samples
        second, third = c - 2 * b + a, d - 2 * c + b  # type: ignore[operator]
        if second == third == 0:
            return [] if a == b else [-a / (b - a)]  # type: ignore[operator]
        if second == third:
            return _quadratic(second / 2, b - a - second / 2, a, exact)  # type: ignore[operator]
    return [] if exact else _bracketed(attempt)


def _quadratic(a: fmpq, b: fmpq, c: fmpq, exact: bool) -> list[fmpq]:
    inside = b * b - 4 * a * c
    if inside < 0:
        return []
    p, q = inside.p, inside.q
    if p.sqrtrem()[1] == 0 and q.sqrtrem()[1] == 0:
        root = fmpq(p.isqrt(), q.isqrt())
        return [(-b + root) / (2 * a), (-b - root) / (2 * a)]
    if exact:
        return []
    scale = 10**9
    near = fmpq((p * scale * scale // q).isqrt(), scale)
    return [(-b + s * (near + d)) / (2 * a) for s in (1, -1) for d in (fmpq(0), fmpq(1, scale))]


def _bracketed(attempt) -> list[fmpq]:
    """Pairs of rationals that enclose a change of sign, from a few starting values."""
    found: list[fmpq] = []
    starts = sorted({*SPECIAL, *GENERIC})
    values = [(x, attempt(x)) for x in starts if abs(x) < 200]
    for (x, fx), (y, fy) in pairwise(values):
        for z, fz in ((x, fx), (y, fy)):
            if fz is not None and fz == 0 and z not in found:
                found.append(z)
        if fx is None or fy is None or not ((fx < 0 and fy > 0) or (fx > 0 and fy < 0)):  # type: ignore[operator]
            continue
        for _ in range(BISECTIONS):
            middle = (x + y) / 2
            here = attempt(middle)
            if here is None or here == 0:
                found.append(middle)
                break
            if (here < 0) == (fx < 0):  # type: ignore[operator]
                x = middle
            else:
                y = middle
        found += [x, y]
        if len(found) > 8:
            break
    return found
