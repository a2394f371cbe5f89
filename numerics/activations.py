"""Oracles for `theory.activations`: functions from their definitions, slopes from values in the complex plane.

A slope is Im f(z + ih)/h with a tiny h (no cancellation), a higher derivative Cauchy's integral over a circle. Each
function is written on complex numbers; pieces are chosen by the real part. Units: per unit of pre-activation.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

import numpy as np
from scipy.special import erf

from .engine.check import Check

Array = np.ndarray
Curve = Callable[[complex], complex]
TINY = 1e-30
POINTS = 64  # on the circle; the sigmoid's nearest pole is pi away


def logistic(z: complex) -> complex:
    """exp(z)/(exp(z) + 1), as in the exercise."""
    return np.exp(z) / (np.exp(z) + 1)


def hyperbolic_tangent(z: complex) -> complex:
    """(exp(2z) - 1)/(exp(2z) + 1), without the cancellation near 0."""
    return np.expm1(2 * z) / (np.expm1(2 * z) + 2)


def rectified(z: complex) -> complex:
    """max(0, z) by the real part."""
    return z if np.real(z) > 0 else 0.0


def threshold(z: complex) -> complex:
    """1 for z > 0, else 0, by the real part."""
    return 1.0 if np.real(z) > 0 else 0.0


def leaky(z: complex, a: float) -> complex:
    """z for z > 0, else a z."""
    return z if np.real(z) > 0 else a * z


def gaussian_unit(z: complex) -> complex:
    """z times the distribution function of the standard normal law."""
    return z * (1 + erf(z / np.sqrt(2))) / 2


def density(z: complex) -> complex:
    """Density of the standard normal law."""
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def swish(z: complex) -> complex:
    """z times the logistic function."""
    return z * logistic(z)


def soft(z: complex) -> complex:
    """log(1 + exp(z))."""
    return np.log(1 + np.exp(z))


def slope(f: Curve, z: float) -> float:
    """f'(z) by a step into the complex plane."""
    return float(np.imag(f(z + 1j * TINY)) / TINY)


def derivative(f: Curve, z: float, order: int) -> float:
    """The derivative of an order by Cauchy's integral over the unit circle around z."""
    around = np.exp(2j * np.pi * np.arange(POINTS) / POINTS)
    values = np.array([f(z + e) for e in around])
    return float(factorial(order) * np.mean(values * around**-order).real)


def of(f: Curve) -> Check:
    """The value of f at z."""
    return Check(oracle=lambda z, **_: float(np.real(f(z))))


def slope_of(f: Curve) -> Check:
    """The slope of f at z."""
    return Check(oracle=lambda z, **_: slope(f, z))


def constant(value: float) -> Check:
    """A left side without variables."""
    return Check(oracle=lambda **_: value)


# Sigmoid

sigmoid_forms_agree = of(logistic)
sigmoid_mirrors_about_half = of(lambda z: logistic(-z))
sigmoid_below_one = of(logistic)
sigmoid_above_zero = of(lambda z: -logistic(z))
sigmoid_meets_every_value_between = Check(oracle=lambda y, **_: float(np.real(logistic(np.log(y) - np.log1p(-y)))))
sigmoid_increases = of(logistic)
sigmoid_slope = slope_of(logistic)
sigmoid_slope_is_even = slope_of(logistic)
sigmoid_slope_at_most_quarter = slope_of(logistic)
sigmoid_slope_below_quarter_off_zero = slope_of(logistic)
sigmoid_slope_is_quarter_at_zero = slope_of(logistic)
sigmoid_power_slope = Check(oracle=lambda z, k, **_: slope(lambda u: logistic(u) ** (k + 1), z))
sigmoid_third_derivative = Check(
    oracle=lambda z, **_: derivative(logistic, z, 3), ulps=1024, reason="Cauchy's integral multiplies by 3!"
)


