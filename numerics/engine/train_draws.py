"""What is drawn for a classifier: split, start and order of the batches beforehand, dropout masks step by step.

All of it depends on a seed and the classifier's number alone. Weights are (out, in), masks (units, samples).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from .threefry import folded, words

if TYPE_CHECKING:
    import jax

BATCH = 64  # images


def begin(widths: Sequence[int], key: jax.Array, spread: float = 2) -> list[tuple[jax.Array, jax.Array]]:
    """First weights (out, in), normal of variance spread / fan-in, and biases 0."""
    import jax
    import jax.numpy as jnp

    pairs = list(pairwise(widths))
    return [
        (jax.random.normal(k, (n, m), jnp.float32).T * (spread / n) ** 0.5, jnp.zeros(m, jnp.float32))
        for k, (n, m) in zip(jax.random.split(key, len(pairs)), pairs, strict=True)
    ]


def order(root: jax.Array, number: jax.Array | int, samples: int, total: int, fixed: bool) -> jax.Array:
    """All images in the order of this number, the first `samples` for training; fixed: the others stay behind."""
    import jax
    import jax.numpy as jnp

    key = jax.random.fold_in(jax.random.fold_in(root, number), 1)
    found = jax.random.permutation(key, samples if fixed else total)
    return jnp.concatenate([found, jnp.arange(samples, total)]) if fixed else found


@dataclass(frozen=True, kw_only=True)
class Draws:
    """What is drawn before a classifier is trained; programs that differ in nothing of this share it, compiled."""

    widths: tuple[int, ...]
    spread: float
    samples: int
    total: int
    fixed: bool
    epochs: int
    blocks: int

    def one(self, root: jax.Array, number: jax.Array) -> tuple:
        """Order of the images, blocks of every epoch in their order, key of the masks, weights and biases by layer."""
        import jax

        start_key, order_key, mask_key = jax.random.split(jax.random.fold_in(root, number), 3)

        def turn(epoch: jax.Array) -> jax.Array:
            return jax.random.permutation(jax.random.fold_in(order_key, epoch), self.blocks)

        turns = jax.vmap(turn)(jax.numpy.arange(self.epochs))
        images = order(root, number, self.samples, self.total, self.fixed)
        first = begin(self.widths, start_key, self.spread)
        return images, turns, jax.random.key_data(mask_key), *jax.tree.leaves(first)

    def arrays(self, numbers: np.ndarray, seed: int) -> tuple[np.ndarray, ...]:
        """The same of many, one entry a number in every array."""
        import jax

        root, draw = jax.random.key(seed), _compiled(self)
        found = [draw(root, number) for number in numbers]
        return tuple(np.stack([np.asarray(a) for a in same]) for same in zip(*found, strict=True))


@lru_cache(maxsize=16)
def _compiled(draws: Draws) -> Callable:
    import jax

    return jax.jit(draws.one)


def masks(key: jax.Array, step: jax.Array, kept: jax.Array, widths: Sequence[int]) -> list[jax.Array]:
    """Masks (units, BATCH) of the layers in a step: 0, or 1 over the probability kept; nothing is drawn where all are.

    They are those that jax.random gives a layer with its key, the step folded in and split, for (BATCH, units).
    """
    import jax
    import jax.numpy as jnp

    def drawn() -> list[jax.Array]:
        of_step, found = folded(key, step), []
        for at, width in enumerate(widths):
            unit, sample = (jax.lax.broadcasted_iota(jnp.uint32, (width, BATCH), axis) for axis in range(2))
            places = sample * jnp.uint32(width) + unit
            drawn_bits = words(folded(of_step, at), places) >> jnp.uint32(9)
            # a float32 of 23 such bits is below the probability
            below = jnp.ceil(kept[at] * 2**23).astype(jnp.uint32)
            found.append(jnp.where(drawn_bits < below, 1 / kept[at], jnp.zeros_like(kept[at])))
        return found

    def whole() -> list[jax.Array]:
        return [jnp.ones((width, BATCH), kept.dtype) for width in widths]

    return jax.lax.cond(jnp.min(kept) < 1, drawn, whole) if widths else []
