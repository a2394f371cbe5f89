"""Oracles for `theory.descent`: literal runs of descent on the gradients met, and losses differentiated by JAX."""

from itertools import combinations, product

import jax
import jax.numpy as jnp
import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


def excess_times_steps(R: Array, m: float, eta: float, k: int, **_: object) -> float:
    """2 eta (R_k - m), counted once for every step."""
    return sum(2 * eta * (float(R[k]) - m) for _ in range(k))


def squared_distance_after(x0: Array, s: Array, g: list[Array], eta: float, k: int, **_: object) -> float:
    """|x_k - s|^2 after k steps along the gradients met."""
    place = np.array(x0, dtype=float)
    for gradient in g[:k]:
        place = place - eta * np.asarray(gradient)
    return float(np.sum((place - s) ** 2))


def sum_of_squared_gradients(g: list[Array], k: int, **_: object) -> float:
    """|g_0|^2 + ... + |g_{k-1}|^2."""
    return sum(float(np.sum(np.asarray(gradient) ** 2)) for gradient in g[:k])


def logistic_slope(t: float, **_: object) -> jax.Array:
    """Derivative of log(1 + exp(-t))."""
    return jax.grad(lambda theta: jnp.logaddexp(0.0, -theta))(t)


convex_rate_one_over_k = Check(oracle=excess_times_steps)
strongly_convex_rate_is_geometric = Check(oracle=squared_distance_after)
squared_gradients_have_a_bounded_sum = Check(oracle=sum_of_squared_gradients)
logistic_loss_of_a_separable_sample_has_no_stationary_point = Check(oracle=logistic_slope)


def value_at_the_minimum(c: float, **_: object) -> float:
    """R at the local minimum."""
    return c


def exponential_loss_one_further(t: float, **_: object) -> float:
    """exp(-theta) at theta = t + 1."""
    return float(np.exp(-t) / np.e)


def zero(**_: object) -> float:
    """The left side is 0."""
    return 0.0


def chain_hessian(a: float, b: float) -> jax.Array:
    """Hessian of (ab - 1)^2/2, (2, 2)."""
    return jax.hessian(lambda w: 0.5 * (w[0] * w[1] - 1) ** 2)(jnp.array([a, b], dtype=float))


def chain_determinant(a: float, b: float, **_: object) -> float:
    """Its determinant as the product of its eigenvalues."""
    return float(np.prod(np.linalg.eigvalsh(np.asarray(chain_hessian(a, b)))))


local_minima_of_convex_functions_are_global = Check(oracle=value_at_the_minimum)
convex_loss_without_a_minimiser = Check(oracle=exponential_loss_one_further)
loss_without_a_minimiser_is_strictly_convex = Check(oracle=zero)
hessian_determinant_of_a_chain = Check(oracle=chain_determinant)
loss_of_a_chain_is_not_convex = Check(oracle=chain_determinant)
loss_of_a_chain_is_convex_in_each_weight = Check(oracle=zero)


def mean_loss_of_the_two(a: float, b: float, **_: object) -> float:
    """Mean of the losses at (a, b) and (-a, -b)."""
    return float(np.mean([0.5 * (sign * a * sign * b - 1) ** 2 for sign in (1, -1)]))


midpoint_of_two_good_chains_is_worse = Check(oracle=mean_loss_of_the_two)


def squared_length_after_a_step(H: Array, theta: Array, eta: float, **_: object) -> float:
    """|theta - eta grad R(theta)|^2 with the gradient of the quadratic by JAX."""
    gradient = jax.grad(lambda w: 0.5 * w @ jnp.diag(jnp.asarray(H)) @ w)(jnp.asarray(theta))
    return float(np.sum((np.asarray(theta) - eta * np.asarray(gradient)) ** 2))


def squared_start(t: float, **_: object) -> float:
    """t^2."""
    return t**2


def factor_of_the_best_step(mu: float, L: float, **_: object) -> float:
    """Contraction of curvature mu with the step size 2/(mu + L)."""
    return 1 - 2 / (mu + L) * mu


def step_on_the_kink(t: float, eta: float, u: float, **_: object) -> float:
    """One step of descent on |theta| from u t."""
    return u * t - eta * float(np.sign(u * t))


step_below_two_over_the_curvature_does_not_move_away = Check(oracle=squared_length_after_a_step)
step_beyond_two_over_the_curvature_diverges = Check(oracle=squared_start)
no_step_size_contracts_faster = Check(oracle=factor_of_the_best_step)
descent_on_the_absolute_value_cycles = Check(oracle=step_on_the_kink)


def total_over_all_samples(G: Array, k: int, **_: object) -> float:
    """Sum over all samples of k draws of the sum of their gradients."""
    return sum(float(sum(drawn)) for drawn in product(G, repeat=k))


def mean_of_the_rest(G: Array, **_: object) -> Array:
    """Mean gradient of the samples not yet seen, after each first sample, (N,)."""
    return np.array([np.mean(np.delete(G, first)) for first in range(len(G))])


