"""The simulated class through the whole program: files in every format, workers, sandbox, gradebook, pages."""

import json
import time
from fractions import Fraction
from pathlib import Path

import pytest

from backproof.cli import main as cli
from backproof.grading.sandbox import bubblewrap

from .simulated_class import write_class
from .test_simulated_class import graded_wrongly


def graded(tmp_path: Path, number: int, jobs: int) -> tuple[list[str], int, int]:
    """Wrong grades of a class, its supported answers, and how many of these wait."""
    (tmp_path / "subs").mkdir()
    made = write_class(tmp_path / "subs", number)
    arguments = [str(tmp_path / "subs"), "--out", str(tmp_path / "out"), "--jobs", str(jobs)]
    started = time.monotonic()
    assert cli.run(["grade", "exercise-10", *arguments, "--json", str(tmp_path / "g.json")]) == 0
    print(f"{number} submissions in {time.monotonic() - started:.1f} s with {jobs} workers")
    students = {s["student"]: s for s in json.loads((tmp_path / "g.json").read_text())["students"]}
    wrong, supported, waiting = [], 0, 0
    for name, answers in made.items():
        for answer in answers:
            part = students[name]["parts"][answer.part]
            if fault := graded_wrongly(answer, part["judgement"]):
                wrong.append(f"{name}, {answer.part} ({answer.why}): {fault}: {answer.text[:200]!r}")
            supported += answer.supported
            waiting += answer.supported and part["waits"]
        assert Fraction(students[name]["points"]) == sum(
            Fraction(p["points"]) for p in students[name]["parts"].values()
        )
    return wrong, supported, waiting


@pytest.fixture(autouse=True)
def sandbox():
    if (why := bubblewrap.available()) is not None:
        pytest.skip(why)


def test_five_students_in_five_formats_get_what_they_deserve(tmp_path, capsys):
    wrong, supported, waiting = graded(tmp_path, 5, 2)
    assert not wrong, "\n".join(wrong)
    assert waiting <= 0.02 * supported
    capsys.readouterr()


@pytest.mark.slow
def test_a_class_of_three_hundred_gets_what_it_deserves(tmp_path):
    wrong, supported, waiting = graded(tmp_path, 300, 4)
    assert not wrong, "\n".join(wrong[:20])
    assert waiting <= 0.02 * supported
