"""Deep networks of any depth and activation as one compiled program: hidden layers of one width, softmax outputs.

The backward pass is the proved recursion p_l = (dx_{l+1}/dx_l)^T p_{l+1}, started with the residual f - y of softmax
and cross-entropy, in batched matrix products: networks one after another on each device, the depth a loop count, the
activation a branch. `gaps` compares it with the lowered claims and with automatic differentiation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from .arranged import curve
from .elementwise import Activation

if TYPE_CHECKING:
    import jax

ACTIVATIONS = (Activation.LOGISTIC, Activation.TANH, Activation.RELU)


class Scheme(Enum):
    """The law of the first weights, normal with this variance; biases start at zero.

    TANH_EQUIVALENT is for the logistic function: the network that computes what a Xavier-started tanh network does.
    """

    LECUN = "1 / fan-in"
    HE = "2 / fan-in"
    XAVIER = "2 / (fan-in + fan-out)"
    TANH_EQUIVALENT = "Xavier, four times the weights, biases shifted"

    def deviation(self, fan_in: int, fan_out: int) -> float:
        """Standard deviation of a weight."""
        if self in (Scheme.XAVIER, Scheme.TANH_EQUIVALENT):
            return (2 / (fan_in + fan_out)) ** 0.5
        return ((2 if self is Scheme.HE else 1) / fan_in) ** 0.5


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """A kind of deep network and the step size that it is trained with."""

    activation: Activation
    scheme: Scheme
    residual: bool = False
    learning_rate: float = 0.1

    def __post_init__(self) -> None:
        if self.scheme is Scheme.TANH_EQUIVALENT and (self.residual or self.activation is not Activation.LOGISTIC):
            raise ValueError("a tanh-equivalent start is one of plain layers of logistic units")

    @property
    def name(self) -> str:
        """A short name."""
        middle = "residual, " if self.residual else ""
        return f"{self.activation.value}, {middle}{self.scheme.name.lower().replace('_', ' ')}"


@dataclass(frozen=True)
class Shape:
    """Sizes of a program: inputs, width, outputs, and the most hidden layers that a network of it may have."""

    inputs: int
    width: int
    outputs: int
    most_layers: int


def begin(shape: Shape, key: jax.Array, spread: jax.Array, shifted: jax.Array) -> dict[str, jax.Array]:
    """The first parameters, in float32. spread: deviations of first, hidden and output weights; shifted: 0 or 1.

    shifted: whether tanh-equivalent: with a = 2 s - 1, layers 2 W, then 4 W and -2 W 1, output 2 V and -V 1.
    """
    import jax
    import jax.numpy as jnp

    keys = jax.random.split(key, 3)
    n, w, k, m = shape.inputs, shape.width, shape.outputs, shape.most_layers
    first = jax.random.normal(keys[0], (w, n), jnp.float32) * spread[0]
    # one key a layer, so that a network's layers do not depend on how many there may be
    each = jax.vmap(lambda layer: jax.random.normal(jax.random.fold_in(keys[1], layer), (w, w), jnp.float32))
    hidden = each(jnp.arange(1, m)) * spread[1]
    last = jax.random.normal(keys[2], (k, w), jnp.float32) * spread[2]
    biases = jnp.concatenate([jnp.zeros((1, w)), -2 * shifted * hidden.sum(axis=2)]).astype(jnp.float32)
    return {
        "first": first * (1 + shifted),
        "hidden": hidden * (1 + 3 * shifted),
        "biases": biases,
        "last": last * (1 + shifted),
        "last_bias": -shifted * last.sum(axis=1),
    }


def forward(
    parameters: dict, inputs: jax.Array, depth: jax.Array | int, kind: jax.Array | int, residual: jax.Array | float
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Logits (samples, outputs), and of every hidden layer the values and the slopes (layers, samples, width)."""
    import jax
    import jax.numpy as jnp

    curves = [curve(a) for a in ACTIVATIONS]

    def activate(z: jax.Array) -> tuple[jax.Array, jax.Array]:
        return jax.lax.switch(kind, curves, z)

    most, width = parameters["biases"].shape
    value, slope = activate(inputs @ parameters["first"].T + parameters["biases"][0])
    kept = jnp.zeros((most, len(inputs), width), value.dtype)
    kept_values, kept_slopes = kept.at[0].set(value), kept.at[0].set(slope)

    def layer(at: jax.Array, carried: tuple) -> tuple:
        value, values, slopes = carried
        z = value @ parameters["hidden"][at - 1].T + parameters["biases"][at]
        new, slope = activate(z)
        new = new + residual * value
        return new, values.at[at].set(new), slopes.at[at].set(slope)

    value, values, slopes = jax.lax.fori_loop(1, depth, layer, (value, kept_values, kept_slopes))
    return value @ parameters["last"].T + parameters["last_bias"], values, slopes


