"""Fractions of polynomials in exponentials, roots, logarithms, error functions and variables.

Monomials are sets of (atom, rational exponent). Atoms are independent of each other as far as this module knows, except
that exp(a + b) is split, primes to fractional powers are reduced, and logarithms of products of positive factors are
split; so a vanishing numerator is a proof, a remaining one is none. Denominators are kept in factors; that they are not
zero is a side condition of the expression that was read. A sign is found from the signs of the atoms.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

from flint import fmpq
from sympy import (
    Add,
    Basic,
    Expr,
    Indexed,
    Integer,
    Mul,
    Pow,
    Rational,
    Symbol,
    cosh,
    erf,
    exp,
    factorial,
    factorint,
    log,
    pi,
    sinh,
    tanh,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1

from .functions import ddsigma, dsigma, sigma
from .refusal import Unsupported

Monomial = frozenset[tuple[int, fmpq]]
Polynomial = dict[Monomial, fmpq]
Factor = frozenset[tuple[Monomial, fmpq]]
UNIT: Monomial = frozenset()
MOST_TERMS = 4000
MOST_EXPANDED = 24  # highest power that is multiplied out
ONE, ZERO = fmpq(1), fmpq(0)
OPAQUE = (sigma, dsigma, ddsigma, AppliedUndef)


@dataclass(frozen=True)
class Fraction:
    """A polynomial over a product of normalised polynomials with positive exponents."""

    top: Polynomial = field(hash=False)
    bottom: tuple[tuple[Factor, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Atom:
    """A generator: `expr` is what it stands for; exp of `argument`, a root of `base`, ..."""

    kind: str
    expr: Expr
    argument: Fraction | None = field(default=None, hash=False)


def rational(x: Expr) -> fmpq:
    """A SymPy rational as fmpq."""
    return fmpq(int(x.p), int(x.q))


def plus(*parts: Polynomial) -> Polynomial:
    """Sum of polynomials."""
    total: Polynomial = {}
    for part in parts:
        for m, c in part.items():
            value = total.get(m, ZERO) + c
            if value == 0:
                total.pop(m, None)
            else:
                total[m] = value
    return total


def scaled(part: Polynomial, by: fmpq) -> Polynomial:
    """A rational multiple of a polynomial."""
    return {m: c * by for m, c in part.items()} if by != 0 else {}


def constant(value: fmpq) -> Fraction:
    """A rational number."""
    return Fraction({UNIT: value} if value != 0 else {})


class Tower:
    """Reads expressions into fractions over one growing list of atoms. `facts` tells signs of variables."""

    def __init__(self, facts) -> None:
        self.facts = facts
        self.atoms: list[Atom] = []
        self.names: dict[tuple[str, object], int] = {}
        self.work = 0  # terms multiplied so far

    # Atoms

    def atom(self, kind: str, key: object, expr: Expr, argument: Fraction | None = None) -> int:
        """The number of the atom with this key."""
        if (kind, key) not in self.names:
            self.names[kind, key] = len(self.atoms)
            self.atoms.append(Atom(kind=kind, expr=expr, argument=argument))
        return self.names[kind, key]

    def _found(self, kind: str, argument: Fraction) -> int | None:
        for number, atom in enumerate(self.atoms):
            if atom.kind == kind and atom.argument is not None and self.same(atom.argument, argument):
                return number
        return None

    def _of_argument(self, kind: str, argument: Fraction, expr: Expr) -> Fraction:
        number = self._found(kind, argument)
        if number is None:
            number = self.atom(kind, len(self.atoms), expr, argument)
        return Fraction({frozenset({(number, ONE)}): ONE})

    # Arithmetic

    def same(self, a: Fraction, b: Fraction) -> bool:
        """Whether the difference vanishes."""
        return not self.add(a, self.multiply(constant(-ONE), b)).top

    def _times_monomials(self, a: Monomial, b: Monomial) -> tuple[Monomial, fmpq]:
        powers = dict(a)
        for atom, e in b:
            powers[atom] = powers.get(atom, ZERO) + e
        return self._reduced(powers)

    def _reduced(self, powers: dict[int, fmpq]) -> tuple[Monomial, fmpq]:
        coefficient = ONE
        kept = []
        for number, e in powers.items():
            atom = self.atoms[number]
            if atom.kind == "prime":
                whole = int(e.floor())
                coefficient *= rational(atom.expr) ** whole
                e = e - whole
            elif atom.kind == "sign":  # (-1)^m
                e = e - 2 * int((e / 2).floor())
            if e != 0:
                kept.append((number, e))
        return frozenset(kept), coefficient

    def times(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Product of polynomials."""
        if len(a) * len(b) > MOST_TERMS:
            raise Unsupported("too many terms to multiply out")
        self.work += len(a) * len(b)
        total: Polynomial = {}
        for m, c in a.items():
            for n, d in b.items():
                both, factor = self._times_monomials(m, n)
                value = total.get(both, ZERO) + c * d * factor
                if value == 0:
                    total.pop(both, None)
                else:
                    total[both] = value
        return total

    def raised(self, a: Polynomial, n: int) -> Polynomial:
        """A non-negative whole power of a polynomial."""
        if n > MOST_EXPANDED and len(a) > 1:
            raise Unsupported(f"power {n} is too high to multiply out")
        if len(a) == 1:
            ((m, c),) = a.items()
            both, factor = self._reduced({atom: e * n for atom, e in m})
            return {both: c**n * factor}
        return reduce(self.times, [a] * n, {UNIT: ONE})

    def add(self, a: Fraction, b: Fraction) -> Fraction:
        """a + b over the least common multiple of the factors."""
        mine, theirs = dict(a.bottom), dict(b.bottom)
        common = {f: max(mine.get(f, 0), theirs.get(f, 0)) for f in (*mine, *theirs)}
        lifted = (self._lift(a.top, mine, common), self._lift(b.top, theirs, common))
        return self._settled(plus(*lifted), common)

    def _lift(self, top: Polynomial, have: dict[Factor, int], common: dict[Factor, int]) -> Polynomial:
        for f, n in common.items():
            if n > have.get(f, 0):
                top = self.times(top, self.raised(dict(f), n - have.get(f, 0)))
        return top

    def multiply(self, a: Fraction, b: Fraction) -> Fraction:
        """a b."""
        bottom = dict(a.bottom)
        for f, n in b.bottom:
            bottom[f] = bottom.get(f, 0) + n
        return self._settled(self.times(a.top, b.top), bottom)

    def _settled(self, top: Polynomial, bottom: dict[Factor, int]) -> Fraction:
        """Whole powers of roots are replaced by their radicands."""
        if not top:
            return constant(ZERO)
        plain: Polynomial = {}
        extra: list[Fraction] = []
        for m, c in top.items():
            whole = [(a, int(e.floor())) for a, e in m if self.atoms[a].kind == "root" and not 0 <= e < 1]
            if not whole:
                plain[m] = c
                continue
            left, factor = self._reduced({**dict(m), **{a: dict(m)[a] - n for a, n in whole}})
            part = Fraction({left: c * factor})
            for a, n in whole:
                radicand = self.atoms[a].argument
                assert radicand is not None
                part = self.multiply(part, self.power(radicand, n))
            extra.append(part)
        value = Fraction(plain, tuple(bottom.items()))
        for part in extra:
            value = self.add(value, self.multiply(part, Fraction({UNIT: ONE}, tuple(bottom.items()))))
        return value

    def power(self, a: Fraction, n: int) -> Fraction:
        """A whole power."""
        if n >= 0:
            top = self._settled(self.raised(a.top, n), {})
            return self.multiply(top, Fraction({UNIT: ONE}, tuple((f, k * n) for f, k in a.bottom if n)))
        return self.power(self._inverse(a), -n)

    def _inverse(self, a: Fraction) -> Fraction:
        if not a.top:
            raise Unsupported("a division by zero")
        content, coefficient, primitive = self.primitive(a.top)
        over, factor = self._reduced({atom: -e for atom, e in content})
        top = {over: factor / coefficient}
        for f, n in a.bottom:
            top = self.times(top, self.raised(dict(f), n))
        bottom = {} if primitive == {UNIT: ONE} else {frozenset(primitive.items()): 1}
        return self._settled(top, bottom)

    def primitive(self, a: Polynomial) -> tuple[Monomial, fmpq, Polynomial]:
        """(m, c, p) with a = c m p; the least exponents of p are zero and its leading coefficient is one."""
        atoms = {atom for m in a for atom, _ in m if self.atoms[atom].kind != "root"}
        if len(a) > 1:
            atoms = {x for x in atoms if self.atoms[x].kind not in ("prime", "sign")}
        low = {x: min(dict(m).get(x, ZERO) for m in a) for x in atoms}
        content = frozenset((x, e) for x, e in low.items() if e != 0)
        over = frozenset((x, -e) for x, e in content)
        rest = self.times(a, {over: ONE})
        if len(rest) == 1 and UNIT not in rest:
            ((left, c),) = rest.items()  # a root: stays inside
            return content, c, {left: ONE}
        lead = rest[max(rest, key=lambda m: sorted((x, float(e.p) / float(e.q)) for x, e in m))]
        return content, lead, scaled(rest, 1 / lead)

    # Reading

    def read(self, expr: Basic) -> Fraction:
        """The fraction of an expression without pieces, sums and derivatives."""
        if isinstance(expr, Rational):
            return constant(rational(expr))
        if isinstance(expr, (Symbol, Indexed)) or expr == pi:
            return self._single(self.atom("constant" if expr == pi else "variable", expr, expr))
        if isinstance(expr, Exp1):
            return self.exponential(constant(ONE))
        if isinstance(expr, Add):
            return reduce(self.add, (self.read(a) for a in expr.args))
        if isinstance(expr, Mul):
            return reduce(self.multiply, (self.read(a) for a in expr.args))
        if isinstance(expr, exp):
            return self.exponential(self.read(expr.args[0]))
        if isinstance(expr, Pow):
            return self._power(expr)
        if isinstance(expr, (tanh, sinh, cosh)):
            return self._hyperbolic(expr)
        if isinstance(expr, log):
            return self._logarithm(self.read(expr.args[0]))
        if isinstance(expr, erf):
            return self._error_function(self.read(expr.args[0]))
        if isinstance(expr, factorial):
            return self._factorial(self.read(expr.args[0]))
        if isinstance(expr, OPAQUE):
            return self._opaque(expr)
        raise Unsupported(f"{type(expr).__name__} has no scalar normal form")

    def _single(self, number: int, exponent: fmpq = ONE) -> Fraction:
        return Fraction({frozenset({(number, exponent)}): ONE})

    def _hyperbolic(self, expr: Expr) -> Fraction:
        argument = self.read(expr.args[0])
        up, down = self.exponential(argument), self.exponential(self.multiply(constant(-ONE), argument))
        odd = self.add(up, self.multiply(constant(-ONE), down))
        even = self.add(up, down)
        if isinstance(expr, tanh):
            return self.multiply(odd, self.power(even, -1))
        return self.multiply(constant(fmpq(1, 2)), even if isinstance(expr, cosh) else odd)

    def exponential(self, argument: Fraction) -> Fraction:
        """exp(sum of c m) = product of exp(m)^c; exp(c log u) = u^c for whole c."""
        value = constant(ONE)
        for m, c in argument.top.items():
            unit = Fraction({m: ONE}, argument.bottom)
            if not argument.bottom and len(m) == 1 and c.q == 1:
                ((number, e),) = m
                atom = self.atoms[number]
                if atom.kind == "log" and e == 1 and atom.argument is not None:
                    value = self.multiply(value, self.power(atom.argument, int(c.p)))
                    continue
            key = (m, frozenset(argument.bottom))
            number = self.atom("exp", key, exp(self.expression(unit), evaluate=False), unit)
            value = self.multiply(value, self._single(number, c))
        return value

    def _power(self, expr: Pow) -> Fraction:
        base, exponent = self.read(expr.base), expr.exp
        if isinstance(exponent, Integer):
            return self.power(base, int(exponent))
        if isinstance(exponent, Rational):
            return self._root(base, rational(exponent))
        return self._symbolic_power(base, self.read(exponent), expr)

    def _root(self, base: Fraction, r: fmpq) -> Fraction:
        if not base.top:
            return constant(ZERO)  # the exponent is positive, or a condition is open
        if not base.bottom and len(base.top) == 1:
            ((m, c),) = base.top.items()
            if c > 0 and all(self.atom_sign(a) == 1 for a, _ in m):
                left, factor = self._reduced({a: e * r for a, e in m})
                return self.multiply(Fraction({left: factor}), self._rational_root(c, r))
        content, scale, primitive = self.primitive(base.top) if not base.bottom else (UNIT, ONE, base.top)
        if scale > 0 and scale != 1 and not content:
            return self.multiply(self._rational_root(scale, r), self._root(Fraction(primitive), r))
        outside = frozenset((a, e) for a, e in content if self.atom_sign(a) == 1)
        if outside:  # (c p)^r = c^r p^r for c > 0
            inside = self.times(base.top, {frozenset((a, -e) for a, e in outside): ONE})
            left, factor = self._reduced({a: e * r for a, e in outside})
            return self.multiply(Fraction({left: factor}), self._root(Fraction(inside), r))
        number = self._found("root", base)
        if number is None:
            number = self.atom("root", len(self.atoms), self.expression(base), base)
        return self._settled(self._single(number, r).top, {})

    def _rational_root(self, c: fmpq, r: fmpq) -> Fraction:
        value = constant(ONE)
        for number, sign in ((int(c.p), 1), (int(c.q), -1)):
            for prime, n in factorint(number).items():
                atom = self.atom("prime", prime, Integer(prime))
                left, factor = self._reduced({atom: r * n * sign})
                value = self.multiply(value, Fraction({left: factor}))
        return value

    def _symbolic_power(self, base: Fraction, exponent: Fraction, expr: Pow) -> Fraction:
        """u^(c0 + sum c m) = u^c0 prod (u^m)^c for whole c, and whole m where u may be negative."""
        if exponent.bottom or any(c.q != 1 for c in exponent.top.values()):
            raise Unsupported(f"the exponent of {expr}")
        value = constant(ONE)
        for m, c in exponent.top.items():
            if m == UNIT:
                value = self.multiply(value, self.power(base, int(c.p)))
                continue
            place = self.expression(Fraction({m: ONE}))
            if not (place.is_integer or self.facts.positive(expr.base)):
                raise Unsupported(f"{expr} for an exponent that may be fractional")
            if base.top == {UNIT: -ONE} and not base.bottom:
                number = self.atom("sign", m, Pow(Integer(-1), place))
                left, factor = self._reduced({number: c})
                value = self.multiply(value, Fraction({left: factor}))
            else:
                value = self.multiply(value, self._single(self._power_atom(base, m, place), c))
        return value

    def _power_atom(self, base: Fraction, m: Monomial, place: Expr) -> int:
        for (kind, key), number in self.names.items():
            if kind == "power" and isinstance(key, tuple) and key[0] == m:
                known = self.atoms[number].argument
                if known is not None and self.same(known, base):
                    return number
        return self.atom("power", (m, len(self.atoms)), Pow(self.expression(base), place), base)

    def _logarithm(self, argument: Fraction) -> Fraction:
        """log of a product of positive factors is a sum; a single factor is an atom."""
        content, c, primitive = self.primitive(argument.top) if argument.top else (UNIT, ZERO, {})
        rest = [(primitive, 1), *((dict(f), -n) for f, n in argument.bottom)]
        rest = [(p, n) for p, n in rest if p != {UNIT: ONE}]
        split = c > 0 and all(self.atom_sign(a) == 1 for a, _ in content)
        if not split or ((len(rest) > 1 or content or c != 1) and any(not self.is_positive(p) for p, _ in rest)):
            return self._of_argument("log", argument, log(self.expression(argument)))
        value = constant(ZERO)
        for number, sign in ((int(c.p), 1), (int(c.q), -1)):
            for prime, n in factorint(number).items():
                part = self._of_argument("log", constant(fmpq(prime)), log(Integer(prime)))
                value = self.add(value, self.multiply(constant(fmpq(n * sign)), part))
        for number, e in content:
            atom = self.atoms[number]
            if atom.kind == "exp" and atom.argument is not None:
                part = atom.argument
            else:
                whole = constant(rational(atom.expr)) if atom.kind == "prime" else self._single(number)
                part = self._of_argument("log", whole, log(atom.expr))
            value = self.add(value, self.multiply(constant(e), part))
        for p, n in rest:
            part = self._of_argument("log", Fraction(p), log(self.expression(Fraction(p))))
            value = self.add(value, self.multiply(constant(fmpq(n)), part))
        return value

    def _error_function(self, argument: Fraction) -> Fraction:
        if not argument.top:
            return constant(ZERO)
        mirrored = self._found("erf", self.multiply(constant(-ONE), argument))
        if mirrored is not None:
            return self.multiply(constant(-ONE), self._single(mirrored))
        return self._of_argument("erf", argument, erf(self.expression(argument)))

    def _factorial(self, argument: Fraction) -> Fraction:
        """(k + c)! = (k + c) ... (k + 1) k! for natural k."""
        shift = argument.top.get(UNIT, ZERO)
        below = Fraction({m: c for m, c in argument.top.items() if m != UNIT}, argument.bottom)
        start = self.expression(below)
        natural = not argument.bottom and self.facts.nonnegative(start)
        if not natural or shift.q != 1 or not 0 <= shift <= MOST_EXPANDED:
            return self._of_argument("factorial", argument, factorial(self.expression(argument)))
        value = self._of_argument("factorial", below, factorial(start)) if below.top else constant(ONE)
        for n in range(1, int(shift.p) + 1):
            value = self.multiply(value, self.add(below, constant(fmpq(n))))
        return value

    def _opaque(self, expr: Expr) -> Fraction:
        arguments = tuple(self.expression(self.read(a)) for a in expr.args)
        return self._single(self.atom("opaque", (expr.func, arguments), expr.func(*arguments)))

    # Writing

    def expression(self, a: Fraction) -> Expr:
        """The fraction as an expression."""
        over = Mul(*(Pow(self._sum(dict(f)), -n) for f, n in a.bottom))
        return self._sum(a.top) * over

    def _sum(self, a: Polynomial) -> Expr:
        terms = sorted(a.items(), key=lambda item: sorted((x, str(e)) for x, e in item[0]))
        return Add(*(self._product(m, c) for m, c in terms))

    def _product(self, m: Monomial, c: fmpq) -> Expr:
        factors = (Pow(self.atoms[a].expr, Rational(int(e.p), int(e.q))) for a, e in sorted(m, key=lambda x: x[0]))
        return Mul(Rational(int(c.p), int(c.q)), *factors)

    # Signs

    def atom_sign(self, number: int) -> int | None:
        """1 or -1 for an atom that is certainly positive or negative, else None."""
        atom = self.atoms[number]
        if atom.kind in ("exp", "prime", "constant", "positive"):
            return 1
        if atom.kind in ("erf", "log") and atom.argument is not None:
            moved = atom.argument if atom.kind == "erf" else self.add(atom.argument, constant(-ONE))
            return self.sign_of(moved)
        if self.facts.positive(atom.expr):
            return 1
        return -1 if self.facts.positive(-atom.expr) else None

    def sign_of(self, a: Fraction) -> int | None:
        """1 or -1 where the terms of numerator and denominators agree in sign, else None."""
        here = 1
        for f, n in a.bottom:
            if n % 2 and not self.is_positive(dict(f)):
                return None
        if a.top and self.is_positive(a.top):
            return here
        return -here if a.top and self.is_positive(scaled(a.top, -ONE)) else None

    def is_positive(self, a: Polynomial) -> bool:
        """Whether every term is certainly positive."""
        return bool(a) and all(self._term_positive(m, c) for m, c in a.items())

    def _term_positive(self, m: Monomial, c: fmpq) -> bool:
        sign = 1 if c > 0 else -1
        for number, e in m:
            here = self.atom_sign(number)
            if here is None or (here < 0 and e.q != 1):
                return False
            sign *= here ** abs(int(e.p)) if here < 0 else 1
        return sign > 0


def variables(parts: Iterable[Monomial]) -> set[int]:
    """The atoms that occur."""
    return {a for m in parts for a, _ in m}
