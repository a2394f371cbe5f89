"""Adaptive against plain optimizers, and how much the step size matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..engine.study import SHARE, STARTS, Column, Finding, Given, Measured, Part, Row, Setting, Study, predicted, share
from ..xor import CROSS_ENTROPY
from ._optimizer_importance import importance_part
from ._optimizer_rates import rates_part

if TYPE_CHECKING:
    import jax

LARGE = 3.0  # the slope in every third step; -1 in the others
STEPS = 30_000
SIZE = 0.1  # of the first step
NEAR = 0.05


def on_the_cycle(task: Row, given: Given) -> Measured:
    """Online descent on [-1, 1] with slopes 3, -1, -1, 3, ...; the mean slope is 1/3, so the best point is -1."""
    import jax
    import jax.numpy as jnp
    import optax

    seeds, decay = int(task["seeds"]), 1 / (1 + LARGE**2)  # type: ignore[call-overload]
    moved = {
        "SGD": optax.identity(),
        "Adam": optax.scale_by_adam(b1=0.0, b2=decay, eps=0.0),
        "AMSGrad": optax.scale_by_amsgrad(b1=0.0, b2=decay, eps=1e-12),
    }[str(task["optimizer"])]
    root = jax.random.key(given.setting.seed)
    start = jax.vmap(lambda n: jax.random.uniform(jax.random.fold_in(root, n), (), jnp.float64, -1, 1))(
        jnp.arange(seeds)
    )

    def step(number: jax.Array, state: tuple) -> tuple:
        x, inner, total = state
        slope = jnp.where(number % 3 == 0, LARGE, -1.0)
        update, inner = moved.update(jnp.full_like(x, slope), inner, x)
        moved_to = jnp.clip(x - SIZE / jnp.sqrt(number + 1.0) * update, -1, 1)
        return moved_to, inner, total + slope * (x + 1)

    def run(x: jax.Array) -> tuple:
        return jax.lax.fori_loop(0, STEPS, step, (x, moved.init(x), jnp.zeros_like(x)))

    end, _, regret = (np.array(a) if n != 1 else a for n, a in enumerate(jax.jit(run)(start)))
    reached = int((end < -1 + NEAR).sum())
    worst = int((end > 1 - NEAR).sum())
    row = {
        **task,
        **share(reached, seeds),
        "worst": worst,
        "end": float(np.median(end)),
        "regret": float(np.median(regret)) / STEPS,
    }
    return Measured(rows=[row])


def judge_cycle(rows: list[Row]) -> tuple[Finding, ...]:
    """SGD and AMSGrad end at the best point, Adam at the worst."""
    findings = []
    for row in rows:
        low, high = row["interval"]  # type: ignore[misc]
        if row["optimizer"] == "Adam":
            low, high = share(int(row["worst"]), int(row["seeds"]))["interval"]  # type: ignore
            findings.append(predicted("Adam ends at the worst point from every start", low, high, at_least=0.98))
        else:
            findings.append(predicted(f"{row['optimizer']} ends at it from every start", low, high, at_least=0.98))
    return tuple(findings)


def cycle_part(setting: Setting) -> Part:
    """A convex problem on which Adam goes the wrong way."""
    seeds = setting.seeds or (8192 if setting.full else 1024)
    return Part(
        name="cycle",
        title="Slopes 3, -1, -1 over and over on the interval from -1 to 1",
        question="Does Adam converge on every convex problem?",
        prediction="No: on this one it ends at the worst point, where SGD and AMSGrad end at the best",
        budget=f"{seeds} starts, {STEPS} steps of size {SIZE:g}/sqrt(t); Adam with beta_1 = 0 and beta_2 = 1/10",
        criterion=f"the end is within {NEAR:g} of the best point, -1",
        columns=(
            Column(name="optimizer", label="optimizer"),
            STARTS,
            *SHARE,
            Column(name="worst", label="at the worst", unit="seeds", shown="d"),
            Column(name="end", label="end", unit="median", shown="+.4f"),
            Column(name="regret", label="regret a step", unit="median", shown=".4f"),
        ),
        tasks=tuple({"optimizer": name, "seeds": seeds} for name in ("SGD", "Adam", "AMSGrad")),
        measure=on_the_cycle,
        judge=judge_cycle,
        note="the example of Reddi, Kale and Kumar (2018), with C = 3",
    )


study = Study(
    title="Optimizers and step sizes",
    parts=lambda setting: (cycle_part(setting), rates_part(setting), importance_part(setting)),
    formulas=CROSS_ENTROPY,
)
