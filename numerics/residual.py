"""Oracles for `theory.residual`: gradients by `jax.grad` and by passing a signal block by block."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


def gradient_by_jax(x: Array, g: Array, U: Array, V: Array, **_: object) -> jax.Array:
    """Gradient of g.(x + V sigma(U x)) in x, (n,)."""
    return jax.grad(lambda at: jnp.dot(g, at + V @ jax.nn.sigmoid(U @ at)))(jnp.asarray(x))


def gradient_block_by_block(A: Array, B: Array, C: Array, G: Array, **_: object) -> Array:
    """G passed back through the blocks with Jacobians C, B and A, (n, 1)."""
    signal = G
    for jacobian in (C, B, A):
        signal = signal + jacobian.T @ signal
    return signal


def gradient_through_block(J: Array, g: Array, **_: object) -> Array:
    """Vector-Jacobian product of the linear block x + J x, (n,)."""
    _out, back = jax.vjp(lambda at: at + jnp.asarray(J) @ at, jnp.zeros(len(g)))
    return np.asarray(back(jnp.asarray(g))[0])


def squared_norm_behind_block(J: Array, g: Array, **_: object) -> float:
    """|(I + J)^T g|^2."""
    return float(np.linalg.norm(gradient_through_block(J, g)) ** 2)


def least_squared_signal(k: int, r: float, v: float, **_: object) -> float:
    """Square of the signal behind k blocks whose branches have the slope r - 1."""
    signal = v
    for _block in range(k):
        signal = signal + (r - 1) * signal
    return signal**2


def signal_with_slope(slope: float) -> Callable[..., jax.Array]:
    """Gradient of k blocks x + slope x, weighted by v."""

    def oracle(k: int, v: float, **_: object) -> jax.Array:
        def network(at: jax.Array) -> jax.Array:
            for _block in range(k):
                at = at + slope * at
            return v * at

        return jax.grad(network)(1.0)

    return oracle


gradient_passes_by_identity_plus_jacobian = Check(oracle=gradient_by_jax)
three_blocks_have_eight_ordered_paths = Check(oracle=gradient_block_by_block)
branch_can_cancel_the_identity = Check(oracle=gradient_through_block)
gradient_grows_by_twice_its_alignment = Check(oracle=squared_norm_behind_block)
gradient_survives_when_branches_contract = Check(oracle=least_squared_signal)
gradient_vanishes_exponentially_through_residual_blocks = Check(oracle=signal_with_slope(-0.5))
gradient_explodes_through_residual_blocks = Check(oracle=signal_with_slope(1.0))


def inner_product_over_signs(a: Array, b: Array, g: Array, h: Array, m: int, v: float, **_: object) -> float:
    """Mean of <W^T (a g), W^T (b h)>: a column of weights is sqrt(v) times every choice of signs, m columns alike."""
    signs = np.array(np.meshgrid(*[(-1.0, 1.0)] * len(g), indexing="ij")).reshape(len(g), -1) * np.sqrt(v)
    return m * float(np.mean((signs.T @ (a * g)) * (signs.T @ (b * h))))


def inner_product_behind_block(a: Array, b: Array, g: Array, h: Array, v: float, **_: object) -> float:
    """The same with what a skip connection adds to each side."""
    n = len(g)
    signs = np.array(np.meshgrid(*[(-1.0, 1.0)] * n, indexing="ij")).reshape(n, -1) * np.sqrt(v)
    first, second = signs.T @ (a * g), signs.T @ (b * h)
    return sum(float(np.mean((g[i] + first) * (h[i] + second))) for i in range(n))


def least_squared_correlation(k: int, s: float, **_: object) -> float:
    """Square of what is left after k layers that each share s."""
    return float(np.prod(np.full(k, 2 * s)) ** 2)


def correlation_with_skips(k: int, **_: object) -> float:
    """Inner product over squared norm, block by block: the branch adds half of the one and all of the other."""
    product, norm = 1.0, 1.0
    for _block in range(k):
        product, norm = product + product / 2, norm + norm
    return product / norm


gradients_at_two_inputs_share_the_units_active_at_both = Check(oracle=inner_product_over_signs)
skip_connection_adds_the_inner_product_before = Check(oracle=inner_product_behind_block)
correlation_of_gradients_falls_by_twice_the_shared_activity = Check(oracle=least_squared_correlation)
skip_connections_slow_the_fall_to_three_quarters = Check(oracle=correlation_with_skips)


# Whole networks for the pictures


def gradients_at_two_inputs(depth: int, width: int, nets: int, seed: int = 0) -> tuple[Array, Array]:
    """Gradients of one output at two unrelated inputs of random ReLU networks with He's variance.

    Returns their inner products over the product of their root mean square norms, by layers back from the output
    (depth + 1, nets), and the share of units that are active at both inputs in each of these layers (depth, nets).
    """
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((2, nets, width))
    weights, masks = [], []
    for _ in range(depth):
        weights.append(rng.standard_normal((nets, width, width)) * (2 / width) ** 0.5)
        values = np.einsum("nij,cnj->cni", weights[-1], values)
        masks.append(values > 0)
        values = np.maximum(values, 0.0)
    start = rng.standard_normal((nets, width))
    signals = np.stack([start, start])
    found, shares = [np.ones(nets)], []
    for layer, mask in zip(weights[::-1], masks[::-1], strict=True):
        signals = np.einsum("nij,cni->cnj", layer, mask * signals)
        norms = np.sqrt(np.mean(np.sum(signals**2, axis=2), axis=1))
        found.append(np.sum(signals[0] * signals[1], axis=1) / (norms[0] * norms[1]))
        shares.append(np.mean(mask[0] & mask[1], axis=1))
    return np.array(found), np.array(shares)
