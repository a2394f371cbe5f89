"""Row space and null space, and the solution of least norm."""

from sympy import (
    Identity,
    MatMul,
    MatrixSymbol,
    ZeroMatrix,
)

from ..kernel.claim import Claim, Conclusion, Mutant
from ..kernel.statement import (
    Hypothesis,
    Matrix,
    Relation,
    Statement,
)
from .system import A, b, by_matrices, exercise, full_row_rank, least_norm, m, n, projection, system, v, x

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
