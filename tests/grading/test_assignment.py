"""Assignment files: what they say, and that every fault names its line and the way out."""

import pickle
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


MANY = """format = 1
title = "Many"
sorce = "me"
[names]
x = "real"
[[question]]
number = "1"
[[question.part]]
label = "a"
points = 1
kind = "expression"
key = "max(x, 0"
[[question.part]]
label = "b"
points = 1
kind = "expression"
key = "x"
[[question.part]]
label = "c"
points = 1
kind = "pose"
[[question]]
number = 2
[[question]]
number = "3"
titel = "T"
[[question.part]]
points = 0
kind = "prose"
"""


def faulty_lines(text: str) -> list[int]:
    with pytest.raises(AssignmentError) as caught:
        parse_assignment(text, "try.toml")
    assert pickle.loads(pickle.dumps(caught.value)).all != () and str(caught.value) == str(caught.value.all[0])
    return [fault.line for fault in caught.value.all]


def test_every_part_with_a_fault_is_named_at_once() -> None:
    assert faulty_lines(MANY) == [3, 12, 21, 23, 26, 28]
    assert faulty_lines(MANY.replace('title = "Many"', "title = 1")) == [2, 3, 12, 21, 23, 26, 28]


def test_a_fault_is_told_once_and_what_follows_from_it_not_at_all() -> None:
    """The sum of the points where a part is missing, every part where a name of all cannot be read."""
    assert faulty_lines(MANY.replace('title = "Many"', 'title = "Many"\npoints = 9')) == [4, 13, 22, 24, 27, 29]
    assert faulty_lines(MANY.replace('x = "real"', 'x = "reel"\ny = "rael"')) == [3, 5, 6]
    defined = MANY.replace('x = "real"', 'x = "real"\n[define]\n"x!" = "x"').replace('"max(x, 0"', '"max(x, 0)"')
    assert faulty_lines(defined) == [3, 7, 23, 25, 28, 30], "in 1a and 1b"


def test_shipped_assignments_load() -> None:
    for name in shipped():
        assert load_assignment(name).parts
