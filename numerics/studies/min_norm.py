"""Least squares with more unknowns than equations: which optimizers end at the shortest solution."""

from __future__ import annotations

from collections.abc import Callable
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
from ._linear import FORMULA, Descent, descent, distance, largest_curvature, normal, solved

if TYPE_CHECKING:
    import jax

EQUATIONS, UNKNOWNS = 3, 7
NEAR = 1e-3  # relative distance to the solution in question
STEPS = 5000
MOMENTUM = 0.9
Run = Callable[[Descent, "jax.Array", "jax.Array", "jax.Array", "jax.Array", int], "jax.Array"]


def plain(gradient: Descent, A: jax.Array, b: jax.Array, x: jax.Array, curvature: jax.Array, seed: int) -> jax.Array:
    """x <- x - eta A^T (A x - b) with eta = 1 / largest squared singular value."""
    import jax

    return jax.lax.fori_loop(0, STEPS, lambda _, x: x - gradient(A, b, x) / curvature, x)


def heavy_ball(
    gradient: Descent, A: jax.Array, b: jax.Array, x: jax.Array, curvature: jax.Array, seed: int
) -> jax.Array:
    """v <- mu v + grad, x <- x - eta v."""
    import jax
    import jax.numpy as jnp

    def step(_: object, state: tuple) -> tuple:
        x, v = state
        v = MOMENTUM * v + gradient(A, b, x)
        return x - v / curvature, v

    return jax.lax.fori_loop(0, STEPS, step, (x, jnp.zeros_like(x)))[0]


def by_rows(
    row_gradient: Descent, A: jax.Array, b: jax.Array, x: jax.Array, curvature: jax.Array, seed: int
) -> jax.Array:
    """Stochastic descent: one equation a step, drawn at random; eta = 1 / largest squared norm of a row."""
    import jax
    import jax.numpy as jnp

    most = jnp.max(jnp.sum(A**2, axis=1), axis=0)
    keys = jax.vmap(lambda n: jax.random.fold_in(jax.random.key(seed + 1000), n))(jnp.arange(A.shape[-1]))

    def step(number: jax.Array, x: jax.Array) -> jax.Array:
        # every problem draws rows of its own
        drawn = jax.vmap(lambda k: jax.random.randint(jax.random.fold_in(k, number), (), 0, EQUATIONS))(keys)
        one, value = (jnp.take_along_axis(a, drawn[(None,) * (a.ndim - 1)], axis=0) for a in (A, b))
        return x - row_gradient(one, value, x) / most

    return jax.lax.fori_loop(0, STEPS, step, x)


def by_optax(name: str, rate: float) -> Run:
    """An optimizer of optax, its step size lowered to a thousandth by a cosine so that it settles."""

    def run(gradient: Descent, A: jax.Array, b: jax.Array, x: jax.Array, curvature: jax.Array, seed: int) -> jax.Array:
        import jax
        import optax

        optimizer = getattr(optax, name)(optax.cosine_decay_schedule(rate, STEPS, 1e-3))

        def step(_: object, state: tuple) -> tuple:
            x, inner = state
            moved, inner = optimizer.update(gradient(A, b, x), inner, x)
            return optax.apply_updates(x, moved), inner

        return jax.lax.fori_loop(0, STEPS, step, (x, optimizer.init(x)))[0]

    return run


OPTIMIZERS: dict[str, tuple[Run, float]] = {
    "gradient descent": (plain, 0.0),
    "heavy ball": (heavy_ball, 0.0),
    "SGD, one row a step": (by_rows, 0.0),
    "gradient descent from elsewhere": (plain, 1.0),
    "Adam": (by_optax("adam", 0.05), 0.0),
    "Adagrad": (by_optax("adagrad", 0.5), 0.0),
    "RMSProp": (by_optax("rmsprop", 0.02), 0.0),
    "sign descent": (by_optax("sign_sgd", 0.02), 0.0),
}
STAY = ("gradient descent", "heavy ball", "SGD, one row a step")


