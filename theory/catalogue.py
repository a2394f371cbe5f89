"""All claims by their addresses. A topic is one line here; its claims are the module's attributes."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kernel.claim import Claim

TOPICS = {
    "activations": "activation functions, their slopes, bounds and kinks",
    "backpropagation": "gradients of layered networks",
    "perceptron": "one unit: its plane, and which points it can tell apart",
    "xor": "the exclusive or, with and without a hidden layer",
    "min_norm": "gradient descent on under-determined least squares",
    "momentum": "the heavy ball: what momentum speeds up and what it slows down",
    "descent": "gradient descent: rate, step size, minima, mini-batches",
    "curvature": "Newton steps and what the Hessian says of critical points",
    "early_stopping": "early stopping as a spectral filter",
    "dropout": "dropout as a random mask and as a penalty",
    "weight_decay": "the penalty on the weights, its prior and its solution",
    "augmentation": "noise on the inputs, and what it does to the weights",
    "overfitting": "networks that fit noise, and what it costs",
    "vanishing": "how gradients shrink, or grow, with depth",
    "convolution": "circular convolution, cross-correlation and shifts",
    "pooling": "pooling windows and shifts",
    "residual": "residual blocks and the gradient through them",
    "initialization": "variances of random layers, and what the starting weights decide",
    "normalization": "normalized activations, and over which values mean and variance are taken",
    "stability": "softmax, log-sum-exp and exponentials in finite precision",
    "recurrent": "recurrent layers, their gradients over time, and gates",
    "attention": "scores, weights, gradients and symmetries of attention",
    "likelihood": "losses as negative log-likelihoods",
    "autodiff": "what gradients cost, and where they are exact",
    "mlp": "multi-layer perceptrons: parameters, order of the pixels, averages",
    "depth": "what deep networks can do with few units, and shallow ones too",
    "approximation": "what one hidden layer approximates, how fast, and what not",
}

# The refutations that a reader of the sources would least expect, most surprising first. The report and README.md show
# them: what the source says, as sources.txt has it, what is true, and the counterexample.
SURPRISING = (
    "vanishing.gradient_keeps_its_size_in_a_sigmoid_chain",
    "depth.three_relu_units_compute_four_bit_parity",
    "approximation.activation_that_is_not_constant_is_not_enough",
    "curvature.newton_overshoots_on_a_convex_loss",
    "initialization.relu_halves_the_second_moment",
    "attention.self_attention_is_equivariant_not_invariant",
    "residual.gradient_survives_when_branches_contract",
    "initialization.xavier_with_sigmoid_loses_fifteen_sixteenths_of_the_gradient",
    "approximation.jump_costs_half_its_height",
    "autodiff.backward_pass_is_twice_the_forward_pass_less_the_first_layer",
)


def claims(topic: str | None = None) -> dict[str, Claim]:
    """Claims by id, topic.attribute, in the order in which they are written; of one topic or of all."""
    topics = TOPICS if topic is None else {topic: TOPICS[topic]}
    return {claim_id: claim for name in topics for claim_id, claim in _of(name).items()}


@cache
def _of(topic: str) -> dict[str, Claim]:
    from .kernel.claim import Claim  # SymPy is loaded with it: not before somebody asks

    module = import_module(f"..theory.{topic}", __package__)
    return {f"{topic}.{name}": value for name, value in vars(module).items() if isinstance(value, Claim)}
