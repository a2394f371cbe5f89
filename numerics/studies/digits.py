"""Digits: the lecture's table of four methods on 8 x 8 digits, their order, and what each trick of the trade does."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from ..engine.digits import classes, mnist_folder
from ..engine.study import (
    SHARE,
    STARTS,
    Column,
    Finding,
    Given,
    Measured,
    Part,
    Row,
    Setting,
    Study,
    gains,
    predicted,
    share,
)
from ..engine.train import CONFIDENCE
from ..engine.train_classes import Classified, Recipe, discriminant_errors, gaps, train_classifiers
from ..engine.train_deep import Deep
from ..engine.train_depth import mean_interval, train_networks
from ..engine.train_layers import Architecture
from ..engine.train_recursion import FORMULAS
from ..vanishing import RELUS, TANHS
from ._depth_network import Compared
from ._depth_network import checked as compared

PIXELS, PIXELS_OF_MNIST, CLASSES = 64, 784, 10
STEPS, MNIST_STEPS = 600, 6000
RIDGE, DROPOUT, LOGISTIC, LDA = "ridge network", "dropout network", "logistic regression", "discriminant analysis"
PRINTED = {RIDGE: 2.3, DROPOUT: 1.8, LOGISTIC: 7.2, LDA: 12.7}  # Lecture 10, "MNIST Results and Insights", %
PLAIN = Recipe(steps=STEPS, rate=0.2)
RECIPES = {
    RIDGE: replace(PLAIN, ridge=1e-3),
    DROPOUT: replace(PLAIN, kept=(0.6, 0.7)),
    LOGISTIC: replace(PLAIN, hidden=(), kept=(), rate=0.5, ridge=1e-4),
}
TRICKS = {
    "none": PLAIN,
    "ridge 1e-3": RECIPES[RIDGE],
    "dropout 0.4, 0.3": RECIPES[DROPOUT],
    "both": replace(RECIPES[DROPOUT], ridge=1e-3),
    "momentum 0.9": replace(PLAIN, momentum=0.9, rate=PLAIN.rate / 2),
    "falling steps": replace(PLAIN, decay=1.0, rate=2 * PLAIN.rate),
    "standardized inputs": replace(PLAIN, standardized=True),
}
ARCHITECTURES = {"tanh": TANHS, "relu": RELUS}
DEEP, WIDE = (4, 32), (1, 74)  # layers and width, of as many parameters but for 18
SHAPE_STEPS = 2000
DATA = {"digits": "scikit-learn's 8 x 8 digits", "MNIST": "MNIST"}
PAIRS = ((DROPOUT, RIDGE), (DROPOUT, LOGISTIC), (RIDGE, LOGISTIC), (LOGISTIC, LDA))


@lru_cache(maxsize=64)
def classified(recipe: Recipe | None, splits: int, seed: int) -> Classified:
    """The recipe on random splits; without one, discriminant analysis. Several tables look at the same ones."""
    data = classes(mnist_folder())
    if recipe is None:
        return discriminant_errors(splits, seed=seed, data=data)
    if data.fixed:
        recipe = replace(recipe, steps=MNIST_STEPS)
    return train_classifiers(recipe, splits, seed=seed, data=data)


def data_name() -> str:
    """Which data the first three tables are of."""
    return "MNIST" if mnist_folder() else "digits"


def steps() -> int:
    """Of a network of the first three tables."""
    return MNIST_STEPS if mnist_folder() else STEPS


def splitting(splits: int) -> str:
    """How often there is trained, on what."""
    if mnist_folder():
        return f"{splits} starts on the 60,000 training images of MNIST"
    return f"{splits} random splits into 1437 and 360 images"


_compared = Compared()


def checked(recipe: Recipe | None, given: Given) -> dict[str, float]:
    """The step's gradient against the claims and automatic differentiation. Raises NotMeasured."""
    if recipe is None:
        return {}
    return _compared.gaps(recipe, "classifier", given, lambda: gaps(recipe, given.formulas, given.setting.seed))


