"""Oracles for `theory.early_stopping`: descent step by step with gradients by JAX."""

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


def gradient(s: Array, c: Array, v: Array, **_: object) -> jax.Array:
    """Gradient of |y - X w|^2/2 for X = diag(s), y = X c, (n,)."""
    design = jnp.diag(jnp.asarray(s))
    return jax.grad(lambda place: 0.5 * jnp.sum((design @ jnp.asarray(c) - design @ place) ** 2))(jnp.asarray(v))


def iterate(s: Array, c: Array, eta: float, k: int, **_: object) -> Array:
    """The k-th iterate from zero, (n,)."""
    place = np.zeros(len(s))
    for _ in range(k):
        place = place - eta * np.asarray(gradient(s, c, place))
    return place


def squared_iterate(s: Array, c: Array, eta: float, k: int, **_: object) -> Array:
    """Its squared coordinates, (n,)."""
    return iterate(s, c, eta, k) ** 2


singular_directions_descend_apart = Check(oracle=gradient)
early_stopping_is_a_spectral_filter = Check(oracle=iterate)
weights_grow_with_the_number_of_steps = Check(oracle=squared_iterate)


def share_fitted(t: float, k: int, **_: object) -> float:
    """The iterate of one direction with s^2 eta = t and c = 1."""
    return float(iterate(np.ones(1), np.ones(1), t, k)[0])


def steps_times_t(t: float, k: int, **_: object) -> float:
    """t, added up k times."""
    return float(sum(t for _ in range(k)))


fit_is_at_most_proportional_to_the_number_of_steps = Check(oracle=share_fitted)
early_stopping_fits_at_least_as_much_as_ridge = Check(oracle=steps_times_t)


def returned_by_the_rule(e1: float, e2: float, e3: float, **_: object) -> float:
    """Validation error of the epoch that the rule returns."""
    best = seen = np.inf
    for error in (e1, e2, e3):
        if error > seen:
            break
        seen, best = error, min(best, error)
    return float(best)


first_rise_returns_the_first_valley = Check(oracle=returned_by_the_rule)
