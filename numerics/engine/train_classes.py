"""Classifiers of digits: ReLU layers of several widths with dropout and ridge, or none.

Each is trained in batches on a random split of the data of its own, by plain descent, the heavy ball or Adam.

The backward pass is the recursion of `train_layers` written out for few layers, with masks; it is held to the claims.
Units come first: weights are (out, in), a layer's values and masks (units, samples).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.statement import Statement
from . import train_normalized
from .digits import CLASSES, Classes
from .elementwise import Activation
from .train_deep import run
from .train_draws import BATCH, Draws, masks, order
from .train_layers import over_samples, transposed
from .train_normalized import Units, relative
from .train_recursion import Layer, gap
from .train_tricks import PLAIN, Tricks, held_out, moved, perturbed, rest

if TYPE_CHECKING:
    import jax

MOST_DRAWN = 96  # classifiers whose starts are held at once; a multiple of a call on 1, 2, 3, 4, 6 or 12 devices


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


def forward(parameters: list, inputs: jax.Array, masks: list) -> tuple[jax.Array, list, list]:
    """Logits, inputs of every layer, slopes of the hidden ones (masks in them). masks: 0 or 1 / probability kept."""
    import jax.numpy as jnp

    values, slopes = [inputs], []
    for (weights, biases), mask in zip(parameters[:-1], masks, strict=True):
        z = weights @ values[-1] + biases[:, None]
        values.append(mask * jnp.maximum(z, 0))
        slopes.append(mask * (z > 0))
    weights, biases = parameters[-1]
    return weights @ values[-1] + biases[:, None], values, slopes


def backward(parameters: list, inputs: jax.Array, targets: jax.Array, masks: list, ridge: jax.Array | float) -> list:
    """The gradient of mean cross-entropy + (ridge / 2) |weights|^2, shaped like the parameters."""
    import jax

    logits, values, slopes = forward(parameters, inputs, masks)
    delta = (jax.nn.softmax(logits, axis=0) - targets) / inputs.shape[1]
    found = []
    for at in reversed(range(len(parameters))):
        weights, _ = parameters[at]
        found.append((delta @ values[at].T + ridge * weights, over_samples(delta)))
        if at:
            delta = transposed(weights) @ delta * slopes[at - 1]
    return found[::-1]


def loss(
    parameters: list, inputs: jax.Array, targets: jax.Array, masks: list, ridge: float, lasso: float = 0.0
) -> jax.Array:
    """The same loss as it is defined."""
    import jax
    import jax.numpy as jnp

    value = inputs
    for (weights, biases), mask in zip(parameters[:-1], masks, strict=True):
        value = mask * jax.nn.relu(weights @ value + biases[:, None])
    weights, biases = parameters[-1]
    outputs = jax.nn.log_softmax(weights @ value + biases[:, None], axis=0)
    fit = -jnp.mean(jnp.sum(targets * outputs, axis=0))
    return fit + sum(ridge / 2 * jnp.sum(w**2) + lasso * jnp.sum(jnp.abs(w)) for w, _ in parameters)


@dataclass(frozen=True)
class Program:
    """Training of classifiers with these hidden layers on so many samples; fixed: the first ones, not random ones.

    momentum: whether there are velocities. Weights are (out, in), images in a step (pixels, BATCH).
    """

    hidden: tuple[int, ...]
    inputs: int
    samples: int
    fixed: bool = False
    tricks: Tricks = PLAIN
    units: Units | None = None
    momentum: bool = False

    def one(self, root: jax.Array, data: tuple, network: tuple) -> tuple:
        """A classifier after its last step: wrong test images, training loss without the ridge, whether finite."""
        import jax
        import jax.numpy as jnp

        number, kept, ridge, rate, momentum, decay, standardized, steps, images, turns, mask_key, *leaves = network
        x, y, x_test, y_test = self.parts(data, images)
        mean, deviation = x.mean(axis=0), x.std(axis=0)
        scale = jnp.where(deviation > 0, 1 / jnp.where(deviation > 0, deviation, 1), 1)
        x, x_test = (jnp.where(standardized > 0, (d - mean) * scale, d) for d in (x, x_test))
        blocks = self.blocks
        x_blocks, y_blocks = (self.in_blocks(d) for d in (x, y))

        def epoch(at: jax.Array, state: tuple) -> tuple:
            def step(block: jax.Array, state: tuple) -> tuple:
                place, step = turns[at, block], at * blocks + block
                here, known = (jax.lax.dynamic_index_in_dim(d, place, keepdims=False) for d in (x_blocks, y_blocks))
                if self.tricks.shifted or self.tricks.noise:
                    key = jax.random.fold_in(jax.random.fold_in(root, number + 1), step)
                    here = perturbed(here.T, self.tricks, key).T
                drawn = masks(mask_key, step, kept, () if self.units else self.hidden)
                slopes = self.slopes(state[0], here, known, drawn, ridge)
                return moved(self.tricks, *state, slopes, rate * (1 - decay * step / steps), momentum)

            *state, kept_back = state
            state = jax.lax.fori_loop(0, jnp.minimum(blocks, steps - at * blocks), step, tuple(state))
            return *state, self.better(kept_back, state[0], x, y)

        first = list(zip(leaves[::2], leaves[1::2], strict=True))
        before = rest(self.tricks, first, momentum=self.momentum)
        begun = (first, before, (jnp.array(self.samples), first) if self.tricks.early else ())
        last, _, kept_back = jax.lax.fori_loop(0, len(turns), epoch, begun)
        if self.tricks.early:
            last = kept_back[1]
        train, logits = self.logits(last, x.T, x_test.T)
        wrong = jnp.sum(jnp.argmax(logits, axis=0) != jnp.argmax(y_test, axis=1))
        fit = -jnp.mean(jnp.sum(y.T * jax.nn.log_softmax(train, axis=0), axis=0))
        return wrong, fit, jnp.isfinite(fit) & jnp.isfinite(logits).all()

    @property
    def blocks(self) -> int:
        """Batches of an epoch."""
        whole = self.samples // BATCH
        return whole - held_out(whole) if self.tricks.early else whole

    def in_blocks(self, values: jax.Array) -> jax.Array:
        """Rows as the batches of an epoch, (blocks, columns, BATCH)."""
        return values[: self.blocks * BATCH].reshape(self.blocks, BATCH, -1).transpose(0, 2, 1)

    def slopes(self, parameters: list, inputs: jax.Array, targets: jax.Array, masks: list, ridge: jax.Array) -> list:
        """The gradient of a step."""
        import jax.numpy as jnp

        if self.units is not None:
            return train_normalized.backward(parameters, inputs, targets, self.units)
        slopes, lasso = backward(parameters, inputs, targets, masks, ridge), self.tricks.lasso
        return (
            [(s + lasso * jnp.sign(w), b) for (s, b), (w, _) in zip(slopes, parameters, strict=True)]
            if lasso
            else slopes
        )

    def better(self, kept_back: tuple, parameters: list, x: jax.Array, y: jax.Array) -> tuple:
        """How many of the images held out are wrong at the least, and with which parameters; x, y: (samples, ...)."""
        import jax
        import jax.numpy as jnp

        if not self.tricks.early:
            return ()
        at = self.blocks * BATCH
        _, logits = self.logits(parameters, x[:at].T, x[at:].T)
        wrong = jnp.sum(jnp.argmax(logits, axis=0) != jnp.argmax(y[at:], axis=1))
        wrong = jnp.where(jnp.isfinite(logits).all(), wrong, self.samples)
        return jax.tree.map(lambda new, old: jnp.where(wrong < kept_back[0], new, old), (wrong, parameters), kept_back)

    def logits(self, parameters: list, x: jax.Array, x_test: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Of the training images (pixels, samples) and of others; batch normalization has the former's statistics."""
        if self.units is None:
            whole = [1.0] * len(self.hidden)
            return forward(parameters, x, whole)[0], forward(parameters, x_test, whole)[0]
        train, _, statistics = train_normalized.forward(parameters, x, self.units)
        return train, train_normalized.forward(parameters, x_test, self.units, statistics)[0]

    def split(self, root: jax.Array, data: tuple, number: jax.Array) -> tuple:
        """Training images and targets in the order of this number, test images and targets."""
        return self.parts(data, order(root, number, self.samples, len(data[0]), self.fixed))

    def parts(self, data: tuple, images: jax.Array) -> tuple:
        """The same for this order of the images."""
        x, y = (d[images] for d in data)
        return x[: self.samples], y[: self.samples], x[self.samples :], y[self.samples :]

    def draws(self, total: int, steps: int) -> Draws:
        """What is drawn before so many steps on these of so many images."""
        spread = 2.0 if self.units is None else self.units.spread
        return Draws(
            widths=(self.inputs, *self.hidden, CLASSES),
            spread=spread,
            samples=self.samples,
            total=total,
            fixed=self.fixed,
            epochs=-(-steps // self.blocks),
            blocks=self.blocks,
        )


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

    program = Program(
        recipe.hidden,
        data.images.shape[1],
        data.training,
        data.fixed,
        recipe.tricks,
        recipe.units,
        momentum=recipe.momentum != 0,
    )
    draws = program.draws(len(data.images), recipe.steps)
    single = np.float32
    numbers = (recipe.kept, recipe.ridge, recipe.rate, recipe.momentum, recipe.decay, recipe.standardized)
    settings = (*(np.asarray(n, single) for n in numbers), np.asarray(recipe.steps))
    given, found = (jnp.asarray(data.images), jnp.asarray(data.targets)), []
    for begun in range(0, splits, MOST_DRAWN):
        here = np.arange(begun, min(begun + MOST_DRAWN, splits))
        same = (np.repeat(n[None], len(here), axis=0) for n in settings)
        found.append(run(program, given, (here, *same, *draws.arrays(here, seed)), seed=seed))
        if len(found[-1][0]) < len(here):
            raise KeyboardInterrupt
    wrong, fit, finite = (np.concatenate(f) for f in zip(*found, strict=True))
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
    starts = [(rng.normal(size=(n, m)).T / n**0.5, rng.normal(size=m) / 2) for n, m in pairwise(widths)]
    x, y = rng.normal(size=(5, 3)).T, np.eye(3)[rng.integers(3, size=5)].T
    drawn = [(rng.random(size=(5, w)) < p).T / p for p, w in zip(recipe.kept, widths[1:-1], strict=True)]
    program = Program(recipe.hidden, 3, 5, tricks=recipe.tricks)

    def compared(parameters: list, x: jax.Array, y: jax.Array, masks: list, ridge: jax.Array) -> tuple:
        of_one = backward(parameters, x[:, :1], y[:, :1], [m[:, :1] for m in masks], 0.0)
        automatic = jax.grad(loss)(parameters, x, y, masks, ridge, recipe.tricks.lasso)
        return of_one, automatic, program.slopes(parameters, x, y, masks, ridge)

    # compiled as one, and anew: the operations one by one would take longer
    given = jax.tree.map(jnp.asarray, (starts, x, y, drawn, recipe.ridge))
    slopes, automatic, step = jax.tree.map(np.asarray, jax.jit(compared)(*given))
    network = [Layer(w.T, b, Activation.RELU, mask=m[:, 0]) for (w, b), m in zip(starts[:-1], drawn, strict=True)]
    network.append(Layer(starts[-1][0].T, starts[-1][1], None))
    claimed = gap(formulas, network, [(w.T, b) for w, b in slopes], x[:, 0], y[:, 0], rng)
    return claimed, relative(step, automatic)
