"""The check of the checks: hypotheses are dropped, statements and steps mutated, and something must notice.

A prover that closes what the balls refute is unsound; a mutant that neither the balls refute nor the kernel proves
equivalent has survived. Either makes the audit fail. A hypothesis without which the proof closes is not needed: that is
said, and is no failure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sympy import Expr

from ..kernel import balls, derivation
from ..kernel.claim import Claim, Mutant, Rule, Step
from ..kernel.conditions import definedness
from ..kernel.evidence import Outcome
from ..kernel.judge import killed
from ..kernel.refusal import KernelRefusal
from ..kernel.statement import Declaration, Domain, Hypothesis, Relation, Scalar, Size, Statement
from ..kernel.types import StatementError, check_types
from ..language.notation import statement_text
from .mutation import generate

AUTOMATIC = (Rule.NORMAL_FORM, Rule.SCALAR_NORMAL_FORM, Rule.MATRIX_NORMAL_FORM)
MUTANTS_A_STEP = 4
SEEDS_A_MUTANT = 8  # for one that survives the first
SIGNS = ("positive", "negative", "nonnegative", "nonpositive", "nonzero")


@dataclass(kw_only=True)
class Audit:
    """What the audit of one claim found."""

    needed: list[str] = field(default_factory=list)
    not_needed: list[str] = field(default_factory=list)
    killed: int = 0
    equivalent: int = 0
    survivors: list[str] = field(default_factory=list)
    steps_killed: int = 0
    steps_equivalent: int = 0
    step_survivors: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What must not be, a line each."""
        lines = [f"unsound: {what}" for what in self.unsound]
        lines += [f"survived: {what}" for what in self.survivors]
        return lines + [f"not noticed: {what}" for what in self.step_survivors]

    def as_json(self) -> dict[str, object]:
        """The record of the schema backproof.audit/1."""
        return {
            "ok": not self.problems,
            "needed": self.needed,
            "not_needed": self.not_needed,
            "mutants": {"killed": self.killed, "equivalent": self.equivalent, "survived": len(self.survivors)},
            "steps": {
                "killed": self.steps_killed,
                "equivalent": self.steps_equivalent,
                "survived": len(self.step_survivors),
            },
            "problems": self.problems,
        }


def audit(claim: Claim, *, seed: int = 0) -> Audit:
    """The audit of a claim whose statement is a formula."""
    statement = claim.statement
    if not isinstance(statement, Statement):
        raise TypeError("a prediction about training has no formula to mutate")
    found = Audit()
    _hypotheses(claim, statement, found, seed)
    _mutants(claim, statement, found, seed)
    _steps(claim, statement, found, seed)
    return found


def _closes(steps: tuple[Step, ...], statement: Statement) -> bool:
    return derivation.check(steps, statement).outcome is Outcome.HOLDS


def _weaker(statement: Statement) -> Iterator[tuple[str, Hypothesis | Declaration, Declaration | None]]:
    """What may be dropped: the name, the hypothesis or declaration, and the weaker declaration in its place."""
    for hypothesis in statement.given:
        yield hypothesis.name, hypothesis, None
    for declared in statement.where:
        if isinstance(declared, Scalar) and (declared.values or declared.domain is Domain.NATURAL):
            about = "finitely many values" if declared.values else "a natural number"
            yield f"{declared.symbol} is {about}", declared, Scalar(declared.symbol)


def _dropped(statement: Statement, part: Hypothesis | Declaration, instead: Declaration | None) -> Statement:
    if instead is None:
        return statement.but(given=tuple(h for h in statement.given if h != part))
    return statement.but(where=tuple(instead if d == part else d for d in statement.where))


def _hypotheses(claim: Claim, statement: Statement, found: Audit, seed: int) -> None:
    for name, part, instead in _weaker(statement):
        steps = tuple(replace(s, statement=_dropped(s.statement, part, instead)) for s in claim.derivation)
        stronger = _dropped(statement, part, instead)
        if not _typed(stronger) or not _closes(steps, stronger):
            found.needed.append(name)
        elif _refuted(stronger, seed):
            found.unsound.append(f"the proof closes without {name!r}, and the statement is false without it")
        else:
            found.not_needed.append(name)
    for declared in statement.where:
        if not isinstance(declared, Scalar):
            continue
        said = ("nonnegative",) if declared.domain is Domain.NATURAL else ()
        baked = [s for s in SIGNS if s not in said and getattr(declared.symbol, f"is_{s}")]
        if baked:
            found.unsound.append(f"{baked[0]!r} is baked into the symbol {declared.symbol} and cannot be dropped")


def _typed(statement: Statement) -> bool:
    try:
        check_types(statement)
    except StatementError:
        return False
    return True


