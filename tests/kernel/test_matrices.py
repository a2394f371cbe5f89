"""The matrix normal form cancels what an inverse inverts, and nothing else."""

from sympy import Identity, MatrixExpr, MatrixSymbol, Symbol

from backproof.theory.kernel import balls, matrices
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.statement import Hypothesis, Matrix, Scalar, Size, Statement

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
c = Symbol("c", real=True)
A, B = MatrixSymbol("A", n, m), MatrixSymbol("B", m, m)
regular, dual = A.T * A + c * Identity(m), A * A.T + c * Identity(n)
GIVEN = tuple(Hypothesis(name=str(g), lhs=g, invertible=True) for g in (regular, dual, B))


def statement(lhs: MatrixExpr, rhs: MatrixExpr) -> Statement:
    return Statement(where=(Size(n), Size(m), Scalar(c), Matrix(A), Matrix(B)), given=GIVEN, lhs=lhs, rhs=rhs)


def test_an_inverse_of_a_sum_cancels() -> None:
    for lhs, rhs in (
        (regular.I * regular, Identity(m)),
        (regular * regular.I, Identity(m)),
        (regular.I * A.T, A.T * dual.I),
        (A.T * A * regular.I, Identity(m) - c * regular.I),
        (B * regular.I * A.T * A, B - c * B * regular.I),
    ):
        true = statement(lhs, rhs)
        assert balls.check(true).outcome is Outcome.HOLDS
        if (lhs, rhs) != (regular.I * A.T, A.T * dual.I):  # needs both sides multiplied through
            assert matrices.prove(true).closed, (lhs, rhs)


def test_what_is_wrong_stays_open() -> None:
    for lhs, rhs in (
        (regular.I * A.T * A, Identity(m)),
        (A.T * A * regular.I, Identity(m) + c * regular.I),
        (B * regular.I * A.T * A, B - c * regular.I),
        (regular.I * B * A.T * A, B - c * regular.I * B),
        (regular.I, B.I),
    ):
        wrong = statement(lhs, rhs)
        assert not matrices.prove(wrong).closed, (lhs, rhs)
        assert balls.check(wrong).outcome is Outcome.REFUTES


def test_an_inverse_needs_its_hypothesis() -> None:
    true = statement(A.T * A * regular.I, Identity(m) - c * regular.I)
    assert matrices.prove(true).closed
    assert not matrices.prove(true.but(given=GIVEN[1:])).closed
