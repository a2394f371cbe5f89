"""Sines and cosines in the index normal form: what it proves, and what it must not."""

import pytest
from sympy import IndexedBase, Integer, Rational, Sum, Symbol, cos, pi, sin

from backproof.theory.kernel import balls, indexed
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.functions import Partial
from backproof.theory.kernel.statement import Index, Scalar, Size, Statement, array

x, y, z = (Symbol(name, real=True) for name in "xyz")
n = Symbol("n", integer=True, positive=True)
i, j = (Symbol(name, integer=True) for name in "ij")
w = IndexedBase("w", real=True)
WHERE = (Scalar(x), Scalar(y), Scalar(z), Size(n), array(w, n), Index(i, Integer(1), n))

TRUE = [
    (sin(x) ** 2 + cos(x) ** 2, Integer(1)),
    (sin(x + y), sin(x) * cos(y) + cos(x) * sin(y)),
    (cos(x - y), cos(x) * cos(y) + sin(x) * sin(y)),
    (sin(-x - y), -sin(x + y)),
    (sin(3 * x), 3 * sin(x) - 4 * sin(x) ** 3),
    (cos(5 * x), 16 * cos(x) ** 5 - 20 * cos(x) ** 3 + 5 * cos(x)),
    (sin(x) ** 4, 1 - 2 * cos(x) ** 2 + cos(x) ** 4),
    (sin(x / 2) * cos(x / 2) * 2 - 2 * sin(x / 2) * cos(x / 2), Integer(0)),
    (sin((x + y) * z), sin(x * z) * cos(y * z) + cos(x * z) * sin(y * z)),
    (Sum(sin(w[j] * x) ** 2 + cos(w[j] * x) ** 2, (j, 1, n)), n),
    (
        Sum(cos(w[j] * (x - y)), (j, 1, n)),
        Sum(sin(w[j] * x) * sin(w[j] * y) + cos(w[j] * x) * cos(w[j] * y), (j, 1, n)),
    ),
    (Partial(sin(x) ** 2, x), 2 * sin(x) * cos(x)),
    (Partial(Sum(cos(w[j]), (j, 1, n)), w[i]), -sin(w[i])),
    (1 / sin(x) * sin(x) ** 3, 1 - cos(x) ** 2),
    (sin(x / (y - z)) + sin(x / (z - y)), Integer(0)),
    (cos(x / (y - z)), cos(x / (z - y))),
]
FALSE = [
    (sin(x) ** 2 - cos(x) ** 2, Integer(1)),
    (sin(x + y), sin(x) + sin(y)),
    (sin(x + y), sin(x) * cos(y) - cos(x) * sin(y)),
    (cos(x + y), cos(x) * cos(y) + sin(x) * sin(y)),
    (cos(-x), -cos(x)),
    (sin(-x), sin(x)),
    (sin(3 * x), 3 * sin(x) + 4 * sin(x) ** 3),
    (sin(13 * x), 13 * sin(x)),
    (sin(-13 * x), sin(13 * x)),
    (cos(Rational(3, 2) * x), cos(x) * cos(x / 2) + sin(x) * sin(x / 2)),
    (sin(x) ** 3, 1 - cos(x) ** 3),
    (Sum(sin(w[j] * x) ** 2, (j, 1, n)), n - Sum(cos(w[j] * x), (j, 1, n)) ** 2),
    (Sum(sin(w[j]), (j, 1, n)), sin(Sum(w[j], (j, 1, n)))),
    (Partial(cos(x), x), sin(x)),
]


@pytest.mark.parametrize(("lhs", "rhs"), TRUE)
def test_proved_and_confirmed_literally(lhs: object, rhs: object) -> None:
    statement = Statement(where=WHERE, lhs=lhs, rhs=rhs)  # type: ignore[arg-type]
    assert indexed.equal(statement.lhs, statement.rhs, WHERE)  # type: ignore[arg-type]
    assert balls.check(statement).outcome is not Outcome.REFUTES


@pytest.mark.parametrize(("lhs", "rhs"), FALSE)
def test_false_ones_stay_unproved(lhs: object, rhs: object) -> None:
    statement = Statement(where=WHERE, lhs=lhs, rhs=rhs)  # type: ignore[arg-type]
    assert not indexed.equal(statement.lhs, statement.rhs, WHERE)  # type: ignore[arg-type]
    assert balls.check(statement).outcome is Outcome.REFUTES


def test_many_multiples_are_left_alone() -> None:
    assert indexed.equal(sin(40 * x) + sin(-40 * x), Integer(0), WHERE)
    assert not indexed.equal(sin(40 * x), 2 * sin(20 * x) * cos(20 * x), WHERE)  # true, but not shown


def test_an_angle_of_pi_is_no_trap() -> None:
    assert not indexed.equal(sin(pi * x), Integer(0), WHERE)
    assert not indexed.equal(cos(pi), Integer(1), WHERE)
