"""What a picture is: the claims that it shows, its data, its panels, its text for those who cannot see it.

The data are named. A `Curve` is the claim's own expression along an axis; `Points` were measured; a `Field` is either
over a plane. The panels draw what the data hold, each series under its name, so that a test can take the numbers back
from the picture and compare them with the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..theory import catalogue
from .formula import Formula, Values
from .style import Format, Preset, Style, context

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Sheet


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A claim's expression along x. `values` puts a place into the variables; y is the expression there.

    Where the expression has several entries, y has one row of them a place: a way through the plane, if two.
    label: in the legend; None for what is labelled otherwise. said: what the source says, where that is not true.
    """

    formula: Formula
    x: np.ndarray
    y: np.ndarray
    values: Callable[[float], Values]
    label: str | None = None

    @property
    def said(self) -> bool:
        return self.formula.said


@dataclass(frozen=True, kw_only=True)
class Points:
    """Measurements: y at x, with an interval from low to high where there is chance in them.

    source: who measured, as module and name. near: the curve, by its name, with which they must agree: the interval
    holds its value, or without an interval the distance is at most `within`. under: the curve that they never exceed.
    """

    x: np.ndarray
    y: np.ndarray
    source: str
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    near: str | None = None
    under: str | None = None
    within: float = 1e-9
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class Roots:
    """Where a claim's expression is zero: rows y, one a place of x, such that it vanishes at values(x, row)."""

    formula: Formula
    x: np.ndarray
    y: np.ndarray
    values: Callable[[float, np.ndarray], Values]


@dataclass(frozen=True, kw_only=True)
class Field:
    """Numbers z (rows along y) over a plane: of a claim's expression, or measured by `source`."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    formula: Formula | None = None
    values: Callable[[float, float], Values] | None = None
    source: str = ""
    label: str | None = None


Series = Curve | Points | Roots | Field
Data = Mapping[str, Series]
Panel = Callable[["Axes", Data], None]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture. `name` is topic.attribute, `claims` the ids of what it shows, `alt` says in words what is to be seen.

    panels: what draws each of its axes. across: panels side by side on a page, narrow: in a column, slide: on a slide
    where these are others than on a page. aspect: height of a panel over its width. trained: whether networks are
    trained for it, which takes longer than all the rest.
    """

    name: str
    claims: tuple[str, ...]
    title: str
    alt: str
    data: Callable[[], Data]
    panels: tuple[Panel, ...]
    across: int = 2
    narrow: int = 1
    slide: int | None = None
    trained: bool = False
    aspect: float = 0.72

    def __post_init__(self) -> None:
        if not self.claims or not self.alt.strip() or not self.panels:
            raise ValueError(f"{self.name}: a figure has claims, panels, and words for those who cannot see it")

    @property
    def topic(self) -> str:
        return self.name.partition(".")[0]

    def draw(self, axes: Axes | Sequence[Axes], data: Data | None = None) -> None:
        """Draws the panels, each on one of the axes. Raises ValueError where their numbers differ."""
        targets = tuple(axes) if isinstance(axes, Sequence | np.ndarray) else (axes,)
        if len(targets) != len(self.panels):
            raise ValueError(f"{self.name} has {len(self.panels)} panels and was given {len(targets)} axes")
        numbers = self.data() if data is None else data
        for panel, ax in zip(self.panels, targets, strict=True):
            panel(ax, numbers)


def curve(
    claim_id: str,
    x: Sequence[float] | np.ndarray,
    values: Callable[[float], Values],
    label: str | None = None,
    **which: object,
) -> Curve:
    """The curve of a claim's expression; side and said as in `Formula`."""
    formula, places = Formula(claim_id, **which), np.asarray(x)  # type: ignore[arg-type]
    return Curve(formula=formula, x=places, y=formula.over(places, values), values=values, label=label)


