"""Oracles for `theory.attention`: attention in matrices, written from the slides, under `jax.grad` for gradients."""

from collections.abc import Callable
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


# Scaling: exact means over entries that take the values of a two-point or three-point law.
def mean_over_signs(value: Callable[[Array], float], count: int) -> float:
    """Mean of value(z) over all vectors z of `count` signs: mean 0 and variance 1."""
    return float(np.mean([value(np.array(z)) for z in product((-1.0, 1.0), repeat=count)]))


def moment_of_dot_products(d: int, power: int, divisor: float) -> float:
    """Mean of (q.k / divisor)^power for independent signs."""
    return mean_over_signs(lambda z: (z[:d] @ z[d:] / divisor) ** power, 2 * d)


def mean_of_scores(d: int, **_: object) -> float:
    """Mean of q.k."""
    return moment_of_dot_products(d, 1, 1.0)


def spread_of_scores(d: int, **_: object) -> float:
    """Mean of (q.k)^2."""
    return moment_of_dot_products(d, 2, 1.0)


def variance_of_scaled_scores(d: int, **_: object) -> float:
    """Variance of q.k / sqrt(d)."""
    return moment_of_dot_products(d, 2, d**0.5) - moment_of_dot_products(d, 1, d**0.5) ** 2


def variance_of_scaled_entries(d: int, v: float, u: float, **_: object) -> float:
    """Variance of q.k / sqrt(d) where signs are multiplied by sqrt(v) and sqrt(u)."""
    return mean_over_signs(lambda z: (np.sqrt(v) * z[:d] @ (np.sqrt(u) * z[d:])) ** 2 / d, 2 * d)


def mean_of_correlated_scores(d: int, rho: float, **_: object) -> float:
    """Mean of q.(rho q + e) / sqrt(d)."""
    return mean_over_signs(lambda z: z[:d] @ (rho * z[:d] + z[d:]) / d**0.5, 2 * d)


dot_product_has_mean_zero = Check(oracle=mean_of_scores)
dot_product_has_variance_d = Check(oracle=spread_of_scores)
scaling_by_root_d_gives_unit_variance = Check(oracle=variance_of_scaled_scores)
scaled_score_has_the_product_of_the_variances = Check(oracle=variance_of_scaled_entries)
correlated_scores_grow_in_spite_of_scaling = Check(oracle=mean_of_correlated_scores)


# Weights, outputs and gradients.
def weights(Q: Array, K: Array) -> Any:
    """Softmax over the keys of Q K^T / sqrt(d), (n, m)."""
    return jax.nn.softmax(jnp.asarray(Q) @ jnp.asarray(K).T / np.sqrt(Q.shape[1]), axis=1)


def rows_of_weights(Q: Array, K: Array, **_: object) -> Array:
    """Sums over the keys, (n,)."""
    return np.asarray(weights(Q, K).sum(axis=1))


def zero_for_every_pair(Q: Array, K: Array, **_: object) -> Array:
    """The lower bound of the weights, (n, m)."""
    return np.zeros((len(Q), len(K)))


def output(Q: Array, K: Array, V: Array, **_: object) -> Any:
    """softmax(Q K^T / sqrt d) V, (n, r)."""
    return weights(Q, K) @ V


def gradient(argument: int) -> Callable[..., Any]:
    """Gradient of <G, output> in Q, K or V."""

    def oracle(Q: Array, K: Array, V: Array, G: Array, **_: object) -> Any:
        return jax.grad(lambda *x: jnp.sum(G * output(*x)), argnums=argument)(*map(jnp.asarray, (Q, K, V)))

    return oracle


attention_weights_sum_to_one = Check(oracle=rows_of_weights)
attention_weights_are_positive = Check(oracle=zero_for_every_pair)
output_lies_among_the_values = Check(oracle=output)
query_gradient_of_attention = Check(oracle=gradient(0))
key_gradient_of_attention = Check(oracle=gradient(1))
value_gradient_is_weighted_by_attention = Check(oracle=gradient(2))


# The causal mask.
def scores_of_last_query(x: Array, K: Array) -> Array:
    """Scores of one query against all keys, (number of keys,)."""
    return K @ x / np.sqrt(len(x))


