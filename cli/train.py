"""`backproof train`: a study's tables with their verdicts, and its data as CSV and JSON."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..index import UnknownName, studies, study_module
from .output import Unavailable, json_option, write, write_json
from .selection import MOST_SEED

if TYPE_CHECKING:
    from ..numerics.engine.study import Progress
    from ..tables import StudyReport

OTHER_VERDICT, UNDECIDED, INTERRUPTED = 1, 3, 130
OUT = Path("report", "train")
MOST_DEPTH, MOST_WIDTH, MOST_SEEDS = 200, 1024, 10**7
ACTIVATIONS = ("sigmoid", "tanh", "relu", "gelu", "identity")
INITS = ("lecun", "xavier", "xavier-uniform", "he", "tanh-equivalent")


class StudyName(click.ParamType):
    """A study by its name."""

    name = "study"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return study_module(str(value))
        except UnknownName as unknown:
            self.fail(str(unknown), param, ctx)


class Folder(click.ParamType):
    """A folder that is there and can be written, or can be made. Refused before any work is done."""

    name = "folder"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(str(value))
        above = next(p for p in (path, *path.absolute().parents) if p.exists())
        if not above.is_dir():
            self.fail(f"cannot write {str(path)!r}: {str(above)!r} is not a folder", param, ctx)
        if not os.access(above, os.W_OK | os.X_OK):
            self.fail(f"cannot write {str(path)!r}: permission denied", param, ctx)
        return path


@click.command("train", epilog=f"STUDY is one of {', '.join(studies())}.")
@click.argument("study", type=StudyName(), metavar="STUDY")
@click.option(
    "--seeds", type=click.IntRange(2, MOST_SEEDS), metavar="N", help="Random starts; the study's own number without."
)
@click.option("--quick/--full", default=True, show_default=True, help="Seconds with wide intervals, or minutes.")
@click.option("--seed", type=click.IntRange(0, MOST_SEED), default=0, show_default=True, help="Of every random number.")
@click.option("--device", type=click.Choice(["auto", "cpu", "gpu"]), default="auto", show_default=True)
@click.option("--depth", type=click.IntRange(1, MOST_DEPTH), metavar="L", help="Hidden layers of your own network.")
@click.option("--width", type=click.IntRange(1, MOST_WIDTH), metavar="N", help="Units of each of its layers.")
@click.option("--activation", type=click.Choice(ACTIVATIONS, case_sensitive=False), help="Its activation.")
@click.option("--init", type=click.Choice(INITS, case_sensitive=False), help="The law of its first weights.")
@click.option("--residual/--plain", default=None, help="Whether its layers are residual blocks.")
@click.option(
    "--out", type=Folder(), default=OUT, show_default=True, metavar="DIR", help="Where CSV, JSON and finished tasks go."
)
@json_option
def command(
    study: str,
    seeds: int | None,
    quick: bool,
    seed: int,
    device: str,
    out: Path,
    json_to: str | None,
    **network: object,
) -> int:
    """Train networks in an experiment over many seeds.

    Prints a table for each question with exact intervals, and whether what was predicted came out; writes the data. An
    interrupted run keeps its finished tasks, and the same command goes on from there.
    """
    from .. import api
    from ..numerics.engine.devices import DeviceError

    given = {name: value for name, value in network.items() if value is not None}
    try:
        with progress() as on_progress:
            report = api.train(
                study,
                seeds=seeds,
                device=device,
                full=not quick,
                seed=seed,
                kept=out / "unfinished",
                on_progress=on_progress,
                **given,  # type: ignore[arg-type]
            )
    except ValueError as refused:
        raise click.UsageError(str(refused)) from None
    except DeviceError as absent:
        raise Unavailable(str(absent)) from None
    close(report, out, json_to)
    return INTERRUPTED if report.interrupted else exit_code(report)


def exit_code(report: StudyReport) -> int:
    """0 all as predicted, 1 not so, 3 undecided."""
    return {"holds": 0, "refutes": OTHER_VERDICT}.get(report.outcome.value, UNDECIDED)


def close(report: StudyReport, out: Path, json_to: str | None) -> None:
    """Prints the tables and writes the data."""
    data_on_stdout = json_to == "-"
    click.echo(str(report), nl=False, err=data_on_stdout)
    record = report.as_json()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"cannot write {str(out)!r}: {error.strerror}") from None
    for part, rows in report.as_csv().items():
        write(str(out / f"{report.name}-{part}.csv"), rows)
    write_json(str(out / f"{report.name}.json"), record)
    if json_to is not None:
        write_json(json_to, record)
    left = sum(t.unfinished for t in report)
    state = f"interrupted with {left} tasks to do, the same command goes on" if report.interrupted else "done"
    click.echo(f"{state}; {report.seconds:.1f} s; data in {out}/", err=True)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """What to call before each task: a live bar where stderr is a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda now: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task("starting")
        yield lambda now: bar.update(
            shown, completed=now.done, total=now.total, description=f"{_left(now)}: {now.part}"
        )


def _left(now: Progress) -> str:
    return "time left unknown" if now.left is None else f"about {now.left:.0f} s left"
