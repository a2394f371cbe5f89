"""Oracles for `theory.autodiff`: multiplications counted in JAX's programs, kinks and quotients evaluated."""

from collections.abc import Callable
from math import prod

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


def multiplications(program: object) -> int:
    """Multiplications in all matrix products of a traced program, those of nested programs included."""
    total = 0
    for equation in program.eqns:  # type: ignore[attr-defined]
        if equation.primitive.name == "dot_general":
            (contracted, _), _batch = equation.params["dimension_numbers"]
            left = equation.invars[0].aval.shape
            total += prod(equation.outvars[0].aval.shape) * prod(left[axis] for axis in contracted)
        for inner in jax.tree.leaves(list(equation.params.values()), is_leaf=lambda p: hasattr(p, "eqns")):
            nested = getattr(inner, "jaxpr", inner)
            total += multiplications(nested) if hasattr(nested, "eqns") else 0
    return total


def traced(function: Callable[..., object], *arguments: object) -> int:
    """Multiplications of a function at arguments of these shapes."""
    return multiplications(jax.make_jaxpr(function)(*arguments).jaxpr)


def layers(weights: list[jax.Array], start: jax.Array) -> jax.Array:
    """Dense layers one after another."""
    for matrix in weights:
        start = jax.lax.tanh(matrix @ start)
    return start


def of_jacobian_forward(W: list[Array], k: int, m: int, **_: object) -> int:
    """m times what `jax.jacfwd` multiplies beside the value itself."""
    weights, start = [jnp.asarray(matrix) for matrix in W[:k]], jnp.ones(W[0].shape[1])

    def function(at: jax.Array) -> jax.Array:
        return layers(weights, at)

    return m * (traced(jax.jacfwd(function), start) - traced(function, start))


def of_gradient(W: list[Array], k: int, **_: object) -> int:
    """What `jax.grad` in all weights multiplies beside the value."""
    weights, start = [jnp.asarray(matrix) for matrix in W[: k + 1]], jnp.ones(W[0].shape[1])

    def loss(matrices: list[jax.Array]) -> jax.Array:
        return layers(matrices, start).sum()

    return traced(jax.grad(loss), weights) - traced(loss, weights)


def of_example(**_: object) -> int:
    """The backward pass of the lecture's example."""
    shapes = ((256, 784), (128, 256), (10, 128))
    return of_gradient([np.zeros(shape) for shape in shapes], 2)


def of_quotients(w: int, **_: object) -> int:
    """Multiplications of one-sided differences of a dense layer with one output."""
    point = np.ones(w)
    return sum(len(row) for row in (point, *(point + np.eye(w))))


def quotient(x: float, h: float, **_: object) -> float:
    """The difference quotient of x^2, as the slope of the chord."""
    return x + (x + h)


def by_program(x: float, **_: object) -> float:
    """What `jax.grad` returns."""
    return float(jax.grad(lambda at: jax.nn.relu(at) - jax.nn.relu(-at))(x))


def written_out(k: int, **_: object) -> int:
    """Symbols of 4 y (1 - y) in prefix notation, with y put in k times."""
    text = "y"
    for _time in range(k):
        text = "y".join(("**4", "-1", "")).replace("y", text)
    return len(text)


def shared(k: int, **_: object) -> int:
    """Nodes with every intermediate value kept once."""
    nodes: set[tuple[object, ...]] = {("y",)}
    last: tuple[object, ...] = ("y",)
    for time in range(k):
        four, unit = ("4", time), ("1", time)
        rest = ("-", unit, last)
        twice = ("*", last, rest)
        last = ("*", four, twice)
        nodes |= {four, unit, rest, twice, last}
    return len(nodes)


def of_kernel(n: int, w: int, B: int, **_: object) -> int:
    """Multiplications of a kernel at n places of every input, from the windows that it meets."""
    windows = np.lib.stride_tricks.sliding_window_view(np.zeros((B, n + w - 1)), w, axis=1)
    return windows.size


jacobian_costs_inputs_forward_and_outputs_in_reverse = Check(oracle=of_jacobian_forward)
backward_pass_is_twice_the_forward_pass_less_the_first_layer = Check(oracle=of_gradient)
backward_and_forward_differ_by_a_factor_below_two = Check(oracle=of_example)
finite_differences_are_quadratic_in_the_parameters = Check(oracle=of_quotients)
finite_differences_are_off_by_their_step = Check(oracle=quotient)
chain_rule_is_exact_off_the_kinks = Check(oracle=by_program)
formulas_written_out_grow_exponentially = Check(oracle=written_out)
formulas_with_shared_parts_grow_linearly = Check(oracle=shared)
shared_weights_cost_every_use = Check(oracle=of_kernel)
