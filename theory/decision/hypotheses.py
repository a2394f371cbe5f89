"""What the kernel may assume of two formulas: declared ranges, hypotheses, and what these need to have a value."""

from sympy import S

from ..kernel.proof import Condition as KernelCondition
from ..kernel.refusal import KernelRefusal
from ..kernel.statement import Hypothesis, Relation
from ..language.lowering import Lowering, Unlowered
from ..language.tree import Compare, Node
from .condition import Condition, Needs
from .domain import conditions

# SymPy refuses some trees while it builds them: a maximum of constants that it cannot order, a power it cannot take.
NOT_TOLD = (KernelRefusal, RecursionError, ValueError, TypeError, ArithmeticError, NotImplementedError, AttributeError)


def assumed(lowering: Lowering, given: tuple[Compare, ...]) -> tuple[Hypothesis, ...]:
    """The declared ranges and hypotheses; what has no words in the kernel is left out, which weakens nothing."""
    found = list(lowering.ranges())
    for condition in given:
        try:
            found += [h for h in lowering.hypotheses(condition) if _tells(h)]
        except Unlowered:
            continue
    return tuple(found)


def needed(lowering: Lowering, *trees: Node) -> tuple[Hypothesis, ...]:
    """What the formulas need to have a value wherever they are looked at; not what one case alone needs."""
    found: list[Hypothesis] = []
    known = (c for tree in trees for c in conditions(tree, lowering.scope))
    for condition in (part for c in known for part in (c, *c.enough)):
        if condition.needs in (Needs.OTHER, Needs.SLOPE) or condition.binders or condition.guards:
            continue
        try:
            found += as_hypotheses([lowered(condition, lowering)])
        except KernelRefusal:
            continue
    return tuple(found)


def _tells(h: Hypothesis) -> bool:
    """Whether a hypothesis is not already decided by what its symbols are."""
    gap = h.rhs - h.lhs  # type: ignore[operator]
    decided = {
        Relation.LESS: gap.is_positive,
        Relation.AT_MOST: gap.is_nonnegative,
        Relation.EQUAL: gap.is_zero,
        Relation.NOT_EQUAL: gap.is_zero,
    }[h.relation]
    return decided is None and bool(gap.free_symbols)


def as_hypotheses(conditions) -> tuple[Hypothesis, ...]:
    made = []
    for c in conditions:
        h = Hypothesis(name="has a value", lhs=c.lhs, relation=c.relation, rhs=c.rhs, forall=c.forall)
        if c.forall or _tells(h):
            made.append(h)
    return tuple(made)


def lowered(c: Condition, lowering: Lowering) -> KernelCondition:
    value = lowering.scalar(c.tree)
    match c.needs:
        case Needs.POSITIVE:
            return KernelCondition(S.Zero, Relation.LESS, value)
        case Needs.NOT_NEGATIVE:
            return KernelCondition(S.Zero, Relation.AT_MOST, value)
    return KernelCondition(value, Relation.NOT_EQUAL, S.Zero)
