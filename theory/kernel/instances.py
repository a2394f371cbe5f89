"""Concrete instances of a statement: sizes, numbers and arrays that meet its hypotheses.

Entries come into being when they are asked for, from a generator keyed by seed, name and indices, so that they do not
depend on the order of asking. Denominators are odd primes (dyadic points hide periodic functions), signs are mixed,
zero and large values occur, and the first instance has every size 1.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import islice, product

import flint
from flint import fmpq, fmpq_mat
from sympy import Basic, Indexed, IndexedBase, MatrixSymbol, Symbol, oo

from .branches import sign
from .drawing import Bounds, bounds_of, draw, exact
from .dual import ACTIVATIONS, Curve, Undecided, add, multiply, plain
from .evaluate import Evaluator, Unevaluable
from .functions import ddsigma, dsigma, sigma
from .statement import (
    Array,
    Domain,
    Hypothesis,
    Index,
    Law,
    Permutation,
    Relation,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
)

MOST_TRIES = 60  # proposals for one instance that meets all hypotheses
TRIES_OF_A_SHAPE = 20  # before other sizes are tried
MOST_ASSIGNMENTS = 256  # of scalars with finitely many values
PRECISION = 200  # bits
LARGEST = 3  # size, but for every sixth instance
GENERIC_EVERY = 3  # every third instance has no special values and indices apart
LOOKED_AT = 8  # places of an unending range
UNSCALED = fmpq(1)


class Instance:
    """Values for everything that a statement declares."""

    def __init__(
        self,
        statement: Statement,
        key: str,
        sizes: Mapping[Basic, int],
        activation: str,
        scale: fmpq = UNSCALED,
        widest: int = LARGEST,
        generic: bool = False,
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
        self.laws: dict[Basic, Law] = {
            d.symbol: d.law for d in statement.where if isinstance(d, Array) and d.law is not None
        }
        self.establish = [(h, *h.establish) for h in statement.given if h.establish is not None]
        self.indices = [d for d in statement.where if isinstance(d, Index)]
        self.bounds = bounds_of(statement)
        self.asked: set[object] = set()
        self.widths: dict[object, int] = {}
        self.images: dict[object, list[int]] = {}
        self.widest = widest
        self.generic = generic

    def _random(self, *names: object) -> random.Random:
        return random.Random("|".join(str(n) for n in (self.key, *names)))

    def _number(self, key: Basic, places: tuple[int, ...], rng: random.Random) -> fmpq:
        """A number, inside what constant bounds the hypotheses give it (a proposal: `holds` decides)."""
        lows_and_highs = Bounds()
        for hypothesis, pattern, bounds in self.bounds:
            base = pattern.base if isinstance(pattern, Indexed) else pattern
            if base == key and (not places or self._match(hypothesis, pattern, places) is not None):
                lows_and_highs = lows_and_highs.meet(bounds)
        return draw(rng, lows_and_highs, self.scale, self.generic)

    def size_of(self, function: Basic, places: tuple[int, ...]) -> int:
        """A width d(l): between 1 and the largest width of this instance."""
        key = (function, places)
        if key not in self.widths:
            self.widths[key] = self._random(function, places).randrange(1, self.widest + 1)
        return self.widths[key]

    def image(self, function: Basic, place: int) -> int:
        """The value of a permutation."""
        low, values = self.permutation(function)
        if not 0 <= place - low < len(values):
            raise Unevaluable(f"{function}({place}) lies outside of its range")
        return values[place - low]

    def permutation(self, function: Basic) -> tuple[int, list[int]]:
        """The lowest place of a permutation and its values."""
        declared, fresh = self.declared[function], Evaluator(self)
        assert isinstance(declared, Permutation)
        low, high = fresh.whole(declared.lower), fresh.whole(declared.upper)
        if function not in self.images:
            values = list(range(low, high + 1))
            self._random(function).shuffle(values)
            self.images[function] = values
        return low, self.images[function]

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
                raise Undecided(f"no value for {declared.symbol}: its range is empty")
            if self.generic:  # different places for different indices, as far as there are any
                return fmpq(low + [d.symbol for d in self.indices].index(declared.symbol) % (high - low + 1))
            return fmpq(rng.randint(low, high))
        if isinstance(declared, Scalar):
            if declared.values:
                return exact(rng.choice(declared.values))
            if declared.domain is Domain.NATURAL:
                return fmpq(rng.choice((0, 1, 2, 3, 4)))
            return self._number(declared.symbol, (), rng)
        raise Unevaluable(f"{declared} has no scalar value")

    def entry(self, base: IndexedBase, places: tuple[int, ...], evaluator: Evaluator) -> object:
        """The value of an array entry; an `establish` overrules the generator, but not for what it asks for itself."""
        key = (base, places)
        if key in self.entries:
            return self.entries[key]
        self.check_place(base, places)
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
            self.entries[key] = self._number(base, places, self._random(base, places))
            return self.entries[key]
        return self._number(base, places, self._random(base, places))

    def check_place(self, base: IndexedBase, places: tuple[int, ...]) -> None:
        """Raises where an index leaves its axis: such an expression has no value."""
        declared = self.declared.get(base)
        if not isinstance(declared, Array) or len(declared.axes) != len(places):
            raise Unevaluable(f"{base} is not declared with {len(places)} axes")
        fresh = Evaluator(self)
        for (axis, lower, upper), place in zip(declared.axes, places, strict=True):
            if place < fresh.whole(lower) or (upper != oo and place > fresh.whole(upper)):
                raise Unevaluable(f"{base}{list(places)} lies outside of its axis {axis}")
            fresh.bound[axis] = place

    def _match(self, hypothesis: Hypothesis, target: Indexed, places: tuple[int, ...]) -> dict[Basic, object] | None:
        fresh = Evaluator(self)
        bound: dict[Basic, object] = {}
        running = {index.symbol for index in hypothesis.forall}
        for pattern, place in zip(target.indices, places, strict=True):
            known = pattern in self.declared and pattern not in running
            if isinstance(pattern, Symbol) and not known:
                bound[pattern] = place
            elif fresh.whole(pattern) != place:
                return None
        for index in hypothesis.forall:
            if index.symbol in bound:
                fresh.bound.update(bound)
                low, high = fresh.whole(index.lower), None if index.upper == oo else fresh.whole(index.upper)
                if bound[index.symbol] < low or (high is not None and bound[index.symbol] > high):  # type: ignore[operator]
                    return None
        return bound

    def upper_value(self, base: IndexedBase, places: tuple[int, ...]) -> fmpq:
        """The positive value that an entry of a centred law takes here: another one for every entry."""
        return fmpq(self._random("centred", base, places).randint(1, 6), 2)

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
        parts += [f"{f}({', '.join(map(str, p))}) = {n}" for (f, p), n in self.widths.items()]  # type: ignore[misc]
        parts += [f"{f} = {values}" for f, values in self.images.items()]
        if self.statement_uses_activation():
            parts.append(f"sigma: {self.activation_name}")
        return ", ".join(sorted(parts))

    def statement_uses_activation(self) -> bool:
        """Whether the arbitrary activation occurs."""
        recursions = [f for q in self.sequences.values() for f in (q.initial, q.successor)]
        return any(e.has(sigma, dsigma, ddsigma) for e in (self.statement.lhs, self.statement.rhs, *recursions))


def holds(evaluator: Evaluator, hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis certainly holds at the instance. Raises Undecided where the balls cannot tell.

    Of one for all places of an unending range the first few are looked at; see `is_unending`.
    """
    if hypothesis.invertible:
        m = evaluator.matrix(hypothesis.lhs)
        return m.nrows() == m.ncols() and m.det() != 0
    return all(_holds_here(evaluator, hypothesis) for _ in _everywhere(evaluator, hypothesis.forall))


