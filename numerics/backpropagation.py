"""Oracles for `theory.backpropagation`: plain forward passes, written from the exercise's text, under `jax.grad`.

The arbitrary activation is the logistic function here. Arrays are float64 with the shapes of the exercise: x (K1,),
w (K2, K1), w0 (K2,), beta (K, K2), beta0 (K,), y (K,); batches X (N, K1), Y (N, K).
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = jax.Array | np.ndarray
activation = jax.nn.sigmoid


def forward(x: Array, w: Array, w0: Array, beta: Array, beta0: Array) -> Array:
    """Outputs of the two-layer network for one sample, (K,)."""
    return beta0 + beta @ activation(w0 + w @ x)


def squared_loss(x: Array, w: Array, w0: Array, beta: Array, beta0: Array, y: Array) -> Array:
    """Half the sum of squared errors."""
    return 0.5 * jnp.sum((y - forward(x, w, w0, beta, beta0)) ** 2)


def mean_loss(X: Array, w: Array, w0: Array, beta: Array, beta0: Array, Y: Array) -> Array:
    """Mean over the samples of half the sum of squared errors."""
    each = jax.vmap(lambda x, y: squared_loss(x, w, w0, beta, beta0, y))(jnp.asarray(X), jnp.asarray(Y))
    return jnp.mean(each)


def cross_entropy(logits: Array, y: Array) -> Array:
    """Cross-entropy of softmax(logits) against the targets y."""
    return -jnp.sum(y * jax.nn.log_softmax(logits))


def network_cross_entropy(x: Array, w: Array, w0: Array, beta: Array, beta0: Array, y: Array) -> Array:
    """Cross-entropy of the two-layer network's softmax."""
    return cross_entropy(forward(x, w, w0, beta, beta0), y)


def logistic_loss(x: Array, w: Array, w0: Array, b: Array, b0: Array, y: Array) -> Array:
    """Half the squared error of one logistic output."""
    return 0.5 * (jax.nn.sigmoid(b0 + jnp.asarray(b) @ activation(w0 + w @ x)) - y) ** 2


def output_signal(f: Array, y: Array, **_: object) -> Array:
    """Gradient of the squared loss in the outputs, (K,)."""
    return jax.grad(lambda out: 0.5 * jnp.sum((y - out) ** 2))(jnp.asarray(f))


def hidden_signal(a: Array, beta: Array, beta0: Array, y: Array, **_: object) -> Array:
    """Gradient of the squared loss in the pre-activations, (K2,)."""
    return jax.grad(lambda pre: 0.5 * jnp.sum((y - beta0 - beta @ activation(pre)) ** 2))(jnp.asarray(a))


def squared_loss_in_beta(x: Array, w: Array, w0: Array, beta: Array, beta0: Array, y: Array, **_: object) -> Array:
    """Gradient of the squared loss in the output weights, (K, K2)."""
    return jax.grad(squared_loss, argnums=3)(*map(jnp.asarray, (x, w, w0, beta, beta0, y)))


def squared_loss_in_beta0(x: Array, w: Array, w0: Array, beta: Array, beta0: Array, y: Array, **_: object) -> Array:
    """Gradient of the squared loss in the output biases, (K,)."""
    return jax.grad(squared_loss, argnums=4)(*map(jnp.asarray, (x, w, w0, beta, beta0, y)))


def squared_loss_in_w(x: Array, w: Array, w0: Array, beta: Array, beta0: Array, y: Array, **_: object) -> Array:
    """Gradient of the squared loss in the hidden weights, (K2, K1)."""
    return jax.grad(squared_loss, argnums=1)(*map(jnp.asarray, (x, w, w0, beta, beta0, y)))


def squared_loss_in_w0(x: Array, w: Array, w0: Array, beta: Array, beta0: Array, y: Array, **_: object) -> Array:
    """Gradient of the squared loss in the hidden biases, (K2,)."""
    return jax.grad(squared_loss, argnums=2)(*map(jnp.asarray, (x, w, w0, beta, beta0, y)))


def mean_loss_in_beta(X: Array, w: Array, w0: Array, beta: Array, beta0: Array, Y: Array, **_: object) -> Array:
    """Gradient of the mean loss in the output weights, (K, K2)."""
    return jax.grad(mean_loss, argnums=3)(*map(jnp.asarray, (X, w, w0, beta, beta0, Y)))


def mean_loss_in_w(X: Array, w: Array, w0: Array, beta: Array, beta0: Array, Y: Array, **_: object) -> Array:
    """Gradient of the mean loss in the hidden weights, (K2, K1)."""
    return jax.grad(mean_loss, argnums=1)(*map(jnp.asarray, (X, w, w0, beta, beta0, Y)))


