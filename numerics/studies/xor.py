"""Exclusive or: which networks gradient descent teaches it, from which starts, and where the others get stuck."""

from __future__ import annotations

from itertools import product

import numpy as np

from ..engine.elementwise import Activation
from ..engine.pilot import best_cell
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
    Study,
    checked,
    predicted,
    share,
)
from ..engine.train import CONFIDENCE, interval
from ..xor import CROSS_ENTROPY, GRADIENTS
from ._xor_ends import ends_part
from ._xor_network import STEPS, network
from ._xor_single import single_part
from ._xor_symmetric import symmetric_part

SCALES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
RATES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
WIDTHS = (1, 2, 3, 4, 8)
TRAINED = (Activation.LOGISTIC, Activation.TANH, Activation.RELU, Activation.GELU)


def at_its_best(task: Row, given: Given) -> Measured:
    """The best scale and step size of a pilot on the grid, then the share of fresh starts that learn with them."""
    net = network(task, given)
    checks = checked(net, given.setting.seed)
    seeds, seed = net.experiment.seeds, given.setting.seed
    cells = list(product(SCALES, RATES))
    scale, rate = best_cell(net, cells, seed)
    found = net.train(seed=seed, scales=np.full(seeds, scale), rates=np.full(seeds, rate))
    row = {**task, "scale": scale, "rate": rate, **share(found.successes, seeds), "diverged": found.lost}
    return Measured(rows=[row], checks=checks)


def of(rows: list[Row], **wanted: object) -> Row:
    """The one row with these cells."""
    (row,) = (r for r in rows if all(r[name] == value for name, value in wanted.items()))
    return row


def judge_rates(rows: list[Row]) -> tuple[Finding, ...]:
    """Widths and activations against what was predicted."""

    def at(width: int, activation: Activation, text: str, **bounds: float) -> Finding:
        row = of(rows, width=width, activation=activation.value, loss="squared")
        low, high = row["interval"]  # type: ignore[misc]
        return predicted(text, low, high, **bounds)

    return (
        at(1, Activation.LOGISTIC, "one sigmoid unit learns it from no start, less than 1 %", at_most=0.01),
        at(1, Activation.GELU, "one GELU unit, which falls and rises, from more than 50 %", at_least=0.5),
        at(
            2,
            Activation.LOGISTIC,
            "two sigmoid units learn it from 90 to 99.5 % of starts",
            at_least=0.9,
            at_most=0.995,
        ),
        at(2, Activation.RELU, "two ReLU units from 15 to 40 %", at_least=0.15, at_most=0.4),
        at(4, Activation.LOGISTIC, "four sigmoid units from more than 99 %", at_least=0.99),
        at(4, Activation.TANH, "four tanh units from more than 99 %", at_least=0.99),
        at(8, Activation.RELU, "eight ReLU units from more than 90 %", at_least=0.9),
    )


def rates_part(setting: Setting) -> Part:
    """Success of every width and activation at its best step size and scale."""
    seeds = setting.seeds or (16384 if setting.full else 2048)
    losses = ("squared", "cross-entropy")
    tasks = tuple(
        {"activation": a.value, "width": w, "loss": loss, "seeds": seeds}
        for loss, a, w in product(losses, TRAINED, WIDTHS)
        if setting.full or loss == "squared" or w == 2
    )
    return Part(
        name="rates",
        title="2-h-1 networks on the exclusive or, each at its best scale and step size",
        question="Two hidden units can represent XOR. From how many random starts does gradient descent find it?",
        prediction="Two sigmoid units from most starts, not all; two ReLU units from few; four units from nearly all",
        budget=f"{seeds} starts a row, {STEPS} steps of full-batch gradient descent; scale and step size by a pilot of "
        f"as many other starts over {len(SCALES)} x {len(RATES)} cells",
        criterion="after the last step the output is on the right side of 1/2 for all four inputs; diverged is failed",
        columns=(
            Column(name="activation", label="hidden units"),
            Column(name="width", label="width", unit="units", shown="d"),
            Column(name="loss", label="loss"),
            Column(name="scale", label="scale", shown="g"),
            Column(name="rate", label="step size", shown="g"),
            STARTS,
            *SHARE,
            Column(name="diverged", label="diverged", unit="seeds", shown="d"),
        ),
        tasks=tasks,
        measure=at_its_best,
        judge=judge_rates,
        costs=tuple(float(t["width"]) * (3 if t["activation"] == "gelu" else 1) for t in tasks),
        note="weights start uniform on (-1, 1) x scale / sqrt(inputs of the unit), biases too",
    )


