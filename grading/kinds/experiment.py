"""An experiment with data of the student's own: a report for a person, with the numbers that it must contain.

The program of `experiments` can repeat the measurement; its result stands beside the answer.
"""

from collections.abc import Iterator

from ...theory.language.reader import Syntax
from ..assignment import AssignmentError, Part
from ..judgement import Judgement, Outcome
from ..tables import REQUIRED, Table
from ..verdicts import waiting
from . import prose

EXPERIMENTS = ("dropout-against-logistic", "network-against-additive", "tricks")


def settings(table: Table, points: object) -> str:
    """Which experiment. Raises AssignmentError."""
    return table.choice("experiment", EXPERIMENTS, REQUIRED)


def complain(part: Part) -> None:
    """Raises AssignmentError where a key is given that nobody would look at."""
    prose.complain(part)


def faults(part: Part) -> Iterator[AssignmentError]:
    """Facts that are not in the catalogue."""
    yield from prose.facts_that_are_missing(part)


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """Never a verdict: a person reads it."""
    told = f"A person reads this report. To repeat it: backproof homework experiment {part.settings} --data FILE.csv"
    return waiting(part, Outcome.PERSON, told, reading=answer[:400])


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How long a text is."""
    return prose.read_back(part, answer, syntax)
