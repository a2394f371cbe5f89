"""What hypotheses say about signs: a difference, its positive multiples, and what lies beyond them by a number."""

import pytest
from sympy import Expr, Integer, Rational, Symbol

from backproof.theory.kernel.conditions import Facts
from backproof.theory.kernel.statement import Domain, Hypothesis, Relation, Scalar, Statement

x, y = Symbol("x", real=True), Symbol("y", real=True)
k, s = (Symbol(name, integer=True, nonnegative=True) for name in "ks")


def facts(relation: Relation) -> Facts:
    """What x + 1 <= y, or <, says."""
    known = Hypothesis(name="x + 1 before y", lhs=x + 1, relation=relation, rhs=y)
    return Facts(Statement(where=(Scalar(x), Scalar(y)), given=(known,), lhs=x, rhs=y))


@pytest.mark.parametrize("expr", [y - x, 2 * y - 2 * x, y - x - Rational(1, 2), 3 * y - 3 * x - 2])
def test_a_positive_number_beyond_a_bound_is_positive(expr: Expr) -> None:
    assert facts(Relation.AT_MOST).positive(expr)
    assert facts(Relation.LESS).positive(expr)


@pytest.mark.parametrize("expr", [y - x - 1, 2 * y - 2 * x - 2])
def test_the_bound_itself_is_positive_only_where_it_is_strict(expr: Expr) -> None:
    assert facts(Relation.AT_MOST).nonnegative(expr)
    assert not facts(Relation.AT_MOST).positive(expr)
    assert facts(Relation.LESS).positive(expr)


@pytest.mark.parametrize(
    "expr",
    [
        y - x - 2,
        2 * y - 2 * x - 3,
        x - y,
        x - y - 1,
        x - y + 1,
        y - 2 * x,
        2 * y - x,
        y,
        x,
        y + x,
        -x + 5,
        y - x + x**2 - 1,
    ],
)
def test_nothing_else_follows(expr: Expr) -> None:
    for relation in (Relation.AT_MOST, Relation.LESS):
        assert not facts(relation).nonnegative(expr)
        assert not facts(relation).positive(expr)


def test_natural_numbers_one_apart() -> None:
    known = Hypothesis(name="k + 1 <= s", lhs=k + 1, relation=Relation.AT_MOST, rhs=s)
    where = (Scalar(k, Domain.NATURAL), Scalar(s, Domain.NATURAL))
    found = Facts(Statement(where=where, given=(known,), lhs=Integer(0), rhs=s))
    assert found.positive(s - k)
    assert not found.nonnegative(s - k - 2)
    assert not found.nonnegative(k - s)


def test_what_differs_from_an_inequation_is_not_an_inequation() -> None:
    known = Hypothesis(name="x != y", lhs=x, relation=Relation.NOT_EQUAL, rhs=y)
    found = Facts(Statement(where=(Scalar(x), Scalar(y)), given=(known,), lhs=x, rhs=y))
    assert found.nonzero(2 * y - 2 * x)
    assert not found.nonzero(y - x + 1)
