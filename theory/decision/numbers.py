"""Functions and powers of numbers that may carry slopes: each function with its value and its derivative."""

from collections.abc import Callable
from math import comb

from flint import acb, arb, fmpq

from . import plain_functions as on
from .duals import (
    HALF,
    ONE,
    ZERO,
    Dual,
    Kink,
    Plain,
    Unclear,
    Undefined,
    add,
    ball,
    inverse,
    moved_sign,
    multiply,
    negative,
    plain,
    sign,
    told_sign,
    whole_power,
)
from .plain_functions import LARGEST_COUNT

Slope = Callable[[object], object]


def _square(x: object) -> object:
    return multiply(x, x)


def _one_minus(x: object) -> object:
    return add(ONE, negative(x))


def _one_plus(x: object) -> object:
    return add(ONE, x)


def _rough(x: object) -> object:
    raise Kink("a derivative of what moves in steps")


def _gelu_slope(x: object) -> object:
    return add(apply("Phi", x), multiply(x, apply("phi", x)))


def _silu_slope(x: object) -> object:
    s = apply("sigmoid", x)
    return add(s, multiply(multiply(x, s), _one_minus(s)))


# name -> (value at a plain number, slope at a number that may carry slopes itself)
FUNCTIONS: dict[str, tuple[Callable[[Plain], Plain], Slope]] = {
    "exp": (on.exp, lambda x: apply("exp", x)),
    "ln": (on.ln, inverse),
    "log10": (lambda x: on.ln(x) / arb(10).log(), lambda x: inverse(multiply(x, arb(10).log()))),
    "log2": (lambda x: on.ln(x) / arb(2).log(), lambda x: inverse(multiply(x, arb(2).log()))),
    "sqrt": (on.sqrt, lambda x: multiply(HALF, inverse(apply("sqrt", x)))),
    "cbrt": (on.cbrt, lambda x: multiply(fmpq(1, 3), inverse(_square(apply("cbrt", x))))),
    "sin": (on.ball_function("sin", ZERO), lambda x: apply("cos", x)),
    "cos": (on.ball_function("cos", ONE), lambda x: negative(apply("sin", x))),
    "tan": (on.with_poles("tan", "cos"), lambda x: _one_plus(_square(apply("tan", x)))),
    "cot": (on.with_poles("cot", "sin"), lambda x: negative(_one_plus(_square(apply("cot", x))))),
    "sec": (on.with_poles("sec", "cos"), lambda x: multiply(apply("sec", x), apply("tan", x))),
    "csc": (on.with_poles("csc", "sin"), lambda x: negative(multiply(apply("csc", x), apply("cot", x)))),
    "asin": (on.within("asin", -1, 1, False), lambda x: inverse(apply("sqrt", _one_minus(_square(x))))),
    "acos": (on.within("acos", -1, 1, False), lambda x: negative(inverse(apply("sqrt", _one_minus(_square(x)))))),
    "atan": (on.ball_function("atan", ZERO), lambda x: inverse(_one_plus(_square(x)))),
    "sinh": (on.ball_function("sinh", ZERO), lambda x: apply("cosh", x)),
    "cosh": (on.ball_function("cosh", ONE), lambda x: apply("sinh", x)),
    "tanh": (on.ball_function("tanh", ZERO), lambda x: _one_minus(_square(apply("tanh", x)))),
    "coth": (on.with_poles("coth", "sinh"), lambda x: _one_minus(_square(apply("coth", x)))),
    "sech": (on.with_poles("sech", "cosh"), lambda x: negative(multiply(apply("sech", x), apply("tanh", x)))),
    "csch": (on.with_poles("csch", "sinh"), lambda x: negative(multiply(apply("csch", x), apply("coth", x)))),
    "asinh": (on.ball_function("asinh", ZERO), lambda x: inverse(apply("sqrt", _one_plus(_square(x))))),
    "acosh": (
        on.within("acosh", 1, None, False),
        lambda x: inverse(apply("sqrt", add(_square(x), fmpq(-1)))),
    ),
    "atanh": (on.within("atanh", -1, 1, True), lambda x: inverse(_one_minus(_square(x)))),
    "sigmoid": (on.sigmoid, lambda x: multiply(apply("sigmoid", x), _one_minus(apply("sigmoid", x)))),
    "softplus": (on.softplus, lambda x: apply("sigmoid", x)),
    "erf": (on.erf, lambda x: multiply(2 / arb.pi().sqrt(), apply("exp", negative(_square(x))))),
    "Phi": (on.normal, lambda x: apply("phi", x)),
    "phi": (on.density, lambda x: negative(multiply(x, apply("phi", x)))),
    "gelu": (lambda x: ZERO if x == 0 else x * on.normal(x), _gelu_slope),
    "silu": (lambda x: x * on.sigmoid(x), _silu_slope),
    "floor": (on.floor, _rough),
    "ceil": (on.ceil, _rough),
    "sign": (lambda x: fmpq(sign(x)), _rough),
    "heaviside": (lambda x: fmpq(int(sign(x) > 0)), _rough),
    "factorial": (on.factorial, _rough),  # type: ignore[dict-item]
}


