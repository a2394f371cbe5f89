"""Oracles for `theory.mlp`: parameters counted in arrays, networks run on permuted images, predictors averaged."""

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

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


shallow_network_has_d_plus_two_parameters_a_unit = Check(oracle=shallow)
mnist_network_has_235146_parameters = Check(oracle=mnist)
more_parameters_than_samples_is_not_more_than_targets = Check(oracle=mnist)
permuted_pixels_give_the_same_network = Check(oracle=output_on_permuted)
gradient_is_permuted_with_the_pixels = Check(oracle=first_gradient)
flattening_keeps_all_distances = Check(oracle=squared_distance)
