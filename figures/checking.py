"""Whether a picture shows what its claims say: its numbers against the kernel's balls, its artists against its numbers,
its text against the room that there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.text import Text

from ..theory import catalogue
from ..theory.kernel.claim import Prediction
from .figure import Curve, Data, Field, Figure, Points, Roots, Series
from .marks import coordinates, identifier
from .sheet import laid_out
from .style import Preset, Style, context

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Paper
LOOKED_AT = 7  # places of a curve; of a field the square root along each axis
SAME = 1e-7  # relative to the largest value of the series: float64, cancellation in the lowered source


def wrong_numbers(figure: Figure, data: Data) -> Iterator[str]:
    """Where the data are not what the claims say, not measured at what they say, or of other claims than is said."""
    for name, series in data.items():
        yield from wrong_series(name, series, data)
    formulas = [s.formula for s in data.values() if isinstance(s, Curve | Field | Roots) and s.formula is not None]
    shown = {f.claim for f in formulas} | {f.beside.claim for f in formulas if f.beside is not None}
    shown |= {s.source.removeprefix("numerics.") for s in data.values() if isinstance(s, Points | Field)}
    known = catalogue.claims()
    for claim in figure.claims:
        if claim not in known:
            yield f"{claim} is no claim"
        elif claim not in shown:
            yield f"{claim} is named, and nothing of it is drawn"
    for claim in sorted(shown & set(known) - set(figure.claims)):
        yield f"{claim} is drawn and not named"


def wrong_series(name: str, series: Series, data: Data) -> Iterator[str]:
    """Where one series is not what its claim says, or what was measured is not where it must be."""
    if isinstance(series, Curve):
        for n in _spread(len(series.x), LOOKED_AT):
            truth = series.formula.exactly(series.values(series.x[n].item()))
            yield from _apart(f"{name} at {series.x[n]:g}", series.y[n], truth, np.max(np.abs(series.y)))
    elif isinstance(series, Field) and series.formula is not None and series.values is not None:
        for m in _spread(len(series.y), 3):
            for n in _spread(len(series.x), 3):
                at = series.x[n].item(), series.y[m].item()
                truth = series.formula.exactly(series.values(*at))
                yield from _apart(f"{name} at {at}", series.z[m, n], truth, np.max(np.abs(series.z)))
    elif isinstance(series, Roots):
        for n in _spread(len(series.x), LOOKED_AT):
            row, moved = series.y[n], 1 + np.abs(series.y[n]).max()
            zero, near = (series.formula.exactly(series.values(series.x[n].item(), r)) for r in (row, row + moved))
            yield from _apart(f"{name} at {series.x[n]:g}", 0 * zero, zero, np.max(np.abs(near)))
    elif isinstance(series, Points):
        yield from _wrong_points(name, series, data)


def _apart(where: str, drawn: np.ndarray, truth: np.ndarray, scale: float) -> Iterator[str]:
    gap = np.max(np.abs(np.asarray(drawn) - truth), initial=0.0)
    if not np.isfinite(scale) or not (gap <= SAME * float(scale) or gap <= 1e-3 * SAME):  # NaN is apart
        yield f"{where}: {drawn} is drawn, the claim says {truth}"


def _wrong_points(name: str, series: Points, data: Data) -> Iterator[str]:
    if not np.all(np.isfinite(series.y)):
        yield f"{name}: not all numbers are finite"
    if (series.low is None) != (series.high is None):
        yield f"{name}: an interval has two ends"
    if series.low is not None and not (np.all(series.low <= series.y) and np.all(series.y <= series.high)):
        yield f"{name}: a point outside of its interval"
    predicted = catalogue.claims().get(series.source.removeprefix("numerics."))
    if predicted is not None and isinstance(predicted.statement, Prediction):
        low, high = predicted.statement.at_least, predicted.statement.at_most
        if not (np.all(low <= series.y) and np.all(series.y <= high)):
            yield f"{name}: measured {series.y}, predicted {low} to {high}"
    if series.under is not None:
        bound = data[series.under]
        assert isinstance(bound, Curve), series.under
        for n in _spread(len(series.x), 2 * LOOKED_AT):
            value = bound.formula.exactly(bound.values(series.x[n].item()))
            if not np.all(series.y[n] <= value * (1 + SAME)):
                yield f"{name} at {series.x[n]:g}: measured {series.y[n]}, above the bound {value}"
    if series.near is None:
        return
    truth = data[series.near]
    assert isinstance(truth, Curve), series.near
    for n in _spread(len(series.x), 2 * LOOKED_AT):
        value = truth.formula.exactly(truth.values(series.x[n].item()))
        low = series.y[n] - series.within if series.low is None else series.low[n]
        high = series.y[n] + series.within if series.high is None else series.high[n]
        if not (np.all(low <= value) and np.all(value <= high)):
            yield f"{name} at {series.x[n]:g}: measured {series.y[n]}, the claim says {value}"


def _spread(length: int, count: int) -> list[int]:
    """Places along a series; all of a short one, where every second might be right."""
    if length <= 2 * count:
        return list(range(length))
    return sorted({round(n) for n in np.linspace(0, length - 1, min(count, length))})


def wrong_drawing(figure: Figure, data: Data, preset: Preset) -> Iterator[str]:
    """What of the data is not drawn as it is, what has no label, what overlaps or is cut off."""
    with context(preset, Style.LIGHT):
        paper = laid_out(figure, preset, data)
        paper.draw_without_rendering()
        artists = {a.get_gid(): a for a in paper.findobj() if a.get_gid()}
        # beside a number that is written its measurement is not: it would be the same digits
        written_names = {name for name in data if isinstance(artists.get(f"{identifier(name)}-0"), Text)}
        for name, series in data.items():
            if not (name.endswith(" measured") and name.removesuffix(" measured") in written_names):
                yield from _drawn_otherwise(name, series, artists)
        for n, ax in enumerate(paper.axes):
            if ax.axison and ax.get_label() != "<colorbar>" and not (ax.get_xlabel() and ax.get_ylabel()):
                yield f"panel {n + 1}: an axis without a label"
        yield from crowding(paper)


def _drawn_otherwise(name: str, series: Series, artists: Mapping[str, object]) -> Iterator[str]:
    """Whether an artist of that name, or one for each entry, has the numbers of the series."""
    gid = identifier(name)
    drawn, first = artists.get(gid), artists.get(f"{gid}-0")
    if isinstance(first, Text):
        numbers = np.ravel(series.z if isinstance(series, Field) else series.y)
        # the number comes last, after what it is
        said = [artists[f"{gid}-{n}"].get_text().replace("−", "-").split()[-1] for n in range(len(numbers))]
        if any(abs(float(s) - v) > _last_place(s) for s, v in zip(said, numbers, strict=True)):
            yield f"{name} is written otherwise"
    elif isinstance(series, Roots):
        columns = [artists.get(f"{gid}-{n}") for n in range(series.y.shape[1])]
        if not all(
            c is not None and np.array_equal(c.get_ydata(), y) for c, y in zip(columns, series.y.T, strict=True)
        ):
            yield f"{name} is drawn otherwise"
    elif drawn is None:
        yield f"{name} is not drawn"
    elif isinstance(series, Field):
        # level lines keep no copy of the numbers that they were drawn from
        if not hasattr(drawn, "levels") and not np.array_equal(np.ravel(drawn.get_array()), np.ravel(series.z)):
            yield f"{name} is drawn otherwise"
    elif not all(map(np.array_equal, drawn.get_data(), coordinates(series))):
        yield f"{name} is drawn otherwise"


def _last_place(said: str) -> float:
    """Half of the last decimal place that is written."""
    mantissa, _, exponent = said.partition("e")
    return 0.51 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def crowding(paper: Paper) -> Iterator[str]:
    """Text that overlaps text, or leaves the sheet, or a legend over lines."""
    renderer = paper.canvas.get_renderer()
    sheet = paper.bbox
    texts = [t for t in _texts(paper) if t.get_visible() and t.get_text().strip()]
    boxes = [(t, t.get_window_extent(renderer)) for t in texts]
    for text, box in boxes:
        if box.x0 < sheet.x0 - 1 or box.y0 < sheet.y0 - 1 or box.x1 > sheet.x1 + 1 or box.y1 > sheet.y1 + 1:
            yield f"{text.get_text()!r} is cut off"
    for (one, a), (other, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > 1 and high > 0.15 * min(a.height, b.height):
            yield f"{one.get_text()!r} overlaps {other.get_text()!r}"


def _texts(paper: Paper) -> Iterator[Text]:
    for ax in paper.axes:
        hidden = _hidden_ticks(ax)
        yield from (t for t in ax.findobj(Text) if t not in hidden)


def _hidden_ticks(ax: Axes) -> set[Text]:
    """Labels of ticks outside of the view, and of an axes without axes."""
    hidden: set[Text] = set()
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        slack = 1e-9 * (low if axis.get_scale() == "log" else high - low)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not ax.axison or not low - slack <= tick.get_loc() <= high + slack:
                hidden |= {tick.label1, tick.label2}
        if not ax.axison:
            hidden |= {axis.label, axis.offsetText}
    return hidden
