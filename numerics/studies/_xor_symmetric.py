"""The start that never breaks symmetry: hidden units that begin equal stay equal, and are worth one unit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..engine.elementwise import Activation
from ..engine.study import (
    SHARE,
    STARTS,
    Column,
    Finding,
    Given,
    Measured,
    Part,
    Row,
    Setting,
    checked,
    predicted,
    share,
)
from ..engine.train_network import Network
from ..engine.train_program import Program
from ._xor_network import GOOD, STEPS, network

if TYPE_CHECKING:
    import jax

DEPARTURES = (0.0, 1e-3)


def tied(net: Network, program: Program, departure: float) -> Program:
    """The program from starts in which every unit is the first one plus `departure` of its own difference from it."""
    entries = [(name, place) for name, places in net.places.items() for place in places]

    def of_first(name: str, place: tuple[int, ...]) -> int:
        return entries.index((name, (0, *place[1:]) if place else place))

    def begin(indices: jax.Array, scale: jax.Array) -> tuple:
        rows = program.begin(indices, scale)
        firsts = [rows[of_first(*entry)] for entry in entries]
        return tuple(first + departure * (row - first) for row, first in zip(rows, firsts, strict=True))

    return replace(program, begin=begin)


def trained(task: Row, given: Given) -> Measured:
    """Starts with equal or nearly equal units, trained."""
    net = network(task, given)
    checks = checked(net, given.setting.seed)
    seeds, e = net.experiment.seeds, net.experiment
    program = tied(net, net.program(given.setting.seed), float(task["departure"]))  # type: ignore[arg-type]
    pieces = list(program.run(seeds, np.full(seeds, e.scale), np.full(seeds, e.learning_rate)))
    rows, losses = (np.concatenate(parts, axis=-1) for parts in zip(*pieces, strict=True))
    named = {n: np.reshape(r, (*net.derived.shapes[n], -1)) for n, r in net.named(tuple(rows)).items()}
    alike = np.all([(named[n] == named[n][:1]).reshape(-1, seeds).all(axis=0) for n in ("w", "w0", "b")], axis=0)
    solved = np.isfinite(losses).all(axis=0) & (losses < e.loss.value).all(axis=0)
    return Measured(rows=[{**task, **share(int(solved.sum()), seeds), "alike": int(alike.sum())}], checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """Equal monotone units fail, equal GELU units do not, and nearly equal ones part."""
    findings = []
    for row in rows:
        low, high = row["interval"]  # type: ignore[misc]
        kind, equal = Activation(row["activation"]), row["departure"] == 0
        if equal:
            low_alike, high_alike = share(int(row["alike"]), int(row["seeds"]))["interval"]  # type: ignore[misc]
            findings.append(
                predicted(
                    f"equal {kind.value} units are equal at the end, to the last bit",
                    low_alike,
                    high_alike,
                    at_least=0.99,
                )
            )
        if equal and kind is not Activation.GELU:
            findings.append(predicted(f"equal {kind.value} units never learn it", low, high, at_most=0.01))
        if not equal and kind is Activation.LOGISTIC:
            text = (
                f"{kind.value} units that differ by a thousandth part, and learn it from more than half of the starts"
            )
            findings.append(predicted(text, low, high, at_least=0.5))
    return tuple(findings)


def symmetric_part(setting: Setting) -> Part:
    """Equal and nearly equal units."""
    seeds = setting.seeds or (16384 if setting.full else 2048)
    tasks = tuple(
        {"activation": a.value, "width": 2, "loss": "squared", "departure": departure, "seeds": seeds}
        for a in GOOD
        for departure in DEPARTURES
    )
    return Part(
        name="symmetric",
        title="Two hidden units that start equal",
        question="Does gradient descent ever tell apart two hidden units that start with equal weights?",
        prediction="Never: their gradients are equal, so they stay one unit, and no monotone unit computes XOR",
        budget=f"{seeds} starts a row, {STEPS} steps of full-batch gradient descent on the squared loss",
        criterion="after the last step the output is on the right side of 1/2 for all four inputs",
        columns=(
            Column(name="activation", label="hidden units"),
            Column(name="departure", label="difference at the start", unit="of independent ones", shown="g"),
            STARTS,
            *SHARE,
            Column(name="alike", label="still equal in every bit", unit="seeds", shown="d"),
        ),
        tasks=tasks,
        measure=trained,
        judge=judge,
        note="one GELU unit can compute XOR, so two equal ones may learn it and stay equal",
    )
