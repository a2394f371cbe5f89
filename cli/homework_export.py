"""`backproof homework export`: an assignment for Gradescope, Otter or nbgrader."""

import os

import click

TARGETS = ("gradescope", "otter", "nbgrader", "student")


@click.command("export")
@click.argument("assignment", metavar="FILE|NAME")
@click.option("--to", "target", type=click.Choice(TARGETS), required=True)
@click.option("--out", required=True, metavar="PATH", help="A file, or a folder that is there.")
def command(assignment: str, target: str, out: str) -> int:
    """Write an assignment for another system.

    For gradescope, the zip to upload as an autograder; for otter, a zip with the students' notebook and autograder.zip;
    for nbgrader, the notebook for the folder `source` of the course; for student, the assignment without keys, with
    which answers can be read back in a notebook or by `homework try`.
    """
    from ..grading.check import check
    from ..grading.exports import Target, exported
    from ..grading.tables import AssignmentError
    from .output import Unavailable

    try:
        found = check(assignment)
        if found.faults:
            raise found.faults[0]  # `homework check` names them all
        name, content = exported(found.assignment, Target(target))
    except AssignmentError as error:
        raise click.UsageError(str(error)) from None
    path = os.path.join(out, name) if os.path.isdir(out) else out
    try:
        with open(path, "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise Unavailable(f"cannot write {path!r}: {error.strerror}") from None
    click.echo(f"{path}, {len(content) / 1024:.0f} KiB")
    return 0
