"""The ensemble trainer: many independent small networks as one jitted program, and what they find.

Gradient descent runs on the *derived* gradients: the formulas of the catalogue's claims, lowered element by element
with the seeds on the last axis (`elementwise`). Before a run the very function that takes the steps is compared with
automatic differentiation of the claims' loss in float64, and in float32 with itself in float64. An experiment fixes
network, data, start, step size, budget, seeds and criterion of success beforehand; every seed is counted, a diverged
one as a failure; the interval is the exact one of Clopper and Pearson.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import product
from math import log
from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.evidence import Evidence, Kind, Outcome
from ...theory.kernel.statement import Statement
from .devices import Device, choose, description
from .elementwise import Activation, Gradients, Rows, gradients
from .train_program import CHUNK, Program

if TYPE_CHECKING:
    import jax

CONFIDENCE = 0.999  # of an interval: one false alarm in a thousand experiments
SAME = 1e-12  # relative, between the derived gradients and automatic differentiation in float64
SAME_SINGLE = 1e-4  # relative, between the step in float32 and in float64: an ulp, and 10 bits lost to cancellation
COMPARED = 8  # networks in that comparison
MOST_WRITTEN_OUT = 8  # samples; more are taken one after another inside of a step


class Loss(Enum):
    """The loss of one sample; its value is that at the output 1/2, where the two classes meet."""

    SQUARED = 1 / 8  # (f - y)^2 / 2
    CROSS_ENTROPY = log(2)


class Start(Enum):
    """The law of the first weights and biases, of variance 1/3 and 1; times scale / sqrt(fan-in)."""

    UNIFORM = "uniform on (-1, 1)"
    NORMAL = "standard normal"


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Networks of one kind, trained by full-batch gradient descent from many seeds.

    formulas: ids of the claims Partial(loss, parameter) = formula, one a parameter. inputs and targets: the names of
    the formulas' variables that carry a sample, with one row a sample. sizes: the formulas' sizes by name. momentum: mu
    of the heavy ball v <- mu v - eta g, w <- w + v. A seed succeeds when after the last step the network's output is
    on the right side of 1/2 for every sample.
    """

    title: str
    formulas: tuple[str, ...]
    sizes: Mapping[str, int]
    inputs: tuple[str, tuple[tuple[float, ...], ...]]
    targets: tuple[str, tuple[float, ...]]
    fan_in: Mapping[str, int]  # of each parameter
    loss: Loss = Loss.SQUARED
    activation: Activation = Activation.LOGISTIC
    start: Start = Start.UNIFORM
    scale: float = 1.0
    learning_rate: float = 1.0
    momentum: float = 0.0
    steps: int = 1000
    seeds: int = 1024

    def run(
        self,
        formulas: Mapping[str, Statement],
        *,
        seed: int = 0,
        device: Device = Device.AUTO,
        chunk: int = CHUNK,
        on_seeds: Callable[[int], None] | None = None,
    ) -> Evidence:
        """Trains every seed and counts. UNDECIDED when the formulas and automatic differentiation disagree.

        on_seeds: called with the number of seeds that are done.
        """
        platform = choose(device)
        network = Network(self, formulas)
        network.check_loss()
        gaps = network.worst_gaps(seed)
        if not (gaps[0] <= SAME and gaps[1] <= SAME_SINGLE):
            detail = (
                f"the derived gradients are {gaps[0]:.2g} from automatic differentiation in float64, "
                f"and the step in float32 {gaps[1]:.2g} from that in float64"
            )
            return Evidence(kind=Kind.TRAINING, outcome=Outcome.UNDECIDED, detail=detail, worst=gaps[0])
        found = network.train(seed=seed, chunk=chunk, on_seeds=on_seeds)
        if found.solved.size < self.seeds:
            raise KeyboardInterrupt  # a part of the seeds is no evidence for what was predicted of all
        low, high = interval(found.successes, self.seeds)
        detail = (
            f"{found.successes} of {self.seeds} seeds solve it in {self.steps} steps ({CONFIDENCE:.1%} interval "
            f"{low:.4f} to {high:.4f}), {found.lost} diverged; derived gradients within {gaps[0]:.1g} of automatic "
            f"differentiation in float64, the step in float32 within {gaps[1]:.1g} of that in float64; trained in "
            f"float32 on {platform} ({description()['device']}), seed {seed}"
        )
        return Evidence(
            kind=Kind.TRAINING,
            outcome=Outcome.HOLDS,
            detail=detail,
            instances=self.seeds,
            worst=gaps[0],
            grade=f"{found.successes} of {self.seeds} seeds",
            interval=(low, high),
        )


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


