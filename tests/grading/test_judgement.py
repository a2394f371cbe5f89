"""Judgements: what cannot be built, and the way through JSON."""

import json
from fractions import Fraction

import pytest

from backproof.grading.judgement import OPEN, Judgement, Outcome

HALF = Judgement(
    outcome=Outcome.PARTIAL,
    points=Fraction(1, 3),
    possible=Fraction(2),
    reading="p/(1-p)",
    reason="this is the penalty with p and 1 - p exchanged",
    witness={"p": "1/3"},
    own_value="1/2",
    mistake="drop_for_keep",
    evidence="different, certified",
)


def test_a_judgement_survives_json():
    assert Judgement.from_record(json.loads(json.dumps(HALF.as_record()))) == HALF


@pytest.mark.parametrize("outcome", sorted(OPEN, key=lambda o: o.value))
def test_an_open_outcome_waits_for_a_person(outcome):
    with pytest.raises(ValueError, match="waits for a person"):
        Judgement(outcome=outcome, points=Fraction(0), possible=Fraction(2), reason="why")


@pytest.mark.parametrize("points", ["-1", "3", "5/2"])
def test_points_stay_between_zero_and_what_is_possible(points):
    with pytest.raises(ValueError, match="points must be"):
        Judgement(outcome=Outcome.PARTIAL, points=Fraction(points), possible=Fraction(2), reason="why")


def test_no_deduction_without_a_reason():
    with pytest.raises(ValueError, match="without a reason"):
        Judgement(outcome=Outcome.WRONG, points=Fraction(0), possible=Fraction(2), reason=" ")


def test_a_correct_answer_has_all_its_points():
    with pytest.raises(ValueError, match="all its points"):
        Judgement(outcome=Outcome.CORRECT, points=Fraction(1), possible=Fraction(2), reason="why")


def test_pending_points_are_those_that_a_person_may_give():
    waiting = Judgement(
        outcome=Outcome.PERSON, points=Fraction(1), possible=Fraction(3), reason="a proof", waits_for_person=True
    )
    assert (waiting.pending, HALF.pending) == (2, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "excellent"},
        {"points": 2},
        {"points": "1/0"},
        {"points": "x"},
        {"witness": {"p": 1}},
        {"waits_for_person": "no"},
        {"extra": "field"},
        {"reason": None},
    ],
)
def test_another_record_is_refused(change):
    with pytest.raises(ValueError):
        Judgement.from_record({**HALF.as_record(), **change})
