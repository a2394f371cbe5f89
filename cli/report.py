"""`backproof report`: a folder of pages that opens offline and shows the evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import LAST_REPORT, Folder, Unavailable, json_option, write_json

if TYPE_CHECKING:
    from ..results import Report


@click.command("report")
@click.argument("names", nargs=-1, metavar="[CLAIM|TOPIC]...")
@click.option("--out", type=Folder(), default="report", show_default=True, help="Where the pages go.")
@click.option(
    "--from",
    "run_from",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The JSON of `backproof verify`; report/verify.json where it is here, else the claims are verified now.",
)
@click.option(
    "--format",
    type=click.Choice(["html", "markdown", "pdf"]),
    default="html",
    show_default=True,
    help="Pages to browse, pages for a repository, or one file to print (which needs Chromium).",
)
@click.option("--figures/--no-figures", default=True, help="Draw the figures.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; chosen when left out.")
@json_option
def command(
    names: tuple[str, ...],
    out: Path,
    run_from: Path | None,
    format: str,
    figures: bool,
    jobs: int | None,
    json_to: str | None,
) -> None:
    """Write a report on claims, on all without arguments: overview, a page a topic, an anchor a claim.

    It loads nothing from outside and needs no script.
    """
    from .. import api

    try:
        api.select(*names)
        run = _run(run_from, names, jobs)
        written = api.write_report(out, *names, run=run, format=format, pictures=figures, jobs=jobs)
    except api.UnknownName as unknown:
        raise click.UsageError(str(unknown)) from None
    except OSError as error:
        where = f"cannot write {str(error.filename)!r}: " if error.filename else ""
        raise Unavailable(f"{where}{error.strerror or error}") from None
    except RuntimeError as undrawn:
        raise Unavailable(f"{undrawn}; --no-figures leaves the figures out") from None
    missing = [n for n in api.select(*names) if n not in {r.id for r in run}]
    if missing:
        listed = missing[0] if len(missing) == 1 else f"{missing[0]} and {len(missing) - 1} more"
        click.echo(f"not in the run that this is made from, so shown as not verified: {listed}", err=True)
    if json_to is not None:
        sizes = [{"path": str(path), "bytes": path.stat().st_size} for path in written]
        write_json(json_to, {"schema": "backproof.report/1", "format": format, "files": sizes})
    if json_to != "-":
        click.echo(str(written[0]))


def _run(given: Path | None, names: tuple[str, ...], jobs: int | None) -> Report:
    """The run that the report is made from."""
    from .. import api
    from ..results import Report
    from .verify import progress

    source = given or (LAST_REPORT if LAST_REPORT.exists() else None)
    if source is None:
        with progress(len(api.select(*names)), err=True) as on_result:
            return api.verify(*names, jobs=jobs, on_result=on_result)
    try:
        return Report.from_json(json.loads(source.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        raise click.UsageError(f"cannot read {str(source)!r}: it is no text in UTF-8") from None
    except json.JSONDecodeError as broken:
        raise click.UsageError(f"cannot read {str(source)!r}: no JSON, or cut off in line {broken.lineno}") from None
    except (OSError, ValueError, RecursionError) as broken:
        raise click.UsageError(f"cannot read {str(source)!r}: {broken}") from None
