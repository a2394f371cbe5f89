"""`backproof homework check`: an assignment before students see it."""

import click

from .output import json_option, write_json


@click.command("check")
@click.argument("assignment", metavar="FILE|NAME")
@json_option
def command(assignment: str, json_to: str | None) -> int:
    """Check an assignment: it reads, keys agree with themselves and their claims, foreseen mistakes differ from the
    key, points add up, samples get what they should.

    FILE is a TOML file, NAME one of the assignments that come with Backproof. Notes tell what may surprise and may be
    meant so. Exit code 0 where nothing is wrong, else 1.
    """
    from ..grading.check import check
    from ..grading.tables import AssignmentError

    try:
        found = check(assignment)
    except AssignmentError as error:
        if json_to is not None:
            told = [_fault(fault) for fault in error.all]
            write_json(json_to, {"schema": "backproof.homework_check/1", "ok": False, "faults": told})
        if json_to != "-":
            for fault in error.all:
                click.echo(str(fault), err=True)
        return 1
    whole = found.assignment
    if json_to is not None:
        report = {
            "schema": "backproof.homework_check/1",
            "ok": not found.faults,
            "assignment": whole.name,
            "points": str(whole.points),
            "parts": [{"id": p.id, "kind": p.kind, "points": str(p.points)} for p in whole.parts],
            "faults": [_fault(f) for f in found.faults],
            "notes": [_fault(f) for f in found.notes],
        }
        write_json(json_to, report)
    if json_to != "-":
        for fault in found.faults:
            click.echo(str(fault), err=True)
        for note in found.notes:
            click.echo(f"note: {note}", err=True)
        told = _count(len(found.faults), "fault") if found.faults else "nothing is wrong"
        told += f", {_count(len(found.notes), 'note')}" if found.notes else ""
        size = f"{_count(len(whole.parts), 'part')}, {_count(whole.points, 'point')}"
        tried = ", ".join(
            _count(n, what) for n, what in ((found.keys, "key"), (found.mistakes, "mistake"), (found.samples, "sample"))
        )
        click.echo(f"{whole.name}: {size}; {tried} tried: {told}")
    return 1 if found.faults else 0


def _count(number: object, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _fault(error) -> dict[str, object]:
    return {"file": error.file, "line": error.line, "message": error.message, "way_out": error.way_out}
