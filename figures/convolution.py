"""Convolution with the lecture's numbers, and what a shift does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..theory.convolution import PATCH
from .figure import Data, Figure, Points, curve
from .formula import Side, Values
from .marks import cells, line, points, size, written
from .measurement import oracle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOUR, EQUIVARIANT = (
    "convolution.edge_filter_responds_with_four",
    "convolution.correlation_commutes_with_circular_shifts",
)
PIXELS = np.array(PATCH, float)
PLACES, SHIFT = np.arange(12), 4
KERNEL = np.array([1.0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, -0.5])
SIGNAL = np.array([0, 0, 1.0, 2, 1, 0, 0, 0, 0.5, 0, 0, 0])


def pixels(values: np.ndarray) -> Values:
    """A patch of three by three."""
    return {f"x{r}{c}": float(values[r, c]) for r in range(3) for c in range(3)}


def one_pixel(n: float) -> Values:
    """A patch with a single 1: the response is that entry of the filter."""
    return pixels(np.eye(9)[int(n)].reshape(3, 3))


def one_product(n: float) -> Values:
    """The patch with all other pixels dark: the response is one product."""
    return pixels(np.eye(9)[int(n)].reshape(3, 3) * PIXELS)


def whole_patch(n: float) -> Values:
    """The patch itself."""
    return pixels(PIXELS)


def walk_data() -> Data:
    """Patch, filter, products, response; and the squared responses of both filters."""
    every, once = np.arange(9), np.arange(1)
    lhs = {"side": Side.LHS}
    return {
        "patch": Points(x=every, y=PIXELS.ravel(), source="theory.convolution.PATCH"),
        "filter": curve(FOUR, every, one_pixel, **lhs),
        "products": curve(FOUR, every, one_product, **lhs),
        "response": curve(FOUR, once, whole_patch, **lhs),
        "measured": oracle(FOUR, once, whole_patch, near="response"),
        "turned": curve(FOUR, once, whole_patch, said=True, **lhs),
        "upright": curve(FOUR, once, whole_patch, said=True, side=Side.RHS),
    }


def walk_panel(ax: Axes, data: Data) -> None:
    """Three grids and a sum."""
    for n, (name, title) in enumerate((("patch", "patch"), ("filter", "filter"), ("products", "products"))):
        left = 4.2 * n
        cells(ax, 3, 3, left, 0.0)
        places = [(left + c + 0.5, 2.5 - r) for r in range(3) for c in range(3)]
        written(ax, data, name, places, "{:.0f}")
        ax.text(left + 1.5, 3.25, title, ha="center", va="bottom")
    ax.text(3.6, 1.5, "⊙", ha="center", va="center")
    ax.text(7.8, 1.5, "=", ha="center", va="center")
    left = {"ha": "left", "va": "center"}
    written(ax, data, "response", [(0, -0.75)], "sum of products: {:.0f}", **left)
    written(ax, data, "measured", [(11.4, -0.75)], "by matrix products: {:.0f}", ha="right")
    written(ax, data, "upright", [(0, -1.6)], "squared response: {:.0f}", **left)
    written(ax, data, "turned", [(11.4, -1.6)], "of the transposed filter too: {:.0f}", ha="right")
    ax.set(xlim=(-0.3, 11.7), ylim=(-2.1, 4.0), aspect="equal")
    ax.set_axis_off()


walkthrough = Figure(
    name="convolution.walkthrough",
    claims=(FOUR,),
    title="One step of a convolution, with the lecture's numbers",
    alt="Three grids of three by three: the patch with rows 1 2 1, 0 1 2 and 1 0 1; the filter with rows -1 0 1, -2 0 "
    "2 and -1 0 1; their products. The products sum to 4, as stated. The squared response is 16 for this filter "
    "and 16 for the transposed one too, so it does not tell a vertical edge.",
    data=walk_data,
    panels=(walk_panel,),
    aspect=0.52,
)


def shifted(s: int) -> object:
    """Places of the response to the signal, shifted by s."""
    return lambda k: {"n": 12, "w": KERNEL, "x": SIGNAL, "k": int(k), "s": s}


def shift_data() -> Data:
    """Responses to a signal and to the shifted one."""
    shown: dict = {}
    for name, s in (("before", 0), ("after", SHIFT)):
        shown[f"{name} signal"] = Points(x=PLACES, y=np.roll(SIGNAL, s), source="numpy.roll", label="signal")
        label = "response" if s == 0 else "response of the shifted signal"
        shown[name] = curve(EQUIVARIANT, PLACES, shifted(s), label, side=Side.LHS)
    shown["after measured"] = oracle(EQUIVARIANT, PLACES, shifted(SHIFT), "shifted response, by Fourier", near="after")
    return shown


def before_panel(ax: Axes, data: Data) -> None:
    """Before the shift."""
    points(ax, data, "before signal", 2)
    line(ax, data, "before", 0, drawstyle="steps-mid")
    ax.set(xlabel="place", ylabel="value", title="signal and response", ylim=(-1.4, 3.2))


def after_panel(ax: Axes, data: Data) -> None:
    """After it."""
    points(ax, data, "after signal", 2)
    line(ax, data, "after", 0, drawstyle="steps-mid")
    points(ax, data, "after measured", markersize=size(0.7))
    ax.set(xlabel="place", ylabel="value", title="shifted by four places", ylim=(-1.4, 3.2))


shifts_pass_through = Figure(
    name="convolution.shifts_pass_through",
    claims=(EQUIVARIANT,),
    title="Circular cross-correlation commutes with shifts",
    alt="Left: a signal on twelve places round a circle and its response to a kernel of three entries. Right: the "
    "signal four places further and its response, which is the first one four places further; the shifted "
    "response, computed by Fourier transforms, lies on it.",
    data=shift_data,
    panels=(before_panel, after_panel),
)
