"""The guide for instructors: its assignment is one, and its five submissions get what it lets one expect."""

import re
from pathlib import Path

import pytest

from backproof.cli.main import run
from backproof.grading.check import check
from backproof.grading.judge import judge_answer
from backproof.grading.kinds import KINDS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "homework.md"


def test_the_assignment_of_the_guide_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    found = re.search(r"```toml\n(format.*?)```", text, re.DOTALL)
    assert found
    path = tmp_path / "week3.toml"
    path.write_text(found[1], encoding="utf-8")
    checked = check(str(path))
    assert not checked.faults, [str(f) for f in checked.faults]
    assert run(["homework", "check", str(path)]) == 0
    told = capsys.readouterr()
    assert told.out in text and "3 parts, 7 points" in told.out and not told.err
    assert judge_answer(str(path), "1a", "$1/(1+e^x)$")["points"] == "1"
    assert judge_answer(str(path), "1a", "tanh(x/2)/2 + 1/2")["points"] == "2"
    assert judge_answer(str(path), "2", "W1 = [[1,1]], b1 = [-1], W2 = [[4]], b2 = [-1]")["points"] == "3"


def test_every_kind_is_explained() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert not [kind for kind in KINDS if f"`{kind}`" not in text]
