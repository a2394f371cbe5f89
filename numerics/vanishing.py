"""Oracles for `theory.vanishing`: exact powers, signals by matrix products, slopes by `jax.grad`."""

from collections.abc import Callable
from fractions import Fraction

import jax
import numpy as np

from .engine.check import Check
from .engine.elementwise import Activation
from .engine.train_depth import Criterion, DepthExperiment
from .engine.train_starts import Architecture, Scheme

Array = np.ndarray


def distance_from(printed: Fraction) -> Callable[..., float]:
    """|4^-n - printed| in exact rationals, rounded once."""

    def oracle(n: float, **_: object) -> float:
        return float(abs(Fraction(1, 4) ** int(n) - printed))

    return oracle


def chain_slope(k: int, **_: object) -> jax.Array:
    """d a_{k+1} / d w_1 of the chain with weights 8, biases -4 and input 1/2."""

    def last(first: jax.Array) -> jax.Array:
        value = jax.nn.sigmoid(first * 0.5 - 4.0)
        for _ in range(k):
            value = jax.nn.sigmoid(8.0 * value - 4.0)
        return value

    return jax.grad(last)(8.0)


def squared_signal(W: list[Array], s: list[Array], g: Array, k: int, **_: object) -> float:
    """|p_k|^2 after k backward steps."""
    signal = g
    for layer in range(k):
        signal = W[layer].T @ (s[layer] * signal)
    return float(signal @ signal)


def gentle_chain_slope(k: int, **_: object) -> jax.Array:
    """The same with weights 4 and biases -2."""

    def last(first: jax.Array) -> jax.Array:
        value = jax.nn.sigmoid(first * 0.5 - 2.0)
        for _ in range(k):
            value = jax.nn.sigmoid(4.0 * value - 2.0)
        return value

    return jax.grad(last)(4.0)


def slope_through_active_units(v: list[float], z: list[float], k: int, **_: object) -> jax.Array:
    """Slope of k ReLU units one behind another, biases chosen so that the pre-activations are z."""

    def last(start: jax.Array) -> jax.Array:
        moved = start
        for weight, at in zip(v[:k], z[:k], strict=True):
            moved = weight * (jax.nn.relu(moved - jax.lax.stop_gradient(moved) + at) - at)
        return moved

    return jax.grad(last)(1.0)


def tanh_layer(W: list[Array], b: list[Array], g: Array, k: int, **_: object) -> Array:
    """Activations of the tanh network's layer k."""
    values = np.tanh(g)
    for weights, biases in zip(W[:k], b[:k], strict=True):
        values = np.tanh(weights @ values + biases)
    return values


def accuracy_of_one_layer_more(n: float, **_: object) -> float:
    """The printed table, one row further down, in tenths of a percent."""
    return {1: 872.0, 2: 915.0, 3: 893.0, 4: 821.0, 5: 718.0, 6: 583.0}[int(n) + 1]


quarter_to_the_fifth_is_a_thousandth = Check(oracle=distance_from(Fraction(1, 1000)))
quarter_to_the_tenth_is_a_millionth = Check(oracle=distance_from(Fraction(1, 10**6)))
gradient_grows_in_a_steep_sigmoid_chain = Check(oracle=chain_slope)
gradient_bounded_by_the_weights_norms = Check(oracle=squared_signal)
gradient_keeps_its_size_in_a_sigmoid_chain = Check(oracle=gentle_chain_slope)
relu_gradient_is_the_product_of_the_weights = Check(oracle=slope_through_active_units)
sigmoid_network_computes_the_tanh_network = Check(oracle=tanh_layer)
printed_accuracy_falls_from_two_layers_on = Check(oracle=accuracy_of_one_layer_more)

# Training on handwritten digits.
SIGMOIDS = Architecture(activation=Activation.LOGISTIC, scheme=Scheme.LECUN, learning_rate=1.0)
TANHS = Architecture(activation=Activation.TANH, scheme=Scheme.XAVIER)
RELUS = Architecture(activation=Activation.RELU, scheme=Scheme.HE)
DISGUISED = Architecture(activation=Activation.LOGISTIC, scheme=Scheme.TANH_EQUIVALENT)
RESIDUAL_SIGMOIDS = Architecture(activation=Activation.LOGISTIC, scheme=Scheme.LECUN, residual=True)
RESIDUAL_TANHS = Architecture(activation=Activation.TANH, scheme=Scheme.XAVIER, residual=True)

six_sigmoid_layers_stay_at_chance = DepthExperiment(title="six sigmoid layers", architecture=SIGMOIDS, depth=6)
one_sigmoid_layer_trains = DepthExperiment(title="one sigmoid layer", architecture=SIGMOIDS, depth=1)
six_relu_layers_train = DepthExperiment(title="six ReLU layers, He", architecture=RELUS, depth=6)
twenty_sigmoid_layers_train_from_the_tanh_start = DepthExperiment(
    title="twenty sigmoid layers, tanh-equivalent", architecture=DISGUISED, depth=20, steps=1500, seeds=20
)
early_gradients_are_tiny_with_sigmoids = DepthExperiment(
    title="gradients of six sigmoid layers at the start",
    architecture=SIGMOIDS,
    depth=6,
    steps=0,
    criterion=Criterion.FIRST_OVER_LAST,
    threshold=0.01,
)
early_gradients_are_not_tiny_from_the_tanh_start = DepthExperiment(
    title="gradients of six sigmoid layers at the start, tanh-equivalent",
    architecture=DISGUISED,
    depth=6,
    steps=0,
    criterion=Criterion.FIRST_OVER_LAST,
    threshold=0.01,
)

# Whole networks for the pictures


def signals_back(activation: str, depth: int, width: int, gain: float, seed: int = 0) -> dict[str, Array]:
    """A random network, forward and back: weights (depth, width, width), slopes (depth, width), norms (depth + 1,).

    Weights are normal with variance gain^2/width; "residual" adds tanh of the layer to its input. Signals are counted
    back from the output, whose signal has norm 1.
    """
    rng = np.random.default_rng(seed)
    squash = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0)}.get(activation, np.tanh)
    weights = gain / np.sqrt(width) * rng.standard_normal((depth, width, width))
    value, slopes = rng.standard_normal(width), []
    for layer in weights:
        z = layer @ value
        out = squash(z)
        slopes.append({"sigmoid": out * (1 - out), "relu": (z > 0).astype(float)}.get(activation, 1 - out**2))
        value = value + out if activation == "residual" else out
    signal = rng.standard_normal(width)
    signal = signal / np.linalg.norm(signal)
    norms = [1.0]
    for layer, slope in zip(weights[::-1], slopes[::-1], strict=True):
        back = layer.T @ (slope * signal)
        signal = signal + back if activation == "residual" else back
        norms.append(float(np.linalg.norm(signal)))
    return {"weights": weights, "slopes": np.array(slopes), "norms": np.array(norms)}
