"""Dropout and other noise in linear regression: which ridge problem the averaged iterates solve; and early stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
    Study,
    median_interval,
    predicted,
    share,
)
from ._dropout_early import early_part
from ._linear import FORMULA, Descent, descent, distance, largest_curvature, normal, solved

if TYPE_CHECKING:
    import jax

SAMPLES, FEATURES = 12, 4
KEEP = 0.6  # not 1/2, where (1-p)/p, p/(1-p) and other wrong penalties are all the same
NEAR = 0.05  # relative distance to a solution
AVERAGED = 0.5  # the last part of the iterates, of which the mean is taken
SCALES = np.array([2.0, 1.5, 1.0, 0.7])  # of the columns, unless they are standardized


def regression(seed: int, seeds: int, *, standardized: bool) -> tuple[np.ndarray, np.ndarray]:
    """Designs (samples, features, S) with columns of different norms, or of norm sqrt(samples), and targets."""
    X, truth, noise = normal(seed, seeds, (SAMPLES, FEATURES), (FEATURES,), (SAMPLES,))
    X = X / np.linalg.norm(X, axis=0) * np.sqrt(SAMPLES) if standardized else X * SCALES[:, None]
    return X, np.einsum("ndk,dk->nk", X, truth) + noise


def averaged(
    gradient: Descent, X: np.ndarray, y: np.ndarray, kind: str, *, noise: float, steps: int, seed: int
) -> np.ndarray:
    """The mean of the last iterates of descent with fresh noise in every step, (features, S).

    Steps fall like 1/sqrt(k) from a fifth of what the largest curvature of the noisy problem allows.
    """
    import jax
    import jax.numpy as jnp

    X, y = jnp.asarray(X), jnp.asarray(y)
    first = 0.2 / (jnp.asarray(largest_curvature(np.asarray(X))) / KEEP + SAMPLES * noise)
    key = jax.random.key(seed + 1000)
    seeds = X.shape[-1]
    # the noise of a seed comes from its own key: it does not depend on how many seeds there are
    keys = jax.vmap(lambda n: jax.random.fold_in(key, n))(jnp.arange(seeds))

    def noisy(number: jax.Array) -> jax.Array:
        def of_seed(one: jax.Array) -> jax.Array:
            own = jax.random.fold_in(one, number)
            if kind == "dropout":
                return jax.random.bernoulli(own, KEEP, X.shape[:2]).astype(float) / KEEP
            if kind == "uniform noise":
                return (3 * noise) ** 0.5 * jax.random.uniform(own, X.shape[:2], minval=-1.0, maxval=1.0)
            return noise**0.5 * jax.random.normal(own, X.shape[:2])

        drawn = jnp.moveaxis(jax.vmap(of_seed)(keys), 0, -1)
        return X * drawn if kind == "dropout" else X + drawn

    def step(number: jax.Array, state: tuple) -> tuple:
        w, total = state
        w = w - first / jnp.sqrt(1 + number / 50) * gradient(noisy(number), y, w)
        return w, total + jnp.where(number >= steps * (1 - AVERAGED), w, 0.0)

    def run() -> jax.Array:
        zero = jnp.zeros((FEATURES, seeds))
        _, total = jax.lax.fori_loop(0, steps, step, (zero, zero))
        return total / (steps - int(np.ceil(steps * (1 - AVERAGED))))

    return np.array(jax.jit(run)())


def diagonal(values: np.ndarray) -> np.ndarray:
    """Diagonal matrices (d, d, S) of these entries (d, S)."""
    return np.eye(len(values))[:, :, None] * values[:, None]


def nearest_ridge(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The distance to the nearest of all plain ridge solutions, with the penalty chosen for each problem, (S,)."""
    norms = np.square(X).sum(axis=0).mean(axis=0)
    paths = [
        distance(w, solved(X, y, diagonal(np.broadcast_to(factor * norms, w.shape))))
        for factor in np.geomspace(0.01, 30, 60)
    ]
    return np.min(paths, axis=0)


