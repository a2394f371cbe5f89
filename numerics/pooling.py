"""Oracles for `theory.pooling`: windows cut out of arrays."""

import numpy as np

from .engine.check import Check

Array = np.ndarray


def pooled(signal: Array, window: int) -> Array:
    """Maxima over consecutive windows."""
    return signal.reshape(-1, window).max(axis=1)


def pooled_row(k: float, **places: float) -> float:
    """Entry k of the row x0..x3 pooled with windows of two."""
    return float(pooled(np.array([places[f"x{n}"] for n in range(4)]), 2)[round(k)])


def pooled_block(b: float, **pixels: float) -> float:
    """Entry b, row by row, of the 4 x 4 image pooled with 2 x 2 blocks."""
    image = np.array([[pixels[f"y{r}{c}"] for c in range(4)] for r in range(4)])
    return float(image.reshape(2, 2, 2, 2).max(axis=(1, 3)).ravel()[round(b)])


def pooled_peak(q: float, s: float, **_: object) -> float:
    """First window of four of a peak at place q of eight, shifted to the right by s."""
    signal = np.zeros(8)
    signal[round(q)] = 1.0
    return float(pooled(np.roll(signal, round(s)), 4)[0])


window_ends_before_the_next_one = Check(oracle=pooled_row)
matrix_example_pools_to_block_maxima = Check(oracle=pooled_block)
peak_is_kept_while_it_stays_in_its_window = Check(oracle=pooled_peak)
