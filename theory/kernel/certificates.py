"""Exact certificates: sums of squares, convex combinations (Farkas), finite enumeration, slopes towards a peak.

Whoever finds a certificate is not trusted; checking one is an identity for the normal forms, or a look at every case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import prod
from operator import mul

from sympy import Abs, Add, Basic, Expr, Integer, Max, Min, Mul, Piecewise, Rational, S, Sum, Symbol, sympify

from . import indexed, scalar
from .functions import Partial, leaky_relu, relu, step
from .intervals import NotEvaluable, sign
from .proof import Proof
from .refusal import KernelRefusal
from .slopes import pieces, work_out
from .statement import Index, Relation, Scalar, Statement

MOST_ASSIGNMENTS = 100_000
KINKED = (step, relu, leaky_relu, Piecewise, Max, Min, Abs)


def identity(statement: Statement, lhs: Expr, rhs: Expr) -> Proof:
    """Whether two expressions are equal under the statement's hypotheses, by the scalar or the index normal form."""
    asked = statement.but(lhs=lhs, rhs=rhs, relation=Relation.EQUAL)
    # The index normal form is for sums only; it knows no kinks, so pieces are never left to it.
    sums = (lhs.has(Sum) or rhs.has(Sum)) and not any(side.has(*KINKED) for side in (lhs, rhs))
    reasons = []
    for prover in (scalar.prove, indexed.prove) if sums else (scalar.prove,):
        try:
            proof = prover(asked)
        except KernelRefusal as refusal:
            reasons.append(str(refusal))
            continue
        if proof.closed:
            return proof
        reasons.append(proof.detail)
    return Proof(closed=False, detail="; ".join(dict.fromkeys(r for r in reasons if r)))


def _shown(statement: Statement, relation: Relation, lhs: Expr, rhs: Expr) -> bool:
    try:
        return scalar.prove(statement.but(lhs=lhs, rhs=rhs, relation=relation)).closed
    except KernelRefusal:
        return False


def squares(statement: Statement, data: object) -> Proof:
    """rhs - lhs = sum c_i q_i^2 with c_i >= 0; for < one c_i > 0 whose q_i cannot be zero.

    data: pairs (c_i, q_i).
    """
    terms = [(sympify(c, strict=True), sympify(q, strict=True)) for c, q in _items(data)]
    if statement.relation not in (Relation.AT_MOST, Relation.LESS) or not terms:
        return Proof(closed=False, detail="squares show <= or <, from at least one term")
    for c, _ in terms:
        if not _shown(statement, Relation.AT_MOST, S.Zero, c):
            return Proof(closed=False, detail=f"the coefficient {c} is not shown to be at least 0")
    if statement.relation is Relation.LESS and not any(
        _shown(statement, Relation.LESS, S.Zero, c) and _shown(statement, Relation.NOT_EQUAL, q, S.Zero)
        for c, q in terms
    ):
        return Proof(closed=False, detail="no term is strictly positive")
    return identity(statement, statement.rhs - statement.lhs, Add(*(c * q**2 for c, q in terms)))


def convex_combination(statement: Statement, data: object) -> Proof:
    """min(g_1, ..., g_r) <= b, because sum l_i (g_i - b) = 0 with l_i >= 0, not all zero (for <: a negative number).

    data: pairs (l_i, g_i), or the numbers l_i in the order of the minimum's arguments. Exact rationals.
    """
    lhs, bound = statement.lhs, statement.rhs
    if not isinstance(lhs, Min) or statement.relation not in (Relation.AT_MOST, Relation.LESS):
        return Proof(closed=False, detail="a convex combination shows min(...) <= b or < b")
    items = list(_items(data))
    if len(items) > len(lhs.args):
        return Proof(closed=False, detail="more multipliers than arguments of the minimum")
    pairs = items if all(isinstance(i, (tuple, list)) for i in items) else list(zip(items, lhs.args, strict=False))
    weights = [(sympify(weight, strict=True), sympify(g, strict=True)) for weight, g in pairs]
    if any(g not in lhs.args for _, g in weights):
        return Proof(closed=False, detail="a multiplier belongs to no argument of the minimum")
    if any(not isinstance(weight, Rational) or weight < 0 for weight, _ in weights) or all(w == 0 for w, _ in weights):
        return Proof(closed=False, detail="the multipliers must be rationals, at least 0, and not all 0")
    total = Add(*(weight * (g - bound) for weight, g in weights))
    if statement.relation is Relation.LESS:
        value = total.expand()
        if not isinstance(value, Rational) or value >= 0:
            return Proof(closed=False, detail=f"the combination is {value}, not a negative number")
        return identity(statement, total, value)
    return identity(statement, total, S.Zero)