def term(S: Array, n: int, k: int) -> float:
    """(-1)^k k! S(n+1, k+1)."""
    return float((-1) ** k * factorial(k) * S[n + 1, k + 1])


def slope_of_term(z: float, S: Array, n: int, power: int) -> float:
    """Slope of one term of the n-th derivative of the logistic function."""
    return slope(lambda u: term(S, n, power) * logistic(u) ** (power + 1), z)


sigmoid_coefficients_recur = Check(oracle=lambda S, n, k, **_: term(S, n + 1, k + 1))
sigmoid_derivatives_are_polynomials = Check(oracle=lambda z, S, n, k, **_: slope_of_term(z, S, n, k + 1))
sigmoid_derivatives_lowest_term = Check(oracle=lambda z, S, n, **_: slope_of_term(z, S, n, 0))
sigmoid_slope_decays_exponentially = slope_of(logistic)


# Losses on a logistic output


def entropy(z: complex, y: float) -> complex:
    """Cross-entropy of the label y in [0, 1] and the logistic prediction."""
    return -y * np.log(logistic(z)) - (1 - y) * np.log(1 - logistic(z))


def square(z: complex, y: float) -> complex:
    """Half of the squared error of the logistic prediction."""
    return (logistic(z) - y) ** 2 / 2


cross_entropy_slope = Check(oracle=lambda z, y, **_: slope(lambda u: entropy(u, y), z))
squared_error_slope = Check(oracle=lambda z, y, **_: slope(lambda u: square(u, y), z))
saturation_stops_learning = Check(oracle=lambda z, y, **_: slope(lambda u: entropy(u, y), z) ** 2)
cross_entropy_corrects_wrong_predictions = constant(0.25)
squared_error_stalls_when_saturated = Check(oracle=lambda z, y, **_: slope(lambda u: square(u, y), z) ** 2)

# tanh

tanh_slope_decays_exponentially = slope_of(hyperbolic_tangent)
tanh_slope = slope_of(hyperbolic_tangent)
tanh_is_rescaled_sigmoid = Check(
    oracle=lambda z, **_: float(hyperbolic_tangent(z)),
    ulps=2.0**16,
    reason="2 sigma - 1 cancels near 0: an absolute error of one ulp of 1, for |z| down to 1/5000",
)
tanh_stays_inside_one = of(lambda z: hyperbolic_tangent(z) ** 2)
tanh_is_odd = Check(oracle=lambda t, **_: float(hyperbolic_tangent(t)))
tanh_slope_at_most_one = slope_of(hyperbolic_tangent)
tanh_slope_below_one_off_zero = slope_of(hyperbolic_tangent)

# ReLU and leaky ReLU

relu_slope_is_one_where_active = slope_of(rectified)
relu_slope_is_step = slope_of(rectified)
relu_has_no_slope_at_zero = Check(oracle=lambda t, **_: max(t, 0.0) / t)
relu_is_positively_homogeneous = Check(oracle=lambda z, beta, **_: max(beta * z, 0.0))


def unit_risk(X: Array, w: Array, T: Array, b: float, v: complex, steps: Array | None = None) -> complex:
    """Sum of squared errors of v ReLU(w.x + b); `steps` is added to w."""
    moved = w if steps is None else w + steps
    return sum((v * rectified(np.dot(x, moved) + b) - y) ** 2 for x, y in zip(X, T, strict=True))


def gradient_in_weights(f: Callable[[Array], complex], size: int) -> Array:
    """Gradient at 0 of a function of a step, one complex step a coordinate."""
    return np.array([np.imag(f(1j * TINY * row)) / TINY for row in np.eye(size)])