def backward(
    parameters: dict,
    inputs: jax.Array,
    targets: jax.Array,
    depth: jax.Array | int,
    kind: jax.Array | int,
    residual: jax.Array | float,
) -> dict[str, jax.Array]:
    """The gradient of the mean cross-entropy over the samples, shaped like the parameters. targets: one-hot."""
    import jax
    import jax.numpy as jnp

    logits, values, slopes = forward(parameters, inputs, depth, kind, residual)
    delta = (jax.nn.softmax(logits) - targets) / len(inputs)
    top = values[depth - 1]
    found = {"last": delta.T @ top, "last_bias": delta.sum(axis=0)}

    def layer(back: jax.Array, carried: tuple) -> tuple:
        at = depth - 1 - back
        signal, hidden, biases = carried
        here = signal * slopes[at]
        hidden = hidden.at[at - 1].set(here.T @ values[at - 1])
        biases = biases.at[at].set(here.sum(axis=0))
        return here @ parameters["hidden"][at - 1] + residual * signal, hidden, biases

    blank = (jnp.zeros_like(parameters["hidden"]), jnp.zeros_like(parameters["biases"]))
    signal, hidden, biases = jax.lax.fori_loop(0, depth - 1, layer, (delta @ parameters["last"], *blank))
    here = signal * slopes[0]
    return {
        "first": here.T @ inputs,
        "hidden": hidden,
        "biases": biases.at[0].set(here.sum(axis=0)),
        **found,
    }


def loss(parameters: dict, inputs: jax.Array, targets: jax.Array, depth: int, kind: int, residual: float) -> jax.Array:
    """The mean cross-entropy, as it is defined; for automatic differentiation, so with a depth that is a number."""
    import jax
    import jax.numpy as jnp

    curves = (jax.nn.sigmoid, jnp.tanh, jax.nn.relu)
    value = curves[kind](inputs @ parameters["first"].T + parameters["biases"][0])
    for at in range(1, depth):
        new = curves[kind](value @ parameters["hidden"][at - 1].T + parameters["biases"][at])
        value = new + residual * value
    logits = value @ parameters["last"].T + parameters["last_bias"]
    return -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(logits), axis=1))


@dataclass(frozen=True)
class Wanted:
    """The networks to be trained, one entry a network in every array."""

    seeds: np.ndarray
    depths: np.ndarray
    kinds: np.ndarray
    residuals: np.ndarray
    rates: np.ndarray
    spreads: np.ndarray
    shifted: np.ndarray

    def arrays(self) -> tuple[np.ndarray, ...]:
        """As the program takes them."""
        return self.seeds, self.depths, self.kinds, self.residuals, self.rates, self.spreads, self.shifted


