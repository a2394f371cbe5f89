"""A number: exact, or within the tolerance that the question states."""

from collections.abc import Iterator
from fractions import Fraction

from flint import arb, ctx, fmpq

from ...theory.decision.duals import plain
from ...theory.decision.evaluate import Evaluator
from ...theory.language.errors import Fault, ReadError
from ...theory.language.reader import Syntax
from ...theory.language.tree import variables
from .. import keys
from ..assignment import AssignmentError, Part
from ..comparison import compared
from ..judgement import Judgement, Outcome
from ..reading import read_value
from ..tables import Table
from ..verdicts import graded, unreadable
from ..vocabulary import Forms
from . import expression

NEAR = Fraction(1, 100)  # relative: an answer this close is told that it is rounded


def settings(table: Table, points: Fraction) -> None:
    """Nothing beyond what every part has."""


def complain(part: Part) -> None:
    """Raises AssignmentError where there is no key, or one that is no number."""
    expression.complain(part)
    if part.key is not None and not part.key.claim and (names := variables(keys.key(part).full)):
        raise part.key.where.fault(f"the key of part {part.id} depends on {', '.join(names)}", 'kind = "expression"')


def faults(part: Part) -> Iterator[AssignmentError]:
    """What is wrong with key and mistakes."""
    yield from expression.faults(part)


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on a number."""
    try:
        read = read_value(answer, part.vocabulary, syntax)
        if variables(read.forms.full):
            name = next(iter(variables(read.tree)))
            raise ReadError(Fault(message=f"{name} in a number", expected="a number without names"), answer)
    except ReadError as error:
        return unreadable(part, error, answer)
    found = expression.judge_forms(part, read.forms, read.shown)
    if found.outcome is Outcome.WRONG and found.mistake is None and _is_near(part, read.forms):
        told = "Close, but not the number: " + (
            "an exact value is asked for." if part.tolerance is None else "outside of the tolerance."
        )
        return graded(part, Fraction(0), told, reading=read.shown, evidence=found.evidence, mistake="rounded")
    return found


def _is_near(part: Part, answer: Forms) -> bool:
    near = NEAR * abs(_value(part))
    try:
        return compared(keys.key(part), answer, part.vocabulary, max(near, 2 * (part.tolerance or Fraction(0)))).same
    except ReadError:
        return False


def _value(part: Part) -> Fraction:
    """The key to a dozen digits."""
    ctx.prec = 128
    value = plain(Evaluator(part.vocabulary.scope, {}).number(keys.key(part).full))
    if isinstance(value, fmpq):
        return Fraction(int(value.p), int(value.q))
    return Fraction(arb(value).mid().str(12, radius=False))


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How an answer reads. Raises ReadError."""
    return read_value(answer, part.vocabulary, syntax).shown
