"""Depth: what hidden layers cost a network in training, by activation and start, and what gradients they get."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from ..engine.study import SHARE, STARTS, Column, Finding, Given, Measured, Part, Row, Setting, Study, predicted, share
from ..engine.train import CONFIDENCE
from ..engine.train_deep import Deep
from ..engine.train_depth import BATCH, WIDTH, Outcomes, compiled_ahead, mean_interval, train_networks
from ..engine.train_layers import Architecture
from ..engine.train_recursion import FORMULAS
from ..vanishing import DISGUISED, RELUS, RESIDUAL_SIGMOIDS, RESIDUAL_TANHS, SIGMOIDS, TANHS
from ._depth_network import checked, of_user, single

STEPS, EARLY = 2000, 500
DEPTHS = tuple(range(1, 11))
THRESHOLD = 0.5  # of the test digits
DEEPEST = 20
PRINTED = {1: 87.2, 2: 91.5, 3: 89.3, 4: 82.1, 5: 71.8, 6: 58.3}  # Depth Challenge, section 9
QUICK, FULL = (SIGMOIDS, TANHS, RELUS), (SIGMOIDS, DISGUISED, TANHS, RELUS, RESIDUAL_SIGMOIDS, RESIDUAL_TANHS)
ALL = {a.name: a for a in FULL}


def multiplications(depth: int, width: int = WIDTH) -> int:
    """Products of a step for one sample: forward, and for weights and inputs backward; none for the images' slopes."""
    first, last = 64 * width, 10 * width
    return 2 * first + 3 * last + 3 * (depth - 1) * width**2


def equal_steps(depth: int, width: int = WIDTH) -> int:
    """Steps that cost as much as STEPS of one hidden layer."""
    return round(STEPS * multiplications(1, width) / multiplications(depth, width))


def stops(depth: int, width: int = WIDTH) -> tuple[int, ...]:
    """After which steps a network is measured."""
    return tuple(sorted((0, EARLY, equal_steps(depth, width), STEPS)))


@lru_cache(maxsize=256)
def trained(architecture: Architecture, depth: int, width: int, seeds: int, seed: int) -> Outcomes:
    """Networks at their stops; several tables look at the same ones. Raises KeyboardInterrupt for a part of them."""
    at = stops(depth, width)
    networks = [Deep(architecture=architecture, depth=depth, number=n, stops=at) for n in range(seeds)]
    found = train_networks(networks, seed=seed, width=width)
    if len(found.networks) < seeds:
        raise KeyboardInterrupt
    return found


@lru_cache(maxsize=1)
def compiling(architecture: Architecture, depth: int, width: int, seeds: int) -> Callable[[], None]:
    """Compiles, for the first task of a table, what trains its networks; gives what waits for that."""
    networks = [Deep(architecture=architecture, depth=depth, number=n, stops=stops(depth, width)) for n in range(seeds)]
    return compiled_ahead(networks, width=width)


def seeds_of(setting: Setting) -> int:
    """Starts of each kind of network."""
    return setting.seeds or (64 if setting.full else 8)


def outcomes(task: Row, given: Given) -> tuple[Outcomes, Architecture, dict[str, float]]:
    """The networks of a task, their architecture, and what was compared before."""
    architecture = single(task) if "activation" in task else ALL[str(task["architecture"])]
    depth, width, seeds = (int(task[name]) for name in ("depth", "width", "seeds"))  # type: ignore[call-overload]
    wait = compiling(architecture, depth, width, seeds)  # while the step is compared, not yet taken
    checks = checked(architecture, given)
    wait()
    return trained(architecture, depth, width, seeds, given.setting.seed), architecture, checks


