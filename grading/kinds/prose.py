"""Prose: a proof or an explanation. A person marks it; the checked facts stand beside it."""

from collections.abc import Iterator

from ...theory.language.reader import Syntax
from ..assignment import AssignmentError, Part
from ..judgement import Judgement, Outcome
from ..tables import Table
from ..verdicts import waiting


def settings(table: Table, points: object) -> None:
    """Nothing beyond what every part has."""


def complain(part: Part) -> None:
    """Raises AssignmentError where a key or mistakes are given that nobody would look at."""
    if part.key is not None or part.listed or part.accepted:
        raise part.where.fault(f"part {part.id} is prose and has a key", "name checked claims as facts = [...]")


def faults(part: Part) -> Iterator[AssignmentError]:
    """Facts that are not in the catalogue."""
    yield from facts_that_are_missing(part)


def facts_that_are_missing(part: Part) -> Iterator[AssignmentError]:
    """A fault for every claim that is named as a fact and is not in the catalogue."""
    from ...theory.catalogue import TOPICS, claims

    for fact in part.facts:
        topic = fact.partition(".")[0]
        if topic not in TOPICS or fact not in claims(topic):
            yield part.where.at("facts").fault(f"there is no claim {fact!r}", "see `backproof list`")


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """Never a verdict: a person reads it."""
    return waiting(part, Outcome.PERSON, "A person marks this part.", reading=answer[:400])


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How long a text is."""
    return f"a text of {len(answer.split())} words, for a person"
