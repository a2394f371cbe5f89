"""Ill-typed statements are refused, each with the place that is wrong; well-typed ones at the edge are let through."""

import pytest
from sympy import (
    Basic,
    Function,
    IndexedBase,
    Integer,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatrixSymbol,
    Mod,
    Rational,
    Sum,
    Symbol,
    Trace,
    exp,
    oo,
)

from backproof.theory.kernel.functions import Expect, Partial, Term
from backproof.theory.kernel.statement import (
    Array,
    Bernoulli,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
    array,
)
from backproof.theory.kernel.types import StatementError, check_types

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
i, j, k, q, layer = (Symbol(name, integer=True) for name in ("i", "j", "k", "q", "l"))
p, t = Symbol("p", real=True), Symbol("t", real=True)
x, y, b, T = (IndexedBase(name, real=True) for name in ("x", "y", "b", "T"))
d = Function("d", integer=True, positive=True)
A, B = MatrixSymbol("A", n, m), MatrixSymbol("B", m, n)
zero, one = Integer(0), Integer(1)
WHERE: tuple[Declaration, ...] = (
    Size(n),
    Size(m),
    Scalar(p),
    Scalar(t),
    array(x, n),
    array(y, n, m),
    array(b, n, law=Bernoulli(p)),
    Index(q, one, n),
)


def typed(lhs: Basic, *more: Declaration, given: tuple[Hypothesis, ...] = (), rhs: Basic | None = None) -> None:
    check_types(Statement(where=(*WHERE, *more), lhs=lhs, rhs=lhs if rhs is None else rhs, given=given))


def refused(words: str, lhs: Basic, *more: Declaration, given: tuple[Hypothesis, ...] = (), **sides: Basic) -> None:
    with pytest.raises(StatementError, match=words) as caught:
        typed(lhs, *more, given=given, **sides)
    assert "\n" not in str(caught.value)


def test_the_ordinary_is_well_typed() -> None:
    typed(Sum(y[i, j] * x[i], (i, 1, n), (j, 1, m)) + x[q] * KroneckerDelta(q, 1))
    typed(Expect(Sum(b[i] * x[i] / p, (i, 1, n)) ** 2) + Partial(Sum(x[i], (i, 1, n)), x[q]))


def test_whatever_is_not_declared_is_refused() -> None:
    refused("not declared", Symbol("s", real=True))
    refused("not declared", Symbol("p"))  # the declared p is real: SymPy takes this for another symbol
    refused("not declared", IndexedBase("z", real=True)[q])
    refused("not declared", x[j])
    refused("not declared", Function("f")(p))
    refused("not declared", Sum(x[i], (i, 1, Symbol("N", integer=True))))
    refused("not declared", Trace(MatMul(A, B)))


def test_a_name_stands_for_one_thing() -> None:
    refused("declared twice", p, Scalar(p))
    refused("declared twice", p, Scalar(Symbol("p", integer=True)))
    refused("declared twice", p, Matrix(MatrixSymbol("x", n, n)))


def test_an_index_that_may_leave_its_axis_is_refused() -> None:
    refused("may leave", Sum(x[i], (i, 1, m)))
    refused("may leave", Sum(x[i], (i, 0, n)))
    refused("may leave", Sum(x[i + 1], (i, 1, n)))
    refused("may leave", x[2])  # n may be 1
    refused("may leave", Sum(y[j, i], (i, 1, n), (j, 1, m)))
    refused("may leave", Sum(x[i**2 - 3 * i + 3], (i, 1, n)))  # 1, 1, 3, 7, ...: not affine
    refused("is not an integer", x[p])
    refused("is not an integer", Sum(x[i / 2], (i, 1, n)))
    refused("has 1 indices", y[q])


def test_affine_indices_that_stay_inside_are_let_through() -> None:
    typed(x[1] + x[n] + Sum(x[i + 1], (i, 1, n - 1)) + Sum(x[n + 1 - i], (i, 1, n)))
    typed(Sum(x[i - j + 1], (j, 1, i), (i, 1, n)))
    typed(Sum(x[Mod(i + j, n) + 1], (i, 1, n), (j, 1, m)))
    refused("may leave", Sum(x[Mod(i + j, m) + 1], (i, 1, n), (j, 1, m)))


def test_a_shadowed_index_is_not_taken_for_the_outer_one() -> None:
    typed(Sum(x[i] * Sum(x[i], (i, 1, n)), (i, 1, n)))
    refused("may leave", Sum(Sum(x[i], (i, 1, m)), (i, 1, n)))
    ragged = Array(T, ((layer, Integer(0), oo), (i, one, d(layer))))
    inner = Sum(T[layer, j], (layer, 0, m), (j, 1, d(layer)))  # the width is that of the outer layer
    typed(Sum(Sum(T[layer, j], (j, 1, d(layer))), (layer, 0, m)), SizeFunction(d), ragged)
    refused("may leave", Sum(inner, (layer, 0, m)), SizeFunction(d), ragged)


