"""Rows of every kind of study are the same, bit for bit, on one device and on several, in large chunks and in small."""

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest

from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.study import Given, Setting

# One row of each kind: study, part, cells of the task, seeds; those of the first group in the fast tests, too.
FEW: tuple[tuple[str, str, dict, int], ...] = (
    ("dropout", "noise", {"noise": "dropout", "columns": "unequal"}, 20),
    ("min-norm", "optimizers", {"optimizer": "SGD, one row a step"}, 20),
)
OTHERS: tuple[tuple[str, str, dict, int], ...] = (
    ("xor", "symmetric", {"activation": "sigmoid", "departure": 0.001}, 60),
    ("overfitting", "dropout", {"turned": 0.2}, 40),
    ("xor", "rates", {"activation": "gelu", "width": 2, "loss": "cross-entropy"}, 72),
    ("xor", "grid", {"activation": "tanh"}, 4),
    ("xor", "ends", {"activation": "tanh"}, 60),
    ("xor", "single", {"rule": "logistic unit", "table": "OR"}, 60),
    ("parity", "trained", {"bits": 4, "multiple": "2n"}, 48),
    ("parity", "deep", {"bits": 4, "depth": 2}, 40),
    ("parity", "signal", {"bits": 4, "activation": "tanh"}, 24),
    ("depth", "accuracy", {"depth": 3}, 9),
    ("depth", "gradients", {"depth": 10}, 9),
    ("digits", "table", {"method": "dropout network"}, 5),
    ("digits", "tricks", {"trick": "momentum 0.9"}, 5),
    ("digits", "shape", {"activation": "tanh"}, 9),
    ("digits", "normalization", {"activation": "sigmoid", "normalization": "batch"}, 5),
    ("dropout", "early", {"steps": 20}, 20),
    ("optimizers", "rates", {"optimizer": "Adam"}, 12),
    ("min-norm", "optimizers", {"optimizer": "heavy ball"}, 20),
    ("min-norm", "steps", {"factor": 2.1}, 20),
    ("initialization", "signal", {"depth": 10, "activation": "relu", "init": "he", "residual": False}, 6),
    ("overfitting", "memorization", {"turned": 0.5, "width": 4}, 40),
    ("overfitting", "averages", {"turned": 0.2}, 48),
    ("optimizers", "cycle", {"optimizer": "Adam"}, 20),
    ("optimizers", "importance", {}, 3),
)
SHORT = {
    "xor": {"STEPS": 40},
    "_xor_network": {"STEPS": 40},
    "_xor_symmetric": {"STEPS": 40},
    "_xor_single": {"STEPS": 40},
    "_xor_ends": {"STEPS": 40, "MORE_STEPS": 50},
    "parity": {"STEPS": 40},
    "_parity_deep": {"STEPS": 40},
    "_depth_training": {"STEPS": 30, "EARLY": 10},
    "_digits_shape": {"SHAPE_STEPS": 20},
    "_digits_normalization": {"STEPS": 20},
    "overfitting": {"STEPS": 40},
    "_optimizer_rates": {"LOOKS": 10},
    "_optimizer_importance": {"STEPS": 40},
    "min_norm": {"STEPS": 60, "FEW_STEPS": 60},
    "optimizers": {"STEPS": 60},
}
CHUNKS = {"_parity_deep": {"CHUNK": 5}, "_noisy_labels": {"CHUNK": 6}, "_optimizer_rates": {"CHUNK": 7}}


def adapt(changes: dict[str, dict[str, int]]) -> None:
    for name, values in changes.items():
        module = import_module(f"backproof.numerics.studies.{name}")
        for constant, value in values.items():
            assert hasattr(module, constant), (name, constant)
            setattr(module, constant, value)


def measured(small: bool, which: str) -> str:
    """The rows, as JSON. small: in small chunks and pieces."""
    from dataclasses import replace

    from backproof.numerics.engine import train_deep, train_network, train_program
    from backproof.numerics.studies import _digits_recipes, _digits_tricks
    from backproof.theory.catalogue import claims

    choose(Device.CPU)
    adapt(SHORT)
    for recipes in (_digits_recipes.RECIPES, _digits_tricks.TRICKS):
        for name, recipe in recipes.items():
            recipes[name] = replace(recipe, hidden=(16, 8)[: len(recipe.hidden)], steps=20)
    train_program.WORTH_SHARDING = 1
    if small:
        adapt(CHUNKS)
        train_network.CHUNK, train_program.PIECE, train_deep.MOST_A_CALL = 16, 1.0, 2
    known = claims("backpropagation") | claims("min_norm") | claims("normalization") | claims("xor")
    rows = []
    for name, part_name, cells, seeds in FEW if which == "few" else OTHERS:
        study = import_module(f"backproof.numerics.studies.{name.replace('-', '_')}").study
        given = Given(setting=Setting(seeds=seeds), formulas={n: known[n].statement for n in study.formulas})
        part = next(p for p in study.parts(given.setting) if p.name == part_name)
        tasks = [t for t in part.tasks if all(t[k] == v for k, v in cells.items())]
        assert tasks, (name, part_name, cells)
        for task in tasks[:2]:
            task = {**task, "steps": 60} if part_name == "noise" else task
            rows.append([name, part_name, part.measure(task, given).rows])
    return json.dumps(rows, default=lambda value: value.tolist())


def elsewhere(devices: int, small: bool, which: str) -> str:
    """The rows from a process of its own, with so many devices."""
    program = f"from backproof.tests.engine.test_same_rows import measured; print(measured({small}, {which!r}))"
    flags = f"--xla_force_host_platform_device_count={devices}"
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "XLA_FLAGS": flags}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("which", ["few", pytest.param("others", marks=pytest.mark.slow)])
def test_rows_are_the_same_on_any_number_of_devices_and_in_any_chunks(which: str) -> None:
    pytest.importorskip("sklearn")
    one = json.loads(elsewhere(1, small=False, which=which))
    again = () if which == "few" else (elsewhere(1, small=False, which=which),)
    for found in (*again, elsewhere(4, small=True, which=which)):
        for row, other in zip(one, json.loads(found), strict=True):
            assert row == other


def test_every_study_has_a_row_here() -> None:
    from backproof.index import studies

    assert {name for name, *_ in FEW + OTHERS} == set(studies())
