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

# The refutations that a reader of the sources would least expect, most surprising first, each with its numbers. The
# report and README.md show them: what the source says, as sources.txt has it, what is true, and why.
SURPRISING = {
    "vanishing.gradient_keeps_its_size_in_a_sigmoid_chain": (
        "One unit a layer with weight 4 and bias -2, fed with x = 1/2: every pre-activation is 4/2 - 2 = 0, and every "
        "layer multiplies the gradient by 4 sigma'(0) = 1. Behind five layers the slope in the first weight is still "
        "1/8, where a gradient that halves in every layer would be 1/16 at most."
    ),
    "depth.three_relu_units_compute_four_bit_parity": (
        "With s = x_1 + x_2 + x_3 + x_4 the network 6 - 2 ReLU(3 - s) - 4 ReLU(s - 3/4) + 3 ReLU(s - 5/3) gives "
        "0, 1, 0, 1, 0 for s = 0, 1, 2, 3, 4. It is right on all 16 inputs with three units, where the slide asks for "
        "eight."
    ),
    "approximation.activation_that_is_not_constant_is_not_enough": (
        "Such a network is a polynomial p of degree 2 at most, and for each of those p(1) - 2 p(1/2) + 2 p(-1/2) - "
        "p(-1) = 0, while x^3 gives 3/2. The four coefficients are 6 together, so at one of the four points the "
        "network is off by (3/2)/6 = 1/4 or more, however wide it is."
    ),
    "curvature.newton_overshoots_on_a_convex_loss": (
        "This loss has its minimum at 0, but from t = 3 the Newton step goes to 3 - sinh 3 = -7.02, farther away than "
        "before. The next step goes beyond 500."
    ),
    "initialization.relu_halves_the_second_moment": (
        "A number that is 1 or -1, each with probability 1/2, has mean 0 and variance 1; behind ReLU it is 1 or 0, "
        "with mean 1/2. Its mean square is 1/2, half of what it was, but its variance is 1/2 - 1/4 = 1/4."
    ),
    "attention.self_attention_is_equivariant_not_invariant": (
        "Of two tokens, the numbers 0 and 1, with all weights 1, the first has the output 1/2 and the second e/(1 + e) "
        "= 0.73. When the tokens change places so do the outputs, where invariance would have them stay."
    ),
    "residual.gradient_survives_when_branches_contract": (
        "In a block x + F(x) with F(x) = -x the output is 0 for every x, and 1 + F'(x) = 1 - 1 = 0 lets no gradient "
        "through. What keeps it alive is a bound on the branch: with slopes of -1/2 or more, k blocks keep at least "
        "2^-k of it."
    ),
    "initialization.xavier_with_sigmoid_loses_fifteen_sixteenths_of_the_gradient": (
        "The logistic function's slope is 1/4 at most, so that with Xavier's variance 1/n a layer of n units leaves "
        "at most (1/4)^2 = 1/16 of the mean square of the error signal. One unit at z = 0 leaves exactly 1/16; with "
        "tanh, whose slope there is 1, it leaves all of it."
    ),
    "approximation.jump_costs_half_its_height": (
        "A continuous network has one value at the jump, so beside it the network is off by half the jump or more on "
        "one side: by 1/2 for the function that is 0 left of 1/2 and 1 right of it. No width helps against that; the "
        "theorems speak of continuous functions, or of the error in the mean."
    ),
    "autodiff.backward_pass_is_twice_the_forward_pass_less_the_first_layer": (
        "With n inputs, m hidden units and one output the gradient takes (n + 2) m multiplications: for one input 3 "
        "with one hidden unit, and 6 with two. What the number of parameters does not change is the ratio: backward "
        "costs at most twice what forward does."
    ),
}


def claims(topic: str | None = None) -> dict[str, Claim]:
    """Claims by id, topic.attribute, in the order in which they are written; of one topic or of all."""
    topics = TOPICS if topic is None else {topic: TOPICS[topic]}
    return {claim_id: claim for name in topics for claim_id, claim in _of(name).items()}


@cache
def _of(topic: str) -> dict[str, Claim]:
    from .kernel.claim import Claim  # SymPy is loaded with it: not before somebody asks

    module = import_module(f"..theory.{topic}", __package__)
    return {f"{topic}.{name}": value for name, value in vars(module).items() if isinstance(value, Claim)}
