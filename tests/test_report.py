"""The report: what it says, that it stands alone, and that its pages are sound."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from math import e, sinh
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from sympy import Basic, IndexedBase, Symbol

from backproof import api
from backproof.cli import main as cli
from backproof.environment import environment
from backproof.figures.report import Format, assembled, files, pdf
from backproof.figures.report.compact import compacted
from backproof.figures.report.flat import flat
from backproof.figures.report.html import lines
from backproof.figures.report.model import STANDINGS, Picture
from backproof.figures.report.prose import typeset
from backproof.figures.report.strokes import path
from backproof.results import Report, Result, unverified, with_evidence
from backproof.theory import catalogue
from backproof.theory.kernel.claim import Conclusion, Prediction
from backproof.theory.kernel.functions import sigmoid
from backproof.theory.language.layout import Layout

x, i, w = Symbol("x", real=True), Symbol("i", integer=True), IndexedBase("w")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("x_i^2 <= 4^-(L-1)", "x<sub>i</sub><sup>2</sup> ≤ 4<sup>−(L−1)</sup>"),
        ("2^(n-1) = 8", "2<sup>n−1</sup> = 8"),
        ("A^T (A A^T)^-1 b", "A<sup>⊤</sup> (A A<sup>⊤</sup>)<sup>−1</sup> b"),
        ("dR/dbeta_0 = sigma'(a_l)", "dR/dβ<sub>0</sub> = σ′(a<sub>l</sub>)"),
        ("theta_{k+1} - eta grad_k", "θ<sub>k+1</sub> − η grad<sub>k</sub>"),
        ("ReLU's slope f'(x)", "ReLU’s slope f′(x)"),
        ("sum_i exp(x_i)", "∑<sub>i</sub> exp(x<sub>i</sub>)"),
        ("sqrt(d), sqrt(2 pi), sqrt L", "√d, √(2 π), √L"),
        ("F(x) = -x at -1, (1-p)/p", "F(x) = −x at −1, (1−p)/p"),
        ("a 2-2-1 network, 4-bit, the weights' norms", "a 2-2-1 network, 4-bit, the weights’ norms"),
        ("beta, Theorem, meta", "β, Theorem, meta"),
        ("a <b> & `x_i <= 1`", "a &lt;b&gt; &amp; <code>x_i &lt;= 1</code>"),
        ("see `no_line_separates_xor`", "see <code>no_line_separates_xor</code>"),
        ("\0b\1bold", "bbold"),
    ],
)
def test_formulas_in_plain_words(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


ROOT = Path(__file__).parent.parent
FEW = (
    "vanishing.gradient_keeps_its_size_in_a_sigmoid_chain",
    "dropout.loss_decomposition",
    "dropout.unscaled_mask_shrinks_mean",
    "xor.gradient_descent_mostly_learns_xor",
)


def pages_of(*names: str, run: Report | None = None) -> dict[str, str]:
    """The pages of a report, as text, without figures."""
    chosen = api.select(*names)
    found = {r.id: r.record for r in run or ()}
    records = {n: with_evidence(unverified(n, c), found.get(n)) for n, c in chosen.items()}
    report = assembled(chosen, records, (run or blank()).as_json(), {})
    written = files(report, Format.HTML, {})
    return {name: content.decode() for name, content in written.items() if name.endswith(".html")}


def blank() -> Report:
    """A run in which nothing was verified."""
    return Report(results=(), environment=environment(device="cpu", jobs=1))


@pytest.fixture(scope="module")
def run() -> Report:
    return api.verify(*FEW, device="cpu", training=False)


@pytest.fixture(scope="module")
def whole() -> dict[str, str]:
    return pages_of()


class Marks(HTMLParser):
    """Elements with their attributes; complains about what is not closed in its place."""

    VOID = ("meta", "link", "input", "img", "wbr", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_page_is_well_formed_and_links_to_what_is_there(whole: dict[str, str]) -> None:
    marks = {name: Marks(page).found for name, page in whole.items()}
    anchors = {name: [a["id"] for _, a in found if "id" in a] for name, found in marks.items()}
    assets = {str(p.relative_to(ROOT / "figures" / "report")) for p in (ROOT / "figures/report/assets").iterdir()}
    for name, found in marks.items():
        assert len(anchors[name]) == len(set(anchors[name])), name
        for _, attributes in found:
            target = attributes.get("href") or attributes.get("src") or ""
            if target in ("", "data:,", "verify.json", "verify.xml") or target in assets:
                continue
            page, _, anchor = target.partition("#")
            page = page.partition("?")[0] or name
            assert page in whole, target
            assert not anchor or anchor in anchors[page], target


def test_nothing_is_loaded_from_outside(whole: dict[str, str]) -> None:
    for page in whole.values():
        for tag, attributes in Marks(page).found:
            loaded = attributes.get("src"), attributes.get("href") if tag != "a" else None, attributes.get("srcset")
            assert not [a for a in loaded if a and "//" in a], attributes
    style = (ROOT / "figures/report/assets/style.css").read_text()
    assert set(re.findall(r"url\(\"(.*?)\"\)", style)) <= {p.name for p in (ROOT / "figures/report/assets").iterdir()}
    assert "@import" not in style and "//" not in style


def test_every_claim_has_its_anchor_and_every_topic_its_page(whole: dict[str, str]) -> None:
    for claim_id in api.claims():
        topic, _, name = claim_id.partition(".")
        assert f'<article id="{name}"' in whole[f"{topic}.html"], claim_id
        assert f'href="{topic}.html#{name}"' in whole["claims.html"]


def test_the_pages_are_light(whole: dict[str, str]) -> None:
    """Under 4 MB with data, figures and evidence, of which a claim has about 0.4 KB; see the slow test of the whole."""
    claims = len(api.claims())
    assert sum(len(page.encode()) for page in whole.values()) < 5_300 * claims
    assert max(len(page) for page in whole.values()) < 300_000


@pytest.mark.slow
def test_the_whole_folder_stays_under_four_megabytes(tmp_path: Path) -> None:
    written = api.write_report(tmp_path, run=api.verify(device="cpu", training=False, jobs=None), jobs=None)
    weight = {path.relative_to(tmp_path): path.stat().st_size for path in written}
    missing = 1_000 * sum(isinstance(c.statement, Prediction) for c in api.claims().values())  # evidence of training
    assert sum(weight.values()) + missing < 4_000_000, sorted(weight.items(), key=lambda item: -item[1])[:5]
    assert weight[Path("verify.json")] < 1_600 * len(api.claims())
    drawn = [size for path, size in weight.items() if path.suffix == ".svg"]
    assert sum(drawn) < 24_000 * len(drawn) and max(drawn) < 45_000


def test_a_claim_shows_all_that_it_rests_on(run: Report) -> None:
    page = pages_of(*FEW, run=run)["vanishing.html"]
    text = re.sub(r"<[^>]+>", "", page)
    for told in ("Refuted", "the quantifier is wrong", "Counterexample", "True is", "As stated", "10. Diagnosis"):
        assert told in text
    assert "sigma'" not in text and "induction on the layers" in text and "induction, from 2, 3" in text
    assert "what is stated" in text and "refutes" in text and "2 killed" in text
    assert "each layer multiplies the gradient by its slope alone" in text
    assert "<i>k</i>\N{NO-BREAK SPACE}∈\N{NO-BREAK SPACE}{0" in page and "<msub><mi>D</mi><mi>k</mi></msub>" in page


def test_a_verdict_is_a_mark_and_a_word(run: Report) -> None:
    pages = pages_of(*FEW, run=run)
    assert '<span class="badge refuted">Refuted</span>' in pages["vanishing.html"]
    assert '<span class="badge proved">Proved</span>' in pages["dropout.html"]
    assert '<span class="badge qualified">Qualified</span>' in pages["dropout.html"]
    style = (ROOT / "figures/report/assets/style.css").read_text()
    for standing in STANDINGS.values():
        assert re.search(rf'\.{standing.key.lower()} {{[^}}]*--mark: "{re.escape(standing.mark)}"', style), standing
    # training was switched off
    assert "Not verified" in pages["xor.html"] and "expected: qualified" in pages["xor.html"]


def test_a_verdict_on_something_else_is_not_shown(run: Report) -> None:
    record = run[FEW[0]].record
    blank_record = unverified(FEW[0], api.select(FEW[0])[FEW[0]])
    assert with_evidence(blank_record, record)["verdict"] == "REFUTED"
    amended = {**record["amended"], "hypotheses": ["k > 7"]}
    assert with_evidence(blank_record, {**record, "amended": amended})["verdict"] is None
    other = {**record["statement"], "text": "D[k] = 1"}
    assert with_evidence(blank_record, {**record, "statement": other})["verdict"] is None


def test_what_was_not_expected_leads_the_overview(run: Report) -> None:
    wrong = {**run[FEW[1]].record, "verdict": "UNDECIDED", "ok": False, "reason": "out of <budget>"}
    page = pages_of(*FEW, run=replace(run, results=(Result(wrong),)))["index.html"]
    assert page.index("Not as expected") < page.index("How to read a verdict")
    assert "out of &lt;budget&gt;" in page


def test_near_misses_show_what_they_change() -> None:
    """`every_slope` differs from its claim in a hypothesis alone."""
    page = pages_of("activations.leaky_relu_is_a_maximum")["activations.html"]
    (told,) = re.findall(r"a ≤ 1 is ignored.*?</li>\n", page, re.DOTALL)
    assert "<dt>without</dt>" in told and "<i>a</i>\N{NO-BREAK SPACE}≤\N{NO-BREAK SPACE}1" in told


def test_the_surprises_are_ten_refutations() -> None:
    claims = api.claims()
    assert len(catalogue.SURPRISING) == len(set(catalogue.SURPRISING)) == 10
    assert {claims[claim_id].expected for claim_id in catalogue.SURPRISING} == {Conclusion.REFUTED}


def test_each_surprise_is_told_in_two_sentences_with_its_numbers() -> None:
    for claim_id, why in catalogue.SURPRISING.items():
        assert len(re.findall(r"\.(?= [A-Z]|$)", why)) == 2 and why.endswith("."), claim_id
        assert re.search(r"\d", why) and len(why) < 340, claim_id


def test_the_numbers_of_the_surprises_are_right() -> None:
    """Worked out from the definitions; the claims' own checks do not see these words."""
    exact, relu = Fraction, lambda z: max(z, 0)
    parity = [6 - 2 * relu(3 - s) - 4 * relu(s - exact(3, 4)) + 3 * relu(s - exact(5, 3)) for s in range(5)]
    assert parity == [0, 1, 0, 1, 0]
    half = exact(1, 2)
    combined = [1 - 2 * half**n + 2 * (-half) ** n - (-1) ** n for n in range(4)]
    assert combined == [0, 0, 0, exact(3, 2)] and combined[3] / (1 + 2 + 2 + 1) == exact(1, 4)
    once = 3 - sinh(3)
    assert round(once, 2) == -7.02 and once - sinh(once) > 500
    assert round(e / (1 + e), 2) == 0.73
    a, slope = half, 4 * half * (1 - half)  # each layer: a = sigma(4 a - 2) = sigma(0)
    assert 4 * a - 2 == 0 and slope == 1 and a / 4 == exact(1, 8) > exact(1, 2**4)
    assert [(1 + 2) * m for m in (1, 2)] == [3, 6]


