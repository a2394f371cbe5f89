"""Means of masks and of centred entries: what is known of a law is used, and nothing more."""

import pytest
from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Sum, Symbol

from backproof.theory.kernel import balls, indexed
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.expectation import NotPolynomial
from backproof.theory.kernel.functions import Expect
from backproof.theory.kernel.statement import Centred, Hypothesis, Index, Relation, Scalar, Size, Statement, array

n = Symbol("n", integer=True, positive=True)
i, p, q = (Symbol(name, integer=True) for name in "ipq")
v, u = Symbol("v", real=True), Symbol("u", real=True)
x, w, a = (IndexedBase(name, real=True) for name in "xwa")
variance = Hypothesis(name="v >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=v, establish=(v, v**2))
other = Hypothesis(name="u >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=u, establish=(u, u**2))


def statement(lhs: Expr, rhs: Expr) -> Statement:
    where = (
        *(Size(n), Scalar(v), Scalar(u), array(a, n)),
        array(x, n, law=Centred(v)),
        array(w, n, law=Centred(u)),
        *(Index(p, Integer(1), n), Index(q, Integer(1), n)),
    )
    return Statement(where=where, given=(variance, other), lhs=lhs, rhs=rhs)


def test_mean_and_variance_are_known() -> None:
    for lhs, rhs in (
        (Expect(x[p]), Integer(0)),
        (Expect(x[p] * x[q]), v * KroneckerDelta(p, q)),
        (Expect(Sum(a[i] * x[i], (i, 1, n)) ** 2), v * Sum(a[i] ** 2, (i, 1, n))),
        (Expect(Sum(w[i] * x[i], (i, 1, n)) ** 2), n * u * v),
        (Expect(x[p] * w[q]), Integer(0)),
    ):
        true = statement(lhs, rhs)
        assert indexed.prove(true).closed
        assert balls.check(true).outcome is Outcome.HOLDS
        wrong = true.but(rhs=rhs + 1)
        assert not indexed.prove(wrong).closed
        assert balls.check(wrong).outcome is Outcome.REFUTES


def test_the_third_moment_is_not() -> None:
    """It is zero for symmetric laws; the kernel refuses, and the second opinion draws from laws that are not."""
    skewed = statement(Expect(x[p] ** 3), Integer(0))
    with pytest.raises(NotPolynomial):
        indexed.prove(skewed)
    assert balls.check(skewed).outcome is Outcome.REFUTES


def test_nor_is_the_fourth() -> None:
    gaussian = statement(Expect(x[p] ** 4), 3 * v**2)
    with pytest.raises(NotPolynomial):
        indexed.prove(gaussian)
    assert balls.check(gaussian).outcome is Outcome.REFUTES


def test_a_variance_is_not_negative() -> None:
    true = statement(Expect(x[p] * x[q]), v * KroneckerDelta(p, q))
    assert not indexed.prove(true.but(given=(other,))).closed
