"""Templates as students get them: the questions can be read, and nothing that is typed is ever lost."""

import json
from pathlib import Path

import pytest

from backproof.grading import template_marks
from backproof.grading.assignment import Assignment, load_assignment, parse_assignment, shipped
from backproof.grading.formats import parse
from backproof.grading.hints import hint
from backproof.grading.kinds import KINDS
from backproof.grading.submissions import match
from backproof.grading.template import FORMS, template
from backproof.grading.trying import read_back, read_back_file

TEXT = """format = 1
title = "Two parts"
prompt = "Read <b>me</b> -- and --> go on."
[names]
x = "real"
[[question]]
number = "1"
title = "Slopes"
prompt = '''
Of the function $e^x$:

# not a heading
'''
[[question.part]]
label = "a"
points = 2
kind = "expression"
prompt = 'Give $x$-derivatives, "quoted".'
key = "exp(x)"
[[question.part]]
label = "b"
points = 1
kind = "prose"
prompt = "Why?"
"""


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    path = tmp_path / "two.toml"
    path.write_text(TEXT, encoding="utf-8")
    return load_assignment(str(path))


def filled(text: str, form: str) -> str:
    """What a student makes of a template: an answer where the template wants it."""
    if form == "json":
        whole = json.loads(text)
        whole["answers"]["1a"] = "exp(x)"
        return json.dumps(whole)
    if form == "ipynb":
        whole = json.loads(text)
        next(c for c in whole["cells"] if "answer:1a" in c["metadata"]["tags"])["source"] = ["exp(x)"]
        return json.dumps(whole)
    place = {"toml": "1a = '''\n", "yaml": '"1a": |\n    ', "md": "write below this line -->\n\n"}[form]
    head, found, rest = text.partition(place) if form != "md" else _after(text, "## 1a", place)
    assert found
    return head + found + "exp(x)\n" + rest


@pytest.mark.parametrize("form", FORMS)
def test_a_template_says_how_to_say_what_an_answer_is_read_as(form: str, assignment: Assignment) -> None:
    """And what it says works: 2^10 can be read as calculator text, and not as LaTeX, where braces are missing."""
    text, said = template(assignment, form), {"md": "```latex", "ipynb": "the tag `latex`"}.get(form, "syntax")
    assert said in text and "calc" in text
    path = assignment.path.with_name(f"me.{form}")
    for syntax in ("latex", "calc"):
        if form == "json":
            whole = json.loads(text)
            whole["answers"]["1a"] = {"answer": "2^10", "syntax": syntax}
            written = json.dumps(whole)
        elif form == "ipynb":
            whole = json.loads(text)
            cell = next(c for c in whole["cells"] if "answer:1a" in c["metadata"]["tags"])
            cell["source"], cell["metadata"]["tags"] = "2^10", ["answer:1a", syntax]
            written = json.dumps(whole)
        else:
            blank = {"toml": "1a = '''\n'''", "yaml": '"1a": |\n    ', "md": "write below this line -->\n\n"}[form]
            full = {
                "toml": f"1a = {{ answer = '2^10', syntax = \"{syntax}\" }}",
                "yaml": f"\"1a\": {{answer: '2^10', syntax: {syntax}}}",
                "md": f"{blank}```{syntax}\n2^10\n```\n",
            }[form]
            head, _, rest = text.partition(blank) if form != "md" else _after(text, "## 1a", blank)
            written = head + full + rest
        path.write_text(written, encoding="utf-8")
        (found, _), stray = read_back_file(assignment, str(path))
        assert not stray and (found.reading == "2^10") == (syntax == "calc"), written
        assert ("without braces" in found.problem) == (syntax == "latex")


def _after(text: str, heading: str, place: str) -> tuple[str, str, str]:
    start = text.index(place, text.index(heading))
    return text[:start], place, text[start + len(place) :]


@pytest.mark.parametrize("form", FORMS)
def test_questions_are_seen_and_an_answer_is_read(form: str, assignment: Assignment) -> None:
    text = template(assignment, form)
    for said in ("Slopes", "Of the function", "Why?", "for example `(a + b)^2", "x (real)", "homework try"):
        assert said in text, said
    path = assignment.path.with_name(f"me.{form}")
    path.write_text(filled(text, form), encoding="utf-8")
    found, stray = read_back_file(assignment, str(path))
    assert [(r.part, r.reading, r.problem) for r in found] == [("1a", "exp(x)", ""), ("1b", "", "")]
    assert not stray
    assert parse(path.name, path.read_bytes()).assignment in ("two", None)


def test_what_is_written_into_the_question_is_no_blank_answer(assignment: Assignment) -> None:
    text = template(assignment, "md")
    into = text.replace("> Why?\n", "> Why?\n> Because it is.\n")
    assert into != text
    answers, _ = match(parse("me.md", into.encode()), ["1a", "1b"])
    assert "Because it is." in answers["1b"].text and not answers["1a"].text.strip()
    whole = json.loads(template(assignment, "json"))
    whole["template"]["questions"]["1b"] = "Because it is."
    assert parse("me.json", json.dumps(whole).encode()).stray == ["template"]


def test_marks_that_an_editor_respaced_still_count(assignment: Assignment) -> None:
    text = template(assignment, "md").replace("\n> ", "\n>  ").replace("line -->\n", "line --> \n")
    answers, stray = match(parse("me.md", text.encode()), ["1a", "1b"])
    assert not stray and not any(a.text.strip() for a in answers.values())


def test_a_mark_somebody_made_up_hides_nothing() -> None:
    text = "## 1a\n<!-- question 0123456789ab -->\n> x\n<!-- end of the question -->\n"
    answers, _ = match(parse("me.md", text.encode()), ["1a"])
    assert answers["1a"].text.strip() == "> x"
    assert not template_marks.is_unchanged({"note": "", "questions": {"1a": "x"}, "digest": "0"})


@pytest.mark.parametrize("name", shipped())
def test_every_part_says_how_its_answer_is_written(name: str) -> None:
    for part in load_assignment(name).parts:
        assert hint(part), part.id


def test_examples_of_hints_read_as_the_kind_that_they_are_for() -> None:
    assert {"expression", "equation", "matrix"} < set(KINDS)
    head = 'format = 1\ntitle = "t"\n[[question]]\nnumber = "1"\n[[question.part]]\npoints = 1\n'
    scalars = 'names = { a = "real", b = "real", c = "real", d = "real" }\n'
    for kind, key, names in (
        ("expression", "a", scalars),
        ("equation", "a = b", scalars),
        ("matrix", "[[a, b], [c, 1]]", scalars),
        ("number", "1", ""),
        ("index-formula", "sum(a[i], i, 1, n)", 'names = { a = "vector(n)", b = "vector(n)" }\n'),
        ("matrix-formula", "A*A.T*b", 'names = { A = "matrix(n, n)", b = "vector(n)" }\n'),
    ):
        (part,) = parse_assignment(f'{head}kind = "{kind}"\nkey = "{key}"\n{names}', "hints.toml").parts
        examples = [e for e in hint(part).split("`")[1::2] if e != "pmatrix"]
        assert examples
        for example in examples:
            assert read_back(part, example).reading, (kind, example)
