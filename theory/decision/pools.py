"""Numbers to take for a declared name: both signs, near zero, large and tiny, and the ends of its interval.

Denominators are odd primes: dyadic points hide periodic functions.
"""

from flint import arb, fmpq

from ..language.declarations import Domain, Interval, Scalar
from ..language.tree import Name, Node, Order
from .plainly import rational

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


def in_domain(value: object, declared: Scalar) -> bool:
    """Whether a value certainly lies in the declared set; a ball does where all of it does."""
    if declared.domain is Domain.COMPLEX:
        return True
    if not isinstance(value, (fmpq, arb)):
        return False
    if declared.domain is not Domain.REAL and not (isinstance(value, fmpq) and value.q == 1):
        return False
    if (declared.domain is Domain.NATURAL and value < 0) or (declared.domain is Domain.SIZE and value < 1):
        return False
    i = declared.interval
    low, high = as_flint(i.low), as_flint(i.high)
    above = low is None or value > low or (value >= low and not i.low_open)
    return above and (high is None or value < high or (value <= high and not i.high_open))


def as_flint(x: object) -> fmpq | None:
    return None if x is None else fmpq(x.numerator, x.denominator)  # type: ignore[attr-defined]


def pool(declared: Scalar, interval: Interval) -> list[fmpq]:
    """Values to take, general ones first."""
    low, high = as_flint(interval.low), as_flint(interval.high)
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


def tightened(interval: Interval, name: str, a: Node, order: Order, b: Node) -> Interval:
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
