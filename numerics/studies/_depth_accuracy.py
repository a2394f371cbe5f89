"""What a network has learned of the digits, by architecture and depth; twenty layers of sigmoids from two starts."""

from __future__ import annotations

import numpy as np

from ..engine.study import SHARE, STARTS, Column, Finding, Given, Measured, Part, Row, Setting, predicted, share
from ..engine.train import CONFIDENCE
from ..engine.train_depth import BATCH, WIDTH, mean_interval
from ..vanishing import DISGUISED, SIGMOIDS
from . import _depth_training as training
from ._depth_training import DEPTHS, FULL, QUICK, THRESHOLD, equal_steps, first_over_last, of, outcomes, seeds_of, stops

DEEPEST = 20
MORE = (
    "--full has residual layers and twenty layers of sigmoids too; `verify` trains those for "
    "vanishing.twenty_sigmoid_layers_train_from_the_tanh_start"
)


def accuracy(task: Row, given: Given) -> Measured:
    """One row: accuracies after the three budgets, loss, and the gradients' ratio at the start."""
    found, _, checks = outcomes(task, given)
    depth, width = int(task["depth"]), int(task["width"])  # type: ignore[call-overload]
    at = stops(depth, width)
    alive = ~found.diverged[:, -1]
    met = alive & (found.accuracy[:, -1] >= THRESHOLD)
    ratios = first_over_last(found, 0, depth)
    row = {
        **task,
        "early": found.accuracy[:, at.index(training.EARLY)].mean(),
        "early_interval": mean_interval(found.accuracy[:, at.index(training.EARLY)]),
        "equal_steps": equal_steps(depth, width),
        "equal": found.accuracy[:, at.index(equal_steps(depth, width))].mean(),
        "late": found.accuracy[:, -1].mean(),
        "late_interval": mean_interval(found.accuracy[:, -1]),
        "loss": np.median(found.loss[:, -1]),
        "ratio": np.median(ratios),
        **share(int(met.sum()), found.accuracy.shape[0]),
        "diverged": int((~alive).sum()),
    }
    return Measured(rows=[row], checks=checks)


def judge_accuracy(rows: list[Row]) -> tuple[Finding, ...]:
    """Which networks learn and which do not."""
    found = []
    for architecture in FULL:
        row = of(rows, architecture=architecture.name, depth=10)
        if row is None:
            continue
        low, high = row["interval"]  # type: ignore[misc]
        if architecture == SIGMOIDS:
            text = "ten sigmoid layers with weights of variance 1/n learn from at most two thirds of the starts"
            found.append(predicted(text, low, high, at_most=2 / 3))
        else:
            text = f"ten layers ({architecture.name}) learn from more than 15 % of the starts"
            found.append(predicted(text, low, high, at_least=0.15))
    return tuple(found)


def accuracy_part(setting: Setting) -> Part:
    """Accuracy against depth."""
    seeds = seeds_of(setting)
    tasks = tuple(
        {"architecture": a.name, "depth": d, "width": WIDTH, "seeds": seeds}
        for a in (FULL if setting.full else QUICK)
        for d in DEPTHS
    )
    return Part(
        name="accuracy",
        title="Digits: what a network has learned, by architecture and depth",
        question="Do deeper networks perform worse?",
        prediction="Sigmoid layers with weights of variance 1/n do, down to chance; no other architecture here does",
        budget=f"{seeds} starts a row; {training.STEPS} steps of plain gradient descent in batches of {BATCH}, layers "
        f"of {WIDTH} units; equal compute: as many multiplications as {training.STEPS} steps of one layer",
        criterion=f"after the last step {THRESHOLD:.0%} of the test digits; diverged is failed",
        columns=(
            Column(name="architecture", label="architecture"),
            *columns(),
        ),
        tasks=tasks,
        measure=accuracy,
        judge=judge_accuracy,
        costs=tuple(2.0 + float(t["depth"]) for t in tasks),
        note="accuracies are means over the starts; first/last is the ratio of the gradient's norms in the first and "
        "in the last hidden layer's weights at the start, its median"
        + ("" if setting.full or setting.of_network() else f"; {MORE}"),
    )


def columns() -> tuple[Column, ...]:
    """Of the accuracy tables."""
    student = f"{CONFIDENCE:.1%} interval"
    return (
        Column(name="depth", label="layers", unit="hidden", shown="d"),
        Column(name="width", label="width", unit="units", shown="d"),
        STARTS,
        Column(name="early", label=f"after {training.EARLY}", unit="of test images", shown=".3f"),
        Column(name="early_interval", label=student, shown=".3f"),
        Column(name="equal_steps", label="equal compute", unit="steps", shown="d"),
        Column(name="equal", label="then", unit="of test images", shown=".3f"),
        Column(name="late", label=f"after {training.STEPS}", unit="of test images", shown=".3f"),
        Column(name="late_interval", label=student, shown=".3f"),
        Column(name="loss", label="training loss", unit="nats", shown=".3g"),
        Column(name="ratio", label="first/last", shown=".2g"),
        *SHARE,
        Column(name="diverged", label="diverged", unit="seeds", shown="d"),
    )


def judge_deepest(rows: list[Row]) -> tuple[Finding, ...]:
    """The same function class, two starts."""
    found = []
    for architecture, text, bounds in (
        (SIGMOIDS, "with variance 1/n from at most two thirds of the starts", (0, 2 / 3)),
        (DISGUISED, "started as a tanh network in disguise from more than 15 %", (0.15, 1)),
    ):
        row = of(rows, architecture=architecture.name)
        assert row is not None
        found.append(predicted(text, *row["interval"], at_least=bounds[0], at_most=bounds[1]))  # type: ignore[misc]
    return tuple(found)


def deepest_part(setting: Setting) -> Part:
    """Twenty sigmoid layers."""
    seeds = seeds_of(setting)
    tasks = tuple(
        {"architecture": a.name, "depth": DEEPEST, "width": WIDTH, "seeds": seeds} for a in (SIGMOIDS, DISGUISED)
    )
    whole = accuracy_part(setting)
    return Part(
        name="deepest",
        title=f"Digits: {DEEPEST} layers of sigmoids",
        question='"With sigmoids in many layers training becomes impossible." Is it the sigmoid?',
        prediction="It is the start: twenty layers learn from the one that makes them a tanh network in disguise",
        budget=whole.budget,
        criterion=whole.criterion,
        columns=whole.columns,
        tasks=tasks,
        measure=accuracy,
        judge=judge_deepest,
        note="that a sigmoid network computes every tanh network is proved: "
        "vanishing.sigmoid_network_computes_the_tanh_network",
    )
