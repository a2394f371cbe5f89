"""Assignment files: what they say, and that every fault names its line and the way out."""

import re

import pytest

from backproof.grading.assignment import load_assignment, parse_assignment, shipped
from backproof.grading.tables import AssignmentError

GOOD = """format = 1
title = "Try"
points = 3

[names]
x = "real"

[[question]]
number = "1"

[[question.part]]
label = "a"
points = 2
kind = "expression"
prompt = '''
A text with key = "no key" and [[question]] in it
over several lines.
'''
key = "max(x, 0)"

[[question.part.mistake]]
name = "identity"
text = "x"
feedback = "the negative half is kept"
points = 0.5

[[question.part]]
label = "b"
points = 1
kind = "prose"
"""


def test_a_file_says_its_questions_parts_and_mistakes() -> None:
    found = parse_assignment(GOOD, "try.toml")
    assert [p.id for p in found.parts] == ["1a", "1b"]
    assert found.points == 3
    assert [str(m.points) for m in found.part("1a").mistakes] == ["1/2"]


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('key = "max(x, 0)"', 'key = "max(x, 0"', 19, "the key of part 1a cannot be read"),
        ('key = "max(x, 0)"', 'key = "max(y, 0)"', 19, "'y' is not a name"),
        ('key = "max(x, 0)"', "", 11, "part 1a has no key"),
        ('text = "x"', 'text = "x +"', 21, "the mistake identity"),
        ("points = 0.5", "points = 5", 25, "a mistake worth 5"),
        ("points = 3", "points = 4", 3, "the points are 4"),
        ('kind = "prose"', 'kind = "pose"', 30, "did you mean 'prose'"),
        ('kind = "prose"', 'kind = "prose"\nkey_ = "x"', 31, "did you mean"),
        ('label = "b"', 'label = "a"', 27, "two parts are called"),
        ('x = "real"', 'x = "reel"', 6, "the type 'reel'"),
        ("format = 1", "format = 2", 1, "format = 1"),
        ('title = "Try"', 'title = "Try', 2, "not TOML"),
        ('number = "1"', "number = 1", 9, "a text in quotes"),
    ],
)
def test_a_fault_names_its_line_and_the_way_out(old: str, new: str, line: int, told: str) -> None:
    assert old in GOOD
    with pytest.raises(AssignmentError) as caught:
        for part in parse_assignment(GOOD.replace(old, new, 1), "try.toml").parts:
            assert part.vocabulary
    assert told in str(caught.value)
    if line:
        assert re.match(rf"try\.toml:{line}: ", str(caught.value)), str(caught.value)


def test_shipped_assignments_load() -> None:
    for name in shipped():
        assert load_assignment(name).parts
