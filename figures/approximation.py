"""How fast one hidden layer of ReLU units approximates: smooth functions, and functions with kinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.approximation import worst_error
from .figure import Data, Figure, Points, curve
from .formula import Values
from .marks import line, points
from .measurement import oracle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CURVED, STEEP = (
    "approximation.broken_line_error_for_bounded_curvature",
    "approximation.broken_line_error_for_bounded_slope",
)
CELL = "approximation.broken_line_error_of_the_parabola"
UNITS = np.array([1, 3, 5, 9, 17, 33, 65, 129])  # odd: a kink at 1/2 lies in the middle of a cell
INSIDE = np.linspace(0, 0.25, 101)


def parabola(m: float) -> Values:
    """x^2 has second derivative 2; the bound does not depend on the values."""
    return {"M": int(m), "K": 2.0, "t": 0.0, "f0": 0.0, "f1": 0.0, "f": 0.0, "p": 0.0, "L": 0.0}


def kink(m: float) -> Values:
    """|x - 1/2| has slopes of size 1."""
    return {"M": int(m), "t": 0.0, "f0": 0.0, "f1": 0.0, "f": 0.0, "L": 1.0, "p": 0.0}


def in_cell(t: float) -> Values:
    """A cell of a quarter, from 1/4 on."""
    return {"M": 4, "t": t, "a": 0.25}


def rate_data() -> Data:
    """Bounds and measured errors."""
    name = "numerics.approximation.worst_error"
    broken, bent = (np.array([worst_error(m, of) for m in UNITS.tolist()]) for of in ("parabola", "kink"))
    return {
        "smooth bound": curve(CURVED, UNITS, parabola, "second derivative at most $K$: $K/(8 M^2)$"),
        "smooth": Points(x=UNITS, y=broken, source=name, under="smooth bound", near="smooth bound"),
        "kink bound": curve(STEEP, UNITS, kink, "slope at most $L$: $L/(2 M)$"),
        "kink": Points(x=UNITS, y=bent, source=name, under="kink bound", near="kink bound"),
        "cell": curve(CELL, INSIDE, in_cell, "derived: $t\\,(1/M - t)$"),
        "cell measured": oracle(CELL, INSIDE[::10], in_cell, "broken line less parabola", near="cell"),
    }


def rate_panel(ax: Axes, data: Data) -> None:
    """Errors against units, both axes logarithmic."""
    for n, name in ((1, "kink"), (0, "smooth")):
        line(ax, data, f"{name} bound", n)
        points(ax, data, name, n)
    ax.set(xscale="log", yscale="log", xlabel="hidden units $M$", ylabel="largest error on [0, 1]", title="rates")


def cell_panel(ax: Axes, data: Data) -> None:
    """The error inside of a cell."""
    line(ax, data, "cell")
    points(ax, data, "cell measured")
    ax.set(xlabel="place $t$ in a cell of length 1/4", ylabel="error", title="parabola, four units", ylim=(0, 0.02))


rates_of_one_layer = Figure(
    name="approximation.rates_of_one_layer",
    claims=(CURVED, STEEP, CELL),
    title="How fast one hidden layer approximates",
    alt="Left: the largest error on the unit interval against the number of ReLU units, both axes logarithmic. For a "
    "bounded second derivative the bound falls with the square of the number of units, for a bounded slope in "
    "proportion; errors measured on x squared and on a function with a kink lie on the bounds. Right: the error "
    "inside of one of four cells is a parabola, zero at both ends.",
    data=rate_data,
    panels=(rate_panel, cell_panel),
)
