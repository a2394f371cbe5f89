"""Depth against width on the digits: four layers, or one with as many parameters."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..engine.study import SHARE, STARTS, Column, Finding, Given, Measured, Part, Row, Setting, predicted, share
from ..engine.train import CONFIDENCE
from ..engine.train_deep import Deep
from ..engine.train_depth import mean_interval, train_networks
from ..engine.train_starts import Architecture
from ..vanishing import RELUS, TANHS
from ._depth_network import checked as compared
from ._digits_recipes import CLASSES, PIXELS

ARCHITECTURES = {"tanh": TANHS, "relu": RELUS}
DEEP, WIDE = (4, 32), (1, 74)  # layers and width, of as many parameters but for 18
SHAPE_STEPS = 2000


def shape(task: Row, given: Given) -> Measured:
    """Four layers against one of as many parameters, start by start."""
    architecture, seeds = ARCHITECTURES[str(task["activation"])], int(task["seeds"])  # type: ignore[call-overload]
    checks = compared(architecture, given)
    deep, wide = (100 * trained(architecture, depth, width, seeds, given.setting.seed) for depth, width in (DEEP, WIDE))
    gained = deep - wide
    row = {
        **task,
        "deep": deep.mean(),
        "wide": wide.mean(),
        "gain": gained.mean(),
        "gain_interval": mean_interval(gained, least=-100, most=100),
        "ties": int((gained == 0).sum()),
        **share(int((gained > 0).sum()), seeds),
    }
    return Measured(rows=[row], checks=checks)


@lru_cache(maxsize=64)
def trained(architecture: Architecture, depth: int, width: int, seeds: int, seed: int) -> np.ndarray:
    """Test accuracies; of a network that diverged 0.

    Measured at the start as well, so that the program is that of other experiments.
    """
    networks = [Deep(architecture=architecture, depth=depth, number=n, stops=(0, SHAPE_STEPS)) for n in range(seeds)]
    found = train_networks(networks, seed=seed, width=width)
    if len(found.networks) < seeds:
        raise KeyboardInterrupt
    return np.where(found.diverged[:, -1], 0.0, found.accuracy[:, -1])


def same_width_parameters(depth: int, width: int) -> int:
    """Weights and biases of so many layers of one width."""
    return (PIXELS + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * CLASSES


def judge_shape(rows: list[Row]) -> tuple[Finding, ...]:
    """Depth pays with tanh, not with ReLU."""
    bounds = {"tanh": ("four tanh layers beat one from more than 35 % of the starts", 0.35, 1.0)}
    bounds["relu"] = ("four ReLU layers beat one from less than 60 %", 0.0, 0.6)
    return tuple(
        predicted(text, *r["interval"], at_least=low, at_most=high)  # type: ignore[misc]
        for r in rows
        for text, low, high in [bounds[str(r["activation"])]]
    )


def shape_part(setting: Setting) -> Part:
    """Depth against width."""
    seeds = setting.seeds or (128 if setting.full else 64)
    deep, wide = same_width_parameters(*DEEP), same_width_parameters(*WIDE)
    return Part(
        name="shape",
        title="Depth against width: four layers, or one with as many parameters",
        question="Is depth more effective than width?",
        prediction="On the digits that depends on the activation: with tanh it is, in this budget, with ReLU not",
        budget=f"{seeds} starts, {SHAPE_STEPS} steps in batches of 64; {DEEP[0]} layers of {DEEP[1]} units ({deep:,} "
        f"parameters) and {WIDE[0]} of {WIDE[1]} ({wide:,})",
        criterion="the deeper network has more of the 360 test images right than the wide one of the same number",
        columns=(
            Column(name="activation", label="activation"),
            STARTS,
            Column(name="deep", label="four layers", unit="% right", shown=".2f"),
            Column(name="wide", label="one layer", unit="% right", shown=".2f"),
            Column(name="gain", label="gain", unit="points", shown=".2f"),
            Column(name="gain_interval", label=f"{CONFIDENCE:.1%} interval", unit="points", shown=".2f"),
            Column(name="ties", label="ties", unit="seeds", shown="d"),
            *SHARE,
        ),
        tasks=tuple({"activation": a, "seeds": seeds} for a in ARCHITECTURES),
        measure=shape,
        judge=judge_shape,
        costs=(30.0,) * len(ARCHITECTURES),
        note="tanh with Xavier's start, ReLU with He's, step size 0.1",
    )
