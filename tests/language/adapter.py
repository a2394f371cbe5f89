"""The two questions that the tables ask, put to the package."""

from fractions import Fraction

from backproof.theory.decision.decide import decide
from backproof.theory.language.declarations import declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.reader import read
from backproof.theory.language.tree import Compare

from .pairs import Pair


def outcome_of(pair: Pair) -> tuple[str, str]:
    """The outcome of a pair and its evidence, in this process. A reference that cannot be read raises ReadError."""
    scope = declared(pair.let)
    reference = read(pair.reference, scope)
    given = [read(text, scope) for text in pair.given]
    assert all(isinstance(g, Compare) for g in given)
    try:
        answer = read(pair.answer, scope)
        tolerance = None if pair.tolerance is None else Fraction(pair.tolerance)
        found = decide(reference, answer, scope, tuple(given), tolerance)  # type: ignore[arg-type]
    except ReadError as error:
        return "unreadable", str(error)
    return found.outcome.value, f"{found.evidence}; {found.witness or ''}"
