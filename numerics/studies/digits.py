"""Digits: the lecture's table of four methods on 8 x 8 digits, their order, and what each trick of the trade does."""

from __future__ import annotations

import numpy as np

from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting, Study, predicted
from ..engine.train import CONFIDENCE
from ..engine.train_depth import mean_interval
from ..engine.train_normalized import FORMULAS as NORMALIZING
from ..engine.train_recursion import FORMULAS
from ._digits_normalization import normalization_part
from ._digits_order import order_part
from ._digits_recipes import (
    DATA,
    DROPOUT,
    LDA,
    LOGISTIC,
    PIXELS,
    PIXELS_OF_MNIST,
    RECIPES,
    RIDGE,
    budget,
    data_name,
    errors,
    parameters,
    splits_of,
)
from ._digits_shape import shape_part
from ._digits_tricks import regularization_part, tricks_part

PRINTED = {RIDGE: 2.3, DROPOUT: 1.8, LOGISTIC: 7.2, LDA: 12.7}  # Lecture 10, "MNIST Results and Insights", %


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


def table_part(setting: Setting) -> Part:
    """The lecture's table."""
    splits = splits_of(setting)
    return Part(
        name="table",
        title=f"The lecture's table of MNIST, on {DATA[data_name()]}",
        question="Four methods in the printed order: dropout 1.8 %, ridge 2.3 %, logistic 7.2 %, discriminant 12.7 %?",
        prediction="Networks err less than logistic regression and this less than discriminant analysis; smaller gaps",
        budget=budget(splits),
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


study = Study(
    title="Digits: the lecture's table of four methods",
    parts=lambda setting: (
        table_part(setting),
        order_part(setting),
        tricks_part(setting),
        regularization_part(setting),
        shape_part(setting),
        normalization_part(setting),
    ),
    formulas=(*FORMULAS, *NORMALIZING),
)
