"""Where results go: files that are written whole or not at all, and data on standard output."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

ENVIRONMENT = 4
LAST_REPORT = Path("report", "verify.json")


class Unavailable(click.ClickException):
    """Something that was asked for is not there: a GPU, an installation."""

    exit_code = ENVIRONMENT


class Destination(click.ParamType):
    """A file that can be written, or `-` for standard output. Refused before any work is done."""

    name = "file"

    def __init__(self, *, dash: bool = True) -> None:
        self.dash = dash

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        path = str(value)
        if path == "-":
            return path if self.dash else self.fail("a file is needed, not standard output", param, ctx)
        try:
            if os.path.isdir(path):
                raise IsADirectoryError(None, "it is a directory")
            if os.path.exists(path):
                with open(path, "ab"):
                    pass
            else:
                with tempfile.TemporaryFile(dir=os.path.dirname(path) or "."):
                    pass
        except OSError as error:
            self.fail(f"cannot write {path!r}: {error.strerror}", param, ctx)
        return path


class Folder(click.ParamType):
    """A folder in which files can be made; it need not be there yet. Refused before any work is done."""

    name = "folder"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(str(value))
        there = next(p for p in (path, *path.absolute().parents) if p.exists())
        if not there.is_dir():
            self.fail(f"{str(there)!r} is not a folder", param, ctx)
        if not os.access(there, os.W_OK | os.X_OK):
            self.fail(f"cannot write in {str(there)!r}", param, ctx)
        return path


def json_option(command: click.decorators.FC) -> click.decorators.FC:
    """The option `--json FILE|-`."""
    option = click.option(
        "--json", "json_to", type=Destination(), metavar="FILE|-", help="Write JSON to a file, or to stdout."
    )
    return option(command)


def write(destination: str, text: str) -> None:
    """Text to a file, replaced as a whole where that can be done, or to standard output. Raises Unavailable."""
    if destination == "-":
        click.echo(text, nl=False)
        return
    target = os.path.realpath(destination)
    # A device or a pipe cannot be replaced, nor can a file in a folder where nothing new may be put.
    whole = not os.path.exists(target) or (os.path.isfile(target) and os.access(os.path.dirname(target), os.W_OK))
    try:
        (_replace if whole else _overwrite)(target, text)
    except OSError as error:
        raise Unavailable(f"cannot write {destination!r}: {error.strerror}") from None


def _overwrite(target: str, text: str) -> None:
    with open(target, "w", encoding="utf-8") as stream:
        stream.write(text)


def _replace(target: str, text: str) -> None:
    handle, draft = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".backproof-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        # mkstemp makes files that only their owner can read
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(draft, 0o666 & ~mask)
        os.replace(draft, target)
    except OSError:
        os.unlink(draft)
        raise


def write_json(destination: str, report: Mapping) -> None:
    """A report in JSON."""
    import json

    write(destination, json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def last_report() -> dict[str, dict]:
    """The records of the last run that was kept in report/verify.json here, by claim; empty without one."""
    import json

    try:
        records = json.loads(LAST_REPORT.read_text(encoding="utf-8"))["claims"]
        return {r["id"]: r for r in records}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def rows(table: list[tuple[str, ...]], *, err: bool = False) -> None:
    """Lines with aligned columns."""
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))] if table else []
    for row in table:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip(), err=err)
