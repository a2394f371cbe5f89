"""`backproof report`: what it writes, what it leaves alone, what it says of what is wrong."""

from pathlib import Path

import pytest

from backproof.cli import main as cli
from backproof.figures.report import pdf
from backproof.results import Report

from .pages import DATA


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
