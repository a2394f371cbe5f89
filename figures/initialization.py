"""Mean squares through ten and fifty layers for small, Xavier, He and large initial weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.initialization import mean_squares
from .figure import Data, Figure, Points, curve
from .marks import line, points, width
from .measurement import Numbers, kept
from .style import faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POWERS = "initialization.mean_square_is_exponential_in_depth"
DEPTH, WIDTH, NETS = 50, 96, 160
LAYERS, SHOWN = np.arange(DEPTH + 1), np.arange(0, DEPTH + 1, 5)
# Fan-in times the variance of a weight; behind ReLU half of the mean square is left.
GAINS = {"small: variance $1/(2n)$": 0.5, "Xavier: $1/n$": 1.0, "He: $2/n$": 2.0, "large: $4/n$": 4.0}
SHARES = {"linear": 1.0, "relu": 0.5}
TENS = {"linear": range(-10, 31, 10), "relu": range(-30, 11, 10)}  # exponents at the ticks


def factor(c: float) -> object:
    """Layers that multiply the mean square by c."""
    layers = np.ones(DEPTH + 1)
    return lambda k: {"k": int(k), "c": c, "q": 1.0, "D": layers, "S": c * layers}


@kept
def measured(activation: str) -> Numbers:
    """Mean over networks of the mean squares with four standard errors, for weights of variance 1/n."""
    found = mean_squares(activation, DEPTH, WIDTH, NETS)
    error = 4 * found.std(axis=1, ddof=1) / NETS**0.5
    # ReLU's half is taken out: what is kept is the departure from the power
    scale = SHARES[activation] ** -np.arange(DEPTH + 1.0)
    return {"mean": (found.mean(axis=1) * scale).tolist(), "error": (error * scale).tolist()}


def layer_data() -> Data:
    """Derived and measured mean squares, for both activations and all starts."""
    shown: dict = {}
    for activation, share in SHARES.items():
        numbers = {name: np.array(found)[SHOWN] for name, found in measured(activation).items()}
        for label, gain in GAINS.items():
            powers = (share * gain) ** SHOWN.astype(float)
            name = f"{activation} {gain}"
            shown[name] = curve(POWERS, LAYERS, factor(share * gain), label)
            shown[f"{name} measured"] = Points(
                x=SHOWN,
                y=powers * numbers["mean"],
                low=powers * (numbers["mean"] - numbers["error"]).clip(1e-3),
                high=powers * (numbers["mean"] + numbers["error"]),
                near=name,
                source="numerics.initialization.mean_squares",
            )
    return shown


def panel(activation: str, title: str, ax: Axes, data: Data) -> None:
    """All starts for one activation."""
    for n, gain in enumerate(GAINS.values()):
        line(ax, data, f"{activation} {gain}", n)
        points(ax, data, f"{activation} {gain} measured", n)
    ax.axvline(10, color=faint(), linewidth=width(0.5), zorder=0)
    ax.set(yscale="log", xlabel="layer", ylabel="mean square of pre-activations", title=title, xticks=range(0, 51, 10))
    ax.set_yticks([10.0**n for n in TENS[activation]], minor=False)
    ax.minorticks_off()


def linear_panel(ax: Axes, data: Data) -> None:
    """Linear layers."""
    panel("linear", "linear layers", ax, data)


def relu_panel(ax: Axes, data: Data) -> None:
    """ReLU layers."""
    panel("relu", "ReLU layers", ax, data)


signal_through_fifty_layers = Figure(
    name="initialization.signal_through_fifty_layers",
    claims=(POWERS,),
    title="The signal through fifty layers",
    alt="Mean squares of the pre-activations against the layer, 0 to 50, on a logarithmic axis, for weights of four "
    "variances. Left, linear layers: variance one over n keeps the signal, smaller ones lose it, larger ones blow "
    "it up, in straight lines. Right, ReLU layers: He's variance two over n keeps it and Xavier's loses half in "
    "every layer. Means over 160 random networks lie on the lines within their intervals.",
    data=layer_data,
    panels=(linear_panel, relu_panel),
    aspect=0.85,
)
