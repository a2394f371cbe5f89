"""Random linear problems, one a seed on the last axis, and descent on them by the derived gradient in float64.

The gradient of |A x - b|^2 / 2 is the claim `min_norm.gradient_combines_the_rows`, lowered element by element.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ..engine.elementwise import Activation, Gradients, gradients
from ..engine.study import Given, NotMeasured
from ..engine.train import SAME

if TYPE_CHECKING:
    import jax

FORMULA = "min_norm.gradient_combines_the_rows"
Descent = Callable[["jax.Array", "jax.Array", "jax.Array"], "jax.Array"]  # of A (m, n, S), b (m, S), x (n, S)


def normal(seed: int, seeds: int, *shapes: tuple[int, ...]) -> list[np.ndarray]:
    """Standard normal arrays (*shape, seeds); what a seed draws does not depend on how many there are."""
    import jax
    import jax.numpy as jnp

    root = jax.random.key(seed)

    def one(index: jax.Array) -> tuple:
        keys = jax.random.split(jax.random.fold_in(root, index), len(shapes))
        return tuple(jax.random.normal(k, s, jnp.float64) for k, s in zip(keys, shapes, strict=True))

    return [np.moveaxis(np.array(a), 0, -1) for a in jax.vmap(one)(jnp.arange(seeds))]


def lowered(given: Given, rows: int, columns: int) -> Gradients:
    """The claimed gradient for these sizes."""
    return gradients((given.formulas[FORMULA],), {"m": rows, "n": columns}, Activation.IDENTITY)


def descent(given: Given, rows: int, columns: int) -> tuple[Descent, dict[str, float]]:
    """The gradient as a function, and how far it is from automatic differentiation. Raises NotMeasured where it is."""
    import jax
    import jax.numpy as jnp

    claimed = lowered(given, rows, columns)

    def gradient(A: jax.Array, b: jax.Array, x: jax.Array) -> jax.Array:
        named = {"A": A, "b": b, "x": x}
        return jnp.stack(claimed.slopes(*(named[n] for n in claimed.arguments)))  # type: ignore[arg-type]

    def loss(x: jax.Array, A: jax.Array, b: jax.Array) -> jax.Array:
        named = {"A": A, "b": b, "x": x}
        return jnp.sum(claimed.loss(*(named[n] for n in claimed.arguments)))  # type: ignore[arg-type]

    A, b, x = (jnp.asarray(a) for a in normal(99, 8, (rows, columns), (rows,), (columns,)))
    automatic = np.array(jax.grad(loss)(x, A, b))
    gap = float(np.abs(np.array(gradient(A, b, x)) - automatic).max() / np.abs(automatic).max())
    if not gap <= SAME:
        raise NotMeasured(f"the derived gradient is {gap:.1g} from automatic differentiation in float64")
    return gradient, {"to automatic differentiation": gap}


def solved(A: np.ndarray, b: np.ndarray, penalty: np.ndarray | None = None) -> np.ndarray:
    """The shortest solution, or with a penalty matrix (n, n, S) that of (A^T A + penalty) x = A^T b, (n, S)."""
    stack, right = np.moveaxis(A, -1, 0), np.moveaxis(b, -1, 0)[..., None]
    if penalty is None:
        return (np.linalg.pinv(stack) @ right)[..., 0].T
    turned = stack.swapaxes(1, 2)
    return np.linalg.solve(turned @ stack + np.moveaxis(penalty, -1, 0), turned @ right)[..., 0].T


def largest_curvature(A: np.ndarray) -> np.ndarray:
    """The square of the largest singular value, (S,)."""
    return np.linalg.norm(np.moveaxis(A, -1, 0), 2, axis=(1, 2)) ** 2


def distance(x: np.ndarray, to: np.ndarray) -> np.ndarray:
    """|x - to| / |to|, (S,); infinite where x is not finite."""
    gap = np.linalg.norm(x - to, axis=0) / np.linalg.norm(to, axis=0)
    return np.where(np.isfinite(gap), gap, np.inf)
