"""Signs of polynomials over the rationals, proved exactly: squares, ends of ranges, discriminants, Sturm's theorem.

A polynomial is over generators of which some are known not to be negative. `nonnegative` and `positive` are proofs;
that neither holds says nothing.
"""

from fractions import Fraction
from itertools import pairwise

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpq_poly

MOST_DEPTH = 7
MOST_DEGREE = 200  # exp(10^6 x) is a high power of an exponential
MOST_TERMS = 400

Monomial = tuple[int, ...]


class Signs:
    """Signs over generators 0 ... n-1. `least`: 1 for a positive generator, 0 for one that is not negative."""

    def __init__(self, size: int, least: dict[int, int]) -> None:
        self.ctx = fmpq_mpoly_ctx.get([f"g{n}" for n in range(size)], Ordering.lex)
        self.size = size
        self.least = dict(least)

    def polynomial(self, terms: dict[Monomial, fmpq]) -> fmpq_mpoly:
        """The polynomial with these terms."""
        return self.ctx.from_dict(terms)

    def nonnegative(self, p: fmpq_mpoly) -> bool:
        """p >= 0 all over the ranges of the generators."""
        return self._shown(p, False, self.least, MOST_DEPTH)

    def positive(self, p: fmpq_mpoly) -> bool:
        """p > 0 all over the ranges of the generators."""
        return self._shown(p, True, self.least, MOST_DEPTH)

    def _shown(self, p: fmpq_mpoly, strict: bool, least: dict[int, int], depth: int) -> bool:
        if p == 0:
            return not strict
        if len(p) > MOST_TERMS:
            return False
        if self._termwise(p, strict, least):
            return True
        if depth == 0 or max(p.degrees()) > MOST_DEGREE:
            return False
        used = [n for n, d in enumerate(p.degrees()) if d]
        if len(used) == 1:
            return self._univariate(p, used[0], strict, least)
        return (
            self._by_factors(p, strict, least, depth)
            or self._by_even_powers(p, used, strict, least, depth)
            or any(self._in_one(p, n, strict, least, depth) for n in used)
        )

    @staticmethod
    def _termwise(p: fmpq_mpoly, strict: bool, least: dict[int, int]) -> bool:
        """Every term has its sign; for > one term cannot vanish."""
        certain = False
        for exponents, c in p.to_dict().items():
            if c < 0 or any(e % 2 and n not in least for n, e in enumerate(exponents)):
                return False
            certain = certain or all(not e or least.get(n) == 1 for n, e in enumerate(exponents))
        return certain or not strict

    def _by_factors(self, p: fmpq_mpoly, strict: bool, least: dict[int, int], depth: int) -> bool:
        scale, factors = p.factor()
        if len(factors) == 1 and factors[0][1] == 1:
            return False
        sign = 1 if scale > 0 else -1
        for f, n in factors:
            if n % 2 == 0:
                if strict and not any(self._shown(g, True, least, depth - 1) for g in (f, -f)):
                    return False
                continue
            if self._shown(f, strict, least, depth - 1):
                continue
            if not self._shown(-f, strict, least, depth - 1):
                return False
            sign = -sign
        return sign > 0

    def _by_even_powers(self, p: fmpq_mpoly, used: list[int], strict: bool, least: dict[int, int], depth: int) -> bool:
        """x^2 as a generator of its own where x has even powers only."""
        terms = p.to_dict()
        even = [n for n in used if n not in least and all(e[n] % 2 == 0 for e in terms)]
        if not even:
            return False
        halved = {tuple(e // 2 if n in even else e for n, e in enumerate(m)): c for m, c in terms.items()}
        return self._shown(self.polynomial(halved), strict, {**least, **dict.fromkeys(even, 0)}, depth - 1)

    def _in_one(self, p: fmpq_mpoly, n: int, strict: bool, least: dict[int, int], depth: int) -> bool:
        """As a polynomial in one generator: its coefficients, or for a quadratic its discriminant."""
        parts = self._coefficients(p, n)
        if n in least and all(self._shown(c, False, least, depth - 1) for c in parts.values()):
            strictly = [k for k in parts if k == 0 or least[n] == 1]
            if not strict or any(self._shown(parts[k], True, least, depth - 1) for k in strictly):
                return True
        if max(parts) != 2:
            return False
        zero = self.polynomial({})
        a, b, c = parts[2], parts.get(1, zero), parts.get(0, zero)
        # (x, 1) M (x, 1)^T with M = [[a, b/2], [b/2, c]]
        inner = 4 * a * c - b * b
        return (
            self._shown(a, False, least, depth - 1)
            and self._shown(c, False, least, depth - 1)
            and self._shown(inner, strict, least, depth - 1)
        )

    def _coefficients(self, p: fmpq_mpoly, n: int) -> dict[int, fmpq_mpoly]:
        parts: dict[int, dict[Monomial, fmpq]] = {}
        for m, c in p.to_dict().items():
            parts.setdefault(m[n], {})[(*m[:n], 0, *m[n + 1 :])] = c
        return {k: self.polynomial(terms) for k, terms in parts.items()}

    def _univariate(self, p: fmpq_mpoly, n: int, strict: bool, least: dict[int, int]) -> bool:
        coefficients: list[fmpq] = []
        for m, c in p.to_dict().items():
            coefficients += [fmpq(0)] * (m[n] + 1 - len(coefficients))
            coefficients[m[n]] = c
        poly = fmpq_poly(coefficients)
        if n not in least:
            return keeps_sign(poly, strict)
        if strict and least[n] == 0 and not poly[0] > 0:
            return False
        return keeps_sign(poly, strict, from_zero=True)


def keeps_sign(p: fmpq_poly, strict: bool, from_zero: bool = False) -> bool:
    """Whether p >= 0 (p > 0) on the real line, or for x > 0, by Sturm's theorem."""
    odd, even = _square_free(p)
    if _roots_inside(odd, from_zero) or (strict and _roots_inside(even, from_zero)):
        return False
    place = fmpq(1)
    while p(place) == 0:
        place /= 2
    return bool(p(place) > 0)


def _square_free(p: fmpq_poly) -> tuple[fmpq_poly, fmpq_poly]:
    """The square-free parts of odd and of even multiplicity."""
    _, factors = p.factor()
    odd, even = fmpq_poly([1]), fmpq_poly([1])
    for f, n in factors:
        if n % 2:
            odd *= f
        else:
            even *= f
    return odd, even


def has_real_roots(p: fmpq_poly) -> bool:
    """Whether an irreducible polynomial has a real root."""
    return _roots_inside(p, False) > 0


def _roots_inside(p: fmpq_poly, from_zero: bool) -> int:
    """The number of different real roots of a square-free polynomial, or of the positive ones."""
    if p.degree() <= 0:
        return 0
    if from_zero:
        while p[0] == 0:
            p = fmpq_poly(p.coeffs()[1:])
        if p.degree() <= 0:
            return 0
    chain = [p, p.derivative()]
    while chain[-1].degree() > 0:
        rest = chain[-2] % chain[-1]
        if rest == 0:
            break
        chain.append(-rest)
    low = [_sign(f[0]) if from_zero else _sign(f[f.degree()]) * (-1) ** f.degree() for f in chain]
    high = [_sign(f[f.degree()]) for f in chain]
    return _changes(low) - _changes(high)


def _changes(signs: list[int]) -> int:
    told = [s for s in signs if s]
    return sum(a != b for a, b in pairwise(told))


def _sign(x: fmpq) -> int:
    return (x > 0) - (x < 0)


def real_roots(p: fmpq_poly) -> list[Fraction]:
    """The rational roots."""
    _, factors = p.factor()
    return [Fraction(int((-f[0] / f[1]).p), int((-f[0] / f[1]).q)) for f, _ in factors if f.degree() == 1]
