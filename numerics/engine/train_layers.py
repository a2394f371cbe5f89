"""Deep networks of any depth and activation as one compiled program: hidden layers of one width, softmax outputs.

The backward pass is the proved recursion p_l = (dx_{l+1}/dx_l)^T p_{l+1}, started with the residual f - y of softmax
and cross-entropy, in matrix products: the depth is a loop count, the activation a choice between curves. It is compared
with the lowered claims in `train_recursion` before it is used, and in `train_depth` with automatic differentiation.

Written for XLA on processors. Weights are (out, in), what a sample has is (units, samples): it makes vector code only
along a long last axis, and its fast products contract the last axis of the left factor. What a layer keeps of a pass is
one row of a matrix; a loop does not update a matrix that it reads elsewhere: all of it would be copied. A loop's body
has at most eight operations after fusion, as longer ones go through a queue. Activations are computed as they are
written into their row: element by element on their own they would be split among threads, which takes longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arranged import curve
from .elementwise import Activation
from .logistic import logistic

if TYPE_CHECKING:
    import jax
    import numpy as np

    Kind = jax.Array | Activation  # which activation: its place in ACTIVATIONS, or itself

ACTIVATIONS = (Activation.LOGISTIC, Activation.TANH, Activation.RELU)  # between which one program chooses


def kind(activation: Activation) -> int | Activation:
    """An activation as `forward` takes it: by its place where the program can choose it."""
    return ACTIVATIONS.index(activation) if activation in ACTIVATIONS else activation


def kept(z: jax.Array, kind: Kind) -> jax.Array:
    """What a layer keeps of its pre-activations: the activations where the program chooses them, or they themselves."""
    import jax.numpy as jnp

    if isinstance(kind, Activation):
        return z
    # tanh z = 2 sigma(2 z) - 1: one exponential for both
    shift = jnp.asarray(kind == ACTIVATIONS.index(Activation.TANH)).astype(z.dtype)
    bent = (1 + shift) * logistic((1 + shift) * z) - shift
    return jnp.where(kind == ACTIVATIONS.index(Activation.RELU), jnp.maximum(z, 0), bent)


def recalled(mark: jax.Array, kind: Kind) -> tuple[jax.Array, jax.Array]:
    """The activations and their slopes from what a layer kept."""
    import jax.numpy as jnp

    if isinstance(kind, Activation):
        return curve(kind)(mark)
    # sigma' = sigma (1 - sigma), tanh' = (1 + tanh)(1 - tanh)
    shift = jnp.asarray(kind == ACTIVATIONS.index(Activation.TANH)).astype(mark.dtype)
    rectified = (mark > 0).astype(mark.dtype)
    return mark, jnp.where(kind == ACTIVATIONS.index(Activation.RELU), rectified, (shift + mark) * (1 - mark))


def item(array: jax.Array, at: jax.Array | int) -> jax.Array:
    """One entry along the first axis."""
    import jax

    return jax.lax.dynamic_index_in_dim(array, at, keepdims=False, allow_negative_indices=False)


def put(array: jax.Array, entry: jax.Array, at: jax.Array | int) -> jax.Array:
    """The array with another entry along the first axis. Unlike `.at[]` it does not look at bounds and old entry."""
    import jax

    return jax.lax.dynamic_update_index_in_dim(array, entry, at, 0, allow_negative_indices=False)


def transposed(weights: jax.Array) -> jax.Array:
    """W^T, written out: XLA has no fast kernel for W^T d with the transpose inside of the product on a processor."""
    import jax

    return jax.lax.optimization_barrier(weights.T)


def over_samples(values: jax.Array) -> jax.Array:
    """Sums over the last axis, as a product: that is sooner done than a reduction over it."""
    import jax.numpy as jnp

    return values @ jnp.ones(values.shape[-1], values.dtype)


def forward(
    parameters: dict, inputs: jax.Array, depth: jax.Array | int, kind: Kind, residual: jax.Array | float, scratch: tuple
) -> tuple[jax.Array, jax.Array, tuple]:
    """Logits (outputs, samples), what is on top (width, samples), and the scratch with what the layers give and keep.

    inputs: (inputs, samples).
    """
    import jax

    hidden, biases, width = parameters["hidden"], parameters["biases"], len(parameters["first"])
    values, marks, *others = scratch
    z = parameters["first"] @ inputs + biases[0][:, None]
    marks = put(marks, kept(z.reshape(-1), kind), 0)
    value = recalled(item(marks, 0), kind)[0]

    def layer(at: jax.Array, carried: tuple) -> tuple:
        value, values, marks = carried
        z = item(hidden, at - 1) @ value.reshape(width, -1) + item(biases, at)[:, None]
        marks = put(marks, kept(z.reshape(-1), kind), at)
        new = recalled(item(marks, at), kind)[0] + residual * value
        return new, put(values, new, at), marks

    value, values, marks = jax.lax.fori_loop(1, depth, layer, (value, put(values, value, 0), marks))
    top = value.reshape(width, -1)
    return parameters["last"] @ top + parameters["last_bias"][:, None], top, (values, marks, *others)


def backward(
    parameters: dict,
    inputs: jax.Array,
    targets: jax.Array,
    depth: jax.Array | int,
    kind: Kind,
    residual: jax.Array | float,
    scratch: tuple,
    counts: jax.Array | None = None,
) -> tuple[dict, tuple]:
    """The gradient of the mean cross-entropy over the samples, shaped like the parameters; the scratch, used.

    inputs: (inputs, samples); targets: one-hot, (outputs, samples); counts: of each sample in the mean, (samples,),
    without them all the same.
    """
    import jax
    import jax.numpy as jnp

    logits, top, scratch = forward(parameters, inputs, depth, kind, residual, scratch)
    values, marks, deltas, *room = scratch
    weights, (width, samples) = parameters["hidden"], top.shape
    delta = (jax.nn.softmax(logits, axis=0) - targets) * (1 / samples if counts is None else counts)

    def signals(back: jax.Array, carried: tuple) -> tuple:
        at = depth - 1 - back
        signal, deltas = carried
        here = signal * recalled(item(marks, at), kind)[1]
        passed = (transposed(item(weights, at - 1)) @ here.reshape(width, samples)).reshape(-1) + residual * signal
        return passed, put(deltas, here, at)

    def gradients(at: jax.Array, carried: tuple) -> tuple:
        hidden, biases = carried
        here, below = item(deltas, at).reshape(width, samples), item(values, at - 1).reshape(width, samples)
        return put(hidden, (here @ below.T).reshape(-1), at - 1), put(biases, here @ ones, at)

    ones = jax.lax.optimization_barrier(jnp.ones(samples, top.dtype))  # once, not in each turn of the loop
    begun = ((transposed(parameters["last"]) @ delta).reshape(-1), deltas)
    signal, deltas = jax.lax.fori_loop(0, depth - 1, signals, begun)
    hidden, biases = jax.lax.fori_loop(1, depth, gradients, tuple(room))
    here = (signal * recalled(marks[0], kind)[1]).reshape(width, samples)
    biases = put(biases, here @ ones, 0)
    found = {
        "first": here @ inputs.T,
        "hidden": hidden.reshape(weights.shape),
        "biases": biases,
        "last": delta @ top.T,
        "last_bias": over_samples(delta),
    }
    return found, (values, marks, deltas, hidden, biases)


def descended(parameters: dict, slopes: dict, rate: jax.Array | float, depth: jax.Array | int) -> dict:
    """The parameters after a step of plain gradient descent; of the hidden layers only those that there are."""
    import jax

    flat, steepest = (p["hidden"].reshape(len(p["hidden"]), -1) for p in (parameters, slopes))
    flat = jax.lax.fori_loop(0, depth - 1, lambda at, w: put(w, item(w, at) - rate * item(steepest, at), at), flat)
    others = {name: p - rate * slopes[name] for name, p in parameters.items() if name != "hidden"}
    return others | {"hidden": flat.reshape(parameters["hidden"].shape)}


def compiled_backward(
    parameters: dict,
    inputs: jax.Array | np.ndarray,
    targets: jax.Array | np.ndarray,
    depth: int,
    kind: int | Activation,
    residual: float,
    scratch: tuple,
) -> tuple[dict, tuple]:
    """`backward` as one compiled program, as the training runs it; the same for all activations that it chooses."""
    import jax

    alone = ("kind",) if isinstance(kind, Activation) else ()
    program = jax.jit(backward, static_argnames=alone)
    return program(parameters, inputs, targets, depth=depth, kind=kind, residual=residual, scratch=scratch)


def loss(
    parameters: dict, inputs: jax.Array, targets: jax.Array, depth: int, activation: Activation, residual: float
) -> jax.Array:
    """The mean cross-entropy, as it is defined; for automatic differentiation, so with a depth that is a number."""
    import jax
    import jax.numpy as jnp

    curves = {
        Activation.LOGISTIC: jax.nn.sigmoid,
        Activation.TANH: jnp.tanh,
        Activation.RELU: jax.nn.relu,
        Activation.GELU: lambda z: jax.nn.gelu(z, approximate=False),
        Activation.IDENTITY: lambda z: z,
    }
    sigma = curves[activation]

    def affine(weights: jax.Array, biases: jax.Array, values: jax.Array) -> jax.Array:
        return jnp.einsum("oi,is->os", weights, values) + biases[:, None]

    value = sigma(affine(parameters["first"], parameters["biases"][0], inputs))
    for at in range(1, depth):
        value = sigma(affine(parameters["hidden"][at - 1], parameters["biases"][at], value)) + residual * value
    logits = affine(parameters["last"], parameters["last_bias"], value)
    return -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(logits, axis=0), axis=0))
