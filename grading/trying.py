"""How answers read, before they are handed in. Nothing is graded, no key is looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..theory.language.errors import ReadError
from . import excerpts
from .assignment import Assignment, Part
from .formats import Answer, Unreadable, parse
from .judge import SYNTAX
from .kinds import kind_named
from .layers import LayerError
from .submissions import LARGEST_NOTEBOOK, match, same_assignment
from .verdicts import cut


@dataclass(frozen=True, kw_only=True)
class ReadBack:
    """One answer as it is understood; `problem` where it is not. Both empty where there is no answer."""

    part: str
    reading: str = ""
    problem: str = ""


def read_back(part: Part, answer: str, syntax: str = "auto") -> ReadBack:
    """How one answer reads."""
    if not answer.strip():
        return ReadBack(part=part.id)
    chosen = SYNTAX[syntax]
    if syntax == "auto":
        chosen = part.syntax
    try:
        return ReadBack(part=part.id, reading=cut(kind_named(part.kind).read_back(part, answer, chosen)))
    except ReadError as error:
        return ReadBack(part=part.id, problem=cut(excerpts.told(error, answer)))
    except LayerError as error:
        return ReadBack(part=part.id, problem=cut(str(error)))


def named_in(file: str) -> str | None:
    """The assignment that a file says it answers: beside it as a file, or its name. Raises Unreadable and OSError."""
    parsed = parse(Path(file).name, Path(file).read_bytes())
    if parsed.assignment is None or Path(parsed.assignment).name != parsed.assignment:
        return None
    bare = parsed.assignment.removesuffix("-student")
    beside = [Path(file).with_name(f"{name}.toml") for name in (parsed.assignment, bare, f"{bare}-student")]
    return next((str(path) for path in beside if path.is_file()), parsed.assignment)


def read_back_file(assignment: Assignment, file: str) -> tuple[list[ReadBack], list[str]]:
    """How all answers of a file read, and what in it belongs to no part. Raises Unreadable and OSError."""
    path = Path(file)
    if path.stat().st_size > LARGEST_NOTEBOOK:
        raise Unreadable("the file is too large")
    parsed = parse(path.name, path.read_bytes())
    if not same_assignment(parsed.assignment, assignment.name):
        raise Unreadable(f"it says that it belongs to {parsed.assignment!r}, not to {assignment.name!r}")
    answers, stray = match(parsed, [p.id for p in assignment.parts])
    return list(_each(assignment, answers)), [*parsed.stray, *stray]


def _each(assignment: Assignment, answers: Mapping[str, Answer]) -> Iterator[ReadBack]:
    for part in assignment.parts:
        given = answers.get(part.id)
        yield read_back(part, given.text, given.syntax) if given else ReadBack(part=part.id)
