"""Submissions that mean harm: the run ends, each has its line, nothing is run, read or shown that must not be."""

import csv
import json
import os
from pathlib import Path

import pytest

from backproof.cli.main import run

SMALL = Path(__file__).with_name("small.toml")
MARKUP = "<img src=x onerror=alert(1)><script>alert(1)</script>"
REFUSED = {
    "bomb.yaml": "a: &a [x, x]\nb: &b [*a, *a]\n1a: *b\n",
    "tag.yaml": '1a: !!python/object/apply:os.system ["touch owned"]\n',
    "list.yaml": "? [a, b]\n: x\n",
    "large.md": "## 1a\n" + "x" * (2 << 20),
    "null.md": "## 1a\np\0q\n",
    "wide.md": "## 1a\np\n".encode("utf-16"),
    "latin.md": "## 1a\n\xe9\n".encode("latin-1"),
    "deep.json": "[" * 100_000,
    "nested.json": '{"1a": ' + '{"a":' * 200 + "1" + "}" * 201,
    "nan.json": '{"1a": NaN}',
    "twice.md": "## 1a\np\n## 1a\nq\n",
    "syntax.json": json.dumps({"answers": {"1a": {"answer": "p", "syntax": MARKUP}}}),
    "other.toml": f"assignment = '{MARKUP}'\n[answers]\n1a = 'p'\n",
    "cells.ipynb": json.dumps({"cells": [{"cell_type": "raw", "metadata": {}, "source": ""}] * 2001}),
    "program.exe": b"MZ",
}
TAKEN = {
    "code.md": '## 1a\n__import__("os").system("touch owned")\n## 2\n\\input{/etc/passwd} \\write18{touch owned}\n',
    "cell.md": "## 1a\n=1+1\n## 2\n+cmd|' /C calc'!A0\n",
    "markup.md": f"# {MARKUP}\n{MARKUP}\n## 1a\n{MARKUP}\n## 2\n$\\text{{{MARKUP}}}$\n",
    "numbers.json": '{"1a": "9^9^9^9^9", "2": 1e999999999}',
    "brackets.md": "## 1a\n" + "(" * 4000 + "p" + ")" * 4000 + "\n## 2\n" + "sum(" * 50 + "\n",
    "signs.md": "## 1a\n\u202ep\u202c\u200b\n## 2\n\u0663\n",
    '=HYPERLINK("http:x","y").md': "## 1a\np\n",
    "turned\u202egnp.md": "## 1a\np\n",
    "line\nbreak; rm -rf.md": "## 1a\np\n",
    "\N{DIVISION SLASH}script><script>.md": "## 1a\np\n",
    "out.ipynb": json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "metadata": {"tags": ["answer:1a"]},
                    "source": "p(1-p)",
                    "outputs": [{"output_type": "display_data", "data": {"text/html": MARKUP}}],
                }
            ]
        }
    ),
}


@pytest.fixture
def graded(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in {**REFUSED, **TAKEN}.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "link.md").symlink_to("/etc/passwd")
    (folder / "way").symlink_to("/etc")
    os.mkfifo(folder / "pipe.md")
    (folder / "inside").mkdir()
    (folder / "inside" / "a.toml").symlink_to(SMALL)
    assert run(["grade", str(SMALL), str(folder), "--out", "out", "--jobs", "1"]) == 0
    return tmp_path / "out", capsys.readouterr().out


def test_every_submission_is_taken_or_refused_in_one_line(graded: tuple[Path, str]) -> None:
    _, told = graded
    lines = [line for line in told.splitlines() if line.startswith("could not be read: ")]
    expected = {Path(n).stem if not n.endswith(".exe") else n for n in REFUSED} | {"link", "way", "pipe", "inside"}
    assert {line.split(": ")[1] for line in lines} == expected
    assert len(lines) == len(expected) and all(len(line) < 300 for line in lines)
    assert f"{len(REFUSED) + len(TAKEN) + 4} submissions" in told


def test_nothing_ran_and_nothing_of_the_system_is_shown(graded: tuple[Path, str]) -> None:
    out, _ = graded
    assert not list(out.parent.rglob("owned"))
    shown = [p.read_text(encoding="utf-8") for p in out.rglob("*") if p.suffix in (".html", ".csv", ".svg")]
    assert not any("root:" in text or str(SMALL) in text for text in shown)
    pages = [text for text in shown if text.startswith("<!DOCTYPE")]
    assert len(pages) == len(REFUSED) + len(TAKEN) + 5
    assert not any("<script" in page or "<img src=x" in page for page in pages)


def test_no_cell_is_a_formula_and_no_answer_is_right_by_force(graded: tuple[Path, str]) -> None:
    out, _ = graded
    for name in ("grades.csv", "answers.csv"):
        with (out / name).open(encoding="utf-8", newline="") as stream:
            assert not [c for row in csv.reader(stream) for c in row if c.lstrip()[:1] in tuple("=+-@|%")]
    with (out / "answers.csv").open(encoding="utf-8", newline="") as stream:
        right = {(r["student"], r["part"]) for r in csv.DictReader(stream) if r["outcome"] == "correct"}
    assert right == {("out", "1a")}
