"""Oracles for `theory.normalization`: means along the axes named, Jacobians by complex steps.

A complex step gives a slope without cancellation: Im f(x + i h)/h at h = 1e-30.
"""

import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


STEP = 1e-30


def normalize(values: Array, axes: tuple[int, ...], epsilon: float) -> Array:
    """Values minus their mean over the axes, divided by the root of variance plus epsilon."""
    centred = values - values.mean(axis=axes, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=axes, keepdims=True) + epsilon)


def slopes(values: Array, axes: tuple[int, ...], epsilon: float) -> Array:
    """Slope of every normalized value in every value: the axes of the output, then those of the input."""
    columns = []
    for place in np.ndindex(values.shape):
        moved = values.astype(complex)
        moved[place] += 1j * STEP
        columns.append(normalize(moved, axes, epsilon).imag / STEP)
    return np.stack(columns, axis=-1).reshape(*values.shape, *values.shape)


def mean_of_normalized(x: Array, eps: float, **_: object) -> float:
    """Mean of the normalized values."""
    return float(np.mean(normalize(x, (0,), eps)))


def variance_of_normalized(x: Array, eps: float, **_: object) -> float:
    """Mean square of the normalized values."""
    return float(np.mean(normalize(x, (0,), eps) ** 2))


def jacobian(x: Array, eps: float, **_: object) -> Array:
    """(n, n): output, input."""
    return slopes(x, (0,), eps)


def normalized_after_affine_map(x: Array, a: float, b: float, eps: float, **_: object) -> Array:
    """The values a x + b normalized with a^2 eps."""
    return normalize(a * x + b, (0,), a**2 * eps)


def layer_jacobian(y: Array, eps: float, **_: object) -> Array:
    """(N, d, N, d) of normalization along the features."""
    return slopes(y, (1,), eps)


def batch_jacobian(y: Array, eps: float, **_: object) -> Array:
    """(N, d, N, d) of normalization along the samples."""
    return slopes(y, (0,), eps)


def batch_of_one(y: Array, eps: float, **_: object) -> Array:
    """The only sample of its batch, (d,)."""
    return normalize(y, (0,), eps)[0]


def first_of_two(u: float, v: float, eps: float, **_: object) -> float:
    """The first value of the normalized batch (u, v)."""
    return float(normalize(np.array([u, v]), (0,), eps)[0])


def squared_first_of_two(u: float, v: float, **_: object) -> float:
    """Its square without epsilon."""
    return first_of_two(u, v, 0.0) ** 2


def slope_of_first_of_two(u: float, v: float, eps: float, **_: object) -> float:
    """Slope of the first output in u."""
    return float(slopes(np.array([u, v]), (0,), eps)[0, 0])


def group_jacobian(z: Array, eps: float, **_: object) -> Array:
    """(N, G, m, R) twice: channels and positions of a group of a sample are normalized together."""
    return slopes(z, (2, 3), eps)


def one_group(z: Array, eps: float, **_: object) -> Array:
    """Group normalization with the group axis of length 1 left out, (N, m, R)."""
    return normalize(z, (2, 3), eps)[:, 0]


def one_channel_a_group(z: Array, eps: float, **_: object) -> Array:
    """Group normalization with groups of one channel, (N, G, R)."""
    return normalize(z, (2, 3), eps)[:, :, 0]


def channel_means(w: Array, eps: float, **_: object) -> Array:
    """Means of the channels after batch normalization of images, (C,)."""
    return normalize(w, (0, 2), eps).mean(axis=(0, 2))


normalized_values_have_mean_zero = Check(oracle=mean_of_normalized)
normalized_variance_falls_short_of_one_by_epsilon = Check(oracle=variance_of_normalized)
jacobian_of_normalization = Check(oracle=jacobian, samples=2)
normalization_ignores_shift_and_trades_scale_for_epsilon = Check(oracle=normalized_after_affine_map)
layer_normalization_keeps_samples_apart = Check(oracle=layer_jacobian, samples=2)
batch_normalization_couples_the_samples = Check(oracle=batch_jacobian, samples=2)
batch_of_one_is_normalized_to_zero = Check(oracle=batch_of_one)
batch_of_two_keeps_only_the_difference = Check(oracle=first_of_two)
batch_of_two_becomes_signs = Check(oracle=squared_first_of_two)
gradient_through_a_batch_of_two_vanishes_with_epsilon = Check(oracle=slope_of_first_of_two)
group_normalization_keeps_samples_apart = Check(oracle=group_jacobian, samples=2)
one_group_is_layer_normalization = Check(oracle=one_group)
one_channel_a_group_is_instance_normalization = Check(oracle=one_channel_a_group)
batch_normalization_of_images_averages_positions_too = Check(oracle=channel_means)
six_sigmoid_layers_learn_with_batch_normalization_only = StudyRow(
    study="digits", part="normalization", row={"activation": "sigmoid", "normalization": "batch"}, seeds=24
)