def accuracy(task: Row, given: Given) -> Measured:
    """One row: accuracies after the three budgets, loss, and the gradients' ratio at the start."""
    found, _, checks = outcomes(task, given)
    depth, width = int(task["depth"]), int(task["width"])  # type: ignore[call-overload]
    at = stops(depth, width)
    alive = ~found.diverged[:, -1]
    met = alive & (found.accuracy[:, -1] >= THRESHOLD)
    ratios = found.norms[:, 0, 0] / found.norms[:, 0, depth - 1]
    row = {
        **task,
        "early": found.accuracy[:, at.index(EARLY)].mean(),
        "early_interval": mean_interval(found.accuracy[:, at.index(EARLY)]),
        "equal_steps": equal_steps(depth, width),
        "equal": found.accuracy[:, at.index(equal_steps(depth, width))].mean(),
        "late": found.accuracy[:, -1].mean(),
        "late_interval": mean_interval(found.accuracy[:, -1]),
        "loss": np.median(found.loss[:, -1]),
        "ratio": np.median(ratios),
        **share(int(met.sum()), found.accuracy.shape[0]),
        "diverged": int((~alive).sum()),
    }
    return Measured(rows=[row], checks=checks)


def of(rows: list[Row], **wanted: object) -> Row | None:
    """The row with these cells, if there is one."""
    return next((r for r in rows if all(r[name] == value for name, value in wanted.items())), None)


def judge_accuracy(rows: list[Row]) -> tuple[Finding, ...]:
    """Which networks learn and which do not."""
    found = []
    for architecture in FULL:
        row = of(rows, architecture=architecture.name, depth=10)
        if row is None:
            continue
        low, high = row["interval"]  # type: ignore[misc]
        if architecture == SIGMOIDS:
            text = "ten sigmoid layers with weights of variance 1/n learn from at most two thirds of the starts"
            found.append(predicted(text, low, high, at_most=2 / 3))
        else:
            text = f"ten layers ({architecture.name}) learn from more than 15 % of the starts"
            found.append(predicted(text, low, high, at_least=0.15))
    return tuple(found)


def accuracy_part(setting: Setting) -> Part:
    """Accuracy against depth."""
    seeds = seeds_of(setting)
    tasks = tuple(
        {"architecture": a.name, "depth": d, "width": WIDTH, "seeds": seeds}
        for a in (FULL if setting.full else QUICK)
        for d in DEPTHS
    )
    return Part(
        name="accuracy",
        title="Digits: what a network has learned, by architecture and depth",
        question="Do deeper networks perform worse?",
        prediction="Sigmoid layers with weights of variance 1/n do, down to chance; no other architecture here does",
        budget=f"{seeds} starts a row; {STEPS} steps of plain gradient descent in batches of {BATCH}, layers of "
        f"{WIDTH} units; equal compute: as many multiplications as {STEPS} steps of one layer",
        criterion=f"after the last step {THRESHOLD:.0%} of the test digits; diverged is failed",
        columns=(
            Column(name="architecture", label="architecture"),
            *columns(),
        ),
        tasks=tasks,
        measure=accuracy,
        judge=judge_accuracy,
        costs=tuple(2.0 + float(t["depth"]) for t in tasks),
        note="accuracies are means over the starts; first/last is the ratio of the gradient's norms in the first and "
        "in the last hidden layer's weights at the start, its median",
    )


def columns() -> tuple[Column, ...]:
    """Of the accuracy tables."""
    student = f"{CONFIDENCE:.1%} interval"
    return (
        Column(name="depth", label="layers", unit="hidden", shown="d"),
        Column(name="width", label="width", unit="units", shown="d"),
        STARTS,
        Column(name="early", label=f"after {EARLY}", unit="of test images", shown=".3f"),
        Column(name="early_interval", label=student, shown=".3f"),
        Column(name="equal_steps", label="equal compute", unit="steps", shown="d"),
        Column(name="equal", label="then", unit="of test images", shown=".3f"),
        Column(name="late", label=f"after {STEPS}", unit="of test images", shown=".3f"),
        Column(name="late_interval", label=student, shown=".3f"),
        Column(name="loss", label="training loss", unit="nats", shown=".3g"),
        Column(name="ratio", label="first/last", shown=".2g"),
        *SHARE,
        Column(name="diverged", label="diverged", unit="seeds", shown="d"),
    )


