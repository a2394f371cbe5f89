"""Oracles for `theory.vanishing`: exact powers, signals by matrix products, slopes by `jax.grad`."""

from collections.abc import Callable
from fractions import Fraction

import jax
import numpy as np

from .engine.check import Check

Array = np.ndarray


def distance_from(printed: Fraction) -> Callable[..., float]:
    """|4^-n - printed| in exact rationals, rounded once."""

    def oracle(n: float, **_: object) -> float:
        return float(abs(Fraction(1, 4) ** int(n) - printed))

    return oracle


def chain_slope(k: int, **_: object) -> jax.Array:
    """d a_{k+1} / d w_1 of the chain with weights 8, biases -4 and input 1/2."""

    def last(first: jax.Array) -> jax.Array:
        value = jax.nn.sigmoid(first * 0.5 - 4.0)
        for _ in range(k):
            value = jax.nn.sigmoid(8.0 * value - 4.0)
        return value

    return jax.grad(last)(8.0)


def squared_signal(W: list[Array], s: list[Array], g: Array, k: int, **_: object) -> float:
    """|p_k|^2 after k backward steps."""
    signal = g
    for layer in range(k):
        signal = W[layer].T @ (s[layer] * signal)
    return float(signal @ signal)


quarter_to_the_fifth_is_a_thousandth = Check(oracle=distance_from(Fraction(1, 1000)))
quarter_to_the_tenth_is_a_millionth = Check(oracle=distance_from(Fraction(1, 10**6)))
gradient_grows_in_a_steep_sigmoid_chain = Check(oracle=chain_slope)
gradient_bounded_by_the_weights_norms = Check(oracle=squared_signal)