def _refuted(statement: Statement, seed: int) -> bool:
    try:
        return balls.check(statement, seed=seed).outcome is Outcome.REFUTES
    except KernelRefusal:
        return False


def _mutants(claim: Claim, statement: Statement, found: Audit, seed: int) -> None:
    for mutant in (*claim.mutants, *generate(statement)):
        own = mutant in claim.mutants
        wrong = mutant.statement
        if not isinstance(wrong, Statement):
            continue
        if killed(mutant, seed) or (not own and _killed_later(mutant, seed)):
            found.killed += 1
            if _typed(wrong) and _proved_like(claim, wrong):  # what is not typed never gets as far as a proof
                found.unsound.append(f"the kernel proves what is false: {_describe(mutant)}")
        elif not own and _defined_nowhere(wrong):
            found.killed += 1
        elif not own and (_equivalent(statement, wrong) or _proved_like(claim, wrong) or _true_where_defined(wrong)):
            found.equivalent += 1  # another way to write the claim, or another truth with the same proof
        else:
            found.survivors.append(_describe(mutant))


def _killed_later(mutant: Mutant, seed: int) -> bool:
    """Whether more instances kill a generated mutant, whose author left no witness where it rarely fails."""
    return any(killed(mutant, seed + later) for later in range(1, SEEDS_A_MUTANT))


def _proved_like(claim: Claim, wrong: Statement) -> bool:
    """Whether the claim's own derivation, with the mutant as its last line, closes. A cited line is no proof."""
    if not claim.derivation or claim.derivation[-1].rule is Rule.CITED:
        return False
    return _closes((*claim.derivation[:-1], replace(claim.derivation[-1], statement=wrong)), wrong)


def _equivalent(statement: Statement, mutated: Statement) -> bool:
    """Whether the kernel proves that the changed side equals the original one."""
    if statement.relation is not Relation.EQUAL:
        return False
    changed, original = (mutated.rhs, statement.rhs) if mutated.lhs == statement.lhs else (mutated.lhs, statement.lhs)
    same = statement.but(lhs=changed, rhs=original)
    return any(_closes((Step(statement=same, rule=rule, reason="the same"),), same) for rule in AUTOMATIC)


def _true_where_defined(wrong: Statement) -> bool:
    """Whether a normal form proves the mutant up to side conditions: wrong only in that it forgets where it is true."""
    for rule in AUTOMATIC:
        try:
            proof = derivation.prove(Step(statement=wrong, rule=rule, reason=""), ())
        except KernelRefusal:
            continue
        if proof.undischarged and not proof.detail:
            return True
    return False


def _defined_nowhere(wrong: Statement) -> bool:
    """Whether a side divides by what is zero, or takes a root or logarithm of what is negative, at every instance."""
    needs = [c for side in (wrong.lhs, wrong.rhs) if isinstance(side, Expr) for c in definedness(side, wrong.where)]
    sizes = {d.symbol for d in wrong.where if isinstance(d, Size)}
    for need in needs:
        if any(span.lower != 1 or span.upper not in sizes for span in need.forall):
            continue  # a range that may be empty asks for nothing
        opposite = {
            Relation.NOT_EQUAL: (need.lhs, Relation.EQUAL, need.rhs),
            Relation.LESS: (need.rhs, Relation.AT_MOST, need.lhs),
            Relation.AT_MOST: (need.rhs, Relation.LESS, need.lhs),
        }.get(need.relation)
        if opposite is None:
            continue
        lhs, relation, rhs = opposite
        never = wrong.but(where=(*wrong.where, *need.forall), lhs=lhs, relation=relation, rhs=rhs)
        if any(_closes((Step(statement=never, rule=rule, reason="never"),), never) for rule in AUTOMATIC):
            return True
    return False


def _steps(claim: Claim, statement: Statement, found: Audit, seed: int) -> None:
    """Errors planted in the lines before the last one."""
    for position, step in enumerate(claim.derivation[:-1]):
        for mutant in generate(step.statement, MUTANTS_A_STEP):
            if not isinstance(mutant.statement, Statement):
                continue
            planted = (
                *claim.derivation[:position],
                replace(step, statement=mutant.statement),
                *claim.derivation[position + 1 :],
            )
            # Nothing follows from the text of a cited theorem; `judge` looks at what it is cited for.
            cited_wrongly = step.rule is Rule.CITED and _refuted(mutant.statement, seed)
            if cited_wrongly or not _closes(planted, statement):
                found.steps_killed += 1
            elif _refuted(mutant.statement, seed):
                found.step_survivors.append(f"step {position + 1}, {step.rule.value}: {_describe(mutant)}")
            else:
                found.steps_equivalent += 1


def _describe(mutant: Mutant) -> str:
    return f"{mutant.name}: {statement_text(mutant.statement)}"
