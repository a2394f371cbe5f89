"""The record of a claim: plain JSON with what is claimed and what a run found of it.

A record crosses processes, is written as it is, and shows itself in a notebook without the claims being there. Apart
from `seconds` it depends on nothing but the claim and the seed.
"""

import hashlib
import json
from collections.abc import Mapping
from math import isfinite

from .theory.kernel.claim import Claim, Prediction
from .theory.kernel.evidence import Evidence
from .theory.kernel.statement import Counterexample, Statement
from .theory.kernel.verdict import Verdict
from .theory.language import notation
from .theory.language.mathml import statement_mathml
from .theory.language.tex import statement_tex

TOLD = ("id", "title", "expected", "verdict", "ok", "reason", "grade", "statement", "variables", "hypotheses")
TOLD += ("amended", "counterexample", "evidence", "mutants", "seconds")  # of a record: what a brief one keeps
NOTHING = {"detail": "", "instances": None, "worst": None, "interval": None, "grade": ""}  # of evidence: if untold
FOUND = ("verdict", "ok", "reason", "grade", "evidence", "mutants")  # of a record: what a run adds to the claim


def _shown(statement: Statement | Prediction) -> dict[str, str]:
    words = statement.text if isinstance(statement, Statement) else ""
    return {"latex": statement_tex(statement), "text": notation.statement_text(statement), "words": words}


def _displayed(statement: Statement | Prediction) -> dict[str, str]:
    return {**_shown(statement), "mathml": statement_mathml(statement)}


def _variables(statement: Statement | Prediction) -> list[str]:
    return [notation.declaration_text(d) for d in statement.where] if isinstance(statement, Statement) else []


def _hypotheses(statement: Statement | Prediction) -> list[str]:
    return [notation.hypothesis_text(h) for h in statement.given] if isinstance(statement, Statement) else []


def _evidence(evidence: Evidence, about: str) -> dict[str, object]:
    return {
        "kind": evidence.kind.value,
        "outcome": evidence.outcome.value,
        "about": about,
        "detail": evidence.detail,
        "instances": evidence.instances,
        "worst": evidence.worst if evidence.worst is not None and isfinite(evidence.worst) else None,
        "interval": list(evidence.interval) if evidence.interval else None,
        "grade": evidence.grade,
        "seconds": round(evidence.seconds, 4),
    }


def _counterexample(found: Counterexample) -> dict[str, object]:
    values = {notation.plain(symbol): _value(value) for symbol, value in found.values.items()}
    return {"text": found.text, "values": dict(sorted(values.items()))}


def _value(value: object) -> object:
    return [_value(v) for v in value] if isinstance(value, tuple | list) else str(value)


def unverified(claim_id: str, claim: Claim) -> dict:
    """The record of a claim before anything is checked. `statement` is the source's; `amended` is what is true."""
    errs = claim.as_stated is not None
    source = claim.as_stated or claim.statement
    return {
        "id": claim_id,
        "topic": claim_id.partition(".")[0],
        "ledger": list(claim.ledger),
        "title": claim.title,
        "expected": claim.expected.value,
        "verdict": None,
        "ok": None,
        "reason": "",
        "grade": "",
        "reconstructed": claim.reconstructed,
        "statement": _displayed(source),
        "variables": _variables(source),
        "hypotheses": _hypotheses(source),
        "sources": [{"document": s.document.value, "section": s.section} for s in claim.sources],
        "derivation": [
            {"statement": _shown(s.statement), "rule": s.rule.value, "reason": s.reason} for s in claim.derivation
        ],
        "evidence": [],
        "counterexample": _counterexample(claim.counterexample) if claim.counterexample else None,
        "amended": {
            "statement": _displayed(claim.statement),
            "variables": _variables(claim.statement),
            "hypotheses": _hypotheses(claim.statement),
            "grade": "",
        }
        if errs
        else None,
        "mutants": {"killed": 0, "equivalent": 0, "survived": 0, "survivors": []},
        "near_misses": [
            {"name": m.name, "misconception": m.misconception, "statement": _shown(m.statement)} for m in claim.mutants
        ],
        "note": claim.note,
        "seconds": 0.0,
    }


