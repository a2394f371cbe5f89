"""Functions of one plain number, rational or a ball: exact values where there are any, and where there is none."""

from collections.abc import Callable

from flint import acb, arb, fmpq, fmpz

from .duals import HALF, ONE, ZERO, Plain, Unclear, Undefined, ball, inverse, sign

LARGEST = 2**70  # argument of exponential and trigonometric functions
LARGEST_COUNT = 3000  # argument of an exact factorial


def _moderate(x: arb | acb) -> arb | acb:
    if not x.is_finite() or not abs(x) < LARGEST:
        raise Unclear("a number that is too large")
    return x


def exp(x: Plain) -> Plain:
    return ONE if x == 0 else _moderate(ball(x)).exp()


def ln(x: Plain) -> Plain:
    if isinstance(x, acb):
        if x.is_zero():
            raise Undefined("a logarithm of zero")
        if x.contains(0):
            raise Unclear("a logarithm of what may be zero")
        return x.log()
    if sign(x) <= 0:
        raise Undefined("a logarithm of a number that is not positive")
    return ZERO if x == 1 else ball(x).log()


def sqrt(x: Plain) -> Plain:
    if isinstance(x, acb):
        return x.sqrt()
    here = sign(x)
    if here < 0:
        raise Undefined("a root of a negative number")
    if here == 0:
        return ZERO
    if isinstance(x, fmpq):
        p, q = fmpz(x.p), fmpz(x.q)
        if p.sqrtrem()[1] == 0 and q.sqrtrem()[1] == 0:
            return fmpq(p.isqrt(), q.isqrt())
    return ball(x).sqrt()


def cbrt(x: Plain) -> Plain:
    """The real cube root, of negative numbers too."""
    here = sign(x)
    if here == 0:
        return ZERO
    root = (ball(x) if here > 0 else -ball(x)).root(3)
    return root if here > 0 else -root


def ball_function(name: str, at_zero: Plain | None = None) -> Callable[[Plain], Plain]:
    def value(x: Plain) -> Plain:
        if at_zero is not None and x == 0:
            return at_zero
        return getattr(_moderate(ball(x)), name)()

    return value


def with_poles(name: str, zeros: str) -> Callable[[Plain], Plain]:
    def value(x: Plain) -> Plain:
        b = _moderate(ball(x))
        below = getattr(b, zeros)()
        if below.is_zero() or (isinstance(x, fmpq) and x == 0 and zeros in ("sin", "sinh")):
            raise Undefined(f"{name} at a pole")
        if below.contains(0):
            raise Unclear(f"{name} near a pole")
        return getattr(b, name)()

    return value


def within(name: str, low: int | None, high: int | None, strict: bool) -> Callable[[Plain], Plain]:
    """A function on an interval of the real numbers."""

    def value(x: Plain) -> Plain:
        if isinstance(x, acb):
            return getattr(x, name)()
        for end, direction in ((low, 1), (high, -1)):
            if end is not None:
                room = sign((x - end) * direction)
                if room < 0 or (room == 0 and strict):
                    raise Undefined(f"{name} outside of its domain")
        return ZERO if x == 0 and name in ("asin", "atanh") else getattr(ball(x), name)()

    return value


def floor(x: Plain) -> Plain:
    if isinstance(x, fmpq):
        return fmpq(x.floor())
    if isinstance(x, acb):
        raise Unclear("the floor of a complex number")
    below = x.floor()
    found = below.unique_fmpz()
    if found is None:
        raise Unclear("a floor that the balls cannot tell")
    return fmpq(found)


def ceil(x: Plain) -> Plain:
    return -floor(-x)


def sigmoid(x: Plain) -> Plain:
    if x == 0:
        return HALF
    if isinstance(x, acb):
        return inverse(1 + (-_moderate(x)).exp())  # type: ignore[return-value]
    return 1 / (1 + (-_moderate(ball(x))).exp())


def softplus(x: Plain) -> Plain:
    e = _moderate(ball(x)).exp()
    return ln(1 + e) if isinstance(e, acb) else e.log1p()


def erf(x: Plain) -> Plain:
    return ZERO if x == 0 else _moderate(ball(x)).erf()


def normal(x: Plain) -> Plain:
    b = _moderate(ball(x))
    return (1 + (b / arb(2).sqrt()).erf()) / 2 if isinstance(b, acb) else (-b / arb(2).sqrt()).erfc() / 2


def density(x: Plain) -> Plain:
    b = _moderate(ball(x))
    return _moderate(-b * b / 2).exp() / (2 * arb.pi()).sqrt()


def factorial(x: Plain) -> Plain:
    if not isinstance(x, fmpq):
        raise Unclear("a factorial of a number that may not be whole")
    if x.q != 1 or x < 0:
        raise Undefined("a factorial of what is no natural number")
    n = int(x.p)
    if n <= LARGEST_COUNT:
        return fmpq(fmpz.fac_ui(n))
    if n.bit_length() > 64:
        raise Unclear("a factorial that is too large")
    return (arb(n) + 1).gamma()
