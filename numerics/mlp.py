"""Oracles for `theory.mlp`: parameters counted in arrays, networks run on permuted images, predictors averaged."""

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


def entries(*shapes: tuple[int, ...]) -> int:
    """Number of entries of arrays of these shapes, as a tree of parameters counts them."""
    return sum(leaf.size for leaf in jax.tree.leaves([np.zeros(shape) for shape in shapes]))


def shallow(d: int, M: int, **_: object) -> int:
    """Parameters of one hidden layer without output bias."""
    return entries((M, d), (M,), (M,))


def mnist(**_: object) -> int:
    """Parameters of the lecture's example."""
    return entries((256, 784), (256,), (128, 256), (128,), (10, 128), (10,))


def output(weights: object, image: object, b: Array, beta: Array) -> jax.Array:
    """One hidden layer with logistic units."""
    return jnp.dot(beta, jax.nn.sigmoid(weights @ image + b))


def output_on_permuted(W: Array, P: Array, z: Array, b: Array, beta: Array, **_: object) -> jax.Array:
    """Output on the image as presented, the weights carried along."""
    return output(W @ P.T, z, b, beta)


def first_gradient(W: Array, P: Array, z: Array, b: Array, beta: Array, y: float, **_: object) -> jax.Array:
    """Gradient of half the squared error in the first weights, (M, d), at the original image."""
    return jax.grad(lambda weights: 0.5 * (output(weights, P.T @ z, b, beta) - y) ** 2)(jnp.asarray(W))


def squared_distance(X: Array, Z: Array, **_: object) -> Array:
    """|x - z|^2, (1, 1)."""
    return np.linalg.norm(X - Z, keepdims=True) ** 2


def layered(W: list[Array], k: int, K: int, **_: object) -> int:
    """Parameters of k hidden layers and K outputs, from the shapes of the weights."""
    shapes = [shape for weights in W[:k] for shape in (weights.shape, weights.shape[:1])]
    return entries(*shapes, (K, W[k].shape[1]), (K,))


def first_layer_on_pixels(M: int, **_: object) -> int:
    """Parameters of M units on 1000 x 1000 pixels, one unit counted."""
    return M * (entries((1000, 1000)) + 1)


def module(**_: object) -> int:
    """Trainable parameters of the code example."""
    return entries((64, 10), (64,), (64,), (64,), (32, 64), (32,), (32,), (32,), (1, 32), (1,))


def error_of_average(f: Array, y: float, **_: object) -> float:
    """Squared error of the mean prediction."""
    return float((np.mean(f) - y) ** 2)


def entropy_gap(p: float, r: float, **_: object) -> float:
    """Cross-entropy of the average less the members' average."""
    return float(-np.log(np.mean([p, r])) - np.mean(-np.log([p, r])))


def errors_of_members(p1: float, p2: float, p3: float, **_: object) -> float:
    """Share of members whose wrong class is ahead."""
    return float(np.mean([p > 0.5 for p in (p1, p2, p3)]))


def batch_normalized(X: object, w: object, b: object, epsilon: float) -> jax.Array:
    """A unit over the batch, (N,), behind batch normalization."""
    reached = X @ w + b
    return (reached - reached.mean()) / jnp.sqrt(reached.var() + epsilon)


def normalized(X: Array, w: Array, b: float, epsilon: float, **_: object) -> jax.Array:
    """The unit with its bias."""
    return batch_normalized(jnp.asarray(X), jnp.asarray(w), b, epsilon)


def affine(v: Array, x: Array, c: float, **_: object) -> float:
    """v.x + c."""
    return float(v @ x + c)


def relu_unit(w: Array, x: Array, b: float, beta0: float, **_: object) -> float:
    """beta ReLU(w.x + b)."""
    return float(beta0 * np.maximum(w @ x + b, 0.0))


def logistic_unit(w: Array, x: Array, b: float, beta0: float, **_: object) -> float:
    """beta sigma(w.x + b)."""
    return float(beta0 / (1 + np.exp(-(w @ x + b))))


def gradient_in_output_weights(W: Array, x: Array, B: Array, beta: Array, **_: object) -> jax.Array:
    """Gradient of the output in the output weights, (M,)."""
    return jax.grad(lambda last: output(W, x, B, last))(jnp.asarray(beta))


shallow_network_has_d_plus_two_parameters_a_unit = Check(oracle=shallow)
mnist_network_has_235146_parameters = Check(oracle=mnist)
more_parameters_than_samples_is_not_more_than_targets = Check(oracle=mnist)
permuted_pixels_give_the_same_network = Check(oracle=output_on_permuted)
gradient_is_permuted_with_the_pixels = Check(oracle=first_gradient)
flattening_keeps_all_distances = Check(oracle=squared_distance)
layered_network_parameters = Check(oracle=layered)
million_pixels_need_a_thousand_units_for_a_billion_parameters = Check(oracle=first_layer_on_pixels)
code_example_has_3009_parameters = Check(oracle=module)
averaging_gains_the_spread = Check(oracle=error_of_average)
average_is_no_worse_than_the_average_member = Check(oracle=error_of_average)
averaged_probabilities_have_no_larger_cross_entropy = Check(oracle=entropy_gap)
average_can_misclassify_more_than_its_members = Check(oracle=errors_of_members)
bias_before_batch_normalization_has_no_effect = Check(oracle=normalized)
relu_networks_contain_linear_models = Check(oracle=affine)
relu_units_can_be_rescaled = Check(oracle=relu_unit)
logistic_units_can_be_reflected = Check(oracle=logistic_unit)
network_is_linear_in_its_output_weights = Check(oracle=gradient_in_output_weights)


def on_digits(better: str, worse: str, seeds: int) -> StudyRow:
    """On how many random splits the one method has fewer test images wrong than the other."""
    return StudyRow(study="digits", part="order", row={"data": "digits", "better": better, "worse": worse}, seeds=seeds)


dropout_network_beats_logistic_regression = on_digits("dropout network", "logistic regression", 24)
logistic_regression_beats_discriminant_analysis = on_digits("logistic regression", "discriminant analysis", 256)
dropout_and_ridge_network_change_places = on_digits("dropout network", "ridge network", 28)
average_of_eight_beats_the_median_member = StudyRow(
    study="overfitting", part="averages", row={"turned": 0.2}, seeds=64, count="below_median"
)
