"""What runs inside Gradescope's container: one submission to `results.json`.

Student code runs as another user, cannot read this package, the key or the results, and is dead before they are
written. Where that cannot be had, the parts that ask for programs wait for a person; all others are graded.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from . import run, sandbox
from .gradebook import Gradebook
from .grades import Graded, StudentGrades
from .judgement import Outcome
from .outline import Outline, outline
from .sheets import decimal
from .submissions import folder_entry, visible

STUDENT = "submission"
MOST_SHOWN = 1000


def main(base: str, assignment: str) -> None:
    """Grades `base`/submission with `base`/source/`assignment` and writes `base`/results/results.json."""
    path = os.path.join(base, "source", assignment)
    chosen = outline(path)
    mode, why = _sandbox(base, chosen)
    entry = folder_entry(os.path.join(base, "submission"), STUDENT)
    options = run.Options(jobs=1, sandbox=mode, must_hold=False, checked=True)
    with tempfile.TemporaryDirectory(prefix="backproof-book-") as folder, Gradebook(folder, create=True) as book:
        done = run.grade(path, [entry], book, options=options)
        report = results(chosen, book.grades_of(STUDENT), seconds=done.seconds, mode=mode, why=why)
    write(Path(base, "results", "results.json"), report)


def _sandbox(base: str, chosen: Outline) -> tuple[str | None, str]:
    """(sandbox for this submission, why there is none)."""
    if not any(p.kind in run.CODE_KINDS for p in chosen.parts):
        return None, ""
    wanted = os.environ.get(sandbox.MODE, sandbox.BUBBLEWRAP)
    if wanted == sandbox.BUBBLEWRAP and sandbox.available(sandbox.BUBBLEWRAP) is None:
        return sandbox.BUBBLEWRAP, ""
    from .sandbox.container import exposed

    closed = [os.path.join(base, name) for name in ("source", "submission", "results", "backproof")]
    seen = [path for path in closed if exposed(path)]
    why = f"{', '.join(seen)} can be read by every user" if seen else sandbox.available(sandbox.CONTAINER)
    return (sandbox.CONTAINER, "") if why is None else (None, why)


def results(chosen: Outline, grades: StudentGrades, *, seconds: float, mode: str | None, why: str) -> dict:
    """The content of `results.json`: a test a part."""
    said = []
    if grades.problem:
        said.append(f"The submission could not be read: {grades.problem}.")
    if grades.stray:
        said.append(f"This belongs to no part: {', '.join(grades.stray)}.")
    if grades.pending:
        said.append(f"{decimal(grades.pending)} points are open until a person has looked.")
    facts = {"assignment": chosen.name, "pending": str(grades.pending), "sandbox": mode or "none"}
    if why:
        facts["no_sandbox"] = why
    return {
        "score": float(grades.points),
        "execution_time": round(seconds, 3),
        "output": visible("\n".join(said)),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": [test(g) for g in grades.parts],
        "extra_data": facts,
    }


def test(graded: Graded) -> dict:
    """One entry of `tests`."""
    j = graded.judgement
    outcome = j.outcome if j else Outcome.UNDECIDED
    found = {
        "name": f"{graded.part.question} ({graded.part.id})",
        "name_format": "text",
        "number": graded.part.id,
        "score": float(graded.points),
        "max_score": float(graded.part.points),
        "output": visible(_told(graded)),
        "output_format": "text",
        "visibility": "visible",
        "tags": [outcome.value],
        "extra_data": {"waits": graded.waits, "mistake": j.mistake if j else None},
    }
    if not graded.waits:
        found["status"] = "passed" if graded.points == graded.part.points else "failed"
    return found


def _told(graded: Graded) -> str:
    from .words import VERDICTS

    j = graded.judgement
    if j is None:
        return "not graded"
    lines = [VERDICTS[j.outcome].capitalize() + "."]
    if graded.answer and graded.answer.text.strip():
        lines.append(f"Your answer: {graded.answer.text[:MOST_SHOWN]}")
    if j.reading:
        lines.append(f"Read as: {j.reading}")
    if j.reason:
        lines.append(j.reason)
    if j.witness:
        lines.append("At " + ", ".join(f"{n} = {v}" for n, v in j.witness.items()))
    if j.own_value:
        lines.append(f"your answer is {j.own_value}")
    if j.key_value:
        lines.append(f"the right value is {j.key_value}")
    return "\n".join(lines)


def write(path: Path, report: dict) -> None:
    """Writes the results, replaced as a whole and readable by root alone."""
    draft = path.with_name(f".{path.name}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(report, stream, indent=1, allow_nan=False)
    os.replace(draft, path)


if __name__ == "__main__":
    main(*sys.argv[1:3])
