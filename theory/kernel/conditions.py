"""Side conditions: what an expression needs to be defined, and when the hypotheses give it.

All divisions, roots and logarithms of both sides are recorded before anything is simplified, because a rule can only
cancel what was there. They are discharged by a calculus of signs that knows the hypotheses; what it cannot show stays
open.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Indexed,
    Integer,
    Mul,
    Number,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    cosh,
    exp,
    expand,
    factor_terms,
    log,
    oo,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import NumberSymbol

from .functions import Partial, Phi, leaky_relu, phi, relu, sigmoid, softplus, step
from .proof import Condition
from .recursion import rename_apart, standard_names
from .statement import Declaration, Hypothesis, Index, Relation, Scalar, Size, SizeFunction, Statement
from .statement import Domain as ScalarDomain

KINKED_AT_ZERO = (Abs, step, relu, leaky_relu)
POSITIVE_FUNCTIONS = (exp, cosh, sigmoid, softplus, phi, Phi)


def definedness(expr: Basic, where: Iterable[Declaration] = ()) -> tuple[Condition, ...]:
    """Every condition under which `expr` is defined, quantified over the bound indices above it.

    A power with a declared natural number as exponent is defined everywhere. Under a derivative that moves them, roots
    must not be of zero and kinked functions not at their kink: there they have no slope.
    """
    naturals = frozenset(d.symbol for d in where if isinstance(d, Scalar) and d.domain is ScalarDomain.NATURAL)
    found: dict[Condition, None] = {}
    _walk(rename_apart(expr), (), found, naturals)
    return tuple(found)


def _natural(exponent: Basic, naturals: frozenset[Basic]) -> bool:
    """Whether an exponent is a sum of declared naturals and non-negative whole numbers."""
    return all(a in naturals or (isinstance(a, Integer) and a >= 0) for a in Add.make_args(exponent))


def _walk(
    expr: Basic,
    span: tuple[Index, ...],
    found: dict[Condition, None],
    naturals: frozenset[Basic],
    targets: tuple[Basic, ...] = (),
) -> None:
    """targets: what the derivatives around `expr` are taken in."""
    if isinstance(expr, Sum):
        inner = span
        for symbol, lower, upper in reversed(expr.limits):
            inner = (*inner, Index(symbol, lower, upper))
        _walk(expr.function, inner, found, naturals, targets)
        return
    if isinstance(expr, Partial):
        body, target = expr.args
        _walk(body, span, found, naturals, (*targets, target))
        return
    mine = tuple(i for i in span if i.symbol in expr.free_symbols)
    if isinstance(expr, Pow):
        base, exponent = expr.base, expr.exp
        if isinstance(exponent, Integer):
            if exponent < 0:
                found[Condition(base, Relation.NOT_EQUAL, S.Zero, mine)] = None
        elif isinstance(exponent, Rational):
            strict = exponent < 0 or _varies(base, targets)
            found[Condition(S.Zero, Relation.LESS if strict else Relation.AT_MOST, base, mine)] = None
        elif not _natural(exponent, naturals) and not (isinstance(base, Number) and base > 0):
            found[Condition(base, Relation.NOT_EQUAL, S.Zero, mine)] = None
    if isinstance(expr, log):
        found[Condition(S.Zero, Relation.LESS, expr.args[0], mine)] = None
    if isinstance(expr, KINKED_AT_ZERO) and _varies(expr.args[0], targets):
        found[Condition(expr.args[0], Relation.NOT_EQUAL, S.Zero, mine)] = None
    for argument in expr.args[:1] if isinstance(expr, exp) else expr.args:
        _walk(argument, span, found, naturals, targets)


def _varies(expr: Basic, targets: tuple[Basic, ...]) -> bool:
    """Whether a derivative in one of the targets moves `expr`; of an array any entry counts."""
    bases = {t.base if isinstance(t, Indexed) else t for t in targets}
    return bool(bases & (expr.free_symbols | {e.base for e in expr.atoms(Indexed)}))


class Facts:
    """What the hypotheses of a statement say about signs."""

    def __init__(self, statement: Statement) -> None:
        self.sizes = {d.symbol for d in statement.where if isinstance(d, Size)}
        self.functions = {d.function for d in statement.where if isinstance(d, SizeFunction)}
        self.naturals = {
            d.symbol for d in statement.where if isinstance(d, Scalar) and d.domain is ScalarDomain.NATURAL
        }
        self.finite = {d.symbol: d.values for d in statement.where if isinstance(d, Scalar) and d.values}
        self.ranges = {d.symbol: (d.lower, d.upper) for d in statement.where if isinstance(d, Index)}
        self.given = [h for h in statement.given if not h.invertible]
        self.known: dict[tuple, bool] = {}  # signs that were asked for

    def proves(self, condition: Condition) -> bool:
        """Whether the hypotheses give the condition; False when this calculus cannot tell."""
        saved = dict(self.ranges)
        self.ranges.update({i.symbol: (i.lower, i.upper) for i in condition.forall})
        try:
            difference = condition.rhs - condition.lhs
            match condition.relation:
                case Relation.LESS:
                    return self.positive(difference)
                case Relation.AT_MOST:
                    return self.nonnegative(difference)
                case Relation.NOT_EQUAL:
                    return self.nonzero(difference)
                case Relation.EQUAL:
                    return expand(difference) == 0
        finally:
            self.ranges = saved

    def positive(self, expr: Basic) -> bool:
        """expr > 0 wherever the hypotheses hold."""
        return self._sign(expr, strict=True)

    def nonnegative(self, expr: Basic) -> bool:
        """expr >= 0 wherever the hypotheses hold."""
        return self._sign(expr, strict=False)

    def nonzero(self, expr: Basic) -> bool:
        """expr != 0 wherever the hypotheses hold."""
        if self.positive(expr) or self._negative(expr, strict=True):
            return True
        if isinstance(expr, Mul):
            return all(self.nonzero(a) for a in expr.args)
        if isinstance(expr, Pow):
            return self.nonzero(expr.base)
        return any(h.relation is Relation.NOT_EQUAL and self._same(expr, h.lhs - h.rhs, h) for h in self.given)

    def _sign(self, expr: Basic, strict: bool) -> bool:
        if isinstance(expr, (Number, NumberSymbol)):
            return bool(expr > 0 if strict else expr >= 0)
        asked = (expr, strict, tuple(self.ranges.items()))
        if asked not in self.known:
            self.known[asked] = self._told(expr, strict)
        return self.known[asked]

    def _told(self, expr: Basic, strict: bool) -> bool:
        if self._by_hypothesis(expr, strict):
            return True
        if isinstance(expr, Symbol):
            if expr in self.sizes:
                return True
            if expr in self.ranges:
                low = self.ranges[expr][0]
                return isinstance(low, Integer) and (low > 0 if strict else low >= 0)
            if expr in self.finite:
                return all(v > 0 if strict else v >= 0 for v in self.finite[expr])
            return expr in self.naturals and not strict
        if isinstance(expr, AppliedUndef):
            return expr.func in self.functions
        if isinstance(expr, POSITIVE_FUNCTIONS):
            return True
        if isinstance(expr, Abs):
            return not strict or self.nonzero(expr.args[0])
        if isinstance(expr, Mul):
            return self._product(expr, strict)
        if isinstance(expr, Pow):
            return self._power(expr, strict)
        if isinstance(expr, Sum):
            return self._sum(expr, strict)
        if isinstance(expr, Add):
            return self._add(expr, strict)
        return False

    def _product(self, expr: Expr, strict: bool) -> bool:
        negative = 0
        for factor in expr.args:
            if self._sign(factor, strict):
                continue
            if self._negative(factor, strict):
                negative += 1
                continue
            return False
        return negative % 2 == 0

    def _negative(self, factor: Basic, strict: bool) -> bool:
        if isinstance(factor, Number):
            return bool(factor < 0)
        if isinstance(factor, Add):
            return self._sign(-factor, strict)
        return self._by_hypothesis(-factor, strict)

    def _power(self, expr: Expr, strict: bool) -> bool:
        base, exponent = expr.base, expr.exp
        if isinstance(exponent, Integer) and exponent % 2 == 0:
            return self.nonzero(base) if strict or exponent < 0 else True
        if isinstance(exponent, Rational) and exponent < 0:
            return self.positive(base)
        if self.positive(base):
            return True
        return not strict and isinstance(exponent, Rational) and self.nonnegative(base)

    def _sum(self, expr: Sum, strict: bool) -> bool:
        saved = dict(self.ranges)
        self.ranges.update({s: (lo, hi) for s, lo, hi in expr.limits})
        try:
            filled = all(self._filled(lo, hi) for _, lo, hi in expr.limits)
            return self._sign(expr.function, strict) and (filled or not strict)
        finally:
            self.ranges = saved

    def _filled(self, lower: Basic, upper: Basic) -> bool:
        if isinstance(lower, Integer) and isinstance(upper, Integer):
            return bool(lower <= upper)
        sized = upper in self.sizes or (isinstance(upper, AppliedUndef) and upper.func in self.functions)
        return lower == 1 and sized

    def _add(self, expr: Expr, strict: bool) -> bool:
        if any(isinstance(a, sigmoid) and expand(expr - (1 - a)) == 0 for a in expr.atoms(sigmoid)):
            return True
        parts = expr.args
        if all(self._sign(a, False) for a in parts):
            return not strict or any(self._sign(a, True) for a in parts)
        factored = _factored(expr)
        # A number alone drawn out is no progress.
        return sum(not isinstance(f, Number) for f in Mul.make_args(factored)) > 1 and self._product(factored, strict)

    def _by_hypothesis(self, expr: Basic, strict: bool) -> bool:
        """Whether expr is a positive multiple of a hypothesis' difference and a number that is not negative."""
        for h in self.given:
            if h.relation not in (Relation.LESS, Relation.AT_MOST):
                continue
            for instance in self._instances(expr, h.rhs - h.lhs, h):
                more = _beyond(expr, instance)
                if more is not None and (more > 0 or (more == 0 and not (strict and h.relation is Relation.AT_MOST))):
                    return True
        return False

    def _same(self, expr: Basic, known: Basic, h: Hypothesis) -> bool:
        """Whether expr is a multiple, other than 0, of an instance of `known`."""
        return any(_ratio(expr, instance) not in (None, 0) for instance in self._instances(expr, known, h))

    def _instances(self, expr: Basic, known: Basic, h: Hypothesis) -> Iterable[Basic]:
        if not h.forall:
            yield known
            return
        if len(h.forall) > 2:
            return
        spans_of = {**dict.fromkeys(self.naturals, (S.Zero, oo)), **self.ranges}
        candidates = [s for s in expr.free_symbols if s in spans_of]
        for chosen in product(candidates, repeat=len(h.forall)):
            match = dict(zip((i.symbol for i in h.forall), chosen, strict=True))
            spans = [(i, (i.lower.xreplace(match), i.upper.xreplace(match))) for i in h.forall]
            if all(spans_of[match[i.symbol]] == span for i, span in spans):
                yield rename_apart(known).xreplace(match)


