"""The backward pass of the deep networks against the catalogue's claims about recursion and output signal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sympy import Basic, Integer, sympify
from sympy.core.function import AppliedUndef

from ...theory.kernel.statement import Index, Statement
from . import train_layers as layers
from .arranged import curve
from .elementwise import Activation
from .lower import lower
from .train_starts import Architecture, Shape, somewhere

RECURSION = "backpropagation.co_states_give_every_gradient"
SIGNAL = "backpropagation.cross_entropy_signal_is_residual"
FORMULAS = (RECURSION, SIGNAL)
SMALL = Shape(inputs=3, width=4, outputs=3, most_layers=4)
DEPTH = 4
DIRECTIONS = 4


@dataclass(frozen=True)
class Layer:
    """A layer mask * sigma(x W + b) + skip x, with weights (in, out); sigma None is the identity of the outputs."""

    weights: np.ndarray
    biases: np.ndarray
    sigma: Activation | None
    skip: float = 0.0
    mask: np.ndarray | float = 1.0


Change = tuple[np.ndarray, np.ndarray]  # of a layer's weights and biases


def gap_to_the_claims(architecture: Architecture, formulas: Mapping[str, Statement], seed: int) -> float:
    """How far the step's gradient is from the claimed one, relative; see `gap`. A small network on one sample."""
    import jax.numpy as jnp

    rng = np.random.default_rng(seed)
    p = somewhere(SMALL, architecture, rng)
    x, target = rng.normal(size=SMALL.inputs), np.eye(SMALL.outputs)[int(rng.integers(SMALL.outputs))]
    skip, sigma = float(architecture.residual), architecture.activation
    found, _ = layers.compiled_backward(
        {n: jnp.asarray(v) for n, v in p.items()},
        x[:, None],
        target[:, None],
        DEPTH,
        layers.kind(sigma),
        skip,
        SMALL.scratch(1, jnp.float64),
    )
    g = {n: np.asarray(v) for n, v in found.items()}
    network = [Layer(p["first"].T, p["biases"][0], sigma)]
    network += [Layer(w.T, b, sigma, skip) for w, b in zip(p["hidden"], p["biases"][1:], strict=True)]
    network.append(Layer(p["last"].T, p["last_bias"], None))
    slopes = [
        (g["first"].T, g["biases"][0]),
        *((w.T, b) for w, b in zip(g["hidden"], g["biases"][1:], strict=True)),
        (g["last"].T, g["last_bias"]),
    ]
    return gap(formulas, network, slopes, x, target, rng)


def gap(
    formulas: Mapping[str, Statement],
    network: Sequence[Layer],
    slopes: Sequence[Change],
    x: np.ndarray,
    target: np.ndarray,
    rng: np.random.Generator,
) -> float:
    """The largest distance of a sample's gradient from the claims, along random changes of all layers, relative.

    The claims give the change of the loss as <p_0, 0> + sum_l <H_l^T p_{l+1}, dW_l> with the Jacobians J_l, H_l of the
    layers in input and weights, and p_L = f - y. Each layer's change is scaled by its gradient: none is lost in others.
    """
    gaps, sizes = [], []
    for _ in range(DIRECTIONS):
        changes = [tuple(rng.normal(size=s.shape) / (np.linalg.norm(s) or 1.0) for s in of_one) for of_one in slopes]
        pairs = [
            (s, c) for of_one, change in zip(slopes, changes, strict=True) for s, c in zip(of_one, change, strict=True)
        ]
        taken = sum(float(np.sum(s * c)) for s, c in pairs)
        gaps.append(abs(taken - _claimed(formulas, network, changes, x, target)))  # type: ignore[arg-type]
        sizes.append(abs(taken))
    return max(gaps) / max(sizes)


def _claimed(
    formulas: Mapping[str, Statement], network: Sequence[Layer], changes: Sequence[Change], x: np.ndarray, y: np.ndarray
) -> float:
    """The change of the loss as the claims give it."""
    jacobians, by_weights, moves, value = [], [], [], x
    for layer, (dw, db) in zip(network, changes, strict=True):
        z = value @ layer.weights + layer.biases
        new, slope = (z, np.ones_like(z)) if layer.sigma is None else (np.asarray(v) for v in curve(layer.sigma)(z))
        new, slope = layer.mask * new, layer.mask * slope
        unit = np.eye(len(z))
        jacobians.append(slope[:, None] * layer.weights.T + (layer.skip * unit if layer.skip else 0.0))
        # of the weights row by row as (in, out), then of the biases
        per_weight = np.einsum("o,op,i->oip", slope, unit, value).reshape(len(z), -1)
        by_weights.append(np.concatenate([per_weight, np.diag(slope)], axis=1))
        moves.append(np.concatenate([dw.reshape(-1), db]))
        value = new + layer.skip * value if layer.skip else new
    signal = evaluated(formulas[SIGNAL], {"z": value, "y": y}, {"K": len(value)}, {})
    widths = [len(x), *(len(j) for j in jacobians)]
    values = {"J": jacobians, "H": by_weights, "dW": moves, "u": np.zeros(len(x)), "g": signal}
    depths = {"L": len(network), "k": len(network)}
    return float(evaluated(formulas[RECURSION], values, depths, {"d": widths, "e": [len(m) for m in moves]}))


def evaluated(
    statement: Statement, values: Mapping[str, object], naturals: Mapping[str, int], functions: Mapping[str, list[int]]
) -> np.ndarray:
    """The right side of a claim, lowered, at these arrays; sizes and widths by name."""
    names, function = _lowered(statement, tuple(naturals.items()), tuple((n, tuple(w)) for n, w in functions.items()))
    arguments = (values[name] for name in names)
    return np.asarray(function(*(tuple(a) if isinstance(a, list) else a for a in arguments)), float)


@lru_cache(maxsize=32)
def _lowered(
    statement: Statement, naturals: tuple[tuple[str, int], ...], functions: tuple[tuple[str, tuple[int, ...]], ...]
) -> tuple[tuple[str, ...], Callable[..., object]]:
    """The names of the arguments and the right side as one compiled function: one operation after another would be
    compiled each by itself.
    """
    import jax

    sizes, widths = dict(naturals), dict(functions)

    def whole(expr: Basic, at: Mapping[Basic, int]) -> int:
        numbers = {s: Integer(sizes[str(s)]) for s in sympify(expr, strict=True).free_symbols if str(s) in sizes}
        value = sympify(expr, strict=True).xreplace({**numbers, **{s: Integer(n) for s, n in at.items()}})
        known = {f: Integer(widths[f.func.__name__][int(f.args[0])]) for f in value.atoms(AppliedUndef)}
        return int(value.xreplace(known))

    out = tuple(d.symbol for d in statement.where if isinstance(d, Index))
    lowered = lower(statement.rhs, statement, whole, out)
    return lowered.arguments, jax.jit(lowered.function)
