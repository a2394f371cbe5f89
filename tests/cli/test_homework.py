"""The commands around an assignment: what they print, where they write, with which exit code they leave."""

import json
from pathlib import Path

import pytest

from backproof.cli.main import run


def text_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    found = capsys.readouterr()
    return code, found.out, found.err


def test_check_says_that_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = text_of(capsys, "homework", "check", "depth-and-initialization")
    assert code == 0 and "nothing is wrong" in out


def test_check_names_the_line_of_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('format = 1\ntitle = "T"\n[[question]]\nnumber = "1"\n[[question.part]]\npoints = 1\n')
    code, _, err = text_of(capsys, "homework", "check", str(path))
    assert code == 1 and "bad.toml:5: 'kind' is missing" in err
    code, out, _ = text_of(capsys, "homework", "check", str(path), "--json", "-")
    assert code == 1 and json.loads(out)["faults"][0]["line"] == 5
    code, _, err = text_of(capsys, "homework", "check", "exercise-11")
    assert code == 1 and "exercise-10" in err


def test_check_names_the_faults_of_all_parts_on_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    parts = '[[question.part]]\nlabel = "a"\npoints = 1\n[[question.part]]\nlabel = "b"\nkind = "prose"\n'
    path.write_text(f'format = 1\ntitle = "T"\n[[question]]\nnumber = "1"\n{parts}')
    code, out, err = text_of(capsys, "homework", "check", str(path))
    told = ["bad.toml:5: 'kind' is missing", "bad.toml:8: 'points' is missing"]
    assert code == 1 and not out and [line.partition(";")[0] for line in err.splitlines()] == told
    code, out, _ = text_of(capsys, "homework", "check", str(path), "--json", "-")
    assert code == 1 and [fault["line"] for fault in json.loads(out)["faults"]] == [5, 8]


def test_a_template_is_written_and_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "me.md"
    assert text_of(capsys, "homework", "new", "exercise-10", "--out", str(path))[0] == 0
    path.write_text(path.read_text().replace("## 5b\n", "## 5b\n\nw.T*h + $\n", 1))
    code, out, err = text_of(capsys, "homework", "try", str(path), "--assignment", "exercise-10")
    assert code == 1 and "5b" in out and "NOT READ" in out and "1 of 1" in err


def test_try_takes_the_assignment_from_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "me.toml"
    path.write_text('assignment = "exercise-10"\n[answers]\n2b-bound = "0.25"\n')
    code, out, _ = text_of(capsys, "homework", "try", str(path), "--json", "-")
    readings = {r["part"]: r["reading"] for r in json.loads(out)["parts"]}
    assert code == 0 and readings["2b-bound"] == "0.25"
    path.write_text("[answers]\n2b-bound = 1\n")
    assert text_of(capsys, "homework", "try", str(path))[0] == 2


def test_a_student_tries_answers_with_the_file_that_has_no_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text_of(capsys, "homework", "export", "depth-and-initialization", "--to", "student", "--out", str(tmp_path))
    (tmp_path / "depth-and-initialization-student.toml").rename(tmp_path / "own-student.toml")
    path = tmp_path / "me.md"
    path.write_text("<!-- assignment: own -->\n## 1c\n5/2\n", encoding="utf-8")
    code, out, _ = text_of(capsys, "homework", "try", str(path))
    assert code == 0 and "1c" in out and "5/2" in out


def test_an_experiment_needs_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert text_of(capsys, "homework", "experiment", "tricks")[0] == 2
    path = tmp_path / "data.csv"
    path.write_text("x,y\n1,0\n")
    code, _, err = text_of(capsys, "homework", "experiment", "tricks", "--data", str(path), "--target", "y")
    assert code == 2 and "classes" in err
