"""All claims by their addresses. A topic is one line here; its claims are the module's attributes."""

from functools import cache
from importlib import import_module

from .kernel.claim import Claim

TOPICS = {
    "activations": "activation functions, their slopes, bounds and kinks",
    "backpropagation": "gradients of layered networks",
    "xor": "the exclusive or, with and without a hidden layer",
    "min_norm": "gradient descent on under-determined least squares",
    "dropout": "dropout as a random mask and as a penalty",
    "vanishing": "how gradients shrink, or grow, with depth",
    "stability": "softmax in finite precision",
}


def claims(topic: str | None = None) -> dict[str, Claim]:
    """Claims by id, topic.attribute, in the order in which they are written; of one topic or of all."""
    topics = TOPICS if topic is None else {topic: TOPICS[topic]}
    return {claim_id: claim for name in topics for claim_id, claim in _of(name).items()}


@cache
def _of(topic: str) -> dict[str, Claim]:
    module = import_module(f"..theory.{topic}", __package__)
    return {f"{topic}.{name}": value for name, value in vars(module).items() if isinstance(value, Claim)}
