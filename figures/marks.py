"""How series become lines, points and fields; each carries its name, by which a test finds it again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from .figure import Curve, Data, Field, Points, Roots
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
    (drawn,) = ax.plot(*coordinates(series), **settings)
    drawn.set_gid(identifier(name))
    return drawn


def coordinates(series: Curve | Points) -> tuple[np.ndarray, np.ndarray]:
    """What is plotted against what: a way through the plane by its two columns."""
    return (series.y[:, 0], series.y[:, 1]) if series.y.ndim == 2 else (series.x, series.y)


def lines(ax: Axes, data: Data, name: str, labels: tuple[str | None, ...], **style: object) -> None:
    """Zeros of a claim's expression, one line for each unknown."""
    series = data[name]
    assert isinstance(series, Roots), name
    for n, label in enumerate(labels):
        settings = {"color": colour(n), "linestyle": dash(n), "label": label, "zorder": 2} | style
        (drawn,) = ax.plot(series.x, series.y[:, n], **settings)
        drawn.set_gid(f"{identifier(name)}-{n}")


def points(ax: Axes, data: Data, name: str, number: int | None = None, **style: object) -> Artist:
    """Measurements as markers with their intervals: in ink, or in a colour with that colour's marker.

    A curve at whole numbers may be drawn so, too.
    """
    series = data[name]
    assert isinstance(series, Points | Curve), name
    tint = ink() if number is None else colour(number)
    if isinstance(series, Points) and series.low is not None and series.high is not None:
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
    (drawn,) = ax.plot(*coordinates(series), **settings)
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


def written(
    ax: Axes, data: Data, name: str, places: Sequence[tuple[float, float]], form: str = "{:.3g}", **style: object
) -> None:
    """The numbers of a series as text, each at its place. form: words may stand before the number, with a space."""
    series = data[name]
    numbers = np.ravel(series.z if isinstance(series, Field) else series.y)
    for n, ((x, y), value) in enumerate(zip(places, numbers, strict=True)):
        said = form.format(value)
        if float(said.split()[-1]) == 0:
            # not -0.0; and what is exactly zero is no rounded number
            said = re.sub(r"0\.0+$", "0", form.format(0.0)) if value == 0 else form.format(0.0)
        said = said.replace("-", "−")
        settings: dict[str, object] = {"ha": "center", "va": "center"} | style
        ax.text(x, y, said, **settings).set_gid(f"{identifier(name)}-{n}")


def cells(
    ax: Axes, rows: int, columns: int, left: float, bottom: float, *, fill: str | None = None, edge: str | None = None
) -> None:
    """A grid of squares of side 1, tinted where there is a colour to fill them with."""
    from matplotlib.patches import Rectangle

    for r in range(rows):
        for c in range(columns):
            corner = (left + c, bottom + r)
            if fill is not None:
                ax.add_patch(Rectangle(corner, 1, 1, facecolor=fill, alpha=0.28, linewidth=0, zorder=0))
            ax.add_patch(
                Rectangle(corner, 1, 1, fill=False, edgecolor=edge or faint(), linewidth=width(1.2 if edge else 0.4))
            )