def ended(task: Row, given: Given) -> Measured:
    """An optimizer on random problems: does it solve them, and is the solution the shortest, or the nearest?"""
    import jax
    import jax.numpy as jnp

    run, from_elsewhere = OPTIMIZERS[str(task["optimizer"])]
    seeds = int(task["seeds"])  # type: ignore[call-overload]
    A, b, start = normal(given.setting.seed, seeds, (EQUATIONS, UNKNOWNS), (EQUATIONS,), (UNKNOWNS,))
    start = from_elsewhere * start
    gradient, checks = descent(given, 1 if run is by_rows else EQUATIONS, UNKNOWNS)
    arrays = (jnp.asarray(a) for a in (A, b, start, largest_curvature(A)))
    end = np.array(jax.jit(lambda *a: run(gradient, *a, given.setting.seed))(*arrays))
    residual = np.linalg.norm(np.einsum("mns,ns->ms", A, end) - b, axis=0) / np.linalg.norm(b, axis=0)
    short = distance(end, solved(A, b))
    near = distance(end, start + solved(A, b - np.einsum("mns,ns->ms", A, start)))
    reached = (residual <= NEAR) & (short <= NEAR)
    middle, low, high = median_interval(short.tolist())
    row = {
        **task,
        "start": "random" if from_elsewhere else "zero",
        "solves": int((residual <= NEAR).sum()),
        **share(int(reached.sum()), seeds),
        "elsewhere": int(((residual <= NEAR) & (short > NEAR)).sum()),
        "nearest": int(((residual <= NEAR) & (near <= NEAR)).sum()),
        "distance": middle,
        "distance_interval": (low, high),
    }
    return Measured(rows=[row], checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """What stays in the row space ends at the shortest solution, what scales coordinates does not."""
    findings = []
    for row in rows:
        name, trials = str(row["optimizer"]), int(row["seeds"])  # type: ignore[call-overload]
        low, high = row["interval"]  # type: ignore[misc]
        if name in STAY:
            findings.append(predicted(f"{name} ends at the shortest solution", low, high, at_least=0.98))
            continue
        findings.append(predicted(f"{name} does not end at the shortest solution", low, high, at_most=0.02))
        what = "nearest" if row["start"] == "random" else "elsewhere"
        low, high = share(int(row[what]), trials)["interval"]  # type: ignore
        text = "ends at the solution nearest to its start" if what == "nearest" else "solves the equations elsewhere"
        findings.append(predicted(f"{name} {text}", low, high, at_least=0.98))
    return tuple(findings)


def ends_part(setting: Setting) -> Part:
    """Eight optimizers."""
    seeds = setting.seeds or (8192 if setting.full else 1024)
    return Part(
        name="optimizers",
        title=f"Which solution of {EQUATIONS} random equations in {UNKNOWNS} unknowns an optimizer ends at",
        question="Do optimizers that start at zero end at the shortest solution, the one of the pseudo-inverse?",
        prediction="Those that move along gradients do; those that scale each coordinate for itself do not",
        budget=f"{seeds} problems a row, entries standard normal; {STEPS} steps in float64; step size 1 / largest "
        "squared singular value, for single rows 1 / largest squared norm; optax with a cosine schedule",
        criterion=f"relative residual and relative distance to the shortest solution at most {NEAR:g}",
        columns=(
            Column(name="optimizer", label="optimizer"),
            Column(name="start", label="start"),
            STARTS,
            Column(name="solves", label="solves", unit="seeds", shown="d"),
            *SHARE,
            Column(name="elsewhere", label="solves, ends elsewhere", unit="seeds", shown="d"),
            Column(name="nearest", label="nearest to start", unit="seeds", shown="d"),
            Column(name="distance", label="distance to the shortest", unit="median, relative", shown=".1e"),
            Column(name="distance_interval", label="99.9% interval", unit="of the median", shown=".1e"),
        ),
        tasks=tuple({"optimizer": name, "seeds": seeds} for name in OPTIMIZERS),
        measure=ended,
        judge=judge,
        note="gradient descent from elsewhere is predicted to end at the solution nearest to its start",
    )


FACTORS = (0.5, 1.0, 1.9, 2.1, 3.0)
FEW_STEPS = 2000


def by_step_size(task: Row, given: Given) -> Measured:
    """Gradient descent from zero with a step size relative to the curvature: does the distance vanish, or grow?"""
    import jax
    import jax.numpy as jnp

    seeds, factor = int(task["seeds"]), float(task["factor"])  # type: ignore[call-overload,arg-type]
    A, b = normal(given.setting.seed, seeds, (EQUATIONS, UNKNOWNS), (EQUATIONS,))
    gradient, checks = descent(given, EQUATIONS, UNKNOWNS)
    eta = factor / largest_curvature(A)

    def run(A: jax.Array, b: jax.Array, eta: jax.Array) -> jax.Array:
        return jax.lax.fori_loop(0, FEW_STEPS, lambda _, x: x - eta * gradient(A, b, x), jnp.zeros((UNKNOWNS, seeds)))

    gap = distance(np.array(jax.jit(run)(*(jnp.asarray(a) for a in (A, b, eta)))), solved(A, b))
    grown = int((gap > 1e3).sum())
    row = {**task, "converged": int((gap < NEAR).sum()), **share(grown, seeds), "distance": float(np.median(gap))}
    return Measured(rows=[row], checks=checks)


def judge_steps(rows: list[Row]) -> tuple[Finding, ...]:
    """Two over the curvature is the limit."""
    findings = []
    for row in rows:
        beyond = float(row["factor"]) > 2  # type: ignore[arg-type]
        low, high = row["interval"]  # type: ignore[misc]
        bounds = {"at_least": 0.98} if beyond else {"at_most": 0.02}
        text = f"with {row['factor']:g} / curvature descent {'diverges' if beyond else 'does not diverge'}"
        findings.append(predicted(text, low, high, **bounds))
    return tuple(findings)


def steps_part(setting: Setting) -> Part:
    """Step sizes on both sides of the limit."""
    seeds = setting.seeds or (8192 if setting.full else 1024)
    return Part(
        name="steps",
        title="Gradient descent on the same equations, by step size",
        question="Which step sizes does the theorem of the shortest solution need?",
        prediction="Those under 2 / largest squared singular value; beyond it the iterates grow without bound",
        budget=f"{seeds} problems a row, {FEW_STEPS} steps from zero in float64",
        criterion="diverged: the relative distance to the shortest solution exceeds 1000",
        columns=(
            Column(name="factor", label="step size", unit="1 / curvature", shown="g"),
            STARTS,
            Column(name="converged", label=f"within {NEAR:g}", unit="seeds", shown="d"),
            Column(name="successes", label="diverged", unit="seeds", shown="d"),
            *SHARE[1:],
            Column(name="distance", label="distance to the shortest", unit="median, relative", shown=".1e"),
        ),
        tasks=tuple({"factor": f, "seeds": seeds} for f in FACTORS),
        measure=by_step_size,
        judge=judge_steps,
        note="curvature: the largest squared singular value; a distance that is no longer a number is left blank",
    )


study = Study(
    title="The shortest solution of under-determined least squares",
    parts=lambda setting: (ends_part(setting), steps_part(setting)),
    formulas=(FORMULA,),
)
