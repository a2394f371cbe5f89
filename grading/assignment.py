"""Assignments: questions with parts, their keys and foreseen mistakes, read from a TOML file.

A fault of the file is an `AssignmentError` with file, line and the way out. Formulas are kept as text and read by
`keys`, with the names of their question.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from ..theory.language.reader import Syntax
from .tables import AssignmentError, Where
from .vocabulary import BadDefinition, BadHypothesis, ReadError, Vocabulary

SHIPPED = Path(__file__).parent / "assignments"
IDENTIFIER = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
MOST_BYTES = 1_000_000


class OtherDomain(Enum):
    """What becomes of an answer that has the key's values, but is defined elsewhere."""

    PERSON = "person"
    IGNORE = "ignore"  # right where both have a value is right


@dataclass(frozen=True, kw_only=True)
class Key:
    """The right answer: a text, or the side of a claim; with both, the text must agree with the claim."""

    text: str = ""
    syntax: Syntax = Syntax.AUTO
    claim: str = ""
    side: str = "rhs"
    rename: Mapping[str, str] | None = None
    where: Where


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """Another right answer, where a key can be read in two ways; the note is told with it."""

    text: str
    note: str
    where: Where


@dataclass(frozen=True, kw_only=True)
class ForeseenMistake:
    """A wrong answer that is recognised: what is written, what the student is told, what it is worth."""

    name: str
    text: str
    feedback: str
    points: Fraction
    where: Where


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sample answer and the points that it should get; None for one that a person must see."""

    answer: str
    points: Fraction | None
    mistake: str
    where: Where


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One part of a question: what is asked for, and how an answer is judged."""

    id: str
    label: str
    kind: str
    points: Fraction
    prompt: str
    names: Mapping[str, str]
    define: Mapping[str, str]
    given: tuple[str, ...]
    syntax: Syntax
    key: Key | None
    accepted: tuple[Accepted, ...]
    listed: tuple[ForeseenMistake, ...]
    tolerance: Fraction | None
    other_domain: OtherDomain
    reveal: bool
    self_check: bool
    without: tuple[str, ...]
    ignored: tuple[str, ...]
    facts: tuple[str, ...]
    samples: tuple[Sample, ...]
    settings: object
    where: Where

    @cached_property
    def from_claim(self):
        """The claim's formula, names and mistakes; None where the key is none. Raises AssignmentError."""
        if self.key is None or not self.key.claim:
            return None
        from .claims import Unsaid, from_claim

        try:
            return from_claim(self.key.claim, self.key.side, self.key.rename)
        except KeyError:
            way_out = "see `backproof list` for the claims of the catalogue"
            raise self.where.at("claim").fault(f"there is no claim {self.key.claim!r}", way_out) from None
        except Unsaid as why:
            way_out = 'give the formula as text: key = "..."'
            raise self.where.at("claim").fault(f"{self.key.claim} cannot be a key: {why}", way_out) from None

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names with what they stand for; a claim brings its own. Raises AssignmentError."""
        claim = self.from_claim
        own = {**(claim.names if claim else {}), **self.names}
        given = self.given or (claim.given if claim else ())
        found = Vocabulary(names=own, define=self.define, given=given)
        try:
            found.scope, found.definitions, found.hypotheses  # noqa: B018 - read now, so that faults have a line
        except BadDefinition as error:
            told = f"the definition of {error.pattern} cannot be taken: {error}"
            raise self._definition(error.pattern).fault(told) from None
        except BadHypothesis as error:
            raise self.where.at("given").fault(f"what is given in part {self.id} cannot be read: {error}") from None
        except ReadError as error:
            raise self.where.at("names").fault(f"the names of part {self.id}: {error}") from None
        return found

    def _definition(self, pattern: str) -> Where:
        """Where a definition stands: in the part, in its question, or at the top."""
        tables = [(*self.where.place[:length], "define") for length in (4, 2, 0)]
        # what stands in a table of one line has no line of its own
        found = [*((*table, pattern) for table in tables), *tables]
        place = next((p for p in found if p in self.where.lines), self.where.place)
        return Where(file=self.where.file, lines=self.where.lines, place=place)

    @cached_property
    def mistakes(self) -> tuple[ForeseenMistake, ...]:
        """The listed mistakes, then those of the claim; a listed one without formula gives a claim's one points."""
        claim = self.from_claim
        if claim is None:
            return self.listed
        listed = {m.name: m for m in self.listed}
        found = [m for m in self.listed if m.text]
        for name, text, misconception in claim.mistakes:
            mine = listed.get(name)
            if name in self.ignored or (mine is not None and mine.text):
                continue
            points = mine.points if mine else Fraction(0)
            feedback = (mine.feedback if mine else "") or misconception
            where = mine.where if mine else self.where
            found.append(ForeseenMistake(name=name, text=text, feedback=feedback, points=points, where=where))
        known = {m.name for m in found}
        for m in self.listed:
            if m.name not in known:
                way_out = f"give its text, or name one of {', '.join(sorted(known)) or 'none'}"
                raise m.where.fault(f"the claim has no mistake {m.name!r} that a formula shows", way_out)
        return tuple(found)


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """A question with its parts."""

    number: str
    title: str
    prompt: str
    parts: tuple[Part, ...]

    @property
    def points(self) -> Fraction:
        """The points of all parts."""
        return sum((p.points for p in self.parts), Fraction(0))


