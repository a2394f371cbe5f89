"""Experiments with deep networks on handwritten digits: what depth does to training, seed by seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum

import numpy as np

from ...theory.kernel.evidence import Evidence, Kind, Outcome
from ...theory.kernel.statement import Statement
from . import train_layers as layers
from .devices import Device, choose, description
from .digits import CLASSES, digits
from .train import CONFIDENCE, SAME, interval
from .train_deep import Deep, Program, lowered, run, wanted
from .train_layers import ACTIVATIONS
from .train_recursion import FORMULAS, gap_to_the_claims
from .train_starts import Architecture, Shape, somewhere

BATCH = 64  # images
MOST_LAYERS = 20  # hidden layers of the program that serves all depths up to it
WIDTH = 32  # units of a hidden layer


@dataclass(frozen=True)
class Outcomes:
    """What became of networks, one entry each, (networks, stops): test accuracy, training loss in nats, divergence.

    norms: (networks, stops, layers), of the loss's gradient in a layer's weights over the training set, and bounds,
    what they cannot exceed; 0 where there is no such layer.
    """

    networks: tuple[Deep, ...]
    accuracy: np.ndarray
    loss: np.ndarray
    diverged: np.ndarray
    norms: np.ndarray
    bounds: np.ndarray


def train_networks(
    networks: Sequence[Deep],
    *,
    seed: int = 0,
    width: int = WIDTH,
    on_networks: Callable[[int], None] | None = None,
) -> Outcomes:
    """Trains networks on the digits, all devices side by side; on_networks is called with how many are done.

    With `seed` a network's number gives the same network whatever else is trained. A KeyboardInterrupt leaves what is
    done.
    """
    # like depths together, so that the devices of a call end together
    order = sorted(range(len(networks)), key=lambda n: -networks[n].depth * networks[n].stops[-1])
    program, given, arrays = _prepared([networks[n] for n in order], width)
    found = run(program, given, arrays, seed=seed, on_networks=on_networks)
    done = order[: len(found[0])]
    accuracy, loss, finite, norms, bounds = (f[np.argsort(done)] for f in found)
    return Outcomes(tuple(networks[n] for n in sorted(done)), accuracy, loss, ~finite, norms, bounds)


def compiled_ahead(networks: Sequence[Deep], *, width: int = WIDTH) -> Callable[[], object]:
    """Starts to compile what `train_networks` runs for as many networks, beside other work. What it gives waits."""
    program = lowered(*_prepared(networks, width))  # first, for only what follows leaves Python to others
    pool = ThreadPoolExecutor(1)
    begun = pool.submit(program.compile)
    pool.shutdown(wait=False)
    return begun.result


def _prepared(networks: Sequence[Deep], width: int) -> tuple[Program, tuple, tuple[np.ndarray, ...]]:
    """The program for networks, the data and the networks as it takes them. Raises ValueError where none does."""
    import jax.numpy as jnp

    others = {n.architecture.activation for n in networks} - set(ACTIVATIONS)
    if others and len({n.architecture.activation for n in networks}) > 1:
        raise ValueError(f"one program chooses between {[a.value for a in ACTIVATIONS]}, not {others}")
    data = digits()
    deepest = max(n.depth for n in networks)
    most = max(deepest, MOST_LAYERS if width == WIDTH else 2)  # one program for all depths of the usual width
    shape = Shape(data.images.shape[1], width, CLASSES, most)
    program = Program(shape, len(data.images), BATCH, len(networks[0].stops), next(iter(others), None))
    given = tuple(jnp.asarray(d) for d in (data.images, data.targets, data.test_images, data.test_labels))
    return program, given, wanted(shape, networks).arrays()


def gap_to_automatic(architecture: Architecture, depth: int, seed: int) -> float:
    """The largest distance between the step's gradient and `jax.grad` in float64, relative to the largest entry.

    For a network of the experiments' sizes, on one batch.
    """
    import jax
    import jax.numpy as jnp

    data = digits()
    shape = Shape(data.images.shape[1], WIDTH, CLASSES, max(depth, 2))
    parameters = somewhere(shape, architecture, np.random.default_rng(seed))
    batch = tuple(np.asarray(d[:BATCH], float).T for d in (data.images, data.targets))
    skip = float(architecture.residual)
    automatic = jax.jit(jax.grad(layers.loss), static_argnums=(3, 4))(
        parameters, *batch, depth, architecture.activation, skip
    )
    room = shape.scratch(BATCH, jnp.float64)
    step, _ = layers.compiled_backward(parameters, *batch, depth, layers.kind(architecture.activation), skip, room)
    size = max(float(np.abs(a).max()) for a in automatic.values())
    return max(float(np.abs(np.asarray(step[n]) - np.asarray(a)).max()) for n, a in automatic.items()) / size


def mean_interval(values: np.ndarray, *, least: float = 0.0, most: float = 1.0) -> tuple[float, float]:
    """Student's interval for the mean of values between `least` and `most`, cut off there."""
    from scipy.special import stdtrit

    values = np.asarray(values, float)
    half = float(stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2) * values.std(ddof=1) / len(values) ** 0.5)
    return max(float(values.mean()) - half, least), min(float(values.mean()) + half, most)