silent_unit_gets_no_gradient = Check(
    oracle=lambda X, w, T, b, v, **_: gradient_in_weights(lambda e: unit_risk(X, w, T, b, v, e), len(w))
)
silent_unit_trains_no_outgoing_weight = Check(
    oracle=lambda X, w, T, b, v, **_: slope(lambda c: unit_risk(X, w, T, b, c), v)
)
leaky_relu_is_a_maximum = Check(oracle=lambda z, a, **_: max(a * z, z))
leaky_relu_slope = Check(oracle=lambda z, a, **_: slope(lambda u: leaky(u, a), z))
leaky_relu_is_never_flat = Check(oracle=lambda z, a, **_: -slope(lambda u: leaky(u, a), z))

# GELU, SiLU, softplus

gelu_slope = slope_of(gaussian_unit)
gelu_curvature = Check(
    oracle=lambda z, **_: derivative(gaussian_unit, z, 2), ulps=1024, reason="erf off the real axis, times 2!"
)
gelu_slope_largest_at_root_two = slope_of(gaussian_unit)
gelu_slope_bound_is_met = Check(oracle=lambda **_: slope(gaussian_unit, np.sqrt(2)))
gelu_slope_is_symmetric = Check(oracle=lambda z, t, **_: slope(gaussian_unit, z) + slope(gaussian_unit, t))
gelu_is_not_monotone = slope_of(gaussian_unit)
silu_slope = slope_of(swish)
silu_slope_bound = slope_of(swish)
silu_slope_bound_is_sharp = constant(1.0998393201)
softplus_slope = slope_of(soft)
softplus_within_log_two_of_relu = of(lambda z: soft(z) - rectified(z))
softplus_gap_is_log_two_at_zero = of(lambda z: soft(z) - rectified(z))
softplus_gap_below_log_two_off_zero = of(lambda z: soft(z) - rectified(z))
softplus_above_relu = of(lambda z: rectified(z) - soft(z))
sharpened_softplus_tends_to_relu = Check(
    oracle=lambda z, beta, **_: float(np.logaddexp(0, beta * z) / beta - max(z, 0.0))
)

# Hard threshold and the comparison of activations

step_is_flat_off_its_jump = slope_of(threshold)


def threshold_loss(w: Array, X: Array, b: float, v: complex, T: float) -> complex:
    """Squared error of v h(w.x + b), with h the hard threshold."""
    return (v * threshold(np.dot(w, X) + b) - T) ** 2


threshold_blocks_the_gradient = Check(
    oracle=lambda w, X, b, v, t, **_: gradient_in_weights(lambda e: threshold_loss(w + e, X, b, v, t), len(w))
)
weights_behind_a_threshold_train = Check(
    oracle=lambda w, X, b, v, t, **_: slope(lambda c: threshold_loss(w, X, b, c, t), v)
)
relu_slopes_are_zero_or_one = Check(oracle=lambda z, **_: slope(rectified, z) ** 2)
relu_is_silent_on_half_of_symmetric_inputs = of(lambda z: threshold(z) + threshold(-z))
relu_output_is_not_centred = of(lambda z: rectified(z) + rectified(-z))
relu_mean_under_the_normal = slope_of(lambda z: -density(z))

# Layers


def layer_jacobian(Z: Array, **_: object) -> Array:
    """Jacobian of the logistic function applied element by element, one complex step a column."""
    columns = [np.imag(logistic(Z + 1j * TINY * row)) / TINY for row in np.eye(len(Z))]
    return np.stack(columns, axis=1)


def forward(W: list[Array], b: list[Array], x: Array, L: int, **_: object) -> Array:
    """Output of L affine layers, applied one after the other."""
    for layer in range(L):
        x = W[layer] @ x + b[layer]
    return x


elementwise_jacobian_is_diagonal = Check(oracle=layer_jacobian)
elementwise_pullback_is_hadamard = Check(oracle=lambda Z, delta, **_: layer_jacobian(Z).T @ delta)
affine_layers_compose = Check(oracle=lambda A, B, c, e, x, **_: B @ (A @ x + c) + e)
linear_network_is_one_affine_map = Check(oracle=forward)
