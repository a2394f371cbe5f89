"""The gradient and the iterates of descent, in closed form."""

from sympy import (
    Identity,
    IndexedBase,
    Integer,
    MatMul,
    MatrixExpr,
    Rational,
    Sum,
    Symbol,
    ZeroMatrix,
)

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.functions import Partial, Term
from ..kernel.statement import (
    Declaration,
    Domain,
    Index,
    Matrix,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)
from .system import (
    A,
    X,
    b,
    by_matrices,
    eta,
    exercise,
    full_row_rank,
    gram,
    inverse,
    k,
    least_norm,
    m,
    n,
    projection,
    step_matrix,
    system,
    x,
    x0,
)

# The gradient, in index notation.
i, j, q = (Symbol(name, integer=True) for name in "ijq")
a_, b_, x_ = (IndexedBase(name, real=True) for name in ("A", "b", "x"))
residual = Sum(a_[i, j] * x_[j], (j, 1, n)) - b_[i]
_gradient = Statement(
    where=(Size(m), Size(n), array(a_, m, n), array(b_, m), array(x_, n), Index(q, Integer(1), n)),
    lhs=Partial(Rational(1, 2) * Sum(residual**2, (i, 1, m)), x_[q]),
    rhs=Sum(a_[i, q] * residual, (i, 1, m)),
    text="grad R(x) = A^T (A x - b)",
)
gradient_combines_the_rows = Claim(
    title="The gradient of |A x - b|^2 / 2 is A^T (A x - b), a combination of the rows",
    ledger=("mn.gradient-in-row-space",),
    sources=exercise("b"),
    statement=_gradient,
    derivation=(Step(statement=_gradient, rule=Rule.NORMAL_FORM, reason="differentiate the squares"),),
    mutants=(
        Mutant(
            name="factor_two", statement=_gradient.but(rhs=2 * _gradient.rhs), misconception="the half is overlooked"
        ),
        Mutant(name="sign", statement=_gradient.but(rhs=-_gradient.rhs), misconception="b - A x for A x - b"),
    ),
    expected=Conclusion.PROVED,
)

_in_row_space = Statement(
    where=(*system, Matrix(b), Matrix(x)),
    given=(full_row_rank,),
    lhs=MatMul(projection, A.T * (A * x - b), evaluate=False),
    rhs=A.T * (A * x - b),
    text="P grad R = grad R: the gradient lies in the row space",
)
gradient_lies_in_row_space = Claim(
    title="The gradient lies in the row space, wherever it is taken",
    ledger=("mn.gradient-in-row-space",),
    sources=exercise("b"),
    statement=_in_row_space,
    derivation=by_matrices(_in_row_space, "P A^T = A^T"),
    mutants=(
        Mutant(
            name="in_the_null_space",
            statement=_in_row_space.but(rhs=ZeroMatrix(n, 1)),
            misconception="the gradient lies in the null space",
        ),
        Mutant(
            name="missing_inverse",
            statement=_in_row_space.but(lhs=A.T * A * (A.T * (A * x - b))),
            misconception="A^T A is taken for the projection",
        ),
    ),
    expected=Conclusion.PROVED,
)


# The iteration.
def descent(start: MatrixExpr) -> Sequence:
    """x_{k+1} = x_k - eta A^T (A x_k - b) from `start`."""
    return Sequence(symbol=X, index=k, initial=start, successor=Term(X, k) - eta * A.T * (A * Term(X, k) - b))


def iterates(start: MatrixExpr) -> tuple[Declaration, ...]:
    """Declarations of the iteration from a free start or from zero."""
    free = (Matrix(x0),) if start == x0 else ()
    return (*system, Matrix(b), *free, Scalar(eta), Scalar(k, Domain.NATURAL), descent(start))


def closed_form(start: MatrixExpr) -> MatrixExpr:
    """x* + (I - P) start + A^T G^-1 N^k (A start - b)."""
    return least_norm + (Identity(n) - projection) * start + A.T * inverse * step_matrix**k * (A * start - b)


