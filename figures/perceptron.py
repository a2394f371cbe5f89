"""The plane between two classes: the nearest points of their hulls give its normal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, Points, curve
from .formula import Side, Values
from .marks import line, points, size, width
from .measurement import oracle
from .style import colour, faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PLANE = "perceptron.nearest_points_give_a_separating_plane"
X = np.array([[2.0, 0.8], [2.6, -0.9], [3.6, 1.6], [2.0, -0.6]])
Y = np.array([[0.0, 0.0], [-1.0, 1.4], [-1.6, -0.8]])
NEAREST, OTHER = np.array([2.0, 0.0]), np.array([0.0, 0.0])  # of the edge x = 2, and a corner


def pair(n: float) -> Values:
    """The n-th pair of a point of the first class and one of the second, row by row from 0."""
    i, k = divmod(int(n), len(Y))
    return {"n": 2, "N": len(X), "K": len(Y), "a": NEAREST, "g": OTHER, "X": X, "Y": Y, "i": i + 1, "k": k + 1}


def plane_data() -> Data:
    """The points, and for every pair the inner product with the normal."""
    pairs = np.arange(len(X) * len(Y))
    return {
        "first class": Points(x=np.arange(len(X)), y=X, source="the example", label="class 1"),
        "second class": Points(x=np.arange(len(Y)), y=Y, source="the example", label="class 0"),
        "nearest": Points(x=np.arange(2), y=np.array([NEAREST, OTHER]), source="the example"),
        "products": curve(PLANE, pairs, pair, "difference of a pair along the normal"),
        "gap": curve(PLANE, pairs, pair, "squared distance of the hulls", side=Side.LHS),
        "gap measured": oracle(PLANE, pairs[::3], pair, near="gap"),
    }


def plane_panel(ax: Axes, data: Data) -> None:
    """Points, hulls, nearest points, plane."""
    for n, name in enumerate(("first class", "second class")):
        corners = data[name].y
        middle = corners.mean(axis=0)
        order = np.argsort(np.arctan2(*(corners - middle).T[::-1]))
        ax.fill(*corners[order].T, color=colour(n), alpha=0.2, linewidth=0)
        points(ax, data, name, n)
    points(ax, data, "nearest", markersize=size(0.7), linestyle="--", linewidth=width(0.6))
    ax.axvline(1.0, color=faint(), linewidth=width(1))
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-2, 4), ylim=(-1.6, 2.2), title="two hulls")
    ax.set(yticks=(-1, 0, 1, 2))


def product_panel(ax: Axes, data: Data) -> None:
    """Every pair is at least as far apart along the normal as the hulls are."""
    points(ax, data, "products", 0)
    line(ax, data, "gap", 1)
    points(ax, data, "gap measured", 1, markersize=size(0.7), label=None)
    ax.set(xlabel="pair of points", ylabel="product with the normal", title="all pairs", ylim=(0, None))


plane_between_two_hulls = Figure(
    name="perceptron.plane_between_two_hulls",
    claims=(PLANE,),
    title="The plane between two hulls",
    alt="Left: two classes of points in the plane with their hulls; a dashed segment joins the two nearest points of "
    "the hulls and a line in its middle, at right angles to it, separates the classes. Right: for every pair of "
    "points the product of their difference with the normal is at least the squared distance of the hulls, 4.",
    data=plane_data,
    panels=(plane_panel, product_panel),
)
