"""Instances of a statement as float64 arrays.

The instances are the kernel's (they meet the hypotheses; the first has every size 1, the others unequal ones), rounded
to float64.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np
from flint import arb, fmpq
from sympy import Basic
from sympy.core.function import UndefinedFunction

from ...theory.kernel.dual import Undecided, plain
from ...theory.kernel.evaluate import Evaluator, Unevaluable
from ...theory.kernel.instances import Instance, instances
from ...theory.kernel.statement import (
    Array,
    Domain,
    Index,
    Matrix,
    Permutation,
    Scalar,
    Size,
    SizeFunction,
    Statement,
)

ILL_CONDITIONED = 2.0**-12
MOST_LAYERS = 6  # layers of an array without an upper end


@dataclass(frozen=True)
class Sample:
    """One instance: `arrays` by symbol (an array without upper end in its first axis is a list), and the integers."""

    instance: Instance
    arrays: dict[Basic, object]

    def whole(self, expr: Basic, at: object) -> int:
        """The value of a size, range or place, with some indices fixed to integers."""
        evaluator = Evaluator(self.instance)
        evaluator.bound.update(at)  # type: ignore[call-overload]
        return evaluator.whole(expr)

    def named(self) -> dict[str, object]:
        """Arguments of an oracle: declared variables by name; sizes and naturals as int, widths as functions.

        A permutation is the tuple of its values, counted from 0.
        """
        found: dict[str, object] = {}
        for d in self.instance.statement.where:
            if isinstance(d, SizeFunction):
                found[str(d.function)] = partial(self._width, d.function)
            elif isinstance(d, Size) or (isinstance(d, Scalar) and d.domain is Domain.NATURAL):
                found[str(d.symbol)] = self.whole(d.symbol, {})
            if isinstance(d, Permutation):
                low, values = self.instance.permutation(d.symbol)
                found[str(d.symbol)] = tuple(v - low for v in values)
        found.update({str(getattr(s, "label", getattr(s, "name", s))): v for s, v in self.arrays.items()})
        return found

    def _width(self, function: UndefinedFunction, layer: int) -> int:
        return self.whole(function(layer), {})


def number(value: object) -> float:
    """A rational or ball rounded to float64."""
    exact = plain(value)
    return float(exact.mid()) if isinstance(exact, arb) else float(fmpq(exact).p) / float(fmpq(exact).q)


def sample(instance: Instance) -> Sample:
    """All declared arrays, matrices and real scalars of an instance."""
    arrays: dict[Basic, object] = {}
    for d in instance.statement.where:
        if isinstance(d, Array) and d.law is None:
            arrays[d.symbol] = _array(instance, d)
        elif isinstance(d, Matrix):
            exact = instance.matrix(d.symbol, Evaluator(instance))
            arrays[d.symbol] = np.array([[number(x) for x in row] for row in exact.tolist()])
        elif isinstance(d, Scalar) and d.domain is Domain.REAL:
            arrays[d.symbol] = number(Evaluator(instance).scalar(d.symbol))
    return Sample(instance, arrays)


def _array(instance: Instance, d: Array) -> object:
    first = d.axes[0]
    if first[2].is_finite is False:
        evaluator = Evaluator(instance)
        start = evaluator.whole(first[1])
        layers = [_block(instance, d, {first[0]: start + n}, (start + n,)) for n in range(MOST_LAYERS)]
        return layers
    return _block(instance, d, {}, ())


def _block(instance: Instance, d: Array, at: dict[Basic, object], places: tuple[int, ...]) -> np.ndarray:
    evaluator = Evaluator(instance)
    evaluator.bound.update(at)
    spans = [(evaluator.whole(lo), evaluator.whole(up)) for _, lo, up in d.axes[len(places) :]]
    block = np.empty([hi - lo + 1 for lo, hi in spans])
    for offset in product(*(range(n) for n in block.shape)):
        place = (*places, *(o + lo for o, (lo, _) in zip(offset, spans, strict=True)))
        block[offset] = number(instance.entry(d.symbol, place, evaluator))
    return block


def samples(statement: Statement, seed: int, count: int) -> Iterator[Sample]:
    """Samples that meet the hypotheses, the last one badly scaled where they allow it; none where no instance does."""
    last = None
    # Numbers of moderate size: where a logistic saturates, 1 - sigma has no correct digits left to compare.
    for instance in instances(statement, seed, count, scale=fmpq(1, 4), shapes=2):
        try:
            last = sample(instance)
        except (Undecided, ZeroDivisionError, Unevaluable):
            continue
        yield last
    # Only an inverse survives any scaling; other hypotheses would have to be met again.
    if last is not None and all(h.invertible for h in statement.given):
        yield badly_scaled(last)


def badly_scaled(taken: Sample) -> Sample:
    """The sample with the first row of every array and matrix 2^12 times smaller: condition numbers rise by as much."""
    arrays = dict(taken.arrays)
    for symbol, value in arrays.items():
        if isinstance(value, np.ndarray) and value.ndim and value.size:
            arrays[symbol] = np.concatenate([value[:1] * ILL_CONDITIONED, value[1:]])
    return replace(taken, arrays=arrays)


def symbols(statement: Statement) -> tuple[Basic, ...]:
    """The free indices of a statement, in the order in which they are declared: the axes of an oracle's value."""
    return tuple(d.symbol for d in statement.where if isinstance(d, Index))
