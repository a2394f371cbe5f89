"""The mark of a fault stands below the word that is meant, in the line that the student typed."""

import pytest

from backproof.grading.assignment import parse_assignment
from backproof.grading.judge import judge_part

ASSIGNMENT = """format = 1
title = "Marks"
names = { x = "real" }
[[question]]
number = "1"
[[question.part]]
label = "a"
points = 1
kind = "expression"
key = "x^2 + 1"
[[question.part]]
label = "b"
points = 1
kind = "derivation"
key = "2*x"
[[question.part]]
label = "c"
points = 1
kind = "matrix"
key = "[[x], [2]]"
"""
PARTS = parse_assignment(ASSIGNMENT, "marks.toml")


def excerpt(part: str, answer: str) -> tuple[str, str, str]:
    """The message, the line, and what stands above the mark."""
    told = judge_part(PARTS.part(part), answer).reason
    message, line, mark = told.split("\n")
    column = mark.index("^")
    return message, line[2:], line[column : column + mark.count("^")]


@pytest.mark.parametrize(
    ("part", "answer", "where", "marked"),
    [
        ("1a", "x^2 + q", "column 7:", "q"),
        ("1a", "dy/dx = x^2 + q", "column 15:", "q"),
        ("1a", r"\frac{dL}{dx} = x^2 + \foo", "column 23:", r"\foo"),
        ("1a", "f = x = x + qq", "column 13:", "q"),
        ("1a", "$y = x^2 + )$", "column 12:", ")"),
        ("1a", "y = (\n x^2 + q)", "line 2, column 8:", "q"),
        ("1b", "f = x^2 + 1\n  = 2*x + q", "line 2, column 11:", "q"),
        ("1b", "f = q + 1\n  = q + 1", "line 1, column 5:", "q"),
        ("1c", "A = [[x], [q+]]", "column 12:", "q"),
    ],
)
def test_the_mark_stands_below_the_word(part: str, answer: str, where: str, marked: str) -> None:
    message, line, above = excerpt(part, answer)
    assert f"could not be read: {where}" in message
    assert line in answer.split("\n")
    assert above == marked


def test_a_long_line_is_cut_around_the_word() -> None:
    answer = "y = " + "x + " * 60 + "q" + " + x" * 60
    _, line, above = excerpt("1a", answer)
    assert line.startswith("... ") and line.endswith(" ...") and len(line) < 90
    assert above == "q"


def test_an_answer_that_was_written_anew_shows_what_was_read() -> None:
    _, line, above = excerpt("1c", "[x, q]")
    assert line == "[[x], [q]]" and above == "q"
