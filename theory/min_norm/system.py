"""The under-determined system A x = b: what the claims of this topic share."""

from sympy import (
    Identity,
    Inverse,
    MatrixSymbol,
    Symbol,
)

from ..kernel.claim import Document, Rule, Source, Step
from ..kernel.statement import (
    Declaration,
    Hypothesis,
    Matrix,
    Size,
    Statement,
)

m, n = Symbol("m", integer=True, positive=True), Symbol("n", integer=True, positive=True)
k = Symbol("k", integer=True, nonnegative=True)
eta = Symbol("eta", real=True)
A = MatrixSymbol("A", m, n)
b, y = MatrixSymbol("b", m, 1), MatrixSymbol("y", m, 1)
x, x0, v = MatrixSymbol("x", n, 1), MatrixSymbol("x0", n, 1), MatrixSymbol("v", n, 1)
X = MatrixSymbol("X", n, 1)
gram = A * A.T
inverse = Inverse(gram)  # SymPy cancels it in a product unless told not to: then evaluate=False below
projection = A.T * inverse * A
least_norm = A.T * inverse * b
step_matrix = Identity(m) - eta * gram

full_row_rank = Hypothesis(name="A A^T is invertible", lhs=gram, invertible=True)
system: tuple[Declaration, ...] = (Size(m), Size(n), Matrix(A))


def exercise(part: str) -> tuple[Source, ...]:
    """A part of Exercise 10.4 as a source."""
    return (Source(Document.LECTURE_10, f"Exercise 10.4 ({part})"),)


def by_matrices(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of matrix normal forms."""
    return (Step(statement=statement, rule=Rule.MATRIX_NORMAL_FORM, reason=reason),)
