"""Concrete instances of a statement: sizes, numbers and arrays that meet its hypotheses.

Entries come into being when they are asked for, from a generator keyed by seed, name and indices, so that they do not
depend on the order of asking. Denominators are odd primes (dyadic points hide periodic functions), signs are mixed,
zero and large values occur, and the first instance has every size 1.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product

import flint
from flint import fmpq, fmpq_mat
from sympy import Basic, Indexed, IndexedBase, Integer, MatrixSymbol, Rational, Symbol

from .dual import ACTIVATIONS, Curve, Undecided, add, multiply, plain
from .evaluate import Evaluator, Unevaluable, sign
from .functions import dsigma, sigma
from .statement import (
    Array,
    Bernoulli,
    Counterexample,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
)

MOST_TRIES = 60  # proposals for one instance that meets all hypotheses
PRECISION = 200  # bits
LARGEST = 3  # size
UNSCALED = fmpq(1)


class Instance:
    """Values for everything that a statement declares."""

    def __init__(
        self, statement: Statement, key: str, sizes: Mapping[Basic, int], activation: str, scale: fmpq = UNSCALED
    ) -> None:
        self.statement = statement
        self.key = key
        self.scale = scale
        self.values: dict[Basic, object] = {s: fmpq(n) for s, n in sizes.items()}
        self.entries: dict[object, object] = {}
        self.matrices: dict[Basic, fmpq_mat] = {}
        self.activation: tuple[Curve, Curve, Curve] = ACTIVATIONS[activation]
        self.activation_name = activation
        self.declared = {d.symbol: d for d in statement.where if not isinstance(d, SizeFunction)}
        self.sequences = {d.symbol: d for d in statement.where if isinstance(d, Sequence)}
        self.laws: dict[Basic, Bernoulli] = {
            d.symbol: d.law for d in statement.where if isinstance(d, Array) and d.law is not None
        }
        self.establish = [(h, *h.establish) for h in statement.given if h.establish is not None]
        self.asked: set[object] = set()
        self.fixed_sizes = max(sizes.values(), default=LARGEST)

    def _random(self, *names: object) -> random.Random:
        return random.Random("|".join(str(n) for n in (self.key, *names)))

    def _number(self, rng: random.Random) -> fmpq:
        return self._drawn(rng) * self.scale

    @staticmethod
    def _drawn(rng: random.Random) -> fmpq:
        kind = rng.randrange(10)
        denominator = rng.choice((1, 1, 3, 5, 7))
        if kind == 0:
            return fmpq(0)
        if kind == 1:
            return fmpq(rng.choice((1, -1)))
        if kind == 2:
            return fmpq(rng.randrange(-40, 41), denominator)
        if kind <= 5:
            return fmpq(rng.randrange(1, 7), 7)
        return fmpq(rng.randrange(-12, 13), denominator)

    def size_of(self, function: Basic, places: tuple[int, ...]) -> int:
        """A width d(l): between 1 and the largest size of this instance."""
        return self._random(function, places).randrange(1, self.fixed_sizes + 1)

    def scalar(self, symbol: Symbol, evaluator: Evaluator) -> object:
        """The value of a scalar, size or free index."""
        if symbol not in self.values:
            declared = self.declared.get(symbol)
            if declared is None:
                raise Unevaluable(f"{symbol} is not declared")
            self.values[symbol] = self._propose(declared, evaluator)
        return self.values[symbol]

    def _propose(self, declared: object, evaluator: Evaluator) -> object:
        symbol: Basic = declared.symbol  # type: ignore[attr-defined]
        rng = self._random(symbol)
        for _, target, value in self.establish:
            if target == symbol and symbol not in self.asked:
                self.asked.add(symbol)
                try:
                    return Evaluator(self).scalar(value)
                finally:
                    self.asked.discard(symbol)
                    self.values.pop(symbol, None)  # what was drawn for it meanwhile
        if isinstance(declared, Index):
            fresh = Evaluator(self)
            low, high = fresh.whole(declared.lower), fresh.whole(declared.upper)
            if low > high:
                raise Unevaluable(f"no value for {declared.symbol}")
            return fmpq(rng.randint(low, high))
        if isinstance(declared, Scalar):
            if declared.values:
                chosen = Rational(rng.choice(declared.values))
                return fmpq(int(chosen.p), int(chosen.q))
            if declared.domain is Domain.NATURAL:
                return fmpq(rng.choice((0, 1, 2, 3, 4)))
            return self._number(rng)
        raise Unevaluable(f"{declared} has no scalar value")

    def entry(self, base: IndexedBase, places: tuple[int, ...], evaluator: Evaluator) -> object:
        """The value of an array entry; an `establish` overrules the generator, but not for what it asks for itself."""
        key = (base, places)
        if key in self.entries:
            return self.entries[key]
        self._inside(base, places)
        if key not in self.asked:
            self.asked.add(key)
            try:
                for hypothesis, target, value in self.establish:
                    if isinstance(target, Indexed) and target.base == base:
                        bound = self._match(hypothesis, target, places)
                        if bound is not None:
                            fresh = Evaluator(self)
                            fresh.bound.update(bound)
                            self.entries[key] = fresh.scalar(value)
                            return self.entries[key]
            finally:
                self.asked.discard(key)
            self.entries[key] = self._number(self._random(base, places))
            return self.entries[key]
        return self._number(self._random(base, places))

    def _inside(self, base: IndexedBase, places: tuple[int, ...]) -> None:
        """Raises where an index leaves its axis: such an expression has no value."""
        declared = self.declared.get(base)
        if not isinstance(declared, Array) or len(declared.axes) != len(places):
            raise Unevaluable(f"{base} is not declared with {len(places)} axes")
        fresh = Evaluator(self)
        for (axis, lower, upper), place in zip(declared.axes, places, strict=True):
            if place < fresh.whole(lower) or (upper.is_finite is not False and place > fresh.whole(upper)):
                raise Unevaluable(f"{base}{list(places)} lies outside of its axis {axis}")
            fresh.bound[axis] = place

    def _match(self, hypothesis: Hypothesis, target: Indexed, places: tuple[int, ...]) -> dict[Basic, object] | None:
        fresh = Evaluator(self)
        bound: dict[Basic, object] = {}
        for pattern, place in zip(target.indices, places, strict=True):
            known = isinstance(self.declared.get(pattern), (Size, Scalar))
            if isinstance(pattern, Symbol) and not known:
                bound[pattern] = place
            elif fresh.whole(pattern) != place:
                return None
        for index in hypothesis.forall:
            if index.symbol in bound:
                fresh.bound.update(bound)
                low, high = (
                    fresh.whole(index.lower),
                    fresh.whole(index.upper) if index.upper.is_finite is not False else None,
                )
                if bound[index.symbol] < low or (high is not None and bound[index.symbol] > high):  # type: ignore[operator]
                    return None
        return bound

    def matrix(self, symbol: MatrixSymbol, evaluator: Evaluator) -> fmpq_mat:
        """The value of a matrix, small integers and fractions."""
        if symbol not in self.matrices:
            for _, target, value in self.establish:
                if target == symbol and symbol not in self.asked:
                    self.asked.add(symbol)
                    self.matrices[symbol] = Evaluator(self).matrix(value)
                    return self.matrices[symbol]
            fresh = Evaluator(self)
            rows, columns = (fresh.whole(s) for s in symbol.shape)
            rng = self._random(symbol)
            entries = [fmpq(rng.randrange(-4, 5), rng.choice((1, 1, 3))) for _ in range(rows * columns)]
            self.matrices[symbol] = fmpq_mat(rows, columns, entries)
        return self.matrices[symbol]

    def describe(self) -> str:
        """The values that were asked for, in one line."""
        parts = [f"{s} = {plain(v)}" for s, v in self.values.items()]
        parts += [f"{b}{list(p)} = {plain(v)}" for (b, p), v in self.entries.items()]  # type: ignore[misc]
        parts += [f"{m} = {v.tolist()}" for m, v in self.matrices.items()]
        if self.statement_uses_activation():
            parts.append(f"sigma: {self.activation_name}")
        return ", ".join(sorted(parts))

    def statement_uses_activation(self) -> bool:
        """Whether the arbitrary activation occurs."""
        return self.statement.lhs.has(sigma, dsigma) or self.statement.rhs.has(sigma, dsigma)


def holds(evaluator: Evaluator, hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis certainly holds at the instance. Raises Undecided where the balls cannot tell."""
    if hypothesis.invertible:
        m = evaluator.matrix(hypothesis.lhs)
        return m.nrows() == m.ncols() and m.det() != 0
    return all(_holds_here(evaluator, hypothesis) for _ in _everywhere(evaluator, hypothesis.forall))


