"""Where two hidden units end that do not learn the exclusive or: kinds of critical points, by the Hessian."""

from __future__ import annotations

import numpy as np

from ...theory.kernel.evidence import Outcome
from ..engine.critical import Ends, go_on, look
from ..engine.elementwise import Activation
from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting, checked, predicted
from ..engine.train import interval
from ._xor_network import STEPS, network

MORE_STEPS = 50_000  # in float64, for every start that failed
EXAMINED = 200  # failed starts a row at most
AT_REST = 1e-10  # norm of the gradient
GROWS = 1.01  # of the norm of all weights, over the further steps
DOWN = 1e-3  # of the largest eigenvalue: a direction that goes down in earnest

KINDS = (
    "learns later",
    "saddle",
    "at rest, nothing leads down",
    "runs off to infinity",
    "neither",
)


def kinds(before: Ends, after: Ends) -> np.ndarray:
    """The kind of each end, as a position in KINDS."""
    least, largest = after.eigenvalues[0], after.eigenvalues[-1]
    saddle = least < -DOWN * largest
    rest = after.slope < AT_REST
    running = after.size > GROWS * before.size
    return np.select([after.solved, saddle, rest, running], [0, 1, 2, 3], 4)


def ends(task: Row, given: Given) -> Measured:
    """The ends of the failed starts, a row a kind."""
    net = network(task, given)
    checks = checked(net, given.setting.seed)
    found = net.train(seed=given.setting.seed)
    stacked = np.concatenate([found.parameters[name].reshape(-1, found.solved.size) for name in net.places])
    failed = np.flatnonzero(~found.solved & ~found.diverged)[: int(task["examined"])]
    if not failed.size:
        return Measured(rows=[], checks=checks)
    before = look(net, stacked[:, failed])
    after = look(net, go_on(net, before.rows, MORE_STEPS, net.experiment.learning_rate))
    kind = kinds(before, after)
    rows = []
    for n, name in enumerate(KINDS):
        these = kind == n
        if not these.any():
            continue
        values, largest = after.eigenvalues[:, these], after.eigenvalues[-1, these]
        rows.append(
            {
                **task,
                "kind": name,
                "ends": int(these.sum()),
                "failed": failed.size,
                "share": these.mean(),
                "interval": interval(int(these.sum()), failed.size),
                "loss_median": np.median(after.loss[these]),
                "slope": np.median(after.slope[these]),
                "least": np.min(values[0] / largest),
                "flat": np.median((np.abs(values) < 1e-9 * largest).sum(axis=0)),
                "growth": np.median(after.size[these] / before.size[these]),
            }
        )
    return Measured(rows=rows, checks=checks)


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """Smooth units never rest at a finite point; many ReLU units do."""

    def at_rest(activation: Activation, text: str, **bounds: float) -> Finding:
        these = [r for r in rows if r["activation"] == activation.value]
        if not these:
            return Finding(prediction=text, outcome=Outcome.UNDECIDED, measured="no start failed")
        resting = sum(int(r["ends"]) for r in these if r["kind"] == KINDS[2])  # type: ignore[call-overload]
        return predicted(text, *interval(resting, int(these[0]["failed"])), **bounds)  # type: ignore[call-overload]

    relu = "of the failed ReLU starts more than a third rest where nothing leads down"
    smooth = "of the failed {} starts fewer than 15 % rest at a finite point"
    return (
        *(at_rest(a, smooth.format(a.value), at_most=0.15) for a in (Activation.LOGISTIC, Activation.TANH)),
        at_rest(Activation.RELU, relu, at_least=1 / 3),
    )


def ends_part(setting: Setting) -> Part:
    """The failures of three activations."""
    seeds = setting.seeds or (16384 if setting.full else 4096)
    examined = 5 * EXAMINED if setting.full else EXAMINED
    tasks = tuple(
        {"activation": a.value, "width": 2, "loss": "squared", "seeds": seeds, "examined": examined}
        for a in (Activation.LOGISTIC, Activation.TANH, Activation.RELU)
    )
    return Part(
        name="ends",
        title="Where the starts end that do not learn: critical points by the eigenvalues of the Hessian",
        question="Do the failed starts lie in local minima?",
        prediction="Sigmoid and tanh units do not: their weights run off along valleys; many ReLU units do",
        budget=f"{seeds} starts, {STEPS} steps; then {MORE_STEPS} more in float64 for the first {examined} that failed",
        criterion="",
        columns=(
            Column(name="activation", label="hidden units"),
            Column(name="kind", label="kind of end"),
            Column(name="ends", label="ends", unit="seeds", shown="d"),
            Column(name="failed", label="of", unit="seeds", shown="d"),
            Column(name="share", label="share", shown=".3f"),
            Column(name="interval", label="99.9% interval", shown=".3f"),
            Column(name="loss_median", label="mean loss", unit="median", shown=".5f"),
            Column(name="slope", label="gradient norm", unit="median", shown=".1e"),
            Column(name="least", label="least eigenvalue", unit="of largest", shown=".1e"),
            Column(name="flat", label="flat", unit="of 9", shown=".0f"),
            Column(name="growth", label="growth", unit="of weights", shown=".3f"),
        ),
        tasks=tasks,
        measure=ends,
        judge=judge,
        note=f"saddle: least eigenvalue under -{DOWN:g} of the largest; at rest: gradient norm under {AT_REST:g}; runs "
        f"off: the norm of all weights grows by more than {GROWS - 1:.0%} in the further steps; flat: eigenvalue under "
        "1e-9 of the largest. Mean loss 1/16, 1/12, 1/8: two, three, all four inputs get the same output. For 2-2-1 "
        "sigmoid networks Hamey (1998, Neural Networks 11) shows that no finite local minimum exists",
    )
