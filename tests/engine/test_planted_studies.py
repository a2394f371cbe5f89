"""Another truth changes what a table says: in every part of every study something is planted that refutes a finding.

What is planted for a prediction that is a claim, see `test_planted_training`; here are the parts as their readers see
them, the findings of which are judged over several rows.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

from backproof.index import studies
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.study import Finding, Given, Part, Setting
from backproof.numerics.engine.train_starts import Scheme
from backproof.numerics.studies import (
    _depth_training,
    _digits_recipes,
    _digits_shape,
    _digits_tricks,
    _dropout_early,
    _optimizer_importance,
    _optimizer_rates,
    _overfitting_peak,
    _parity_deep,
    _parity_exact,
    _xor_ends,
    _xor_network,
    depth,
    initialization,
    overfitting,
    parity,
)
from backproof.theory.catalogue import claims
from backproof.theory.kernel.evidence import Outcome

from . import test_planted_training as world

Patch = pytest.MonkeyPatch
CLAIMS = claims("backpropagation") | claims("min_norm") | claims("normalization") | claims("xor")


@pytest.fixture(autouse=True)
def freshly() -> None:
    pytest.importorskip("sklearn")
    choose(Device.CPU)
    for kept in (depth.trained, _digits_recipes.classified, _digits_shape.trained, initialization.measured):
        kept.cache_clear()


def part_of(study: str, name: str, setting: Setting) -> Part:
    module = import_module(f"backproof.numerics.studies.{study.replace('-', '_')}")
    return next(p for p in module.study.parts(setting) if p.name == name)


def findings(study: str, name: str, seeds: int, **cells: object) -> tuple[Finding, ...]:
    """What a part finds on the tasks with these cells (of several values, any)."""
    setting = Setting(seeds=seeds, full=(study, name) in FULL_ALONE)
    part = part_of(study, name, setting)
    needed = import_module(f"backproof.numerics.studies.{study.replace('-', '_')}").study.formulas
    given = Given(setting=setting, formulas={n: CLAIMS[n].statement for n in needed})  # type: ignore[misc]

    def wanted(task: dict) -> bool:
        return all(task[k] in v if isinstance(v, tuple) else task[k] == v for k, v in cells.items())

    return part.judge([row for task in part.tasks if wanted(task) for row in part.measure(task, given).rows])


# What is planted


def relu_under_every_name(patch: Patch) -> None:
    right = _xor_ends.network
    patch.setattr(_xor_ends, "network", lambda task, given: right({**task, "activation": "relu"}, given))
    patch.setattr(_xor_ends, "MORE_STEPS", 5000)


def both(*plants: Callable[[Patch], None]) -> Callable[[Patch], None]:
    def plant(patch: Patch) -> None:
        for one in plants:
            one(patch)

    return plant


def steps(count: int, *modules: ModuleType) -> Callable[[Patch], None]:
    """A short training, which is enough for what is planted."""

    def plant(patch: Patch) -> None:
        for module in modules:
            patch.setattr(module, "STEPS", count)

    return plant


def depths_exchanged(patch: Patch) -> None:
    right = _parity_deep.Deep
    patch.setattr(_parity_deep, "Deep", lambda bits, width, depth, a: right(bits, width, 3 - depth, a))


def off_by_one(patch: Patch) -> None:
    right = _parity_exact.weights

    def wrong(kind: str, bits: int) -> tuple:
        w, w0, b = right(kind, bits)
        return w, w0 - 1, b

    patch.setattr(_parity_exact, "weights", wrong)


def shortly(patch: Patch) -> None:
    patch.setattr(_depth_training, "STEPS", 500)
    patch.setattr(_depth_training, "EARLY", 300)


def relu_under_the_sigmoids_name(patch: Patch) -> None:
    shortly(patch)
    patch.setitem(_depth_training.ALL, _depth_training.SIGMOIDS.name, _depth_training.RELUS)


def first_weights_a_quarter(patch: Patch) -> None:
    shortly(patch)
    right = Scheme.variance
    patch.setattr(Scheme, "variance", lambda self, n, m: right(self, n, m) / 16)


def first_weights_four_times(patch: Patch) -> None:
    shortly(patch)
    right = Scheme.variance
    patch.setattr(Scheme, "variance", lambda self, n, m: right(self, n, m) * 16)


def ridge_for_least_squares(patch: Patch) -> None:
    right = _dropout_early.descent

    def decayed(*given: object) -> tuple:
        gradient, checks = right(*given)  # type: ignore[arg-type]
        return (lambda A, b, x: gradient(A, b, x) + 0.1 * x), checks

    patch.setattr(_dropout_early, "descent", decayed)


def one_step_of_momentum(patch: Patch) -> None:
    patch.setitem(_digits_tricks.TRICKS, "momentum 0.9", replace(_digits_tricks.TRICKS["momentum 0.9"], steps=1))


def logistic_regression_untrained(patch: Patch) -> None:
    patch.setitem(
        _digits_recipes.RECIPES,
        _digits_recipes.LOGISTIC,
        replace(_digits_recipes.RECIPES[_digits_recipes.LOGISTIC], steps=1),
    )


def half_of_the_labels_wrong(patch: Patch) -> None:
    data = _digits_recipes.classes(None)
    half = np.random.default_rng(0).random(len(data.targets))[:, None] < 0.5
    wrong = replace(data, targets=np.where(half, np.roll(data.targets, 1, axis=1), data.targets))
    patch.setattr(_digits_recipes, "classes", lambda folder: wrong)


def noise_twice_as_large(patch: Patch) -> None:
    right = _overfitting_peak.normal

    def louder(*given: object) -> list:
        A, direction, noise = right(*given)  # type: ignore[arg-type]
        return [A, direction, 2**0.5 * noise]

    patch.setattr(_overfitting_peak, "normal", louder)


def names_exchanged(patch: Patch) -> None:
    right = _optimizer_rates.transformations()
    names = {"Adam": "gradient descent", "heavy ball": "gradient descent", "gradient descent": "heavy ball"}
    exchanged = {n: right[names.get(n, n)] for n in right}
    patch.setattr(_optimizer_rates, "transformations", lambda: exchanged)


def only_the_step_size_matters(patch: Patch) -> None:
    rates = _optimizer_importance.RATES

    def solved(width: int, activation: object, a_cell: int, given: Given) -> tuple:
        shape = (len(rates), len(_optimizer_importance.SCALES), a_cell)
        return np.broadcast_to((np.array(rates) == 0.3)[:, None, None], shape), {}

    patch.setattr(_optimizer_importance, "solved", solved)


SQUARED = {"loss": "squared"}
# What is planted, how many seeds tell, on which tasks, and words of a finding that it refutes.
PLANTED: dict[tuple[str, str], tuple[Callable[[Patch], None], int, dict, str]] = {
    ("xor", "rates"): (both(world.disjunction_for_xor, steps(300, _xor_network)), 36, SQUARED, "one sigmoid unit"),
    ("xor", "grid"): (world.disjunction_for_xor, 96, {"activation": "tanh"}, "weights 8 times as large"),
    ("xor", "ends"): (relu_under_every_name, 120, {"activation": "sigmoid"}, "sigmoid"),
    ("xor", "symmetric"): (world.units_that_start_apart, 24, {"activation": "sigmoid"}, "equal sigmoid units"),
    ("xor", "single"): (world.tables_exchanged, 24, {"rule": "perceptron rule"}, "AND"),
    ("parity", "trained"): (both(world.weights_a_thousandth_as_large, steps(50, parity)), 24, {}, "4n tanh units"),
    ("parity", "deep"): (depths_exchanged, 96, {"bits": 6, "depth": (1, 2)}, "two layers"),
    ("parity", "exact"): (off_by_one, 2, {"kind": "ReLU"}, "n units are right"),
    ("parity", "signal"): (world.first_bit_for_parity, 16, {"activation": "tanh"}, "the signal falls"),
    ("depth", "accuracy"): (relu_under_the_sigmoids_name, 24, {"depth": 10}, "ten sigmoid layers"),
    ("depth", "gradients"): (first_weights_four_times, 4, {"architecture": _depth_training.SIGMOIDS.name}, "sigmoid"),
    ("depth", "twin"): (relu_under_the_sigmoids_name, 4, {"depth": (2, 6)}, "six sigmoid layers"),
    ("depth", "deepest"): (first_weights_a_quarter, 56, {}, "tanh network in disguise"),
    ("dropout", "noise"): (world.penalty_turned_over, 24, {"noise": "dropout"}, "its own penalty"),
    ("dropout", "early"): (ridge_for_least_squares, 24, {}, "the filtered solution"),
    ("min-norm", "optimizers"): (world.weight_decay, 24, {"optimizer": "heavy ball"}, "the shortest solution"),
    ("min-norm", "steps"): (world.curvature_twice_as_large, 24, {"factor": 2.1}, "diverges"),
    ("initialization", "signal"): (world.variances(1 / 2), 8, {"depth": 10}, "2/n keeps"),
    ("initialization", "gradient"): (world.variances(2), 8, {"depth": 10}, "1/n keeps"),
    ("digits", "table"): (half_of_the_labels_wrong, 4, {}, "errs on less"),
    ("digits", "order"): (logistic_regression_untrained, 4, {"better": _digits_recipes.LOGISTIC}, "errs less than"),
    ("digits", "tricks"): (one_step_of_momentum, 4, {"trick": ("none", "momentum 0.9")}, "momentum"),
    ("digits", "regularization"): (
        world.overdone("ridge 1e-3", ridge=1.0),
        8,
        {"trick": ("none", "ridge 1e-3")},
        "ridge",
    ),
    ("digits", "shape"): (world.two_units("DEEP"), 24, {"activation": "tanh"}, "four tanh layers"),
    ("digits", "normalization"): (world.normalization_left_out, 16, {"activation": "sigmoid"}, "not without it"),
    ("overfitting", "memorization"): (
        both(world.every_sample_with_both_labels, steps(50, overfitting)),
        16,
        {},
        "fit right labels",
    ),
    ("overfitting", "dropout"): (world.dropout_in_the_other_network, 192, {"turned": 0.0}, "spares accuracy"),
    ("overfitting", "averages"): (world.members_that_are_one, 32, {"turned": 0.0}, "right for more"),
    ("overfitting", "second-descent"): (noise_twice_as_large, 400, {}, "the formula"),
    ("optimizers", "cycle"): (world.descent_for_adam, 24, {}, "Adam ends"),
    ("optimizers", "rates"): (names_exchanged, 32, {}, "heavy ball at its best"),
    ("optimizers", "importance"): (only_the_step_size_matters, 4, {}, "less than a twentieth"),
}
FULL_ALONE = {("depth", "deepest")}  # parts that a quick run leaves out
QUICK = {
    ("xor", "single"),
    ("parity", "exact"),
    ("dropout", "early"),
    ("min-norm", "steps"),
    ("overfitting", "averages"),
}


def test_something_is_planted_in_every_part() -> None:
    parts = {
        (name, part.name)
        for name in studies()
        for part in import_module(f"backproof.numerics.studies.{name.replace('-', '_')}").study.parts(
            Setting(full=True)
        )
    }
    assert PLANTED.keys() == parts


def test_a_part_none_of_whose_starts_failed_decides_nothing() -> None:
    part = part_of("xor", "ends", Setting())
    cells = {"activation": "sigmoid", "kind": _xor_ends.KINDS[0], "ends": 3, "failed": 3}
    assert [f.outcome for f in part.judge([])] == [Outcome.UNDECIDED] * 3
    assert [f.measured for f in part.judge([cells])][1:] == ["no start failed"] * 2


@pytest.mark.parametrize(
    ("study", "part"), [n if n in QUICK else pytest.param(*n, marks=pytest.mark.slow) for n in PLANTED]
)
def test_another_truth_refutes_a_finding(study: str, part: str, monkeypatch: Patch) -> None:
    plant, seeds, cells, words = PLANTED[study, part]
    plant(monkeypatch)
    found = [f for f in findings(study, part, seeds, **cells) if words in f.prediction]
    assert Outcome.REFUTES in [f.outcome for f in found], found
