"""An equation or inequality: the same solutions as the key, up to a factor that is nowhere zero."""

from collections.abc import Iterator
from fractions import Fraction

from ...theory.language.errors import Fault, ReadError
from ...theory.language.reader import Syntax, syntax_of
from ...theory.language.tree import Compare
from ...theory.language.write_calculator import calculator
from .. import keys
from ..assignment import AssignmentError, Part
from ..judgement import Judgement
from ..reading import undelimited
from ..tables import Table
from ..verdicts import unreadable
from . import expression


def settings(table: Table, points: Fraction) -> None:
    """Nothing beyond what every part has."""


def complain(part: Part) -> None:
    """Raises AssignmentError where the key states nothing."""
    expression.complain(part)
    if part.key is not None and not part.key.claim and not isinstance(keys.key(part).full, Compare):
        raise part.key.where.fault(f"the key of part {part.id} is no equation", "write two sides, as in y = w*x")


def faults(part: Part) -> Iterator[AssignmentError]:
    """What is wrong with key and mistakes."""
    yield from expression.faults(part)


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on an equation."""
    try:
        tree = _read(part, answer, syntax)
        return expression.judge_forms(part, part.vocabulary.forms(tree), calculator(tree))
    except ReadError as error:
        return unreadable(part, error, answer)


def _read(part: Part, answer: str, syntax: Syntax) -> Compare:
    text = undelimited(answer)
    tree = part.vocabulary.read(text, syntax_of(text) if syntax is Syntax.AUTO else syntax)
    if not isinstance(tree, Compare):
        raise ReadError(Fault(message="a formula where an equation is asked for", expected="two sides"), text)
    return tree


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How an answer reads. Raises ReadError."""
    return calculator(_read(part, answer, syntax))
