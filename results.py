"""What a verification returns: one record a claim, and the report of a run.

A record is plain JSON, so that it crosses processes, is written as it is, and shows itself in a notebook without the
claims being there. Apart from `seconds` and `environment` it depends on nothing but the claims and the seed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from math import isfinite
from xml.etree import ElementTree

from .theory.kernel.claim import Claim, Conclusion, Prediction
from .theory.kernel.evidence import Evidence
from .theory.kernel.statement import Counterexample, Statement
from .theory.kernel.verdict import Verdict
from .theory.language import notation
from .theory.language.mathml import statement_mathml
from .theory.language.tex import statement_tex

SCHEMA = "backproof.verify/1"
BRIEF_SCHEMA = "backproof.found/1"  # without what the catalogue says of each claim
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
    """A record with what the run found and what it found it of, and a hash of the rest."""
    kept = {part: shown[part] for part in TOLD if part in shown} | {"judged": judged(shown)}
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


@dataclass(frozen=True)
class Result:
    """The verdict on one claim, as a record."""

    record: Mapping

    @property
    def id(self) -> str:
        """The claim's address."""
        return self.record["id"]

    @property
    def verdict(self) -> Conclusion:
        """The verdict on the source's statement."""
        return Conclusion(self.record["verdict"])

    @property
    def expected(self) -> Conclusion:
        """The verdict that the author recorded."""
        return Conclusion(self.record["expected"])

    @property
    def ok(self) -> bool:
        """The verdict is the expected one and no near-miss survived."""
        return self.record["ok"]

    @property
    def grade(self) -> str:
        """Grade of the evidence."""
        return self.record["grade"]

    @property
    def true_statement(self) -> Mapping[str, str]:
        """What is true, in `latex`, `text` and `mathml`; the source's statement unless that errs.

        A result that was read from a file has no `mathml`, from a report's file no `latex` either.
        """
        return (self.record["amended"] or self.record)["statement"]

    @property
    def _marks(self) -> str:
        said = self.true_statement
        return said.get("mathml") or f"<p><code>{escape(said['text'])}</code></p>"

    @property
    def reason(self) -> str:
        """Why the verdict is what it is."""
        return self.record["reason"]

    def __repr__(self) -> str:
        return f"<{self.id}: {self.verdict.value}, {self.grade or 'no grade'}{'' if self.ok else ', not as expected'}>"

    @property
    def _tex(self) -> str:
        return self.true_statement.get("latex") or f"\\text{{{self.id}}}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._tex}$"

    def _repr_html_(self) -> str:
        lead = "" if self.record["amended"] is None else "<p>False as its source states it. What is true:</p>"
        return (
            f"<div><p><b>{escape(self.record['title'])}</b> <code>{escape(self.id)}</code></p>{lead}"
            f"{self._marks}<p>{_badge(self)} {escape(self.reason)}</p></div>"
        )


def _badge(result: Result) -> str:
    grade = f" ({escape(result.grade)})" if result.grade else ""
    wanted = "" if result.ok else f", expected {result.expected.value}"
    return f"<b>{result.verdict.value}</b>{grade}{wanted}."


