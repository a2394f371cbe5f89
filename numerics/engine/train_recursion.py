"""The backward pass of the deep networks against the catalogue's claims about recursion and output signal."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sympy import Basic, Integer, sympify
from sympy.core.function import AppliedUndef

from ...theory.kernel.statement import Index, Statement
from . import train_layers as layers
from .arranged import curve
from .lower import lower
from .train_layers import Architecture, Shape

RECURSION = "backpropagation.co_states_give_every_gradient"
SIGNAL = "backpropagation.cross_entropy_signal_is_residual"
FORMULAS = (RECURSION, SIGNAL)
SMALL = Shape(inputs=3, width=4, outputs=3, most_layers=4)
DEPTH = 4
CHANGED = ("first", "hidden", "biases")
DIRECTIONS = 4


def gap_to_the_claims(architecture: Architecture, formulas: Mapping[str, Statement], seed: int) -> float:
    """How far the step's gradient is from the claimed one along random changes of all hidden weights, relative.

    A small network in float64, on one sample: <p_0, 0> + sum_l <H_l^T p_{l+1}, dW_l> with the Jacobians J_l, H_l of its
    layers in input and weights, lowered from the claim, and p_L = V^T (f - y) with f - y lowered from the other one.
    """
    import jax
    import jax.numpy as jnp

    rng = np.random.default_rng(seed)
    first = layers.started(SMALL, architecture, jax.random.key(seed))
    # nothing is left out that is zero at the start
    parameters = {n: np.asarray(p, float) + 0.1 * rng.normal(size=p.shape) for n, p in first.items()}
    x, target = rng.normal(size=SMALL.inputs), np.eye(SMALL.outputs)[int(rng.integers(SMALL.outputs))]
    network = (DEPTH, layers.kind(architecture.activation), float(architecture.residual))
    room = SMALL.scratch(1, jnp.float64)
    slopes, _ = layers.backward(
        {n: jnp.asarray(p) for n, p in parameters.items()}, x[None], target[None], *network, room
    )
    gaps, sizes = [], []
    for _ in range(DIRECTIONS):
        changes = {n: _of_one_size(rng.normal(size=parameters[n].shape), np.asarray(slopes[n])) for n in CHANGED}
        taken = sum(float(np.sum(np.asarray(slopes[n]) * change)) for n, change in changes.items())
        gaps.append(abs(taken - _claimed(architecture, formulas, parameters, changes, x, target)))
        sizes.append(abs(taken))
    return max(gaps) / max(sizes)


def _of_one_size(change: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """The change of a layer's weights over the gradient's size in them: no layer's part is lost in another's."""
    axes = tuple(range(slopes.ndim - 2, slopes.ndim)) if slopes.ndim == 3 else (-1,)
    size = np.sqrt(np.sum(slopes**2, axis=axes, keepdims=True))
    return change / np.where(size > 0, size, 1.0)


def _claimed(
    architecture: Architecture, formulas: Mapping[str, Statement], parameters: dict, changes: dict, x: object, y: object
) -> float:
    """The change of the loss as the claims give it."""
    jacobians, by_weights, moves, top = _layer_by_layer(architecture, parameters, changes, np.asarray(x))
    logits = parameters["last"].T @ top + parameters["last_bias"]
    signal = _evaluated(formulas[SIGNAL], {"z": logits, "y": y}, {"K": len(logits)}, {})
    widths = [len(np.asarray(x)), *(len(j) for j in jacobians)]
    values = {
        "J": jacobians,
        "H": by_weights,
        "dW": moves,
        "u": np.zeros(widths[0]),
        "g": parameters["last"] @ signal,
    }
    depths = {"L": DEPTH, "k": DEPTH}
    return float(_evaluated(formulas[RECURSION], values, depths, {"d": widths, "e": [len(m) for m in moves]}))


def _layer_by_layer(
    architecture: Architecture, parameters: dict, changes: dict, x: np.ndarray
) -> tuple[list, list, list, np.ndarray]:
    """Of each layer the Jacobians in its input and in its weights (row by row, then biases), the changes; the top."""
    sigma, skip = curve(architecture.activation), float(architecture.residual)
    weights, moved = ([w.T for w in (p["first"], *p["hidden"])] for p in (parameters, changes))
    jacobians, by_weights, moves, value = [], [], [], x
    for at, (w, dw) in enumerate(zip(weights, moved, strict=True)):
        new, slope = (np.asarray(v) for v in sigma(w @ value + parameters["biases"][at]))
        jacobians.append(slope[:, None] * w + (skip * np.eye(len(new)) if at else 0.0))
        per_weight = np.einsum("i,ik,j->ikj", slope, np.eye(len(new)), value).reshape(len(new), -1)
        by_weights.append(np.concatenate([per_weight, np.diag(slope)], axis=1))
        moves.append(np.concatenate([dw.reshape(-1), changes["biases"][at]]))
        value = new + skip * value if at else new
    return jacobians, by_weights, moves, value


def _evaluated(
    statement: Statement, values: Mapping[str, object], naturals: Mapping[str, int], functions: Mapping[str, list[int]]
) -> np.ndarray:
    """The right side of a claim, lowered, at these arrays; sizes and widths by name."""

    def whole(expr: Basic, at: Mapping[Basic, int]) -> int:
        numbers = {s: Integer(naturals[str(s)]) for s in sympify(expr, strict=True).free_symbols if str(s) in naturals}
        value = sympify(expr, strict=True).xreplace({**numbers, **{s: Integer(n) for s, n in at.items()}})
        known = {f: Integer(functions[f.func.__name__][int(f.args[0])]) for f in value.atoms(AppliedUndef)}
        return int(value.xreplace(known))

    out = tuple(d.symbol for d in statement.where if isinstance(d, Index))
    lowered = lower(statement.rhs, statement, whole, out)
    arguments = (values[name] for name in lowered.arguments)
    return np.asarray(lowered.function(*(tuple(a) if isinstance(a, list) else a for a in arguments)), float)
