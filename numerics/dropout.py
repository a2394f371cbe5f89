"""Oracles for `theory.dropout`: means over all masks, by writing the masks down.

A layer of d units has 2^d masks; each has the probability p^kept (1-p)^dropped. Arrays are float64, shapes as in the
names' declarations; `p` is the probability to keep a unit, `phi` that to drop it.
"""

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


def masks(shape: tuple[int, ...], keep: float) -> Iterator[tuple[Array, float]]:
    """Every mask of a shape with its probability."""
    units = int(np.prod(shape))
    for bits in product((0.0, 1.0), repeat=units):
        kept = sum(bits)
        yield np.array(bits).reshape(shape), keep**kept * (1 - keep) ** (units - kept)


def mean_over_masks(value: Callable[[Array], Array | float], shape: tuple[int, ...], keep: float) -> Array | float:
    """The mean of value(mask) over all masks."""
    return sum(weight * value(mask) for mask, weight in masks(shape, keep))


def mean_by_enumeration(h: Array, p: float, **_: object) -> Array:
    """Mean of the masked activations, (d,)."""
    return mean_over_masks(lambda mask: mask * h / p, h.shape, p)


def variance_by_enumeration(h: Array, p: float, **_: object) -> Array:
    """Variance of each masked activation, (d,)."""
    return np.diagonal(covariance_by_enumeration(h, p))


def covariance_by_enumeration(h: Array, p: float, **_: object) -> Array:
    """Covariance of the masked activations, (d, d)."""
    return mean_over_masks(lambda mask: np.outer(mask * h / p - h, mask * h / p - h), h.shape, p)


def expected_loss_by_enumeration(w: Array, h: Array, t: float, p: float, **_: object) -> float:
    """Expected squared loss of the linear layer behind dropout."""
    return mean_over_masks(lambda mask: (np.dot(w, mask * h / p) - t) ** 2, h.shape, p)


def expected_loss_by_drop_probability(w: Array, h: Array, t: float, phi: float, **_: object) -> float:
    """The same with the drop probability of the libraries: retained units are divided by 1 - phi."""
    return mean_over_masks(lambda mask: (np.dot(w, mask * h / (1 - phi)) - t) ** 2, h.shape, 1 - phi)


def unscaled_mean_by_enumeration(h: Array, p: float, **_: object) -> Array:
    """Mean of m * h, (d,)."""
    return mean_over_masks(lambda mask: mask * h, h.shape, p)


def expected_squares_by_enumeration(X: Array, y: Array, w: Array, p: float, **_: object) -> float:
    """Expected residual sum of squares of dropout linear regression; a row's residual only sees that row's mask."""
    rows = zip(X, y, strict=True)
    return sum(mean_over_masks(lambda m, x=x, v=v: (v - (m * x / p) @ w) ** 2, x.shape, p) for x, v in rows)


def gradient_of_generalized_ridge(X: Array, y: Array, w: Array, p: float, **_: object) -> Array:
    """Gradient of the penalised squares from the normal equations, (d,)."""
    gram = X.T @ X
    return 2 * ((gram + (1 - p) / p * np.diag(np.diag(gram))) @ w - X.T @ y)


def rescaled_penalty(v: Array, g: Array, p: float, **_: object) -> float:
    """Variance of the output of the rescaled layer, which is its penalty."""
    return mean_over_masks(lambda mask: (v @ (mask * g / p) - v @ g) ** 2, g.shape, p)


def gradient_of_output_variance(w: Array, h: Array, p: float, **_: object) -> Array:
    """Gradient in w of the variance of the output, enumerated: 2 E[(w.e) e] with e the noise of the activations."""
    return mean_over_masks(lambda mask: 2 * (w @ (mask * h / p - h)) * (mask * h / p - h), h.shape, p)


mean_activation_unchanged = Check(oracle=mean_by_enumeration)
activation_variance = Check(oracle=variance_by_enumeration)
activations_uncorrelated = Check(oracle=covariance_by_enumeration)
loss_decomposition = Check(oracle=expected_loss_by_enumeration)
drop_and_keep_conventions_agree = Check(oracle=expected_loss_by_drop_probability)
unscaled_mask_shrinks_mean = Check(oracle=unscaled_mean_by_enumeration)
generalized_ridge_loss = Check(oracle=expected_squares_by_enumeration)
ridge_when_columns_have_equal_norm = Check(oracle=expected_squares_by_enumeration)
stationary_point_of_generalized_ridge = Check(oracle=gradient_of_generalized_ridge)
penalty_invariant_under_rescaling = Check(oracle=rescaled_penalty)
decay_strength_grows_with_activation = Check(oracle=gradient_of_output_variance)

averaged_dropout_descent_solves_generalized_ridge = StudyRow(
    study="dropout", part="noise", row={"noise": "dropout", "columns": "unequal"}, seeds=128
)
averaged_dropout_descent_solves_no_plain_ridge = StudyRow(
    study="dropout", part="noise", row={"noise": "dropout", "columns": "unequal"}, seeds=128, count="plain"
)
averaged_dropout_descent_solves_ridge_for_standardized_columns = StudyRow(
    study="dropout", part="noise", row={"noise": "dropout", "columns": "standardized"}, seeds=128, count="ridge"
)
networks_with_dropout_lose_less_with_half_of_their_units = StudyRow(
    study="overfitting", part="dropout", row={"turned": 0.0, "keep": 0.5}, seeds=384, count="sturdier"
)
