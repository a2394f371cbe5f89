"""Options and messages that several commands share."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

import click

USAGE, ENVIRONMENT, UNDECIDED, INTERRUPTED = 2, 4, 3, 130


def fail(message: str, code: int = USAGE) -> NoReturn:
    """One clear line on stderr, and the exit code."""
    click.echo(f"backproof: {message}", err=True)
    sys.exit(code)


def json_option(command: Callable[..., object]) -> Callable[..., object]:
    """--json FILE|-"""
    return click.option("--json", "json_file", metavar="FILE|-", help="Write JSON to a file, or - for stdout.")(command)


def check_writable(file: str | None) -> None:
    """Refuses a file that cannot be written before any work is done."""
    if file in (None, "-"):
        return
    path = Path(file)
    if path.is_dir():
        fail(f"cannot write {file}: it is a folder")
    if not path.parent.is_dir():
        fail(f"cannot write {file}: there is no folder {path.parent}")
    try:
        with path.open("a"):
            pass
    except OSError as error:
        fail(f"cannot write {file}: {error.strerror}")


def write(file: str | None, text: str) -> None:
    """Writes to a file or, for -, to stdout. A file is replaced in one piece."""
    if file is None:
        return
    if file == "-":
        click.echo(text, nl=False)
        return
    path = Path(file)
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        fail(f"cannot write {file}: {error.strerror}")


def write_json(file: str | None, data: object) -> None:
    """Data as indented JSON."""
    write(file, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def chosen(names: Iterable[str]) -> dict[str, object]:
    """The claims that are named; one line and exit code 2 for an unknown name."""
    from .. import api

    try:
        return dict(api.select(names))
    except api.UnknownClaim as error:
        fail(str(error))
