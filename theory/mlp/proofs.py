"""The two derivations that are one comparison of normal forms."""

from ..kernel.claim import Rule, Step
from ..kernel.statement import Statement


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of index sums."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


def by_scalars(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of scalars, sums called by names."""
    return (Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason=reason),)
