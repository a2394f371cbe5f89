"""The lecture's table of six depths, and its measured twin."""

from __future__ import annotations

from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting, predicted
from ..engine.train import CONFIDENCE
from ..engine.train_depth import WIDTH, mean_interval
from ..vanishing import RELUS, SIGMOIDS
from . import _depth_training as training
from ._depth_training import of, outcomes, seeds_of, stops

PRINTED = {1: 87.2, 2: 91.5, 3: 89.3, 4: 82.1, 5: 71.8, 6: 58.3}  # Depth Challenge, section 9


def twin(task: Row, given: Given) -> Measured:
    """A row of the lecture's table beside what is measured."""
    depth = int(task["depth"])  # type: ignore[call-overload]
    row: Row = dict(task)
    checks: dict[str, float] = {}
    early = {}
    for name, architecture in (("sigmoid", SIGMOIDS), ("relu", RELUS)):
        found, _, compared = outcomes({**task, "architecture": architecture.name}, given)
        checks |= compared
        early[name] = 100 * found.accuracy[:, stops(depth).index(training.EARLY)]
        row |= {name: early[name].mean(), f"{name}_interval": mean_interval(early[name], most=100)}
        row |= {f"{name}_late": 100 * found.accuracy[:, -1].mean()}
    one, _, _ = outcomes({**task, "depth": 1, "architecture": SIGMOIDS.name}, given)
    lost = 100 * one.accuracy[:, stops(1).index(training.EARLY)] - early["sigmoid"]
    return Measured(rows=[row | {"lost_interval": mean_interval(lost, least=-100, most=100)}], checks=checks)


def judge_twin(rows: list[Row]) -> tuple[Finding, ...]:
    """The shape of the printed table: falling from two layers on, and rising before that."""
    two, six = (of(rows, depth=d) for d in (2, 6))
    assert two is not None
    assert six is not None
    return (
        predicted(
            "six sigmoid layers lose more than 50 points to one", *six["lost_interval"], at_least=50, at_most=100
        ),  # type: ignore[misc]
        predicted("two do not gain on one as printed (4.3 points)", *two["lost_interval"], at_least=-2, at_most=100),  # type: ignore[misc]
        predicted("six ReLU layers stay above 80 %", *six["relu_interval"], at_least=80, at_most=100),  # type: ignore[misc]
    )


def twin_part(setting: Setting) -> Part:
    """The lecture's table of six depths, measured."""
    seeds = seeds_of(setting)
    student = f"{CONFIDENCE:.1%} interval"
    return Part(
        name="twin",
        title="The printed table of accuracy against depth, and its measured twin",
        question='The lecture prints accuracies for six depths and concludes "deeper networks perform worse". Do they?',
        prediction="For sigmoids yes, as a fall to chance and not a gentle slope, without the printed rise from one to "
        "two; with ReLU and He's start no",
        budget=f"{seeds} starts, {training.EARLY} steps as in the table of accuracies",
        criterion="",
        columns=(
            Column(name="depth", label="layers", unit="hidden", shown="d"),
            Column(name="printed", label="printed", unit="%", shown=".1f"),
            Column(name="sigmoid", label="sigmoid", unit="%", shown=".1f"),
            Column(name="sigmoid_interval", label=student, unit="%", shown=".1f"),
            Column(name="sigmoid_late", label=f"after {training.STEPS}", unit="%", shown=".1f"),
            Column(name="lost_interval", label="lost against one layer", unit="points", shown=".1f"),
            Column(name="relu", label="ReLU", unit="%", shown=".1f"),
            Column(name="relu_interval", label=student, unit="%", shown=".1f"),
            Column(name="relu_late", label=f"after {training.STEPS}", unit="%", shown=".1f"),
        ),
        tasks=tuple({"depth": d, "printed": p, "width": WIDTH, "seeds": seeds} for d, p in PRINTED.items()),
        measure=twin,
        judge=judge_twin,
        costs=(0.1,) * len(PRINTED),
        note="the source names neither data nor network nor budget",
    )
