"""Rows of the benchmark: how they are timed, shown, and put beside rows that were measured before."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import contestants as others

FEW = 3  # repeats of what is far slower than ours
OFTEN = ("ours", "SIMD by hand")
ONE_CORE = "(one core)"  # at the end of a contestant's name where it takes one core of several


@dataclass(frozen=True)
class Row:
    """What a contestant took: seconds for so many networks (quartiles and median)."""

    task: str
    contestant: str
    networks: int
    quartiles: tuple[float, float, float]
    networks_per_second: float
    share_of_peak: float


class OtherMachine(ValueError):
    """Measurements that are kept come from another machine or other versions, beside which new rows say nothing."""


def timed(
    task: str,
    runs: Mapping[str, tuple[Callable[[], object], int]],
    *,
    operations: float,
    peak: float,
    threads: int,
    repeats: int,
) -> list[Row]:
    """A row for each contestant that this machine has, from an interleaved series.

    runs: by contestant the work and how many networks it trains. operations: floating-point operations of the whole
    training of one network. peak: those that a core can do in a second.
    """
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(repeats):
        for name, (work, _) in runs.items():
            if turn >= FEW and name not in OFTEN:
                continue  # far apart
            try:
                times[name].append(others.seconds(work))
            except others.Absent as absent:
                if not turn:
                    print(f"{name}: {absent}", file=sys.stderr)
    found = []
    for name, (_, networks) in runs.items():
        if times[name]:
            low, middle, high = np.quantile(times[name], (0.25, 0.5, 0.75)).tolist()
            rate = networks / middle
            share = rate * operations / (peak * (1 if name.endswith(ONE_CORE) else threads))
            found.append(Row(task, name, networks, (low, middle, high), rate, share))
    return found


def table(found: list[Row]) -> str:
    """Markdown: a line a contestant, its ratio to ours, with the quartiles in brackets."""
    lines = ["| networks a second | rate | ours is | quartiles | share of FMA peak |", "|---|---|---|---|---|"]
    task = ""
    for row in found:
        if row.task != task:
            task, our = row.task, row
            lines.append(f"| **{task}** | | | | |")
        low, middle, high = row.quartiles
        few = "" if row.networks == our.networks else f" ({row.networks} networks)"
        ratio = our.networks_per_second / row.networks_per_second
        spread = f"{low / middle - 1:+.0%} {high / middle - 1:+.0%}"
        rate = f"{row.networks_per_second:,.0f}" if row.networks_per_second >= 100 else f"{row.networks_per_second:.1f}"
        lines.append(f"| {row.contestant}{few} | {rate} | {ratio:,.2f}x | {spread} | {row.share_of_peak:.0%} |")
    return "\n".join(lines)


def merged(kept: Mapping[str, object], fresh: Mapping[str, object], order: Collection[str]) -> dict[str, object]:
    """A report with the fresh rows in place of kept ones of the same tasks, beside kept ones of other tasks.

    order: the tasks in the order in which they are shown; what is among them no longer is dropped. `scaling` as a whole
    is the fresh one, where there is any. Raises OtherMachine where what the reports were measured with differs.
    """
    for name in ("environment", "processor"):
        before, now = kept.get(name), fresh.get(name)
        if before is not None and before != now:
            raise OtherMachine(f"kept measurements have another {name}: {_differences(before, now)}")
    anew = {row["task"] for row in fresh["rows"]}  # type: ignore[index,union-attr]
    rows = [row for row in kept["rows"] if row["task"] not in anew] + list(fresh["rows"])  # type: ignore[call-overload,attr-defined]
    places = {task: place for place, task in enumerate(order)}
    rows = sorted((row for row in rows if row["task"] in places), key=lambda row: places[row["task"]])
    return {**fresh, "rows": rows, "scaling": fresh["scaling"] or kept["scaling"]}


def _differences(before: object, now: object) -> str:
    if not (isinstance(before, Mapping) and isinstance(now, Mapping)):
        return f"{before!r}, not {now!r}"
    unlike = [n for n in {**before, **now} if before.get(n) != now.get(n)]
    return ", ".join(f"{n} {_differences(before.get(n), now.get(n))}" for n in unlike)


def keep(path: Path, report: Mapping[str, object], order: Collection[str]) -> None:
    """Writes the report; where the file is there its other rows stay. Raises OtherMachine, and leaves the file."""
    if path.exists():
        report = merged(json.loads(path.read_text(encoding="utf-8")), report, order)
    text = json.dumps(report, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")