@dataclass(frozen=True, kw_only=True, eq=False)
class Assignment:
    """An assignment."""

    name: str
    title: str
    source: str
    prompt: str
    questions: tuple[Question, ...]
    path: Path
    digest: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in order."""
        return tuple(p for q in self.questions for p in q.parts)

    @property
    def points(self) -> Fraction:
        """The points of all questions."""
        return sum((q.points for q in self.questions), Fraction(0))

    def part(self, part_id: str) -> Part:
        """The part of an id. Raises KeyError with the ids that there are."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise KeyError(f"no part {part_id!r} in {self.name}; there are {', '.join(p.id for p in self.parts)}")


def shipped() -> tuple[str, ...]:
    """The names of the assignments that come with the package."""
    return tuple(sorted(p.stem for p in SHIPPED.glob("*.toml")))


def path_of(name: str) -> Path:
    """The file of an assignment: a path, or the name of a shipped one. Raises AssignmentError."""
    path = Path(name)
    if path.is_file():
        return path
    if IDENTIFIER.fullmatch(name) and (SHIPPED / f"{name}.toml").is_file():
        return SHIPPED / f"{name}.toml"
    known = ", ".join(shipped())
    raise AssignmentError(
        name, 0, "there is no such file or shipped assignment", f"give a TOML file, or one of {known}"
    )


def load_assignment(name: str) -> Assignment:
    """The assignment of a file or shipped name, read again only where the file has changed. Raises AssignmentError."""
    path = path_of(name)
    try:
        status = path.stat()
        if status.st_size > MOST_BYTES:
            raise AssignmentError(name, 0, f"the file has {status.st_size} bytes", f"keep it below {MOST_BYTES}")
        return _loaded(str(path.resolve()), status.st_mtime_ns, status.st_size)
    except OSError as error:
        raise AssignmentError(name, 0, f"cannot be read: {error.strerror}") from None


@lru_cache(maxsize=8)
def _loaded(path: str, _changed: int, _size: int) -> Assignment:
    raw = Path(path).read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise AssignmentError(path, 0, "the file is not UTF-8 text", "save it as UTF-8") from None
    return parse_assignment(text, path)


def parse_assignment(text: str, path: str) -> Assignment:
    """The assignment that a text says. Raises AssignmentError."""
    from .assignment_file import assignment_of

    return assignment_of(text, path)
