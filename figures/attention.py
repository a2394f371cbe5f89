"""Attention: why scores are divided by the root of d, and what positional encodings know of distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.attention import largest_weight, random_scores
from .figure import Data, Field, Figure, Points, curve
from .formula import Formula, Side, Values
from .marks import line, points, shades, size, width
from .measurement import Numbers, kept, oracle
from .style import faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VARIANCE, SCALED = "attention.dot_product_has_variance_d", "attention.scaled_score_has_the_product_of_the_variances"
DISTANCE, SINE = "attention.encodings_product_depends_on_the_distance", "attention.shift_turns_the_sine_coordinate"
COSINE = "attention.shift_turns_the_cosine_coordinate"
WIDTHS = np.array([1, 2, 4, 8, 16, 32, 64, 128, 256])
KEYS, QUERIES = 16, 400
PAIRS, PLACES = 16, np.arange(48)


@kept
def measured_scores() -> Numbers:
    """Variances of scores with four standard errors, and mean largest weights with and without scaling."""
    found: Numbers = {n: [] for n in ("variance", "error", "plain", "plain error", "scaled", "scaled error")}
    for d in WIDTHS.tolist():
        scores = random_scores(d, KEYS, QUERIES)
        squares = (scores**2).mean(axis=1)  # scores of one query are dependent; queries are not
        found["variance"].append(squares.mean())
        found["error"].append(4 * squares.std(ddof=1) / QUERIES**0.5)
        for name, used in (("plain", scores), ("scaled", scores / d**0.5)):
            most = largest_weight(used)
            found[name].append(most.mean())
            found[f"{name} error"].append(4 * most.std(ddof=1) / QUERIES**0.5)
    return found


def score_data() -> Data:
    """Variances of scores, and the largest weights."""
    found = {name: np.array(numbers) for name, numbers in measured_scores().items()}
    shown: dict = {
        "plain variance": curve(VARIANCE, WIDTHS, lambda d: {"d": int(d)}, "$q \\cdot k$: variance $d$"),
        "scaled variance": curve(
            SCALED, WIDTHS, lambda d: {"d": int(d), "v": 1.0, "u": 1.0}, "$q \\cdot k/\\sqrt{d}$: 1"
        ),
    }
    spread = {"plain": np.ones(len(WIDTHS)), "scaled": 1 / WIDTHS}
    for name, scale in spread.items():
        y, error = found["variance"] * scale, found["error"] * scale
        shown[f"{name} variance measured"] = Points(
            x=WIDTHS,
            y=y,
            low=y - error,
            high=y + error,
            near=f"{name} variance",
            source="numerics.attention.random_scores",
        )
        most, error = found[name], found[f"{name} error"]
        shown[f"{name} weight"] = Points(
            x=WIDTHS,
            y=most,
            low=most - error,
            high=most + error,
            source="numerics.attention.largest_weight",
            label={"plain": "without scaling", "scaled": "with scaling"}[name],
        )
    return shown


def variance_panel(ax: Axes, data: Data) -> None:
    """Variances against width."""
    for n, name in ((1, "plain"), (0, "scaled")):
        line(ax, data, f"{name} variance", n)
        points(ax, data, f"{name} variance measured", n)
    ax.set(xscale="log", yscale="log", xlabel="width $d$ of queries and keys", ylabel="variance of a score")
    ax.set_title("scores")


def weight_panel(ax: Axes, data: Data) -> None:
    """The largest weight against width."""
    for n, name in ((1, "plain"), (0, "scaled")):
        points(ax, data, f"{name} weight", n, linestyle="-", linewidth=width(0.5))
    ax.axhline(1 / KEYS, color=faint(), linewidth=width(0.5), zorder=0)
    ax.text(WIDTHS[-1], 1 / KEYS - 0.01, f"1/{KEYS}: all alike", ha="right", va="top", fontsize="small")
    ax.set(xscale="log", xlabel="width $d$ of queries and keys", ylabel=f"mean largest of {KEYS} weights", ylim=(0, 1))
    ax.set_title("attention weights")


scaling_of_scores = Figure(
    name="attention.scaling_of_scores",
    claims=(VARIANCE, SCALED),
    title="Scores with and without division by the root of d",
    alt="Left: the variance of attention scores against the width d from 1 to 256, both axes logarithmic. Without "
    "scaling it is d, with division by the root of d it is 1; variances of random scores lie on both lines. "
    "Right: the mean largest of 16 attention weights. Without scaling it rises towards 1, so that one key takes "
    "nearly all; with scaling it stays near 0.24.",
    data=score_data,
    panels=(variance_panel, weight_panel),
)


def apart(distance: float) -> Values:
    """Two positions so far apart."""
    return {"h": PAIRS, "s": 20.0 + distance, "t": 20.0}


def turned(shift: float) -> Values:
    """The fifth pair of coordinates at position 0 and a shift from it."""
    return {"h": PAIRS, "t": 0.0, "u": shift, "i": 5}


def position_data() -> Data:
    """Encodings, their products, and the rotation of one pair."""
    rates = 10000.0 ** (-np.arange(PAIRS) / PAIRS)
    angles = PLACES[:, None] * rates
    encodings = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(PLACES), -1)
    distances, circle = np.linspace(-30, 30, 241), np.linspace(0, 62, 121)
    cosine = Formula(COSINE)
    return {
        "encodings": Field(
            x=np.arange(2 * PAIRS), y=PLACES, z=encodings, source="sines and cosines as defined", label="value"
        ),
        "product": curve(DISTANCE, distances, apart, "derived: a function of distance"),
        "product measured": oracle(DISTANCE, distances[::20], apart, "inner products", near="product"),
        "pair": curve(SINE, circle, turned, "the pair at shift 0 to 62", beside=cosine),
        "steps": curve(
            SINE, np.arange(0, 60, 4), turned, "every 4 positions", side=Side.LHS, beside=Formula(COSINE, Side.LHS)
        ),
    }


def encodings_panel(ax: Axes, data: Data) -> None:
    """The encodings as colours."""
    shades(ax, data, "encodings", vmin=-1, vmax=1)
    ax.set(xlabel="coordinate", ylabel="position", title="encodings: dark −1, light 1")


def product_panel(ax: Axes, data: Data) -> None:
    """Inner products against distance."""
    line(ax, data, "product")
    points(ax, data, "product measured")
    ax.set(xlabel="distance of the positions", ylabel="inner product", title="similarity")


def pair_panel(ax: Axes, data: Data) -> None:
    """One pair of coordinates in its plane."""
    line(ax, data, "pair", 0, label=None, linewidth=width(0.6))
    points(ax, data, "steps", 1, markersize=size(0.8), label="every 4 positions")
    ax.set(xlabel="sine", ylabel="cosine", aspect="equal", xlim=(-1.2, 1.2), ylim=(-1.2, 1.2), title="one pair turns")


positions_as_rotations = Figure(
    name="attention.positions_as_rotations",
    claims=(DISTANCE, SINE, COSINE),
    title="Positional encodings",
    alt="Left: encodings of 48 positions as colours, fast waves in the first coordinates and slow ones in the last. "
    "Middle: the inner product of two encodings against the distance of their positions, a symmetric curve with "
    "its peak of 16 at distance zero; inner products lie on the derived curve. Right: one pair of coordinates "
    "moves round a circle in equal steps.",
    data=position_data,
    panels=(encodings_panel, product_panel, pair_panel),
    across=3,
    aspect=0.95,
)