def with_evidence(blank: dict, last: Mapping | None) -> dict:
    """An unverified record with what a run found, where the run saw the same statement, hypotheses and derivation."""
    if last is None or judged(last) != judged(blank):
        return blank
    found = {part: last[part] for part in FOUND}
    return {**blank, **found, "evidence": [{**NOTHING, **e} for e in last["evidence"]]}


def judged(shown: Mapping) -> str:
    """A hash of what a verdict was given on, as text; how its formulas are set does not matter."""
    if "judged" in shown:
        return shown["judged"]
    amended = shown["amended"]
    said = [(part["statement"]["text"], part["variables"], part["hypotheses"]) for part in (shown, amended) if part]
    steps = [(step["statement"]["text"], step["rule"]) for step in shown["derivation"]]
    return hashlib.sha256(json.dumps([said, steps]).encode()).hexdigest()[:16]


def brief(shown: Mapping) -> dict:
    """A record with what the run found and what it found it of, and a hash of the rest. Raises KeyError."""
    kept = {part: shown[part] for part in TOLD} | {"judged": judged(shown)}
    for told in shown["evidence"]:
        _ = [told[part] for part in ("kind", "outcome", "about")]
    _ = [shown["mutants"][part] for part in ("killed", "survived", "survivors")]
    kept["statement"] = {"text": shown["statement"]["text"]}
    kept["evidence"] = [{k: v for k, v in e.items() if k not in NOTHING or v != NOTHING[k]} for e in shown["evidence"]]
    if shown["amended"]:
        kept["amended"] = {**shown["amended"], "statement": {"text": shown["amended"]["statement"]["text"]}}
    return kept


FEWEST_NEAR_MISSES = 2


def lacking(claim: Claim) -> str:
    """What a claim does not say and must: a source, the statement there that it answers, near-misses. Else empty."""
    told = [] if claim.sources else ["no source is named"]
    told += [] if claim.ledger else ["no statement of a source is named (ledger)"]
    if (count := len(claim.mutants)) < FEWEST_NEAR_MISSES:
        told.append(f"{count} near-miss{'es' * (count != 1)}, at least {FEWEST_NEAR_MISSES} are needed")
    return "; ".join(told)


def record(claim_id: str, claim: Claim, verdict: Verdict) -> dict:
    """The JSON record of a verdict. A claim that lacks what every claim has is not in order, whatever its verdict."""
    blank = unverified(claim_id, claim)
    missing = lacking(claim)
    amended = blank["amended"]
    about = "amended" if amended else "source"
    return {
        **blank,
        "verdict": verdict.conclusion.value,
        "ok": verdict.ok and not missing,
        "reason": f"the claim is incomplete: {missing}; {verdict.reason}" if missing else verdict.reason,
        "grade": verdict.grade,
        "evidence": [
            *(_evidence(e, "source") for e in verdict.replayed),
            *(_evidence(e, about) for e in verdict.evidence),
        ],
        "amended": {**amended, "grade": verdict.grade} if amended else None,
        "mutants": {
            "killed": verdict.mutants.killed,
            "equivalent": verdict.mutants.equivalent,
            "survived": verdict.mutants.survived,
            "survivors": list(verdict.mutants.survivors),
        },
        "seconds": round(verdict.seconds, 4),
    }


def without_marks(record: Mapping) -> dict:
    """A record as it is written to a file: formulas in LaTeX and as text, from which MathML can be had."""
    kept = {**record, "statement": {k: v for k, v in record["statement"].items() if k != "mathml"}}
    if record["amended"]:
        said = record["amended"]["statement"]
        kept["amended"] = {**record["amended"], "statement": {k: v for k, v in said.items() if k != "mathml"}}
    return kept
