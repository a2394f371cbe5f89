"""A single unit on AND, OR and XOR: Rosenblatt's rule, and gradient descent on a logistic unit."""

from __future__ import annotations

from dataclasses import replace

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
from ..engine.train_network import Loss, Network
from ..xor import CROSS_ENTROPY, TABLE, on_xor

POINTS = np.array([point for point, _ in TABLE], float)
TABLES = {
    "AND": tuple(float(a and b) for (a, b), _ in TABLE),
    "OR": tuple(float(a or b) for (a, b), _ in TABLE),
    "XOR": tuple(float(label) for _, label in TABLE),
}
EPOCHS = 500
STEPS = 5000


def rosenblatt(labels: np.ndarray, weights: np.ndarray, epochs: int = EPOCHS) -> tuple[np.ndarray, np.ndarray]:
    """The perceptron rule w <- w + y x at every mistake y w.x <= 0, sample by sample, for many starts at once.

    labels: +-1, (samples,); weights: bias last, (3, starts). Returns whether an epoch passed without a mistake, and the
    number of corrections until then, both (starts,).
    """
    inputs = np.hstack([POINTS, np.ones((len(POINTS), 1))])
    done, corrections = np.zeros(weights.shape[1], bool), np.zeros(weights.shape[1], int)
    for _ in range(epochs):
        clean = np.ones_like(done)
        for x, y in zip(inputs, labels, strict=True):
            wrong = ~done & (y * (x @ weights) <= 0)
            weights = weights + np.outer(y * x, wrong)
            corrections += wrong
            clean &= ~wrong
        done |= clean
    return done, corrections


def learned(task: Row, given: Given) -> Measured:
    """One rule on one table."""
    targets, seeds, seed = TABLES[str(task["table"])], int(task["seeds"]), given.setting.seed  # type: ignore[call-overload]
    if task["rule"] == "perceptron rule":
        start = np.random.default_rng(seed).normal(size=(3, seeds))
        done, corrections = rosenblatt(2 * np.array(targets) - 1, start)
        most = int(corrections[done].max()) if done.any() else None
        return Measured(rows=[{**task, **share(int(done.sum()), seeds), "corrections": most}])
    unit = replace(
        on_xor(f"logistic unit on {task['table']}", 1, Activation.IDENTITY, scale=1.0, learning_rate=1.0),
        formulas=CROSS_ENTROPY,
        loss=Loss.CROSS_ENTROPY,
        targets=("y", targets),
        steps=STEPS,
        seeds=seeds,
    )
    net = Network(unit, given.formulas)
    checks = checked(net, seed)
    found = net.train(seed=seed)
    return Measured(rows=[{**task, **share(found.successes, seeds), "corrections": None}], checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """AND and OR always, XOR never."""
    findings = []
    for row in rows:
        never = row["table"] == "XOR"
        bounds = {"at_most": 0.01} if never else {"at_least": 0.99}
        text = f"{row['rule']}, {row['table']}: {'no start' if never else 'every start'}"
        findings.append(predicted(text, *row["interval"], **bounds))  # type: ignore[misc]
    return tuple(findings)


def single_part(setting: Setting) -> Part:
    """Two rules on three tables."""
    seeds = setting.seeds or (16384 if setting.full else 2048)
    rules = ("perceptron rule", "logistic unit")
    return Part(
        name="single",
        title="A single unit on AND, OR and XOR",
        question="Which truth tables does a single unit learn?",
        prediction="AND and OR from every start (they are separated by a line), XOR from none (no line separates it)",
        budget=f"{seeds} starts a row; the perceptron rule {EPOCHS} epochs, gradient descent {STEPS} steps of size 1",
        criterion="the rule: an epoch without a mistake; the logistic unit: output on the right side of 1/2 at the end",
        columns=(
            Column(name="rule", label="rule"),
            Column(name="table", label="table"),
            STARTS,
            *SHARE,
            Column(name="corrections", label="most corrections", unit="until an epoch is clean", shown="d"),
        ),
        tasks=tuple({"rule": r, "table": t, "seeds": seeds} for r in rules for t in TABLES),
        measure=learned,
        judge=judge,
        note="the logistic unit is trained as a network with one linear hidden unit, which computes the same functions",
    )
