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

if TYPE_CHECKING:
    import jax

BATCH = 64  # images
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA


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


def threefry(key: Sequence | jax.Array, first: jax.Array, second: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Threefry-2x32 with 20 rounds: two random words from a key of two and counters, all of 32 bits.

    JAX's own is a loop over arrays on processors, which takes three times as long as these operations in one pass.
    Source: Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".
    """
    import jax.numpy as jnp

    def word(number: int) -> jax.Array:
        return jnp.asarray(number, jnp.uint32)

    keys = (key[0], key[1], key[0] ^ key[1] ^ word(PARITY))
    first, second = first + keys[0], second + keys[1]
    for group in range(5):
        for rotation in ROTATIONS[group % 2]:
            first = first + second
            second = (second << word(rotation)) | (second >> word(32 - rotation))
            second = first ^ second
        first = first + keys[(group + 1) % 3]
        second = second + keys[(group + 2) % 3] + word(group + 1)
    return first, second


def masks(key: jax.Array, step: jax.Array, kept: jax.Array, widths: Sequence[int]) -> list[jax.Array]:
    """Masks (units, BATCH) of the layers in a step: 0, or 1 over the probability kept; nothing is drawn where all are.

    They are those that jax.random gives a layer with its key, the step folded in and split, for (BATCH, units).
    """
    import jax
    import jax.numpy as jnp

    none, word = jnp.zeros((), jnp.uint32), jnp.asarray(step, jnp.uint32)

    def drawn() -> list[jax.Array]:
        of_step, found = threefry(key, none, word), []
        for at, width in enumerate(widths):
            unit, sample = (jax.lax.broadcasted_iota(jnp.uint32, (width, BATCH), axis) for axis in range(2))
            places = sample * jnp.uint32(width) + unit
            of_layer = threefry(of_step, none, jnp.uint32(at))
            bits = jnp.bitwise_xor(*threefry(of_layer, jnp.zeros_like(places), places)) >> jnp.uint32(9)
            # a float32 of 23 such bits is below the probability
            below = jnp.ceil(kept[at] * 2**23).astype(jnp.uint32)
            found.append(jnp.where(bits < below, 1 / kept[at], jnp.zeros_like(kept[at])))
        return found

    def whole() -> list[jax.Array]:
        return [jnp.ones((width, BATCH), kept.dtype) for width in widths]

    return jax.lax.cond(jnp.min(kept) < 1, drawn, whole) if widths else []
