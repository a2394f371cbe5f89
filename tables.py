"""What `train` returns: the tables of a study, as text, CSV and JSON, and in a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from .numerics.engine.study import Column, Row, Table, together
from .theory.kernel.evidence import Outcome

SCHEMA = "backproof.train/1"
VERDICTS = {Outcome.HOLDS: "CONFIRMED", Outcome.REFUTES: "REFUTED", Outcome.UNDECIDED: "UNDECIDED"}
WIDTH = 110


@dataclass(frozen=True, kw_only=True)
class StudyReport:
    """The tables of a study. interrupted: by Ctrl-C, then with the rows so far."""

    name: str
    title: str
    tables: tuple[Table, ...]
    setting: Mapping[str, object]
    platform: str
    environment: Mapping[str, object]
    seconds: float
    interrupted: bool = False

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def __getitem__(self, part: str) -> Table:
        return next(t for t in self.tables if t.part.name == part)

    @property
    def outcome(self) -> Outcome:
        """HOLDS when every prediction of every part does."""
        return together(t.outcome for t in self.tables)

    def as_json(self) -> dict[str, object]:
        """The report in the versioned schema; apart from `seconds` and `environment` the same in every run."""
        return {
            "schema": SCHEMA,
            "study": self.name,
            "title": self.title,
            "setting": dict(self.setting),
            "platform": self.platform,
            "environment": dict(self.environment),
            "interrupted": self.interrupted,
            "verdict": VERDICTS[self.outcome],
            "parts": [{**t.as_json(), "verdict": VERDICTS[t.outcome]} for t in self.tables],
            "seconds": round(self.seconds, 3),
        }

    def as_csv(self) -> dict[str, str]:
        """The rows of each part by its name; an interval takes two columns."""
        return {t.part.name: _csv(t.part.columns, t.rows) for t in self.tables}

    def __str__(self) -> str:
        return "\n\n".join([self.title, *(text(t) for t in self.tables)]) + "\n"

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self.tables)} parts, {VERDICTS[self.outcome]}>"

    def _repr_html_(self) -> str:
        return f"<h3>{escape(self.title)}</h3>" + "".join(_html(t) for t in self.tables)


def text(table: Table) -> str:
    """A part as text: what was asked and predicted, the aligned table, what became of the predictions."""
    part = table.part
    said = [("Question", part.question), ("Predicted", part.prediction), ("Budget", part.budget)]
    said += [("Success", part.criterion)] if part.criterion else []
    said += [("Note", part.note)] if part.note else []
    lines = [part.title, "", *(line for head, words in said for line in _filled(head, words)), ""]
    lines += _aligned(part.columns, table.rows)
    if table.checks:
        gaps = ", ".join(f"{what} {gap:.1g}" for what, gap in table.checks.items())
        lines += ["", *_filled("Checked", f"largest relative gaps before training: {gaps}")]
    lines += [""]
    for finding in table.findings:
        lines += _filled(VERDICTS[finding.outcome], f"{finding.prediction}: {finding.measured}")
    return "\n".join(lines)


def _filled(head: str, words: str) -> list[str]:
    import textwrap

    return textwrap.wrap(words, WIDTH, initial_indent=f"{head:<11}", subsequent_indent=" " * 11)


def _aligned(columns: tuple[Column, ...], rows: list[Row]) -> list[str]:
    """Headings, units where there are any, and rows; numbers to the right, text to the left."""
    units = [f"({c.unit})" if c.unit not in ("", "dimensionless") else "" for c in columns]
    body = [[c.text(row[c.name]) for c in columns] for row in rows]
    lines = [[c.label for c in columns], *([units] if any(units) else []), *body]
    widths = [max(len(line[n]) for line in lines) for n in range(len(columns))]
    left = [all(isinstance(row[c.name], str | None) for row in rows) for c in columns]

    def line(cells: list[str]) -> str:
        placed = (f"{x:<{w}}" if to_left else f"{x:>{w}}" for x, w, to_left in zip(cells, widths, left, strict=True))
        return "  ".join(placed).rstrip()

    heads = len(lines) - len(body)
    return [*map(line, lines[:heads]), "  ".join("-" * w for w in widths), *map(line, lines[heads:])]


def _csv(columns: tuple[Column, ...], rows: list[Row]) -> str:
    wide = {c.name: any(isinstance(row[c.name], list) for row in rows) for c in columns}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([n for c in columns for n in ([f"{c.name}_low", f"{c.name}_high"] if wide[c.name] else [c.name])])
    for row in rows:
        cells = []
        for c in columns:
            value = row[c.name]
            cells += (value or [None, None]) if wide[c.name] else [value]
        writer.writerow(cells)
    return stream.getvalue()


def _html(table: Table) -> str:
    part = table.part
    heads = "".join(f"<th>{escape(c.label)}</th>" for c in part.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(c.text(row[c.name]))}</td>" for c in part.columns) + "</tr>"
        for row in table.rows
    )
    findings = "".join(
        f"<p><b>{VERDICTS[f.outcome]}</b> {escape(f.prediction)}: {escape(f.measured)}</p>" for f in table.findings
    )
    return f"<h4>{escape(part.title)}</h4><p>{escape(part.question)}</p><table><tr>{heads}</tr>{rows}</table>{findings}"
