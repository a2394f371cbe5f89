"""Whether formulas have a value at the same points: what one needs follows from what the other needs."""

from dataclasses import replace

from sympy import S

from ..kernel import scalar
from ..kernel.proof import Condition as KernelCondition
from ..kernel.statement import Relation, Statement
from ..language.declarations import Scope
from ..language.lowering import Lowering, Unlowered
from ..language.tree import Compare, Name, Node, put, variables
from . import normal_form
from .condition import Condition, Needs
from .domain import conditions
from .hypotheses import NOT_TOLD, as_hypotheses, assumed, lowered
from .plainly import is_array


def same_domain(a: Node, b: Node, scope: Scope, given: tuple[Compare, ...], at_kinks: bool = False) -> bool:
    """Whether two formulas certainly have a value at the same points; at_kinks: it is known to be so at kinks."""
    if a == b:
        return True
    mine, theirs = (
        tuple(c for c in conditions(side, scope) if not (at_kinks and c.needs is Needs.SLOPE)) for side in (a, b)
    )
    return implied(mine, theirs, scope, given) and implied(theirs, mine, scope, given)


def plainly_same_domain(a: Node, b: Node, scope: Scope) -> bool:
    """Whether the two need the same, condition for condition."""
    if a == b:
        return True
    mine, theirs = conditions(a, scope), conditions(b, scope)
    return all(
        any(same_condition(k, c, scope) for k in known)
        for known, asked in ((mine, theirs), (theirs, mine))
        for c in asked
    )


def implied(
    known: tuple[Condition, ...], asked: tuple[Condition, ...], scope: Scope, given: tuple[Compare, ...]
) -> bool:
    """Whether every condition asked for is one of those known, or follows from them, the ranges and hypotheses."""
    return all(
        any(same_condition(k, condition, scope) for k in known) or entails(known, condition, scope, given)
        for condition in asked
    )


def entails(known: tuple[Condition, ...], asked: Condition, scope: Scope, given: tuple[Compare, ...]) -> bool:
    """Whether the kernel's calculus of signs shows a condition from others, the declared ranges and hypotheses."""
    if asked.needs is Needs.SLOPE:
        return implied(known, asked.enough, scope, given)
    if asked.needs is Needs.OTHER or scope.is_complex or {b[0] for b in asked.binders} & set(variables(asked.tree)):
        return False
    asked = replace(asked, binders=(), guards=())  # shown whatever the guards say
    if is_array(asked.tree, scope):
        return False
    try:
        lowering = Lowering(scope)
        hypotheses = [*assumed(lowering, given)]
        for c in known:
            if c.needs in (Needs.OTHER, Needs.SLOPE) or c.binders or c.guards:
                continue
            try:
                hypotheses += as_hypotheses([lowered(c, lowering)])
            except Unlowered:
                continue
        wanted = lowered(asked, lowering)
        if not as_hypotheses([wanted]):
            return _plainly(wanted)
        statement = Statement(where=lowering.declarations(), lhs=S.Zero, rhs=S.Zero, given=tuple(hypotheses))
        return scalar.discharged(wanted, statement)
    except NOT_TOLD:
        return False


def _plainly(c: KernelCondition) -> bool:
    gap = c.rhs - c.lhs
    match c.relation:
        case Relation.LESS:
            return gap.is_positive is True
        case Relation.AT_MOST:
            return gap.is_nonnegative is True
        case Relation.NOT_EQUAL:
            return gap.is_zero is False
    return gap.is_zero is True


def same_condition(a: Condition, b: Condition, scope: Scope) -> bool:
    """Whether two conditions are one, up to a positive factor (any non-zero one for `!= 0`), or renamed indices."""
    if a.needs is Needs.SLOPE or b.needs is Needs.SLOPE:
        return False  # what gives one a value need not be all that does
    if a == b:
        return True
    if a.needs is not b.needs or len(a.binders) != len(b.binders) or a.guards != b.guards:
        return False
    if a.needs is Needs.OTHER:
        return False
    if a.binders:
        renamed = {y[0]: Name(x[0]) for x, y in zip(a.binders, b.binders, strict=True)}
        same = [x[1:] == y[1:] for x, y in zip(a.binders, b.binders, strict=True)]
        return all(same) and put(b.tree, renamed) == a.tree
    factor = normal_form.proportional(a.tree, b.tree, scope)
    if factor is not None:
        return a.needs is Needs.NOT_ZERO or factor > 0
    try:
        lowering = Lowering(scope)
        x, y = lowering.scalar(a.tree).expand(), lowering.scalar(b.tree).expand()
        if x == y or (a.needs is Needs.NOT_ZERO and x == -y):
            return True
        ratio = x / y
        if not ratio.is_Rational or ratio == 0:
            return False
        return a.needs is Needs.NOT_ZERO or bool(ratio > 0)
    except NOT_TOLD:
        return False
