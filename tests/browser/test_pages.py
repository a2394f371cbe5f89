"""The report in a real browser: what is set, what can be reached, what is loaded; run by `make browser`."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backproof import api
from backproof.theory import catalogue

from .browsing import SIZES, Visit, faults

pytestmark = pytest.mark.browser
CHECKED = ("dropout", "vanishing", "xor")
REFUTED = "vanishing.html#gradient_keeps_its_size_in_a_sigmoid_chain"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on every claim; of some topics with evidence and figures."""
    out, few = tmp_path_factory.mktemp("report"), tmp_path_factory.mktemp("few")
    run = api.verify(*CHECKED, device="cpu", training=False, jobs=None)
    api.write_report(out, run=run, pictures=False)
    api.write_report(few, *CHECKED, run=run, jobs=None)
    for topic in CHECKED:
        shutil.copy(few / f"{topic}.html", out)
    shutil.copytree(few / "figures", out / "figures")
    return out


@pytest.fixture
def visit(chromium: object, folder: Path) -> Iterator[Visit]:
    made = Visit(chromium, folder)
    yield made
    made.context.close()


def pages() -> list[str]:
    return ["index.html", "claims.html", *(f"{topic}.html" for topic in catalogue.TOPICS)]


def test_nothing_goes_wrong_and_nothing_is_asked_of_the_network(visit: Visit) -> None:
    for name in pages():
        visit.to(name).unfolded()
        # pictures come when they are scrolled to
        visit.page.evaluate("document.querySelectorAll('img').forEach(i => i.loading = 'eager')")
        visit.page.wait_for_function("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
    assert visit.told == []
    assert visit.asked_outside == []
    assert any(u.endswith(".svg") for u in visit.requested)


def test_formulas_are_set_and_not_spelled_out(visit: Visit) -> None:
    visit.to("vanishing.html").unfolded()
    assert visit.page.evaluate("document.fonts.ready.then(() => document.fonts.check('1em \"Backproof Math\"'))")
    places = visit.page.evaluate(
        """() => {
          const box = e => { const r = e.getBoundingClientRect(); return [r.top, r.bottom, r.left, r.right] };
          const sums = [...document.querySelectorAll('.formula munderover')].map(s => [...s.children].map(box));
          const over = [...document.querySelectorAll('.formula mfrac')].map(s => [...s.children].map(box));
          const raised = [...document.querySelectorAll('.formula msup')].map(s => [...s.children].map(box));
          return {sums, over, raised};
        }"""
    )
    assert places["sums"] and places["over"] and places["raised"]
    for sign, under, over in places["sums"]:
        beside = under[2] >= sign[3] - 1  # in a fraction
        assert beside or (under[0] >= sign[1] - 3 and over[1] <= sign[0] + 3)
    for above, below in places["over"]:
        assert above[1] <= below[0] + 1
    for base, exponent in places["raised"]:
        assert exponent[2] >= base[3] - 3 and exponent[0] < base[1]


@pytest.mark.parametrize("size", SIZES)
def test_no_page_is_wider_than_the_window(chromium: object, folder: Path, size: str) -> None:
    width, height = SIZES[size]
    visit = Visit(chromium, folder, viewport={"width": width, "height": height})
    for name in pages():
        visit.to(name).unfolded()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, name
    visit.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "claims.html?q=dropout", "dropout.html", "vanishing.html", "xor.html"])
def test_an_accessibility_checker_finds_nothing(chromium: object, folder: Path, name: str, scheme: str) -> None:
    visit = Visit(chromium, folder, color_scheme=scheme)
    visit.to(name)
    if name == "dropout.html":
        visit.unfolded()
    assert faults(visit) == []
    visit.context.close()


def test_search_finds_claims(visit: Visit) -> None:
    page = visit.to("index.html").page
    page.get_by_role("searchbox", name="Search claims").fill("sigmoid chain UNDIMINISHED")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims.html?q=*")
    assert page.locator("#claims tr:visible").count() == 1
    assert page.get_by_role("status").inner_text().startswith("1 of ")
    page.get_by_role("searchbox", name="Words").fill("no such thing")
    assert page.locator("#claims tr:visible").count() == 0
    page.get_by_role("searchbox", name="Words").fill("sigmoid chain undiminished")
    page.locator("#claims tr:visible a").click()
    page.wait_for_url(f"**/{REFUTED}")
    assert page.locator("article:target h2").inner_text().startswith("A sigmoid chain")
    page.wait_for_function("Math.abs(document.querySelector('article:target').getBoundingClientRect().top) < 60")


def test_a_tile_lists_the_claims_with_its_verdict(visit: Visit) -> None:
    page = visit.to("index.html").page
    page.locator(".tiles a", has_text="Refuted").click()
    page.wait_for_url("**/claims.html?verdict=REFUTED")
    badges = page.locator("#claims tr:visible .badge").all_inner_texts()
    assert badges and all("Refuted" in b for b in badges)


def test_everything_is_there_without_scripts(chromium: object, folder: Path) -> None:
    visit = Visit(chromium, folder, java_script_enabled=False)
    page = visit.to("claims.html?q=dropout").page
    assert page.locator("#claims tr:visible").count() == len(api.claims())
    assert not page.locator("#filter").is_visible()
    page = visit.to("vanishing.html").page
    claim = page.locator("article").nth(2)
    assert not claim.get_by_text("induction on the layers").is_visible()
    claim.locator("summary", has_text="Derivation").click()
    assert claim.get_by_text("induction on the layers").is_visible()
    visit.context.close()


def test_the_keyboard_reaches_the_content(visit: Visit) -> None:
    page = visit.to("vanishing.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.locator("summary", has_text="Evidence").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("term").filter(has_text="symbolic").first.is_visible()


def test_paper_has_a_claim_a_page_with_everything_unfolded(visit: Visit) -> None:
    page = visit.to("vanishing.html").page
    page.emulate_media(media="print")
    claims = page.locator("article").count()
    hidden = page.locator(".top, .topics")
    assert not any(hidden.nth(n).is_visible() for n in range(hidden.count()))
    printed = page.pdf(prefer_css_page_size=True)
    assert claims < len(re.findall(rb"/Type */Page\b", printed)) < 4 * claims
    # what is folded on the screen is set on paper
    heights = page.evaluate("[...document.querySelectorAll('.steps')].map(s => s.getBoundingClientRect().height)")
    assert heights and min(heights) > 0


def test_the_command_prints_a_pdf(chromium: object, tmp_path: Path) -> None:
    run = api.verify("dropout.loss_decomposition", device="cpu")
    (made,) = api.write_report(tmp_path, "dropout.loss_decomposition", run=run, format="pdf")
    assert made.name == "report.pdf" and made.read_bytes().startswith(b"%PDF-")
    assert len(re.findall(rb"/Type */Page\b", made.read_bytes())) >= 2
