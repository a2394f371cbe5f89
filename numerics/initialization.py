"""Oracles for `theory.initialization`: means over all values of small discrete laws, and loops over layers."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


def law(variance: float) -> tuple[tuple[float, float], ...]:
    """(value, probability): a centred law of two unequal values with this variance."""
    return ((1.0, variance / (1 + variance)), (-variance, 1 / (1 + variance)))


def coin(*values: float) -> tuple[tuple[float, float], ...]:
    """(value, probability): all values are equally likely."""
    return tuple((value, 1 / len(values)) for value in values)


def mean(function, *laws) -> float:  # type: ignore[no-untyped-def]
    """Mean of function(array of drawn values), one law an entry."""
    total = 0.0
    for drawn in product(*laws):
        total += float(np.prod([p for _, p in drawn])) * function(np.array([value for value, _ in drawn]))
    return total


def output_variance(n: int, v: float, q: float, **_: object) -> float:
    """Variance of w.x over all weights and inputs."""
    laws = [law(v)] * n + [law(q)] * n
    first = mean(lambda e: e[:n] @ e[n:], *laws)
    return mean(lambda e: (e[:n] @ e[n:]) ** 2, *laws) - first**2


def over_weights(x: Array, v: float, **_: object) -> float:
    """Mean of (w.x)^2 over all weights."""
    return mean(lambda w: (w @ x) ** 2, *[law(v)] * len(x))


def lecun(n: int, q: float, **_: object) -> float:
    """Mean of (w.x)^2 with weights of variance 1/n."""
    return output_variance(n, 1 / n, q)


def two_layers(x: Array, m: int, v: float, u: float, **_: object) -> float:
    """Mean of (w.(V x))^2; the hidden units are independent of one another, so their variances add."""
    return m * u * over_weights(x, v)


def through_layers(k: int, c: float, q: float, **_: object) -> float:
    """c times the mean square, once a layer."""
    for _layer in range(k):
        q = c * q
    return q


def harmonic_mean(n: int, m: int, **_: object) -> float:
    """Two over the sum of the reciprocals of 1/n and 1/m."""
    return 2 / (1 / (1 / n) + 1 / (1 / m))


def xavier_forward(n: int, m: int, q: float, **_: object) -> float:
    """Mean of (w.x)^2 over n weights of variance 2/(n + m)."""
    return output_variance(n, 2 / (n + m), q)


def xavier_backward(n: int, m: int, q: float, **_: object) -> float:
    """Mean of (w.delta)^2 over m weights of variance 2/(n + m)."""
    return output_variance(m, 2 / (n + m), q)


def xavier_product(n: int, m: int, **_: object) -> float:
    """Forward factor times backward factor."""
    return xavier_forward(n, m, 1.0) * xavier_backward(n, m, 1.0)


def logistic(t: Array | float) -> Array | float:
    """1/(1 + exp(-t))."""
    return 1 / (1 + np.exp(-np.asarray(t)))


def mirrored_sigmoid(t: float, **_: object) -> float:
    """The logistic function at -t."""
    return float(logistic(-t))


def arriving_gradient(n: int, z: Array, delta: Array, **_: object) -> float:
    """Mean of (w.(slope delta))^2 over weights of variance 1/n; the slope is exp(-z)/(1 + exp(-z))^2."""
    slope = np.exp(-z) / (1 + np.exp(-z)) ** 2
    return over_weights(slope * delta, 1 / n)


def rectified_second_moment(z: float, **_: object) -> float:
    """Mean of max(., 0)^2 over z and -z."""
    return mean(lambda e: max(e[0], 0.0) ** 2, coin(z, -z))


def rectified_variance(z: float, p: float, **_: object) -> float:
    """Variance of max(., 0) over z, -z (p/2 each) and 0."""
    values = ((z, p / 2), (-z, p / 2), (0.0, 1 - p))
    first = mean(lambda e: max(e[0], 0.0), values)
    return mean(lambda e: max(e[0], 0.0) ** 2, values) - first**2


def masked(s: float, t: float, **_: object) -> float:
    """max(s, 0) or max(-s, 0)."""
    return max(s if t == 1 else -s, 0.0)


def behind_relu(n: int, a: Array, **_: object) -> float:
    """Mean of (w.relu(z))^2, weights of variance 2/n, z_j = |a_j| or -|a_j|."""

    def squared(drawn: Array) -> float:
        signs, weights = drawn[:n], drawn[n:]
        return float(weights @ np.maximum(signs * np.abs(a), 0.0)) ** 2

    return mean(squared, *[coin(1.0, -1.0)] * n, *[law(2 / n)] * n)


fan_in_multiplies_the_variance = Check(oracle=output_variance)
variance_over_the_weights_is_the_inputs_squared_norm = Check(oracle=over_weights)
variance_one_over_fan_in_keeps_the_signal = Check(oracle=lecun)
two_linear_layers_multiply_their_factors = Check(oracle=two_layers)
mean_square_is_exponential_in_depth = Check(oracle=through_layers)
xavier_is_the_harmonic_mean = Check(oracle=harmonic_mean)
xavier_forward_factor = Check(oracle=xavier_forward)
xavier_backward_factor = Check(oracle=xavier_backward)
xavier_keeps_both_passes_only_for_equal_fans = Check(oracle=xavier_product)
sigmoid_is_symmetric_about_one_half = Check(oracle=mirrored_sigmoid)
xavier_with_sigmoid_loses_fifteen_sixteenths_of_the_gradient = Check(oracle=arriving_gradient)
relu_halves_the_second_moment = Check(oracle=rectified_second_moment)
relu_keeps_a_share_of_the_variance_that_depends_on_the_law = Check(oracle=rectified_variance)
relu_of_a_signed_size_is_a_mask = Check(oracle=masked)
he_variance_keeps_the_mean_square = Check(oracle=behind_relu)


def hidden_gradient(X: Array, y: Array, W: Array, **_: object) -> jax.Array:
    """Gradient of half the squared error of a network whose outgoing weights are the first column of W."""

    def half_loss(weights: jax.Array) -> jax.Array:
        return 0.5 * jnp.sum((jax.nn.sigmoid(X @ weights.T) @ weights[:, 0] - y) ** 2)

    return jax.grad(half_loss)(jnp.asarray(W))


def first_unit_after_training(start: Array, X: Array, y: Array, eta: Array, k: int, **_: object) -> Array:
    """Weights of the first hidden unit after k steps of gradient descent, (d,)."""
    weights = jnp.asarray(start)
    for step in range(k):
        weights = weights - eta[step] * hidden_gradient(X[step], y[step], weights)
    return np.asarray(weights[0])


def zeros_after_training(X: Array, y: Array, eta: Array, H: int, d: int, k: int, **_: object) -> Array:
    """Weights of a tanh network after k steps from zero, (H, d)."""
    weights = np.zeros((H, d))
    for step in range(k):
        hidden = np.tanh(X[step] @ weights.T)
        error = hidden @ weights[:, 0] - y[step]
        slope = ((1 - hidden**2) * error[:, None] * weights[:, 0]).T @ X[step]
        slope[:, 0] += hidden.T @ error
        weights = weights - eta[step] * slope
    return weights


gradient_of_a_hidden_unit_sees_the_others_through_the_output = Check(oracle=hidden_gradient, samples=2)
equal_hidden_units_stay_equal = Check(oracle=first_unit_after_training, samples=2)
zero_weights_with_tanh_never_move = Check(oracle=zeros_after_training)


def scatter_of_the_energy(n: int, a: Array, **_: object) -> float:
    """Variance over all signs of (2/n) sum_j relu(sign_j |a_j|)^2."""

    def energy(signs: Array) -> float:
        return float(np.sum(np.maximum(signs * np.abs(a), 0.0) ** 2)) * 2 / n

    laws = [coin(1.0, -1.0)] * n
    return mean(lambda signs: energy(signs) ** 2, *laws) - mean(energy, *laws) ** 2


he_keeps_the_mean_square_only_on_average = Check(oracle=scatter_of_the_energy)


def random_networks(part: str, activation: str, init: str, seeds: int = 64, **cells: object) -> StudyRow:
    """Random networks of ten layers and 128 units, if not said otherwise: a row of the study."""
    row = {"activation": activation, "init": init, "residual": False, "depth": 10, "width": 128, **cells}
    return StudyRow(study="initialization", part=part, row=row, seeds=seeds)


he_keeps_the_signal_of_ten_relu_layers = random_networks("signal", "relu", "he")
variance_one_over_n_loses_the_signal_of_ten_relu_layers = random_networks("signal", "relu", "lecun")
xavier_loses_the_gradient_of_ten_sigmoid_layers = random_networks("gradient", "sigmoid", "xavier")
xavier_keeps_the_gradient_of_ten_tanh_layers = random_networks("gradient", "tanh", "xavier")
he_lets_narrow_deep_networks_vanish = random_networks("signal", "relu", "he", 144, depth=50, width=20)
he_lets_residual_branches_explode = random_networks("signal", "relu", "he", residual=True)


# Whole networks for the pictures


def mean_squares(activation: str, depth: int, width: int, nets: int, seed: int = 0) -> Array:
    """Mean squares of the pre-activations of random networks, weights of variance 1/width, (depth + 1, nets).

    Both activations are positively homogeneous: weights c times as large multiply the k-th row by c^(2k).
    """
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((nets, width))
    found = [np.mean(z**2, axis=1)]
    for _ in range(depth):
        passed = np.maximum(z, 0.0) if activation == "relu" else z
        z = np.einsum("nij,nj->ni", rng.standard_normal((nets, width, width)) / width**0.5, passed)
        found.append(np.mean(z**2, axis=1))
    return np.array(found)
