"""Deep networks of any depth and activation as one compiled program: hidden layers of one width, softmax outputs.

The backward pass is the proved recursion p_l = (dx_{l+1}/dx_l)^T p_{l+1}, started with the residual f - y of softmax
and cross-entropy, in matrix products: the depth is a loop count, the activation a choice between curves. It is compared
with the lowered claims in `train_recursion` before it is used, and in `train_depth` with automatic differentiation.

Weights are (out, in), what a sample has is (units, samples): on processors XLA makes vector code only along a long last
axis, and its fast products contract the last axis of the left factor. For the same reason what a layer keeps of a pass
is one row of a matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from .arranged import curve
from .elementwise import Activation
from .logistic import logistic

if TYPE_CHECKING:
    import jax

    Kind = jax.Array | Activation  # which activation: its place in ACTIVATIONS, or itself

ACTIVATIONS = (Activation.LOGISTIC, Activation.TANH, Activation.RELU)  # between which one program chooses


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
        """Room for the values and slopes of a forward pass, a row a layer, and for the gradients in hidden weights and
        biases of a backward pass. For networks of one depth only.
        """
        import jax.numpy as jnp

        layers, width = self.most_layers, self.width
        shapes = ((layers, width * samples), (layers, width * samples), (layers - 1, width * width), (layers, width))
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


def kind(activation: Activation) -> int | Activation:
    """An activation as `forward` takes it: by its place where the program can choose it."""
    return ACTIVATIONS.index(activation) if activation in ACTIVATIONS else activation


def activate(z: jax.Array, kind: Kind) -> tuple[jax.Array, jax.Array]:
    """The activation and its slope, element by element."""
    import jax.numpy as jnp

    if isinstance(kind, Activation):
        return curve(kind)(z)
    # tanh z = 2 sigma(2 z) - 1, sigma' = sigma (1 - sigma), tanh' = (1 + tanh)(1 - tanh): one exponential for both
    shift = jnp.asarray(kind == ACTIVATIONS.index(Activation.TANH)).astype(z.dtype)
    bent = (1 + shift) * logistic((1 + shift) * z) - shift
    rectified = kind == ACTIVATIONS.index(Activation.RELU)
    value = jnp.where(rectified, jnp.maximum(z, 0), bent)
    return value, jnp.where(rectified, (z > 0).astype(z.dtype), (shift + bent) * (1 - bent))


def item(array: jax.Array, at: jax.Array | int) -> jax.Array:
    """One entry along the first axis."""
    import jax

    return jax.lax.dynamic_index_in_dim(array, at, keepdims=False)


def put(array: jax.Array, entry: jax.Array, at: jax.Array | int) -> jax.Array:
    """The array with another entry along the first axis. Unlike `.at[]` it does not look at bounds and old entry."""
    import jax

    return jax.lax.dynamic_update_index_in_dim(array, entry, at, 0)


def transposed(weights: jax.Array) -> jax.Array:
    """W^T, written out: XLA has no fast kernel for W^T d with the transpose inside of the product on a processor."""
    import jax

    return jax.lax.optimization_barrier(weights.T)


def over_samples(values: jax.Array) -> jax.Array:
    """Sums over the last axis, as a product: that is sooner done than a reduction over it."""
    import jax.numpy as jnp

    return values @ jnp.ones(values.shape[-1], values.dtype)


def forward(
    parameters: dict, inputs: jax.Array, depth: jax.Array | int, kind: Kind, residual: jax.Array | float, scratch: tuple
) -> tuple[jax.Array, jax.Array, tuple]:
    """Logits (outputs, samples), what is on top (width, samples), and the scratch with every layer's values and slopes.

    inputs: (inputs, samples).
    """
    import jax

    hidden, biases, width = parameters["hidden"], parameters["biases"], len(parameters["first"])
    z = parameters["first"] @ inputs + biases[0][:, None]
    value, slope = activate(z.reshape(-1), kind)
    values, slopes, *others = scratch

    def layer(at: jax.Array, carried: tuple) -> tuple:
        value, values, slopes = carried
        z = item(hidden, at - 1) @ value.reshape(width, -1) + item(biases, at)[:, None]
        new, slope = activate(z.reshape(-1), kind)
        new = new + residual * value
        return new, put(values, new, at), put(slopes, slope, at)

    begun = (value, put(values, value, 0), put(slopes, slope, 0))
    value, values, slopes = jax.lax.fori_loop(1, depth, layer, begun)
    top = value.reshape(width, -1)
    return parameters["last"] @ top + parameters["last_bias"][:, None], top, (values, slopes, *others)


def backward(
    parameters: dict,
    inputs: jax.Array,
    targets: jax.Array,
    depth: jax.Array | int,
    kind: Kind,
    residual: jax.Array | float,
    scratch: tuple,
) -> tuple[dict, tuple]:
    """The gradient of the mean cross-entropy over the samples, shaped like the parameters; the scratch, used.

    inputs: (inputs, samples); targets: one-hot, (outputs, samples).
    """
    import jax

    logits, top, scratch = forward(parameters, inputs, depth, kind, residual, scratch)
    values, slopes, *room = scratch
    weights, (width, samples) = parameters["hidden"], top.shape
    delta = (jax.nn.softmax(logits, axis=0) - targets) / samples

    def layer(back: jax.Array, carried: tuple) -> tuple:
        at = depth - 1 - back
        signal, hidden, biases = carried
        here = (signal * item(slopes, at)).reshape(width, samples)
        hidden = put(hidden, (here @ item(values, at - 1).reshape(width, samples).T).reshape(-1), at - 1)
        biases = put(biases, over_samples(here), at)
        return (transposed(item(weights, at - 1)) @ here).reshape(-1) + residual * signal, hidden, biases

    begun = ((transposed(parameters["last"]) @ delta).reshape(-1), *room)
    signal, hidden, biases = jax.lax.fori_loop(0, depth - 1, layer, begun)
    here = (signal * slopes[0]).reshape(width, samples)
    biases = put(biases, over_samples(here), 0)
    found = {
        "first": here @ inputs.T,
        "hidden": hidden.reshape(weights.shape),
        "biases": biases,
        "last": delta @ top.T,
        "last_bias": over_samples(delta),
    }
    return found, (values, slopes, hidden, biases)


def descended(parameters: dict, slopes: dict, rate: jax.Array | float, depth: jax.Array | int) -> dict:
    """The parameters after a step of plain gradient descent; of the hidden layers only those that there are."""
    import jax

    flat, steepest = (p["hidden"].reshape(len(p["hidden"]), -1) for p in (parameters, slopes))
    flat = jax.lax.fori_loop(0, depth - 1, lambda at, w: put(w, item(w, at) - rate * item(steepest, at), at), flat)
    others = {name: p - rate * slopes[name] for name, p in parameters.items() if name != "hidden"}
    return others | {"hidden": flat.reshape(parameters["hidden"].shape)}


def compiled_backward(
    parameters: dict,
    inputs: jax.Array | np.ndarray,
    targets: jax.Array | np.ndarray,
    depth: int,
    kind: int | Activation,
    residual: float,
    scratch: tuple,
) -> tuple[dict, tuple]:
    """`backward` as one compiled program, as the training runs it; the same for all activations that it chooses."""
    import jax

    alone = ("kind",) if isinstance(kind, Activation) else ()
    program = jax.jit(backward, static_argnames=alone)
    return program(parameters, inputs, targets, depth=depth, kind=kind, residual=residual, scratch=scratch)


def loss(
    parameters: dict, inputs: jax.Array, targets: jax.Array, depth: int, activation: Activation, residual: float
) -> jax.Array:
    """The mean cross-entropy, as it is defined; for automatic differentiation, so with a depth that is a number."""
    import jax
    import jax.numpy as jnp

    curves = {
        Activation.LOGISTIC: jax.nn.sigmoid,
        Activation.TANH: jnp.tanh,
        Activation.RELU: jax.nn.relu,
        Activation.GELU: lambda z: jax.nn.gelu(z, approximate=False),
        Activation.IDENTITY: lambda z: z,
    }
    sigma = curves[activation]

    def affine(weights: jax.Array, biases: jax.Array, values: jax.Array) -> jax.Array:
        return jnp.einsum("oi,is->os", weights, values) + biases[:, None]

    value = sigma(affine(parameters["first"], parameters["biases"][0], inputs))
    for at in range(1, depth):
        value = sigma(affine(parameters["hidden"][at - 1], parameters["biases"][at], value)) + residual * value
    logits = affine(parameters["last"], parameters["last_bias"], value)
    return -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(logits, axis=0), axis=0))


def spectral_norms_at_most(matrices: jax.Array) -> jax.Array:
    """Schatten norms of order 64, (n,), of square matrices (n, w, w): at most w^(1/64) times the spectral norms.

    tr((W^T W)^32)^(1/64), by squaring. LAPACK's decomposition waits for ever on processors with several JAX devices.
    """
    import jax
    import jax.numpy as jnp

    tiny = jnp.finfo(matrices.dtype).tiny

    def squared(at: jax.Array, carried: tuple) -> tuple:
        power, logarithm = carried
        trace = jnp.trace(power, axis1=1, axis2=2) + tiny
        power = power / trace[:, None, None]
        return power @ power, logarithm + jnp.log(trace) / 2**at

    start = (jnp.swapaxes(matrices, 1, 2) @ matrices, jnp.zeros(len(matrices), matrices.dtype))
    return jnp.exp(jax.lax.fori_loop(0, 6, squared, start)[1] / 2)


def bounds(
    parameters: dict,
    inputs: jax.Array,
    signal: jax.Array,
    depth: jax.Array | int,
    residual: jax.Array | float,
    slope: jax.Array | float,
    scratch: tuple,
) -> jax.Array:
    """What the gradient's norm at each layer's weights cannot exceed, (layers,); 0 where there is no such layer.

    With |dL/dx_L| of each sample, its `signal` (samples,), the layer's inputs a, slopes of at most `slope` and the
    layers' norms (of order 64, slightly above the spectral ones): slope * sum over samples of |signal| |a|, times
    (slope * norm) of each layer above; with residual layers 1 + slope * norm.
    Source: `vanishing.gradient_bounded_by_the_weights_norms`.
    """
    import jax
    import jax.numpy as jnp

    layers = len(scratch[0])
    values = scratch[0].reshape(layers, len(parameters["first"]), -1)
    norms = spectral_norms_at_most(parameters["hidden"])
    sizes = jnp.concatenate([jnp.linalg.norm(inputs, axis=0)[None], jnp.linalg.norm(values[:-1], axis=1)])

    def layer(back: jax.Array, carried: tuple) -> tuple:
        passed, found = carried
        at = depth - 1 - back
        # in float64, so that no order of summation shows
        reached = jnp.sum((sizes[at] * signal).astype(jnp.float64)).astype(signal.dtype)
        found = found.at[at].set(slope * passed * reached)
        return passed * (slope * norms[at - 1] + residual), found

    start = (jnp.ones((), signal.dtype), jnp.zeros(layers, signal.dtype))
    return jax.lax.fori_loop(0, depth, layer, start)[1]
