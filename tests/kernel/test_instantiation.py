"""What holds for every natural number holds at particular ones, under the hypotheses at these, and nowhere else."""

import pytest
from sympy import Expr, IndexedBase, Integer, Rational, Sum, Symbol

from backproof.theory.kernel import instantiation
from backproof.theory.kernel.statement import (
    Array,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)

k, s, r = (Symbol(name, integer=True, nonnegative=True) for name in "ksr")
n = Symbol("n", integer=True, positive=True)
t = Symbol("t", real=True)
j = Symbol("j", integer=True)
T, x = IndexedBase("T", real=True), IndexedBase("x", real=True)
counting = Sequence(symbol=T, index=k, initial=Integer(0), successor=T[k] + s)
NATURALS = (Scalar(k, Domain.NATURAL), Scalar(s, Domain.NATURAL), Scalar(r, Domain.NATURAL), Size(n), Scalar(t))
WHERE = (*NATURALS, counting)
below = Hypothesis(name="k <= s", lhs=k, relation=Relation.AT_MOST, rhs=s)
general = Statement(where=WHERE, lhs=T[k], rhs=k * s)


def shown(link: Statement, put: Expr, **changes: object) -> bool:
    """Whether the instance k = put of the link closes, with the statement's other fields changed."""
    at = {k: put}
    made = link.but(**{"lhs": link.lhs.xreplace(at), "rhs": link.rhs.xreplace(at), "given": (), **changes})
    return instantiation.prove(made, (link,), ((k, put),)).closed


@pytest.mark.parametrize("put", [s, s + r, k + 1, 2 * n + 3, Integer(0)])
def test_natural_numbers_may_be_put_in(put: Expr) -> None:
    assert shown(general, put)


@pytest.mark.parametrize("put", [s - r, -s, s / 2, t, Rational(1, 2), s * r, s**2, Symbol("u", integer=True)])
def test_what_may_be_no_natural_number_is_not_put_in(put: Expr) -> None:
    assert not shown(general, put)


def test_a_hypothesis_must_be_met() -> None:
    link = general.but(given=(below,))
    assert shown(link, s)  # s <= s
    assert not shown(link, s + 1)
    assert not shown(link, s + r)
    assert not shown(link, r)
    assert shown(link, r, given=(Hypothesis(name="r <= s", lhs=r, relation=Relation.AT_MOST, rhs=s),))
    strict = Hypothesis(name="k < s", lhs=k, relation=Relation.LESS, rhs=s)
    assert not shown(general.but(given=(strict,)), s)
    other = Hypothesis(name="t = 1", lhs=t, relation=Relation.EQUAL, rhs=Integer(1))
    assert not shown(general.but(given=(other,)), s)
    assert shown(general.but(given=(other,)), s, given=(other,))


def test_a_hypothesis_for_all_that_depends_on_the_number_is_not_put_into() -> None:
    every = Hypothesis(name="x_j = 0", lhs=x[j], relation=Relation.EQUAL, forall=(Index(j, Integer(1), k),))
    link = Statement(where=(*WHERE, array(x, n)), given=(every,), lhs=T[k], rhs=k * s)
    assert not shown(link, s)
    assert not shown(link, s, given=(every,))


def test_the_sides_and_the_relation_must_be_those_of_the_link() -> None:
    assert not shown(general, s, rhs=s)
    assert not shown(general, s, lhs=T[k])
    assert not shown(general, s, relation=Relation.AT_MOST)


def test_a_declaration_must_not_depend_on_the_number() -> None:
    link = general.but(where=(*NATURALS, Sequence(symbol=T, index=r, initial=k, successor=T[r] + s)))
    assert not shown(link, s)
    link = general.but(where=(*NATURALS, Sequence(symbol=T, index=r, initial=s, successor=T[r] + k)))
    assert not shown(link, s)
    link = general.but(where=(*WHERE, Array(x, ((j, Integer(1), k),))))
    assert not shown(link, s)
    assert not shown(general.but(where=(*WHERE, Index(j, Integer(0), k))), s)


def test_declarations_must_be_kept() -> None:
    another = Sequence(symbol=T, index=k, initial=Integer(1), successor=T[k] + s)
    assert not shown(general, s, where=(*NATURALS, another))
    assert shown(general, s, where=WHERE[1:])  # k itself is not needed any more
    assert not shown(general, s, where=WHERE[:-1])


def test_nothing_is_caught_by_a_sum() -> None:
    link = general.but(lhs=Sum(k + j, (j, 1, n)), rhs=Sum(j, (j, 1, n)) + n * k)
    assert shown(link, s)
    caught = link.but(where=(*WHERE, Scalar(j, Domain.NATURAL)))
    assert not shown(caught, j)
    link = general.but(lhs=Sum(T[r], (r, 0, k)), rhs=Sum(T[r], (r, 0, k)))
    assert not shown(link, r)


def test_only_naturals_of_the_one_link_are_put_in() -> None:
    assert not instantiation.prove(general, (general,), ((t, s),)).closed
    assert not instantiation.prove(general, (general, general), ((k, k),)).closed
    assert not instantiation.prove(general, (general,), ()).closed
    assert not instantiation.prove(general.but(lhs=T[s], rhs=s * s), (general,), ((k, s), (k, s))).closed
    chosen = Scalar(k, values=(Integer(0), Integer(1)))
    assert not shown(general.but(where=(chosen, *WHERE[1:])), s)
