"""`backproof grade`: a folder of submissions to grades, pages and a summary."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from .output import Unavailable, json_option, write_json

if TYPE_CHECKING:
    from ..grading.gradebook import Gradebook
    from ..grading.run import Progress
    from ..grading.workers import Executor

INTERRUPTED = 130


@click.command("grade")
@click.argument("assignment")
@click.argument("submissions", type=click.Path(exists=True, file_okay=False))
@click.option("--out", required=True, metavar="DIR", help="Where the gradebook and the pages go.")
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes; as many as there are cores without it.")
@click.option("--resume", is_flag=True, help="Go on with a run that was cut off, without reading submissions again.")
@click.option("--roster", type=click.Path(exists=True, dir_okay=False), help="CSV with id and name of all students.")
@click.option("--overrides", type=click.Path(exists=True, dir_okay=False), help="CSV with marks given by a person.")
@click.option("--person", default="", help="Who gave the marks of --overrides where the file does not say.")
@click.option("--deadline", type=click.FloatRange(min=1), default=120.0, show_default=True, help="Seconds an answer.")
@click.option("--unchecked", is_flag=True, help="Do not check the assignment before.")
@click.option("--no-feedback", is_flag=True, help="No pages for students.")
@click.option(
    "--inside-container",
    is_flag=True,
    help="This whole machine is a container that is thrown away: student code runs as another user, not in bubblewrap.",
)
@click.option("--executor", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option("--scheduler", metavar="URL", help="Of the Dask scheduler: tls://HOST:PORT.")
@click.option("--tls-ca", type=click.Path(exists=True, dir_okay=False), help="Certificate of the authority.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help="This client's certificate.")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help="This client's key.")
@json_option
def command(
    assignment: str,
    submissions: str,
    out: str,
    jobs: int | None,
    resume: bool,
    roster: str | None,
    overrides: str | None,
    person: str,
    deadline: float,
    unchecked: bool,
    no_feedback: bool,
    inside_container: bool,
    executor: str,
    scheduler: str | None,
    tls_ca: str | None,
    tls_cert: str | None,
    tls_key: str | None,
    json_to: str | None,
) -> int:
    """Grade the folder SUBMISSIONS: a file or a folder a student.

    ASSIGNMENT is a file, or the name of an assignment that comes with Backproof. What is graded already is not graded
    again, so a run that was cut off goes on where it was, and after a changed key only that part is done anew.
    """
    from ..environment import cores
    from ..grading import run
    from ..grading.gradebook import Gradebook, GradebookError
    from ..grading.marks import BadList, apply_marks, read_roster
    from ..grading.pages import as_json, write_pages
    from ..grading.submissions import NotAFolder
    from ..grading.tables import AssignmentError
    from ..grading.workers import WorkersFailed

    if (executor == "dask") != (scheduler is not None):
        raise click.UsageError("--executor dask and --scheduler URL go together")
    options = run.Options(
        checked=unchecked,
        jobs=jobs or cores(),
        resume=resume,
        sandbox=_sandbox(assignment, inside_container),
        seconds=deadline,
    )
    err = json_to == "-"
    try:
        with (
            _cluster(assignment, scheduler, tls_ca, tls_cert, tls_key, options) as cluster,
            Gradebook(out, create=not resume) as book,
        ):
            if inside_container:
                _close_to_others(out, submissions, assignment)
            with progress(err=err) as advance:
                done = run.grade(assignment, submissions, book, options=options, executor=cluster, on_progress=advance)
            if roster is not None:
                book.enrol(read_roster(roster))
            marked = apply_marks(book, overrides, person=person) if overrides is not None else 0
            summary = write_pages(book, feedback=not no_feedback)
            _close(book, done, marked, summary, out, err=err)
            if json_to is not None:
                write_json(json_to, as_json(book, summary))
    except (AssignmentError, run.FaultyAssignment, NotAFolder, GradebookError, BadList) as wrong:
        raise click.UsageError(str(wrong)) from None
    except (run.NoSandbox, WorkersFailed) as absent:
        raise Unavailable(str(absent)) from None
    except sqlite3.OperationalError as full:
        raise Unavailable(f"the gradebook in {out!r} cannot be written: {full}") from None
    return 0


def _sandbox(assignment: str, inside_container: bool) -> str | None:
    """The sandbox for this run; None where no part needs one. Raises Unavailable where one is needed and none holds."""
    from ..grading import sandbox
    from ..grading.outline import outline
    from ..grading.run import CODE_KINDS
    from ..grading.tables import AssignmentError

    try:
        code = [p.id for p in outline(assignment).parts if p.kind in CODE_KINDS]
    except AssignmentError as wrong:
        raise click.UsageError(str(wrong)) from None
    if not code:
        return None
    mode = sandbox.CONTAINER if inside_container else sandbox.BUBBLEWRAP
    why = sandbox.available(mode)
    if why is None:
        return mode
    parts = f"part{'s' * (len(code) > 1)} {', '.join(code)} ask for programs, which run in a sandbox only"
    raise Unavailable(f"{parts}: {why}. In a container that is thrown away, --inside-container is another way")


def _close_to_others(out: str, submissions: str, assignment: str) -> None:
    """Student code runs as another user here, so what it must not see is root's alone. Raises Unavailable."""
    import os

    from ..grading.assignment import path_of
    from ..grading.sandbox.container import exposed

    os.chmod(out, 0o700)
    for path in (submissions, str(path_of(assignment)), out):
        if exposed(path):
            raise Unavailable(f"{path!r} can be read by every user, and student code must not: chmod go= {path!r}")


