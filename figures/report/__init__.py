"""The report: a folder of pages that opens offline and shows the evidence."""

from collections.abc import Mapping
from enum import Enum
from errno import EEXIST
from pathlib import Path

from ...theory import catalogue
from ..export import put as replaced
from .model import Picture, Report, assembled

__all__ = ["Format", "Picture", "Report", "assembled", "files", "put"]

GENERATED = b"backproof report"  # stands at the beginning of every page, for a browser or as a comment
PAGES = (".html", ".md")


class Format(Enum):
    """What a report is written as."""

    HTML = "html"
    MARKDOWN = "markdown"
    PDF = "pdf"


def files(report: Report, format: Format, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a report by their names; the first one is where reading begins.

    pictures: those of the figures. Raises NoBrowser for a PDF where there is none.
    """
    from . import html, markdown, pdf

    match format:
        case Format.HTML:
            return {**html.pages(report), **pictures}
        case Format.MARKDOWN:
            return {**markdown.pages(report), **pictures}
        case Format.PDF:
            return {"report.pdf": pdf.printed({"report.html": html.single(report), **html.assets(), **pictures})}


def put(folder: Path, written: Mapping[str, bytes]) -> None:
    """Writes files into a folder, which is made, each as a whole; pages of an earlier report are cleared away.

    Raises FileExistsError, before anything is written, where a page of somebody else would be lost.
    """
    for name in written:
        path = folder / name
        if path.suffix in PAGES and path.exists() and not _generated(path):
            raise FileExistsError(EEXIST, f"{str(path)!r} is no page of backproof: another folder is needed")
    for place in {(folder / name).parent for name in written}:
        place.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        replaced(folder / name, content)
    for topic in catalogue.TOPICS:
        for start in ("index.html", "README.md"):
            page = folder / f"{topic}{Path(start).suffix}"
            if start in written and page.name not in written and page.exists() and _generated(page):
                page.unlink()


def _generated(page: Path) -> bool:
    return GENERATED in page.read_bytes()[:2000]
