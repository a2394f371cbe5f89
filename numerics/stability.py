"""Oracles for `theory.stability`: partition sums and softmax by NumPy from their definitions."""

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


partition_sum_shifts_by_a_factor = Check(oracle=sum_of_exponentials)
log_sum_exp_shifts_by_its_argument = Check(oracle=log_sum_exp)
softmax_ignores_a_common_shift = Check(oracle=softmax)


# In single precision, for the pictures


def naive_single(x: Array) -> float:
    """log sum exp in float32 as it is written: infinite where the sum overflows or all terms underflow."""
    with np.errstate(all="ignore"):
        return float(np.log(np.sum(np.exp(np.asarray(x, np.float32)))))


def shifted_single(x: Array) -> float:
    """The same in float32 after the largest logit is taken out."""
    x = np.asarray(x, np.float32)
    return float(x.max() + np.log(np.sum(np.exp(x - x.max()))))
