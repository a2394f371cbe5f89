"""An assignment looked at before students see it: does it agree with itself, do its samples get what they should?"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..theory.language.errors import ReadError
from .assignment import Assignment, AssignmentError, Part, Question, load_assignment
from .judge import judge_part
from .judgement import Judgement, Outcome
from .kinds import kind_named
from .prompt_symbols import undeclared

BACKSLASH = "\\"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """An assignment with its faults, what may surprise (notes), and how many keys, mistakes and samples were tried."""

    assignment: Assignment
    faults: tuple[AssignmentError, ...]
    notes: tuple[AssignmentError, ...]
    keys: int
    mistakes: int
    samples: int


def check(name: str) -> Checked:
    """Everything that can be said against an assignment. Raises AssignmentError where it cannot be loaded at all."""
    assignment = load_assignment(name)
    faults: list[AssignmentError] = []
    notes: list[AssignmentError] = []
    keys = mistakes = samples = 0
    for question, part in ((q, p) for q in assignment.questions for p in q.parts):
        try:
            faults += _of_part(part)
            notes += _notes(question, part)
            keys += part.key is not None
            mistakes += len(part.mistakes)
            samples += len(part.samples)
        except AssignmentError as error:
            faults += error.all
        except ReadError as error:
            faults.append(part.where.fault(f"part {part.id}: {error}"))
    different = {str(f): f for f in faults}  # a name declared at the top is faulty in every part
    return Checked(
        assignment=assignment,
        faults=tuple(different.values()),
        notes=tuple(notes),
        keys=keys,
        mistakes=mistakes,
        samples=samples,
    )


def _notes(question: Question, part: Part) -> Iterator[AssignmentError]:
    """What is allowed and may surprise: symbols that answers cannot use, what a kind says of itself."""
    if symbols := undeclared(question, part):
        told = f"the prompt of part {part.id} speaks of {', '.join(symbols)}, which its answers cannot use"
        where = part.where.at("prompt")
        accent = next((s for s in symbols if " " in s), "")
        spelled = f" (a name such as {accent.removeprefix(BACKSLASH).replace(' ', '_')} is {accent})" if accent else ""
        yield where.fault(told, f"declare what they need in [names]{spelled}, and in [define] what it is short for")
    if more := getattr(kind_named(part.kind), "notes", None):
        yield from more(part)


def _of_part(part: Part) -> Iterator[AssignmentError]:
    assert part.vocabulary is not None
    yield from kind_named(part.kind).faults(part)
    if part.key is not None and part.key.text and part.kind not in ("network", "derivation", "function"):
        yield from _own_key(part)
    for sample in part.samples:
        found = judge_part(part, sample.answer)
        got = None if found.waits_for_person else found.points
        if found.outcome is Outcome.REFUSED:
            continue  # no sandbox here
        if got != sample.points:
            told = f"the sample answer of part {part.id} gets {_worth(found)}, not {_wanted(sample.points)}"
            yield sample.where.fault(f"{told}: {found.reason or found.evidence}")
        elif sample.mistake and found.mistake != sample.mistake:
            told = f"the sample answer of part {part.id} is recognised as {found.mistake}, not as {sample.mistake}"
            yield sample.where.fault(told)


def _own_key(part: Part) -> Iterator[AssignmentError]:
    """The key handed in as an answer must get all points."""
    assert part.key is not None
    found = judge_part(part, part.key.text)
    if found.outcome is not Outcome.CORRECT:
        told = f"the key of part {part.id}, handed in as an answer, gets {_worth(found)}: {found.reason}"
        yield part.key.where.fault(told)


def _worth(found: Judgement) -> str:
    return "a person to look at it" if found.waits_for_person else f"{found.points} of {found.possible} points"


def _wanted(points: object) -> str:
    return "a person" if points is None else str(points)
