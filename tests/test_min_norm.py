"""What only minimum norm knows: its oracles are right where the equations are badly scaled."""

from fractions import Fraction

import numpy as np
import pytest

from backproof.numerics import min_norm as oracles
from backproof.numerics.engine import check
from backproof.theory import min_norm
from backproof.theory.kernel.evidence import Outcome


def exactly_shortest(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A^T (A A^T)^-1 b for two equations, in rationals."""
    first, second = ([Fraction(x) for x in row] for row in A.tolist())
    right = [Fraction(x) for x in b[:, 0].tolist()]
    aa, ac, cc = (
        sum(x * y for x, y in zip(*rows, strict=True)) for rows in ((first,) * 2, (first, second), (second,) * 2)
    )
    determinant = aa * cc - ac * ac
    u, v = (cc * right[0] - ac * right[1]) / determinant, (aa * right[1] - ac * right[0]) / determinant
    return np.array([[float(u * x + v * y)] for x, y in zip(first, second, strict=True)])


def test_the_shortest_solution_is_right_where_one_equation_is_short() -> None:
    A, b = np.array([[3.0, -1.0, 0.0], [-2 / 3, -4.0, -3.0]]), np.array([[-4 / 3], [3.0]])
    exact = exactly_shortest(A, b)
    for short in (1.0, 2.0**-12, 2.0**-40):
        scaled = np.array([[short], [1.0]])
        assert np.allclose(oracles.shortest(A * scaled, b * scaled), exact, rtol=1e-14), short
        assert np.allclose(oracles.row_projection(A * scaled), oracles.row_projection(A), rtol=0, atol=1e-14), short


@pytest.mark.parametrize("seed", [3, 4, 7])
def test_the_limit_of_descent_agrees_whatever_the_seed(seed: int) -> None:
    claim, side = min_norm.descent_ends_at_the_nearest_solution, oracles.descent_ends_at_the_nearest_solution
    found = check.run(claim.statement, side, seed=seed)  # type: ignore[arg-type]
    assert found.outcome is Outcome.HOLDS, found.detail
