"""The gradebook: one SQLite file; every answer is graded in a transaction of its own.

A run that is killed loses the answers it was judging and nothing else: the next run finds what is not graded yet, by
the digests of the answer and of the part's key. A person's marks stand beside the judgements and are never replaced by
them. One process writes at a time; a lock on the folder keeps a second one out.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from fractions import Fraction

from .formats import Answer
from .gradebook_file import FILE, GradebookError, GradebookFile
from .gradebook_grades import answer_digest, grades_of
from .gradebook_tables import PAGE, TODO, TODO_FROM
from .grades import StudentGrades, Todo
from .judgement import Judgement
from .outline import Outline, PartOutline
from .submissions import Submission


class Gradebook:
    """The gradebook in a folder; made there when `create` is set. Raises GradebookError."""

    def __init__(self, folder: str | os.PathLike, *, create: bool = False) -> None:
        self._file = GradebookFile(folder, create=create)
        self._db = self._file.db
        self.folder = self._file.folder
        self.run = 0

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection and gives the lock back."""
        self._file.close()

    def meta(self, name: str) -> str | None:
        """A fact about the gradebook."""
        return self._file.meta(name)

    def put_meta(self, name: str, value: str) -> None:
        """Notes a fact about the gradebook."""
        with self._file.transaction():
            self._file.put_meta(name, value)

    def set_assignment(self, assignment: Outline) -> None:
        """The assignment that is graded. Raises GradebookError where the folder holds grades of another one."""
        known = self.meta("assignment")
        if known not in (None, assignment.name):
            raise GradebookError(f"{str(self.folder)!r} holds grades of {known!r}; give another folder with --out")
        with self._file.transaction():
            self._file.put_meta("assignment", assignment.name)
            self._file.put_meta("title", assignment.title)
            self._file.put_meta("path", assignment.path)
            self._db.execute("DELETE FROM parts")
            for place, p in enumerate(assignment.parts):
                row = (
                    p.id,
                    place,
                    p.question,
                    p.kind,
                    str(p.points),
                    p.prompt,
                    p.digest,
                    p.self_check,
                    json.dumps(p.facts),
                )
                self._db.execute("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    @property
    def assignment(self) -> Outline:
        """The assignment as it was graded last."""
        rows = self._db.execute(
            "SELECT id, question, kind, points, prompt, digest, self_check, facts FROM parts ORDER BY place"
        )
        parts = [
            PartOutline(
                id=r[0],
                question=r[1],
                kind=r[2],
                points=Fraction(r[3]),
                prompt=r[4],
                digest=r[5],
                self_check=bool(r[6]),
                facts=tuple(json.loads(r[7])),
            )
            for r in rows
        ]
        name, title, path = (self.meta(n) or "" for n in ("assignment", "title", "path"))
        return Outline(name=name, title=title, path=path, parts=tuple(parts))

    def begin_run(self, options: Mapping[str, object]) -> int:
        """The number of a new run; `options` are kept with it."""
        with self._file.transaction():
            row = self._db.execute(
                "INSERT INTO runs (started, options) VALUES (?, ?) RETURNING number",
                (_now(), json.dumps(options, sort_keys=True)),
            ).fetchone()
        self.run = row[0]
        return self.run

    def end_run(self) -> None:
        """Notes that the run came to its end."""
        with self._file.transaction():
            self._db.execute("UPDATE runs SET ended = ? WHERE number = ?", (_now(), self.run))

    def runs(self) -> list[dict]:
        """All runs: number, start, end (None where it was cut off), options."""
        rows = self._db.execute("SELECT number, started, ended, options FROM runs ORDER BY number")
        return [{"number": n, "started": s, "ended": e, "options": json.loads(o)} for n, s, e, o in rows]

    def enrol(self, roster: Iterable[tuple[str, str]]) -> None:
        """Students (id, name) who should hand something in."""
        with self._file.transaction():
            self._db.execute("UPDATE students SET enrolled = 0")
            for student, name in roster:
                self._db.execute(
                    "INSERT INTO students (id, name, enrolled) VALUES (?, ?, 1) "
                    "ON CONFLICT (id) DO UPDATE SET name = excluded.name, enrolled = 1",
                    (student, name),
                )

    def put_submission(self, found: Submission) -> None:
        """What a student has handed in; it takes the place of what was there. A part left out is an empty answer."""
        row = (found.student, 1, found.problem, json.dumps(found.stray))
        beside = [found.problem, list(found.stray)] if found.problem or found.stray else None
        with self._file.transaction():
            self._db.execute(
                "INSERT INTO students (id, submitted, problem, stray) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET submitted = 1, problem = excluded.problem, stray = excluded.stray",
                row,
            )
            self._db.execute("DELETE FROM answers WHERE student = ?", (found.student,))
            for part in self._part_ids():
                answer = found.answers.get(part, Answer(text=""))
                values = (found.student, part, answer.text, answer.syntax, answer_digest(answer, beside))
                self._db.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", values)

    def _part_ids(self) -> list[str]:
        return [r[0] for r in self._db.execute("SELECT id FROM parts ORDER BY place")]

    def keep_students(self, submitted: Iterable[str]) -> None:
        """Only these have a submission now; of the others the answers go, a person's marks stay."""
        with self._file.transaction():
            self._db.execute("CREATE TEMP TABLE IF NOT EXISTS now (id TEXT PRIMARY KEY)")
            self._db.execute("DELETE FROM now")
            self._db.executemany("INSERT OR IGNORE INTO now VALUES (?)", ((s,) for s in submitted))
            for table, column in (("answers", "student"), ("judgements", "student")):
                self._db.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM now)")
            self._db.execute("UPDATE students SET submitted = 0, problem = NULL WHERE id NOT IN (SELECT id FROM now)")
            self._db.execute(
                "DELETE FROM students WHERE submitted = 0 AND enrolled = 0 AND id NOT IN (SELECT student FROM marks)"
            )

    def todo(self) -> Iterator[Todo]:
        """The answers without a final judgement under their present digests, in the order of students and parts.

        Read a page at a time, so that it may be graded while this goes on; what is not final is given once.
        """
        last = ("", -1)
        while True:
            rows = self._db.execute(TODO, {"student": last[0], "place": last[1]}).fetchall()
            for student, place, part, key, points, text, syntax, digest, problem, stray in rows:
                last = (student, place)
                yield Todo(
                    student=student,
                    part=part,
                    answer=Answer(text=text, syntax=syntax),
                    digest=digest,
                    key=key,
                    points=Fraction(points),
                    problem=problem,
                    stray=tuple(json.loads(stray)),
                )
            if len(rows) < PAGE:
                return

    def count_todo(self) -> int:
        """How many answers `todo` would give."""
        return self._db.execute(f"SELECT count(*) {TODO_FROM}").fetchone()[0]

    def record(self, item: Todo, judgement: Judgement, *, final: bool = True, seconds: float = 0.0) -> None:
        """Keeps a judgement, in one transaction. One that is not final is tried again by the next run."""
        record = json.dumps(judgement.as_record(), sort_keys=True)
        points = str(judgement.points)
        with self._file.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO judgements VALUES (?, ?, ?, ?, ?, ?)",
                (item.student, item.part, item.digest, item.key, record, final),
            )
            self._db.execute(
                "INSERT INTO history (student, part, answer, key, outcome, points, final, run, seconds) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    item.student,
                    item.part,
                    item.digest,
                    item.key,
                    judgement.outcome.value,
                    points,
                    final,
                    self.run,
                    seconds,
                ),
            )

    def check_mark(self, student: str, part: str, points: Fraction, *, where: str = "") -> None:
        """Raises GradebookError where there is no such answer, or where it has fewer points."""
        known = {p.id: p for p in self.assignment.parts}
        if part not in known:
            raise GradebookError(f"{where}there is no part {part!r}; there are {', '.join(known)}")
        if not self._db.execute("SELECT 1 FROM students WHERE id = ?", (student,)).fetchone():
            raise GradebookError(f"{where}there is no student {student!r} in the gradebook")
        if not 0 <= points <= known[part].points:
            raise GradebookError(f"{where}{points} points for {part!r}: it has {known[part].points}")

    def mark(self, student: str, part: str, points: Fraction, *, comment: str, person: str) -> None:
        """A person's points for one answer. Raises GradebookError as `check_mark` does."""
        self.check_mark(student, part, points)
        self.mark_all([(student, part, points, comment, person)])

    def mark_all(self, marks: Iterable[tuple[str, str, Fraction, str, str]]) -> None:
        """Checked marks (student, part, points, comment, person), all in one transaction."""
        with self._file.transaction():
            for student, part, points, comment, person in marks:
                found = self._db.execute(
                    "SELECT digest FROM answers WHERE student = ? AND part = ?", (student, part)
                ).fetchone()
                digest = found[0] if found else answer_digest(Answer(text=""))
                row = (student, part, str(points), comment, person, digest, _now())
                self._db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def unmark(self, student: str, part: str) -> None:
        """Takes a person's mark back; the judgement counts again."""
        with self._file.transaction():
            self._db.execute("DELETE FROM marks WHERE student = ? AND part = ?", (student, part))

    def grades(self) -> Iterator[StudentGrades]:
        """All students in the order of their ids, one at a time."""
        parts = self.assignment.parts
        students = [r[0] for r in self._db.execute("SELECT id FROM students ORDER BY id")]
        for student in students:
            yield grades_of(self._db, student, parts)

    def grades_of(self, student: str) -> StudentGrades:
        """One student's parts. Raises GradebookError."""
        if not self._db.execute("SELECT 1 FROM students WHERE id = ?", (student,)).fetchone():
            raise GradebookError(f"there is no student {student!r} in the gradebook")
        return grades_of(self._db, student, self.assignment.parts)

    def note_incident(self, item: Todo, loss: str, detail: str) -> None:
        """Why an answer got no judgement of its own; for whoever runs the program."""
        with self._file.transaction():
            row = (self.run, item.student, item.part, loss, detail)
            self._db.execute("INSERT INTO incidents VALUES (?, ?, ?, ?, ?)", row)

    def incidents(self) -> list[tuple]:
        """(run, student, part, loss, detail) of every answer that was lost on its way."""
        return self._db.execute("SELECT run, student, part, loss, detail FROM incidents ORDER BY rowid").fetchall()

    def attempts(self) -> list[tuple]:
        """Every judgement that was ever kept: (student, part, answer digest, key digest, outcome, final, run)."""
        return self._db.execute(
            "SELECT student, part, answer, key, outcome, final, run FROM history ORDER BY number"
        ).fetchall()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


__all__ = ["FILE", "Gradebook", "GradebookError", "answer_digest"]
