"""What gradients cost: both passes, both modes, and formulas written out or with shared parts."""

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

PASSES = "autodiff.backward_pass_is_twice_the_forward_pass_less_the_first_layer"
MODES = "autodiff.jacobian_costs_inputs_forward_and_outputs_in_reverse"
LONG, SHARED = "autodiff.formulas_written_out_grow_exponentially", "autodiff.formulas_with_shared_parts_grow_linearly"
DEPTHS, TIMES = np.arange(9), np.arange(11)
WIDTH = 8
INPUTS = np.array([1, 2, 4, 8, 16, 32, 64])


def count(name: str) -> Callable[[Basic], bool]:
    """A term of the sequence of this name."""
    return lambda part: isinstance(part, Indexed) and str(part.base) == name


def network(widths: list[int], k: int) -> Values:
    """A dense network of these widths; the counts depend on nothing else."""
    shapes = zip(widths[1:], widths, strict=False)
    return {"k": k, "m": 1, "d": dict(enumerate(widths)), "W": [np.zeros(shape) for shape in shapes]}


def deep(k: float) -> Values:
    """k hidden layers of eight units."""
    return network([WIDTH] * (int(k) + 3), int(k))


def inputs_to_one(n: float) -> Values:
    """Two hidden layers of eight units between n inputs and one output."""
    return network([int(n), WIDTH, WIDTH, 1], 3)


def times(k: float) -> Values:
    """The logistic map put into itself k times."""
    return {"k": int(k)}


def cost_data() -> Data:
    """Counts derived and from JAX's own programs."""
    forward, reverse = (way(MODES, count(n), s) for n, s in (("F", Side.LHS), ("R", Side.RHS)))
    return {
        "forward": curve(PASSES, DEPTHS, deep, "forward pass", part=way(PASSES, count("F"))),
        "backward": curve(PASSES, DEPTHS, deep, "backward", side=Side.LHS, part=way(PASSES, count("R"), Side.LHS)),
        "twice": curve(PASSES, DEPTHS, deep, "backward and first layer: twice forward"),
        "twice counted": oracle(PASSES, DEPTHS, deep, near="twice"),
        "forward mode": curve(MODES, INPUTS, inputs_to_one, "forward mode", side=Side.LHS, part=forward),
        "reverse mode": curve(MODES, INPUTS, inputs_to_one, "reverse mode", part=reverse),
        "forward mode counted": oracle(MODES, INPUTS, inputs_to_one, near="forward mode"),
        "long": curve(LONG, TIMES, times, "written out"),
        "shared": curve(SHARED, TIMES, times, "shared parts"),
        "long counted": oracle(LONG, TIMES, times, near="long"),
        "shared counted": oracle(SHARED, TIMES, times, near="shared"),
    }


def depth_panel(ax: Axes, data: Data) -> None:
    """Counts against depth."""
    line(ax, data, "twice", 2)
    points(ax, data, "twice counted", 2)
    line(ax, data, "backward", 1)
    line(ax, data, "forward", 0)
    ax.set(xlabel="hidden layers of 8 units", ylabel="multiplications", title="one gradient")


def modes_panel(ax: Axes, data: Data) -> None:
    """Counts against inputs."""
    line(ax, data, "reverse mode", 0)
    line(ax, data, "forward mode", 1)
    points(ax, data, "forward mode counted", 1)
    ax.set(xscale="log", yscale="log", xlabel="inputs, to one output", ylabel="multiplications", title="both modes")


def size_panel(ax: Axes, data: Data) -> None:
    """Sizes of formulas."""
    for n, name in ((1, "long"), (0, "shared")):
        line(ax, data, name, n)
        points(ax, data, f"{name} counted", n)
    ax.set(yscale="log", xlabel="compositions of 4 y (1 − y)", ylabel="symbols", title="size of a formula")


cost_of_gradients = Figure(
    name="autodiff.cost_of_gradients",
    claims=(PASSES, MODES, LONG, SHARED),
    title="What a gradient costs",
    alt="Left: multiplications against the number of hidden layers of eight units; the backward pass costs twice the "
    "forward pass less one first layer. Middle: multiplications of both modes against the number of inputs of a "
    "network with one output; forward mode grows with the square of the inputs. Right: symbols of a formula that "
    "is put into itself, exponential when written out, linear with shared parts. Counts from JAX's programs lie "
    "on the curves.",
    data=cost_data,
    panels=(depth_panel, modes_panel, size_panel),
    across=3,
    aspect=0.9,
)
