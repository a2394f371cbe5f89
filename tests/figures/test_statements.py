"""The page on statements that somebody typed: what it says of each, and that no text in it is taken for marks."""

import json
import re
from pathlib import Path

import pytest

from backproof import api
from backproof.cli import main as cli
from backproof.figures.report.html import enclosed
from backproof.figures.report.statements import DATA, PAGE, Typed, marked, pages
from backproof.theory.language.errors import ReadError

from .report.pages import Marks

NOTES = """
[let]
w = "vector(d)"
h = "vector(d)"
[[statement]]
name = "Slope"
text = "diff(sigmoid(x),x) <= 1/4"
[[statement]]
text = "sum(w[i]*h[i],i,1,d)^2 <= sum(w[i]^2,i,1,d)*sum(h[i]^2,i,1,d)"
[[statement]]
name = "<script>alert(1)</script> ]]> & \\"both\\" 'quotes'"
text = "diff(gelu(x),x) <= 1"
given = ["x >= 0"]
[[statement]]
text = "tanh(x + <= <script>1</script>"
[[statement]]
text = "x^2 >= 0"
given = ["x > ]]>"]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("notes")
    (out / "notes.toml").write_text(NOTES)
    assert cli.run(["prove", "--file", str(out / "notes.toml"), "--report", str(out / "page")]) == 2
    return out / "page"


def articles(folder: Path) -> list[str]:
    page = (folder / PAGE).read_text()
    Marks(page)  # well formed
    return re.findall(r"<article.*?</article>", page, re.DOTALL)


def words(marks: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", marks).split())


def test_every_statement_has_its_verdict_and_its_reading(folder: Path) -> None:
    proved, schwarz, refuted, unread, unread_given = articles(folder)
    assert "Proved all sizes" in words(proved) and "Equality at x = 0" in words(proved)
    assert "<mi>sigmoid</mi>" in proved and '<mo form="infix">≤</mo>' in proved
    assert "vector(d)" not in proved, "what it does not speak of is not declared there"
    assert "w: vector(d)" in schwarz and "h: vector(d)" in schwarz and "For every d." in schwarz
    assert "inequality of Cauchy and Schwarz" in schwarz
    assert (
        "Refuted" in refuted and "7/5" in refuted and "x >= 0" not in refuted and '<mo form="infix">≥</mo>' in refuted
    )
    assert re.search(r"left side</dt><dd>\[1\.12886\d* ± 1\.\d*·10⁻¹⁵\]</dd>", refuted)
    assert "right side</dt><dd>1</dd>" in refuted
    for each in (unread, unread_given):
        assert "Not read" in each and "What could not be read" in each


def test_what_could_not_be_read_is_marked_in_its_column(folder: Path) -> None:
    *_, unread, unread_given = articles(folder)
    assert "tanh(x + <mark>&lt;=</mark> &lt;script&gt;1" in unread
    assert "column 10: &#39;&lt;=&#39; does not fit here; expected a number" in unread
    assert "x &gt; <mark>]</mark>]&gt;" in unread_given and "<msup>" in unread_given, "the statement itself was read"


def test_no_typed_text_becomes_marks(folder: Path) -> None:
    page = (folder / PAGE).read_text()
    tags = {tag for tag, _ in Marks(page).found}
    assert "script" not in tags
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp; &#34;both&#34; &#39;quotes&#39;") == 2


def test_the_data_say_the_same(folder: Path) -> None:
    found = json.loads((folder / DATA).read_text())
    assert found["schema"] == "backproof.prove/1"
    verdicts = [s["verdict"] for s in found["statements"]]
    assert verdicts == ["PROVED", "PROVED", "REFUTED", "UNREADABLE", "UNREADABLE"]
    assert found["statements"][3]["column"] == 10 and found["statements"][3]["word"] == "<="
    page = (folder / PAGE).read_text()
    assert f'href="{DATA}"' in page
    loaded = [a.get("href") or a.get("src") or "" for t, a in Marks(page).found if t in ("link", "script", "img")]
    assert loaded == ["data:,", "assets/style.css"] and (folder / "assets" / "style.css").exists()


@pytest.mark.parametrize("text", ["x^2 + 1 >= 2*x", "(x + 1)^2 == x^2 + 2*x + 1", "abs(sin(x)) == sqrt(1 - cos(x)^2)"])
def test_evidence_at_points_is_one_clause(text: str) -> None:
    page = pages([typed(text)], {}, "")[PAGE].decode()
    (evidence,) = re.findall(r'<dl class="evidence">(.*?)</dl>', page, re.DOTALL)
    said = [words(clause) for clause in re.findall(r"<dd>(.*?)</dd>", evidence)]
    at_points = [clause for clause in said if re.search(r"\d+ points", clause)]
    assert len(at_points) == 1 and len(re.findall(r"points", at_points[0])) == 1, said


def typed(text: str, **more: object) -> Typed:
    try:
        found = api.prove(text)
    except ReadError as error:
        found = error
    return Typed(text=text, found=found, let={}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["x" * 5000 + " <= <b>", "\x00\x1b[31m<i>", "\u202etxet <u>", "x <\n/article>", "]]><!--", "{{ 7 * 7 }}", "\ud800"],
    ids=["long", "control", "backwards", "lines", "comment", "template", "surrogate"],
)
def test_hostile_texts_stay_texts(text: str) -> None:
    page = pages([typed(text, name=text), typed("x <= x")], {}, text)[PAGE].decode()
    found = Marks(page).found
    assert {t for t, _ in found} & {"b", "i", "u"} == set() and [t for t, _ in found].count("article") == 2
    assert "49" not in page and "\x00" not in page and "\x1b" not in page and "<!--" not in page.replace("&lt;", "")
    assert len(page) < 12_000 + 2 * len(text)


@pytest.mark.parametrize(
    ("text", "column", "word", "shown"),
    [
        ("a + b", 3, "+", "a <mark>+</mark> b"),
        ("a +", 4, "", "a +<mark>\N{NO-BREAK SPACE}</mark>"),
        ("a", 99, "b", "a<mark>\N{NO-BREAK SPACE}</mark>"),
        ("a", 0, "a", "a"),
        ("x" * 200 + "!" + "y" * 200, 201, "!", f"…{'x' * 60}<mark>!</mark>{'y' * 60}…"),
        ("z" * 500, 1, "z" * 500, f"<mark>{'z' * 60}</mark>…"),
    ],
)
def test_the_mark_stands_under_the_word(text: str, column: int, word: str, shown: str) -> None:
    assert marked(text, column, word) == shown


def test_powers_of_ten_are_printed_as_such() -> None:
    assert enclosed("[1.5 +/- 2.3e-15]") == "[1.5 ± 2.3·10⁻¹⁵]"
    assert enclosed("[[-9, 1e+20], [e, 3]]") == "[[-9, 1·10²⁰], [e, 3]]"
    assert enclosed("no value") == "no value"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["x < 1", "--report", "file.txt/page"], "is not a folder"),
        (["--file", "absent.toml", "--report", "page"], "does not exist"),
        (["--file", "empty.toml", "--report", "page"], "no [[statement]]"),
        (["--report", "page"], "Missing a statement"),
    ],
)
def test_wrong_paths_are_said_in_one_line(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file.txt").write_text("")
    Path("empty.toml").write_text("")
    assert cli.run(["prove", *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1
    assert not Path("page").exists()


def test_a_page_of_somebody_else_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(PAGE).write_text("mine")
    assert cli.run(["prove", "x <= x", "--report", "."]) == 4
    told = capsys.readouterr()
    assert "PROVED" in told.out and "is no page of backproof" in told.err and told.err.count("\n") == 1
    assert Path(PAGE).read_text() == "mine" and not Path("assets").exists()
    assert cli.run(["prove", "x <= x", "--report", "new"]) == cli.run(["prove", "x <= x", "--report", "new"]) == 0
    assert capsys.readouterr().err == f"{Path('new') / PAGE}\n" * 2
