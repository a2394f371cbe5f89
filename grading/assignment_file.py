"""The grammar of assignment files: TOML tables to an `Assignment`; every fault has its line."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from ..theory.language.reader import Syntax
from .assignment import IDENTIFIER, Accepted, Assignment, ForeseenMistake, Key, OtherDomain, Part, Question, Sample
from .kinds import KINDS, kind_named
from .tables import REQUIRED, AssignmentError, Faults, Table, Where
from .toml_lines import lines_of
from .vocabulary import ReadError, Vocabulary

FORMAT = 1
FIELDS = ("title", "source", "prompt", "points", "names", "define", "question")
_Read = TypeVar("_Read")


def assignment_of(text: str, path: str) -> Assignment:
    """The assignment that a text says. Raises AssignmentError, with a fault for every part that has one."""
    data = _decoded(text, Path(path).name)
    where = Where(file=Path(path).name, lines=lines_of(text))
    table = Table(data, where)
    version = table.whole("format", REQUIRED)
    if version != FORMAT:
        raise where.at("format").fault(f"the format is {version}", f"this version reads format = {FORMAT}")
    faults = Faults()
    title = source = prompt = ""
    total, questions = None, []
    with faults:
        title, source, prompt = table.text("title", REQUIRED), table.text("source"), table.text("prompt")
        total = table.fraction("points")
    with faults:  # no part is looked at behind a fault of names that are everybody's: each would repeat it
        names, define = _names(table), table.mapping("define")
        questions = _each(table.tables("question"), lambda q: _question(q, names, define), faults)
    with faults:
        table.finish(FIELDS)
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = Assignment(
        name=Path(path).stem,
        title=title,
        source=source,
        prompt=prompt,
        questions=tuple(questions),
        path=Path(path),
        digest=digest,
    )
    with faults:
        _different_labels(found)
    faults.complain()
    _check_whole(found, where, total)
    return found


def _decoded(text: str, shown: str) -> dict[str, object]:
    try:
        return tomllib.loads(text, parse_float=Fraction)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        message = f"this is not TOML: {str(error).partition(' (at')[0]}"
        way_out = "write texts in quotes; '...' leaves backslashes alone, as LaTeX needs"
        raise AssignmentError(shown, int(line[1]) if line else len(text.splitlines()), message, way_out) from None


def _each(tables: Iterable[Table], read: Callable[[Table], _Read], faults: Faults) -> list[_Read]:
    """What stands in every table that has no fault; the faults of the others are kept."""
    found = []
    for table in tables:
        with faults:
            found.append(read(table))
    return found


def _different_labels(found: Assignment) -> None:
    seen: set[str] = set()
    for part in found.parts:
        if part.id in seen:
            raise part.where.fault(f"two parts are called {part.id!r}", "give every part its own label")
        seen.add(part.id)


def _check_whole(found: Assignment, where: Where, total: Fraction | None) -> None:
    if not found.questions:
        raise where.fault("there is no question", "add [[question]] and [[question.part]]")
    if total is not None and total != found.points:
        raise where.at("points").fault(f"the points are {total}, those of the parts add up to {found.points}")


def _question(table: Table, names: Mapping[str, str], define: Mapping[str, str]) -> Question:
    number = table.text("number", REQUIRED)
    if not IDENTIFIER.fullmatch(number):
        raise table.where.at("number").fault(f"the number {number!r}", 'letters and digits, as in "1"')
    mine = ({**names, **_names(table)}, _without_empty({**define, **table.mapping("define")}))
    faults, title, prompt, total = Faults(), "", "", None
    parts = tuple(_each(table.tables("part"), lambda p: _part(p, number, *mine), faults))
    with faults:
        title, prompt, total = table.text("title"), table.text("prompt"), table.fraction("points")
        table.finish()
    faults.complain()
    if not parts:
        raise table.where.fault(f"question {number} has no part", "add [[question.part]]")
    found = Question(number=number, title=title, prompt=prompt, parts=parts)
    if total is not None and total != found.points:
        raise table.where.at("points").fault(f"the points are {total}, those of the parts add up to {found.points}")
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
    found, faults = table.mapping("names"), Faults()
    for name, text in found.items():
        try:
            Vocabulary(names={name: text}).scope  # noqa: B018
        except ReadError as error:
            faults.found.append(table.where.at("names", name).fault(str(error)))
    faults.complain()
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