def _items(data: object) -> Iterable:
    if not isinstance(data, (tuple, list)):
        raise KernelRefusal("a certificate is a tuple")
    return data


@dataclass(frozen=True, kw_only=True)
class Peak:
    """f(z) <= f(point): on the way from any z to `point`, f does not fall.

    `climb` is a form of (point - variable) f'(variable) whose sign can be seen, such as a product with squares.
    """

    variable: Symbol
    point: Expr
    climb: Expr


def monotone(statement: Statement, data: object) -> Proof:
    """f(z) <= c from f(point) <= c and (point - z) f'(z) >= 0 between z and the point.

    The hypotheses on z are bounds that the point meets, so that they hold on the whole way, and f is differentiable
    wherever they hold (the mean value theorem). data: a `Peak`.
    """
    if not isinstance(data, Peak) or statement.relation is not Relation.AT_MOST:
        return Proof(closed=False, detail="a peak shows <=")
    z = data.variable
    if (
        statement.rhs.has(z)
        or data.point.has(z)
        or not any(isinstance(d, Scalar) and d.symbol == z for d in statement.where)
    ):
        return Proof(closed=False, detail=f"{z} must be a real variable of the left side alone")
    if any(isinstance(d, Scalar) and d.symbol == z and (d.values or d.domain.name != "REAL") for d in statement.where):
        return Proof(closed=False, detail=f"{z} must run through an interval")
    for h in statement.given:
        if not h.lhs.has(z) and not h.rhs.has(z):
            continue
        side = h.lhs if h.rhs == z else h.rhs
        plain = z in (h.lhs, h.rhs) and not side.has(z) and not h.forall
        if not plain or h.relation not in (Relation.LESS, Relation.AT_MOST):
            return Proof(closed=False, detail=f"the hypothesis {h.name!r} is not a bound of {z}")
        others = statement.but(given=tuple(g for g in statement.given if not g.lhs.has(z) and not g.rhs.has(z)))
        # The closed interval: the way may end in the point, and f is continuous there.
        if not _shown(others, h.relation, h.lhs.xreplace({z: data.point}), h.rhs.xreplace({z: data.point})):
            return Proof(closed=False, detail=f"the point does not meet the hypothesis {h.name!r}")
    slope = identity(statement, (data.point - z) * Partial(statement.lhs, z), data.climb)
    if not slope.closed:
        return Proof(closed=False, undischarged=slope.undischarged, detail=f"the slope: {slope.detail}")
    if not _shown(statement, Relation.AT_MOST, S.Zero, data.climb):
        return Proof(closed=False, detail=f"{data.climb} is not shown to be at least 0")
    here = _at(statement.lhs, z, data.point)
    free = statement.but(given=tuple(g for g in statement.given if not g.lhs.has(z) and not g.rhs.has(z)))
    value = scalar.prove(free.but(lhs=here, rhs=statement.rhs))
    recorded = tuple(dict.fromkeys((*slope.recorded, *value.recorded)))
    detail = "" if value.closed else f"the value at the point: {value.detail}"
    return Proof(closed=value.closed, recorded=recorded, undischarged=value.undischarged, detail=detail)


def _at(expr: Expr, z: Symbol, point: Expr) -> Expr:
    """The value at the point; derivatives are worked out before."""
    worked = work_out(pieces(expr), {}) if expr.has(Partial) else expr
    return worked.xreplace({z: point})  # type: ignore[return-value]


# Enumeration


