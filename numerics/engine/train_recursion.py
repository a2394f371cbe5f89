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
from .train_layers import ACTIVATIONS, Architecture, Shape

RECURSION = "backpropagation.co_states_give_every_gradient"
SIGNAL = "backpropagation.cross_entropy_signal_is_residual"
FORMULAS = (RECURSION, SIGNAL)
SMALL = Shape(inputs=3, width=4, outputs=3, most_layers=4)
DEPTH = 4


def gap_to_the_claims(architecture: Architecture, formulas: Mapping[str, Statement], seed: int) -> float:
    """How far the step's gradient is from the claimed one along a random change of all hidden weights, relative.

    A small network in float64, on one sample: <p_0, 0> + sum_l <H_l^T p_{l+1}, dW_l> with the Jacobians J_l, H_l of its
    layers in input and weights, lowered from the claim, and p_L = V^T (f - y) with f - y lowered from the other one.
    """
    import jax
    import jax.numpy as jnp

    rng = np.random.default_rng(seed)
    network = layers.wanted(SMALL, [(architecture, DEPTH, 0)])
    first = layers.begin(SMALL, jax.random.key(seed), network.spreads[0], network.shifted[0])
    # nothing is left out that is zero at the start
    parameters = {n: np.asarray(p, float) + 0.1 * rng.normal(size=p.shape) for n, p in first.items()}
    x, target = rng.normal(size=SMALL.inputs), np.eye(SMALL.outputs)[int(rng.integers(SMALL.outputs))]
    kind = (DEPTH, ACTIVATIONS.index(architecture.activation), float(architecture.residual))
    slopes = layers.backward({n: jnp.asarray(p) for n, p in parameters.items()}, x[None], target[None], *kind)
    changes = {n: rng.normal(size=parameters[n].shape) for n in ("first", "hidden", "biases")}
    taken = sum(float(np.sum(np.asarray(slopes[n]) * change)) for n, change in changes.items())
    size = sum(float(np.sum(np.abs(np.asarray(slopes[n]) * change))) for n, change in changes.items())
    return abs(taken - _claimed(architecture, formulas, parameters, changes, x, target)) / size


def _claimed(
    architecture: Architecture, formulas: Mapping[str, Statement], parameters: dict, changes: dict, x: object, y: object
) -> float:
    """The change of the loss as the claims give it."""
    jacobians, by_weights, moves, top = _layer_by_layer(architecture, parameters, changes, np.asarray(x))
    logits = parameters["last"] @ top + parameters["last_bias"]
    signal = _evaluated(formulas[SIGNAL], {"z": logits, "y": y}, {"K": len(logits)}, {})
    widths = [len(np.asarray(x)), *(len(j) for j in jacobians)]
    values = {
        "J": jacobians,
        "H": by_weights,
        "dW": moves,
        "u": np.zeros(widths[0]),
        "g": parameters["last"].T @ signal,
    }
    depths = {"L": DEPTH, "k": DEPTH}
    return float(_evaluated(formulas[RECURSION], values, depths, {"d": widths, "e": [len(m) for m in moves]}))


def _layer_by_layer(
    architecture: Architecture, parameters: dict, changes: dict, x: np.ndarray
) -> tuple[list, list, list, np.ndarray]:
    """Of each layer the Jacobians in its input and in its weights (row by row, then biases), the changes; the top."""
    sigma, skip = curve(architecture.activation), float(architecture.residual)
    weights, moved = ([p["first"], *p["hidden"]] for p in (parameters, changes))
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
        numbers = {s: Integer(naturals[str(s)]) for s in sympify(expr).free_symbols if str(s) in naturals}
        value = sympify(expr).xreplace({**numbers, **{s: Integer(n) for s, n in at.items()}})
        known = {f: Integer(functions[f.func.__name__][int(f.args[0])]) for f in value.atoms(AppliedUndef)}
        return int(value.xreplace(known))

    out = tuple(d.symbol for d in statement.where if isinstance(d, Index))
    lowered = lower(statement.rhs, statement, whole, out)
    arguments = (values[name] for name in lowered.arguments)
    return np.asarray(lowered.function(*(tuple(a) if isinstance(a, list) else a for a in arguments)), float)
