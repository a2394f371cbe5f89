"""`backproof homework try`: how answers read."""

import click

from .output import json_option, write_json


@click.command("try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
@click.option("--assignment", metavar="FILE|NAME", help="What it answers, where the file does not name one.")
@json_option
def command(file: str, assignment: str | None, json_to: str | None) -> int:
    """Show how the answers in a file read. Nothing is graded and no key is looked at.

    Exit code 0 where everything reads, else 1.
    """
    from ..grading.assignment import load_assignment
    from ..grading.formats import Unreadable
    from ..grading.tables import AssignmentError
    from ..grading.trying import named_in, read_back_file

    try:
        named = assignment or named_in(file)
        if named is None:
            raise click.UsageError(f"{file} names no assignment; say which with --assignment FILE|NAME")
        found, stray = read_back_file(load_assignment(named), file)
    except AssignmentError as error:
        raise click.UsageError(str(error)) from None
    except Unreadable as error:
        raise click.UsageError(f"{file}: {error}") from None
    unread = [r for r in found if r.problem]
    if json_to is not None:
        parts = [{"part": r.part, "reading": r.reading, "problem": r.problem} for r in found]
        write_json(json_to, {"schema": "backproof.homework_try/1", "parts": parts, "stray": stray})
    if json_to != "-":
        width = max(len(r.part) for r in found)
        for r in found:
            if r.problem:
                click.echo(f"{r.part:<{width}}  NOT READ: " + r.problem.replace("\n", "\n" + " " * (width + 2)))
            else:
                click.echo(f"{r.part:<{width}}  " + (r.reading or "-").replace("\n", "\n" + " " * (width + 2)))
        for name in stray:
            click.echo(f"belongs to no part: {name}", err=True)
        click.echo(f"{len(unread)} of {sum(bool(r.reading or r.problem) for r in found)} answers do not read", err=True)
    return 1 if unread or stray else 0
