"""Points against an inequality: where the gap between its sides is least, and the simplest rational number there.

Nothing here is trusted: every point that comes out is looked at exactly by the caller.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import isfinite

from flint import arb, fmpq

from ..language.declarations import Domain, Scalar, Scope
from ..language.tree import Compare, Order
from .duals import plain
from .evaluate import Point
from .points import Sampler
from .truth import Link, Truth, truth, value_at

STARTS = 6
ROUNDS = 60
WIDEST = 10**15
NEARLY = 0.998  # of the largest violation, for a simpler number


def gap(link: Link, scope: Scope, point: Point) -> float | None:
    """How far the comparison is from failing (negative where it fails), roughly; None where it has no value."""
    a, b = (value_at(side, scope, point) for side in (link.left, link.right))
    try:
        difference = arb(plain(b)) - arb(plain(a))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    value = float(difference.mid()) if difference.is_finite() else float("nan")
    if not isfinite(value):
        return None
    return value if link.order in (Order.LESS, Order.AT_MOST) else -value


def violation(link: Link, scope: Scope, sampler: Sampler, given: tuple[Compare, ...]) -> Iterator[Point]:
    """Points where the gap seems least: one real variable after the other is moved downhill."""
    names = _movable(sampler)
    if not names:
        return
    for start in list(sampler.points(STARTS)):
        at = _descended(link, scope, sampler, start, names)
        if at is not None:
            yield from (p for p in (_rounded(sampler, at, names, d) for d in (1, 12, 997)) if p is not None)


def _movable(sampler: Sampler) -> list[str]:
    return [n for n, t in sampler.types.items() if isinstance(t, Scalar) and t.domain is Domain.REAL]


def _descended(link: Link, scope: Scope, sampler: Sampler, start: Point, names: list[str]) -> Point | None:
    best, value = start, gap(link, scope, start)
    if value is None:
        return None
    step = dict.fromkeys(names, fmpq(1))
    for _ in range(ROUNDS):
        moved = False
        for name in names:
            for direction in (step[name], -step[name]):
                there = Point(best)
                there[name] = best[name] + direction  # type: ignore[operator]
                settled = sampler.settled(there)
                here = None if settled is None else gap(link, scope, settled)
                if settled is not None and here is not None and here < value:
                    best, value, moved = settled, here, True
                    step[name] = direction * 2 if abs(direction) < WIDEST else direction
                    break
            else:
                step[name] = step[name] / 3
        if not moved and all(abs(s) < fmpq(1, 10**6) for s in step.values()):
            break
    return best


def _rounded(sampler: Sampler, point: Point, names: list[str], denominator: int) -> Point | None:
    there = Point(point)
    for name in names:
        there[name] = _nearest(there[name], denominator)
    return sampler.settled(there)


def _nearest(value: object, denominator: int) -> fmpq:
    near = Fraction(int(value.p), int(value.q)).limit_denominator(denominator)  # type: ignore[attr-defined]
    return fmpq(near.numerator, near.denominator)


def sharpened(
    link: Link, scope: Scope, sampler: Sampler, found: tuple[Point, object, object]
) -> tuple[Point, object, object]:
    """Of an inequality in one variable: a simple number where it fails nearly as much as it can."""
    names = _movable(sampler)
    if link.order in (Order.EQUAL, Order.NOT_EQUAL) or len(names) != 1 or len(sampler.types) != 1:
        return found
    (name,) = names
    deepest = _descended(link, scope, sampler, found[0], names)
    worst = None if deepest is None else gap(link, scope, deepest)
    if deepest is None or worst is None or abs(deepest[name]) > 1000:  # type: ignore[arg-type, operator]
        return found
    for denominator in range(1, 100):
        there = sampler.settled(Point({name: _nearest(deepest[name], denominator)}))
        here = None if there is None else gap(link, scope, there)
        if there is not None and here is not None and here <= worst * NEARLY:
            told, a, b = truth(link, scope, there)
            if told is Truth.FAILS:
                return there, a, b
    return found
