"""A figure on its sheet: sizes, legends and wrapped labels that fit, and the file in its formats."""

from __future__ import annotations

import hashlib
import io
import re
import textwrap
from collections.abc import Sequence
from html import escape
from math import ceil
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Paper
from matplotlib.legend_handler import HandlerTuple
from matplotlib.ticker import AutoLocator, MaxNLocator

from .marks import identifier
from .style import SHEETS, Format, Preset, Style

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.legend import Legend

    from .figure import Data, Figure

TALLEST = 0.8  # height of a panel over its width, where panels stand above one another
HIGHEST = 3.6  # inches
MEASURED = "measured"
MOST_MARKERS = 3  # side by side in a legend
LETTER = 0.56  # mean width of a letter over the size of the type
PLAIN_IDS = re.compile(
    r' id="(figure|axes|patch|line2d|text|matplotlib\.axis|xtick|ytick|legend|(?:\w*Collection)|QuadContourSet|'
    r'table|image|Quiver|FancyArrowPatch|FancyBboxPatch|quiver)_?\d*"'
)
PLACES = re.compile(r' (?:d|x|y|points)="[^"]+"|translate\([^)]+\)')
DIGITS = re.compile(r"-?\d+\.\d+")


def laid_out(figure: Figure, preset: Preset, data: Data | None = None) -> Paper:
    """The figure drawn at its size, in the settings that hold now."""
    sheet = SHEETS[preset]
    beside = {Preset.COLUMN: figure.narrow, Preset.PAGE: figure.across, Preset.SLIDE: figure.slide or figure.across}
    across = min(beside[preset], len(figure.panels))
    down = ceil(len(figure.panels) / across)
    each = sheet.width / across
    aspect = min(figure.aspect, TALLEST) if preset is Preset.COLUMN and across == 1 else figure.aspect
    height = sheet.height or down * (min(aspect * each, HIGHEST) + 3.4 * sheet.type / 72)
    paper = Paper(figsize=(sheet.width, height), layout="constrained")
    FigureCanvasAgg(paper)
    pad = 0.35 * sheet.type / 72
    paper.get_layout_engine().set(w_pad=pad, h_pad=pad, wspace=0.02, hspace=0.02)
    axes = paper.subplots(down, across, squeeze=False).ravel()
    for unused in axes[len(figure.panels) :]:
        unused.remove()
    numbers = figure.data() if data is None else data
    figure.draw(axes[: len(figure.panels)], numbers)
    for n, ax in enumerate(axes[: len(figure.panels)]):
        letter = f"({'abcdefghij'[n]}) " if len(figure.panels) > 1 else ""
        count_in_whole_numbers(ax)
        head(ax, letter, each, unnamed_points(ax, numbers))
    fit_labels(paper)
    return paper


def count_in_whole_numbers(ax: Axes) -> None:
    """No ticks at half steps and half layers."""
    places = [np.asarray(drawn.get_xdata(), float) for drawn in ax.get_lines() if drawn.get_gid()]
    places = [p for p in places if p.size > 2]
    free = isinstance(ax.xaxis.get_major_locator(), AutoLocator)
    if free and places and all(np.array_equal(p, np.round(p)) for p in places):
        ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))


def unnamed_points(ax: Axes, data: Data) -> tuple[Artist, ...]:
    """Markers of a panel that lie on a curve and have no label of their own, one of each kind."""
    on_curves = {identifier(name) for name, series in data.items() if getattr(series, "near", None)}
    drawn = [line for line in ax.get_lines() if line.get_gid() in on_curves and line.get_markersize() > 0]
    kinds = {(line.get_marker(), line.get_color()): line for line in drawn if line.get_label().startswith("_")}
    labelled = any(not line.get_label().startswith("_") for line in drawn)
    return () if labelled else tuple(kinds.values())[:MOST_MARKERS]


def head(ax: Axes, letter: str = "", width: float | None = None, unnamed: tuple[Artist, ...] = ()) -> None:
    """The panel's title and, under it, its legend, above the axes in as many columns as fit the width in inches.

    unnamed: markers that the legend says to be measured.
    """
    title = letter + ax.get_title()
    size = mpl.rcParams["font.size"]
    letters = int((width or ax.get_figure(root=True).get_figwidth()) * 72 / (LETTER * size))
    title = textwrap.fill(title, max(letters, 12))
    handles, labels = ax.get_legend_handles_labels()
    if handles and unnamed:
        handles, labels = [*handles, unnamed], [*labels, MEASURED]
    if not handles:
        ax.set_title(title)
        return
    ax.set_title("")
    look = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "title": title}
    look["handler_map"] = {tuple: HandlerTuple(ndivide=None, pad=0.2)}
    room = (width or ax.get_figure(root=True).get_figwidth()) * ax.get_figure(root=True).dpi * 0.97
    for most in range(min(len(labels), 4), 0, -1):
        columns = ceil(len(labels) / ceil(len(labels) / most))  # as few as fill the same rows
        legend = ax.legend(handles, labels, ncols=columns, **look)
        legend._legend_box.align = "center"
        legend.get_title().set_multialignment("center")
        if legend.get_window_extent(ax.get_figure(root=True).canvas.get_renderer()).width <= room:
            return
    labels = [textwrap.fill(label, max(letters - 8, 12)) for label in labels]
    ax.legend(handles, labels, ncols=1, **look)


