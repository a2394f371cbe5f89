"""Classifiers of digits: ReLU layers of several widths with dropout and ridge, or none.

Each is trained in batches on a random split of the data of its own, by plain descent, the heavy ball or Adam.

The backward pass is the recursion of `train_layers` written out for few layers, with masks; it is held to the claims.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.statement import Statement
from . import train_normalized
from .digits import CLASSES, Classes
from .elementwise import Activation
from .train_deep import run
from .train_normalized import Units
from .train_recursion import Layer, gap
from .train_tricks import PLAIN, Tricks, held_out, moved, perturbed, rest

if TYPE_CHECKING:
    import jax

BATCH = 64  # images


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a classifier is trained. kept: the probability that a unit of a hidden layer is kept, one a layer.

    ridge: of (ridge / 2) |weights|^2 beside the mean loss. momentum: mu of v <- mu v - eta g. decay: the share of the
    step size that is gone at the last step. standardized: inputs of mean 0 and variance 1 over the training images,
    where a pixel varies, in place of grey values in [0, 1]. units: of the hidden layers, where they are not ReLU's
    from He's start; neither dropout nor a penalty goes with them.
    """

    hidden: tuple[int, ...] = (256, 128)
    kept: tuple[float, ...] = (1.0, 1.0)
    ridge: float = 0.0
    rate: float = 0.1
    momentum: float = 0.0
    decay: float = 0.0
    standardized: bool = False
    steps: int = 1500
    tricks: Tricks = PLAIN
    units: Units | None = None

    def __post_init__(self) -> None:
        if len(self.kept) != len(self.hidden):
            raise ValueError(f"{len(self.hidden)} hidden layers and {len(self.kept)} probabilities")
        if self.units and (set(self.kept) - {1.0} or self.ridge or self.tricks.lasso):
            raise ValueError("units of another kind are trained without dropout, ridge and lasso")

    def parameters(self, inputs: int, classes: int = CLASSES) -> int:
        """Weights and biases."""
        widths = (inputs, *self.hidden, classes)
        return sum((n + 1) * m for n, m in pairwise(widths))


def begin(widths: Sequence[int], key: jax.Array, spread: float = 2) -> list[tuple[jax.Array, jax.Array]]:
    """First weights (in, out), normal of variance spread / fan-in, and biases 0."""
    import jax
    import jax.numpy as jnp

    pairs = list(pairwise(widths))
    return [
        (jax.random.normal(k, (n, m), jnp.float32) * (spread / n) ** 0.5, jnp.zeros(m, jnp.float32))
        for k, (n, m) in zip(jax.random.split(key, len(pairs)), pairs, strict=True)
    ]


def forward(parameters: list, inputs: jax.Array, masks: list) -> tuple[jax.Array, list, list]:
    """Logits, inputs of every layer, slopes of the hidden ones (masks in them). masks: 0 or 1 / probability kept."""
    import jax.numpy as jnp

    values, slopes = [inputs], []
    for (weights, biases), mask in zip(parameters[:-1], masks, strict=True):
        z = values[-1] @ weights + biases
        values.append(mask * jnp.maximum(z, 0))
        slopes.append(mask * (z > 0))
    weights, biases = parameters[-1]
    return values[-1] @ weights + biases, values, slopes


def backward(parameters: list, inputs: jax.Array, targets: jax.Array, masks: list, ridge: jax.Array | float) -> list:
    """The gradient of mean cross-entropy + (ridge / 2) |weights|^2, shaped like the parameters."""
    import jax

    logits, values, slopes = forward(parameters, inputs, masks)
    delta = (jax.nn.softmax(logits) - targets) / len(inputs)
    found = []
    for at in reversed(range(len(parameters))):
        weights, _ = parameters[at]
        found.append((values[at].T @ delta + ridge * weights, delta.sum(axis=0)))
        if at:
            delta = (delta @ weights.T) * slopes[at - 1]
    return found[::-1]


def loss(
    parameters: list, inputs: jax.Array, targets: jax.Array, masks: list, ridge: float, lasso: float = 0.0
) -> jax.Array:
    """The same loss as it is defined."""
    import jax
    import jax.numpy as jnp

    value = inputs
    for (weights, biases), mask in zip(parameters[:-1], masks, strict=True):
        value = mask * jax.nn.relu(value @ weights + biases)
    weights, biases = parameters[-1]
    fit = -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(value @ weights + biases), axis=1))
    return fit + sum(ridge / 2 * jnp.sum(w**2) + lasso * jnp.sum(jnp.abs(w)) for w, _ in parameters)


