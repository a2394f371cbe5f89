"""A grading run: intake, judging, marks of persons, pages; it can be cut off anywhere and goes on where it was."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .gradebook import Gradebook
from .grades import Todo
from .judgement import Judgement, Outcome
from .outline import Outline, outline
from .submissions import Entry, NotAFolder, discover, printable, same_assignment, submission
from .workers import Executor, Limits, LocalExecutor, Lost

JUDGE = f"{__package__}.judge:judge_answer"
READ = f"{__package__}.submissions:read_entry"
READING = Limits(seconds=60, cpu_seconds=30, memory=1 << 30, calls=5000)
CODE_KINDS = frozenset({"function"})  # answered by a program of the student's
MODE = "BACKPROOF_SANDBOX"  # tells workers which sandbox this run has; see sandbox/

# What a lost answer is called where a student sees it.
LOST = {
    "time": "No decision was reached in the time that an answer has; a person will look at it.",
    "memory": "No decision was reached in the memory that an answer has; a person will look at it.",
    "death": "The checker stopped while it judged this answer; a person will look at it.",
    "error": "The checker failed on this answer; a person will look at it.",
}


class FaultyAssignment(ValueError):
    """An assignment that does not agree with itself; the message names file, line and way out of every fault."""


class NoSandbox(RuntimeError):
    """Student code would have to run and nothing here can hold it."""


@dataclass(kw_only=True)
class Progress:
    """How far a run is: answers judged of those to judge."""

    students: int = 0
    total: int = 0
    judged: int = 0
    lost: int = 0
    seconds: float = 0.0
    outcomes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a run is done.

    jobs: worker processes. sandbox: `bubblewrap`, `container` or None. must_hold: whether a run without a sandbox is
    refused where a part asks for programs; otherwise these answers wait. checked: the assignment need not be looked
    at again. seconds: the deadline of an answer.
    """

    jobs: int = 1
    resume: bool = False
    sandbox: str | None = None
    must_hold: bool = True
    checked: bool = False
    seconds: float = 120.0


