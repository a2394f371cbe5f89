"""Inequalities between formulas as polynomials in their atoms: exponentials, roots, sines, variables with ranges.

Atoms are taken to be independent but for what is known of each: its range, and that a root's square is its base. So
what is shown holds for more numbers than it speaks of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import lcm, prod

from flint import fmpq
from sympy import Basic, Dummy, Expr, Rational, S, Symbol, cos, expand, sin

from ..kernel.cells import bounds
from ..kernel.conditions import Facts
from ..kernel.refusal import KernelRefusal
from ..kernel.statement import Hypothesis, Relation, Statement
from ..kernel.towers import Fraction, Polynomial, Tower, constant, scaled
from .polynomials import Signs

MOST_ENDS = 16
MOST_ROOTS = 3  # square roots that are taken apart, one inside of the other
UNUSABLE = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity)


@dataclass(frozen=True, kw_only=True)
class Span:
    """An interval of the line; an end that is None is infinite."""

    low: Rational | None = None
    high: Rational | None = None
    low_open: bool = True
    high_open: bool = True

    def holds(self, x: Rational) -> bool:
        """Whether a number lies inside, ends included."""
        return (self.low is None or x >= self.low) and (self.high is None or x <= self.high)

    def reaches(self, x: Rational) -> bool:
        """Whether the number belongs to the interval."""
        above = self.low is None or x > self.low or (x == self.low and not self.low_open)
        return above and (self.high is None or x < self.high or (x == self.high and not self.high_open))


def span_of(statement: Statement, x: Basic) -> Span:
    """The tightest interval that the hypotheses give."""
    low: tuple[Rational, bool] | None = None
    high: tuple[Rational, bool] | None = None
    for symbol, bound, below, strict in bounds(statement):
        if symbol != x:
            continue
        if below and (low is None or bound > low[0] or (bound == low[0] and strict)):
            low = (bound, strict)
        if not below and (high is None or bound < high[0] or (bound == high[0] and strict)):
            high = (bound, strict)
    return Span(
        low=low[0] if low else None,
        high=high[0] if high else None,
        low_open=low[1] if low else True,
        high_open=high[1] if high else True,
    )


def by_polynomial(gap: Expr, statement: Statement, strict: bool) -> bool:
    """Whether gap >= 0 (gap > 0) as a polynomial in its atoms, whose ranges are known."""
    try:
        gap, statement = _bounded(gap, statement)
        if _polynomial(gap, statement, strict):
            return True
        moved = list(_moved(gap, statement))
        return bool(moved) and all(_polynomial(g, s, strict) for g, s in moved)
    except KernelRefusal:
        return False


def _bounded(gap: Expr, statement: Statement) -> tuple[Expr, Statement]:
    """Sines and cosines as numbers between -1 and 1."""
    waves = sorted(gap.atoms(sin, cos), key=lambda e: e.sort_key())
    if not waves:
        return gap, statement
    put: dict[Basic, Basic] = {wave: Dummy("s", real=True) for wave in waves}
    told = [
        Hypothesis(name="range", lhs=lhs, relation=Relation.AT_MOST, rhs=rhs)
        for s in put.values()
        for lhs, rhs in ((S.NegativeOne, s), (s, S.One))
    ]
    return gap.xreplace(put), statement.but(given=(*statement.given, *told))


def ordered(gap: Expr, statement: Statement) -> Iterator[tuple[Expr, Statement]]:
    """With one variable counted from another one that a hypothesis puts below it: x = y + t where y <= x."""
    for h in statement.given:
        if h.relation not in (Relation.LESS, Relation.AT_MOST) or h.forall or h.invertible:
            continue
        difference = expand(h.rhs - h.lhs)  # type: ignore[operator]
        symbols = sorted(difference.free_symbols, key=str)
        if len(symbols) < 2:
            continue
        for x in symbols:
            slope = difference.coeff(x, 1)
            rest = expand(difference - slope * x)
            if not isinstance(slope, Rational) or slope == 0 or rest.has(x) or not isinstance(x, Symbol):
                continue
            t = Dummy("t", real=True)
            put: dict[Basic, Basic] = {x: (t - rest) / slope}
            told = Hypothesis(name="distance", lhs=S.Zero, relation=h.relation, rhs=t)
            kept = tuple(
                Hypothesis(name=g.name, lhs=g.lhs.xreplace(put), relation=g.relation, rhs=g.rhs.xreplace(put))
                for g in statement.given
                if g is not h and not (g.forall or g.invertible)
            )
            yield expand(gap.xreplace(put)), statement.but(given=(*kept, told))


def _moved(gap: Expr, statement: Statement) -> Iterator[tuple[Expr, Statement]]:
    """What together covers the ranges, variables counted from their bounds: x = a + t, x = (a + b t) / (1 + t).

    The last one does not reach b, where gap is looked at by itself.
    """
    choices: list[list[tuple[dict[Basic, Basic], tuple[Hypothesis, ...]]]] = []
    for x in sorted((x for x in gap.free_symbols if isinstance(x, Symbol)), key=str):
        span = span_of(statement, x)
        low, high = span.low, span.high
        if (low is None and high is None) or (low == 0 and high is None):
            continue
        t = Symbol(f"_{x}", real=True)
        is_open = span.low_open if low is not None else span.high_open
        relation = Relation.LESS if is_open else Relation.AT_MOST
        told = (Hypothesis(name="range", lhs=S.Zero, relation=relation, rhs=t),)
        if low is None or high is None:
            choices.append([({x: high - t if low is None else low + t}, told)])
            continue
        choices.append([({x: (low + high * t) / (1 + t)}, told)])
        if not span.high_open:
            choices[-1].append(({x: high}, ()))
    if not choices or prod(map(len, choices)) > MOST_ENDS:
        return
    for chosen in product(*choices):
        put = {x: value for each, _ in chosen for x, value in each.items()}
        here = gap.xreplace(put)
        if here.has(*UNUSABLE):
            raise KernelRefusal("no value at an end of a range")
        kept = tuple(h for h in statement.given if not (h.lhs.free_symbols | h.rhs.free_symbols) & set(put))
        yield here, statement.but(given=(*kept, *(h for _, told in chosen for h in told)))


def _polynomial(gap: Expr, statement: Statement, strict: bool) -> bool:
    tower = Tower(Facts(statement))
    try:
        read = tower.read(gap)
        if not read.top:
            return not strict
        tops = [read.top, *(dict(f) for f, n in read.bottom if n % 2)]
        return _product_positive(tower, tops, strict)
    except KernelRefusal:
        return False


def _product_positive(tower: Tower, parts: list[Polynomial], strict: bool) -> bool:
    """Whether the product of the first polynomial and the inverses of the others is not negative (positive)."""
    sign = 1
    for place, part in enumerate(parts):
        asked = strict or place > 0
        if has_sign(tower, part, asked):
            continue
        if not has_sign(tower, scaled(part, fmpq(-1)), asked):
            return False
        sign = -sign
    return sign > 0


def has_sign(tower: Tower, part: Polynomial, strict: bool, depth: int = MOST_ROOTS) -> bool:
    """Whether a polynomial in the tower's atoms is not negative (positive); square roots are taken apart."""
    signs, p = _generators(tower, part)
    if (signs.positive if strict else signs.nonnegative)(p):
        return True
    expr, facts = tower.expression(Fraction(part)), tower.facts
    if facts.positive(expr) if strict else facts.nonnegative(expr):
        return True
    return depth > 0 and any(_beside_root(tower, part, r, strict, depth - 1) for r in _square_roots(tower, part))