@lru_cache(maxsize=5_000)
def _factored(expr: Expr) -> Basic:
    return factor_terms(expr)


@lru_cache(maxsize=20_000)
def _spread(expr: Basic) -> tuple[Basic, dict[Basic, list[Basic]]]:
    """The expression multiplied out, with standard names, and the coefficients of its terms."""
    whole = standard_names(expand(expr))
    parts: dict[Basic, list[Basic]] = {}
    for term in Add.make_args(whole):
        coefficient, rest = term.as_coeff_Mul()
        parts.setdefault(rest, []).append(coefficient)
    return whole, parts


def _ratio(a: Basic, b: Basic) -> Rational | None:
    """The rational c with a = c b, if there is one and b is not zero."""
    (a, mine), (b, theirs) = _spread(a), _spread(b)
    if b == 0 or a == 0 or len(mine) != len(theirs):
        return None
    for rest, (coefficient, *_) in theirs.items():
        found = mine.get(rest, ())
        if len(found) == 1 and isinstance(found[0], Rational) and isinstance(coefficient, Rational):
            c = found[0] / coefficient
            return c if expand(a - c * b) == 0 else None
    return None


def _beyond(a: Basic, b: Basic) -> Rational | None:
    """The rational a - c b, if there is one for some rational c > 0 and b is no number."""
    (a, mine), (b, theirs) = _spread(a), _spread(b)
    for rest, (coefficient, *_) in theirs.items():
        if rest == 1:
            continue
        found = mine.get(rest, ())
        if len(found) != 1 or not all(isinstance(number, Rational) for number in (*found, coefficient)):
            return None
        c = found[0] / coefficient
        if not c > 0 or mine.keys() - {S.One} != theirs.keys() - {S.One}:
            return None
        more = expand(a - c * b)
        return more if isinstance(more, Rational) else None
    return None