def masked_output(x: Array, L: Array, U: Array, t: int, **_: object) -> Any:
    """Output at place t with scores of minus infinity beyond it, (r,)."""
    scores = np.where(np.arange(len(L)) < t, scores_of_last_query(x, L), -np.inf)
    return jax.nn.softmax(jnp.asarray(scores)) @ U


def masked_row(x: Array, K: Array, **_: object) -> float:
    """Sum of the weights over the visible keys."""
    return float(np.sum(jax.nn.softmax(jnp.asarray(scores_of_last_query(x, K)))))


def masked_after(x: Array, K: Array, F: Array, **_: object) -> float:
    """Sum of the weights of the keys K among the keys K and F."""
    weighed = jax.nn.softmax(jnp.asarray(scores_of_last_query(x, np.concatenate([K, F]))))
    return float(np.sum(weighed[: len(K)]))


masked_output_ignores_later_tokens = Check(oracle=masked_output)
masked_weights_sum_to_one = Check(oracle=masked_row)
mask_after_softmax_loses_weight = Check(oracle=masked_after)


# Counts.
def weights_of_heads(D: int, h: int, k: int, **_: object) -> int:
    """Number of entries of the arrays of all heads and of the output matrix."""
    return sum(np.zeros(shape).size for shape in ((h, D, k), (h, D, k), (h, D, k), (h * k, D)))


def parameters_of_feed_forward(D: int, f: int, **_: object) -> int:
    """Number of entries of W_1, b_1, W_2 and b_2."""
    return sum(np.zeros(shape).size for shape in ((D, f), (f,), (f, D), (D,)))


def multiplications(rows: int, inner: int, columns: int) -> int:
    """Of a matrix product, by the rule of its definition."""
    return rows * inner * columns


def attended_pairs(n: int, D: int, **_: object) -> int:
    """Multiplications of Q K^T and of A V."""
    return multiplications(n, D, n) + multiplications(n, n, D)


def recurrent_steps(n: int, D: int, **_: object) -> int:
    """Multiplications of W h + U x at n steps."""
    return n * (multiplications(D, D, 1) + multiplications(D, D, 1))


heads_of_width_d_over_h_have_four_d_squared_weights = Check(oracle=weights_of_heads)
feed_forward_part_has_two_d_f_weights = Check(oracle=parameters_of_feed_forward)
attention_is_cheaper_only_for_short_sequences = Check(oracle=attended_pairs)
attention_with_projections_is_never_cheaper = Check(oracle=recurrent_steps)


