"""Classifiers with any activation, their pre-activations normalized over the features or over the batch, or not.

zhat = (z - mu)/sqrt(v + EPSILON), v with the number of values as divisor, without learned scale and shift. The backward
pass is that of the claims of `theory.normalization`, mu and v moving with every value; `gap` holds it to them.

Units come first: weights are (out, in), a layer's values (features, samples).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.statement import Statement
from .arranged import curve
from .elementwise import Activation
from .train_layers import over_samples, transposed
from .train_recursion import DIRECTIONS, RECURSION, SIGNAL, evaluated

if TYPE_CHECKING:
    import jax

EPSILON = 1e-5
LAYER = "normalization.layer_normalization_keeps_samples_apart"
BATCH = "normalization.batch_normalization_couples_the_samples"
FORMULAS = (LAYER, BATCH)


class Normalization(Enum):
    """Over which values mean and variance of a pre-activation are taken."""

    LAYER = "layer"  # the features of its sample
    BATCH = "batch"  # the samples of its feature; the whole training set's when it is tested

    @property
    def axis(self) -> int:
        """Of an array (features, samples)."""
        return 0 if self is Normalization.LAYER else 1


@dataclass(frozen=True, kw_only=True)
class Units:
    """What the hidden layers do after their affine maps. spread: variance of the first weights times the fan-in."""

    activation: Activation = Activation.RELU
    normalization: Normalization | None = None
    spread: float = 2.0


Statistics = list  # of every hidden layer mean and variance, or None


def mean(values: jax.Array, normalization: Normalization) -> jax.Array:
    """Over the values that are normalized together, its axis kept."""
    axis = normalization.axis
    if normalization is Normalization.BATCH:
        return over_samples(values)[:, None] / values.shape[axis]
    return values.mean(axis=axis, keepdims=True)


def forward(
    parameters: list, inputs: jax.Array, units: Units, statistics: Statistics | None = None
) -> tuple[jax.Array, list, Statistics]:
    """Logits; of every layer its inputs, and of the hidden ones (zhat, 1/sqrt(v + EPSILON), slope); the statistics.

    statistics: means and variances to be used in place of the batch's own; layer normalization has no use for them.
    """
    import jax.numpy as jnp

    value, passed, found = inputs, [], []
    for at, (weights, biases) in enumerate(parameters[:-1]):
        z, scale, own = weights @ value + biases[:, None], jnp.ones(()), None
        if units.normalization is not None:
            middle = mean(z, units.normalization)
            own = (middle, mean((z - middle) ** 2, units.normalization))
            if statistics is not None and units.normalization is Normalization.BATCH:
                own = statistics[at]
            scale = 1 / jnp.sqrt(own[1] + EPSILON)
            z = (z - own[0]) * scale
        new, slope = curve(units.activation)(z)
        passed.append((value, z, scale, slope))
        found.append(own)
        value = new
    weights, biases = parameters[-1]
    return weights @ value + biases[:, None], [*passed, (value,)], found


def backward(parameters: list, inputs: jax.Array, targets: jax.Array, units: Units) -> list:
    """The gradient of the mean cross-entropy of a batch, shaped like the parameters."""
    import jax

    logits, passed, _ = forward(parameters, inputs, units)
    delta = (jax.nn.softmax(logits, axis=0) - targets) / inputs.shape[1]
    found = []
    for at in reversed(range(len(parameters))):
        value = passed[at][0]
        found.append((delta @ value.T, over_samples(delta)))
        if at:
            _, hat, scale, slope = passed[at - 1]
            delta = transposed(parameters[at][0]) @ delta * slope
            if units.normalization is not None:
                shared = mean(delta, units.normalization) + hat * mean(delta * hat, units.normalization)
                delta = (delta - shared) * scale
    return found[::-1]


def loss(parameters: list, inputs: jax.Array, targets: jax.Array, units: Units) -> jax.Array:
    """The same loss as it is defined."""
    import jax
    import jax.numpy as jnp

    value = inputs
    for weights, biases in parameters[:-1]:
        z = weights @ value + biases[:, None]
        if units.normalization is not None:
            axis = units.normalization.axis
            centred = z - jnp.mean(z, axis=axis, keepdims=True)
            z = centred / jnp.sqrt(jnp.mean(centred**2, axis=axis, keepdims=True) + EPSILON)
        value = curve(units.activation)(z)[0]
    weights, biases = parameters[-1]
    outputs = jax.nn.log_softmax(weights @ value + biases[:, None], axis=0)
    return -jnp.mean(jnp.sum(targets * outputs, axis=0))


def gap(
    formulas: Mapping[str, Statement],
    parameters: list,
    slopes: Sequence[tuple],
    x: np.ndarray,
    y: np.ndarray,
    units: Units,
    rng: np.random.Generator,
) -> float:
    """The largest distance of a batch's gradient from the claims, along random changes of all layers, relative.

    Weights and their slopes are (in, out) here, x and y (samples, ...). The batch is one input of the recursion, its
    samples one after another: so the claims give batch normalization's gradient, too, in which a sample moves the
    others.
    """
    values, widths = _linearized(formulas, parameters, x, y, units)
    depths, gaps, sizes = {"L": len(parameters), "k": len(parameters)}, [], []
    for _ in range(DIRECTIONS):
        changes = [tuple(rng.normal(size=s.shape) / _size(s) for s in of_one) for of_one in slopes]
        taken = sum(
            float(np.sum(s * c))
            for of_one, change in zip(slopes, changes, strict=True)
            for s, c in zip(of_one, change, strict=True)
        )
        moves = [np.concatenate([dw.reshape(-1), db]) for dw, db in changes]
        given = {"d": widths, "e": [len(m) for m in moves]}
        claimed = float(evaluated(formulas[RECURSION], {**values, "dW": moves}, depths, given))
        gaps.append(abs(taken - claimed))
        sizes.append(abs(taken))
    return max(gaps) / max(sizes)


def _size(slopes: np.ndarray) -> float:
    """Their norm; 1 where they are rounding: biases in front of batch normalization have no effect."""
    norm = float(np.linalg.norm(slopes))
    return norm if norm > 1e-12 else 1.0


def _linearized(
    formulas: Mapping[str, Statement], parameters: list, x: np.ndarray, y: np.ndarray, units: Units
) -> tuple[dict[str, object], list[int]]:
    """What the claimed recursion takes beside the changes of the weights, and the widths of the layers.

    Jacobians are of all samples in all samples.
    """
    samples, unit = len(x), np.eye(len(x))
    jacobians, by_weights, value = [], [], x
    for at, (weights, biases) in enumerate(parameters):
        z = value @ weights + biases
        width = z.shape[1]
        through = np.eye(samples * width)  # of a layer's outputs in its z, the samples one after another
        new = z
        if at < len(parameters) - 1:
            if units.normalization is not None:
                through = _of_normalization(formulas, z, units.normalization).reshape(2 * (samples * width,))
                axis = 1 - units.normalization.axis  # samples come first here
                z = (z - z.mean(axis=axis, keepdims=True)) / np.sqrt(z.var(axis=axis, keepdims=True) + EPSILON)
            new, slope = (np.asarray(v) for v in curve(units.activation)(z))
            through = slope.reshape(-1, 1) * through
        jacobians.append(through @ np.kron(unit, weights.T))
        # of the weights row by row as (in, out), then of the biases
        in_weights = np.einsum("op,si->sopi", np.eye(width), value).transpose(0, 1, 3, 2)
        in_weights = in_weights.reshape(samples * width, -1)
        by_weights.append(through @ np.concatenate([in_weights, np.tile(np.eye(width), (samples, 1))], axis=1))
        value = new
    signal = [evaluated(formulas[SIGNAL], {"z": z, "y": t}, {"K": len(z)}, {}) for z, t in zip(value, y, strict=True)]
    values = {"J": jacobians, "H": by_weights, "u": np.zeros(x.size), "g": np.concatenate(signal) / samples}
    return values, [x.size, *(len(j) for j in jacobians)]


def _of_normalization(formulas: Mapping[str, Statement], z: np.ndarray, normalization: Normalization) -> np.ndarray:
    """The claimed Jacobian, (samples, features) twice."""
    statement = formulas[LAYER if normalization is Normalization.LAYER else BATCH]
    return evaluated(statement, {"y": z, "eps": EPSILON}, {"N": z.shape[0], "d": z.shape[1]}, {})


def small(seed: int) -> tuple[list, np.ndarray, np.ndarray]:
    """A small network and a batch of three samples, in float64, all units first."""
    rng = np.random.default_rng(seed)
    parameters = [(rng.normal(size=(n, m)).T, rng.normal(size=m)) for n, m in pairwise((3, 4, 4, 3))]
    return parameters, rng.normal(size=(3, 3)).T, np.eye(3)[rng.integers(3, size=3)].T


def gaps(units: Units, formulas: Mapping[str, Statement], seed: int) -> tuple[float, float]:
    """How far the step's gradient is from the claims, and from automatic differentiation, in float64, relative."""
    import jax
    import jax.numpy as jnp

    parameters, x, y = small(seed)

    def compared(parameters: list, x: jax.Array, y: jax.Array) -> tuple:
        return backward(parameters, x, y, units), jax.grad(loss)(parameters, x, y, units)

    # compiled as one, and anew: the operations one by one would take longer
    slopes, automatic = jax.tree.map(np.asarray, jax.jit(compared)(*jax.tree.map(jnp.asarray, (parameters, x, y))))
    in_out = [[(w.T, b) for w, b in pairs] for pairs in (parameters, slopes)]
    claimed = gap(formulas, *in_out, x.T, y.T, units, np.random.default_rng(seed))
    return claimed, relative(slopes, automatic)


def relative(slopes: list, others: list) -> float:
    """The largest difference of two gradients over the largest entry of the second."""
    import jax

    pairs = list(zip(jax.tree.leaves(slopes), jax.tree.leaves(others), strict=True))
    return max(float(np.abs(s - o).max()) for s, o in pairs) / max(float(np.abs(o).max()) for _, o in pairs)
