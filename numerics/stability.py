"""Oracles for `theory.stability`: sums and softmax by NumPy from their definitions, thresholds by bisection."""

from collections.abc import Callable

import numpy as np

from .engine.check import Check

Array = np.ndarray


def sum_of_exponentials(x: Array, **_: object) -> float:
    """The partition sum, term by term."""
    return float(np.sum(np.exp(x)))


def log_sum_exp(x: Array, **_: object) -> float:
    """Logarithm of the partition sum."""
    return float(np.log(np.sum(np.exp(x))))


def softmax(x: Array, **_: object) -> Array:
    """Exponentials over their sum, without any shift."""
    powers = np.exp(x)
    return powers / powers.sum()


def every_logit(x: Array, **_: object) -> Array:
    """The logits."""
    return x


def log_softmax(x: Array, **_: object) -> Array:
    """Logarithm of softmax, without any shift."""
    return np.log(softmax(x))


def last_with(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Bisection for the largest float64 in [low, high] for which `holds` is true; it is true at low, false at high."""
    while True:
        middle = low + (high - low) / 2
        if middle in (low, high):
            return low
        low, high = (middle, high) if holds(middle) else (low, middle)


def product_around(threshold: Callable[[], float], low: float, high: float) -> Callable[..., float]:
    """(low - threshold)(high - threshold) with a threshold that is found by bisection."""

    def oracle(**_: object) -> float:
        found = threshold()
        return (low - found) * (high - found)

    return oracle


def single(value: float) -> float:
    """exp in float64, rounded to float32."""
    with np.errstate(over="ignore", under="ignore"):
        return float(np.float32(np.exp(np.float64(value))))


def double(value: float) -> float:
    """exp in float64."""
    with np.errstate(over="ignore", under="ignore"):
        return float(np.exp(np.float64(value)))


def below_746(y: float, **_: object) -> float:
    """exp at -746 - y."""
    return double(-746 - y)


def least_normal_half(**_: object) -> float:
    """Half the least positive float64, as a real number: 0 in float64."""
    return 0.0


partition_sum_shifts_by_a_factor = Check(oracle=sum_of_exponentials)
log_sum_exp_shifts_by_its_argument = Check(oracle=log_sum_exp)
softmax_ignores_a_common_shift = Check(oracle=softmax)
log_sum_exp_is_at_least_every_logit = Check(oracle=every_logit)
log_sum_exp_is_at_most_log_n_above_the_maximum = Check(oracle=log_sum_exp)
log_softmax_is_the_logit_minus_log_sum_exp = Check(oracle=log_softmax)
exp_overflows_float64_beyond_709_78 = Check(
    oracle=product_around(
        lambda: last_with(lambda v: np.isfinite(double(v)), 700.0, 720.0), 709.782712893, 709.782712894
    )
)
exp_overflows_float32_beyond_88_72 = Check(
    oracle=product_around(lambda: last_with(lambda v: np.isfinite(single(v)), 80.0, 90.0), 88.72283, 88.72284)
)
exp_underflows_float64_below_minus_745_13 = Check(
    oracle=product_around(lambda: last_with(lambda v: double(v) == 0.0, -750.0, -740.0), -745.13322, -745.13321)
)
exp_underflows_float32_below_minus_103_97 = Check(
    oracle=product_around(lambda: last_with(lambda v: single(v) == 0.0, -110.0, -100.0), -103.97208, -103.97207)
)
exp_underflows_to_zero_not_to_minus_infinity = Check(oracle=below_746)
shifted_softmax_is_positive_up_to_745_below_the_maximum = Check(oracle=least_normal_half)


def loss_of_target_zero(z: float, **_: object) -> float:
    """log(1 + exp(z))."""
    return float(np.logaddexp(0.0, z))


def below_17(y: float, **_: object) -> float:
    """exp at -17 - y, checked to be lost beside 1 in float32."""
    value = np.exp(np.float64(-17 - y))
    assert np.float32(1) + np.float32(value) == np.float32(1)
    return float(value)


binary_cross_entropy_from_the_logit = Check(oracle=loss_of_target_zero)
sigmoid_is_one_in_float32_from_17_on = Check(oracle=below_17)


# In single precision, for the pictures


def naive_single(x: Array) -> float:
    """log sum exp in float32 as it is written: infinite where the sum overflows or all terms underflow."""
    with np.errstate(all="ignore"):
        return float(np.log(np.sum(np.exp(np.asarray(x, np.float32)))))


def shifted_single(x: Array) -> float:
    """The same in float32 after the largest logit is taken out."""
    x = np.asarray(x, np.float32)
    return float(x.max() + np.log(np.sum(np.exp(x - x.max()))))