_iterate = Statement(
    where=iterates(x0),
    given=(full_row_rank,),
    lhs=Term(X, k),
    rhs=closed_form(x0),
    text="x_k = x* + (I - P) x_0 + A^T G^-1 (I - eta G)^k (A x_0 - b)",
)
iterates_in_closed_form = Claim(
    title="The k-th iterate in closed form, from any start and for any step size",
    ledger=("mn.nonzero-init", "mn.limit-min-norm"),
    sources=exercise("e"),
    statement=_iterate,
    derivation=(Step(statement=_iterate, rule=Rule.RECURSION, reason="base at k = 0 and one step of descent"),),
    mutants=(
        Mutant(
            name="start_not_subtracted",
            statement=_iterate.but(
                rhs=least_norm - (Identity(n) - projection) * x0 + A.T * inverse * step_matrix**k * (A * x0 - b)
            ),
            misconception="the null-space part of the start changes sign; passes the step, fails the base",
        ),
        Mutant(
            name="start_forgotten",
            statement=_iterate.but(rhs=least_norm + A.T * inverse * step_matrix**k * (A * x0 - b)),
            misconception="descent forgets where it started",
        ),
        Mutant(
            name="plus_eta",
            statement=_iterate.but(
                rhs=least_norm
                + (Identity(n) - projection) * x0
                + A.T * inverse * (Identity(m) + eta * gram) ** k * (A * x0 - b)
            ),
            misconception="the sign of the step",
        ),
    ),
    expected=Conclusion.PROVED,
)

_null_part = Statement(
    where=iterates(x0),
    given=(full_row_rank,),
    lhs=(Identity(n) - projection) * Term(X, k),
    rhs=(Identity(n) - projection) * x0,
    text="(I - P) x_k = (I - P) x_0: the null-space part never changes",
)


def through_closed_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The closed form, and a statement about x_k that follows by putting it in."""
    return (
        Step(statement=_iterate, rule=Rule.RECURSION, reason="the closed form"),
        Step(statement=statement, rule=Rule.MATRIX_NORMAL_FORM, reason=reason, using=(0,)),
    )


null_space_part_is_invariant = Claim(
    title="Gradient descent never changes the null-space part of its start",
    ledger=("mn.iterates-stay", "mn.nonzero-init"),
    sources=exercise("c"),
    statement=_null_part,
    derivation=through_closed_form(_null_part, "(I - P) A^T = 0"),
    mutants=(
        Mutant(
            name="shrinks_to_zero",
            statement=_null_part.but(rhs=ZeroMatrix(n, 1)),
            misconception="iterates stay in the row space from any start",
        ),
        Mutant(
            name="row_part",
            statement=_null_part.but(lhs=projection * Term(X, k), rhs=projection * x0),
            misconception="the row-space part is the one that stays",
        ),
    ),
    expected=Conclusion.PROVED,
)

_stays = Statement(
    where=iterates(ZeroMatrix(n, 1)),
    given=(full_row_rank,),
    lhs=projection * Term(X, k),
    rhs=Term(X, k),
    text="P x_k = x_k when x_0 = 0: every iterate lies in the row space",
)
_from_zero = Statement(
    where=iterates(ZeroMatrix(n, 1)),
    given=(full_row_rank,),
    lhs=Term(X, k),
    rhs=least_norm - A.T * inverse * step_matrix**k * b,
    text="x_k = x* - A^T G^-1 (I - eta G)^k b from x_0 = 0",
)
iterates_from_zero_stay_in_row_space = Claim(
    title="From zero, all iterates stay in the row space, for any step size",
    ledger=("mn.iterates-stay",),
    sources=exercise("c"),
    statement=_stays,
    derivation=(
        Step(statement=_from_zero, rule=Rule.RECURSION, reason="the closed form from zero"),
        Step(statement=_stays, rule=Rule.MATRIX_NORMAL_FORM, reason="P A^T = A^T", using=(0,)),
    ),
    mutants=(
        Mutant(
            name="from_any_start",
            statement=_stays.but(where=iterates(x0)),
            misconception="iterates stay in the row space from any start",
        ),
        Mutant(
            name="in_the_null_space",
            statement=_stays.but(rhs=ZeroMatrix(n, 1)),
            misconception="iterates stay in the null space",
        ),
    ),
    expected=Conclusion.PROVED,
)

_error = Statement(
    where=iterates(x0),
    given=(full_row_rank,),
    lhs=A * Term(X, k) - b,
    rhs=step_matrix**k * (A * x0 - b),
    text="A x_k - b = (I - eta G)^k (A x_0 - b)",
)
residual_is_a_power = Claim(
    title="The residual is multiplied by I - eta A A^T in every step",
    ledger=("mn.limit-min-norm", "mn.nonzero-init"),
    sources=exercise("d"),
    statement=_error,
    derivation=through_closed_form(_error, "A x* = b and A (I - P) = 0"),
    mutants=(
        Mutant(
            name="one_step_behind",
            statement=_error.but(rhs=step_matrix ** (k + 1) * (A * x0 - b)),
            misconception="off by one in the number of steps",
        ),
        Mutant(
            name="plus_eta",
            statement=_error.but(rhs=(Identity(m) + eta * gram) ** k * (A * x0 - b)),
            misconception="the sign of the step",
        ),
    ),
    expected=Conclusion.PROVED,
)
