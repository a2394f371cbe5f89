"""Oracles for `theory.recurrent`: recurrences run step by step, under `jax.jvp` and `jax.grad`."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


def loss_with_early_copies(early: Any, late: Any, x: Array, h0: Array, g: Array, k: int, T: int) -> Any:
    """Sum over t = 0..T of <g_t, h_t>; the steps before k use the parameters `early`, the others `late`."""
    state, total = jnp.asarray(h0), jnp.asarray(g[0]) @ h0
    for t in range(T):
        W, U, b = early if t < k else late
        state = jax.nn.sigmoid(W @ state + U @ x[t] + b)
        total = total + g[t + 1] @ state
    return total


def backpropagated_change(
    W: Array,
    U: Array,
    b: Array,
    dW: Array,
    dU: Array,
    db: Array,
    x: list[Array],
    g: list[Array],
    h0: Array,
    k: int,
    T: int,
    **_: object,
) -> Any:
    """<p_k, dh_k>: the change of the losses from state k on, when the copies before k are changed."""
    late = tuple(map(jnp.asarray, (W, U, b)))
    silent = [np.zeros_like(each) if t < k else each for t, each in enumerate(g)]

    def loss(early: Any) -> Any:
        return loss_with_early_copies(early, late, x, h0, silent, k, T)

    return jax.jvp(loss, (late,), (tuple(map(jnp.asarray, (dW, dU, db))),))[1]


def parameters_of_a_layer(n: int, m: int, r: int, **_: object) -> int:
    """Number of entries of W_hh, W_xh, b_h, W_hy and b_y."""
    return sum(np.zeros(shape).size for shape in ((n, n), (n, m), (n,), (r, n), (r,)))


def squared_signal(W: Array, s: list[Array], g: Array, k: int, **_: object) -> float:
    """|p_k|^2 after k steps back."""
    signal = g
    for slopes in s[:k]:
        signal = W.T @ (slopes * signal)
    return float(signal @ signal)


def linear_signal(W: Array, e: Array, k: int, **_: object) -> Array:
    """(W^T)^k e, (n,)."""
    return np.linalg.matrix_power(W.T, k) @ e


def corner_of_power(lam: float, u: float, k: int, **_: object) -> float:
    """Upper right entry of the k-th power."""
    return float(np.linalg.matrix_power(np.array([[lam, u], [0.0, lam]]), k)[0, 1])


def gated_cell(u: float, f: list[float], z: list[float], k: int, **_: object) -> float:
    """State after k steps."""
    state = u
    for gate, entering in zip(f[:k], z[:k], strict=True):
        state = gate * state + entering
    return state


gradients_accumulate_over_all_steps = Check(oracle=backpropagated_change)
parameters_do_not_grow_with_the_sequence = Check(oracle=parameters_of_a_layer)
gradient_over_time_is_bounded_by_powers_of_the_norm = Check(oracle=squared_signal)
linear_recurrence_scales_eigenvectors_by_powers = Check(oracle=linear_signal)
defective_recurrence_grows_before_it_decays = Check(oracle=corner_of_power)
cell_state_is_kept_by_the_product_of_the_gates = Check(oracle=gated_cell)


def summed_responses(x: Array, u: Array, w: Array, b: float, pi: tuple[int, ...], **_: object) -> float:
    """Sum over the permuted steps of the network's responses."""
    return float(np.sum(jax.nn.sigmoid(jnp.asarray(x[list(pi)]) @ u.T) @ w + b))


def three_steps(A: Array, B: Array, C: Array, a: Array, b: Array, d: Array, h: Array, **_: object) -> Array:
    """The state after three steps, one by one."""
    for matrix, shift in ((A, a), (B, b), (C, d)):
        h = matrix @ h + shift
    return h


network_applied_step_by_step_ignores_order = Check(oracle=summed_responses)
linear_recurrences_may_be_worked_out_in_any_grouping = Check(oracle=three_steps)
