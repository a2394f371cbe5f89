"""The expected squared loss of one linear layer behind dropout, and the two conventions for its probability."""

from sympy import Expr, Integer, Rational, Sum

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Source
from ..kernel.functions import Expect
from ..kernel.statement import (
    Bernoulli,
    Counterexample,
    Hypothesis,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .mask import (
    KEEP,
    _mean,
    a_probability,
    by_normal_form,
    d,
    drop,
    dropped_sometimes,
    h,
    j,
    kept_sometimes,
    m,
    masked,
    odds,
    p,
    t,
    w,
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
