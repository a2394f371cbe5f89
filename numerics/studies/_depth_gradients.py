"""The norm of the gradient in each hidden layer, at the start and during training, against what it cannot exceed."""

from __future__ import annotations

import numpy as np

from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting, predicted
from ..engine.train_depth import WIDTH
from ..vanishing import RELUS, SIGMOIDS, TANHS
from . import _depth_training as training
from ._depth_training import DEPTHS, FULL, QUICK, of, outcomes, seeds_of, stops


def gradients(task: Row, given: Given) -> Measured:
    """A row a layer: the gradient's norm on the way, and how near it comes to its bound."""
    found, _, checks = outcomes(task, given)
    depth, width = int(task["depth"]), int(task["width"])  # type: ignore[call-overload]
    at = stops(depth, width)
    rows = []
    for layer in range(depth):
        norms, bounds = found.norms[:, :, layer], found.bounds[:, :, layer]
        below, ratios = norms <= bounds, norms[:, 0] / found.norms[:, 0, depth - 1]
        alive = np.isfinite(norms) & np.isfinite(bounds)
        rows.append(
            {
                **task,
                "layer": layer + 1,
                "start": np.median(norms[:, 0]),
                "of_last": np.median(ratios),
                "of_last_range": [ratios.min(), ratios.max()],
                "early": np.median(norms[:, at.index(training.EARLY)]),
                "late": np.median(norms[:, -1]),
                "bound": np.median(bounds[:, 0]),
                "share_of_bound": (norms[alive] / np.maximum(bounds[alive], np.finfo(np.float32).tiny)).max(),
                "above_bound": int((alive & ~below).sum()),
            }
        )
    return Measured(rows=rows, checks=checks)


def judge_gradients(rows: list[Row]) -> tuple[Finding, ...]:
    """No norm is above its bound; with sigmoids the first layer's gradient is tiny."""
    above = sum(int(r["above_bound"]) for r in rows)  # type: ignore[call-overload]
    most = max(float(r["share_of_bound"]) for r in rows)  # type: ignore[arg-type]
    found = [predicted("no layer's gradient exceeds its bound, at no stop and for no start", most, most, at_most=1.0)]
    assert (above == 0) == (most <= 1), (above, most)
    for name, text, bounds in (
        (SIGMOIDS.name, "sigmoid, variance 1/n: at the start the first layer's is below 1e-4 of the last's", (0, 1e-4)),
        (
            TANHS.name,
            "tanh, Xavier: at the start the first layer's is between a tenth and ten of the last's",
            (0.1, 10),
        ),
        (RELUS.name, "ReLU, He: at the start the first layer's is between a tenth and ten of the last's", (0.1, 10)),
    ):
        row = of(rows, architecture=name, layer=1) if "architecture" in rows[0] else None
        if row is not None:
            found.append(predicted(text, *row["of_last_range"], at_least=bounds[0], at_most=bounds[1]))  # type: ignore[misc]
    return tuple(found)


def gradients_part(setting: Setting) -> Part:
    """Gradients of every layer of the deepest networks."""
    seeds = seeds_of(setting)
    tasks = tuple(
        {"architecture": a.name, "depth": DEPTHS[-1], "width": WIDTH, "seeds": seeds}
        for a in (FULL if setting.full else QUICK)
    )
    return Part(
        name="gradients",
        title=f"Digits: the gradient's norm in each of {DEPTHS[-1]} hidden layers",
        question="How much of the gradient arrives at the early layers, at the start and later?",
        prediction="At most 4^-k times the norms of k layers of sigmoids, proved; less than 1e-4 through nine of them "
        "with variance 1/n; about all of it with tanh and Xavier or ReLU and He",
        budget=f"{seeds} starts an architecture, gradients over all training images",
        criterion="",
        columns=(Column(name="architecture", label="architecture"), *layer_columns()),
        tasks=tasks,
        measure=gradients,
        judge=judge_gradients,
        costs=(0.1,) * len(tasks),
        note="medians over the starts; the bound is slope * norms of the layers above * the samples' signals and "
        "inputs, with 1/4 for the sigmoid's slope and 1 for the others",
    )


def layer_columns() -> tuple[Column, ...]:
    """Of the gradient tables."""
    return (
        Column(name="layer", label="layer", shown="d"),
        Column(name="start", label="at the start", unit="nats", shown=".2e"),
        Column(name="of_last", label="over the last's", shown=".2g"),
        Column(name="of_last_range", label="range", shown=".2g"),
        Column(name="early", label=f"after {training.EARLY}", unit="nats", shown=".2e"),
        Column(name="late", label=f"after {training.STEPS}", unit="nats", shown=".2e"),
        Column(name="bound", label="bound at the start", unit="nats", shown=".2e"),
        Column(name="share_of_bound", label="largest share of it", shown=".3g"),
        Column(name="above_bound", label="above it", unit="times", shown="d"),
    )
