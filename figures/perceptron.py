"""The plane between two classes, and the rule that finds one where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.engine.train import interval
from ..numerics.studies._xor_single import EPOCHS, POINTS, TABLES, rosenblatt
from .figure import Data, Figure, Points, curve
from .formula import Side, Values, claim
from .marks import line, path, points, size, width
from .measurement import Numbers, kept, oracle
from .style import colour, faint, ink

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


SAMPLES = 24  # six epochs of four
RULES = {"AND": "xor.perceptron_rule_learns_and", "XOR": "xor.perceptron_rule_never_learns_xor"}
STARTS, SHOWN = 4096, np.arange(1, 15)


def labels(table: str) -> np.ndarray:
    """The classes of the four inputs, -1 and 1."""
    return 2 * np.array(TABLES[table]) - 1


@kept
def finished(table: str) -> Numbers:
    """How many starts have passed an epoch without a mistake after so many epochs, and at the end."""
    start = np.random.default_rng(0).normal(size=(3, STARTS))
    epochs = [*SHOWN.tolist(), EPOCHS]
    return {"finished": [int(rosenblatt(labels(table), start, n)[0].sum()) for n in epochs]}


def weights_by_sample(table: str) -> np.ndarray:
    """The two weights of one start after each sample that the rule has seen, (SAMPLES + 1, 2)."""
    found = [np.array([0.4, -0.3, 0.2])]
    inputs = np.hstack([POINTS, np.ones((4, 1))])
    for n in range(SAMPLES):
        x, y, w = inputs[n % 4], labels(table)[n % 4], found[-1]
        found.append(w + y * x * (y * (x @ w) <= 0))
    return np.array(found)[:, :2]


def rule_data() -> Data:
    """Shares of starts that are done, by epoch, and the weights of one."""
    shown: dict = {}
    for table, id in RULES.items():
        counts = np.array(finished(table)["finished"])
        ends = np.array([interval(count, STARTS) for count in counts.tolist()])
        measured = {"y": counts / STARTS, "low": ends[:, 0], "high": ends[:, 1]}
        shown[table] = Points(
            x=SHOWN,
            source="numerics.studies._xor_single.rosenblatt",
            label=table,
            **{name: numbers[:-1] for name, numbers in measured.items()},
        )
        last = {name: numbers[-1:] for name, numbers in measured.items()}
        shown[f"{table}, at the end"] = Points(x=SHOWN[-1:] + 2, source=f"numerics.{id}", **last)
        shown[f"{table}, weights"] = Points(
            x=np.arange(SAMPLES + 1), y=weights_by_sample(table), source="the perceptron rule", label=table
        )
    return shown


def share_panel(ax: Axes, data: Data) -> None:
    """Shares against epochs, with what was predicted of the last one."""
    for n, (table, id) in enumerate(RULES.items()):
        predicted = claim(id).statement
        label = None if n else f"predicted for epoch {EPOCHS}"
        look = {
            "color": colour(0),
            "alpha": 0.3,
            "linewidth": width(1),
            "label": label,
        }  # the edge of a thin one is seen
        ax.bar([SHOWN[-1] + 2], [predicted.at_most - predicted.at_least], 1.2, predicted.at_least, **look)
        path(ax, data, table, n)
        points(ax, data, f"{table}, at the end", n, label=None)
    ax.set(xlabel="epoch", ylabel="share of starts without mistakes", ylim=(-0.05, 1.05), title="the perceptron rule")
    ax.set_xticks([1, 5, 10, SHOWN[-1] + 2], ["1", "5", "10", f"{EPOCHS}"])


def weight_panel(ax: Axes, data: Data) -> None:
    """The weights of one start."""
    for n, table in enumerate(RULES):
        path(ax, data, f"{table}, weights", n, markersize=size(0.8))
    ax.plot(*data["AND, weights"].y[0], marker="X", color=ink(), markersize=size(1.3), linestyle="none", label="start")
    ax.set(xlabel="weight $w_1$", ylabel="weight $w_2$", title="one start, sample by sample")


rule_on_and_and_xor = Figure(
    name="perceptron.rule_on_and_and_xor",
    claims=tuple(RULES.values()),
    title="The perceptron rule on AND and on XOR",
    alt="Left: the share of 4096 random starts for which the perceptron rule has passed an epoch without a mistake, by "
    "epoch. On AND it rises to 1 within some ten epochs; on XOR it is 0 in every epoch up to the 500th, as "
    "predicted. Right: the two weights of one start, sample by sample; on AND they come to rest, on XOR they go "
    "round in a cycle.",
    data=rule_data,
    panels=(share_panel, weight_panel),
)
