"""Dropout linear regression: generalized ridge, and when it is plain ridge."""

from sympy import Integer, Mod, Rational, Sum

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Expect, Partial
from ..kernel.statement import (
    Bernoulli,
    Counterexample,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .mask import (
    EXERCISE,
    KEEP,
    M,
    N,
    X,
    by_normal_form,
    d,
    dropped_sometimes,
    i,
    j,
    kept_sometimes,
    odds,
    p,
    q,
    u,
    w,
    y,
)

# Linear regression with a fresh mask for every sample and feature.
regression = (Size(d), Size(N), Scalar(p), array(w, d), array(y, N), array(X, N, d))
masks = array(M, N, d, law=Bernoulli(p))
residual = y[i] - Sum(X[i, j] * w[j], (j, 1, d))
squares = Sum(residual**2, (i, 1, N))
dropout_squares = Sum((y[i] - Sum(M[i, j] * X[i, j] * w[j] / p, (j, 1, d))) ** 2, (i, 1, N))
column_norm = Sum(X[i, j] ** 2, (i, 1, N))

_tikhonov = Statement(
    where=(*regression, masks),
    given=KEEP,
    lhs=Expect(dropout_squares),
    rhs=squares + odds * Sum(w[j] ** 2 * column_norm, (j, 1, d)),
    text="dropout linear regression is Tikhonov regression with (1-p)/p diag(X^T X)",
)
generalized_ridge_loss = Claim(
    title="Dropout linear regression is ridge regression with a penalty scaled by each column",
    ledger=("do.ridge-equivalence",),
    sources=(Source(Document.LECTURE_10, "Dropout"), Source(Document.LECTURE_10, "Exercise 10.5 (b)")),
    statement=_tikhonov,
    derivation=by_normal_form(_tikhonov, "the decomposition row by row"),
    mutants=(
        Mutant(
            name="odds_upside_down",
            statement=_tikhonov.but(
                rhs=squares + p / (1 - p) * Sum(w[j] ** 2 * column_norm, (j, 1, d)),
                given=(kept_sometimes, dropped_sometimes),
            ),
            misconception="keep and drop are exchanged",
        ),
        Mutant(
            name="isotropic",
            statement=_tikhonov.but(rhs=squares + odds * Sum(w[j] ** 2, (j, 1, d))),
            misconception="dropout is plain ridge for every design",
        ),
        Mutant(
            name="averaged_columns",
            statement=_tikhonov.but(rhs=squares + odds / N * Sum(w[j] ** 2 * column_norm, (j, 1, d))),
            misconception="the penalty is divided by the number of samples, the loss is not",
        ),
    ),
    expected=Conclusion.PROVED,
)

equal_columns = Hypothesis(
    name="columns of equal norm",
    lhs=column_norm,
    relation=Relation.EQUAL,
    rhs=Sum(X[i, 1] ** 2, (i, 1, N)),
    forall=(Index(j, Integer(1), d),),
    # cyclic shifts of one column have its norm; column 1 is shifted by nothing
    establish=(X[i, j], X[Mod(i + j - 2, N) + 1, 1]),
)
_ridge = _tikhonov.but(
    given=(*KEEP, equal_columns),
    rhs=squares + odds * Sum(X[i, 1] ** 2, (i, 1, N)) * Sum(w[j] ** 2, (j, 1, d)),
    text="with columns of equal norm, dropout linear regression is ridge regression",
)
excess = Expect(dropout_squares) - squares
ridge_when_columns_have_equal_norm = Claim(
    title="Dropout linear regression is plain ridge when all columns have the same norm",
    ledger=("do.ridge-equivalence",),
    sources=(Source(Document.LECTURE_10, "Dropout"),),
    statement=_ridge,
    derivation=(
        *by_normal_form(_tikhonov, "the decomposition row by row"),
        *by_normal_form(_ridge.but(lhs=_tikhonov.rhs), "every column contributes the same squared norm"),
        Step(statement=_ridge, rule=Rule.CHAIN, reason="the two lines", using=(0, 1)),
    ),
    as_stated=Statement(
        where=(*regression, array(u, d), masks),
        given=(
            *KEEP,
            Hypothesis(
                name="weights of equal norm",
                lhs=Sum(w[j] ** 2, (j, 1, d)),
                relation=Relation.EQUAL,
                rhs=Sum(u[j] ** 2, (j, 1, d)),
                establish=(u[j], w[d + 1 - j]),
            ),
        ),
        lhs=excess,
        rhs=excess.xreplace({w: u}),
        text="the penalty depends on the weights through their norm alone, as a ridge penalty does",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={
            d: 2,
            N: 2,
            p: Rational(1, 2),
            X: ((1, 0), (0, 10)),
            y: (0, 0),
            w: (1, 0),
            u: (0, 1),
        },
        text="X = diag(1, 10): the unit vectors are penalised by 1 and by 100",
    ),
    mutants=(
        Mutant(
            name="odds_upside_down",
            statement=_ridge.but(
                rhs=squares + p / (1 - p) * Sum(X[i, 1] ** 2, (i, 1, N)) * Sum(w[j] ** 2, (j, 1, d)),
                given=(
                    kept_sometimes,
                    dropped_sometimes,
                    equal_columns,
                ),
            ),
            misconception="keep and drop are exchanged",
        ),
        Mutant(
            name="no_hypothesis",
            statement=_ridge.but(given=KEEP),
            misconception="dropout is plain ridge for every design",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)

tikhonov_loss = squares + odds * Sum(w[j] ** 2 * column_norm, (j, 1, d))
_stationary = Statement(
    where=(*regression, Index(q, Integer(1), d)),
    given=(kept_sometimes,),
    lhs=Partial(tikhonov_loss, w[q]),
    rhs=2 * (odds * Sum(X[i, q] ** 2, (i, 1, N)) * w[q] - Sum(X[i, q] * residual, (i, 1, N))),
    text="the gradient vanishes where (X^T X + (1-p)/p diag(X^T X)) w = X^T y",
)
stationary_point_of_generalized_ridge = Claim(
    title="The minimiser solves normal equations with (1-p)/p diag(X^T X) added",
    ledger=("do.ridge-equivalence",),
    sources=EXERCISE,
    statement=_stationary,
    derivation=by_normal_form(_stationary, "differentiate the penalised squares"),
    mutants=(
        Mutant(
            name="penalty_not_differentiated",
            statement=_stationary.but(
                rhs=odds * Sum(X[i, q] ** 2, (i, 1, N)) * w[q] ** 2 - 2 * Sum(X[i, q] * residual, (i, 1, N))
            ),
            misconception="the penalty itself is put into the normal equations",
        ),
        Mutant(
            name="sign_of_the_residual",
            statement=_stationary.but(
                rhs=2 * (odds * Sum(X[i, q] ** 2, (i, 1, N)) * w[q] + Sum(X[i, q] * residual, (i, 1, N)))
            ),
            misconception="the residual is differentiated with the wrong sign",
        ),
    ),
    expected=Conclusion.PROVED,
)
