"""The grades of a student as a gradebook has them: answers, the judgements on these answers, a person's marks."""

import hashlib
import json
import sqlite3
from fractions import Fraction

from .formats import Answer
from .grades import Graded, Mark, StudentGrades
from .judgement import Judgement
from .outline import PartOutline


def answer_digest(answer: Answer, beside: object = None) -> str:
    """A digest of an answer's text and syntax; of an empty answer also of what stands `beside` it."""
    text = f"{answer.syntax}\0{answer.text}" if answer.text.strip() else f"empty\0{json.dumps(beside or None)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def grades_of(db: sqlite3.Connection, student: str, parts: tuple[PartOutline, ...]) -> StudentGrades:
    """One student's parts; the student is in the gradebook."""
    answers = {
        part: (Answer(text=text, syntax=syntax), digest)
        for part, text, syntax, digest in db.execute(
            "SELECT part, text, syntax, digest FROM answers WHERE student = ?", (student,)
        )
    }
    judgements = {
        (part, answer, key): Judgement.from_record(json.loads(record))
        for part, answer, key, record in db.execute(
            "SELECT part, answer, key, record FROM judgements WHERE student = ?", (student,)
        )
    }
    marks = {
        r[0]: r[1:]
        for r in db.execute("SELECT part, points, comment, person, at, answer FROM marks WHERE student = ?", (student,))
    }
    name, submitted, enrolled, problem, stray = db.execute(
        "SELECT name, submitted, enrolled, problem, stray FROM students WHERE id = ?", (student,)
    ).fetchone()
    empty = (None, answer_digest(Answer(text="")))
    graded = []
    for part in parts:
        answer, digest = answers.get(part.id, empty)
        mark = _mark(marks[part.id], digest) if part.id in marks else None
        judgement = judgements.get((part.id, digest, part.digest))  # never that of an earlier answer or key
        graded.append(Graded(part=part, answer=answer, judgement=judgement, mark=mark))
    return StudentGrades(
        student=student,
        name=name,
        submitted=bool(submitted),
        enrolled=bool(enrolled),
        problem=problem,
        stray=tuple(json.loads(stray)),
        parts=tuple(graded),
    )


def _mark(row: tuple, digest: str) -> Mark:
    points, comment, person, at, answer = row
    return Mark(points=Fraction(points), comment=comment, person=person, at=at, stale=answer != digest)
