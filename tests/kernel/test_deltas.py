"""Deltas between computed places: a bound index is put in only where its value certainly lies in its range."""

import pytest
from sympy import Basic, Expr, IndexedBase, Integer, KroneckerDelta, Sum, Symbol

from backproof.theory.kernel import balls, indexed
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.statement import Array, Index, Size, Statement, array

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
i, j, k, p = (Symbol(name, integer=True) for name in "ijkp")
x, y, f = (IndexedBase(name, real=True) for name in "xyf")
WHERE = (Size(n), Size(m), array(x, m), array(y, n), Array(f, ((k, Integer(0), m + n + 2),)))


def over(low: Basic | int, high: Basic, place: Expr, target: Expr = k) -> Expr:
    """sum_k f_k sum_i sum_j x_i y_j [place = target]."""
    pairs = Sum(x[i] * y[j] * KroneckerDelta(place, target), (i, 1, m), (j, 1, n))
    return Sum(f[k] * pairs, (k, low, high))


def at(place: Expr) -> Expr:
    return Sum(f[place] * x[i] * y[j], (i, 1, m), (j, 1, n))


TRUE = [
    (over(2, m + n, i + j), at(i + j)),
    (over(0, m + n + 2, i + j), at(i + j)),
    (over(2, m + n, k - i, j), at(i + j)),  # type: ignore[arg-type]
    (over(1, m + n, i + j - 1), at(i + j - 1)),
    (over(0, n + 2, j - k, Integer(1)), Sum(f[j - 1] * x[i] * y[j], (i, 1, m), (j, 1, n))),
]
FALSE = [
    (over(3, m + n, i + j), at(i + j)),
    (over(2, m + n - 1, i + j), at(i + j)),
    (over(2, m + n, i + j + 1), at(i + j + 1)),
    (over(1, m + n, 2 * k, i + j), at(i + j)),  # type: ignore[arg-type]
    (over(2, m + n, k + i, j), at(j - i + m)),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("lhs", "rhs"), TRUE)
def test_a_place_inside_of_the_range_is_put_in(lhs: Expr, rhs: Expr) -> None:
    assert indexed.equal(lhs, rhs, WHERE)
    assert balls.check(Statement(where=WHERE, lhs=lhs, rhs=rhs)).outcome is Outcome.HOLDS


@pytest.mark.parametrize(("lhs", "rhs"), FALSE)
def test_a_place_that_may_lie_outside_is_not(lhs: Expr, rhs: Expr) -> None:
    assert not indexed.equal(lhs, rhs, WHERE)
    assert balls.check(Statement(where=WHERE, lhs=lhs, rhs=rhs)).outcome is Outcome.REFUTES


def test_a_range_that_follows_the_index_is_left_alone() -> None:
    """j runs to k: putting k away would lose that bound."""
    where = (Size(n), array(x, n), Index(p, Integer(1), n))
    triangle = Sum(x[j] * KroneckerDelta(k, p), (j, 1, k), (k, 1, n))
    square = Sum(x[j], (j, 1, n))
    assert not indexed.equal(triangle, square, where)
    assert balls.check(Statement(where=where, lhs=triangle, rhs=square)).outcome is Outcome.REFUTES


def test_deltas_that_stay_are_compared_as_they_are() -> None:
    where = (*WHERE, Index(p, Integer(2), m + n))
    one = Sum(x[i] * y[j] * KroneckerDelta(p - i, j), (i, 1, m), (j, 1, n))
    assert indexed.equal(2 * one, one + one, where)
    assert not indexed.equal(one, Sum(x[i] * y[j] * KroneckerDelta(p - i, j + 1), (i, 1, m), (j, 1, n)), where)


def test_a_form_that_is_kept_speaks_of_its_own_ranges_and_equations() -> None:
    """The same two sides in turn where they are equal and where they are not, each after the other."""
    one = Sum(x[j] * KroneckerDelta(j, p), (j, 1, n))
    inside, beyond = ((Size(n), array(x, n), Index(p, Integer(low), n)) for low in (1, 0))
    known = (indexed.Equation(x[p], y[p]),)
    for _ in range(2):
        assert indexed.equal(one, x[p], inside)
        assert not indexed.equal(one, x[p], beyond)
        assert not indexed.equal(x[p], y[p], inside)
        assert indexed.equal(x[p], y[p], inside, known)
