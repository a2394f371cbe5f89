"""How pictures look: sizes and type for column, page and slide, light and dark, colours that everybody can tell apart.

Colours: Okabe and Ito (2008), each with a dash and a marker of its own, so that none is needed to read a picture.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum

import matplotlib as mpl
from matplotlib import cycler


class Preset(Enum):
    """Where a picture goes."""

    COLUMN = "column"
    PAGE = "page"
    SLIDE = "slide"


class Style(Enum):
    """Dark ink on white, or light ink on a dark ground."""

    LIGHT = "light"
    DARK = "dark"


class Format(Enum):
    """File formats."""

    SVG = "svg"
    PDF = "pdf"
    PNG = "png"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The paper of a preset: width and (where fixed) height in inches, type, lines and markers in points."""

    width: float
    height: float | None
    type: float
    line: float
    marker: float
    dots: int  # an inch, in PNG


SHEETS = {
    Preset.COLUMN: Sheet(width=3.3, height=None, type=8.0, line=1.3, marker=4.0, dots=300),
    Preset.PAGE: Sheet(width=6.9, height=None, type=8.5, line=1.4, marker=4.5, dots=300),
    Preset.SLIDE: Sheet(width=40 / 3, height=7.5, type=18.0, line=3.0, marker=9.0, dots=144),
}

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
YELLOW = "#F0E442"
INKS = {Style.LIGHT: "#000000", Style.DARK: "#f2f2f2"}
GROUNDS = {Style.LIGHT: "#ffffff", Style.DARK: "#15181d"}
FAINT = {Style.LIGHT: "#757575", Style.DARK: "#9a9fa6"}  # letters of it are legible, too
# The first is the theory, the second what a source says, the ink what was measured.
CYCLES = {
    Style.LIGHT: (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY),
    Style.DARK: (SKY, VERMILION, GREEN, PURPLE, ORANGE, YELLOW),
}
DASHES = ("-", (0, (5, 2)), (0, (1, 1.3)), (0, (6, 1.5, 1, 1.5)), (0, (3, 1)), (0, (8, 2, 1, 1, 1, 2)))
MARKERS = ("o", "s", "^", "D", "v", "P")


def parameters(preset: Preset, style: Style) -> dict[str, object]:
    """The settings of matplotlib for a preset and a style."""
    sheet, ink, ground = SHEETS[preset], INKS[style], GROUNDS[style]
    small = max(7.0, 0.9 * sheet.type)
    thin = 0.45 * sheet.line
    return {
        "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
        "mathtext.fontset": "dejavusans",
        "font.size": sheet.type,
        "axes.labelsize": sheet.type,
        "axes.titlesize": sheet.type,
        "axes.titleweight": "normal",
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "legend.fontsize": small,
        "legend.title_fontsize": sheet.type,
        "legend.frameon": False,
        "legend.handlelength": 2.6,
        "legend.borderaxespad": 0.3,
        "legend.labelspacing": 0.3,
        "legend.columnspacing": 1.2,
        "lines.linewidth": sheet.line,
        "lines.markersize": sheet.marker,
        "lines.markeredgewidth": 0.7 * sheet.line,
        "errorbar.capsize": 0.4 * sheet.marker,
        "hatch.linewidth": thin,
        "axes.linewidth": thin,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.major.width": thin,
        "ytick.major.width": thin,
        "xtick.minor.width": 0.7 * thin,
        "ytick.minor.width": 0.7 * thin,
        "axes.prop_cycle": cycler(color=CYCLES[style]) + cycler(linestyle=DASHES),
        "axes.grid": False,
        "axes.unicode_minus": True,
        "axes.formatter.use_mathtext": True,
        "figure.constrained_layout.use": True,
        "figure.facecolor": ground,
        "axes.facecolor": ground,
        "savefig.facecolor": ground,
        "savefig.dpi": sheet.dots,
        "figure.dpi": 100,
        "text.color": ink,
        "axes.edgecolor": ink,
        "axes.labelcolor": ink,
        "xtick.color": ink,
        "ytick.color": ink,
        "image.cmap": "cividis",
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "path.simplify": True,
    }


def context(preset: Preset, style: Style) -> AbstractContextManager[None]:
    """The settings while pictures are drawn; whatever the user has set otherwise is as before afterwards."""
    return mpl.rc_context({**mpl.rcParamsDefault, "backend": mpl.rcParams["backend"], **parameters(preset, style)})


def ink() -> str:
    """The colour of text and of what was measured, in the settings that hold now."""
    return mpl.rcParams["text.color"]


def ground() -> str:
    """The colour of the paper."""
    return mpl.rcParams["axes.facecolor"]


def faint() -> str:
    """A grey for what only helps the eye."""
    return FAINT[Style.DARK if ground() == GROUNDS[Style.DARK] else Style.LIGHT]


def colour(number: int) -> str:
    """The n-th colour of the cycle that holds now, from 0."""
    return mpl.rcParams["axes.prop_cycle"].by_key()["color"][number % 6]


def dash(number: int) -> object:
    """The n-th dash."""
    return DASHES[number % len(DASHES)]


def marker(number: int) -> str:
    """The n-th marker."""
    return MARKERS[number % len(MARKERS)]
