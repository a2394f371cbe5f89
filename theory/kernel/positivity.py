"""Signs of normal forms: what is certainly positive, from the signs of the atoms and lower bounds of exponentials.

A polynomial is positive when all of its terms are, constants being compared as balls. Where that fails, exp(m) with
m > 0 is replaced by 1 + m + ... + m^j/j! + (something positive), erf by its distance from 1 or -1, and a sum of
logarithms by the logarithm of a product. Failing is no disproof.
"""

from collections.abc import Iterator
from math import factorial, lcm

from flint import fmpq
from sympy import Dummy

from .intervals import NotEvaluable, ball
from .towers import ONE, UNIT, ZERO, Fraction, Monomial, Polynomial, Tower, Unsupported, constant, plus, scaled

MOST_TAYLOR = 3  # terms of the exponential series that are tried
MOST_LOG_POWER = 12
MOST_WORK = 8000  # terms multiplied and signs asked for, for one sign; the claims of the catalogue need 2500
TERM = 20  # of work: one term whose sign is asked for
MOST_DEPTH = 3  # replaced atoms, and signs asked for inside of atoms


class Positivity:
    """Signs over one tower of atoms."""

    def __init__(self, tower: Tower, depth: int = 0) -> None:
        self.tower = tower
        self.depth = depth

    def fraction(self, a: Fraction, strict: bool) -> bool:
        """Whether a > 0, or a >= 0, wherever the facts of the tower hold and `a` is defined."""
        if not a.top:
            return not strict
        top = a.top
        for factor, n in a.bottom:
            if n % 2:
                if self.polynomial(scaled(dict(factor), -ONE), True):
                    top = scaled(top, -ONE)
                elif not self.polynomial(dict(factor), True):
                    return False
        return self.polynomial(top, strict)

    def polynomial(self, a: Polynomial, strict: bool) -> bool:
        """The same for a polynomial."""
        if not a:
            return not strict
        self.tower.work += TERM * len(a)
        if self.tower.work > MOST_WORK:
            return False
        if self._termwise(a, strict) or self._by_logarithms(a, strict) or self._by_facts(a, strict):
            return True
        if self.depth >= MOST_DEPTH:
            return False
        deeper = Positivity(self.tower, self.depth + 1)
        return any(deeper.polynomial(b, strict) for b in self._rewritten(a))

    def _by_facts(self, a: Polynomial, strict: bool) -> bool:
        if any(self.tower.atoms[x].kind == "positive" for m in a for x, _ in m):
            return False  # no hypothesis speaks of what stands for a remainder
        expr = self.tower.expression(Fraction(a))
        return self.tower.facts.positive(expr) if strict else self.tower.facts.nonnegative(expr)

    # Term by term

    def _termwise(self, a: Polynomial, strict: bool) -> bool:
        groups: dict[Monomial, Polynomial] = {}
        for m, c in a.items():
            fixed = frozenset((x, e) for x, e in m if self._is_constant(x))
            groups.setdefault(m - fixed, {})[fixed] = c
        certain = False
        for rest, coefficient in groups.items():
            sign, exact = self._monomial(rest)
            here = self._constant_sign(coefficient)
            if not sign or here is None or here * sign < 0:
                return False
            certain = certain or exact
        return certain or not strict

    def _is_constant(self, number: int) -> bool:
        atom = self.tower.atoms[number]
        known = atom.kind in ("prime", "constant", "exp", "erf", "log", "root")
        return known and not atom.expr.free_symbols

    def _constant_sign(self, a: Polynomial) -> int | None:
        if set(a) == {UNIT}:
            return 1 if a[UNIT] > 0 else -1
        try:
            value = ball(self.tower.expression(Fraction(a)))
        except NotEvaluable:
            return None
        return 1 if value > 0 else -1 if value < 0 else None

    def _monomial(self, m: Monomial) -> tuple[int, bool]:
        """(sign, whether it is certainly not zero); sign 0 where it is not known."""
        sign, exact = 1, True
        for number, e in m:
            here, certain = self._atom(number)
            even = e.q == 1 and int(e.p) % 2 == 0
            certain = certain or e < 0  # else the expression is not defined
            if even:
                exact = exact and certain
            elif here > 0 or (here < 0 and e.q == 1):
                sign *= here
                exact = exact and certain
            else:
                return 0, False
        return sign, exact

    def _atom(self, number: int) -> tuple[int, bool]:
        atom, facts = self.tower.atoms[number], self.tower.facts
        if atom.kind in ("exp", "prime", "constant", "positive"):
            return 1, True
        if atom.kind in ("erf", "log") and atom.argument is not None and self.depth < MOST_DEPTH:
            shift = constant(ZERO if atom.kind == "erf" else -ONE)
            inner, deeper = self.tower.add(atom.argument, shift), Positivity(self.tower, self.depth + 1)
            for strict in (True, False):
                if deeper.fraction(inner, strict):
                    return 1, strict
                if deeper.fraction(self.tower.multiply(constant(-ONE), inner), strict):
                    return -1, strict
            return 0, False
        for strict, known in ((True, facts.positive), (False, facts.nonnegative)):
            if known(atom.expr):
                return 1, strict
            if known(-atom.expr):
                return -1, strict
        return (1, False) if atom.kind == "root" else (0, facts.nonzero(atom.expr))

    # Logarithms

    def _by_logarithms(self, a: Polynomial, strict: bool) -> bool:
        """sum c_i log u_i + R > 0 where prod u_i^c_i exp(R) > 1."""
        tower = self.tower
        content, lead, primitive = tower.primitive(a)
        sign, exact = self._monomial(content)
        if not sign or not exact or self.depth >= MOST_DEPTH:
            return False
        body = scaled(primitive, lead * sign)
        logs = {m: c for m, c in body.items() if any(tower.atoms[x].kind == "log" for x, _ in m)}
        if not logs or any(len(m) != 1 or next(iter(m))[1] != 1 for m in logs):
            return False
        whole = lcm(*(int(c.q) for c in logs.values()))
        powers = {next(iter(m))[0]: int((c * whole).p) for m, c in logs.items()}
        if any(abs(n) > MOST_LOG_POWER for n in powers.values()):
            return False
        rest = Fraction(scaled({m: c for m, c in body.items() if m not in logs}, fmpq(whole)))
        product = tower.exponential(rest)
        for number, n in powers.items():
            argument = tower.atoms[number].argument
            if argument is None:
                return False
            product = tower.multiply(product, tower.power(argument, n))
        return Positivity(tower, self.depth + 1).fraction(tower.add(product, constant(-ONE)), strict)

    # Lower bounds

    def _rewritten(self, a: Polynomial) -> Iterator[Polynomial]:
        numbers = sorted({x for m in a for x, _ in m if not self._is_constant(x)})
        for number in numbers:
            atom = self.tower.atoms[number]
            if atom.kind == "erf":
                for sign in (1, -1):
                    distance = self._fresh()
                    yield self._replaced(a, number, plus({UNIT: fmpq(sign)}, scaled(distance, fmpq(-sign))))
            if atom.kind == "exp" and atom.argument is not None and not atom.argument.bottom:
                yield from self._exponentials(a, number, atom.argument.top)

    def _fresh(self) -> Polynomial:
        t = Dummy("t", real=True)
        return {frozenset({(self.tower.atom("positive", t, t), ONE)}): ONE}

    def _exponentials(self, a: Polynomial, number: int, argument: Polynomial) -> Iterator[Polynomial]:
        if self._termwise(argument, True):
            sign = 1
        elif self._termwise(scaled(argument, -ONE), True):
            sign = -1
        else:
            return
        exponents = [dict(m).get(number, ZERO) * sign for m in a]
        unit = lcm(*(int(e.q) for e in exponents))
        lowest = min(exponents)
        moved = {  # times a power of the exponential, which is positive
            self._moved(m, number, (dict(m).get(number, ZERO) * sign - lowest) * unit): c for m, c in a.items()
        }
        small = scaled(argument, fmpq(sign, unit))
        for terms in range(MOST_TAYLOR + 1):
            bound = self._fresh()
            for j in range(terms + 1):
                bound = plus(bound, scaled(self.tower.raised(small, j), fmpq(1, factorial(j))))
            try:
                yield self._replaced(moved, number, bound)
            except Unsupported:
                return

    @staticmethod
    def _moved(m: Monomial, number: int, exponent: fmpq) -> Monomial:
        kept = [(x, e) for x, e in m if x != number]
        return frozenset([*kept, (number, exponent)] if exponent != 0 else kept)

    def _replaced(self, a: Polynomial, number: int, value: Polynomial) -> Polynomial:
        total: Polynomial = {}
        for m, c in a.items():
            e = dict(m).get(number, ZERO)
            if e < 0 or e.q != 1:
                raise Unsupported("an atom with a fractional power cannot be replaced")
            rest = frozenset((x, k) for x, k in m if x != number)
            total = plus(total, self.tower.times({rest: c}, self.tower.raised(value, int(e.p))))
        return total