def errors(recipe: Recipe | None, splits: int, given: Given) -> tuple[np.ndarray, Classified, dict[str, float]]:
    """Test errors in percent by split; a classifier that diverged guesses."""
    checks = checked(recipe, given)
    found = classified(recipe, splits, given.setting.seed)
    return 100 * np.where(found.diverged, 1 - 1 / CLASSES, found.wrong / found.tested), found, checks


def parameters(method: str, pixels: int) -> int:
    """Numbers that a method fits; of discriminant analysis means, a covariance and the classes' shares."""
    if method == LDA:
        return CLASSES * pixels + pixels * (pixels + 1) // 2 + CLASSES - 1
    return RECIPES[method].parameters(pixels)


def table(task: Row, given: Given) -> Measured:
    """A row of the lecture's table beside what is measured."""
    method, splits = str(task["method"]), int(task["splits"])  # type: ignore[call-overload]
    wrong, found, checks = errors(RECIPES.get(method), splits, given)
    row = {
        **task,
        "printed": PRINTED[method],
        "error": wrong.mean(),
        "error_interval": mean_interval(wrong, most=100),
        "error_range": [wrong.min(), wrong.max()],
        "loss": np.median(found.loss),
        "parameters": parameters(method, PIXELS),
        "of_mnist": parameters(method, PIXELS_OF_MNIST),
        "diverged": int(found.diverged.sum()),
    }
    return Measured(rows=[row], checks=checks)


def judge_table(rows: list[Row]) -> tuple[Finding, ...]:
    """Networks below the linear methods."""
    below = {RIDGE: 3.5, DROPOUT: 3.5}
    above = {LOGISTIC: 2.0, LDA: 3.0}
    found = [
        predicted(f"{m} errs on less than {b} %", *_of(rows, m)["error_interval"], at_most=b)  # type: ignore[misc]
        for m, b in below.items()
    ]
    found += [
        predicted(f"{m} on more than {b} %", *_of(rows, m)["error_interval"], at_least=b, at_most=100)  # type: ignore[misc]
        for m, b in above.items()
    ]
    return tuple(found)


def _of(rows: list[Row], method: str) -> Row:
    return next(r for r in rows if r["method"] == method)


def splits_of(setting: Setting) -> int:
    """Random splits, each with starts of its own."""
    return setting.seeds or (64 if setting.full else 16)


def table_part(setting: Setting) -> Part:
    """The lecture's table."""
    splits = splits_of(setting)
    return Part(
        name="table",
        title=f"The lecture's table of MNIST, on {DATA[data_name()]}",
        question="Four methods in the printed order: dropout 1.8 %, ridge 2.3 %, logistic 7.2 %, discriminant 12.7 %?",
        prediction="Networks err less than logistic regression and this less than discriminant analysis; smaller gaps",
        budget=f"{splitting(splits)}; {steps()} steps in batches of 64, networks with layers of 256 and 128 units",
        criterion="",
        columns=(
            Column(name="data", label="data"),
            Column(name="method", label="method"),
            Column(name="splits", label="splits", shown="d"),
            Column(name="printed", label="printed, MNIST", unit="%", shown=".1f"),
            Column(name="error", label="test error", unit="%", shown=".2f"),
            Column(name="error_interval", label=f"{CONFIDENCE:.1%} interval", unit="%", shown=".2f"),
            Column(name="error_range", label="range", unit="%", shown=".2f"),
            Column(name="loss", label="training loss", unit="nats", shown=".3g"),
            Column(name="parameters", label="parameters", shown=",d"),
            Column(name="of_mnist", label="on MNIST", shown=",d"),
            Column(name="diverged", label="diverged", unit="splits", shown="d"),
        ),
        tasks=tuple({"data": data_name(), "method": m, "splits": splits} for m in PRINTED),
        measure=table,
        judge=judge_table,
        costs=(10.0, 12.0, 1.0, 1.0),
        note="intervals are over splits and starts; splits share images, so they are somewhat too narrow for new data",
    )