def _everywhere(evaluator: Evaluator, spans: tuple[Index, ...]) -> Iterator[None]:
    if not spans:
        yield
        return
    first, *rest = spans
    low = evaluator.whole(first.lower)
    high = low + 4 if first.upper.is_finite is False else evaluator.whole(first.upper)
    saved = evaluator.bound.get(first.symbol)
    for value in range(low, high + 1):
        evaluator.bound[first.symbol] = value
        yield from _everywhere(evaluator, tuple(rest))
    if saved is None:
        evaluator.bound.pop(first.symbol, None)
    else:
        evaluator.bound[first.symbol] = saved


def _holds_here(evaluator: Evaluator, hypothesis: Hypothesis) -> bool:
    if getattr(hypothesis.lhs, "is_Matrix", False) or getattr(hypothesis.rhs, "is_Matrix", False):
        same = evaluator.matrix(hypothesis.lhs) == evaluator.matrix(hypothesis.rhs)
        return same == (hypothesis.relation is Relation.EQUAL)
    verdict = compare(evaluator.scalar(hypothesis.lhs), hypothesis.relation, evaluator.scalar(hypothesis.rhs))
    if verdict is None:
        raise Undecided(f"the hypothesis {hypothesis.name!r} cannot be decided")
    return verdict


def compare(lhs: object, relation: Relation, rhs: object) -> bool | None:
    """Whether lhs relation rhs: True, False or, where balls overlap without being exact, None."""
    gap = plain(add(rhs, multiply(fmpq(-1), lhs)))
    here = sign(gap)
    match relation:
        case Relation.EQUAL:
            return here == 0 if here is not None else None
        case Relation.NOT_EQUAL:
            return here != 0 if here is not None else None
        case Relation.LESS:
            return here > 0 if here is not None else None
        case Relation.AT_MOST:
            return here >= 0 if here is not None else None


