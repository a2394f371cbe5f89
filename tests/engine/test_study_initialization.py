"""The study of initialization: measured factors are the proved ones; another law of the weights changes verdicts."""

import numpy as np
import pytest

from backproof.numerics import initialization as experiments
from backproof.numerics.engine import signal
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.elementwise import Activation
from backproof.numerics.engine.study import Given, Init, Row, Setting
from backproof.numerics.engine.train_starts import Architecture, Scheme
from backproof.numerics.studies import initialization
from backproof.theory.catalogue import claims
from backproof.theory.kernel import judge
from backproof.theory.kernel.claim import Conclusion, Prediction
from backproof.theory.kernel.evidence import Outcome

PREDICTED = [n for n, c in claims("initialization").items() if isinstance(c.statement, Prediction)]
RELUS = Architecture(activation=Activation.RELU, scheme=Scheme.HE)


@pytest.fixture(autouse=True)
def freshly() -> None:
    choose(Device.CPU)
    initialization.measured.cache_clear()


def rows_of(name: str, **setting: object) -> list[Row]:
    given = Given(setting=Setting(**setting), formulas={})  # type: ignore[arg-type]
    part = next(p for p in initialization.parts(given.setting) if p.name == name)
    tasks = [t for t in part.tasks if t["depth"] == initialization.SHALLOW or "layers" in name]
    return [row for task in tasks for row in part.measure(task, given).rows]


def verdict(claim_id: str) -> Conclusion:
    experiment = getattr(experiments, claim_id.partition(".")[2])
    claim = claims("initialization")[claim_id]
    return judge.judge(claim_id, claim, measure=lambda: experiment.run({}, device=Device.CPU)).conclusion


def scaled(monkeypatch: pytest.MonkeyPatch, factor: float) -> None:
    """All variances of weights are wrong by this factor."""
    right = Scheme.variance
    monkeypatch.setattr(Scheme, "variance", lambda self, n, m: factor * right(self, n, m))


def test_factors_are_as_predicted() -> None:
    for name, bounds in (("signal", initialization.SIGNALS), ("gradient", initialization.GRADIENTS)):
        findings = initialization.judged(bounds, rows_of(name, seeds=24))
        assert {f.outcome for f in findings} == {Outcome.HOLDS}, findings


def test_a_variance_off_by_two_changes_every_verdict_about_relu(monkeypatch: pytest.MonkeyPatch) -> None:
    scaled(monkeypatch, 0.5)
    findings = initialization.judged(initialization.SIGNALS, rows_of("signal", seeds=24))
    of_relu = [f.outcome for f in findings if "ReLU" in f.prediction]
    assert of_relu == [Outcome.REFUTES] * 2


@pytest.mark.parametrize(("claim_id", "factor"), [(PREDICTED[0], 0.5), (PREDICTED[1], 2.0), (PREDICTED[3], 0.5)])
def test_a_variance_off_by_two_changes_the_verdict_of_a_claim(
    claim_id: str, factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = claims("initialization")[claim_id].expected
    assert verdict(claim_id) is right
    scaled(monkeypatch, factor)
    initialization.measured.cache_clear()
    assert verdict(claim_id) is not right


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("activation", [Activation.LOGISTIC, Activation.TANH, Activation.RELU, Activation.GELU])
def test_wide_layers_behave_as_their_limit(activation: Activation, residual: bool) -> None:
    architecture = Architecture(activation=activation, scheme=Scheme.HE, residual=residual)
    found = signal.flow(architecture, depth=5, width=400, networks=12, seed=1)
    limit = signal.wide(architecture, 5)
    assert np.allclose(found.signal.mean(axis=0), limit.signal[0], rtol=0.1)
    if residual and activation in (Activation.RELU, Activation.GELU):
        assert np.isnan(limit.gradient).all()
    else:
        assert np.allclose(found.gradient.mean(axis=0), limit.gradient[0], rtol=0.1)


def test_the_gradient_is_that_of_automatic_differentiation() -> None:
    import jax
    import jax.numpy as jnp

    for activation in (Activation.TANH, Activation.GELU):
        architecture = Architecture(activation=activation, scheme=Scheme.XAVIER_UNIFORM, residual=True)
        weights = []
        found = signal.flow(architecture, depth=3, width=6, networks=1, seed=4)
        key, input_key, top_key = jax.random.split(jax.random.fold_in(jax.random.key(4), 0), 3)
        for layer in range(3):
            at = jax.random.fold_in(key, layer)
            weights.append(jax.random.uniform(at, (6, 6), jnp.float32, -(3**0.5), 3**0.5).astype(float) / 6**0.5)
        x = jax.random.normal(input_key, (signal.SAMPLES, 6), jnp.float64)
        top = jax.random.normal(top_key, (signal.SAMPLES, 6), jnp.float64)
        sigma = jnp.tanh if activation is Activation.TANH else lambda z: jax.nn.gelu(z, approximate=False)
        first = sigma(x @ weights[0])

        def loss(first: jax.Array, sigma=sigma, weights=weights, top=top) -> jax.Array:
            second = first + sigma(first @ weights[1])
            return jnp.sum(top * (second + sigma(second @ weights[2])))

        assert np.mean(jax.grad(loss)(first) ** 2) == pytest.approx(found.gradient[0, 0], rel=1e-12)
        assert np.mean((x @ weights[0]) ** 2) == pytest.approx(found.signal[0, 0], rel=1e-12)


def test_the_disguised_network_has_the_tanh_networks_flow() -> None:
    tanh = Architecture(activation=Activation.TANH, scheme=Scheme.XAVIER)
    sigmoid = Architecture(activation=Activation.LOGISTIC, scheme=Scheme.TANH_EQUIVALENT)
    plain, disguised = (signal.flow(a, depth=6, width=10, networks=3, seed=0) for a in (tanh, sigmoid))
    assert np.allclose(disguised.signal, 4 * plain.signal, rtol=1e-12)
    assert np.allclose(disguised.gradient, plain.gradient, rtol=1e-12)


def test_a_network_does_not_depend_on_how_many_there_are() -> None:
    few, many = (signal.flow(RELUS, depth=4, width=8, networks=n, seed=0) for n in (2, 7))
    assert few.signal.tobytes() == many.signal[:2].tobytes()


def test_the_users_own_network() -> None:
    setting = {"depth": 6, "activation": "sigmoid", "init": Init.XAVIER, "seeds": 20}
    rows = rows_of("layers", **setting)
    assert [r["layer"] for r in rows] == [1, 2, 3, 4, 5, 6]
    assert [f.outcome for f in initialization.judge_layers(rows)] == [Outcome.HOLDS, Outcome.REFUTES]
    kept = initialization.judge_layers(rows_of("layers", **{**setting, "depth": 4, "activation": "tanh"}))
    assert [f.outcome for f in kept] == [Outcome.HOLDS, Outcome.HOLDS]
    few = rows_of("layers", **{**setting, "seeds": 2})
    assert [f.outcome for f in initialization.judge_layers(few)] == [Outcome.UNDECIDED] * 2
    with pytest.raises(ValueError, match="--depth 1"):
        rows_of("layers", **{**setting, "depth": 1})
