"""Where training got stuck: gradient and Hessian in float64 at the end, and what kind of point that is.

The Hessian is the Jacobian of the derived gradient, a column a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .train_network import Network


@dataclass(frozen=True)
class Ends:
    """Points in weight space, one a seed on the last axis: mean loss, solved, gradient's norm, weights' norm, and the
    Hessian's eigenvalues in ascending order, (parameters, seeds)."""

    rows: np.ndarray
    loss: np.ndarray
    solved: np.ndarray
    slope: np.ndarray
    size: np.ndarray
    eigenvalues: np.ndarray


def go_on(network: Network, rows: np.ndarray, steps: int, rate: float) -> np.ndarray:
    """The rows after further steps of plain gradient descent in float64, (parameters, seeds)."""
    import jax
    import jax.numpy as jnp

    def step(_: object, state: tuple) -> tuple:
        return tuple(w - rate * s for w, s in zip(state, network.step_slopes(state), strict=True))

    start = tuple(jnp.asarray(row, jnp.float64) for row in rows)
    return np.array(jax.jit(lambda s: jax.lax.fori_loop(0, steps, step, s))(start))


def look(network: Network, rows: np.ndarray) -> Ends:
    """Loss, gradient and Hessian at these points."""
    import jax
    import jax.numpy as jnp

    point = tuple(jnp.asarray(row, jnp.float64) for row in rows)
    count = len(point)
    slopes, move = jax.linearize(network.step_slopes, point)
    columns = [
        move(tuple(jnp.ones_like(p) if n == m else jnp.zeros_like(p) for n, p in enumerate(point)))
        for m in range(count)
    ]
    hessian = np.moveaxis(np.array(columns), -1, 0)  # (seeds, parameters, parameters)
    values = np.linalg.eigvalsh((hessian + hessian.swapaxes(1, 2)) / 2)
    losses = np.array(network.losses(point))
    return Ends(
        rows=np.array(point),
        loss=losses.mean(axis=0),
        solved=(losses < network.experiment.loss.value).all(axis=0),
        slope=np.linalg.norm(np.array(slopes), axis=0),
        size=np.linalg.norm(np.array(point), axis=0),
        eigenvalues=values.T,
    )
