"""The figures of claims as files of the report."""

import re
from collections.abc import Iterable
from pathlib import Path

from ..export import file_name
from ..figure import Figure
from ..style import Format, Preset, Style
from .compact import compacted
from .model import Picture

SIZE = re.compile(rb'<svg[^>]*? width="([\d.]+)pt" height="([\d.]+)pt"')
SCREEN = 96 / 72  # pixels a point


def pictures(figures: Iterable[Figure], folder: Path) -> tuple[dict[str, list[Picture]], dict[str, bytes]]:
    """Pictures by the ids of the claims that they show, and the report's files, from the SVG pages in `folder`."""
    by_claim: dict[str, list[Picture]] = {}
    files: dict[str, bytes] = {}
    for figure in figures:
        drawn = compacted((folder / file_name(figure, Preset.PAGE, Style.LIGHT, Format.SVG)).read_bytes())
        found = SIZE.search(drawn)
        width, height = (round(float(n) * SCREEN) for n in found.groups()) if found else (0, 0)
        name = f"figures/{figure.name}.svg"
        files[name] = drawn
        shown = Picture(name=figure.name, title=figure.title, alt=figure.alt, file=name, width=width, height=height)
        for claim_id in figure.claims:
            by_claim.setdefault(claim_id, []).append(shown)
    return by_claim, files
