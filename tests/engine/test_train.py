"""The trainer runs on the derived gradients, counts every seed, and notices what is planted."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import binomtest
from sympy import Integer

from backproof.numerics.engine import arranged
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.elementwise import Activation, gradients
from backproof.numerics.engine.logistic import POWER_OF_TWO, logistic
from backproof.numerics.engine.lower import LoweringError
from backproof.numerics.engine.train import Experiment, interval
from backproof.numerics.engine.train_network import Loss, Network, Trained
from backproof.numerics.xor import CROSS_ENTROPY, GRADIENTS, gradient_descent_mostly_learns_xor, on_xor
from backproof.theory.catalogue import claims
from backproof.theory.kernel import judge
from backproof.theory.kernel.claim import Conclusion
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.statement import Statement

CLAIMS = claims("backpropagation") | claims("xor")
FORMULAS: dict[str, Statement] = {name: CLAIMS[name].statement for name in GRADIENTS}  # type: ignore[misc]
SMALL = replace(gradient_descent_mostly_learns_xor, steps=300, seeds=200)


@pytest.fixture(autouse=True)
def float64() -> None:
    choose(Device.CPU)


def train(experiment: Experiment, **settings) -> Trained:
    return Network(experiment, FORMULAS).train(**settings)


def first_rows(experiment: Experiment, count: int) -> tuple:
    import jax.numpy as jnp

    rows = Network(experiment, FORMULAS).begin(0, jnp.arange(count), experiment.scale)
    return tuple(row.astype(jnp.float64) for row in rows)


def verdict(experiment: Experiment, formulas: dict[str, Statement] = FORMULAS) -> Conclusion:
    claim = CLAIMS["xor.gradient_descent_mostly_learns_xor"]
    return judge.judge("xor.it", claim, measure=lambda: experiment.run(formulas, device=Device.CPU)).conclusion


def by_hand(weights: dict[str, np.ndarray], steps: int, rate: float) -> dict[str, np.ndarray]:
    """One 2-h-1 sigmoid network trained by matrix products in float64, written from the definition."""
    inputs, targets = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array([0.0, 1, 1, 0])
    w, w0, b, b0 = (np.array(weights[n], float) for n in ("w", "w0", "b", "b0"))
    for _ in range(steps):
        hidden = 1 / (1 + np.exp(-(inputs @ w.T + w0)))
        output = 1 / (1 + np.exp(-(hidden @ b + b0)))
        delta = (output - targets) * output * (1 - output) / 4
        signal = np.outer(delta, b) * hidden * (1 - hidden)
        w, w0 = w - rate * signal.T @ inputs, w0 - rate * signal.sum(0)
        b, b0 = b - rate * hidden.T @ delta, b0 - rate * delta.sum()
    return {"w": w, "w0": w0, "b": b, "b0": b0}


def test_a_seed_is_trained_as_by_hand() -> None:
    network = Network(SMALL, FORMULAS)
    first = {n: np.reshape(r, (*network.derived.shapes[n], 3)) for n, r in network.named(first_rows(SMALL, 3)).items()}
    last = train(replace(SMALL, seeds=3)).parameters
    for seed in range(3):
        expected = by_hand({n: np.asarray(p)[..., seed] for n, p in first.items()}, 300, SMALL.learning_rate)
        for name, value in expected.items():
            assert np.allclose(last[name][..., seed], value, rtol=2e-3, atol=2e-4), name


def test_the_same_seed_gives_the_same_bits_whatever_the_chunk_and_the_number_of_seeds() -> None:
    runs = [
        train(SMALL, chunk=128),
        train(SMALL, chunk=128),
        train(SMALL, chunk=32),
        train(replace(SMALL, seeds=50), chunk=64),
    ]
    for name in runs[0].parameters:
        for run in runs[1:]:
            kept = run.parameters[name].shape[-1]
            assert runs[0].parameters[name][..., :kept].tobytes() == run.parameters[name].tobytes(), name
    other = train(SMALL, seed=1)
    assert other.parameters["w"].tobytes() != runs[0].parameters["w"].tobytes()


def test_the_number_of_devices_does_not_matter() -> None:
    program = (
        "import jax, sys; jax.config.update('jax_num_cpu_devices', int(sys.argv[1]));"
        "from backproof.tests.engine import test_train as t; t.choose(t.Device.CPU);"
        "import hashlib; r = t.train(t.replace(t.SMALL, seeds=600), chunk=32);"
        "print(hashlib.sha256(b''.join(p.tobytes() for p in r.parameters.values())).hexdigest(), r.successes)"
    )
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    found = {
        subprocess.run(
            [sys.executable, "-c", program, count], capture_output=True, text=True, check=True, env=environment
        ).stdout
        for count in ("1", "4")
    }
    assert len(found) == 1, found


def test_the_experiment_gives_its_verdict() -> None:
    assert verdict(gradient_descent_mostly_learns_xor) is Conclusion.QUALIFIED


def test_a_wrong_gradient_is_noticed_before_training() -> None:
    for name, statement in FORMULAS.items():
        wrong = FORMULAS | {name: statement.but(rhs=-statement.rhs)}
        evidence = SMALL.run(wrong, device=Device.CPU)
        assert evidence.outcome is Outcome.UNDECIDED, name
        assert "automatic differentiation" in evidence.detail
    slightly = FORMULAS | {
        GRADIENTS[0]: FORMULAS[GRADIENTS[0]].but(rhs=FORMULAS[GRADIENTS[0]].rhs * Integer(10**9 + 1) / 10**9)
    }
    assert SMALL.run(slightly, device=Device.CPU).outcome is Outcome.UNDECIDED


def test_mislabelled_data_change_the_verdict() -> None:
    mislabelled = replace(gradient_descent_mostly_learns_xor, targets=("y", (0.0, 1.0, 1.0, 1.0)))
    assert verdict(mislabelled) is not Conclusion.QUALIFIED


def test_another_start_changes_the_verdict() -> None:
    assert verdict(replace(gradient_descent_mostly_learns_xor, scale=8.0)) is not Conclusion.QUALIFIED


def test_a_diverged_seed_is_counted_as_a_failure() -> None:
    overflowing = on_xor("diverges", 2, Activation.RELU, scale=3e38, learning_rate=1.0)
    small = replace(overflowing, seeds=100, steps=50)
    found = train(small)
    assert found.lost > 0
    assert found.successes + found.lost <= 100
    assert np.isnan(found.losses).any()


def test_the_interval_is_the_exact_one() -> None:
    for solved, seeds in ((0, 50), (50, 50), (3, 10), (3900, 4096)):
        exact = binomtest(solved, seeds).proportion_ci(confidence_level=0.999, method="exact")
        assert interval(solved, seeds) == pytest.approx((exact.low, exact.high), abs=1e-12)


def test_every_activation_agrees_with_automatic_differentiation() -> None:
    for activation in Activation:
        experiment = replace(SMALL, activation=activation, seeds=4, steps=1)
        assert experiment.run(FORMULAS, device=Device.CPU).outcome is Outcome.HOLDS, activation


def test_claims_about_different_losses_are_refused() -> None:
    other = claims("backpropagation")["backpropagation.output_weight_gradient"].statement
    with pytest.raises(LoweringError):
        gradients((*FORMULAS.values(), other), {"K": 1, **SMALL.sizes}, Activation.LOGISTIC)  # type: ignore[arg-type]


def test_the_mean_over_samples_is_a_mean() -> None:
    doubled = replace(SMALL, inputs=("x", SMALL.inputs[1] * 2), targets=("y", SMALL.targets[1] * 2))
    rows = first_rows(SMALL, 2)
    once, twice = (Network(e, FORMULAS).step_slopes(rows) for e in (SMALL, doubled))
    assert np.allclose(once, twice, rtol=1e-12)


def test_an_interrupt_leaves_no_evidence_but_the_seeds_that_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backproof.numerics.engine.train_program.PIECE", 1.0)

    def stop(done: int) -> None:
        if done >= 128:
            raise KeyboardInterrupt

    found = train(SMALL, chunk=64, on_seeds=stop)
    assert found.solved.size == 128
    assert found.parameters["w"].tobytes() == train(SMALL, chunk=64).parameters["w"][..., :128].tobytes()
    with pytest.raises(KeyboardInterrupt):
        SMALL.run(FORMULAS, device=Device.CPU, chunk=64, on_seeds=stop)


def test_samples_one_after_another_are_the_samples_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = first_rows(SMALL, 5)
    at_once = Network(SMALL, FORMULAS).step_slopes(rows)
    monkeypatch.setattr("backproof.numerics.engine.train_network.MOST_WRITTEN_OUT", 0)
    one_by_one = Network(SMALL, FORMULAS)
    assert one_by_one.derived.mean_slopes is None
    assert np.allclose(at_once, one_by_one.step_slopes(rows), rtol=1e-13, atol=1e-16)


def test_the_heavy_ball_is_the_recurrence() -> None:
    ball = replace(SMALL, momentum=0.9, learning_rate=0.5, steps=2, seeds=3)
    network = Network(ball, FORMULAS)
    rows = np.array(first_rows(ball, 3))
    velocity = np.zeros_like(rows)
    for _ in range(2):
        velocity = 0.9 * velocity - 0.5 * np.array(network.step_slopes(tuple(rows)))
        rows = rows + velocity
    last = train(ball).parameters
    for name, value in network.named(tuple(rows)).items():
        assert np.allclose(last[name].reshape(len(value), -1), value, rtol=1e-5, atol=1e-6), name


def test_each_seed_has_its_own_rate_and_scale() -> None:
    rates, scales = np.where(np.arange(200) < 100, 10.0, 1.0), np.full(200, 0.5)
    mixed = train(SMALL, rates=rates, scales=scales).parameters["w"]
    assert mixed[..., :100].tobytes() == train(SMALL).parameters["w"][..., :100].tobytes()
    slow = train(replace(SMALL, learning_rate=1.0)).parameters["w"]
    assert mixed[..., 100:].tobytes() == slow[..., 100:].tobytes()


def test_cross_entropy_trains_and_must_be_named() -> None:
    claimed = {name: CLAIMS[name].statement for name in CROSS_ENTROPY}
    entropy = replace(SMALL, formulas=CROSS_ENTROPY, loss=Loss.CROSS_ENTROPY, learning_rate=3.0, steps=2000)
    evidence = entropy.run(claimed, device=Device.CPU)
    assert evidence.outcome is Outcome.HOLDS
    assert evidence.interval is not None
    assert evidence.interval[0] > 0.5
    with pytest.raises(ValueError, match="output 1/2"):
        replace(entropy, loss=Loss.SQUARED).run(claimed, device=Device.CPU)


def test_a_loss_where_the_output_rounds_to_its_target_is_finite() -> None:
    claimed = {name: CLAIMS[name].statement for name in CROSS_ENTROPY}
    network = Network(replace(SMALL, formulas=CROSS_ENTROPY), claimed)
    rows = tuple(np.full(1, 60.0, np.float32) for _ in first_rows(SMALL, 1))
    assert np.isfinite(np.asarray(network.losses(rows))).all()


def test_the_logistic_of_the_training_is_the_logistic() -> None:
    import jax

    x = np.concatenate([np.linspace(-87, 90, 200_001), [0.0]]).astype(np.float32)
    exact = 1 / (1 + np.exp(-x.astype(float)))
    found = np.asarray(jax.jit(logistic)(x), float)
    assert (np.abs(found / exact - 1) <= (2 + np.abs(x)) * 2.0**-23).all()
    far = np.asarray(jax.jit(logistic)(np.array([np.nan, np.inf, -np.inf, -200.0], np.float32)))
    assert np.isnan(far[0])
    assert far[1] == 1
    assert (far[2:] <= 2.0**-126).all()
    assert np.asarray(logistic(np.float64(0.3))) == np.asarray(jax.nn.sigmoid(np.float64(0.3)))


def test_the_power_of_two_is_as_near_as_stated() -> None:
    f = np.linspace(-0.5, 0.5, 100_001).astype(np.float32)
    value = np.full_like(f, POWER_OF_TWO[0])
    for coefficient in POWER_OF_TWO[1:]:
        value = value * f + np.float32(coefficient)
    assert np.abs(value / 2.0 ** f.astype(float) - 1).max() < 1.9e-7
    assert POWER_OF_TWO[-1] == 1


def test_a_wrong_step_in_single_precision_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backproof.numerics.engine.logistic.POWER_OF_TWO", (*POWER_OF_TWO[:-1], 1.001))
    evidence = SMALL.run(FORMULAS, device=Device.CPU)
    assert evidence.outcome is Outcome.UNDECIDED
    assert "float32" in evidence.detail


def parity(bits: int, units: int, **settings) -> Experiment:
    inputs = tuple(product((0.0, 1.0), repeat=bits))
    return replace(
        SMALL,
        formulas=CROSS_ENTROPY,
        loss=Loss.CROSS_ENTROPY,
        sizes={"K1": bits, "K2": units},
        inputs=("x", inputs),
        targets=("y", tuple(sum(x) % 2 for x in inputs)),
        fan_in={"w": bits, "w0": bits, "b": units, "b0": units},
        **settings,
    )


ENTROPY_FORMULAS = {name: CLAIMS[name].statement for name in CROSS_ENTROPY}


@pytest.mark.parametrize("activation", Activation)
def test_the_arranged_step_is_the_claims(activation: Activation) -> None:
    experiment = parity(4, 3, activation=activation, seeds=4, steps=1)
    evidence = experiment.run(ENTROPY_FORMULAS, device=Device.CPU)
    assert evidence.outcome is Outcome.HOLDS, evidence.detail
    squared = replace(experiment, formulas=GRADIENTS, loss=Loss.SQUARED)
    assert squared.run(FORMULAS, device=Device.CPU).outcome is Outcome.HOLDS


def test_a_wrong_arranged_step_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = arranged.mean_slopes

    def wrong(*given: object, **settings: bool) -> tuple:
        w, *others = right(*given, **settings)  # type: ignore[arg-type]
        return (w.swapaxes(0, 1), *others)

    monkeypatch.setattr(arranged, "mean_slopes", wrong)
    evidence = parity(4, 4, seeds=4, steps=1).run(ENTROPY_FORMULAS, device=Device.CPU)
    assert evidence.outcome is Outcome.UNDECIDED
    assert "derived gradients" in evidence.detail


def test_a_wrong_measured_loss_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = arranged.outputs
    monkeypatch.setattr(arranged, "outputs", lambda *given: -right(*given))
    evidence = parity(4, 4, seeds=4, steps=1).run(ENTROPY_FORMULAS, device=Device.CPU)
    assert evidence.outcome is Outcome.UNDECIDED


def test_arranged_training_does_not_depend_on_the_chunk() -> None:
    experiment = parity(4, 4, seeds=100, steps=50, learning_rate=3.0, momentum=0.9)
    runs = [Network(experiment, ENTROPY_FORMULAS).train(chunk=chunk) for chunk in (16, 64, 128)]
    for run in runs[1:]:
        for name, value in runs[0].parameters.items():
            assert value.tobytes() == run.parameters[name].tobytes(), name
