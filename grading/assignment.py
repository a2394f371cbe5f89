"""Assignments: questions with parts, their keys and foreseen mistakes, read from a TOML file.

A fault of the file is an `AssignmentError` with file, line and the way out. Formulas are kept as text and read by
`keys`, with the names of their question.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from ..theory.language.reader import Syntax
from .kinds import KINDS, kind_named
from .tables import REQUIRED, AssignmentError, Table, Where
from .toml_lines import lines_of
from .vocabulary import ReadError, Vocabulary

SHIPPED = Path(__file__).parent / "assignments"
FORMAT = 1
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
        except ReadError as error:
            raise self.where.at("names").fault(f"the names of part {self.id}: {error}") from None
        return found

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
    import hashlib

    shown = Path(path).name
    try:
        data = tomllib.loads(text, parse_float=Fraction)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        message = f"this is not TOML: {str(error).partition(' (at')[0]}"
        way_out = "write texts in quotes; '...' leaves backslashes alone, as LaTeX needs"
        raise AssignmentError(shown, int(line[1]) if line else len(text.splitlines()), message, way_out) from None
    where = Where(file=shown, lines=lines_of(text))
    table = Table(data, where)
    version = table.whole("format", REQUIRED)
    if version != FORMAT:
        raise where.at("format").fault(f"the format is {version}", f"this version reads format = {FORMAT}")
    names, define = _names(table), table.mapping("define")
    questions = [_question(q, names, define) for q in table.tables("question")]
    found = Assignment(
        name=Path(path).stem,
        title=table.text("title", REQUIRED),
        source=table.text("source"),
        prompt=table.text("prompt"),
        questions=tuple(questions),
        path=Path(path),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    total = table.fraction("points")
    table.finish()
    _check_whole(found, where, total)
    return found


def _check_whole(found: Assignment, where: Where, total: Fraction | None) -> None:
    if not found.questions:
        raise where.fault("there is no question", "add [[question]] and [[question.part]]")
    if total is not None and total != found.points:
        raise where.at("points").fault(f"the points are {total}, those of the parts add up to {found.points}")
    seen: set[str] = set()
    for part in found.parts:
        if part.id in seen:
            raise part.where.fault(f"two parts are called {part.id!r}", "give every part its own label")
        seen.add(part.id)


def _question(table: Table, names: Mapping[str, str], define: Mapping[str, str]) -> Question:
    number = table.text("number", REQUIRED)
    if not IDENTIFIER.fullmatch(number):
        raise table.where.at("number").fault(f"the number {number!r}", 'letters and digits, as in "1"')
    mine = ({**names, **_names(table)}, _without_empty({**define, **table.mapping("define")}))
    parts = tuple(_part(p, number, *mine) for p in table.tables("part"))
    if not parts:
        raise table.where.fault(f"question {number} has no part", "add [[question.part]]")
    total = table.fraction("points")
    found = Question(number=number, title=table.text("title"), prompt=table.text("prompt"), parts=parts)
    if total is not None and total != found.points:
        raise table.where.at("points").fault(f"the points are {total}, those of the parts add up to {found.points}")
    table.finish()
    return found


def _part(table: Table, number: str, names: Mapping[str, str], define: Mapping[str, str]) -> Part:
    label = table.text("label")
    if label and not IDENTIFIER.fullmatch(label):
        raise table.where.at("label").fault(f"the label {label!r}", 'letters, digits and hyphens, as in "a"')
    kind = table.choice("kind", KINDS, REQUIRED)
    points = table.fraction("points", REQUIRED)
    if points is None or points <= 0:
        raise table.where.at("points").fault(f"a part worth {points} points", "write a positive number")
    syntax = Syntax(
        {"auto": "auto", "calculator": "calc", "latex": "latex"}[
            table.choice("syntax", ("auto", "calculator", "latex"), "auto")
        ]
    )
    part = Part(
        id=part_id(number, label),
        label=label,
        kind=kind,
        points=points,
        prompt=table.text("prompt"),
        names={**names, **_names(table)},
        define=_without_empty({**define, **table.mapping("define")}),
        given=table.texts("given"),
        syntax=syntax,
        key=_key(table, syntax),
        accepted=tuple(_accepted(a) for a in table.tables("accept")),
        listed=tuple(_mistake(m, points) for m in table.tables("mistake")),
        tolerance=_tolerance(table),
        other_domain=OtherDomain(table.choice("other_domain", ("person", "ignore"), "person")),
        reveal=table.flag("reveal"),
        self_check=table.flag("self_check"),
        without=table.texts("without"),
        ignored=table.texts("ignore"),
        facts=table.texts("facts"),
        samples=tuple(_sample(s, points) for s in table.tables("sample")),
        settings=kind_named(kind).settings(table, points),
        where=table.where,
    )
    table.finish()
    kind_named(kind).complain(part)
    return part


def part_id(number: str, label: str) -> str:
    """`3a`, `3a-w`, and `3-code` where the label is a word."""
    return number + label if len(label.partition("-")[0]) < 2 else f"{number}-{label}"


def _names(table: Table) -> dict[str, str]:
    """Declared names, each of which can be read by itself."""
    found = table.mapping("names")
    for name, text in found.items():
        try:
            Vocabulary(names={name: text}).scope  # noqa: B018
        except ReadError as error:
            raise table.where.at("names", name).fault(str(error)) from None
    return found


def _without_empty(define: Mapping[str, str]) -> dict[str, str]:
    """Definitions; an empty text takes one away that was made further out."""
    return {name: text for name, text in define.items() if text}


def _tolerance(table: Table) -> Fraction | None:
    found = table.fraction("tolerance")
    if found is not None and found < 0:
        raise table.where.at("tolerance").fault(f"the tolerance is {found}", "write a number that is not negative")
    return found


def _key(table: Table, syntax: Syntax) -> Key | None:
    claim, text = table.text("claim"), table.text("key")
    side = table.choice("side", ("rhs", "lhs", "statement"), "rhs")
    rename = table.mapping("rename")
    if not claim and (rename or "side" in table.data):
        raise table.where.fault("side and rename belong to a claim", 'add claim = "topic.name"')
    if not claim and not text:
        return None
    name = "key" if text else "claim"
    return Key(text=text, syntax=syntax, claim=claim, side=side, rename=rename, where=table.where.at(name))


def _accepted(table: Table) -> Accepted:
    found = Accepted(text=table.text("text", REQUIRED), note=table.text("note", REQUIRED), where=table.where)
    table.finish()
    return found


def _mistake(table: Table, most: Fraction) -> ForeseenMistake:
    points = table.fraction("points", 0)
    if points is None or not 0 <= points < most:
        raise table.where.at("points").fault(f"a mistake worth {points} of {most} points", "give less than the part")
    name = table.text("name", REQUIRED)
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise table.where.at("name").fault(f"the name {name!r}", "small letters, digits and _, as in lost_sign")
    found = ForeseenMistake(
        name=name, text=table.text("text"), feedback=table.text("feedback"), points=points, where=table.where
    )
    table.finish()
    return found


def _sample(table: Table, most: Fraction) -> Sample:
    person = table.flag("person")
    points = None if person else table.fraction("points", REQUIRED)
    if points is not None and not 0 <= points <= most:
        raise table.where.at("points").fault(f"a sample worth {points} of {most} points")
    found = Sample(
        answer=table.text("answer", REQUIRED), points=points, mistake=table.text("mistake"), where=table.where
    )
    table.finish()
    return found
