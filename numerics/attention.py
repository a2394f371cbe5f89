"""Oracles for `theory.attention`: attention in matrices, written from the slides, under `jax.grad` for gradients."""

from itertools import product

import numpy as np

from .engine.check import Check

Array = np.ndarray


# Scaling: exact means over entries that take the values of a two-point or three-point law.
def mean_over_signs(value: object, count: int) -> float:
    """Mean of value(z) over all vectors z of `count` signs: mean 0 and variance 1."""
    return float(np.mean([value(np.array(z)) for z in product((-1.0, 1.0), repeat=count)]))  # type: ignore[operator]


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
