"""Activation functions, their slopes and the bounds that were proved for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, curve
from .formula import Side, Values
from .marks import line, points, size, width
from .measurement import oracle
from .style import faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PLACES = np.linspace(-6, 6, 481)
FEW = np.linspace(-5.5, 5.5, 12)
# name: (claim whose left side is the slope, claim that bounds it from above)
SHOWN = {
    "sigmoid": ("activations.sigmoid_slope", "activations.sigmoid_slope_at_most_quarter"),
    "tanh": ("activations.tanh_slope", "activations.tanh_slope_at_most_one"),
    "GELU": ("activations.gelu_slope", "activations.gelu_slope_largest_at_root_two"),
    "SiLU": ("activations.silu_slope", "activations.silu_slope_bound"),
}
RELU = "activations.relu_slope_is_step"


def at(z: float) -> Values:
    """The variable of all of these claims."""
    return {"z": z}


def slopes() -> Data:
    """Functions, slopes, bounds, and slopes by a step into the complex plane."""
    found = {}
    for name, (slope, bound) in SHOWN.items():
        found[f"{name}"] = curve(slope, PLACES, at, name, side=Side.LHS, part=(0,))
        found[f"{name} slope"] = curve(slope, PLACES, at, name)
        found[f"{name} measured"] = oracle(slope, FEW, at, near=f"{name} slope")
        found[f"{name} bound"] = curve(bound, PLACES[[0, -1]], at, "bound" if name == "sigmoid" else None)
    found["ReLU"] = curve(RELU, PLACES, at, "ReLU", side=Side.LHS, part=(0,))
    found["ReLU slope left"] = curve(RELU, np.array([-6, -1e-9]), at, "ReLU")
    found["ReLU slope"] = curve(RELU, np.array([1e-9, 6]), at)
    found["ReLU measured"] = oracle(RELU, FEW, at, near="ReLU slope")
    return found


def functions_panel(ax: Axes, data: Data) -> None:
    """The functions."""
    for n, name in enumerate([*SHOWN, "ReLU"]):
        line(ax, data, name, n)
    ax.set(title="functions", xlabel="pre-activation $z$", ylabel="activation", ylim=(-1.15, 3), xlim=(-6, 6))


def slopes_panel(ax: Axes, data: Data) -> None:
    """The slopes, with the proved bounds as thin lines."""
    for n, name in enumerate([*SHOWN, "ReLU"]):
        if name == "ReLU":
            line(ax, data, "ReLU slope left", n)
        line(ax, data, f"{name} slope", n)
        points(ax, data, f"{name} measured", n, markersize=size(0.75))
    for name in SHOWN:
        line(ax, data, f"{name} bound", linewidth=width(0.5), linestyle="-", color=faint())
    ax.set(title="slopes and their proved bounds", xlabel="pre-activation $z$", ylabel="slope", xlim=(-6, 6))


functions_and_slopes = Figure(
    name="activations.functions_and_slopes",
    claims=(RELU, *(claim for pair in SHOWN.values() for claim in pair)),
    title="Activations and their slopes",
    alt="Left: sigmoid, tanh, GELU, SiLU and ReLU against the pre-activation z from -6 to 6. Right: their slopes. The "
    "slope of the sigmoid stays under 1/4, that of tanh under 1, those of GELU and SiLU under 1.129 and 1.100, "
    "just above 1 near z = 1.4 and z = 2.4; measured slopes lie on the derived curves.",
    data=slopes,
    panels=(functions_panel, slopes_panel),
)
