"""The squared loss as a Gaussian likelihood, and cross-entropy as divergence and entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, curve
from .marks import line, points, width
from .measurement import oracle
from .style import faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAUSS = "likelihood.squared_loss_is_a_gaussian_likelihood"
SPLIT = "likelihood.cross_entropy_is_divergence_plus_entropy"
RESIDUALS, FEW = np.linspace(-3, 3, 121), np.linspace(-3, 3, 9)
SPREADS = (0.7, 1.0, 2.0)
SHARES, SOME = np.linspace(0.02, 0.98, 97), np.linspace(0.1, 0.9, 9)
TARGETS = (0.5, 0.8)


def residual(s: float) -> object:
    """One sample, off by r, with noise of standard deviation s."""
    return lambda r: {"N": 1, "s": s, "y": [r], "f": [0.0]}


def predicted(target: float) -> object:
    """Two classes with these target probabilities, and a prediction."""
    return lambda p: {"K": 2, "y": [target, 1 - target], "p": [p, 1 - p]}


def loss_data() -> Data:
    """Both panels."""
    shown: dict = {}
    for s in SPREADS:
        shown[f"s = {s:g}"] = curve(GAUSS, RESIDUALS, residual(s), f"noise $s$ = {s:g}")
        shown[f"s = {s:g} measured"] = oracle(GAUSS, FEW, residual(s), near=f"s = {s:g}")
    for y in TARGETS:
        shown[f"y = {y:g}"] = curve(SPLIT, SHARES, predicted(y), f"target {y:g}")
        shown[f"y = {y:g} measured"] = oracle(SPLIT, SOME, predicted(y), near=f"y = {y:g}")
        shown[f"y = {y:g} entropy"] = curve(
            SPLIT, SHARES[[0, -1]], lambda p, y=y: predicted(y)(y), "entropy of the target" if y == TARGETS[0] else None
        )
    return shown


def gauss_panel(ax: Axes, data: Data) -> None:
    """Parabolas in the residual."""
    for n, s in enumerate(SPREADS):
        line(ax, data, f"s = {s:g}", n)
        points(ax, data, f"s = {s:g} measured", n)
    ax.set(xlabel="residual", ylabel="negative log-likelihood (nats)", title="Gaussian noise")


def split_panel(ax: Axes, data: Data) -> None:
    """Cross-entropy over its least value, the entropy of the targets."""
    for n, y in enumerate(TARGETS):
        line(ax, data, f"y = {y:g}", n)
        points(ax, data, f"y = {y:g} measured", n)
        line(ax, data, f"y = {y:g} entropy", linestyle="-", linewidth=width(0.6), color=faint(), zorder=1)
    ax.set(xlabel="predicted probability", ylabel="cross-entropy (nats)", title="two classes", ylim=(0, 2.5))


losses_are_likelihoods = Figure(
    name="likelihood.losses_are_likelihoods",
    claims=(GAUSS, SPLIT),
    title="Losses as likelihoods",
    alt="Left: the negative log-likelihood of Gaussian noise against the residual, parabolas that are the steeper the "
    "smaller the noise. Right: the cross-entropy of two classes against the predicted probability for targets 0.5 "
    "and 0.8; each curve has its minimum at the target, where it is the entropy of the targets, drawn as a level "
    "line. Values computed from the definitions lie on the curves.",
    data=loss_data,
    panels=(gauss_panel, split_panel),
)
