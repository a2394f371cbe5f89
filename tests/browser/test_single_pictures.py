"""A picture's SVG alone in a real browser, as a lecturer opens it from a folder: whole, in its place, from itself."""

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backproof.figures.figure import Figure, figures_of, render
from backproof.figures.report import pdf
from backproof.figures.style import GROUNDS, SHEETS, Format, Preset, Style

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra 'browser': make browser")

pytestmark = pytest.mark.browser
# Numbers in a graph, a picture of pixels inside of the file, level lines, a table of cells, a logarithmic axis.
LOOKED_AT = (
    "backpropagation.forward_and_backward",
    "attention.positions_as_rotations",
    "descent.descent_on_a_surface_with_a_saddle",
    "normalization.what_is_averaged",
    "dropout.penalty_against_keep_probability",
    "vanishing.gradients_by_depth",
)
LETTERS = """() => {
  const paper = document.documentElement.getBoundingClientRect();
  const glyphs = [...document.querySelectorAll('use')].filter(u => u.href.baseVal.includes('DejaVu'));
  const boxes = glyphs.map(u => u.getBoundingClientRect());
  const out = boxes.filter(b => b.left < -1 || b.top < -1 || b.right > paper.width + 1 || b.bottom > paper.height + 1);
  return {wide: paper.width, high: paper.height, letters: boxes.filter(b => b.width * b.height > 0).length,
          outside: out.length, lost: glyphs.filter(u => !document.querySelector(u.href.baseVal)).length};
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    found = pdf.browser()
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in BACKPROOF_BROWSER")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(chromium: object, file: Path) -> tuple[dict, list[str], Image.Image]:
    """What a browser makes of a file: its letters, what went wrong or was asked for besides it, and how it looks."""
    context = chromium.new_context(viewport={"width": 1300, "height": 1300})  # type: ignore[attr-defined]
    page, wrong = context.new_page(), []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    letters = page.evaluate(LETTERS)
    clip = {"x": 0, "y": 0, "width": letters["wide"], "height": letters["high"]}
    # Playwright's own screenshot waits for a page of HTML
    sent = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "png", "clip": {**clip, "scale": 1}})
    seen = Image.open(io.BytesIO(base64.b64decode(sent["data"]))).convert("RGB")
    context.close()
    # what is inside of the file is none of the network's business
    elsewhere = [url for url in asked if url != file.as_uri() and not url.startswith("data:")]
    return letters, wrong + elsewhere, seen


def apart(seen: Image.Image, drawn: Image.Image) -> float:
    """The share of the ink that is in another cell of a coarse grid: letters may be a dot to the side."""
    coarse = [np.asarray(p.resize((48, 32), Image.Resampling.BOX), float) for p in (seen, drawn)]
    return float(np.abs(coarse[0] - coarse[1]).sum() / np.abs(coarse[1] - drawn.getpixel((2, 2))).sum())


@pytest.mark.parametrize("style", Style, ids=lambda s: s.value)
@pytest.mark.parametrize("figure", [f for name in LOOKED_AT for f in figures_of(name)], ids=lambda f: f.name)
def test_a_picture_opens_alone(chromium: object, tmp_path: Path, figure: Figure, style: Style) -> None:
    data = figure.data()
    for preset in Preset:
        file = tmp_path / "picture.svg"
        file.write_bytes(render(figure, preset, style, Format.SVG, data=data))
        letters, wrong, seen = opened(chromium, file)
        assert wrong == []
        assert letters["wide"] == pytest.approx(96 * SHEETS[preset].width, abs=1) and letters["high"] > 100
        assert letters["letters"] > 10 and letters["outside"] == letters["lost"] == 0
        assert "#{:02x}{:02x}{:02x}".format(*seen.getpixel((2, 2))) == GROUNDS[style]
        drawn = Image.open(io.BytesIO(render(figure, preset, style, Format.PNG, data=data))).convert("RGB")
        assert apart(seen, drawn) < 0.2


def test_a_broken_picture_is_noticed(chromium: object, tmp_path: Path) -> None:
    """A letter out of the sheet, one without a shape, a picture from elsewhere, most of the drawing covered."""
    (figure,) = figures_of("dropout.penalty_against_keep_probability")
    data, file = figure.data(), tmp_path / "picture.svg"
    svg = render(figure, Preset.PAGE, Style.LIGHT, Format.SVG, data=data).decode()
    letter = re.search(r'id="([^"]*DejaVuSans-[^"]*)"', svg)[1]
    file.write_text(svg.replace("</svg>", f'<use href="#{letter}" x="9000"/></svg>'))
    assert opened(chromium, file)[0]["outside"] == 1
    file.write_text(svg.replace("</svg>", '<use href="#DejaVuSans-none"/></svg>'))
    assert opened(chromium, file)[0]["lost"] == 1
    file.write_text(svg.replace("</svg>", '<image href="missing.png" width="9" height="9"/></svg>'))
    assert any("missing.png" in found for found in opened(chromium, file)[1])
    file.write_text(svg.replace("</svg>", '<rect width="100%" height="80%" fill="white"/></svg>'))
    drawn = Image.open(io.BytesIO(render(figure, Preset.PAGE, Style.LIGHT, Format.PNG, data=data))).convert("RGB")
    assert apart(opened(chromium, file)[2], drawn) > 0.4