def squared_loss_in_logit(t: float, y: float, **_: object) -> Array:
    """Slope of the squared loss behind a logistic output."""
    return jax.grad(lambda logit: 0.5 * (jax.nn.sigmoid(logit) - y) ** 2)(float(t))


def binary_cross_entropy_in_logit(t: float, y: float, **_: object) -> Array:
    """Slope of the binary cross-entropy behind a logistic output, in the form that does not overflow."""
    return jax.grad(lambda logit: jax.nn.softplus(logit) - y * logit)(float(t))


def logistic_loss_in_b(x: Array, w: Array, w0: Array, b: Array, b0: float, y: float, **_: object) -> Array:
    """Gradient of the logistic output's squared loss in its weights, (K2,)."""
    return jax.grad(logistic_loss, argnums=3)(*map(jnp.asarray, (x, w, w0, b, b0, y)))


def logistic_loss_in_w(x: Array, w: Array, w0: Array, b: Array, b0: float, y: float, **_: object) -> Array:
    """Gradient of the logistic output's squared loss in the hidden weights, (K2, K1)."""
    return jax.grad(logistic_loss, argnums=1)(*map(jnp.asarray, (x, w, w0, b, b0, y)))


def logistic_loss_in_b0(x: Array, w: Array, w0: Array, b: Array, b0: float, y: float, **_: object) -> Array:
    """Slope of the logistic output's squared loss in its bias."""
    return jax.grad(logistic_loss, argnums=4)(*map(jnp.asarray, (x, w, w0, b, b0, y)))


def logistic_loss_in_w0(x: Array, w: Array, w0: Array, b: Array, b0: float, y: float, **_: object) -> Array:
    """Gradient of the logistic output's squared loss in the hidden biases, (K2,)."""
    return jax.grad(logistic_loss, argnums=2)(*map(jnp.asarray, (x, w, w0, b, b0, y)))


def logistic_cross_entropy(x: Array, w: Array, w0: Array, b: Array, b0: Array, y: Array) -> Array:
    """Binary cross-entropy of one logistic output, log(1 + exp(logit)) - y logit."""
    logit = b0 + jnp.asarray(b) @ activation(w0 + w @ x)
    return jax.nn.softplus(logit) - y * logit


def cross_entropy_in(argument: int) -> Callable[..., Array]:
    """The gradient of the logistic output's cross-entropy in w, w0, b or b0: arguments 1 to 4."""

    def oracle(x: Array, w: Array, w0: Array, b: Array, b0: float, y: float, **_: object) -> Array:
        return jax.grad(logistic_cross_entropy, argnums=argument)(*map(jnp.asarray, (x, w, w0, b, b0, y)))

    return oracle


def softmax_by_jax(z: Array, **_: object) -> Array:
    """Jacobian of softmax, (K, K)."""
    return jax.jacobian(jax.nn.softmax)(jnp.asarray(z))


def cross_entropy_in_logits(z: Array, y: Array, **_: object) -> Array:
    """Gradient of the cross-entropy in the logits, (K,)."""
    return jax.grad(cross_entropy)(jnp.asarray(z), jnp.asarray(y))


def network_cross_entropy_in_w(
    x: Array, w: Array, w0: Array, beta: Array, beta0: Array, y: Array, **_: object
) -> Array:
    """Gradient of the network's cross-entropy in the hidden weights, (K2, K1)."""
    return jax.grad(network_cross_entropy, argnums=1)(*map(jnp.asarray, (x, w, w0, beta, beta0, y)))


def network_cross_entropy_in_beta(
    x: Array, w: Array, w0: Array, beta: Array, beta0: Array, y: Array, **_: object
) -> Array:
    """Gradient of the network's cross-entropy in the output weights, (K, K2)."""
    return jax.grad(network_cross_entropy, argnums=3)(*map(jnp.asarray, (x, w, w0, beta, beta0, y)))


def affine_in_weights(W: Array, b: Array, x: Array, g: Array, **_: object) -> Array:
    """Pull-back of g through the affine layer to its weights, (m, n)."""
    return jax.vjp(lambda weights: weights @ x + b, jnp.asarray(W))[1](jnp.asarray(g))[0]


def affine_in_input(W: Array, b: Array, x: Array, g: Array, **_: object) -> Array:
    """Pull-back of g through the affine layer to its input, (n,)."""
    return jax.vjp(lambda inputs: W @ inputs + b, jnp.asarray(x))[1](jnp.asarray(g))[0]


def batch_in_weights(W: Array, b: Array, X: Array, G: Array, **_: object) -> Array:
    """Pull-back of the signals G through X W^T + 1 b^T to the weights, (m, n)."""
    return jax.vjp(lambda weights: X @ weights.T + b, jnp.asarray(W))[1](jnp.asarray(G))[0]