@dataclass(frozen=True)
class Program:
    """Training of classifiers with these hidden layers on so many samples; fixed: the first ones, not random ones."""

    hidden: tuple[int, ...]
    inputs: int
    samples: int
    fixed: bool = False
    tricks: Tricks = PLAIN
    units: Units | None = None

    def one(self, root: jax.Array, data: tuple, network: tuple) -> tuple:
        """A classifier after its last step: wrong test images, training loss without the ridge, whether finite."""
        import jax
        import jax.numpy as jnp

        number, kept, ridge, rate, momentum, decay, standardized, steps = network
        start_key, order_key, mask_key = jax.random.split(jax.random.fold_in(root, number), 3)
        x, y, x_test, y_test = self.split(root, data, number)
        mean, deviation = x.mean(axis=0), x.std(axis=0)
        scale = jnp.where(deviation > 0, 1 / jnp.where(deviation > 0, deviation, 1), 1)
        x, x_test = (jnp.where(standardized > 0, (d - mean) * scale, d) for d in (x, x_test))
        blocks = self.blocks

        def masks(at: jax.Array) -> list:
            keys = jax.random.split(jax.random.fold_in(mask_key, at), max(len(self.hidden), 1))
            drawn = (jax.random.bernoulli(k, p, (BATCH, w)) for k, p, w in zip(keys, kept, self.hidden, strict=False))
            return [d.astype(jnp.float32) / p for d, p in zip(drawn, kept, strict=False)]

        def epoch(number: jax.Array, state: tuple) -> tuple:
            turn = jax.random.permutation(jax.random.fold_in(order_key, number), blocks)

            def step(block: jax.Array, state: tuple) -> tuple:
                at = number * blocks + block
                here, known = (jax.lax.dynamic_slice_in_dim(d, turn[block] * BATCH, BATCH) for d in (x, y))
                if self.tricks.shifted or self.tricks.noise:
                    here = perturbed(
                        here, self.tricks, jax.random.fold_in(jax.random.fold_in(root, network[0] + 1), at)
                    )
                slopes = self.slopes(state[0], here, known, lambda: masks(at), ridge)
                return moved(self.tricks, *state, slopes, rate * (1 - decay * at / steps), momentum)

            *state, kept_back = state
            count = jnp.minimum(blocks, steps - number * blocks)
            state = jax.lax.fori_loop(0, count, step, tuple(state))
            return *state, self.better(kept_back, state[0], x, y)

        spread = {} if self.units is None else {"spread": self.units.spread}
        first = begin((self.inputs, *self.hidden, CLASSES), start_key, **spread)
        begun = (first, rest(self.tricks, first), (jnp.array(self.samples), first) if self.tricks.early else ())
        last, _, kept_back = jax.lax.fori_loop(0, (steps + blocks - 1) // blocks, epoch, begun)
        if self.tricks.early:
            last = kept_back[1]
        train, logits = self.logits(last, x, x_test)
        wrong = jnp.sum(jnp.argmax(logits, axis=1) != jnp.argmax(y_test, axis=1))
        fit = -jnp.mean(jnp.sum(y * jax.nn.log_softmax(train), axis=1))
        return wrong, fit, jnp.isfinite(fit) & jnp.isfinite(logits).all()

    @property
    def blocks(self) -> int:
        """Batches of an epoch."""
        whole = self.samples // BATCH
        return whole - held_out(whole) if self.tricks.early else whole

    def slopes(
        self, parameters: list, inputs: jax.Array, targets: jax.Array, masks: Callable, ridge: jax.Array
    ) -> list:
        """The gradient of a step."""
        import jax.numpy as jnp

        if self.units is not None:
            return train_normalized.backward(parameters, inputs, targets, self.units)
        slopes, lasso = backward(parameters, inputs, targets, masks(), ridge), self.tricks.lasso
        return (
            [(s + lasso * jnp.sign(w), b) for (s, b), (w, _) in zip(slopes, parameters, strict=True)]
            if lasso
            else slopes
        )

    def better(self, kept_back: tuple, parameters: list, x: jax.Array, y: jax.Array) -> tuple:
        """How many of the images held out are wrong at the least, and with which parameters."""
        import jax
        import jax.numpy as jnp

        if not self.tricks.early:
            return ()
        at = self.blocks * BATCH
        _, logits = self.logits(parameters, x[:at], x[at:])
        wrong = jnp.sum(jnp.argmax(logits, axis=1) != jnp.argmax(y[at:], axis=1))
        wrong = jnp.where(jnp.isfinite(logits).all(), wrong, self.samples)
        return jax.tree.map(lambda new, old: jnp.where(wrong < kept_back[0], new, old), (wrong, parameters), kept_back)

    def logits(self, parameters: list, x: jax.Array, x_test: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Of the training images and of others; batch normalization has the former's statistics for both."""
        if self.units is None:
            whole = [1.0] * len(self.hidden)
            return forward(parameters, x, whole)[0], forward(parameters, x_test, whole)[0]  # type: ignore[arg-type]
        train, _, statistics = train_normalized.forward(parameters, x, self.units)
        return train, train_normalized.forward(parameters, x_test, self.units, statistics)[0]

    def split(self, root: jax.Array, data: tuple, number: jax.Array) -> tuple:
        """Training images and targets in the order of this number, test images and targets."""
        import jax
        import jax.numpy as jnp

        images, targets = data
        key = jax.random.fold_in(jax.random.fold_in(root, number), 1)
        order = jax.random.permutation(key, self.samples if self.fixed else len(images))
        if self.fixed:
            order = jnp.concatenate([order, jnp.arange(self.samples, len(images))])
        x, y = images[order], targets[order]
        return x[: self.samples], y[: self.samples], x[self.samples :], y[self.samples :]


@dataclass(frozen=True)
class Classified:
    """What became of classifiers, one entry a split: wrong test images, training loss in nats, divergence."""

    wrong: np.ndarray
    loss: np.ndarray
    diverged: np.ndarray
    tested: int


def train_classifiers(recipe: Recipe, splits: int, *, seed: int, data: Classes) -> Classified:
    """The recipe on so many random splits. A split and its start depend on seed and number alone."""
    import jax.numpy as jnp

    program = Program(recipe.hidden, data.images.shape[1], data.training, data.fixed, recipe.tricks, recipe.units)

    def same(value: object, kind: type) -> np.ndarray:
        return np.repeat(np.asarray(value, kind)[None], splits, axis=0)

    single = np.float32
    arrays = (
        np.arange(splits),
        same(recipe.kept, single),
        same(recipe.ridge, single),
        same(recipe.rate, single),
        same(recipe.momentum, single),
        same(recipe.decay, single),
        same(recipe.standardized, single),
        same(recipe.steps, int),
    )
    given = (jnp.asarray(data.images), jnp.asarray(data.targets))
    wrong, fit, finite = run(program, given, arrays, seed=seed)
    if len(wrong) < splits:
        raise KeyboardInterrupt
    return Classified(wrong, fit, ~finite, len(data.images) - data.training)


def gaps(recipe: Recipe, formulas: Mapping[str, Statement], seed: int) -> tuple[float, float]:
    """How far the step's gradient is from the claims, and from automatic differentiation, in float64, relative.

    For a small network of as many layers, with the recipe's masks and ridge; the claims speak of one sample, no ridge.
    """
    import jax
    import jax.numpy as jnp

    if recipe.units is not None:
        return train_normalized.gaps(recipe.units, formulas, seed)
    rng = np.random.default_rng(seed)
    widths = (3, *(4 + at for at in range(len(recipe.hidden))), 3)
    # of moderate size: where the outputs are saturated, f - y cancels, and the gap is that of its rounding
    parameters = [(rng.normal(size=(n, m)) / n**0.5, rng.normal(size=m) / 2) for n, m in pairwise(widths)]
    x, y = rng.normal(size=(5, 3)), np.eye(3)[rng.integers(3, size=5)]
    drawn = [(rng.random(size=(5, w)) < p) / p for p, w in zip(recipe.kept, widths[1:-1], strict=True)]
    slopes = backward(parameters, x[:1], y[:1], [m[:1] for m in drawn], 0.0)
    network = [Layer(w, b, Activation.RELU, mask=m[0]) for (w, b), m in zip(parameters[:-1], drawn, strict=True)]
    network.append(Layer(*parameters[-1], None))
    numbers = [(np.asarray(a), np.asarray(b)) for a, b in slopes]
    claimed = gap(formulas, network, numbers, x[0], y[0], rng)
    given = jax.tree.map(jnp.asarray, parameters)
    automatic = jax.tree.leaves(jax.grad(loss)(given, x, y, drawn, recipe.ridge, recipe.tricks.lasso))
    program = Program(recipe.hidden, 3, 5, tricks=recipe.tricks)
    step = jax.tree.leaves(program.slopes(given, x, y, lambda: drawn, recipe.ridge))
    size = max(float(jnp.abs(a).max()) for a in automatic)
    return claimed, max(float(jnp.abs(s - a).max()) for s, a in zip(step, automatic, strict=True)) / size
