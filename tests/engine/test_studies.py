"""The studies notice what is planted, and measure what they say."""

from importlib import import_module

import numpy as np
import pytest
from scipy.stats import binom

from backproof.numerics.engine.critical import Ends
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.pilot import best_cell
from backproof.numerics.engine.study import Given, NotMeasured, Part, Row, Setting, median_interval, run
from backproof.numerics.engine.study_row import StudyRow
from backproof.numerics.studies import _parity_exact, _xor_ends, _xor_single
from backproof.theory.catalogue import claims
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.judge import _against
from backproof.theory.kernel.statement import Statement

CLAIMS = claims("backpropagation") | claims("min_norm") | claims("xor")


@pytest.fixture(autouse=True)
def float64() -> None:
    choose(Device.CPU)


def formulas_of(study: str) -> dict[str, Statement]:
    return {n: CLAIMS[n].statement for n in import_module(f"backproof.numerics.studies.{study}").study.formulas}  # type: ignore[misc]


def part_of(study: str, name: str, setting: Setting) -> Part:
    module = import_module(f"backproof.numerics.studies.{study}")
    return next(p for p in module.study.parts(setting) if p.name == name)


def rows_of(study: str, part: str, seeds: int, **cells: object) -> list[Row]:
    setting = Setting(seeds=seeds)
    tasks = [t for t in part_of(study, part, setting).tasks if all(t[k] == v for k, v in cells.items())]
    given = Given(setting=setting, formulas=formulas_of(study))
    return [r for t in tasks for r in part_of(study, part, setting).measure(t, given).rows]


ROW = StudyRow(study="xor", part="rates", row={"activation": "sigmoid", "width": 1, "loss": "squared"}, seeds=144)


def test_a_row_is_evidence() -> None:
    found = ROW.run(formulas_of("xor"), device=Device.CPU)
    assert (found.outcome, found.instances, found.grade) == (Outcome.HOLDS, 144, "0 of 144 seeds")
    with pytest.raises(ValueError, match="rows have the cells"):
        StudyRow(study="xor", part="single", row={"table": "XOR"}, seeds=10).run(formulas_of("xor"))


def test_mislabelled_exclusive_or_changes_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    prediction = CLAIMS["xor.one_hidden_unit_never_learns_xor"].statement
    disjunction = (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1))
    monkeypatch.setattr("backproof.numerics.xor.TABLE", disjunction)
    found = ROW.run(formulas_of("xor"), device=Device.CPU)
    assert _against(prediction, found).outcome is Outcome.REFUTES  # type: ignore[arg-type]


@pytest.mark.parametrize("study", ["xor", "min_norm", "dropout", "parity"])
def test_a_wrong_derived_gradient_leaves_every_part_that_uses_it_undecided(study: str) -> None:
    right = formulas_of(study)
    wrong = {n: s.but(rhs=2 * s.rhs) for n, s in right.items()}
    setting = Setting(seeds=8)
    part = import_module(f"backproof.numerics.studies.{study}").study.parts(setting)[0]
    with pytest.raises(Exception, match=r"(is|are) [0-9.e-]+ from"):
        part.measure(part.tasks[0], Given(setting=setting, formulas=wrong))


def test_a_right_gradient_that_was_compared_does_not_vouch_for_a_wrong_one() -> None:
    right = formulas_of("overfitting")
    part = part_of("overfitting", "averages", Setting(seeds=2))
    task = {**part.tasks[0], "steps": 2}
    given = Given(setting=Setting(seeds=2), formulas=right)
    (row,) = part.measure(task, given).rows
    assert row["seeds"] == 2
    wrong = {n: s.but(rhs=2 * s.rhs) for n, s in right.items()}
    with pytest.raises(NotMeasured, match="from the derived gradients"):
        part.measure(task, Given(setting=given.setting, formulas=wrong))


def test_a_study_on_wrong_gradients_is_undecided() -> None:
    wrong = {n: s.but(rhs=2 * s.rhs) for n, s in formulas_of("min_norm").items()}
    study = import_module("backproof.numerics.studies.min_norm").study
    tables, _ = run(study, Given(setting=Setting(seeds=8), formulas=wrong))
    assert all(t.outcome is Outcome.UNDECIDED and not t.rows for t in tables)


def test_a_wrong_exact_network_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = _parity_exact.weights

    def off_by_one(kind: str, bits: int) -> tuple:
        w, w0, b = right(kind, bits)
        return w, w0 - 1, b

    monkeypatch.setattr(_parity_exact, "weights", off_by_one)
    setting = Setting()
    part = part_of("parity", "exact", setting)
    rows = [r for t in part.tasks[:3] for r in part.measure(t, Given(setting=setting, formulas={})).rows]
    assert part.judge(rows)[0].outcome is Outcome.REFUTES


def test_noise_of_a_problem_does_not_depend_on_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.numerics.studies import dropout

    gradient, _ = dropout.descent(Given(setting=Setting(), formulas=formulas_of("dropout")), 12, 4)
    ends = []
    for seeds in (3, 7):
        X, y = dropout.regression(0, seeds, standardized=False)
        ends.append(dropout.averaged(gradient, X, y, "dropout", noise=0.5, steps=20, seed=0)[:, :3])
    assert np.allclose(ends[0], ends[1], rtol=1e-12)


