"""Gradient descent on under-determined least squares: the way of the iterates, residuals, too long a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, curve
from .formula import Side, Values
from .marks import line, points, size, width
from .measurement import oracle
from .style import colour, faint, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ITERATES, RESIDUAL = "min_norm.iterates_in_closed_form", "min_norm.residual_is_a_power"
SPLIT, SHORTEST = "min_norm.squared_norm_splits", "min_norm.no_solution_is_shorter"
STEP = "min_norm.gd_contracts_for_small_steps"
A, B = np.array([[1.0, 2.0]]), np.array([[2.0]])  # one equation x + 2 y = 2; s^2 = 5
STARTS = {"from zero": (0.0, 0.0), "from (2, 1.5)": (2.0, 1.5), "from (−1, −0.5)": (-1.0, -0.5)}
STEPS = np.arange(13)
FACTORS = {"0.5": 0.5, "1.6": 1.6, "2.05": 2.05}  # step size times s^2


def iterate(start: tuple[float, float], product: float = 0.5) -> object:
    """Values of the closed form from a start, with eta s^2 as given."""

    def at(k: float) -> Values:
        x0 = np.array(start)[:, None]
        return {"m": 1, "n": 2, "A": A, "b": B, "x0": x0, "eta": product / 5, "k": int(k)}

    return at


def plane_data() -> Data:
    """Iterates from three starts, in closed form and by descent."""
    shown: dict = {}
    for name, start in STARTS.items():
        shown[name] = curve(ITERATES, STEPS, iterate(start), name)
        shown[f"{name} measured"] = oracle(ITERATES, STEPS, iterate(start), near=name)
    return shown


def residual_data() -> Data:
    """Residuals for three step sizes."""
    shown: dict = {}
    for name, product in FACTORS.items():
        shown[name] = curve(RESIDUAL, STEPS, iterate((0.0, 0.0), product), f"$\\eta s^2$ = {name}")
        shown[f"{name} measured"] = oracle(RESIDUAL, STEPS, iterate((0.0, 0.0), product), near=name)
    return shown


def step_data() -> Data:
    """The squared factor of a step against the step size; what is said of all step sizes is the line under it."""
    places = np.linspace(0, 2.5, 126)
    return {
        "factor": curve(STEP, places, factor_at, "$(1 - \\eta s^2)^2$", side=Side.LHS),
        "factor measured": oracle(STEP, np.linspace(0.1, 2.5, 13), factor_at, "one step of descent", near="factor"),
        "one": curve(STEP, places[[0, -1]], factor_at, "1: no contraction"),
    }


def factor_at(product: float) -> Values:
    """The singular value 1."""
    return {"eta": product, "s": 1.0}


def all_data() -> Data:
    """All panels."""
    return {**plane_data(), **residual_data(), **step_data()}


def plane_panel(ax: Axes, data: Data) -> None:
    """Iterates in the plane of the two unknowns."""
    along = np.array([-2.0, 3.0])
    ax.plot(along, (2 - along) / 2, color=ink(), linestyle="-", linewidth=width(0.8), zorder=1)
    ax.plot(along, 2 * along, color=faint(), linewidth=width(0.6), linestyle="--", zorder=1)
    ax.plot(along, -along / 2, color=faint(), linewidth=width(0.6), linestyle=":", zorder=1)
    for n, name in enumerate(STARTS):
        line(ax, data, name, n, linewidth=width(0.6), linestyle="-")
        points(ax, data, f"{name} measured", n, markersize=size(0.8))
        (x, y) = data[name].y[0]
        ax.plot([x], [y], marker="o", color=colour(n), markersize=size(1.2), zorder=5)
    ax.text(-1.4, 1.85, "solutions", ha="left", va="bottom", fontsize="small")
    ax.text(-0.25, -0.8, "row space", ha="left", va="bottom", fontsize="small")
    ax.text(1.3, -0.58, "null space", ha="left", va="bottom", fontsize="small")
    ax.set(xlim=(-1.5, 2.6), ylim=(-0.9, 2.6), xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    ax.set_title("iterates")


def residual_panel(ax: Axes, data: Data) -> None:
    """Residuals against the step."""
    for n, name in enumerate(FACTORS):
        line(ax, data, name, n, linewidth=width(0.6))
        points(ax, data, f"{name} measured", n)
    ax.set(xlabel="step $k$", ylabel="residual $A x_k - b$", title="residual from zero")


def step_panel(ax: Axes, data: Data) -> None:
    """The factor against the step size."""
    line(ax, data, "factor")
    points(ax, data, "factor measured")
    line(ax, data, "one", 1)
    ax.axvline(2, color=faint(), linewidth=width(0.5))
    ax.set(xlabel="step size times $s^2$", ylabel="squared factor of error", title="longest step: $2/s^2$")


descent_to_the_nearest_solution = Figure(
    name="min_norm.descent_to_the_nearest_solution",
    claims=(ITERATES, RESIDUAL, STEP),
    title="Gradient descent on one equation in two unknowns",
    alt="Left: the plane with the line of solutions, the null space along it and the row space at right angles. "
    "Iterates from zero run along the row space to the shortest solution; those from two other starts run parallel to "
    "it and end at the solution nearest to their start. Middle: residuals decay for step sizes below 2/s squared, "
    "alternate in sign above 1/s squared and grow beyond 2/s squared. Right: up to that limit the squared factor "
    "of a step is below 1.",
    data=all_data,
    panels=(plane_panel, residual_panel, step_panel),
    across=3,
    aspect=1.1,
)


def descended(start: str) -> object:
    """Values at the k-th iterate of descent with eta s^2 = 1/2, by the recursion itself."""

    def at(k: float) -> Values:
        x = np.array(STARTS[start])[:, None]
        for _ in range(int(k)):
            x = x - 0.1 * A.T @ (A @ x - B)
        return {"m": 1, "n": 2, "A": A, "x": x}

    return at


def shortest(k: float) -> Values:
    """The least-norm solution, with nothing of the null space added."""
    return {"m": 1, "n": 2, "A": A, "b": B, "u": np.zeros((2, 1)), "v": np.zeros((2, 1))}


def norm_data() -> Data:
    """Squared norms of iterates from three starts, and of the shortest solution."""
    shown: dict = {"shortest": curve(SHORTEST, STEPS[[0, -1]], shortest, "shortest solution")}
    for name in STARTS:
        shown[name] = curve(SPLIT, STEPS, descended(name), name)
        shown[f"{name} measured"] = oracle(SPLIT, STEPS, descended(name), near=name)
    return shown


def norm_panel(ax: Axes, data: Data) -> None:
    """Squared norms against the step."""
    line(ax, data, "shortest", linestyle="-", linewidth=width(0.6), color=faint(), zorder=1)
    for n, name in enumerate(STARTS):
        line(ax, data, name, n)
        points(ax, data, f"{name} measured", n)
    ax.set(xlabel="step $k$", ylabel="squared norm $|x_k|^2$", ylim=(0, None))


norms_of_iterates = Figure(
    name="min_norm.norms_of_iterates",
    claims=(SPLIT, SHORTEST),
    title="Only from zero does descent end at the shortest solution",
    alt="Squared norms of the iterates against the step of descent on one equation in two unknowns. From zero they "
    "rise to 0.8, the level of the shortest solution; from two other starts they end above it, at about 2.1 and "
    "1.25, as the part in the null space, which descent does not touch, stays in them.",
    data=norm_data,
    panels=(norm_panel,),
    aspect=0.6,
)
