"""Intake: the same answers out of every format, and nothing out of hostile files but a reason."""

import contextlib
import json
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.grading.formats import Unreadable, parse
from backproof.grading.submissions import (
    LARGEST_TEXT,
    LONGEST_ID,
    MOST_FILES,
    discover,
    encodable,
    file_name,
    match,
    read_bytes,
    read_entry,
    student_id,
    submission,
)

PARTS = ("1a", "1b", "2")
TOML = """
assignment = "exercise-10"
[answers]
1a = "p (1 - p) X_ij^2"
1b = { answer = '\\frac{1}{2}', syntax = "latex" }
2 = 0.30
"""
YAML = """
answers:
  1a: p (1 - p) X_ij^2
  1b: {answer: '\\frac{1}{2}', syntax: latex}
  2: 0.30
"""
JSON = '{"answers": {"1a": "p (1 - p) X_ij^2", "1b": {"answer": "\\\\frac{1}{2}", "syntax": "latex"}, "2": 0.30}}'
MARKDOWN = """<!-- write below each heading -->
## 1a
<!-- the penalty -->

p (1 - p) X_ij^2

## Part 1b: the half

```latex
\\frac{1}{2}
```

## Question 2
`0.30`
"""


def cell(text, *tags, kind="raw"):
    return {"cell_type": kind, "source": text, "metadata": {"tags": list(tags)}, "outputs": [{"x": "y" * 100}]}


NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "cells": [
            cell("What is the penalty?", "prompt", kind="markdown"),
            cell("p (1 - p) X_ij^2", "answer:1a"),
            cell(["\\frac{1}", "{2}"], "answer:1b", "latex", "other", kind="markdown"),
            cell("0.30", "answer:2", kind="code"),
        ],
    }
)


@pytest.mark.parametrize(
    "name, text",
    [("a.toml", TOML), ("a.yaml", YAML), ("a.yml", YAML), ("a.json", JSON), ("a.md", MARKDOWN), ("a.ipynb", NOTEBOOK)],
)
def test_every_format_gives_the_same_answers(name, text):
    found, unknown = match(parse(name, text.replace("\n", "\r\n").encode()), PARTS)
    assert {part: answer.text for part, answer in found.items()} == {
        "1a": "p (1 - p) X_ij^2",
        "1b": "\\frac{1}{2}",
        "2": "0.30",
    }
    assert {part: answer.syntax for part, answer in found.items()} == {"1a": "auto", "1b": "latex", "2": "auto"}
    assert unknown == []


def test_structures_keep_their_digits():
    text = '{"2": {"W": [[1.10, -2], [0.1e5, 3]], "b": null}, "1a": ["a = b", "b = c"]}'
    answers = parse("a.json", text.encode()).answers
    assert answers["2"].text == '{"W": [[1.10, -2], [0.1e5, 3]], "b": null}'
    assert answers["1a"].text == "a = b\nb = c"
    assert parse("a.yaml", b"2: [[1.10, -2], [x, no]]").answers["2"].text == '[[1.10, -2], ["x", "no"]]'


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("a.yaml", "1a: &x [1]\n1b: *x", "references in YAML"),
        ("a.yaml", "1a: !!python/object/apply:os.system ['true']", "tags"),
        ("a.yaml", "1a: !secret x", "tags"),
        ("a.yaml", "1a: x\n1a: y", "twice"),
        ("a.yaml", "1a: [", "line"),
        ("a.yaml", "[" * 5000, "nested too deeply"),
        ("a.yaml", "1a: x\n---\n1a: y", "not YAML"),
        ("a.json", '{"1a": "x", "1a": "y"}', "twice"),
        ("a.json", '{"1a": NaN}', "NaN"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", '{"1a": ' + "[" * 100 + "]" * 100 + "}", "nested too deeply"),
        ("a.json", "[1]", "table of answers"),
        ("a.toml", "1a = x", "line 1"),
        ("a.toml", f"1a = {'9' * 5000}", "not read"),
        ("a.md", "## 1a\nx\n## 1a\ny", "two answers"),
        ("a.ipynb", '{"cells": 3}', "no cells"),
        ("a.ipynb", json.dumps({"cells": [cell("x", "prompt")] * 2001}), "2001 cells"),
        ("a.ipynb", json.dumps({"cells": [cell("x", "answer:1a", "answer:1b")]}), "2 parts"),
        ("a.ipynb", json.dumps({"cells": [7]}), "no cell"),
        ("a.ipynb", json.dumps({"cells": [cell("x", "answer:1a", "latex", "calc")]}), "say `calc` and `latex`"),
        ("a.ipynb", json.dumps({"cells": [cell("```calc\nx\n```", "answer:1a", "latex")]}), "which one counts"),
        (
            "a.ipynb",
            json.dumps({"cells": [cell("x", "answer:1a", "calc"), cell("y", "answer:1a")]}),
            "`calc` and nothing",
        ),
        ("a.txt", "x", "none of"),
        ("a.md", "## 1a\n\0", "null character"),
    ],
)
def test_what_is_not_read_is_said_in_words(name, text, said):
    with pytest.raises(Unreadable, match=said):
        parse(name, text.encode())


