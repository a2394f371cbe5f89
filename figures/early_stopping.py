"""Early stopping as a filter of singular directions, beside ridge regression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, curve
from .formula import Side
from .marks import line, points, size, width
from .measurement import oracle
from .style import faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FILTER, RIDGE = "early_stopping.early_stopping_is_a_spectral_filter", "weight_decay.ridge_shrinks_every_direction"
STEPS = (1, 8, 64)
PRODUCTS = np.geomspace(1e-3, 1, 121)
EPOCHS = np.arange(13)


def stopped(k: int) -> object:
    """Along eta s^2, after k steps."""
    return lambda t: {"n": 1, "eta": 1.0, "s": [t**0.5], "c": [1.0], "k": k, "j": 1}


def ridge(k: int) -> object:
    """Ridge of strength 1/(eta k) along eta s^2."""
    return lambda t: {"s": t**0.5, "lambda": 1 / k}


def epochs(product: float) -> object:
    """Along the steps, at a given eta s^2."""
    return lambda k: {"n": 1, "eta": product, "s": [1.0], "c": [1.0], "k": int(k), "j": 1}


def filter_data() -> Data:
    """Shares fitted after some steps, and by ridge."""
    shown: dict = {}
    for k in STEPS:
        shown[f"{k}"] = curve(FILTER, PRODUCTS, stopped(k), f"{k} step{'s' * (k > 1)}")
        shown[f"{k} measured"] = oracle(FILTER, PRODUCTS[::40], stopped(k), near=f"{k}")
        shown[f"ridge {k}"] = curve(
            RIDGE, PRODUCTS, ridge(k), "ridge, strength $1/(\\eta k)$" if k == 1 else None, side=Side.LHS, part=(0,)
        )
    for product in (0.5, 1.5):
        name = f"$\\eta s^2$ = {product}"
        shown[name] = curve(FILTER, EPOCHS, epochs(product), name)
        shown[f"{name} measured"] = oracle(FILTER, EPOCHS, epochs(product), near=name)
    return shown


def filter_panel(ax: Axes, data: Data) -> None:
    """Shares against the squared singular value."""
    for n, k in enumerate(STEPS):
        line(ax, data, f"{k}", n)
        points(ax, data, f"{k} measured", n, markersize=size(0.8))
    for k in STEPS:
        line(ax, data, f"ridge {k}", linestyle="-", linewidth=width(0.6), color=faint(), zorder=1)
    ax.set(xscale="log", xlabel="$\\eta s^2$ of a singular direction", ylabel="share fitted", title="the filter")


def growth_panel(ax: Axes, data: Data) -> None:
    """One weight over the steps."""
    for n, name in enumerate(n for n in data if n.startswith("$") and not n.endswith("measured")):
        line(ax, data, name, n)
        points(ax, data, f"{name} measured", n)
    ax.set(xlabel="step $k$", ylabel="weight (least squares: 1)", title="growth, and overshooting above 1")


filter_and_growth = Figure(
    name="early_stopping.filter_and_growth",
    claims=(FILTER, RIDGE),
    title="Early stopping is a spectral filter",
    alt="Left: the share of a singular direction that is fitted after 1, 8 and 64 steps against eta times the squared "
    "singular value on a logarithmic axis, S-shaped curves that move to the left with more steps; ridge "
    "regression of strength one over eta k is close below each. Right: a weight over the steps; with eta s "
    "squared 0.5 it grows steadily to 1, with 1.5 it overshoots and shrinks again. Iterates of descent lie on the "
    "curves.",
    data=filter_data,
    panels=(filter_panel, growth_panel),
)
