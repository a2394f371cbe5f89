"""Trees of cases for piecewise-linear inequalities: what closes, and what a wrong tree does not close."""

from dataclasses import replace

import pytest
from sympy import Abs, Expr, Integer, Rational, Symbol

from backproof.theory.kernel import splits
from backproof.theory.kernel.functions import relu, sigmoid
from backproof.theory.kernel.refusal import KernelRefusal
from backproof.theory.kernel.splits import Closed, Split
from backproof.theory.kernel.statement import Hypothesis, Relation, Scalar, Statement

a, x, y = (Symbol(name, real=True) for name in "axy")
one, half, zero = Integer(1), Rational(1, 2), Integer(0)
WHERE = (Scalar(a), Scalar(x), Scalar(y))


def at_most(lhs: Expr, rhs: Expr, *given: Hypothesis) -> Statement:
    return Statement(where=WHERE, lhs=lhs, relation=Relation.AT_MOST, rhs=rhs, given=given)


def closed(statement: Statement, tree: object) -> bool:
    return splits.prove(statement, tree).closed


def test_both_bounds_of_relu_need_no_case() -> None:
    assert closed(at_most(zero, relu(x)), Closed())
    assert closed(at_most(x, relu(x)), Closed(shares=((x, one),)))
    assert closed(at_most(x / 2, relu(x)), Closed(shares=((x, half),)))
    assert not closed(at_most(2 * x, relu(x)), Closed(shares=((x, Integer(2)),)))  # false for x = 1
    assert not closed(at_most(-x, relu(x)), Closed(shares=((x, Integer(-1)),)))  # false for x = -1


def test_upper_bounds_need_both_cases() -> None:
    bounded = at_most(relu(x), Abs(x))
    tree = Split(form=x, above=Closed(signs=((x, one),)), below=Closed())
    assert closed(bounded, tree)
    assert not closed(bounded, Closed(signs=((x, one),)))
    assert not closed(bounded, Split(form=x, above=Closed(signs=((x, Integer(2)),)), below=Closed()))
    assert not closed(bounded, Split(form=y, above=tree.above, below=tree.below)), "x is not decided"
    assert not closed(at_most(relu(x), Abs(x) / 2), tree), "false for x = 1"


def test_multipliers_are_of_the_known_side_and_not_negative() -> None:
    statement = at_most(zero, relu(x) - x / 2)
    tree = Split(
        form=x,
        above=Closed(multipliers=(half,)),
        below=Closed(multipliers=(half,)),
    )
    assert closed(statement, tree)
    assert not closed(statement, replace(tree, below=Closed(multipliers=(-half,))))
    assert not closed(statement, replace(tree, above=Closed(multipliers=(half, half))))
    assert not closed(at_most(zero, relu(x) - 2 * x), tree), "false for x = 1"


def test_strictness_and_the_constant() -> None:
    assert closed(Statement(where=WHERE, lhs=-one, relation=Relation.LESS, rhs=relu(x)), Closed())
    assert not closed(Statement(where=WHERE, lhs=zero, relation=Relation.LESS, rhs=relu(x)), Closed())
    assert not closed(at_most(one, relu(x)), Closed())
    assert not closed(Statement(where=WHERE, lhs=relu(x), relation=Relation.EQUAL, rhs=relu(x)), Closed())


def test_a_symbol_before_a_relu_needs_its_sign() -> None:
    above = Hypothesis(name="a >= 0", lhs=zero, relation=Relation.AT_MOST, rhs=a)
    below = Hypothesis(name="a <= 0", lhs=a, relation=Relation.AT_MOST, rhs=zero)
    assert closed(at_most(zero, a * relu(x), above), Closed())
    assert closed(at_most(a * x, a * relu(x), above), Closed(shares=((a * x, one),)))
    assert not closed(at_most(zero, a * relu(x), below), Closed()), "false for a = -1"
    assert closed(at_most(a * relu(x), zero, below), Closed())
    with pytest.raises(KernelRefusal):
        closed(at_most(zero, a * relu(x)), Closed())


@pytest.mark.parametrize("wrong", [sigmoid(x), relu(x) ** 2, 1 / x, Abs(x) * y, relu(x) * Abs(y), x**half])
def test_what_is_not_piecewise_linear_is_refused(wrong: Expr) -> None:
    with pytest.raises(KernelRefusal):
        splits.prove(at_most(zero, wrong), Closed())


def test_an_absolute_value_on_the_smaller_side_is_refused() -> None:
    assert not closed(at_most(Abs(x), Abs(x) + relu(y) - Abs(x) * 2), Closed())
    assert not closed(at_most(Abs(x), relu(x)), Closed(signs=((x, one),)))
    assert not closed(at_most(zero, Abs(Abs(x) - 1)), Closed(signs=((Abs(x) - 1, one),))), "no fold inside of a fold"
    assert not closed(at_most(zero, one), "anything")
