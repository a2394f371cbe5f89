"""The networks of the studies of the exclusive or, and settings with which each activation does well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..engine.elementwise import Activation
from ..engine.study import Given
from ..engine.train_network import Loss, Network
from ..xor import CROSS_ENTROPY, GRADIENTS, on_xor

STEPS = 5000
# Scale of the start and step size for the squared loss, by a pilot; those of the table of rates come from its own.
GOOD = {
    Activation.LOGISTIC: (0.5, 10.0),
    Activation.TANH: (0.25, 3.0),
    Activation.RELU: (2.0, 1.0),
    Activation.GELU: (0.25, 1.0),
}


def network(task: Mapping[str, object], given: Given) -> Network:
    """The network of a task, held to the derived gradients before it is used."""
    squared, activation = task["loss"] == "squared", Activation(task["activation"])
    experiment = on_xor(
        f"2-{task['width']}-1 {task['activation']}",
        int(task["width"]),  # type: ignore[call-overload]
        activation,
    )
    experiment = replace(
        experiment,
        formulas=GRADIENTS if squared else CROSS_ENTROPY,
        loss=Loss.SQUARED if squared else Loss.CROSS_ENTROPY,
        scale=GOOD[activation][0],
        learning_rate=GOOD[activation][1],
        seeds=int(task["seeds"]),  # type: ignore[call-overload]
        steps=STEPS,
    )
    return Network(experiment, given.formulas)