# Positions.
def encoding(position: float, width: int) -> Array:
    """The encoding of a position as the slide has it, coordinates 0..width - 1."""
    coordinates = np.empty(width)
    for pair in range(width // 2):
        coordinates[2 * pair] = np.sin(position / 10000 ** (2 * pair / width))
        coordinates[2 * pair + 1] = np.cos(position / 10000 ** (2 * pair / width))
    return coordinates


def squared_norm(h: int, t: float, **_: object) -> float:
    """|PE(t)|^2."""
    return float(np.sum(encoding(t, 2 * h) ** 2))


def encodings_product(h: int, s: float, t: float, **_: object) -> float:
    """<PE(s), PE(t)>."""
    return float(encoding(s, 2 * h) @ encoding(t, 2 * h))


def shifted_product(h: int, s: float, t: float, u: float, **_: object) -> float:
    """<PE(s + u), PE(t + u)>."""
    return float(encoding(s + u, 2 * h) @ encoding(t + u, 2 * h))


def sines_after_shift(h: int, t: float, u: float, **_: object) -> Array:
    """Coordinates 0, 2, 4, ... of PE(t + u), (h,)."""
    return encoding(t + u, 2 * h)[0::2]


def cosines_after_shift(h: int, t: float, u: float, **_: object) -> Array:
    """Coordinates 1, 3, 5, ... of PE(t + u), (h,)."""
    return encoding(t + u, 2 * h)[1::2]


encodings_have_one_norm = Check(oracle=squared_norm)
encodings_product_depends_on_the_distance = Check(oracle=encodings_product)
encodings_product_ignores_a_common_shift = Check(oracle=shifted_product)
shift_turns_the_sine_coordinate = Check(oracle=sines_after_shift)
shift_turns_the_cosine_coordinate = Check(oracle=cosines_after_shift)


# Symmetry: `pi` lists the places from which the tokens of the permuted input are taken.
def output_of_permuted_pairs(Q: Array, K: Array, V: Array, pi: tuple[int, ...], **_: object) -> Any:
    """Attention with keys and values in another order, (n, r)."""
    return output(Q, K[list(pi)], V[list(pi)])


def self_attention_of_permuted(X: Array, A: Array, B: Array, W: Array, pi: tuple[int, ...], **_: object) -> Any:
    """Self-attention of the permuted tokens, (n, r)."""
    moved = X[list(pi)]
    return output(moved @ A, moved @ B, moved @ W)


def demanded_error(R: Array, S: Array, pi: tuple[int, ...], **_: object) -> float:
    """Half the squared distance between P R and S."""
    return float(0.5 * np.sum((R[list(pi)] - S) ** 2))


attention_ignores_the_order_of_key_value_pairs = Check(oracle=output_of_permuted_pairs)
self_attention_is_equivariant_not_invariant = Check(oracle=self_attention_of_permuted)
equivariant_maps_keep_a_distance_from_other_targets = Check(oracle=demanded_error)


# Saturation and the feed-forward part.
def slope_of_dominant(t: float, s: Array, **_: object) -> Any:
    """Slope of the first weight of softmax(t, s) in t."""
    return jax.grad(lambda top: jax.nn.softmax(jnp.concatenate([jnp.array([top]), jnp.asarray(s)]))[0])(t)


def jacobian_of_feed_forward(X: Array, U: Array, W: Array, b: Array, g: Array, **_: object) -> Any:
    """Jacobian of sigma(X W_1 + b_1) W_2 + b_2, (n, r, n, d)."""
    return jax.jacobian(lambda tokens: jax.nn.sigmoid(tokens @ U + b) @ W + g)(jnp.asarray(X))


def product_with_second_derivative(h: int, t: float, **_: object) -> Any:
    """Second derivative of the sine coordinates times the cosine ones, (h,)."""
    frequencies = 10000.0 ** (-np.arange(h) / h)
    second = jax.vmap(jax.grad(jax.grad(lambda at, w: jnp.sin(w * at))), in_axes=(None, 0))(t, jnp.asarray(frequencies))
    return second * encoding(t, 2 * h)[1::2]


saturated_softmax_has_exponentially_small_slope = Check(oracle=slope_of_dominant)
weight_changes_at_most_a_quarter_as_fast_as_its_score = Check(oracle=slope_of_dominant)
feed_forward_part_mixes_no_positions = Check(oracle=jacobian_of_feed_forward)
coordinates_of_a_pair_share_their_frequency = Check(oracle=product_with_second_derivative)


# Look-up.
def value_read(beta: float, t: float, v: float, s: Array, u: Array, **_: object) -> float:
    """Softmax of beta times the scores, against the values."""
    weighed = jax.nn.softmax(beta * jnp.concatenate([jnp.array([t]), jnp.asarray(s)]))
    return float(weighed @ np.concatenate([[v], u]))


def output_of_moved_weights(a1: float, a2: float, a3: float, h: float, v1: float, v2: float, **_: object) -> float:
    """Output with the weights moved by h (1, 1, -2)."""
    return float((np.array([a1, a2, a3]) + h * np.array([1, 1, -2])) @ np.array([v1, v2, (v1 + v2) / 2]))


soft_lookup_error_falls_exponentially_in_the_gap = Check(oracle=value_read)
different_attention_weights_can_give_the_same_output = Check(oracle=output_of_moved_weights)


def parameters_of_encoder(N: int, D: int, f: int, **_: object) -> int:
    """Number of entries of all arrays of N layers: attention, feed-forward part, two normalizations."""
    norms = [np.ones(D), np.zeros(D)] * 2
    each = sum(a.size for a in (*[np.zeros((D, D))] * 4, *norms)) + parameters_of_feed_forward(D, f)
    return sum(each for _ in range(N))


identical_layers_do_not_share_parameters = Check(oracle=parameters_of_encoder)


# Random scores, for the pictures


def random_scores(d: int, keys: int, queries: int, seed: int = 0) -> Array:
    """Unscaled scores of independent standard normal queries and keys, (queries, keys)."""
    rng = np.random.default_rng((seed, d))
    return np.einsum("qd,qkd->qk", rng.standard_normal((queries, d)), rng.standard_normal((queries, keys, d)))


def largest_weight(scores: Array) -> Array:
    """The largest attention weight of each query, (queries,)."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers.max(axis=1) / powers.sum(axis=1)
