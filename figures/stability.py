"""The logarithm of a sum of exponentials in float32, as it is written and after a shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.stability import naive_single, shifted_single
from .figure import Data, Figure, Points, curve
from .formula import Values
from .marks import line, points, size
from .style import colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHIFT = "stability.log_sum_exp_shifts_by_its_argument"
PLACES = np.linspace(-140, 140, 57)
OVER, UNDER = 88.72, -103.97  # exp overflows, and underflows, in float32


def logits(s: float) -> np.ndarray:
    """Three logits around s."""
    return np.array([s, s - 1, s - 2])


def at(s: float) -> Values:
    """The largest logit is taken out."""
    return {"n": 3, "a": s, "x": logits(s)}


def single_data() -> Data:
    """Values and errors in float32."""
    truth = curve(SHIFT, PLACES, at, "derived")
    naive = np.array([naive_single(logits(s)) for s in PLACES])
    shifted = np.array([shifted_single(logits(s)) for s in PLACES])
    finite = np.isfinite(naive)
    name = "numerics.stability"
    error = {"naive": np.abs(naive - truth.y)[finite], "shifted": np.abs(shifted - truth.y)}
    return {
        "derived": truth,
        "naive": Points(x=PLACES[finite], y=naive[finite], source=f"{name}.naive_single", label="as written, float32"),
        "shifted": Points(
            x=PLACES[::2],
            y=shifted[::2],
            near="derived",
            within=1e-4,
            source=f"{name}.shifted_single",
            label="shifted, float32",
        ),
        "naive error": Points(
            x=PLACES[finite], y=error["naive"] + 1e-9, source=f"{name}.naive_single", label="as written"
        ),
        "shifted error": Points(x=PLACES, y=error["shifted"] + 1e-9, source=f"{name}.shifted_single", label="shifted"),
    }


def limits(ax: Axes) -> None:
    """Where nothing finite is left."""
    ax.axvspan(OVER, 145, color=colour(1), alpha=0.2, linewidth=0, zorder=0)
    ax.axvspan(-145, UNDER, color=colour(1), alpha=0.2, linewidth=0, zorder=0)
    ax.set(xlim=(-145, 145), xlabel="largest logit")


def value_panel(ax: Axes, data: Data) -> None:
    """Values."""
    line(ax, data, "derived")
    points(ax, data, "shifted", 2)
    points(ax, data, "naive", 1, markersize=size(0.6))
    limits(ax)
    ax.set(ylabel="log-sum-exp (nats)", title="values; infinite where shaded")


def error_panel(ax: Axes, data: Data) -> None:
    """Errors."""
    points(ax, data, "shifted error", 2, markersize=size(0.8))
    points(ax, data, "naive error", 1, markersize=size(0.6))
    limits(ax)
    ax.set(yscale="log", ylabel="absolute error + $10^{-9}$ (nats)", title="errors")


log_sum_exp_in_single_precision = Figure(
    name="stability.log_sum_exp_in_single_precision",
    claims=(SHIFT,),
    title="Log-sum-exp in float32, as written and shifted",
    alt="Left: the logarithm of the sum of three exponentials against the largest logit from -140 to 140. The derived "
    "line is straight; values in float32 after the shift lie on it everywhere, those computed as written exist "
    "only between -104 and 88.7, beyond which they are infinite. Right: their errors on a logarithmic axis; as "
    "written they grow towards the lower end, where exponentials lose their digits.",
    data=single_data,
    panels=(value_panel, error_panel),
)
