"""Derivatives in the index normal form refuse what hides the variable: exponents, and terms of sequences."""

import pytest
from sympy import Expr, IndexedBase, Integer, Sum, Symbol

from backproof.theory.kernel import balls, indexed
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.functions import Partial
from backproof.theory.kernel.refusal import Unsupported
from backproof.theory.kernel.statement import Declaration, Domain, Index, Scalar, Sequence, Size, Statement, array

n = Symbol("n", integer=True, positive=True)
k = Symbol("k", integer=True, nonnegative=True)
i, j, l, q = (Symbol(name, integer=True) for name in "ijlq")  # noqa: E741 - l counts the terms
u = Symbol("u", real=True)
x, s, p = (IndexedBase(name, real=True) for name in "xsp")
at_k = (Scalar(k, Domain.NATURAL), Scalar(u))
powers = Sequence(symbol=s, index=l, initial=Integer(1), successor=s[l] * u)
sums = Sequence(symbol=p, index=l, initial=Integer(0), successor=p[l] + s[l])

FALSE: list[tuple[tuple[Declaration, ...], Expr, Expr]] = [
    ((Size(n), array(x, n), Index(q, Integer(1), n)), Partial(Sum(2 ** x[j], (j, 1, n)), x[q]), Integer(0)),
    ((*at_k, powers), Partial(s[k], u), Integer(0)),
    ((*at_k, powers, sums), Partial(p[k + 1], u), Integer(0)),
    ((*at_k, powers), Partial(s[k + 1], s[k]), Integer(0)),
    ((*at_k, powers, sums), Partial(p[k + 1], s[k]), Integer(0)),
]


@pytest.mark.parametrize(("where", "lhs", "rhs"), FALSE)
def test_a_hidden_variable_is_no_constant(where: tuple[Declaration, ...], lhs: Expr, rhs: Expr) -> None:
    false = Statement(where=where, lhs=lhs, rhs=rhs)
    assert balls.check(false).outcome is Outcome.REFUTES
    with pytest.raises(Unsupported):
        indexed.prove(false)


def test_the_same_term_and_unrelated_sequences_have_slopes() -> None:
    free = Sequence(symbol=s, index=l, initial=Integer(1), successor=2 * s[l])
    assert indexed.prove(Statement(where=(*at_k, free), lhs=Partial(s[k] ** 2, s[k]), rhs=2 * s[k])).closed
    assert indexed.prove(Statement(where=(*at_k, free), lhs=Partial(s[k] * u, u), rhs=s[k])).closed
