"""The program that trains deep networks, one after another on each device, and what it measures on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from .elementwise import Activation
from .train_layers import ACTIVATIONS, backward, descended, item
from .train_measures import in_batches, measured
from .train_starts import Architecture, Scheme, Shape, begin

if TYPE_CHECKING:
    import jax

MOST_A_CALL = 8  # networks of one call on a device; after each call an interrupt leaves what is done


@dataclass(frozen=True, kw_only=True)
class Deep:
    """A network to be trained: its hidden layers, its number (which stands for start and order of the data), the steps.

    stops: after which numbers of steps it is measured, increasing; after the last it is done.
    """

    architecture: Architecture
    depth: int
    number: int
    stops: tuple[int, ...]


@dataclass(frozen=True)
class Wanted:
    """Networks as the program takes them, one entry a network in every array."""

    numbers: np.ndarray
    depths: np.ndarray
    kinds: np.ndarray
    residuals: np.ndarray
    rates: np.ndarray
    slopes: np.ndarray
    spreads: np.ndarray
    uniform: np.ndarray
    shifted: np.ndarray
    stops: np.ndarray

    def arrays(self) -> tuple[np.ndarray, ...]:
        """In their order."""
        return tuple(vars(self).values())


def wanted(shape: Shape, networks: Sequence[Deep]) -> Wanted:
    """Networks as arrays. Raises ValueError where one has no place in the shape, or stops that do not increase."""
    n, w, k = shape.inputs, shape.width, shape.outputs
    kinds = [a.architecture for a in networks]
    for network in networks:
        if not 1 <= network.depth <= shape.most_layers:
            raise ValueError(f"{network.depth} hidden layers: 1 to {shape.most_layers} fit in this program")
        if any(np.diff((0, *network.stops)) < 0) or len(network.stops) != len(networks[0].stops):
            raise ValueError(f"stops {network.stops}: as many for every network, and none before the one it follows")
    fans = ((n, w), (w, w), (w, k))
    single = np.float32
    return Wanted(
        numbers=np.array([net.number for net in networks]),
        depths=np.array([net.depth for net in networks]),
        kinds=np.array([ACTIVATIONS.index(a.activation) if a.activation in ACTIVATIONS else -1 for a in kinds]),
        residuals=np.array([a.residual for a in kinds], single),
        rates=np.array([a.learning_rate for a in kinds], single),
        slopes=np.array([a.largest_slope for a in kinds], single),
        spreads=np.array([[a.scheme.variance(*fan) ** 0.5 for fan in fans] for a in kinds], single),
        uniform=np.array([a.scheme is Scheme.XAVIER_UNIFORM for a in kinds], single),
        shifted=np.array([a.scheme is Scheme.TANH_EQUIVALENT for a in kinds], single),
        stops=np.array([net.stops for net in networks]),
    )


@dataclass(frozen=True)
class Program:
    """Training of networks of one shape on data of one size.

    alone: the activation where it is none of those between which the program chooses.
    """

    shape: Shape
    samples: int
    batch: int
    stops: int
    alone: Activation | None = None

    def one(self, root: jax.Array, data: tuple, network: tuple) -> tuple:
        """A network at its stops: test accuracy, training loss, whether all is finite, norms of gradients, bounds.

        The norms are of the gradient in each layer's weights over the training set, (stops, layers), 0 where there is
        no such layer; so are the bounds.
        """
        import jax
        import jax.numpy as jnp

        x, y = data[:2]
        number, depth, place, residual, rate, slope, spread, uniform, shifted, stops = network
        kind = place if self.alone is None else self.alone
        start_key, order_key, order = self.drawn(root, number)
        first = begin(self.shape, start_key, spread, uniform, shifted)
        blocks = self.samples // self.batch

        def in_blocks(d: jax.Array) -> jax.Array:
            """(blocks, entries of a sample, batch)."""
            return jnp.swapaxes(d[order[: blocks * self.batch]].reshape(blocks, self.batch, -1), 1, 2)

        mixed, batches = (in_blocks(x), in_blocks(y)), in_batches(data, self.batch)

        def epoch(at: jax.Array, carried: tuple) -> tuple:
            turn = self.turn(order_key, at)

            def step(block: jax.Array, carried: tuple) -> tuple:
                parameters, scratch = carried
                here = tuple(item(d, turn[block]) for d in mixed)
                slopes, scratch = backward(parameters, *here, depth, kind, residual, scratch)
                return descended(parameters, slopes, rate, depth), scratch

            begun, stop, state = carried
            inside = (jnp.maximum(begun - at * blocks, 0), jnp.minimum(stop - at * blocks, blocks))
            return begun, stop, jax.lax.fori_loop(*inside, step, state)

        def until(carried: tuple, stop: jax.Array) -> tuple:
            begun, state = carried
            last = (stop + blocks - 1) // blocks
            _, _, state = jax.lax.fori_loop(begun // blocks, last, epoch, (begun, stop, state))
            found, scratch = measured(state[0], batches, depth, kind, residual, slope, state[1])
            return (stop, (state[0], scratch)), found

        state = (first, self.shape.scratch(self.batch, jnp.float32))
        return jax.lax.scan(until, (jnp.zeros_like(stops[0]), state), stops)[1]

    def drawn(self, root: jax.Array, number: jax.Array | int) -> tuple[jax.Array, jax.Array, jax.Array]:
        """Of the network with this number: the key of its start, that of its epochs, and the order of its samples."""
        import jax

        start_key, order_key, mix_key = jax.random.split(jax.random.fold_in(root, number), 3)
        return start_key, order_key, jax.random.permutation(mix_key, self.samples)

    def turn(self, order_key: jax.Array, epoch: jax.Array | int) -> jax.Array:
        """Blocks of the mixed samples in the order in which an epoch takes them, another one in every epoch."""
        import jax

        return jax.random.permutation(jax.random.fold_in(order_key, epoch), self.samples // self.batch)


class OneByOne(Protocol):
    """A program that trains one network: hashable, by what it is compiled for."""

    def one(self, root: jax.Array, data: tuple, network: tuple) -> tuple:
        """What is measured of the network."""
        ...


@lru_cache(maxsize=16)
def compiled(program: OneByOne, devices: tuple) -> jax.stages.Wrapped:
    """Takes root key, data, arrays (MOST_A_CALL networks a device) and how many of them count on each device.

    On processors the networks of a device are trained one after another, elsewhere side by side. Compiled when it is
    first called.
    """
    import jax
    import jax.numpy as jnp
    from jax.sharding import Mesh, PartitionSpec

    in_turn = devices[0].platform == "cpu"

    def of_one_device(root: jax.Array, data: tuple, networks: tuple, count: jax.Array) -> tuple:
        if not in_turn:
            return jax.vmap(lambda network: program.one(root, data, network))(networks)
        shapes = jax.eval_shape(program.one, root, data, jax.tree.map(lambda a: a[0], networks))
        blank = jax.tree.map(lambda s: jnp.zeros((MOST_A_CALL, *s.shape), s.dtype), shapes)

        def next_one(at: jax.Array, found: tuple) -> tuple:
            measured = program.one(root, data, jax.tree.map(lambda a: a[at], networks))
            return jax.tree.map(lambda f, m: f.at[at].set(m), found, measured)

        return jax.lax.fori_loop(0, count[0], next_one, blank)

    mesh = Mesh(np.array(devices), ("networks",))
    whole, split = PartitionSpec(), PartitionSpec("networks")
    return jax.jit(
        jax.shard_map(of_one_device, mesh=mesh, in_specs=(whole, whole, split, split), out_specs=split, check_vma=False)
    )


def run(
    program: OneByOne,
    data: tuple,
    arrays: tuple[np.ndarray, ...],
    *,
    seed: int,
    on_networks: Callable[[int], None] | None = None,
) -> tuple[np.ndarray, ...]:
    """What is measured of networks, one entry each in `arrays`, all devices of the host side by side.

    on_networks: called with how many are done. After a KeyboardInterrupt only the first ones, if any is done.
    """
    import jax

    total, devices = len(arrays[0]), _devices(len(arrays[0]))
    call, key, size = compiled(program, devices), jax.random.key(seed), len(devices) * MOST_A_CALL
    # dealt to the devices in turn; what fills up the places is not trained
    places = np.arange(size).reshape(MOST_A_CALL, len(devices)).T.reshape(-1)
    back = np.argsort(places)
    parts: list[tuple[np.ndarray, ...]] = []
    try:
        for first in range(0, total, size):
            group = np.minimum(np.arange(first, first + size), total - 1)
            here = min(size, total - first)
            counts = np.array([len(range(device, here, len(devices))) for device in range(len(devices))])
            found = call(key, data, tuple(a[group[places]] for a in arrays), counts)
            parts.append(tuple(np.asarray(f)[back[:here]] for f in found))
            if on_networks is not None:
                on_networks(first + here)
    except KeyboardInterrupt:
        if not parts:
            raise
    return tuple(np.concatenate(p) for p in zip(*parts, strict=True))


def lowered(program: OneByOne, data: tuple, arrays: tuple[np.ndarray, ...]) -> jax.stages.Lowered:
    """What `run` calls for so many networks, to be compiled; `run` finds it compiled then."""
    import jax

    devices = _devices(len(arrays[0]))
    places, counts = np.zeros(len(devices) * MOST_A_CALL, int), np.zeros(len(devices), int)
    return compiled(program, devices).lower(jax.random.key(0), data, tuple(a[places] for a in arrays), counts)


def _devices(networks: int) -> tuple:
    """Those of the host, or of what was chosen; no more than there are networks."""
    import jax

    chosen = jax.config.jax_default_device
    return tuple(jax.devices(chosen.platform if chosen else None))[:networks]
