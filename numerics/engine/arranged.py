"""The step of a network with one hidden layer and a logistic output, arranged by hand as arrays with the seeds last.

Formulas written out entry by entry take long to compile where there are many. Here the same gradients are a few array
operations; `train` compares them with the lowered claims before it uses them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .compiled import compile_source
from .elementwise import CURVES, Activation

if TYPE_CHECKING:
    import jax

PARAMETERS = ("w", "w0", "b", "b0")
# Samples whose slopes are added in one pass over the sums, in their order; 8 gain nothing more. Activations that are as
# cheap as ReLU XLA computes again in every reader, which costs more than the passes.
AT_ONCE = {Activation.LOGISTIC: 4, Activation.TANH: 4}


def curve(activation: Activation) -> Callable[[jax.Array], tuple[jax.Array, jax.Array]]:
    """The activation and its slope at a pre-activation."""
    value, slope = CURVES[activation]
    lines = ("def lowered(a0):", f"    t0 = {value.format('a0')}", f"    return t0, {slope.format('a0', 't0')}")
    compiled = compile_source("\n".join(lines) + "\n", "lowered")

    def at(z: jax.Array) -> tuple[jax.Array, jax.Array]:
        found: tuple = compiled(z)  # type: ignore[assignment]
        return found[0], found[1].astype(z.dtype)  # a slope of 0 or 1 has no type of its own

    return at


def outputs(parameters: tuple, inputs: jax.Array, activation: Activation) -> jax.Array:
    """The logit at each sample, (samples, S)."""
    import jax
    import jax.numpy as jnp

    w, w0, b, b0 = parameters
    hidden = curve(activation)

    def logit(x: jax.Array) -> jax.Array:
        value, _ = hidden(sum((w[:, j] * x[j] for j in range(w.shape[1])), start=w0))
        return jnp.sum(b * value, axis=0) + b0

    return jax.lax.map(logit, inputs)


def mean_slopes(
    parameters: tuple, data: tuple[jax.Array, jax.Array], activation: Activation, *, output_slope: bool
) -> tuple:
    """The mean gradient over the samples, of w (units, inputs, S), w0 (units, S), b (units, S) and b0 (S,).

    data: inputs (samples, inputs) and targets (samples,), or each seed's own with S last. output_slope:
    whether the signal f - y of the output is multiplied by f (1 - f), as it is for the squared loss.
    """
    import jax
    import jax.numpy as jnp

    w, w0, b, b0 = parameters
    hidden, output = curve(activation), curve(Activation.LOGISTIC)

    def add(total: tuple, sample: tuple[jax.Array, jax.Array]) -> tuple[tuple, None]:
        x, y = sample
        # over the inputs a written sum, over the units a reduction: XLA repeats the units' work in every reader else
        value, slope = hidden(sum((w[:, j] * x[j] for j in range(w.shape[1])), start=w0))
        f, f_slope = output(jnp.sum(b * value, axis=0) + b0)
        delta = (f - y) * f_slope if output_slope else f - y
        signal = slope * b * delta
        slopes = (signal[:, None] * x.reshape(len(x), -1), signal, delta * value, delta)
        return tuple(t + s for t, s in zip(total, slopes, strict=True)), None

    first = tuple(jnp.zeros_like(p) for p in parameters)
    total, _ = jax.lax.scan(add, first, data, unroll=AT_ONCE.get(activation, 1))
    return tuple(t / len(data[1]) for t in total)
