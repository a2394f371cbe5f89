"""Oracles for `theory.approximation`: networks evaluated, errors measured against the functions themselves."""

from collections.abc import Callable

import numpy as np

from .engine.check import Check

Array = np.ndarray


def logistic(z: object) -> Array:
    """1/(1 + exp(-z)) through tanh."""
    return 0.5 * (1.0 + np.tanh(np.asarray(z) / 2))


def output(at: float, activation: Callable[[Array], Array], v: Array, w: Array, b: Array, c: float) -> float:
    """One hidden layer."""
    return float(v @ activation(w * at + b) + c)


def least_error(
    activation: Callable[[Array], Array], target: Callable[[float], float], points: tuple[float, ...]
) -> Callable[..., float]:
    """The least error over the points, signs alternating from plus."""

    def oracle(v: Array, w: Array, b: Array, c: float, **_: object) -> float:
        errors = [output(at, activation, v, w, b, c) - target(at) for at in points]
        return min((-1) ** place * error for place, error in enumerate(errors))

    return oracle


def at_jump(v: Array, w: Array, b: Array, c: float, u0: float, u1: float, **_: object) -> float:
    """The least of both errors at 1/2, taken negative."""
    value = output(0.5, logistic, v, w, b, c)
    return -max(value - u0, u1 - value)


def asked_for(A: float, **_: object) -> float:
    """The distance that is asked for."""
    return A


def one(**_: object) -> float:
    """One."""
    return 1.0


def below(t: float, f0: float, f1: float, f: float, M: int, **_: object) -> float:
    """How far the broken line runs below the function."""
    return float(f - np.interp(t, [0.0, 1.0 / M], [f0, f1]))


def above_step(f0: float, f: float, M: int, **_: object) -> float:
    """How far the function is above the stair, in lengths of a cell."""
    return (f - f0) / (1.0 / M)


def above(t: float, f0: float, f1: float, f: float, M: int, **_: object) -> float:
    """How far the broken line runs above the function."""
    return -below(t, f0, f1, f, M)


def above_parabola(a: float, t: float, M: int, **_: object) -> float:
    """The line through two points of x^2, less x^2, also beyond the two points."""
    slope = ((a + 1.0 / M) ** 2 - a**2) * M
    return a**2 + slope * t - (a + t) ** 2


def stairs(Z: list[float], y: list[float], t: float, k: int, **_: object) -> float:
    """The hidden layer of k threshold units at t."""
    heights, thresholds = np.asarray(y[: k + 1], dtype=float), np.asarray(Z[:k], dtype=float)
    return float(heights[0] + np.diff(heights) @ np.heaviside(t - thresholds, 0.0))


def ramp(z: float, **_: object) -> float:
    """z + 1 between 0 and 1."""
    return float(np.clip(z + 1, 0.0, 1.0))


def passed(y: float, **_: object) -> float:
    """What a ReLU unit passes."""
    return max(y, 0.0)


def opposite(u: float, v: float, w: list[float], a: list[float], c: list[float], k: int, **_: object) -> float:
    """-D E of the differences u and v behind k layers."""
    weights, first, second = (np.asarray(part[:k], dtype=float) for part in (w, a, c))
    return float(-(u * np.prod(weights * first**2)) * (v * np.prod(weights * second**2)))


def bend(f0: float, f1: float, f2: float, **_: object) -> float:
    """Product of the two differences."""
    return float(np.prod(np.diff([f0, f1, f2])))


activation_that_is_not_constant_is_not_enough = Check(
    oracle=least_error(np.square, lambda x: x**3, (1.0, 0.5, -0.5, -1.0))
)
networks_without_activation_miss_a_parabola = Check(oracle=least_error(np.asarray, lambda x: x**2, (1.0, 0.0, -1.0)))
jump_costs_half_its_height = Check(oracle=at_jump)
no_sigmoid_network_follows_a_line_for_ever = Check(oracle=asked_for)
logistic_output_misses_values_outside_of_its_range = Check(oracle=one)
broken_line_error_for_bounded_slope = Check(oracle=below)
broken_line_error_for_bounded_curvature = Check(oracle=above)
broken_line_error_of_the_parabola = Check(oracle=above_parabola)
threshold_units_build_any_stairs = Check(oracle=stairs)
two_relu_units_make_a_sigmoidal_one = Check(oracle=ramp)
stairs_error_for_bounded_slope = Check(oracle=above_step)
relu_never_falls = Check(oracle=passed)
one_unit_a_layer_is_monotone_at_any_depth = Check(oracle=opposite)
what_is_near_a_hump_rises_and_falls = Check(oracle=bend)


# Measured rates, for the pictures


def worst_error(units: int, kind: str) -> float:
    """Largest error on [0, 1] of the broken line with so many cells, for x^2 ("parabola") or |x - 1/2| ("kink")."""
    x = np.linspace(0, 1, 4096 * units + 1)
    ends = np.linspace(0, 1, units + 1)
    function = np.square if kind == "parabola" else lambda at: np.abs(at - 0.5)
    return float(np.max(np.abs(function(x) - np.interp(x, ends, function(ends)))))
