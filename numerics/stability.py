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
