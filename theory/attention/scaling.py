"""Why scores are divided by sqrt(d): mean and variance of a dot product of independent vectors, for every d.

Entries of query and key are independent, with mean 0 and known variances; nothing else is used of their laws.
Source: Lim 2025, Lecture 10, slide "Attention", part "Why Scaling by sqrt(d_k)?".
"""

from sympy import IndexedBase, Integer, Rational, Sum, Symbol, sqrt

from ..kernel.claim import Claim, Conclusion, Fault, Mutant
from ..kernel.functions import Expect
from ..kernel.statement import Bernoulli, Centred, Counterexample, Hypothesis, Relation, Scalar, Size, Statement, array
from .notation import ATTENTION, by_normal_form, d, i

v, u, rho = (Symbol(name, real=True) for name in ("v", "u", "rho"))
query, key, rest, coin = (IndexedBase(name, real=True) for name in ("q", "k", "e", "b"))
product = Sum(query[i] * key[i], (i, 1, d))
unit = (Size(d), array(query, d, law=Centred(Integer(1))), array(key, d, law=Centred(Integer(1))))

_mean = Statement(where=unit, lhs=Expect(product), rhs=Integer(0), text="E q.k = 0")
dot_product_has_mean_zero = Claim(
    title="The dot product of independent centred vectors has mean 0",
    ledger=("att.scaling",),
    sources=(ATTENTION,),
    statement=_mean,
    derivation=by_normal_form(_mean, "E q_i k_i = E q_i E k_i = 0"),
    mutants=(
        Mutant(name="mean_d", statement=_mean.but(rhs=d), misconception="the mean of |q|^2 is taken"),
        Mutant(
            name="products_of_magnitudes",
            statement=_mean.but(lhs=Expect(Sum(query[i] ** 2 * key[i] ** 2, (i, 1, d)))),
            misconception="every single product vanishes in the mean square too",
        ),
    ),
    expected=Conclusion.PROVED,
)

_variance = Statement(where=unit, lhs=Expect(product**2), rhs=d, text="Var q.k = d for entries of variance 1")
dot_product_has_variance_d = Claim(
    title="The dot product of independent vectors with entries of mean 0 and variance 1 has variance d",
    ledger=("att.scaling",),
    sources=(ATTENTION,),
    statement=_variance,
    derivation=by_normal_form(_variance, "E q_i q_j k_i k_j = delta_ij: of d^2 products d are left"),
    mutants=(
        Mutant(name="square", statement=_variance.but(rhs=d**2), misconception="all d^2 products count"),
        Mutant(name="root", statement=_variance.but(rhs=sqrt(d)), misconception="deviation for variance"),
    ),
    expected=Conclusion.PROVED,
    note="The mean is 0, so that the second moment is the variance.",
)

# Signs q_i = 2 b_i - 1 of fair coins have mean 0 and variance 1; here the key is the query itself.
signs = 2 * coin[i] - 1
alike = Sum(signs * signs, (i, 1, d)) / sqrt(d)
_scaled = Statement(
    where=unit,
    lhs=Expect((product / sqrt(d)) ** 2) - Expect(product / sqrt(d)) ** 2,
    rhs=Integer(1),
    text="Var(q.k / sqrt d) = 1 for all d, if all entries of q and k are independent, with mean 0 and variance 1",
)
scaling_by_root_d_gives_unit_variance = Claim(
    title="Division by sqrt(d) makes the variance of a score 1, for independent entries of mean 0 and variance 1",
    ledger=("att.scaling",),
    sources=(ATTENTION,),
    statement=_scaled,
    derivation=by_normal_form(_scaled, "d / sqrt(d)^2 - 0^2"),
    as_stated=Statement(
        where=(Size(d), array(coin, d, law=Bernoulli(Rational(1, 2)))),
        lhs=Expect(alike**2) - Expect(alike) ** 2,
        rhs=Integer(1),
        text="scaling by sqrt(d) normalizes the variance to 1, here for a key that equals the query, entries +-1",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={d: 4}, text="q = k with four random signs: the scaled score is 2 = sqrt(d), always; its variance is 0"
    ),
    mutants=(
        Mutant(
            name="divided_by_d",
            statement=_scaled.but(lhs=Expect((product / d) ** 2) - Expect(product / d) ** 2),
            misconception="a variance is scaled by the divisor itself, not by its square",
        ),
        Mutant(
            name="unscaled",
            statement=_scaled.but(lhs=Expect(product**2) - Expect(product) ** 2),
            misconception="the scores have variance 1 without any scaling",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="That query and key are independent is an assumption on the start of training; trained ones need not be.",
)

variances = (
    Hypothesis(name="v >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=v, establish=(v, v**2)),
    Hypothesis(name="u >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=u, establish=(u, u**2)),
)
_general = Statement(
    where=(Size(d), Scalar(v), Scalar(u), array(query, d, law=Centred(v)), array(key, d, law=Centred(u))),
    given=variances,
    lhs=Expect((product / sqrt(d)) ** 2),
    rhs=v * u,
    text="entries of variances v and u: Var(q.k / sqrt d) = v u",
)
scaled_score_has_the_product_of_the_variances = Claim(
    title="The variance of a scaled score is the product of the entries' variances",
    ledger=("att.scaling",),
    sources=(ATTENTION,),
    statement=_general,
    derivation=by_normal_form(_general, "each of the d products has variance v u"),
    mutants=(
        Mutant(name="always_one", statement=_general.but(rhs=Integer(1)), misconception="the scale of q and k is lost"),
        Mutant(name="sum", statement=_general.but(rhs=v + u), misconception="the variance of q + k"),
    ),
    expected=Conclusion.PROVED,
)

aligned = Sum(query[i] * (rho * query[i] + rest[i]), (i, 1, d))
_aligned = Statement(
    where=(Size(d), Scalar(rho), array(query, d, law=Centred(Integer(1))), array(rest, d, law=Centred(Integer(1)))),
    lhs=Expect(aligned / sqrt(d)),
    rhs=rho * sqrt(d),
    text="a key k = rho q + e with e independent of q: the mean of the scaled score is rho sqrt(d)",
)
correlated_scores_grow_in_spite_of_scaling = Claim(
    title="Where keys are correlated with queries the scaled scores still grow, as sqrt(d)",
    ledger=("att.scaling",),
    sources=(ATTENTION,),
    statement=_aligned,
    derivation=by_normal_form(_aligned, "E q_i k_i = rho; d of them over sqrt(d)"),
    mutants=(
        Mutant(name="mean_zero", statement=_aligned.but(rhs=Integer(0)), misconception="all dot products have mean 0"),
        Mutant(name="bounded", statement=_aligned.but(rhs=rho), misconception="scaling takes all of d away"),
    ),
    expected=Conclusion.PROVED,
)
