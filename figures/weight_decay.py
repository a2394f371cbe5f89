"""Ridge regression: what its penalty leaves of each singular direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, Points, curve
from .formula import Side
from .marks import line, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHRINKS = "weight_decay.ridge_shrinks_every_direction"
STRENGTHS, FEW = np.geomspace(1e-3, 1e3, 121), np.geomspace(1e-3, 1e3, 7)
SINGULAR = (0.2, 1.0, 5.0)


def strength(s: float) -> object:
    """Along the strengths, for a singular value."""
    return lambda penalty: {"s": s, "lambda": penalty}


def solved(s: float, penalty: float) -> float:
    """Ridge regression on one sample s with target s, as least squares with one more row: the share that is kept."""
    rows = np.array([[s], [penalty**0.5]])
    return float(np.linalg.lstsq(rows, np.array([s, 0.0]), rcond=None)[0][0])


def filter_data() -> Data:
    """Shares, derived and from least squares."""
    shown: dict = {}
    for s in SINGULAR:
        name = f"s = {s:g}"
        shown[name] = curve(SHRINKS, STRENGTHS, strength(s), f"singular value $s$ = {s:g}", side=Side.LHS, part=(0,))
        shares = np.array([solved(s, penalty) for penalty in FEW.tolist()])
        shown[f"{name} measured"] = Points(x=FEW, y=shares, source="numpy.linalg.lstsq", near=name)
    return shown


def share_panel(ax: Axes, data: Data) -> None:
    """Shares against the strength."""
    for n, s in enumerate(SINGULAR):
        line(ax, data, f"s = {s:g}", n)
        points(ax, data, f"s = {s:g} measured", n)
    ax.set(xscale="log", xlabel="strength $\\lambda$", ylabel="share of a direction kept")


ridge_shrinks = Figure(
    name="weight_decay.ridge_shrinks",
    claims=(SHRINKS,),
    title="Ridge shrinks every singular direction",
    alt="The share of a singular direction that ridge regression keeps against its strength lambda on a logarithmic "
    "axis, for singular values 0.2, 1 and 5: S-shaped curves that fall from 1 to 0 around the squared singular "
    "value. Solutions by least squares lie on the curves.",
    data=filter_data,
    panels=(share_panel,),
    aspect=0.6,
)
