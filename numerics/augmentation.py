"""Oracles for `theory.augmentation`: means over noise of three values, -a, 0 and a, that has the variance asked for."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


def mean_over_noise(loss: object, shape: tuple[int, ...], variance: float) -> float:
    """Mean of loss(noise): entries are +-a with probability v/(2 a^2) each, else 0, with a^2 = 1 + 2 v."""
    size = np.sqrt(1 + 2 * variance)
    outcomes = ((size, variance / (2 * size**2)), (-size, variance / (2 * size**2)), (0.0, 1 - variance / size**2))
    total = 0.0
    for drawn in product(outcomes, repeat=int(np.prod(shape))):
        weight = float(np.prod([p for _, p in drawn]))
        total += weight * loss(np.array([value for value, _ in drawn]).reshape(shape))  # type: ignore[operator]
    return total


def noisy_loss(w: Array, x: Array, t: float, v: float, **_: object) -> float:
    """Expected squared loss of one sample with noise on its input."""
    return mean_over_noise(lambda noise: (t - w @ (x + noise)) ** 2, x.shape, v)


def noisy_sum(w: Array, X: Array, y: Array, v: float, **_: object) -> float:
    """Expected summed loss; the samples' noises are independent, so their means add."""
    return sum(noisy_loss(w, row, target, v) for row, target in zip(X, y, strict=True))


def penalized_slope(w: Array, x: Array, t: float, v: float, **_: object) -> jax.Array:
    """Gradient of the penalized loss, (d,)."""
    return jax.grad(lambda weights: (t - weights @ x) ** 2 + v * weights @ weights)(jnp.asarray(w))


input_noise_adds_a_ridge_penalty = Check(oracle=noisy_loss)
input_noise_is_ridge_over_samples = Check(oracle=noisy_sum)
input_noise_decays_the_weights = Check(oracle=penalized_slope)

averaged_noisy_descent_solves_ridge = StudyRow(
    study="dropout", part="noise", row={"noise": "Gaussian noise"}, seeds=128, count="ridge"
)
uniform_noise_does_as_well = StudyRow(study="dropout", part="noise", row={"noise": "uniform noise"}, seeds=128)
