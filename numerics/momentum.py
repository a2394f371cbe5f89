"""Oracles for `theory.momentum`: literal runs of both forms, and of plain descent."""

import numpy as np

from .engine.check import Check

Array = np.ndarray


def sum_of_weighted_gradients(c: float, beta: float, k: int, **_: object) -> float:
    """The constant gradient c, met k times and weighted by powers of beta."""
    return float(sum(c * beta**age for age in range(k)))


constant_gradient_is_amplified = Check(oracle=sum_of_weighted_gradients)


def logistic(z: float) -> float:
    """1/(1 + exp(-z))."""
    return float(1 / (1 + np.exp(-z)))


def heavy_ball_with_velocity(beta: float, eta: float, theta0: float, k: int, **_: object) -> float:
    """k + 1 steps of the velocity form on a loss whose slope is logistic."""
    place, speed = theta0, 0.0
    for _ in range(k + 1):
        speed = beta * speed + logistic(place)
        place = place - eta * speed
    return place


def errors(beta: float, a: float, p0: float, p1: float, k: int) -> tuple[float, float]:
    """The errors after k steps and the one before, by powers of the companion matrix."""
    companion = np.array([[1 + beta - a, -beta], [1.0, 0.0]])
    new, old = np.linalg.matrix_power(companion, k) @ np.array([p1, p0])
    return float(new), float(old)


def energy_after(beta: float, a: float, p0: float, p1: float, k: int = 1, **_: object) -> float:
    """Q from the errors after k steps."""
    new, old = errors(beta, a, p0, p1, k)
    return new**2 - (1 + beta - a) * new * old + beta * old**2


def energy_of_the_start_decayed(beta: float, a: float, p0: float, p1: float, k: int, **_: object) -> float:
    """beta^k Q_0."""
    value = energy_after(beta, a, p0, p1, 0)
    for _ in range(k):
        value *= beta
    return value


def zero(**_: object) -> float:
    """The left side is 0."""
    return 0.0


def next_of_an_alternating_error(beta: float, a: float, p0: float, **_: object) -> float:
    """The error after p0 when the one before was -p0."""
    return errors(beta, a, -p0, p0, 1)[0]


velocity_form_is_the_heavy_ball = Check(oracle=heavy_ball_with_velocity)
energy_falls_by_beta_in_every_step = Check(oracle=energy_after)
momentum_damps_no_faster_than_root_beta = Check(oracle=energy_of_the_start_decayed)
momentum_decays_by_root_beta = Check(oracle=energy_after)
energy_is_a_squared_length_while_roots_are_complex = Check(oracle=zero)
largest_stable_step_is_two_times_one_plus_beta = Check(oracle=next_of_an_alternating_error)


def squared_trace(q: float, r: float, **values: float) -> float:
    """Squared sum of the roots of the tuned method along one curvature, from the companion matrix."""
    eta, beta = (2 / (r + q)) ** 2, ((r - q) / (r + q)) ** 2
    return float(np.trace(np.array([[1 + beta - eta * values["lambda"], -beta], [1.0, 0.0]])) ** 2)


def root_of_the_tuned_friction(q: float, r: float, **_: object) -> float:
    """(r - q)/(r + q) as (sqrt kappa - 1)/(sqrt kappa + 1)."""
    return (r / q - 1) / (r / q + 1)


def next_point(p: float, **_: object) -> float:
    """One step of momentum from p, the point before taken from the cycle."""
    cycle = np.array([792, -2208, 2592]) / 1225
    place = int(np.argmin(np.abs(cycle - p)))
    gradient = 25 * p if p < 1 else p + 24 if p < 2 else 25 * p - 24
    return float(p - gradient / 9 + 4 * (p - cycle[place - 1]) / 9)


tuned_momentum_contracts_every_mode_alike = Check(oracle=squared_trace)
tuned_momentum_beats_tuned_descent = Check(oracle=root_of_the_tuned_friction)
momentum_cycles_on_a_strongly_convex_loss = Check(oracle=next_point)
