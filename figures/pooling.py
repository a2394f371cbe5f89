"""Pooling of the lecture's matrix, and which shifts it hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..theory.pooling import MATRIX
from .figure import Data, Figure, Points, curve, field
from .formula import Side, Values
from .marks import cells, written
from .measurement import oracle
from .style import colour, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLOCKS, PEAK = "pooling.matrix_example_pools_to_block_maxima", "pooling.peak_is_kept_while_it_stays_in_its_window"
PIXELS = np.array(MATRIX, float)


def block(b: float) -> Values:
    """The matrix, and which block."""
    return {**{f"y{r}{c}": float(PIXELS[r, c]) for r in range(4) for c in range(4)}, "b": float(b)}


def peak(s: float, q: float) -> Values:
    """A peak at place q of its window, shifted by s."""
    return {"q": q, "s": s}


def pooling_data() -> Data:
    """Both panels."""
    four = np.arange(4)
    return {
        "matrix": Points(x=np.arange(16), y=PIXELS.ravel(), source="theory.pooling.MATRIX"),
        "maxima": curve(BLOCKS, four, block, side=Side.LHS),
        "maxima measured": oracle(BLOCKS, four, block, near="maxima"),
        "kept": field(PEAK, four, four, peak, side=Side.LHS),
    }


def matrix_panel(ax: Axes, data: Data) -> None:
    """The matrix, its blocks and their maxima."""
    for r in range(2):
        for c in range(2):
            cells(ax, 2, 2, 2 * c, 2 - 2 * r, fill=colour((0, 1, 2, 3)[2 * r + c]))
            cells(ax, 1, 1, 5.5 + c, 2 - r, fill=colour((0, 1, 2, 3)[2 * r + c]))
    written(ax, data, "matrix", [(c + 0.5, 3.5 - r) for r in range(4) for c in range(4)], "{:.0f}")
    places = [(6 + c, 2.5 - r) for r in range(2) for c in range(2)]
    written(ax, data, "maxima", places, "{:.0f}", weight="bold")
    ax.annotate("", (5.3, 2), (4.2, 2), arrowprops={"arrowstyle": "->", "color": ink()})
    ax.text(6.5, 0.35, "measured", ha="center", va="center", fontsize="small")
    written(ax, data, "maxima measured", [(5.75 + 0.5 * n, -0.3) for n in range(4)], "{:.0f}", fontsize="small")
    ax.set(xlim=(-0.2, 7.8), ylim=(-0.7, 4.4), aspect="equal", title="maxima of blocks")
    ax.set_axis_off()


def peak_panel(ax: Axes, data: Data) -> None:
    """Which shifts are hidden."""
    kept = data["kept"].z
    for q in range(4):
        for s in range(4):
            cells(ax, 1, 1, s - 0.5, q - 0.5, fill=colour(0) if kept[q, s] else None)
    written(ax, data, "kept", [(s, q) for q in range(4) for s in range(4)], "{:.0f}")
    ax.set(xlabel="shift (places)", ylabel="place of the peak in its window", xticks=range(4), yticks=range(4))
    ax.set(xlim=(-0.6, 3.6), ylim=(-0.6, 3.6), aspect="equal", title="pooled value of a peak of height 1")


maxima_and_shifts = Figure(
    name="pooling.maxima_and_shifts",
    claims=(BLOCKS, PEAK),
    title="Pooling",
    alt="Left: the four by four matrix with its four blocks of two by two in different tints, and their maxima 3, 5, "
    "2 and 4. Right: for a peak at place 0 to 3 of a window of four and shifts of 0 to 3 places, whether the "
    "pooled value is still 1. It is below the diagonal, where place and shift add up to less than four, and 0 "
    "above it.",
    data=pooling_data,
    panels=(matrix_panel, peak_panel),
    aspect=0.75,
)
