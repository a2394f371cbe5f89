"""Early stopping of descent on least squares: its spectral filter, and ridge with the penalty 1 / (eta k)."""

from __future__ import annotations

import numpy as np

from ..engine.study import SHARE, STARTS, Column, Finding, Given, Measured, Part, Row, Setting, predicted, share
from ._linear import descent, largest_curvature, normal

SAMPLES, FEATURES = 12, 4
STEPS = (5, 20, 100, 500)
SAME = 1e-10  # relative, between the iterates and the filter
LARGEST_RATIO = 1.4  # of the filter to that of ridge; 1.2985 in the limit of small steps


def filtered(task: Row, given: Given) -> Measured:
    """The k-th iterate from zero against the filter 1 - (1 - eta s^2)^k of each direction, and against ridge."""
    import jax
    import jax.numpy as jnp

    seeds, steps = int(task["seeds"]), int(task["steps"])  # type: ignore[call-overload]
    X, y = normal(given.setting.seed, seeds, (SAMPLES, FEATURES), (SAMPLES,))
    gradient, checks = descent(given, SAMPLES, FEATURES)
    eta = 0.9 / largest_curvature(X)
    arrays = tuple(jnp.asarray(a) for a in (X, y, eta))
    w = np.array(
        jax.jit(
            lambda X, y, eta: jax.lax.fori_loop(
                0, steps, lambda _, w: w - eta * gradient(X, y, w), jnp.zeros((FEATURES, seeds))
            )
        )(*arrays)
    )
    left, singular, right = np.linalg.svd(np.moveaxis(X, -1, 0), full_matrices=False)
    kept = 1 - (1 - eta[:, None] * singular**2) ** steps
    coordinates = np.einsum("snk,sn->sk", left, y.T) / singular
    expected = np.einsum("skd,sk->sd", right, kept * coordinates)
    gap = np.linalg.norm(w.T - expected, axis=1) / np.linalg.norm(expected, axis=1)
    ridge = singular**2 / (singular**2 + 1 / (eta[:, None] * steps))
    ratio = kept / ridge
    between = (ratio >= 1).all(axis=1) & (ratio <= LARGEST_RATIO).all(axis=1)
    row = {
        **task,
        **share(int((gap <= SAME).sum()), seeds),
        "gap": float(gap.max()),
        "between": int(between.sum()),
        "least": float(ratio.min()),
        "largest": float(ratio.max()),
    }
    return Measured(rows=[row], checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """The iterate is the filter, and the filter is that of ridge up to 40 per cent."""
    findings = []
    for row in rows:
        name, trials = f"after {row['steps']} steps", int(row["seeds"])  # type: ignore[call-overload]
        findings.append(predicted(f"{name}: the iterate is the filtered solution", *row["interval"], at_least=0.98))  # type: ignore
        low, high = share(int(row["between"]), trials)["interval"]  # type: ignore
        text = f"{name}: each filter factor is 1 to {LARGEST_RATIO:g} times that of ridge"
        findings.append(predicted(text, low, high, at_least=0.98))
    return tuple(findings)


def early_part(setting: Setting) -> Part:
    """Numbers of steps."""
    seeds = setting.seeds or (8192 if setting.full else 1024)
    return Part(
        name="early",
        title="Early stopping of descent from zero on least squares",
        question="Is the number of steps a regularization parameter?",
        prediction="Descent passes 1 - (1 - eta s^2)^k of the direction with singular value s, nearly what ridge with "
        "the penalty 1 / (eta k) passes",
        budget=f"{seeds} random problems a row, {SAMPLES} samples, {FEATURES} features, eta = 0.9 / largest curvature",
        criterion=f"the k-th iterate is within {SAME:g}, relative, of the filtered solution",
        columns=(
            Column(name="steps", label="k", unit="steps", shown="d"),
            STARTS,
            *SHARE,
            Column(name="gap", label="worst gap", unit="relative", shown=".1e"),
            Column(name="between", label="like ridge", unit="seeds", shown="d"),
            Column(name="least", label="least ratio to ridge", shown=".4f"),
            Column(name="largest", label="largest ratio to ridge", shown=".4f"),
        ),
        tasks=tuple({"steps": k, "seeds": seeds} for k in STEPS),
        measure=filtered,
        judge=judge,
        note="like ridge: every filter factor of the problem is 1 to 1.4 times that of ridge; in the limit of small "
        "steps the largest ratio is 1.2985 (Ali, Kolter and Tibshirani 2019)",
    )
