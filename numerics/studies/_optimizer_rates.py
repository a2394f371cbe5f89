"""Optimizers over step sizes on the parity of four bits: how many starts learn it, over which range, how soon."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.evidence import Outcome
from ..engine.elementwise import Activation
from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting, ends, median_interval
from ..engine.train_network import Network
from ..engine.train_program import Program
from .parity import network, same_step

if TYPE_CHECKING:
    import jax

BITS, UNITS = 4, 8
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
LOOK, LOOKS = 5, 300  # steps between two looks at whether all inputs are right, and how often that is looked at
ENOUGH = 0.9  # share of the starts
TOO_MANY = 3  # step sizes at which it does not learn
CHUNK = 64


def transformations() -> dict[str, Callable[[], object]]:
    """The optimizers as optax's transformations of the gradient, before the step size."""
    import optax

    return {
        "gradient descent": optax.identity,
        "heavy ball": lambda: optax.trace(0.9),
        "Adam": optax.scale_by_adam,
        "Adagrad": lambda: optax.scale_by_rss(initial_accumulator_value=0.0),
        "RMSProp": optax.scale_by_rms,
    }


def program(net: Network, optimizer: str, seed: int) -> Program:
    """Training with the derived gradients; measured is the number of looks before all inputs are right for good."""
    import jax
    import jax.numpy as jnp

    moved = transformations()[optimizer]()

    def begin(indices: jax.Array, scale: jax.Array) -> tuple:
        return (*net.state_of(net.begin(seed, indices, scale)), jnp.full(indices.shape, LOOKS + 1))

    def step(state: tuple, rate: jax.Array) -> tuple:
        *weights, since = state

        def one(_: object, state: tuple) -> tuple:
            weights, inner = state
            updates, inner = moved.update(net.mean_slopes(weights), inner, weights)  # type: ignore[attr-defined]
            return tuple(w - rate * u for w, u in zip(weights, updates, strict=True)), inner

        def look(number: jax.Array, state: tuple) -> tuple:
            weights, inner, since = state
            weights, inner = jax.lax.fori_loop(0, LOOK, one, (weights, inner))
            right = (net.end_losses(weights) < net.experiment.loss.value).all(axis=0)
            return weights, inner, jnp.where(right, jnp.minimum(since, number + 1), LOOKS + 1)

        start = (tuple(weights), moved.init(tuple(weights)), since)  # type: ignore[attr-defined]
        weights, _, since = jax.lax.fori_loop(0, LOOKS, look, start)
        return (*weights, since)

    return Program(
        begin=begin,
        step=step,
        measure=lambda state: (state[-1],),
        steps=1,
        chunk=CHUNK,
        cost=LOOK * LOOKS * 2**BITS * sum(map(len, net.places.values())),
    )


def over_rates(task: Row, given: Given) -> Measured:
    """One optimizer: half of the starts at each step size choose the best one, the other half are counted there."""
    a_rate, activation = int(task["a_rate"]), Activation.TANH  # type: ignore[call-overload]
    net = network(BITS, UNITS, activation, a_rate * len(RATES), given)
    checks = same_step(BITS, UNITS, activation, given)
    run = program(net, str(task["optimizer"]), given.setting.seed)
    rates = np.repeat(RATES, a_rate)
    (since,) = (
        np.concatenate(parts, axis=-1) for parts in zip(*run.run(len(rates), np.ones(len(rates)), rates), strict=True)
    )
    looks = since.reshape(len(RATES), a_rate)
    learned = looks <= LOOKS
    shares, sizes = learned.mean(axis=1), learned.sum(axis=0)
    half = a_rate // 2
    best = int(np.argmin(np.median(looks[:, :half], axis=1)))
    middle, low, high = median_interval((LOOK * looks[best, half:]).tolist())
    row = {
        **task,
        "seeds": a_rate,
        **{f"rate_{r:g}": float(s) for r, s in zip(RATES, shares, strict=True)},
        "enough": int((shares >= ENOUGH).sum()),
        "some": int(((sizes >= 1) & (sizes <= len(RATES) - TOO_MANY)).sum()),
        "best": RATES[best],
        "steps": middle,
        "steps_interval": (low, high),
    }
    return Measured(rows=[row], checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """The heavy ball and Adam are sooner than descent, each at its best; no optimizer learns at every step size.

    At how many step sizes it fails, three of nine, was set after a look at first runs.
    """
    by_name = {str(r["optimizer"]): r for r in rows}
    findings = []
    for sooner, later in (("Adam", "gradient descent"), ("heavy ball", "gradient descent")):
        (a, b), (c, d) = (ends(by_name[name]["steps_interval"]) for name in (sooner, later))
        outcome = Outcome.HOLDS if b < c else Outcome.REFUTES if d < a else Outcome.UNDECIDED
        measured = f"{a:g} to {b:g} against {c:g} to {d:g} steps"
        text = f"{sooner} at its best step size is sooner than {later} at its own"
        findings.append(Finding(prediction=text, outcome=outcome, measured=measured))
    ranges = {name: int(r["enough"]) for name, r in by_name.items()}  # type: ignore[call-overload]
    for name in ("Adam", "gradient descent"):
        narrow = 1 <= ranges[name] <= len(RATES) - TOO_MANY
        findings.append(
            Finding(
                prediction=f"{name} learns from {ENOUGH:.0%} of starts for some step sizes, not for all",
                outcome=Outcome.HOLDS if narrow else Outcome.REFUTES,
                measured=f"for {ranges[name]} of {len(RATES)}",
            )
        )
    return tuple(findings)


def rates_part(setting: Setting) -> Part:
    """Five optimizers over nine step sizes."""
    a_rate = setting.seeds or (512 if setting.full else 128)
    names = ("gradient descent", "heavy ball", "Adam", "Adagrad", "RMSProp")
    return Part(
        name="rates",
        title=f"Parity of {BITS} bits by {UNITS} tanh units: share of starts that learn, by optimizer and step size",
        question="Are adaptive optimizers sooner, and how much does the step size matter?",
        prediction="Adam is sooner than plain descent, each at its best step size, but so is the heavy ball",
        budget=f"{a_rate} starts a step size, {LOOK * LOOKS} steps with the full gradient of the cross-entropy",
        criterion=f"all inputs are on the right side from some look on, to the end; a look every {LOOK} steps",
        columns=(
            Column(name="optimizer", label="optimizer"),
            *(Column(name=f"rate_{r:g}", label=f"{r:g}", shown=".2f") for r in RATES),
            Column(name="enough", label=f"at {ENOUGH:.0%}", unit="step sizes", shown="d"),
            Column(name="best", label="best", shown="g"),
            Column(name="steps", label="until learned", unit="median steps", shown=".0f"),
            Column(name="steps_interval", label="99.9% interval", unit="of the median", shown=".0f"),
            Column(name="some", label=f"1 to {len(RATES) - TOO_MANY} of {len(RATES)} learn", shown="d"),
            Column(name="a_rate", label="starts each", unit="seeds", shown="d"),
        ),
        tasks=tuple({"optimizer": name, "a_rate": a_rate} for name in names),
        measure=over_rates,
        judge=judge,
        note="one half of the starts chooses the best step size, the other half is timed there",
    )
