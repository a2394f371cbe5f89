"""Numbers that a formula may take at a point: rationals, real and complex balls, and numbers that carry a slope.

Exact as long as the operations allow it. `Undefined` is certain: there is no value; `Unclear` says that the balls
cannot tell, or that the number is too large to be worked out. Independent of the kernel's own arithmetic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

from flint import acb, arb, fmpq, fmpz

MOST_BITS = 200_000  # of an exact power
LARGEST = 2**70  # argument of exponential and trigonometric functions
LARGEST_COUNT = 3000  # argument of an exact factorial
ZERO, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)


class Undefined(Exception):
    """There is no value here, for certain."""


class Unclear(Exception):
    """The value cannot be told."""


@dataclass(frozen=True, slots=True)
class Dual:
    """value + slope * epsilon_tag; the parts may be duals of smaller tags."""

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


def kink(x: object, here: int) -> None:
    """Raises Undefined where a slope is asked for at a kink."""
    if here == 0 and isinstance(x, Dual):
        raise Undefined("a derivative at a kink")


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


# Functions of one plain number


def _moderate(x: arb | acb) -> arb | acb:
    if not x.is_finite() or not abs(x) < LARGEST:
        raise Unclear("a number that is too large")
    return x


def _exp(x: Plain) -> Plain:
    return ONE if x == 0 else _moderate(ball(x)).exp()


def _ln(x: Plain) -> Plain:
    if isinstance(x, acb):
        if x.is_zero():
            raise Undefined("a logarithm of zero")
        if x.contains(0):
            raise Unclear("a logarithm of what may be zero")
        return x.log()
    if sign(x) <= 0:
        raise Undefined("a logarithm of a number that is not positive")
    return ZERO if x == 1 else ball(x).log()


def _sqrt(x: Plain) -> Plain:
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


def _cbrt(x: Plain) -> Plain:
    """The real cube root, of negative numbers too."""
    here = sign(x)
    if here == 0:
        return ZERO
    root = (ball(x) if here > 0 else -ball(x)).root(3)
    return root if here > 0 else -root


def _ball_function(name: str, at_zero: Plain | None = None) -> Callable[[Plain], Plain]:
    def value(x: Plain) -> Plain:
        if at_zero is not None and x == 0:
            return at_zero
        return getattr(_moderate(ball(x)), name)()

    return value


def _with_poles(name: str, zeros: str) -> Callable[[Plain], Plain]:
    def value(x: Plain) -> Plain:
        b = _moderate(ball(x))
        below = getattr(b, zeros)()
        if below.is_zero() or (isinstance(x, fmpq) and x == 0 and zeros in ("sin", "sinh")):
            raise Undefined(f"{name} at a pole")
        if below.contains(0):
            raise Unclear(f"{name} near a pole")
        return getattr(b, name)()

    return value


def _within(name: str, low: int | None, high: int | None, strict: bool) -> Callable[[Plain], Plain]:
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


def _floor(x: Plain) -> Plain:
    if isinstance(x, fmpq):
        return fmpq(x.floor())
    if isinstance(x, acb):
        raise Unclear("the floor of a complex number")
    below = x.floor()
    found = below.unique_fmpz()
    if found is None:
        raise Unclear("a floor that the balls cannot tell")
    return fmpq(found)


def _ceil(x: Plain) -> Plain:
    return -_floor(-x)


def _sigmoid(x: Plain) -> Plain:
    if x == 0:
        return HALF
    if isinstance(x, acb):
        return inverse(1 + (-_moderate(x)).exp())  # type: ignore[return-value]
    return 1 / (1 + (-_moderate(ball(x))).exp())


def _softplus(x: Plain) -> Plain:
    e = _moderate(ball(x)).exp()
    return _ln(1 + e) if isinstance(e, acb) else e.log1p()


def _erf(x: Plain) -> Plain:
    return ZERO if x == 0 else _moderate(ball(x)).erf()


def _normal(x: Plain) -> Plain:
    b = _moderate(ball(x))
    return (1 + (b / arb(2).sqrt()).erf()) / 2 if isinstance(b, acb) else (-b / arb(2).sqrt()).erfc() / 2


def _density(x: Plain) -> Plain:
    b = _moderate(ball(x))
    return _moderate(-b * b / 2).exp() / (2 * arb.pi()).sqrt()


def _factorial(x: Plain) -> Plain:
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


Slope = Callable[[object], object]


def _square(x: object) -> object:
    return multiply(x, x)


def _one_minus(x: object) -> object:
    return add(ONE, negative(x))


def _one_plus(x: object) -> object:
    return add(ONE, x)


def _flat(name: str) -> Slope:
    """Slope 0, away from the jumps."""

    def slope(x: object) -> object:
        here = plain(x)
        if name in ("floor", "ceil"):
            if isinstance(here, fmpq) and here.q == 1:
                raise Undefined("a derivative at a jump")
        elif sign(here) == 0:
            raise Undefined("a derivative at a jump")
        return ZERO

    return slope


def _rough(x: Plain) -> Plain:
    raise Undefined("a derivative of a factorial")


def _gelu_slope(x: object) -> object:
    return add(apply("Phi", x), multiply(x, apply("phi", x)))


def _silu_slope(x: object) -> object:
    s = apply("sigmoid", x)
    return add(s, multiply(multiply(x, s), _one_minus(s)))


# name -> (value at a plain number, slope at a number that may carry slopes itself)
FUNCTIONS: dict[str, tuple[Callable[[Plain], Plain], Slope]] = {
    "exp": (_exp, lambda x: apply("exp", x)),
    "ln": (_ln, inverse),
    "log10": (lambda x: _ln(x) / arb(10).log(), lambda x: inverse(multiply(x, arb(10).log()))),
    "log2": (lambda x: _ln(x) / arb(2).log(), lambda x: inverse(multiply(x, arb(2).log()))),
    "sqrt": (_sqrt, lambda x: multiply(HALF, inverse(apply("sqrt", x)))),
    "cbrt": (_cbrt, lambda x: multiply(fmpq(1, 3), inverse(_square(apply("cbrt", x))))),
    "sin": (_ball_function("sin", ZERO), lambda x: apply("cos", x)),
    "cos": (_ball_function("cos", ONE), lambda x: negative(apply("sin", x))),
    "tan": (_with_poles("tan", "cos"), lambda x: _one_plus(_square(apply("tan", x)))),
    "cot": (_with_poles("cot", "sin"), lambda x: negative(_one_plus(_square(apply("cot", x))))),
    "sec": (_with_poles("sec", "cos"), lambda x: multiply(apply("sec", x), apply("tan", x))),
    "csc": (_with_poles("csc", "sin"), lambda x: negative(multiply(apply("csc", x), apply("cot", x)))),
    "asin": (_within("asin", -1, 1, False), lambda x: inverse(apply("sqrt", _one_minus(_square(x))))),
    "acos": (_within("acos", -1, 1, False), lambda x: negative(inverse(apply("sqrt", _one_minus(_square(x)))))),
    "atan": (_ball_function("atan", ZERO), lambda x: inverse(_one_plus(_square(x)))),
    "sinh": (_ball_function("sinh", ZERO), lambda x: apply("cosh", x)),
    "cosh": (_ball_function("cosh", ONE), lambda x: apply("sinh", x)),
    "tanh": (_ball_function("tanh", ZERO), lambda x: _one_minus(_square(apply("tanh", x)))),
    "coth": (_with_poles("coth", "sinh"), lambda x: _one_minus(_square(apply("coth", x)))),
    "sech": (_with_poles("sech", "cosh"), lambda x: negative(multiply(apply("sech", x), apply("tanh", x)))),
    "csch": (_with_poles("csch", "sinh"), lambda x: negative(multiply(apply("csch", x), apply("coth", x)))),
    "asinh": (_ball_function("asinh", ZERO), lambda x: inverse(apply("sqrt", _one_plus(_square(x))))),
    "acosh": (
        _within("acosh", 1, None, False),
        lambda x: inverse(apply("sqrt", add(_square(x), fmpq(-1)))),
    ),
    "atanh": (_within("atanh", -1, 1, True), lambda x: inverse(_one_minus(_square(x)))),
    "sigmoid": (_sigmoid, lambda x: multiply(apply("sigmoid", x), _one_minus(apply("sigmoid", x)))),
    "softplus": (_softplus, lambda x: apply("sigmoid", x)),
    "erf": (_erf, lambda x: multiply(2 / arb.pi().sqrt(), apply("exp", negative(_square(x))))),
    "Phi": (_normal, lambda x: apply("phi", x)),
    "phi": (_density, lambda x: negative(multiply(x, apply("phi", x)))),
    "gelu": (lambda x: ZERO if x == 0 else x * _normal(x), _gelu_slope),
    "silu": (lambda x: x * _sigmoid(x), _silu_slope),
    "floor": (_floor, _flat("floor")),
    "ceil": (_ceil, _flat("ceil")),
    "sign": (lambda x: fmpq(sign(x)), _flat("sign")),
    "heaviside": (lambda x: fmpq(int(sign(x) > 0)), _flat("heaviside")),
    "factorial": (_factorial, _rough),  # type: ignore[dict-item]
}


def apply(name: str, x: object) -> object:
    """A function of a number that may carry slopes."""
    function, slope = FUNCTIONS[name]
    if isinstance(x, Dual):
        return Dual(x.tag, apply(name, x.value), multiply(slope(x.value), x.slope))
    return function(x)  # type: ignore[arg-type]


def absolute(x: object) -> object:
    """|x|, of a complex number its modulus."""
    if isinstance(x, acb):
        return abs(x)
    here = sign(x) if isinstance(x, (fmpq, Dual)) else None
    if here is None:
        return abs(x)  # type: ignore[arg-type]
    kink(x, here)
    return x if here >= 0 else negative(x)


def _nothing(x: object) -> bool:
    """Whether a number is exactly zero with all its slopes: the difference of two formulas that are one here."""
    if isinstance(x, Dual):
        return _nothing(x.value) and _nothing(x.slope)
    return isinstance(x, fmpq) and x == 0


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
    for n, x in enumerate(values):  # only a tie with the greatest one is a kink
        if n != place:
            gap = add(x, negative(values[place]))
            if not _nothing(gap):
                kink(gap, sign(gap))
    return values[place]


def leaky(x: object, a: object) -> object:
    """x for x > 0, a x for x <= 0."""
    here = sign(x)
    kink(x, here)
    return x if here > 0 else multiply(a, x)


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
