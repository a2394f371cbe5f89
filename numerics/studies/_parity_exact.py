"""The exact networks for parity on every input: n threshold, ReLU or steep sigmoid units in one hidden layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...theory.kernel.evidence import Outcome
from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting

if TYPE_CHECKING:
    import jax

STEEPNESS = 40.0  # of the sigmoid units
AT_ONCE = 1 << 14  # inputs


def weights(kind: str, bits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hidden weights (n, n), biases and output weights (n,): each unit takes the sum of all bits.

    Threshold and sigmoid: + - + - ... of [s > k - 1/2]. ReLU: s - 2 (s - 1)+ + 2 (s - 2)+ - ...
    """
    signs = (-1.0) ** np.arange(bits)
    if kind == "ReLU":
        return np.ones((bits, bits)), -np.arange(bits, dtype=float), np.where(np.arange(bits) == 0, 1.0, 2.0 * signs)
    steep = STEEPNESS if kind == "sigmoid" else 1.0
    return np.full((bits, bits), steep), -steep * (np.arange(bits) + 0.5), signs


def check_all(task: Row, given: Given) -> Measured:
    """The network on all 2^n inputs, written from its weights."""
    import jax
    import jax.numpy as jnp

    bits, kind = int(task["bits"]), str(task["kind"])  # type: ignore[call-overload]
    w, w0, b = (jnp.asarray(a) for a in weights(kind, bits))
    curves = {"threshold": lambda z: jnp.where(z > 0, 1.0, 0.0), "ReLU": jax.nn.relu, "sigmoid": jax.nn.sigmoid}

    def wrong(first: jax.Array) -> tuple[jax.Array, jax.Array]:
        numbers = first + jnp.arange(min(AT_ONCE, 2**bits))
        inputs = ((numbers[:, None] >> jnp.arange(bits)) & 1).astype(jnp.float64)
        output = curves[kind](inputs @ w.T + w0) @ b
        odd = jax.lax.population_count(numbers) % 2
        return jnp.sum((output > 0.5) != (odd == 1)), jnp.max(jnp.abs(output - odd))

    errors, gaps = jax.jit(lambda firsts: jax.lax.map(wrong, firsts))(jnp.arange(0, 2**bits, AT_ONCE))
    row = {**task, "inputs": 2**bits, "claimed": 2 ** (bits - 1), "errors": int(errors.sum()), "gap": float(gaps.max())}
    return Measured(rows=[row])


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """No input is wrong."""
    errors = sum(int(r["errors"]) for r in rows)  # type: ignore[call-overload]
    most = max(int(r["bits"]) for r in rows)  # type: ignore[call-overload]
    return (
        Finding(
            prediction=f"n units are right on all 2^n inputs, for every n up to {most}",
            outcome=Outcome.REFUTES if errors else Outcome.HOLDS,
            measured=f"{errors} errors on {sum(int(r['inputs']) for r in rows)} inputs",  # type: ignore[call-overload]
        ),
    )


def exact_part(setting: Setting) -> Part:
    """All inputs to n = 20."""
    numbers = range(2, 21) if setting.full else (2, 3, 4, 8, 12, 16, 20)
    return Part(
        name="exact",
        title="Exact networks for parity with n hidden units, on all inputs",
        question="Do n units in one hidden layer compute the parity of n bits?",
        prediction="Yes, threshold, ReLU and steep sigmoid units alike; the slide asks for 2^(n-1)",
        budget="every one of the 2^n inputs, once, in float64",
        criterion="the output is on the right side of 1/2",
        columns=(
            Column(name="kind", label="hidden units"),
            Column(name="bits", label="n = units", unit="bits", shown="d"),
            Column(name="claimed", label="2^(n-1)", unit="units", shown="d"),
            Column(name="inputs", label="inputs", unit="inputs", shown="d"),
            Column(name="errors", label="wrong", unit="inputs", shown="d"),
            Column(name="gap", label="largest |f - parity|", shown=".1e"),
        ),
        tasks=tuple({"kind": k, "bits": n} for k in ("threshold", "ReLU", "sigmoid") for n in numbers),
        measure=check_all,
        judge=judge,
        note=f"sigmoid units of steepness {STEEPNESS:g}; nothing is estimated here, so there is no interval",
    )
