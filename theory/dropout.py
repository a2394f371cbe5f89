"""Inverted dropout as a random mask, and the penalty that it puts on a linear layer.

A mask m has independent Bernoulli(p) entries, p the probability to *keep* a unit; the layer passes m_j h_j / p. Shown
for every dimension d and number of samples N: mean and covariance of the masked activations, the expected squared
loss, the generalized (column-scaled) ridge problem that dropout linear regression is, when that is plain ridge, and
how the penalty adapts to the size of the activations.
Source: Lim 2025, Lecture 10, slides "Dropout" and "Tricks of the Trade", Exercise 10.5.
"""

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Mod, Rational, Sum, Symbol

from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.functions import Expect, Partial
from .kernel.statement import (
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

d, N = (Symbol(name, integer=True, positive=True) for name in "dN")
i, j, k, q = (Symbol(name, integer=True) for name in "ijkq")
p, t, drop = (Symbol(name, real=True) for name in ("p", "t", "phi"))
w, u, h, m, c, X, y, M = (IndexedBase(name, real=True) for name in ("w", "u", "h", "m", "c", "X", "y", "M"))

kept_sometimes = Hypothesis(name="p > 0", lhs=Integer(0), relation=Relation.LESS, rhs=p)
a_probability = Hypothesis(name="p <= 1", lhs=p, relation=Relation.AT_MOST, rhs=Integer(1))
dropped_sometimes = Hypothesis(name="p < 1", lhs=p, relation=Relation.LESS, rhs=Integer(1))
KEEP = (kept_sometimes, a_probability)

EXERCISE = (Source(Document.LECTURE_10, "Exercise 10.5"),)
odds = (1 - p) / p  # drop probability over keep probability

masked = m[j] * h[j] / p
one_layer = (Size(d), Scalar(p), array(h, d), array(m, d, law=Bernoulli(p)), Index(j, Integer(1), d))


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


_mean = Statement(where=one_layer, given=KEEP, lhs=Expect(masked), rhs=h[j], text="the mean activation is unchanged")
mean_activation_unchanged = Claim(
    title="Inverted dropout leaves the mean activation unchanged",
    ledger=("do.expectation",),
    sources=(Source(Document.LECTURE_10, "Exercise 10.5 (a)"),),
    statement=_mean,
    derivation=by_normal_form(_mean, "the mean is linear and E m_j = p"),
    mutants=(
        Mutant(
            name="no_rescaling",
            statement=_mean.but(lhs=Expect(m[j] * h[j])),
            misconception="the mask alone keeps the mean",
        ),
        Mutant(
            name="drop_for_keep",
            statement=_mean.but(
                lhs=Expect(m[j] * h[j] / (1 - p)),
                given=(kept_sometimes, dropped_sometimes),
            ),
            misconception="p is read as the probability to drop",
        ),
    ),
    expected=Conclusion.PROVED,
)

_variance = _mean.but(
    lhs=Expect((masked - h[j]) ** 2), rhs=odds * h[j] ** 2, text="the variance of a masked activation is (1-p)/p h^2"
)
activation_variance = Claim(
    title="A masked activation has the variance (1-p)/p times its square",
    ledger=("do.expectation",),
    sources=(Source(Document.LECTURE_10, "Exercise 10.5 (a)"),),
    statement=_variance,
    derivation=by_normal_form(_variance, "E m_j^2 = E m_j = p"),
    mutants=(
        Mutant(
            name="variance_of_the_mask",
            statement=_variance.but(rhs=p * (1 - p) * h[j] ** 2),
            misconception="the division by p is forgotten",
        ),
        Mutant(
            name="odds_upside_down",
            statement=_variance.but(
                rhs=p * h[j] ** 2 / (1 - p),
                given=(kept_sometimes, dropped_sometimes),
            ),
            misconception="keep and drop are exchanged",
        ),
    ),
    expected=Conclusion.PROVED,
)

_pair = (masked - h[j]) * (masked - h[j]).xreplace({j: k})
_covariance = _mean.but(
    where=(*one_layer, Index(k, Integer(1), d)),
    lhs=Expect(_pair),
    rhs=odds * KroneckerDelta(j, k) * h[j] * h[k],
    text="masked activations of different units are uncorrelated",
)
activations_uncorrelated = Claim(
    title="Masked activations of different units are uncorrelated",
    ledger=("do.expectation",),
    sources=(Source(Document.LECTURE_10, "Exercise 10.5 (a)"),),
    statement=_covariance,
    derivation=by_normal_form(_covariance, "E m_j m_k = p^2 + p(1-p) delta_jk"),
    mutants=(
        Mutant(
            name="one_mask_for_all_units",
            statement=_covariance.but(rhs=odds * h[j] * h[k]),
            misconception="every unit is dropped together",
        ),
        Mutant(
            name="never_correlated",
            statement=_covariance.but(rhs=Integer(0)),
            misconception="independence is used for j = k too",
        ),
    ),
    expected=Conclusion.PROVED,
)

output = Sum(w[j] * m[j] * h[j] / p, (j, 1, d))
plain_output = Sum(w[j] * h[j], (j, 1, d))
linear_layer = (Size(d), Scalar(p), Scalar(t), array(w, d), array(h, d), array(m, d, law=Bernoulli(p)))


def penalised(factor: Expr, term: Expr) -> Expr:
    """(w.h - t)^2 + factor * sum_j term."""
    return (plain_output - t) ** 2 + factor * Sum(term, (j, 1, d))


_loss = Statement(
    where=linear_layer,
    given=KEEP,
    lhs=Expect((output - t) ** 2),
    rhs=penalised(odds, w[j] ** 2 * h[j] ** 2),
    text="expected squared loss = loss without dropout + (1-p)/p sum_j w_j^2 h_j^2",
)
loss_decomposition = Claim(
    title="Dropout on a linear layer is a penalty on the squared loss",
    ledger=("do.loss-decomposition",),
    sources=(Source(Document.LECTURE_10, "Exercise 10.5 (b)"),),
    statement=_loss,
    derivation=by_normal_form(_loss, "E m_i m_j = p^2 + p(1-p) delta_ij; the delta leaves one sum"),
    mutants=(
        Mutant(
            name="odds_upside_down",
            statement=_loss.but(
                rhs=penalised(p / (1 - p), w[j] ** 2 * h[j] ** 2),
                given=(kept_sometimes, dropped_sometimes),
            ),
            misconception="keep and drop are exchanged",
        ),
        Mutant(
            name="variance_of_the_mask",
            statement=_loss.but(rhs=penalised(p * (1 - p), w[j] ** 2 * h[j] ** 2)),
            misconception="the division by p is forgotten",
        ),
        Mutant(
            name="drop_probability_only",
            statement=_loss.but(rhs=penalised(1 - p, w[j] ** 2 * h[j] ** 2)),
            misconception="the rescaling is applied once instead of squared",
        ),
        Mutant(
            name="weight_not_squared",
            statement=_loss.but(rhs=penalised(odds, w[j] * h[j] ** 2)),
            misconception="the weight enters the penalty linearly",
        ),
        Mutant(
            name="square_of_the_sum",
            statement=_loss.but(rhs=(plain_output - t) ** 2 + odds * plain_output**2),
            misconception="one mask entry is shared by all units",
        ),
    ),
    expected=Conclusion.PROVED,
)

# In terms of the drop probability, as the slide "Tricks of the Trade" and the libraries put it.
drops_not_all = Hypothesis(name="phi < 1", lhs=drop, relation=Relation.LESS, rhs=Integer(1))
drops = Hypothesis(name="phi >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=drop)
_by_drop = Statement(
    where=(Size(d), Scalar(drop), Scalar(t), array(w, d), array(h, d), array(m, d, law=Bernoulli(1 - drop))),
    given=(drops, drops_not_all),
    lhs=Expect((Sum(w[j] * m[j] * h[j] / (1 - drop), (j, 1, d)) - t) ** 2),
    rhs=penalised(drop / (1 - drop), w[j] ** 2 * h[j] ** 2),
    text="with the drop probability phi = 1 - p the penalty factor is phi/(1-phi)",
)
drop_and_keep_conventions_agree = Claim(
    title="With phi = 1 - p, scale 1/(1-phi) and penalty phi/(1-phi) are the same dropout",
    ledger=("do.conventions",),
    sources=(Source(Document.LECTURE_10, "Tricks of the Trade"), Source(Document.LECTURE_10, "Exercise 10.5")),
    statement=_by_drop,
    derivation=by_normal_form(_by_drop, "the decomposition at p = 1 - phi"),
    mutants=(
        Mutant(
            name="library_p_read_as_keep",
            statement=_by_drop.but(
                rhs=penalised((1 - drop) / drop, w[j] ** 2 * h[j] ** 2),
                given=(Hypothesis(name="phi > 0", lhs=Integer(0), relation=Relation.LESS, rhs=drop), drops_not_all),
            ),
            misconception="Dropout(0.2) of a library is taken to keep 20 %",
        ),
        Mutant(
            name="scaled_by_drop",
            statement=_by_drop.but(
                lhs=Expect((Sum(w[j] * m[j] * h[j] / drop, (j, 1, d)) - t) ** 2),
                given=(Hypothesis(name="phi > 0", lhs=Integer(0), relation=Relation.LESS, rhs=drop), drops_not_all),
            ),
            misconception="the retained units are divided by the drop probability",
        ),
    ),
    expected=Conclusion.PROVED,
)

_unscaled = _mean.but(
    lhs=Expect(m[j] * h[j]),
    rhs=p * h[j],
    given=(Hypothesis(name="p >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=p), a_probability),
    text="without rescaling the mean is p h_j",
)
unscaled_mask_shrinks_mean = Claim(
    title="A mask without rescaling multiplies the mean by the keep probability",
    ledger=("do.conventions",),
    sources=(Source(Document.LECTURE_10, "Dropout"),),
    statement=_unscaled,
    derivation=by_normal_form(_unscaled, "the mean is linear and E m_j = p"),
    as_stated=_mean.but(lhs=Expect(m[j] * h[j]), rhs=Expect(masked), text="the slide's mask is that of Exercise 10.5"),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={d: 1, p: Rational(1, 2), j: 1, h: (1,)}, text="one unit, h = 1, p = 1/2: mean 1/2 against 1"
    ),
    mutants=(
        Mutant(
            name="multiplied_by_drop",
            statement=_unscaled.but(rhs=(1 - p) * h[j]),
            misconception="test-time weights are multiplied by the drop probability",
        ),
        Mutant(
            name="mean_unchanged",
            statement=_unscaled.but(rhs=h[j]),
            misconception="the mask alone keeps the mean",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The slide sets outputs to zero without rescaling; the exercise divides by p. The convention must be fixed.",
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

# Why the penalty is called adaptive.
penalty = odds * Sum(w[j] ** 2 * h[j] ** 2, (j, 1, d))
rescaling = Hypothesis(
    name="c_j != 0", lhs=c[j], relation=Relation.NOT_EQUAL, rhs=Integer(0), forall=(Index(j, Integer(1), d),)
)
# SymPy cancels (w/c)^2 (c h)^2 while it builds the tree, so the rescaled layer has names of its own.
v, g = IndexedBase("v", real=True), IndexedBase("g", real=True)
rescaled_weight = Hypothesis(
    name="v_j = w_j / c_j",
    lhs=v[j],
    relation=Relation.EQUAL,
    rhs=w[j] / c[j],
    forall=(Index(j, Integer(1), d),),
    establish=(v[j], w[j] / c[j]),
)
rescaled_activation = Hypothesis(
    name="g_j = c_j h_j",
    lhs=g[j],
    relation=Relation.EQUAL,
    rhs=c[j] * h[j],
    forall=(Index(j, Integer(1), d),),
    establish=(g[j], c[j] * h[j]),
)
_invariant = Statement(
    where=(Size(d), Scalar(p), array(w, d), array(h, d), array(c, d), array(v, d), array(g, d)),
    given=(kept_sometimes, rescaling, rescaled_weight, rescaled_activation),
    lhs=odds * Sum(v[j] ** 2 * g[j] ** 2, (j, 1, d)),
    rhs=penalty,
    text="scaling an activation by c_j and its weight by 1/c_j leaves the penalty as it is",
)
penalty_invariant_under_rescaling = Claim(
    title="The dropout penalty does not see how activation and weight share a scale",
    ledger=("do.adaptive",),
    sources=(Source(Document.LECTURE_10, "Exercise 10.5 (c)"),),
    statement=_invariant,
    derivation=by_normal_form(_invariant, "c_j cancels, unit by unit"),
    mutants=(
        Mutant(
            name="weights_alone",
            statement=_invariant.but(lhs=odds * Sum(v[j] ** 2 * h[j] ** 2, (j, 1, d))),
            misconception="the penalty is invariant under scaling the weights alone",
        ),
        Mutant(
            name="scaled_the_same_way",
            statement=_invariant.but(lhs=odds * Sum((w[j] * c[j]) ** 2 * g[j] ** 2, (j, 1, d))),
            misconception="both factors are multiplied by c_j",
        ),
    ),
    expected=Conclusion.PROVED,
)

_strength = Statement(
    where=(Size(d), Scalar(p), array(w, d), array(h, d), Index(q, Integer(1), d)),
    given=(kept_sometimes,),
    lhs=Partial(penalty, w[q]),
    rhs=2 * odds * h[q] ** 2 * w[q],
    text="each weight decays with its own strength (1-p)/p h_q^2",
)
decay_strength_grows_with_activation = Claim(
    title="Each weight is decayed in proportion to the square of its own activation",
    ledger=("do.adaptive",),
    sources=(Source(Document.LECTURE_10, "Exercise 10.5 (c)"),),
    statement=_strength,
    derivation=by_normal_form(_strength, "differentiate the penalty; one term of the sum survives"),
    mutants=(
        Mutant(
            name="common_strength",
            statement=_strength.but(rhs=2 * odds * Sum(h[j] ** 2, (j, 1, d)) * w[q]),
            misconception="all weights are decayed alike, as by ridge",
        ),
        Mutant(
            name="stronger_on_small_activations",
            statement=_strength.but(
                rhs=2 * odds * w[q] / h[q] ** 2,
                given=(
                    kept_sometimes,
                    Hypothesis(name="h_j != 0", lhs=h[j], forall=(Index(j, Integer(1), d),)),
                ),
            ),
            misconception="rarely active units are penalised more",
        ),
        Mutant(
            name="factor_two_lost",
            statement=_strength.but(rhs=odds * h[q] ** 2 * w[q]),
            misconception="the square is differentiated without its factor 2",
        ),
    ),
    expected=Conclusion.PROVED,
)
