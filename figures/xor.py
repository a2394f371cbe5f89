"""The exclusive or: why no line suffices, the space that a hidden layer bends, and how often training finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.xor import hidden_layer
from .figure import Data, Figure, Points, curve, field
from .formula import Formula, Side, Values
from .marks import contours, line, points, size, width
from .measurement import oracle
from .style import colour, ground, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NO_LINE, NETWORK, FEATURES = (
    "xor.no_line_separates_xor",
    "xor.two_relu_units_compute_xor",
    "xor.relu_features_join_the_class",
)
INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1))
ANGLES = np.linspace(0, 360, 361)
GRID = np.linspace(-0.25, 1.25, 61)


def at(x1: float, x2: float) -> Values:
    """Two inputs."""
    return {"x1": x1, "x2": x2}


def best_line(angle: float) -> Values:
    """A line of a direction, in degrees, with the bias of the largest margin."""
    w1, w2 = float(np.cos(np.radians(angle))), float(np.sin(np.radians(angle)))
    return {"w1": w1, "w2": w2, "b": (min(0.0, -w1 - w2) - min(w1, w2)) / 2}


def along(t: float) -> Values:
    """A place on the way round the unit square, from 0 to 4."""
    side, rest = int(t) % 4, t - int(t)
    return at(*((rest, 0.0), (1.0, rest), (1 - rest, 1.0), (0.0, 1 - rest))[side])


def corner(n: float) -> Values:
    """One of the four inputs."""
    return at(*map(float, INPUTS[int(n)]))


def space_data() -> Data:
    """The network's output over the inputs, and the square and its corners after the hidden layer."""
    second = Formula(FEATURES, Side.LHS, part=(0,))
    features = {"side": Side.LHS, "part": (1,), "beside": second}
    return {
        "output": field(NETWORK, GRID, GRID, at, side=Side.LHS),
        "square": curve(FEATURES, np.linspace(0, 4, 161), along, "sides of the square", **features),
        "images": curve(FEATURES, np.arange(4), corner, **features),
        "images measured": Points(
            x=np.arange(4),
            y=np.array([hidden_layer(*p) for p in INPUTS]),
            source="numerics.xor.hidden_layer",
            near="images",
        ),
        "margin": curve(NO_LINE, ANGLES, best_line, "derived", side=Side.LHS),
        "margin measured": oracle(NO_LINE, ANGLES[::30], best_line, "measured", near="margin"),
        "zero": curve(NO_LINE, ANGLES[[0, -1]], best_line, "needed: more than 0", side=Side.RHS),
    }


def classes(ax: Axes, places: np.ndarray) -> None:
    """The four inputs: class 1 as filled squares, class 0 as rings."""
    for (x, y), (a, b) in zip(places, INPUTS, strict=True):
        one = a != b
        look = {"marker": "s", "color": ink()} if one else {"marker": "o", "color": ink(), "markerfacecolor": ground()}
        ax.plot([x], [y], linestyle="none", markersize=size(1.6), zorder=6, **look)


def input_panel(ax: Axes, data: Data) -> None:
    """Decision regions, and the two segments that cross."""
    output = data["output"]
    ax.contourf(output.x, output.y, output.z, [0.5, 9], colors=[colour(0)], alpha=0.25, zorder=0)
    contours(ax, data, "output", [0.5], colors=colour(0), linewidths=width(1))
    for n, (one, other) in enumerate((((0, 1), (1, 0)), ((0, 0), (1, 1)))):
        ax.plot(
            *zip(one, other, strict=True), color=colour(1), linestyle=("-", "--")[n], linewidth=width(0.9), zorder=3
        )
    classes(ax, np.array(INPUTS, float))
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-0.25, 1.25), ylim=(-0.25, 1.25), title="inputs")


def hidden_panel(ax: Axes, data: Data) -> None:
    """The same after the hidden layer."""
    line(ax, data, "square", 5, label=None)
    points(ax, data, "images", markersize=0)
    points(ax, data, "images measured", markersize=0)
    classes(ax, data["images"].y)
    ax.plot([0.25, 0], [0, 0.25], color=colour(0), linestyle="-", linewidth=width(1))
    ax.fill([0, 0.25, 0], [0, 0, 0.25], color=colour(0), alpha=0.25, linewidth=0)
    for x, y, said in ((0.04, -0.06, "(0, 1) and (1, 0)"), (0.5, 0.05, "(1, 1)"), (0.1, 0.53, "(0, 0)")):
        ax.text(x, y, said, fontsize="small", ha="center" if y == 0.05 else "left", va="center")
    ax.set(xlabel="$h_1$", ylabel="$h_2$", aspect="equal", xlim=(-0.1, 0.6), ylim=(-0.1, 0.6), title="hidden layer")


def margin_panel(ax: Axes, data: Data) -> None:
    """The best margin of a line of each direction."""
    line(ax, data, "margin")
    points(ax, data, "margin measured")
    line(ax, data, "zero", 1)
    ax.set(xlabel="direction of the line's normal (degrees)", ylabel="largest margin", xticks=range(0, 361, 90))
    ax.set_title("one unit")


bent_space = Figure(
    name="xor.bent_space",
    claims=(NO_LINE, NETWORK, FEATURES),
    title="The exclusive or before and after a hidden layer",
    alt="Left: the four inputs of the exclusive or on the unit square. The segments between the two inputs of each "
    "class cross in the middle, so no line separates them; the two-unit network's region of class 1 is a diagonal "
    "band. Middle: after the hidden layer both inputs of class 1 lie at zero and those of class 0 on the axes at "
    "distance one half, and one line separates them. Right: with weights of norm one the largest margin of a "
    "single unit lies between −0.5 and −0.35 in every direction.",
    data=space_data,
    panels=(input_panel, hidden_panel, margin_panel),
    across=3,
    aspect=0.95,
)
