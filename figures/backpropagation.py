"""Backpropagation through a network with one hidden layer, as a graph with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..theory.kernel.functions import sigma
from .figure import Data, Figure, Points, curve
from .formula import Side, Values, way
from .marks import size, width, written
from .measurement import oracle
from .style import colour, faint, ground, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from sympy import Basic

HIDDEN_WEIGHT, HIDDEN_BIAS = "backpropagation.hidden_weight_gradient", "backpropagation.hidden_bias_gradient"
OUTPUT_WEIGHT, OUTPUT_BIAS = "backpropagation.output_weight_gradient", "backpropagation.output_bias_gradient"
X, Y = np.array([1.0, -0.5]), np.array([1.0])
W, W0 = np.array([[0.8, -0.4], [-0.6, 1.2]]), np.array([0.1, -0.2])
BETA, BETA0 = np.array([[1.5, -1.0]]), np.array([0.3])
INPUTS, HIDDEN, OUTPUT = ((0.0, 1.2), (0.0, -1.2)), ((3.0, 1.2), (3.0, -1.2)), ((6.0, 0.0),)


def network(y: np.ndarray = Y, **indices: int) -> Values:
    """The network and its sample, with free indices fixed."""
    numbers = {"x": X, "w": W, "w0": W0, "beta": BETA, "beta0": BETA0, "y": y}
    return {"K1": 2, "K2": 2, "K": 1, **numbers, **indices}


def is_activation(part: Basic) -> bool:
    """sigma of the hidden unit with the free index r."""
    return isinstance(part, sigma) and "r" in {str(s) for s in part.free_symbols}


def of_hidden(n: float) -> Values:
    """A hidden unit, from 1."""
    return network(q=1, r=int(n))


def of_bias(n: float) -> Values:
    """A hidden bias, from 1."""
    return network(q=int(n))


def of_output(n: float) -> Values:
    """The output."""
    return network(q=1)


def without_target(n: float) -> Values:
    """The output's signal against the target 0 is the output itself."""
    return network(y=np.zeros(1), q=1)


def of_weight(n: float) -> Values:
    """A hidden weight, row by row, from 0."""
    return network(q=int(n) // 2 + 1, r=int(n) % 2 + 1)


def graph_data() -> Data:
    """Values forward, signals backward, gradients of the weights."""
    pair, four, one = np.array([1, 2]), np.arange(4), np.array([1])
    activation = way(OUTPUT_WEIGHT, is_activation)
    shown: dict = {
        "inputs": Points(x=pair, y=X, source="the sample"),
        "hidden weights": Points(x=four, y=W.ravel(), source="the network"),
        "output weights": Points(x=pair, y=BETA.ravel(), source="the network"),
        "activations": curve(OUTPUT_WEIGHT, pair, of_hidden, part=activation),
        "output": curve(OUTPUT_BIAS, one, without_target),
        "loss": curve(OUTPUT_BIAS, one, of_output, side=Side.LHS, part=(0,)),
    }
    for name, claim, places, values in (
        ("output signal", OUTPUT_BIAS, one, of_output),
        ("hidden signals", HIDDEN_BIAS, pair, of_bias),
        ("output gradients", OUTPUT_WEIGHT, pair, of_hidden),
        ("hidden gradients", HIDDEN_WEIGHT, four, of_weight),
    ):
        shown[name] = curve(claim, places, values)
        shown[f"{name} measured"] = oracle(claim, places, values, near=name)
    return shown


def graph_panel(ax: Axes, data: Data) -> None:
    """The graph."""
    edges = [(INPUTS[r], HIDDEN[q]) for q in range(2) for r in range(2)]
    onward = [(HIDDEN[r], OUTPUT[0]) for r in range(2)]
    for start, end in (*edges, *onward, (OUTPUT[0], (8.0, 0.0))):
        ax.plot(*zip(start, end, strict=True), color=faint(), linestyle="-", linewidth=width(0.6), zorder=1)
    at = [_between(start, end, 0.3) for start, end in edges]
    _pairs(ax, data, "hidden weights", "hidden gradients", at)
    _pairs(ax, data, "output weights", "output gradients", [_between(start, end, 0.5) for start, end in onward])
    names = ("$x_1$", "$x_2$", "$h_1$", "$h_2$", "$f$", "$L$")
    for name, (x, y) in zip(names, (*INPUTS, *HIDDEN, *OUTPUT, (8.0, 0.0)), strict=True):
        ax.plot([x], [y], "o", color=ink(), markerfacecolor=ground(), markersize=size(4.2), zorder=3)
        ax.text(x, y, name, ha="center", va="center", zorder=5)
    above, below = 0.62, -0.62
    values, signals = {"color": colour(0)}, {"color": colour(1)}
    written(ax, data, "inputs", [(0.0, 1.2 + above), (0.0, -1.2 + below)], "{:.2f}", **values)
    written(ax, data, "activations", [(x, y + above) for x, y in HIDDEN], "{:.3f}", **values)
    written(ax, data, "output", [(6.0, above)], "{:.3f}", **values)
    written(ax, data, "loss", [(8.0, above)], "{:.3f}", **values)
    written(ax, data, "hidden signals", [(x, y + below) for x, y in HIDDEN], "{:.3f}", **signals)
    written(ax, data, "output signal", [(6.0, below)], "{:.3f}", **signals)
    ax.text(8.0, below, "1", ha="center", va="center", **signals)
    ax.plot([], [], color=colour(0), linestyle="-", label="values, forward")
    ax.plot([], [], color=colour(1), linestyle="-", label="gradients (signals δ under units), backward")
    ax.set(xlim=(-0.7, 8.7), ylim=(-2.15, 2.15))
    ax.set_axis_off()


def _between(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def _pairs(ax: Axes, data: Data, weights: str, gradients: str, places: list[tuple[float, float]]) -> None:
    """A weight and under it its gradient, on a patch of paper."""
    patch = {"facecolor": ground(), "edgecolor": "none", "pad": 0.6}
    for name, lift, form, tint in ((weights, 0.16, "{:.1f}", ink()), (gradients, -0.16, "{:.3f}", colour(1))):
        lifted = [(x, y + lift) for x, y in places]
        written(ax, data, name, lifted, form, fontsize="small", bbox=patch, zorder=4, color=tint)


forward_and_backward = Figure(
    name="backpropagation.forward_and_backward",
    claims=(HIDDEN_WEIGHT, HIDDEN_BIAS, OUTPUT_WEIGHT, OUTPUT_BIAS),
    title="Backpropagation through one hidden layer, with numbers",
    alt="A graph from two inputs over two logistic hidden units and one linear output to the squared loss. Above each "
    "node stands its value on the way forward, below it the gradient of the loss in its pre-activation on the way "
    "back, on each edge a weight with its gradient. The output's signal is prediction minus target; each gradient "
    "of a weight is the signal behind it times the value before it, as automatic differentiation confirms.",
    data=graph_data,
    panels=(graph_panel,),
    aspect=0.56,
)