def order(task: Row, given: Given) -> Measured:
    """How often one method errs less than another on the same split, and by how much."""
    splits = int(task["seeds"])  # type: ignore[call-overload]
    (better, _, checks), (worse, _, more) = (
        errors(RECIPES.get(str(task[name])), splits, given) for name in ("better", "worse")
    )
    gained = worse - better
    row = {
        **task,
        "gain": gained.mean(),
        "gain_interval": mean_interval(gained, least=-100, most=100),
        "ties": int((gained == 0).sum()),
        **share(int((gained > 0).sum()), splits),
    }
    return Measured(rows=[row], checks=checks | more)


def judge_order(rows: list[Row]) -> tuple[Finding, ...]:
    """The order of the table, and that half a point between its networks is little."""
    found = []
    for row in rows:
        low, high = row["gain_interval"]  # type: ignore[misc]
        pair = (row["better"], row["worse"])
        if pair == (DROPOUT, RIDGE):
            text = "dropout and ridge network differ by less than 1.5 points"
            found.append(predicted(text, low, high, at_least=-1.5, at_most=1.5))
        else:
            text = f"{pair[0]} errs less than {pair[1]}, on the mean"
            found.append(gains(text, low, high))
    return tuple(found)


def order_part(setting: Setting) -> Part:
    """Pairs of methods on the same splits."""
    splits = splits_of(setting)
    return Part(
        name="order",
        title="Pairs of methods on the same splits",
        question="Which steps of the printed order are more than luck?",
        prediction="Network before logistic regression before discriminant analysis; half a point between two networks "
        "is within what another split or start gives",
        budget=table_part(setting).budget,
        criterion="fewer test images wrong than the other method",
        columns=(
            Column(name="data", label="data"),
            Column(name="better", label="method"),
            Column(name="worse", label="against"),
            Column(name="seeds", label="splits", shown="d"),
            Column(name="gain", label="gain", unit="points", shown=".2f"),
            Column(name="gain_interval", label=f"{CONFIDENCE:.1%} interval", unit="points", shown=".2f"),
            Column(name="ties", label="ties", unit="splits", shown="d"),
            *SHARE,
        ),
        tasks=tuple({"data": data_name(), "better": b, "worse": w, "seeds": splits} for b, w in PAIRS),
        measure=order,
        judge=judge_order,
        costs=(0.1,) * len(PAIRS),
    )


def trick(task: Row, given: Given) -> Measured:
    """One trick of the trade on, against none."""
    name, splits = str(task["trick"]), int(task["splits"])  # type: ignore[call-overload]
    (wrong, found, checks), (plain, _, more) = (errors(TRICKS[n], splits, given) for n in (name, "none"))
    row = {
        **task,
        "error": wrong.mean(),
        "error_interval": mean_interval(wrong, most=100),
        "gain_interval": mean_interval(plain - wrong, least=-100, most=100),
        "loss": np.median(found.loss),
        "diverged": int(found.diverged.sum()),
    }
    return Measured(rows=[row], checks=checks | more)


def judge_tricks(rows: list[Row]) -> tuple[Finding, ...]:
    """None is worth three points here, in either direction."""
    return tuple(
        predicted(f"{r['trick']}: within three points of none", *r["gain_interval"], at_least=-3, at_most=3)  # type: ignore[misc]
        for r in rows
        if r["trick"] != "none"
    )


def tricks_part(setting: Setting) -> Part:
    """Tricks of the trade, each on and off."""
    splits = splits_of(setting) if setting.full or setting.seeds else 8
    return Part(
        name="tricks",
        title="Tricks of the trade, each alone",
        question="What does each trick gain on the digits?",
        prediction="Less than three points either way: all of them learn the digits",
        budget=f"{splitting(splits)}; {steps()} steps in batches of 64, networks with layers of 256 and 128 units",
        criterion="",
        columns=(
            Column(name="data", label="data"),
            Column(name="trick", label="trick"),
            Column(name="splits", label="splits", shown="d"),
            Column(name="error", label="test error", unit="%", shown=".2f"),
            Column(name="error_interval", label=f"{CONFIDENCE:.1%} interval", unit="%", shown=".2f"),
            Column(name="gain_interval", label="gain on none", unit="points", shown=".2f"),
            Column(name="loss", label="training loss", unit="nats", shown=".3g"),
            Column(name="diverged", label="diverged", unit="splits", shown="d"),
        ),
        tasks=tuple({"data": data_name(), "trick": t, "splits": splits} for t in TRICKS),
        measure=trick,
        judge=judge_tricks,
        note="the gain is that of the same splits without the trick",
    )


