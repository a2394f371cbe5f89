"""Classifiers of digits, trained by recipe on random splits: what the tables of the study look at."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from ..engine.digits import classes, mnist_folder
from ..engine.discriminant import discriminant_errors
from ..engine.study import Given, Setting
from ..engine.train_classes import Classified, Recipe, gaps, train_classifiers
from ._depth_network import Compared

PIXELS, PIXELS_OF_MNIST, CLASSES = 64, 784, 10
STEPS, MNIST_STEPS = 600, 6000
RIDGE, DROPOUT, LOGISTIC, LDA = "ridge network", "dropout network", "logistic regression", "discriminant analysis"
PLAIN = Recipe(steps=STEPS, rate=0.2)
RECIPES = {
    RIDGE: replace(PLAIN, ridge=1e-3),
    DROPOUT: replace(PLAIN, kept=(0.6, 0.7)),
    LOGISTIC: replace(PLAIN, hidden=(), kept=(), rate=0.5, ridge=1e-4),
}
DATA = {"digits": "scikit-learn's 8 x 8 digits", "MNIST": "MNIST"}


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


def budget(splits: int) -> str:
    """What the first three tables are given."""
    return f"{splitting(splits)}; {steps()} steps in batches of 64, networks with layers of 256 and 128 units"


def splits_of(setting: Setting) -> int:
    """Random splits, each with starts of its own."""
    return setting.seeds or (64 if setting.full else 16)
