"""Fills the parts of README.md that are generated: the output of commands, and the count of claims by verdict.

`python -m backproof.tests.readme` rewrites the page; a test compares.
"""

import contextlib
import json
import re
import shlex
import tempfile
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from backproof import index
from backproof.benchmarks.train import Row, Scaling, scaling_table, table
from backproof.cli.main import commands
from backproof.figures.report.markdown import words
from backproof.figures.report.model import Shown
from backproof.theory import catalogue

PAGE = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"<!-- run: (?P<what>.*?) -->\n(?P<shown>.*?)<!-- end -->", re.DOTALL)
SECONDS = re.compile(r"\d+\.\d+ s\b")


def filled(page: str) -> str:
    """The page with every generated part made anew."""
    return BLOCK.sub(lambda m: f"<!-- run: {m['what']} -->\n{shown(m['what'])}<!-- end -->", page)


def shown(what: str) -> str:
    """The Markdown of one generated part."""
    if what == "counts":
        return _counts()
    if what == "surprises":
        return _surprises()
    if what == "make bench-train":
        return _benchmark()
    arguments = shlex.split(what)[1:]
    # An empty folder: the page must not depend on what was run before.
    with tempfile.TemporaryDirectory() as empty, contextlib.chdir(empty):
        result = CliRunner().invoke(commands, arguments, catch_exceptions=False, standalone_mode=False)
    lines = [f"$ {what}", *result.stdout.splitlines()]
    return "\n" + "".join(f"    {line}".rstrip() + "\n" for line in lines) + "\n"


def _benchmark() -> str:
    """The tables of the measurement that is kept with the benchmark; measured anew only by hand."""
    kept = json.loads((PAGE.parent / "benchmarks" / "measured.json").read_text(encoding="utf-8"))
    rows = [Row(**{**r, "quartiles": tuple(r["quartiles"])}) for r in kept["rows"]]
    grown = [Scaling(**{**r, "quartiles": tuple(r["quartiles"])}) for r in kept["scaling"]]
    return f"\n{table(rows)}\n\n{scaling_table(grown)}\n\n"


def _counts() -> str:
    by_topic: dict[str, Counter[str]] = {}
    for summary in index.summaries():
        by_topic.setdefault(summary["id"].partition(".")[0], Counter())[summary["expected"]] += 1
    verdicts = ("PROVED", "CONFIRMED", "QUALIFIED", "REFUTED", "UNDECIDED")
    total = sum(by_topic.values(), Counter())
    rows = [("topic", *verdicts), ("---",) * 6]
    rows += [(topic, *(str(found[v] or "") for v in verdicts)) for topic, found in by_topic.items()]
    rows += [("**all**", *(f"**{total[v]}**" for v in verdicts))]
    return "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows) + "\n"


def _surprises() -> str:
    claims = catalogue.claims()
    lines = []
    for n, (claim_id, why) in enumerate(catalogue.SURPRISING.items(), 1):
        claim = claims[claim_id]
        said = words(Shown(id=claim_id, claim=claim, record={}).said)
        lines.append(f"{n}. Said: {said}. True: **{words(claim.title)}.** {words(why)} `{claim_id}`\n")
    return "\n" + "".join(lines) + "\n"


def timeless(page: str) -> str:
    """The page without durations."""
    return SECONDS.sub("_ s", page)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
