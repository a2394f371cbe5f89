"""A choice, with or without reasons. The choice is judged here; reasons are for a person."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ...theory.language.errors import Fault, ReadError
from ...theory.language.reader import Syntax
from ..assignment import AssignmentError, Part
from ..judgement import Judgement, Outcome
from ..tables import REQUIRED, Table
from ..verdicts import correct, cut, graded, unreadable, waiting
from .prose import facts_that_are_missing

BETWEEN = ("and", "or", "und", "oder", "not")  # words between two options
BEFORE = r"[\s*_(]*(?:(?:answer|option|choice|antwort)\b[\s:]*)?[\s*_(]*"
AFTER = r"[\s*_)]*(?:[.:;,)\-]|--|because\b|\n|$)"
ANSWER = re.compile(rf"{BEFORE}([A-Za-z0-9]+){AFTER}[\s*_]*(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One of the answers to choose from."""

    name: str
    text: str
    feedback: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The options, the right one, and how many of the points a person gives for the reasons."""

    options: tuple[Option, ...]
    right: str
    reasons: Fraction


def settings(table: Table, points: Fraction) -> Settings:
    """The options of a part. Raises AssignmentError."""
    found = []
    for option in table.tables("option"):
        name = option.text("name", REQUIRED)
        found.append(Option(name=name, text=option.text("text", REQUIRED), feedback=option.text("feedback")))
        if not re.fullmatch(r"[A-Za-z0-9]+", name):
            raise option.where.at("name").fault(f"the option {name!r}", 'letters and digits, as in "A"')
        option.finish()
    right = table.text("right", REQUIRED)
    reasons = table.fraction("reasons", 0) or Fraction(0)
    if not 0 <= reasons <= points:
        raise table.where.at("reasons").fault(f"reasons worth {reasons} of {points} points")
    names = [_plain(o.name) for o in found]
    if len(found) < 2 or len(set(names)) != len(names):
        raise table.where.fault(f"{len(found)} different options", "give two or more [[question.part.option]]")
    if _plain(right) not in names:
        raise table.where.at("right").fault(
            f"{right!r} is no option", f"write one of {', '.join(o.name for o in found)}"
        )
    return Settings(options=tuple(found), right=right, reasons=reasons)


def complain(part: Part) -> None:
    """Raises AssignmentError where a key is given beside the options."""
    if part.key is not None or part.listed or part.accepted:
        raise part.where.fault(f"part {part.id} is a choice and has a key", "write right = ..., and feedback by option")


def faults(part: Part) -> Iterator[AssignmentError]:
    """Facts that are not in the catalogue."""
    yield from facts_that_are_missing(part)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on a choice; with reasons asked for, the part of it that is certain."""
    asked: Settings = part.settings  # type: ignore[assignment]
    try:
        chosen, reasons = _chosen(asked.options, answer)
    except ReadError as error:
        return unreadable(part, error, answer)
    is_right = chosen.name == asked.right
    reading = f"{chosen.name}: {cut(reasons)}" if reasons else chosen.name
    told = f"{chosen.name} is {'right' if is_right else 'not right'}."
    if chosen.feedback:
        told += f" {chosen.feedback}"
    for_choice = part.points - asked.reasons if is_right else Fraction(0)
    mistake = None if is_right else f"option_{chosen.name}"
    if not asked.reasons:
        if is_right:
            return correct(part, "the option of the key", reading, chosen.feedback)
        return graded(part, for_choice, told, reading=reading, mistake=mistake)
    if not reasons:
        return graded(part, for_choice, f"{told} No reasons are given.", reading=reading, mistake=mistake)
    told += " A person reads the reasons."
    return waiting(part, Outcome.PERSON, told, points=for_choice, reading=reading, mistake=mistake)


def _chosen(options: tuple[Option, ...], answer: str) -> tuple[Option, str]:
    """The option and the reasons. Raises ReadError for none, and for several."""
    known = {_plain(o.name): o for o in options}
    match = ANSWER.fullmatch(answer)
    names = ", ".join(o.name for o in options)
    if not match or _plain(match[1]) not in known:
        raise ReadError(Fault(message="the answer does not begin with an option", expected=f"one of {names}"), answer)
    reasons = match[2].strip()
    words = [_plain(w) for w in re.findall(r"\w+", reasons)]
    if words and all(w in known or w in BETWEEN for w in words):
        raise ReadError(Fault(message="several options", expected=f"one of {names}"), answer)
    return known[_plain(match[1])], reasons


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """The option that is chosen. Raises ReadError."""
    chosen, reasons = _chosen(part.settings.options, answer)  # type: ignore[attr-defined]
    return f"{chosen.name} ({chosen.text})" + (", with reasons" if reasons else "")
