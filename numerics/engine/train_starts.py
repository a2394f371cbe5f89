"""Deep networks as data, and what they start from: architectures, shapes, first parameters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from .elementwise import Activation

if TYPE_CHECKING:
    import jax


class Scheme(Enum):
    """The law of the first weights by their variance, normal if not said otherwise; biases start at zero.

    TANH_EQUIVALENT is for the logistic function: the network that computes what a Xavier-started tanh network does.
    """

    LECUN = "lecun"  # 1 / fan-in
    HE = "he"  # 2 / fan-in
    XAVIER = "xavier"  # 2 / (fan-in + fan-out)
    XAVIER_UNIFORM = "xavier-uniform"
    TANH_EQUIVALENT = "tanh-equivalent"  # Xavier, four times the weights, biases shifted

    def variance(self, fan_in: int, fan_out: int) -> float:
        """Variance of a weight; of TANH_EQUIVALENT that of the tanh network's weight."""
        if self is Scheme.LECUN:
            return 1 / fan_in
        return 2 / fan_in if self is Scheme.HE else 2 / (fan_in + fan_out)


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """A kind of deep network and the step size that it is trained with. Residual: layers add to what they get."""

    activation: Activation
    scheme: Scheme
    residual: bool = False
    learning_rate: float = 0.1

    def __post_init__(self) -> None:
        if self.scheme is Scheme.TANH_EQUIVALENT and (self.residual or self.activation is not Activation.LOGISTIC):
            raise ValueError("a tanh-equivalent start is one of plain layers of sigmoid units")

    @property
    def name(self) -> str:
        """A short name."""
        middle = "residual, " if self.residual else ""
        return f"{self.activation.value}, {middle}{self.scheme.value}"

    @property
    def largest_slope(self) -> float:
        """The largest slope of the activation: of the logistic function 1/4, as proved in the topic `activations`."""
        return {Activation.LOGISTIC: 0.25, Activation.GELU: 1.129}.get(self.activation, 1.0)


@dataclass(frozen=True)
class Shape:
    """Sizes of a program: inputs, width, outputs, and the most hidden layers that a network of it may have."""

    inputs: int
    width: int
    outputs: int
    most_layers: int

    def scratch(self, samples: int, kind: object) -> tuple[jax.Array, ...]:
        """Room for a row a layer: what it gives and what it keeps in a forward pass, and in a backward pass its signal
        and the gradients in hidden weights and biases. For networks of one depth only.
        """
        import jax.numpy as jnp

        layers, width = self.most_layers, self.width
        shapes = (*[(layers, width * samples)] * 3, (layers - 1, width * width), (layers, width))
        return tuple(jnp.zeros(s, kind) for s in shapes)


def begin(shape: Shape, key: jax.Array, spread: jax.Array, uniform: jax.Array, shifted: jax.Array) -> dict:
    """The first parameters, in float32, weights as (out, in). spread: deviations of first, hidden and output weights.

    uniform, shifted: 0 or 1. shifted: whether tanh-equivalent: with a = 2 s - 1, layers 2 W, then 4 W and -2 W 1,
    output 2 V and -V 1.
    """
    import jax
    import jax.numpy as jnp

    n, w, k, m = shape.inputs, shape.width, shape.outputs, shape.most_layers

    def draw(key: jax.Array, *sizes: int) -> jax.Array:
        normal = jax.random.normal(key, sizes, jnp.float32)
        return jnp.where(uniform > 0, 3**0.5 * jax.scipy.special.erf(normal / 2**0.5), normal)

    outer_key, hidden_key = jax.random.split(key)
    outer = draw(outer_key, n * w + w * k)
    first, last = outer[: n * w].reshape(n, w).T * spread[0], outer[n * w :].reshape(w, k).T * spread[2]
    # one key a layer, so that a network's layers do not depend on how many there may be
    hidden = jax.vmap(lambda at: draw(jax.random.fold_in(hidden_key, at), w, w).T)(jnp.arange(1, m)) * spread[1]
    # in float64, so that no order of summation shows
    sums, last_sums = (a.astype(jnp.float64).sum(axis=-1).astype(jnp.float32) for a in (hidden, last))
    biases = jnp.concatenate([jnp.zeros((1, w), jnp.float32), -2 * shifted * sums])
    return {
        "first": first * (1 + shifted),
        "hidden": hidden * (1 + 3 * shifted),
        "biases": biases,
        "last": last * (1 + shifted),
        "last_bias": -shifted * last_sums,
    }


def started(shape: Shape, architecture: Architecture, key: jax.Array) -> dict:
    """The first parameters of one network."""
    import jax

    scheme, fans = architecture.scheme, ((shape.inputs, shape.width), (shape.width,) * 2, (shape.width, shape.outputs))
    spread = np.array([scheme.variance(*fan) ** 0.5 for fan in fans], np.float32)
    uniform, shifted = (np.float32(scheme is s) for s in (Scheme.XAVIER_UNIFORM, Scheme.TANH_EQUIVALENT))
    return jax.jit(begin, static_argnums=0)(shape, key, spread, uniform, shifted)


def somewhere(shape: Shape, architecture: Architecture, rng: np.random.Generator) -> dict:
    """Parameters in float64 that gradients are compared at: of the start's variance, nothing zero."""
    n, w, k, m = shape.inputs, shape.width, shape.outputs, shape.most_layers
    variance = architecture.scheme.variance
    sizes = {"first": (w, n), "hidden": (m - 1, w, w), "biases": (m, w), "last": (k, w), "last_bias": (k,)}
    spread = {"first": variance(n, w), "hidden": variance(w, w), "last": variance(w, k)}
    return {name: rng.normal(size=size) * spread.get(name, 0.01) ** 0.5 for name, size in sizes.items()}