def noisy_descent(task: Row, given: Given) -> Measured:
    """Averaged iterates of one kind of noise, against the generalized and against plain ridge."""
    kind, seeds, steps = str(task["noise"]), int(task["seeds"]), int(task["steps"])  # type: ignore[call-overload]
    X, y = regression(given.setting.seed, seeds, standardized=task["columns"] == "standardized")
    gradient, checks = descent(given, SAMPLES, FEATURES)
    variance = 0.5
    w = averaged(gradient, X, y, kind, noise=variance, steps=steps, seed=given.setting.seed)
    odds = (1 - KEEP) / KEEP
    norms = np.square(X).sum(axis=0)
    own = odds * norms if kind == "dropout" else np.full_like(norms, SAMPLES * variance)
    plain = np.broadcast_to(own.mean(axis=0), own.shape)
    near = distance(w, solved(X, y, diagonal(own)))
    of_plain = distance(w, solved(X, y, diagonal(plain)))
    reached = int((near <= NEAR).sum())
    middle, low, high = median_interval(near.tolist())
    row = {
        **task,
        **share(reached, seeds),
        "ridge": int((of_plain <= NEAR).sum()),
        "plain": int((nearest_ridge(X, y, w) <= NEAR).sum()),
        "distance": middle,
        "distance_interval": (low, high),
        "to_plain": float(np.median(of_plain)),
    }
    return Measured(rows=[row], checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """Generalized ridge always; plain ridge only for standardized columns, or for noise of equal variance."""
    findings = []
    for row in rows:
        name = f"{row['noise']}, {row['columns']} columns"
        low, high = row["interval"]  # type: ignore[misc]
        findings.append(predicted(f"{name}: the solution of its own penalty", low, high, at_least=0.9))
        low, high = share(int(row["plain"]), int(row["seeds"]))["interval"]  # type: ignore
        if row["noise"] == "dropout" and row["columns"] != "standardized":
            findings.append(
                predicted(f"{name}: no plain ridge solution, whatever its penalty", low, high, at_most=0.25)
            )
        else:
            findings.append(predicted(f"{name}: a plain ridge solution", low, high, at_least=0.9))
    return tuple(findings)


def noise_part(setting: Setting) -> Part:
    """Dropout, Gaussian and uniform noise."""
    seeds = setting.seeds or (1024 if setting.full else 256)
    steps = 40_000 if setting.full else 10_000
    kinds = (
        ("dropout", "unequal"),
        ("dropout", "standardized"),
        ("Gaussian noise", "unequal"),
        ("uniform noise", "unequal"),
    )
    return Part(
        name="noise",
        title="Linear regression with fresh noise on the inputs in every step",
        question="Is dropout in linear regression ridge regression, and is noise on the inputs?",
        prediction="Dropout is ridge with each column's own penalty, plain ridge only if all columns have one norm; "
        "noise of any law is plain ridge",
        budget=f"{seeds} random problems a row ({SAMPLES} samples, {FEATURES} features, columns of scale 2 to 0.7), "
        f"{steps} steps that fall like 1/sqrt(k), in float64; keep probability {KEEP:g}, variance of the noise 1/2",
        criterion=f"the mean of the last half of the iterates is within {NEAR:g}, relative, of the solution",
        columns=(
            Column(name="noise", label="noise"),
            Column(name="columns", label="columns"),
            STARTS,
            *SHARE,
            Column(name="ridge", label="near ridge of the mean penalty", unit="seeds", shown="d"),
            Column(name="plain", label="near any plain ridge", unit="seeds", shown="d"),
            Column(name="distance", label="distance", unit="median, relative", shown=".3f"),
            Column(name="distance_interval", label="99.9% interval", unit="of the median", shown=".3f"),
            Column(name="to_plain", label="to plain ridge", unit="median, relative", shown=".3f"),
        ),
        tasks=tuple({"noise": n, "columns": c, "seeds": seeds, "steps": steps} for n, c in kinds),
        measure=noisy_descent,
        judge=judge,
        note="successes: near the solution of (X^T X + penalty) w = X^T y, the penalty (1-p)/p diag(X^T X) for dropout "
        "and N v for noise; plain ridge: with the mean of that penalty; any: the nearest of 60 penalties",
    )


study = Study(
    title="Dropout, noise and early stopping in linear regression",
    parts=lambda setting: (noise_part(setting), early_part(setting)),
    formulas=(FORMULA,),
)
