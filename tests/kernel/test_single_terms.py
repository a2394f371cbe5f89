"""A sum over one single value of its index is that term, inner ranges included, and not another one."""

import pytest
from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Sum, Symbol

from backproof.theory.kernel import indexed
from backproof.theory.kernel.functions import Partial
from backproof.theory.kernel.statement import Array, Index, Size, Statement, array

n = Symbol("n", integer=True, positive=True)
i, j, q = (Symbol(name, integer=True) for name in "ijq")
x, y = IndexedBase("x", real=True), IndexedBase("y", real=True)
low = Symbol("low", integer=True)
WHERE = (Size(n), array(x, n), Array(y, ((low, Integer(0), n), (q, Integer(1), n))), Index(q, Integer(1), n))


def proved(left: Expr, right: Expr) -> bool:
    return indexed.prove(Statement(where=WHERE, lhs=left, rhs=right)).closed


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Sum(i * x[i], (i, 1, 1)), x[1]),
        (Sum(i * y[i, q], (i, 0, 0)), Integer(0)),
        (Sum(y[i, j], (j, 1, n), (i, 1, 1)), Sum(y[1, j], (j, 1, n))),
        (Sum(y[i, j], (i, 1, 1), (j, 1, n)), Sum(y[1, j], (j, 1, n))),
        (Sum(i * x[j], (j, 1, i), (i, 1, 1)), x[1]),  # the inner range mentions the outer index
        (Sum(x[i] ** 2, (i, 1, 1)) ** 2, x[1] ** 4),
        (Partial(Sum(x[i] ** 2, (i, 1, 1)), x[q]), 2 * KroneckerDelta(1, q) * x[1]),
    ],
)
def test_one_term_is_written_out(left: Expr, right: Expr) -> None:
    assert proved(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Sum(y[i, q], (i, 0, 0)), y[1, q]),
        (Sum(x[i], (i, 1, n)), x[1]),
        (Sum(y[i, j], (j, 1, n), (i, 1, 1)), Sum(y[j, 1], (j, 1, n))),
        (Partial(Sum(x[i] ** 2, (i, 1, 1)), x[q]), 2 * x[1]),
    ],
)
def test_it_is_no_other_term(left: Expr, right: Expr) -> None:
    assert not proved(left, right)
