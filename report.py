"""Verdicts as data: JSON, JUnit, and what a notebook shows."""

from __future__ import annotations

import html
import json
import platform
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from xml.etree import ElementTree

from sympy import latex
from sympy.printing.mathml import mathml

from .theory import catalogue
from .theory.kernel.claim import Claim, Prediction
from .theory.kernel.evidence import Evidence
from .theory.kernel.statement import Counterexample, Relation, Statement
from .theory.kernel.verdict import Verdict, grade_of

SCHEMA = "backproof.verify/1"
LATEX_RELATION = {
    Relation.EQUAL: "=",
    Relation.AT_MOST: r"\le",
    Relation.LESS: "<",
    Relation.NOT_EQUAL: r"\ne",
}


def formula(statement: Statement | Prediction) -> str:
    """The formula in LaTeX; a prediction is words."""
    if isinstance(statement, Prediction):
        return rf"\text{{{statement.text}}}"
    return f"{latex(statement.lhs)} {LATEX_RELATION[statement.relation]} {latex(statement.rhs)}"


def presentation(statement: Statement) -> str:
    """The formula in presentation MathML."""
    sides = [mathml(s, printer="presentation") for s in (statement.lhs, statement.rhs)]
    sign = html.escape(statement.relation.value.replace("<=", "\u2264").replace("!=", "\u2260"))
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{sides[0]}<mo>{sign}</mo>{sides[1]}</math>'


def plain_text(statement: Statement | Prediction) -> str:
    """A line of plain words or characters."""
    if isinstance(statement, Prediction):
        return statement.text
    return statement.text or f"{statement.lhs} {statement.relation.value} {statement.rhs}"


def hypotheses(statement: Statement | Prediction) -> list[str]:
    """Names of the hypotheses."""
    return [] if isinstance(statement, Prediction) else [h.name for h in statement.given]


def _evidence(e: Evidence) -> dict[str, object]:
    return {
        "kind": e.kind.value,
        "outcome": e.outcome.value,
        "detail": e.detail,
        "instances": e.instances,
        "worst": e.worst,
        "seconds": round(e.seconds, 4),
    }


def _counterexample(given: Counterexample | None) -> dict[str, object] | None:
    if given is None:
        return None
    return {"text": given.text, "values": {str(k): _value(v) for k, v in given.values.items()}}


def _value(value: object) -> object:
    return [_value(v) for v in value] if isinstance(value, (tuple, list)) else str(value)


def record(verdict: Verdict) -> dict[str, object]:
    """One claim's entry in the report."""
    claim: Claim = catalogue.claims(verdict.claim_id.split(".")[0])[verdict.claim_id]
    stated = claim.as_stated if claim.as_stated is not None else claim.statement
    amended = None
    if claim.as_stated is not None:
        amended = {
            "statement": {"latex": formula(claim.statement), "text": plain_text(claim.statement)},
            "hypotheses": hypotheses(claim.statement),
            "grade": grade_of(verdict.evidence),
        }
    return {
        "id": verdict.claim_id,
        "topic": verdict.claim_id.split(".")[0],
        "ledger": list(claim.ledger),
        "title": claim.title,
        "expected": verdict.expected.value,
        "verdict": verdict.conclusion.value,
        "ok": verdict.ok,
        "reason": verdict.reason,
        "grade": verdict.grade,
        "reconstructed": claim.reconstructed,
        "statement": {"latex": formula(stated), "text": plain_text(stated)},
        "hypotheses": hypotheses(stated),
        "sources": [{"document": s.document.value, "section": s.section} for s in claim.sources],
        "derivation": [
            {"statement": formula(s.statement), "rule": s.rule.value, "reason": s.reason} for s in claim.derivation
        ],
        "evidence": [_evidence(e) for e in (*verdict.evidence, *verdict.replayed)],
        "counterexample": _counterexample(claim.counterexample),
        "amended": amended,
        "mutants": {
            "killed": verdict.mutants.killed,
            "equivalent": verdict.mutants.equivalent,
            "survived": verdict.mutants.survived,
        },
        "seconds": round(verdict.seconds, 4),
    }


def environment(seed: int, device: str) -> dict[str, object]:
    """Versions, platform, seed and device of a run."""
    found: dict[str, object] = {"python": platform.python_version(), "platform": platform.platform()}
    for name in ("backproof", "sympy", "python-flint", "numpy", "jax", "optax", "scipy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return {**found, "seed": seed, "device": device}


@dataclass
class Results:
    """Verdicts of one run; shows itself in a notebook."""

    verdicts: list[Verdict] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    seconds: float = 0.0
    seed: int = 0
    device: str = "auto"
    interrupted: bool = False

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __len__(self) -> int:
        return len(self.verdicts)

    @property
    def ok(self) -> bool:
        """Every verdict is the expected one."""
        return all(v.ok for v in self.verdicts)

    def summary(self) -> dict[str, int]:
        """Verdicts counted."""
        return dict(sorted(Counter(v.conclusion.value for v in self.verdicts).items()))

    def as_json(self) -> dict[str, object]:
        """The report in the schema backproof.verify/1."""
        return {
            "schema": SCHEMA,
            "environment": environment(self.seed, self.device),
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "summary": self.summary(),
            "skipped": self.skipped,
            "claims": [record(v) for v in self.verdicts],
        }

    def dumps(self) -> str:
        """The report as text."""
        return json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n"

    def junit(self) -> str:
        """The report as JUnit XML: a claim is a test case."""
        failed = sum(not v.ok for v in self.verdicts)
        suite = ElementTree.Element(
            "testsuite",
            {
                "name": "backproof",
                "tests": str(len(self.verdicts) + len(self.skipped)),
                "failures": str(failed),
                "skipped": str(len(self.skipped)),
                "time": f"{self.seconds:.3f}",
            },
        )
        for v in self.verdicts:
            topic, name = v.claim_id.split(".")
            case = ElementTree.SubElement(
                suite, "testcase", {"classname": topic, "name": name, "time": f"{v.seconds:.3f}"}
            )
            if not v.ok:
                failure = ElementTree.SubElement(case, "failure", {"message": f"{v.conclusion.value}: {v.reason}"})
                failure.text = f"expected {v.expected.value}"
        for claim_id in self.skipped:
            topic, name = claim_id.split(".")
            case = ElementTree.SubElement(suite, "testcase", {"classname": topic, "name": name})
            ElementTree.SubElement(case, "skipped", {"message": "training was not asked for"})
        return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"

    def _repr_html_(self) -> str:
        rows = "".join(_row(v) for v in self.verdicts)
        head = "<tr><th>claim</th><th>verdict</th><th>grade</th><th>statement</th></tr>"
        return f"<table>{head}{rows}</table>"

    def _repr_latex_(self) -> str:
        lines = []
        for v in self.verdicts:
            claim = catalogue.claims(v.claim_id.split(".")[0])[v.claim_id]
            lines.append(rf"&\text{{{v.conclusion.value}}}: & {formula(claim.statement)}")
        return "$\\begin{aligned}" + r" \\ ".join(lines) + "\\end{aligned}$"


def _row(v: Verdict) -> str:
    claim = catalogue.claims(v.claim_id.split(".")[0])[v.claim_id]
    shown = (
        presentation(claim.statement) if isinstance(claim.statement, Statement) else html.escape(claim.statement.text)
    )
    mark = "\u2713" if v.ok else "\u2717"
    cells = (html.escape(v.claim_id), f"{mark} {v.conclusion.value}", html.escape(v.grade), shown)
    return "<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>"
