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
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
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
    pi,
)
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from .branches import extreme, piecewise, sign
from .counting import COUNTED, counted
from .dual import FUNCTIONS, Dual, Undecided, add, apply, curve, multiply, plain, whole_power
from .functions import Expect, Partial, ddsigma, dsigma, sigma
from .literal_matrices import Unevaluable, matrix_value, square
from .statement import Array, Bernoulli, Domain, Permutation, Scalar, Sequence

if TYPE_CHECKING:
    from .instances import Instance

MOST_MASKED = 12  # entries of a random array; 2^12 masks
MOST_TERMS = 200_000  # terms of sums in one evaluation


class Evaluator:
    """Evaluates at one instance, under bound variables, perturbed variables and masks."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.bound: dict[Basic, object] = {}
        self.seeds: dict[object, list[int]] = {}  # perturbed variable -> tags
        self.masks: dict[object, object] | None = None
        self.memo: dict[object, object] = {}
        self.terms = 0

    # Scalars

    def whole(self, expr: Basic) -> int:
        """The value of an index or size."""
        value = self.scalar(expr)
        if not isinstance(value, fmpq):
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
        if isinstance(expr, KroneckerDelta) and len(expr.args) == 2:
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
        self.terms += max(0, high - low + 1)
        if self.terms > MOST_TERMS:
            raise Undecided(f"more than {MOST_TERMS} terms")
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
            if self.masks is None:
                raise Unevaluable(f"{expr} is random outside of a mean")
            if key not in self.masks:
                raise _Unseen(key)
            return self.masks[key]
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
        if isinstance(expr, AppliedUndef) and isinstance(self.instance.declared.get(expr.func), Permutation):
            return fmpq(self.instance.image(expr.func, self.whole(expr.args[0])))
        if isinstance(expr, AppliedUndef):
            return fmpq(self.instance.size_of(expr.func, tuple(self.whole(a) for a in expr.args)))
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
            return piecewise(self, expr)
        if isinstance(expr, (Max, Min, Abs)):
            return extreme(self, expr)
        if isinstance(expr, Mod):
            a, b = (self.whole(x) for x in expr.args)
            if b <= 0:
                raise ZeroDivisionError
            return fmpq(a % b)
        if name in COUNTED:
            try:
                return counted(name, *(self.whole(a) for a in expr.args))
            except ValueError as problem:
                raise Undecided(str(problem)) from None
        if isinstance(expr, Trace):
            m = square(self, expr.arg)
            return sum((m[i, i] for i in range(m.nrows())), fmpq(0))
        if isinstance(expr, Determinant):
            return square(self, expr.arg).det()
        if isinstance(expr, MatrixElement):
            m, i, j = self.matrix(expr.parent), self.whole(expr.i), self.whole(expr.j)
            if not (0 <= i < m.nrows() and 0 <= j < m.ncols()):
                raise Unevaluable(f"{expr} lies outside of its matrix")
            return m[i, j]
        if isinstance(expr, Number):
            raise Unevaluable(f"{expr} is not exact")
        raise Unevaluable(f"no literal meaning of {name}")

    def _partial(self, body: Expr, target: Expr) -> object:
        key = self._variable_to_differentiate(target)
        tag = 1 + max((t for tags in self.seeds.values() for t in tags), default=0)
        saved_memo, self.memo = self.memo, {}
        self.seeds.setdefault(key, []).append(tag)
        try:
            value = self.scalar(body)
        finally:
            self.seeds[key].pop()
            self.memo = saved_memo
        return value.slope if isinstance(value, Dual) and value.tag == tag else fmpq(0)

    def _variable_to_differentiate(self, target: Expr) -> object:
        """What names the variable here. Anything that could not carry a slope would pass for a constant."""
        if isinstance(target, Indexed):
            declared = self.instance.declared.get(target.base)
            if isinstance(declared, Sequence) or (isinstance(declared, Array) and declared.law is None):
                self.scalar(target)  # raises where the place lies outside of the axes
                return target.base, tuple(self.whole(i) for i in target.indices)
        declared = self.instance.declared.get(target)
        if isinstance(declared, Scalar) and declared.domain is Domain.REAL and target not in self.bound:
            return target
        raise Unevaluable(f"a derivative in {target}, which is no real variable")

    def _mean(self, body: Expr) -> object:
        """The sum over all masks of the entries that the body reads; entries turn up as branches are taken."""
        saved_masks, saved_memo, bound = self.masks, self.memo, dict(self.bound)
        keys: list[object] = []
        try:
            while True:
                self.bound = dict(bound)  # an enumeration that broke off inside of a sum leaves its index bound
                try:
                    return self._mean_over(keys, body)
                except _Unseen as unseen:
                    keys.append(unseen.key)
                    if len(keys) > MOST_MASKED:
                        raise Undecided(f"more than {MOST_MASKED} random entries") from None
        finally:
            self.masks, self.memo = saved_masks, saved_memo

    def _mean_over(self, keys: list[object], body: Expr) -> object:
        outcomes = [self._outcomes(*key) for key in keys]  # type: ignore[misc]
        total: object = fmpq(0)
        for drawn in product(*outcomes):
            weight: object = fmpq(1)
            for _, p in drawn:
                weight = multiply(weight, p)
            if isinstance(weight, fmpq) and weight == 0:
                continue
            self.masks = {key: value for key, (value, _) in zip(keys, drawn, strict=True)}
            self.memo = {}
            total = add(total, multiply(weight, self.scalar(body)))
        return total

    def _outcomes(self, base: IndexedBase, places: tuple[int, ...]) -> list[tuple[object, object]]:
        """(value, probability) of a random entry.

        A centred law is any law with that mean and variance: here u with probability v/(u^2 + v) and -v/u otherwise,
        not symmetric, with another u for every entry.
        """
        law = self.instance.laws[base]
        if isinstance(law, Bernoulli):
            p = self._probability(law.keep)
            return [(fmpq(1), p), (fmpq(0), add(fmpq(1), multiply(fmpq(-1), p)))]
        upper, variance = self.instance.upper_value(base, places), plain(self.scalar(law.variance))
        if not isinstance(variance, fmpq):
            raise Undecided("a variance that is no rational number")
        if variance < 0:
            raise ZeroDivisionError  # no such random variable
        p = variance / (upper * upper + variance)
        return [(upper, p), (-variance / upper, 1 - p)]

    def _probability(self, keep: Expr) -> object:
        value = self.scalar(keep)
        ends = (sign(plain(value)), sign(plain(add(fmpq(1), multiply(fmpq(-1), value)))))
        if None in ends:
            raise Undecided(f"{keep} may not be a probability")
        if -1 in ends:
            raise ZeroDivisionError  # no such random variable
        return value

    # Matrices

    def matrix(self, expr: Basic) -> fmpq_mat:
        """The value of a matrix expression over the rationals."""
        return matrix_value(self, expr)

    def term(self, symbol: MatrixSymbol, at: int) -> fmpq_mat:
        """The value of a matrix-valued sequence at a place."""
        sequence = self.instance.sequences[symbol]
        if at < 0:
            raise ZeroDivisionError  # outside of the sequence: undefined
        key = (symbol, at)
        if key not in self.memo:
            saved, self.bound = self.bound, {sequence.index: at - 1}
            try:
                self.memo[key] = self.matrix(sequence.successor if at else sequence.initial)
            finally:
                self.bound = saved
        return self.memo[key]  # type: ignore[return-value]


class _Unseen(Exception):
    """A random entry that the enumeration has not met yet."""

    def __init__(self, key: object) -> None:
        super().__init__()
        self.key = key
