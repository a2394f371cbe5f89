"""`backproof homework new`: a student's template."""

import click

from .output import Destination, write

FORMS = ("md", "toml", "yaml", "json", "ipynb")


@click.command("new")
@click.argument("assignment", metavar="FILE|NAME")
@click.option("--format", "form", type=click.Choice(FORMS), default="md", show_default=True, help="Of the template.")
@click.option(
    "--out", type=Destination(), metavar="FILE|-", default="-", help="Where it goes; standard output if left out."
)
def command(assignment: str, form: str, out: str) -> int:
    """Write a student's template: prompts and places for the answers, no keys."""
    from ..grading.assignment import load_assignment
    from ..grading.tables import AssignmentError
    from ..grading.template import template

    try:
        text = template(load_assignment(assignment), form)
    except AssignmentError as error:
        raise click.UsageError(str(error)) from None
    write(out, text)
    return 0
