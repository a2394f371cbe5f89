"""Gradient descent on under-determined least squares: which of the many solutions it finds.

A is m x n with full row rank (A A^T invertible), R(x) = |A x - b|^2 / 2, x_{k+1} = x_k - eta A^T (A x_k - b). With
G = A A^T, P = A^T G^-1 A the projection onto the row space, x* = A^T G^-1 b the solution of least norm and
N = I - eta G:   x_k = x* + (I - P) x_0 + A^T G^-1 N^k (A x_0 - b),   shown for all m, n, k.
Source: Lim 2025, Lecture 10, Exercise 10.4.
"""

from sympy import (
    Identity,
    IndexedBase,
    Integer,
    Inverse,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Rational,
    Sum,
    Symbol,
    ZeroMatrix,
)

from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.functions import Partial, Term
from .kernel.statement import (
    Counterexample,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
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


_idempotent = Statement(
    where=system,
    given=(full_row_rank,),
    lhs=projection * projection,
    rhs=projection,
    text="P = A^T (A A^T)^-1 A satisfies P P = P",
)
row_space_projection_is_idempotent = Claim(
    title="A^T (A A^T)^-1 A is a projection",
    ledger=("mn.decomposition",),
    sources=exercise("a"),
    statement=_idempotent,
    derivation=by_matrices(_idempotent, "A A^T cancels against its inverse"),
    mutants=(
        Mutant(
            name="inverse_forgotten",
            statement=_idempotent.but(lhs=A.T * A * A.T * A, rhs=A.T * A),
            misconception="A^T A itself is taken for the projection",
        ),
        Mutant(
            name="identity",
            statement=_idempotent.but(rhs=Identity(n)),
            misconception="the projection is the identity, as for square A",
        ),
    ),
    expected=Conclusion.PROVED,
)

_kernel = _idempotent.but(
    lhs=A * (Identity(n) - projection), rhs=ZeroMatrix(m, n), text="A (I - P) = 0: I - P maps into the null space"
)
complement_maps_into_null_space = Claim(
    title="x - P x lies in the null space of A",
    ledger=("mn.decomposition",),
    sources=exercise("a"),
    statement=_kernel,
    derivation=by_matrices(_kernel, "A P = A"),
    mutants=(
        Mutant(
            name="projection_instead",
            statement=_kernel.but(lhs=A * projection),
            misconception="row space and null space are exchanged",
        ),
        Mutant(
            name="plus",
            statement=_kernel.but(lhs=A * (Identity(n) + projection)),
            misconception="the complement is taken as I + P",
        ),
    ),
    expected=Conclusion.PROVED,
)

_pythagoras = Statement(
    where=(*system, Matrix(x)),
    given=(full_row_rank,),
    lhs=x.T * x,
    rhs=(projection * x).T * (projection * x) + ((Identity(n) - projection) * x).T * ((Identity(n) - projection) * x),
    text="|x|^2 = |P x|^2 + |x - P x|^2",
)
squared_norm_splits = Claim(
    title="The squared norm is that of the row-space part plus that of the null-space part",
    ledger=("mn.decomposition",),
    sources=exercise("a"),
    statement=_pythagoras,
    derivation=by_matrices(_pythagoras, "P is symmetric and P P = P, so the parts are orthogonal"),
    mutants=(
        Mutant(
            name="row_part_only",
            statement=_pythagoras.but(rhs=(projection * x).T * (projection * x)),
            misconception="the null-space part has no length",
        ),
        Mutant(
            name="minus",
            statement=_pythagoras.but(rhs=2 * (projection * x).T * (projection * x) - x.T * x),
            misconception="the parts are subtracted",
        ),
    ),
    expected=Conclusion.PROVED,
)

orthogonal_to_rows = Hypothesis(
    name="A v = 0",
    lhs=A * v,
    relation=Relation.EQUAL,
    rhs=ZeroMatrix(m, 1),
    establish=(v, (Identity(n) - projection) * MatrixSymbol("u", n, 1)),
)
u = MatrixSymbol("u", n, 1)
_least = Statement(
    where=(*system, Matrix(b), Matrix(u), Matrix(v)),
    given=(full_row_rank, orthogonal_to_rows),
    lhs=(least_norm + v).T * (least_norm + v),
    rhs=least_norm.T * least_norm + v.T * v,
    text="|x* + v|^2 = |x*|^2 + |v|^2 for every v with A v = 0: no solution is shorter than x*",
)
no_solution_is_shorter = Claim(
    title="Every other solution is longer than A^T (A A^T)^-1 b by its null-space part",
    ledger=("mn.decomposition", "mn.limit-min-norm"),
    sources=exercise("a"),
    statement=_least,
    derivation=by_matrices(_least, "x* is orthogonal to the null space"),
    mutants=(
        Mutant(
            name="norms_add",
            statement=_least.but(rhs=least_norm.T * least_norm + 2 * v.T * v),
            misconception="the null-space part is counted twice",
        ),
        Mutant(
            name="any_direction",
            statement=_least.but(given=(full_row_rank,)),
            misconception="the split holds for any v",
        ),
    ),
    expected=Conclusion.PROVED,
)

_solves = Statement(
    where=(*system, Matrix(b)),
    given=(full_row_rank,),
    lhs=MatMul(A, least_norm, evaluate=False),
    rhs=b,
    text="A x* = b",
)
least_norm_point_solves = Claim(
    title="A^T (A A^T)^-1 b solves A x = b",
    ledger=("mn.limit-min-norm",),
    sources=exercise("d"),
    statement=_solves,
    derivation=by_matrices(_solves, "A A^T cancels against its inverse"),
    mutants=(
        Mutant(
            name="inverse_forgotten",
            statement=_solves.but(lhs=A * A.T * b),
            misconception="the Gram matrix is taken for the identity",
        ),
        Mutant(
            name="twice",
            statement=_solves.but(lhs=2 * A * least_norm),
            misconception="the factor 2 of |Ax - b|^2 is carried along",
        ),
    ),
    expected=Conclusion.PROVED,
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

# Convergence: along one right singular direction, the error is a scalar multiplied by 1 - eta s^2 a step.
s, e0 = Symbol("s", real=True), Symbol("e0", real=True)
E = IndexedBase("e", real=True)
error = Sequence(symbol=E, index=k, initial=e0, successor=(1 - eta * s**2) * E[k])
along: tuple[Declaration, ...] = (Scalar(eta), Scalar(s), Scalar(e0), Scalar(k, Domain.NATURAL), error)
positive_step = Hypothesis(name="eta > 0", lhs=Integer(0), relation=Relation.LESS, rhs=eta)
small_step = Hypothesis(name="eta s^2 < 2", lhs=eta * s**2, relation=Relation.LESS, rhs=Integer(2))
singular = Hypothesis(name="s != 0", lhs=s)

_contracts = Statement(
    where=(Scalar(eta), Scalar(s)),
    given=(positive_step, small_step, singular),
    lhs=(1 - eta * s**2) ** 2,
    relation=Relation.LESS,
    rhs=Integer(1),
    text="(1 - eta s^2)^2 < 1 for 0 < eta < 2/s^2: the error along every singular direction shrinks",
)


def divergent(text: str) -> Counterexample:
    """eta = 3, s = 1: the factor is -2."""
    return Counterexample(values={eta: 3, s: 1}, text=text)


_expanded = 1 - eta * s**2 * (2 - eta * s**2)
_square = _contracts.but(relation=Relation.EQUAL, rhs=_expanded, text="(1 - t)^2 = 1 - t (2 - t)")
_below_one = _contracts.but(lhs=_expanded, text="t (2 - t) > 0 for 0 < t < 2")
contraction = (
    Step(statement=_square, rule=Rule.SCALAR_NORMAL_FORM, reason="expand, with t = eta s^2"),
    Step(statement=_below_one, rule=Rule.SCALAR_NORMAL_FORM, reason="a product of positive factors is taken from 1"),
    Step(statement=_contracts, rule=Rule.CHAIN, reason="the two lines", using=(0, 1)),
)
gd_contracts_for_small_steps = Claim(
    title="Gradient descent contracts the error exactly when the step is below 2/s_max^2",
    ledger=("mn.limit-min-norm",),
    sources=exercise("d"),
    statement=_contracts,
    derivation=contraction,
    as_stated=_contracts.but(given=(positive_step, singular), text="the error shrinks for every step size eta > 0"),
    fault=Fault.HYPOTHESIS,
    counterexample=divergent("s = 1, eta = 3: the error is multiplied by -2 in every step"),
    mutants=(
        Mutant(
            name="any_step",
            statement=_contracts.but(given=(positive_step, singular)),
            misconception="descent converges for every step size",
            witness=divergent("eta = 3, s = 1"),
        ),
        Mutant(
            name="boundary_included",
            statement=_contracts.but(
                given=(
                    positive_step,
                    Hypothesis(name="eta s^2 <= 2", lhs=eta * s**2, relation=Relation.AT_MOST, rhs=Integer(2)),
                    singular,
                )
            ),
            misconception="eta = 2/s^2 still converges",
            witness=Counterexample(values={eta: 2, s: 1}, text="eta = 2, s = 1: the factor is -1"),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The exercise names no bound on the step size.",
)

_power = Statement(
    where=along,
    lhs=E[k],
    rhs=(1 - eta * s**2) ** k * e0,
    text="the error along a singular direction after k steps is (1 - eta s^2)^k e_0",
)
_limit = Statement(
    where=iterates(x0),
    given=(full_row_rank,),
    lhs=Term(X, k) - (least_norm + (Identity(n) - projection) * x0),
    rhs=A.T * inverse * step_matrix**k * (A * x0 - b),
    text="x_k - (x* + (I - P) x_0) = A^T G^-1 (I - eta G)^k (A x_0 - b), which tends to 0 for 0 < eta < 2/s_max^2",
)
descent_ends_at_the_nearest_solution = Claim(
    title="Descent tends to x* + (I - P) x_0, the solution nearest to its start; from zero, to the shortest one",
    ledger=("mn.nonzero-init", "mn.limit-min-norm"),
    sources=exercise("e"),
    statement=_limit,
    derivation=(
        *contraction,
        Step(statement=_power, rule=Rule.RECURSION, reason="the error along one singular direction"),
        Step(
            statement=_limit.but(text="(I - eta G)^k tends to 0"),
            rule=Rule.CITED,
            reason="G is symmetric: in an eigenbasis its powers are those of the scalars 1 - eta s^2, which contract",
            data="Spectral theorem for real symmetric matrices (Axler 2015, Linear Algebra Done Right, 7.29)",
        ),
        Step(statement=_iterate, rule=Rule.RECURSION, reason="the closed form"),
        Step(statement=_limit, rule=Rule.MATRIX_NORMAL_FORM, reason="the closed form, rearranged", using=(5,)),
    ),
    mutants=(
        Mutant(
            name="start_forgotten",
            statement=_limit.but(lhs=Term(X, k) - least_norm),
            misconception="from any start descent finds the shortest solution",
        ),
        Mutant(
            name="whole_start_kept",
            statement=_limit.but(lhs=Term(X, k) - (least_norm + x0)),
            misconception="the limit is the shortest solution plus the start",
        ),
        Mutant(
            name="row_part_kept",
            statement=_limit.but(lhs=Term(X, k) - (least_norm + projection * x0)),
            misconception="the row-space part of the start is kept",
        ),
    ),
    expected=Conclusion.PROVED,
)

_nearest = Statement(
    where=(*system, Matrix(b), Matrix(x0), Matrix(u), Matrix(v)),
    given=(full_row_rank, orthogonal_to_rows),
    lhs=(A.T * inverse * (b - A * x0) + v).T * (A.T * inverse * (b - A * x0) + v),
    rhs=(A.T * inverse * (b - A * x0)).T * (A.T * inverse * (b - A * x0)) + v.T * v,
    text="every other solution is farther from x_0 than the limit, by the squared length of their difference",
)
limit_is_nearest_solution = Claim(
    title="No solution is nearer to the start than the limit of descent",
    ledger=("mn.nonzero-init",),
    sources=exercise("e"),
    statement=_nearest,
    derivation=by_matrices(_nearest, "limit minus start lies in the row space"),
    mutants=(
        Mutant(
            name="any_direction",
            statement=_nearest.but(given=(full_row_rank,)),
            misconception="the split holds for any v",
        ),
        Mutant(
            name="minus",
            statement=_nearest.but(rhs=_nearest.rhs - 2 * v.T * v),
            misconception="other solutions are nearer",
        ),
    ),
    expected=Conclusion.PROVED,
)
