"""Oracles for `theory.min_norm`: descent by literal iteration, projections by the singular value decomposition.

Shapes: A (m, n), b (m, 1), x and x0 (n, 1); `eta` the step size, `k` the number of steps.
"""

import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


def scaled_rows(A: Array, *others: Array) -> tuple[Array, ...]:
    """The equations, each multiplied by the power of two that brings its row of A to a length of 1/2 to 1.

    Same row space, same solutions, and nothing is rounded. The singular value decomposition errs by eps times the
    condition number of the matrix it is given, which one short row would spoil.
    """
    exponents = np.frexp(np.linalg.norm(A, axis=1, keepdims=True))[1]
    return tuple(np.ldexp(a, -exponents) for a in (A, *others))


def row_projection(A: Array) -> Array:
    """Projection onto the row space from right singular vectors, (n, n)."""
    _, singular, right = np.linalg.svd(*scaled_rows(A), full_matrices=False)
    kept = right[singular > 1e-10 * singular.max(initial=0.0)]
    return kept.T @ kept


def projection_twice(A: Array, **_: object) -> Array:
    """P P, (n, n)."""
    return np.linalg.matrix_power(row_projection(A), 2)


def image_of_the_complement(A: Array, **_: object) -> Array:
    """A (I - P), (m, n)."""
    return A @ (np.eye(A.shape[1]) - row_projection(A))


def squared_norm(x: Array, **_: object) -> Array:
    """|x|^2, (1, 1)."""
    return np.array([[np.sum(x**2)]])


def shortest(A: Array, b: Array) -> Array:
    """The solution of least norm, by `numpy.linalg.lstsq`, (n, 1)."""
    return np.linalg.lstsq(*scaled_rows(A, b), rcond=None)[0]


def squared_norm_of_another_solution(A: Array, b: Array, v: Array, **_: object) -> Array:
    """|x* + v|^2, (1, 1)."""
    return squared_norm(shortest(A, b) + v)


def image_of_the_shortest(A: Array, b: Array, **_: object) -> Array:
    """A x*, (m, 1)."""
    return A @ shortest(A, b)


def gradient(A: Array, b: Array, x: Array, **_: object) -> Array:
    """Gradient of half the squared residual, summed sample by sample, (n,)."""
    return sum(row * (row @ x - value) for row, value in zip(A, b, strict=True))


def projected_gradient(A: Array, b: Array, x: Array, **_: object) -> Array:
    """P A^T (A x - b), (n, 1)."""
    return row_projection(A) @ gradient(A, b[:, 0], x[:, 0])[:, None]


def descent(A: Array, b: Array, start: Array, eta: float, k: int) -> Array:
    """k steps of gradient descent, (n, 1)."""
    x = start
    for _ in range(k):
        x = x - eta * gradient(A, b[:, 0], x[:, 0])[:, None]
    return x


def kth_iterate(A: Array, b: Array, x0: Array, eta: float, k: int, **_: object) -> Array:
    """x_k from x0."""
    return descent(A, b, x0, eta, k)


def null_part_of_iterate(A: Array, b: Array, x0: Array, eta: float, k: int, **_: object) -> Array:
    """(I - P) x_k."""
    return (np.eye(A.shape[1]) - row_projection(A)) @ descent(A, b, x0, eta, k)


def row_part_of_iterate_from_zero(A: Array, b: Array, eta: float, k: int, **_: object) -> Array:
    """P x_k from zero."""
    return row_projection(A) @ descent(A, b, np.zeros((A.shape[1], 1)), eta, k)


def residual_of_iterate(A: Array, b: Array, x0: Array, eta: float, k: int, **_: object) -> Array:
    """A x_k - b."""
    return A @ descent(A, b, x0, eta, k) - b


def squared_factor(eta: float, s: float, **_: object) -> float:
    """Squared growth of an error along a singular direction in one step."""
    return descent(np.array([[s]]), np.zeros((1, 1)), np.ones((1, 1)), eta, 1).item() ** 2


def distance_to_the_limit(A: Array, b: Array, x0: Array, eta: float, k: int, **_: object) -> Array:
    """x_k minus the solution nearest to x0, (n, 1)."""
    return descent(A, b, x0, eta, k) - (x0 + shortest(A, b - A @ x0))


def squared_distance_of_another_solution(A: Array, b: Array, x0: Array, v: Array, **_: object) -> Array:
    """|limit + v - x0|^2, (1, 1)."""
    return squared_norm(shortest(A, b - A @ x0) + v)


row_space_projection_is_idempotent = Check(oracle=projection_twice)
complement_maps_into_null_space = Check(oracle=image_of_the_complement)
squared_norm_splits = Check(oracle=squared_norm)
no_solution_is_shorter = Check(oracle=squared_norm_of_another_solution)
least_norm_point_solves = Check(oracle=image_of_the_shortest)
gradient_combines_the_rows = Check(oracle=gradient)
gradient_lies_in_row_space = Check(oracle=projected_gradient)
iterates_in_closed_form = Check(oracle=kth_iterate)
null_space_part_is_invariant = Check(
    oracle=null_part_of_iterate,
    ulps=2.0**14,
    reason="the iterates grow in every step before the projection removes them",
)
iterates_from_zero_stay_in_row_space = Check(oracle=row_part_of_iterate_from_zero)
residual_is_a_power = Check(oracle=residual_of_iterate)
gd_contracts_for_small_steps = Check(oracle=squared_factor)
descent_ends_at_the_nearest_solution = Check(oracle=distance_to_the_limit)
limit_is_nearest_solution = Check(oracle=squared_distance_of_another_solution)

stochastic_descent_ends_at_the_shortest_solution = StudyRow(
    study="min_norm", part="optimizers", row={"optimizer": "SGD, one row a step"}, seeds=512
)
momentum_ends_at_the_shortest_solution = StudyRow(
    study="min_norm", part="optimizers", row={"optimizer": "heavy ball"}, seeds=512
)
adam_misses_the_shortest_solution = StudyRow(
    study="min_norm", part="optimizers", row={"optimizer": "Adam"}, seeds=512, count="elsewhere"
)
adagrad_misses_the_shortest_solution = StudyRow(
    study="min_norm", part="optimizers", row={"optimizer": "Adagrad"}, seeds=512, count="elsewhere"
)
descent_beyond_the_limit_diverges = StudyRow(study="min_norm", part="steps", row={"factor": 2.1}, seeds=512)
