"""Numbers that a formula may take at a point: rationals, real and complex balls, and numbers that carry a slope.

Exact as long as the operations allow it. `Undefined` is certain: there is no value; `Unclear` says that the balls
cannot tell, or that the number is too large to be worked out. Independent of the kernel's own arithmetic.
"""

from dataclasses import dataclass

from flint import acb, arb, fmpq

MOST_BITS = 200_000  # of an exact power
TAGS, RIGHT, LEFT = 4, 1, 2
SIDES = {RIGHT: 1, LEFT: -1}
ZERO, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)


class Undefined(Exception):
    """There is no value here, for certain."""


class Unclear(Exception):
    """The value cannot be told."""


class Kink(Unclear):
    """A slope is asked for where it may differ from side to side."""


@dataclass(frozen=True, slots=True)
class Dual:
    """value + slope * epsilon_tag; the parts may be duals of smaller tags.

    A tag is a multiple of TAGS, or one more where epsilon is positive, two more where it is negative.
    """

    tag: int
    value: object
    slope: object


Plain = fmpq | arb | acb
Value = fmpq | arb | acb | Dual


def plain(x: object) -> Plain:
    """The value without infinitesimals."""
    while isinstance(x, Dual):
        x = x.value
    return x  # type: ignore[return-value]


def _split(x: object, tag: int) -> tuple[object, object]:
    return (x.value, x.slope) if isinstance(x, Dual) and x.tag == tag else (x, ZERO)


def _tag(a: object, b: object) -> int:
    return max(a.tag if isinstance(a, Dual) else 0, b.tag if isinstance(b, Dual) else 0)


def add(a: object, b: object) -> object:
    """a + b."""
    if not (isinstance(a, Dual) or isinstance(b, Dual)):
        return a + b  # type: ignore[operator]
    tag = _tag(a, b)
    (av, ad), (bv, bd) = _split(a, tag), _split(b, tag)
    return Dual(tag, add(av, bv), add(ad, bd))


def multiply(a: object, b: object) -> object:
    """a b."""
    if not (isinstance(a, Dual) or isinstance(b, Dual)):
        return a * b  # type: ignore[operator]
    tag = _tag(a, b)
    (av, ad), (bv, bd) = _split(a, tag), _split(b, tag)
    return Dual(tag, multiply(av, bv), add(multiply(av, bd), multiply(ad, bv)))


def negative(a: object) -> object:
    """-a."""
    return Dual(a.tag, negative(a.value), negative(a.slope)) if isinstance(a, Dual) else -a  # type: ignore[operator]


def divide(a: object, b: object) -> object:
    """a / b."""
    return multiply(a, inverse(b))


def inverse(b: object) -> object:
    """1 / b."""
    if isinstance(b, Dual):
        over = inverse(b.value)
        return Dual(b.tag, over, negative(multiply(multiply(over, over), b.slope)))
    if isinstance(b, fmpq):
        if b == 0:
            raise Undefined("a division by zero")
        return 1 / b
    if not b.is_finite() or b.contains(0):  # type: ignore[attr-defined]
        if b.is_zero():  # type: ignore[attr-defined]
            raise Undefined("a division by zero")
        raise Unclear("a divisor that may be zero")
    return 1 / b  # type: ignore[operator]


def sign(x: object) -> int:
    """-1, 0 or 1; Unclear where a ball cannot tell, or for a number that is not real."""
    x = plain(x)
    if isinstance(x, fmpq):
        return (x > 0) - (x < 0)
    if isinstance(x, acb):
        if not x.imag.is_zero():
            raise Unclear("the order of complex numbers")
        x = x.real
    if x > 0:
        return 1
    if x < 0:
        return -1
    if x.is_zero():
        return 0
    raise Unclear("a sign that the balls cannot tell")


def moved_sign(x: object) -> int:
    """The sign just beside the point; 0 where the number is zero and stays it up to its slopes.

    Raises Kink where it depends on the side and none is chosen. An infinitesimal is small beside those of lower tags.
    """
    if not isinstance(x, Dual):
        return sign(x)
    here = moved_sign(x.value)
    if here:
        return here
    slope = moved_sign(x.slope)
    if slope == 0:
        return 0
    side = SIDES.get(x.tag % TAGS)
    if side is None:
        raise Kink("a derivative at a kink")
    return slope * side


def told_sign(x: object) -> int:
    """The same for what jumps: it must be known whether the number is zero beside the point, too."""
    here = moved_sign(x)
    if here == 0 and isinstance(x, Dual):
        raise Kink("a derivative at a jump")
    return here


def ball(x: object) -> arb | acb:
    """A real or complex ball."""
    return arb(x) if isinstance(x, fmpq) else x  # type: ignore[return-value]


def whole_power(a: object, n: int) -> object:
    """a^n for a whole number n; a^0 = 1."""
    if n < 0:
        return inverse(whole_power(a, -n))
    if isinstance(a, Dual):
        if n == 0:
            return ONE
        return Dual(a.tag, whole_power(a.value, n), multiply(multiply(fmpq(n), whole_power(a.value, n - 1)), a.slope))
    if isinstance(a, fmpq):
        if a in (0, 1):
            return ONE if n == 0 else a
        if a == -1:
            return ONE if n % 2 == 0 else a
        bits = max(int(a.p).bit_length(), int(a.q).bit_length())
        if n * bits <= MOST_BITS:
            return a**n
        a = arb(a)
    if n.bit_length() > 64:
        raise Unclear("a power that is too large")
    result: object = acb(1) if isinstance(a, acb) else arb(1)
    while n:
        if n & 1:
            result = result * a  # type: ignore[operator]
        a, n = a * a, n >> 1  # type: ignore[operator]
    return result
