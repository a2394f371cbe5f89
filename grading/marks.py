"""Lists that people write: the roster of a class, and marks that a person gave; and the list of what waits for one."""

import csv
import io
import os
from fractions import Fraction
from functools import lru_cache

from .gradebook import Gradebook
from .sheets import FORMULA, state, write

REVIEW_COLUMNS = (
    "student",
    "part",
    "points",
    "comment",
    "person",
    "possible",
    "why",
    "answer",
    "reading",
    "reason",
    "facts",
)


class BadList(ValueError):
    """A roster or a list of marks that cannot be used, with the line."""


def read_roster(path: str) -> list[tuple[str, str]]:
    """(id, name) of each student, from a CSV with a column `id` or `student`, and perhaps `name`. Raises BadList."""
    found = {}
    for number, row in enumerate(_rows(path, {"id", "student"}), 2):
        student = unguarded(row.get("id") or row.get("student") or "")
        if not student:
            raise BadList(f"{path!r}, line {number}: there is no id")
        if student in found:
            raise BadList(f"{path!r}, line {number}: {student!r} stands there twice")
        found[student] = unguarded(row.get("name") or "")
    return list(found.items())


def read_marks(path: str) -> list[dict]:
    """Rows with student, part, points (None where the cell is empty), comment, person, line. Raises BadList."""
    found: dict[tuple[str, str], dict] = {}
    for number, row in enumerate(_rows(path, {"student"}, {"part"}, {"points"}), 2):
        text = unguarded(row.get("points") or "").replace(",", ".")
        try:
            points = Fraction(text) if text else None
        except (ValueError, ZeroDivisionError):
            raise BadList(f"{path!r}, line {number}: {text[:40]!r} is no number of points") from None
        if points is None:
            continue
        key = (unguarded(row.get("student") or ""), unguarded(row.get("part") or ""))
        if key in found and found[key]["points"] != points:
            raise BadList(
                f"{path!r}, line {number}: part {key[1]!r} of {key[0]!r} was marked in line {found[key]['line']}"
            )
        comment, person = unguarded(row.get("comment") or ""), unguarded(row.get("person") or "")
        found[key] = {"points": points, "comment": comment, "person": person, "line": number}
    return [{"student": student, "part": part, **row} for (student, part), row in found.items()]


def unguarded(text: str) -> str:
    """A cell of a table of ours, without the apostrophe that keeps spreadsheets from reading it as a formula."""
    text = text.strip()
    guarded = text.startswith("'") and (text[1:].lstrip().startswith(FORMULA) or text[1:2] == "'")
    return text[1:] if guarded else text


def _rows(path: str, *columns: set[str]) -> list[dict[str, str]]:
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            text = file.read()
        with io.StringIO(text, newline="") as stream:
            first = text.partition("\n")[0]
            # spreadsheets of some countries separate by semicolons
            table = csv.DictReader(stream, delimiter=";" if first.count(";") > first.count(",") else ",")
            names = [(n or "").lstrip("\ufeff").strip().lower() for n in table.fieldnames or []]
            for wanted in columns:
                if not wanted & set(names):
                    needed = " or ".join(sorted(wanted))
                    raise BadList(f"{path!r} has no column {needed}; it has {', '.join(names) or 'none'}")
            table.fieldnames = names
            rows = [
                {k: v or "" for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)} for row in table
            ]
            return [row for row in rows if any(v.strip() for v in row.values())]
    except OSError as error:
        raise BadList(f"cannot read {path!r}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadList(f"{path!r} is no CSV in UTF-8: {error}") from None


def apply_marks(book: Gradebook, path: str, *, person: str) -> int:
    """Writes the marks of a CSV into the gradebook, all of them or none; how many. Raises BadList, GradebookError."""
    rows = read_marks(path)
    for row in rows:
        book.check_mark(row["student"], row["part"], row["points"], where=f"{path!r}, line {row['line']}: ")
    marks = [(r["student"], r["part"], r["points"], r["comment"], r["person"] or person) for r in rows]
    book.mark_all(marks)
    return len(rows)


def review_list(book: Gradebook, *, everything: bool = False, parts: tuple[str, ...] = ()) -> list[dict]:
    """What waits for a person, or all answers, ordered by part so that one question is marked in one go."""
    found = []
    facts = {p.id: "; ".join(map(fact, p.facts)) for p in book.assignment.parts if p.facts}
    for student in book.grades():
        if not student.submitted:
            continue
        for place, g in enumerate(student.parts):
            if (parts and g.part.id not in parts) or not (everything or g.waits):
                continue
            j = g.judgement
            row = {
                "student": student.student,
                "part": g.part.id,
                "points": str(g.mark.points) if g.mark else "",
                "comment": g.mark.comment if g.mark else "",
                "person": g.mark.person if g.mark else "",
                "possible": str(g.part.points),
                "why": state(g),
                "answer": g.answer.text if g.answer else "",
                "reading": (j.reading or "") if j else "",
                "reason": j.reason if j else "",
                "facts": facts.get(g.part.id, ""),
            }
            found.append((place, row))
    return [row for _, row in sorted(found, key=lambda item: item[0])]


def untaken(book: Gradebook, path: str) -> int:
    """How many marks stand in a list that would be overwritten and are not in the gradebook: somebody's work."""
    if path == "-" or not os.path.isfile(path):
        return 0
    known = {(s.student, g.part.id): g.mark.points for s in book.grades() for g in s.parts if g.mark is not None}
    try:
        return sum(known.get((row["student"], row["part"])) != row["points"] for row in read_marks(path))
    except BadList:
        return 0 if os.path.getsize(path) == 0 else 1


@lru_cache(maxsize=256)
def fact(name: str) -> str:
    """A claim that whoever marks an answer may lean on: its id, what it says, its verdict."""
    from ..theory.catalogue import TOPICS, claims

    topic = name.partition(".")[0]
    claim = claims(topic).get(name) if topic in TOPICS else None
    return f"{name}: {claim.title} ({claim.expected.value})" if claim is not None else name


def review_text(rows: list[dict]) -> str:
    """The list as CSV; what a student wrote stays text in any spreadsheet."""
    stream = io.StringIO()
    write(stream, REVIEW_COLUMNS, ([row[name] for name in REVIEW_COLUMNS] for row in rows))
    return stream.getvalue()
