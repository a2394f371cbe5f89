"""`backproof figures`: pictures of claims as files."""

from __future__ import annotations

import os

import click

from .output import ENVIRONMENT, Unavailable, json_option, write_json

FORMATS, PRESETS, STYLES = ("svg", "pdf", "png"), ("column", "page", "slide"), ("light", "dark")


class Several(click.ParamType):
    """One or several of some words, with commas between them."""

    name = "words"

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        chosen = tuple(dict.fromkeys(word.strip().lower() for word in str(value).split(",")))
        for word in chosen:
            if word not in self.words:
                self.fail(f"{word!r} is none of {', '.join(self.words)}", param, ctx)
        return chosen

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return f"[{'|'.join(self.words)}],..."


@click.command("figures")
@click.argument("names", nargs=-1, metavar="[CLAIM|TOPIC]...")
@click.option("--out", default="report/figures", show_default=True, metavar="DIR", help="Where the files go.")
@click.option("--format", "formats", type=Several(FORMATS), default="svg", show_default=True, help="File formats.")
@click.option(
    "--preset",
    "presets",
    type=Several(PRESETS),
    default="page",
    show_default=True,
    help="A journal's column (3.3 in), its page (6.9 in), a 16:9 slide.",
)
@click.option("--style", "styles", type=Several(STYLES), default="light", show_default=True, help="Ground and ink.")
@click.option("--data", is_flag=True, help="Write the plotted numbers as CSV, too.")
@click.option("--fresh", is_flag=True, help="Measure anew what was kept from an earlier run.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; chosen when left out.")
@json_option
def command(
    names: tuple[str, ...],
    out: str,
    formats: tuple[str, ...],
    presets: tuple[str, ...],
    styles: tuple[str, ...],
    data: bool,
    fresh: bool,
    jobs: int | None,
    json_to: str | None,
) -> int:
    """Pictures of claims: the derived curve as a line, what was measured as points; all pictures without arguments.

    The same inputs give the same bytes.
    """
    from .. import api
    from ..environment import missing_module

    err = json_to == "-"
    try:
        os.makedirs(out, exist_ok=True)
        done = []
        for found in api.export_figures(
            *names, out=out, formats=formats, presets=presets, styles=styles, data=data, fresh=fresh, jobs=jobs
        ):
            done.append(found)
            for name in found["files"]:
                click.echo(os.path.join(out, name), err=err)
            if "missing" in found:
                needed = missing_module(ModuleNotFoundError(name=found["missing"])) or f"needs {found['missing']}"
                click.echo(f"{found['figure']} was not drawn: {needed}", err=True)
    except api.UnknownName as unknown:
        raise click.UsageError(str(unknown)) from None
    except OSError as error:
        raise Unavailable(f"cannot write to {out!r}: {error.strerror or error}") from None
    if json_to is not None:
        write_json(json_to, {"schema": "backproof.figures/1", "figures": sorted(done, key=lambda d: d["figure"])})
    return ENVIRONMENT if any("missing" in found for found in done) else 0
