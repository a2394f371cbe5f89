"""Oracles for `theory.xor`: networks evaluated from their printed weights, truth tables by Python's own operator."""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check
from .engine.elementwise import Activation
from .engine.study_row import StudyRow
from .engine.train import Experiment
from .engine.train_network import Network

TABLE = (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0))


def table_entry(x1: float, x2: float, **_: object) -> float:
    """The exclusive or of two bits."""
    return float(bool(x1) ^ bool(x2))


def least_margin(w1: float, w2: float, b: float, **_: object) -> float:
    """The least signed value of an affine unit over the truth table."""
    return min((1 if label else -1) * (np.dot((w1, w2), point) + b) for point, label in TABLE)


def hidden_layer(x1: float, x2: float) -> np.ndarray:
    """ReLU features of Exercise 10.1 (b), from the matrix form of (c)."""
    weights, biases = np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([-1.5, 0.5])
    return np.maximum(weights @ np.array([x1, x2]) + biases, 0.0)


def relu_network(x1: float, x2: float, **_: object) -> float:
    """Output of the explicit two-layer network."""
    return float(np.array([-2.0, -2.0]) @ hidden_layer(x1, x2) + 1.0)


def sum_of_features(x1: float, x2: float, **_: object) -> float:
    """Sum of the two features."""
    return float(hidden_layer(x1, x2).sum())


def logistic(z: float) -> float:
    """1/(1 + exp(-z)) through tanh."""
    return 0.5 * (1.0 + np.tanh(z / 2))


def sigmoid_network_error(x1: float, x2: float, **_: object) -> float:
    """Distance of the sigmoid network's output from the exclusive or."""
    total = 20 * x1 + 20 * x2
    output = logistic(20 * logistic(total - 10) - 20 * logistic(total - 30) - 10)
    return abs(output - table_entry(x1, x2))


def least_difference(w1: float, w2: float, b: float, **_: object) -> float:
    """The least difference of pre-activations between an input of class 1 and one of class 0."""
    values = {label: [np.dot((w1, w2), point) + b for point, entry in TABLE if entry == label] for label in (0, 1)}
    return min(values[1]) - max(values[0])


def nothing(**_: object) -> float:
    """Zero."""
    return 0.0


def one_half(**_: object) -> float:
    """The margin."""
    return 0.5


def on_the_features(x1: float, x2: float, v1: float, v2: float, c: float, **_: object) -> float:
    """A linear output on the two ReLU features."""
    return float(np.array([v1, v2]) @ hidden_layer(x1, x2) + c)


def interpolating_network(z: list[float], y: list[float], t: float, k: int, **_: object) -> float:
    """The hidden layer's output weights from the lower triangular system that the labels give, then the network at t.

    The system is solved unit by unit: weights c with y_0 + sum_j c_j (z_m - z_j) = y_m on the line through the points,
    for m = 1 ... k.
    """
    z, y, weights = np.asarray(z), np.asarray(y), np.zeros(k)
    for m in range(1, k + 1):
        so_far = y[0] + weights[: m - 1] @ (z[m] - z[: m - 1])
        weights[m - 1] = (y[m] - so_far) / (z[m] - z[m - 1])
    return float(y[0] + weights @ np.maximum(t - z[:k], 0.0))


xor_is_a_squared_difference = Check(oracle=table_entry)
no_line_separates_xor = Check(oracle=least_margin)
two_relu_units_compute_xor = Check(oracle=relu_network)
relu_features_join_the_class = Check(oracle=sum_of_features)
sigmoid_network_computes_xor = Check(
    oracle=sigmoid_network_error, ulps=2.0**14, reason="weights of 20 twice over, and the output is subtracted from 1"
)
one_monotone_neuron_fails = Check(oracle=least_difference)
one_gelu_neuron_computes_xor = Check(oracle=nothing)
product_feature_separates_xor = Check(oracle=one_half)
output_weights_of_the_relu_features = Check(oracle=on_the_features)
one_relu_unit_a_point_interpolates_any_labels = Check(oracle=interpolating_network)

# Training: Exercise 10.3 (c), a hidden layer and one logistic output with squared loss.
GRADIENTS = (
    "backpropagation.logistic_hidden_weight_gradient",
    "backpropagation.logistic_hidden_bias_gradient",
    "backpropagation.logistic_output_weight_gradient",
    "backpropagation.logistic_output_bias_gradient",
)

CROSS_ENTROPY = tuple(name.replace(".logistic_", ".cross_entropy_") for name in GRADIENTS)


def on_xor(title: str, units: int, activation: Activation, **settings: float) -> Experiment:
    """A network with one hidden layer on the four inputs."""
    return Experiment(
        title=title,
        formulas=GRADIENTS,
        sizes={"K1": 2, "K2": units},
        inputs=("x", tuple(tuple(map(float, point)) for point, _ in TABLE)),
        targets=("y", tuple(float(label) for _, label in TABLE)),
        fan_in={"w": 2, "w0": 2, "b": units, "b0": units},
        activation=activation,
        steps=5000,
        seeds=4096,
        **settings,
    )


gradient_descent_mostly_learns_xor = on_xor("2-2-1, sigmoid", 2, Activation.LOGISTIC, scale=0.5, learning_rate=10.0)
four_units_learn_xor_from_nearly_every_start = on_xor(
    "2-4-1, sigmoid", 4, Activation.LOGISTIC, scale=0.5, learning_rate=10.0
)
one_hidden_unit_never_learns_xor = on_xor("2-1-1, sigmoid", 1, Activation.LOGISTIC, scale=0.5, learning_rate=10.0)
relu_pair_rarely_learns_xor = on_xor("2-2-1, ReLU", 2, Activation.RELU, scale=1.0, learning_rate=1.0)

one_gelu_unit_learns_xor = StudyRow(
    study="xor", part="rates", row={"activation": "gelu", "width": 1, "loss": "squared"}, seeds=1024
)
equal_units_stay_equal = StudyRow(
    study="xor", part="symmetric", row={"activation": "sigmoid", "departure": 0.0}, seeds=2048
)
perceptron_rule_learns_and = StudyRow(
    study="xor", part="single", row={"rule": "perceptron rule", "table": "AND"}, seeds=4096
)
perceptron_rule_never_learns_xor = StudyRow(
    study="xor", part="single", row={"rule": "perceptron rule", "table": "XOR"}, seeds=4096
)


def parameters_over_training(moments: tuple[int, ...], seed: int, formulas: Mapping) -> list[dict[str, np.ndarray]]:
    """Weights of one network of the experiment with two units after so many steps, by name."""
    network = Network(gradient_descent_mostly_learns_xor, formulas)
    rate = gradient_descent_mostly_learns_xor.learning_rate

    @jax.jit
    def run(rows: tuple, steps: int) -> tuple:
        def step(_: int, now: tuple) -> tuple:
            return tuple(w - rate * s for w, s in zip(now, network.step_slopes(now), strict=True))

        return jax.lax.fori_loop(0, steps, step, rows)

    start = network.begin(0, jnp.array([seed]), gradient_descent_mostly_learns_xor.scale)
    named = [network.named(run(start, steps)) for steps in moments]
    shapes = network.derived.shapes
    return [{n: np.reshape(np.asarray(rows, float), shapes[n]) for n, rows in each.items()} for each in named]
