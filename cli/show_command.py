"""`backproof show CLAIM`."""

import click

from .options import check_writable, chosen, fail, json_option, write_json


@click.command("show")
@click.argument("claim")
@click.option("--check", is_flag=True, help="Check the claim and show the evidence.")
@json_option
def command(claim: str, check: bool, json_file: str | None) -> None:
    """Show one claim: statement, sources, derivation, counterexample, mutants; with --check the evidence."""
    from .. import api, report
    from ..theory.kernel.claim import Claim
    from ..theory.kernel.statement import Statement

    check_writable(json_file)
    found = chosen([claim])
    if len(found) != 1:
        fail(f"{claim} is a topic; show takes one claim: {', '.join(found)}")
    ((claim_id, item),) = found.items()
    assert isinstance(item, Claim)
    verdict = api.verify_one(claim_id) if check else None
    if json_file is not None:
        from ..theory.kernel.verdict import Verdict

        blank = Verdict(claim_id=claim_id, conclusion=_nothing(), expected=item.expected, evidence=())
        write_json(json_file, {"schema": "backproof.show/1", **report.record(verdict or blank)})
        if json_file == "-":
            return
    click.echo(f"{claim_id}: {item.title}")
    for source in item.sources:
        click.echo(f"  source      {source.document.value}, {source.section}")
    click.echo(f"  ledger      {', '.join(item.ledger)}")
    if item.as_stated is not None:
        click.echo(f"  as stated   {report.plain_text(item.as_stated)}")
        assert item.fault is not None
        click.echo(f"  fault       {item.fault.value}")
        if item.counterexample is not None:
            click.echo(f"  against it  {item.counterexample.text}")
    if item.reconstructed:
        click.echo("  the source's formula was lost; the intended one is judged")
    click.echo(f"  statement   {report.plain_text(item.statement)}")
    if isinstance(item.statement, Statement):
        click.echo(f"              {item.statement.lhs} {item.statement.relation.value} {item.statement.rhs}")
    for name in report.hypotheses(item.statement):
        click.echo(f"  given       {name}")
    for number, step in enumerate(item.derivation, 1):
        click.echo(f"  step {number}      {report.plain_text(step.statement)}")
        click.echo(f"              by {step.rule.value}: {step.reason}")
    for mutant in item.mutants:
        click.echo(f"  mutant      {mutant.name}: {mutant.misconception}")
    if item.note:
        click.echo(f"  note        {item.note}")
    click.echo(f"  expected    {item.expected.value}")
    if verdict is not None:
        for e in (*verdict.evidence, *verdict.replayed):
            click.echo(f"  {e.kind.value:<10}  {e.outcome.value}: {e.detail}")
        click.echo(f"  verdict     {verdict.conclusion.value} ({verdict.grade})")


def _nothing():  # type: ignore[no-untyped-def]
    from ..theory.kernel.claim import Conclusion

    return Conclusion.UNDECIDED
