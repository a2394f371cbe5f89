"""Signals and gradients through the layers of random networks at their start, layer by layer, and their wide limit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from .arranged import curve
from .elementwise import Activation
from .train_starts import Architecture, Scheme

if TYPE_CHECKING:
    import jax

SAMPLES = 32  # inputs, standard normal


@dataclass(frozen=True)
class Flow:
    """Mean squares by network and layer, (networks, layers), from the first to the last.

    signal: of the pre-activations; gradient: of a standard normal gradient at the top, carried down to the layer's
    output.
    """

    signal: np.ndarray
    gradient: np.ndarray


def flow(architecture: Architecture, *, depth: int, width: int, networks: int, seed: int) -> Flow:
    """Random networks of square layers in float64, one after another. A network depends on seed and number alone."""
    import jax
    import jax.numpy as jnp

    scheme = architecture.scheme
    law = (
        list(Activation).index(architecture.activation),
        scheme.variance(width, width) ** 0.5,
        scheme is Scheme.XAVIER_UNIFORM,
        float(scheme is Scheme.TANH_EQUIVALENT),
        float(architecture.residual),
    )
    signal, gradient = _compiled(depth, width)(jax.random.key(seed), jnp.arange(networks), *law)
    return Flow(np.asarray(signal), np.asarray(gradient))


@cache
def _compiled(depth: int, width: int):  # type: ignore[no-untyped-def]
    """One program for all activations and laws of the weights."""
    import jax
    import jax.numpy as jnp

    def drawn(key: jax.Array, deviation: float, uniform: bool, shifted: float) -> tuple[jax.Array, jax.Array]:
        """Weights (layers, in, out) and biases (layers, out)."""

        def draw(layer: jax.Array) -> jax.Array:
            at = jax.random.fold_in(key, layer)
            normal = jax.random.normal(at, (width, width), jnp.float32)
            return jnp.where(uniform, jax.random.uniform(at, (width, width), jnp.float32, -(3**0.5), 3**0.5), normal)

        layers = jnp.arange(depth)
        weights = jax.vmap(draw)(layers).astype(jnp.float64) * deviation
        inside = (layers > 0).astype(jnp.float64)[:, None]
        scaled = (1 + shifted * (1 + 2 * inside[:, None])) * weights
        return scaled, -2 * shifted * inside * weights.sum(axis=1)

    def one(number: jax.Array, root: jax.Array, kind: int, *law: float) -> tuple[jax.Array, jax.Array]:
        key, input_key, top_key = jax.random.split(jax.random.fold_in(root, number), 3)
        *about, skip = law
        weights, biases = drawn(key, *about)
        skips = skip * (jnp.arange(depth) > 0)

        def up(x: jax.Array, layer: tuple) -> tuple[jax.Array, tuple]:
            w, b, passed = layer
            z = x @ w + b
            value, slope = jax.lax.switch(kind, [curve(a) for a in Activation], z)
            return value + passed * x, (jnp.mean(z**2), slope)

        x = jax.random.normal(input_key, (SAMPLES, width), jnp.float64)
        _, (signal, slopes) = jax.lax.scan(up, x, (weights, biases, skips))

        def down(p: jax.Array, layer: tuple) -> tuple[jax.Array, jax.Array]:
            w, slope, passed = layer
            return (p * slope) @ w.T + passed * p, jnp.mean(p**2)

        top = jax.random.normal(top_key, (SAMPLES, width), jnp.float64)
        _, gradient = jax.lax.scan(down, top, (weights, slopes, skips), reverse=True)
        return signal, gradient

    return jax.jit(lambda root, numbers, *law: jax.lax.map(lambda number: one(number, root, *law), numbers))


def wide(architecture: Architecture, depth: int) -> Flow:
    """The same for one network in the limit of wide layers, (1, layers): pre-activations are normal there.

    With q their mean square and n v = fan-in times variance: q_{l+1} = n v E f(sqrt(q_l) z)^2, and gradients are
    multiplied by n v E f'(sqrt(q_l) z)^2 on their way down; a residual layer adds what it gets, and its mean with it.
    NaN for gradients of residual rectifiers: where E f'' is not 0, they depend on the weights that they pass.
    """
    gain = architecture.scheme.variance(1, 1)  # times fan-in: the layers are square
    activation, skip = architecture.activation, float(architecture.residual)
    if architecture.scheme is Scheme.TANH_EQUIVALENT:
        activation = Activation.TANH  # whose layers it has, in other numbers
    z = np.linspace(-12, 12, 24001)
    density = np.exp(-(z**2) / 2) * (z[1] - z[0]) / (2 * np.pi) ** 0.5
    signal, factors = [], []
    size, mean = 1.0, 0.0  # of a layer's inputs: mean square, and mean over the units
    for layer in range(depth):
        q = gain * size
        value, slope = _numbers(activation, q**0.5 * z)
        signal.append(q)
        through = skip if layer else 0.0
        factors.append(through + gain * float(np.sum(density * slope**2)))
        middle = float(np.sum(density * value))
        size = through * (size + 2 * mean * middle) + float(np.sum(density * value**2))
        mean = through * mean + middle
    gradient = np.cumprod([1.0, *factors[:0:-1]])[::-1]
    if skip and activation in (Activation.RELU, Activation.GELU):
        gradient = np.full(depth, np.nan)
    return Flow(np.array([signal]), np.array([gradient]))


def _numbers(activation: Activation, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Activation and slope in NumPy."""
    from scipy.special import erf, expit

    if activation is Activation.LOGISTIC:
        s = expit(z)
        return s, s * (1 - s)
    if activation is Activation.TANH:
        return np.tanh(z), 1 - np.tanh(z) ** 2
    if activation is Activation.RELU:
        return np.maximum(z, 0), (z > 0) + 0.5 * (z == 0)
    if activation is Activation.GELU:
        below = (1 + erf(z / 2**0.5)) / 2
        return z * below, below + z * np.exp(-(z**2) / 2) / (2 * np.pi) ** 0.5
    return z, np.ones_like(z)
