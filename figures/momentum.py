"""Heavy ball beside gradient descent: on an ill-conditioned bowl, by condition number, and where it only slows down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.momentum import heavy_ball
from .figure import Data, Field, Figure, Points, curve
from .formula import Side, Values
from .marks import contours, line, path, points, size, width
from .measurement import oracle
from .style import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FASTER, DAMPS = (
    "momentum.tuned_heavy_ball_beats_tuned_descent",
    "momentum.momentum_damps_where_descent_is_slower_than_sqrt_beta",
)
BEST_STEP, CYCLE = "descent.no_step_size_contracts_faster", "momentum.heavy_ball_cycles_on_a_strongly_convex_function"
SOFT, STIFF = 1.0, 25.0  # curvatures of the bowl
START = (-4.0, 1.2)
CONDITIONS = np.geomspace(1, 1000, 121)
FEW = np.geomspace(1.5, 1000, 9)
AGES = np.arange(16)


def ball(beta: float, eta: float, steps: int) -> np.ndarray:
    """Places of heavy ball from rest on the bowl, (steps + 1, 2)."""
    columns = []
    for curvature, start in zip((SOFT, STIFF), START, strict=True):
        t = eta * curvature
        columns.append([heavy_ball(beta, t, (1 - t) * start, start, k)[1] for k in range(steps + 1)])
    return np.array(columns).T


def tuned(kappa: float) -> Values:
    """The square roots of the least and of the largest curvature."""
    return {"m": 1.0, "M": float(np.sqrt(kappa))}


def spectrum(kappa: float) -> Values:
    """Curvatures 1 and kappa, and the step size that suits them best."""
    return {"mu": 1.0, "L": kappa, "eta": 2 / (1 + kappa), "rho": (kappa - 1) / (kappa + 1)}


def at_once(k: float) -> Values:
    """eta lam = 1 with beta = 0.9: descent is at the minimum after one step."""
    return {"beta": 0.9, "t": 1.0, "u": 1.0, "k": int(k)}


def bowl_data() -> Data:
    """The bowl, and the two ways down."""
    x, y = np.linspace(-4.6, 1.6, 80), np.linspace(-1.5, 1.5, 60)
    z = 0.5 * (SOFT * x[None, :] ** 2 + STIFF * y[:, None] ** 2)
    root = (1 + np.sqrt(STIFF)) ** 2
    ways = {"descent": ball(0.0, 2 / (SOFT + STIFF), 20), "heavy ball": ball(16 / 36, 4 / root, 20)}
    labels = {"descent": "descent, best step", "heavy ball": "heavy ball, tuned"}
    shown: dict = {"bowl": Field(x=x, y=y, z=z, source="the bowl $(x^2 + 25 y^2)/2$")}
    for name, way in ways.items():
        of = "numerics.momentum.heavy_ball"
        shown[name] = Points(x=np.arange(21), y=way, source=of, label=labels[name])
    return shown


def factor_data() -> Data:
    """Factors an iteration, by condition number."""
    return {
        "descent factor": curve(BEST_STEP, CONDITIONS, spectrum, "descent, best step", side=Side.LHS),
        "heavy ball factor": curve(FASTER, CONDITIONS, tuned, "heavy ball, tuned", side=Side.LHS),
        "descent measured": oracle(BEST_STEP, FEW, spectrum, near="descent factor"),
        "heavy ball measured": oracle(FASTER, FEW, tuned, near="heavy ball factor", within=1e-6),
    }


def slower_data() -> Data:
    """The source's inequality where it fails: heavy ball against what descent leaves."""
    squares = np.array([heavy_ball(0.9, 1.0, 1.0, 1.0, k)[0] ** 2 for k in AGES.tolist()])
    return {
        "heavy ball alone": curve(DAMPS, AGES, at_once, "heavy ball, $\\beta$ = 0.9", side=Side.LHS, said=True),
        "bound alone": curve(DAMPS, AGES, at_once, "as stated: as descent", side=Side.RHS, said=True),
        "heavy ball alone measured": Points(
            x=AGES, y=squares, source="numerics.momentum.heavy_ball", near="heavy ball alone", label="measured"
        ),
    }


def all_data() -> Data:
    """All panels."""
    return {**bowl_data(), **factor_data(), **slower_data()}


def bowl_panel(ax: Axes, data: Data) -> None:
    """Level lines and the ways down."""
    contours(ax, data, "bowl", [0.3, 1.2, 3, 6, 10, 16, 24])
    path(ax, data, "descent", 1, markersize=size(0.7))
    path(ax, data, "heavy ball", 0, markersize=size(0.7))
    ax.plot([0], [0], marker="*", color=ink(), markersize=size(1.6), zorder=5)
    ax.set(xlabel="weight of curvature 1", ylabel="weight of curvature 25", title="20 steps on a bowl")


def factor_panel(ax: Axes, data: Data) -> None:
    """The factor of the distance in one step."""
    line(ax, data, "descent factor", 1)
    line(ax, data, "heavy ball factor", 0)
    points(ax, data, "descent measured", 1)
    points(ax, data, "heavy ball measured", 0)
    ax.set(
        xscale="log",
        xlabel="condition number",
        ylabel="factor of the distance a step",
        title="rate by condition",
    )
    ax.set(ylim=(0, 1.03))


def slower_panel(ax: Axes, data: Data) -> None:
    """Where momentum does not damp."""
    line(ax, data, "bound alone", 1)
    line(ax, data, "heavy ball alone", 0, linewidth=width(0.6))
    points(ax, data, "heavy ball alone measured")
    ax.set(xlabel="step", ylabel="squared distance", title="step size 1/curvature")


heavy_ball_beside_descent = Figure(
    name="momentum.heavy_ball_beside_descent",
    claims=(FASTER, DAMPS, BEST_STEP),
    title="Heavy ball beside gradient descent",
    alt="Left: on a bowl of condition number 25, twenty steps of descent with its best step size zigzag and stay far "
    "from the minimum; those of tuned heavy ball curve into it. Middle: the factor of the distance in one step "
    "against the condition number; that of heavy ball is smaller everywhere, measured rates lie on both curves. "
    "Right: with a step size of one over the curvature descent is done after one step, while heavy ball with beta "
    "0.9 oscillates.",
    data=all_data,
    panels=(bowl_panel, factor_panel, slower_panel),
    across=3,
    aspect=1.15,
)