def is_unending(hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis speaks of infinitely many places, so that no instance can certify it."""
    return any(index.upper == oo for index in hypothesis.forall)


def _everywhere(evaluator: Evaluator, spans: tuple[Index, ...]) -> Iterator[None]:
    if not spans:
        yield
        return
    first, *rest = spans
    low = evaluator.whole(first.lower)
    high = low + LOOKED_AT if first.upper == oo else evaluator.whole(first.upper)
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
        return compare_matrices(evaluator.matrix(hypothesis.lhs), hypothesis.relation, evaluator.matrix(hypothesis.rhs))
    verdict = compare(evaluator.scalar(hypothesis.lhs), hypothesis.relation, evaluator.scalar(hypothesis.rhs))
    if verdict is None:
        raise Undecided(f"the hypothesis {hypothesis.name!r} cannot be decided")
    return verdict


def compare_matrices(lhs: fmpq_mat, relation: Relation, rhs: fmpq_mat) -> bool:
    """Whether lhs = rhs or lhs != rhs, for matrices of one shape."""
    if relation not in (Relation.EQUAL, Relation.NOT_EQUAL):
        raise Unevaluable("matrices are compared by size")
    if (lhs.nrows(), lhs.ncols()) != (rhs.nrows(), rhs.ncols()):
        raise Unevaluable("matrices of different shapes are compared")
    return (lhs == rhs) == (relation is Relation.EQUAL)


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
    finite = list(assignments(statement))
    names = list(ACTIVATIONS)
    for number in range(count):
        for attempt in range(MOST_TRIES):
            shape = number if shapes is None else min(number, shapes - 1)
            shape += attempt // TRIES_OF_A_SHAPE  # some hypotheses and ranges leave no room at the smallest sizes
            instance = Instance(
                statement,
                f"{seed}|{number}|{attempt}",
                _sizes(symbols, seed, shape),
                names[number % len(names)],
                scale,
                widest=1 if shape == 0 else LARGEST,
                generic=number % GENERIC_EVERY == 1,
            )
            instance.values.update(finite[(number + attempt) % len(finite)])
            if _meets(instance):
                yield instance
                break


def assignments(statement: Statement) -> Iterator[dict[Basic, fmpq]]:
    """Every assignment of the scalars with finitely many values, as far as they are few."""
    finite = [d for d in statement.where if isinstance(d, Scalar) and d.values]
    for chosen in islice(product(*(d.values for d in finite)), MOST_ASSIGNMENTS):
        yield {d.symbol: exact(v) for d, v in zip(finite, chosen, strict=True)}


def _sizes(symbols: list[Basic], seed: int, number: int) -> dict[Basic, int]:
    if number == 0:
        return dict.fromkeys(symbols, 1)
    if number == 1:
        return {s: 1 + (n + 1) % LARGEST for n, s in enumerate(symbols)}
    rng = random.Random(f"sizes|{seed}|{number}")
    least = 2 if number % GENERIC_EVERY == 1 else 1
    return {s: rng.randint(least, LARGEST + (number % 6 == 5)) for s in symbols}


def _meets(instance: Instance) -> bool:
    flint.ctx.prec = PRECISION
    try:
        for index in instance.indices:
            Evaluator(instance).scalar(index.symbol)
        return all(holds(Evaluator(instance), h) for h in instance.statement.given)
    except (Undecided, ZeroDivisionError, Unevaluable):
        return False
