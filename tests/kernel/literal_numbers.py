"""Exact numbers for the literal evaluator: rationals, square roots, infinitesimals; functions with exact values.

Numbers are rationals, rationals with square roots adjoined (`Surd`), and those with infinitesimals e1, e2, ... of
square zero (`Jet`), from which a derivative is read off. Functions are given an interpretation in which everything
that a kernel may know of them holds and that has exact values:

* sigma(z) = (2 + z)/(3 + z^2), with dsigma and ddsigma its slopes: neither even nor odd, no polynomial;
* exp(k + e) = 2^k (1 + e + ...) for integers k: a homomorphism, and its own slope;
* log(prod p^k) = sum k L(p) with L(2) = 1, a homomorphism with slope 1/z and the inverse of exp where that is defined.

`Undefined` (there is no value) and `Unknown` (there is one, not representable here, or a slope at a kink) are apart.
"""

from fractions import Fraction
from math import gcd, isqrt

MOST_FACTORED = 10**9
MOST_POWER = 64
ODD_LOG = 1009  # L(p) = 1/(1009 p) for odd primes p: no small combination of these is an integer, where exp has values


class Undefined(Exception):
    """There is no value: a division by zero, a root or logarithm of a negative number, an entry outside its array."""


class Unknown(Exception):
    """There may be a value, but not one of these numbers."""