def batch_in_bias(W: Array, b: Array, X: Array, G: Array, **_: object) -> Array:
    """The same to the biases, (m,)."""
    return jax.vjp(lambda bias: X @ W.T + bias, jnp.asarray(b))[1](jnp.asarray(G))[0]


def batch_in_input(W: Array, b: Array, X: Array, G: Array, **_: object) -> Array:
    """The same to the inputs, (N, n)."""
    return jax.vjp(lambda inputs: inputs @ W.T + b, jnp.asarray(X))[1](jnp.asarray(G))[0]


def along_jacobians(
    J: list[Array], H: list[Array], dW: list[Array], u: Array, g: Array, L: int, k: int, **_: object
) -> float:
    """Change of <g, x_L> that the change of input and of the first k weight vectors brings, by matrix products."""
    change = u
    for layer in range(k):
        change = J[layer] @ change + H[layer] @ dW[layer]
    for layer in range(k, L):
        change = J[layer] @ change
    return float(g @ change)


def layers(W: list[Array], b: list[Array], x: Array, first: int, last: int) -> Array:
    """Layers first..last-1 of the MLP applied to x."""
    for layer in range(first, last):
        x = activation(W[layer] @ x + b[layer])
    return x


def along_network(
    W: list[Array],
    b: list[Array],
    x: Array,
    g: Array,
    dW: list[Array],
    db: list[Array],
    u: Array,
    L: int,
    k: int,
    **_: object,
) -> float:
    """Change of <g, a_L> that comes through layer k, by `jax.jvp` of the network itself."""
    primal = [[jnp.asarray(m) for m in W], [jnp.asarray(v) for v in b], jnp.asarray(x)]
    tangent = [[jnp.asarray(m) for m in dW], [jnp.asarray(v) for v in db], jnp.asarray(u)]
    at, change = jax.jvp(lambda weights, biases, start: layers(weights, biases, start, 0, k), primal, tangent)
    _, final = jax.jvp(lambda inner: layers(primal[0], primal[1], inner, k, L), (at,), (change,))
    return float(jnp.asarray(g) @ final)


def chain_in_first_weight(w: list[Array], b: list[Array], x: float, k: int, **_: object) -> Array:
    """Slope of a_{k+1} in the first weight of a chain of width 1."""

    def last(first: Array) -> Array:
        value = activation(first * x + b[0])
        for layer in range(1, k + 1):
            value = activation(w[layer] * value + b[layer])
        return value

    return jax.grad(last)(jnp.asarray(w[0], dtype=float))


co_states_give_every_gradient = Check(oracle=along_jacobians)
delta_rule_at_every_depth = Check(oracle=along_network)
gradient_carries_the_weights = Check(oracle=chain_in_first_weight)
affine_weight_gradient = Check(oracle=affine_in_weights)
affine_input_gradient = Check(oracle=affine_in_input)
batch_weight_gradient = Check(oracle=batch_in_weights)
batch_bias_gradient = Check(oracle=batch_in_bias)
batch_input_gradient = Check(oracle=batch_in_input)
logistic_output_signal_squared_loss = Check(oracle=squared_loss_in_logit)
logistic_output_signal_cross_entropy = Check(oracle=binary_cross_entropy_in_logit)
logistic_output_weight_gradient = Check(oracle=logistic_loss_in_b)
logistic_hidden_weight_gradient = Check(oracle=logistic_loss_in_w)
logistic_output_bias_gradient = Check(oracle=logistic_loss_in_b0)
logistic_hidden_bias_gradient = Check(oracle=logistic_loss_in_w0)
cross_entropy_hidden_weight_gradient = Check(oracle=cross_entropy_in(1))
cross_entropy_hidden_bias_gradient = Check(oracle=cross_entropy_in(2))
cross_entropy_output_weight_gradient = Check(oracle=cross_entropy_in(3))
cross_entropy_output_bias_gradient = Check(oracle=cross_entropy_in(4))
softmax_jacobian = Check(oracle=softmax_by_jax)
cross_entropy_gradient_for_any_targets = Check(oracle=cross_entropy_in_logits)
cross_entropy_signal_is_residual = Check(oracle=cross_entropy_in_logits)
softmax_hidden_weight_gradient = Check(oracle=network_cross_entropy_in_w)
softmax_output_weight_gradient = Check(oracle=network_cross_entropy_in_beta)
output_signal_is_residual = Check(oracle=output_signal)
hidden_signal_collects_outputs = Check(oracle=hidden_signal)
output_weight_gradient = Check(oracle=squared_loss_in_beta)
output_bias_gradient = Check(oracle=squared_loss_in_beta0)
hidden_weight_gradient = Check(oracle=squared_loss_in_w)
hidden_bias_gradient = Check(oracle=squared_loss_in_w0)
batch_output_weight_gradient = Check(oracle=mean_loss_in_beta)
batch_hidden_weight_gradient = Check(oracle=mean_loss_in_w)
