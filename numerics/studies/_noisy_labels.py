"""Small networks on small samples of noisy labels, each seed with its own sample: what they fit, and what it costs.

The truth is whether x1 x2 + x3 / 2 is positive, for standard normal inputs; a label is turned with a probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.statement import Statement
from ..engine import arranged
from ..engine.elementwise import Activation
from ..engine.study import Given, Setting
from ..engine.train_network import Network
from ..engine.train_program import Program
from .parity import network, same_step

if TYPE_CHECKING:
    import jax

INPUTS, SAMPLES, TESTED = 4, 30, 200
RATE, MOMENTUM = 0.1, 0.9
CHUNK = 32
DELETED = (0.25, 0.5)  # shares of the hidden units that are taken out afterwards


@dataclass(frozen=True, kw_only=True)
class Task:
    """Networks of one width on labels of which the share `turned` is wrong. members: networks that share a sample.

    keep: the probability that dropout keeps a hidden unit, 1 without dropout.
    """

    width: int
    turned: float
    steps: int
    seeds: int
    keep: float = 1.0
    members: int = 1
    activation: Activation = Activation.TANH


@dataclass(frozen=True)
class Fitted:
    """Seed by seed on the last axis: training samples all right; logits and true labels of the tested points, and the
    logits after a share of the hidden units was taken out, (shares, tested, S)."""

    fits: np.ndarray
    logits: np.ndarray
    truth: np.ndarray
    thinned: np.ndarray

    def accuracy(self, logits: np.ndarray) -> np.ndarray:
        """The share of the tested points on the right side, (S,)."""
        return np.mean((logits > 0) == (self.truth > 0.5), axis=-2)


def sample(key: jax.Array, turned: float) -> tuple:
    """Inputs and labels for training, inputs and true labels for testing, of one seed."""
    import jax
    import jax.numpy as jnp

    keys = jax.random.split(key, 3)
    x, tested = (
        jax.random.normal(k, (n, INPUTS), jnp.float32) for k, n in zip(keys[:2], (SAMPLES, TESTED), strict=True)
    )
    truth, test_truth = ((p[:, 0] * p[:, 1] + p[:, 2] / 2 > 0).astype(jnp.float32) for p in (x, tested))
    wrong = jax.random.bernoulli(keys[2], turned, (SAMPLES,))
    return x, jnp.where(wrong, 1 - truth, truth), tested, test_truth


def program(net: Network, task: Task, seed: int) -> Program:
    """Training by the heavy ball on the cross-entropy; the sample is a part of the state that no step changes."""
    import jax
    import jax.numpy as jnp

    data_key, mask_key, delete_key = (jax.random.fold_in(jax.random.key(seed), n) for n in (4, 5, 6))

    def begin(indices: jax.Array, scale: jax.Array) -> tuple:
        weights = net._start(seed, indices, scale)
        drawn = jax.vmap(lambda n: sample(jax.random.fold_in(data_key, n // task.members), task.turned))(indices)
        data = tuple(jnp.moveaxis(d, 0, -1) for d in drawn)
        return (*weights, *(jnp.zeros_like(w) for w in weights), *data, indices, jnp.zeros_like(indices))

    def mask(numbers: jax.Array, step: jax.Array) -> jax.Array:
        def of_seed(number: jax.Array, at: jax.Array) -> jax.Array:
            own = jax.random.fold_in(jax.random.fold_in(mask_key, number), at)
            return jax.random.bernoulli(own, task.keep, (task.width,)).astype(jnp.float32) / task.keep

        return jax.vmap(of_seed, out_axes=-1)(numbers, step)

    def step(state: tuple, rate: jax.Array) -> tuple:
        (w, w0, b, b0), velocities, (x, y, *tested), numbers, done = state[:4], state[4:8], state[8:12], *state[12:]
        # a masked network is the network with output weights b * mask, so its slope in b is masked, too
        kept = mask(numbers, done) if task.keep < 1 else jnp.ones_like(b)
        dw, dw0, db, db0 = arranged.mean_slopes((w, w0, b * kept, b0), (x, y), task.activation, output_slope=False)
        slopes = (dw, dw0, db * kept, db0)
        velocities = tuple(MOMENTUM * v - rate * s for v, s in zip(velocities, slopes, strict=True))
        weights = tuple(p + v for p, v in zip((w, w0, b, b0), velocities, strict=True))
        return (*weights, *velocities, x, y, *tested, numbers, done + 1)

    def measure(state: tuple) -> tuple:
        (w, w0, b, b0), (x, y, tested, truth), numbers = state[:4], state[8:12], state[12]
        fitted = arranged.outputs((w, w0, b, b0), x, task.activation)
        order = jax.vmap(lambda n: jax.random.permutation(jax.random.fold_in(delete_key, n), task.width), out_axes=-1)
        place = order(numbers)
        logits = arranged.outputs((w, w0, b, b0), tested, task.activation)
        thinned = [
            arranged.outputs((w, w0, jnp.where(place < share * task.width, 0.0, b), b0), tested, task.activation)
            for share in DELETED
        ]
        fits = ((fitted > 0) == (y > 0.5)).all(axis=0) & jnp.isfinite(fitted).all(axis=0)
        return fits, logits, truth, jnp.stack(thinned)

    cost = SAMPLES * sum(map(len, net.places.values()))
    return Program(begin=begin, step=step, measure=measure, steps=task.steps, chunk=CHUNK, cost=cost)


@lru_cache(maxsize=16)
def compared(
    width: int, activation: Activation, seed: int, platform: str, formulas: tuple[tuple[str, Statement], ...]
) -> tuple[Network, dict[str, float]]:
    """The network with its formulas lowered, and its step's gaps to them: the same with dropout and for any seeds."""
    given = Given(setting=Setting(seed=seed), formulas=dict(formulas), platform=platform)
    return network(INPUTS, width, activation, 1, given), same_step(INPUTS, width, activation, given)


def fit(task: Task, given: Given) -> tuple[Fitted, dict[str, float]]:
    """Trains the task's networks, after the step was held to the derived gradients."""
    formulas = tuple(given.formulas.items())
    net, checks = compared(task.width, task.activation, given.setting.seed, given.platform, formulas)
    run = program(net, task, given.setting.seed)
    pieces = list(run.run(task.seeds, np.ones(task.seeds), np.full(task.seeds, RATE)))
    return Fitted(*(np.concatenate(parts, axis=-1) for parts in zip(*pieces, strict=True))), checks
