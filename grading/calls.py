"""The calls that a function is tried with: points of several shapes, the same for everybody, as arguments in JSON."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx, fmpq

from ..theory.decision.duals import Unclear, plain
from ..theory.decision.evaluate import Evaluator, Point
from ..theory.language.declarations import Domain, Interval, Matrix, Scalar, Scope, Type, Vector
from ..theory.language.tree import Node

BITS = 160
SIDES = (1, 2, 3, 4, 5, 3, 2, 6)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One call: its point, its arguments as JSON, the expected values as floats in rows."""

    point: Point
    arguments: tuple[object, ...]
    expected: tuple[list[list[float]], ...]


def drawn(names: list[str], types: Mapping[str, Type], number: int, seed: str, scale: Fraction | None) -> Point:
    """The point of this number: sizes first, then every name, in numbers that floats hold exactly."""
    rng = random.Random(f"case {number} of {seed}")
    point = Point()
    sizes = sorted({s for a in names for s in sizes_of(types[a])})
    for place, size in enumerate(sizes):
        point[size] = fmpq(SIDES[(number + place * (1 + number % 3)) % len(SIDES)])
    for name in names:
        point[name] = _value(types[name], point, rng, scale)
    return point


def _value(declared: Type, point: Point, rng: random.Random, scale: Fraction | None) -> object:
    match declared:
        case Vector(length=n):
            return [[_real(rng, scale)] for _ in range(_side(n, point))]
        case Matrix(rows=m, columns=n):
            return [[_real(rng, scale) for _ in range(_side(n, point))] for _ in range(_side(m, point))]
        case Scalar(domain=Domain.REAL, interval=interval):
            return _inside(interval, rng, scale)
        case Scalar(domain=Domain.INTEGER, interval=interval):
            low = interval.low if interval.low is not None else Fraction(-5)
            high = interval.high if interval.high is not None else low + 10
            return fmpq(rng.randint(math.ceil(low), math.floor(high)))
    return fmpq(rng.randint(1, 6))


def _side(size: int | str, point: Point) -> int:
    return size if isinstance(size, int) else int(point[size].p)  # type: ignore[attr-defined]


def _real(rng: random.Random, scale: Fraction | None) -> fmpq:
    """A number that a float holds exactly."""
    value = fmpq(rng.choice([n for n in range(-24, 25) if n]), 8)
    return value if scale is None else value * fmpq(scale.numerator, scale.denominator)


def _inside(interval: Interval, rng: random.Random, scale: Fraction | None) -> fmpq:
    low, high = interval.low, interval.high
    if low is None and high is None:
        return _real(rng, scale)
    step = fmpq(rng.randint(1, 15), 16)
    if low is not None and high is not None:
        return fmpq(low.numerator, low.denominator) + step * fmpq((high - low).numerator, (high - low).denominator)
    if low is not None:
        return fmpq(low.numerator, low.denominator) + 3 * step
    return fmpq(high.numerator, high.denominator) - 3 * step  # type: ignore[union-attr]


def sizes_of(t: Type) -> list[str]:
    """The sizes in a declaration."""
    match t:
        case Vector(length=n):
            return [n] if isinstance(n, str) else []
        case Matrix(rows=m, columns=n):
            return [s for s in (m, n) if isinstance(s, str)]
    return []


def argument(value: object, declared: Type, arrays: bool) -> object:
    """A value as the sandbox takes it: arrays where the question allows NumPy, lists where it does not."""
    if not isinstance(value, list):
        whole = isinstance(declared, Scalar) and declared.domain is not Domain.REAL
        return int(value.p) if whole else float(arb(value))  # type: ignore[attr-defined,arg-type]
    rows = [[float(arb(x)) for x in row] for row in value]
    flat = [x for row in rows for x in row]
    is_vector = isinstance(declared, Vector)
    if arrays:
        shape = [len(rows)] if is_vector else [len(rows), len(rows[0])]
        return {"array": flat, "dtype": "float64", "shape": shape}
    return flat if is_vector else rows


def expected_rows(scope: Scope, tree: Node, point: Point) -> list[list[float]]:
    """The value of a formula at a point, as rows of floats. Raises Undefined and Unclear."""
    ctx.prec = BITS
    value = Evaluator(scope, point).value(tree)
    grid = value if isinstance(value, list) else [[value]]
    rows = [[float(arb(plain(x))) for x in row] for row in grid]  # type: ignore[arg-type]
    if not all(math.isfinite(x) for row in rows for x in row):
        raise Unclear("a value beyond the floats")
    return rows
