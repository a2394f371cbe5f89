"""The study of depth: its tables, and that another truth changes their verdicts."""

import numpy as np
import pytest

from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.study import Given, Init, NotMeasured, Row, Setting
from backproof.numerics.engine.train_depth import mean_interval
from backproof.numerics.engine.train_recursion import FORMULAS, SIGNAL
from backproof.numerics.studies import _depth_training as training
from backproof.numerics.studies import depth
from backproof.numerics.studies._depth_gradients import judge_gradients
from backproof.theory.catalogue import claims
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.statement import Statement

pytest.importorskip("sklearn")
CLAIMS = claims("backpropagation")
STATEMENTS: dict[str, Statement] = {name: CLAIMS[name].statement for name in FORMULAS}  # type: ignore[misc]


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(Device.CPU)
    monkeypatch.setattr(training, "STEPS", 300)
    monkeypatch.setattr(training, "EARLY", 100)
    training.trained.cache_clear()


def given(**setting: object) -> Given:
    return Given(setting=Setting(seeds=4, **setting), formulas=STATEMENTS)  # type: ignore[arg-type]


def rows_of(name: str, about: Given, **cells: object) -> list[Row]:
    part = next(p for p in depth.parts(about.setting) if p.name == name)
    tasks = [t for t in part.tasks if all(t[k] == v for k, v in cells.items())]
    return [row for task in tasks for row in part.measure(task, about).rows]


def test_equal_compute_is_the_compute_of_one_layer() -> None:
    for layers in (2, 5, 20):
        share = training.equal_steps(layers) * training.multiplications(layers) / (300 * training.multiplications(1))
        assert share == pytest.approx(1, abs=0.01)


def test_multiplications_are_those_of_the_matrix_products() -> None:
    forward = [64 * 32, 32 * 32, 32 * 32, 32 * 10]
    assert training.multiplications(3) == sum(forward) + sum(forward) + sum(forward[1:])


def test_rows_are_what_the_networks_did() -> None:
    about = given()
    (row,) = rows_of("accuracy", about, architecture=training.TANHS.name, depth=2)
    found = training.trained(training.TANHS, 2, 32, 4, 0)
    assert row["late"] == found.accuracy[:, -1].mean() > 0.8
    assert row["early"] == found.accuracy[:, 1].mean() < row["late"]  # type: ignore[operator]
    low, high = row["late_interval"]  # type: ignore[misc]
    assert low <= row["late"] <= high


def test_layers_above_their_bound_are_found() -> None:
    about = given()
    rows = rows_of("gradients", about, architecture=training.SIGMOIDS.name)
    findings = judge_gradients(rows)
    assert [f.outcome for f in findings] == [Outcome.HOLDS, Outcome.HOLDS]
    wrong = [*rows[:-1], {**rows[-1], "share_of_bound": 4.0, "above_bound": 3}]
    assert judge_gradients(wrong)[0].outcome is Outcome.REFUTES


def test_a_bound_with_another_slope_is_exceeded(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.numerics.engine.train_starts import Architecture

    monkeypatch.setattr(Architecture, "largest_slope", property(lambda self: 0.01))
    rows = rows_of("gradients", given(seed=1), architecture=training.SIGMOIDS.name)
    assert judge_gradients(rows)[0].outcome is Outcome.REFUTES


def test_weights_four_times_as_large_change_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.numerics.engine.train_starts import Scheme

    right = Scheme.variance
    monkeypatch.setattr(Scheme, "variance", lambda self, n, m: 16 * right(self, n, m))
    rows = rows_of("gradients", given(seed=2), architecture=training.SIGMOIDS.name)
    assert judge_gradients(rows)[1].outcome is Outcome.REFUTES


def test_a_wrong_claim_leaves_nothing_measured() -> None:
    training.checked(training.SIGMOIDS, given())  # what was found of the right ones does not stand for others
    wrong = STATEMENTS | {SIGNAL: STATEMENTS[SIGNAL].but(rhs=2 * STATEMENTS[SIGNAL].rhs)}
    part = depth.parts(Setting(seeds=4))[0]
    with pytest.raises(NotMeasured, match="claimed recursion"):
        part.measure(part.tasks[0], Given(setting=Setting(seeds=4), formulas=wrong))


def test_the_users_own_network() -> None:
    about = given(depth=3, width=16, activation="gelu", init=Init.HE, residual=True)
    (one, three) = rows_of("accuracy", about)
    assert (one["depth"], three["depth"]) == (1, 3)
    assert three["activation"] == "gelu"
    layers = rows_of("gradients", about)
    assert [r["layer"] for r in layers] == [1, 2, 3]
    assert all(0 < r["share_of_bound"] <= 1 for r in layers)  # type: ignore[operator]


def test_a_network_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="tanh-equivalent"):
        depth.parts(Setting(activation="relu", init=Init.TANH_EQUIVALENT))


def test_the_mean_has_students_interval() -> None:
    from scipy.stats import ttest_1samp

    values = np.random.default_rng(0).uniform(0.3, 0.6, size=12)
    exact = ttest_1samp(values, 0).confidence_interval(0.999)
    assert mean_interval(values) == pytest.approx((exact.low, exact.high))
    assert mean_interval([0.0, 1.0]) == (0, 1)


def test_networks_that_diverge_or_are_dead_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setitem(training.ALL, training.RELUS.name, replace(training.RELUS, learning_rate=1e9))
    about = given()
    (row,) = rows_of("accuracy", about, architecture=training.RELUS.name, depth=2)
    assert (row["seeds"], row["successes"], row["diverged"]) == (4, 0, 4)
    with np.errstate(all="raise"):
        rows = rows_of("gradients", given(depth=3, width=1, activation="relu"))
    assert [r["layer"] for r in rows] == [1, 2, 3]