def shape(task: Row, given: Given) -> Measured:
    """Four layers against one of as many parameters, start by start."""
    architecture, seeds = ARCHITECTURES[str(task["activation"])], int(task["seeds"])  # type: ignore[call-overload]
    checks = compared(architecture, given)
    deep, wide = (100 * trained(architecture, depth, width, seeds, given.setting.seed) for depth, width in (DEEP, WIDE))
    gained = deep - wide
    row = {
        **task,
        "deep": deep.mean(),
        "wide": wide.mean(),
        "gain": gained.mean(),
        "gain_interval": mean_interval(gained, least=-100, most=100),
        "ties": int((gained == 0).sum()),
        **share(int((gained > 0).sum()), seeds),
    }
    return Measured(rows=[row], checks=checks)


@lru_cache(maxsize=64)
def trained(architecture: Architecture, depth: int, width: int, seeds: int, seed: int) -> np.ndarray:
    """Test accuracies; of a network that diverged 0."""
    networks = [Deep(architecture=architecture, depth=depth, number=n, stops=(SHAPE_STEPS,)) for n in range(seeds)]
    found = train_networks(networks, seed=seed, width=width)
    if len(found.networks) < seeds:
        raise KeyboardInterrupt
    return np.where(found.diverged[:, -1], 0.0, found.accuracy[:, -1])


def same_width_parameters(depth: int, width: int) -> int:
    """Weights and biases of so many layers of one width."""
    return (PIXELS + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * CLASSES


def judge_shape(rows: list[Row]) -> tuple[Finding, ...]:
    """Depth pays with tanh, not with ReLU."""
    bounds = {"tanh": ("four tanh layers beat one from more than 35 % of the starts", 0.35, 1.0)}
    bounds["relu"] = ("four ReLU layers beat one from less than 60 %", 0.0, 0.6)
    return tuple(
        predicted(text, *r["interval"], at_least=low, at_most=high)  # type: ignore[misc]
        for r in rows
        for text, low, high in [bounds[str(r["activation"])]]
    )


def shape_part(setting: Setting) -> Part:
    """Depth against width."""
    seeds = setting.seeds or (128 if setting.full else 64)
    deep, wide = same_width_parameters(*DEEP), same_width_parameters(*WIDE)
    return Part(
        name="shape",
        title="Depth against width: four layers, or one with as many parameters",
        question="Is depth more effective than width?",
        prediction="On the digits that depends on the activation: with tanh it is, in this budget, with ReLU not",
        budget=f"{seeds} starts, {SHAPE_STEPS} steps in batches of 64; {DEEP[0]} layers of {DEEP[1]} units ({deep:,} "
        f"parameters) and {WIDE[0]} of {WIDE[1]} ({wide:,})",
        criterion="the deeper network has more of the 360 test images right than the wide one of the same number",
        columns=(
            Column(name="activation", label="activation"),
            STARTS,
            Column(name="deep", label="four layers", unit="% right", shown=".2f"),
            Column(name="wide", label="one layer", unit="% right", shown=".2f"),
            Column(name="gain", label="gain", unit="points", shown=".2f"),
            Column(name="gain_interval", label=f"{CONFIDENCE:.1%} interval", unit="points", shown=".2f"),
            Column(name="ties", label="ties", unit="seeds", shown="d"),
            *SHARE,
        ),
        tasks=tuple({"activation": a, "seeds": seeds} for a in ARCHITECTURES),
        measure=shape,
        judge=judge_shape,
        costs=(30.0,) * len(ARCHITECTURES),
        note="tanh with Xavier's start, ReLU with He's, step size 0.1",
    )


study = Study(
    title="Digits: the lecture's table of four methods",
    parts=lambda setting: (table_part(setting), order_part(setting), tricks_part(setting), shape_part(setting)),
    formulas=FORMULAS,
)