def gradients(task: Row, given: Given) -> Measured:
    """A row a layer: the gradient's norm on the way, and how near it comes to its bound."""
    found, _, checks = outcomes(task, given)
    depth, width = int(task["depth"]), int(task["width"])  # type: ignore[call-overload]
    at = stops(depth, width)
    rows = []
    for layer in range(depth):
        norms, bounds = found.norms[:, :, layer], found.bounds[:, :, layer]
        below, ratios = norms <= bounds, norms[:, 0] / found.norms[:, 0, depth - 1]
        alive = np.isfinite(norms) & np.isfinite(bounds)
        rows.append(
            {
                **task,
                "layer": layer + 1,
                "start": np.median(norms[:, 0]),
                "of_last": np.median(ratios),
                "of_last_range": [ratios.min(), ratios.max()],
                "early": np.median(norms[:, at.index(EARLY)]),
                "late": np.median(norms[:, -1]),
                "bound": np.median(bounds[:, 0]),
                "share_of_bound": (norms[alive] / np.maximum(bounds[alive], np.finfo(np.float32).tiny)).max(),
                "above_bound": int((alive & ~below).sum()),
            }
        )
    return Measured(rows=rows, checks=checks)


def judge_gradients(rows: list[Row]) -> tuple[Finding, ...]:
    """No norm is above its bound; with sigmoids the first layer's gradient is tiny."""
    above = sum(int(r["above_bound"]) for r in rows)  # type: ignore[call-overload]
    most = max(float(r["share_of_bound"]) for r in rows)  # type: ignore[arg-type]
    found = [predicted("no layer's gradient exceeds its bound, at no stop and for no start", most, most, at_most=1.0)]
    assert (above == 0) == (most <= 1), (above, most)
    for name, text, bounds in (
        (SIGMOIDS.name, "sigmoid, variance 1/n: at the start the first layer's is below 1e-4 of the last's", (0, 1e-4)),
        (
            TANHS.name,
            "tanh, Xavier: at the start the first layer's is between a tenth and ten of the last's",
            (0.1, 10),
        ),
        (RELUS.name, "ReLU, He: at the start the first layer's is between a tenth and ten of the last's", (0.1, 10)),
    ):
        row = of(rows, architecture=name, layer=1) if "architecture" in rows[0] else None
        if row is not None:
            found.append(predicted(text, *row["of_last_range"], at_least=bounds[0], at_most=bounds[1]))  # type: ignore[misc]
    return tuple(found)


def gradients_part(setting: Setting) -> Part:
    """Gradients of every layer of the deepest networks."""
    seeds = seeds_of(setting)
    tasks = tuple(
        {"architecture": a.name, "depth": DEPTHS[-1], "width": WIDTH, "seeds": seeds}
        for a in (FULL if setting.full else QUICK)
    )
    return Part(
        name="gradients",
        title=f"Digits: the gradient's norm in each of {DEPTHS[-1]} hidden layers",
        question="How much of the gradient arrives at the early layers, at the start and later?",
        prediction="At most 4^-k times the norms of k layers of sigmoids, proved; less than 1e-4 through nine of them "
        "with variance 1/n; about all of it with tanh and Xavier or ReLU and He",
        budget=f"{seeds} starts an architecture, gradients over all training images",
        criterion="",
        columns=(Column(name="architecture", label="architecture"), *layer_columns()),
        tasks=tasks,
        measure=gradients,
        judge=judge_gradients,
        costs=(0.1,) * len(tasks),
        note="medians over the starts; the bound is slope * norms of the layers above * the samples' signals and "
        "inputs, with 1/4 for the sigmoid's slope and 1 for the others",
    )


def layer_columns() -> tuple[Column, ...]:
    """Of the gradient tables."""
    return (
        Column(name="layer", label="layer", shown="d"),
        Column(name="start", label="at the start", unit="nats", shown=".2e"),
        Column(name="of_last", label="over the last's", shown=".2g"),
        Column(name="of_last_range", label="range", shown=".2g"),
        Column(name="early", label=f"after {EARLY}", unit="nats", shown=".2e"),
        Column(name="late", label=f"after {STEPS}", unit="nats", shown=".2e"),
        Column(name="bound", label="bound at the start", unit="nats", shown=".2e"),
        Column(name="share_of_bound", label="largest share of it", shown=".3g"),
        Column(name="above_bound", label="above it", unit="times", shown="d"),
    )


