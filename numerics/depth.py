"""Oracles for `theory.depth`: networks run bit by bit from their weights, tents by absolute values."""

from collections.abc import Callable
from itertools import product

import numpy as np

from .engine.check import Check
from .engine.study_row import StudyRow

Array = np.ndarray


def input_with(s: int, r: int) -> Array:
    """An input of s + r bits, s of them set, in a mixed order."""
    return np.random.default_rng(s + 10 * r).permutation(np.repeat([1.0, 0.0], [s, r]))


def odd(s: int, r: int, **_: object) -> float:
    """Parity of the input by counting."""
    return float(np.bitwise_xor.reduce(input_with(s, r).astype(int), initial=0))


def conjunction_free(x1: float, x2: float, x3: float, x4: float, **_: object) -> float:
    """The three units, in matrix form."""
    weights = np.outer([-1.0, 1.0, 1.0], np.ones(4))
    hidden = np.maximum(weights @ np.array([x1, x2, x3, x4]) + np.array([3.0, -3 / 4, -5 / 3]), 0.0)
    return float(np.array([-2.0, -4.0, 3.0]) @ hidden + 6.0)


def zero(**_: object) -> float:
    """Zero."""
    return 0.0


def saw(x: float, k: int, **_: object) -> float:
    """k tents applied to x, each as 1 - |1 - 2 x|."""
    for _tent in range(k):
        x = 1.0 - abs(1.0 - 2.0 * x)
    return x


def pieces(k: int, **_: object) -> int:
    """Linear pieces of k tents: runs of equal slope on a grid that meets every corner."""
    grid = np.linspace(0.0, 1.0, 2 ** (k + 2) + 1)
    slopes = np.diff([saw(x, k) for x in grid])
    return 1 + int(np.count_nonzero(np.diff(slopes)))


def between(v: Array, z: Array, a: Array, b: Array, r: float, t: float, **_: object) -> float:
    """The hidden layer at the point between."""
    return float(v @ np.maximum(r * (a * z) + t * (b * z), 0.0))


def last_of_chain(x: float, k: int, **_: object) -> float:
    """Output of a chain of k + 1 units."""
    for _unit in range(k + 1):
        x = max(x, 0.0)
    return x


n_relu_units_compute_parity = Check(oracle=odd)
n_threshold_units_compute_parity = Check(oracle=odd)
three_relu_units_compute_four_bit_parity = Check(oracle=conjunction_free)
a_half_space_with_all_odd_inputs_cuts_off_one_even_input = Check(oracle=zero)
left_half_of_the_next_saw = Check(oracle=saw)
right_half_of_the_next_saw = Check(oracle=saw)
composed_tents_have_two_to_the_k_pieces = Check(oracle=pieces)
shallow_networks_bend_only_where_a_unit_switches = Check(oracle=between)
depth_without_folding_gains_nothing = Check(oracle=last_of_chain)


def slack_of_parity(bits: int, units: int) -> Callable[..., float]:
    """1 less the sum of absolute errors over the truth table, for a network given by its scalars."""

    def oracle(c: float, **named: float) -> float:
        table = np.array(list(product((0.0, 1.0), repeat=bits)))
        output = np.full(len(table), float(c))
        for scale, letter, bias in (("a", "w", "p"), ("b", "v", "q"))[:units]:
            slopes = np.array([float(named[f"{letter}{j}"]) for j in range(1, bits + 1)])
            output += float(named[scale]) * np.maximum(table @ slopes + float(named[bias]), 0)
        return 1 - float(np.abs(output - table.sum(axis=1) % 2).sum())

    return oracle


one_relu_unit_misses_two_bit_parity = Check(oracle=slack_of_parity(2, 1))
two_relu_units_miss_three_bit_parity = Check(oracle=slack_of_parity(3, 2))
two_relu_units_miss_four_bit_parity = Check(oracle=slack_of_parity(4, 2))


# Constructions for the pictures, run on every input


def pieces_of_layer(units: int, seed: int = 0) -> int:
    """Linear pieces of a random ReLU layer of so many units, with a linear output, on a line."""
    rng = np.random.default_rng(seed)
    weights, corners, out = rng.standard_normal(units), np.sort(rng.uniform(0, 1, units)), rng.standard_normal(units)
    inside = np.concatenate([[-1.0], (corners[1:] + corners[:-1]) / 2, [2.0]])
    step = 1e-7
    values = [out @ np.maximum(weights[:, None] * (inside + d - corners[:, None]), 0.0) for d in (0.0, step)]
    return 1 + int(np.count_nonzero(np.abs(np.diff((values[1] - values[0]) / step)) > 1e-4))


def units_for_parity(bits: int, kind: str) -> int:
    """Hidden units of a network that is right on all inputs of so many bits, or -1 where it is not.

    kind: "threshold" and "relu" have a unit for each bit and see the sum of the bits; "dnf" has a conjunction for each
    odd input.
    """
    inputs = np.array(np.meshgrid(*[[0, 1]] * bits)).reshape(bits, -1).T
    total, place = inputs.sum(axis=1)[:, None], np.arange(bits)
    if kind == "threshold":
        hidden, out = (total > place + 0.5).astype(float), (-1.0) ** place
    elif kind == "relu":
        hidden, out = np.maximum(total - place, 0.0), np.where(place == 0, 1.0, 2.0 * (-1.0) ** place)
    else:
        terms = inputs[total[:, 0] % 2 == 1]
        hidden = (inputs @ (2 * terms.T - 1) >= terms.sum(axis=1)).astype(float)
        out = np.ones(len(terms))
    right = np.array_equal(np.round(hidden @ out, 9), total[:, 0] % 2)
    return hidden.shape[1] if right else -1


def four_layers_or_one(activation: str, seeds: int) -> StudyRow:
    """From how many starts four layers of 32 units have more digits right than one of 74."""
    return StudyRow(study="digits", part="shape", row={"activation": activation}, seeds=seeds, seconds=12)


four_relu_layers_gain_nothing_on_one_of_as_many_parameters = four_layers_or_one("relu", 64)
four_tanh_layers_beat_one_of_as_many_parameters = four_layers_or_one("tanh", 64)

fewer_than_half_of_the_corners_learn_parity = StudyRow(
    study="parity", part="trained", row={"activation": "tanh", "bits": 6, "multiple": "2n"}, seeds=240
)
as_many_units_as_bits_rarely_learn_parity = StudyRow(
    study="parity", part="trained", row={"activation": "tanh", "bits": 6, "multiple": "n"}, seeds=240
)
two_narrow_layers_learn_parity = StudyRow(
    study="parity", part="deep", row={"activation": "tanh", "bits": 4, "depth": 2}, seeds=144
)
one_narrow_layer_rarely_learns_parity = StudyRow(
    study="parity", part="deep", row={"activation": "tanh", "bits": 4, "depth": 1}, seeds=240
)
parity_of_eight_bits_hardly_shows_in_the_gradient = StudyRow(
    study="parity", part="signal", row={"activation": "tanh", "bits": 8}, seeds=128, count="weak"
)
