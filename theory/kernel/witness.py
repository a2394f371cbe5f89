"""From an instance to a counterexample that can be written down, and back."""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq, fmpq_mat
from sympy import Basic, Rational, oo
from sympy.core.function import AppliedUndef

from .drawing import exact
from .dual import ACTIVATIONS
from .evaluate import Evaluator, Unevaluable
from .functions import sigma
from .instances import Instance
from .statement import (
    Array,
    Counterexample,
    Domain,
    Index,
    Matrix,
    Permutation,
    Scalar,
    Size,
    SizeFunction,
    Statement,
)


def spelled_out(instance: Instance) -> Counterexample | None:
    """The values of an instance as exact numbers; None where one of them is irrational.

    Beside symbols and arrays, `values` maps widths d(l) to integers and `sigma` to the name of what it stands for.
    """
    values: dict[Basic, object] = {}
    evaluator = Evaluator(instance)
    for d in instance.statement.where:
        if isinstance(d, (Size, Scalar, Index)):
            values[d.symbol] = _rational(evaluator.scalar(d.symbol))
        elif isinstance(d, Array) and d.law is None:
            values[d.symbol] = _nested(instance, d, ())
        elif isinstance(d, Matrix):
            rows = instance.matrix(d.symbol, evaluator).tolist()
            values[d.symbol] = tuple(tuple(_rational(x) for x in row) for row in rows)
        elif isinstance(d, Permutation):
            values[d.symbol] = tuple(Rational(v) for v in instance.permutation(d.symbol)[1])
    values.update({function(*places): n for (function, places), n in instance.widths.items()})  # type: ignore[misc]
    if instance.statement_uses_activation():
        values[sigma] = instance.activation_name  # type: ignore[index]
    return None if _has_none(values.values()) else Counterexample(values=values, text=instance.describe())


def _rational(value: object) -> Rational | None:
    return Rational(int(value.p), int(value.q)) if isinstance(value, fmpq) else None


def _nested(instance: Instance, d: Array, places: tuple[int, ...]) -> object:
    if len(places) == len(d.axes):
        return _rational(instance.entry(d.symbol, places, Evaluator(instance)))
    evaluator = Evaluator(instance)
    evaluator.bound.update({axis: at for (axis, _, _), at in zip(d.axes, places, strict=False)})
    _, lower, upper = d.axes[len(places)]
    low = evaluator.whole(lower)
    if upper == oo:  # as far as it was read
        read = [p[len(places)] for b, p in instance.entries if b == d.symbol and p[: len(places)] == places]  # type: ignore[misc]
        high = max(read, default=low)
    else:
        high = evaluator.whole(upper)
    return tuple(_nested(instance, d, (*places, at)) for at in range(low, high + 1))


def _has_none(values: object) -> bool:
    return any(v is None or (isinstance(v, tuple) and _has_none(v)) for v in values)  # type: ignore[attr-defined]


def given_instance(statement: Statement, counterexample: Counterexample) -> Instance:
    """The instance that a counterexample spells out; numbers that it leaves open are drawn, sizes are not.

    Raises Unevaluable where a value lies outside of what the statement declares: a size 0, a place outside of an
    array, a matrix of another shape.
    """
    declared = {d.symbol: d for d in statement.where if not isinstance(d, SizeFunction)}
    values = dict(counterexample.values)
    activation = str(values.pop(sigma, "logistic"))  # type: ignore[call-overload]
    if activation not in ACTIVATIONS:
        raise Unevaluable(f"no activation {activation!r}")
    instance = Instance(statement, "given", {}, activation)
    functions = {d.function for d in statement.where if isinstance(d, SizeFunction)}
    for symbol, value in values.items():
        d = declared.get(symbol)
        if isinstance(symbol, AppliedUndef) and symbol.func in functions:
            places = tuple(int(exact(a).p) for a in symbol.args)
            instance.widths[(symbol.func, places)] = int(_positive(symbol, exact(value)).p)
        elif isinstance(d, Size):
            instance.values[symbol] = _positive(symbol, exact(value))
        elif isinstance(d, (Scalar, Index)):
            instance.values[symbol] = exact(value)
        elif not isinstance(d, (Array, Matrix, Permutation)) or getattr(d, "law", None) is not None:
            raise Unevaluable(f"{symbol} is not a variable of the statement that can be given a value")
    for symbol, value in values.items():
        d = declared.get(symbol)
        if isinstance(d, Array):
            for places, number in _entries(value, ()):
                instance.entries[(symbol, _shifted(instance, d, places))] = number
        elif isinstance(d, Matrix):
            instance.matrices[symbol] = _matrix(instance, d, value)
        elif isinstance(d, Permutation):
            instance.images[symbol] = _bijection(instance, d, value)
        elif isinstance(d, (Scalar, Index)):
            _check_domain(instance, d)
    return instance


def _bijection(instance: Instance, d: Permutation, value: object) -> list[int]:
    evaluator = Evaluator(instance)
    images = [exact(v) for v in value]  # type: ignore[attr-defined]
    wanted = list(range(evaluator.whole(d.lower), evaluator.whole(d.upper) + 1))
    if sorted(images) != wanted:
        raise Unevaluable(f"{d.symbol} is no permutation of {wanted}")
    return [int(v.p) for v in images]


def _positive(symbol: Basic, value: fmpq) -> fmpq:
    if value.q != 1 or value < 1:
        raise Unevaluable(f"{symbol} = {value} is not a positive integer")
    return value


def _check_domain(instance: Instance, d: Scalar | Index) -> None:
    value = instance.values[d.symbol]
    if isinstance(d, Index):
        evaluator = Evaluator(instance)
        inside = value.q == 1 and evaluator.whole(d.lower) <= value <= evaluator.whole(d.upper)  # type: ignore[attr-defined]
    elif d.values:
        inside = any(exact(v) == value for v in d.values)
    else:
        inside = d.domain is Domain.REAL or (value.q == 1 and value >= 0)  # type: ignore[attr-defined]
    if not inside:
        raise Unevaluable(f"{d.symbol} = {value} lies outside of its domain")


def _entries(value: object, places: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], fmpq]]:
    if isinstance(value, (tuple, list)):
        for n, item in enumerate(value):
            yield from _entries(item, (*places, n))
    else:
        yield places, exact(value)


def _shifted(instance: Instance, d: Array, offsets: tuple[int, ...]) -> tuple[int, ...]:
    """The place of a number in the nested tuples: along each axis they begin at its lower end."""
    evaluator = Evaluator(instance)
    places: tuple[int, ...] = ()
    if len(offsets) != len(d.axes):
        raise Unevaluable(f"{d.symbol} has {len(d.axes)} axes, its values are nested {len(offsets)} deep")
    for (axis, lower, _), offset in zip(d.axes, offsets, strict=True):
        places = (*places, evaluator.whole(lower) + offset)
        evaluator.bound[axis] = places[-1]
    instance.check_place(d.symbol, places)
    return places


def _matrix(instance: Instance, d: Matrix, value: object) -> fmpq_mat:
    evaluator = Evaluator(instance)
    shape = tuple(evaluator.whole(s) for s in d.symbol.shape)
    rows = [[exact(x) for x in row] for row in value]  # type: ignore[attr-defined]
    if len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
        raise Unevaluable(f"{d.symbol} is not of the shape {shape}")
    return fmpq_mat(shape[0], shape[1], [x for row in rows for x in row])
