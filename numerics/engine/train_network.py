"""A small network of an experiment, its formulas lowered: how it starts, steps, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import product
from math import log, prod
from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.statement import Statement
from . import arranged, threefry
from .elementwise import Gradients, Rows, gradients
from .lower import LoweringError
from .train_program import CHUNK, Program

if TYPE_CHECKING:
    import jax

    from .train import Experiment

COMPARED = 8  # networks whose first gradients are compared
ARRANGED_CHUNK = 64  # seeds; the arrays of a network with many units fill the cache sooner
MOST_WRITTEN_OUT = 128  # samples x inputs x units; with more the step is arranged by hand, which compiles sooner


class Loss(Enum):
    """The loss of one sample; its value is that at the output 1/2, where the two classes meet."""

    SQUARED = 1 / 8  # (f - y)^2 / 2
    CROSS_ENTROPY = log(2)


class Start(Enum):
    """The law of the first weights and biases, of variance 1/3 and 1; times scale / sqrt(fan-in)."""

    UNIFORM = "uniform on (-1, 1)"
    NORMAL = "standard normal"


@dataclass(frozen=True)
class Trained:
    """What an ensemble has become, seed by seed: parameters by name with the seeds last, losses (samples, seeds)."""

    parameters: dict[str, np.ndarray]
    losses: np.ndarray
    solved: np.ndarray
    diverged: np.ndarray

    @property
    def successes(self) -> int:
        """How many seeds solve the task."""
        return int(self.solved.sum())

    @property
    def lost(self) -> int:
        """How many seeds ended with numbers that are not finite. None of them counts as solved."""
        return int(self.diverged.sum())


@dataclass(frozen=True, eq=False)
class Network:
    """An experiment with its formulas lowered. `rows` are one an entry of the parameters, each with one number a seed.

    Small networks step by the lowered formulas themselves, written out for all samples; larger ones by `arranged`.
    """

    experiment: Experiment
    formulas: Mapping[str, Statement]

    @cached_property
    def derived(self) -> Gradients:
        """Loss and gradients from the claims."""
        e = self.experiment
        few = len(e.targets[1]) * prod(e.sizes.values()) <= MOST_WRITTEN_OUT
        statements = tuple(self.formulas[name] for name in e.formulas)
        return gradients(statements, e.sizes, e.activation, dict((e.inputs, e.targets)) if few else None)

    @cached_property
    def places(self) -> dict[str, list[tuple[int, ...]]]:
        """The entries of each parameter, in the order of the rows."""
        return {name: list(product(*map(range, self.derived.shapes[name]))) for name in self.derived.parameters}

    def data(self, kind: object) -> tuple[jax.Array, jax.Array]:
        """Inputs (samples, inputs) and targets (samples,)."""
        import jax.numpy as jnp

        return jnp.asarray(self.experiment.inputs[1], kind), jnp.asarray(self.experiment.targets[1], kind)

    def named(self, rows: tuple) -> dict[str, tuple]:
        """The rows of each parameter."""
        left = iter(rows)
        return {name: tuple(next(left) for _ in entries) for name, entries in self.places.items()}

    def _arguments(self, rows: tuple, inputs: object = None, target: object = None) -> tuple:
        e, shapes = self.experiment, self.derived.shapes
        given: dict[str, object] = {
            name: Rows(shapes[name], of_name) if shapes[name] else of_name[0]
            for name, of_name in self.named(rows).items()
        }
        given |= {e.inputs[0]: inputs, e.targets[0]: target}
        return tuple(given[name] for name in self.derived.arguments)

    def begin(self, seed: int, indices: jax.Array, scale: jax.Array | float) -> tuple:
        """The first rows of the networks with these numbers, in float32; none depends on how many there are."""
        return tuple(row for array in self._start(seed, indices, scale) for row in array.reshape(-1, array.shape[-1]))

    def _start(self, seed: int, indices: jax.Array, scale: jax.Array | float) -> tuple:
        """The first parameters as arrays with the seeds last."""
        import jax
        import jax.numpy as jnp

        e, shapes = self.experiment, self.derived.shapes
        draw = threefry.normal if e.start is Start.NORMAL else threefry.uniform
        keys = threefry.folded(jax.random.key_data(jax.random.key(seed)), indices)

        def drawn(at: int, name: str) -> jax.Array:
            places = jnp.arange(prod(shapes[name]), dtype=jnp.uint32)[:, None]
            found = draw(threefry.folded(keys, at), places).reshape(*shapes[name], -1)
            return found / e.fan_in[name] ** 0.5 * scale

        return tuple(drawn(at, name) for at, name in enumerate(shapes))

    def lowered_slopes(self, rows: tuple) -> tuple:
        """The gradient of the mean loss from the lowered claims; one row an entry."""
        # every sample of every network is one place on the last axis
        inputs, targets = (np.asarray(d) for d in self.data(rows[0].dtype))
        samples, seeds = len(targets), len(rows[0])
        repeated = tuple(np.tile(np.asarray(row), samples) for row in rows)
        found: tuple = self.derived.slopes(  # type: ignore[assignment]
            *self._arguments(repeated, np.repeat(inputs, seeds, axis=0).T, np.repeat(targets, seeds))
        )
        return tuple(np.asarray(f).reshape(samples, seeds).mean(axis=0) for f in found)

    def step_slopes(self, rows: tuple) -> tuple:
        """The same as the training takes it."""
        return self.rows_of(self.mean_slopes(self.state_of(rows)))

    def state_of(self, rows: tuple) -> tuple:
        """The parameters as the training holds them: as rows, or as arrays."""
        import jax.numpy as jnp

        if self.derived.mean_slopes is not None:
            return rows
        shapes = self.derived.shapes
        return tuple(jnp.stack(r).reshape(*shapes[n], -1) for n, r in self.named(rows).items())

    def rows_of(self, state: tuple) -> tuple:
        """The rows of such parameters."""
        if self.derived.mean_slopes is not None:
            return state
        return tuple(row for array in state for row in array.reshape(-1, array.shape[-1]))

    def mean_slopes(self, state: tuple) -> tuple:
        """The gradient of the mean loss over the samples, shaped like the state."""
        import jax.numpy as jnp

        if self.derived.mean_slopes is not None:
            means: tuple = self.derived.mean_slopes(*self._arguments(state))  # type: ignore[assignment]
            return tuple(jnp.broadcast_to(m, state[0].shape) for m in means)
        e = self.experiment
        if self.derived.parameters != arranged.PARAMETERS:
            raise LoweringError(f"no step for the parameters {self.derived.parameters} and so many samples")
        squared = e.loss is Loss.SQUARED
        return arranged.mean_slopes(state, self.data(state[0].dtype), e.activation, output_slope=squared)

    def losses(self, rows: tuple) -> jax.Array:
        """The loss at each sample, (samples, seeds)."""
        import jax

        return jax.lax.map(lambda sample: self.derived.loss(*self._arguments(rows, *sample)), self.data(rows[0].dtype))

    def end_losses(self, state: tuple) -> jax.Array:
        """The same as it is measured after the last step."""
        import jax

        if self.derived.mean_slopes is not None:
            return self.losses(state)
        inputs, targets = self.data(state[0].dtype)
        logits = arranged.outputs(state, inputs, self.experiment.activation)
        if self.experiment.loss is Loss.CROSS_ENTROPY:
            return jax.nn.softplus(logits) - targets[:, None] * logits
        return (jax.nn.sigmoid(logits) - targets[:, None]) ** 2 / 2

    def check_loss(self) -> None:
        """Raises ValueError unless the formulas' loss at the output 1/2, of weights zero, is the stated one."""
        import jax.numpy as jnp

        count = sum(map(len, self.places.values()))
        found = np.asarray(self.losses((jnp.zeros((1,), jnp.float64),) * count))
        if not np.allclose(found, self.experiment.loss.value, rtol=1e-9, atol=0):
            stated = self.experiment.loss
            raise ValueError(f"{self.experiment.title}: the loss at output 1/2 is {found.max():.6g}, not {stated}")

    def worst_gaps(self, seed: int) -> tuple[float, float, float]:
        """Relative distances of the step's mean gradient in float64: from that of the lowered claims, and from
        `jax.grad` of their loss (the losses' own distance is in it); and of the step in float32 from that in float64.

        Relative to the largest entry of a network's gradient, at the first weights of some networks.
        """
        import jax
        import jax.numpy as jnp

        single = self.begin(seed + 1, jnp.arange(COMPARED), self.experiment.scale)

        def compared(single: tuple) -> tuple:
            rows = tuple(row.astype(jnp.float64) for row in single)
            # Seeds are independent: the gradient of the sum over seeds is each seed's own.
            automatic = jax.grad(lambda r: self.losses(r).mean(axis=0).sum())(rows)
            losses = self.losses(rows), self.end_losses(self.state_of(rows))
            return automatic, self.step_slopes(rows), self.step_slopes(single), *losses

        # compiled as one, and anew: the operations one by one would take longer
        automatic, step, step_single, claimed, measured = (np.array(f, float) for f in jax.jit(compared)(single))
        size = np.abs(automatic).max(axis=0)
        size = np.maximum(size, 1e-3 * size.max())  # a network that is at rest has no scale of its own
        rows = tuple(np.asarray(row, float) for row in single)
        others = (np.array(self.lowered_slopes(rows)), automatic, step_single)
        gaps = [float((np.abs(other - step) / size).max()) for other in others]
        return gaps[0], float(np.max([gaps[1], np.abs(claimed / measured - 1).max()])), gaps[2]  # NaN stays NaN

    def train(
        self,
        *,
        seed: int = 0,
        chunk: int | None = None,
        scales: np.ndarray | None = None,
        rates: np.ndarray | None = None,
        first: int = 0,
        on_seeds: Callable[[int], None] | None = None,
    ) -> Trained:
        """Every seed trained. scales, rates: one a seed in place of the experiment's. first: number of the first start.

        With on_seeds, which is told how many are done, a KeyboardInterrupt ends the run with these; else it is raised.
        """
        e = self.experiment
        pieces: list[tuple[np.ndarray, ...]] = []
        all_scales = np.full(e.seeds, e.scale) if scales is None else scales
        all_rates = np.full(e.seeds, e.learning_rate) if rates is None else rates
        try:
            for piece in self.program(seed, chunk).run(e.seeds, all_scales, all_rates, first=first):
                pieces.append(piece)
                if on_seeds is not None:
                    on_seeds(sum(p[0].shape[-1] for p in pieces))
        except KeyboardInterrupt:
            if on_seeds is None or not pieces:
                raise
        rows, losses = (np.concatenate(parts, axis=-1) for parts in zip(*pieces, strict=True))
        finite = np.isfinite(losses).all(axis=0) & np.isfinite(rows).all(axis=0)
        solved = finite & (losses < e.loss.value).all(axis=0)
        shapes = self.derived.shapes
        named = {n: np.reshape(r, (*shapes[n], -1)) for n, r in self.named(tuple(rows)).items()}
        return Trained(named, losses, solved, ~finite)

    @cached_property
    def _programs(self) -> dict[tuple[int, int | None], Program]:
        return {}

    def program(self, seed: int, chunk: int | None = None) -> Program:
        """The training of a chunk. The same one each time: it is compiled once."""
        key = (seed, chunk)
        if key not in self._programs:
            self._programs[key] = self._program(seed, chunk)
        return self._programs[key]

    def _program(self, seed: int, chunk: int | None) -> Program:
        """With momentum the velocities follow the parameters in the state."""
        import jax.numpy as jnp

        mu = np.float32(self.experiment.momentum)

        def begin(indices: jax.Array, scale: jax.Array) -> tuple:
            written_out = self.derived.mean_slopes is not None
            state = self.begin(seed, indices, scale) if written_out else self._start(seed, indices, scale)
            return (*state, *(jnp.zeros_like(p) for p in state)) if mu else state

        def step(state: tuple, rate: jax.Array) -> tuple:
            weights = self._weights(state)
            slopes = self.mean_slopes(weights)
            if not mu:
                return tuple(w - rate * s for w, s in zip(weights, slopes, strict=True))
            velocities = tuple(mu * v - rate * s for v, s in zip(state[len(weights) :], slopes, strict=True))
            return (*(w + v for w, v in zip(weights, velocities, strict=True)), *velocities)

        def measure(state: tuple) -> tuple:
            weights = self._weights(state)
            flat = jnp.concatenate([a.reshape(-1, a.shape[-1]) for a in weights])
            return flat, self.end_losses(weights)

        return Program(
            begin=begin,
            step=step,
            measure=measure,
            steps=self.experiment.steps,
            chunk=chunk or (CHUNK if self.derived.mean_slopes is not None else ARRANGED_CHUNK),
            cost=len(self.experiment.targets[1]) * sum(map(len, self.places.values())),
        )

    def _weights(self, state: tuple) -> tuple:
        return state[: len(state) // 2] if self.experiment.momentum else state
