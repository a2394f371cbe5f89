"""Averages: of the predictions of several networks, and over the batch behind a linear layer."""

from sympy import IndexedBase, Integer, Rational, Sum, Symbol, log, sqrt

from ..kernel.certificates import Peak
from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import step
from ..kernel.statement import (
    Counterexample,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .proofs import by_normal_form

n, N, d = (Symbol(name, integer=True, positive=True) for name in ("n", "N", "d"))
i, j, h = (Symbol(name, integer=True) for name in "ijh")
y, b, p, r, epsilon = (Symbol(name, real=True) for name in ("y", "b", "p", "r", "epsilon"))
f, X, w, g = (IndexedBase(name, real=True) for name in ("f", "X", "w", "g"))
half = Rational(1, 2)
TUNING = (Source(Document.LECTURE_10, "Tuning and Model Selection"),)

# Predictors f_1 ... f_n of one number y.
average = Sum(f[j], (j, 1, n)) / n
of_the_average = (average - y) ** 2
on_average = Sum((f[i] - y) ** 2, (i, 1, n)) / n
spread = Sum((f[i] - average) ** 2, (i, 1, n)) / n
members = (Size(n), array(f, n), Scalar(y))
_ambiguity = Statement(
    where=members,
    lhs=of_the_average,
    rhs=on_average - spread,
    text="the squared error of the average is the average squared error less the spread of the members",
)
averaging_gains_the_spread = Claim(
    title="The average's squared error is the members' average error less their spread",
    ledger=("mlp.ensemble-average",),
    sources=TUNING,
    statement=_ambiguity,
    derivation=by_normal_form(_ambiguity, "the squares multiplied out, for every number of members"),
    as_stated=Statement(
        where=(*members, Index(h, Integer(1), n)),
        lhs=of_the_average,
        relation=Relation.AT_MOST,
        rhs=(f[h] - y) ** 2,
        text="the average of the predictions is at least as good as every member",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 2, f: (0, 2), y: 0, h: 1}, text="a perfect member and one that is off by 2"
    ),
    mutants=(
        Mutant(
            name="spread_added",
            statement=_ambiguity.but(rhs=on_average + spread),
            misconception="disagreement costs",
        ),
        Mutant(
            name="independent_errors",
            statement=_ambiguity.but(rhs=on_average / n),
            misconception="errors of networks trained on the same data average out like independent noise",
        ),
        Mutant(
            name="nothing_gained",
            statement=_ambiguity.but(rhs=on_average),
            misconception="averaging predictions gives the average error",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Never worse than the members on average, but possibly worse than the best of them.",
)

_convex = _ambiguity.but(
    relation=Relation.AT_MOST, rhs=on_average, text="the average has at most the members' average squared error"
)
average_is_no_worse_than_the_average_member = Claim(
    title="The average of predictions is never worse, in squared error, than its members on average",
    ledger=("mlp.ensemble-average",),
    sources=TUNING,
    statement=_convex,
    derivation=(
        Step(statement=_ambiguity, rule=Rule.NORMAL_FORM, reason="the gain is the spread"),
        Step(
            statement=_convex.but(lhs=on_average - spread),
            rule=Rule.NORMAL_FORM,
            reason="the spread is a sum of squares",
        ),
        Step(statement=_convex, rule=Rule.CHAIN, reason="both", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="always_better",
            statement=_convex.but(relation=Relation.LESS),
            misconception="averaging always helps, even where all members agree",
        ),
        Mutant(
            name="better_than_half",
            statement=_convex.but(rhs=on_average / 2),
            misconception="averaging halves the error",
        ),
    ),
    expected=Conclusion.PROVED,
)

positive = tuple(
    Hypothesis(name=f"{symbol} > 0", lhs=Integer(0), relation=Relation.LESS, rhs=symbol) for symbol in (p, r)
)
_entropy = Statement(
    where=(Scalar(p), Scalar(r)),
    given=positive,
    lhs=half * log(p) + half * log(r) - log((p + r) / 2),
    relation=Relation.AT_MOST,
    rhs=Integer(0),
    text="-log((p + r)/2) <= (-log p - log r)/2, p and r the members' probabilities of the right class",
)
averaged_probabilities_have_no_larger_cross_entropy = Claim(
    title="Averaging two members' probabilities never raises the cross-entropy above their average",
    ledger=("mlp.ensemble-average",),
    sources=TUNING,
    statement=_entropy,
    derivation=(
        Step(
            statement=_entropy,
            rule=Rule.MONOTONE,
            reason="the gap closes towards r = p",
            data=Peak(variable=r, point=p, climb=(p - r) ** 2 / (2 * r * (p + r))),
        ),
    ),
    mutants=(
        Mutant(
            name="reversed",
            statement=_entropy.but(lhs=-_entropy.lhs),
            misconception="the logarithm is taken for convex",
        ),
        Mutant(
            name="as_good_as_every_member",
            statement=_entropy.but(lhs=log(p) - log((p + r) / 2)),
            misconception="the average is no worse than the best member",
        ),
    ),
    expected=Conclusion.PROVED,
)

wrong = tuple(Symbol(f"p{number}", real=True) for number in (1, 2, 3))
_votes = Statement(
    where=tuple(
        Scalar(symbol, values=(value,))
        for symbol, value in zip(wrong, (Rational(9, 10), Rational(9, 20), Rational(9, 20)), strict=True)
    ),
    lhs=sum((step(symbol - half) for symbol in wrong), Integer(0)) / 3,
    relation=Relation.LESS,
    rhs=step(sum(wrong, Integer(0)) / 3 - half),
    text="wrong class at 0.9, 0.45, 0.45: one member in three errs, their average 0.6 errs",
)
average_can_misclassify_more_than_its_members = Claim(
    title="For the number of misclassified inputs an average can be worse than its members on average",
    ledger=("mlp.ensemble-average",),
    sources=TUNING,
    statement=_votes,
    derivation=(Step(statement=_votes, rule=Rule.ENUMERATION, reason="1/3 < 1: the 0-1 loss is not convex"),),
    mutants=(
        Mutant(
            name="never_worse",
            statement=_votes.but(lhs=_votes.rhs, relation=Relation.AT_MOST, rhs=_votes.lhs),
            misconception="the inequality of convex losses holds for the 0-1 loss",
        ),
        Mutant(
            name="majority",
            statement=_votes.but(lhs=_votes.rhs, relation=Relation.AT_MOST, rhs=Integer(0)),
            misconception="averaging probabilities is voting",
        ),
    ),
    expected=Conclusion.PROVED,
)

# A linear layer and batch normalization with the statistics of the batch.
reached = Sum(w[h] * X[i, h], (h, 1, d))


def normalized(bias: object, moved: object) -> object:
    """Sample i of a unit behind batch normalization; `moved` is the bias that the batch mean is taken with."""
    mean = Sum(Sum(w[h] * X[i, h], (h, 1, d)) + moved, (i, 1, N)) / N
    variance = Sum((reached + bias - mean) ** 2, (i, 1, N)) / N
    return (reached + bias - mean) / sqrt(variance + epsilon)


_batch = (Size(N), Size(d), array(X, N, d), array(w, d), Scalar(b), Scalar(epsilon))
regular = Hypothesis(name="epsilon > 0", lhs=Integer(0), relation=Relation.LESS, rhs=epsilon)
_dead = Statement(
    where=(*_batch, Index(i, Integer(1), N)),
    given=(regular,),
    lhs=normalized(b, b),
    rhs=normalized(Integer(0), Integer(0)),
    text="a unit's bias moves the batch mean with it: BN(w.x + b) = BN(w.x)",
)
CODE = (Source(Document.FOUNDATION, "PyTorch Implementation"),)
bias_before_batch_normalization_has_no_effect = Claim(
    title="A bias in front of batch normalization has no effect in training",
    ledger=("mlp.linear-bias-before-bn",),
    sources=CODE,
    statement=_dead,
    derivation=by_normal_form(_dead, "the mean takes the bias out"),
    mutants=(
        Mutant(
            name="running_mean",
            statement=_dead.but(lhs=normalized(b, Integer(0))),
            misconception="the same holds with statistics that do not move with the bias, as after training",
        ),
        Mutant(
            name="mean_only_of_the_bias",
            statement=_dead.but(rhs=normalized(Integer(0), b)),
            misconception="normalizing shifts by the bias",
        ),
    ),
    expected=Conclusion.PROVED,
    note="So its gradient is 0; what it would do, the shift of the normalization does.",
)
