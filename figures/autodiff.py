"""What gradients cost: multiplications of forward pass, backward pass and finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from sympy import Indexed

from .figure import Data, Figure, curve
from .formula import Side, Values, way
from .marks import line, points
from .measurement import oracle

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from sympy import Basic

BACKWARD, DIFFERENCES = (
    "autodiff.backward_pass_is_twice_the_forward_pass_less_the_first_layer",
    "autodiff.finite_differences_are_quadratic_in_the_parameters",
)
WRITTEN, SHARED = (
    "autodiff.formulas_written_out_grow_exponentially",
    "autodiff.formulas_with_shared_parts_grow_linearly",
)
MODES = "autodiff.jacobian_costs_inputs_forward_and_outputs_in_reverse"
DEPTHS = np.arange(9)
INPUTS = np.array([1, 2, 4, 8, 16, 32, 64])
WIDTH = 8
TIMES = np.arange(11)


def deep(k: float) -> Values:
    """Layers of eight units; the weights are there for their shapes."""
    ones = np.ones((WIDTH, WIDTH))
    return {"k": int(k), "m": 1, "d": dict.fromkeys(range(12), WIDTH), "W": [ones] * (int(k) + 1)}


def inputs_to_one(n: float) -> Values:
    """Two hidden layers of eight units between n inputs and one output."""
    widths = [int(n), WIDTH, WIDTH, 1]
    shapes = zip(widths[1:], widths, strict=False)
    return {"k": 3, "m": 1, "d": dict(enumerate(widths)), "W": [np.zeros(shape) for shape in shapes]}


def count(name: str) -> Callable[[Basic], bool]:
    """A term of the sequence of this name."""
    return lambda part: isinstance(part, Indexed) and str(part.base) == name


def displaced(k: float) -> Values:
    """As many weights."""
    return {"w": WIDTH**2 * (int(k) + 1)}


def composed(k: float) -> Values:
    """A formula composed k times."""
    return {"k": int(k)}


def cost_data() -> Data:
    """Counts by depth, and sizes of formulas by how often they are composed."""
    forward, reverse = (way(MODES, count(n), s) for n, s in (("F", Side.LHS), ("R", Side.RHS)))
    return {
        "forward": curve(BACKWARD, DEPTHS, deep, "forward pass", part=way(BACKWARD, count("F"))),
        "forward mode": curve(MODES, INPUTS, inputs_to_one, "forward mode", side=Side.LHS, part=forward),
        "reverse mode": curve(MODES, INPUTS, inputs_to_one, "reverse mode", part=reverse),
        "forward mode counted": oracle(MODES, INPUTS, inputs_to_one, near="forward mode"),
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
    line(ax, data, "forward", 2)
    ax.set(yscale="log", xlabel="hidden layers, 8 units each", ylabel="multiplications", title="one gradient")


def modes_panel(ax: Axes, data: Data) -> None:
    """Counts against inputs."""
    line(ax, data, "reverse mode", 0)
    line(ax, data, "forward mode", 1)
    points(ax, data, "forward mode counted", 1)
    ax.set(xscale="log", yscale="log", xlabel="inputs, to one output", ylabel="multiplications", title="both modes")


def formula_panel(ax: Axes, data: Data) -> None:
    """Sizes against the number of compositions."""
    for n, name in enumerate(("written out", "shared")):
        line(ax, data, name, n)
        points(ax, data, f"{name} counted", n)
    ax.set(yscale="log", xlabel="times $4y(1-y)$ is composed", ylabel="symbols", title="one formula")


cost_of_gradients = Figure(
    name="autodiff.cost_of_gradients",
    claims=(BACKWARD, MODES, DIFFERENCES, WRITTEN, SHARED),
    title="What a gradient costs, and how large its formula is",
    alt="Left: multiplications against the number of hidden layers of eight units on a logarithmic axis. The backward "
    "pass costs up to twice the forward pass, finite differences hundreds of times as much. Middle: forward and "
    "reverse mode against the number of inputs of a network with one output; forward mode grows faster by the "
    "number of inputs. Right: symbols of 4 y (1 - y) composed k times: exponentially many when written out, 5 k + "
    "1 with shared parts. Counts, some from JAX's own programs, lie on the curves.",
    data=cost_data,
    panels=(depth_panel, modes_panel, formula_panel),
    across=3,
    aspect=1.15,
)
