"""Oracles for `theory.perceptron`: a unit by dot products, distances by the projection matrix."""

import numpy as np

from .engine.check import Check

Array = np.ndarray


def margin(mu: float, **_: object) -> float:
    """The margin itself; the check is that the hypotheses leave none that is positive."""
    return mu


def squared_gap(a: Array, g: Array, N: int, K: int, **_: object) -> Array:
    """|a - g|^2 for each pair of points, (N, K)."""
    return np.full((N, K), np.linalg.norm(a - g) ** 2)


def nothing(**_: object) -> float:
    """Zero."""
    return 0.0


def logistic(z: float, **_: object) -> float:
    """The unit's output through tanh."""
    return 0.5 * (1.0 + np.tanh(z / 2))


def one_half(**_: object) -> float:
    """The cut of the logistic unit."""
    return 0.5


def squared_value(w: Array, x: Array, y: Array, **_: object) -> float:
    """(w.(x - y))^2 for a y on the plane."""
    return float(np.dot(w, x - y)) ** 2


def value_at_the_foot(w: Array, x: Array, b: float, **_: object) -> float:
    """|w|^2 (w.p + b) at the orthogonal projection p of x, from the projection matrix; 0 without a plane."""
    if not w.any():
        return 0.0
    unit = w / np.linalg.norm(w)
    start = -b * w / (w @ w)
    foot = start + (np.eye(len(w)) - np.outer(unit, unit)) @ (x - start)
    return float((w @ foot + b) * (w @ w))


def least_value(v: float, **_: object) -> float:
    """The smaller of -v and 2 v."""
    return min(-v, 2 * v)


overlapping_hulls_leave_no_margin = Check(oracle=margin)
nearest_points_give_a_separating_plane = Check(oracle=squared_gap)
nearest_points_see_no_acute_angle = Check(oracle=nothing)
logistic_unit_above_its_plane = Check(oracle=one_half)
logistic_unit_below_its_plane = Check(oracle=logistic)
plane_is_no_nearer_than_the_normal_distance = Check(oracle=squared_value)
foot_of_the_perpendicular_lies_on_the_plane = Check(oracle=value_at_the_foot)
without_bias_the_boundary_passes_through_zero = Check(oracle=least_value)
