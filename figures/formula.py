"""Expressions of claims at chosen numbers: what the curves of the pictures are.

`values` gives every declared variable by its name: a number, an array (rows first, as the statement declares its axes),
a list of arrays for one without end. What is plotted comes from the lowered source, as in the numeric check; `exactly`
evaluates the same expression with the kernel's balls, which share nothing with it, and the tests compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import reduce
from itertools import product

import flint
import numpy as np
from flint import fmpq, fmpq_mat
from sympy import Basic, MatrixExpr

from ..numerics.engine.devices import Device, choose
from ..numerics.engine.lower import lower
from ..numerics.engine.matrices import evaluate_matrix
from ..numerics.engine.sampling import Sample, number, symbols
from ..theory import catalogue
from ..theory.kernel.balls import unfolded
from ..theory.kernel.claim import Claim
from ..theory.kernel.dual import plain
from ..theory.kernel.evaluate import Evaluator
from ..theory.kernel.functions import unfold
from ..theory.kernel.instances import PRECISION, Instance
from ..theory.kernel.statement import Array, Domain, Index, Matrix, Scalar, Size, SizeFunction, Statement

Values = Mapping[str, object]


class Side(Enum):
    """Which side of a statement."""

    LHS = "lhs"
    RHS = "rhs"


@dataclass(frozen=True)
class Formula:
    """A side of a claim's statement; with `said` of the statement as the source words it.

    part: the way down from the side to a part of it, as positions in `args`: (0,) of Partial(f, z) is f.
    pick: the place of an entry, where the value is an array; places count from 0. beside: a second coordinate.
    """

    claim: str
    side: Side = Side.RHS
    said: bool = False
    part: tuple[int, ...] = ()
    pick: tuple[int, ...] = ()
    beside: Formula | None = None
    statement: Statement | None = None  # in place of the claim's: the tests plant false ones

    def meaning(self) -> tuple[Statement, Basic]:
        """The statement and the expression."""
        statement = self.statement or stated(self.claim, said=self.said)
        return statement, reduce(lambda e, n: e.args[n], self.part, getattr(statement, self.side.value))

    def named(self, values: Values) -> dict[str, object]:
        """The arguments of an oracle: the declared variables by name."""
        return _sample(self.meaning()[0], values).named()

    def planted(self, statement: Statement) -> Formula:
        """The same side of another statement."""
        return replace(self, statement=statement)

    def at(self, rows: Sequence[Values]) -> np.ndarray:
        """The values for each row of numbers, by the lowered source; axes of free indices that none fixes follow."""
        choose(Device.AUTO)
        statement, expr = self.meaning()
        alike: dict[object, list[int]] = {}
        taken = [_sample(statement, values) for values in rows]
        for n, one in enumerate(taken):
            alike.setdefault(_shape(one), []).append(n)
        found: dict[int, np.ndarray] = {}
        for places in alike.values():
            block = _evaluate(expr, statement, [taken[n] for n in places])
            found.update((n, indices_left(v, self, rows[n])) for v, n in zip(block, places, strict=True))
        first = np.array([self.flat(found[n]) for n in range(len(rows))])
        return np.column_stack([first, self.beside.at(rows)]) if self.beside else first

    def flat(self, value: np.ndarray) -> np.ndarray:
        """An entry, a number, or the entries in reading order."""
        picked = value[self.pick] if self.pick else value
        return picked.reshape(()) if picked.size == 1 else np.ravel(picked)

    def over(self, x: Sequence[float] | np.ndarray, values: Callable[[float], Values]) -> np.ndarray:
        """The values along x, which `values` puts into the variables."""
        return self.at([values(_plain(v)) for v in x])

    def exactly(self, values: Values) -> np.ndarray:
        """The value from the kernel's balls, rounded to float64."""
        if self.beside is not None:
            return np.append(replace(self, beside=None).exactly(values), self.beside.exactly(values))
        statement, expr = self.meaning()
        flint.ctx.prec = PRECISION
        evaluator = Evaluator(_instance(unfolded(statement), values))
        if isinstance(expr, MatrixExpr):
            return self.flat(np.array([[_float(x) for x in row] for row in evaluator.matrix(expr).tolist()]))
        free = [d for d in statement.where if isinstance(d, Index) and str(d.symbol) not in values]
        if not free:
            return np.array(_float(evaluator.scalar(unfold(expr))))
        spans = [range(evaluator.whole(d.lower), evaluator.whole(d.upper) + 1) for d in free]
        names = [str(d.symbol) for d in free]
        rest = replace(self, pick=())
        places = product(*spans)
        entries = [rest.exactly({**values, **dict(zip(names, place, strict=True))}) for place in places]
        return self.flat(np.reshape(entries, [len(s) for s in spans]))


