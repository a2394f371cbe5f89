"""Gradients over time: powers of the recurrent weight, growth before decay, and gates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, curve
from .formula import Side, Values
from .marks import line, points, width
from .measurement import oracle
from .style import faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POWERS, DOUBLE = (
    "recurrent.linear_recurrence_scales_eigenvectors_by_powers",
    "recurrent.defective_recurrence_grows_before_it_decays",
)
BOUND, GATES = (
    "recurrent.gradient_over_time_is_bounded_by_powers_of_the_norm",
    "recurrent.cell_state_is_kept_by_the_product_of_the_gates",
)
STEPS = np.arange(31)
EIGENVALUES = (0.8, 1.0, 1.1)


def powers(lam: float) -> object:
    """A unit with this recurrent weight."""
    return lambda k: {"k": int(k), "n": 1, "lam": lam, "W": [[lam]], "e": [1.0], "j": 1}


def double(k: float) -> Values:
    """A double eigenvalue 0.8 with 1 beside it."""
    return {"k": int(k), "lam": 0.8, "u": 1.0}


def gated(k: float) -> Values:
    """Forget gates of 0.98 and two states at distance 1."""
    return {"k": int(k), "u": 1.0, "v": 0.0, "f": np.full(31, 0.98), "z": np.zeros(31)}


def as_said(k: float) -> Values:
    """The source's bound, for a linear unit."""
    return {"k": int(k), "w": 1.0}


def time_data() -> Data:
    """All panels."""
    shown: dict = {}
    for lam in EIGENVALUES:
        shown[f"{lam}"] = curve(POWERS, STEPS, powers(lam), f"weight {lam:g}")
        shown[f"{lam} measured"] = oracle(POWERS, STEPS[::3], powers(lam), near=f"{lam}", within=1e-6)
    shown["as stated"] = curve(BOUND, STEPS, as_said, "as stated: it vanishes", said=True)
    shown["double"] = curve(DOUBLE, STEPS, double, "double eigenvalue 0.8")
    shown["double measured"] = oracle(DOUBLE, STEPS[::2], double, near="double")
    shown["gated"] = curve(GATES, STEPS, gated, "gated cell, gates 0.98", side=Side.LHS)
    shown["gated measured"] = oracle(GATES, STEPS[::3], gated, near="gated")
    return shown


def power_panel(ax: Axes, data: Data) -> None:
    """Powers and gates on a logarithmic axis."""
    for n, lam in zip((2, 0, 3), EIGENVALUES, strict=True):
        line(ax, data, f"{lam}", n)
        points(ax, data, f"{lam} measured", n)
    line(ax, data, "gated", 4)
    points(ax, data, "gated measured", 4)
    line(ax, data, "as stated", 1)
    ax.set(yscale="log", ylim=(1e-4, 30), xlabel="steps back in time $k$", ylabel="gradient", title="one unit")


def double_panel(ax: Axes, data: Data) -> None:
    """Growth before decay."""
    line(ax, data, "double")
    points(ax, data, "double measured")
    ax.axhline(1, color=faint(), linewidth=width(0.4), zorder=0)
    ax.set(xlabel="steps back in time $k$", ylabel="gradient of a state in the other", ylim=(0, None))
    ax.set_title("two units")


gradients_over_time = Figure(
    name="recurrent.gradients_over_time",
    claims=(POWERS, DOUBLE, BOUND, GATES),
    title="Gradients over time",
    alt="Left: the gradient against the number of steps back in time on a logarithmic axis. With recurrent weight 0.8 "
    "it falls, with 1 it stays, with 1.1 it grows, and a gated cell with gates 0.98 keeps half of it over 30 "
    "steps; the line as stated, which always vanishes, falls below all of them. Right: with a double eigenvalue "
    "0.8 the gradient of one unit in the other first rises above 2 and decays later. Measured values lie on the "
    "derived curves.",
    data=time_data,
    panels=(power_panel, double_panel),
)