def _whole_part(x: object, up: bool) -> object:
    """The floor, or the ceiling, of a number that moves."""
    here = plain(x)
    if isinstance(here, fmpq) and here.q == 1:
        beside = told_sign(add(x, -here))
        return here + (1 if up and beside > 0 else -1 if not up and beside < 0 else 0)
    return on.ceil(here) if up else on.floor(here)


STEPS: dict[str, Callable[[object], object]] = {
    "floor": lambda x: _whole_part(x, False),
    "ceil": lambda x: _whole_part(x, True),
    "sign": lambda x: fmpq(told_sign(x)),
    "heaviside": lambda x: fmpq(int(told_sign(x) > 0)),
}


def apply(name: str, x: object) -> object:
    """A function of a number that may carry slopes."""
    function, slope = FUNCTIONS[name]
    if isinstance(x, Dual):
        if name in STEPS:
            return STEPS[name](x)
        return Dual(x.tag, apply(name, x.value), multiply(slope(x.value), x.slope))
    return function(x)  # type: ignore[arg-type]


def power(a: object, e: object) -> object:
    """a^e: whole exponents of any number, others of a non-negative real one (of a complex one by its logarithm)."""
    exponent = plain(e)
    if isinstance(exponent, fmpq) and not isinstance(e, Dual):
        if exponent.q == 1:
            return whole_power(a, int(exponent.p))
        if exponent.q == 2 and int(exponent.p).bit_length() < 32:
            return whole_power(apply("sqrt", a), int(exponent.p))
    base = plain(a)
    if isinstance(base, acb) and base.is_zero() and not isinstance(exponent, acb) and sign(exponent) > 0:
        if isinstance(a, Dual) or isinstance(e, Dual):
            raise Undefined("a derivative of a power of zero")
        return ZERO
    if isinstance(base, acb) or isinstance(exponent, acb):
        return apply("exp", multiply(e, apply("ln", a)))
    here = sign(base)
    if here == 0:
        if sign(exponent) > 0:
            if isinstance(a, Dual) or isinstance(e, Dual):
                raise Undefined("a derivative of a power of zero")
            return ZERO
        raise Undefined("a power of zero that is not positive")
    if here < 0:
        if isinstance(exponent, fmpq) or not exponent.contains_integer():
            raise Undefined("a fractional power of a negative number")
        raise Unclear("a power of a negative number")
    return apply("exp", multiply(e, apply("ln", a)))


def absolute(x: object) -> object:
    """|x|, of a complex number its modulus."""
    if isinstance(x, acb):
        return abs(x)
    if not isinstance(x, (fmpq, Dual)):
        return abs(x)  # type: ignore[arg-type]
    return x if moved_sign(x) >= 0 else negative(x)


def extreme(values: list[object], largest: bool) -> object:
    """The greatest or least number."""
    if not any(isinstance(x, Dual) for x in values):
        best = values[0]
        for x in values[1:]:
            if isinstance(x, (arb, fmpq)) and isinstance(best, (arb, fmpq)) and not isinstance(x, type(best)):
                best, x = ball(best), ball(x)
            if isinstance(x, arb):
                best = best.max(x) if largest else best.min(x)  # type: ignore[attr-defined]
            else:
                best = x if sign(x - best) * (1 if largest else -1) > 0 else best  # type: ignore[operator]
        return best
    place = 0
    for n, x in enumerate(values):
        if sign(add(x, negative(values[place]))) * (1 if largest else -1) > 0:
            place = n
    greatest = plain(values[place])
    for x in values:  # only a tie with the greatest one is a kink
        if sign(plain(x) - greatest) == 0:  # type: ignore[operator]
            gap = add(x, negative(values[place]))
            if moved_sign(gap) * (1 if largest else -1) > 0:
                place = next(n for n, y in enumerate(values) if y is x)
    return values[place]


def leaky(x: object, a: object) -> object:
    """x for x > 0, a x for x <= 0."""
    return x if moved_sign(x) > 0 else multiply(a, x)


def binomial(n: object, k: object) -> object:
    """n (n-1) ... (n-k+1) / k! for whole n and k; 0 for negative k."""
    n, k = plain(n), plain(k)
    if not (isinstance(n, fmpq) and isinstance(k, fmpq)):
        raise Unclear("a binomial coefficient of numbers that may not be whole")
    if n.q != 1 or k.q != 1:
        raise Undefined("a binomial coefficient of numbers that are not whole")
    a, b = int(n.p), int(k.p)
    if b < 0:
        return ZERO
    if abs(a) > LARGEST_COUNT or b > LARGEST_COUNT:
        raise Unclear("a binomial coefficient that is too large")
    return fmpq(comb(a, b) if a >= 0 else (-1) ** b * comb(b - a - 1, b))
