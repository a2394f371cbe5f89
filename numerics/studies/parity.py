"""Parity of n bits: what one hidden layer can represent, what gradient descent finds of it, and how weak its signal is.

Inputs are -1 and 1 where networks are trained, 0 and 1 in the exact constructions.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from ..engine.elementwise import Activation
from ..engine.pilot import best_cell
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
    checked,
    predicted,
    share,
)
from ..engine.train_network import Loss, Network
from ..engine.train_recursion import FORMULAS
from ..xor import CROSS_ENTROPY, on_xor
from ._parity_deep import deep_part
from ._parity_exact import exact_part
from ._parity_signal import signal_part

SCALES = (1.0, 3.0, 6.0)
RATES = (0.03, 0.1, 0.3, 1.0)
MOMENTUM = 0.9
STEPS = 2000
MULTIPLES = ("n - 1", "n", "2n", "4n")


def units_of(bits: int, multiple: str) -> int:
    """The width that a multiple stands for."""
    return {"n - 1": bits - 1, "n": bits, "2n": 2 * bits, "4n": 4 * bits}[multiple]


def network(bits: int, units: int, activation: Activation, seeds: int, given: Given) -> Network:
    """One hidden layer on all inputs of -1 and 1, to be trained by the heavy ball on the cross-entropy."""
    inputs = tuple(product((-1.0, 1.0), repeat=bits))
    experiment = replace(
        on_xor(f"{bits}-{units}-1 {activation.value} on parity", units, activation),
        formulas=CROSS_ENTROPY,
        loss=Loss.CROSS_ENTROPY,
        sizes={"K1": bits, "K2": units},
        inputs=("x", inputs),
        targets=("y", tuple(float(sum(v > 0 for v in point) % 2) for point in inputs)),
        fan_in={"w": bits, "w0": bits, "b": units, "b0": units},
        momentum=MOMENTUM,
        steps=STEPS,
        seeds=seeds,
    )
    return Network(experiment, given.formulas)


def same_step(bits: int, units: int, activation: Activation, given: Given) -> dict[str, float]:
    """The step held to the derived gradients, at most for four bits and eight units: it is the same code for all."""
    return checked(network(min(bits, 4), min(units, 8), activation, 1, given), given.setting.seed)


def representable(bits: int, units: int, activation: Activation, successes: int) -> str:
    """What is known of the existence of right weights."""
    if units >= bits or (activation is Activation.RELU and (bits, units) == (4, 3)):
        return "yes, proved"
    if (bits, units) == (2, 1) or (activation is Activation.RELU and (bits, units) == (3, 2)):
        return "no, proved"
    return "yes, found" if successes else "not known here"


def trained(task: Row, given: Given) -> Measured:
    """The best scale and step size of a pilot, then the share of fresh starts that learn with them."""
    bits, units, seeds = (int(task[name]) for name in ("bits", "units", "seeds"))  # type: ignore[call-overload]
    activation, seed = Activation(task["activation"]), given.setting.seed
    net = network(bits, units, activation, seeds, given)
    checks = same_step(bits, units, activation, given)
    cells = list(product(SCALES, RATES))
    scale, rate = best_cell(net, cells, seed)
    found = net.train(seed=seed, scales=np.full(seeds, scale), rates=np.full(seeds, rate))
    row = {
        **task,
        "claimed": 2 ** (bits - 1),
        "representable": representable(bits, units, activation, found.successes),
        "scale": scale,
        "rate": rate,
        **share(found.successes, seeds),
    }
    return Measured(rows=[row], checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """Twice the bits suffice in practice, the bare minimum rarely does; 2^(n-1) plays no part."""
    tanh = [r for r in rows if r["activation"] == Activation.TANH.value]

    def worst(multiple: str) -> tuple[float, float]:
        """The interval of the row with the fewest successes."""
        low, high = min((r["interval"] for r in tanh if r["multiple"] == multiple), key=lambda i: i[0])  # type: ignore
        return low, high

    largest = max(int(r["bits"]) for r in tanh)  # type: ignore[call-overload]
    bare = next(r for r in tanh if r["multiple"] == "n" and r["bits"] == largest)
    findings = [
        predicted("with 4n tanh units more than 90 % of starts learn it, for every n", *worst("4n"), at_least=0.9),
        predicted(
            f"n tanh units can represent it, but for n = {largest} fewer than 30 % find it",
            *bare["interval"],  # type: ignore[misc]
            at_most=0.3,
        ),
    ]
    twice = [r for r in tanh if r["multiple"] == "2n"]
    for row in (r for r in twice if int(r["units"]) < int(r["claimed"])):  # type: ignore[call-overload]
        text = f"{row['units']} units, not 2^(n-1) = {row['claimed']}, learn {row['bits']}-bit parity from most starts"
        findings.append(predicted(text, *row["interval"], at_least=0.5))  # type: ignore[misc]
    return tuple(findings)


def trained_part(setting: Setting) -> Part:
    """Widths and activations over the number of bits."""
    seeds = setting.seeds or (480 if setting.full else 240)
    activations = (Activation.TANH, Activation.LOGISTIC, Activation.RELU)
    numbers = range(2, 11) if setting.full else (2, 3, 4, 6)
    tasks = tuple(
        {"activation": a.value, "bits": n, "multiple": m, "units": units_of(n, m), "seeds": seeds}
        for a in (activations if setting.full else activations[:1])
        for n in numbers
        for m in MULTIPLES
    )
    return Part(
        name="trained",
        title="Parity of n bits by one hidden layer, each width at its best scale and step size",
        question="Is parity of n bits learned by the n hidden units that can represent it, or does it take 2^(n-1)?",
        prediction="n units are rarely enough to find it, 4n nearly always, 2n mostly; 2^(n-1) units are not needed",
        budget=f"{seeds} starts a row, {STEPS} steps of the heavy ball (momentum {MOMENTUM:g}) on the cross-entropy of "
        f"all 2^n inputs; scale and step size by a pilot of as many other starts on {len(SCALES)} x {len(RATES)} cells",
        criterion="after the last step the output is on the right side of 1/2 for all 2^n inputs",
        columns=(
            Column(name="activation", label="hidden units"),
            Column(name="bits", label="n", unit="bits", shown="d"),
            Column(name="claimed", label="2^(n-1)", unit="units", shown="d"),
            Column(name="multiple", label="width"),
            Column(name="units", label="units", unit="units", shown="d"),
            Column(name="representable", label="representable"),
            Column(name="scale", label="scale", shown="g"),
            Column(name="rate", label="step size", shown="g"),
            STARTS,
            *SHARE,
        ),
        tasks=tasks,
        measure=trained,
        judge=judge,
        costs=tuple(2.0 ** int(t["bits"]) * int(t["units"]) * int(t["bits"]) + 2000 for t in tasks),
        note="representable: `depth.n_relu_units_compute_parity`, for steep sigmoid and tanh units "
        "`depth.n_threshold_units_compute_parity`; four bits by three ReLU units, three bits not "
        "by two; one monotone unit never computes XOR",
    )


study = Study(
    title="Learning the parity of n bits",
    parts=lambda setting: (trained_part(setting), deep_part(setting), exact_part(setting), signal_part(setting)),
    formulas=(*CROSS_ENTROPY, *FORMULAS),
)
