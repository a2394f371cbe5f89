"""What a verification returns: the result on each claim, a record of plain JSON, and the report of a run."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree

from .records import brief, record, unverified, with_evidence, without_marks
from .theory.kernel.claim import Conclusion

__all__ = ["BRIEF_SCHEMA", "SCHEMA", "Report", "Result", "printable", "record", "unverified", "with_evidence"]

SCHEMA = "backproof.verify/1"
BRIEF_SCHEMA = "backproof.found/1"  # without what the catalogue says of each claim


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
            other = found.get("schema") if isinstance(found, dict) else None
            whose = f": its schema is {other!r}" if isinstance(other, str) else ""
            raise ValueError(f"not the JSON of `backproof verify` ({SCHEMA} or {BRIEF_SCHEMA}){whose}")
        try:
            for told in found["claims"]:
                brief(told)
                Conclusion(told["verdict"])
            for part in ("cores", "platform", "python", "packages"):
                found["environment"][part]
            return cls(
                results=tuple(map(Result, found["claims"])),
                skipped=tuple(found["skipped"]),
                unfinished=tuple(found["unfinished"]),
                environment=found["environment"],
                seed=found["seed"],
                full=found.get("full", False),
                seconds=float(found["seconds"]),
            )
        except KeyError as lacking:
            raise ValueError(f"the JSON of `backproof verify`, but {lacking} is missing in it") from None
        except (AttributeError, TypeError, ValueError) as broken:
            raise ValueError(f"the JSON of `backproof verify`, but something is wrong in it: {broken}") from None

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
        return {"schema": SCHEMA, **self._frame(), "claims": [without_marks(r.record) for r in self.results]}

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


def _case(suite: ElementTree.Element, claim_id: str, seconds: float) -> ElementTree.Element:
    topic, _, name = claim_id.partition(".")
    return ElementTree.SubElement(suite, "testcase", classname=f"backproof.{topic}", name=name, time=f"{seconds:.3f}")


def printable(text: str) -> str:
    """`text` without the control characters that XML forbids."""
    return "".join(c for c in text if c in "\t\n" or c >= " ")
