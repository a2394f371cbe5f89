"""Layers of a network with rational weights, and what they compute: exactly, or in balls behind smooth units."""

from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb, ctx, fmpq

ACTIVATIONS = ("linear", "relu", "step", "sigmoid", "tanh")
BITS = 200


class LayerError(ValueError):
    """Weights that cannot be read."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """activation(weights x + bias): weights by rows, one a unit."""

    weights: tuple[tuple[Fraction, ...], ...]
    bias: tuple[Fraction, ...]
    activation: str


@dataclass(frozen=True, kw_only=True)
class Network:
    """Layers as they were written, the given ones not among them."""

    layers: tuple[Layer, ...]

    def orientations(
        self, width: int, outputs_wanted: int, fixed: tuple[Layer, ...]
    ) -> list[tuple[tuple[Layer, ...], str]]:
        """Readings whose shapes follow one another: as written, a vector either way, then all transposed."""
        found = []
        for turned in (False, True):
            layers = _chained(self.layers, width if not fixed else len(fixed[-1].weights), turned)
            if layers is not None and len(layers[-1].weights) == outputs_wanted:
                note = "The weights were read as x W + b." if turned else ""
                if not any(layers == known[len(fixed) :] for known, _ in found):
                    found.append(((*fixed, *layers), note))
        return found


def _chained(layers: tuple[Layer, ...], width: int, turned: bool) -> tuple[Layer, ...] | None:
    made = []
    for layer in layers:
        w, units = layer.weights, len(layer.bias)
        transposed = tuple(zip(*w, strict=True))
        both = (transposed, w) if turned else (w, transposed)
        is_vector = 1 in (len(w), len(w[0]))
        choices = both if is_vector else both[:1]
        fitting = next((c for c in choices if len(c) == units and len(c[0]) == width), None)
        if fitting is None:
            return None
        made.append(replace(layer, weights=fitting))
        width = units
    return tuple(made)


def outputs(layers: tuple[Layer, ...], x: tuple[Fraction, ...], *, step_at_zero: int = 0) -> list[object]:
    """The network's outputs at one input: rationals, or balls behind a logistic or tanh unit."""
    ctx.prec = BITS
    values: list[object] = [fmpq(v.numerator, v.denominator) for v in x]
    for layer in layers:
        made = []
        for row, bias in zip(layer.weights, layer.bias, strict=True):
            total: object = fmpq(bias.numerator, bias.denominator)
            for w, v in zip(row, values, strict=True):
                total = total + fmpq(w.numerator, w.denominator) * v  # type: ignore[operator]
            at_bound = layer.activation == "step" and total == 0
            made.append(fmpq(step_at_zero) if at_bound else _activated(layer.activation, total))
        values = made
    return values


def _activated(name: str, z: object) -> object:
    match name:
        case "relu":
            if isinstance(z, fmpq):
                return max(z, fmpq(0))
            return z.max(arb(0)) if hasattr(z, "max") else (abs(z) + z) / 2  # type: ignore[operator,attr-defined]
        case "step":
            if isinstance(z, fmpq):
                return fmpq(1) if z > 0 else fmpq(0)
            if z > 0 or z <= 0:  # type: ignore[operator]
                return fmpq(1) if z > 0 else fmpq(0)  # type: ignore[operator]
            return arb(0.5, 0.5)
        case "sigmoid":
            return 1 / (1 + (-arb(z)).exp())
        case "tanh":
            return arb(z).tanh()
    return z


def shown(layers: tuple[Layer, ...]) -> str:
    """The layers in one line of text."""
    told = []
    for n, layer in enumerate(layers, 1):
        rows = ", ".join("[" + ", ".join(map(str, row)) + "]" for row in layer.weights)
        told.append(f"W{n} = [{rows}], b{n} = [{', '.join(map(str, layer.bias))}], {layer.activation}")
    return "; ".join(told)
