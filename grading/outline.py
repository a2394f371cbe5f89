"""What the gradebook and the pages need of an assignment: parts, points, and a digest of what decides a grade."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# Fields of a part that no judgement depends on: a typo mended in the prompt regrades nobody.
SHOWN_ONLY = frozenset({"prompt", "label", "where", "samples", "facts", "self_check", "from_claim", "vocabulary"})


@dataclass(frozen=True, kw_only=True)
class PartOutline:
    """One part: id, the question it belongs to, its answer kind, points, and the digest of its key.

    facts: ids of claims that a person who marks it may lean on.
    """

    id: str
    question: str
    kind: str
    points: Fraction
    prompt: str
    digest: str
    self_check: bool = False
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outline:
    """An assignment without its keys. path: what `judge_answer` is given."""

    name: str
    title: str
    path: str
    parts: tuple[PartOutline, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The parts' ids in order."""
        return tuple(p.id for p in self.parts)

    @property
    def points(self) -> Fraction:
        """The points of all parts."""
        return sum((p.points for p in self.parts), Fraction(0))


def outline(name: str) -> Outline:
    """The outline of an assignment file or of a shipped assignment. Raises AssignmentError."""
    from .assignment import load_assignment

    found = load_assignment(name)
    parts = []
    for question in found.questions:
        heading = f"{question.number}. {question.title}" if question.title else question.number
        parts += [
            PartOutline(
                id=part.id,
                question=heading,
                kind=part.kind,
                points=part.points,
                prompt=part.prompt,
                digest=digest(part),
                self_check=part.self_check,
                facts=part.facts,
            )
            for part in question.parts
        ]
    return Outline(name=found.name, title=found.title, path=str(found.path), parts=tuple(parts))


def digest(part: object) -> str:
    """A digest of what decides the grade of a part: kind, key, mistakes, points, policies, this program's version."""
    decides = [_version(), _plain(part), _plain(getattr(part, "from_claim", None))]
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:16]


def _version() -> str:
    try:
        return version(__name__.partition(".")[0])
    except PackageNotFoundError:
        return "unknown"


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        inner = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in SHOWN_ONLY}
        return [type(value).__name__, inner]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted(json.dumps(_plain(v), sort_keys=True) for v in value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    return value if isinstance(value, str | int | bool | type(None)) else [type(value).__name__, str(value)]
