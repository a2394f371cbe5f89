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

BACKWARD, SWEEP = (
    "autodiff.backward_pass_costs_up_to_two_forward_passes",
    "autodiff.reverse_mode_takes_one_sweep_an_output",
)
DIFFERENCES, MODES = (
    "autodiff.finite_differences_cost_the_square_of_the_weights",
    "autodiff.modes_cost_as_inputs_to_outputs",
)
DEPTHS = np.arange(9)
WIDTH = 8
MODES_AT = np.array([1, 2, 4, 8, 16, 32, 64])
LABELS = {"forward": "forward pass", "backward": "backward pass", "differences": "finite differences"}
LINES = {"forward": SWEEP, "backward": BACKWARD, "differences": DIFFERENCES}


def deep(k: float) -> Values:
    """Layers of eight units, one output signal."""
    return {"k": int(k), "d": dict.fromkeys(range(12), WIDTH)}


def swept(k: float) -> Values:
    """The same, one sweep."""
    return {**deep(k), "n": 1, "m": 1}


def inputs_to_outputs(n: float) -> Values:
    """Three layers of eight units between n inputs and one output."""
    return {"k": 2, "n": int(n), "m": 1, "d": {0: int(n), 1: WIDTH, 2: WIDTH, 3: 1}}


def cost_data() -> Data:
    """Counts by depth."""
    shown: dict = {}
    for name, claim in LINES.items():
        at = swept if name == "forward" else deep
        shown[name] = curve(claim, DEPTHS, at, LABELS[name])
        shown[f"{name} counted"] = oracle(claim, DEPTHS, at, near=name)
    shown["reverse mode"] = curve(SWEEP, MODES_AT, inputs_to_outputs, "reverse mode")
    shown["forward mode"] = curve(MODES, MODES_AT, inputs_to_outputs, "forward mode")
    shown["forward mode counted"] = oracle(MODES, MODES_AT, inputs_to_outputs, near="forward mode")
    shown["reverse mode counted"] = oracle(SWEEP, MODES_AT, inputs_to_outputs, near="reverse mode")
    return shown


def depth_panel(ax: Axes, data: Data) -> None:
    """Counts against depth."""
    for n, name in enumerate(LINES):
        line(ax, data, name, n)
        points(ax, data, f"{name} counted", n)
    ax.set(yscale="log", xlabel="hidden layers, 8 units each", ylabel="multiplications", title="one gradient")


def modes_panel(ax: Axes, data: Data) -> None:
    """Counts against inputs."""
    for n, name in enumerate(("reverse mode", "forward mode")):
        line(ax, data, name, n)
        points(ax, data, f"{name} counted", n)
    ax.set(xscale="log", yscale="log", xlabel="inputs, to one output", ylabel="multiplications", title="both modes")


cost_of_gradients = Figure(
    name="autodiff.cost_of_gradients",
    claims=(BACKWARD, SWEEP, DIFFERENCES, MODES),
    title="What a gradient costs",
    alt="Left: multiplications against the number of hidden layers of eight units on a logarithmic axis. The backward "
    "pass costs up to twice the forward pass; finite differences cost hundreds of times as much. Right: "
    "multiplications of both modes against the number of inputs of a network with one output; forward mode costs "
    "the number of inputs times reverse mode. Counts from JAX's own programs lie on all curves.",
    data=cost_data,
    panels=(depth_panel, modes_panel),
)