@pytest.mark.parametrize(
    ("word", "syntax"), [("latex", "latex"), ("calc", "calc"), ("Calculator", "calc"), ("", "auto")]
)
def test_a_student_may_say_how_an_answer_is_read(word, syntax):
    """By a fence or a tag; a fence in any other language decides nothing."""
    fenced = f"```{word}\n2^10\n```"
    tags = ["answer:1a", word] if word else ["answer:1a"]
    notebooks = [[cell(fenced, "answer:1a")], [cell("2^10", *tags)], [cell("2^10", *tags, kind="code")]]
    notebooks.append([cell("2^10", *tags), cell(" ", "answer:1a")])  # an empty cell says nothing
    files = [("a.md", f"## 1a\n{fenced}\n")] + [("a.ipynb", json.dumps({"cells": cells})) for cells in notebooks]
    for name, text in files:
        answer = parse(name, text.encode()).answers["1a"]
        assert (answer.text, answer.syntax) == ("2^10", syntax), text
    assert parse("a.md", b"## 1a\n```python\nx\n```\n").answers["1a"].syntax == "auto"
    assert parse("a.md", f"## 1a\nso\n{fenced}\n".encode()).answers["1a"].syntax == "auto", "more than the fence"


def test_a_file_that_is_not_text_is_refused():
    with pytest.raises(Unreadable, match="byte 4"):
        parse("a.md", b"abc\xff")


def test_text_in_the_wrong_place_is_stray_and_not_lost():
    parsed = parse("a.md", b"hello\n## 1a\nx\n## Notes\nI think p\n## Empty\n")
    found, unknown = match(parsed, PARTS)
    assert (list(found), unknown, parsed.stray) == (
        ["1a"],
        ["the text under 'Notes'"],
        ["the text before the first heading"],
    )
    assert parse("a.ipynb", json.dumps({"cells": [cell("p"), cell(" ")]}).encode()).stray == ["cell 1"]


def test_a_heading_inside_a_fence_is_code():
    parsed = parse("a.md", b"## 1a\n```python\n# no heading\n## 1b\nx = 1\n```\n")
    assert {n: a.text for n, a in parsed.answers.items()} == {"1a": "# no heading\n## 1b\nx = 1"}
    nested = b"## 1a\n````\n```python\nx\n```\n````\n"
    assert parse("a.md", nested).answers["1a"].text == "```python\nx\n```"
    assert list(parse("a.md", b"<!--\n# Title\n-->\n## 1a\nx <!-- y -->\n").answers) == ["1a"]


