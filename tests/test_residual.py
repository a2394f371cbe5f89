"""Figures that the notes of `theory.residual` quote, from the bivariate normal law of two pre-activations."""

import numpy as np
from scipy.stats import multivariate_normal, norm

from backproof.theory import catalogue


def share_active_at_both(correlation: float) -> float:
    """P(u > 0, v > 0) for standard normals of this correlation."""
    return float(multivariate_normal.cdf([0, 0], cov=[[1, correlation], [correlation, 1]]))


def correlation_behind_relu(correlation: float) -> float:
    """2 E relu(u) relu(v): He's weights keep mean squares. The inner mean in closed form, the outer by quadrature."""
    spread = np.sqrt(1 - correlation**2)
    fine = np.linspace(0, 12, 20_001)
    mean = correlation * fine
    inner = mean * norm.cdf(mean / spread) + spread * norm.pdf(mean / spread)
    return float(2 * np.trapezoid(fine * norm.pdf(fine) * inner, fine))


def test_the_second_layer_shares_more_than_the_first() -> None:
    assert np.isclose(share_active_at_both(0.0), 0.25, atol=1e-6)
    behind = correlation_behind_relu(0.0)
    assert np.isclose(behind, 1 / np.pi, atol=1e-6)
    assert np.isclose(share_active_at_both(behind), 0.302, atol=5e-4)


def test_correlation_after_ten_layers_as_quoted() -> None:
    correlation, kept = 0.0, 1.0
    for _layer in range(10):
        kept *= 2 * share_active_at_both(correlation)
        correlation = correlation_behind_relu(correlation)
    assert np.isclose(kept, 0.034, atol=5e-4)
    assert np.isclose(2.0**-10, 0.001, atol=5e-5)
    note = catalogue.claims("residual")["residual.correlation_of_gradients_falls_by_twice_the_shared_activity"].note
    assert "0.034 after ten layers, not to 0.001" in note
