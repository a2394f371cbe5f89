"""Numbers to try: both signs, zero, near zero, large; inside the constant bounds that hypotheses state, ends included.

Most denominators are odd primes, because dyadic points hide periodic functions; 1/2 is where extremes often lie.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from flint import fmpq
from sympy import Basic, Indexed, Rational, Symbol

from .refusal import KernelRefusal
from .statement import Hypothesis, Relation, Statement

INSIDE = tuple(fmpq(n, prime) for prime in (2, 3, 5, 7, 11) for n in range(1, prime))  # of the interval 0 to 1


@dataclass(frozen=True)
class Bounds:
    """An interval; an end that is None is infinite, an open end is not to be taken."""

    low: fmpq | None = None
    high: fmpq | None = None
    low_open: bool = False
    high_open: bool = False

    def meet(self, other: Bounds) -> Bounds:
        """The common part."""
        low, low_open = _tighter((self.low, self.low_open), (other.low, other.low_open), 1)
        high, high_open = _tighter((self.high, self.high_open), (other.high, other.high_open), -1)
        return Bounds(low, high, low_open, high_open)


End = tuple[fmpq | None, bool]


def _tighter(a: End, b: End, direction: int) -> End:
    if a[0] is None or b[0] is None:
        return b if a[0] is None else a
    if a[0] == b[0]:
        return a[0], a[1] or b[1]
    return a if (a[0] - b[0]) * direction > 0 else b


def bounds_of(statement: Statement) -> list[tuple[Hypothesis, Basic, Bounds]]:
    """(hypothesis, scalar or entry, interval) for every hypothesis that bounds a single variable by a number."""
    found = []
    for h in statement.given:
        is_open = h.relation is Relation.LESS
        if h.invertible or h.relation not in (Relation.LESS, Relation.AT_MOST):
            continue
        if isinstance(h.lhs, Rational) and isinstance(h.rhs, (Symbol, Indexed)):
            found.append((h, h.rhs, Bounds(low=exact(h.lhs), low_open=is_open)))
        elif isinstance(h.rhs, Rational) and isinstance(h.lhs, (Symbol, Indexed)):
            found.append((h, h.lhs, Bounds(high=exact(h.rhs), high_open=is_open)))
    return found


def draw(rng: random.Random, bounds: Bounds, scale: fmpq, generic: bool) -> fmpq:
    """A number inside of `bounds`; without bounds one of any size, times `scale`.

    A generic one is not 0, 1, -1 and not an end: at such places wrong formulas tend to agree with right ones.
    """
    low, high = bounds.low, bounds.high
    if low is None and high is None:
        return _any(rng, generic) * scale
    kind = 2 if generic else rng.randrange(8)
    if low is not None and high is not None:
        if low >= high:
            return low
        if (kind == 0 and not bounds.high_open) or (kind == 1 and not bounds.low_open):
            return high if kind == 0 else low
        return low + (high - low) * rng.choice((fmpq(1, 1009), fmpq(1008, 1009), *INSIDE))
    end, is_open, direction = (low, bounds.low_open, 1) if low is not None else (high, bounds.high_open, -1)
    distance = abs(_any(rng, generic)) * scale
    if is_open and distance == 0:
        distance = scale / 7
    return end + direction * distance  # type: ignore[operator]


def _any(rng: random.Random, generic: bool) -> fmpq:
    if generic:
        return fmpq(rng.randrange(1, 5) * 6 + rng.choice((1, -1)), rng.choice((2, 3))) * rng.choice((1, -1)) / 4
    kind = rng.randrange(12)
    denominator = rng.choice((1, 1, 3, 5, 7))
    if kind == 0:
        return fmpq(0)
    if kind == 1:
        return rng.choice((fmpq(1), fmpq(-1), fmpq(1, 2), fmpq(-1, 2)))
    if kind == 2:
        return fmpq(rng.randrange(-40, 41), denominator)
    if kind == 3:
        return fmpq(rng.choice((1, -1)), 1009)
    if kind <= 6:
        return fmpq(rng.randrange(1, 7), 7) * rng.choice((1, -1))
    return fmpq(rng.randrange(-12, 13), denominator)


def exact(value: object) -> fmpq:
    """A rational given as a number of SymPy or Python."""
    try:
        number = Rational(value)
        return fmpq(int(number.p), int(number.q))
    except (TypeError, ValueError):
        raise KernelRefusal(f"{value} is not an exact number") from None