@pytest.mark.parametrize("heading", ["1a", "1(a)", "1 (a)", "Question 1a", "Part 1.a: why", "1A", "1a - the limit"])
def test_headings_are_understood(heading):
    found, unknown = match(parse("a.md", f"# {heading}\nx".encode()), PARTS)
    assert (list(found), unknown) == (["1a"], [])


def test_entries_are_found_by_name_and_hostile_ones_refused(tmp_path):
    (tmp_path / "ann.md").write_text("## 1a\nx")
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "a.toml").write_text('1a = "x"')
    (tmp_path / "bob" / "scan.pdf").write_text("x")
    (tmp_path / "eve.md").symlink_to("/etc/passwd")
    (tmp_path / "fay").mkdir()
    (tmp_path / "fay" / "a.md").symlink_to("/etc/passwd")
    (tmp_path / "gus").symlink_to("/etc")
    os.mkfifo(tmp_path / "hal.md")
    (tmp_path / "ida.exe").write_text("x")
    (tmp_path / "joe").mkdir()
    for n in range(MOST_FILES + 1):
        (tmp_path / "joe" / f"{n}.md").write_text("")
    (tmp_path / "kim.md").write_text("## 1a\nx")
    (tmp_path / "kim.toml").write_text('1a = "y"')
    (tmp_path / ".DS_Store").write_text("x")
    found = {e.student: e for e in discover(str(tmp_path))}
    assert list(found) == ["ann", "bob", "eve", "fay", "gus", "hal", "ida.exe", "joe", "kim"]
    assert [s for s, e in found.items() if e.problem is None] == ["ann", "bob"]
    assert found["bob"].others == ("scan.pdf",)
    assert "symbolic" in found["eve"].problem and "symbolic" in found["fay"].problem
    assert "symbolic" in found["gus"].problem and "neither" in found["hal"].problem
    assert "two submissions" in found["kim"].problem


LEFT_BEHIND = (".DS_Store", "._ann.md", ".gitignore", ".nfs0000a", ".Trash-1000", "Thumbs.db")


def test_what_systems_leave_behind_is_passed_over(tmp_path):
    for folder in (tmp_path, tmp_path / "bob"):
        folder.mkdir(exist_ok=True)
        for name in LEFT_BEHIND:
            (folder / name).write_text("x")
        (folder / ".ipynb_checkpoints").mkdir()
        (folder / ".ipynb_checkpoints" / "a-checkpoint.ipynb").write_text("x")
    (bob,) = discover(str(tmp_path))
    assert bob.problem == "the folder is empty"
    (tmp_path / "bob" / "a.md").write_text("## 1a\nx")
    (bob,) = discover(str(tmp_path))
    assert (bob.paths, bob.others, bob.problem) == ((str(tmp_path / "bob" / "a.md"),), (), None)


def test_any_other_hidden_name_is_told_and_not_opened(tmp_path):
    """`.ann.md` may be all that a student has handed in."""
    (tmp_path / ".ann.md").write_text("## 1a\nx")
    (tmp_path / ".md").write_text("## 1a\nx")
    (tmp_path / ".eve").symlink_to("/etc")
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / ".answers.md").write_text("## 1a\nx")
    (tmp_path / "bob" / ".#answers.md").symlink_to("/etc/passwd")
    bob, *others = sorted(discover(str(tmp_path)), key=lambda e: e.student.startswith("."))
    assert [e.student for e in others] == [".ann.md", ".eve", ".md"]
    assert all(not e.paths and "begins with a dot" in e.problem and "\n" not in e.problem for e in others)
    assert (bob.paths, bob.others, bob.problem) == ((), (".#answers.md", ".answers.md"), None)
    read = submission(read_entry(student="bob", paths=bob.paths, others=bob.others, parts=PARTS))
    assert read.stray == ("the file '.#answers.md'", "the file '.answers.md'") and not read.answers


