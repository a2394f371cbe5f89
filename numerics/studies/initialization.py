"""Initialization: how signals and gradients change from layer to layer of random networks, scheme by scheme."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..engine.elementwise import Activation
from ..engine.signal import SAMPLES, Flow, flow, wide
from ..engine.study import SHARE, STARTS, Column, Finding, Given, Measured, Part, Row, Setting, Study, predicted, share
from ..engine.train import CONFIDENCE, interval
from ..engine.train_depth import mean_interval
from ..engine.train_starts import Architecture, Scheme
from ._depth_network import of_user

WIDTH, NARROW = 128, 20
SHALLOW, DEEP = 10, 50
KEPT = 10.0  # a signal is kept when its mean square is neither so many times as large nor as small
Kind = tuple[Activation, Scheme, bool]
SIGMOID, TANH, RELU, LINEAR = Activation.LOGISTIC, Activation.TANH, Activation.RELU, Activation.IDENTITY
# What is proved of a layer's factors, as claims of the topic `initialization` have it: forward and backward.
PROVED: dict[Kind, tuple[str, str]] = {
    (LINEAR, Scheme.LECUN, False): ("1", "1"),
    (SIGMOID, Scheme.XAVIER, False): ("", "at most 1/16"),
    (RELU, Scheme.LECUN, False): ("1/2", "1/2"),
    (RELU, Scheme.HE, False): ("1", "1"),
}
KINDS: tuple[Kind, ...] = (
    *PROVED,
    (SIGMOID, Scheme.TANH_EQUIVALENT, False),
    (TANH, Scheme.XAVIER, False),
    (SIGMOID, Scheme.XAVIER, True),
    (TANH, Scheme.XAVIER, True),
    (RELU, Scheme.LECUN, True),
    (RELU, Scheme.HE, True),
)


@lru_cache(maxsize=64)
def measured(architecture: Architecture, depth: int, width: int, networks: int, seed: int) -> Flow:
    """The flow through random networks; several tables look at the same ones."""
    return flow(architecture, depth=depth, width=width, networks=networks, seed=seed)


def architecture_of(task: Row) -> Architecture:
    """What a task writes out."""
    return Architecture(
        activation=Activation(task["activation"]), scheme=Scheme(task["init"]), residual=bool(task["residual"])
    )


def flows(task: Row, given: Given) -> tuple[Flow, Flow]:
    """Measured, and in the wide limit."""
    architecture = architecture_of(task)
    depth, width, seeds = (int(task[n]) for n in ("depth", "width", "seeds"))  # type: ignore[call-overload]
    return measured(architecture, depth, width, seeds, given.setting.seed), wide(architecture, depth)


def totals(found: Flow, part: str) -> np.ndarray:
    """Mean square at the end over that at the beginning: of the signal on its way up, of the gradient down."""
    if part == "signal":
        return found.signal[:, -1] / found.signal[:, 0]
    return found.gradient[:, 0] / found.gradient[:, -1]


def of_part(part: str, task: Row, given: Given) -> Measured:
    """One row: the factor of a layer, and how many networks keep the mean square."""
    found, limit = flows(task, given)
    ratios, expected = totals(found, part), float(totals(limit, part)[0])
    layers = int(task["depth"]) - 1  # type: ignore[call-overload]
    kind = (Activation(task["activation"]), Scheme(task["init"]), bool(task["residual"]))
    proved = PROVED.get(kind, ("", ""))[0 if part == "signal" else 1]
    low, high = mean_interval(ratios / ratios.mean(), least=0.0, most=np.inf)
    kept = (ratios <= KEPT) & (ratios >= 1 / KEPT)
    row = {
        **task,
        "factor": ratios.mean() ** (1 / layers),
        "factor_interval": [(ratios.mean() * end) ** (1 / layers) for end in (low, high)],
        "wide": expected ** (1 / layers),
        "proved": proved,
        "total": ratios.mean(),
        "median": np.median(ratios),
        **share(int(kept.sum()), len(ratios)),
    }
    return Measured(rows=[row])


def signal(task: Row, given: Given) -> Measured:
    """On the way up."""
    return of_part("signal", task, given)


def gradient(task: Row, given: Given) -> Measured:
    """On the way down."""
    return of_part("gradient", task, given)


Bound = tuple[Kind, int, str, float, float]  # depth, what is predicted of the factor, at least, at most
SIGNALS: tuple[Bound, ...] = (
    ((LINEAR, Scheme.LECUN, False), SHALLOW, "1/n keeps a linear layer's mean square", 0.93, 1.07),
    ((RELU, Scheme.HE, False), SHALLOW, "2/n keeps a ReLU layer's mean square", 0.93, 1.07),
    ((RELU, Scheme.LECUN, False), SHALLOW, "1/n halves a ReLU layer's mean square", 0.465, 0.535),
    ((TANH, Scheme.XAVIER, False), SHALLOW, "tanh loses mean square slowly, below 30 % a layer", 0.7, 1.0),
    ((RELU, Scheme.HE, True), SHALLOW, "2/n in residual branches at least doubles it", 1.95, 4.0),
)
GRADIENTS: tuple[Bound, ...] = (
    ((LINEAR, Scheme.LECUN, False), SHALLOW, "1/n keeps the gradient of linear layers", 0.93, 1.07),
    ((RELU, Scheme.HE, False), SHALLOW, "2/n keeps the gradient of ReLU layers", 0.93, 1.07),
    ((RELU, Scheme.LECUN, False), SHALLOW, "1/n halves its mean square in ReLU layers", 0.465, 0.535),
    ((SIGMOID, Scheme.XAVIER, False), SHALLOW, "Xavier leaves at most 1/16 of it in a sigmoid layer", 0.0, 1 / 16),
    ((SIGMOID, Scheme.TANH_EQUIVALENT, False), SHALLOW, "sigmoids that start as tanh layers lose little", 0.7, 1.0),
    ((RELU, Scheme.HE, True), SHALLOW, "2/n in residual branches at least doubles it", 1.95, 4.0),
)


def judged(bounds: tuple[Bound, ...], rows: list[Row]) -> tuple[Finding, ...]:
    """The factors against what was predicted of them."""
    found = []
    for (activation, scheme, residual), depth, text, low, high in bounds:
        cells = (activation.value, scheme.value, residual, depth, WIDTH)
        row = next(
            r for r in rows if cells == tuple(r[n] for n in ("activation", "init", "residual", "depth", "width"))
        )
        found.append(predicted(text, *row["factor_interval"], at_least=low, at_most=high))  # type: ignore[misc]
    return tuple(found)


def seeds_of(setting: Setting) -> int:
    """Random networks of a kind."""
    return setting.seeds or (256 if setting.full else 24)


def tasks_of(setting: Setting) -> tuple[Row, ...]:
    """Every kind at both depths, and narrow ReLU layers."""
    seeds = seeds_of(setting)
    return tuple(
        {"activation": a.value, "init": s.value, "residual": r, "depth": depth, "width": width, "seeds": seeds}
        for depth, width, kinds in (
            (SHALLOW, WIDTH, KINDS),
            (DEEP, WIDTH, KINDS),
            (DEEP, NARROW, [(RELU, Scheme.HE, False)]),
        )
        for a, s, r in kinds
    )


def network_columns() -> tuple[Column, ...]:
    """What the random network is."""
    return (
        Column(name="activation", label="activation"),
        Column(name="init", label="start"),
        Column(name="residual", label="residual"),
        Column(name="depth", label="layers", shown="d"),
        Column(name="width", label="width", unit="units", shown="d"),
        STARTS,
    )


def columns() -> tuple[Column, ...]:
    """Of both tables."""
    return (
        *network_columns(),
        Column(name="factor", label="factor a layer", shown=".4g"),
        Column(name="factor_interval", label=f"{CONFIDENCE:.1%} interval", shown=".4g"),
        Column(name="wide", label="wide limit", shown=".4g"),
        Column(name="proved", label="proved"),
        Column(name="total", label="all layers", shown=".3g"),
        Column(name="median", label="median", shown=".3g"),
        *SHARE,
    )


def part_of(setting: Setting, name: str) -> Part:
    """The table of signals or of gradients."""
    seeds, tasks = seeds_of(setting), tasks_of(setting)
    up = name == "signal"
    what = "the pre-activations" if up else "the gradient"
    return Part(
        name=name,
        title=f"Random layers: the mean square of {what}, {'upwards' if up else 'downwards'}",
        question=f"By what does a layer multiply the mean square of {what}?",
        prediction="As proved: 1 for linear layers with variance 1/n and ReLU with 2/n, 1/2 for ReLU with 1/n; "
        + (
            "at least 2 for residual branches with 2/n"
            if up
            else "at most 1/16 for sigmoids with Xavier's; at least 2 for residual branches with 2/n"
        ),
        budget=f"{seeds} networks a row, {SAMPLES} standard normal inputs, in float64",
        criterion=f"all layers together change the mean square by a factor of less than {KEPT:g} either way",
        columns=columns(),
        tasks=tasks,
        measure=signal if up else gradient,
        judge=lambda rows: judged(SIGNALS if up else GRADIENTS, rows),
        costs=tuple(float(t["depth"]) * int(t["width"]) ** 2 if up else 1.0 for t in tasks),  # type: ignore[arg-type]
        note="the factor is the root, for one layer, of the mean over the networks; the median is what a typical one "
        "does; no wide limit for the gradient of residual rectifiers, which depends on the weights that it passes",
    )


def layers(task: Row, given: Given) -> Measured:
    """A row a layer of the user's network."""
    found, limit = flows(task, given)
    up, down = found.signal / found.signal[:, :1], found.gradient / found.gradient[:, -1:]
    rows = []
    for layer in range(up.shape[1]):
        rows.append(
            {
                **task,
                "layer": layer + 1,
                "signal": np.median(up[:, layer]),
                "signal_kept": within(up[:, layer]),
                "signal_range": list(np.quantile(up[:, layer], [0.1, 0.9])),
                "signal_wide": limit.signal[0, layer] / limit.signal[0, 0],
                "gradient": np.median(down[:, layer]),
                "gradient_kept": within(down[:, layer]),
                "gradient_range": list(np.quantile(down[:, layer], [0.1, 0.9])),
                "gradient_wide": limit.gradient[0, layer],
            }
        )
    return Measured(rows=rows)


