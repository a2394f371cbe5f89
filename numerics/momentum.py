"""Oracles for `theory.momentum`: literal iterations with velocity, and heavy ball on a quadratic.

Shapes: gradients g a list over steps of (d,); `t` is step size times curvature, `k` the number of steps.
"""

import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


def with_velocity(g: list[Array], eta: float, beta: float, steps: int) -> Array:
    """The position after so many steps from rest at 0, (d,)."""
    at = np.zeros_like(np.asarray(g[0]))
    speed = np.zeros_like(at)
    for gradient in g[:steps]:
        speed = beta * speed + gradient
        at = at - eta * speed
    return at


def two_steps_on(g: list[Array], eta: float, beta: float, k: int, **_: object) -> Array:
    """theta_{k+2}, (d,)."""
    return with_velocity(g, eta, beta, k + 2)


def velocity_under_constant_gradient(beta: float, u: float, k: int, **_: object) -> float:
    """v_k from rest."""
    return sum(u * beta**age for age in range(k))


def heavy_ball(beta: float, t: float, u: float, x0: float, k: int) -> tuple[float, float]:
    """(x_k, x_{k-1}) on lam x^2 / 2."""
    now, before = u, x0
    for _ in range(k):
        now, before = now - t * now + beta * (now - before), now
    return now, before


def form_after_a_step(beta: float, t: float, u: float, x0: float, k: int, **_: object) -> float:
    """The form at step k + 1, by the product of its values at the two roots."""
    now, before = heavy_ball(beta, t, u, x0, k + 1)
    first, second = np.roots([1.0, -(1 + beta - t), beta])
    return float(((now - first * before) * (now - second * before)).real)


velocity_form_is_heavy_ball = Check(oracle=two_steps_on)
constant_gradient_is_enlarged_by_momentum = Check(oracle=velocity_under_constant_gradient)
heavy_ball_multiplies_its_form_by_beta = Check(oracle=form_after_a_step)


def squared_length(beta: float, t: float, u: float, x0: float, k: int, **_: object) -> float:
    """The form at step k: the product of its values at the two roots."""
    return form_after_a_step(beta, t, u, x0, k - 1)


def tuned_trace_squared(m: float, M: float, lam: float, **_: object) -> float:
    """Squared trace of the matrix of one tuned step, (theta, previous) to the next."""
    eta, beta = 4 / (M + m) ** 2, ((M - m) / (M + m)) ** 2
    return float(np.trace(np.array([[1 + beta - eta * lam, -beta], [1.0, 0.0]])) ** 2)


def tuned_radius(m: float, M: float, **_: object) -> float:
    """Modulus of the roots at the middle of the spectrum; the root of the determinant, for they are conjugate."""
    eta, beta = 4 / (M + m) ** 2, ((M - m) / (M + m)) ** 2
    middle = np.array([[1 + beta - eta * (M**2 + m**2) / 2, -beta], [1.0, 0.0]])
    return float(np.sqrt(abs(np.linalg.det(middle))))


def distance_after_three_steps(**_: object) -> float:
    """Squared distance in position and velocity from the start of the cycle."""
    now, before = start = 792 / 1225, 2592 / 1225
    for _step in range(3):
        slope = 25 * now if now < 1 else now + 24 if now < 2 else 25 * now - 24
        now, before = now - slope / 9 + 4 / 9 * (now - before), now
    return (now - start[0]) ** 2 + (before - start[1]) ** 2


momentum_damps_where_descent_is_slower_than_sqrt_beta = Check(oracle=squared_length)
tuned_heavy_ball_shrinks_every_mode_alike = Check(oracle=tuned_trace_squared)
tuned_heavy_ball_beats_tuned_descent = Check(oracle=tuned_radius)
heavy_ball_cycles_on_a_strongly_convex_function = Check(oracle=distance_after_three_steps)


def after_an_alternating_error(beta: float, t: float, u: float, **_: object) -> float:
    """The error that follows -u and u, by the companion matrix."""
    return float((np.array([[1 + beta - t, -beta], [1.0, 0.0]]) @ np.array([u, -u]))[0])


heavy_ball_stops_converging_at_two_times_one_plus_beta = Check(oracle=after_an_alternating_error)

adam_ends_at_the_worst_point = StudyRow(
    study="optimizers", part="cycle", row={"optimizer": "Adam"}, seeds=1024, count="worst"
)
stochastic_descent_ends_at_the_best_point = StudyRow(
    study="optimizers", part="cycle", row={"optimizer": "SGD"}, seeds=1024
)
