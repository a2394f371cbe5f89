"""Fractions of polynomials over Q in a growing list of quantities, some of which are roots: r^q = base.

Quantities are taken to be independent but for these rules, so that a difference that vanishes is a proof and one that
does not is none. That denominators are not zero is the caller's to look at.
"""

from fractions import Fraction
from typing import NamedTuple

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

MOST_QUANTITIES = 20
MOST_TERMS = 2000  # of a product
MOST_POWER = 40
CTX = fmpq_mpoly_ctx.get([f"g{n}" for n in range(MOST_QUANTITIES)], Ordering.lex)
ZERO, ONE = CTX.constant(0), CTX.constant(1)


class Beyond(Exception):
    """The normal form does not cover this formula, or grows too large."""


class Ratio(NamedTuple):
    """top / bottom."""

    top: fmpq_mpoly
    bottom: fmpq_mpoly = ONE


NONE, UNIT = Ratio(ZERO), Ratio(ONE)


def times(a: fmpq_mpoly, b: fmpq_mpoly) -> fmpq_mpoly:
    """A product of polynomials."""
    if len(a) * len(b) > MOST_TERMS:
        raise Beyond("too many terms")
    return a * b


def constant(value: Fraction | fmpq | int) -> Ratio:
    """A rational number."""
    if isinstance(value, Fraction):
        value = fmpq(value.numerator, value.denominator)
    return Ratio(CTX.constant(value))


def add(a: Ratio, b: Ratio) -> Ratio:
    """a + b."""
    if a.bottom == b.bottom:
        return Ratio(a.top + b.top, a.bottom)
    return Ratio(times(a.top, b.bottom) + times(b.top, a.bottom), times(a.bottom, b.bottom))


def negative(a: Ratio) -> Ratio:
    """-a."""
    return Ratio(-a.top, a.bottom)


def multiply(a: Ratio, b: Ratio) -> Ratio:
    """a b."""
    return Ratio(times(a.top, b.top), times(a.bottom, b.bottom))


def inverse(a: Ratio) -> Ratio:
    """1 / a."""
    if a.top == 0:
        raise Beyond("a division by zero")
    return Ratio(a.bottom, a.top)


def power(a: Ratio, n: int) -> Ratio:
    """a^n for a whole number n."""
    if n < 0:
        return power(inverse(a), -n)
    if n > MOST_POWER or (n > 12 and len(a.top) + len(a.bottom) > 3) or (len(a.top) + len(a.bottom)) * n > 200:
        raise Beyond("a high power")
    return Ratio(a.top**n, a.bottom**n)


def number(a: Ratio) -> fmpq | None:
    """The rational number that a fraction is, or None."""
    if a.top.is_constant() and a.bottom.is_constant():
        return _value(a.top) / _value(a.bottom)
    return None


def _value(p: fmpq_mpoly) -> fmpq:
    return fmpq(0) if p == 0 else fmpq(p.leading_coefficient())


def canonical(a: Ratio) -> Ratio:
    """Without common factors, the denominator's leading coefficient one."""
    if a.bottom == 1:
        return a
    if a.bottom == 0:
        raise Beyond("a division by zero")
    if not a.bottom.is_constant():
        common = a.top.gcd(a.bottom)
        if not common.is_constant():
            a = Ratio(divided(a.top, common), divided(a.bottom, common))
    lead = fmpq(a.bottom.leading_coefficient())
    return Ratio(a.top / lead, a.bottom / lead)


def divided(a: fmpq_mpoly, b: fmpq_mpoly) -> fmpq_mpoly:
    """An exact quotient."""
    quotient, rest = divmod(a, b)
    assert rest == 0
    return quotient


def divides(a: fmpq_mpoly, b: fmpq_mpoly) -> bool:
    """Whether a divides b."""
    return b == 0 or divmod(b, a)[1] == 0


Key = tuple


def key_of(a: Ratio) -> Key:
    """A text that two fractions share exactly if they are equal as fractions."""
    a = canonical(a)
    return (str(a.top), "" if a.bottom == 1 else str(a.bottom))


class Quantities:
    """The quantities met so far, by key."""

    def __init__(self) -> None:
        self.numbers: dict[Key, int] = {}
        self.positive: list[bool] = []
        self.rules: list[tuple[int, int, Ratio]] = []  # (number, q, base): number^q = base
        self.arguments: dict[int, Ratio] = {}  # of exponentials and logarithms
        self.kinds: list[str] = []

    def quantity(self, key: Key, *, positive: bool = False, argument: Ratio | None = None) -> int:
        """The number of the quantity with this key."""
        found = self.numbers.get(key)
        if found is None:
            found = len(self.positive)
            if found >= MOST_QUANTITIES:
                raise Beyond("too many quantities")
            self.numbers[key] = found
            self.positive.append(positive)
            self.kinds.append(key[0])
            if argument is not None:
                self.arguments[found] = argument
        return found

    def atom(self, key: Key, *, positive: bool = False, argument: Ratio | None = None) -> Ratio:
        """A quantity as a fraction."""
        return Ratio(CTX.gen(self.quantity(key, positive=positive, argument=argument)))

    def root(self, key: Key, order: int, base: Ratio, *, positive: bool = False) -> Ratio:
        """A quantity whose power of this order is `base`."""
        known = key in self.numbers
        found = self.quantity(key, positive=positive)
        if not known:
            self.rules.append((found, order, base))
        return Ratio(CTX.gen(found))

    # Signs and contents

    def content(self, p: fmpq_mpoly) -> tuple[tuple[int, ...], fmpq_mpoly]:
        """(exponents, rest): p is a monomial times the rest."""
        common = p.term_content()
        exponents = common.monoms()[0]
        return exponents, divided(p, common) * common.leading_coefficient() if any(exponents) else p

    def is_positive(self, p: fmpq_mpoly) -> bool:
        """Whether every term is certainly not negative and one of them certainly positive."""
        if p == 0:
            return False
        certain = False
        for exponents, c in zip(p.monoms(), p.coeffs(), strict=True):
            if c < 0:
                return False
            used = [(n, e) for n, e in enumerate(exponents) if e]
            if any(not self.positive[n] and e % 2 for n, e in used):
                return False
            certain = certain or all(self.positive[n] for n, _ in used)
        return certain

    # Roots

    def reduced(self, p: fmpq_mpoly) -> fmpq_mpoly:
        """A polynomial that vanishes where p does, whole powers of roots replaced by their bases; zero only if p is."""
        for n, order, base in reversed(self.rules):
            degree = p.degrees()[n]
            if degree < order:
                continue
            whole = degree // order
            total = ZERO
            for exponents, c in zip(p.monoms(), p.coeffs(), strict=True):
                j, left = divmod(exponents[n], order)
                rest = CTX.from_dict({(*exponents[:n], left, *exponents[n + 1 :]): c})
                total += times(rest, times(base.top**j, base.bottom ** (whole - j)))
                if len(total) > MOST_TERMS:
                    raise Beyond("too many terms")
            p = total
        return p

    def same(self, a: Ratio, b: Ratio) -> fmpq_mpoly:
        """The numerator of a - b in its normal form: zero proves that the two are equal."""
        if a.bottom == b.bottom:
            return self.reduced(a.top - b.top)
        return self.reduced(times(a.top, b.bottom) - times(b.top, a.bottom))
