"""Elementary functions of fractions in quantities: signs, roots, exponentials, logarithms, sines.

Exponentials are split over sums, sines over sums of angles, logarithms over positive factors. Signs of irreducible
factors are those that are assumed at the moment; one that is not known yet stops the reading with a `Split`.
"""

from flint import fmpq, fmpq_mpoly, fmpz

from ..language.declarations import Scope
from ..language.tree import Name
from .plainly import is_whole
from .quantities import (
    CTX,
    NONE,
    ONE,
    UNIT,
    Beyond,
    Quantities,
    Ratio,
    add,
    canonical,
    constant,
    key_of,
    multiply,
    negative,
    power,
)

MOST_MULTIPLE = 8  # of an angle
LARGEST_PRIME = 10**6


class Split(Exception):
    """The sign of a factor decides; it is not known yet."""

    def __init__(self, key: str, factor: fmpq_mpoly) -> None:
        self.key, self.factor = key, factor


class Finer(Exception):
    """Exponents or angles come in smaller parts than was thought."""

    def __init__(self, unit: int) -> None:
        self.unit = unit


class Elementary(Quantities):
    """Over one scope; `signs` are those of irreducible factors that are assumed at the moment."""

    def __init__(self, scope: Scope, unit: int, signs: dict[str, int]) -> None:
        super().__init__()
        self.scope, self.unit, self.signs = scope, unit, signs
        self.is_complex = scope.is_complex
        self.met: dict[str, fmpq_mpoly] = {}  # factors whose assumed sign was used

    # Signs

    def is_positive(self, p: fmpq_mpoly) -> bool:
        """Squares are not negative among real numbers alone."""
        if self.is_complex and any(
            e and not self.positive[n] for exponents in p.monoms() for n, e in enumerate(exponents)
        ):
            return False
        return super().is_positive(p)

    def _real(self) -> None:
        if self.is_complex:
            raise Beyond("an order of complex numbers")

    def sign(self, a: Ratio) -> int:
        """-1, 0 or 1; raises Split where a factor's sign is to be told apart."""
        self._real()
        a = canonical(a)
        if a.top == 0:
            return 0
        return self.polynomial_sign(a.top) * self.polynomial_sign(a.bottom)

    def polynomial_sign(self, p: fmpq_mpoly) -> int:
        """The same of a polynomial."""
        if self.is_positive(p):
            return 1
        if self.is_positive(-p):
            return -1
        scale, factors = p.factor()
        here = 1 if scale > 0 else -1
        for factor, n in factors:
            here *= self._factor(factor) ** n
        return here

    def _factor(self, p: fmpq_mpoly) -> int:
        flip = 1
        if p.leading_coefficient() < 0:
            p, flip = -p, -1
        if self.is_positive(p):
            return flip
        if self.is_positive(-p):
            return -flip
        key = str(p)
        if key not in self.signs:
            raise Split(key, p)
        self.met[key] = p
        return flip * self.signs[key]

    def absolute(self, a: Ratio) -> Ratio:
        """|a|."""
        here = self.sign(a)
        return a if here > 0 else negative(a) if here < 0 else NONE

    def _is_whole(self, exponents: tuple[int, ...]) -> bool:
        """Whether a product of quantities is one of whole numbers."""
        whole = {n for key, n in self.numbers.items() if key[0] == "name" and is_whole(Name(key[1]), self.scope)}
        return all(n in whole for n, e in enumerate(exponents) if e)

    def _is_positive(self, a: Ratio) -> bool:
        return self.is_positive(a.top) and self.is_positive(a.bottom)

    def root_of(self, a: Ratio, order: int) -> Ratio:
        """a^(1/order): positive factors are drawn out."""
        if order > 12:
            raise Beyond("a high root")
        a = canonical(a)
        if a.top == 0:
            return NONE
        total, rest = UNIT, UNIT
        scale = fmpq(1)
        for p, up in ((a.top, 1), (a.bottom, -1)):
            exponents, left = self.content(p)
            lead = fmpq(left.leading_coefficient())
            left, scale = left / lead, scale * (lead if up > 0 else 1 / lead)
            for n, e in enumerate(exponents):
                if not e:
                    continue
                quantity = Ratio(self._generator(n))
                if not self.positive[n]:
                    rest = multiply(rest, power(quantity, e * up))
                    continue
                whole, over = divmod(e * up, order)
                total = multiply(total, power(quantity, whole))
                if over:
                    if self.kinds[n] == "exp":
                        raise Finer(self.unit * order)
                    drawn = self.root(("root", order, n), order, quantity, positive=True)
                    total = multiply(total, power(drawn, over))
            rest = multiply(rest, Ratio(left) if up > 0 else Ratio(ONE, left))
        if scale < 0:
            rest, scale = negative(rest), -scale
        total = multiply(total, self._rational_root(scale, order))
        rest = canonical(rest)
        if rest.top == 1 and rest.bottom == 1:
            return total
        if order == 2 and self.is_complex and rest.top == -1 and rest.bottom == 1:
            return multiply(total, self._constant("i"))
        if order == 2 and not self.is_complex and (plain := _square(rest)) is not None:
            return multiply(total, self.absolute(plain))
        return multiply(total, self.root(("root", order, key_of(rest)), order, rest, positive=self._is_positive(rest)))

    @staticmethod
    def _generator(n: int) -> fmpq_mpoly:
        return CTX.gen(n)

    def _rational_root(self, value: fmpq, order: int) -> Ratio:
        total = UNIT
        for whole, up in ((int(value.p), 1), (int(value.q), -1)):
            for prime, n in _primes(whole):
                drawn, over = divmod(n * up, order)
                total = multiply(total, constant(fmpq(prime) ** drawn))
                if over:
                    part = self.root(("prime", order, prime), order, constant(prime), positive=True)
                    total = multiply(total, power(part, over))
        return total

    # Exponentials, logarithms, angles

    def exponential(self, a: Ratio) -> Ratio:
        """exp(sum of c m) = product of exp(m)^c; exp(c ln u) = u^c for whole c."""
        a = canonical(a)
        total = UNIT
        below = "" if a.bottom == 1 else str(a.bottom)
        for exponents, c in zip(a.top.monoms(), a.top.coeffs(), strict=True):
            used = [(n, e) for n, e in enumerate(exponents) if e]
            if not below and len(used) == 1 and used[0][1] == 1 and self.kinds[used[0][0]] == "ln" and c.q == 1:
                if not abs(c) <= MOST_MULTIPLE:
                    raise Beyond("a high power")
                total = multiply(total, power(self.arguments[used[0][0]], int(c.p)))
                continue
            scaled = c * self.unit
            if scaled.q != 1:
                raise Finer(int(c.q))
            if abs(scaled) > 60:
                raise Beyond("a high power")
            argument = Ratio(self._monomial(exponents) / self.unit, a.bottom)
            key = ("exp", exponents, below)
            part = self.atom(key, positive=not self.is_complex, argument=argument)
            n = int(scaled.p)
            total = multiply(total, Ratio(part.top**n) if n > 0 else Ratio(ONE, part.top**-n))
        return total

    @staticmethod
    def _monomial(exponents: tuple[int, ...]) -> fmpq_mpoly:
        return CTX.from_dict({exponents: 1})

    def logarithm(self, a: Ratio) -> Ratio:
        """ln of a product of positive factors is a sum."""
        a = canonical(a)
        if a.top == 0:
            raise Beyond("a logarithm of zero")
        total = NONE
        scale = fmpq(1)
        left: list[fmpq_mpoly] = []
        for p, up in ((a.top, 1), (a.bottom, -1)):
            exponents, rest = self.content(p)
            for n, e in enumerate(exponents):
                if not e:
                    continue
                if self.positive[n]:
                    total = add(total, multiply(constant(e * up), self._logarithm_of(n)))
                else:
                    rest = rest * self._generator(n) ** e
            lead = fmpq(rest.leading_coefficient())
            scale *= lead if up > 0 else 1 / lead
            left.append(rest / lead)
        if scale < 0:
            left[0], scale = -left[0], -scale
        for whole, up in ((int(scale.p), 1), (int(scale.q), -1)):
            for prime, n in _primes(whole):
                part = self.atom(("ln", "prime", prime), positive=True, argument=constant(prime))
                total = add(total, multiply(constant(n * up), part))
        top, bottom = left
        if top == 1 and bottom == 1:
            return total
        if bottom == 1 or self.is_complex:
            return add(total, self._plain_logarithm(Ratio(top, bottom)))
        if self.is_positive(top) and self.is_positive(bottom):
            return add(total, add(self._plain_logarithm(Ratio(top)), negative(self._plain_logarithm(Ratio(bottom)))))
        if str(top) < str(bottom):
            return add(total, negative(self._plain_logarithm(Ratio(bottom, top))))
        return add(total, self._plain_logarithm(Ratio(top, bottom)))

    def _plain_logarithm(self, a: Ratio) -> Ratio:
        if a.top == 1 and a.bottom == 1:
            return NONE
        return self.atom(("ln", key_of(a)), argument=a)

    def _logarithm_of(self, n: int) -> Ratio:
        if self.kinds[n] == "exp":
            return self.arguments[n]
        return self.atom(("ln", "quantity", n), argument=Ratio(self._generator(n)))

    def angle(self, a: Ratio) -> tuple[Ratio, Ratio]:
        """(cos, sin) of a sum of multiples of angles."""
        a = canonical(a)
        if a.bottom != 1:
            flip = a.top.leading_coefficient() < 0
            cosine, sine = self._circle(("fraction", key_of(negative(a) if flip else a)))
            return cosine, negative(sine) if flip else sine
        cosine, sine = UNIT, NONE
        for exponents, c in zip(a.top.monoms(), a.top.coeffs(), strict=True):
            scaled = c * self.unit
            if scaled.q != 1:
                raise Finer(int(c.q))
            here = self._multiple(exponents, int(scaled.p))
            cosine, sine = _turned((cosine, sine), here)
        return cosine, sine

    def _multiple(self, exponents: tuple[int, ...], n: int) -> tuple[Ratio, Ratio]:
        used = [(k, e) for k, e in enumerate(exponents) if e]
        if used == [(self.numbers.get(("constant", "pi")), 1)]:
            if self.unit > 2:
                raise Beyond("a part of pi")
            quarter = (n * 2 // self.unit) % 4
            return (constant((1, 0, -1, 0)[quarter]), constant((0, 1, 0, -1)[quarter]))
        turn = self.numbers.get(("constant", "pi"))
        if turn is not None and exponents[turn] == 1 and self.unit == 1:
            rest = (*exponents[:turn], 0, *exponents[turn + 1 :])
            if self._is_whole(rest):  # cos(n pi k) = (-1)^(n k)
                half = self.root(("power", key_of(constant(-1)), rest), 2, UNIT)
                return power(half, abs(n) % 2), NONE
        if abs(n) > MOST_MULTIPLE:
            raise Beyond("a high multiple of an angle")
        base = self._circle(("angle", exponents))
        total = (UNIT, NONE)
        for _ in range(abs(n)):
            total = _turned(total, base)
        return total if n >= 0 else (total[0], negative(total[1]))

    def _circle(self, key: tuple) -> tuple[Ratio, Ratio]:
        cosine = self.atom(("cos", key))
        one_minus = Ratio(ONE - cosine.top**2)
        return cosine, self.root(("sin", key), 2, one_minus)


def _turned(a: tuple[Ratio, Ratio], b: tuple[Ratio, Ratio]) -> tuple[Ratio, Ratio]:
    """(cos, sin) of the sum of two angles."""
    return (
        add(multiply(a[0], b[0]), negative(multiply(a[1], b[1]))),
        add(multiply(a[1], b[0]), multiply(a[0], b[1])),
    )


def _primes(n: int) -> list[tuple[int, int]]:
    if n == 1:
        return []
    if n > LARGEST_PRIME**2:
        raise Beyond("a large number")
    return [(int(p), int(e)) for p, e in fmpz(n).factor()]


def _square(a: Ratio) -> Ratio | None:
    """The fraction whose square this is."""
    try:
        return Ratio(a.top.sqrt(), a.bottom.sqrt())
    except Exception:  # flint has an error of its own for this
        return None
