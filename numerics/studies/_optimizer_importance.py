"""Which setting matters most: shares of the variance of success over a grid of settings, for two ranges of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from ..engine.elementwise import Activation
from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting, predicted
from ..engine.train import CONFIDENCE
from .parity import network, same_step

BITS, STEPS = 4, 1000
RATES = (0.001, 0.01, 0.1, 0.3, 1.0, 10.0)
NARROW = (0.1, 0.3, 1.0)
SCALES = (0.3, 1.0, 3.0, 10.0)
WIDTHS = (4, 8, 16)
ACTIVATIONS = (Activation.TANH, Activation.RELU)
FACTORS = ("step size", "scale of the start", "width", "activation")
RESAMPLES = 2000


def solved(width: int, activation: Activation, a_cell: int, given: Given) -> tuple[np.ndarray, dict[str, float]]:
    """Whether each start learns, (rates, scales, a_cell)."""
    checks = same_step(BITS, width, activation, given)
    cells = list(product(RATES, SCALES))
    net = network(BITS, width, activation, a_cell * len(cells), given)
    net = replace(net, experiment=replace(net.experiment, steps=STEPS))
    rates, scales = (np.repeat(column, a_cell) for column in zip(*cells, strict=True))
    found = net.train(seed=given.setting.seed, scales=scales, rates=rates)
    return found.solved.reshape(len(RATES), len(SCALES), a_cell), checks


def main_effects(success: np.ndarray) -> np.ndarray:
    """Shares of the variance of success that each factor explains alone; success: one axis a factor, starts last."""
    mean, axes = success.mean(), range(success.ndim - 1)
    variance = mean * (1 - mean)
    others = [tuple(b for b in range(success.ndim) if b != a) for a in axes]
    return np.array([np.mean((success.mean(axis=o) - mean) ** 2) for o in others]) / max(variance, 1e-12)


def importance(task: Row, given: Given) -> Measured:
    """The shares for the wide and for the narrow range of step sizes, with bootstrap intervals over the starts."""
    a_cell, grid, checks = int(task["a_cell"]), [], {}  # type: ignore[call-overload]
    for width in WIDTHS:
        of_width = []
        for activation in ACTIVATIONS:
            found, checks = solved(width, activation, a_cell, given)
            of_width.append(found)
        grid.append(of_width)
    # (rates, scales, widths, activations, starts)
    success = np.moveaxis(np.array(grid, float), (0, 1), (2, 3))
    rng = np.random.default_rng(given.setting.seed)
    rows = []
    for name, chosen in (("0.001 to 10", range(len(RATES))), ("0.1 to 1", [RATES.index(r) for r in NARROW])):
        part = success[list(chosen)]
        counts = part.sum(axis=-1)
        # a start is a success or not, so a resample of a cell is binomial
        drawn = rng.binomial(a_cell, counts / a_cell, size=(RESAMPLES, *counts.shape)) / a_cell
        resampled = np.array([_of_means(d) for d in drawn])
        shares = main_effects(part)
        lows, highs = np.quantile(resampled, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
        for factor, share, low, high in zip(FACTORS, shares, lows, highs, strict=True):
            cells = {"range": name, "factor": factor, "share": share, "interval": (low, high)}
            rows.append({**task, **cells, "learned": part.mean(), "networks": part.size})
    return Measured(rows=rows, checks=checks)


def _of_means(means: np.ndarray) -> np.ndarray:
    """The same shares from the cells' means."""
    return main_effects(means[..., None])


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """How much the step size matters is a matter of the range, and the width matters more in both."""
    at = {(r["range"], r["factor"]): r["interval"] for r in rows}
    wide, narrow = at["0.001 to 10", "step size"], at["0.1 to 1", "step size"]
    findings = [
        predicted("searched over decades the step size explains more than a tenth of success", *wide, at_least=0.1),  # type: ignore
        predicted("searched over sensible values it explains less than a twentieth", *narrow, at_most=0.05),  # type: ignore
    ]
    for name in ("0.001 to 10", "0.1 to 1"):
        low, high = at[name, "width"]  # type: ignore[misc]
        least, most = at[name, "step size"]  # type: ignore[misc]
        text = f"step sizes {name}: the width explains more of success than the step size"
        findings.append(predicted(text, low - most, high - least, at_least=0.0))
    return tuple(findings)


def importance_part(setting: Setting) -> Part:
    """One grid of settings, all of them trained."""
    a_cell = setting.seeds or (256 if setting.full else 32)
    return Part(
        name="importance",
        title=f"What success at the parity of {BITS} bits depends on, over a grid of settings",
        question="Is the step size the most important setting?",
        prediction="What it explains is a matter of the range that is searched; the width explains more in any case",
        budget=f"{a_cell} starts in each of {len(RATES)} step sizes x {len(SCALES)} scales x {len(WIDTHS)} widths x "
        f"{len(ACTIVATIONS)} activations; {STEPS} steps of the heavy ball",
        criterion="after the last step the output is on the right side of 1/2 for all inputs",
        columns=(
            Column(name="range", label="step sizes"),
            Column(name="factor", label="setting"),
            Column(name="share", label="explained alone", unit="share of variance", shown=".3f"),
            Column(name="interval", label="99.9% interval", unit="bootstrap", shown=".3f"),
            Column(name="learned", label="learned at all", unit="share", shown=".3f"),
            Column(name="networks", label="networks", unit="seeds", shown="d"),
        ),
        tasks=({"a_cell": a_cell},),
        measure=importance,
        judge=judge,
        costs=(8.0,),
        note=f"step sizes {', '.join(f'{r:g}' for r in RATES)}; scales {', '.join(f'{s:g}' for s in SCALES)}; widths "
        f"{', '.join(map(str, WIDTHS))}; tanh and ReLU. The ranges decide what is important, so none is so in itself",
    )
