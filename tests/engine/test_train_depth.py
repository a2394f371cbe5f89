"""Deep networks: the step is the claimed gradient, every network has its own fate, and what is planted is noticed."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from backproof.numerics import vanishing
from backproof.numerics.engine import train_layers as layers
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.elementwise import Activation
from backproof.numerics.engine.train_depth import gap_to_automatic, train_networks
from backproof.numerics.engine.train_layers import Architecture, Scheme
from backproof.numerics.engine.train_recursion import FORMULAS, RECURSION, SIGNAL, gap_to_the_claims
from backproof.theory.catalogue import claims
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.statement import Statement

pytest.importorskip("sklearn")
CLAIMS = claims("backpropagation")
STATEMENTS: dict[str, Statement] = {name: CLAIMS[name].statement for name in FORMULAS}  # type: ignore[misc]
SIGMOIDS, RELUS = vanishing.SIGMOIDS, vanishing.RELUS
RESIDUAL = Architecture(activation=Activation.TANH, scheme=Scheme.XAVIER, residual=True)
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

    def skip_forgotten(parameters: dict, inputs, targets, depth, kind, residual) -> dict:
        return right(parameters, inputs, targets, depth, kind, 0.0 * residual)

    monkeypatch.setattr(layers, "backward", skip_forgotten)
    experiment = replace(vanishing.six_relu_layers_train, architecture=RESIDUAL)
    assert experiment.run(STATEMENTS, device=Device.CPU).outcome is Outcome.UNDECIDED


def test_a_network_does_not_depend_on_the_others() -> None:
    alone = train_networks([(SIGMOIDS, 2, 5)], steps=30)
    among = train_networks([(RELUS, 7, 0), (RESIDUAL, 1, 5), (SIGMOIDS, 2, 5), (SIGMOIDS, 2, 6)], steps=30)
    assert alone.accuracy[0] == among.accuracy[2]
    assert alone.end_norms[0].tobytes() == among.end_norms[2].tobytes()
    assert among.end_norms[2].tobytes() != among.end_norms[3].tobytes()


def test_the_number_of_devices_does_not_matter() -> None:
    program = (
        "import jax, sys; jax.config.update('jax_num_cpu_devices', int(sys.argv[1]));"
        "from backproof.tests.engine import test_train_depth as t; t.choose(t.Device.CPU);"
        "r = t.train_networks([(a, d, 0) for a in t.EACH for d in (1, 4)], steps=40);"
        "import hashlib; print(hashlib.sha256(r.end_norms.tobytes() + r.loss.tobytes()).hexdigest())"
    )
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    command = [sys.executable, "-c", program]
    found = {
        subprocess.run([*command, n], capture_output=True, text=True, check=True, env=environment).stdout
        for n in ("1", "3")
    }
    assert len(found) == 1, found


def test_a_diverged_network_is_counted_as_a_failure() -> None:
    wild = replace(RELUS, learning_rate=1e9)
    found = train_networks([(wild, 3, 0), (RELUS, 3, 0)], steps=50)
    assert found.diverged.tolist() == [True, False]
    experiment = replace(vanishing.six_relu_layers_train, architecture=wild, seeds=8, steps=50, threshold=0.0)
    evidence = experiment.run(STATEMENTS, device=Device.CPU)
    assert evidence.grade == "0 of 8 seeds"
    assert "8 diverged" in evidence.detail


def test_a_tanh_network_in_disguise_computes_what_the_tanh_network_computes() -> None:
    import jax
    import jax.numpy as jnp

    shape = layers.Shape(inputs=5, width=4, outputs=3, most_layers=6)
    x = np.random.default_rng(0).normal(size=(7, 5))
    logits = []
    for architecture in (Architecture(activation=Activation.TANH, scheme=Scheme.XAVIER), vanishing.DISGUISED):
        network = layers.wanted(shape, [(architecture, 6, 0)])
        first = layers.begin(shape, jax.random.key(1), network.spreads[0], network.shifted[0])
        parameters = {n: jnp.asarray(p, jnp.float64) for n, p in first.items()}
        logits.append(layers.forward(parameters, jnp.asarray(x), 6, int(network.kinds[0]), 0.0)[0])
    assert np.allclose(logits[0], logits[1], rtol=1e-5, atol=1e-5)  # biases are float32
