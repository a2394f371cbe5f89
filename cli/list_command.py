"""`backproof list`."""

import json
from pathlib import Path

import click

from .options import check_writable, fail, json_option, write_json


@click.command("list")
@click.option("--topic", help="Only the claims of one topic.")
@click.option("--verdict", help="Only the claims with this expected verdict.")
@json_option
def command(topic: str | None, verdict: str | None, json_file: str | None) -> None:
    """Show the claims and the verdict that each should have, and the last one measured."""
    from .. import api
    from ..theory.kernel.claim import Conclusion

    check_writable(json_file)
    if verdict is not None and verdict.upper() not in Conclusion.__members__:
        fail(f"no verdict {verdict!r}: one of {', '.join(c.value.lower() for c in Conclusion)}")
    try:
        found = api.claims(topic)
    except api.UnknownClaim as error:
        fail(str(error))
    last = _last_verdicts(Path("report/verify.json"))
    rows = [
        {
            "id": claim_id,
            "expected": claim.expected.value,
            "last": last.get(claim_id),
            "title": claim.title,
            "ledger": list(claim.ledger),
        }
        for claim_id, claim in found.items()
        if verdict is None or claim.expected.value == verdict.upper()
    ]
    if json_file is not None:
        write_json(json_file, {"schema": "backproof.list/1", "claims": rows})
        if json_file == "-":
            return
    width = max((len(str(r["id"])) for r in rows), default=0)
    for row in rows:
        now = "" if row["last"] in (None, row["expected"]) else f" (last: {row['last']})"
        click.echo(f"{row['id']:<{width}}  {row['expected']:<9}  {row['title']}{now}")
    click.echo(f"{len(rows)} claims", err=True)


def _last_verdicts(report: Path) -> dict[str, str]:
    """Verdicts of the last report in this folder; none where there is no readable one."""
    try:
        data = json.loads(report.read_text(encoding="utf-8"))
        return {c["id"]: c["verdict"] for c in data["claims"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