@dataclass(frozen=True, kw_only=True)
class Report:
    """The results of a run in the catalogue's order.

    skipped: training claims that were left out. unfinished: claims that an interrupt left without a verdict. full:
    with the full budgets of training.
    """

    results: tuple[Result, ...]
    skipped: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    environment: Mapping[str, object]
    seed: int = 0
    full: bool = False
    seconds: float = 0.0

    @classmethod
    def from_json(cls, found: object) -> "Report":
        """The report that `as_json` or `text` wrote. Raises ValueError for anything else."""
        if not isinstance(found, dict) or found.get("schema") not in (SCHEMA, BRIEF_SCHEMA):
            raise ValueError(f"not the JSON of `backproof verify` ({SCHEMA})")
        try:
            return cls(
                results=tuple(Result(record) for record in found["claims"] if Conclusion(record["verdict"])),
                skipped=tuple(found["skipped"]),
                unfinished=tuple(found["unfinished"]),
                environment=found["environment"],
                seed=found["seed"],
                full=found.get("full", False),
                seconds=found["seconds"],
            )
        except (KeyError, TypeError, ValueError) as broken:
            raise ValueError(f"the JSON of `backproof verify` lacks something: {broken!r}") from None

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, claim_id: str) -> Result:
        return next(r for r in self.results if r.id == claim_id)

    @property
    def summary(self) -> dict[str, int]:
        """How many claims have each verdict."""
        tally = Counter(r.verdict for r in self.results)
        return {conclusion.value: tally[conclusion] for conclusion in Conclusion}

    @property
    def ok(self) -> bool:
        """Something was checked, all of it came out as expected, and nothing is unfinished."""
        return bool(self.results) and all(r.ok for r in self.results) and not self.unfinished

    def as_json(self) -> dict:
        """The report in the versioned schema."""
        return {"schema": SCHEMA, **self._frame(), "claims": [_without_marks(r.record) for r in self.results]}

    def _frame(self) -> dict:
        return {
            "environment": dict(self.environment),
            "seed": self.seed,
            "full": self.full,
            "seconds": round(self.seconds, 3),
            "summary": self.summary,
            "skipped": list(self.skipped),
            "unfinished": list(self.unfinished),
        }

    def text(self) -> str:
        """What the run found, as a file of JSON with a line a claim; the claims themselves are in the catalogue."""
        lines = ",\n".join(_compact(brief(r.record)) for r in self.results)
        frame = _compact({"schema": BRIEF_SCHEMA, **self._frame()})
        return f'{frame[:-1]},"claims":[\n{lines}\n]}}\n'

    def as_junit(self) -> str:
        """The report in the XML that continuous-integration servers read: one test case a claim."""
        failed = [r for r in self.results if not r.ok]
        suite = ElementTree.Element(
            "testsuite",
            name="backproof",
            tests=str(len(self.results) + len(self.skipped) + len(self.unfinished)),
            failures=str(len(failed)),
            errors=str(len(self.unfinished)),
            skipped=str(len(self.skipped)),
            time=f"{self.seconds:.3f}",
        )
        for result in self.results:
            case = _case(suite, result.id, result.record["seconds"])
            if not result.ok:
                message = f"{result.verdict.value}, expected {result.expected.value}"
                ElementTree.SubElement(case, "failure", message=message).text = printable(result.reason)
        for claim_id in self.skipped:
            ElementTree.SubElement(_case(suite, claim_id, 0.0), "skipped", message="training was switched off")
        for claim_id in self.unfinished:
            ElementTree.SubElement(_case(suite, claim_id, 0.0), "error", message="interrupted")
        whole = ElementTree.Element("testsuites")
        whole.append(suite)
        ElementTree.indent(whole)
        return ElementTree.tostring(whole, encoding="unicode", xml_declaration=True) + "\n"

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {name}" for name, n in self.summary.items() if n)
        return f"<{len(self.results)} claims: {counts or 'none'}{'' if self.ok else ', not all as expected'}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(r.id)}</code></td><td>{r._marks}</td><td>{_badge(r)}</td></tr>"
            for r in self.results
        )
        return f"<table><tr><th>claim</th><th>what is true</th><th>verdict</th></tr>{rows}</table>"

    def _repr_latex_(self) -> str:
        rows = "\\\\".join(f"\\text{{{r.verdict.value}}} & {r._tex}" for r in self.results)
        return f"$\\displaystyle \\begin{{array}}{{ll}}{rows}\\end{{array}}$"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _without_marks(record: Mapping) -> dict:
    """A record as it is written to a file: formulas in LaTeX and as text, from which MathML can be had."""
    kept = {**record, "statement": {k: v for k, v in record["statement"].items() if k != "mathml"}}
    if record["amended"]:
        said = record["amended"]["statement"]
        kept["amended"] = {**record["amended"], "statement": {k: v for k, v in said.items() if k != "mathml"}}
    return kept


def _case(suite: ElementTree.Element, claim_id: str, seconds: float) -> ElementTree.Element:
    topic, _, name = claim_id.partition(".")
    return ElementTree.SubElement(suite, "testcase", classname=f"backproof.{topic}", name=name, time=f"{seconds:.3f}")


def printable(text: str) -> str:
    """`text` without the control characters that XML forbids."""
    return "".join(c for c in text if c in "\t\n" or c >= " ")
