"""What a gradebook holds of a student: answers, judgements, a person's marks, and the points that follow from them."""

from dataclasses import dataclass
from fractions import Fraction

from .formats import Answer
from .judgement import Judgement
from .outline import PartOutline


@dataclass(frozen=True, kw_only=True)
class Todo:
    """An answer that waits to be judged, with the digests that its judgement will be kept under.

    problem, stray: those of the whole submission; an answer that is empty beside them is not a blank one.
    """

    student: str
    part: str
    answer: Answer
    digest: str
    key: str
    points: Fraction
    problem: str | None = None
    stray: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A person's points for one answer. stale: the answer has changed since."""

    points: Fraction
    comment: str
    person: str
    at: str
    stale: bool = False


@dataclass(frozen=True, kw_only=True)
class Graded:
    """One part of one student: the answer, the judgement and a person's mark, each where there is one."""

    part: PartOutline
    answer: Answer | None
    judgement: Judgement | None
    mark: Mark | None

    @property
    def points(self) -> Fraction:
        """The points that count now: a person's before the judgement's."""
        if self.mark is not None:
            return self.mark.points
        return self.judgement.points if self.judgement else Fraction(0)

    @property
    def pending(self) -> Fraction:
        """Points that are still open: a person must look."""
        if self.mark is not None:
            return self.part.points - self.mark.points if self.mark.stale else Fraction(0)
        return self.judgement.pending if self.judgement else self.part.points

    @property
    def waits(self) -> bool:
        """A person must look at it."""
        if self.mark is not None:
            return self.mark.stale
        return self.judgement is None or self.judgement.waits_for_person


@dataclass(frozen=True, kw_only=True)
class StudentGrades:
    """All parts of one student."""

    student: str
    name: str
    submitted: bool
    enrolled: bool
    problem: str | None
    stray: tuple[str, ...]
    parts: tuple[Graded, ...]

    @property
    def points(self) -> Fraction:
        """The points so far."""
        return sum((g.points for g in self.parts), Fraction(0))

    @property
    def possible(self) -> Fraction:
        """All points of the assignment."""
        return sum((g.part.points for g in self.parts), Fraction(0))

    @property
    def pending(self) -> Fraction:
        """The points that are still open."""
        return sum((g.pending for g in self.parts), Fraction(0)) if self.submitted else Fraction(0)
