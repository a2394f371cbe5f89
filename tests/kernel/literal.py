"""The literal meaning of an expression in exact numbers, for the fuzz of the kernel; it imports nothing of the project.

Nodes are known by the names of their classes. Sums are loops (empty where the lower limit exceeds the upper one),
derivatives are read off infinitesimals, means are sums over all masks. A name that nothing gives a value is an error
of its own, `Escaped`: the mark of a captured or forgotten index.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from sympy import Basic

from .literal_numbers import FUNCTIONS, Jet, Number, Surd, Undefined, Unknown, Value, powered, real


class Escaped(Exception):
    """A symbol that is neither bound nor declared."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Sizes, scalars and free indices by name; array entries by (name, places); (keep, places) of random arrays."""

    names: dict[str, Fraction]
    entries: dict[tuple[str, tuple[int, ...]], Fraction]
    laws: dict[str, tuple[str, tuple[tuple[int, ...], ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Frame:
    """What is bound above an expression: indices, infinitesimals of the derivatives, drawn masks."""

    world: World
    bound: dict[Basic, int]
    seeds: tuple[tuple[tuple[str, tuple[int, ...]], int], ...] = ()
    drawn: dict[tuple[str, tuple[int, ...]], Fraction] = field(default_factory=dict)

    def lookup(self, key: tuple[str, tuple[int, ...]], value: Number) -> Value:
        """The value with the infinitesimals of the derivatives in it."""
        bits = [bit for seed, bit in self.seeds if seed == key]
        parts = {0: value, **dict.fromkeys(bits, Fraction(1))}
        return Jet({m: c for m, c in parts.items() if c != 0}) if bits else value


def value(expr: Basic, world: World) -> Number:
    """The value of `expr` in a world. Raises Undefined, Unknown or Escaped."""
    return real(_value(expr, _Frame(world, {})))


def slope(expr: Basic, target: Basic, world: World) -> Number:
    """The derivative of `expr` in `target`, a scalar or an array entry, in a world."""
    return real(_partial(expr, target, _Frame(world, {})))


def _whole(expr: Basic, frame: _Frame) -> int:
    found = real(_value(expr, frame))
    if isinstance(found, Surd) or found.denominator != 1:
        raise Undefined("an index or limit that is no integer")
    return int(found)


def _key(expr: Basic, frame: _Frame) -> tuple[str, tuple[int, ...]]:
    base, *indices = expr.args
    return str(base.args[0]), tuple(_whole(i, frame) for i in indices)


def _value(expr: Basic, frame: _Frame) -> Value:
    if expr.is_Rational:
        return Fraction(int(expr.p), int(expr.q))
    if expr.is_Symbol:
        if expr in frame.bound:
            return Fraction(frame.bound[expr])
        if type(expr).__name__ != "Symbol" or expr.name not in frame.world.names:
            raise Escaped(f"{expr} has no value")
        return frame.lookup((expr.name, ()), frame.world.names[expr.name])
    kind = type(expr).__name__
    if kind in FUNCTIONS:
        return FUNCTIONS[kind](_value(expr.args[0], frame))
    return NODES[kind](expr, frame)


def _add(expr: Basic, frame: _Frame) -> Value:
    total: Value = Fraction(0)
    for a in expr.args:
        total = total + _value(a, frame)
    return total


def _mul(expr: Basic, frame: _Frame) -> Value:
    total: Value = Fraction(1)
    for a in expr.args:
        total = total * _value(a, frame)
    return total


def _pow(expr: Basic, frame: _Frame) -> Value:
    exponent = _value(expr.args[1], frame)
    if isinstance(exponent, Jet):
        if any(exponent.parts.get(m) for m in exponent.parts if m):
            raise Unknown("a varying exponent")
        exponent = exponent.real
    if isinstance(exponent, Surd):
        raise Unknown("an irrational exponent")
    return powered(_value(expr.args[0], frame), exponent)


def _indexed(expr: Basic, frame: _Frame) -> Value:
    key = _key(expr, frame)
    if key in frame.drawn:
        return frame.drawn[key]
    if key not in frame.world.entries:
        raise Undefined(f"{expr} is outside of its array")
    return frame.lookup(key, frame.world.entries[key])


def _delta(expr: Basic, frame: _Frame) -> Value:
    a, b = (real(_value(i, frame)) for i in expr.args[:2])
    return Fraction(int(a == b))


def _sum(expr: Basic, frame: _Frame) -> Value:
    def over(limits: tuple, bound: dict[Basic, int]) -> Value:
        inside = _Frame(frame.world, bound, frame.seeds, frame.drawn)
        if not limits:
            return _value(expr.args[0], inside)
        *inner, (symbol, low, high) = limits  # the rightmost limit is the outermost
        total: Value = Fraction(0)
        for place in range(_whole(low, inside), _whole(high, inside) + 1):
            total = total + over(tuple(inner), {**bound, symbol: place})
        return total

    return over(tuple(tuple(limit) for limit in expr.args[1:]), frame.bound)


def _partial(body: Basic, target: Basic, frame: _Frame) -> Value:
    key = (target.name, ()) if target.is_Symbol else _key(target, frame)
    bit = 1 << len(frame.seeds)
    found = _value(body, _Frame(frame.world, frame.bound, (*frame.seeds, (key, bit)), frame.drawn))
    return found.slope(bit) if isinstance(found, Jet) else Fraction(0)


def _expect(expr: Basic, frame: _Frame) -> Value:
    keys = [(name, place, keep) for name, (keep, places) in frame.world.laws.items() for place in places]
    total: Value = Fraction(0)
    for mask in product((0, 1), repeat=len(keys)):
        weight: Value = Fraction(1)
        for (_, _, keep), one in zip(keys, mask, strict=True):
            p = frame.lookup((keep, ()), frame.world.names[keep])
            weight = weight * (p if one else p * Fraction(-1) + Fraction(1))
        drawn = {(name, place): Fraction(one) for (name, place, _), one in zip(keys, mask, strict=True)}
        total = total + weight * _value(expr.args[0], _Frame(frame.world, frame.bound, frame.seeds, drawn))
    return total


NODES = {
    "Add": _add,
    "Mul": _mul,
    "Pow": _pow,
    "Indexed": _indexed,
    "KroneckerDelta": _delta,
    "Sum": _sum,
    "Partial": lambda expr, frame: _partial(*expr.args, frame),
    "Expect": _expect,
    "Exp1": lambda expr, frame: Fraction(2),
}
