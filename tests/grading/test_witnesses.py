"""Where a wrong answer is shown to be wrong: at a simple point, with values that a student can read and tell apart."""

import re
from dataclasses import fields
from fractions import Fraction

import pytest

from backproof.grading.assignment import Part, load_assignment, parse_assignment
from backproof.grading.judge import judge_part
from backproof.grading.judgement import Judgement, Outcome
from backproof.grading.values import plainly
from backproof.grading.witnesses import Simple
from backproof.theory.decision.points import Sampler
from backproof.theory.language.declarations import declared
from backproof.theory.language.reader import read

HEAD = 'format = 1\ntitle = "Points"\n[[question]]\nnumber = "1"\n[[question.part]]\npoints = 1\nreveal = true\n'


def judged(text: str, answer: str) -> Judgement:
    (part,) = parse_assignment(HEAD + text, "points.toml").parts
    return judge_part(part, answer)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("[0.333333333333333 +/- 3.34e-16]", "≈ 0.333333"),
        ("[5.58e-12 +/- 4.66e-15]", "≈ 5.58e-12"),
        ("[+/- 3.2e-10]", "≈ 0"),
        ("13/7", "13/7"),
        ("-123456789012345/7", "≈ -1.76367e13"),
        ("[[1, 2], [3, -4/5]]", "[[1, 2], [3, -4/5]]"),
        ("[[[0.731058578630005 +/- 1e-16], 2]]", "[[≈ 0.731059, 2]]"),
        ("7.00000000000000", "7"),
        ("0.1", "0.1"),
        ("no value", "no value"),
        ("2 I", "2 I"),
        ("[[18]]", "18"),
        ("[[[0.5000000001 +/- 1e-16]]]", "≈ 0.5"),
        ("[[1], [2]]", "[[1], [2]]"),
    ],
)
def test_values_are_read_to_six_digits(raw: str, read: str) -> None:
    assert plainly(raw) == read


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        ('kind = "expression"\nkey = "sigmoid(x)"\nnames = { x = "real" }\n', "sigmoid(2*x)"),
        ('kind = "expression"\nkey = "sigmoid(x)*(1 - sigmoid(x))"\nnames = { x = "real" }\n', "sigmoid(x)"),
        ('kind = "expression"\nkey = "tanh(100*x)"\nnames = { x = "real in (0, inf)" }\n', "tanh(50*x)"),
        ('kind = "expression"\nkey = "exp(-x)"\nnames = { x = "real in [10, 20]" }\n', "2*exp(-x)"),
        ('kind = "expression"\nkey = "(1-p)/p"\nnames = { p = "real in (0, 1]" }\n', "p/(1-p)"),
        ('kind = "matrix"\nkey = "[[x], [exp(x)]]"\nnames = { x = "real" }\n', "[x, exp(-x)]"),
        ('kind = "expression"\nkey = "x^2"\nnames = { x = "real" }\ngiven = ["x > 1000"]\n', "x^3"),
    ],
)
def test_the_values_at_the_point_are_legible(task: str, answer: str) -> None:
    found = judged(task, answer)
    assert found.outcome in (Outcome.WRONG, Outcome.PARTIAL)
    assert "+/-" not in f"{found.own_value} {found.key_value} {found.witness}"
    assert found.own_value != found.key_value
    assert len(found.own_value or "") < 20


def test_a_simple_point_is_preferred() -> None:
    found = judged('kind = "expression"\nkey = "sigmoid(x)*(1 - sigmoid(x))"\nnames = { x = "real" }\n', "sigmoid(x)")
    assert found.witness == {"x": "1"} and found.own_value == "≈ 0.731059" and found.key_value == "≈ 0.196612"


def test_every_point_shown_really_tells_the_two_apart() -> None:
    """The shown values of key and answer differ by more than the last digit that is shown."""
    for part in load_assignment("exercise-10").parts:
        for mistake in part.mistakes:
            if part.kind in ("network", "derivation", "function", "matrix") or not mistake.text:
                continue
            own = {f.name: getattr(part, f.name) for f in fields(part)}
            found = judge_part(Part(**{**own, "reveal": True}), mistake.text)
            if found.witness and found.key_value and "value" not in found.key_value:
                ours, theirs = numbers(found.key_value), numbers(found.own_value or "")
                assert len(ours) == len(theirs)
                assert any(abs(a - b) > abs(a) * Fraction(1, 10**5) for a, b in zip(ours, theirs, strict=True)), part.id


def test_simple_points_are_not_those_that_verdicts_rest_on() -> None:
    scope = declared({"x": "real", "own_name": "real"})
    tree = read("x*own_name", scope)
    first = [dict(p) for p in Simple(scope, (tree,)).points(4)]
    assert first == [dict(p) for p in Simple(scope, (tree,)).points(4)]
    assert first[0] == {"x": 1, "own_name": 2}
    general = [dict(p) for p in Sampler(scope, (tree,)).points(4)]
    assert not [p for p in general if p in first]


def numbers(text: str) -> list[Fraction]:
    return [Fraction(x) for x in re.findall(r"-?\d+(?:/\d+|(?:\.\d+)?(?:e-?\d+)?)", text)]
