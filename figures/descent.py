"""Gradient descent: a surface that is not convex, the noise that a constant step keeps, mini-batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.descent import chain_run, noisy_runs
from .figure import Data, Figure, Points, curve, field
from .formula import Side, Values
from .marks import contours, line, path, points, size, width
from .measurement import oracle
from .style import colour, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SURFACE, INDEFINITE = "descent.loss_of_a_chain_is_convex_in_each_weight", "descent.loss_of_a_chain_is_not_convex"
FLOOR = "descent.constant_steps_leave_a_noise_floor"
DRAWS, WITHOUT = "descent.variance_of_independent_draws", "descent.variance_without_replacement"
STARTS = ((-1.8, -0.1), (-0.9, 0.8), (0.2, -1.7), (1.7, -1.5), (0.1, 1.9), (-1.9, 1.75))
RUNS, STEPS = 4000, 30
POPULATION = np.array([3.0, -1.0, 0.5, 2.0, -2.5, 1.0, 0.0, 4.0, -3.0, 1.5])


def chain_at(a: float, b: float) -> Values:
    """Two weights in a row."""
    return {"a": a, "b": b}


def surface_data() -> Data:
    """The loss of a chain, where its Hessian is indefinite, and runs of descent."""
    x = np.linspace(-2, 2, 81)
    shown: dict = {
        "loss": field(SURFACE, x, x, chain_at, side=Side.RHS, part=(0, 0)),
        "determinant": field(INDEFINITE, x, x, chain_at, side=Side.LHS),
    }
    for n, start in enumerate(STARTS):
        way = chain_run(*start, 0.05, 400)[::8]
        shown[f"run {n}"] = Points(x=np.arange(len(way)), y=way, source="numerics.descent.chain_run")
    return shown


def surface_panel(ax: Axes, data: Data) -> None:
    """Level lines, the minima, runs."""
    determinant = data["determinant"]
    ax.contourf(determinant.x, determinant.y, determinant.z, [-1e9, 0], colors=[colour(4)], alpha=0.3, zorder=0)
    contours(ax, data, "determinant", [0], colors=colour(4), linewidths=width(0.8))
    contours(ax, data, "loss", [0.02, 0.1, 0.3, 0.5, 1, 2, 4, 8])
    for branch, label in ((np.linspace(0.5, 2, 50), "minima, $ab = 1$"), (np.linspace(-2, -0.5, 50), None)):
        ax.plot(branch, 1 / branch, color=ink(), linestyle="-", linewidth=width(1), zorder=2, label=label)
    ax.fill([], [], color=colour(4), alpha=0.3, label="Hessian of both signs")
    ax.plot([], [], marker="o", color=colour(0), linestyle="-", linewidth=width(0.8), label="descent")
    for n in range(len(STARTS)):
        path(ax, data, f"run {n}", 0, markersize=size(0.45), linewidth=width(0.8))
        ax.plot(*data[f"run {n}"].y[0], marker="o", color=colour(0), markersize=size(1), zorder=5)
    ax.plot([0], [0], marker="X", color=colour(1), markersize=size(1.7), zorder=6)
    ax.set(xlabel="weight $a$", ylabel="weight $b$", xlim=(-2, 2), ylim=(-2, 2), aspect="equal")
    ax.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    ax.annotate("saddle", (0, 0), (0.12, -0.3), color=ink(), fontsize="small")


descent_on_a_surface_with_a_saddle = Figure(
    name="descent.descent_on_a_surface_with_a_saddle",
    claims=(SURFACE, INDEFINITE),
    title="Descent on the loss of a chain of two weights",
    alt="Level lines of the loss (ab - 1) squared over 2 in the plane of the weights a and b. The minima are the two "
    "branches of the hyperbola ab = 1, between them lies a saddle at zero. A shaded region on both sides of the "
    "axes marks where the Hessian has eigenvalues of both signs. Six runs of descent end on one of the two "
    "branches.",
    data=surface_data,
    panels=(surface_panel,),
    across=1,
    aspect=0.95,
)


def floor_at(k: float) -> Values:
    """SGD on a parabola from distance 3."""
    return {"e0": 3.0, "eta": 0.3, "v": 1.0, "k": int(k)}


def floor_data() -> Data:
    """Mean squared distances: derived, as stated, and over many runs."""
    steps, some = np.arange(STEPS + 1), np.arange(1, STEPS + 1, 2)
    squares = noisy_runs(3.0, 0.3, 1.0, STEPS, RUNS)[some]
    mean, error = squares.mean(axis=1), squares.std(axis=1, ddof=1) / np.sqrt(RUNS)
    return {
        "derived": curve(FLOOR, steps, floor_at, "derived", side=Side.RHS),
        "as stated": curve(FLOOR, steps, floor_at, "as stated: noise does not matter", side=Side.RHS, said=True),
        "runs": Points(
            x=some,
            y=mean,
            low=mean - 4 * error,
            high=mean + 4 * error,
            near="derived",
            source="numerics.descent.noisy_runs",
            label=f"mean of {RUNS} runs, ±4 standard errors",
        ),
    }


def floor_panel(ax: Axes, data: Data) -> None:
    """The distance on a logarithmic axis."""
    line(ax, data, "derived")
    line(ax, data, "as stated")
    points(ax, data, "runs", markersize=size(0.8))
    ax.set(yscale="log", ylim=(5e-3, 20), xlabel="step", ylabel="mean squared distance")


noise_floor_of_sgd = Figure(
    name="descent.noise_floor_of_sgd",
    claims=(FLOOR,),
    title="SGD with a constant step keeps a distance",
    alt="Mean squared distance from the minimum of a parabola over thirty steps of SGD with step size 0.3, on a "
    "logarithmic axis. The derived curve falls from 9 and levels off at 0.18; means of 4000 runs lie on it with "
    "their intervals. The curve as stated, without the noise, goes on falling in a straight line far below.",
    data=floor_data,
    panels=(floor_panel,),
    aspect=0.6,
)


def batch_data() -> Data:
    """Variance of a batch mean of ten gradients."""
    sizes = np.arange(1, 11)
    variance = float(np.var(POPULATION))
    return {
        "with": curve(DRAWS, sizes, lambda b: {"B": int(b), "v": variance, "c": 0.0}, "with replacement: $v/B$"),
        "without": curve(WITHOUT, sizes, population_at, "without: $v/B \\cdot (N-B)/(N-1)$"),
        "with measured": oracle(DRAWS, sizes, lambda b: {"B": int(b), "v": variance, "c": 0.0}, near="with"),
        "without measured": oracle(WITHOUT, sizes, population_at, near="without"),
    }


def population_at(b: float) -> Values:
    """Ten gradients, and the size of the batch."""
    return {"N": 10, "G": POPULATION, "b": int(b)}


def batch_panel(ax: Axes, data: Data) -> None:
    """Variance against the size of the batch."""
    for n, name in enumerate(("with", "without")):
        line(ax, data, name, n)
        points(ax, data, f"{name} measured", n)
    ax.set(xlabel="batch size $B$, of $N = 10$ gradients", ylabel="variance of the batch gradient", xticks=range(1, 11))


variance_of_a_batch = Figure(
    name="descent.variance_of_a_batch",
    claims=(DRAWS, WITHOUT),
    title="Variance of a mini-batch gradient",
    alt="Variance of the mean of B out of ten gradients against B. With replacement it falls as one over B; without "
    "replacement it falls faster and is zero at B = 10. Variances over all possible batches lie on both curves.",
    data=batch_data,
    panels=(batch_panel,),
    aspect=0.6,
)
