"""`backproof homework review`: an editable list of what waits for a person."""

import click

from .output import Destination, json_option, write_json


@click.command("review")
@click.argument("grades", type=click.Path(exists=True, file_okay=False))
@click.option("--all", "everything", is_flag=True, help="All answers, not only those that wait.")
@click.option("--part", "parts", multiple=True, help="Only this part; may be given more than once.")
@click.option(
    "--list", "list_to", type=Destination(), metavar="FILE|-", help="Where the list goes; review.csv in GRADES."
)
@click.option(
    "--apply", "marks", type=click.Path(exists=True, dir_okay=False), help="Take the marks of an edited list."
)
@click.option("--person", default="", help="Who gave the marks, where the list does not say.")
@json_option
def command(
    grades: str,
    everything: bool,
    parts: tuple[str, ...],
    list_to: str | None,
    marks: str | None,
    person: str,
    json_to: str | None,
) -> int:
    """List what waits for a person in GRADES, as a CSV to be edited: fill in points, and a comment for the student.

    Rows whose points stay empty change nothing. The list is taken with --apply, or by the next run's --overrides.
    """
    import os

    from ..grading.gradebook import Gradebook, GradebookError
    from ..grading.marks import BadList, apply_marks, review_list, review_text, untaken
    from ..grading.pages import write_pages
    from .output import write

    err = "-" in (list_to, json_to)
    try:
        with Gradebook(grades) as book:
            unknown = [p for p in parts if p not in book.assignment.ids]
            if unknown:
                raise click.UsageError(f"no part {unknown[0]!r}; there are {', '.join(book.assignment.ids)}")
            if marks is not None:
                taken = apply_marks(book, marks, person=person)
                write_pages(book)
                click.echo(f"{taken} marks taken; the pages are written anew", err=err)
            destination = list_to or os.path.join(grades, "review.csv")
            if open_marks := untaken(book, destination):
                raise click.UsageError(
                    f"{destination!r} holds {open_marks} marks that are not taken yet: take them with --apply, "
                    "or write the list elsewhere with --list"
                )
            rows = review_list(book, everything=everything, parts=parts)
            if json_to is not None:
                write_json(json_to, {"schema": "backproof.review/1", "answers": rows})
            write(destination, review_text(rows))
    except (GradebookError, BadList) as wrong:
        raise click.UsageError(str(wrong)) from None
    where = "" if destination == "-" else f" in {destination}"
    click.echo(f"{len(rows)} answers{'' if everything else ' wait for a person'}{where}", err=err)
    return 0
