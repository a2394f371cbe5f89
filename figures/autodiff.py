"""What gradients cost: multiplications of forward pass, backward pass and finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, curve
from .formula import Values
from .marks import line, points
from .measurement import oracle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BACKWARD, DIFFERENCES = (
    "autodiff.backward_pass_is_twice_the_forward_pass_less_the_first_layer",
    "autodiff.finite_differences_are_quadratic_in_the_parameters",
)
WRITTEN, SHARED = (
    "autodiff.formulas_written_out_grow_exponentially",
    "autodiff.formulas_with_shared_parts_grow_linearly",
)
DEPTHS = np.arange(9)
WIDTH = 8
TIMES = np.arange(11)


def deep(k: float) -> Values:
    """Layers of eight units; the weights are there for their shapes."""
    ones = np.ones((WIDTH, WIDTH))
    return {"k": int(k), "m": 1, "d": dict.fromkeys(range(12), WIDTH), "W": [ones] * (int(k) + 1)}


def displaced(k: float) -> Values:
    """As many weights."""
    return {"w": WIDTH**2 * (int(k) + 1)}


def composed(k: float) -> Values:
    """A formula composed k times."""
    return {"k": int(k)}


def cost_data() -> Data:
    """Counts by depth, and sizes of formulas by how often they are composed."""
    return {
        "backward": curve(BACKWARD, DEPTHS, deep, "backward pass"),
        "backward counted": oracle(BACKWARD, DEPTHS, deep, near="backward"),
        "differences": curve(DIFFERENCES, DEPTHS, displaced, "finite differences"),
        "differences counted": oracle(DIFFERENCES, DEPTHS, displaced, near="differences"),
        "written out": curve(WRITTEN, TIMES, composed, "written out"),
        "written out counted": oracle(WRITTEN, TIMES, composed, near="written out"),
        "shared": curve(SHARED, TIMES, composed, "with shared parts"),
        "shared counted": oracle(SHARED, TIMES, composed, near="shared"),
    }


def depth_panel(ax: Axes, data: Data) -> None:
    """Counts against depth."""
    for n, name in enumerate(("backward", "differences")):
        line(ax, data, name, n)
        points(ax, data, f"{name} counted", n)
    ax.set(yscale="log", xlabel="hidden layers, 8 units each", ylabel="multiplications", title="one gradient")


def formula_panel(ax: Axes, data: Data) -> None:
    """Sizes against the number of compositions."""
    for n, name in enumerate(("written out", "shared")):
        line(ax, data, name, n)
        points(ax, data, f"{name} counted", n)
    ax.set(yscale="log", xlabel="times 4 y (1 - y) is composed", ylabel="symbols", title="one formula")


cost_of_gradients = Figure(
    name="autodiff.cost_of_gradients",
    claims=(BACKWARD, DIFFERENCES, WRITTEN, SHARED),
    title="What a gradient costs, and how large its formula is",
    alt="Left: multiplications against the number of hidden layers of eight units on a logarithmic axis. The backward "
    "pass grows in proportion to the layers; finite differences cost hundreds of times as much. Right: symbols of "
    "4 y (1 - y) composed k times: exponentially many when written out, 5 k + 1 with shared parts. Counts lie on all "
    "curves, those of the backward pass from JAX's own programs.",
    data=cost_data,
    panels=(depth_panel, formula_panel),
)
