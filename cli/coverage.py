"""`backproof coverage`: which statements of the sources are checked, and what came out."""

import click

from .output import json_option, rows, write_json

STANDINGS = ("PROVED", "CONFIRMED", "QUALIFIED", "REFUTED", "UNDECIDED", "outside", "open")


@click.command("coverage")
@click.option("--standing", type=click.Choice(STANDINGS, case_sensitive=False), help="List those.")
@json_option
def command(standing: str | None, json_to: str | None) -> None:
    """Statements of the source documents by verdict; a statement that several documents make counts in each.

    A statement that several claims check has the severest of their verdicts; open means that no claim checks it yet.
    """
    from ..index import summaries
    from ..theory.kernel.claim import Conclusion
    from ..theory.sources import by_document, coverage

    covered = coverage((s["id"], s["ledger"], Conclusion(s["expected"])) for s in summaries())
    if json_to is not None:
        entries = [
            {
                "id": c.statement.id,
                "documents": [d.value for d in c.statement.documents],
                "section": c.statement.section,
                "paraphrase": c.statement.paraphrase,
                "standing": c.standing,
                "outside": c.statement.outside,
                "claims": list(c.claims),
            }
            for c in covered
        ]
        write_json(json_to, {"schema": "backproof.coverage/1", "statements": entries})
    if json_to == "-":
        return
    if standing is not None:
        chosen = [c for c in covered if c.standing == standing]
        rows([(c.statement.id, c.statement.paraphrase, c.statement.outside or ", ".join(c.claims)) for c in chosen])
        return
    table = [("document", *(s.lower() for s in STANDINGS), "all")]
    for document, mine in by_document(covered).items():
        table.append((document.value, *_counts(mine)))
    rows([*table, ("every statement once", *_counts(covered))])


def _counts(covered: object) -> tuple[str, ...]:
    mine = list(covered)  # type: ignore[call-overload]
    return (*(str(sum(c.standing == s for c in mine)) for s in STANDINGS), str(len(mine)))
