"""`backproof show`: one claim, all of it."""

import click

from .output import json_option, last_report, write_json


@click.command("show")
@click.argument("claim", metavar="CLAIM")
@click.option("--check", is_flag=True, help="Verify the claim now, without training.")
@json_option
def command(claim: str, check: bool, json_to: str | None) -> None:
    """One claim: statement, sources, hypotheses, steps with reasons, evidence, near-misses.

    The evidence is that of a report/verify.json that stands here, or of a verification now with --check.
    """
    from .. import api
    from ..results import unverified, with_evidence

    try:
        chosen = api.select(claim)
    except api.UnknownName as unknown:
        raise click.UsageError(str(unknown)) from None
    if len(chosen) != 1:
        raise click.UsageError(f"{claim!r} is a topic; show takes one of its claims: {', '.join(chosen)}")
    ((claim_id, found),) = chosen.items()
    record = unverified(claim_id, found)
    if check:
        record = next((dict(r.record) for r in api.verify(claim_id, training=False)), record)
    else:
        record = with_evidence(record, last_report().get(claim_id))
    if json_to is not None:
        write_json(json_to, {"schema": "backproof.show/1", **record})
    if json_to != "-":
        click.echo("\n".join(lines(record)))


def lines(record: dict) -> list[str]:
    """What `show` prints."""
    shown = [f"{record['id']}: {record['title']}", ""]
    shown += [f"  source      {s['document']}, {s['section']}" for s in record["sources"]]
    shown += [f"  ledger      {', '.join(record['ledger'])}"]
    if record["reconstructed"]:
        shown += ["  note        the source's formula was lost; the intended one is judged"]
    shown += ["", "As stated" if record["amended"] else "Statement", *_statement(record)]
    if record["counterexample"]:
        instance = record["counterexample"]
        shown += [f"  fails at    {instance['text']}"]
        shown += [f"              {name} = {_flat(value)}" for name, value in instance["values"].items()]
    if record["amended"]:
        shown += ["", "True is", *_statement(record["amended"])]
    if record["derivation"]:
        shown += ["", "Derivation"]
    for number, step in enumerate(record["derivation"], 1):
        shown += [f"  {number}. {step['statement']['text']}", f"     {step['rule']}: {step['reason']}"]
    shown += ["", "Near-misses"]
    shown += [f"  {m['name']}: {m['misconception']}\n     {m['statement']['text']}" for m in record["near_misses"]]
    if record["note"]:
        shown += ["", f"Note: {record['note']}"]
    return [*shown, "", *_evidence(record)]


def _statement(part: dict) -> list[str]:
    shown = [f"  {part['statement']['text']}"]
    if part["statement"]["words"]:
        shown += [f"  ({part['statement']['words']})"]
    shown += [f"  where       {variable}" for variable in part.get("variables", ())]
    return shown + [f"  given       {hypothesis}" for hypothesis in part["hypotheses"]]


def _evidence(record: dict) -> list[str]:
    if record["verdict"] is None:
        return [f"Expected {record['expected']}; not verified here: backproof show --check {record['id']}"]
    shown = ["Evidence"]
    shown += [f"  {e['kind']:<10}  {e['outcome']:<8}  ({e['about']}) {e['detail']}" for e in record["evidence"]]
    tally = record["mutants"]
    shown += [f"  near-misses {tally['killed']} killed, {tally['survived']} survived"]
    wanted = "" if record["ok"] else f", expected {record['expected']}: {record['reason']}"
    return [*shown, "", f"Verdict {record['verdict']} ({record['grade'] or 'no grade'}){wanted}"]


def _flat(value: object) -> str:
    return f"({', '.join(map(_flat, value))})" if isinstance(value, list) else str(value)
