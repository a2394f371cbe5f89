"""Forged derivations do not close: wrong last line, borrowed hypotheses, missing cases, half an induction."""

import pytest
from sympy import IndexedBase, Integer, Max, Sum, Symbol

from backproof.theory.kernel import derivation, recursion
from backproof.theory.kernel.claim import Rule, Step
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.functions import Partial
from backproof.theory.kernel.statement import (
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

n = Symbol("n", integer=True, positive=True)
i, j = Symbol("i", integer=True), Symbol("j", integer=True)
k = Symbol("k", integer=True)
a, b, t = (Symbol(name, real=True) for name in "abt")
x = IndexedBase("x", real=True)
T = IndexedBase("T", real=True)


def closes(*steps: Step) -> bool:
    return derivation.check(steps, steps[-1].statement).outcome is Outcome.HOLDS


def normal(statement: Statement, **extra: object) -> Step:
    return Step(statement=statement, rule=Rule.NORMAL_FORM, reason="", **extra)  # type: ignore[arg-type]


true = Statement(
    where=(Size(n), array(x, n)), lhs=Sum(x[i], (i, 1, n)) ** 2, rhs=Sum(x[i] * x[j], (i, 1, n), (j, 1, n))
)
false = true.but(rhs=Sum(x[i] ** 2, (i, 1, n)))


def test_a_true_line_closes_and_a_false_one_does_not() -> None:
    assert closes(normal(true))
    assert not closes(normal(false))


def test_the_last_step_must_be_the_claim() -> None:
    assert derivation.check((normal(true),), false).outcome is Outcome.UNDECIDED


def test_a_citation_must_name_its_theorem() -> None:
    assert not closes(Step(statement=true, rule=Rule.CITED, reason="", data=""))
    found = derivation.check((Step(statement=true, rule=Rule.CITED, reason="", data="Theorem 1"),), true)
    assert (found.outcome, found.grade) == (Outcome.HOLDS, "cited")


scalars = (Scalar(a), Scalar(b), Scalar(t))
equal = Hypothesis(name="a = b", lhs=a, relation=Relation.EQUAL, rhs=b, establish=(a, b))


def test_a_step_cannot_borrow_a_hypothesis() -> None:
    under = normal(Statement(where=scalars, given=(equal,), lhs=a, rhs=b))
    assert closes(under)
    assert not closes(under, normal(Statement(where=scalars, lhs=a, rhs=b), using=(0,)))


def test_a_chain_must_join_and_cannot_gain_strength() -> None:
    one = Statement(where=scalars, given=(equal,), lhs=a, rhs=b)
    two = Statement(where=scalars, given=(equal,), lhs=b, rhs=a)
    whole = Statement(where=scalars, given=(equal,), lhs=a, rhs=a + 0)
    assert closes(normal(one), normal(two), Step(statement=whole, rule=Rule.CHAIN, reason="", using=(0, 1)))
    assert not closes(normal(one), normal(one), Step(statement=whole, rule=Rule.CHAIN, reason="", using=(0, 1)))
    strict = whole.but(relation=Relation.LESS)
    assert not closes(normal(one), normal(two), Step(statement=strict, rule=Rule.CHAIN, reason="", using=(0, 1)))


def under(relation: Relation) -> Statement:
    extra = Hypothesis(name=relation.value, lhs=a, relation=relation, rhs=b)
    return Statement(where=scalars, given=(extra,), lhs=t, rhs=t)


def test_cases_must_exhaust() -> None:
    goal = Statement(where=scalars, lhs=t, rhs=t)
    above = Statement(
        where=scalars,
        given=(Hypothesis(name="b < a", lhs=b, relation=Relation.LESS, rhs=a),),
        lhs=t,
        rhs=t,
    )
    below, at = under(Relation.LESS), under(Relation.EQUAL)
    split = Step(statement=goal, rule=Rule.CASES, reason="", using=(0, 1))
    assert not closes(normal(below), normal(above), split)
    three = Step(statement=goal, rule=Rule.CASES, reason="", using=(0, 1, 2))
    assert closes(normal(below), normal(at), normal(above), three)


doubling = Sequence(symbol=T, index=k, initial=a, successor=2 * T[k])


def powers(rhs: object) -> Statement:
    return Statement(where=(Scalar(k, Domain.NATURAL), Scalar(a), doubling), lhs=T[k], rhs=rhs)  # type: ignore[arg-type]


def test_a_closed_form_needs_base_and_step() -> None:
    def recursion_step(rhs: object) -> Step:
        return Step(statement=powers(rhs), rule=Rule.RECURSION, reason="")

    assert closes(recursion_step(2**k * a))
    assert not closes(recursion_step(2**k * a + a)), "the base is wrong"
    assert not closes(recursion_step(-(2**k) * a)), "passes the step, fails the base"
    assert not closes(recursion_step(3**k * a)), "passes the base, fails the step"


def test_a_closed_form_may_not_mention_its_own_sequence() -> None:
    with pytest.raises(recursion.ObligationError):
        recursion.array_recursion(powers(T[k]))


def test_an_induction_must_use_what_the_kernel_asks_for() -> None:
    goal = powers(2**k * a).but(relation=Relation.EQUAL)
    made = recursion.induction(goal, k)
    easier = Step(statement=made.base.but(lhs=a, rhs=a), rule=Rule.NORMAL_FORM, reason="")
    step = Step(statement=made.step, rule=Rule.NORMAL_FORM, reason="", data=((T, k + 1),))
    base = Step(statement=made.base, rule=Rule.NORMAL_FORM, reason="", data=((T, Integer(0)),))
    end = Step(statement=goal, rule=Rule.INDUCTION, reason="", using=(0, 1), data=k)
    assert closes(base, step, end)
    assert not closes(easier, step, end)
    assert not closes(base, base, end)


total = Sequence(symbol=T, index=k, axes=((j, Integer(1), n),), initial=x[j], successor=Sum(T[k, i], (i, 1, n)))


def all_zero(*given: Hypothesis, relation: Relation = Relation.EQUAL, symbol: Sequence = total) -> Statement:
    where = (Size(n), Scalar(k, Domain.NATURAL), array(x, n), symbol, Index(i, Integer(1), n))
    return Statement(where=where, given=given, lhs=T[k, i], rhs=Integer(0), relation=relation)


def by_induction(goal: Statement) -> tuple[Step, ...]:
    made = recursion.induction(goal, k)
    return (
        normal(made.base, data=((T, Integer(0)),)),
        normal(made.step, data=((T, k + 1),)),
        Step(statement=goal, rule=Rule.INDUCTION, reason="", using=(0, 1), data=k),
    )


def test_what_is_assumed_of_one_index_is_not_assumed_of_all_by_an_induction() -> None:
    # x_i = 0 for one i does not make the sum of all of them zero; x_j = 0 for every j does.
    one = Hypothesis(name="x_i = 0", lhs=x[i], relation=Relation.EQUAL, rhs=Integer(0), establish=(x[i], Integer(0)))
    every = Hypothesis(
        name="x = 0", lhs=x[j], relation=Relation.EQUAL, rhs=Integer(0), forall=(Index(j, Integer(1), n),)
    )
    assert closes(*by_induction(all_zero(every)))
    assert not closes(*by_induction(all_zero(one)))
    assert not closes(Step(statement=all_zero(one), rule=Rule.RECURSION, reason=""))
    assert closes(Step(statement=all_zero(every), rule=Rule.RECURSION, reason=""))


def test_a_sequence_that_mentions_a_free_index_is_known_for_that_one_only() -> None:
    # T_0(j) = x_i - x_j is zero at j = i; the sum of all of them is not.
    from_i = Sequence(
        symbol=T, index=k, axes=((j, Integer(1), n),), initial=x[i] - x[j], successor=Sum(T[k, j], (j, 1, n))
    )
    assert not closes(*by_induction(all_zero(symbol=from_i)))
    assert not closes(Step(statement=all_zero(symbol=from_i), rule=Rule.RECURSION, reason=""))


def test_a_closed_form_is_not_taken_for_granted_at_numbers_that_the_hypotheses_leave_out() -> None:
    # T: 0, 1, 1, ...: from k = 1 on it stays, but it is not the 0 that it started with.
    later = Hypothesis(name="1 <= k", lhs=Integer(1), relation=Relation.AT_MOST, rhs=k)
    jump = Sequence(symbol=T, index=k, initial=Integer(0), successor=T[k] + Max(1 - k, 0))
    goal = Statement(where=(Scalar(k, Domain.NATURAL), jump), given=(later,), lhs=T[k], rhs=Integer(0))
    assert not closes(Step(statement=goal, rule=Rule.RECURSION, reason=""))


def test_substitution_renames_bound_symbols_apart() -> None:
    # T_k(i) = sum_j x_j with a closed form that binds the very index put into it
    renamed = recursion.rename_apart(Sum(x[i] * Sum(x[i], (i, 1, n)), (i, 1, n)))
    bound = [limit[0] for s in renamed.atoms(Sum) for limit in s.limits]
    assert len(set(bound)) == 2
    assert i not in bound


def test_a_slope_in_what_a_recursion_is_made_of_is_refused() -> None:
    """x_0 = 1, x_{k+1} = w x_k: no slope of x_k in w is zero, and none is claimed; behind another sequence neither."""
    k, w, v = Symbol("k", integer=True, nonnegative=True), Symbol("w", real=True), Symbol("v", real=True)
    x, y = IndexedBase("x", real=True), IndexedBase("y", real=True)
    where = (
        Scalar(k, Domain.NATURAL),
        Scalar(w),
        Scalar(v),
        Sequence(symbol=x, index=k, initial=Integer(1), successor=w * x[k]),
        Sequence(symbol=y, index=k, initial=Integer(0), successor=y[k] + x[k]),
    )
    for sequence in (x, y):
        still = Statement(where=where, lhs=Partial(sequence[k], w), rhs=Integer(0))
        assert (
            derivation.check((Step(statement=still, rule=Rule.NORMAL_FORM, reason=""),), still).outcome
            is not Outcome.HOLDS
        )
        other = still.but(lhs=Partial(sequence[k] * v, v), rhs=sequence[k])
        assert (
            derivation.check((Step(statement=other, rule=Rule.NORMAL_FORM, reason=""),), other).outcome is Outcome.HOLDS
        )
