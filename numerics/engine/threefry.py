"""The random numbers of jax.random, bit for bit, in a few fused operations: where drawing is a share of the training.

JAX's own generator is a loop over arrays on processors, which takes three times as long as these operations in one
pass. Keys are pairs of arrays of 32-bit words, so that many are drawn from at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jax

    Key = Sequence[jax.Array] | jax.Array

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA


def threefry(key: Key, first: jax.Array, second: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Threefry-2x32 with 20 rounds: two random words from a key of two and counters, all of 32 bits.

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


def folded(key: Key, number: jax.Array | int) -> tuple[jax.Array, jax.Array]:
    """What jax.random.fold_in makes of a key and a number, and jax.random.split as its part of this number."""
    import jax.numpy as jnp

    word = jnp.asarray(number).astype(jnp.uint32)
    return threefry(key, jnp.zeros_like(word), word)


def words(key: Key, places: jax.Array) -> jax.Array:
    """Random words; those of jax.random.bits at these places of an array, counted through it."""
    import jax.numpy as jnp

    return jnp.bitwise_xor(*threefry(key, jnp.zeros_like(places), places))


def uniform(key: Key, places: jax.Array, low: float = -1.0) -> jax.Array:
    """Float32 numbers, uniform from `low` to 1: those of jax.random.uniform."""
    import jax
    import jax.numpy as jnp

    # 23 random bits as the fraction of a number from 1 to 2
    bits = (words(key, places) >> jnp.uint32(9)) | jnp.uint32(0x3F800000)
    least = jnp.float32(low)
    return jnp.maximum((jax.lax.bitcast_convert_type(bits, jnp.float32) - 1) * (jnp.float32(1) - least) + least, least)


def normal(key: Key, places: jax.Array) -> jax.Array:
    """Standard normal float32 numbers: those of jax.random.normal."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    above_minus_one = float(np.nextafter(np.float32(-1), np.float32(0)))
    return jnp.float32(2**0.5) * jax.lax.erf_inv(uniform(key, places, above_minus_one))
