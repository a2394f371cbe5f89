"""An index or a random entry that stands in an exponent alone is not taken for a constant."""

import pytest
from sympy import IndexedBase, Integer, KroneckerDelta, Rational, Sum, Symbol

from backproof.theory.kernel import balls, indexed
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.expectation import NotPolynomial
from backproof.theory.kernel.functions import Expect
from backproof.theory.kernel.statement import Bernoulli, Hypothesis, Index, Relation, Scalar, Size, Statement, array

n = Symbol("n", integer=True, positive=True)
i, j, q = (Symbol(name, integer=True) for name in "ijq")
c = Symbol("c", real=True)
x, y, m = (IndexedBase(name, real=True) for name in "xym")
two = Integer(2)
MEAN = Hypothesis(
    name="sum x = n c",
    lhs=Sum(x[j], (j, 1, n)),
    relation=Relation.EQUAL,
    rhs=n * c,
    establish=(c, Sum(x[j], (j, 1, n)) / n),
)


def test_a_power_of_the_index_stays_inside_of_its_sum() -> None:
    false = Statement(
        where=(Size(n), Scalar(c), array(x, n)),
        given=(MEAN,),
        lhs=Sum(two**j * (x[j] - c), (j, 1, n)),
        rhs=Integer(0),
    )
    assert balls.check(false).outcome is Outcome.REFUTES
    assert not indexed.prove(false).closed


def test_sums_of_powers_of_an_index_have_a_normal_form() -> None:
    where = (Size(n), array(x, n), array(y, n), Index(q, Integer(1), n))
    assert indexed.equal(Sum(two**j, (j, 1, n)), Sum(two**i, (i, 1, n)), where)
    assert indexed.equal(Sum(two ** (j + 1) * x[j], (j, 1, n)), 2 * Sum(two**i * x[i], (i, 1, n)), where)
    assert indexed.equal(Sum(two**j * KroneckerDelta(j, q) * x[j], (j, 1, n)), two**q * x[q], where)
    assert not indexed.equal(Sum(two**j * x[j], (j, 1, n)), two**q * Sum(x[j], (j, 1, n)), where)


def test_no_mean_of_a_random_exponent() -> None:
    half = Bernoulli(Rational(1, 2))
    false = Statement(
        where=(Size(n), array(m, n, law=half), Index(q, Integer(1), n)),
        lhs=Expect(two ** m[q] * m[q]),
        rhs=Expect(two ** m[q]) / 2,
    )
    assert balls.check(false).outcome is Outcome.REFUTES
    with pytest.raises(NotPolynomial):
        indexed.prove(false)
