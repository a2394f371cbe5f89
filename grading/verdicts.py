"""Judgements as the kinds give them, each with its reason in words that a student can act on."""

from collections.abc import Mapping
from fractions import Fraction

from ..theory.decision.outcome import Witness
from ..theory.language.errors import ReadError
from . import excerpts
from .assignment import Part
from .judgement import Judgement, Outcome
from .values import apart, plainly

LONGEST = 400


def correct(part: Part, evidence: str, reading: str | None = None, reason: str = "") -> Judgement:
    """All points."""
    return Judgement(
        outcome=Outcome.CORRECT,
        points=part.points,
        possible=part.points,
        reading=reading,
        reason=reason,
        evidence=evidence,
    )


def graded(
    part: Part,
    points: Fraction,
    reason: str,
    *,
    reading: str | None = None,
    evidence: str = "",
    witness: Witness | None = None,
    mistake: str | None = None,
    outcome: Outcome | None = None,
) -> Judgement:
    """Some points, or none, with the witness; the key's value only where the question reveals it."""
    points = max(Fraction(0), min(points, part.points))
    if outcome is None:
        outcome = Outcome.WRONG if not points else Outcome.PARTIAL
    return Judgement(
        outcome=outcome,
        points=points,
        possible=part.points,
        reading=reading,
        reason=reason,
        evidence=evidence,
        mistake=mistake,
        **shown_witness(part, witness),  # type: ignore[arg-type]
    )


def shown_witness(part: Part, witness: Witness | None) -> Mapping[str, object]:
    """The fields of a witness, cut where they are long."""
    if witness is None:
        return {}
    own, key = apart(witness.answer, witness.reference)
    return {
        "witness": {n: cut(plainly(v)) for n, v in witness.point.items()},
        "own_value": cut(own),
        "key_value": cut(key) if part.reveal else None,
    }


def waiting(
    part: Part,
    outcome: Outcome,
    reason: str,
    *,
    points: Fraction = Fraction(0),
    reading: str | None = None,
    evidence: str = "",
    witness: Witness | None = None,
    mistake: str | None = None,
) -> Judgement:
    """For a person to look at; `points` are certain already."""
    return Judgement(
        outcome=outcome,
        points=points,
        possible=part.points,
        reading=reading,
        reason=reason,
        evidence=evidence,
        waits_for_person=True,
        mistake=mistake,
        **shown_witness(part, witness),  # type: ignore[arg-type]
    )


def unreadable(part: Part, error: ReadError | str, answer: str = "", reading: str | None = None) -> Judgement:
    """Not understood: a person looks, nothing is taken away. The mark stands below the word in the answer."""
    told = excerpts.told(error, answer) if isinstance(error, ReadError) else error
    return waiting(part, Outcome.UNREADABLE, f"This could not be read: {cut(told)}", reading=reading)


def blank(part: Part) -> Judgement:
    """Nothing was handed in."""
    return Judgement(outcome=Outcome.BLANK, points=Fraction(0), possible=part.points, reason="There is no answer.")


def cut(text: str) -> str:
    """A text of bounded length."""
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