def test_dropout_of_the_wrong_scale_is_no_generalized_ridge(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.numerics.studies import dropout

    setting = Setting(seeds=40)
    given = Given(setting=setting, formulas=formulas_of("dropout"))
    task = {**part_of("dropout", "noise", setting).tasks[0], "steps": 4000}
    (right,) = dropout.noisy_descent(task, given).rows
    genuine = dropout.averaged
    monkeypatch.setattr(dropout, "averaged", lambda *a, **k: dropout.KEEP * genuine(*a, **k))
    (wrong,) = dropout.noisy_descent(task, given).rows
    assert int(right["successes"]) > 30 > 1 > int(wrong["successes"])  # type: ignore[call-overload]


def test_kinds_of_ends_are_told_apart() -> None:
    def at(**cells: object) -> Ends:
        count = 5
        plain = {
            "rows": np.zeros((2, count)),
            "loss": np.zeros(count),
            "solved": np.zeros(count, bool),
            "slope": np.full(count, 1e-6),
            "size": np.ones(count),
            "eigenvalues": np.array([[1e-9], [1.0]]).repeat(count, axis=1),
        }
        return Ends(**{**plain, **cells})  # type: ignore[arg-type]

    values = np.array([[1e-9, -0.5, 0.0, 1e-9, 1e-9], [1.0] * 5])
    after = at(
        solved=np.array([True, False, False, False, False]),
        slope=np.array([1e-6, 1e-6, 1e-14, 1e-6, 1e-6]),
        size=np.array([1.0, 1.0, 1.0, 1.2, 1.0]),
        eigenvalues=values,
    )
    assert _xor_ends.kinds(at(), after).tolist() == [0, 1, 2, 3, 4]


def test_the_hessian_is_that_of_automatic_differentiation() -> None:
    import jax
    import jax.numpy as jnp

    from backproof.numerics.engine.critical import look
    from backproof.numerics.studies._xor_network import network

    task = {"activation": "tanh", "width": 2, "loss": "squared", "seeds": 3}
    net = network(task, Given(setting=Setting(), formulas=formulas_of("xor")))
    rows = np.array(net.begin(0, jnp.arange(3), 1.0), float)
    found = look(net, rows)
    for seed in range(3):

        def loss(w: jax.Array) -> jax.Array:
            return net.losses(tuple(w[:, None])).mean()

        exact = np.linalg.eigvalsh(np.array(jax.hessian(loss)(jnp.asarray(rows[:, seed]))))
        assert np.allclose(found.eigenvalues[:, seed], exact, atol=1e-12)


def test_the_perceptron_rule_is_the_rule() -> None:
    starts = np.random.default_rng(3).normal(size=(3, 20))
    labels = np.array([-1.0, -1.0, -1.0, 1.0])
    done, corrections = _xor_single.rosenblatt(labels, starts)
    for n in range(20):
        w, count = starts[:, n].copy(), 0
        for _ in range(100):
            before = count
            for point, y in zip([(0, 0), (0, 1), (1, 0), (1, 1)], labels, strict=True):
                x = np.array([*point, 1.0])
                if y * (w @ x) <= 0:
                    w, count = w + y * x, count + 1
            if count == before:
                break
        assert (bool(done[n]), int(corrections[n])) == (True, count)


def test_the_interval_of_a_median_covers_it_often_enough() -> None:
    for count in (20, 64, 333):
        values = list(range(1, count + 1))
        middle, low, high = median_interval(values)
        k = int(low)
        assert middle == (count + 1) / 2
        assert high == count + 1 - k
        assert 2 * binom.cdf(k - 1, count, 0.5) <= 0.001 < 2 * binom.cdf(k, count, 0.5)
    assert median_interval([1.0, 2.0])[1:] == (-np.inf, np.inf)


def test_the_best_cell_is_the_best_and_among_equal_ones_that_of_the_least_loss() -> None:
    class Fake:
        class experiment:
            seeds = 9

        def __init__(self, solved: list[bool], losses: list[float]) -> None:
            self.found = (np.array(solved), np.array(losses))

        def train(self, *, scales: np.ndarray, **_: object) -> object:
            of = {1.0: 0, 2.0: 1, 3.0: 2}
            at = np.array([of[s] for s in scales])

            class Found:
                solved, losses = self.found[0][at], self.found[1][at][None]
                diverged = np.zeros(9, bool)

            return Found

    cells = [(1.0, 0.1), (2.0, 0.1), (3.0, 0.1)]
    assert best_cell(Fake([False, True, False], [0.1, 0.2, 0.3]), cells, 0) == (2.0, 0.1)  # type: ignore[arg-type]
    assert best_cell(Fake([True, True, False], [0.2, 0.1, 0.0]), cells, 0) == (2.0, 0.1)  # type: ignore[arg-type]
