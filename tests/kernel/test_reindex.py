"""A sum may be read backwards or round a circle, and in no order that leaves places out or meets one twice."""

import pytest
from sympy import Expr, IndexedBase, Integer, Mod, Rational, Sum, Symbol

from backproof.theory.kernel import reindex
from backproof.theory.kernel.reindex import Order, Reindexing
from backproof.theory.kernel.statement import Array, Index, Size, Statement

n = Symbol("n", integer=True, positive=True)
i, j, k, a = (Symbol(name, integer=True) for name in "ijka")
x, w = IndexedBase("x", real=True), IndexedBase("w", real=True)
circle = ((a, Integer(0), n - 1),)
WHERE = (Size(n), Array(x, circle), Array(w, circle), Index(k, Integer(0), n - 1))


NONE, ROUND = Integer(0), (Integer(0), n - 1)


def proved(left: Expr, right: Expr, order: Order, by: Expr = NONE, span: tuple = ROUND) -> bool:
    """Whether sum_i left = sum_j right closes."""
    statement = Statement(where=WHERE, lhs=Sum(left, (i, *span)), rhs=Sum(right, (j, *span)))
    return reindex.prove(statement, Reindexing(order=order, by=by)).closed


def test_a_sum_may_be_read_backwards() -> None:
    assert proved(w[i] * x[i], w[n - 1 - j] * x[n - 1 - j], Order.REFLECTED)


def test_a_sum_may_be_read_round_a_circle() -> None:
    assert proved(x[Mod(i + k, n)], x[j], Order.ROTATED, -k)
    assert proved(w[i] * x[Mod(k - i, n)], x[j] * w[Mod(k - j, n)], Order.TURNED, k)


@pytest.mark.parametrize(
    ("left", "right", "order", "by"),
    [
        (x[Mod(2 * i, n)], x[j], Order.ROTATED, Integer(0)),  # doubling is no bijection for even n
        (w[i] * x[Mod(i + k, n)], w[j] * x[j], Order.ROTATED, -k),  # both factors must move
        (w[i] * x[Mod(i + k, n)], x[j] * w[Mod(j + k, n)], Order.ROTATED, -k),
        (x[Mod(i + k, n)], x[j], Order.ROTATED, k),
        (x[i], x[j] * j, Order.REFLECTED, Integer(0)),
        (x[i], x[Mod(j + i, n)], Order.ROTATED, i),  # the offset may not depend on the index
        (x[i], x[j], Order.ROTATED, Rational(1, 2)),
    ],
)
def test_other_orders_do_not_close(left: Expr, right: Expr, order: Order, by: Expr) -> None:
    assert not proved(left, right, order, by)


def test_ranges_must_be_the_same() -> None:
    statement = Statement(where=WHERE, lhs=Sum(x[i], (i, 0, n - 1)), rhs=Sum(x[j], (j, 1, n - 1)))
    assert not reindex.prove(statement, Reindexing(order=Order.ROTATED)).closed


def test_a_remainder_is_the_index_only_on_its_own_circle() -> None:
    assert not proved(x[Mod(i, n)], x[j], Order.ROTATED, Integer(0), (Integer(0), 2 * n - 1))
    assert not proved(x[Mod(i, n)], x[j], Order.ROTATED, Integer(0), (Integer(1), n))


def test_an_inner_index_is_not_captured() -> None:
    statement = Statement(
        where=WHERE,
        lhs=Sum(x[i] * Sum(w[j], (j, 0, n - 1)), (i, 0, n - 1)),
        rhs=Sum(x[j] * Sum(w[j], (j, 0, n - 1)), (j, 0, n - 1)),
    )
    assert not reindex.prove(statement, Reindexing(order=Order.ROTATED)).closed


def test_what_may_be_undefined_does_not_close() -> None:
    assert not proved(1 / x[i], 1 / x[n - 1 - j], Order.REFLECTED)
