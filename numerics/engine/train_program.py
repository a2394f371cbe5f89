"""An ensemble in training, compiled as one: rows with the seeds last, in chunks, over all devices of the host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import jax

    State = tuple[jax.Array, ...]

CHUNK = 128  # seeds that are trained together; their weights and activations stay in the first-level cache
WORTH_SHARDING = 512  # seeds; fewer are trained sooner on one device
PIECE = 2e10  # seeds x steps x samples x parameters of one call, a second or so on a core
# 512-bit vectors where there are any; refused by other compilers than XLA's for processors.
OPTIONS = ({"xla_cpu_prefer_vector_width": 512}, {})


@dataclass(frozen=True)
class Program:
    """What is compiled: a start, a step and what is kept of the end, of a chunk. States are arrays (..., chunk).

    begin(indices, scale) gives the first state; step(state, rate) that after one step; measure(state) what is kept,
    arrays with the seeds last. `cost` is samples x parameters, for the size of a piece.
    """

    begin: Callable[[jax.Array, jax.Array], State]
    step: Callable[[State, jax.Array], State]
    measure: Callable[[State], State]
    steps: int
    chunk: int
    cost: int

    def run(
        self,
        seeds: int,
        scales: np.ndarray,
        rates: np.ndarray,
        *,
        first: int = 0,
        most_devices: int | None = None,
    ) -> Iterator[tuple[np.ndarray, ...]]:
        """Pieces of what is measured, with the seeds last, in the order of the seeds.

        scales and rates: one number a seed; first: the number of the first. What a seed becomes does not depend on the
        pieces, chunks or devices.
        """
        devices = _devices()[: most_devices if seeds >= WORTH_SHARDING else 1]
        block = self.chunk * len(devices)
        wanted = int(PIECE * len(devices) / (max(self.steps, 1) * self.cost))
        piece = block * max(1, min(-(-seeds // block), wanted // block))
        call = _compiled(self, devices, piece)
        for begun in range(0, seeds, piece):
            places = np.arange(begun, begun + piece)
            inside = np.minimum(places, seeds - 1)  # what fills up the last piece
            measured = call(first + places, np.float32(scales)[inside], np.float32(rates)[inside])
            yield tuple(np.asarray(m)[..., : seeds - begun] for m in measured)


def _devices() -> tuple:
    import jax

    chosen = jax.config.jax_default_device
    return tuple(jax.devices(chosen.platform if chosen else None))


def _of_one_chunk(program: Program, given: tuple[jax.Array, jax.Array, jax.Array]) -> tuple:
    import jax

    indices, scale, rate = given
    first = program.begin(indices, scale)
    return program.measure(jax.lax.fori_loop(0, program.steps, lambda _, state: program.step(state, rate), first))


@lru_cache(maxsize=64)
def _compiled(program: Program, devices: tuple, piece: int) -> Callable:
    """The program for a piece of so many seeds, compiled."""
    import jax
    import jax.numpy as jnp
    from jax.sharding import Mesh, PartitionSpec

    def of_one_device(*given: jax.Array) -> tuple:
        chunks = tuple(g.reshape(-1, program.chunk) for g in given)
        parts = jax.lax.map(partial(_of_one_chunk, program), chunks)
        # (chunks, ..., chunk) to (..., seeds)
        return jax.tree.map(lambda p: jnp.moveaxis(p, 0, -2).reshape(*p.shape[1:-1], -1), parts)

    shapes = [jax.ShapeDtypeStruct((piece,), t) for t in (jnp.int64, jnp.float32, jnp.float32)]
    last = tuple(PartitionSpec(*[None] * (a.ndim - 1), "seeds") for a in jax.eval_shape(of_one_device, *shapes))
    mesh = Mesh(np.array(devices), ("seeds",))
    whole = jax.shard_map(of_one_device, mesh=mesh, in_specs=PartitionSpec("seeds"), out_specs=last, check_vma=False)
    for options in OPTIONS:
        try:
            return jax.jit(whole).lower(*shapes).compile(compiler_options=options)
        except jax.errors.JaxRuntimeError:
            if not options:
                raise
    raise AssertionError("the last attempt has no options that could be refused")
