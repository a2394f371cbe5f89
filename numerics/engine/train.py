"""The ensemble trainer: many independent small networks as one jitted program, and what they find.

Gradient descent runs on the *derived* gradients: the formulas of the catalogue's claims, lowered element by element
with the seeds on the last axis (`elementwise`). Before a run the same formulas are compared with automatic
differentiation in float64. An experiment fixes network, data, start, step size, budget, seeds and criterion of success
beforehand; every seed is counted, a diverged one as a failure; the interval is the exact one of Clopper and Pearson.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.evidence import Evidence, Kind, Outcome
from ...theory.kernel.statement import Statement
from .devices import Device, choose, description
from .elementwise import Activation, Entries, Gradients, Known, gradients

if TYPE_CHECKING:
    import jax

CHUNK = 128  # seeds that are trained together; their weights and activations stay in the first-level cache
CONFIDENCE = 0.999  # of an interval: one false alarm in a thousand experiments
SAME = 1e-12  # relative, between the derived gradients and automatic differentiation in float64
COMPARED = 8  # networks in that comparison


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Networks of one kind, trained by full-batch gradient descent from many seeds.

    formulas: ids of the claims Partial(loss, parameter) = formula, one a parameter. inputs and targets: the names of
    the formulas' variables that carry a sample, with one row a sample. sizes: the formulas' sizes by name. Weights and
    biases start uniform on +-scale / sqrt(fan-in). A seed succeeds when the network's output is on the right side of
    1/2 for every sample after the last step.
    """

    title: str
    formulas: tuple[str, ...]
    sizes: Mapping[str, int]
    inputs: tuple[str, tuple[tuple[float, ...], ...]]
    targets: tuple[str, tuple[float, ...]]
    fan_in: Mapping[str, int]  # of each parameter
    activation: Activation = Activation.LOGISTIC
    scale: float = 1.0
    learning_rate: float = 1.0
    steps: int = 1000
    seeds: int = 1024

    def run(
        self, formulas: Mapping[str, Statement], *, seed: int = 0, device: Device = Device.AUTO, chunk: int = CHUNK
    ) -> Evidence:
        """Trains every seed and counts. UNDECIDED when the formulas and automatic differentiation disagree."""
        platform = choose(device)
        derived = gradients(tuple(formulas[name] for name in self.formulas), self.sizes, self.activation)
        gap = worst_gap(self, derived, seed)
        if not gap <= SAME:
            detail = f"the derived gradients are {gap:.2g} from automatic differentiation"
            return Evidence(kind=Kind.TRAINING, outcome=Outcome.UNDECIDED, detail=detail, worst=gap)
        found = train(self, derived, seed=seed, chunk=chunk)
        low, high = interval(found.solved, self.seeds)
        detail = (
            f"{found.solved} of {self.seeds} seeds solve it in {self.steps} steps ({CONFIDENCE:.1%} interval "
            f"{low:.4f} to {high:.4f}), {found.diverged} diverged; derived gradients within {gap:.1g} of automatic "
            f"differentiation in float64; trained in float32 on {platform} ({description()['device']}), seed {seed}"
        )
        return Evidence(
            kind=Kind.TRAINING,
            outcome=Outcome.HOLDS,
            detail=detail,
            instances=self.seeds,
            worst=gap,
            grade=f"{found.solved} of {self.seeds} seeds",
            interval=(low, high),
        )


@dataclass(frozen=True)
class Trained:
    """What an ensemble has become: parameters by name with the seeds last, losses (samples, seeds), and the counts."""

    parameters: dict[str, np.ndarray]
    losses: np.ndarray
    solved: int
    diverged: int


