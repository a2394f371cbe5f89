"""Verdicts: computed from evidence, and impossible to build with more than the evidence carries."""

from dataclasses import dataclass

from .claim import Conclusion, Fault
from .evidence import Evidence, Kind, Outcome

BY_PROOF = (Kind.SYMBOLIC, Kind.ENCLOSURE, Kind.CITED)
BY_MEASURING = (Kind.NUMERIC, Kind.TRAINING, Kind.EXACT)


class OverclaimError(ValueError):
    """A verdict was built that its evidence does not carry."""


@dataclass(frozen=True, kw_only=True)
class MutantTally:
    """How the near-misses of a claim fared."""

    killed: int = 0
    equivalent: int = 0
    survived: int = 0
    survivors: tuple[str, ...] = ()


def standing(evidence: tuple[Evidence, ...]) -> tuple[Conclusion, str]:
    """What evidence says of one statement, and why.

    PROVED needs a proof and an engine independent of it that agrees; CONFIRMED needs measurements; a report that
    decides nothing (unsupported, timed out, NaN, nothing sampled) is never a pass and spoils both.
    """
    refuting = [e for e in evidence if e.outcome is Outcome.REFUTES]
    holding = [e for e in evidence if e.outcome is Outcome.HOLDS]
    proofs = [e for e in holding if e.kind in BY_PROOF]
    silent = [e for e in evidence if e not in refuting and e not in holding]
    if refuting and proofs:
        return Conclusion.UNDECIDED, f"the checkers disagree: {refuting[0].kind.value}: {refuting[0].detail}"
    if refuting:
        return Conclusion.REFUTED, refuting[0].detail
    if silent:
        return Conclusion.UNDECIDED, f"{silent[0].kind.value}: {silent[0].detail}"
    measured = [e for e in holding if e.kind in BY_MEASURING]
    if proofs and measured:
        return Conclusion.PROVED, f"{proofs[0].detail}; {measured[0].kind.value}: {measured[0].detail}"
    if any(e.kind in (Kind.NUMERIC, Kind.TRAINING) for e in measured):
        return Conclusion.CONFIRMED, measured[0].detail
    if proofs:
        return Conclusion.UNDECIDED, "a derivation, but no independent engine has agreed with it"
    return Conclusion.UNDECIDED, "no evidence"


def conclude(
    evidence: tuple[Evidence, ...], replayed: tuple[Evidence, ...], fault: Fault | None
) -> tuple[Conclusion, str]:
    """The verdict on the source's statement.

    evidence: on the true statement. replayed: on the source's one where it differs (fault given), else empty.
    """
    truth, reason = standing(evidence)
    if fault is None:
        return truth, reason
    if not replayed or any(e.outcome is not Outcome.REFUTES for e in replayed):
        why = replayed[0].detail if replayed else "no counterexample was replayed"
        return Conclusion.UNDECIDED, f"the source's statement is not refuted: {why}"
    if truth not in (Conclusion.PROVED, Conclusion.CONFIRMED):
        return Conclusion.UNDECIDED, f"the amended statement is not established: {reason}"
    verdict = Conclusion.QUALIFIED if fault in (Fault.HYPOTHESIS, Fault.CONVENTION) else Conclusion.REFUTED
    return verdict, f"{fault.value}: {replayed[0].detail}"


def grade_of(evidence: tuple[Evidence, ...]) -> str:
    """Grade of the strongest evidence that decides: all sizes, enclosure, cited, agrees at N points, k of n seeds."""
    deciding = [e for e in evidence if e.outcome is Outcome.HOLDS and e.grade]
    proofs = [e for e in deciding if e.kind in BY_PROOF]
    return (proofs or deciding)[0].grade if deciding else ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The verdict on one claim, with everything that it rests on.

    evidence: on the true (where the source errs: amended) statement; replayed: on the source's statement.
    Raises OverclaimError when `conclusion` is not what the evidence gives.
    """

    claim_id: str
    conclusion: Conclusion
    expected: Conclusion
    evidence: tuple[Evidence, ...]
    replayed: tuple[Evidence, ...] = ()
    fault: Fault | None = None
    mutants: MutantTally = MutantTally()
    seconds: float = 0.0

    def __post_init__(self) -> None:
        carried, _ = conclude(self.evidence, self.replayed, self.fault)
        if carried is not self.conclusion:
            raise OverclaimError(f"{self.claim_id}: the evidence carries {carried.value}, not {self.conclusion.value}")

    @property
    def reason(self) -> str:
        """Why the verdict is what it is; a surviving mutant first."""
        if self.mutants.survived:
            return "survived: " + ", ".join(self.mutants.survivors)
        return conclude(self.evidence, self.replayed, self.fault)[1]

    @property
    def grade(self) -> str:
        """Grade of the evidence for the true statement."""
        return grade_of(self.evidence)

    @property
    def ok(self) -> bool:
        """The verdict is the expected one and no near-miss survived."""
        return self.conclusion is self.expected and not self.mutants.survived