def fit_labels(paper: Paper) -> None:
    """Breaks the labels of axes that are longer than their axes, and moves legends that are wider over the ticks."""
    paper.draw_without_rendering()
    renderer = paper.canvas.get_renderer()
    for ax in paper.axes:
        legend = ax.get_legend()
        if legend is not None and legend.get_window_extent(renderer).width > ax.get_window_extent(renderer).width:
            reach_left(legend, ax, renderer)
        if ax.axison and ax.get_aspect() != "auto":
            # axes of a fixed shape get other ticks, with longer labels, after room was made for them
            ax.set_xticks(_inside(ax.get_xticks(), ax.get_xlim()))
            ax.set_yticks(_inside(ax.get_yticks(), ax.get_ylim()))
        box = ax.get_window_extent(renderer)
        for label, extent, room in (
            (ax.xaxis.label, "width", box.width),
            (ax.yaxis.label, "height", box.height),
        ):
            long = getattr(label.get_window_extent(renderer), extent)
            if label.get_text() and long > 1.12 * room:
                text = label.get_text()
                label.set_text(textwrap.fill(text, max(int(len(text) * 1.08 * room / long), 8)))


def reach_left(legend: Legend, ax: Axes, renderer: RendererBase) -> None:
    """Moves a legend that is wider than its axes over the ticks, in place of axes that shrink beside it."""
    legend.set_loc("lower right")
    legend.set_bbox_to_anchor((1.0, 1.0), ax.transAxes)
    legend.set_in_layout(False)
    # a blank title keeps its height free
    blank = ax.set_title(" ", pad=0, fontsize=10)
    needed = legend.get_window_extent(renderer).height + legend.borderaxespad * renderer.points_to_pixels(10)
    blank.set_fontsize(10 * needed / blank.get_window_extent(renderer).height)


def _inside(ticks: Sequence[float], view: tuple[float, float]) -> list[float]:
    low, high = sorted(view)
    return [t for t in ticks if low <= t <= high]


def encoded(paper: Paper, figure: Figure, preset: Preset, style: Style, format: Format) -> bytes:
    """The file; nothing of the time or the machine is in it."""
    metadata: dict[str, object] = {
        Format.SVG: {"Date": None, "Creator": "backproof", "Title": figure.title, "Description": figure.alt},
        Format.PDF: {"CreationDate": None, "Creator": "backproof", "Title": figure.title, "Subject": figure.alt},
        Format.PNG: {"Software": "backproof", "Title": figure.title, "Description": figure.alt},
    }[format]
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": salt(figure, preset, style)}):
        paper.savefig(buffer, format=format.value, metadata=metadata)
    found = buffer.getvalue()
    return _svg(found.decode(), figure, preset, style).encode() if format is Format.SVG else found


def salt(figure: Figure, preset: Preset, style: Style) -> str:
    """What the ids of an SVG are made from."""
    return f"{figure.name}|{preset.value}|{style.value}"


def _hundredths(number: re.Match) -> str:
    """A coordinate to a hundredth of a point."""
    return f"{round(float(number[0]), 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _svg(text: str, figure: Figure, preset: Preset, style: Style) -> str:
    """The SVG with its alt text, and ids that no other figure on a page has."""
    text = PLAIN_IDS.sub("", text)
    text = PLACES.sub(lambda found: DIGITS.sub(_hundredths, found[0]), text)
    own = f"f{hashlib.sha256(salt(figure, preset, style).encode()).hexdigest()[:6]}-"  # short: every letter has one
    for name in dict.fromkeys(re.findall(r' id="([^"]+)"', text)):
        text = text.replace(f' id="{name}"', f' id="{own}{name}"').replace(f'"#{name}"', f'"#{own}{name}"')
        text = text.replace(f"url(#{name})", f"url(#{own}{name})")
    label = escape(figure.alt, quote=True)
    return text.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
