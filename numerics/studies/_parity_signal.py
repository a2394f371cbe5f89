"""The signal of parity in the gradient at the start, against that of a single bit."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ...theory.kernel.evidence import Outcome
from ..engine import arranged
from ..engine.elementwise import Activation
from ..engine.study import (
    STARTS,
    Column,
    Finding,
    Given,
    Measured,
    Part,
    Row,
    Setting,
    ends,
    median_interval,
)

UNITS = 32
WEAK = 1 / 8  # of the signal of one bit: what three falls by a half leave
FALLS = {Activation.TANH: 0.5, Activation.RELU: 0.75}  # for two more bits, at least


def signals(task: Row, given: Given) -> Measured:
    """For each start |g(parity) - g(its complement)| / |g(first bit) - g(its complement)|, its median over starts.

    The difference is minus the mean of label times slope of the logit: all of the gradient that depends on the label.
    """
    import jax.numpy as jnp

    from .parity import network, same_step

    bits, seeds = int(task["bits"]), int(task["seeds"])  # type: ignore[call-overload]
    net = network(bits, UNITS, Activation(task["activation"]), seeds, given)
    checks = same_step(bits, UNITS, net.experiment.activation, given)
    rows = tuple(r.astype(jnp.float64) for r in net.begin(given.setting.seed, jnp.arange(seeds), 1.0))
    shapes = net.derived.shapes
    state = tuple(jnp.stack(r).reshape(*shapes[n], -1) for n, r in net.named(rows).items())
    inputs, parity = net.data(jnp.float64)
    bit = (inputs[:, 0] + 1) / 2

    def norm(labels: object) -> np.ndarray:
        one, other = (
            arranged.mean_slopes(state, (inputs, y), net.experiment.activation, output_slope=False)
            for y in (labels, 1 - labels)  # type: ignore[operator]
        )
        squares = (np.square(np.asarray(a) - np.asarray(b)) for a, b in zip(one, other, strict=True))
        return np.sqrt(sum(s.reshape(-1, seeds).sum(axis=0) for s in squares))

    ratios = norm(parity) / norm(bit)
    middle, low, high = median_interval(ratios.tolist())
    row = {**task, "units": UNITS, "ratio": middle, "interval": (low, high), "weak": int((ratios < WEAK).sum())}
    return Measured(rows=[row], checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """The signal falls geometrically with the number of bits."""
    findings = []
    for activation in dict.fromkeys(r["activation"] for r in rows):
        these = [r for r in rows if r["activation"] == activation]
        for first, second in pairwise(these):
            (low, high), (next_low, next_high) = ends(first["interval"]), ends(second["interval"])
            to = FALLS[Activation(activation)]
            falls, stays = next_high < low * to, next_low > high * to
            text = f"{activation}, {first['bits']} to {second['bits']} bits: the signal falls to less than {to:g} of it"
            outcome = Outcome.HOLDS if falls else Outcome.REFUTES if stays else Outcome.UNDECIDED
            measured = f"median from {first['ratio']:.2g} to {second['ratio']:.2g}"
            findings.append(Finding(prediction=text, outcome=outcome, measured=measured))
    return tuple(findings)


def signal_part(setting: Setting) -> Part:
    """Tanh and sigmoid units over the number of bits."""
    seeds = setting.seeds or (1024 if setting.full else 256)
    numbers = (2, 4, 6, 8, 10, 12) if setting.full else (2, 4, 6, 8)
    return Part(
        name="signal",
        title="How much of the gradient at the start depends on the parity",
        question="Why is parity of many bits hard to learn for networks that can represent it?",
        prediction="The part of the first gradient that tells parity from its complement falls geometrically with n",
        budget=f"{seeds} starts, {UNITS} hidden units, all 2^n inputs in float64; no training",
        criterion="two more bits leave of the median signal less than "
        + ", ".join(f"{to:g} ({a.value})" for a, to in FALLS.items())
        + f"; counted are starts with less than {WEAK:g} of the signal of one bit",
        columns=(
            Column(name="activation", label="hidden units"),
            Column(name="bits", label="n", unit="bits", shown="d"),
            Column(name="units", label="units", unit="units", shown="d"),
            STARTS,
            Column(name="ratio", label="signal of parity / of one bit", unit="median", shown=".2e"),
            Column(name="interval", label="99.9% interval", unit="of the median", shown=".2e"),
            Column(name="weak", label=f"below {WEAK:g}", unit="seeds", shown="d"),
        ),
        tasks=tuple({"activation": a.value, "bits": n, "seeds": seeds} for a in FALLS for n in numbers),
        measure=signals,
        judge=judge,
        costs=tuple(2.0**n for _ in range(2) for n in numbers),
        note="the gradients for a label and its complement differ by minus the mean of label times slope of the logit",
    )