def claim(claim_id: str) -> Claim:
    """The claim of an id."""
    return catalogue.claims(claim_id.partition(".")[0])[claim_id]


def stated(claim_id: str, *, said: bool = False) -> Statement:
    """The true statement of a claim, or the source's."""
    found = claim(claim_id)
    statement = found.as_stated if said else found.statement
    if not isinstance(statement, Statement):
        raise ValueError(f"{claim_id} has no formula{' as stated' if said else ''}")
    return statement


def way(
    claim_id: str, wanted: Callable[[Basic], bool], side: Side = Side.RHS, *, said: bool = False
) -> tuple[int, ...]:
    """The way down to the first part of a side, in reading order, that is wanted. Raises ValueError without one."""

    def down(expr: Basic, so_far: tuple[int, ...]) -> tuple[int, ...] | None:
        if wanted(expr):
            return so_far
        tried = (down(part, (*so_far, n)) for n, part in enumerate(expr.args))
        return next((found for found in tried if found is not None), None)

    found = down(getattr(stated(claim_id, said=said), side.value), ())
    if found is None:
        raise ValueError(f"no such part in {claim_id}")
    return found


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def _float(value: object) -> float:
    """The nearest float of a rational, however large its parts are, or of the middle of a ball."""
    exact = plain(value)
    return float(Fraction(int(exact.p), int(exact.q))) if isinstance(exact, fmpq) else number(exact)


def _rational(value: object) -> fmpq:
    if isinstance(value, fmpq):
        return value
    exact = Fraction(value)  # type: ignore[arg-type]
    return fmpq(exact.numerator, exact.denominator)


def _instance(statement: Statement, values: Values) -> Instance:
    """The kernel's instance with these numbers, each float taken as the exact number that it is."""
    instance = Instance(statement, "figure", {}, "logistic")
    left = dict(values)
    for d in statement.where:
        name = str(d.function if isinstance(d, SizeFunction) else getattr(d.symbol, "name", d.symbol))
        if name not in left:
            if isinstance(d, Size | Scalar | Array | Matrix) and getattr(d, "law", None) is None:
                raise ValueError(f"no value for {name}")
            continue
        value = left.pop(name)
        if isinstance(d, SizeFunction):
            instance.widths.update({(d.function, (n,)): int(w) for n, w in dict(value).items()})
        elif isinstance(d, Matrix):
            entries = np.asarray(value)
            instance.matrices[d.symbol] = fmpq_mat(*entries.shape, [_rational(_plain(x)) for x in entries.flat])
        elif isinstance(d, Array):
            _fill(instance, d, value)
        else:
            instance.values[d.symbol] = _rational(value)
    if left:
        raise ValueError(f"{', '.join(left)}: declared by no name of {[str(d) for d in statement.where]}")
    return instance


