"""A class from files in every format through the whole run, programs in the sandbox: each answer gets what is right."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from .simulated_class import write_class

WAITING = {"person", "unreadable", "undecided", "domain differs", "refused"}


@pytest.mark.slow
def test_a_class_in_files_is_graded_right(tmp_path: Path) -> None:
    sandbox = pytest.importorskip("backproof.grading.sandbox")
    if (why := sandbox.available(sandbox.BUBBLEWRAP)) is not None:
        pytest.skip(why)
    from backproof.cli.grade import command

    (tmp_path / "submissions").mkdir()
    made = write_class(tmp_path / "submissions", 30)
    arguments = ["exercise-10", str(tmp_path / "submissions"), "--out", str(tmp_path / "grades"), "--jobs", "2"]
    found = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    with (tmp_path / "grades" / "answers.csv").open(newline="", encoding="utf-8") as stream:
        rows = {(r["student"], r["part"]): r for r in csv.DictReader(stream)}
    wrong = []
    for student, answers in made.items():
        for answer in answers:
            row = rows[student, answer.part]
            points = Fraction(row["points"] or 0)
            certain = answer.points if answer.points is not None else Fraction(0)
            right = points <= certain if row["outcome"] in WAITING else points == certain
            if not right or (answer.supported and row["outcome"] in WAITING):
                wrong.append((student, answer, row))
    assert not wrong, wrong[:3]
