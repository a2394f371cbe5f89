"""Deep networks: the step is the claimed gradient, every network has its own fate, and what is planted is noticed."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from backproof.numerics import vanishing
from backproof.numerics.engine import train_deep, train_measures
from backproof.numerics.engine import train_layers as layers
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.digits import digits
from backproof.numerics.engine.elementwise import Activation
from backproof.numerics.engine.train_deep import Deep
from backproof.numerics.engine.train_depth import MOST_LAYERS, compiled_ahead, gap_to_automatic, train_networks
from backproof.numerics.engine.train_recursion import FORMULAS, RECURSION, SIGNAL, gap_to_the_claims
from backproof.numerics.engine.train_starts import Architecture, Scheme, Shape, somewhere, started
from backproof.theory.catalogue import claims
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.statement import Statement

pytest.importorskip("sklearn")
CLAIMS = claims("backpropagation")
STATEMENTS: dict[str, Statement] = {name: CLAIMS[name].statement for name in FORMULAS}  # type: ignore[misc]
SIGMOIDS, RELUS = vanishing.SIGMOIDS, vanishing.RELUS
RESIDUAL = Architecture(activation=Activation.TANH, scheme=Scheme.XAVIER, residual=True)
GELUS = Architecture(activation=Activation.GELU, scheme=Scheme.HE, residual=True)
EACH = (SIGMOIDS, RELUS, vanishing.DISGUISED, RESIDUAL)


@pytest.fixture(autouse=True)
def float64() -> None:
    choose(Device.CPU)


@pytest.mark.parametrize("architecture", EACH, ids=lambda a: a.name)
def test_the_step_is_the_claimed_gradient(architecture: Architecture) -> None:
    assert gap_to_the_claims(architecture, STATEMENTS, seed=3) < 1e-12
    assert gap_to_automatic(architecture, 4, seed=3) < 1e-12


@pytest.mark.parametrize("name", [RECURSION, SIGNAL])
def test_a_wrong_claim_is_noticed_before_training(name: str) -> None:
    wrong = STATEMENTS | {name: STATEMENTS[name].but(rhs=STATEMENTS[name].rhs * (1 + 10**-9))}
    evidence = vanishing.six_sigmoid_layers_stay_at_chance.run(wrong, device=Device.CPU)
    assert evidence.outcome is Outcome.UNDECIDED
    assert evidence.detail.startswith("no training")


def test_a_wrong_step_is_noticed_before_training(monkeypatch: pytest.MonkeyPatch) -> None:
    right = layers.backward

    def skip_forgotten(parameters, inputs, targets, depth, kind, residual, scratch) -> tuple:
        return right(parameters, inputs, targets, depth, kind, 0.0 * residual, scratch)

    monkeypatch.setattr(layers, "backward", skip_forgotten)
    experiment = replace(vanishing.six_relu_layers_train, architecture=RESIDUAL)
    assert experiment.run(STATEMENTS, device=Device.CPU).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_a_step_moves_every_layer_that_there_is_and_no_other(depth: int) -> None:
    shape, rng = Shape(inputs=3, width=4, outputs=2, most_layers=5), np.random.default_rng(0)
    before, slopes = (somewhere(shape, SIGMOIDS, rng) for _ in range(2))
    after = layers.descended(before, slopes, 0.5, depth)
    for name, value in before.items():
        here = slice(0, depth - 1) if name == "hidden" else slice(None)
        expected = np.array(value)
        expected[here] -= 0.5 * slopes[name][here]
        assert np.allclose(after[name], expected, rtol=1e-15, atol=1e-15), name


def deep(architecture: Architecture, depth: int, number: int = 0, steps: int = 30) -> Deep:
    return Deep(architecture=architecture, depth=depth, number=number, stops=(0, steps))


def test_a_network_does_not_depend_on_the_others() -> None:
    alone = train_networks([deep(SIGMOIDS, 2, 5)])
    among = train_networks([deep(RELUS, 7), deep(RESIDUAL, 1, 5), deep(SIGMOIDS, 2, 5), deep(SIGMOIDS, 2, 6)])
    assert alone.accuracy[0].tobytes() == among.accuracy[2].tobytes()
    assert alone.norms[0].tobytes() == among.norms[2].tobytes()
    assert among.norms[2].tobytes() != among.norms[3].tobytes()


def test_more_networks_than_one_call_takes_come_back_in_their_order() -> None:
    networks = [deep(EACH[n % 4], 1 + n % 5, number=n, steps=n) for n in range(40)]
    found = train_networks(networks)
    assert found.networks == tuple(networks)
    for n in (0, 7, 39):
        assert found.loss[n].tobytes() == train_networks([networks[n]]).loss[0].tobytes(), n


def test_stops_on_the_way_change_nothing() -> None:
    straight = train_networks([replace(deep(RELUS, 3), stops=(0, 0, 0, 100))])
    halting = train_networks([replace(deep(RELUS, 3), stops=(0, 17, 44, 100))])
    assert straight.loss[0, 3] == halting.loss[0, 3]
    assert straight.loss[0, 0] == straight.loss[0, 2] == halting.loss[0, 0]
    assert (np.diff(halting.loss[0]) < 0).all()


@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("architecture", [SIGMOIDS, RESIDUAL, GELUS], ids=lambda a: a.name)
def test_what_is_measured_is_what_the_definitions_give(architecture: Architecture, depth: int) -> None:
    import jax
    import jax.numpy as jnp

    shape, rng = Shape(inputs=5, width=4, outputs=3, most_layers=4), np.random.default_rng(depth)
    parameters = somewhere(shape, architecture, rng)
    x, labels = rng.normal(size=(39, 5)), rng.integers(0, 3, size=39)
    y, sizes = np.eye(3)[labels], (28, 11)  # for training and for testing, in batches of 8
    data = tuple(jnp.asarray(d) for d in (x[:28], y[:28], x[28:], labels[28:]))
    network = (depth, layers.kind(architecture.activation), float(architecture.residual))
    (accuracy, loss, finite, norms, most), _ = train_measures.measured(
        parameters,
        train_measures.in_batches(data, 8),
        *network,
        architecture.largest_slope,
        shape.scratch(8, jnp.float64),
    )
    of_loss = (x[:28].T, y[:28].T, depth, architecture.activation, float(architecture.residual))
    expected, slopes = jax.value_and_grad(layers.loss)(parameters, *of_loss)
    weights = [slopes["first"], *slopes["hidden"]]
    logits, *_ = layers.forward(parameters, x.T, *network, shape.scratch(sum(sizes), jnp.float64))
    assert finite
    assert float(loss) == pytest.approx(float(expected), rel=1e-6)  # it comes in float32
    assert float(accuracy) == pytest.approx(np.mean(np.argmax(logits, axis=0)[28:] == labels[28:]))
    assert np.allclose(norms, [np.linalg.norm(w) for w in weights], rtol=1e-6)
    assert not norms[depth:].any()
    # the bound of the last layer by its definition: slope * sum of |signal| |a|
    values = layers.forward(parameters, x[:28].T, *network, shape.scratch(28, jnp.float64))[2][0]
    below = x[:28].T if depth == 1 else np.asarray(values[depth - 2]).reshape(4, 28)
    residuals = jax.nn.softmax(logits[:, :28], axis=0) - y[:28].T
    signal = np.linalg.norm(parameters["last"].T @ residuals, axis=0) / 28
    reached = architecture.largest_slope * float(np.sum(signal * np.linalg.norm(below, axis=0)))
    assert float(most[depth - 1]) == pytest.approx(reached)


def test_a_network_that_overflows_on_a_test_image_alone_is_not_finite() -> None:
    import jax.numpy as jnp

    shape = Shape(inputs=1, width=2, outputs=2, most_layers=2)
    parameters = somewhere(shape, RELUS, np.random.default_rng(0)) | {"first": np.full((2, 1), 1e10)}
    data = (jnp.ones((3, 1)), jnp.eye(2)[jnp.array([0, 1, 0])], jnp.array([[1e300]]), jnp.array([0]))
    scratch, kind = shape.scratch(2, jnp.float64), layers.kind(Activation.RELU)
    (_, loss, finite, *_), _ = train_measures.measured(
        parameters, train_measures.in_batches(data, 2), 1, kind, 0.0, 1.0, scratch
    )
    assert np.isfinite(loss)
    assert not finite


def test_no_gradient_exceeds_its_bound() -> None:
    found = train_networks([deep(a, d, steps=60) for a in EACH for d in (1, 2, 5, 10)])
    for network, norms, bounds in zip(found.networks, found.norms, found.bounds, strict=True):
        assert (norms[:, : network.depth] > 0).all()
        assert (norms[:, : network.depth] <= bounds[:, : network.depth]).all()
        assert not norms[:, network.depth :].any()
        assert not bounds[:, network.depth :].any()


def test_the_bound_is_reached_by_one_unit_with_slope_one() -> None:
    import jax.numpy as jnp

    shape = Shape(inputs=1, width=1, outputs=2, most_layers=4)
    parameters = {
        "first": jnp.full((1, 1), 2.0),
        "hidden": jnp.array([3.0, 5.0, 7.0]).reshape(3, 1, 1),
        "biases": jnp.zeros((4, 1)),
        "last": jnp.array([[0.01], [-0.01]]),
        "last_bias": jnp.zeros(2),
    }
    x, y = jnp.ones((1, 1)), jnp.array([[1.0], [0.0]])
    network = (4, layers.kind(Activation.RELU), 0.0)
    slopes, scratch = layers.backward(parameters, x, y, *network, shape.scratch(1, jnp.float64))
    logits, *_ = layers.forward(parameters, x, *network, shape.scratch(1, jnp.float64))
    f = np.exp(logits[:, 0]) / np.exp(logits[:, 0]).sum()
    signal = jnp.abs((f - y[:, 0]) @ parameters["last"][:, 0])[None]
    passing = train_measures.arrived(x, scratch[0].reshape(4, 1, 1), signal, 4)
    most = train_measures.bounds(parameters, passing, 4, 0.0, 1.0)
    norms = [abs(float(slopes["first"][0, 0])), *np.abs(np.asarray(slopes["hidden"]).ravel())]
    assert np.allclose(most, norms, rtol=1e-12)


def test_the_number_of_devices_does_not_matter() -> None:
    program = (
        "import jax, sys; jax.config.update('jax_num_cpu_devices', int(sys.argv[1]));"
        "from backproof.tests.engine import test_train_depth as t; t.choose(t.Device.CPU);"
        "r = t.train_networks([t.deep(a, d) for a in t.EACH for d in (1, 4)]);"
        "import hashlib; print(hashlib.sha256(r.norms.tobytes() + r.loss.tobytes()).hexdigest())"
    )
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    command = [sys.executable, "-c", program]
    found = {
        subprocess.run([*command, n], capture_output=True, text=True, check=True, env=environment).stdout
        for n in ("1", "3")
    }
    assert len(found) == 1, found


def test_side_by_side_as_one_after_another() -> None:
    import jax
    import jax.numpy as jnp

    data = digits()
    networks = [deep(RELUS, 3), deep(SIGMOIDS, 1), deep(RESIDUAL, 5)]
    shape = Shape(64, 32, 10, MOST_LAYERS)
    program = train_deep.Program(shape, len(data.images), 64, 2)
    given = tuple(jnp.asarray(d) for d in (data.images, data.targets, data.test_images, data.test_labels))
    arrays = train_deep.wanted(shape, networks).arrays()
    together = jax.jit(jax.vmap(lambda network: program.one(jax.random.key(0), given, network)))(arrays)
    found = train_networks(networks)
    assert np.allclose(together[1], found.loss, rtol=1e-4)
    assert np.allclose(together[3], found.norms, rtol=1e-3, atol=1e-7)
    assert (np.asarray(together[2]) == ~found.diverged).all()


def test_a_diverged_network_is_counted_as_a_failure() -> None:
    wild = replace(RELUS, learning_rate=1e9)
    found = train_networks([deep(wild, 3), deep(RELUS, 3)])
    assert found.diverged[:, -1].tolist() == [True, False]
    experiment = replace(vanishing.six_relu_layers_train, architecture=wild, seeds=8, steps=50, threshold=0.0)
    evidence = experiment.run(STATEMENTS, device=Device.CPU)
    assert evidence.grade == "0 of 8 seeds"
    assert "8 diverged" in evidence.detail


def test_a_tanh_network_in_disguise_computes_what_the_tanh_network_computes() -> None:
    import jax
    import jax.numpy as jnp

    shape = Shape(inputs=5, width=4, outputs=3, most_layers=6)
    x = jnp.asarray(np.random.default_rng(0).normal(size=(5, 7)))
    logits = []
    for architecture in (Architecture(activation=Activation.TANH, scheme=Scheme.XAVIER), vanishing.DISGUISED):
        first = started(shape, architecture, jax.random.key(1))
        parameters = {n: jnp.asarray(p, jnp.float64) for n, p in first.items()}
        network = (6, layers.kind(architecture.activation), 0.0)
        logits.append(layers.forward(parameters, x, *network, shape.scratch(7, jnp.float64))[0])
    assert np.allclose(logits[0], logits[1], rtol=1e-5, atol=1e-5)  # biases are float32


@pytest.mark.parametrize("scheme", Scheme, ids=lambda s: s.value)
def test_weights_start_with_the_variance_of_their_scheme(scheme: Scheme) -> None:
    import jax

    shape = Shape(inputs=300, width=200, outputs=100, most_layers=3)
    first = started(shape, Architecture(activation=Activation.LOGISTIC, scheme=scheme), jax.random.key(0))
    fans, scales = {"first": (300, 200), "hidden": (200, 200), "last": (200, 100)}, {"first": 2, "hidden": 4, "last": 2}
    variance = {
        Scheme.LECUN: lambda n, m: 1 / n,
        Scheme.HE: lambda n, m: 2 / n,
    }.get(scheme, lambda n, m: 2 / (n + m))
    for name, fan in fans.items():
        scale = scales[name] if scheme is Scheme.TANH_EQUIVALENT else 1
        # the variance of n normal numbers has the deviation sqrt(2/n), here at most 1 %
        assert np.var(first[name]) == pytest.approx(scale**2 * variance(*fan), rel=0.05), name
        largest = float(np.abs(first[name]).max()) / scale / variance(*fan) ** 0.5
        assert (largest <= 3**0.5 * (1 + 1e-6)) == (scheme is Scheme.XAVIER_UNIFORM)


def test_what_is_compiled_ahead_is_what_trains(caplog: pytest.LogCaptureFixture) -> None:
    import jax

    networks = [deep(SIGMOIDS, 2, n) for n in range(3)]
    train_deep.compiled.cache_clear()
    with jax.log_compiles(), caplog.at_level("WARNING"):
        compiled_ahead(networks)()
        assert "of_one_device" in caplog.text
        caplog.clear()
        found = train_networks(networks)
        assert "of_one_device" not in caplog.text
    assert found.loss[0].tobytes() == train_networks(networks[:1]).loss[0].tobytes()
