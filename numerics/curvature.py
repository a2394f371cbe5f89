"""Oracles for `theory.curvature`: gradients and Hessians by JAX, Newton steps solved numerically."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check

Array = np.ndarray


def gradient_of_the_quadratic(H: Array, b: Array, x: Array, **_: object) -> jax.Array:
    """Gradient of x^T H x / 2 + b^T x, (n,)."""
    return jax.grad(lambda place: 0.5 * place @ jnp.asarray(H) @ place + jnp.asarray(b) @ place)(jnp.asarray(x))


def gradient_after_a_newton_step(H: Array, b: Array, x: Array, **_: object) -> Array:
    """H x + b after x - solve(H, H x + b), (n, 1)."""
    return H @ (x - np.linalg.solve(H, H @ x + b)) + b


def downward_parabola(u: float, c: float, t: float, **_: object) -> float:
    """-u t^2/2 + c t."""
    return c * t - u * t**2 / 2


def slope_of_the_contradiction(t: float, **_: object) -> jax.Array:
    """Derivative of log(1 + e^t) + log(1 + e^-t)."""
    return jax.grad(lambda place: jnp.logaddexp(0.0, place) + jnp.logaddexp(0.0, -place))(t)


def value_at_the_point(R0: float, **_: object) -> float:
    """R at the critical point."""
    return R0


def determinant_over_trace(a: float, c: float, d: float, s: float, t: float, **_: object) -> float:
    """(det H / tr H) |p|^2 with numpy's determinant and trace."""
    hessian = np.array([[a, c], [c, d]])
    return float(np.linalg.det(hessian) / np.trace(hessian) * np.sum(np.square([s, t])))


def product_of_two_curvatures(a: float, c: float, d: float, **_: object) -> float:
    """Curvature along (1, 0) times that along (-c, a)."""
    hessian = np.array([[a, c], [c, d]])
    return float(np.prod([p @ hessian @ p for p in (np.array([1.0, 0.0]), np.array([-c, a]))]))


gradient_of_a_quadratic = Check(oracle=gradient_of_the_quadratic)
newton_reaches_the_critical_point_of_a_quadratic_in_one_step = Check(oracle=gradient_after_a_newton_step)
newton_climbs_along_negative_curvature = Check(oracle=downward_parabola)
newton_overshoots_on_a_convex_loss = Check(oracle=slope_of_the_contradiction)
positive_eigenvalues_make_a_strict_minimum = Check(oracle=value_at_the_point)
determinant_and_trace_decide_in_two_dimensions = Check(oracle=determinant_over_trace)
negative_determinant_makes_a_saddle = Check(oracle=product_of_two_curvatures)


def minima_times_three_to_the_k(m: int, k: int, **_: object) -> float:
    """3^k times the number of combinations of minima, counted one by one."""
    return float(3**k * sum(1 for _ in product(range(m), repeat=k)))


minima_are_rare_where_every_coordinate_has_a_barrier = Check(oracle=minima_times_three_to_the_k)


# Runs for the pictures


def newton_iterates(t: float, steps: int) -> list[float]:
    """Newton's method on log(1 + e^t) + log(1 + e^-t), until it leaves (-50, 50)."""
    loss = jax.grad(lambda place: jnp.logaddexp(0.0, place) + jnp.logaddexp(0.0, -place))
    places = [float(t)]
    for _ in range(steps):
        if abs(places[-1]) > 50:
            break
        places.append(places[-1] - float(loss(places[-1]) / jax.grad(loss)(places[-1])))
    return places


def share_of_minima(n: int, draws: int, seed: int = 0) -> int:
    """How many of so many symmetric (n, n) matrices with normal entries have no negative eigenvalue."""
    entries = np.random.default_rng((seed, n)).standard_normal((draws, n, n))
    return int(np.sum(np.linalg.eigvalsh(entries + entries.transpose(0, 2, 1))[:, 0] > 0))
