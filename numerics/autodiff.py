"""Oracles for `theory.autodiff`: multiplications counted in the programs that JAX itself writes."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check


def products(program: object) -> int:
    """Multiplications in the matrix products of a traced program."""
    total = 0
    for equation in program.jaxpr.eqns:  # type: ignore[attr-defined]
        if equation.primitive.name == "dot_general":
            (over, _), _ = equation.params["dimension_numbers"]
            left = equation.invars[0].aval.shape
            total += int(np.prod(equation.outvars[0].aval.shape)) * int(np.prod([left[a] for a in over]))
        for inner in equation.params.values():
            if hasattr(inner, "jaxpr"):
                total += products(inner)
    return total


def weights_of(widths: list[int]) -> list[jax.Array]:
    """One matrix a layer."""
    return [jnp.ones((after, before)) for before, after in itertools.pairwise(widths)]


def network(weights: list[jax.Array], inputs: jax.Array) -> jax.Array:
    """A dense network with tanh."""
    for matrix in weights:
        inputs = jnp.tanh(matrix @ inputs)
    return inputs


def forward_count(widths: list[int]) -> int:
    """Multiplications of a forward pass."""
    return products(jax.make_jaxpr(network)(weights_of(widths), jnp.ones(widths[0])))


def backward_count(widths: list[int]) -> int:
    """Multiplications of the gradient of a loss in all weights, less those of the forward pass."""
    gradient = jax.grad(lambda weights, inputs: network(weights, inputs).sum())
    return products(jax.make_jaxpr(gradient)(weights_of(widths), jnp.ones(widths[0]))) - forward_count(widths)


def widths_from(values: dict[str, object]) -> list[int]:
    """d(0) ... d(k + 1) of a sample."""
    return [int(values["d"](place)) for place in range(int(values["k"]) + 2)]  # type: ignore[operator,call-overload]


def backward(**values: object) -> int:
    """Multiplications of the backward pass."""
    return backward_count(widths_from(values))


def forward_mode_times_outputs(m: int, n: int, **values: object) -> int:
    """m times the multiplications of the linear chain applied to n directions."""
    widths = widths_from(values)
    chain = jax.make_jaxpr(lambda weights, directions: _linear(weights, directions))
    return m * products(chain(weights_of(widths), jnp.ones((widths[0], n))))


def reverse_mode(m: int, **values: object) -> int:
    """Multiplications of the transposed chain applied to m directions."""
    widths = widths_from(values)
    transposed = [matrix.T for matrix in reversed(weights_of(widths))]
    return products(jax.make_jaxpr(_linear)(transposed, jnp.ones((widths[-1], m))))


def _linear(weights: list[jax.Array], directions: jax.Array) -> jax.Array:
    for matrix in weights:
        directions = matrix @ directions
    return directions


def all_differences(**values: object) -> int:
    """Multiplications of one forward pass for each weight, and one more."""
    widths = widths_from(values)
    weights = sum(matrix.size for matrix in weights_of(widths))
    return (weights + 1) * forward_count(widths)


def slope_off_the_kink(x: float, **_: object) -> jax.Array:
    """What automatic differentiation gives."""
    return jax.grad(lambda at: jax.nn.relu(at) - jax.nn.relu(-at))(x)


backward_pass_costs_up_to_two_forward_passes = Check(oracle=backward)
modes_cost_as_inputs_to_outputs = Check(oracle=forward_mode_times_outputs)
reverse_mode_takes_one_sweep_an_output = Check(oracle=reverse_mode)
finite_differences_cost_the_square_of_the_weights = Check(oracle=all_differences)
chain_rule_is_exact_off_kinks = Check(oracle=slope_off_the_kink)
