"""`backproof prove`: the verdict on a typed statement, or on a file of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .formulas import OnFormulas, declarations, echoed, reading
from .output import Folder, Unavailable, json_option, rows, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..theory.decision.verdict import Verdict
    from ..theory.language.errors import ReadError

REFUTED, UNREADABLE, UNDECIDED = 1, 2, 3
SCHEMA = "backproof.prove/1"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One statement with its hypotheses and declarations."""

    name: str
    text: str
    given: tuple[str, ...]
    let: dict[str, str]
    syntax: str


@click.command("prove", cls=OnFormulas)
@click.argument("statements", nargs=-1, metavar="STATEMENT...")
@reading
@click.option("--file", "notes", type=click.Path(exists=True, dir_okay=False), help="Statements of a TOML file.")
@click.option("--report", type=Folder(), metavar="DIR", help="Write a page on them into this folder: statements.html.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Net of each one.")
@json_option
def command(
    statements: tuple[str, ...],
    let: tuple[str, ...],
    given: tuple[str, ...],
    syntax: str,
    echo: bool,
    notes: str | None,
    report: Path | None,
    seconds: float,
    json_to: str | None,
) -> int:
    """Prove or refute what you type, for all values of its names.

    \b
    backproof prove "sigmoid(x)*(1-sigmoid(x)) <= 1/4"
    backproof prove "ln(x) <= x - 1" --given "x > 0"
    backproof prove "(A*B).T = B.T*A.T" --let "A: matrix(n,n)" --let "B: matrix(n,n)"

    \b
    backproof prove --file notes.toml --report page      your own claims, and a page on them: page/statements.html

    A file has a table [[statement]] for each of them, with text and, as needed, name, given, let and syntax; a table
    [let] declares names for all.

    The verdict is proved, confirmed (both sides agree at many points), refuted (with a point where it fails) or
    undecided. log is the natural logarithm, gelu its form with erf; names that are not declared are real numbers.
    """
    declared = declarations(let)
    tasks = [Task(name="", text=s, given=given, let=declared, syntax=syntax) for s in statements]
    if notes is not None:
        tasks += _of_file(notes, given, declared, syntax)
    if not tasks:
        raise click.UsageError('Missing a statement, as in: backproof prove "tanh(x) < 1"')
    alone = len(tasks) == 1 and notes is None and report is None
    found = [_judged(task, seconds, echo=echo, alone=alone, quiet=json_to == "-") for task in tasks]
    data = {"schema": SCHEMA, "statements": [_record(*each) for each in zip(tasks, found, strict=True)]}
    if json_to is not None:
        write_json(json_to, data)
    if report is not None:
        _write_page(report, tasks, found, data, notes)
    codes = [_code(each) for each in found]
    return next((code for code in (UNREADABLE, REFUTED, UNDECIDED) if code in codes), 0)


def _judged(task: Task, seconds: float, *, echo: bool, alone: bool, quiet: bool) -> Verdict | ReadError:
    from .. import api
    from ..theory.language.errors import ReadError

    try:
        verdict = api.prove(task.text, task.given, task.let, syntax=task.syntax, seconds=seconds)
    except ReadError as error:
        if alone:
            raise Unread(error.shown()) from None
        if not quiet:
            click.echo(f"{'UNREADABLE':<10}  {task.name or task.text}\n            {error}")
        return error
    if not quiet:
        _show(task, verdict, echo=echo, alone=alone)
    return verdict


def _code(found: Verdict | ReadError) -> int:
    if isinstance(found, ValueError):
        return UNREADABLE
    return {"REFUTED": REFUTED, "UNDECIDED": UNDECIDED}.get(found.conclusion.value, 0)


def _record(task: Task, found: Verdict | ReadError) -> dict:
    said = {"name": task.name, "text": task.text}
    if isinstance(found, ValueError):
        fault = {"column": found.column, "word": found.word, "expected": found.fault.expected}
        return {**said, "verdict": "UNREADABLE", "reason": str(found), **fault}
    return {**said, **found.as_json()}


def _write_page(
    folder: Path, tasks: list[Task], found: list[Verdict | ReadError], data: dict, notes: str | None
) -> None:
    from ..figures.report import put
    from ..figures.report.statements import PAGE, Typed, pages

    typed = [
        Typed(name=t.name, text=t.text, given=t.given, let=t.let, syntax=t.syntax, found=f)
        for t, f in zip(tasks, found, strict=True)
    ]
    try:
        put(folder, pages(typed, data, Path(notes).name if notes is not None else "Statements"))
    except OSError as error:
        raise Unavailable(f"cannot write {str(folder / PAGE)!r}: {error.strerror or error}") from None
    click.echo(str(folder / PAGE), err=True)


def _show(task: Task, verdict: Verdict, *, echo: bool, alone: bool) -> None:
    if echo:
        echoed("read as", verdict.statement.calculator, verdict.statement.latex)
        for hypothesis in verdict.given:
            echoed("  given", hypothesis.calculator, hypothesis.latex)
    if alone:
        click.echo("\n".join(verdict.lines()))
        return
    rows([(f"{verdict.conclusion.value:<10}", f"{verdict.grade or '-':<20}", task.name or task.text)])
    if verdict.conclusion.value != "PROVED":
        for line in verdict.lines()[1:]:
            click.echo(f"            {line}")


class Unread(click.ClickException):
    """A statement that cannot be read; its message keeps the mark under the column."""

    exit_code = UNREADABLE


def _of_file(path: str, given: tuple[str, ...], let: dict[str, str], syntax: str) -> Iterator[Task]:
    """The statements of a file: [let] for all of them, and [[statement]] with text, name, given, let, syntax."""
    import tomllib

    def wrong(why: str) -> click.BadParameter:
        return click.BadParameter(f"{path}: {why}", param_hint="--file")

    try:
        with open(path, "rb") as stream:
            notes = tomllib.load(stream)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise wrong(f"no TOML: {error}") from None
    except OSError as error:
        raise wrong(error.strerror or str(error)) from None
    common = notes.get("let", {})
    lines = notes.get("statement", [])
    if unknown := set(notes) - {"let", "statement"}:
        raise wrong(f"unknown key {min(unknown)!r}; expected [let] and [[statement]]")
    if not isinstance(common, dict) or not isinstance(lines, list) or not lines:
        raise wrong("no [[statement]] with a text")
    for place, line in enumerate(lines, start=1):
        if not isinstance(line, dict) or not isinstance(line.get("text"), str):
            raise wrong(f"statement {place} has no text")
        if unknown := set(line) - {"text", "name", "given", "let", "syntax"}:
            raise wrong(f"statement {place} has the unknown key {min(unknown)!r}")
        own, hypotheses = line.get("let", {}), line.get("given", [])
        if not isinstance(own, dict) or not isinstance(hypotheses, list | str):
            raise wrong(f"statement {place}: let is a table, given a list of texts")
        mine = (hypotheses,) if isinstance(hypotheses, str) else tuple(map(str, hypotheses))
        names = {**let, **{str(k): str(v) for k, v in (common | own).items()}}
        how = str(line.get("syntax", syntax))
        if how not in ("auto", "calc", "latex"):
            raise wrong(f"statement {place}: unknown syntax {how!r}; expected auto, calc or latex")
        yield Task(name=str(line.get("name", "")), text=line["text"], given=(*given, *mine), let=names, syntax=how)
