"""A class whose right grades are known: no wrong answer gets points, no right one loses any, hardly any waits."""

from collections import Counter
from fractions import Fraction

import pytest

from backproof.grading.assignment import load_assignment
from backproof.grading.judge import judge_answer

from .simulated_class import Made, student


def graded_wrongly(made: Made, record: dict) -> str:
    """What is wrong with a judgement; empty where nothing is."""
    points = Fraction(record["points"])
    if record["waits_for_person"]:
        certain = made.points if made.points is not None else Fraction(0)
        return f"{points} points are called certain, {certain} is right" if points > certain else ""
    if made.points is None:
        return f"graded with {points}, a person should see it" if points else ""
    return "" if points == made.points else f"{points} points, {made.points} is right"


def run(students: range, without: tuple[str, ...] = ()) -> tuple[list[str], Counter, Counter]:
    """Wrong judgements, supported answers by kind, and those of them that wait."""
    assignment = load_assignment("exercise-10")
    kinds = {p.id: p.kind for p in assignment.parts}
    wrong, all_of, waiting = [], Counter(), Counter()
    for n in students:
        for made in student(assignment, n):
            if kinds[made.part] in without:
                continue
            record = judge_answer("exercise-10", made.part, made.text)
            if fault := graded_wrongly(made, record):
                wrong.append(f"student {n}, {made.part} ({made.why}): {fault}: {made.text!r}; {record['reason']}")
            if made.supported:
                all_of[kinds[made.part]] += 1
                if record["waits_for_person"]:
                    waiting[kinds[made.part]] += 1
    return wrong, all_of, waiting


def test_a_small_class_is_graded_right() -> None:
    wrong, all_of, waiting = run(range(12), without=("function",))
    assert not wrong, "\n".join(wrong[:20])
    assert waiting.total() <= 0.02 * all_of.total(), waiting


@pytest.mark.slow
def test_a_class_of_300_is_graded_right() -> None:
    wrong, all_of, waiting = run(range(300), without=("function",))
    assert not wrong, "\n".join(wrong[:20])
    for kind, number in all_of.items():
        assert waiting[kind] <= 0.02 * number, (kind, waiting[kind], number)
