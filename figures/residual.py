"""Gradients through residual blocks, and how alike they are at two inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.residual import gradients_at_two_inputs
from .figure import Data, Figure, Points, curve
from .formula import Side, Values
from .marks import line, points
from .measurement import Numbers, kept, oracle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FALLS, GROWS = (
    "residual.gradient_vanishes_exponentially_through_residual_blocks",
    "residual.gradient_explodes_through_residual_blocks",
)
SHARED, SKIPS = (
    "residual.correlation_of_gradients_falls_by_twice_the_shared_activity",
    "residual.skip_connections_slow_the_fall_to_three_quarters",
)
BLOCKS, LAYERS = np.arange(13), np.arange(21)
DEPTH, WIDTH, NETS = 20, 96, 120


def blocks(k: float) -> Values:
    """Blocks behind a gradient of 1."""
    return {"k": int(k), "v": 1.0}


@kept
def measured() -> Numbers:
    """Mean correlations with four standard errors, and mean shares of units active at both inputs."""
    found, shares = gradients_at_two_inputs(DEPTH, WIDTH, NETS)
    error = 4 * found.std(axis=1, ddof=1) / NETS**0.5
    return {"mean": found.mean(axis=1).tolist(), "error": error.tolist(), "shares": shares.mean(axis=1).tolist()}


def layers(k: float) -> Values:
    """The shares that were measured, from the output back."""
    return {"k": int(k), "S": np.array(measured()["shares"])}


def block_data() -> Data:
    """Both panels."""
    mean, error = np.array(measured()["mean"]), np.array(measured()["error"])
    return {
        "falls": curve(FALLS, BLOCKS, blocks, "branch slope −1/2: halves"),
        "falls measured": oracle(FALLS, BLOCKS, blocks, near="falls"),
        "grows": curve(GROWS, BLOCKS, blocks, "branch slope 1: doubles"),
        "grows measured": oracle(GROWS, BLOCKS, blocks, near="grows"),
        "shared": curve(SHARED, LAYERS, layers, "plain: twice the share active at both", side=Side.LHS, said=True),
        "as stated": curve(SHARED, LAYERS, layers, "plain, as stated: $2^{-k}$", said=True),
        "skips": curve(SKIPS, LAYERS, lambda k: {"k": int(k)}, "skips, a quarter active: $(3/4)^k$"),
        "networks": Points(
            x=LAYERS,
            y=mean,
            low=mean - error,
            high=mean + error,
            source="numerics.residual.gradients_at_two_inputs",
            label=f"{NETS} networks, ±4 standard errors",
        ),
    }


def block_panel(ax: Axes, data: Data) -> None:
    """Exponential fall and growth in spite of the identity."""
    for n, name in enumerate(("falls", "grows")):
        line(ax, data, name, 2 * n)
        points(ax, data, f"{name} measured", 2 * n)
    ax.set(yscale="log", xlabel="residual blocks $k$", ylabel="gradient", title="through residual blocks")


def correlation_panel(ax: Axes, data: Data) -> None:
    """Correlation of gradients at two inputs."""
    line(ax, data, "shared", 0)
    line(ax, data, "skips", 2)
    line(ax, data, "as stated", 1)
    points(ax, data, "networks")
    ax.set(xlabel="layers back from the output", ylabel="correlation of gradients", title="at two unrelated inputs")


blocks_and_two_inputs = Figure(
    name="residual.blocks_and_two_inputs",
    claims=(FALLS, GROWS, SHARED, SKIPS),
    title="Residual blocks and shattered gradients",
    alt="Left: the gradient through residual blocks on a logarithmic axis; with branches of slope minus one half it "
    "halves in every block, with slope 1 it doubles, as measured. Right: the correlation of gradients at two "
    "unrelated inputs against the layers back from the output. In random ReLU networks it falls as the product of "
    "twice the share of units active at both inputs, much more slowly than two to the minus k as stated.",
    data=block_data,
    panels=(block_panel, correlation_panel),
)
