"""Inverted dropout as a random mask: mean, variance and covariance of the activations."""

from sympy import IndexedBase, Integer, KroneckerDelta, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import Expect
from ..kernel.statement import (
    Bernoulli,
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
