"""`backproof compare`: an answer beside a reference, or many pairs from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .formulas import OnFormulas, declarations, echoed, reading
from .output import Destination, Unavailable, json_option, write_json

if TYPE_CHECKING:
    from ..theory.decision.comparison import Comparison, Question

CODES = {"equal": 0, "equal_at_points": 0, "different": 1, "domain_differs": 1, "unreadable": 2, "undecided": 3}
SCHEMA = "backproof.compare/1"
FIELDS = frozenset(["id", "reference", "answer", "syntax", "reference_syntax", "let", "given", "tolerance"])
MOST_BYTES = 2**20  # of one line of a batch


@click.command("compare", cls=OnFormulas)
@click.argument("formulas", nargs=-1, metavar="REFERENCE ANSWER")
@reading
@click.option("--reference-syntax", type=click.Choice(["auto", "calc", "latex"]), help="Where it differs.")
@click.option("--tolerance", metavar="NUMBER", help="How far two numbers may be apart.")
@click.option("--seconds", type=click.FloatRange(min=0.05), default=5.0, show_default=True, help="Net of each pair.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False), metavar="FILE", help="Pairs, a JSON line each.")
@click.option("--out", "out", type=Destination(), metavar="FILE|-", help="Where the results of a batch go.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes for a batch; chosen when left out.")
@json_option
def command(
    formulas: tuple[str, ...],
    let: tuple[str, ...],
    given: tuple[str, ...],
    syntax: str,
    echo: bool,
    reference_syntax: str | None,
    tolerance: str | None,
    seconds: float,
    batch: str | None,
    out: str | None,
    jobs: int | None,
    json_to: str | None,
) -> int:
    """Compare an answer with a reference formula, equation or matrix.

    \b
    backproof compare "max(x,0)" "(x+abs(x))/2"
    backproof compare "sigmoid(x)" "\\frac{1}{1+e^{-x}}" --echo
    backproof compare --batch pairs.jsonl --out results.jsonl

    Equal is proved or said to be at points alone; different comes with a point and both values; a domain that differs
    is told apart. The lines of a batch carry id, reference, answer, and as they need syntax, reference_syntax, let,
    given, tolerance.
    """
    if batch is not None:
        if formulas or json_to is not None:
            raise click.UsageError("--batch takes its pairs from the file, and writes to --out")
        if out is None:
            raise click.UsageError("--batch needs --out FILE, or - for standard output")
        return _batch(batch, out, seconds, jobs)
    if out is not None or jobs is not None:
        raise click.UsageError("--out and --jobs belong to --batch")
    if len(formulas) != 2:
        raise click.UsageError(f"Expected a reference and an answer, got {len(formulas)} of them.")
    from .. import api
    from ..theory.decision.comparison import AuthorError

    try:
        found = api.compare(
            *formulas,
            syntax=syntax,
            reference_syntax=reference_syntax,
            let=declarations(let),
            given=given,
            tolerance=tolerance,
            seconds=seconds,
        )
    except AuthorError as error:
        raise click.UsageError(str(error)) from None
    if json_to is not None:
        write_json(json_to, {"schema": SCHEMA, **found.as_json()})
    if json_to != "-":
        _show(found, formulas[1], echo=echo)
    return CODES[found.outcome.value]


def _show(found: Comparison, answer: str, *, echo: bool) -> None:
    if echo:
        for what, how in found.reading.items():
            echoed(f"{what:>9}", how.calculator, how.latex)
    if found.fault is not None and found.fault.column:
        from ..theory.language.errors import ReadError

        click.echo(f"unreadable: {ReadError(found.fault, answer).shown()}")
        return
    click.echo("\n".join(found.lines()))


# Batches


def _batch(path: str, out: str, seconds: float, jobs: int | None) -> int:
    from ..environment import cores
    from ..theory.decision.comparison import AuthorError
    from ..theory.decision.supervised import compare_all

    lines = list(_lines(path))
    good = [(line["question"], line["answer"]) for line in lines if "question" in line]
    processes = jobs or max(1, min(cores(), len(good) // 8))
    answers = compare_all(good, seconds=seconds, jobs=processes)
    counts: dict[str, int] = {}
    try:
        with click.open_file(out, "w", encoding="utf-8") as stream:
            for line in lines:
                record = {"id": line["id"], **_blank(line.get("outcome", ""), line.get("detail", ""))}
                if "question" in line:
                    found = next(answers)
                    if isinstance(found, AuthorError):
                        record = {"id": line["id"], **_blank("bad_reference", str(found))}
                    else:
                        record = {"id": line["id"], **found.as_json()}
                counts[record["outcome"]] = counts.get(record["outcome"], 0) + 1
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
                stream.flush()  # a run that is ended keeps what it did
    except OSError as error:
        raise Unavailable(f"cannot write {out!r}: {error.strerror}") from None
    told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(counts.items()))
    click.echo(f"{len(lines)} pairs: {told}" if lines else "no pairs", err=True)
    return 0


def _blank(outcome: str, detail: str) -> dict:
    return {"outcome": outcome, "witness": None, "reading": {}, "detail": detail, "seconds": 0.0}


def _lines(path: str) -> Iterator[dict]:
    """Each line as a question and an answer under its id, or as what is wrong with it."""
    with Path(path).open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            if raw.strip():
                yield _line(number, raw)


def _line(number: int, raw: bytes) -> dict:
    from ..theory.decision.comparison import AuthorError

    name: object = f"line {number}"
    try:
        if len(raw) > MOST_BYTES:
            raise ValueError(f"the line has {len(raw)} bytes; at most {MOST_BYTES} are read")
        data = json.loads(raw)
        if not isinstance(data, dict):
            raise ValueError("no object with reference and answer")
        name = data.get("id", name)
        if unknown := set(data) - FIELDS:
            raise ValueError(f"unknown field {min(unknown)!r}; expected {', '.join(sorted(FIELDS))}")
        if missing := {"reference", "answer"} - set(data):
            raise ValueError(f"no {min(missing)!r}")
        return {"id": name, "question": _question(data), "answer": data["answer"]}
    except AuthorError as error:
        return {"id": name, "outcome": "bad_reference", "detail": str(error)}
    except (ValueError, RecursionError) as error:
        return {"id": name, "outcome": "bad_line", "detail": f"line {number}: {error}"}


def _question(data: dict) -> Question:
    from ..theory.decision.comparison import question

    let, given = data.get("let") or {}, data.get("given") or []
    if not isinstance(let, dict) or not isinstance(given, list | str):
        raise ValueError("let is an object of names and types, given a list of texts")
    return question(
        data["reference"],
        let=let,
        given=given,
        syntax=data.get("syntax") or "auto",
        reference_syntax=data.get("reference_syntax"),
        tolerance=data.get("tolerance"),
    )
