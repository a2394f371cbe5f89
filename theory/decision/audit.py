"""The check of the checks: every hypothesis is dropped, every statement mutated by rule."""

from dataclasses import dataclass

from ..kernel import balls, derivation
from ..kernel.claim import Claim, Step
from ..kernel.evidence import Outcome
from ..kernel.judge import killed
from ..kernel.refusal import KernelRefusal
from ..kernel.statement import Hypothesis, Statement
from .mutation import generate


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What an audit of one claim found. needed: the proof reopens without it; refuted: the statement becomes false."""

    needed: tuple[str, ...]
    idle: tuple[str, ...]  # the proof closes without it and no instance refutes
    refuted: tuple[str, ...]
    killed: int
    equivalent: int
    survived: tuple[str, ...]

    def summary(self) -> str:
        """One line."""
        parts = [f"{self.killed} mutants killed", f"{self.equivalent} equivalent"]
        if self.survived:
            parts.append(f"SURVIVED: {', '.join(self.survived)}")
        if self.needed or self.refuted:
            parts.append(f"needed: {', '.join(dict.fromkeys((*self.needed, *self.refuted)))}")
        if self.idle:
            parts.append(f"not needed: {', '.join(self.idle)}")
        return "; ".join(parts)

    def as_json(self) -> dict[str, object]:
        """For the report."""
        return {
            "needed": list(self.needed),
            "not_needed": list(self.idle),
            "false_without": list(self.refuted),
            "killed": self.killed,
            "equivalent": self.equivalent,
            "survived": list(self.survived),
        }


def without(steps: tuple[Step, ...], hypothesis: Hypothesis) -> tuple[Step, ...]:
    """The derivation with one hypothesis struck out of every line."""
    from dataclasses import replace

    return tuple(replace(s, statement=s.statement.without(hypothesis)) for s in steps)


def closes(claim: Claim, statement: Statement, steps: tuple[Step, ...]) -> bool:
    """Whether the derivation proves the statement."""
    del claim
    return derivation.check(steps, statement).outcome is Outcome.HOLDS


def audit(claim: Claim, *, seed: int = 0) -> Audit:
    """Hypotheses dropped one by one, the claim's own mutants and generated ones."""
    statement = claim.statement
    assert isinstance(statement, Statement)
    needed, idle, refuted = [], [], []
    for h in statement.given:
        weaker = statement.without(h)
        if balls.check(weaker, seed=seed).outcome is Outcome.REFUTES:
            refuted.append(h.name)
        if not closes(claim, weaker, without(claim.derivation, h)):
            needed.append(h.name)
        elif h.name not in refuted:
            idle.append(h.name)
    dead, same, alive = 0, 0, []
    for mutant in (*claim.mutants, *generate(statement)):
        assert isinstance(mutant.statement, Statement)
        if killed(mutant, seed):
            dead += 1
        elif mutant not in claim.mutants and _equivalent(claim, mutant.statement):
            same += 1
        else:
            alive.append(mutant.name)
    return Audit(
        needed=tuple(needed),
        idle=tuple(idle),
        refuted=tuple(refuted),
        killed=dead,
        equivalent=same,
        survived=tuple(alive),
    )


def _equivalent(claim: Claim, mutated: Statement) -> bool:
    """Whether the kernel proves that the mutated right side is the original one."""
    from ..kernel.claim import Rule

    same = mutated.but(lhs=claim.statement.rhs)  # type: ignore[union-attr]
    for rule in (Rule.NORMAL_FORM, Rule.SCALAR_NORMAL_FORM, Rule.MATRIX_NORMAL_FORM):
        try:
            if derivation.prove(Step(statement=same, rule=rule, reason="equivalent"), ()).closed:
                return True
        except KernelRefusal:
            continue
    return False
