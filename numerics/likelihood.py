"""Oracles for `theory.likelihood`: densities and log-softmax as JAX computes them, entropies by SciPy."""

import jax
import jax.numpy as jnp
import numpy as np
from scipy.special import rel_entr

from .engine.check import Check

Array = np.ndarray


def gaussian_slope(f: float, t: float, v: float, **_: object) -> jax.Array:
    """Slope of the negative log density of the target in its mean."""
    return jax.grad(lambda mean: -jax.scipy.stats.norm.logpdf(t, mean, jnp.sqrt(v)))(f)


def class_losses(z: Array, **_: object) -> jax.Array:
    """Negative log softmax of every class, (K,)."""
    return -jax.nn.log_softmax(jnp.asarray(z))


def total_probability(z: Array, **_: object) -> jax.Array:
    """Sum of the softmax outputs."""
    return jax.nn.softmax(jnp.asarray(z)).sum()


def divergence_and_entropy(y: Array, g: Array, **_: object) -> float:
    """Divergence plus entropy; for numbers that need not add up to one, rel_entr is y log(y/g) alone."""
    return float(rel_entr(y, g).sum() - (y * np.log(y)).sum())


squared_loss_is_a_gaussian_likelihood = Check(oracle=gaussian_slope)
cross_entropy_is_the_likelihood_of_the_class = Check(oracle=class_losses)
softmax_outputs_are_probabilities = Check(oracle=total_probability)
cross_entropy_is_divergence_plus_entropy = Check(oracle=divergence_and_entropy)
