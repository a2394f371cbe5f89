"""Declared permutations: what the kernel proves of all of them, and what it must not."""

import pytest
from sympy import Basic, Expr, Function, IndexedBase, Integer, Sum, Symbol

from backproof.theory.kernel import balls, indexed, reindex
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.reindex import Order, Reindexing
from backproof.theory.kernel.statement import Counterexample, Index, Permutation, Size, Statement, array
from backproof.theory.kernel.types import StatementError, check_types

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
i, j, k = (Symbol(name, integer=True) for name in "ijk")
x, y = (IndexedBase(name, real=True) for name in "xy")
perm = Function("perm", integer=True)
one = Integer(1)
WHERE = (Size(n), Size(m), Permutation(perm, one, n), array(x, n), array(y, n))
BY_PERM = Reindexing(order=Order.PERMUTED, permutation=perm)


def total(body: Expr, index: Symbol = i, upper: Basic = n) -> Expr:
    return Sum(body, (index, 1, upper))


TRUE = [
    (total(x[perm(i)]), total(x[j], j)),
    (total(x[perm(i)] * y[perm(i)]), total(x[i] * y[i])),
    (total(x[perm(perm(i))]), total(x[perm(j)], j)),
    (total(perm(i) * x[perm(i)]), total(j * x[j], j)),
]
FALSE = [
    (total(x[perm(i)] * y[i]), total(x[j] * y[j], j)),
    (total(i * perm(i)), total(j**2, j)),
    (total(i * x[perm(i)]), total(j * x[j], j)),
    (total(x[perm(i)] * perm(i)), total(x[i])),
]


@pytest.mark.parametrize(("lhs", "rhs"), TRUE)
def test_a_sum_over_all_places_does_not_see_their_order(lhs: Expr, rhs: Expr) -> None:
    statement = Statement(where=WHERE, lhs=lhs, rhs=rhs)
    check_types(statement)
    assert reindex.prove(statement, BY_PERM).closed
    assert balls.check(statement).outcome is Outcome.HOLDS


@pytest.mark.parametrize(("lhs", "rhs"), FALSE)
def test_false_ones_stay_unproved(lhs: Expr, rhs: Expr) -> None:
    statement = Statement(where=WHERE, lhs=lhs, rhs=rhs)
    check_types(statement)
    assert not reindex.prove(statement, BY_PERM).closed
    assert balls.check(statement).outcome is Outcome.REFUTES


def test_the_permutation_must_be_declared_for_the_sums_range() -> None:
    shorter = Statement(where=(*WHERE[:2], Permutation(perm, one, m), array(x, n + m)), lhs=Integer(0), rhs=Integer(0))
    short_sum = shorter.but(lhs=total(x[perm(i)], upper=n), rhs=total(x[j], j))
    assert not reindex.prove(short_sum, BY_PERM).closed
    with pytest.raises(StatementError):
        check_types(short_sum)
    undeclared = Statement(where=(Size(n), array(x, n)), lhs=total(x[perm(i)]), rhs=total(x[i]))
    assert not reindex.prove(undeclared, BY_PERM).closed
    assert not reindex.prove(undeclared, Reindexing(order=Order.PERMUTED)).closed
    with pytest.raises(StatementError):
        check_types(undeclared)


def test_the_normal_form_takes_no_value_for_its_argument() -> None:
    where = (*WHERE, Index(k, one, n))
    assert not indexed.equal(x[perm(k)], x[k], where)
    assert not indexed.equal(total(x[perm(i)]), total(x[i]), where)
    assert balls.check(Statement(where=where, lhs=x[perm(k)], rhs=x[k])).outcome is Outcome.REFUTES


def test_values_stay_inside_of_the_range() -> None:
    where = (Size(n), Permutation(perm, Integer(0), n - 1), array(x, n))
    inside = Statement(where=where, lhs=Sum(x[perm(i) + 1], (i, 0, n - 1)), rhs=total(x[j], j))
    check_types(inside)
    for off in (x[perm(i)], x[perm(i) + 2]):
        with pytest.raises(StatementError):
            check_types(inside.but(lhs=Sum(off, (i, 0, n - 1))))


def test_an_assumption_on_the_values_is_refused() -> None:
    positive = Function("positive", integer=True, positive=True)
    with pytest.raises(StatementError):
        check_types(Statement(where=(Size(n), Permutation(positive, one, n)), lhs=n, rhs=n))


def test_counterexamples_give_all_values() -> None:
    false = Statement(where=(*WHERE, Index(k, one, n)), lhs=x[perm(k)], rhs=x[k])
    found = balls.witness(false)
    assert found is not None
    assert balls.replay(false, found).outcome is Outcome.REFUTES
    values = {n: 2, m: 1, k: 1, x: (0, 1), y: (0, 0)}
    assert balls.replay(false, Counterexample(values={**values, perm: (2, 1)})).outcome is Outcome.REFUTES
    assert balls.replay(false, Counterexample(values={**values, perm: (1, 2)})).outcome is Outcome.HOLDS
    for wrong in ((1, 1), (1,), (0, 1), (1, 2, 3)):
        assert balls.replay(false, Counterexample(values={**values, perm: wrong})).outcome is Outcome.UNDECIDED