def test_a_link_that_appears_later_is_not_followed(tmp_path):
    (tmp_path / "a.md").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "b.md")
    for name in ("a.md", "b.md"):
        with pytest.raises(Unreadable):
            read_bytes(str(tmp_path / name))


def test_large_files_are_refused_unread(tmp_path):
    with open(tmp_path / "a.md", "wb") as stream:
        stream.truncate(1 << 40)
    started = time.monotonic()
    with pytest.raises(Unreadable, match="larger than"):
        read_bytes(str(tmp_path / "a.md"))
    assert time.monotonic() - started < 1
    (tmp_path / "b.md").write_bytes(b"x" * LARGEST_TEXT)
    assert len(read_bytes(str(tmp_path / "b.md"))) == LARGEST_TEXT


def test_two_files_of_one_student_are_put_together_unless_they_disagree(tmp_path):
    (tmp_path / "a.md").write_text("## 1a\nx")
    (tmp_path / "b.md").write_text("## 1b\ny\n## 1a\nx")
    paths = [str(tmp_path / n) for n in ("a.md", "b.md")]
    read = submission(read_entry(student="ann", paths=paths, others=["scan.pdf"], parts=PARTS))
    assert {p: a.text for p, a in read.answers.items()} == {"1a": "x", "1b": "y"}
    assert read.stray == ("the file 'scan.pdf'",)
    for other in ("## 1a\nz", "## 1a\n```latex\nx\n```"):
        (tmp_path / "b.md").write_text(other)
        assert "which one counts" in submission(read_entry(student="ann", paths=paths, others=[], parts=PARTS)).problem


def test_half_characters_can_be_stored():
    read = parse("a.json", b'{"1a": "\\ud800"}')
    assert encodable(read.answers["1a"].text) == "?"


@given(st.text())
def test_ids_are_printable_and_never_paths(name):
    student = student_id(name)
    assert 0 < len(student) <= LONGEST_ID
    assert not any(ord(c) < 32 for c in student)
    page = file_name(student)
    assert page.replace("-", "").isalnum() and page.isascii() and len(page) < 60


@settings(deadline=None)  # the first YAML file of a process loads its reader
@given(st.sampled_from(["a.toml", "a.yaml", "a.json", "a.md", "a.ipynb"]), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name, content):
    with contextlib.suppress(Unreadable):
        parse(name, content)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("a.json", '{"1a": "2\\beta x"}', "\\beta"),
        ("a.json", '{"1a": "\\theta + 1"}', "\\theta"),
        ("a.json", '{"1a": "\\nu + 1"}', "\\nu"),
        ("a.json", '{"answers": {"1a": {"answer": "\\frac{1}{2}"}}}', "\\frac"),
        ("a.toml", '1a = "\\beta x"', "\\beta"),
        ("a.toml", '1a = "x \\times y"', "\\times"),
        ("a.yaml", '1a: "\\tanh x"', "\\tanh"),
    ],
)
def test_a_backslash_that_the_format_takes_is_never_read_away(name, text, word):
    with pytest.raises(Unreadable, match="which is read away") as told:
        parse(name, text.encode())
    assert word in str(told.value)


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("a.json", '{"1a": "\\\\beta x"}', "\\beta x"),
        ("a.json", '{"1a": "x\\n= y\\tz"}', "x\n= y\tz"),
        ("a.json", '{"1a": "W1 = 1\\nW2 = 2"}', "W1 = 1\nW2 = 2"),
        ("a.toml", "1a = '\\beta x'", "\\beta x"),
        ("a.toml", "1a = '''\n\\nu = 1\nu = 2'''", "\\nu = 1\nu = 2"),
        ("a.yaml", "1a: \\tanh x", "\\tanh x"),
        ("a.yaml", "1a: |\n  \\nu = 1\n  u = 2", "\\nu = 1\nu = 2"),
    ],
)
def test_backslashes_that_are_kept_are_no_fault(name, text, answer):
    assert parse(name, text.encode()).answers["1a"].text.strip() == answer
