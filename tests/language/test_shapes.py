"""Shapes that a text could leave open: functions of square matrices."""

import pytest

from backproof.theory.language.declarations import declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.reader import read
from backproof.theory.language.shapes import check_shapes, completed

SCOPE = declared(["A: matrix(n,n)", "B: matrix(m,n)", "x: vector(n)", "b: vector(m)", "sigma: activation"])


def shape(text: str) -> object:
    node = read(text, SCOPE)
    return check_shapes(node, completed(SCOPE, node))


@pytest.mark.parametrize("text", ["exp(A)", "ln(A)", "sqrt(A + I)", "exp'(A)", r"\exp(A)", r"\sqrt{A A}", "cos(B.T*B)"])
def test_a_function_of_a_square_matrix_is_refused_with_both_readings(text: str) -> None:
    with pytest.raises(ReadError, match=r"could be the matrix function .* or its entries, written .*\[i, j\]"):
        shape(text)


@pytest.mark.parametrize("text", ["exp([[1, 2], [3, 4]])", "log_base(2, A)"])
def test_so_is_one_of_a_matrix_written_out_or_of_two_arguments(text: str) -> None:
    with pytest.raises(ReadError):
        shape(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sigma(A)", ("n", "n")),
        ("tanh(A)", ("n", "n")),
        ("relu(A*A)", ("n", "n")),
        ("sigmoid(A*x)", ("n", 1)),
        ("exp(x)", ("n", 1)),
        ("exp(B)", ("m", "n")),
        ("tanh(B*x + b)", ("m", 1)),
        ("exp(A[1, 2])", None),
        ("exp(x.T*A*x)", None),
    ],
)
def test_activations_and_what_has_one_reading_are_taken_entry_by_entry(text: str, expected: object) -> None:
    assert shape(text) == expected


@pytest.mark.parametrize("text", ["A^(1/2)", "A^0.5", r"A^{1/2}", "A^sqrt(2)", "B^2"])
def test_powers_of_matrices_are_whole_and_of_square_ones(text: str) -> None:
    with pytest.raises(ReadError):
        shape(text)
