"""Tricks of the trade that change a training program and not only its numbers: what is off costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jax


@dataclass(frozen=True, kw_only=True)
class Tricks:
    """What is done beside plain descent.

    lasso: of lasso |weights|_1 beside the mean loss.
    noise: deviation of normal noise on every input, drawn anew in every step.
    shifted: every image is moved by -1, 0 or 1 pixels along each axis, drawn anew in every step; what comes in is 0.
    adam: Adam in place of the heavy ball.
    early: an eighth of the batches, rounded up, and what no batch holds are kept from training, and the weights of the
    epoch with the fewest of these images wrong are returned, of equal epochs the first.
    """

    lasso: float = 0.0
    noise: float = 0.0
    shifted: bool = False
    adam: bool = False
    early: bool = False


PLAIN = Tricks()


def held_out(blocks: int) -> int:
    """How many blocks of the samples early stopping looks at in place of training on them."""
    return -(-blocks // 8)


def perturbed(inputs: jax.Array, tricks: Tricks, key: jax.Array) -> jax.Array:
    """The inputs of a step, (samples, pixels), as augmentation gives them."""
    import jax
    import jax.numpy as jnp

    noise_key, shift_key = jax.random.split(key)
    if tricks.shifted:
        side = round(inputs.shape[1] ** 0.5)
        around = jnp.pad(inputs.reshape(-1, side, side), ((0, 0), (1, 1), (1, 1)))
        corners = jax.random.randint(shift_key, (len(inputs), 2), 0, 3)
        moved = jax.vmap(lambda image, at: jax.lax.dynamic_slice(image, at, (side, side)))(around, corners)
        inputs = moved.reshape(inputs.shape)
    if tricks.noise:
        inputs = inputs + tricks.noise * jax.random.normal(noise_key, inputs.shape, inputs.dtype)
    return inputs


def rest(tricks: Tricks, first: list, *, momentum: bool) -> object:
    """What the optimizer begins with: Adam's moments, velocities where there is momentum, else nothing."""
    import jax
    import jax.numpy as jnp

    if tricks.adam:
        import optax

        return optax.scale_by_adam().init(first)
    return jax.tree.map(jnp.zeros_like, first) if momentum else ()


def moved(
    tricks: Tricks, parameters: list, rest: object, slopes: list, rate: jax.Array, momentum: jax.Array
) -> tuple[list, object]:
    """Parameters and the optimizer's rest after a step."""
    import jax
    import jax.numpy as jnp

    if tricks.adam:
        import optax

        updates, rest = optax.scale_by_adam().update(slopes, rest)  # type: ignore[arg-type]
        return jax.tree.map(lambda p, u: p - rate * u, parameters, updates), rest
    if rest == ():
        return jax.tree.map(lambda p, s: p - rate * s, parameters, slopes), rest
    velocities = jax.tree.map(lambda v, s: momentum * v - rate * s, rest, slopes)
    return jax.tree.map(jnp.add, parameters, velocities), velocities