def enumeration(statement: Statement) -> Proof:
    """Every assignment of the finitely many values, both sides exact, or as balls that are apart."""
    finite = [d for d in statement.where if isinstance(d, Scalar) and d.values]
    ranges = [d for d in statement.where if isinstance(d, Index)]
    spans = [(d.symbol, d.values) for d in finite]
    for d in ranges:
        if not (isinstance(d.lower, Integer) and isinstance(d.upper, Integer)):
            return Proof(closed=False, detail=f"the range of {d.symbol} is not finite")
        spans.append((d.symbol, tuple(Integer(n) for n in range(int(d.lower), int(d.upper) + 1))))
    used = {s for e in (statement.lhs, statement.rhs) for s in e.free_symbols}
    used |= {s for h in statement.given for e in (h.lhs, h.rhs) for s in e.free_symbols}
    if unknown := sorted(str(s) for s in used - {s for s, _ in spans}):
        return Proof(closed=False, detail=f"{', '.join(unknown)} does not have finitely many values")
    if prod(len(values) for _, values in spans) > MOST_ASSIGNMENTS:
        return Proof(closed=False, detail=f"more than {MOST_ASSIGNMENTS} cases")
    if any(h.forall or h.invertible for h in statement.given):
        return Proof(closed=False, detail="quantified hypotheses are not enumerated")
    met = 0
    for chosen in product(*(values for _, values in spans)):
        here = dict(zip((s for s, _ in spans), chosen, strict=True))
        try:
            # A hypothesis that cannot be decided is taken to hold: then the conclusion must be shown too.
            if any(_stands(h.lhs, h.relation, h.rhs, here) is False for h in statement.given):
                continue
            holds = _stands(statement.lhs, statement.relation, statement.rhs, here)
        except KernelRefusal as refusal:
            return Proof(closed=False, detail=f"at {here}: {refusal}")
        if not holds:
            return Proof(closed=False, detail=f"{'not decided' if holds is None else 'fails'} at {here}")
        met += 1
    return Proof(closed=bool(met), detail="" if met else "no case meets the hypotheses")


def _stands(lhs: Basic, relation: Relation, rhs: Basic, here: dict[Basic, Basic]) -> bool | None:
    """Whether the relation holds at one assignment; None where balls overlap."""
    left, right = (number(side, here) for side in (lhs, rhs))
    gap = right - left
    this = sign(gap)
    if this is None and _shown(Statement(where=(), lhs=S.Zero, rhs=S.Zero), Relation.EQUAL, gap, S.Zero):
        this = 0
    if this is None:
        return None
    return {
        Relation.EQUAL: this == 0,
        Relation.NOT_EQUAL: this != 0,
        Relation.LESS: this > 0,
        Relation.AT_MOST: this >= 0,
    }[relation]


def number(expr: Basic, here: dict[Basic, Basic]) -> Expr:
    """An exact constant: derivatives worked out, sums over finite ranges written out, pieces chosen by signs.

    Raises NotEvaluable where a division by zero, a logarithm of zero or an undecided piece is met.
    """
    if expr.has(Partial):
        found: scalar.Conditions = {}
        expr = work_out(pieces(expr), found)
        for c in found:
            if not _stands(c.lhs, c.relation, c.rhs, here):
                raise NotEvaluable(f"the derivative needs {c}")
    return _number(pieces(expr), here)


def _number(expr: Basic, here: dict[Basic, Basic]) -> Expr:
    if expr in here:
        return here[expr]  # type: ignore[return-value]
    if isinstance(expr, Sum):
        return _written_out(expr, here, len(expr.limits) - 1)
    if expr.is_Piecewise:
        for value, condition in expr.args:
            if _truth(condition, here):
                return _number(value, here)
        raise NotEvaluable("no piece applies")
    if not expr.args:
        return expr  # type: ignore[return-value]
    arguments = [_number(a, here) for a in expr.args]
    if expr.is_Pow and arguments[0] == 0 and not arguments[1].is_nonnegative:
        raise NotEvaluable("a division by zero")
    value = reduce(mul, arguments) if isinstance(expr, Mul) else expr.func(*arguments)
    if not value.is_finite or value.is_real is False:
        raise NotEvaluable(f"{expr} is not a real number")
    return value  # type: ignore[return-value]


def _written_out(expr: Sum, here: dict[Basic, Basic], depth: int) -> Expr:
    if depth < 0:
        return _number(expr.function, here)
    symbol, lower, upper = expr.limits[depth]
    low, high = _number(lower, here), _number(upper, here)
    if not (isinstance(low, Integer) and isinstance(high, Integer)):
        raise NotEvaluable("a sum over an unknown range")
    values = range(int(low), int(high) + 1)
    return Add(*(_written_out(expr, {**here, symbol: Integer(n)}, depth - 1) for n in values))


def _truth(condition: Basic, here: dict[Basic, Basic]) -> bool:
    if condition in (S.true, S.false):
        return bool(condition)
    if condition.is_Relational:
        this = sign(_number(condition.lhs - condition.rhs, here))  # type: ignore[attr-defined]
        if this is None:
            raise NotEvaluable(f"cannot decide {condition}")
        found = condition.func(Integer(this), S.Zero)
        return bool(found)
    parts = [_truth(a, here) for a in condition.args]
    return bool(condition.func(*(S(p) for p in parts)))


__all__ = ["Peak", "convex_combination", "enumeration", "identity", "monotone", "squares"]
