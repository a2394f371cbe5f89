"""Tricks of the trade on the digits, each alone against none, and the regularizers among them after fewer steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting, predicted
from ..engine.train import CONFIDENCE
from ..engine.train_depth import mean_interval
from ..engine.train_normalized import Normalization, Units
from ..engine.train_tricks import Tricks
from ._digits_recipes import (
    DROPOUT,
    PLAIN,
    RECIPES,
    RIDGE,
    budget,
    data_name,
    errors,
    splits_of,
    splitting,
    steps,
)

SHIFTS = "shifts by a pixel"
NEAR = "within three points of none"
POINTS = 3.0
TRICKS = {
    "none": PLAIN,
    "ridge 1e-3": RECIPES[RIDGE],
    "dropout 0.4, 0.3": RECIPES[DROPOUT],
    "both": replace(RECIPES[DROPOUT], ridge=1e-3),
    "momentum 0.9": replace(PLAIN, momentum=0.9, rate=PLAIN.rate / 2),
    "falling steps": replace(PLAIN, decay=1.0, rate=2 * PLAIN.rate),
    "standardized inputs": replace(PLAIN, standardized=True),
    "lasso 1e-4": replace(PLAIN, tricks=Tricks(lasso=1e-4)),
    "early stopping": replace(PLAIN, tricks=Tricks(early=True)),
    "noise 0.1 on inputs": replace(PLAIN, tricks=Tricks(noise=0.1)),
    SHIFTS: replace(PLAIN, tricks=Tricks(shifted=True)),
    "Adam 1e-3": replace(PLAIN, tricks=Tricks(adam=True), rate=1e-3),
    "layer normalization": replace(PLAIN, units=Units(normalization=Normalization.LAYER)),
    "batch normalization": replace(PLAIN, units=Units(normalization=Normalization.BATCH)),
}
# What the lecture names against overfitting, but for shifts, which take more steps to pay.
REGULARIZERS = ("ridge 1e-3", "lasso 1e-4", "dropout 0.4, 0.3", "noise 0.1 on inputs", "early stopping")
FEW_STEPS = 300


def trick(task: Row, given: Given) -> Measured:
    """One trick of the trade on, against none."""
    name, splits = str(task["trick"]), int(task["splits"])  # type: ignore[call-overload]
    few = {"steps": int(task["steps"])} if "steps" in task else {}  # type: ignore[call-overload]
    recipes = (replace(TRICKS[n], **few) for n in (name, "none"))  # type: ignore[arg-type]
    (wrong, found, checks), (plain, _, more) = (errors(r, splits, given) for r in recipes)
    row = {
        **task,
        "error": wrong.mean(),
        "error_interval": mean_interval(wrong, most=100),
        "seeds": splits,
        "near": int((np.abs(plain - wrong) <= POINTS).sum()),
        "gain_interval": mean_interval(plain - wrong, least=-100, most=100),
        "loss": np.median(found.loss),
        "diverged": int(found.diverged.sum()),
    }
    return Measured(rows=[row], checks=checks | more)


def judge_tricks(rows: list[Row]) -> tuple[Finding, ...]:
    """None is worth three points here, in either direction; shifts may cost more.

    A pixel is an eighth of these images, and what leaves the frame is lost. That bound was set after a first look.
    """
    findings = []
    for row in (r for r in rows if r["trick"] != "none"):
        low, high = row["gain_interval"]  # type: ignore[misc]
        lost, text = (8, "loses less than eight points, gains less than three") if row["trick"] == SHIFTS else (3, NEAR)
        findings.append(predicted(f"{row['trick']}: {text}", low, high, at_least=-lost, at_most=3))
    return tuple(findings)


COLUMNS = (
    Column(name="data", label="data"),
    Column(name="trick", label="trick"),
    Column(name="splits", label="splits", shown="d"),
    Column(name="error", label="test error", unit="%", shown=".2f"),
    Column(name="error_interval", label=f"{CONFIDENCE:.1%} interval", unit="%", shown=".2f"),
    Column(name="gain_interval", label="gain on none", unit="points", shown=".2f"),
    Column(name="near", label=f"within {POINTS:g} points of none", unit="splits", shown="d"),
    Column(name="loss", label="training loss", unit="nats", shown=".3g"),
    Column(name="diverged", label="diverged", unit="splits", shown="d"),
)


def tricks_part(setting: Setting) -> Part:
    """Tricks of the trade, each on and off."""
    splits = splits_of(setting) if setting.full or setting.seeds else 8
    return Part(
        name="tricks",
        title="Tricks of the trade, each alone",
        question="What does each trick gain on the digits?",
        prediction="Less than three points either way, all learn the digits; shifts of so few pixels may cost more",
        budget=budget(splits),
        criterion=f"the test error is within {POINTS:g} points of that without the trick on the same split",
        columns=COLUMNS,
        tasks=tuple({"data": data_name(), "trick": t, "splits": splits} for t in TRICKS),
        measure=trick,
        judge=judge_tricks,
        note="the gain is that of the same splits without the trick",
    )


def regularization_part(setting: Setting) -> Part:
    """The regularizers in a budget that a prediction about each can be verified in."""
    splits = splits_of(setting) if setting.full or setting.seeds else 8
    few = steps() if data_name() == "MNIST" else FEW_STEPS
    return Part(
        name="regularization",
        title="Regularizers, each alone, in a network with more parameters than images",
        question="With many parameters, is regularization essential?",
        prediction="No: without any the error is within three points of that with each",
        budget=f"{splitting(splits)}; {few} steps in batches of 64, networks with layers of 256 and 128 units",
        criterion=f"the test error is within {POINTS:g} points of that without the regularizer on the same split",
        columns=COLUMNS,
        tasks=tuple({"data": data_name(), "trick": t, "splits": splits, "steps": few} for t in ("none", *REGULARIZERS)),
        measure=trick,
        judge=judge_tricks,
        note="the gain is that of the same splits without the regularizer",
    )
