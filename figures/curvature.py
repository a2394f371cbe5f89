"""Newton's step where it is right and where it overshoots, and how rare minima become."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from sympy import Indexed

from ..numerics.curvature import minima_times_three_to_the_k, newton_iterates, share_of_minima
from ..numerics.engine.train import interval
from ..theory.kernel.functions import Partial
from .figure import Data, Figure, Points, curve
from .formula import Side, Values, way
from .marks import line, path, points
from .measurement import Numbers, kept

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from sympy import Basic

RARE, OVERSHOOT = (
    "curvature.minima_are_rare_where_every_coordinate_has_a_barrier",
    "curvature.newton_overshoots_on_a_convex_loss",
)
DIMENSIONS = np.arange(1, 11)
RANDOM = np.arange(1, 7)
DRAWS = 4000
PLACES = np.linspace(0, 3.5, 141)


def barriers(k: float) -> Values:
    """A double well along each of k coordinates: two minima and a barrier."""
    return {"m": 2, "c": 3, "k": int(k)}


def at(t: float) -> Values:
    """The place where Newton's step is taken."""
    return {"t": t}


def is_step(part: Basic) -> bool:
    """The factor without derivatives on the left side."""
    return (part.is_Add or part.is_Symbol) and not part.has(Partial)


@kept
def random_hessians() -> Numbers:
    """How many of so many random symmetric matrices are positive definite, by dimension."""
    return {"minima": [share_of_minima(n, DRAWS) for n in RANDOM.tolist()]}


def newton_data() -> Data:
    """Newton's step length, derived and as stated, and two runs."""
    step, said = way(OVERSHOOT, is_step, Side.LHS), way(OVERSHOOT, is_step, Side.LHS, said=True)
    shown: dict = {
        "step": curve(OVERSHOOT, PLACES, at, "Newton's step: $\\sinh t$", side=Side.LHS, part=step),
        "as stated": curve(OVERSHOOT, PLACES, at, "as stated: $t$", side=Side.LHS, said=True, part=said),
    }
    starts = PLACES[10::20]
    shown["step measured"] = Points(
        x=starts,
        y=np.array([t - newton_iterates(t, 1)[1] for t in starts.tolist()]),
        source="numerics.curvature.newton_iterates",
        near="step",
        within=1e-9,
        label="measured",
    )
    for start in (2.0, 2.3):
        places = np.array(newton_iterates(start, 5))
        shown[f"run {start:g}"] = Points(
            x=np.arange(len(places)), y=places, source="numerics.curvature.newton_iterates", label=f"from {start:g}"
        )
    return shown


def saddle_data() -> Data:
    """Minima and critical points of separable landscapes, and random Hessians."""
    found = random_hessians()["minima"]
    ends = np.array([interval(count, DRAWS) for count in found])
    counted = np.array([minima_times_three_to_the_k(m=2, k=k) / 3.0**k for k in DIMENSIONS.tolist()])
    return {
        "critical": curve(RARE, DIMENSIONS, barriers, "critical points", part=way(RARE, term("C"))),
        "minima": curve(RARE, DIMENSIONS, barriers, "minima", side=Side.LHS, part=way(RARE, term("M"), Side.LHS)),
        "minima counted": Points(
            x=DIMENSIONS,
            y=counted,
            source="numerics.curvature.minima_times_three_to_the_k",
            near="minima",
            within=1e-6,
            label="counted one by one",
        ),
        "separable": Points(
            x=DIMENSIONS,
            y=1 - counted / 3.0**DIMENSIONS,
            source="numerics.curvature.minima_times_three_to_the_k",
            label="a barrier a coordinate",
        ),
        "random": Points(
            x=RANDOM,
            y=1 - np.array(found) / DRAWS,
            low=1 - ends[:, 1],
            high=1 - ends[:, 0],
            source="numerics.curvature.share_of_minima",
            label="random Hessians",
        ),
    }


def term(name: str) -> Callable[[Basic], bool]:
    """A term of the sequence of this name."""
    return lambda part: isinstance(part, Indexed) and str(part.base) == name


def step_panel(ax: Axes, data: Data) -> None:
    """Newton's step against the place."""
    line(ax, data, "step")
    line(ax, data, "as stated")
    points(ax, data, "step measured")
    ax.set(xlabel="place $t$, minimum at 0", ylabel="length of the step")
    ax.set_title("on $\\log(1 + e^t) + \\log(1 + e^{-t})$")


def run_panel(ax: Axes, data: Data) -> None:
    """Two runs."""
    path(ax, data, "run 2", 0)
    path(ax, data, "run 2.3", 1)
    ax.set(xlabel="step", ylabel="place $t$ (logarithmic beyond ±1)", title="Newton's method")
    ax.set_yscale("symlog", linthresh=1.0)
    ax.set_yticks([-100, 0, 100, 1e6, 1e10, 1e14])


def count_panel(ax: Axes, data: Data) -> None:
    """Counts against dimension."""
    line(ax, data, "critical", 1)
    line(ax, data, "minima", 0)
    points(ax, data, "minima counted")
    ax.set(yscale="log", xlabel="dimension $k$", ylabel="number", title="double wells in $k$ coordinates")


def share_panel(ax: Axes, data: Data) -> None:
    """Shares of critical points that are no minima."""
    path(ax, data, "separable", 0)
    path(ax, data, "random", 2)
    ax.set(xlabel="dimension", ylabel="share that are not minima", ylim=(0, 1.05), title="saddles and maxima")


newton_overshoots = Figure(
    name="curvature.newton_overshoots",
    claims=(OVERSHOOT,),
    title="Newton's step on a convex loss",
    alt="Left: on a convex loss Newton's step is sinh t long at a distance t from the minimum, as measured, not t as "
    "stated. Right: the places of two runs of Newton's method; from 2 it converges to the minimum at 0, from 2.3 "
    "it jumps from side to side and ever farther, to about 10 to the 14th in four steps.",
    data=newton_data,
    panels=(step_panel, run_panel),
)
saddles_by_dimension = Figure(
    name="curvature.saddles_by_dimension",
    claims=(RARE,),
    title="Saddles by dimension",
    alt="Left: on a logarithmic axis the critical points of a landscape with two minima and a barrier in every "
    "coordinate, three to the k, and its minima, two to the k, counted one by one. Right: the share of critical "
    "points that are no minima rises towards 1 with the dimension, faster still for random Hessians.",
    data=saddle_data,
    panels=(count_panel, share_panel),
)
