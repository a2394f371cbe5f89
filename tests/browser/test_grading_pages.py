"""Pages of feedback and of the class in a real browser: nothing is cut off, nothing runs; marks stand right."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backproof.figures.report import pdf
from backproof.grading.gradebook import Gradebook
from backproof.grading.pages import write_pages
from backproof.grading.run import Options, grade

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra 'browser': make browser")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra 'browser'")

pytestmark = pytest.mark.browser
SIZES = {"phone": (390, 844), "narrow": (320, 640), "laptop": (1366, 768)}
ASSIGNMENT = r"""format = 1
title = "Pages"
names = { W = "matrix(m, d)", x = "vector(d)", t = "vector(m)", a = "real", b = "real" }
[[question]]
number = "1"
title = "Least squares"
prompt = 'Of $L = \frac12 \|W x - t\|^2$ and $\partial L / \partial W$.'
[[question.part]]
label = "a"
points = 2
kind = "matrix-formula"
prompt = 'Give $\partial L / \partial W$.'
key = "(W*x - t)*x.T"
[[question.part]]
label = "b"
points = 2
kind = "derivation"
start = "norm(W*x - t)^2/2"
key = "x.T*W.T*W*x/2 - t.T*W*x + t.T*t/2"
[[question.part]]
label = "c"
points = 2
kind = "matrix"
key = "[[exp(a+b)/(exp(a)+exp(b))^2, 1], [a, b]]"
[[question.part]]
label = "d"
points = 2
kind = "prose"
"""
ANSWERS = {
    "ada": r"""## 1a
x(Wx-t)^T
## 1b
L = \frac12 \|Wx - t\|^2 = \frac12 (Wx-t)^\top (Wx-t)
 = \frac12 x^\top W^\top W x - t^\top W x - \frac12 t^\top t
## 1c
[[exp(a+b)/(exp(a)+exp(b))^2, 2], [a, b + exp(-a-b-a-b-a-b) - 1/(1 + exp(a + b + a + b + a + b + a + b))]]
## 1d
<script>document.title = "owned"</script><img src=x onerror="document.title='owned'">
""",
    "bob": "## 1a\n" + "W*x + " * 40 + "q\n## 1d\n" + "x" * 3000 + "\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("pages")
    (base / "pages.toml").write_text(ASSIGNMENT, encoding="utf-8")
    (base / "in").mkdir()
    for student, text in ANSWERS.items():
        (base / "in" / f"{student}.md").write_text(text, encoding="utf-8")
    with Gradebook(str(base / "out"), create=True) as book:
        grade(str(base / "pages.toml"), str(base / "in"), book, options=Options())
        write_pages(book)
    return base / "out"


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    found = pdf.browser()
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in BACKPROOF_BROWSER")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def pages(folder: Path) -> list[Path]:
    return [folder / "summary.html", *sorted((folder / "feedback").glob("*.html"))]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_the_window(chromium: object, folder: Path, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[attr-defined]
    page = context.new_page()
    for path in pages(folder):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert page.title() != "owned"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_checker_finds_nothing(chromium: object, folder: Path, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)  # type: ignore[attr-defined]
    page = context.new_page()
    for path in pages(folder):
        page.goto(path.as_uri())
        found = axe_module.Axe().run(page).response["violations"]
        assert [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found] == [], path.name
    context.close()


def test_brackets_around_what_is_low_do_not_grow(chromium: object, folder: Path) -> None:
    page = chromium.new_page()  # type: ignore[attr-defined]
    page.goto(next(p for p in pages(folder) if p.name.startswith("ada")).as_uri())
    heights = page.evaluate(
        """() => [...document.querySelectorAll('#part-1a math mo')].filter(m => '()'.includes(m.textContent))
                 .map(m => m.getBoundingClientRect().height / parseFloat(getComputedStyle(m).fontSize))"""
    )
    assert heights and max(heights) < 2
    page.close()


def test_the_mark_stands_below_the_word_that_could_not_be_read(chromium: object, folder: Path) -> None:
    page = chromium.new_page()  # type: ignore[attr-defined]
    page.goto(next(p for p in pages(folder) if p.name.startswith("bob")).as_uri())
    line, mark = page.locator("pre.excerpt").first.inner_text().rstrip("\n").split("\n")
    assert line[mark.index("^")] == "q"
    assert "monospace" in page.locator("pre.excerpt").first.evaluate("e => getComputedStyle(e).fontFamily")
    page.close()
