"""`backproof list`: the claims that there are."""

import click

from .output import json_option, last_report, rows, write_json

VERDICTS = ("PROVED", "CONFIRMED", "QUALIFIED", "REFUTED", "UNDECIDED")


@click.command("list")
@click.option("--topic", metavar="TOPIC", help="Only claims of this topic.")
@click.option("--verdict", type=click.Choice(VERDICTS, case_sensitive=False), help="Only claims expected to be so.")
@json_option
def command(topic: str | None, verdict: str | None, json_to: str | None) -> None:
    """Claims with their expected verdicts, and the last result of a report/verify.json that stands here."""
    from ..index import UnknownName, summaries

    try:
        chosen = summaries(topic)
    except UnknownName as unknown:
        raise click.UsageError(str(unknown)) from None
    last = last_report()
    listed = [
        {**summary, "last": last[summary["id"]]["verdict"] if summary["id"] in last else None}
        for summary in chosen
        if verdict is None or summary["expected"] == verdict
    ]
    if json_to is not None:
        write_json(json_to, {"schema": "backproof.list/1", "claims": listed})
    if json_to != "-":
        shown = [(c["expected"], c["last"] or "-", c["id"], c["title"]) for c in listed]
        rows([("expected", "last", "claim", "title"), *shown])
