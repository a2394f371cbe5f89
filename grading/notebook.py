"""Answers inside a notebook: how they read, and, where the question allows it, the verdict.

    from backproof.grading import Question
    Question("exercise-10", "3a-delta").check(r"f_k - y_k")

`points` is what the hidden tests of Otter and nbgrader call, on the instructor's side.
"""

import atexit
import os
import sys
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from html import escape

from .assignment import Part, load_assignment, path_of
from .judgement import Judgement
from .run import JUDGE
from .tables import AssignmentError
from .trying import ReadBack, read_back
from .words import VERDICTS
from .workers import Limits, LocalExecutor, Lost, WorkersFailed


@dataclass(frozen=True, kw_only=True)
class Checked:
    """An answer as it was read; a judgement only where the question lets students check themselves."""

    read: ReadBack
    judgement: Judgement | None = None
    markup: str | None = None

    def __repr__(self) -> str:
        if self.read.problem:
            return f"could not be read: {self.read.problem}"
        if not self.read.reading:
            return "no answer"
        lines = [f"read as: {self.read.reading}"]
        if self.judgement is not None:
            lines.append(f"{VERDICTS[self.judgement.outcome]}. {self.judgement.reason}".strip())
            if self.judgement.witness:
                lines.append("at " + ", ".join(f"{n} = {v}" for n, v in self.judgement.witness.items()))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        if self.markup is None or self.read.problem:
            return f"<pre>{escape(repr(self))}</pre>"
        rest = repr(self).partition("\n")[2]
        return f"<div>read as {self.markup}</div>" + (f"<pre>{escape(rest)}</pre>" if rest else "")


class Question:
    """One part of an assignment: a file, or the name of one that comes with Backproof. Raises KeyError."""

    def __init__(self, assignment: str, part: str) -> None:
        self._path = str(path_of(assignment).resolve())
        self._id = part
        self._part: Part = load_assignment(self._path).part(part)

    def __repr__(self) -> str:
        return f"<{self._id}, {self._part.points} points: {self._part.prompt.strip()}>"

    def check(self, answer: str, syntax: str = "auto") -> Checked:
        """How an answer reads; with the verdict where the question has `self_check = true`."""
        from .drawn import formula

        read = read_back(self._part, answer, syntax)
        markup = formula(self._path, self._id, read.reading) if read.reading else None
        judgement = None
        if self._part.self_check and read.reading:
            judgement = judged(self._path, self._id, answer, syntax)
        return Checked(read=read, judgement=judgement, markup=markup)


def points(assignment: str, part: str, answer: object) -> float:
    """The points of an answer; says why where there are not all of them, and what waits for a person."""
    found = _hidden(assignment, part, answer)
    print(f"{VERDICTS[found.outcome]}. {found.reason}".strip())
    if found.pending:
        print(f"{found.pending} points are open until a person has looked.")
    return float(found.points)


def short_of(assignment: str, part: str, answer: object, level: str) -> str:
    """Why an answer has no more than `level` points, empty where it has; a step of a part that is paid in steps."""
    found = _hidden(assignment, part, answer)
    return "" if found.points > Fraction(level) else f"{VERDICTS[found.outcome]}. {found.reason}".strip()


def _hidden(assignment: str, part: str, answer: object) -> Judgement:
    """The judgement for a hidden test. An exception there would be zero points: what is no fault of the answer ends
    the kernel, so that the system says that it could not grade.
    """
    try:
        found = judged(str(path_of(assignment).resolve()), part, answer if isinstance(answer, str) else "", "auto")
        if found is None:
            raise WorkersFailed("the answer was lost on its way")
        return found
    except (AssignmentError, KeyError, WorkersFailed, OSError) as error:
        print(f"backproof cannot grade here: {error}", file=sys.stderr, flush=True)
        os._exit(70)


@lru_cache(maxsize=1)
def _executor() -> LocalExecutor:
    found = LocalExecutor(JUDGE, limits=Limits(seconds=60))
    atexit.register(found.close)
    return found


@lru_cache(maxsize=256)
def judged(path: str, part: str, answer: str, syntax: str) -> Judgement | None:
    """The judgement, made in a process of its own; None where that was lost."""
    arguments = {"assignment_path": path, "part_id": part, "answer": answer, "syntax": syntax}
    ((_, found),) = _executor().run([(0, arguments)])
    return None if isinstance(found, Lost) else Judgement.from_record(found)  # type: ignore[arg-type]
