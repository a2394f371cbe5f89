"""Oracles for `theory.xor`: networks evaluated from their printed weights, truth tables by Python's own operator."""

import numpy as np

from .engine.check import Check

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


xor_is_a_squared_difference = Check(oracle=table_entry)
no_line_separates_xor = Check(oracle=least_margin)
two_relu_units_compute_xor = Check(oracle=relu_network)
relu_features_join_the_class = Check(oracle=sum_of_features)
sigmoid_network_computes_xor = Check(
    oracle=sigmoid_network_error, ulps=2.0**14, reason="weights of 20 twice over, and the output is subtracted from 1"
)
one_monotone_neuron_fails = Check(oracle=least_margin)
