"""Oracles for `theory.likelihood`: log-densities by scipy.stats, cross-entropies summed class by class."""

import numpy as np
from scipy import stats

from .engine.check import Check

Array = np.ndarray


def gaussian(y: Array, f: Array, s: float, **_: object) -> float:
    """Negative log-likelihood of independent Gaussian targets."""
    return float(-np.sum(stats.norm.logpdf(y, loc=f, scale=s)))


def true_class(p: Array, **_: object) -> Array:
    """Cross-entropy with each class as the true one, (K,)."""
    return np.array([-(target @ np.log(p)) for target in np.eye(len(p))])


def cross_entropy(y: Array, p: Array, **_: object) -> float:
    """-sum_i y_i log p_i."""
    return float(-(y @ np.log(p)))


def softmax(Z: Array) -> Array:
    """Exponentials over their sum."""
    powers = np.exp(Z)
    return powers / powers.sum()


def sum_of_softmax(Z: Array, **_: object) -> float:
    """Sum over the classes."""
    return float(softmax(Z).sum())


def each_loss(Z: Array, **_: object) -> Array:
    """Cross-entropy of the softmax with each class as the true one, (K,)."""
    return true_class(softmax(Z))


squared_loss_is_a_gaussian_likelihood = Check(oracle=gaussian)
cross_entropy_of_a_one_hot_target_is_the_log_likelihood = Check(oracle=true_class)
cross_entropy_is_divergence_plus_entropy = Check(oracle=cross_entropy)
softmax_sums_to_one = Check(oracle=sum_of_softmax)
cross_entropy_starts_at_log_k = Check(oracle=each_loss)