class Surd:
    """sum of c_r sqrt(r) over squarefree r; independent over the rationals, so zero only where no part is left."""

    __slots__ = ("parts",)

    def __init__(self, parts: dict[int, Fraction]) -> None:
        self.parts = parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Surd) and self.parts == other.parts

    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: "Fraction | Surd") -> "Fraction | Surd":
        if isinstance(other, Jet):
            return NotImplemented
        parts = dict(self.parts)
        for r, c in _parts(other).items():
            parts[r] = parts.get(r, Fraction(0)) + c
        return _surd(parts)

    __radd__ = __add__

    def __mul__(self, other: "Fraction | Surd") -> "Fraction | Surd":
        if isinstance(other, Jet):
            return NotImplemented
        parts: dict[int, Fraction] = {}
        for r, c in self.parts.items():
            for s, d in _parts(other).items():
                g = gcd(r, s)
                rest = (r // g) * (s // g)
                parts[rest] = parts.get(rest, Fraction(0)) + c * d * g
        return _surd(parts)

    __rmul__ = __mul__

    def inverse(self) -> "Fraction | Surd":
        """conjugate / norm, for one prime after the other."""
        prime = _smallest_prime(max(self.parts))
        conjugate = Surd({r: -c if r % prime == 0 else c for r, c in self.parts.items()})
        norm = self * conjugate
        return conjugate * (norm.inverse() if isinstance(norm, Surd) else 1 / norm)

    def sign(self) -> int:
        """Decided by enclosures of the roots that are made finer until zero is outside."""
        bits = 32
        while True:
            low = high = Fraction(0)
            for r, c in self.parts.items():
                root = isqrt(r << (2 * bits))
                ends = (c * Fraction(root, 1 << bits), c * Fraction(root + 1, 1 << bits))
                low, high = low + min(ends), high + max(ends)
            if low > 0 or high < 0:
                return 1 if low > 0 else -1
            bits *= 2


Number = Fraction | Surd


def _parts(value: Number) -> dict[int, Fraction]:
    return value.parts if isinstance(value, Surd) else {1: Fraction(value)}


def _surd(parts: dict[int, Fraction]) -> Number:
    parts = {r: c for r, c in parts.items() if c}
    return Surd(parts) if any(r != 1 for r in parts) else parts.get(1, Fraction(0))


def _smallest_prime(value: int) -> int:
    return next((d for d in range(2, isqrt(value) + 1) if value % d == 0), value)


def _factors(value: int) -> dict[int, int]:
    if value > MOST_FACTORED:
        raise Unknown(f"{value} is too large to factor")
    found: dict[int, int] = {}
    while value > 1:
        prime = _smallest_prime(value)
        value //= prime
        found[prime] = found.get(prime, 0) + 1
    return found


def sign(value: Number) -> int:
    """-1, 0 or 1."""
    return value.sign() if isinstance(value, Surd) else (value > 0) - (value < 0)


def square_root(value: Number) -> Number:
    """The nonnegative root; of rationals only."""
    if sign(value) < 0:
        raise Undefined("the root of a negative number")
    if isinstance(value, Surd):
        raise Unknown("a nested root")
    whole = value.numerator * value.denominator
    if isqrt(whole) ** 2 == whole:
        return Fraction(isqrt(whole), value.denominator)
    outside = inside = 1
    for prime, k in _factors(whole).items():
        outside, inside = outside * prime ** (k // 2), inside * prime ** (k % 2)
    return _surd({inside: Fraction(outside, value.denominator)})


def raised(value: Number, exponent: Fraction) -> Number:
    """value^exponent for integers and halves of integers."""
    if exponent.denominator == 2:
        if exponent < 0 and value == 0:
            raise Undefined("division by zero")
        return raised(square_root(value), Fraction(exponent.numerator))
    if exponent.denominator != 1:
        raise Unknown("a root that is not square")
    k = int(exponent)
    if abs(k) > MOST_POWER:
        raise Unknown("a high power")
    if k < 0:
        if value == 0:
            raise Undefined("division by zero")
        return raised(value.inverse() if isinstance(value, Surd) else 1 / value, Fraction(-k))
    if isinstance(value, Fraction):
        return value**k
    result: Number = Fraction(1)
    for _ in range(k):
        result = result * value
    return result


class Jet:
    """sum of c_S prod_{t in S} e_t over sets S of infinitesimals, written as bit masks; e_t^2 = 0.

    A Jet without infinitesimal parts stays one: it may still vary to second order, so it may be at a kink.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: dict[int, Number]) -> None:
        self.parts = parts

    @property
    def real(self) -> Number:
        return self.parts.get(0, Fraction(0))

    def __add__(self, other: "Jet | Number") -> "Jet":
        parts = dict(self.parts)
        for mask, c in (other.parts if isinstance(other, Jet) else {0: other}).items():
            parts[mask] = parts.get(mask, Fraction(0)) + c
        return Jet({m: c for m, c in parts.items() if c != 0})

    __radd__ = __add__

    def __mul__(self, other: "Jet | Number") -> "Jet":
        parts: dict[int, Number] = {}
        for a, c in self.parts.items():
            for b, d in (other.parts if isinstance(other, Jet) else {0: other}).items():
                if not a & b:
                    parts[a | b] = parts.get(a | b, Fraction(0)) + c * d
        return Jet({m: c for m, c in parts.items() if c != 0})

    __rmul__ = __mul__

    def slope(self, bit: int) -> "Jet":
        """The coefficient of one infinitesimal, which may contain the others."""
        return Jet({mask & ~bit: c for mask, c in self.parts.items() if mask & bit})


Value = Fraction | Surd | Jet


def real(value: Value) -> Number:
    """The value without infinitesimals."""
    return value.real if isinstance(value, Jet) else value


def _series(value: Jet, coefficient: "object") -> Jet:
    """sum of coefficient(k) N^k, with N the infinitesimal part and coefficient(k) = f^(k)(real)/k!."""
    small = Jet({m: c for m, c in value.parts.items() if m})
    total, power, k = Jet({}), Jet({0: Fraction(1)}), 0
    while power.parts:
        total = total + power * coefficient(k)
        power, k = power * small, k + 1
    return total


def powered(value: Value, exponent: Fraction) -> Value:
    """value^exponent by the binomial series."""
    if not isinstance(value, Jet):
        return raised(value, exponent)
    if exponent.denominator != 1 and value.real == 0:
        raise Unknown("a root at zero")

    def coefficient(k: int) -> Number:
        binomial = Fraction(1)
        for t in range(k):
            binomial = binomial * (exponent - t) / (t + 1)
        return binomial * raised(value.real, exponent - k) if binomial else Fraction(0)

    return _series(value, coefficient)


def exponential(value: Value) -> Value:
    """2^k (1 + e + e^2/2 + ...) for a whole real part k."""
    if isinstance(value, Jet):
        here, factorial = exponential(value.real), [1]
        for k in range(1, 16):
            factorial.append(factorial[-1] * k)
        return _series(value, lambda k: here * Fraction(1, factorial[k]))
    if isinstance(value, Surd) or value.denominator != 1 or abs(value) > 200:
        raise Unknown("the exponential of no small integer")
    return Fraction(2) ** int(value)


def logarithm(value: Value) -> Value:
    """sum k L(p), with the slope 1/z."""
    if sign(real(value)) <= 0:
        raise Undefined("the logarithm of no positive number")
    if isinstance(value, Jet):
        here, inverse = logarithm(value.real), raised(value.real, Fraction(-1))
        return _series(value, lambda k: raised(inverse, Fraction(k)) * Fraction((-1) ** (k + 1), k) if k else here)
    if isinstance(value, Surd):
        raise Unknown("the logarithm of a surd")
    total = Fraction(0)
    for part, direction in ((value.numerator, 1), (value.denominator, -1)):
        for prime, k in _factors(part).items():
            total += direction * k * (1 if prime == 2 else Fraction(1, ODD_LOG * prime))
    return total


def _quotient(top: Value, below: Value) -> Value:
    return top * powered(below, Fraction(-1))


def _polynomial(z: Value, *coefficients: int) -> Value:
    total: Value = Fraction(0) * z
    for c in reversed(coefficients):
        total = total * z + Fraction(c)
    return total


def _sigma(z: Value) -> Value:
    return _quotient(_polynomial(z, 2, 1), _polynomial(z, 3, 0, 1))


def _dsigma(z: Value) -> Value:
    return _quotient(_polynomial(z, 3, -4, -1), powered(_polynomial(z, 3, 0, 1), Fraction(2)))


def _ddsigma(z: Value) -> Value:
    return _quotient(_polynomial(z, -12, -18, 12, 2), powered(_polynomial(z, 3, 0, 1), Fraction(3)))


def _sigmoid(z: Value) -> Value:
    return powered(exponential(z * Fraction(-1)) + Fraction(1), Fraction(-1))


def _side(z: Value) -> int:
    if isinstance(z, Jet) and z.real == 0:
        raise Unknown("a slope at a kink")
    return sign(real(z))


FUNCTIONS = {
    "sigma": _sigma,
    "dsigma": _dsigma,
    "ddsigma": _ddsigma,
    "sigmoid": _sigmoid,
    "exp": exponential,
    "log": logarithm,
    "Abs": lambda z: z * Fraction(_side(z)),
    "sign": lambda z: Fraction(_side(z)),
    "relu": lambda z: z * Fraction(_side(z) > 0),
    "step": lambda z: Fraction(_side(z) > 0),
}
