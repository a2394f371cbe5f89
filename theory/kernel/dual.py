"""Numbers that carry a slope: forward-mode derivatives over exact rationals and balls.

A `Dual` has a tag, so that a derivative inside a derivative keeps its own infinitesimal; the parts may be duals of
smaller tags. Functions come with their slopes written out here, independent of any other derivative in the project.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flint import arb, fmpq

Exact = fmpq | arb  # the type of a plain value


LARGEST_EXPONENT = 4096  # of an exact power; beyond it the value is a ball


class Undecided(Exception):
    """The balls are too wide, or a derivative was asked for at a kink."""


@dataclass(frozen=True)
class Dual:
    """value + slope * epsilon_tag."""

    tag: int
    value: object
    slope: object


def _split(x: object, tag: int) -> tuple[object, object]:
    return (x.value, x.slope) if isinstance(x, Dual) and x.tag == tag else (x, fmpq(0))


def _tag(*xs: object) -> int | None:
    tags = [x.tag for x in xs if isinstance(x, Dual)]
    return max(tags) if tags else None


def add(a: object, b: object) -> object:
    """a + b."""
    tag = _tag(a, b)
    if tag is None:
        return a + b  # type: ignore[operator]
    (av, ad), (bv, bd) = _split(a, tag), _split(b, tag)
    return Dual(tag, add(av, bv), add(ad, bd))


def multiply(a: object, b: object) -> object:
    """a b."""
    tag = _tag(a, b)
    if tag is None:
        return a * b  # type: ignore[operator]
    (av, ad), (bv, bd) = _split(a, tag), _split(b, tag)
    return Dual(tag, multiply(av, bv), add(multiply(av, bd), multiply(ad, bv)))


def whole_power(a: object, n: int) -> object:
    """a^n for an integer n; ZeroDivisionError for 0 to a negative power."""
    if isinstance(a, Dual):
        if n == 0:
            return fmpq(1)
        inner = multiply(multiply(fmpq(n), whole_power(a.value, n - 1)), a.slope)
        return Dual(a.tag, whole_power(a.value, n), inner)
    if isinstance(a, fmpq) and abs(n) > LARGEST_EXPONENT and a not in (0, 1, -1):
        a = arb(a)
    if n < 0:
        if isinstance(a, fmpq) and a == 0:
            raise ZeroDivisionError
        return 1 / whole_power(a, -n)  # type: ignore[operator]
    return _ball_power(a, n) if isinstance(a, arb) else a**n  # type: ignore[operator]


def _ball_power(a: arb, n: int) -> arb:
    """a^n for n >= 0 by squaring. The operator ** is nan for a ball around 0, even to the power 1."""
    result = arb(1)
    while n:
        if n & 1:
            result = result * a
        a, n = a * a, n >> 1
    return result


def plain(x: object) -> Exact:
    """The value without infinitesimals."""
    while isinstance(x, Dual):
        x = x.value
    return x  # type: ignore[return-value]


def _ball(x: object) -> arb:
    return x if isinstance(x, arb) else arb(x)


def _exp(x: Exact) -> Exact:
    return fmpq(1) if isinstance(x, fmpq) and x == 0 else _ball(x).exp()


def _log(x: Exact) -> Exact:
    if isinstance(x, fmpq) and x <= 0:
        raise ZeroDivisionError
    return fmpq(0) if isinstance(x, fmpq) and x == 1 else _ball(x).log()


def _tanh(x: Exact) -> Exact:
    return fmpq(0) if isinstance(x, fmpq) and x == 0 else _ball(x).tanh()


def _erf(x: Exact) -> Exact:
    return fmpq(0) if isinstance(x, fmpq) and x == 0 else _ball(x).erf()


def _sqrt(x: Exact) -> Exact:
    if isinstance(x, fmpq):
        if x < 0:
            raise ZeroDivisionError
        if x.p.sqrtrem()[1] == 0 and x.q.sqrtrem()[1] == 0:
            return fmpq(x.p.isqrt(), x.q.isqrt())
    return _ball(x).sqrt()


Curve = Callable[[object], object]
# name -> (function on numbers, slope on numbers or duals)
FUNCTIONS: dict[str, tuple[Callable[[Exact], Exact], Curve]] = {
    "exp": (_exp, lambda x: apply("exp", x)),
    "log": (_log, lambda x: whole_power(x, -1)),
    "tanh": (_tanh, lambda x: add(fmpq(1), multiply(fmpq(-1), whole_power(apply("tanh", x), 2)))),
    "sinh": (lambda x: _ball(x).sinh(), lambda x: apply("cosh", x)),
    "cosh": (lambda x: fmpq(1) if x == 0 else _ball(x).cosh(), lambda x: apply("sinh", x)),
    "sin": (lambda x: _ball(x).sin(), lambda x: apply("cos", x)),
    "cos": (lambda x: _ball(x).cos(), lambda x: multiply(fmpq(-1), apply("sin", x))),
    "erf": (
        _erf,
        lambda x: multiply(2 / arb.pi().sqrt(), apply("exp", multiply(fmpq(-1), whole_power(x, 2)))),
    ),
    "tan": (lambda x: _ball(x).tan(), lambda x: add(fmpq(1), whole_power(apply("tan", x), 2))),
    "atan": (lambda x: _ball(x).atan(), lambda x: whole_power(add(fmpq(1), whole_power(x, 2)), -1)),
    "sqrt": (_sqrt, lambda x: multiply(fmpq(1, 2), whole_power(apply("sqrt", x), -1))),
}


def apply(name: str, x: object) -> object:
    """A named function of a number or dual."""
    function, slope = FUNCTIONS[name]
    if isinstance(x, Dual):
        return Dual(x.tag, apply(name, x.value), multiply(slope(x.value), x.slope))
    return function(x)  # type: ignore[arg-type]


def curve(x: object, derivatives: tuple[Curve, ...]) -> object:
    """The first of `derivatives` at x, the next ones being its successive slopes."""
    if not derivatives:
        raise Undecided("a third derivative of the arbitrary activation")
    if isinstance(x, Dual):
        return Dual(x.tag, curve(x.value, derivatives), multiply(curve(x.value, derivatives[1:]), x.slope))
    return derivatives[0](x)


def _logistic(x: object) -> object:
    return whole_power(add(fmpq(1), apply("exp", multiply(fmpq(-1), x))), -1)


def _logistic_slope(x: object) -> object:
    s = _logistic(x)
    return multiply(s, add(fmpq(1), multiply(fmpq(-1), s)))


def _logistic_curvature(x: object) -> object:
    s = _logistic(x)
    return multiply(_logistic_slope(x), add(fmpq(1), multiply(fmpq(-2), s)))


def _cubic(x: object) -> object:
    return add(whole_power(x, 3), multiply(fmpq(1, 2), x))


# What the arbitrary activation may be, with slope and curvature: two exact polynomials, the logistic, sine, exp.
ACTIVATIONS: dict[str, tuple[Curve, Curve, Curve]] = {
    # first, so that it is met where every size is 1: no symmetry hides a sign
    "z^2 - z": (
        lambda x: add(whole_power(x, 2), multiply(fmpq(-1), x)),
        lambda x: add(multiply(fmpq(2), x), fmpq(-1)),
        lambda x: fmpq(2),
    ),
    "logistic": (_logistic, _logistic_slope, _logistic_curvature),
    "z^3 + z/2": (
        _cubic,
        lambda x: add(multiply(fmpq(3), whole_power(x, 2)), fmpq(1, 2)),
        lambda x: multiply(fmpq(6), x),
    ),
    "sine": (
        lambda x: apply("sin", x),
        lambda x: apply("cos", x),
        lambda x: multiply(fmpq(-1), apply("sin", x)),
    ),
}
