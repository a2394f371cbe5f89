"""What a run leaves to read: tables, a page of feedback a student, a summary of the class. All of it escaped.

A page is one file that loads nothing and runs nothing. Names of files are made of ids by `submissions.file_name`, never
taken from them.
"""

import base64
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import IO

import jinja2
from markupsafe import Markup

from . import sheets
from .class_summary import OUTCOMES, Summary, empty, picture
from .drawn import formula, prompt
from .gradebook import Gradebook
from .grades import Graded, StudentGrades
from .outline import Outline
from .submissions import file_name, visible
from .words import VERDICTS

MOST_SHOWN = 4000  # characters of an answer on a page


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A part as a page shows it. formula, prompt: markup of ours, the rest is escaped by the template.

    reason, excerpt: why, and the line of the answer with a mark below what could not be read.
    """

    graded: Graded
    verdict: str
    text: str
    reason: str
    excerpt: str
    formula: Markup | None
    prompt: Markup | None


def write_pages(book: Gradebook, *, feedback: bool = True) -> Summary:
    """Writes grades.csv, answers.csv, feedback/, summary.html and summary.svg beside the gradebook."""
    assignment, folder = book.assignment, book.folder
    summary = empty(assignment)
    written = set()
    if feedback:
        (folder / "feedback").mkdir(exist_ok=True)
    with whole(folder / "grades.csv") as grades, whole(folder / "answers.csv") as answers:
        sheets.write(grades, sheets.grade_columns(assignment), ())
        sheets.write(answers, sheets.ANSWER_COLUMNS, ())
        for student in book.grades():
            summary.add(student)
            sheets.write_rows(grades, [sheets.grade_row(student)])
            sheets.write_rows(answers, sheets.answer_rows(student))
            if feedback:
                name = f"{file_name(student.student)}.html"
                written.add(name)
                with whole(folder / "feedback" / name) as page:
                    page.write(feedback_page(assignment, student))
    if feedback:
        for old in (folder / "feedback").glob("*.html"):
            if old.name not in written:
                old.unlink()
    svg, alt = picture(summary)
    with whole(folder / "summary.svg") as stream:
        stream.write(svg)
    with whole(folder / "summary.html") as stream:
        stream.write(summary_page(book, summary, svg, alt))
    return summary


@contextmanager
def whole(path: Path) -> Iterator[IO[str]]:
    """A file that is there with all of its content, or as it was."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    folder = Path(__file__).with_name("templates")
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    found.globals.update(
        style=Markup((folder / "style.css").read_text(encoding="utf-8")), number=sheets.decimal, colour=_colour
    )
    return found


def _colour(shown: Shown) -> str:
    g = shown.graded
    if g.waits:
        return "open"
    return "full" if g.points == g.part.points else "some" if g.points else "none"


def feedback_page(assignment: Outline, student: StudentGrades) -> str:
    """One student's page. The key's value is on it only where the judgement carries it."""
    shown = [show(assignment, g) for g in student.parts]
    questions = [(name, list(parts)) for name, parts in groupby(shown, key=lambda s: s.graded.part.question)]
    template = _templates().get_template("feedback.html")
    return template.render(assignment=assignment, student=student, questions=questions)


def show(assignment: Outline, graded: Graded) -> Shown:
    """A part with its formula and prompt as markup."""
    text = visible(graded.answer.text) if graded.answer else ""
    j = graded.judgement
    if graded.mark is not None and not graded.mark.stale:
        verdict = "marked by a person"
    else:
        verdict = VERDICTS[j.outcome] if j else "not graded yet"
    reason, _, excerpt = j.reason.partition("\n  ") if j else ("", "", "")
    return Shown(
        graded=graded,
        reason=reason,
        excerpt=f"  {excerpt}" if excerpt else "",
        verdict=verdict,
        text=text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]} ... ({len(text)} characters)",
        formula=formula(assignment.path, graded.part.id, j.reading) if j and j.reading else None,
        prompt=prompt(assignment.path, graded.part.id, graded.part.prompt) if graded.part.prompt else None,
    )


def summary_page(book: Gradebook, summary: Summary, svg: str, alt: str) -> str:
    """The page of the class."""
    encoded = base64.b64encode(svg.encode()).decode()
    return (
        _templates()
        .get_template("summary.html")
        .render(
            assignment=book.assignment,
            s=summary,
            picture=encoded,
            alt=alt,
            outcomes=[o for o in OUTCOMES if any(p.outcomes[o] for p in summary.parts.values())],
            incidents=book.incidents()[-50:],
            runs=book.runs(),
        )
    )


def as_json(book: Gradebook, summary: Summary) -> dict:
    """The grades in the versioned schema `backproof.grade/1`; points are exact, as `p/q`."""
    return {
        "schema": "backproof.grade/1",
        "assignment": book.assignment.name,
        "possible": str(book.assignment.points),
        "runs": book.runs(),
        "summary": summary.as_json(),
        "students": [student_json(s) for s in book.grades()],
    }


def student_json(student: StudentGrades) -> dict:
    """One student's grades in plain JSON."""
    return {
        "student": student.student,
        "name": student.name,
        "submitted": student.submitted,
        "problem": student.problem,
        "points": _exact(student.points),
        "pending": _exact(student.pending),
        "parts": {
            g.part.id: {
                "points": _exact(g.points),
                "possible": _exact(g.part.points),
                "pending": _exact(g.pending),
                "waits": g.waits,
                "judgement": g.judgement.as_record() if g.judgement else None,
                "mark": _mark(g),
            }
            for g in student.parts
        },
    }


def _mark(g: Graded) -> dict | None:
    if g.mark is None:
        return None
    m = g.mark
    return {"points": _exact(m.points), "comment": m.comment, "person": m.person, "at": m.at, "stale": m.stale}


def _exact(points: Fraction) -> str:
    return str(points)


def canonical(report: dict) -> str:
    """A report without times, so that two runs of the same grades give the same text."""
    kept = {name: value for name, value in report.items() if name != "runs"}
    return json.dumps(kept, sort_keys=True, ensure_ascii=False)
