"""From a claim to its verdict: every checker is asked, and none of them reads another's answer."""

import time
from collections.abc import Callable
from dataclasses import replace

from . import balls, derivation
from .claim import Claim, Mutant, Prediction, Rule
from .evidence import Evidence, Kind, Outcome
from .refusal import KernelRefusal
from .statement import Statement
from .types import StatementError, check_types
from .verdict import MutantTally, Verdict, conclude

Measure = Callable[[], Evidence]


def timed(check: Measure) -> Evidence:
    """The evidence of one check with the seconds that it took."""
    start = time.perf_counter()
    found = check()
    return replace(found, seconds=time.perf_counter() - start)


def judge(claim_id: str, claim: Claim, *, seed: int = 0, measure: Measure | None = None) -> Verdict:
    """The verdict on `claim`. `measure` gives the evidence of the numeric engine or of the training experiment."""
    start = time.perf_counter()
    if isinstance(claim.statement, Prediction):
        evidence, replayed = _training(claim, measure)
        tally = _predictions(claim, evidence)
    else:
        evidence = _statement(claim, claim.statement, seed, measure)
        replayed = _replay(claim)
        tally = _mutants(claim.mutants, seed)
    conclusion, _ = conclude(evidence, replayed, claim.fault)
    return Verdict(
        claim_id=claim_id,
        conclusion=conclusion,
        expected=claim.expected,
        evidence=evidence,
        replayed=replayed,
        fault=claim.fault,
        mutants=tally,
        seconds=time.perf_counter() - start,
    )


def _statement(claim: Claim, statement: Statement, seed: int, measure: Measure | None) -> tuple[Evidence, ...]:
    try:
        for each in (statement, *(s.statement for s in claim.derivation)):
            check_types(each)
    except StatementError as error:
        return (Evidence(kind=Kind.SYMBOLIC, outcome=Outcome.UNSUPPORTED, detail=f"ill-typed: {error}"),)
    found = [
        timed(lambda: derivation.check(claim.derivation, statement)),
        timed(lambda: balls.check(statement, seed=seed)),
    ]
    for position, step in enumerate(claim.derivation[:-1], start=1):
        if step.rule is Rule.CITED:  # nobody derives this line, so at least its literal meaning is looked at
            cited = timed(lambda line=step.statement: balls.check(line, seed=seed))
            found.append(replace(cited, detail=f"step {position}, cited: {cited.detail}"))
    if measure is not None:
        found.append(timed(measure))
    return tuple(found)


def _replay(claim: Claim) -> tuple[Evidence, ...]:
    if not isinstance(claim.as_stated, Statement) or claim.counterexample is None:
        return ()
    stated, instance = claim.as_stated, claim.counterexample
    return (timed(lambda: balls.replay(stated, instance)),)


def killed(mutant: Mutant, seed: int) -> bool:
    """Whether the mutant's statement is ill-typed, or certified false at an instance that meets its hypotheses."""
    try:
        check_types(mutant.statement)
    except StatementError:
        return True
    if mutant.witness is not None:
        return balls.replay(mutant.statement, mutant.witness).outcome is Outcome.REFUTES
    try:
        return balls.check(mutant.statement, seed=seed).outcome is Outcome.REFUTES
    except KernelRefusal:
        return False


def _mutants(mutants: tuple[Mutant, ...], seed: int) -> MutantTally:
    survivors = tuple(m.name for m in mutants if not killed(m, seed))
    return MutantTally(killed=len(mutants) - len(survivors), survived=len(survivors), survivors=survivors)


def _against(prediction: Prediction, measured: Evidence) -> Evidence:
    """Whether the exact interval lies inside what is predicted (holds), outside (refutes), or across (undecided)."""
    if measured.interval is None or measured.outcome in (Outcome.UNSUPPORTED, Outcome.TIMED_OUT):
        return replace(measured, outcome=Outcome.UNDECIDED)
    low, high = measured.interval
    if prediction.at_least <= low and high <= prediction.at_most:
        outcome = Outcome.HOLDS
    elif high < prediction.at_least or prediction.at_most < low:
        outcome = Outcome.REFUTES
    else:
        outcome = Outcome.UNDECIDED
    return replace(measured, outcome=outcome)


def _training(claim: Claim, measure: Measure | None) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    if measure is None or not isinstance(claim.statement, Prediction):
        nothing = Evidence(kind=Kind.TRAINING, outcome=Outcome.UNSUPPORTED, detail="no experiment was run")
        return (nothing,), ()
    measured = timed(measure)
    stated = (_against(claim.as_stated, measured),) if isinstance(claim.as_stated, Prediction) else ()
    return (_against(claim.statement, measured),), stated


def _predictions(claim: Claim, evidence: tuple[Evidence, ...]) -> MutantTally:
    """A mutant of a prediction is another prediction; the same measurement must exclude it."""
    survivors = tuple(
        m.name
        for m in claim.mutants
        if not (isinstance(m.statement, Prediction) and _against(m.statement, evidence[0]).outcome is Outcome.REFUTES)
    )
    return MutantTally(killed=len(claim.mutants) - len(survivors), survived=len(survivors), survivors=survivors)