def within(ratios: np.ndarray) -> int:
    """In how many networks the mean square is changed by a factor of less than KEPT either way."""
    return int(((ratios <= KEPT) & (ratios >= 1 / KEPT)).sum())


def judge_layers(rows: list[Row]) -> tuple[Finding, ...]:
    """Whether most networks keep their signal and their gradient, in the layer where fewest do.

    The interval is widened for the number of layers that are looked at.
    """
    found, confidence = [], 1 - (1 - CONFIDENCE) / len(rows)
    for what in ("signal", "gradient"):
        worst = min(rows, key=lambda r: int(r[f"{what}_kept"]))  # type: ignore[call-overload]
        low, high = interval(int(worst[f"{what}_kept"]), int(worst["seeds"]), confidence)  # type: ignore[call-overload]
        text = f"the {what} stays within a factor of {KEPT:g} in more than half of the networks, here in layer"
        found.append(predicted(f"{text} {worst['layer']}", low, high, at_least=0.5))
    return tuple(found)


def layers_part(setting: Setting) -> Part:
    """The user's network, layer by layer."""
    architecture, depth, _ = of_user(setting)
    if depth < 2:
        raise ValueError(f"--depth {depth}: what layers do to a signal takes two of them or more")
    seeds = seeds_of(setting)
    task: Row = {
        "activation": architecture.activation.value,
        "init": architecture.scheme.value,
        "residual": architecture.residual,
        "depth": depth,
        "width": setting.width or WIDTH,
        "seeds": seeds,
    }
    return Part(
        name="layers",
        title=f"Your network of {task['depth']} layers: mean squares by layer, of the signal over the first layer's, "
        "of the gradient over the last's",
        question="Do signal and gradient keep their size?",
        prediction=f"In most networks both stay within a factor of {KEPT:g}, in every layer",
        budget=f"{seeds} networks, {SAMPLES} standard normal inputs, in float64",
        criterion="",
        columns=(
            *network_columns(),
            Column(name="layer", label="layer", shown="d"),
            Column(name="signal", label="signal", shown=".3g"),
            Column(name="signal_kept", label="kept", unit="seeds", shown="d"),
            Column(name="signal_range", label="10 % to 90 %", shown=".3g"),
            Column(name="signal_wide", label="wide limit", shown=".3g"),
            Column(name="gradient", label="gradient", shown=".3g"),
            Column(name="gradient_kept", label="kept", unit="seeds", shown="d"),
            Column(name="gradient_range", label="10 % to 90 %", shown=".3g"),
            Column(name="gradient_wide", label="wide limit", shown=".3g"),
        ),
        tasks=(task,),
        measure=layers,
        judge=judge_layers,
    )


def parts(setting: Setting) -> tuple[Part, ...]:
    """The study, or with options of a network the analysis of it."""
    if setting.of_network():
        return (layers_part(setting),)
    return (part_of(setting, "signal"), part_of(setting, "gradient"))


study = Study(
    title="Initialization: signals and gradients through random layers",
    parts=parts,
    takes=("depth", "width", "activation", "init", "residual"),
)
