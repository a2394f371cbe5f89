"""`backproof audit`: would the checks notice an error?"""

import time

import click

from .output import json_option, write_json
from .selection import checking


@click.command("audit")
@checking
@json_option
def command(names: tuple[str, ...], jobs: int | None, seed: int, json_to: str | None) -> int:
    """Test the checks: drop each hypothesis, mutate each statement and each step, and see what notices.

    A claim must have the expected verdict; a near-miss must be killed, or be proved equivalent; a proof must reopen
    without a hypothesis, or the hypothesis is reported as not needed: a note, which does not change the exit code.
    """
    from .. import api
    from ..environment import environment

    start = time.perf_counter()
    on_stdout = json_to == "-"
    audited: list[dict] = []
    interrupted = False
    try:
        for found in api.audits(*names, jobs=jobs, seed=seed):
            audited.append(found)
            click.echo("\n".join(lines(found)), err=on_stdout)
    except api.UnknownName as unknown:
        raise click.UsageError(str(unknown)) from None
    except KeyboardInterrupt:
        interrupted = True
    failed = sum(not a["ok"] for a in audited)
    if json_to is not None:
        report = {
            "schema": "backproof.audit/1",
            "environment": environment(device="cpu", jobs=jobs or 1),
            "seed": seed,
            "seconds": round(time.perf_counter() - start, 3),
            "claims": sorted(audited, key=lambda a: a["id"]),
        }
        write_json(json_to, report)
    totals = {key: sum(a["mutants"][key] for a in audited) for key in ("killed", "equivalent", "survived")}
    counts = ", ".join(f"{n} {key}" for key, n in totals.items())
    spare = sum(len(a["not_needed"]) for a in audited)
    noted = f"{spare} hypotheses not needed; " if spare else ""
    told = f"{len(audited)} claims audited: near-misses {counts}; {noted}{failed} not as they should be"
    click.echo(told, err=on_stdout)
    if interrupted:
        return 130
    return 1 if failed else 0 if audited else 3


def lines(found: dict) -> list[str]:
    """What is printed of one claim."""
    tally = found["mutants"]
    mark = "FAIL" if not found["ok"] else "note" if found["not_needed"] else "ok  "
    shown = [
        f"{mark}  {found['id']}: near-misses {tally['killed']} killed,"
        f" {tally['equivalent']} equivalent, {tally['survived']} survived;"
        f" planted in steps {found['steps']['killed']} noticed, {found['steps']['survived']} not"
    ]
    shown += [f"      the proof closes without this hypothesis: {name}" for name in found["not_needed"]]
    return shown + [f"      {problem}" for problem in found["problems"]]
