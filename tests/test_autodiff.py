"""Costs of gradients in XLA's own count of the operations of compiled programs, against the claimed formula."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import pytest

from backproof.theory import catalogue
from backproof.theory.autodiff.costs import widths as symbols

SHAPES = [(784, 256, 128, 10), (64, 64, 64, 64, 64), (300, 20, 5), (20, 300, 300, 2)]


def operations(function: object, *arguments: object) -> float:
    """Floating-point operations of the compiled program; a multiplication with its addition counts two."""
    analysis = jax.jit(function).lower(*arguments).compile().cost_analysis()  # type: ignore[arg-type]
    found = analysis[0] if isinstance(analysis, list) else analysis
    return float(found["flops"])


@pytest.mark.parametrize("widths", SHAPES)
def test_compiled_backward_pass_costs_what_the_formula_says(widths: tuple[int, ...]) -> None:
    """Additions of biases and activations are left out of the formula: two operations and a slope a unit."""
    weights = [jnp.ones((after, before), jnp.float32) for before, after in pairwise(widths)]
    start = jnp.ones(widths[0], jnp.float32)

    def loss(matrices: list[jax.Array], signal: jax.Array) -> jax.Array:
        for matrix in matrices:
            signal = jnp.maximum(matrix @ signal, 0)
        return signal.sum()

    forward = sum(before * after for before, after in pairwise(widths))
    backward = 2 * forward - widths[0] * widths[1]
    units = sum(widths[1:])
    ahead, both = operations(loss, weights, start), operations(jax.value_and_grad(loss), weights, start)
    # a gradient of one weight is one multiplication, without an addition
    expected = 2 * forward + forward + 2 * (backward - forward)
    assert abs(ahead - 2 * forward) <= 4 * units
    assert abs(both - expected) <= 8 * units + 0.01 * expected


def test_the_lectures_example_is_the_formula_at_its_widths() -> None:
    example = catalogue.claims("autodiff")["autodiff.backward_and_forward_differ_by_a_factor_below_two"].statement
    values = dict(zip(symbols, SHAPES[0], strict=True))
    assert example.lhs.xreplace(values) == example.rhs == 268_800  # type: ignore[union-attr]