class Criterion(Enum):
    """When a seed succeeds; where its numbers are not finite it never does."""

    ACCURACY = "after the last step at least this share of the test images is right"
    FIRST_OVER_LAST = (
        "the gradient's norm in the first layer's weights is at the start at most this share of the last's"
    )


@dataclass(frozen=True, kw_only=True)
class DepthExperiment:
    """Networks of one architecture and depth, trained on the digits by gradient descent in batches of 64."""

    title: str
    architecture: Architecture
    depth: int
    steps: int = 500
    seeds: int = 64
    criterion: Criterion = Criterion.ACCURACY
    threshold: float = 0.5
    formulas: tuple[str, ...] = FORMULAS

    def run(self, formulas: Mapping[str, Statement], *, seed: int = 0, device: Device = Device.AUTO) -> Evidence:
        """Trains every seed and counts. UNDECIDED when step, claims and automatic differentiation disagree."""
        platform = choose(device)
        gaps = (gap_to_the_claims(self.architecture, formulas, seed), gap_to_automatic(self.architecture, 3, seed))
        same = (
            f"the step is within {gaps[0]:.1g} of the claimed recursion and {gaps[1]:.1g} of automatic differentiation"
        )
        if not all(gap <= SAME for gap in gaps):
            detail = f"no training: {same} in float64"
            return Evidence(kind=Kind.TRAINING, outcome=Outcome.UNDECIDED, detail=detail, worst=float(np.max(gaps)))
        stops = (0, self.steps)
        networks = [
            Deep(architecture=self.architecture, depth=self.depth, number=n, stops=stops) for n in range(self.seeds)
        ]
        found = train_networks(networks, seed=seed)
        if len(found.networks) < self.seeds:
            raise KeyboardInterrupt  # a part of the seeds is no evidence for what was predicted of all
        measured = self.measured(found)
        met = measured >= self.threshold if self.criterion is Criterion.ACCURACY else measured <= self.threshold
        solved = int((met & ~found.diverged[:, -1]).sum())
        low, high = interval(solved, self.seeds)
        detail = (
            f"for {solved} of {self.seeds} seeds {self.criterion.value}: {self.threshold:g} ({CONFIDENCE:.1%} interval "
            f"{low:.4f} to {high:.4f}), {int(found.diverged[:, -1].sum())} diverged; measured {measured.min():.3g} to "
            f"{measured.max():.3g}, median {np.median(measured):.3g}, after {self.steps} steps; {same} in float64; "
            f"in float32 on {platform} ({description()['device']}), seed {seed}"
        )
        return Evidence(
            kind=Kind.TRAINING,
            outcome=Outcome.HOLDS,
            detail=detail,
            instances=self.seeds,
            worst=float(np.max(gaps)),
            grade=f"{solved} of {self.seeds} seeds",
            interval=(low, high),
        )

    @property
    def seconds(self) -> float:
        """About what the training takes on one core."""
        return 1.2e-5 * self.seeds * self.steps * self.depth

    def measured(self, found: Outcomes) -> np.ndarray:
        """What the criterion looks at, seed by seed."""
        if self.criterion is Criterion.ACCURACY:
            return found.accuracy[:, -1]
        return found.norms[:, 0, 0] / found.norms[:, 0, self.depth - 1]