def variance_of_a_mean(B: int, v: float, **_: object) -> float:
    """Variance of the mean of B signs of size sqrt(v), over all 2^B of them."""
    return float(np.mean([np.mean(drawn) ** 2 for drawn in product((np.sqrt(v), -np.sqrt(v)), repeat=B)]))


def variance_over_all_batches(G: Array, **_: object) -> Array:
    """Variance of the batch mean over all batches of each size 1..N, (N,)."""
    sizes = range(1, len(G) + 1)
    return np.array([np.var([np.mean(batch) for batch in combinations(G, size)]) for size in sizes])


batch_gradient_is_unbiased = Check(oracle=total_over_all_samples)
next_gradient_of_an_epoch_is_biased = Check(oracle=mean_of_the_rest)
variance_of_independent_draws = Check(oracle=variance_of_a_mean)
variance_without_replacement = Check(oracle=variance_over_all_batches)


def mean_square_after_a_step(e: float, eta: float, v: float, **_: object) -> float:
    """Mean of the squared distance after one step, over two equally likely targets."""
    targets = (np.sqrt(v), -np.sqrt(v))
    return float(np.mean([(e - eta * (e - target)) ** 2 for target in targets]))


def mean_square_after(e0: float, eta: float, v: float, k: int, **_: object) -> float:
    """Mean of the squared distance after k steps: the squared mean plus the variance, each by its own recursion."""
    mean, variance = e0, 0.0
    for _ in range(k):
        mean, variance = (1 - eta) * mean, (1 - eta) ** 2 * variance + eta**2 * v
    return mean**2 + variance


def room_before_and_after_the_last_batch(**_: object) -> float:
    """What the batches begun have too much, times what all but the last have too little, with its sign."""
    starts = range(0, 60000, 128)
    return float((128 * len(starts) - 60000) * (starts[-1] - 60000))


def size_of_the_last_batch(**_: object) -> float:
    """Length of the last slice of 60000 samples in slices of 128."""
    return float(len(range(60000)[slice(60000 - 60000 % 128, None)]))


def step_on_the_quartic(t: float, eta: float, **_: object) -> float:
    """One step of descent on theta^4/4 + theta^3/3."""
    return t - eta * float(jax.grad(lambda w: w**4 / 4 + w**3 / 3)(t))


def quartic_on_the_left(t: float, **_: object) -> float:
    """theta^4/4 + theta^3/3 at -t."""
    return (-t) ** 4 / 4 + (-t) ** 3 / 3


one_noisy_step_adds_its_variance = Check(oracle=mean_square_after_a_step)
constant_steps_leave_a_noise_floor = Check(oracle=mean_square_after)
epoch_of_mnist_has_469_updates = Check(oracle=room_before_and_after_the_last_batch)
last_batch_of_mnist_has_96_samples = Check(oracle=size_of_the_last_batch)
descent_ends_at_an_inflection_point = Check(oracle=zero)
descent_moves_towards_the_inflection_point = Check(oracle=step_on_the_quartic)
inflection_point_is_no_local_minimum = Check(oracle=quartic_on_the_left)


def last_of_falling_steps(xi: list[float], k: int, **_: object) -> float:
    """The iterate after k + 1 steps with the sizes 1, 1/2, ..., from 7."""
    place = 7.0
    for done in range(k + 1):
        place = place - (place - xi[done]) / (done + 1)
    return place


def frozen_error(k: int, **_: object) -> float:
    """Product of 1 - 1/(j + 2)^2 over k steps."""
    return float(np.prod([1 - 1 / (done + 2) ** 2 for done in range(k)]))


falling_steps_average_the_samples = Check(oracle=last_of_falling_steps)
schedule_with_a_finite_sum_freezes = Check(oracle=frozen_error)


def squared_slope_along(g: Array, v: Array, **_: object) -> float:
    """Square of the directional derivative of g.x along v, by JAX."""
    _, slope = jax.jvp(lambda x: jnp.asarray(g) @ x, (jnp.zeros(len(v)),), (jnp.asarray(v, dtype=float),))
    return float(slope) ** 2


gradient_is_the_steepest_direction = Check(oracle=squared_slope_along)


# Runs for the pictures


def chain_run(a: float, b: float, eta: float, steps: int) -> Array:
    """Descent on (ab - 1)^2/2 from (a, b), (steps + 1, 2)."""
    gradient = jax.jit(jax.grad(lambda w: 0.5 * (w[0] * w[1] - 1) ** 2))
    places = [np.array([a, b])]
    for _ in range(steps):
        places.append(places[-1] - eta * np.asarray(gradient(places[-1])))
    return np.array(places)


def noisy_runs(e0: float, eta: float, v: float, steps: int, runs: int, seed: int = 0) -> Array:
    """Squared distances of runs of SGD on a parabola whose targets are normal with variance v, (steps + 1, runs)."""
    rng = np.random.default_rng(seed)
    e = np.full(runs, e0)
    squares = [e**2]
    for _ in range(steps):
        e = e - eta * (e - np.sqrt(v) * rng.standard_normal(runs))
        squares.append(e**2)
    return np.array(squares)


descent_learns_at_some_step_sizes_only = StudyRow(
    study="optimizers", part="rates", row={"optimizer": "gradient descent"}, seeds=48, count="some"
)
