"""A literal evaluator in exact rationals, for the fuzz of the kernel. It imports nothing of the project but node names.

sigma is z^2 + z/3 here, so its slope 2z + 1/3 is rational too; exp(z) is 2^z, a homomorphism like exp, and only takes
whole exponents; a square root is only taken of perfect squares. Anything else is `Skip`: the case is not counted.
"""

from fractions import Fraction
from math import isqrt

from sympy import Add, Basic, Indexed, KroneckerDelta, Mul, Pow, Rational, Sum, Symbol, exp

SIZES = ({"n": 1, "m": 1}, {"n": 2, "m": 3}, {"n": 3, "m": 2})


class Skip(Exception):
    """The case has no exact value: division by zero, an irrational root, a fractional exponent."""


class Dual:
    """a + b eps with eps^2 = 0."""

    def __init__(self, a: Fraction, b: Fraction = Fraction(0)) -> None:
        self.a, self.b = a, b

    def __add__(self, o: "Dual") -> "Dual":
        return Dual(self.a + o.a, self.b + o.b)

    def __mul__(self, o: "Dual") -> "Dual":
        return Dual(self.a * o.a, self.a * o.b + self.b * o.a)

    def power(self, e: Fraction) -> "Dual":
        value = _root_power(self.a, e)
        if self.b == 0:
            return Dual(value)
        return Dual(value, e * _root_power(self.a, e - 1) * self.b)


def _root_power(a: Fraction, e: Fraction) -> Fraction:
    if e == 0:
        return Fraction(1)
    if a == 0 and e < 0:
        raise Skip
    if e.denominator == 1:
        if abs(int(e)) > 60:
            raise Skip
        return a ** int(e)
    if e.denominator != 2 or a < 0:
        raise Skip
    p, q = isqrt(a.numerator), isqrt(a.denominator)
    if p * p != a.numerator or q * q != a.denominator:
        raise Skip
    return _root_power(Fraction(p, q), Fraction(e.numerator))


class World:
    """Sizes, array entries, scalars and values of free indices."""

    def __init__(
        self, sizes: dict[str, int], entries: dict[tuple[str, tuple[int, ...]], Fraction], names: dict[str, int]
    ):
        self.sizes, self.entries, self.names = sizes, entries, names


def value(expr: Basic, world: World, bound: dict[Basic, int] | None = None, seed: object = None) -> Dual:
    """The value, with the slope in the entry `seed` = (array name, places)."""
    bound = bound or {}
    if isinstance(expr, Rational):
        return Dual(Fraction(int(expr.p), int(expr.q)))
    if isinstance(expr, Symbol):
        if expr in bound:
            return Dual(Fraction(bound[expr]))
        name = expr.name
        return Dual(Fraction(world.sizes.get(name, world.names.get(name, 0))))
    if isinstance(expr, Add):
        total = Dual(Fraction(0))
        for a in expr.args:
            total = total + value(a, world, bound, seed)
        return total
    if isinstance(expr, Mul):
        total = Dual(Fraction(1))
        for a in expr.args:
            total = total * value(a, world, bound, seed)
        return total
    if isinstance(expr, exp):
        inner = value(expr.args[0], world, bound, seed)
        if inner.b != 0:
            raise Skip  # the slope of 2^z is not rational
        return Dual(_two_to(inner.a))
    if isinstance(expr, Pow):
        e = value(expr.exp, world, bound)
        return value(expr.base, world, bound, seed).power(e.a)
    if isinstance(expr, Indexed):
        places = tuple(int(value(i, world, bound).a) for i in expr.indices)
        key = (str(expr.base.label), places)
        if key not in world.entries:
            raise Skip
        return Dual(world.entries[key], Fraction(int(key == seed)))
    if isinstance(expr, KroneckerDelta):
        a, b = (value(i, world, bound).a for i in expr.args)
        return Dual(Fraction(int(a == b)))
    if isinstance(expr, Sum):
        return _sum(expr.function, list(expr.limits), world, bound, seed)
    name = type(expr).__name__
    if name in ("Abs", "sign"):
        z = value(expr.args[0], world, bound, seed)
        side = (z.a > 0) - (z.a < 0)
        if side == 0 and z.b != 0:
            raise Skip  # a derivative at the kink
        return Dual(Fraction(side)) * (z if name == "Abs" else Dual(Fraction(1)))
    if name == "Exp1":
        return Dual(Fraction(2))
    if name in ("sigma", "dsigma", "ddsigma"):
        z = value(expr.args[0], world, bound, seed)
        third = Dual(Fraction(1, 3))
        if name == "sigma":
            return z * z + z * third
        return Dual(Fraction(2)) * z + third if name == "dsigma" else Dual(Fraction(2))
    raise NotImplementedError(name)


def _two_to(z: Fraction) -> Fraction:
    if z.denominator != 1 or abs(z) > 200:
        raise Skip
    return Fraction(2) ** int(z)


def _sum(body: Basic, limits: list, world: World, bound: dict[Basic, int], seed: object) -> Dual:
    if not limits:
        return value(body, world, bound, seed)
    *inner, (symbol, low, high) = limits
    first, last = (int(value(x, world, bound).a) for x in (low, high))
    total = Dual(Fraction(0))
    for place in range(first, last + 1):
        total = total + _sum(body, inner, world, {**bound, symbol: place}, seed)
    return total
