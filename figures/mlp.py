"""Averages of networks: the error of the average is the members' error less their spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .figure import Data, Figure, curve
from .formula import Side, Values
from .marks import line, points
from .measurement import oracle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAIN, NO_WORSE = "mlp.averaging_gains_the_spread", "mlp.average_is_no_worse_than_the_average_member"
SPREADS, FEW = np.linspace(0, 2, 81), np.linspace(0, 2, 9)


def members(spread: float) -> Values:
    """Three predictions of the target 0, around 0.8."""
    return {"n": 3, "f": [0.8 - spread, 0.8, 0.8 + spread], "y": 0.0}


def average_data() -> Data:
    """Errors against the spread of the members."""
    return {
        "members": curve(NO_WORSE, SPREADS, members, "members, on average"),
        "average": curve(GAIN, SPREADS, members, "their average"),
        "average measured": oracle(GAIN, FEW, members, near="average"),
        "as stated": curve(GAIN, SPREADS, best_member, "best member, as stated never below", side=Side.RHS, said=True),
    }


def best_member(spread: float) -> Values:
    """The member that is nearest to the target: the source promises that no member is better than the average."""
    numbers = members(spread)
    nearest = int(np.argmin(np.abs(numbers["f"]))) + 1
    return {**numbers, "h": nearest}


def average_panel(ax: Axes, data: Data) -> None:
    """Errors against the spread."""
    line(ax, data, "members", 2)
    line(ax, data, "average", 0)
    points(ax, data, "average measured")
    line(ax, data, "as stated", 1)
    ax.set(xlabel="spread of the members", ylabel="squared error")


error_of_an_average = Figure(
    name="mlp.error_of_an_average",
    claims=(GAIN, NO_WORSE),
    title="The error of an average of networks",
    alt="Squared errors against the spread of three predictions around 0.8 of the target 0. The members' average "
    "error rises with the spread, that of their average stays at 0.64, as measured. The best member's error falls "
    "to zero at the spread 0.8: for a while it is better than the average, which the source rules out.",
    data=average_data,
    panels=(average_panel,),
    aspect=0.6,
)
