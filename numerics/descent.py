"""Oracles for `theory.descent`: literal runs of descent on the gradients met, and losses differentiated by JAX."""

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


def excess_times_steps(R: Array, m: float, eta: float, k: int, **_: object) -> float:
    """2 eta (R_k - m), counted once for every step."""
    return sum(2 * eta * (float(R[k]) - m) for _ in range(k))


def squared_distance_after(x0: Array, s: Array, g: list[Array], eta: float, k: int, **_: object) -> float:
    """|x_k - s|^2 after k steps along the gradients met."""
    place = np.array(x0, dtype=float)
    for gradient in g[:k]:
        place = place - eta * np.asarray(gradient)
    return float(np.sum((place - s) ** 2))


def sum_of_squared_gradients(g: list[Array], k: int, **_: object) -> float:
    """|g_0|^2 + ... + |g_{k-1}|^2."""
    return sum(float(np.sum(np.asarray(gradient) ** 2)) for gradient in g[:k])


def logistic_slope(t: float, **_: object) -> jax.Array:
    """Derivative of log(1 + exp(-t))."""
    return jax.grad(lambda theta: jnp.logaddexp(0.0, -theta))(t)


convex_rate_one_over_k = Check(oracle=excess_times_steps)
strongly_convex_rate_is_geometric = Check(oracle=squared_distance_after)
squared_gradients_have_a_bounded_sum = Check(oracle=sum_of_squared_gradients)
logistic_loss_of_a_separable_sample_has_no_stationary_point = Check(oracle=logistic_slope)