def grade(
    assignment: str,
    submissions: str | Sequence[Entry],
    book: Gradebook,
    *,
    options: Options,
    executor: Executor | None = None,
    reader: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Grades a folder of submissions, or some that were found, into a gradebook; `pages.write_pages` writes pages.

    executor: where answers are judged, this machine's workers without one. Raises AssignmentError, FaultyAssignment,
    NotAFolder, NoSandbox, GradebookError.
    """
    started = time.monotonic()
    chosen = outline(assignment)
    if options.sandbox is None and options.must_hold and (code := [p.id for p in chosen.parts if p.kind in CODE_KINDS]):
        raise NoSandbox(f"part{'s' * (len(code) > 1)} {', '.join(code)} of {chosen.name} ask for programs")
    if isinstance(submissions, str) and not os.path.isdir(submissions):
        raise NotAFolder(f"there is no folder {submissions!r}")
    if not options.checked:
        _check(assignment, book)
    book.set_assignment(chosen)
    book.begin_run({"jobs": options.jobs, "sandbox": options.sandbox or "none"})
    progress = Progress()
    if not options.resume or not book.runs()[:-1]:
        _take_in(submissions, chosen, book, reader, options.jobs, progress)
    progress.total = book.count_todo()
    own = (
        None
        if executor
        else LocalExecutor(
            JUDGE, jobs=options.jobs, limits=Limits(seconds=options.seconds), variables=variables(options)
        )
    )
    try:
        _judge(book, chosen, executor or own, progress, on_progress)  # type: ignore[arg-type]
    finally:
        if own is not None:
            own.close()
        if options.sandbox is not None:
            from .sandbox import sweep

            sweep(options.sandbox)
    book.end_run()
    progress.seconds = time.monotonic() - started
    return progress


def _check(assignment: str, book: Gradebook) -> None:
    """A key that cannot be read or a mistake that is none is found before the class is graded by it; once a version."""
    from .assignment import load_assignment
    from .check import check

    digest = load_assignment(assignment).digest
    if book.meta("checked") == digest:
        return
    faults = check(assignment).faults
    if faults:
        told = "; ".join(str(fault) for fault in faults[:5])
        raise FaultyAssignment(f"{told} (see `backproof homework check {assignment}`)")
    book.put_meta("checked", digest)


def variables(options: Options) -> dict[str, str]:
    """What workers are told by their environment."""
    return {MODE: options.sandbox or "none", "JAX_PLATFORMS": "cpu"}


def _take_in(
    submissions: str | Sequence[Entry],
    chosen: Outline,
    book: Gradebook,
    reader: Executor | None,
    jobs: int,
    progress: Progress,
) -> None:
    """Every submission into the gradebook. Files are parsed by workers: they may be made to break a parser."""
    students = []

    def calls() -> Iterator[tuple[str, dict]]:
        for entry in discover(submissions) if isinstance(submissions, str) else submissions:
            students.append(entry.student)
            if entry.problem is not None:
                book.put_submission(submission({"student": entry.student, "problem": entry.problem}))
                continue
            arguments = {"student": entry.student, "paths": entry.paths, "others": entry.others, "parts": chosen.ids}
            yield entry.student, arguments

    own = None if reader else LocalExecutor(READ, jobs=jobs, limits=READING)
    try:
        for student, record in (reader or own).run(calls()):  # type: ignore[union-attr]
            if isinstance(record, Lost):
                record = {"student": student, "problem": f"it could not be read ({record.loss.value})"}
            found = submission(record)
            if not same_assignment(found.assignment, chosen.name):
                named = printable(found.assignment or "")[:60]
                told = f"it says that it belongs to the assignment {named!r}, not to {chosen.name!r}"
                found = submission({"student": found.student, "problem": told})
            book.put_submission(found)
    finally:
        if own is not None:
            own.close()
    book.keep_students(students)
    progress.students = len(students)


def _judge(
    book: Gradebook,
    chosen: Outline,
    executor: Executor,
    progress: Progress,
    on_progress: Callable[[Progress], None] | None,
) -> None:
    def told(item: Todo, judgement: Judgement, final: bool = True, seconds: float = 0.0) -> None:
        book.record(item, judgement, final=final, seconds=seconds)
        progress.judged += 1
        progress.outcomes[judgement.outcome.value] = progress.outcomes.get(judgement.outcome.value, 0) + 1
        if on_progress is not None:
            on_progress(progress)

    given: dict[tuple[str, str], tuple[Todo, float]] = {}

    def calls() -> Iterator[tuple[tuple[str, str], dict]]:
        for item in book.todo():
            at_once = without_judge(item)
            if at_once is not None:
                told(item, at_once)
                continue
            key = (item.student, item.part)
            given[key] = (item, time.monotonic())
            yield (
                key,
                {
                    "assignment_path": chosen.path,
                    "part_id": item.part,
                    "answer": item.answer.text,
                    "syntax": item.answer.syntax,
                },
            )

    for key, answer in executor.run(calls()):
        item, since = given.pop(key)  # type: ignore[arg-type]
        judgement, final, incident = judgement_of(item, answer)
        if incident is not None:
            progress.lost += 1
            book.note_incident(item, *incident)
        told(item, judgement, final, time.monotonic() - since)


def without_judge(item: Todo) -> Judgement | None:
    """The judgement on an answer that is not there: blank, unless something of the submission could not be placed."""
    if item.answer.text.strip():
        return None
    if item.problem is not None:
        reason = f"The submission could not be read: {item.problem}. A person will look at it."
    elif item.stray:
        reason = f"There is no answer here, but {_listed(item.stray)} belongs to no part. A person will look at it."
    else:
        return Judgement(outcome=Outcome.BLANK, points=Fraction(0), possible=item.points, reason="There is no answer.")
    return _open(item, Outcome.UNREADABLE, reason)


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} (and more)"


def _open(item: Todo, outcome: Outcome, reason: str) -> Judgement:
    return Judgement(outcome=outcome, points=Fraction(0), possible=item.points, reason=reason, waits_for_person=True)


def judgement_of(item: Todo, answer: object) -> tuple[Judgement, bool, tuple[str, str] | None]:
    """(judgement, whether it is final, incident) of what a worker sent; nothing that it sends costs points unseen."""
    if isinstance(answer, Lost):
        incident = (answer.loss.value, answer.detail)
        return _open(item, Outcome.UNDECIDED, LOST[answer.loss.value]), False, incident
    try:
        found = Judgement.from_record(answer)  # type: ignore[arg-type]
        if found.possible != item.points:
            raise ValueError(f"the judge counts {found.possible} points, the assignment {item.points}")
    except ValueError as error:
        return _open(item, Outcome.UNDECIDED, LOST["error"]), False, ("error", str(error))
    return found, found.outcome is not Outcome.REFUSED, None