def field(
    claim_id: str,
    x: np.ndarray,
    y: np.ndarray,
    values: Callable[[float, float], Values],
    label: str | None = None,
    **which: object,
) -> Field:
    """The field of a claim's expression."""
    formula = Formula(claim_id, **which)  # type: ignore[arg-type]
    z = formula.at([values(float(u), float(v)) for v in y for u in x]).reshape(len(y), len(x))
    return Field(x=x, y=y, z=z, formula=formula, values=values, label=label)


def roots(claim_id: str, x: np.ndarray, values: Callable[[float, np.ndarray], Values], many: int) -> Roots:
    """The zeros of a claim's expression that is affine in `many` unknowns, and has as many entries."""
    formula, tried = Formula(claim_id), [np.zeros(many), *np.eye(many)]
    found = formula.at([values(place, row) for place in x.tolist() for row in tried])
    rows = []
    for constant, *columns in found.reshape(len(x), many + 1, many):
        rows.append(np.linalg.solve(np.array([c - constant for c in columns]).T, -constant))
    return Roots(formula=formula, x=x, y=np.array(rows), values=values)


@cache
def topics() -> tuple[str, ...]:
    """Topics that have pictures, in the catalogue's order."""
    here = Path(__file__).parent
    return tuple(t for t in catalogue.TOPICS if (here / f"{t}.py").exists() or (here / t / "__init__.py").exists())


def all_figures() -> tuple[Figure, ...]:
    """Every figure, topic by topic."""
    return tuple(f for topic in topics() for f in of_topic(topic))


def of_topic(topic: str) -> tuple[Figure, ...]:
    """The figures of a topic, in the order in which they are written."""
    return tuple(_of(topic)) if topic in topics() else ()


@cache
def _of(topic: str) -> tuple[Figure, ...]:
    return tuple(_checked(topic))


def _checked(topic: str) -> Iterator[Figure]:
    module = import_module(f".{topic}", __package__)
    for attribute, value in vars(module).items():
        if isinstance(value, Figure):
            if value.name != f"{topic}.{attribute}":
                raise ValueError(f"{value.name} stands under {topic}.{attribute}")
            yield value


def figures_of(*names: str) -> tuple[Figure, ...]:
    """The figures of these claims and topics (ids as in the catalogue), each once; all without names."""
    if not names:
        return all_figures()
    wanted = {n.replace("-", "_") for n in names}
    found = (f for topic in dict.fromkeys(n.partition(".")[0] for n in sorted(wanted)) for f in of_topic(topic))
    own = [f for f in found if f.topic in wanted or f.name in wanted or wanted & set(f.claims)]
    return tuple(f for f in all_figures() if f in own or wanted & set(f.claims))


def render(
    figure: Figure,
    preset: Preset = Preset.PAGE,
    style: Style = Style.LIGHT,
    format: Format = Format.SVG,
    *,
    data: Data | None = None,
) -> bytes:
    """The picture as a file: the same bytes for the same data.

    In SVG the root has role="img" and the alt text as its label, and no id is that of another figure. PDF and PNG
    carry the alt text in their metadata.
    """
    from .sheet import encoded, laid_out

    with context(preset, style):
        return encoded(laid_out(figure, preset, data), figure, preset, style, format)


def draw(claim_id: str, ax: Axes | Sequence[Axes] | None = None, *, style: Style = Style.LIGHT) -> Sheet:
    """The first figure of a claim, on a new matplotlib figure or on given axes; returns the matplotlib figure.

    Raises LookupError where the claim has none, and ValueError when a figure of several panels is given another number
    of axes.
    """
    from .sheet import laid_out

    found = figures_of(claim_id)
    if not found:
        raise LookupError(f"no figure shows {claim_id!r}; those of {', '.join(topics())} are drawn")
    if ax is None:
        with context(Preset.PAGE, style):
            return laid_out(found[0], Preset.PAGE)
    found[0].draw(ax)
    first = ax[0] if isinstance(ax, Sequence | np.ndarray) else ax
    return first.get_figure(root=True)