def twin(task: Row, given: Given) -> Measured:
    """A row of the lecture's table beside what is measured."""
    depth = int(task["depth"])  # type: ignore[call-overload]
    row: Row = dict(task)
    checks: dict[str, float] = {}
    early = {}
    for name, architecture in (("sigmoid", SIGMOIDS), ("relu", RELUS)):
        found, _, compared = outcomes({**task, "architecture": architecture.name}, given)
        checks |= compared
        early[name] = 100 * found.accuracy[:, stops(depth).index(EARLY)]
        row |= {name: early[name].mean(), f"{name}_interval": mean_interval(early[name], most=100)}
        row |= {f"{name}_late": 100 * found.accuracy[:, -1].mean()}
    one, _, _ = outcomes({**task, "depth": 1, "architecture": SIGMOIDS.name}, given)
    lost = 100 * one.accuracy[:, stops(1).index(EARLY)] - early["sigmoid"]
    return Measured(rows=[row | {"lost_interval": mean_interval(lost, least=-100, most=100)}], checks=checks)


def judge_twin(rows: list[Row]) -> tuple[Finding, ...]:
    """The shape of the printed table: falling from two layers on, and rising before that."""
    two, six = (of(rows, depth=d) for d in (2, 6))
    assert two is not None
    assert six is not None
    return (
        predicted(
            "six sigmoid layers lose more than 50 points to one", *six["lost_interval"], at_least=50, at_most=100
        ),  # type: ignore[misc]
        predicted("two do not gain on one as printed (4.3 points)", *two["lost_interval"], at_least=-2, at_most=100),  # type: ignore[misc]
        predicted("six ReLU layers stay above 80 %", *six["relu_interval"], at_least=80, at_most=100),  # type: ignore[misc]
    )


def twin_part(setting: Setting) -> Part:
    """The lecture's table of six depths, measured."""
    seeds = seeds_of(setting)
    student = f"{CONFIDENCE:.1%} interval"
    return Part(
        name="twin",
        title="The printed table of accuracy against depth, and its measured twin",
        question='The lecture prints accuracies for six depths and concludes "deeper networks perform worse". Do they?',
        prediction="For sigmoids yes, as a fall to chance and not a gentle slope, without the printed rise from one to "
        "two; with ReLU and He's start no",
        budget=f"{seeds} starts, {EARLY} steps as in the table of accuracies",
        criterion="",
        columns=(
            Column(name="depth", label="layers", unit="hidden", shown="d"),
            Column(name="printed", label="printed", unit="%", shown=".1f"),
            Column(name="sigmoid", label="sigmoid", unit="%", shown=".1f"),
            Column(name="sigmoid_interval", label=student, unit="%", shown=".1f"),
            Column(name="sigmoid_late", label=f"after {STEPS}", unit="%", shown=".1f"),
            Column(name="lost_interval", label="lost against one layer", unit="points", shown=".1f"),
            Column(name="relu", label="ReLU", unit="%", shown=".1f"),
            Column(name="relu_interval", label=student, unit="%", shown=".1f"),
            Column(name="relu_late", label=f"after {STEPS}", unit="%", shown=".1f"),
        ),
        tasks=tuple({"depth": d, "printed": p, "width": WIDTH, "seeds": seeds} for d, p in PRINTED.items()),
        measure=twin,
        judge=judge_twin,
        costs=(0.1,) * len(PRINTED),
        note="the source names neither data nor network nor budget",
    )


