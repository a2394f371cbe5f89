"""Data augmentation: noise on the inputs of a linear model is a ridge penalty, whatever the noise's law.

Noise entries are independent with mean 0 and variance v, of which nothing else is used. Shown for every dimension d and
number of samples N; noise without mean zero, or on a non-linear model, is not ridge.
Source: Lim 2025, Lecture 10, slide "Tricks of the Trade".
"""

from sympy import IndexedBase, Integer, Sum, Symbol

from .kernel.claim import Claim, Conclusion, Document, Mutant, Prediction, Rule, Source, Step
from .kernel.functions import Expect, Partial
from .kernel.statement import Centred, Hypothesis, Index, Relation, Scalar, Size, Statement, array

d, N = (Symbol(name, integer=True, positive=True) for name in "dN")
i, j, q = (Symbol(name, integer=True) for name in "ijq")
v, t = Symbol("v", real=True), Symbol("t", real=True)
w, x, y, noise, X, E = (IndexedBase(name, real=True) for name in ("w", "x", "y", "noise", "X", "E"))

TRICKS = (Source(Document.LECTURE_10, "Tricks of the Trade"),)
a_variance = Hypothesis(name="v >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=v, establish=(v, v**2))


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


_norm = Sum(w[j] ** 2, (j, 1, d))
_single = Statement(
    where=(Size(d), Scalar(v), Scalar(t), array(w, d), array(x, d), array(noise, d, law=Centred(v))),
    given=(a_variance,),
    lhs=Expect((t - Sum(w[j] * (x[j] + noise[j]), (j, 1, d))) ** 2),
    rhs=(t - Sum(w[j] * x[j], (j, 1, d))) ** 2 + v * _norm,
    text="E (y - w.(x + noise))^2 = (y - w.x)^2 + v |w|^2",
)
input_noise_adds_a_ridge_penalty = Claim(
    title="Noise of variance v on the input of a linear model adds v |w|^2 to the expected squared loss",
    ledger=("aug.gaussian-is-ridge",),
    sources=TRICKS,
    statement=_single,
    derivation=by_normal_form(_single, "E noise_j noise_k = v delta_jk"),
    mutants=(
        Mutant(
            name="standard_deviation",
            statement=_single.but(rhs=(t - Sum(w[j] * x[j], (j, 1, d))) ** 2 + v**2 * _norm),
            misconception="v is taken for the standard deviation",
        ),
        Mutant(
            name="square_of_the_sum",
            statement=_single.but(rhs=(t - Sum(w[j] * x[j], (j, 1, d))) ** 2 + v * Sum(w[j], (j, 1, d)) ** 2),
            misconception="one draw of noise moves all inputs",
        ),
        Mutant(
            name="penalty_falls",
            statement=_single.but(rhs=(t - Sum(w[j] * x[j], (j, 1, d))) ** 2 - v * _norm),
            misconception="noise lowers the loss",
        ),
    ),
    expected=Conclusion.PROVED,
    note="The source speaks of Gaussian noise; only its mean and variance matter.",
)


def fitted(sample: Symbol, with_noise: bool) -> Sum:
    """w.x_i, or w.(x_i + noise_i)."""
    inputs = X[sample, j] + E[sample, j] if with_noise else X[sample, j]
    return Sum(w[j] * inputs, (j, 1, d))


_all = Statement(
    where=(Size(d), Size(N), Scalar(v), array(w, d), array(y, N), array(X, N, d), array(E, N, d, law=Centred(v))),
    given=(a_variance,),
    lhs=Expect(Sum((y[i] - fitted(i, True)) ** 2, (i, 1, N))),
    rhs=Sum((y[i] - fitted(i, False)) ** 2, (i, 1, N)) + N * v * _norm,
    text="over N samples: the ridge strength is N v for the summed loss, v for the mean loss",
)
input_noise_is_ridge_over_samples = Claim(
    title="Over N samples input noise is ridge regression of strength N v",
    ledger=("aug.gaussian-is-ridge",),
    sources=TRICKS,
    statement=_all,
    derivation=by_normal_form(_all, "every sample adds v |w|^2"),
    mutants=(
        Mutant(
            name="strength_v",
            statement=_all.but(rhs=Sum((y[i] - fitted(i, False)) ** 2, (i, 1, N)) + v * _norm),
            misconception="the summed loss gets the penalty once",
        ),
        Mutant(
            name="scaled_by_the_data",
            statement=_all.but(
                rhs=Sum((y[i] - fitted(i, False)) ** 2, (i, 1, N))
                + v * Sum(Sum(w[j] ** 2 * X[i, j] ** 2, (j, 1, d)), (i, 1, N))
            ),
            misconception="that is the penalty of dropout",
        ),
    ),
    expected=Conclusion.PROVED,
)

_gradient = Statement(
    where=(Size(d), Scalar(v), Scalar(t), array(w, d), array(x, d), Index(q, Integer(1), d)),
    lhs=Partial((t - Sum(w[j] * x[j], (j, 1, d))) ** 2 + v * _norm, w[q]),
    rhs=-2 * x[q] * (t - Sum(w[j] * x[j], (j, 1, d))) + 2 * v * w[q],
    text="noise pulls each weight towards zero by 2 v w_j",
)
input_noise_decays_the_weights = Claim(
    title="The gradient of the expected loss has the weight-decay term 2 v w",
    ledger=("aug.gaussian-is-ridge",),
    sources=TRICKS,
    statement=_gradient,
    derivation=by_normal_form(_gradient, "the slope of the penalty"),
    mutants=(
        Mutant(
            name="constant_pull",
            statement=_gradient.but(rhs=-2 * x[q] * (t - Sum(w[j] * x[j], (j, 1, d))) + 2 * v),
            misconception="every weight is pulled by the same force",
        ),
        Mutant(
            name="factor_two",
            statement=_gradient.but(rhs=-2 * x[q] * (t - Sum(w[j] * x[j], (j, 1, d))) + v * w[q]),
            misconception="the square is differentiated without its factor 2",
        ),
    ),
    expected=Conclusion.PROVED,
)

averaged_noisy_descent_solves_ridge = Claim(
    title="Averaged descent with Gaussian noise on the inputs of variance v ends at ridge with the penalty N v",
    ledger=("aug.gaussian-is-ridge",),
    sources=TRICKS,
    statement=Prediction(text="near (X^T X + N v I)^-1 X^T y on at least 90 % of random problems", at_least=0.9),
    mutants=(
        Mutant(
            name="noise_only_blurs",
            statement=Prediction(text="on at most a quarter of them", at_most=0.25),
            misconception="the noise averages out and leaves least squares",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="on at most half of them", at_most=0.5),
            misconception="it depends on the problem",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

uniform_noise_does_as_well = Claim(
    title="Uniform noise of the same variance does the same: that it is Gaussian is not needed",
    ledger=("aug.gaussian-is-ridge",),
    sources=TRICKS,
    statement=Prediction(text="near (X^T X + N v I)^-1 X^T y on at least 90 % of random problems", at_least=0.9),
    mutants=(
        Mutant(
            name="gaussian_is_needed",
            statement=Prediction(text="on at most a quarter of them", at_most=0.25),
            misconception="only Gaussian noise is ridge",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="on at most half of them", at_most=0.5),
            misconception="bounded noise regularizes some problems only",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)
