"""How series become lines, points and fields; each carries its name, by which a test finds it again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from .figure import Curve, Data, Field, Points
from .style import colour, dash, faint, ground, ink, marker

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

THEORY, SAID = 0, 1


def identifier(name: str) -> str:
    """The name of a series as an id of an artist."""
    return re.sub(r"\W+", "-", name).strip("-")


def size(scale: float) -> float:
    """A marker's size, as a part of the usual one."""
    return scale * mpl.rcParams["lines.markersize"]


def width(scale: float) -> float:
    """A line's width, as a part of the usual one."""
    return scale * mpl.rcParams["lines.linewidth"]


def line(ax: Axes, data: Data, name: str, number: int | None = None, **style: object) -> Artist:
    """A claim's curve as a line: the first colour, the second one and dashes for what a source says."""
    series = data[name]
    assert isinstance(series, Curve), name
    which = number if number is not None else SAID if series.said else THEORY
    settings: dict[str, object] = {"color": colour(which), "linestyle": dash(which), "label": series.label, "zorder": 2}
    settings |= style
    (drawn,) = ax.plot(series.x, series.y, **settings)
    drawn.set_gid(identifier(name))
    return drawn


def points(ax: Axes, data: Data, name: str, number: int | None = None, **style: object) -> Artist:
    """Measurements as markers with their intervals: in ink, or in a colour with that colour's marker."""
    series = data[name]
    assert isinstance(series, Points), name
    tint = ink() if number is None else colour(number)
    if series.low is not None and series.high is not None:
        ax.vlines(series.x, series.low, series.high, color=tint, linewidth=width(0.6), zorder=3)
    settings: dict[str, object] = {
        "linestyle": "none",
        "marker": marker(number or 0),
        "color": tint,
        "markerfacecolor": ground(),
        "label": series.label,
        "zorder": 4,
    }
    settings |= style
    (drawn,) = ax.plot(series.x, series.y, **settings)
    drawn.set_gid(identifier(name))
    return drawn


def path(ax: Axes, data: Data, name: str, number: int = 0, **style: object) -> Artist:
    """Measurements that follow one another, joined by a thin line."""
    return points(ax, data, name, number, **{"linestyle": "-", "linewidth": width(0.6), **style})


def contours(ax: Axes, data: Data, name: str, levels: object, **style: object) -> Artist:
    """Level lines of a field."""
    series = data[name]
    assert isinstance(series, Field), name
    settings: dict[str, object] = {"colors": faint(), "linewidths": width(0.5), "zorder": 1} | style
    drawn = ax.contour(series.x, series.y, series.z, levels, **settings)
    drawn.set_gid(identifier(name))
    return drawn


def shades(ax: Axes, data: Data, name: str, **style: object) -> Artist:
    """A field as colours of cividis."""
    series = data[name]
    assert isinstance(series, Field), name
    drawn = ax.pcolormesh(series.x, series.y, series.z, shading="nearest", rasterized=True, zorder=0, **style)
    drawn.set_gid(identifier(name))
    return drawn


def number_at(ax: Axes, x: float, y: float, value: float, form: str = "{:.3g}", **style: object) -> Artist:
    """A number written at a place."""
    return ax.text(x, y, form.format(np.asarray(value).item()).replace("-", "−"), ha="center", va="center", **style)
