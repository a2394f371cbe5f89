"""Depth: what hidden layers cost a network in training, by activation and start, and what gradients they get."""

from __future__ import annotations

from ..engine.study import Column, Finding, Part, Row, Setting, Study, predicted
from ..engine.train_depth import WIDTH
from ..engine.train_recursion import FORMULAS
from ._depth_accuracy import accuracy, accuracy_part, columns, deepest_part
from ._depth_gradients import gradients, gradients_part, judge_gradients, layer_columns
from ._depth_network import of_user
from ._depth_training import THRESHOLD, multiplications, seeds_of, trained
from ._depth_twin import twin_part

__all__ = ["multiplications", "study", "trained"]  # also what pictures and benchmarks need


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
    deepest = (deepest_part(setting),) if setting.full else ()
    return (accuracy_part(setting), gradients_part(setting), twin_part(setting), *deepest)


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