def interval(successes: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson (1934) for a probability of success."""
    from scipy.stats import beta

    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(beta.ppf(tail, successes, trials - successes + 1))
    high = 1.0 if successes == trials else float(beta.ppf(1 - tail, successes + 1, trials - successes))
    return low, high


@dataclass(frozen=True, eq=False)
class Network:
    """An experiment with its formulas lowered. Parameters are tuples of rows, one an entry, each with the seeds."""

    experiment: Experiment
    formulas: Mapping[str, Statement]

    @cached_property
    def derived(self) -> Gradients:
        """Loss and gradients from the claims."""
        e = self.experiment
        written = dict((e.inputs, e.targets)) if len(e.targets[1]) <= MOST_WRITTEN_OUT else None
        return gradients(tuple(self.formulas[name] for name in e.formulas), e.sizes, e.activation, written)

    @cached_property
    def places(self) -> dict[str, list[tuple[int, ...]]]:
        """The entries of each parameter, in the order of the rows."""
        return {name: list(product(*map(range, self.derived.shapes[name]))) for name in self.derived.parameters}

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
        import jax
        import jax.numpy as jnp

        e, shapes = self.experiment, self.derived.shapes
        root = jax.random.key(seed)
        draw = jax.random.normal if e.start is Start.NORMAL else symmetric_uniform

        def one(index: jax.Array) -> list[jax.Array]:
            keys = jax.random.split(jax.random.fold_in(root, index), len(shapes))
            drawn = (draw(k, shapes[n], jnp.float32) / e.fan_in[n] ** 0.5 for k, n in zip(keys, shapes, strict=True))
            return [entry for array in drawn for entry in array.reshape(-1)]

        return tuple(row * scale for row in jax.vmap(one)(indices))

    def mean_slopes(self, rows: tuple) -> tuple:
        """The gradient of the mean loss over the samples, from the derived formulas; one row an entry."""
        import jax
        import jax.numpy as jnp

        if self.derived.mean_slopes is not None:
            means: tuple = self.derived.mean_slopes(*self._arguments(rows))  # type: ignore[assignment]
            return tuple(jnp.broadcast_to(m, rows[0].shape) for m in means)
        kind = rows[0].dtype
        inputs, targets = (jnp.asarray(values, kind) for _, values in (self.experiment.inputs, self.experiment.targets))

        def add(total: tuple, sample: tuple) -> tuple:
            found: tuple = self.derived.slopes(*self._arguments(rows, *sample))  # type: ignore[assignment]
            return tuple(t + s for t, s in zip(total, found, strict=True)), None

        total, _ = jax.lax.scan(add, tuple(jnp.zeros_like(row) for row in rows), (inputs, targets))
        return tuple(t / len(targets) for t in total)

    def losses(self, rows: tuple) -> jax.Array:
        """The loss at each sample, (samples, seeds)."""
        import jax
        import jax.numpy as jnp

        kind = rows[0].dtype
        data = tuple(jnp.asarray(values, kind) for _, values in (self.experiment.inputs, self.experiment.targets))
        return jax.lax.map(lambda sample: self.derived.loss(*self._arguments(rows, *sample)), data)

    def check_loss(self) -> None:
        """Raises ValueError unless the formulas' loss at the output 1/2, of weights zero, is the stated one."""
        import jax.numpy as jnp

        count = sum(map(len, self.places.values()))
        found = np.asarray(self.losses((jnp.zeros((1,), jnp.float64),) * count))
        if not np.allclose(found, self.experiment.loss.value, rtol=1e-9, atol=0):
            stated = self.experiment.loss
            raise ValueError(f"{self.experiment.title}: the loss at output 1/2 is {found.max():.6g}, not {stated}")

    def worst_gaps(self, seed: int) -> tuple[float, float]:
        """Relative distances of the mean gradient: from `jax.grad` of the loss in float64, and in float32 from itself.

        Relative to the largest entry of a network's gradient, at the first weights of some networks.
        """
        import jax
        import jax.numpy as jnp

        single = self.begin(seed + 1, jnp.arange(COMPARED), self.experiment.scale)
        rows = tuple(row.astype(jnp.float64) for row in single)
        # Seeds are independent: the gradient of the sum over seeds is each seed's own.
        automatic = np.array(jax.grad(lambda r: self.losses(r).mean(axis=0).sum())(rows))
        found, found_single = (np.array(jax.jit(self.mean_slopes)(r), float) for r in (rows, single))
        size = np.abs(automatic).max(axis=0)
        size = np.maximum(size, 1e-3 * size.max())  # a network that is at rest has no scale of its own
        return float((np.abs(automatic - found) / size).max()), float((np.abs(found_single - found) / size).max())

    def train(
        self,
        *,
        seed: int = 0,
        chunk: int = CHUNK,
        scales: np.ndarray | None = None,
        rates: np.ndarray | None = None,
        on_seeds: Callable[[int], None] | None = None,
    ) -> Trained:
        """Every seed trained. scales, rates: one a seed in place of the experiment's.

        A KeyboardInterrupt of `on_seeds` ends the run with the seeds that are done.
        """
        e = self.experiment
        pieces: list[tuple[np.ndarray, np.ndarray]] = []
        all_scales = np.full(e.seeds, e.scale) if scales is None else scales
        all_rates = np.full(e.seeds, e.learning_rate) if rates is None else rates
        try:
            for piece in self.program(seed, chunk).run(e.seeds, all_scales, all_rates):
                pieces.append(piece)
                if on_seeds is not None:
                    on_seeds(sum(p[1].shape[-1] for p in pieces))
        except KeyboardInterrupt:
            if not pieces:
                raise
        rows, losses = (np.concatenate(parts, axis=-1) for parts in zip(*pieces, strict=True))
        rows = rows[: sum(map(len, self.places.values()))]
        finite = np.isfinite(losses).all(axis=0) & np.isfinite(rows).all(axis=0)
        solved = finite & (losses < e.loss.value).all(axis=0)
        shapes = self.derived.shapes
        named = {n: np.reshape(r, (*shapes[n], -1)) for n, r in self.named(tuple(rows)).items()}
        return Trained(named, losses, solved, ~finite)

    def program(self, seed: int, chunk: int = CHUNK) -> Program:
        """The training of a chunk; with momentum the velocities follow the parameters in the tuple of rows."""
        import jax.numpy as jnp

        mu = np.float32(self.experiment.momentum)
        count = sum(map(len, self.places.values()))

        def begin(indices: jax.Array, scale: jax.Array) -> tuple:
            rows = self.begin(seed, indices, scale)
            return (*rows, *(jnp.zeros_like(row) for row in rows)) if mu else rows

        def step(rows: tuple, rate: jax.Array) -> tuple:
            weights = rows[:count]
            slopes = self.mean_slopes(weights)
            if not mu:
                return tuple(w - rate * s for w, s in zip(weights, slopes, strict=True))
            velocities = tuple(mu * v - rate * s for v, s in zip(rows[count:], slopes, strict=True))
            return (*(w + v for w, v in zip(weights, velocities, strict=True)), *velocities)

        return Program(
            begin=begin,
            step=step,
            measure=lambda rows: self.losses(rows[:count]),
            steps=self.experiment.steps,
            chunk=chunk,
            cost=len(self.experiment.targets[1]) * count,
        )


def symmetric_uniform(key: jax.Array, shape: tuple[int, ...], kind: object) -> jax.Array:
    """Uniform on (-1, 1)."""
    import jax

    return jax.random.uniform(key, shape, kind, -1.0, 1.0)
