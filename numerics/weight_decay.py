"""Oracles for `theory.weight_decay`: steps by `jax.grad`, densities of the normal distribution, filters by slopes."""

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


def penalized_step(X: Array, theta: Array, eta: float, **values: float) -> jax.Array:
    """theta after a gradient step on the penalized risk, (d,); the arbitrary activation is the logistic function."""
    strength = values["lambda"]

    def risk(at: jax.Array) -> jax.Array:
        return jax.nn.sigmoid(X @ at).sum() + strength / 2 * at @ at

    return theta - eta * jax.grad(risk)(jnp.asarray(theta))


def posterior_slope(X: Array, y: Array, theta: Array, noise: float, prior: float, **_: object) -> jax.Array:
    """Gradient of the negative log posterior, (d,)."""

    def negative_log(at: jax.Array) -> jax.Array:
        likelihood = jax.scipy.stats.norm.logpdf(y, X @ at, jnp.sqrt(noise)).sum()
        return -likelihood - jax.scipy.stats.norm.logpdf(at, 0.0, jnp.sqrt(prior)).sum()

    return jax.grad(negative_log)(jnp.asarray(theta))


def no_slope(A: Array, **_: object) -> Array:
    """Zero, (m, 1)."""
    return np.zeros((A.shape[1], 1))


def transposed(A: Array, **_: object) -> Array:
    """A^T."""
    return A.T


def slope_of_the_filter(s: float, **values: float) -> jax.Array:
    """Slope of s^2/(s^2 + lambda) in lambda."""
    return jax.grad(lambda strength: s**2 / (s**2 + strength))(values["lambda"])


penalty_shrinks_before_the_step = Check(oracle=penalized_step)
penalty_is_decay_for_plain_descent = Check(oracle=penalized_step)
gaussian_prior_is_weight_decay = Check(oracle=posterior_slope)
ridge_solution_is_stationary = Check(oracle=no_slope)
ridge_solution_combines_the_samples = Check(oracle=transposed)
ridge_shrinks_every_direction = Check(oracle=slope_of_the_filter)