def judge_deepest(rows: list[Row]) -> tuple[Finding, ...]:
    """The same function class, two starts."""
    found = []
    for architecture, text, bounds in (
        (SIGMOIDS, "with variance 1/n from at most two thirds of the starts", (0, 2 / 3)),
        (DISGUISED, "started as a tanh network in disguise from more than 15 %", (0.15, 1)),
    ):
        row = of(rows, architecture=architecture.name)
        assert row is not None
        found.append(predicted(text, *row["interval"], at_least=bounds[0], at_most=bounds[1]))  # type: ignore[misc]
    return tuple(found)


def deepest_part(setting: Setting) -> Part:
    """Twenty sigmoid layers."""
    seeds = seeds_of(setting)
    tasks = tuple(
        {"architecture": a.name, "depth": DEEPEST, "width": WIDTH, "seeds": seeds} for a in (SIGMOIDS, DISGUISED)
    )
    whole = accuracy_part(setting)
    return Part(
        name="deepest",
        title=f"Digits: {DEEPEST} layers of sigmoids",
        question='"With sigmoids in many layers training becomes impossible." Is it the sigmoid?',
        prediction="It is the start: twenty layers learn from the one that makes them a tanh network in disguise",
        budget=whole.budget,
        criterion=whole.criterion,
        columns=whole.columns,
        tasks=tasks,
        measure=accuracy,
        judge=judge_deepest,
        note="that a sigmoid network computes every tanh network is proved: "
        "vanishing.sigmoid_network_computes_the_tanh_network",
    )


def parts(setting: Setting) -> tuple[Part, ...]:
    """The study, or with options of a network the same tables for it."""
    if setting.of_network():
        architecture, depth, width = of_user(setting)
        task: Row = {
            "activation": architecture.activation.value,
            "init": architecture.scheme.value,
            "residual": architecture.residual,
            "rate": architecture.learning_rate,
            "width": width,
            "seeds": seeds_of(setting),
        }
        return (user_accuracy_part(setting, task, depth), user_gradients_part(setting, {**task, "depth": depth}))
    return (accuracy_part(setting), gradients_part(setting), twin_part(setting), deepest_part(setting))


def user_columns() -> tuple[Column, ...]:
    """What describes the user's own network."""
    return (
        Column(name="activation", label="activation"),
        Column(name="init", label="start"),
        Column(name="residual", label="residual"),
    )


def user_accuracy_part(setting: Setting, task: Row, depth: int) -> Part:
    """The user's network, and the same with one layer."""
    tasks = tuple({**task, "depth": d} for d in sorted({1, depth}))
    whole = accuracy_part(setting)

    def judge(rows: list[Row]) -> tuple[Finding, ...]:
        text = f"{depth} layers learn {THRESHOLD:.0%} of the test digits from more than a third of the starts"
        return (predicted(text, *rows[-1]["interval"], at_least=1 / 3),)  # type: ignore[misc]

    return Part(
        name="accuracy",
        title=f"Digits: your network of {depth} hidden layers, and one of one layer",
        question="Does it train?",
        prediction="From more than a third of the starts",
        budget=whole.budget.replace(f"layers of {WIDTH}", f"step size {task['rate']:g}, layers of {task['width']}"),
        criterion=whole.criterion,
        columns=(*user_columns(), *columns()),
        tasks=tasks,
        measure=accuracy,
        judge=judge,
        costs=tuple(2.0 + t["depth"] for t in tasks),
        note=whole.note,
    )


def user_gradients_part(setting: Setting, task: Row) -> Part:
    """The gradient in each layer of the user's network."""
    whole = gradients_part(setting)
    return Part(
        name="gradients",
        title="Digits: the gradient's norm in each layer of your network",
        question=whole.question,
        prediction="No layer's gradient exceeds its bound",
        budget=whole.budget,
        criterion="",
        columns=(*user_columns(), *layer_columns()),
        tasks=(task,),
        measure=gradients,
        judge=_bound_alone,
        note=whole.note,
    )


def _bound_alone(rows: list[Row]) -> tuple[Finding, ...]:
    return judge_gradients(rows)[:1]


study = Study(
    title="Depth: what it costs in training",
    parts=parts,
    formulas=FORMULAS,
    takes=("depth", "width", "activation", "init", "residual"),
)
