"""One claim judged, measured or audited: the tasks of workers.

A claim is bound to the attribute of the same name in the room `numerics`. What breaks or is missing on the way decides
nothing: it is evidence that says so, and never ends the run of the other claims.
"""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

from .theory import catalogue
from .theory.kernel.claim import Claim, Prediction
from .theory.kernel.evidence import Evidence, Kind, Outcome

if TYPE_CHECKING:
    from .theory.kernel.judge import Measure

_WANTED = {Kind.NUMERIC: "check with an oracle", Kind.TRAINING: "experiment"}


def claim_of(claim_id: str) -> Claim:
    """The claim with this id."""
    return catalogue.claims(claim_id.partition(".")[0])[claim_id]


def expected_seconds(claim_id: str) -> float:
    """About what it takes on one core, for the order in which workers take claims; 0 where no network is trained."""
    topic, _, name = claim_id.partition(".")
    if not isinstance(claim_of(claim_id).statement, Prediction):
        return 0.0
    try:
        return getattr(getattr(import_module(f".numerics.{topic}", __package__), name), "seconds", 2.0)
    except (AttributeError, ImportError):
        return 0.0  # the judgement says what is missing


def judged(argument: dict) -> dict:
    """The record of one claim, which `argument` names with the device, the seed and whether the budget is full."""
    from .numerics.engine.devices import DeviceError
    from .results import record
    from .theory.kernel.judge import judge

    claim_id, claim = argument["claim"], claim_of(argument["claim"])
    measure = measurement(claim_id, claim, **{name: argument[name] for name in ("device", "seed", "full")})
    try:
        verdict = judge(claim_id, claim, seed=argument["seed"], measure=measure)
    except DeviceError:
        raise
    except Exception as error:  # a checker that breaks decides nothing, and must not end the run of the others
        return undecided(claim_id, claim, Outcome.UNDECIDED, f"a checker broke: {type(error).__name__}: {error}")
    return record(claim_id, claim, verdict)


def measurement(claim_id: str, claim: Claim, *, device: str = "auto", seed: int = 0, full: bool = False) -> Measure:
    """The numeric check, or for a prediction the experiment, that the room `numerics` has under the claim's name.

    full: the experiment with its full number of seeds. What is missing there is evidence of the kind `unsupported`:
    never a pass. Raises DeviceError for an absent GPU.
    """
    from .environment import missing_module
    from .numerics.engine.devices import Device, DeviceError

    topic, _, name = claim_id.partition(".")
    kind = Kind.TRAINING if isinstance(claim.statement, Prediction) else Kind.NUMERIC

    def measure() -> Evidence:
        try:
            side = getattr(import_module(f".numerics.{topic}", __package__), name, None)
            if side is None:
                why = f"numerics/{topic} has no {_WANTED[kind]} called {name}: nothing is measured"
                return Evidence(kind=kind, outcome=Outcome.UNSUPPORTED, detail=why)
            if isinstance(claim.statement, Prediction):
                from .numerics.engine.train import fuller

                formulas = {n: claim_of(n).statement for n in side.formulas}
                return (fuller(side) if full else side).run(formulas, seed=seed, device=Device(device))
            from .numerics.engine import check

            return check.run(claim.statement, side, seed=seed, device=Device(device))
        except DeviceError:
            raise
        except ModuleNotFoundError as missing:
            return Evidence(kind=kind, outcome=Outcome.UNSUPPORTED, detail=missing_module(missing) or str(missing))
        except Exception as error:  # as in `judged`
            why = f"the measurement broke: {type(error).__name__}: {error}"
            return Evidence(kind=kind, outcome=Outcome.UNDECIDED, detail=why)

    return measure


def undecided(claim_id: str, claim: Claim, outcome: Outcome, why: str) -> dict:
    """The record of a claim about which there is no evidence but the reason why."""
    from .results import record
    from .theory.kernel.verdict import Verdict, conclude

    nothing = (Evidence(kind=Kind.SYMBOLIC, outcome=outcome, detail=why),)
    conclusion, _ = conclude(nothing, (), claim.fault)
    verdict = Verdict(
        claim_id=claim_id, conclusion=conclusion, expected=claim.expected, evidence=nothing, fault=claim.fault
    )
    return record(claim_id, claim, verdict)


def audited(argument: dict) -> dict:
    """The audit of one claim, which `argument` names with the seed; a claim that is not verified fails it."""
    from .theory.decision.audit import audit as audit_claim

    claim_id, start = argument["claim"], time.perf_counter()
    try:
        found = audit_claim(claim_of(claim_id), seed=argument["seed"]).as_json()
    except Exception as error:  # as in `judged`
        return audit_lost(claim_id, f"the audit broke: {type(error).__name__}: {error}")
    verdict = judged({"claim": claim_id, "device": "cpu", "seed": argument["seed"], "full": False})
    problems = [*([] if verdict["ok"] else [_not_verified(verdict)]), *found["problems"]]
    said = {"verdict": verdict["verdict"], "expected": verdict["expected"], "problems": problems}
    return {"id": claim_id, **found, **said, "ok": not problems, "seconds": round(time.perf_counter() - start, 4)}


def _not_verified(found: dict) -> str:
    return f"not verified: {found['verdict']}, expected {found['expected']}: {found['reason']}"


def audit_lost(claim_id: str, why: str) -> dict:
    """The audit of a claim that could not be audited."""
    nothing = {"killed": 0, "equivalent": 0, "survived": 0}
    empty = {"needed": [], "not_needed": [], "mutants": nothing, "steps": dict(nothing)}
    said = {"verdict": None, "expected": claim_of(claim_id).expected.value}
    return {"id": claim_id, "ok": False, **empty, **said, "problems": [why], "seconds": 0.0}