def _fill(instance: Instance, d: Array, value: object) -> None:
    if d.axes[0][2].is_finite is False:
        blocks, rest = list(value), d.axes[1:]  # type: ignore[call-overload]
        first = Evaluator(instance).whole(d.axes[0][1])
    else:
        blocks, rest, first = [np.asarray(value)], d.axes, None
    for layer, block in enumerate(blocks):
        evaluator = Evaluator(instance)
        if first is not None:
            evaluator.bound[d.axes[0][0]] = first + layer
        lows = [evaluator.whole(lower) for _, lower, _ in rest]
        for place in np.ndindex(*np.shape(block)):
            at = tuple(p + low for p, low in zip(place, lows, strict=True))
            key = at if first is None else (first + layer, *at)
            instance.entries[(d.symbol, key)] = _rational(_plain(np.asarray(block)[place]))


def _sample(statement: Statement, values: Values) -> Sample:
    instance = _instance(statement, values)
    arrays: dict[Basic, object] = {}
    for d in statement.where:
        name = str(getattr(d.symbol, "name", d.symbol)) if not isinstance(d, SizeFunction) else ""
        if isinstance(d, Array) and d.law is None:
            given = values[name]
            unending = d.axes[0][2].is_finite is False
            arrays[d.symbol] = [np.asarray(b, float) for b in given] if unending else np.asarray(given, float)
        elif isinstance(d, Matrix):
            arrays[d.symbol] = np.asarray(values[name], float)
        elif isinstance(d, Scalar) and d.domain is Domain.REAL:
            arrays[d.symbol] = float(values[name])  # type: ignore[arg-type]
    return Sample(instance, arrays)


def _shape(taken: Sample) -> object:
    """What the lowered source depends on: whole numbers, widths and shapes, and no real number."""
    real = set(taken.arrays)
    free = {d.symbol for d in taken.instance.statement.where if isinstance(d, Index)}
    whole = tuple((s, int(v.p)) for s, v in taken.instance.values.items() if s not in real | free)  # type: ignore[attr-defined]
    shapes = tuple(tuple(np.shape(b) for b in v) if isinstance(v, list) else np.shape(v) for v in taken.arrays.values())
    return whole, tuple(taken.instance.widths.items()), shapes


def _evaluate(expr: Basic, statement: Statement, taken: list[Sample]) -> np.ndarray:
    import jax
    import jax.numpy as jnp

    if isinstance(expr, MatrixExpr):
        return np.array([np.asarray(evaluate_matrix(expr, one)) for one in taken])
    lowered = lower(expr, statement, taken[0].whole, symbols(statement))
    if len(taken) == 1:
        # not worth a program of its own
        alone = [_argument(taken[0].named()[name]) for name in lowered.arguments]
        return np.asarray(lowered.function(*alone), float)[None]
    columns = []
    for name in lowered.arguments:
        of_name = [one.named()[name] for one in taken]
        if isinstance(of_name[0], list):
            columns.append(tuple(jnp.asarray(np.array(layer)) for layer in zip(*of_name, strict=True)))
        else:
            columns.append(jnp.asarray(np.array(of_name, float)))
    if not columns:
        return np.repeat(np.asarray(lowered.function(), float)[None], len(taken), axis=0)
    return np.asarray(jax.jit(jax.vmap(lowered.function))(*columns), float)


def _argument(value: object) -> object:
    import jax.numpy as jnp

    return tuple(map(jnp.asarray, value)) if isinstance(value, list) else jnp.asarray(value, dtype=float)


def indices_left(value: np.ndarray, formula: Formula, values: Values) -> np.ndarray:
    """The entries of a value over all free indices at those that `values` fixes."""
    statement, _ = formula.meaning()
    free = [d for d in statement.where if isinstance(d, Index)]
    if not any(str(d.symbol) in values for d in free):
        return value
    evaluator = Evaluator(_instance(statement, values))
    at: list[object] = [slice(None)] * value.ndim
    for n, d in enumerate(free):
        if str(d.symbol) in values:
            at[n] = int(values[str(d.symbol)]) - evaluator.whole(d.lower)  # type: ignore[call-overload]
    return value[tuple(at)]
