"""What descent tends to, and for which step sizes."""

from sympy import (
    Identity,
    IndexedBase,
    Integer,
    Symbol,
)

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Term
from ..kernel.statement import (
    Counterexample,
    Declaration,
    Domain,
    Hypothesis,
    Matrix,
    Relation,
    Scalar,
    Sequence,
    Statement,
)
from .decomposition import orthogonal_to_rows, u
from .iteration import _iterate, iterates
from .system import (
    A,
    X,
    b,
    by_matrices,
    eta,
    exercise,
    full_row_rank,
    inverse,
    k,
    least_norm,
    n,
    projection,
    step_matrix,
    system,
    v,
    x0,
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
