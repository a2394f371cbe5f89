"""Oracles for `theory.attention`: attention in matrices, written from the slides, under `jax.grad` for gradients."""

from collections.abc import Callable
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


# Scaling: exact means over entries that take the values of a two-point or three-point law.
def mean_over_signs(value: Callable[[Array], float], count: int) -> float:
    """Mean of value(z) over all vectors z of `count` signs: mean 0 and variance 1."""
    return float(np.mean([value(np.array(z)) for z in product((-1.0, 1.0), repeat=count)]))


def moment_of_dot_products(d: int, power: int, divisor: float) -> float:
    """Mean of (q.k / divisor)^power for independent signs."""
    return mean_over_signs(lambda z: (z[:d] @ z[d:] / divisor) ** power, 2 * d)


def mean_of_scores(d: int, **_: object) -> float:
    """Mean of q.k."""
    return moment_of_dot_products(d, 1, 1.0)


def spread_of_scores(d: int, **_: object) -> float:
    """Mean of (q.k)^2."""
    return moment_of_dot_products(d, 2, 1.0)


def variance_of_scaled_scores(d: int, **_: object) -> float:
    """Variance of q.k / sqrt(d)."""
    return moment_of_dot_products(d, 2, d**0.5) - moment_of_dot_products(d, 1, d**0.5) ** 2


def variance_of_scaled_entries(d: int, v: float, u: float, **_: object) -> float:
    """Variance of q.k / sqrt(d) where signs are multiplied by sqrt(v) and sqrt(u)."""
    return mean_over_signs(lambda z: (np.sqrt(v) * z[:d] @ (np.sqrt(u) * z[d:])) ** 2 / d, 2 * d)


def mean_of_correlated_scores(d: int, rho: float, **_: object) -> float:
    """Mean of q.(rho q + e) / sqrt(d)."""
    return mean_over_signs(lambda z: z[:d] @ (rho * z[:d] + z[d:]) / d**0.5, 2 * d)


dot_product_has_mean_zero = Check(oracle=mean_of_scores)
dot_product_has_variance_d = Check(oracle=spread_of_scores)
scaling_by_root_d_gives_unit_variance = Check(oracle=variance_of_scaled_scores)
scaled_score_has_the_product_of_the_variances = Check(oracle=variance_of_scaled_entries)
correlated_scores_grow_in_spite_of_scaling = Check(oracle=mean_of_correlated_scores)


# Weights, outputs and gradients.
def weights(Q: Array, K: Array) -> Any:
    """Softmax over the keys of Q K^T / sqrt(d), (n, m)."""
    return jax.nn.softmax(jnp.asarray(Q) @ jnp.asarray(K).T / np.sqrt(Q.shape[1]), axis=1)


def rows_of_weights(Q: Array, K: Array, **_: object) -> Array:
    """Sums over the keys, (n,)."""
    return np.asarray(weights(Q, K).sum(axis=1))


def zero_for_every_pair(Q: Array, K: Array, **_: object) -> Array:
    """The lower bound of the weights, (n, m)."""
    return np.zeros((len(Q), len(K)))


def output(Q: Array, K: Array, V: Array, **_: object) -> Any:
    """softmax(Q K^T / sqrt d) V, (n, r)."""
    return weights(Q, K) @ V


def gradient(argument: int) -> Callable[..., Any]:
    """Gradient of <G, output> in Q, K or V."""

    def oracle(Q: Array, K: Array, V: Array, G: Array, **_: object) -> Any:
        return jax.grad(lambda *x: jnp.sum(G * output(*x)), argnums=argument)(*map(jnp.asarray, (Q, K, V)))

    return oracle


attention_weights_sum_to_one = Check(oracle=rows_of_weights)
attention_weights_are_positive = Check(oracle=zero_for_every_pair)
output_lies_among_the_values = Check(oracle=output)
query_gradient_of_attention = Check(oracle=gradient(0))
key_gradient_of_attention = Check(oracle=gradient(1))
value_gradient_is_weighted_by_attention = Check(oracle=gradient(2))
