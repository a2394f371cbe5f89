"""The judgement on one answer: what came out, the points, and why; it crosses processes as plain JSON.

A judgement that takes points away cannot be built without its reason, and an answer that no decision was reached on
cannot be built without a person to look at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from fractions import Fraction


class Outcome(Enum):
    """What came out of judging one answer."""

    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"
    DOMAIN_DIFFERS = "domain differs"
    PERSON = "person"  # the part is a person's to mark: a proof, an explanation
    REFUSED = "refused"  # the answer could not be judged here: no sandbox, an extra that is missing


OPEN = frozenset({Outcome.UNREADABLE, Outcome.UNDECIDED, Outcome.PERSON, Outcome.REFUSED})


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Outcome and points of one answer.

    points, possible: exact, 0 <= points <= possible; of an answer that waits, the points that are certain already.
    reading: how the answer was read (calculator text), None where it was not. reason: one a student can act on.
    witness: values of the names at which the answer is wrong; own_value: the answer's value there; key_value: the
    key's, present only where the question reveals it. mistake: name of the misconception that was recognised.
    evidence: the grade of evidence, as in "proved equal" or "different, certified". Raises ValueError where points
    and outcome contradict each other, where a deduction has no reason, or where an open outcome waits for nobody.
    """

    outcome: Outcome
    points: Fraction
    possible: Fraction
    reading: str | None = None
    reason: str = ""
    witness: Mapping[str, str] | None = None
    own_value: str | None = None
    key_value: str | None = None
    mistake: str | None = None
    waits_for_person: bool = False
    evidence: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.points <= self.possible:
            raise ValueError(f"points must be in [0, {self.possible}], not {self.points}")
        if self.outcome is Outcome.CORRECT and (self.points != self.possible or self.waits_for_person):
            raise ValueError("a correct answer has all its points and waits for nobody")
        if self.outcome in OPEN and not self.waits_for_person:
            raise ValueError(f"an answer that is {self.outcome.value} waits for a person")
        if self.outcome in (Outcome.WRONG, Outcome.BLANK) and (self.points or self.waits_for_person):
            raise ValueError(f"a {self.outcome.value} answer has no points and waits for nobody")
        if self.points < self.possible and self.outcome is not Outcome.BLANK and not self.reason.strip():
            raise ValueError("points are not taken without a reason")

    @property
    def pending(self) -> Fraction:
        """The points that a person may still give."""
        return self.possible - self.points if self.waits_for_person else Fraction(0)

    def as_record(self) -> dict[str, object]:
        """The judgement as plain JSON; fractions are written `p/q`."""
        return {
            "outcome": self.outcome.value,
            "points": str(self.points),
            "possible": str(self.possible),
            "reading": self.reading,
            "reason": self.reason,
            "witness": None if self.witness is None else dict(self.witness),
            "own_value": self.own_value,
            "key_value": self.key_value,
            "mistake": self.mistake,
            "waits_for_person": self.waits_for_person,
            "evidence": self.evidence,
        }

    @classmethod
    def from_record(cls, record: Mapping) -> "Judgement":
        """The judgement that `as_record` wrote. Raises ValueError on any other record."""
        if not isinstance(record, Mapping) or set(record) != {f.name for f in fields(cls)}:
            raise ValueError("this is not the record of a judgement")
        for name in ("outcome", "points", "possible", "reason", "evidence"):
            _require(isinstance(record[name], str), name)
        for name in ("reading", "own_value", "key_value", "mistake"):
            _require(record[name] is None or isinstance(record[name], str), name)
        _require(isinstance(record["waits_for_person"], bool), "waits_for_person")
        witness = record["witness"]
        _require(witness is None or (isinstance(witness, Mapping) and _texts(witness)), "witness")
        values = dict(record)
        try:
            values["outcome"] = Outcome(record["outcome"])
            values["points"], values["possible"] = Fraction(record["points"]), Fraction(record["possible"])
        except (ValueError, ZeroDivisionError) as error:
            raise ValueError(f"this is not the record of a judgement: {error}") from None
        values["witness"] = None if witness is None else dict(witness)
        return cls(**values)


def _texts(values: Mapping) -> bool:
    return all(isinstance(k, str) and isinstance(v, str) for k, v in values.items())


def _require(right: bool, name: str) -> None:
    if not right:
        raise ValueError(f"this is not the record of a judgement: {name} has the wrong type")
