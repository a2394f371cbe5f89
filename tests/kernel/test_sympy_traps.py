"""What SymPy 1.14 gets wrong with sums, symbolic shapes and random indices, and what the kernel says instead.

Each test pins SymPy's answer first: where a new version mends it, the test fails and the bound in pyproject can move.
"""

import pytest
from sympy import (
    Add,
    Determinant,
    Eq,
    Expr,
    IndexedBase,
    Integer,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatrixSymbol,
    Min,
    Rational,
    Sum,
    Symbol,
    ZeroMatrix,
    diff,
    exp,
    limit,
    log,
    oo,
    simplify,
    symbols,
)
from sympy.solvers.simplex import lpmin

from backproof.theory.kernel import balls, certificates, indexed, matrices
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.functions import Expect, Partial
from backproof.theory.kernel.recursion import rename_apart
from backproof.theory.kernel.refusal import KernelRefusal
from backproof.theory.kernel.statement import (
    Array,
    Bernoulli,
    Declaration,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from backproof.theory.kernel.types import StatementError, check_types

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
i, j, k, q = (Symbol(name, integer=True) for name in "ijkq")
t, p = Symbol("t", real=True), Symbol("p", real=True)
x = IndexedBase("x", real=True)
total = Sum(x[i], (i, 1, n))
free = (Size(n), array(x, n), Index(q, Integer(1), n))


def proved(lhs: Expr, rhs: Expr, *where: Declaration) -> bool:
    return indexed.prove(Statement(where=where, lhs=lhs, rhs=rhs)).closed


def refuted(lhs: Expr, rhs: Expr, *where: Declaration) -> bool:
    return balls.check(Statement(where=where, lhs=lhs, rhs=rhs)).outcome is Outcome.REFUTES


def test_the_derivative_in_an_entry_named_like_the_bound_index() -> None:
    square = Sum(x[i] ** 2, (i, 1, n))
    assert diff(square, x[i]) == Sum(2 * x[i], (i, 1, n))  # captured
    outside = (Size(n), array(x, n), Index(i, Integer(1), n))
    assert proved(Partial(square, x[i]), 2 * x[i], *outside)
    assert refuted(Partial(square, x[i]), Sum(2 * x[i], (i, 1, n)), *outside)


def test_substitution_captures() -> None:
    weighted = Sum(q * x[i], (i, 1, n))
    captured = Sum(i * x[i], (i, 1, n))
    assert weighted.subs(q, i) == captured
    assert weighted.xreplace({q: i}) == captured
    safe = rename_apart(weighted).xreplace({q: i})
    outside = (Size(n), array(x, n), Index(i, Integer(1), n))
    assert proved(safe, i * Sum(x[j], (j, 1, n)), *outside)
    assert refuted(safe, captured, *outside)


def test_the_derivative_of_a_sum_over_every_second_entry() -> None:
    every_second = Sum(x[2 * i], (i, 1, n))
    assert every_second.diff(x[q]).doit().subs({q: 3, n: 4}) == 1  # x[3] does not occur
    doubled = (Size(n), array(x, 2 * n), Index(q, Integer(1), 2 * n))
    assert refuted(Partial(every_second, x[q]), Integer(1), *doubled)
    assert refuted(Partial(every_second, x[q]), Integer(0), *doubled)
    try:
        claimed = any(proved(Partial(every_second, x[q]), Integer(c), *doubled) for c in (0, 1))
    except KernelRefusal:
        claimed = False
    assert not claimed


def test_the_derivative_of_the_log_determinant() -> None:
    square = MatrixSymbol("A", n, n)
    assert log(Determinant(square)).diff(square) == ZeroMatrix(n, n)  # it is the inverse of A', which is never zero
    with pytest.raises((KernelRefusal, StatementError)):
        statement = Statement(where=(Size(n),), lhs=Partial(log(Determinant(square)), square), rhs=Integer(0))
        check_types(statement)
        indexed.prove(statement)


def test_matrices_of_shapes_that_do_not_fit() -> None:
    square, wide = MatrixSymbol("A", n, n), MatrixSymbol("B", m, n)
    for forged in (MatMul(square, wide), MatAdd(square, wide)):
        assert forged.shape  # accepted by SymPy
        with pytest.raises(matrices.ShapeError):
            matrices.Normalizer(Statement(where=(Size(n), Size(m)), lhs=forged, rhs=forged)).normal(forged)
        with pytest.raises(StatementError):
            check_types(Statement(where=(Size(n), Size(m)), lhs=forged, rhs=forged))


def test_two_trials_that_may_be_the_same() -> None:
    from sympy.stats import BernoulliProcess, E

    process = BernoulliProcess("b", p=Rational(1, 3))
    assert E(process[i] * process[j]) == Rational(1, 9)  # wrong where i = j
    mask = IndexedBase("mask", real=True)
    where = (
        Size(n),
        Scalar(p),
        Array(mask, ((k, Integer(1), n),), Bernoulli(p)),
        Index(i, Integer(1), n),
        Index(j, Integer(1), n),
    )
    probability = (
        Hypothesis(name="p >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=p),
        Hypothesis(name="p <= 1", lhs=p, relation=Relation.AT_MOST, rhs=Integer(1)),
    )
    right = p**2 + p * (1 - p) * KroneckerDelta(i, j)
    product = Statement(where=where, given=probability, lhs=Expect(mask[i] * mask[j]), rhs=right)
    assert indexed.prove(product).closed
    assert not indexed.prove(product.but(rhs=p**2)).closed
    assert not indexed.prove(product.but(given=probability[:1])).closed, "p must be a probability"


def test_linear_programs_with_equalities() -> None:
    a, b, c = symbols("a b c", real=True)
    margins = {s * (a * u + b * v + c): (s * u, s * v, s) for u, v, s in ((0, 0, -1), (0, 1, 1), (1, 0, 1), (1, 1, -1))}
    names = symbols("l0:4")
    balance = [Eq(sum(n * row[d] for n, row in zip(names, margins.values(), strict=True)), 0) for d in range(3)]
    balance.append(Eq(sum(names), 1))
    _, point = lpmin(Integer(0), [*balance, *(n >= 0 for n in names)])
    assert not all(e.subs(point) for e in balance)  # infeasible: only (1/4, 1/4, 1/4, 1/4) is a certificate
    least = Min(*margins)
    claim = Statement(where=(Scalar(a), Scalar(b), Scalar(c)), lhs=least, relation=Relation.AT_MOST, rhs=Integer(0))
    weight = dict(zip(margins, (point[n] for n in names), strict=True))
    assert not certificates.convex_combination(claim, tuple(weight[arg] for arg in least.args)).closed
    assert certificates.convex_combination(claim, (1, 1, 1, 1)).closed


def test_an_empty_sum_is_zero() -> None:
    assert Sum(j, (j, 3, 1)).doit() == -2  # Karr's convention
    assert refuted(Sum(j, (j, 3, 1)), Integer(-2), Scalar(t))
    assert balls.check(Statement(where=(Scalar(t),), lhs=Sum(j, (j, 3, 1)), rhs=Integer(0))).outcome is Outcome.HOLDS


def test_the_limit_of_a_power() -> None:
    unknown = limit(p**n, n, oo)
    assert unknown.has(oo)  # exp(oo*sign(log(p))): the kernel has no limits, it cites


def test_sums_that_differ_in_the_name_of_their_index() -> None:
    renamed = Sum(x[j], (j, 1, n))
    assert simplify(total - renamed) != 0
    assert proved(total, renamed, *free)


def test_the_square_of_a_sum_is_a_double_sum() -> None:
    double = Sum(x[i] * x[j], (i, 1, n), (j, 1, n))
    assert simplify(total**2 - double) != 0
    assert proved(total**2, double, *free)
    assert refuted(total**2, Sum(x[i] ** 2, (i, 1, n)), *free)


def test_the_gradient_of_cross_entropy() -> None:
    y = IndexedBase("y", real=True)
    softmax = exp(x[q]) / Sum(exp(x[j]), (j, 1, n))
    loss = -Sum(y[i] * (x[i] - log(Sum(exp(x[j]), (j, 1, n)))), (i, 1, n))
    where = (*free, array(y, n))
    assert proved(Partial(loss, x[q]), Sum(y[i], (i, 1, n)) * softmax - y[q], *where)
    assert not proved(Partial(loss, x[q]), softmax - y[q], *where)  # needs that the targets add up to one


def test_a_geometric_sum_of_matrices() -> None:
    square, top = MatrixSymbol("X", n, n), Symbol("L", integer=True, positive=True)
    power = Symbol("l", integer=True, positive=True)
    assert Sum(square**power, (power, 0, top)).doit() is None


def test_an_alternating_sum() -> None:
    s = Symbol("s", integer=True)
    with pytest.raises(KeyError):
        Sum((-1) ** j * (s - j), (j, 1, s - 1)).doit()


def test_addition_of_sums_is_not_reordered_silently() -> None:
    """A sum of two sums keeps both; the normal form joins them only over equal ranges."""
    shorter = Sum(x[i], (i, 1, n - 1))
    assert not proved(Add(total, -shorter), Integer(0), *free)
    assert refuted(Add(total, -shorter), Integer(0), *free)
