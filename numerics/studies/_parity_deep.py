"""Deeper narrow networks on parity: do more layers make up for few units?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from ..engine import train_layers as layers
from ..engine.elementwise import Activation
from ..engine.pilot import FIRST
from ..engine.study import (
    SHARE,
    STARTS,
    Column,
    Finding,
    Given,
    Measured,
    NotMeasured,
    Part,
    Row,
    Setting,
    predicted,
    share,
)
from ..engine.train import SAME
from ..engine.train_program import Program
from ..engine.train_recursion import gap_to_the_claims
from ..engine.train_starts import Architecture, Scheme, Shape, started

if TYPE_CHECKING:
    import jax

SCALES = (1.0, 2.0)  # of the deviations of the first weights
RATES = (0.03, 0.1, 0.3)
MOMENTUM = 0.9
STEPS = 2000
CHUNK = 16
NAMES = ("first", "hidden", "biases", "last", "last_bias")


def parity(inputs: np.ndarray) -> np.ndarray:
    """Whether the number of entries 1 is odd, (inputs,); the others are -1."""
    return (inputs > 0).sum(axis=1) % 2


@dataclass(frozen=True)
class Deep:
    """Networks of `depth` hidden layers of `width` units on all inputs of so many bits, with two softmax outputs."""

    bits: int
    width: int
    depth: int
    architecture: Architecture

    def program(self, seed: int) -> Program:
        """Training by the heavy ball; measured is whether all inputs are on the right side."""
        import jax
        import jax.numpy as jnp

        table = np.array(list(product((-1.0, 1.0), repeat=self.bits)), np.float32)
        odd = parity(table)
        x, y = jnp.asarray(table.T), jnp.asarray(np.eye(2, dtype=np.float32)[:, odd])
        shape = Shape(self.bits, self.width, 2, max(self.depth, 2))
        kind = (self.depth, layers.kind(self.architecture.activation), float(self.architecture.residual))
        scratch = shape.scratch(len(table), jnp.float32)
        root = jax.random.key(seed)

        def begin(indices: jax.Array, scales: jax.Array) -> tuple:
            def one(index: jax.Array, scale: jax.Array) -> tuple:
                drawn = started(shape, self.architecture, jax.random.fold_in(root, index))
                return tuple(drawn[name] * scale for name in NAMES)

            weights = jax.vmap(one, out_axes=-1)(indices, scales)
            return (*weights, *(jnp.zeros_like(w) for w in weights))

        def step(state: tuple, rates: jax.Array) -> tuple:
            def one(state: tuple, rate: jax.Array) -> tuple:
                weights, velocities = state[: len(NAMES)], state[len(NAMES) :]
                slopes, _ = layers.backward(dict(zip(NAMES, weights, strict=True)), x, y, *kind, scratch)
                moved = tuple(MOMENTUM * v - rate * slopes[n] for n, v in zip(NAMES, velocities, strict=True))
                return (*(w + v for w, v in zip(weights, moved, strict=True)), *moved)

            return jax.vmap(one, in_axes=-1, out_axes=-1)(state, rates)

        def measure(state: tuple) -> tuple:
            def one(weights: tuple) -> jax.Array:
                logits, *_ = layers.forward(dict(zip(NAMES, weights, strict=True)), x, *kind, scratch)
                right = jnp.argmax(logits, axis=0) == odd
                return (right & jnp.isfinite(logits).all(axis=0) & (logits[0] != logits[1])).all()

            return (jax.vmap(one, in_axes=-1)(state[: len(NAMES)]),)

        cost = len(table) * self.width * (self.bits + self.depth * self.width)
        return Program(begin=begin, step=step, measure=measure, steps=STEPS, chunk=CHUNK, cost=cost)


def trained(task: Row, given: Given) -> Measured:
    """The best scale and step size of a pilot, then the share of fresh starts that learn with them."""
    bits, width, depth, seeds = (int(task[n]) for n in ("bits", "width", "depth", "seeds"))  # type: ignore
    activation = Activation(task["activation"])
    scheme = Scheme.HE if activation is Activation.RELU else Scheme.XAVIER
    architecture = Architecture(activation=activation, scheme=scheme)
    gap = gap_to_the_claims(architecture, given.formulas, given.setting.seed)
    if not gap <= SAME:
        raise NotMeasured(f"the backward pass is {gap:.1g} from the claimed recursion in float64")
    program = Deep(bits, width, depth, architecture).program(given.setting.seed)
    cells = list(product(SCALES, RATES))
    cell_of = np.arange(seeds) % len(cells)
    scales, rates = (np.array(column)[cell_of] for column in zip(*cells, strict=True))

    def solved(scales: np.ndarray, rates: np.ndarray, first: int) -> np.ndarray:
        return np.concatenate([piece[0] for piece in program.run(seeds, scales, rates, first=first)])

    pilot = solved(scales, rates, FIRST)
    scale, rate = max(cells, key=lambda c: pilot[cell_of == cells.index(c)].mean())
    found = int(solved(np.full(seeds, scale), np.full(seeds, rate), 0).sum())
    weights = width * (bits + 1) + (depth - 1) * width * (width + 1) + 2 * (width + 1)
    row = {**task, "weights": weights, "scale": scale, "rate": rate, **share(found, seeds)}
    return Measured(rows=[row], checks={"to the claimed recursion": gap})


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """A second layer of n units is worth more than none."""
    findings = []
    for activation in dict.fromkeys(r["activation"] for r in rows):
        bits = max(int(r["bits"]) for r in rows)  # type: ignore[call-overload]
        at = {int(r["depth"]): r for r in rows if r["activation"] == activation and r["bits"] == bits}  # type: ignore
        (low, high), (first, last) = at[2]["interval"], at[1]["interval"]  # type: ignore[misc]
        text = f"{activation}, n = {bits}: two layers of n units learn it from more starts than one"
        findings.append(predicted(text, low - last, high - first, at_least=0.0))
    return tuple(findings)


def deep_part(setting: Setting) -> Part:
    """One to four layers of n units."""
    seeds = setting.seeds or (480 if setting.full else 144)
    few = ((4, 1), (4, 2), (4, 3), (6, 1), (6, 2))
    sizes = tuple(product((4, 6, 8), (1, 2, 3, 4))) if setting.full else few
    activations = (Activation.TANH, Activation.RELU)
    tasks = tuple(
        {"activation": a.value, "bits": n, "width": n, "depth": d, "seeds": seeds}
        for a in (activations if setting.full else activations[:1])
        for n, d in sizes
    )
    return Part(
        name="deep",
        title="Parity of n bits by several hidden layers of n units",
        question="Where n units in one layer rarely find it, do more layers of n units?",
        prediction="A second layer helps: more starts learn it",
        budget=f"{seeds} starts a row, {STEPS} steps of the heavy ball (momentum {MOMENTUM:g}) on the cross-entropy of "
        f"all inputs; scale and step size by a pilot of as many other starts on {len(SCALES)} x {len(RATES)} cells",
        criterion="after the last step the larger of two outputs is the right one for all 2^n inputs",
        columns=(
            Column(name="activation", label="hidden units"),
            Column(name="bits", label="n", unit="bits", shown="d"),
            Column(name="width", label="width", unit="units", shown="d"),
            Column(name="depth", label="hidden layers", unit="layers", shown="d"),
            Column(name="weights", label="weights", shown="d"),
            Column(name="scale", label="scale", shown="g"),
            Column(name="rate", label="step size", shown="g"),
            STARTS,
            *SHARE,
        ),
        tasks=tasks,
        measure=trained,
        judge=judge,
        costs=tuple(2.0 ** int(t["bits"]) * int(t["width"]) ** 2 * int(t["depth"]) + 2000 for t in tasks),
        note="tanh starts by Xavier's law, ReLU by He's, biases at zero; one layer is trained the same way here, with "
        "two softmax outputs",
    )
