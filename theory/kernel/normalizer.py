"""Index sums in normal form: the engine behind identities for symbolic sizes.

An expression becomes a polynomial {monomial: rational}; a monomial is a set of (atom, exponent). Atoms are symbols,
array entries, functions of normalised arguments, inverse or fractional powers of polynomials, and sums: a sum is split
into components that share bound indices, each with canonical names. A delta disappears only where the one value that
it leaves to a bound index lies inside of that index's range for certain; a bound index that occurs nowhere gives its
range's length only where the range cannot be empty.
Equal means: the difference is zero, perhaps after multiplication by denominators, which are side conditions.
True is a proof under the side conditions; False is never a disproof.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import product

from sympy import (
    Add,
    Basic,
    Dummy,
    Expr,
    Function,
    Indexed,
    Integer,
    KroneckerDelta,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    cos,
    exp,
    expand,
    sin,
)
from sympy.core.function import AppliedUndef

from . import angles
from .canonical import Range, canonical_sum
from .differentiation import slope
from .expectation import expected
from .functions import Expect, Partial
from .polynomials import ONE, Monomial, Polynomial, expression, plus, product_of, scaled
from .ranges import certainly_inside, is_whole
from .recursion import rename_apart
from .refusal import KernelRefusal, Unsupported
from .statement import (
    Declaration,
    Domain,
    Index,
    Scalar,
    Sequence,
    Size,
    Statement,
)

MOST_EXPANDED = 12  # highest power that is multiplied out


class IndexTypeError(KernelRefusal):
    """Indices of different ranges meet."""


@dataclass(frozen=True)
class Equation:
    """A rewriting rule: lhs is rhs for every value of the typed variables in `forall`."""

    lhs: Expr
    rhs: Expr
    forall: tuple[tuple[Symbol, Range], ...] = ()


class Normalizer:
    """Normal forms under one set of declarations and equations."""

    def __init__(self, where: Iterable[Declaration], equations: Iterable[Equation] = ()) -> None:
        self.where = tuple(where)
        self.ranges: dict[Basic, Range] = {d.symbol: (d.lower, d.upper) for d in self.where if isinstance(d, Index)}
        self.sizes = {d.symbol for d in self.where if isinstance(d, Size)}
        self.sequences = {d.symbol: d for d in self.where if isinstance(d, Sequence)}
        self.rules: list[tuple[Expr, Polynomial, tuple[tuple[Symbol, Range], ...]]] = []
        for equation in equations:
            self._add_rule(equation)

    def _add_rule(self, equation: Equation) -> None:
        """Only a single atom may be rewritten; other equations are left unused."""
        saved = dict(self.ranges)
        for symbol, span in equation.forall:
            if symbol in saved and saved[symbol] != span:
                raise IndexTypeError(f"index {symbol} has two ranges")
            self.ranges[symbol] = span
        left, right = self.normal(rename_apart(equation.lhs)), self.normal(rename_apart(equation.rhs))
        self.ranges = saved
        if len(left) == 1:
            ((monomial, coefficient),) = left.items()
            if len(monomial) == 1:
                ((atom, exponent),) = monomial
                if exponent == 1:
                    self.rules.append((atom, scaled(right, 1 / coefficient), equation.forall))

    # Polynomials

    def normal(self, expr: Basic) -> Polynomial:
        """The polynomial of `expr`, whose bound symbols are all different."""
        if isinstance(expr, Number):
            if not isinstance(expr, Rational):
                raise Unsupported(f"{expr} is not an exact number")
            return {ONE: expr} if expr != 0 else {}
        if isinstance(expr, (NumberSymbol, Symbol)):
            return self._atom(expr)
        if isinstance(expr, Add):
            return plus(*(self.normal(a) for a in expr.args))
        if isinstance(expr, Mul):
            return reduce(self.times, (self.normal(a) for a in expr.args), {ONE: S.One})
        if isinstance(expr, exp):
            return self._exponential(self.normal(expr.args[0]))
        if isinstance(expr, (sin, cos)):
            return self._angle(expr)
        if isinstance(expr, Pow):
            return self._power(self.normal(expr.base), expr.exp)
        if isinstance(expr, Sum):
            return self._sum(expr)
        if isinstance(expr, Partial):
            body, target = expr.args
            return self.normal(rename_apart(slope(self, rename_apart(body), target)))
        if isinstance(expr, Expect):
            return self.normal(rename_apart(expected(self, expr.args[0])))
        if isinstance(expr, Indexed):
            return self._atom(expr.base[tuple(expression(self.normal(i)) for i in expr.indices)])
        if isinstance(expr, Piecewise) or not isinstance(expr, (Function, AppliedUndef, KroneckerDelta)):
            raise Unsupported(f"{type(expr).__name__} has no normal form here")
        rebuilt = expr.func(*(expression(self.normal(a)) for a in expr.args))
        if rebuilt.func != expr.func:
            return self.normal(rebuilt)
        return self._atom(rebuilt)

    def _atom(self, atom: Expr, exponent: Expr = S.One) -> Polynomial:
        if exponent == 1:
            rewritten = self._rewritten(atom)
            if rewritten is not None:
                return rewritten
        return {frozenset({(atom, exponent)}): S.One}

    def times(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Product of two polynomials."""
        return plus(*(scaled(self._collect((*m, *n)), c * d) for m, c in a.items() for n, d in b.items()))

    def _collect(self, factors: Iterable[tuple[Expr, Expr]]) -> Polynomial:
        """Product of powers: exponents of one atom add up; whole powers of polynomials are multiplied out."""
        powers: dict[Expr, Expr] = {}
        for atom, exponent in factors:
            powers[atom] = powers.get(atom, S.Zero) + exponent
        left: Polynomial = {ONE: S.One}
        kept: list[tuple[Expr, Expr]] = []
        for atom, exponent in powers.items():
            if exponent == 0:
                continue
            if isinstance(atom, KroneckerDelta) and exponent.is_positive:
                exponent = S.One
            if isinstance(atom, sin) and isinstance(exponent, Integer) and exponent >= 2:
                left = self.times(left, self.normal(angles.even_power(atom, int(exponent) // 2)))
                exponent = exponent % 2
            whole = exponent.as_coeff_Add()[0]
            if isinstance(atom, Number) or (isinstance(atom, Add) and whole >= 1):
                whole = Integer(whole // 1)
                if abs(whole) > MOST_EXPANDED:
                    raise Unsupported(f"power {whole} is too high to multiply out")
                exponent -= whole
                part = self._number_power(atom, whole) if isinstance(atom, Number) else self._whole(atom, whole)
                left = self.times(left, part)
            if exponent != 0:
                kept.append((atom, exponent))
        base: Polynomial = {frozenset(kept): S.One}
        if left == {ONE: S.One}:
            return base
        return plus(*(scaled(self._collect((*m, *kept)), c) for m, c in left.items()))

    def _number_power(self, base: Expr, whole: Expr) -> Polynomial:
        return {ONE: base**whole}

    def _whole(self, atom: Expr, whole: Expr) -> Polynomial:
        return reduce(self.times, [self.normal(rename_apart(atom))] * int(whole), {ONE: S.One})

    def _exponential(self, argument: Polynomial) -> Polynomial:
        """exp(sum of c m) = product of exp(m)^c."""
        return self._collect((exp(product_of(m)) if m else S.Exp1, c) for m, c in argument.items())

    def _angle(self, expr: Expr) -> Polynomial:
        terms = self.normal(expr.args[0])
        spelt = angles.written_out(expr.func, ((product_of(m), c) for m, c in terms.items()))
        if isinstance(spelt, (sin, cos)):
            return self._atom(spelt)
        return self.normal(spelt)

    def _power(self, base: Polynomial, exponent: Expr) -> Polynomial:
        exponent = expression(self.normal(rename_apart(exponent)))
        if exponent == 0:
            return {ONE: S.One}
        if isinstance(exponent, Integer) and 0 < exponent <= MOST_EXPANDED:
            return reduce(self.times, [base] * int(exponent), {ONE: S.One})
        if not base:
            if isinstance(exponent, Rational) and exponent > 0:
                return {}
            raise Unsupported("a power of zero")
        if len(base) == 1:
            ((monomial, coefficient),) = base.items()
            if isinstance(exponent, Integer):
                return scaled(self._collect((a, e * exponent) for a, e in monomial), coefficient**exponent)
            if coefficient == 1 and len(monomial) == 1 and next(iter(monomial))[1] == 1:
                return self._collect([(next(iter(monomial))[0], exponent)])
            if not monomial:
                return self._collect([(coefficient, exponent)])
        # A polynomial: divided by the size of its first coefficient, so that multiples share one atom.
        lead = base[min(base, key=lambda m: str(product_of(m)))]
        scale = lead if isinstance(exponent, Integer) else abs(lead)
        if len(base) == 1 and not isinstance(exponent, Integer):
            scale = S.One
        atom = expression(scaled(base, 1 / scale))
        multiple = self._collect([(scale, exponent)]) if scale != 1 else {ONE: S.One}
        if not isinstance(atom, Add):
            return self.times(multiple, {frozenset({(atom, exponent)}): S.One})
        return self.times(multiple, self._collect([(atom, exponent)]))

    # Sums

    def _sum(self, expr: Sum) -> Polynomial:
        for place, (_, lower, upper) in enumerate(expr.limits):
            if isinstance(lower, Integer) and lower == upper:
                return self._one_term(expr, place)
        body = expr.function
        saved = dict(self.ranges)
        # Outer limits stand to the right, and ranges may mention the indices bound there.
        for symbol, lower, upper in expr.limits:
            self.ranges[symbol] = (expression(self.normal(lower)), expression(self.normal(upper)))
        current = self.normal(body)
        for symbol, *_ in expr.limits:
            current = plus(*(scaled(self._sum_monomial(m, (symbol,)), c) for m, c in current.items()))
        self.ranges = saved
        return current

    def _one_term(self, expr: Sum, place: int) -> Polynomial:
        """A sum over one single value of the index at `place` is its term there."""
        symbol, value, _ = expr.limits[place]
        # Limits to the left stand further inside: their bounds may mention the index.
        inner = [limit.xreplace({symbol: value}) for limit in expr.limits[:place]]
        limits = (*inner, *expr.limits[place + 1 :])
        body = expr.function.xreplace({symbol: value})
        return self.normal(Sum(body, *limits) if limits else body)

    def _open(
        self, factors: Iterable[tuple[Expr, Expr]], over: set[Symbol]
    ) -> tuple[list[tuple[Expr, Expr]], list[Symbol]]:
        """Factors with the sums among them that mention `over` replaced by their bodies with fresh bound indices."""
        flat: list[tuple[Expr, Expr]] = []
        fresh: list[Symbol] = []
        for atom, exponent in factors:
            if isinstance(atom, Sum) and isinstance(exponent, Integer) and exponent > 0 and atom.free_symbols & over:
                for _ in range(int(exponent)):
                    renamed = {s: Dummy(s.name, integer=True) for s, *_ in atom.limits}
                    for s, lower, upper in atom.limits:
                        self.ranges[renamed[s]] = (lower.xreplace(renamed), upper.xreplace(renamed))
                        fresh.append(renamed[s])
                    inner = atom.function.xreplace(renamed)
                    flat += [f.as_base_exp() if not isinstance(f, exp) else (f, S.One) for f in Mul.make_args(inner)]
            else:
                flat.append((atom, exponent))
        return flat, fresh

    def _sum_monomial(self, monomial: Iterable[tuple[Expr, Expr]], bound: Iterable[Symbol]) -> Polynomial:
        """The sum of a product of powers over bound indices whose ranges are known."""
        names = set(bound)
        flat, fresh = self._open(monomial, names)
        while fresh:
            names |= set(fresh)
            flat, fresh = self._open(flat, names)
        # an index may stand in an exponent alone, as in 2^j
        inside = [(a, e) for a, e in flat if (a.free_symbols | e.free_symbols) & names]
        outside = [(a, e) for a, e in flat if not (a.free_symbols | e.free_symbols) & names]
        return self.times(self._collect(outside), self._close(inside, names))

    def _close(self, factors: list[tuple[Expr, Expr]], names: set[Symbol]) -> Polynomial:
        for place, (atom, exponent) in enumerate(factors):
            if isinstance(atom, KroneckerDelta) and exponent.is_positive and atom.free_symbols & names:
                fixed = self._fixed(atom, names)
                if fixed is not None:
                    return self._eliminate(*fixed, factors[:place] + factors[place + 1 :], names)
        merged = self._collect(factors)
        result: Polynomial = {}
        for monomial, coefficient in merged.items():
            result = plus(result, scaled(self._components(monomial, names), coefficient))
        return result

    def _fixed(self, delta: Expr, names: set[Symbol]) -> tuple[Symbol, Expr] | None:
        """A bound index and its one value where the delta is 1, if that lies inside of its range for certain."""
        difference = expand(delta.args[0] - delta.args[1])  # type: ignore[operator]
        for index in sorted(names & difference.free_symbols, key=lambda n: (n.name, getattr(n, "dummy_index", 0))):
            slope = difference.coeff(index)
            value = expand(index - slope * difference)
            if slope not in (1, -1) or index in value.free_symbols:
                continue
            if any(index in self._range_symbols(n) for n in names - {index}):
                continue
            if self._inside(value, self.ranges[index]):
                return index, value
        return None

    def _inside(self, value: Expr, span: Range) -> bool:
        """Whether an integer expression lies in a range for all values of the indices and sizes in it."""
        if isinstance(value, Symbol) and value in self.ranges and self.ranges[value] == span:
            return True
        involved = {n: self.ranges[n] for n in value.free_symbols & self.ranges.keys()}
        if any(self._range_symbols(n) & self.ranges.keys() for n in involved):
            return False
        least = {d.symbol: 1 for d in self.where if isinstance(d, Size)}
        least |= {d.symbol: 0 for d in self.where if isinstance(d, Scalar) and d.domain is Domain.NATURAL}
        if not is_whole(value, {*least, *involved}):
            return False
        return certainly_inside(value, span, involved, least, Statement(where=self.where, lhs=S.Zero, rhs=S.Zero))

    def _eliminate(self, gone: Symbol, kept: Expr, rest: list[tuple[Expr, Expr]], names: set[Symbol]) -> Polynomial:
        body = Mul(*(Pow(atom, exponent) for atom, exponent in rest)).xreplace({gone: kept})
        left = names - {gone}
        polynomial = self.normal(rename_apart(body))
        if not left:
            return polynomial
        return plus(*(scaled(self._sum_monomial(m, left), c) for m, c in polynomial.items()))

    def _length(self, span: Range) -> Polynomial:
        lower, upper = span
        if isinstance(lower, Integer) and isinstance(upper, Integer):
            return {ONE: max(upper - lower + 1, S.Zero)} if upper >= lower else {}
        positive = upper in self.sizes or (isinstance(upper, AppliedUndef) and upper.is_positive)
        if not (positive and lower == 1):
            raise Unsupported(f"the range {lower}..{upper} may be empty")
        return self.normal(upper)

    def _components(self, monomial: Monomial, names: set[Symbol]) -> Polynomial:
        used = {n for a, e in monomial for n in (a.free_symbols | e.free_symbols) & names}
        used |= {n for u in used for n in self._range_symbols(u) & names}
        result: Polynomial = {ONE: S.One}
        for idle in names - used:
            if self._range_symbols(idle) & names:
                raise Unsupported(f"the range of the idle index {idle} depends on another one")
            result = self.times(result, self._length(self.ranges[idle]))
        groups: list[tuple[set[Symbol], list[tuple[Expr, Expr]]]] = []
        free: list[tuple[Expr, Expr]] = []
        for atom, exponent in monomial:
            mine = (atom.free_symbols | exponent.free_symbols) & names
            mine |= {n for u in mine for n in self._range_symbols(u) & names}
            if not mine:
                free.append((atom, exponent))
                continue
            together = [g for g in groups if g[0] & mine]
            groups = [g for g in groups if not g[0] & mine]
            groups.append(
                (mine.union(*(g[0] for g in together)), [f for g in together for f in g[1]] + [(atom, exponent)])
            )
        result = self.times(result, self._collect(free))
        for mine, factors in groups:
            result = self.times(result, self._atom(canonical_sum(mine, self.ranges, factors)))
        return result

    def _range_symbols(self, name: Symbol) -> set[Basic]:
        lower, upper = self.ranges[name]
        return lower.free_symbols | upper.free_symbols

    # Rules

    def _rewritten(self, atom: Expr) -> Polynomial | None:
        unchanged = {frozenset({(atom, S.One)}): S.One}
        for pattern, value, forall in self.rules:
            if not forall:
                if pattern == atom and value != {frozenset({(atom, S.One)}): S.One}:
                    return value
                continue
            if pattern.func != atom.func:
                continue
            typed = sorted((s for s in atom.free_symbols | {S.One} if s == 1 or s in self.ranges), key=str)
            for chosen in product(typed, repeat=len(forall)):
                match = dict(zip((s for s, _ in forall), chosen, strict=True))
                if not all(self._fits(match[s], tuple(b.xreplace(match) for b in span)) for s, span in forall):
                    continue
                instance = self._unruled(rename_apart(pattern).xreplace(match))
                if instance == unchanged:
                    rewritten = self._unruled(rename_apart(expression(value)).xreplace(match))
                    if rewritten != unchanged:
                        return rewritten
        return None

    def _fits(self, value: Basic, span: tuple[Basic, ...]) -> bool:
        if value == 1:
            return span[0] == 1 and span[1] in self.sizes
        return self.ranges.get(value) == span

    def _unruled(self, expr: Expr) -> Polynomial:
        """The normal form without any rule, so that no rule can feed itself."""
        saved, self.rules = self.rules, []
        try:
            return self.normal(rename_apart(expr))
        finally:
            self.rules = saved

    # Equality

    def equal(self, a: Polynomial, b: Polynomial) -> bool:
        """Whether a - b is zero, perhaps after multiplication by denominators."""
        difference = plus(a, scaled(b, S.NegativeOne))
        for _ in range(6):
            if not difference:
                return True
            lowest: dict[Expr, Expr] = {}
            for monomial in difference:
                for atom, exponent in monomial:
                    whole = exponent.as_coeff_Add()[0]
                    if whole < 0:
                        lowest[atom] = min(lowest.get(atom, S.Zero), Integer(whole // 1))
            if not lowest:
                return False
            shift = {atom: -e for atom, e in lowest.items()}
            parts = []
            for monomial, coefficient in difference.items():
                powers = dict(monomial)
                moved = [(atom, powers.get(atom, S.Zero) + shift.get(atom, S.Zero)) for atom in {*powers, *shift}]
                parts.append(scaled(self._collect(moved), coefficient))
            difference = plus(*parts)
        return not difference