def wanted(shape: Shape, networks: list[tuple[Architecture, int, int]]) -> Wanted:
    """Networks (architecture, hidden layers, seed) as arrays."""
    n, w, k = shape.inputs, shape.width, shape.outputs
    over = [d for _, d, _ in networks if not 1 <= d <= shape.most_layers]
    if over:
        raise ValueError(f"{over[0]} hidden layers: 1 to {shape.most_layers} fit in this program")
    return Wanted(
        seeds=np.array([s for _, _, s in networks]),
        depths=np.array([d for _, d, _ in networks]),
        kinds=np.array([ACTIVATIONS.index(a.activation) for a, _, _ in networks]),
        residuals=np.array([a.residual for a, _, _ in networks], np.float32),
        rates=np.array([a.learning_rate for a, _, _ in networks], np.float32),
        spreads=np.array(
            [[a.scheme.deviation(i, o) for i, o in ((n, w), (w, w), (w, k))] for a, _, _ in networks], np.float32
        ),
        shifted=np.array([a.scheme is Scheme.TANH_EQUIVALENT for a, _, _ in networks], np.float32),
    )


@lru_cache(maxsize=16)
def program(shape: Shape, samples: int, batch: int, devices: tuple) -> object:
    """Training and measurement of networks, one after another on each device, compiled when it is first called.

    Takes the root key, the number of steps, training inputs and one-hot targets, test inputs and labels, and the arrays
    of `Wanted`: one program serves every depth, activation, start, rate and budget. Gives for each network: test
    accuracy, training loss, whether all is finite, and the gradient's norm at each layer's weights over the training
    set, first at the start and then at the end (0 where there is no such layer).
    """
    import jax
    import jax.numpy as jnp
    from jax.sharding import Mesh, PartitionSpec

    blocks = samples // batch

    def norms(parameters: dict, x: jax.Array, y: jax.Array, *kind: jax.Array) -> jax.Array:
        slopes = backward(parameters, x, y, *kind)
        return jnp.concatenate(
            [jnp.linalg.norm(slopes["first"])[None], jnp.sqrt(jnp.sum(slopes["hidden"] ** 2, axis=(1, 2)))]
        )

    def one(root: jax.Array, steps: jax.Array, data: tuple, network: tuple) -> tuple:
        x, y, x_test, labels = data
        seed, depth, kind, residual, rate, spread, shifted = network
        key = jax.random.fold_in(root, seed)
        start_key, order_key, mix_key = jax.random.split(key, 3)
        first = begin(shape, start_key, spread, shifted)
        order = jax.random.permutation(mix_key, samples)
        x_mixed, y_mixed = x[order], y[order]

        def epoch(number: jax.Array, parameters: dict) -> dict:
            # blocks of the mixed samples, in another order in every epoch
            turn = jax.random.permutation(jax.random.fold_in(order_key, number), blocks)

            def step(at: jax.Array, parameters: dict) -> dict:
                here = tuple(jax.lax.dynamic_slice_in_dim(d, turn[at] * batch, batch) for d in (x_mixed, y_mixed))
                slopes = backward(parameters, *here, depth, kind, residual)
                return jax.tree.map(lambda p, s: p - rate * s, parameters, slopes)

            return jax.lax.fori_loop(0, jnp.minimum(blocks, steps - number * blocks), step, parameters)

        last = jax.lax.fori_loop(0, (steps + blocks - 1) // blocks, epoch, first)
        logits, *_ = forward(last, x_test, depth, kind, residual)
        accuracy = jnp.mean(jnp.argmax(logits, axis=1) == labels)
        train_logits, *_ = forward(last, x, depth, kind, residual)
        final = -jnp.mean(jnp.sum(y * jax.nn.log_softmax(train_logits), axis=1))
        finite = jnp.isfinite(final) & jnp.isfinite(logits).all()
        kinds = (depth, kind, residual)
        return accuracy, final, finite, norms(first, x, y, *kinds), norms(last, x, y, *kinds)

    def of_one_device(root: jax.Array, steps: jax.Array, data: tuple, networks: tuple) -> tuple:
        return jax.lax.map(lambda network: one(root, steps, data, network), networks)

    mesh = Mesh(np.array(devices), ("networks",))
    whole, split = PartitionSpec(), PartitionSpec("networks")
    return jax.jit(
        jax.shard_map(of_one_device, mesh=mesh, in_specs=(whole, whole, whole, split), out_specs=split, check_vma=False)
    )
