"""The second opinion: a statement's literal meaning at concrete instances, in exact rationals and balls.

A ball that excludes the conclusion refutes, with the instance as witness. Agreement at all sampled instances holds, as
far as it goes; it proves nothing for all sizes. Independent of the normal forms: nothing of them is imported.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import flint
from flint import arb, fmpq, fmpq_mat
from sympy import Basic, MatrixExpr

from .dual import Undecided, add, multiply, plain
from .evaluate import Evaluator, Unevaluable
from .evidence import Evidence, Kind, Outcome
from .functions import unfold
from .instances import Instance, compare, compare_matrices, holds, instances, is_unending
from .refusal import KernelRefusal
from .statement import Counterexample, Hypothesis, Relation, Sequence, Statement
from .witness import given_instance, spelled_out

PRECISIONS = (200, 1000, 16_000)  # bits; more where fewer do not separate: behind a saturated unit 1 - sigma is e^-z
NEGLIGIBLE = arb(2) ** -100  # a ball around zero is agreement only when narrower than this, relative to the sides
DEFAULT_COUNT = 12


@dataclass(frozen=True)
class _Finding:
    """What one instance says: `holds` is None where it says nothing, for the reason `why`."""

    instance: Instance
    holds: bool | None
    gap: object = None
    why: str = ""
    unseparated: bool = False  # both sides have a value, and balls do not tell them apart


def unfolded(statement: Statement) -> Statement:
    """The statement with every named activation replaced by its definition."""
    given = tuple(_unfold_hypothesis(h) for h in statement.given)
    where = tuple(
        replace(d, initial=_unfold(d.initial), successor=_unfold(d.successor)) if isinstance(d, Sequence) else d
        for d in statement.where
    )
    return statement.but(lhs=_unfold(statement.lhs), rhs=_unfold(statement.rhs), given=given, where=where)


def _unfold(expr: Basic) -> Basic:
    return expr if isinstance(expr, MatrixExpr) else unfold(expr)  # type: ignore[arg-type]


def _unfold_hypothesis(h: Hypothesis) -> Hypothesis:
    return replace(h, lhs=_unfold(h.lhs), rhs=_unfold(h.rhs))


def check(statement: Statement, *, seed: int = 0, count: int = DEFAULT_COUNT) -> Evidence:
    """Evidence from sampled instances: REFUTES with the first witness, HOLDS only if something was decided.

    UNSUPPORTED where no instance meets the hypotheses or an expression has no literal meaning here.
    """
    literal = unfolded(statement)
    decided, widest, skipped, unseparated = 0, 0.0, "", ""
    try:
        for found in _findings(literal, seed, count):
            if found.holds is False:
                return _refutation(literal, found, decided)
            if found.unseparated:
                unseparated = unseparated or found.why
            elif found.holds is None:
                skipped = skipped or found.why
            else:
                decided += 1
                if isinstance(found.gap, arb) and statement.relation is Relation.EQUAL:
                    widest = max(widest, float(found.gap.rad()))
    except (Unevaluable, RecursionError) as problem:
        return _evidence(Outcome.UNSUPPORTED, str(problem))
    if unseparated:
        return _evidence(Outcome.UNDECIDED, unseparated, decided)
    if not decided:
        why = f"nothing decided: {skipped}" if skipped else "no instance meets the hypotheses"
        return _evidence(Outcome.UNDECIDED if skipped else Outcome.UNSUPPORTED, why)
    detail = f"{decided} instances, sizes 1 to 4" + (f"; others were left out: {skipped}" if skipped else "")
    return replace(_evidence(Outcome.HOLDS, detail, decided), worst=widest or None)


def witness(statement: Statement, *, seed: int = 0, count: int = DEFAULT_COUNT) -> Counterexample | None:
    """A counterexample that `replay` confirms, in exact numbers; None where none turns up."""
    literal = unfolded(statement)
    try:
        for found in _findings(literal, seed, count):
            if found.holds is False:
                candidate = spelled_out(found.instance)
                if candidate is not None and replay(statement, candidate).outcome is Outcome.REFUTES:
                    return candidate
    except (Unevaluable, RecursionError):
        return None
    return None


def replay(statement: Statement, counterexample: Counterexample) -> Evidence:
    """REFUTES when every hypothesis certainly holds at the instance and the conclusion certainly fails."""
    literal = unfolded(statement)
    flint.ctx.prec = PRECISIONS[-1]
    try:
        instance = given_instance(literal, counterexample)
        for hypothesis in literal.given:
            if not holds(Evaluator(instance), hypothesis):
                return _evidence(Outcome.UNDECIDED, f"the hypothesis {hypothesis.name!r} fails there")
        found = _finding(literal, instance)
    except (Undecided, ZeroDivisionError, KernelRefusal, RecursionError) as problem:
        return _evidence(Outcome.UNDECIDED, f"cannot be replayed: {problem or 'undefined there'}")
    detail = counterexample.text or instance.describe()
    if found.holds is False:
        return replace(_refutation(literal, found, 0), detail=f"{detail} (gap {_short(found.gap)})")
    if found.holds is None:
        return _evidence(Outcome.UNDECIDED, f"{detail}: {found.why}")
    return _evidence(Outcome.HOLDS, f"{detail} (gap {_short(found.gap)})", 1)


def _findings(literal: Statement, seed: int, count: int) -> Iterator[_Finding]:
    for instance in instances(literal, seed, count):
        yield _finding(literal, instance)


def _finding(literal: Statement, instance: Instance) -> _Finding:
    try:
        verdict, gap = conclusion(literal, instance)
    except (Undecided, ZeroDivisionError) as problem:
        return _Finding(instance, None, why=str(problem) or f"undefined at {instance.describe()}")
    why = f"not separated at {instance.describe()}: {_short(gap)}" if verdict is None else ""
    return _Finding(instance, verdict, gap, why, unseparated=verdict is None)


def _refutation(literal: Statement, found: _Finding, decided: int) -> Evidence:
    where = f"fails at {found.instance.describe()}; gap {_short(found.gap)}"
    # Where the claim says how to go on, `establish` was seen to do it at the first places and goes on like that.
    unending = [h.name for h in literal.given if is_unending(h) and h.establish is None]
    if unending:
        return _evidence(Outcome.UNDECIDED, f"{where}; but {unending[0]!r} is not certain at all places", decided)
    return _evidence(Outcome.REFUTES, where, decided + 1)


def _evidence(outcome: Outcome, detail: str, decided: int = 0) -> Evidence:
    return Evidence(kind=Kind.EXACT, outcome=outcome, detail=detail, instances=decided)


def conclusion(statement: Statement, instance: Instance) -> tuple[bool | None, object]:
    """Whether the conclusion holds at an instance, and the gap rhs - lhs."""
    if isinstance(statement.lhs, MatrixExpr) or isinstance(statement.rhs, MatrixExpr):
        evaluator = Evaluator(instance)
        left, right = evaluator.matrix(statement.lhs), evaluator.matrix(statement.rhs)
        return compare_matrices(left, statement.relation, right), right - left
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


def _short(gap: object) -> str:
    if isinstance(gap, arb):
        return gap.str(6)
    return str(gap.tolist()) if isinstance(gap, fmpq_mat) else str(gap)
