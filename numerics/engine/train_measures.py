"""What is measured of a deep network: accuracy, loss, the gradient's norm in each layer and what it cannot exceed.

Over all images in batches of the training's size, whose values stay in a processor's cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .train_layers import backward, descended, item

if TYPE_CHECKING:
    import jax


def in_batches(data: tuple, batch: int) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Training and test images as batches (batches, pixels, batch), their one-hot targets, and what each image counts.

    That is (batches, 2, batch), in a mean over the training and over the test images; what fills up the last batch
    counts nothing. data: images (n, pixels), one-hot targets (n, outputs), test images and their labels.
    """
    import jax
    import jax.numpy as jnp

    x, y, x_test, labels = data
    known = jax.nn.one_hot(labels, y.shape[1], dtype=y.dtype)
    counts = jnp.zeros((len(x) + len(x_test), 2), x.dtype)
    counts = counts.at[: len(x), 0].set(1 / len(x)).at[len(x) :, 1].set(1 / len(x_test))

    def batched(values: jax.Array) -> jax.Array:
        filled = jnp.pad(values, ((0, -len(values) % batch), (0, 0)))
        return jnp.swapaxes(filled.reshape(-1, batch, values.shape[1]), 1, 2)

    return batched(jnp.concatenate([x, x_test])), batched(jnp.concatenate([y, known])), batched(counts)


def measured(
    parameters: dict,
    batches: tuple[jax.Array, jax.Array, jax.Array],
    depth: jax.Array,
    kind: object,
    residual: jax.Array,
    slope: jax.Array,
    scratch: tuple,
) -> tuple[tuple, tuple]:
    """Test accuracy, training loss, whether all is finite, norms of the loss's gradient, bounds; the scratch, used.

    The norms are of the gradient in each layer's weights, (layers,), 0 where there is no such layer; so are the bounds.
    batches: of `in_batches`, as large as the scratch was made for.
    """
    import jax
    import jax.numpy as jnp

    width, layers = len(parameters["first"]), len(scratch[0])

    def batch(at: jax.Array, carried: tuple) -> tuple:
        gradient, right, loss, finite, passing, scratch = carried
        x, y, (training, testing) = (item(b, at) for b in batches)
        slopes, scratch = backward(parameters, x, y, depth, kind, residual, scratch, training)
        logits = parameters["last"] @ item(scratch[0], depth - 1).reshape(width, -1) + parameters["last_bias"][:, None]
        right += jnp.sum((testing > 0) & (jnp.argmax(logits, axis=0) == jnp.argmax(y, axis=0)))
        surprise = -jnp.sum(y * jax.nn.log_softmax(logits, axis=0), axis=0)
        loss += summed(jnp.where(training > 0, training * surprise, 0))
        finite &= jnp.all(jnp.isfinite(logits) | (testing == 0))
        signal = training * jnp.linalg.norm(parameters["last"].T @ (jax.nn.softmax(logits, axis=0) - y), axis=0)
        passing += arrived(x, scratch[0].reshape(layers, width, -1), signal, depth)
        return descended(gradient, slopes, -1.0, depth), right, loss, finite, passing, scratch

    none = jax.tree.map(jnp.zeros_like, parameters)
    begun = (none, 0, jnp.zeros((), jnp.float64), True, jnp.zeros(layers, jnp.float64), scratch)
    gradient, right, loss, finite, passing, scratch = jax.lax.fori_loop(0, len(batches[0]), batch, begun)
    tested = jnp.sum(batches[2][:, 1] > 0)
    squares = [summed(w**2, (1, 2)) for w in (gradient["first"][None], gradient["hidden"])]
    norms, most = jnp.sqrt(jnp.concatenate(squares)), bounds(parameters, passing, depth, residual, slope)
    finite &= jnp.isfinite(loss)
    accuracy, loss, norms = (number.astype(jnp.float32) for number in (right / tested, loss, norms))
    return (accuracy, loss, finite, norms, most), scratch


def summed(values: jax.Array, axis: tuple[int, ...] | None = None) -> jax.Array:
    """The sum in float64, so that no order of summation shows."""
    import jax.numpy as jnp

    return jnp.sum(values.astype(jnp.float64), axis=axis)


def arrived(inputs: jax.Array, values: jax.Array, signal: jax.Array, depth: jax.Array | int) -> jax.Array:
    """The sum over samples of |signal| |a| for the inputs a of each layer, (layers,); 0 where there is no such layer.

    inputs: (inputs, samples); values: what the layers give, (layers, width, samples); signal: (samples,).
    """
    import jax
    import jax.numpy as jnp

    def size(values: jax.Array) -> jax.Array:
        return summed(jnp.linalg.norm(values, axis=0) * signal)

    first = jnp.zeros(len(values), jnp.float64).at[0].set(size(inputs))
    return jax.lax.fori_loop(1, depth, lambda at, found: found.at[at].set(size(item(values, at - 1))), first)


def spectral_norms_at_most(matrices: jax.Array) -> jax.Array:
    """Schatten norms of order 64, (n,), of square matrices (n, w, w): at most w^(1/64) times the spectral norms.

    tr((W^T W)^32)^(1/64), by squaring. LAPACK's decomposition waits for ever on processors with several JAX devices.
    """
    import jax
    import jax.numpy as jnp

    tiny = jnp.finfo(matrices.dtype).tiny

    def squared(at: jax.Array, carried: tuple) -> tuple:
        power, logarithm = carried
        trace = jnp.trace(power, axis1=1, axis2=2) + tiny
        power = power / trace[:, None, None]
        return power @ power, logarithm + jnp.log(trace) / 2**at

    start = (jnp.swapaxes(matrices, 1, 2) @ matrices, jnp.zeros(len(matrices), matrices.dtype))
    return jnp.exp(jax.lax.fori_loop(0, 6, squared, start)[1] / 2)


def bounds(
    parameters: dict,
    passing: jax.Array,
    depth: jax.Array | int,
    residual: jax.Array | float,
    slope: jax.Array | float,
) -> jax.Array:
    """What the gradient's norm at each layer's weights cannot exceed, (layers,); 0 where there is no such layer.

    passing: with |dL/dx_L| of each sample, its signal, and the layer's inputs a, the sum over samples of |signal| |a|.
    With slopes of at most `slope` and the layers' norms (of order 64, slightly above the spectral ones) it is slope *
    passing, times (slope * norm) of each layer above; with residual layers 1 + slope * norm.
    Source: `vanishing.gradient_bounded_by_the_weights_norms`.
    """
    import jax
    import jax.numpy as jnp

    norms = spectral_norms_at_most(parameters["hidden"])
    kind = norms.dtype

    def layer(back: jax.Array, carried: tuple) -> tuple:
        passed, found = carried
        at = depth - 1 - back
        found = found.at[at].set(slope * passed * passing[at].astype(kind))
        return passed * (slope * norms[at - 1] + residual), found

    return jax.lax.fori_loop(0, depth, layer, (jnp.ones((), kind), jnp.zeros(len(passing), kind)))[1]
