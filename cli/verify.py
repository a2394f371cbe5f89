"""`backproof verify`: verdicts, with the exit code that says whether they are the expected ones."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from .output import Destination, Unavailable, json_option, write, write_json
from .selection import checking

if TYPE_CHECKING:
    from ..results import Report, Result

OTHER_VERDICT, UNDECIDED, INTERRUPTED = 1, 3, 130


@click.command("verify")
@checking
@click.option("--device", type=click.Choice(["auto", "cpu", "gpu"]), default="auto", show_default=True)
@click.option("--training/--no-training", default=True, help="Run the experiments that train networks.")
@click.option("--quick/--full", default=True, show_default=True, help="Their seeds; four times as many are full.")
@click.option("--junit", "junit_to", type=Destination(dash=False), metavar="FILE", help="Write JUnit XML to a file.")
@json_option
def command(
    names: tuple[str, ...],
    jobs: int | None,
    seed: int,
    device: str,
    training: bool,
    quick: bool,
    junit_to: str | None,
    json_to: str | None,
) -> int:
    """Check claims and give their verdicts; all claims without arguments.

    A verdict is proved, confirmed, qualified, refuted or undecided, each with its grade of evidence.
    """
    from .. import api
    from ..numerics.engine.devices import DeviceError

    data_on_stdout = json_to == "-"
    interrupted = False
    try:
        chosen = api.select(*names)
        with progress(len(chosen), err=data_on_stdout) as on_result:
            report = api.verify(
                *names,
                device=device,
                training=training,
                full=not quick,
                jobs=jobs,
                seed=seed,
                on_result=on_result,
            )
    except api.UnknownName as unknown:
        raise click.UsageError(str(unknown)) from None
    except DeviceError as absent:
        raise Unavailable(str(absent)) from None
    except api.Interrupted as stop:
        report, interrupted = stop.report, True
    close(report, err=data_on_stdout)
    if json_to is not None:
        write_json(json_to, report.as_json())
    if junit_to is not None:
        write(junit_to, report.as_junit())
    return INTERRUPTED if interrupted else exit_code(report)


def exit_code(report: Report) -> int:
    """0 all as expected, 1 another verdict, 3 undecided where another was expected, or nothing checked."""
    wrong = [r for r in report if not r.ok]
    if any(r.verdict.value != "UNDECIDED" or r.record["mutants"]["survived"] for r in wrong):
        return OTHER_VERDICT
    return UNDECIDED if wrong or not len(report) else 0


def line(result: Result) -> str:
    """A result as one line."""
    mark = "ok  " if result.ok else "FAIL"
    text = f"{mark}  {result.verdict.value:<9}  {result.grade or '-':<20}  {result.id}"
    return text if result.ok else f"{text}\n      expected {result.expected.value}; {result.reason}"


@contextlib.contextmanager
def progress(total: int, *, err: bool) -> Iterator[Callable[[Result], None]]:
    """What to call with each result: a live bar where stderr is a terminal, and the lines either way."""
    if not sys.stderr.isatty():
        yield lambda result: click.echo(line(result), err=err)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    kept: list[Result] = []
    with Progress(*columns, console=console, transient=True) as bar:
        shown = bar.add_task("starting", total=total)

        def advance(result: Result) -> None:
            kept.append(result)
            bar.update(shown, advance=1, description=result.id)

        try:
            yield advance
        finally:
            bar.stop()
            for result in kept:
                click.echo(line(result), err=err)


def close(report: Report, *, err: bool) -> None:
    """The closing line: how many of each verdict, and whether that is as expected."""
    wrong = sum(not r.ok for r in report)
    counts = ", ".join(f"{n} {name}" for name, n in report.summary.items() if n)
    state = f"{wrong} not as expected" if wrong else "all as expected" if report.ok else "not all was checked"
    more = f", {len(report.skipped)} skipped" if report.skipped else ""
    more += f", {len(report.unfinished)} unfinished" if report.unfinished else ""
    listed = f": {counts}" if counts else ""
    click.echo(f"{len(report)} claims{listed}{more}; {state}; seed {report.seed}, {report.seconds:.1f} s", err=err)
