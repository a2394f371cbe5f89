"""The literal meaning of an expression at one instance, in exact rationals and balls.

Sums are loops (an empty range gives 0), array entries are looked up, sequences are iterated, derivatives are dual
numbers, means run over all masks. Nothing is simplified, and nothing of the normal forms is used.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from flint import arb, fmpq, fmpq_mat
from sympy import (
    Abs,
    Add,
    Basic,
    Determinant,
    Expr,
    Identity,
    Indexed,
    Integer,
    Inverse,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Mod,
    Mul,
    Number,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    binomial,
    factorial,
    pi,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanTrue, Not, Or
from sympy.matrices.expressions.matexpr import MatrixElement

from .dual import FUNCTIONS, Dual, Undecided, add, apply, curve, multiply, plain, whole_power
from .functions import Expect, Partial, Term, ddsigma, dsigma, sigma
from .refusal import KernelRefusal

if TYPE_CHECKING:
    from .instances import Instance

MOST_MASKED = 12  # entries of a random array; 2^12 masks


class Unevaluable(KernelRefusal):
    """The literal evaluator does not know this expression."""


class Evaluator:
    """Evaluates at one instance, under bound variables, perturbed variables and masks."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.bound: dict[Basic, object] = {}
        self.seeds: dict[object, list[int]] = {}  # perturbed variable -> tags
        self.masks: dict[object, fmpq] | None = None
        self.met: list[object] | None = None
        self.memo: dict[object, object] = {}

    # Scalars

    def whole(self, expr: Basic) -> int:
        """The value of an index or size."""
        value = plain(self.scalar(expr))
        if isinstance(value, arb):
            raise Unevaluable(f"{expr} is not an integer")
        if value.q != 1:
            raise Unevaluable(f"{expr} = {value} is not an integer")
        return int(value.p)

    def scalar(self, expr: Basic) -> object:
        """The value of a scalar expression: fmpq, arb or Dual."""
        if isinstance(expr, Rational):
            return fmpq(int(expr.p), int(expr.q))
        if isinstance(expr, Symbol):
            return self._variable(expr)
        if isinstance(expr, Add):
            total: object = fmpq(0)
            for part in expr.args:
                total = add(total, self.scalar(part))
            return total
        if isinstance(expr, Mul):
            total = fmpq(1)
            for part in expr.args:
                value = self.scalar(part)
                total = multiply(total, value)
            return total
        if isinstance(expr, Pow):
            return self._power(expr)
        if isinstance(expr, Indexed):
            return self._entry(expr)
        if isinstance(expr, Sum):
            return self._sum(expr, 0)
        if isinstance(expr, KroneckerDelta):
            return fmpq(int(self.whole(expr.args[0]) == self.whole(expr.args[1])))
        return self._function(expr)

    def _variable(self, symbol: Symbol) -> object:
        if symbol in self.bound:
            value = self.bound[symbol]
            return fmpq(value) if isinstance(value, int) else value
        return self._seeded(symbol, self.instance.scalar(symbol, self))

    def _seeded(self, key: object, value: object) -> object:
        for tag in self.seeds.get(key, ()):
            value = Dual(tag, value, fmpq(1))
        return value

    def _sum(self, expr: Sum, depth: int) -> object:
        limits = expr.limits[::-1]
        if depth == len(limits):
            return self.scalar(expr.function)
        symbol, lower, upper = limits[depth]
        low, high = self.whole(lower), self.whole(upper)
        saved = self.bound.get(symbol)
        total: object = fmpq(0)
        for value in range(low, high + 1):
            self.bound[symbol] = value
            total = add(total, self._sum(expr, depth + 1))
        self._restore(symbol, saved)
        return total

    def _restore(self, symbol: Basic, saved: object) -> None:
        if saved is None:
            self.bound.pop(symbol, None)
        else:
            self.bound[symbol] = saved

    def _power(self, expr: Pow) -> object:
        base, exponent = self.scalar(expr.base), expr.exp
        if isinstance(exponent, Integer):
            return whole_power(base, int(exponent))
        value = self.scalar(exponent)
        if isinstance(value, fmpq) and value.q == 1:
            return whole_power(base, int(value.p))
        if isinstance(value, fmpq) and value.q == 2:
            return whole_power(apply("sqrt", base), int(value.p))
        if isinstance(plain(base), fmpq) and plain(base) <= 0:
            raise ZeroDivisionError
        return apply("exp", multiply(value, apply("log", base)))

    def _entry(self, expr: Indexed) -> object:
        places = tuple(self.whole(i) for i in expr.indices)
        key = (expr.base, places)
        sequence = self.instance.sequences.get(expr.base)
        if sequence is not None:
            if key not in self.memo:
                self.memo[key] = self._iterate(sequence, places)
            return self._seeded(key, self.memo[key])
        if expr.base in self.instance.laws:
            if self.met is not None and key not in self.met:
                self.met.append(key)
            if self.masks is None:
                raise Unevaluable(f"{expr} is random outside of a mean")
            return self.masks.get(key, fmpq(0))
        return self._seeded(key, self.instance.entry(expr.base, places, self))

    def _iterate(self, sequence: object, places: tuple[int, ...]) -> object:
        at, *rest = places
        start = 0 if sequence.top is None else self.whole(sequence.top)  # type: ignore[attr-defined]
        if at < 0 or (sequence.top is not None and at > start):  # type: ignore[attr-defined]
            raise ZeroDivisionError  # outside of the sequence: undefined
        saved, self.bound = self.bound, {}
        try:
            for (axis, _, _), value in zip(sequence.axes, rest, strict=True):  # type: ignore[attr-defined]
                self.bound[axis] = value
            if at == start:
                return self.scalar(sequence.initial)  # type: ignore[attr-defined]
            self.bound[sequence.index] = at - 1 if sequence.top is None else at  # type: ignore[attr-defined]
            return self.scalar(sequence.successor)  # type: ignore[attr-defined]
        finally:
            self.bound = saved

    def _function(self, expr: Basic) -> object:
        name = type(expr).__name__
        if name in FUNCTIONS:
            return apply(name, self.scalar(expr.args[0]))
        if isinstance(expr, (sigma, dsigma, ddsigma)):
            order = (sigma, dsigma, ddsigma).index(type(expr))
            return curve(self.scalar(expr.args[0]), self.instance.activation[order:])
        if expr == pi:
            return arb.pi()
        if name == "Exp1":
            return arb(1).exp()
        if isinstance(expr, Partial):
            return self._partial(*expr.args)
        if isinstance(expr, Expect):
            return self._mean(expr.args[0])
        if isinstance(expr, Piecewise):
            return self._piecewise(expr)
        if isinstance(expr, (Max, Min, Abs)):
            return self._extreme(expr)
        if isinstance(expr, Mod):
            a, b = (self.whole(x) for x in expr.args)
            return fmpq(a % b)
        if isinstance(expr, (factorial, binomial)):
            value = expr.func(*(self.whole(a) for a in expr.args))
            return fmpq(int(value))
        if isinstance(expr, AppliedUndef):
            return fmpq(self.instance.size_of(expr.func, tuple(self.whole(a) for a in expr.args)))
        if isinstance(expr, Trace):
            m = self.matrix(expr.arg)
            return sum((m[i, i] for i in range(m.nrows())), fmpq(0))
        if isinstance(expr, Determinant):
            return self.matrix(expr.arg).det()
        if isinstance(expr, MatrixElement):
            return self.matrix(expr.parent)[self.whole(expr.i), self.whole(expr.j)]
        if isinstance(expr, Number):
            raise Unevaluable(f"{expr} is not exact")
        raise Unevaluable(f"no literal meaning of {name}")

    def _partial(self, body: Expr, target: Expr) -> object:
        if isinstance(target, Indexed):
            key: object = (target.base, tuple(self.whole(i) for i in target.indices))
        else:
            key = target
        tag = 1 + max((t for tags in self.seeds.values() for t in tags), default=0)
        saved_memo, self.memo = self.memo, {}
        self.seeds.setdefault(key, []).append(tag)
        try:
            value = self.scalar(body)
        finally:
            self.seeds[key].pop()
            self.memo = saved_memo
        return value.slope if isinstance(value, Dual) and value.tag == tag else fmpq(0)

    def _mean(self, body: Expr) -> object:
        saved, self.masks, self.met = self.masks, {}, []
        self.scalar(body)
        keys, self.met = self.met, None
        if len(keys) > MOST_MASKED:
            raise Unevaluable(f"{len(keys)} random entries: too many masks")
        total: object = fmpq(0)
        keep = [self.scalar(self.instance.laws[base].keep) for base, _ in keys]
        for bits in product((0, 1), repeat=len(keys)):
            self.masks = {key: fmpq(bit) for key, bit in zip(keys, bits, strict=True)}
            self.memo = {}
            weight: object = fmpq(1)
            for bit, p in zip(bits, keep, strict=True):
                weight = multiply(weight, p if bit else add(fmpq(1), multiply(fmpq(-1), p)))
            total = add(total, multiply(weight, self.scalar(body)))
        self.masks = saved
        self.memo = {}
        return total

    def _piecewise(self, expr: Piecewise) -> object:
        for value, condition in expr.args:
            if self.truth(condition):
                return self.scalar(value)
        raise Unevaluable("no branch applies")

    def _extreme(self, expr: Basic) -> object:
        values = [self.scalar(a) for a in expr.args]
        if isinstance(expr, Abs):
            values.append(multiply(fmpq(-1), values[0]))
        best = values[0]
        for value in values[1:]:
            gap = add(value, multiply(fmpq(-1), best))
            here = sign(plain(gap))
            if here == 0 and isinstance(gap, Dual):
                raise Undecided("a derivative at a kink")
            if here is None:
                raise Undecided("balls too wide")
            if (here < 0) if isinstance(expr, Min) else (here > 0):
                best = value
        return best

    def truth(self, condition: Basic) -> bool:
        """Whether a condition certainly holds or certainly fails; Undecided otherwise."""
        if isinstance(condition, BooleanTrue) or condition is True:
            return True
        if isinstance(condition, And):
            return all(self.truth(c) for c in condition.args)
        if isinstance(condition, Or):
            return any(self.truth(c) for c in condition.args)
        if isinstance(condition, Not):
            return not self.truth(condition.args[0])
        if not isinstance(condition, Relational):
            return False
        gap = add(self.scalar(condition.lhs), multiply(fmpq(-1), self.scalar(condition.rhs)))
        here = sign(plain(gap))
        if here is None or (here == 0 and isinstance(gap, Dual)):
            raise Undecided("a condition that the balls cannot decide")
        return {
            "==": here == 0,
            "!=": here != 0,
            "<": here < 0,
            "<=": here <= 0,
            ">": here > 0,
            ">=": here >= 0,
        }[condition.rel_op]

    # Matrices

    def matrix(self, expr: Basic) -> fmpq_mat:
        """The value of a matrix expression over the rationals."""
        if isinstance(expr, MatrixSymbol):
            return self.instance.matrix(expr, self)
        if isinstance(expr, Term):
            return self._term(expr.args[0], self.whole(expr.args[1]))
        if isinstance(expr, MatAdd):
            parts = [self.matrix(a) for a in expr.args]
            total = parts[0]
            for part in parts[1:]:
                total = total + part
            return total
        if isinstance(expr, MatMul):
            scale, total = fmpq(1), None
            for factor in expr.args:
                if isinstance(factor, MatrixExpr):
                    value = self.matrix(factor)
                    total = value if total is None else total * value
                else:
                    scale *= plain(self.scalar(factor))
            return total * scale
        if isinstance(expr, Transpose):
            return self.matrix(expr.arg).transpose()
        if isinstance(expr, Inverse):
            return self._inverse(self.matrix(expr.arg))
        if isinstance(expr, MatPow):
            base, exponent = self.matrix(expr.base), self.whole(expr.exp)
            if exponent < 0:
                base, exponent = self._inverse(base), -exponent
            total = identity(base.nrows())
            for _ in range(exponent):
                total = total * base
            return total
        if isinstance(expr, Identity):
            return identity(self.whole(expr.shape[0]))
        if isinstance(expr, ZeroMatrix):
            return fmpq_mat(self.whole(expr.shape[0]), self.whole(expr.shape[1]))
        raise Unevaluable(f"no literal meaning of the matrix {type(expr).__name__}")

    @staticmethod
    def _inverse(m: fmpq_mat) -> fmpq_mat:
        if m.det() == 0:
            raise ZeroDivisionError
        return m.inv()

    def _term(self, symbol: MatrixSymbol, at: int) -> fmpq_mat:
        sequence = self.instance.sequences[symbol]
        key = (symbol, at)
        if key not in self.memo:
            if at <= 0:
                self.memo[key] = self.matrix(sequence.initial)
            else:
                saved = self.bound.get(sequence.index)
                self.bound[sequence.index] = at - 1
                self.memo[key] = self.matrix(sequence.successor)
                self._restore(sequence.index, saved)
        return self.memo[key]  # type: ignore[return-value]


def identity(n: int) -> fmpq_mat:
    """The unit matrix."""
    return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def sign(x: fmpq | arb) -> int | None:
    """-1, 0 or 1 when certain, else None."""
    if isinstance(x, fmpq):
        return (x > 0) - (x < 0)
    if not x.is_finite():
        return None
    if x > 0:
        return 1
    if x < 0:
        return -1
    return 0 if x.is_exact() and x == 0 else None
