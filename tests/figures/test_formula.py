"""Expressions of claims at chosen numbers: lowered, in balls, and what is refused."""

import numpy as np
import pytest

from backproof.figures.figure import roots
from backproof.figures.formula import Formula, Side, indices_left, way
from backproof.theory.kernel.functions import sigmoid

LOSS = "dropout.loss_decomposition"
LAYER = {"d": 2, "p": 0.5, "w": [1.0, -2.0], "h": [3.0, 0.5], "t": 1.0}


def test_both_sides_are_the_number_worked_out_by_hand() -> None:
    # (3 - 1 - 1)^2 + (1/2)/(1/2) (1 * 9 + 4 * 1/4) = 1 + 10
    for side in Side:
        formula = Formula(LOSS, side)
        assert formula.at([LAYER]) == pytest.approx([11.0], abs=1e-12)
        assert formula.exactly(LAYER) == 11.0


def test_rows_of_other_sizes_keep_their_places() -> None:
    larger = {"d": 1, "p": 0.5, "w": [2.0], "h": [1.0], "t": 0.0}
    assert Formula(LOSS).at([LAYER, larger, LAYER]) == pytest.approx([11.0, 8.0, 11.0])


def test_an_entry_a_part_and_a_second_coordinate() -> None:
    iterates = Formula("min_norm.iterates_in_closed_form", pick=(1, 0))
    values = {"m": 1, "n": 2, "A": [[1.0, 2.0]], "b": [[2.0]], "x0": [[2.0], [1.5]], "eta": 0.1, "k": 0}
    assert iterates.at([values]) == pytest.approx([1.5]) and iterates.exactly(values) == pytest.approx(1.5)
    slope = "activations.sigmoid_slope"
    part = way(slope, lambda e: isinstance(e, sigmoid))
    pair = Formula(slope, part=part, beside=Formula(slope))
    assert pair.at([{"z": 0.0}]).tolist() == pair.exactly({"z": 0.0})[None].tolist() == [[0.5, 0.25]]


def test_free_indices_give_all_entries_or_one() -> None:
    covariance = Formula("dropout.activations_uncorrelated")
    values = {"d": 2, "p": 0.5, "h": [1.0, 2.0]}
    assert covariance.at([values]).tolist() == [[1.0, 0.0, 0.0, 4.0]]
    assert covariance.exactly(values).tolist() == [1.0, 0.0, 0.0, 4.0]
    one = {**values, "j": 2, "k": 2}
    assert covariance.at([one]).tolist() == [4.0] and covariance.exactly(one) == 4.0
    assert indices_left(np.arange(4.0).reshape(2, 2), covariance, {**values, "j": 1}).tolist() == [0.0, 1.0]


def test_what_a_source_says_is_another_formula() -> None:
    floor, at = "descent.constant_steps_leave_a_noise_floor", {"e0": 3.0, "eta": 0.5, "v": 1.0, "k": 1}
    assert Formula(floor).exactly(at) == 2.5
    assert Formula(floor, said=True).exactly(at) == 2.25


def test_zeros_of_an_affine_expression_are_found() -> None:
    found = roots(
        "dropout.stationary_point_of_generalized_ridge",
        np.array([1.0]),
        lambda p, w: {"d": 2, "N": 2, "p": p, "w": w, "y": [1.0, 2.0], "X": np.eye(2)},
        2,
    )
    assert found.y == pytest.approx(np.array([[1.0, 2.0]]))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({k: v for k, v in LAYER.items() if k != "p"}, "no value for p"),
        ({**LAYER, "q": 1.0}, "q: declared by no name"),
    ],
)
def test_a_missing_or_unknown_name_is_refused(values: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Formula(LOSS).at([values])


def test_a_part_that_is_not_there_and_a_claim_without_formula_are_refused() -> None:
    with pytest.raises(ValueError, match="no such part"):
        way(LOSS, lambda e: False)
    with pytest.raises(ValueError, match="no formula"):
        Formula("xor.one_hidden_unit_never_learns_xor").meaning()
    with pytest.raises(ValueError, match="no formula as stated"):
        Formula(LOSS, said=True).meaning()
