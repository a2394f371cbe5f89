"""Figures as files: pictures in every format, preset and style that is asked for, and their numbers as CSV."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from .figure import Curve, Data, Field, Figure, Points, Roots, figures_of, render
from .measurement import fresh
from .style import Format, Preset, Style

COLUMNS = ("series", "kind", "from", "x", "y", "z", "low", "high")


def file_name(figure: Figure, preset: Preset, style: Style, format: Format) -> str:
    """topic.name-preset.svg; the dark ones say so."""
    dark = "-dark" if style is Style.DARK else ""
    return f"{figure.name}-{preset.value}{dark}.{format.value}"


def export(argument: dict) -> dict:
    """One figure's files: the task of a worker, JSON in and out.

    figure, out, presets, styles, formats, data, fresh. Returns the names of the files that were written, and under
    `missing` the module that a measurement needs and does not find.
    """
    (figure,) = figures_of(argument["figure"])
    out = Path(argument["out"])
    written = []
    try:
        with fresh() if argument["fresh"] else nullcontext():
            data = figure.data()
    except ModuleNotFoundError as missing:
        return {"figure": figure.name, "files": [], "missing": missing.name}
    for preset in map(Preset, argument["presets"]):
        for style in map(Style, argument["styles"]):
            for format in map(Format, argument["formats"]):
                name = file_name(figure, preset, style, format)
                put(out / name, render(figure, preset, style, format, data=data))
                written.append(name)
    if argument["data"]:
        put(out / f"{figure.name}.csv", table(data).encode())
        written.append(f"{figure.name}.csv")
    return {"figure": figure.name, "files": written}


def put(file: Path, content: bytes) -> None:
    """Writes a file whole, and not at all where it has this content already."""
    if file.exists() and file.read_bytes() == content:
        return
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".backproof-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(draft, 0o666 & ~mask)
    os.replace(draft, file)


def table(data: Data) -> str:
    """The plotted numbers, one row a point.

    A way through the plane has its place in x, its coordinates in y and z; a field has its number in z.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for name, series in data.items():
        rows.writerows((name, *row) for row in _rows(series))
    return text.getvalue()


def _rows(series: Curve | Points | Roots | Field) -> Iterator[tuple]:
    formula = getattr(series, "formula", None)
    origin = f"{formula.claim} {formula.side.value}" if formula is not None else series.source  # type: ignore[union-attr]
    kind = "as stated" if formula is not None and formula.said else type(series).__name__.lower()
    if isinstance(series, Field):
        for m, y in enumerate(series.y.tolist()):
            for n, x in enumerate(series.x.tolist()):
                yield kind, origin, x, y, float(series.z[m, n]), "", ""
        return
    low, high = getattr(series, "low", None), getattr(series, "high", None)
    for n, x in enumerate(series.x.tolist()):
        values = np.atleast_1d(series.y[n]).tolist()
        ends = ("", "") if low is None or high is None else (float(low[n]), float(high[n]))
        if isinstance(series, Roots):
            yield from ((f"{kind} {m + 1}", origin, x, value, "", *ends) for m, value in enumerate(values))
        else:
            yield kind, origin, x, *[*values, ""][:2], *ends