def _square_roots(tower: Tower, part: Polynomial) -> list[int]:
    used = sorted({a for m in part for a, e in m if tower.atoms[a].kind == "root" and e.q == 2}, reverse=True)
    return [a for a in used if all(e == fmpq(1, 2) for m in part for b, e in m if b == a)]


def _beside_root(tower: Tower, part: Polynomial, root: int, strict: bool, depth: int) -> bool:
    """a + b r for r = sqrt(u) >= 0: by the signs of a, b and a^2 - b^2 u."""
    base = tower.atoms[root].argument
    if base is None or base.bottom:
        return False
    half = (root, fmpq(1, 2))
    a = {m: c for m, c in part.items() if half not in m}
    b = {m - {half}: c for m, c in part.items() if half in m}
    squares = [tower.multiply(Fraction(x), Fraction(x)) for x in (a, b)]
    difference = tower.add(squares[0], tower.multiply(constant(fmpq(-1)), tower.multiply(squares[1], base)))
    if difference.bottom:
        return False
    norm = difference.top

    def sign(p: Polynomial, hard: bool = False) -> bool:
        return has_sign(tower, p, hard, depth)

    if sign(a):
        return (not strict and sign(b)) or sign(norm, strict)
    return sign(b) and sign(scaled(norm, fmpq(-1)), strict)


def _generators(tower: Tower, part: Polynomial):
    """The polynomial over generators that are roots of the atoms, without negative exponents."""
    numbers = sorted({a for m in part for a, _ in m})
    unit = {a: lcm(*(int(e.q) for m in part for b, e in m if b == a)) for a in numbers}
    least: dict[int, int] = {}
    lowest = {a: min([fmpq(0), *(e for m in part for b, e in m if b == a)]) for a in numbers}
    for place, a in enumerate(numbers):
        atom = tower.atoms[a]
        if tower.atom_sign(a) == 1:
            least[place] = 1
        elif atom.kind == "root" or unit[a] > 1 or tower.facts.nonnegative(atom.expr):
            least[place] = 0
        if lowest[a] < 0 and place not in least:
            whole = -lowest[a]
            lowest[a] = -(whole + int(whole.ceil()) % 2)  # an even power, which is positive
    signs = Signs(max(1, len(numbers)), least)
    terms: dict[tuple[int, ...], fmpq] = {}
    for m, c in part.items():
        powers = dict(m)
        key = tuple(int(((powers.get(a, fmpq(0)) - lowest[a]) * unit[a]).p) for a in numbers) or (0,)
        terms[key] = c
    return signs, signs.polynomial(terms)
