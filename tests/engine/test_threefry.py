"""Random numbers in a few operations: those that jax.random gives, and a published answer."""

from collections.abc import Callable

import numpy as np
import pytest

from backproof.numerics.engine import threefry as own
from backproof.numerics.engine.devices import Device, choose


@pytest.fixture(autouse=True)
def float64() -> None:
    choose(Device.CPU)


def test_the_words_are_those_of_the_published_generator() -> None:
    import jax.numpy as jnp
    from jax.extend.random import threefry_2x32

    rng = np.random.default_rng(0)
    key, counters = (rng.integers(2**32, size=n, dtype=np.uint32) for n in (2, 1000))
    ours = own.threefry(jnp.asarray(key), jnp.asarray(counters[:500]), jnp.asarray(counters[500:]))
    assert (np.concatenate(ours) == np.asarray(threefry_2x32(jnp.asarray(key), jnp.asarray(counters)))).all()
    # of the authors' own list of known answers
    zero = jnp.zeros(2, jnp.uint32)
    assert [int(word[0]) for word in own.threefry(zero, zero[:1], zero[:1])] == [0x6B200159, 0x99BA4EFE]


def library_uniform(key: object, shape: tuple[int, ...]) -> object:
    import jax

    return jax.random.uniform(key, shape, jax.numpy.float32, -1.0, 1.0)


def library_normal(key: object, shape: tuple[int, ...]) -> object:
    import jax

    return jax.random.normal(key, shape, jax.numpy.float32)


@pytest.mark.parametrize(("ours", "library"), [(own.uniform, library_uniform), (own.normal, library_normal)])
@pytest.mark.parametrize("shape", [(1,), (2, 4), (40, 17)])
def test_numbers_are_those_of_the_library(ours: Callable, library: Callable, shape: tuple[int, ...]) -> None:
    import jax
    import jax.numpy as jnp

    root, seeds = jax.random.key(3), jnp.array([0, 7, 2**31])
    places = jnp.arange(int(np.prod(shape)), dtype=jnp.uint32)[:, None]
    keys = own.folded(jax.random.key_data(root), seeds)
    for part in range(2):
        found = np.asarray(ours(own.folded(keys, part), places)).reshape(*shape, len(seeds))
        expected = [library(jax.random.split(jax.random.fold_in(root, seed), 2)[part], shape) for seed in seeds]
        assert found.dtype == np.float32
        assert found.tobytes() == np.stack(expected, axis=-1).tobytes()