def test_a_report_comes_back_from_its_json(run: Report) -> None:
    again = Report.from_json(json.loads(run.text()))
    assert "mathml" not in run.text() and "<math" in run[FEW[0]]._repr_html_() and "<code>" in again._repr_html_()
    assert again.text() == run.text() and again.as_junit() == run.as_junit()
    whole = Report.from_json(json.loads(json.dumps(run.as_json())))
    assert whole.text() == run.text(), "a file of a run in full tells the same"
    for broken in ([], {}, {"schema": "backproof.verify/0"}, {"schema": "backproof.verify/1", "claims": [{}]}):
        with pytest.raises(ValueError, match="backproof verify"):
            Report.from_json(broken)


@pytest.mark.parametrize("form", [lambda run: run.as_json(), lambda run: json.loads(run.text())], ids=["full", "brief"])
def test_a_file_about_another_claim_proves_nothing(form: Callable[[Report], dict], run: Report) -> None:
    """Another statement, true or as stated, other variables, or another step of the derivation, under the same name."""
    (told,) = (c for c in form(run)["claims"] if c["id"] == FEW[0])
    claim = api.select(FEW[0])[FEW[0]]
    assert with_evidence(unverified(FEW[0], claim), told)["verdict"] == "REFUTED"
    *before, last = claim.derivation
    weaker = replace(last, statement=last.statement.but(rhs=2 * last.statement.rhs))
    others = (
        replace(claim, statement=claim.statement.but(rhs=2 * claim.statement.rhs)),
        replace(claim, as_stated=claim.as_stated.but(rhs=2 * claim.as_stated.rhs)),
        replace(claim, statement=claim.statement.but(where=())),
        replace(claim, derivation=(*before, weaker)),
    )
    for other in others:
        assert with_evidence(unverified(FEW[0], other), told)["verdict"] is None