@contextlib.contextmanager
def _cluster(
    assignment: str, scheduler: str | None, ca: str | None, cert: str | None, key: str | None, options: object
) -> Iterator[Executor | None]:
    if scheduler is None:
        yield None
        return
    try:
        from ..grading.cluster import AddressRefused, DaskExecutor
    except ModuleNotFoundError as missing:
        from ..environment import missing_module

        raise Unavailable(f"--executor dask {missing_module(missing) or missing}") from None
    try:
        found = DaskExecutor.for_grading(assignment, scheduler, ca=ca, cert=cert, key=key, options=options)
    except AddressRefused as wrong:
        raise click.UsageError(str(wrong)) from None
    except (OSError, TimeoutError) as absent:
        raise Unavailable(f"the scheduler {scheduler} does not answer: {absent}") from None
    with contextlib.closing(found):
        yield found


@contextlib.contextmanager
def progress(*, err: bool) -> Iterator[Callable[[Progress], None] | None]:
    """What to call after every answer: a bar where stderr is a terminal, silence otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("answers"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task("answers", total=None)
        yield lambda done: bar.update(shown, total=done.total, completed=done.judged)


def _close(book: Gradebook, done: Progress, marked: int, summary: object, out: str, *, err: bool) -> None:
    counts = ", ".join(f"{n} {name}" for name, n in sorted(done.outcomes.items()))
    click.echo(
        f"{summary.submitted} submissions, {done.judged} answers judged{': ' if counts else ''}{counts}", err=err
    )
    if marked:
        click.echo(f"{marked} marks of a person taken over", err=err)
    if summary.missing:
        click.echo(f"missing: {', '.join(summary.missing)}", err=err)
    for student, problem in summary.unreadable:
        click.echo(f"could not be read: {student}: {problem}", err=err)
    if done.lost:
        click.echo(f"{done.lost} answers were lost on the way; the next run tries them again", err=err)
    if summary.waiting:
        click.echo(f"{summary.waiting} answers wait for a person: backproof homework review {out}", err=err)
    click.echo(f"{out}/grades.csv, {out}/summary.html, {out}/feedback/; {done.seconds:.1f} s", err=err)