def grid(task: Row, given: Given) -> Measured:
    """The share of starts that learn, for every scale and step size: a row a scale."""
    net = network(task, given)
    checks = checked(net, given.setting.seed)
    cells = list(product(SCALES, RATES))
    scales, rates = (np.repeat(column, task["a_cell"]) for column in zip(*cells, strict=True))
    found = net.train(seed=given.setting.seed, scales=scales, rates=rates)
    counts = found.solved.reshape(len(SCALES), len(RATES), -1).sum(axis=2)
    rows = []
    for scale, of_scale in zip(SCALES, counts, strict=True):
        cells_of_row = {f"rate_{r:g}": int(c) / task["a_cell"] for r, c in zip(RATES, of_scale, strict=True)}
        rows.append({**task, "scale": scale, **cells_of_row})
    return Measured(rows=rows, checks=checks)


def judge_grid(rows: list[Row]) -> tuple[Finding, ...]:
    """No cell is safe for two units; each interval is widened for the number of cells that are looked at."""
    cells = [(row, row[f"rate_{r:g}"]) for row in rows for r in RATES]
    confidence = 1 - (1 - CONFIDENCE) / len(cells)
    best_row, best = max(cells, key=lambda c: c[1])
    trials = int(best_row["a_cell"])
    low, high = interval(round(best * trials), trials, confidence)
    safe = predicted("nowhere do two units learn it from 99.8 % of the starts", low, high, at_most=0.998)
    large = [row for row in rows if row["scale"] == SCALES[-1]]
    most = max(row[f"rate_{r:g}"] for row in large for r in RATES)
    low, high = interval(round(most * trials), trials, confidence)
    wide = predicted(f"weights {SCALES[-1]:g} times as large never from more than 60 %", low, high, at_most=0.6)
    return safe, wide


def grid_part(setting: Setting) -> Part:
    """Two hidden units over scales and step sizes."""
    a_cell = setting.seeds or (4096 if setting.full else 512)
    tasks = tuple(
        {
            "activation": a.value,
            "width": 2,
            "loss": "squared",
            "seeds": a_cell * len(SCALES) * len(RATES),
            "a_cell": a_cell,
        }
        for a in TRAINED[:3]
    )
    return Part(
        name="grid",
        title="2-2-1 networks on the exclusive or: share of starts that learn, by scale of the start and step size",
        question="Is there a scale and a step size with which two hidden units learn XOR from every start?",
        prediction="No: some starts fail at every one of them, and most where the weights start large",
        budget=f"{a_cell} starts a cell, {STEPS} steps of full-batch gradient descent on the squared loss",
        criterion="after the last step the output is on the right side of 1/2 for all four inputs",
        columns=(
            Column(name="activation", label="hidden units"),
            Column(name="scale", label="scale", shown="g"),
            *(Column(name=f"rate_{r:g}", label=f"step {r:g}", shown=".3f") for r in RATES),
            Column(name="a_cell", label="starts a cell", unit="seeds", shown="d"),
        ),
        tasks=tasks,
        measure=grid,
        judge=judge_grid,
    )


study = Study(
    title="Learning the exclusive or",
    parts=lambda s: (rates_part(s), grid_part(s), ends_part(s), symmetric_part(s), single_part(s)),
    formulas=(*GRADIENTS, *CROSS_ENTROPY),
)
