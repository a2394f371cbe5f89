"""What is drawn for a classifier: split, start and order of the batches beforehand, dropout masks epoch by epoch.

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
PARTS = 2**16  # a unit is kept with a whole number of these parts
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


def threefry(key: jax.Array, first: jax.Array, second: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Threefry-2x32 with 20 rounds: two random words from a key of two and counters, all of 32 bits.

    JAX's own is a loop over arrays on processors, which takes twice as long as these operations in one pass.
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


def kept_parts(kept: jax.Array) -> jax.Array:
    """The probability that a unit is kept, in whole parts."""
    import jax.numpy as jnp

    return jnp.round(kept * PARTS).astype(jnp.uint32)


def flags(key: jax.Array, epoch: jax.Array, blocks: int, kept: Sequence[jax.Array], widths: Sequence[int]) -> list:
    """Which units are kept in an epoch, by layer bytes (blocks, a quarter of the units, BATCH).

    Bit j of a byte is of a unit of the j-th quarter. Each of the four takes 16 of the 64 bits that a counter gives: as
    many numbers of 32 bits would take four times as long, and the drawing of them a seventh of a step.
    """
    import jax.numpy as jnp

    found, begun = [], 0
    for parts, width in zip((kept_parts(p) for p in kept), widths, strict=True):
        shape = (blocks, -(-width // 4), BATCH)
        size = int(np.prod(shape))
        places = jnp.arange(begun, begun + size, dtype=jnp.uint32)
        words = threefry(key, jnp.full_like(places, epoch), places)
        low, shift = jnp.uint32(PARTS - 1), jnp.uint32(16)
        halves = [half for word in words for half in (word & low, word >> shift)]
        bits = sum((half < parts).astype(jnp.uint32) << jnp.uint32(j) for j, half in enumerate(halves))
        found.append(bits.astype(jnp.uint8).reshape(shape))
        begun += size
    return found


def masks(drawn: Sequence[jax.Array], block: jax.Array, kept: Sequence[jax.Array], widths: Sequence[int]) -> list:
    """Masks (units, BATCH) of a block of an epoch's flags: 0, or 1 over the probability kept."""
    import jax
    import jax.numpy as jnp

    found = []
    for flag, parts, width in zip(drawn, (kept_parts(p) for p in kept), widths, strict=True):
        here = jax.lax.dynamic_index_in_dim(flag, block, keepdims=False)
        bits = jnp.asarray([1, 2, 4, 8], jnp.uint8)[:, None, None]
        scale = jnp.float32(PARTS) / parts.astype(jnp.float32)
        mask = jnp.where((here[None] & bits) != 0, scale, jnp.float32(0))
        found.append(mask.reshape(-1, BATCH)[:width])
    return found
