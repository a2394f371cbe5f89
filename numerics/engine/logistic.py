"""The logistic function for training: where float32 is enough, in the fewest vector operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jax

# 2^f on [-1/2, 1/2], degree 5 with 2^0 = 1 exactly, lowest power last: the least largest relative error that linear
# programming finds on 4001 places, 9.2e-8; evaluated in float32 below 1.9e-7, with fused sums 1.5e-7 (an ulp: 1.2e-7).
POWER_OF_TWO = (
    0.0013264727139960064,
    0.009671512639957249,
    0.05550733743470752,
    0.2402224208537672,
    0.6931469775989911,
    1.0,
)
MINUS_LOG2_E = -1.4426950408889634
LARGEST_POWER = 126.0  # 2^126 and 2^-126 are normal numbers of float32
ROUNDER = 12582912.0  # 1.5 * 2^23: adding it leaves an integer in the low bits of a float32
MANTISSA_BITS = 23


def logistic(x: jax.Array) -> jax.Array:
    """1 / (1 + exp(-x)).

    In float32 through 2^(-x log2 e), with the integer part added to the exponent's bits: about half the operations of
    XLA's own. Relative error below (2 + |x|) 2^-23 for x > -87, absolute error below 2^-126 further down. NaN stays
    NaN. In other types XLA's own. Not for differentiation in float32; the derived formulas need none.
    """
    import jax
    import jax.numpy as jnp

    if jnp.asarray(x).dtype != jnp.float32:
        return jax.nn.sigmoid(x)
    single = jnp.float32
    power = jnp.clip(x * single(MINUS_LOG2_E), single(-LARGEST_POWER), single(LARGEST_POWER))
    rounded = power + single(ROUNDER)
    bits = jax.lax.bitcast_convert_type(rounded, jnp.int32)
    # in this order, for XLA takes (power + ROUNDER) - ROUNDER for power itself
    fraction = power + (single(ROUNDER) - rounded)
    value = single(POWER_OF_TWO[0])
    for coefficient in POWER_OF_TWO[1:]:
        value = value * fraction + single(coefficient)
    scaled = jax.lax.bitcast_convert_type(value, jnp.int32) + (bits << MANTISSA_BITS)
    whole = jax.lax.bitcast_convert_type(scaled, jnp.float32)
    return single(1) / (whole + single(1))
