"""The second opinion: a statement's literal meaning at concrete instances, in exact rationals and balls.

A ball that excludes the conclusion refutes, with the instance as witness. Agreement at all sampled instances holds, as
far as it goes; it proves nothing for all sizes. Independent of the normal forms: nothing of them is imported.
"""

from dataclasses import replace

import flint
from flint import arb, fmpq, fmpq_mat
from sympy import MatrixExpr

from .dual import Undecided, add, multiply, plain
from .evaluate import Evaluator, Unevaluable
from .evidence import Evidence, Kind, Outcome
from .functions import unfold
from .instances import Instance, compare, given_instance, holds, instances
from .refusal import KernelRefusal
from .statement import Counterexample, Hypothesis, Relation, Sequence, Statement

PRECISIONS = (200, 1000)  # bits; the second where the first does not separate
NEGLIGIBLE = arb(2) ** -60  # a ball around zero is agreement only when narrower than this, relative to the sides
DEFAULT_COUNT = 12


def unfolded(statement: Statement) -> Statement:
    """The statement with every named activation replaced by its definition."""
    given = tuple(_unfold_hypothesis(h) for h in statement.given)
    where = tuple(
        replace(d, initial=_unfold(d.initial), successor=_unfold(d.successor)) if isinstance(d, Sequence) else d
        for d in statement.where
    )
    return statement.but(lhs=_unfold(statement.lhs), rhs=_unfold(statement.rhs), given=given, where=where)


def _unfold(expr):  # type: ignore[no-untyped-def]
    return expr if isinstance(expr, MatrixExpr) else unfold(expr)


def _unfold_hypothesis(h: Hypothesis) -> Hypothesis:
    return replace(h, lhs=_unfold(h.lhs), rhs=_unfold(h.rhs))


def check(statement: Statement, *, seed: int = 0, count: int = DEFAULT_COUNT) -> Evidence:
    """Evidence from sampled instances: REFUTES with the first witness, HOLDS only if something was decided."""
    literal = unfolded(statement)
    decided, widest, why, unseparated = 0, 0.0, "no instance meets the hypotheses", ""
    for instance in instances(literal, seed, count):
        try:
            verdict, gap = conclusion(literal, instance)
        except (Undecided, ZeroDivisionError) as problem:
            why = str(problem) or "undefined at every instance"
            continue
        except Unevaluable as problem:
            return Evidence(kind=Kind.EXACT, outcome=Outcome.UNSUPPORTED, detail=str(problem))
        if verdict is False:
            detail = f"fails at {instance.describe()}; gap {_short(gap)}"
            return Evidence(kind=Kind.EXACT, outcome=Outcome.REFUTES, detail=detail, instances=decided + 1)
        if verdict is None:
            unseparated = f"not separated at {instance.describe()}: {_short(gap)}"
            continue
        decided += 1
        if isinstance(gap, arb) and statement.relation is Relation.EQUAL:
            widest = max(widest, float(gap.rad()))
    if unseparated:
        return Evidence(kind=Kind.EXACT, outcome=Outcome.UNDECIDED, detail=unseparated, instances=decided)
    if not decided:
        return Evidence(kind=Kind.EXACT, outcome=Outcome.UNSUPPORTED, detail=why)
    detail = f"{decided} instances, sizes 1 to 3"
    return Evidence(kind=Kind.EXACT, outcome=Outcome.HOLDS, detail=detail, instances=decided, worst=widest or None)


def conclusion(statement: Statement, instance: Instance) -> tuple[bool | None, object]:
    """Whether the conclusion holds at an instance, and the gap rhs - lhs (for matrices: the difference)."""
    if isinstance(statement.lhs, MatrixExpr) or isinstance(statement.rhs, MatrixExpr):
        evaluator = Evaluator(instance)
        left, right = evaluator.matrix(statement.lhs), evaluator.matrix(statement.rhs)
        same = (left.nrows(), left.ncols()) == (right.nrows(), right.ncols()) and left == right
        return same == (statement.relation is Relation.EQUAL), right - left if same else "matrices differ"
    gap: object = None
    for bits in PRECISIONS:
        flint.ctx.prec = bits
        evaluator = Evaluator(instance)
        left, right = plain(evaluator.scalar(statement.lhs)), plain(evaluator.scalar(statement.rhs))
        gap = plain(add(right, multiply(fmpq(-1), left)))
        verdict = compare(left, statement.relation, right)
        if verdict is not None:
            return verdict, gap
        if isinstance(gap, arb) and gap.is_finite() and gap.contains(0):
            scale = 1 + abs(arb(right)).upper()
            if gap.rad() < NEGLIGIBLE * scale and statement.relation in (Relation.EQUAL, Relation.AT_MOST):
                return True, gap
    return None, gap


def replay(statement: Statement, counterexample: Counterexample) -> Evidence:
    """REFUTES when every hypothesis certainly holds at the instance and the conclusion certainly fails."""
    literal = unfolded(statement)
    flint.ctx.prec = PRECISIONS[-1]
    try:
        instance = given_instance(literal, counterexample)
        for hypothesis in literal.given:
            if not holds(Evaluator(instance), hypothesis):
                detail = f"the hypothesis {hypothesis.name!r} fails there"
                return Evidence(kind=Kind.EXACT, outcome=Outcome.UNDECIDED, detail=detail)
        verdict, gap = conclusion(literal, instance)
    except (Undecided, ZeroDivisionError, KernelRefusal, KeyError) as problem:
        return Evidence(kind=Kind.EXACT, outcome=Outcome.UNDECIDED, detail=f"cannot be replayed: {problem}")
    outcome = {False: Outcome.REFUTES, True: Outcome.HOLDS, None: Outcome.UNDECIDED}[verdict]
    detail = counterexample.text or instance.describe()
    return Evidence(kind=Kind.EXACT, outcome=outcome, detail=f"{detail} (gap {_short(gap)})", instances=1)


def _short(gap: object) -> str:
    if isinstance(gap, arb):
        return gap.str(6)
    return str(gap.tolist()) if isinstance(gap, fmpq_mat) else str(gap)
