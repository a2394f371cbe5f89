"""Small networks on tables: one hidden layer of ReLU units with a logistic output, many splits trained as one program.

The tricks of the trade are switches of `Recipe`: dropout, weight decay, noise on the inputs, early stopping, batch
normalization, Adam, a falling step size, averages over starts. Every split is standardized by its own training rows.
"""

from dataclasses import dataclass
from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np
import optax

EPSILON = 1e-5  # of batch normalization


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a network is trained.

    units: width of the hidden layer. keep: probability to keep a unit, 1 for no dropout. decay: lambda of the penalty
    lambda/2 |theta|^2 on the weights. noise: standard deviation added to standardized inputs. starts: networks whose
    probabilities are averaged. rate: step size, of SGD with momentum 0.9, or of Adam.
    """

    units: int = 10
    keep: float = 1.0
    decay: float = 0.0
    noise: float = 0.0
    early: bool = False
    normalize: bool = False
    adam: bool = False
    schedule: bool = False
    starts: int = 1
    rate: float = 0.05
    epochs: int = 60
    batch: int = 32


@dataclass(frozen=True, kw_only=True)
class Splits:
    """Rows of several splits: (splits, rows, columns) and (splits, rows) with targets 0 and 1."""

    x: np.ndarray
    y: np.ndarray
    x_valid: np.ndarray
    y_valid: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def probabilities(recipe: Recipe, splits: Splits, seed: int = 0) -> np.ndarray:
    """Probability of class 1 for every test row of every split, (splits, rows); starts are averaged."""
    keys = jax.random.split(jax.random.key(seed), (recipe.starts, splits.x.shape[0]))
    found = _program(recipe)(keys, splits.x, splits.y, splits.x_valid, splits.y_valid, splits.x_test)
    return np.asarray(found).mean(axis=0)


@lru_cache(maxsize=32)
def _program(recipe: Recipe):
    """The compiled training of every start on every split."""
    return jax.jit(jax.vmap(jax.vmap(partial(_fit, recipe)), in_axes=(0, None, None, None, None, None)))


def _fit(recipe: Recipe, key, x, y, x_valid, y_valid, x_test):
    start, order = jax.random.split(key)
    parameters = _start(recipe, start, x.shape[1])
    batches = max(1, x.shape[0] // recipe.batch)
    steps = recipe.epochs * batches
    rate = optax.cosine_decay_schedule(recipe.rate, steps) if recipe.schedule else recipe.rate
    rule = optax.adam(rate) if recipe.adam else optax.sgd(rate, momentum=0.9)
    statistics = (jnp.zeros(recipe.units), jnp.ones(recipe.units))

    def epoch(state, number):
        parameters, memory, best, least, statistics = state
        shuffle, noisy = jax.random.split(jax.random.fold_in(order, number))
        rows = jax.random.permutation(shuffle, x.shape[0])[: batches * min(recipe.batch, x.shape[0])]

        def step(state, turn):
            parameters, memory, statistics = state
            chosen, n = turn
            noise, mask = jax.random.split(jax.random.fold_in(noisy, n))
            inputs = x[chosen] + recipe.noise * jax.random.normal(noise, (chosen.shape[0], x.shape[1]))
            loss = partial(_loss, recipe, inputs=inputs, targets=y[chosen], mask=mask)
            gradient, moments = jax.grad(loss, has_aux=True)(parameters)
            change, memory = rule.update(gradient, memory, parameters)
            statistics = tuple(0.9 * old + 0.1 * new for old, new in zip(statistics, moments, strict=True))
            return (optax.apply_updates(parameters, change), memory, statistics), None

        turns = (rows.reshape(batches, -1), jnp.arange(batches))
        (parameters, memory, statistics), _ = jax.lax.scan(step, (parameters, memory, statistics), turns)
        error = _entropy(_logits(recipe, parameters, x_valid, statistics), y_valid)
        better = error < least if recipe.early else jnp.array(True)
        best = jax.tree.map(lambda new, old: jnp.where(better, new, old), (parameters, statistics), best)
        return (parameters, memory, best, jnp.minimum(error, least), statistics), None

    state = (parameters, rule.init(parameters), (parameters, statistics), jnp.inf, statistics)
    (_, _, (parameters, statistics), _, _), _ = jax.lax.scan(epoch, state, jnp.arange(recipe.epochs))
    return jax.nn.sigmoid(_logits(recipe, parameters, x_test, statistics))


def _start(recipe: Recipe, key, inputs: int):
    """Weights of variance 2/fan-in in front of ReLU units and 1/fan-in behind them."""
    first, second = jax.random.split(key)
    hidden = jax.random.normal(first, (inputs, recipe.units)) * jnp.sqrt(2 / inputs)
    output = jax.random.normal(second, (recipe.units,)) / jnp.sqrt(recipe.units)
    zero = jnp.zeros(recipe.units)
    return {"w": hidden, "b": zero, "v": output, "c": jnp.zeros(()), "scale": jnp.ones(recipe.units), "shift": zero}


def _loss(recipe: Recipe, parameters, *, inputs, targets, mask):
    before = inputs @ parameters["w"] + parameters["b"]
    moments = (before.mean(axis=0), before.var(axis=0))
    hidden = jax.nn.relu(_normalized(recipe, parameters, before, moments))
    if recipe.keep < 1:
        hidden = hidden * jax.random.bernoulli(mask, recipe.keep, hidden.shape) / recipe.keep
    penalty = sum(jnp.sum(parameters[name] ** 2) for name in ("w", "v"))
    logits = hidden @ parameters["v"] + parameters["c"]
    return _entropy(logits, targets) + recipe.decay / 2 * penalty, moments


def _logits(recipe: Recipe, parameters, inputs, statistics):
    before = inputs @ parameters["w"] + parameters["b"]
    hidden = jax.nn.relu(_normalized(recipe, parameters, before, statistics))
    return hidden @ parameters["v"] + parameters["c"]


def _normalized(recipe: Recipe, parameters, before, moments):
    if not recipe.normalize:
        return before
    mean, variance = moments
    return parameters["scale"] * (before - mean) / jnp.sqrt(variance + EPSILON) + parameters["shift"]


def _entropy(logits, targets):
    """Mean cross-entropy in nats."""
    return jnp.mean(jax.nn.softplus(logits) - targets * logits)