def test_a_bound_index_named_like_a_size_is_not_positive() -> None:
    refused("may leave", Sum(x[1 + n - n + m], (m, 0, 2)))
    refused("may leave", Sum(Sum(x[m], (i, 1, n)), (m, 0, 1)))


def test_random_entries_stand_inside_of_one_mean() -> None:
    refused("outside of a mean", Sum(b[i], (i, 1, n)))
    refused("inside of a mean", Expect(Expect(b[q])))
    refused("no real variable", Expect(Partial(b[q] ** 2, b[q])))


def test_derivatives_are_in_real_variables() -> None:
    refused("no real variable", Partial(n**2, n))
    refused("no real variable", Sum(Partial(Sum(x[j], (j, 1, n)) * p, i), (i, 1, n)))
    refused("no real variable", Partial(p * t, p + t))


def h(name: str, lhs: Basic, relation: Relation, rhs: Basic = zero) -> tuple[Hypothesis, ...]:
    return (Hypothesis(name=name, lhs=lhs, relation=relation, rhs=rhs),)


def test_constant_hypotheses_are_refused() -> None:
    typed(p, given=h("0 < p", Integer(0), Relation.LESS, p))
    refused("no variable", p, given=h("0 < 1", Integer(0), Relation.LESS, one))
    refused("already decided", p, given=h("0 < n", Integer(0), Relation.LESS, n))
    refused("already decided", p, given=h("n < 0", n, Relation.LESS))
    refused("already decided", p, given=h("1 <= n", one, Relation.AT_MOST, n))
    refused("already decided", p, given=h("n != 0", n, Relation.NOT_EQUAL))
    refused("already decided", p, given=h("exp", Integer(0), Relation.LESS, exp(p)))
    refused("already decided", p, given=h("p = p", p, Relation.EQUAL, p))
    everywhere = Hypothesis(name="all i", lhs=i, relation=Relation.LESS, rhs=Integer(9), forall=(Index(i, one, n),))
    refused("no variable", p, given=(everywhere,))


def test_an_index_bounded_by_a_hypothesis_stays_inside() -> None:
    natural = Scalar(k, Domain.NATURAL)
    refused("may leave", x[k + 1], natural)
    typed(x[k + 1], natural, given=h("k < n", k, Relation.LESS, n))
    refused("may leave", x[k + 2], natural, given=h("k < n", k, Relation.LESS, n))


def test_matrix_shapes_are_compared_symbolically() -> None:
    matrices = (Matrix(A), Matrix(B))
    typed(Trace(MatMul(A, B, evaluate=False)), *matrices)
    refused("columns times", MatMul(A, A, evaluate=False), *matrices)
    refused("a sum of shapes", MatAdd(A, B, evaluate=False), *matrices)
    refused("are compared", A, *matrices, rhs=B)
    refused("with a number", A, *matrices, rhs=p)
    refused("square", MatrixSymbol("Q", n, m) ** k, Matrix(MatrixSymbol("Q", n, m)), Scalar(k, Domain.NATURAL))
    refused("may leave", A[m, 0], *matrices)  # entries of a matrix count from 0
    typed(A[n - 1, 0], *matrices)


def recursion(successor: Basic, **more: object) -> Sequence:
    return Sequence(symbol=T, index=k, initial=p, successor=successor, **more)  # type: ignore[arg-type]


def test_recursions_reach_their_start() -> None:
    natural = Scalar(layer, Domain.NATURAL)
    typed(T[layer], natural, recursion(T[k] + 1))
    refused("not defined before it", T[layer], natural, recursion(T[k + 1] + 1))
    refused("binds its own index", T[layer], natural, recursion(Sum(T[k], (k, 0, 2))))
    refused("initial value", T[layer], natural, Sequence(symbol=T, index=k, initial=T[0] + 1, successor=T[k]))
    refused("may leave", T[layer - 1], natural, recursion(T[k]))


def test_recursions_that_read_one_another_run_step_by_step() -> None:
    U = IndexedBase("U", real=True)
    natural = Scalar(layer, Domain.NATURAL)
    later = Sequence(symbol=U, index=k, initial=p, successor=T[k + 1] + U[k])
    typed(U[layer], natural, recursion(U[k]), later)
    refused("not defined before it", U[layer], natural, recursion(U[k + 1]), later)


def test_a_matrix_recursion_keeps_its_shape() -> None:
    X = MatrixSymbol("X", n, n)
    start = MatrixSymbol("S", n, n)
    grown = Sequence(symbol=X, index=k, initial=start, successor=MatMul(A, B, A, evaluate=False))
    refused(
        "changes its shape",
        Trace(Term(X, layer)),
        Scalar(layer, Domain.NATURAL),
        Matrix(A),
        Matrix(B),
        grown,
        Matrix(start),
    )


def test_values_of_a_scalar_are_rational() -> None:
    typed(t, Scalar(Symbol("s", real=True), values=(Integer(0), Rational(1, 2))))
    refused("not all rational", t, Scalar(Symbol("s", real=True), values=(exp(one),)))