def test_the_command_writes_the_folder(run: Report, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    kept, out = tmp_path / "kept.json", tmp_path / "new" / "pages"
    kept.write_text(run.text())
    command = ["report", "dropout", "--from", str(kept), "--out", str(out), "--no-figures"]
    assert cli.run(command) == 0
    told = capsys.readouterr()
    assert told.out == f"{out / 'index.html'}\n" and "not in the run" in told.err
    assert {p.name for p in out.iterdir()} == {"index.html", "claims.html", "dropout.html", "assets", *DATA}
    assert (out / "verify.json").read_text() == run.text()
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    assert cli.run(command) == 0
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()} == {
        p: t for p, t in before.items() if p.is_file()
    }, "what did not change is left alone"
    (out / "mine.html").write_text("")
    assert cli.run(["report", "xor", *command[2:]]) == 0
    assert not (out / "dropout.html").exists() and (out / "xor.html").exists() and (out / "mine.html").exists()


DATA = ("verify.json", "verify.xml")


@pytest.mark.parametrize(
    ("form", "page"), [("html", "index.html"), ("html", "dropout.html"), ("markdown", "README.md")]
)
def test_a_page_of_somebody_else_is_not_overwritten(
    form: str, page: str, run: Report, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    kept, out = tmp_path / "kept.json", tmp_path / "pages"
    kept.write_text(run.text())
    out.mkdir()
    (out / page).write_text("mine")
    command = ["report", "dropout", "--from", str(kept), "--out", str(out), "--format", form, "--no-figures"]
    assert cli.run(command) == 4
    told = capsys.readouterr()
    assert page in told.err and "is no page of backproof" in told.err and told.out == ""
    assert [p.name for p in out.iterdir()] == [page] and (out / page).read_text() == "mine"
    (out / page).unlink()
    assert cli.run(command) == cli.run(command) == 0, "its own pages are"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nonsense"], 2, "unknown claim or topic"),
        (["--from", "absent.json"], 2, "does not exist"),
        (["--from", "broken.json"], 2, "not the JSON of `backproof verify`"),
        (["--from", "older.json"], 2, "its schema is 'backproof.verify/0'"),
        (["--from", "cut.json"], 2, "no JSON, or cut off in line 2"),
        (["--from", "binary.json"], 2, "no text in UTF-8"),
        (["--from", "lacking.json"], 2, "'environment' is missing"),
        (["--from", "."], 2, "is a directory"),
        (["--out", "broken.json/pages"], 2, "is not a folder"),
        (["--format", "docx"], 2, "docx"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: list[str], code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: object
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken.json").write_text("{}")
    Path("older.json").write_text('{"schema": "backproof.verify/0"}')
    Path("cut.json").write_text('{"schema":\n"back')
    Path("binary.json").write_bytes(b"\xff\xfe")
    Path("lacking.json").write_text('{"schema": "backproof.found/1", "claims": []}')
    assert cli.run(["report", *arguments]) == code
    error = capsys.readouterr().err  # type: ignore[attr-defined]
    assert told in error and error.count("\n") == 1


def test_without_a_browser_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BROWSERS", ())
    monkeypatch.delenv("BACKPROOF_BROWSER", raising=False)
    with pytest.raises(pdf.NoBrowser, match="no Chromium"):
        pdf.printed({"page.html": b""})


def test_markdown_has_the_same_claims(run: Report, tmp_path: Path) -> None:
    written = api.write_report(tmp_path, *FEW, run=run, format="markdown", pictures=False)
    assert written[0] == tmp_path / "README.md"
    page = (tmp_path / "vanishing.md").read_text()
    assert "```math\nD_{k}\\leq 2^{-k}\n```" in page and "**✗ Refuted**, all sizes" in page
    assert page.count("```math") == len(re.findall(r"^ *```$", page, re.MULTILINE))
    assert "# XOR" in (tmp_path / "xor.md").read_text()


def test_markdown_is_read_as_it_is_meant(tmp_path: Path) -> None:
    """By a reader of CommonMark with tables: titles, links and pictures come out whole, and lead to what is there."""
    picture = Picture(name="xor.bent_space", title="t", alt="a [b] *c* | <d>", file="figures/xor.bent_space.svg")
    chosen = api.select()
    records = {n: unverified(n, c) for n, c in chosen.items()}
    report = assembled(chosen, records, blank().as_json(), {"xor.no_line_separates_xor": [picture]})
    pages = {n: p.decode() for n, p in files(report, Format.MARKDOWN, {}).items()}
    reader = MarkdownIt("commonmark").enable("table")
    titles, alts = set(), set()
    for name, page in pages.items():
        assert page.startswith("<!-- backproof report -->\n")
        for token in reader.parse(page):
            for mark in token.children or ():
                assert mark.type != "text" or "](" not in mark.content, mark.content
                assert mark.type != "html_inline" or re.fullmatch(r'<a id="\w+">|</a>', mark.content)
                alts |= {"".join(c.content for c in mark.children or ())} if mark.type == "image" else set()
                target = str(mark.attrs.get("href", ""))
                page_name, _, anchor = target.partition("#")
                assert page_name in ("", *pages, *DATA), f"{name}: {target}"
                assert not anchor or f'<a id="{anchor}"></a>' in pages[page_name]
            if token.type == "inline" and token.level == 1 and token.content.startswith("The activation z^2"):
                titles.add("".join(mark.content for mark in token.children or ()))
    assert alts == {"a [b] *c* | <d>"}
    assert "The activation z^2 is not constant, yet networks with it miss x^3 on [-1, 1] by 1/4 or more" in str(titles)


SQUARE = b"""<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt">
<metadata>when</metadata><!-- note --><g><path id="long-name-1" d="M 1.04 2 L 1.04 4.5
L 3.04 4.5 L 5 6.25 Q 6 7 7 7 C 1 2 3 4 5 6 z" style="fill: none; stroke: #0072B2"/></g>
<g id="used-by-nobody"><use xlink:href="#long-name-1" style="stroke: #cc0000; stroke-width: 2"
transform="translate(1.005 0)"/></g><path style="fill: #ffffff" transform="scale(0.015625)"/></svg>"""


def drawing(inside: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">' + inside + "</svg>"
    ).encode()


def small(inside: str) -> str:
    return re.sub(r"^<svg[^>]*>|</svg>$", "", compacted(drawing(inside)).decode())


def test_an_svg_keeps_its_picture_in_fewer_bytes() -> None:
    assert compacted(SQUARE).decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt">'
        '<path id="a" d="m1 2v2.5h2l2 1.7q1 .8 2 .8c-6-5-4-3-2-1z" style="fill:none;stroke:#0072B2"/>'
        '<use style="stroke-width:2" href="#a" x="1"/></svg>'
    )
    assert path("M 1 2 A 1 1 0 0 1 3 4", 0.1) == "M 1 2 A 1 1 0 0 1 3 4"


def test_corners_stay_and_points_on_a_line_go() -> None:
    assert path("M 0 0 L 1 1.01 L 2 2 L 3 3.01 L 4 1", 0.1, near=0.02) == "m0 0 3 3 1-2"
    assert path("M 0 0 L 1 1.1 L 2 2", 0.1, near=0.02) == "m0 0 1 1.1 1 .9"
    assert path("M 0 0 L 5 0 L 0 0", 0.1, near=0.02) == "m0 0h5-5", "a way back is no straight line"
    assert path("M 5 5 L 5 5", 0.1, near=0.02) == "m5 5v0", "a dot is drawn"
    assert path("M 0 0 L 1 0 z M 4 0 L 5 0", 0.1, near=0.02) == "m0 0h1zm4 0h1", "a move is no corner"


def test_letters_are_drawn_on_a_grid_and_blanks_are_not_drawn() -> None:
    text = (
        '<g transform="translate(1.5 2.5) scale(0.08 -0.08)"><defs><path id="A-1" d="M 640 0 L 640 1299" '
        'transform="scale(0.015625)"/><path id="A-2" transform="scale(0.015625)"/></defs>'
        '<use xlink:href="#A-1"/><use xlink:href="#A-2" x="61.2"/><use xlink:href="#A-1" x="99.6"/></g>'
    )
    assert small(text) == (
        '<g transform="translate(1.5 2.5) scale(0.08 -0.08)"><defs><path id="a" d="m20 0v41" transform="scale(.5)"/>'
        '</defs><use href="#a"/><use x="100" href="#a"/></g>'
    )


def test_ticks_are_joined_across_their_labels() -> None:
    tick = (
        '<g><defs><path id="m{0}" d="M 0 0 \nL 0 3.5 \n" style="stroke: #000000"/></defs>'
        '<use xlink:href="#m{0}" x="{1}" y="9" style="stroke: #000000"/></g>'
        '<g transform="translate({1} 20) scale(0.08 -0.08)"><path d="M 0 0 L 9 9"/></g>'
    )
    drawn = small(tick.format(1, 10) + tick.format(2, 20))
    assert '<path style="fill:none;stroke:#000" d="m10 9v3.5m10-3.5v3.5"/>' in drawn and "<use" not in drawn
    other = tick.replace('y="9" style="stroke: #000000"', 'y="9" style="stroke: #ff0000"')
    assert "<use" in small(other.format(1, 10)), "what is drawn in another colour is left as it is"


def test_neighbours_that_look_alike_say_so_once() -> None:
    line = '<path d="M 0 0 L {} 1" clip-path="url(#c)" style="fill: none; stroke: #ff0000"/>'
    assert small(line.format(1) + line.format(2)) == (
        '<path d="m0 0 1 1m-1-1 2 1" clip-path="url(#c)" style="fill:none;stroke:#f00"/>'
    )
    faint = line.replace("stroke:", "stroke-opacity: 0.5; stroke:")
    assert small(faint.format(1) + faint.format(2)).count("<path") == 2, "what shines through is not joined"
    square = '<path d="M {} 0 L 1 0 L 1 1 z" style="fill: #ff0000"/>'
    assert small(square.format(0) + square.format(1)) == (
        '<g style="fill:#f00"><path d="m0 0h1v1z"/><path d="m1 0v1z"/></g>'
    )
    seen_through = square.replace("fill:", "opacity: 0.5; fill:")
    assert "<g" not in small(seen_through.format(0) + seen_through.format(1)), "a group is seen through as a whole"
    capped = square.replace("fill:", "stroke-linecap: square; fill:")
    assert "<g" not in small(capped.format(0) + capped.format(1)), "the sheet of the picture would win over the group"


@pytest.mark.parametrize(
    ("expr", "written"),
    [
        (x, "<i>x</i>"),
        (-x + 1, "1\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}<i>x</i>"),
        (-2 * x, "−2<i>x</i>"),
        (w[i, 1], "<i>w</i><sub><i>i</i>1</sub>"),
        (x**2, "<i>x</i><sup>2</sup>"),
        (w[i] ** 2, None),  # index and exponent above one another
        (x / 2, None),
        (Symbol("eta"), None),  # the text's italics have no Greek
        (sigmoid(x), "sigmoid(<i>x</i>)"),
    ],
)
def test_short_formulas_stand_in_the_line(expr: Basic, written: str | None) -> None:
    assert flat(Layout().of(expr)) == written


def test_a_step_writes_out_what_it_supposes_the_first_time_only() -> None:
    claim = api.claims()["vanishing.gradient_bounded_by_the_weights_norms"]
    shown = lines(claim)
    assert [line.step for line in shown] == list(claim.derivation)
    assert shown[-1].formula == "" and all(line.formula for line in shown[:-1])
    told = [dict(line.besides).get("given", "") for line in shown]
    supposing = [text for text in told if "induction hypothesis" in text]
    assert len(supposing) > 2 and "<math>" in supposing[0]
    assert all(text == "<li>induction hypothesis</li>" for text in supposing[1:])
