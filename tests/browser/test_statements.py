"""The page on typed statements in a real browser; run by `make browser`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backproof.cli import main as cli
from backproof.figures.report.statements import PAGE

from ..figures.test_statements import NOTES
from .browsing import SIZES, Visit, faults

pytestmark = pytest.mark.browser
LONG = f"""
[[statement]]
name = "{"unbroken" * 40}"
text = "{" + ".join(["x"] * 300)} <= {"sigmoid(" * 12}x{")" * 12}"
[[statement]]
text = "(A*B).T == A.T*B.T"
[statement.let]
A = "matrix(n,n)"
B = "matrix(n,n)"
[[statement]]
text = "{"x" * 3000} <"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("notes")
    (out / "notes.toml").write_text(NOTES + LONG)
    assert cli.run(["prove", "--file", str(out / "notes.toml"), "--report", str(out / "page")]) == 2
    return out / "page"


@pytest.fixture(params=SIZES)
def visit(request: pytest.FixtureRequest, chromium: object, folder: Path) -> Iterator[Visit]:
    width, height = SIZES[request.param]
    made = Visit(chromium, folder, viewport={"width": width, "height": height})
    yield made.to(PAGE)
    made.context.close()


def test_nothing_is_wrong_at_any_width(visit: Visit) -> None:
    width = visit.page.viewport_size["width"]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.told == [] and visit.asked_outside == []
    assert faults(visit) == []
    assert visit.page.locator("script, b, i, u").count() == 0
    assert visit.page.evaluate("document.querySelectorAll('math').length") > 5


def test_it_can_be_read_in_the_dark(chromium: object, folder: Path) -> None:
    visit = Visit(chromium, folder, color_scheme="dark").to(PAGE)
    assert faults(visit) == []
    visit.context.close()


def test_the_word_that_could_not_be_read_is_seen(visit: Visit) -> None:
    mark = visit.page.locator("mark").first
    assert mark.inner_text() == "<="
    assert mark.evaluate("m => getComputedStyle(m).textDecorationLine") == "underline"
