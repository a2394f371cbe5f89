"""The ensemble trainer: many independent small networks as one jitted program, and what they find.

Gradient descent runs on the *derived* gradients: the formulas of the catalogue's claims, lowered element by element
with the seeds on the last axis (`elementwise`), or, where there are many samples, arranged by hand (`arranged`). Before
a run the very function that takes the steps is compared in float64 with the lowered claims and with automatic
differentiation of their loss, and in float32 with itself in float64. An experiment fixes network, data, start, step
size, budget, seeds and criterion of success beforehand; every seed is counted, a diverged one as a failure; the
interval is the exact one of Clopper and Pearson.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ...theory.kernel.evidence import Evidence, Kind, Outcome
from ...theory.kernel.statement import Statement
from .devices import Device, choose, description
from .elementwise import Activation
from .train_network import Loss, Network, Start

FULL = 4
CONFIDENCE = 0.999  # of an interval: one false alarm in a thousand experiments
SAME = 1e-12  # relative, between the derived gradients and automatic differentiation in float64
SAME_SINGLE = 1e-4  # relative, between the step in float32 and in float64: an ulp, and 10 bits lost to cancellation
_Experiment = TypeVar("_Experiment", bound=Any)  # a dataclass with `seeds`


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Networks of one kind, trained by full-batch gradient descent from many seeds.

    formulas: ids of the claims Partial(loss, parameter) = formula, one a parameter. inputs and targets: the names of
    the formulas' variables that carry a sample, with one row a sample. sizes: the formulas' sizes by name. momentum: mu
    of the heavy ball v <- mu v - eta g, w <- w + v. A seed succeeds when after the last step the network's output is
    on the right side of 1/2 for every sample.
    """

    title: str
    formulas: tuple[str, ...]
    sizes: Mapping[str, int]
    inputs: tuple[str, tuple[tuple[float, ...], ...]]
    targets: tuple[str, tuple[float, ...]]
    fan_in: Mapping[str, int]  # of each parameter
    loss: Loss = Loss.SQUARED
    activation: Activation = Activation.LOGISTIC
    start: Start = Start.UNIFORM
    scale: float = 1.0
    learning_rate: float = 1.0
    momentum: float = 0.0
    steps: int = 1000
    seeds: int = 1024

    def run(
        self,
        formulas: Mapping[str, Statement],
        *,
        seed: int = 0,
        device: Device = Device.AUTO,
        chunk: int | None = None,
        on_seeds: Callable[[int], None] | None = None,
    ) -> Evidence:
        """Trains every seed and counts. UNDECIDED when the formulas and automatic differentiation disagree.

        on_seeds: called with the number of seeds that are done.
        """
        platform = choose(device)
        network = Network(self, formulas)
        network.check_loss()
        gaps = network.worst_gaps(seed)
        same = (
            f"the step is within {gaps[0]:.1g} of the derived gradients and {gaps[1]:.1g} of automatic differentiation "
            f"in float64, and in float32 within {gaps[2]:.1g} of itself in float64"
        )
        if not (gaps[0] <= SAME and gaps[1] <= SAME and gaps[2] <= SAME_SINGLE):
            detail = f"no training: {same}"
            return Evidence(kind=Kind.TRAINING, outcome=Outcome.UNDECIDED, detail=detail, worst=max(gaps[:2]))
        found = network.train(seed=seed, chunk=chunk, on_seeds=on_seeds)
        if found.solved.size < self.seeds:
            raise KeyboardInterrupt  # a part of the seeds is no evidence for what was predicted of all
        low, high = interval(found.successes, self.seeds)
        detail = (
            f"{found.successes} of {self.seeds} seeds solve it in {self.steps} steps ({CONFIDENCE:.1%} interval "
            f"{low:.4f} to {high:.4f}), {found.lost} diverged; {same}; trained in "
            f"float32 on {platform} ({description()['device']}), seed {seed}"
        )
        return Evidence(
            kind=Kind.TRAINING,
            outcome=Outcome.HOLDS,
            detail=detail,
            instances=self.seeds,
            worst=max(gaps[:2]),
            grade=f"{found.successes} of {self.seeds} seeds",
            interval=(low, high),
        )


def fuller(experiment: _Experiment) -> _Experiment:
    """The experiment with its full budget, FULL times the seeds: an interval of half the width."""
    return replace(experiment, seeds=FULL * experiment.seeds)


def interval(successes: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson (1934) for a probability of success."""
    from scipy.special import betaincinv  # scipy.stats has it too, and takes a second to import

    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, trials - successes + 1, tail))
    high = 1.0 if successes == trials else float(betaincinv(successes + 1, trials - successes, 1 - tail))
    return low, high