def instances(
    statement: Statement, seed: int, count: int, *, scale: fmpq = UNSCALED, shapes: int | None = None
) -> Iterator[Instance]:
    """At most `count` instances that certainly meet the hypotheses; fewer where few proposals do.

    Numbers are multiplied by `scale`. With `shapes` only so many tuples of sizes occur: ones, then unequal.
    """
    symbols = [d.symbol for d in statement.where if isinstance(d, Size)]
    names = list(ACTIVATIONS)
    for number in range(count):
        for attempt in range(MOST_TRIES):
            sizes = _sizes(symbols, seed, number if shapes is None else min(number, shapes - 1))
            instance = Instance(statement, f"{seed}|{number}|{attempt}", sizes, names[number % len(names)], scale)
            if _meets(instance):
                yield instance
                break


def _sizes(symbols: list[Basic], seed: int, number: int) -> dict[Basic, int]:
    if number == 0:
        return dict.fromkeys(symbols, 1)
    if number == 1:
        return {s: 1 + (n + 1) % LARGEST for n, s in enumerate(symbols)}
    rng = random.Random(f"sizes|{seed}|{number}")
    return {s: rng.randint(1, LARGEST) for s in symbols}


def _meets(instance: Instance) -> bool:
    flint.ctx.prec = PRECISION
    try:
        return all(holds(Evaluator(instance), h) for h in instance.statement.given)
    except (Undecided, ZeroDivisionError, Unevaluable):
        return False


def given_instance(statement: Statement, counterexample: Counterexample) -> Instance:
    """The instance that a counterexample spells out; what it leaves open is zero for arrays and refused for scalars."""
    sizes = {d.symbol for d in statement.where if isinstance(d, Size)}
    concrete = {s: int(v) for s, v in counterexample.values.items() if s in sizes}  # type: ignore[call-overload]
    instance = Instance(statement, "given", concrete, "logistic")
    for symbol, value in counterexample.values.items():
        if isinstance(symbol, IndexedBase):
            declared = instance.declared[symbol]
            starts = [int(lower) for _, lower, _ in declared.axes]  # type: ignore[union-attr]
            for places, number in _nested(value, ()):
                instance.entries[(symbol, tuple(p + s for p, s in zip(places, starts, strict=True)))] = number
        elif isinstance(symbol, MatrixSymbol):
            rows = [[_exact(x) for x in row] for row in value]  # type: ignore[union-attr]
            instance.matrices[symbol] = fmpq_mat(len(rows), len(rows[0]), [x for row in rows for x in row])
        else:
            instance.values[symbol] = _exact(value)
    return instance


def _exact(value: object) -> fmpq:
    number = Rational(value) if not isinstance(value, Integer) else value
    return fmpq(int(number.p), int(number.q))


def _nested(value: object, places: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], fmpq]]:
    if isinstance(value, (tuple, list)):
        for n, item in enumerate(value):
            yield from _nested(item, (*places, n))
    else:
        yield places, _exact(value)


def assignments(statement: Statement) -> Iterator[dict[Basic, fmpq]]:
    """Every assignment of the scalars with finitely many values."""
    finite = [d for d in statement.where if isinstance(d, Scalar) and d.values]
    for chosen in product(*(d.values for d in finite)):
        yield {d.symbol: _exact(v) for d, v in zip(finite, chosen, strict=True)}
