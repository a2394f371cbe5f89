"""Which inputs a normalized value depends on: over samples, over features, over groups of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, field
from .formula import Values
from .marks import cells, written
from .style import colour, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BATCH, LAYER = (
    "normalization.batch_normalization_couples_the_samples",
    "normalization.layer_normalization_keeps_samples_apart",
)
GROUP = "normalization.group_normalization_keeps_samples_apart"
SAMPLES, FEATURES = 4, 6
VALUES = np.array(
    [[1.0, -0.5, 2.0, 0.3, -1.2, 0.8], [0.2, 1.5, -1.0, 0.6, 0.4, -0.7], [-1.4, 0.1, 0.9, 1.8, -0.3, 1.1], [0.5] * 6]
) + 0.1 * np.arange(6)
CHOSEN = (2, 3)  # sample and feature, from 1


def flat(feature: float, sample: float) -> Values:
    """Slope of the chosen value in that of a sample and a feature."""
    s, j = CHOSEN
    return {"N": SAMPLES, "d": FEATURES, "eps": 1e-5, "y": VALUES, "s": s, "j": j, "t": int(sample), "q": int(feature)}


def grouped(feature: float, sample: float) -> Values:
    """The same with two groups of three channels."""
    s, j = CHOSEN
    z = VALUES.reshape(SAMPLES, 2, 3, 1)
    g, k = divmod(j - 1, 3)
    h, m = divmod(int(feature) - 1, 3)
    place = {"s": s, "g": g + 1, "k": k + 1, "r": 1, "t": int(sample), "h": h + 1, "l": m + 1, "q": 1}
    return {"N": SAMPLES, "G": 2, "m": 3, "R": 1, "eps": 1e-5, "z": z, **place}


def slopes() -> Data:
    """Slopes of one normalized value in all inputs."""
    features, samples = np.arange(1, FEATURES + 1), np.arange(1, SAMPLES + 1)
    return {
        "batch": field(BATCH, features, samples, flat),
        "layer": field(LAYER, features, samples, flat),
        "group": field(GROUP, features, samples, grouped),
    }


def panel(name: str, title: str, ax: Axes, data: Data) -> None:
    """The slopes, in a grid."""
    series = data[name]
    for m, sample in enumerate(series.y.tolist()):
        for n, feature in enumerate(series.x.tolist()):
            used = abs(series.z[m, n]) > 1e-12
            cells(ax, 1, 1, feature - 0.5, sample - 0.5, fill=colour(0) if used else None)
    cells(ax, 1, 1, CHOSEN[1] - 0.5, CHOSEN[0] - 0.5, edge=ink())
    written(ax, data, name, [(x, y) for y in series.y for x in series.x], "{:.1f}", fontsize="small")
    ax.set(xlabel="feature", ylabel="sample", xticks=series.x, yticks=series.y, title=title)
    ax.set(xlim=(0.4, FEATURES + 0.6), ylim=(SAMPLES + 0.6, 0.4))


what_is_averaged = Figure(
    name="normalization.what_is_averaged",
    claims=(BATCH, LAYER, GROUP),
    title="Slopes of one normalized value in all inputs",
    alt="Three grids of four samples by six features with the slopes of one normalized value, sample 2 and feature 3, "
    "in every input. With batch normalization only the inputs of feature 3 in all samples matter, with layer "
    "normalization only those of sample 2, with two groups only the first three features of sample 2. All other "
    "slopes are 0.",
    data=slopes,
    panels=(
        partial(panel, "batch", "slopes: batch norm"),
        partial(panel, "layer", "slopes: layer norm"),
        partial(panel, "group", "slopes: two groups"),
    ),
    across=3,
    aspect=0.72,
)
