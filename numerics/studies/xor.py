"""Exclusive or: which networks gradient descent teaches it, from which starts, and where the others get stuck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from ..engine.elementwise import Activation
from ..engine.study import (
    SHARE,
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
from ..engine.train_network import Loss, Network
from ..xor import CROSS_ENTROPY, GRADIENTS, on_xor

SCALES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
RATES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
WIDTHS = (2, 3, 4, 8)
TRAINED = (Activation.LOGISTIC, Activation.TANH, Activation.RELU, Activation.GELU)
PILOT = 1 << 20  # the number of the first start of a pilot: its starts are none of those that are counted
STEPS = 5000


def network(task: Mapping[str, object], given: Given) -> Network:
    """The network of a task, held to the derived gradients before it is used."""
    squared = task["loss"] == "squared"
    experiment = on_xor(
        f"2-{task['width']}-1 {task['activation']}",
        int(task["width"]),  # type: ignore[call-overload]
        Activation(task["activation"]),
    )
    experiment = replace(
        experiment,
        formulas=GRADIENTS if squared else CROSS_ENTROPY,
        loss=Loss.SQUARED if squared else Loss.CROSS_ENTROPY,
        seeds=int(task["seeds"]),  # type: ignore[call-overload]
        steps=STEPS,
    )
    return Network(experiment, given.formulas)


def best_cell(task: Row, given: Given) -> Measured:
    """The best scale and step size of a pilot on the grid, then the share of fresh starts that learn with them."""
    net = network(task, given)
    checks = checked(net, given.setting.seed)
    seeds, seed = net.experiment.seeds, given.setting.seed
    cells = list(product(SCALES, RATES))
    cell_of = np.arange(seeds) % len(cells)
    scales, rates = (np.array(column)[cell_of] for column in zip(*cells, strict=True))
    pilot = net.train(seed=seed, scales=scales, rates=rates, first=PILOT)
    shares = [pilot.solved[cell_of == n].mean() for n in range(len(cells))]
    scale, rate = cells[int(np.argmax(shares))]
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
            Column(name="seeds", label="starts", unit="seeds", shown="d"),
            *SHARE,
            Column(name="diverged", label="diverged", unit="seeds", shown="d"),
        ),
        tasks=tasks,
        measure=best_cell,
        judge=judge_rates,
        costs=tuple(float(t["width"]) * (3 if t["activation"] == "gelu" else 1) for t in tasks),
        note="weights start uniform on (-1, 1) x scale / sqrt(inputs of the unit), biases too",
    )


study = Study(
    title="Learning the exclusive or",
    parts=lambda setting: (rates_part(setting),),
    formulas=(*GRADIENTS, *CROSS_ENTROPY),
)
