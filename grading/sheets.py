"""Grades as CSV: every cell quoted, and none that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import IO

from .grades import Graded, StudentGrades
from .outline import Outline
from .submissions import file_name, visible

FORMULA = tuple("=+-@\t\r\n|%") + tuple("＝＋－＠")  # what spreadsheets start a formula with, wide forms too
GRADE_COLUMNS = ("points", "possible", "pending", "waits", "marked by a person", "page")
ANSWER_COLUMNS = (
    "student",
    "part",
    "points",
    "possible",
    "pending",
    "outcome",
    "mistake",
    "reason",
    "evidence",
    "marked by",
)


def guarded(cell: object) -> str:
    """The text of a cell; one that could be read as a formula has an apostrophe in front."""
    if isinstance(cell, Fraction):
        return decimal(cell)
    text = visible(str(cell))
    risky = text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA) or text.startswith("'")
    return f"'{text}" if risky else text


def decimal(points: Fraction) -> str:
    """Points as a decimal number, to six digits after the point: 1.5, 0.333333. A `p/q` would turn into a date."""
    text = f"{float(round(points, 6)):.6f}".rstrip("0").rstrip(".")
    return text or "0"


def write(stream: IO[str], header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table, everything quoted."""
    write_rows(stream, [header])
    write_rows(stream, rows)


def write_rows(stream: IO[str], rows: Iterable[Sequence[object]]) -> None:
    """More rows of a table."""
    table = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerows([guarded(cell) for cell in row] for row in rows)


def state(graded: Graded) -> str:
    """What became of an answer, in one word or two."""
    if graded.mark is not None:
        return "the answer has changed since it was marked" if graded.mark.stale else "marked by a person"
    return graded.judgement.outcome.value if graded.judgement else "not graded yet"


def grade_columns(assignment: Outline) -> list[str]:
    """The header of `grades.csv`."""
    return ["student", "name", "status", *assignment.ids, *GRADE_COLUMNS]


def grade_row(student: StudentGrades) -> list[object]:
    """A student's row in `grades.csv`: `waits` says which parts a person must see, and why."""
    status = "submitted" if student.submitted else "missing"
    if student.problem:
        status = "could not be read"
    points: list[object] = [g.points if student.submitted or g.mark else "" for g in student.parts]
    waits = [f"{g.part.id} ({state(g)})" for g in student.parts if g.waits] if student.submitted else []
    marked = [g.part.id for g in student.parts if g.mark is not None]
    return [
        student.student,
        student.name,
        status,
        *points,
        student.points,
        student.possible,
        student.pending,
        "; ".join(waits),
        "; ".join(marked),
        page_of(student.student),
    ]


def page_of(student: str) -> str:
    """Where a student's page of feedback lies, beside the tables."""
    return f"feedback/{file_name(student)}.html"


def answer_rows(student: StudentGrades) -> Iterator[list[object]]:
    """One row an answer."""
    if not student.submitted:
        return
    for g in student.parts:
        j = g.judgement
        yield [
            student.student,
            g.part.id,
            g.points,
            g.part.points,
            g.pending,
            state(g),
            (j.mistake or "") if j else "",
            g.mark.comment if g.mark else j.reason if j else "",
            j.evidence if j else "",
            g.mark.person if g.mark else "",
        ]
