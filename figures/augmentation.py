"""Noise on the inputs of a linear model, and the penalty that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, curve
from .marks import line, points
from .measurement import oracle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PENALTY = "augmentation.input_noise_adds_a_ridge_penalty"
VARIANCES, FEW = np.linspace(0, 2, 41), np.linspace(0, 2, 9)
WEIGHTS = {"$|w|^2$ = 1.5": [1.0, -0.5, 0.5], "$|w|^2$ = 6": [2.0, -1.0, 1.0]}


def noisy(w: list[float]) -> object:
    """A linear model of three inputs whose prediction is off by 1 without noise."""
    x = [1.0, 1.0, -1.0]
    target = float(np.dot(w, x)) - 1.0
    return lambda v: {"d": 3, "v": v, "t": target, "w": w, "x": x}


def loss_data() -> Data:
    """Expected losses for two weight vectors."""
    shown: dict = {}
    for name, w in WEIGHTS.items():
        shown[name] = curve(PENALTY, VARIANCES, noisy(w), name)
        shown[f"{name} measured"] = oracle(PENALTY, FEW, noisy(w), near=name)
    return shown


def loss_panel(ax: Axes, data: Data) -> None:
    """The loss against the variance of the noise."""
    for n, name in enumerate(WEIGHTS):
        line(ax, data, name, n)
        points(ax, data, f"{name} measured", n)
    ax.set(xlabel="variance $v$ of the input noise", ylabel="expected squared loss", ylim=(0, None))


noise_is_a_ridge_penalty = Figure(
    name="augmentation.noise_is_a_ridge_penalty",
    claims=(PENALTY,),
    title="Input noise is a ridge penalty",
    alt="Expected squared loss of a linear model against the variance $v$ of noise on its inputs, for two weight "
    "vectors. Both lines start at the loss 1 without noise and rise straight with the squared norm of the weights "
    "as their slope, 1.5 and 6. Means over all outcomes of a two-valued noise lie on the lines.",
    data=loss_data,
    panels=(loss_panel,),
    aspect=0.6,
)