def interval(successes: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson (1934) for a probability of success."""
    from scipy.stats import beta

    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(beta.ppf(tail, successes, trials - successes + 1))
    high = 1.0 if successes == trials else float(beta.ppf(1 - tail, successes + 1, trials - successes))
    return low, high


def start(experiment: Experiment, derived: Gradients, seed: int, indices: jax.Array, dtype: object) -> tuple:
    """The first parameters of the networks with these numbers, seeds last; none depends on how many there are."""
    import jax
    import jax.numpy as jnp

    root = jax.random.key(seed)

    def one(index: jax.Array) -> tuple:
        keys = jax.random.split(jax.random.fold_in(root, index), len(derived.parameters))
        return tuple(
            jax.random.uniform(k, derived.shapes[name], jnp.float32, -1.0, 1.0)
            * (experiment.scale / experiment.fan_in[name] ** 0.5)
            for k, name in zip(keys, derived.parameters, strict=True)
        )

    return tuple(jnp.moveaxis(p, 0, -1).astype(dtype) for p in jax.vmap(one)(indices))


def _at(experiment: Experiment, derived: Gradients, parameters: tuple, sample: int) -> tuple:
    """The arguments of the lowered functions at one sample."""
    by_name = dict(zip(derived.parameters, parameters, strict=True))
    point = experiment.inputs[1][sample]
    by_name[experiment.inputs[0]] = Entries((len(point),), [Known(x) for x in point])
    by_name[experiment.targets[0]] = Known(experiment.targets[1][sample])
    return tuple(by_name[name] for name in derived.arguments)


def mean_slopes(experiment: Experiment, derived: Gradients, parameters: tuple) -> tuple:
    """The gradient of the mean loss over the samples, shaped like the parameters."""
    import jax.numpy as jnp

    seeds = parameters[0].shape[-1]
    entries = tuple(e for p in parameters for e in p.reshape(-1, seeds))
    # Where no sample moves an entry its slope is a plain zero.
    slopes = iter(jnp.broadcast_to(jnp.asarray(s), (seeds,)) for s in summed_entries(experiment, derived, entries))
    return tuple(
        jnp.stack([next(slopes) for _ in range(p.size // seeds)]).reshape(p.shape) / len(experiment.targets[1])
        for p in parameters
    )


def summed_entries(experiment: Experiment, derived: Gradients, entries: tuple) -> tuple:
    """The sum of the gradients over the samples, entry by entry as `Gradients.entries` gives them."""
    waiting, named = iter(entries), []
    for name in derived.parameters:
        shape = derived.shapes[name]
        mine = [next(waiting) for _ in range(prod(shape))]
        named.append(Entries(shape, mine) if shape else mine[0])
    samples = range(len(experiment.targets[1]))
    each = [derived.entries(*_at(experiment, derived, tuple(named), n)) for n in samples]
    return tuple(sum(_numbers(parts)) for parts in zip(*each, strict=True))


def _numbers(parts: tuple) -> list:
    return [p for p in parts if not isinstance(p, Known)] + [p.value for p in parts if isinstance(p, Known) and p.value]


def losses(experiment: Experiment, derived: Gradients, parameters: tuple) -> jax.Array:
    """The loss at each sample, (samples, seeds)."""
    import jax.numpy as jnp

    samples = range(len(experiment.targets[1]))
    return jnp.stack([derived.loss(*_at(experiment, derived, parameters, n)) for n in samples])  # type: ignore[list-item]


def worst_gap(experiment: Experiment, derived: Gradients, seed: int) -> float:
    """The largest distance, relative to the gradient's size, between the derived formulas and `jax.grad` in float64."""
    import jax
    import jax.numpy as jnp

    parameters = start(experiment, derived, seed + 1, jnp.arange(COMPARED), jnp.float64)
    # Seeds are independent: the gradient of the sum over seeds is each seed's own.
    automatic = jax.grad(lambda p: losses(experiment, derived, p).mean(axis=0).sum())(parameters)
    size = max(float(jnp.max(jnp.abs(a))) for a in automatic)
    found = mean_slopes(experiment, derived, parameters)
    return max(float(jnp.max(jnp.abs(a - f))) for a, f in zip(automatic, found, strict=True)) / size


def train(experiment: Experiment, derived: Gradients, *, seed: int = 0, chunk: int = CHUNK) -> Trained:
    """Every seed trained, as one program: chunks of seeds one after another, sharded over the devices of the host."""
    import jax

    run, padded = program(experiment, derived, seed=seed, chunk=chunk)
    parameters, final = jax.tree.map(lambda a: np.asarray(a)[..., : experiment.seeds], run(np.arange(padded)))
    return _counted(experiment, derived, parameters, final)


def program(
    experiment: Experiment, derived: Gradients, *, seed: int = 0, chunk: int = CHUNK
) -> tuple[Callable[[np.ndarray], tuple], int]:
    """The jitted program from numbers of seeds to (parameters, losses), and how many numbers it takes."""
    import jax
    import jax.numpy as jnp
    from jax.sharding import Mesh, PartitionSpec

    devices = jax.devices(jax.config.jax_default_device.platform if jax.config.jax_default_device else None)
    padded = -(-experiment.seeds // (chunk * len(devices))) * chunk * len(devices)
    rate = experiment.learning_rate / len(experiment.targets[1])
    mesh = Mesh(np.array(devices), ("seeds",))

    def of_one_chunk(indices: jax.Array) -> tuple:
        first = start(experiment, derived, seed, indices, jnp.float32)
        # One array an entry of a weight: a stack in every step would cost more than the step.
        flat = tuple(e for p in first for e in p.reshape(-1, chunk))

        def step(_: int, entries: tuple) -> tuple:
            slopes = summed_entries(experiment, derived, entries)
            return tuple(e - rate * s for e, s in zip(entries, slopes, strict=True))

        entries = iter(jax.lax.fori_loop(0, experiment.steps, step, flat))
        last = tuple(jnp.stack([next(entries) for _ in range(p.size // chunk)]).reshape(p.shape) for p in first)
        return last, losses(experiment, derived, last)

    def of_one_device(indices: jax.Array) -> tuple:
        parts = jax.lax.map(of_one_chunk, indices.reshape(-1, chunk))
        # (chunks, ..., chunk) to (..., seeds)
        return jax.tree.map(lambda p: jnp.moveaxis(p, 0, -2).reshape(*p.shape[1:-1], -1), parts)

    shapes = tuple(PartitionSpec(*[None] * len(derived.shapes[name]), "seeds") for name in derived.parameters)
    sharded = jax.shard_map(
        of_one_device,
        mesh=mesh,
        in_specs=PartitionSpec("seeds"),
        out_specs=(shapes, PartitionSpec(None, "seeds")),
        check_vma=False,
    )
    # Short vectors are what XLA prefers on a CPU; the ensemble has nothing but long ones.
    options = {"xla_cpu_prefer_vector_width": 512} if devices[0].platform == "cpu" else None
    return jax.jit(sharded, compiler_options=options), padded


def _counted(experiment: Experiment, derived: Gradients, parameters: tuple, final: np.ndarray) -> Trained:
    finite = np.isfinite(final).all(axis=0)
    for p in parameters:
        finite &= np.isfinite(p).reshape(-1, p.shape[-1]).all(axis=0)
    # Loss 1/2 (f - y)^2 below 1/8 is |f - y| < 1/2: the output is on the target's side.
    solved = finite & (final < 0.125).all(axis=0)
    named = dict(zip(derived.parameters, parameters, strict=True))
    return Trained(named, final, int(solved.sum()), int((~finite).sum()))
