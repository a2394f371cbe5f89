"""`backproof audit`."""

import sys

import click

from .options import check_writable, chosen, json_option, write_json


@click.command("audit")
@click.argument("names", nargs=-1, metavar="[CLAIM|TOPIC]...")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the instances.")
@json_option
def command(names: tuple[str, ...], seed: int, json_file: str | None) -> None:
    """Drop each hypothesis and mutate each statement: a check that cannot fail is found here."""
    from ..theory.decision.audit import audit
    from ..theory.kernel.claim import Claim, Prediction

    check_writable(json_file)
    rows = []
    for claim_id, claim in chosen(names).items():
        assert isinstance(claim, Claim)
        if isinstance(claim.statement, Prediction):
            continue
        found = audit(claim, seed=seed)
        rows.append({"id": claim_id, **found.as_json()})
        if json_file != "-":
            click.echo(f"{claim_id}: {found.summary()}")
    write_json(json_file, {"schema": "backproof.audit/1", "claims": rows})
    survived = sum(len(r["survived"]) for r in rows)
    click.echo(f"{len(rows)} claims audited, {survived} mutants survived", err=True)
    sys.exit(1 if survived else 0)
