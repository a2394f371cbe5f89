"""The trainer runs on the derived gradients, counts every seed, and notices what is planted."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest
from sympy import Integer

from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.elementwise import Activation, gradients
from backproof.numerics.engine.lower import LoweringError
from backproof.numerics.engine.train import Experiment, interval, mean_slopes, start, train
from backproof.numerics.xor import GRADIENTS, gradient_descent_mostly_learns_xor, on_xor
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


def derived(experiment: Experiment = SMALL):
    return gradients(tuple(FORMULAS.values()), experiment.sizes, experiment.activation)


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
    import jax.numpy as jnp

    first = dict(zip(derived().parameters, start(SMALL, derived(), 0, jnp.arange(3), jnp.float64), strict=True))
    last = train(replace(SMALL, seeds=3), derived()).parameters
    for seed in range(3):
        expected = by_hand({n: np.asarray(p)[..., seed] for n, p in first.items()}, 300, SMALL.learning_rate)
        for name, value in expected.items():
            assert np.allclose(last[name][..., seed], value, rtol=2e-3, atol=2e-4), name


def test_the_same_seed_gives_the_same_bits_whatever_the_chunk_and_the_number_of_seeds() -> None:
    runs = [
        train(SMALL, derived(), chunk=128),
        train(SMALL, derived(), chunk=128),
        train(SMALL, derived(), chunk=32),
        train(replace(SMALL, seeds=50), derived(), chunk=64),
    ]
    for name in derived().parameters:
        for run in runs[1:]:
            kept = run.parameters[name].shape[-1]
            assert runs[0].parameters[name][..., :kept].tobytes() == run.parameters[name].tobytes(), name
    other = train(SMALL, derived(), seed=1)
    assert other.parameters["w"].tobytes() != runs[0].parameters["w"].tobytes()


def test_the_number_of_devices_does_not_matter() -> None:
    program = (
        "import jax, sys; jax.config.update('jax_num_cpu_devices', int(sys.argv[1]));"
        "from backproof.tests.engine import test_train as t; t.choose(t.Device.CPU);"
        "import hashlib; r = t.train(t.SMALL, t.derived(), chunk=32);"
        "print(hashlib.sha256(b''.join(p.tobytes() for p in r.parameters.values())).hexdigest(), r.solved)"
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
    overflowing = on_xor("diverges", 2, Activation.RELU, scale=4e38, learning_rate=1.0)
    small = replace(overflowing, seeds=100, steps=50)
    found = train(small, derived(small))
    assert found.diverged > 0
    assert found.solved + found.diverged <= 100
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
    import jax.numpy as jnp

    parameters = start(SMALL, derived(), 0, jnp.arange(2), jnp.float64)
    doubled = replace(SMALL, inputs=("x", SMALL.inputs[1] * 2), targets=("y", SMALL.targets[1] * 2))
    for once, twice in zip(
        mean_slopes(SMALL, derived(), parameters), mean_slopes(doubled, derived(), parameters), strict=True
    ):
        assert np.allclose(once, twice, rtol=1e-12)
