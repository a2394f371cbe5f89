"""Which values share mean and variance: batch and layer normalization of N samples with d features."""

from sympy import Abs, Expr, IndexedBase, Integer, KroneckerDelta, Symbol, sqrt

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.functions import Partial
from ..kernel.statement import Hypothesis, Index, Relation, Scalar, Size, Statement, array
from .notation import SECTION_VII, by_normal_form, eps, normalized, number_eps, positive_eps, variance

d, N = (Symbol(name, integer=True, positive=True) for name in "dN")
s, t, i, j, q = (Symbol(name, integer=True) for name in "stijq")
u, v = Symbol("u", real=True), Symbol("v", real=True)
y = IndexedBase("y", real=True)


def over_features(sample: Symbol, feature: Symbol) -> Expr:
    """Layer normalization: mean and variance over the features of one sample."""
    return normalized(y[sample, feature], y[sample, i], ((i, d),))


def over_batch(sample: Symbol, feature: Symbol) -> Expr:
    """Batch normalization in training: mean and variance over the samples, for one feature."""
    return normalized(y[sample, feature], y[i, feature], ((i, N),))


_pairs = (
    Size(N),
    Size(d),
    number_eps,
    array(y, N, d),
    *(Index(index, Integer(1), size) for index, size in ((s, N), (j, d), (t, N), (q, d))),
)
_own_scale = sqrt(variance(y[s, i], ((i, d),)) + eps)
_within = KroneckerDelta(j, q) - 1 / d - over_features(s, j) * over_features(s, q) / d
_layer = Statement(
    where=_pairs,
    given=(positive_eps,),
    lhs=Partial(over_features(s, j), y[t, q]),
    rhs=KroneckerDelta(s, t) * _within / _own_scale,
    text="the Jacobian of layer normalization is block diagonal: one block a sample",
)
layer_normalization_keeps_samples_apart = Claim(
    title="Layer normalization of a sample does not depend on any other sample",
    ledger=("norm.ln-batch-independent",),
    sources=SECTION_VII,
    statement=_layer,
    derivation=by_normal_form(_layer, "mean and variance are over features: only the sample's own values enter"),
    mutants=(
        Mutant(
            name="batch_instead",
            statement=_layer.but(lhs=Partial(over_batch(s, j), y[t, q])),
            misconception="batch normalization is taken to treat samples apart in training too",
        ),
        Mutant(
            name="features_apart",
            statement=_layer.but(rhs=KroneckerDelta(s, t) * KroneckerDelta(j, q) / _own_scale),
            misconception="the features are taken to be treated apart",
        ),
        Mutant(
            name="every_sample",
            statement=_layer.but(rhs=_within / _own_scale),
            misconception="other samples act like the sample itself",
        ),
    ),
    expected=Conclusion.PROVED,
)

_shared_scale = sqrt(variance(y[i, j], ((i, N),)) + eps)
_across = KroneckerDelta(s, t) - 1 / N - over_batch(s, j) * over_batch(t, j) / N
_batch = Statement(
    where=_pairs,
    given=(positive_eps,),
    lhs=Partial(over_batch(s, j), y[t, q]),
    rhs=KroneckerDelta(j, q) * _across / _shared_scale,
    text="d yhat_sj / d y_tq = delta_jq (delta_st - 1/N - yhat_sj yhat_tj / N)/sqrt(sigma_j^2 + eps)",
)
batch_normalization_couples_the_samples = Claim(
    title="Batch normalization in training couples the samples of a batch, each feature for itself",
    ledger=("norm.axes", "norm.ln-batch-independent"),
    sources=SECTION_VII,
    statement=_batch,
    derivation=by_normal_form(_batch, "mean and variance of a feature move with every sample"),
    mutants=(
        Mutant(
            name="samples_apart",
            statement=_batch.but(rhs=KroneckerDelta(j, q) * KroneckerDelta(s, t) / _shared_scale),
            misconception="the statistics of the batch are treated as constants, as in inference",
        ),
        Mutant(
            name="swapped_axes",
            statement=_batch.but(lhs=Partial(over_features(s, j), y[t, q])),
            misconception="the axes of batch and layer normalization are swapped",
        ),
        Mutant(
            name="features_coupled",
            statement=_batch.but(rhs=_across / _shared_scale),
            misconception="the features are taken to share mean and variance",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Batches of one and of two.

_alone = normalized(y[1, j], y[i, j], ((i, Integer(1)),))
_one = Statement(
    where=(Size(d), number_eps, array(y, 1, d), Index(j, Integer(1), d)),
    given=(positive_eps,),
    lhs=_alone,
    rhs=Integer(0),
    text="a batch of one sample is normalized to 0, whatever the sample is",
)
batch_of_one_is_normalized_to_zero = Claim(
    title="Batch normalization maps a batch of one sample to zero: nothing of the sample is left",
    ledger=("norm.bn-small-batch",),
    sources=SECTION_VII,
    statement=_one,
    derivation=by_normal_form(_one, "a single value is its own mean"),
    mutants=(
        Mutant(
            name="unchanged",
            statement=_one.but(rhs=y[1, j]),
            misconception="a batch of one passes through unchanged",
        ),
        Mutant(
            name="plus_one",
            statement=_one.but(rhs=Integer(1)),
            misconception="a single value is one deviation away from the mean",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Without spatial positions. With epsilon = 0 the formula is 0/0 there.",
)

_middle = (u + v) / 2
_half_squared = ((u - _middle) ** 2 + (v - _middle) ** 2) / 2
_first = (u - _middle) / sqrt(_half_squared + eps)
_pair = (Scalar(u), Scalar(v))
_two = Statement(
    where=(*_pair, number_eps),
    given=(positive_eps,),
    lhs=_first,
    rhs=(u - v) / sqrt((u - v) ** 2 + 4 * eps),
    text="the first of two values u, v becomes (u - v)/sqrt((u - v)^2 + 4 eps)",
)


def by_scalar_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of scalar normal forms."""
    return (Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason=reason),)


batch_of_two_keeps_only_the_difference = Claim(
    title="In a batch of two each value becomes its distance d from the other, over sqrt(d^2 + 4 epsilon)",
    ledger=("norm.bn-small-batch",),
    sources=SECTION_VII,
    statement=_two,
    derivation=by_scalar_form(_two, "mu = (u + v)/2, sigma^2 = (u - v)^2/4"),
    mutants=(
        Mutant(
            name="one_epsilon",
            statement=_two.but(rhs=(u - v) / sqrt((u - v) ** 2 + eps)),
            misconception="sigma is taken to be |u - v|",
        ),
        Mutant(
            name="sample_variance",
            statement=_two.but(rhs=(u - v) / sqrt(2 * (u - v) ** 2 + 4 * eps)),
            misconception="the variance is divided by n - 1",
        ),
        Mutant(
            name="sign",
            statement=_two.but(rhs=(v - u) / sqrt((u - v) ** 2 + 4 * eps)),
            misconception="the larger value becomes the negative one",
        ),
    ),
    expected=Conclusion.PROVED,
)

apart = Hypothesis(name="u != v", lhs=u, relation=Relation.NOT_EQUAL, rhs=v)
_exact = (u - _middle) / sqrt(_half_squared)
_signs = Statement(
    where=_pair,
    given=(apart,),
    lhs=_exact**2,
    rhs=Integer(1),
    text="with epsilon = 0 two different values become 1 and -1: only their order is left",
)
batch_of_two_becomes_signs = Claim(
    title="Without epsilon a batch of two different values becomes +1 and -1, whatever they are",
    ledger=("norm.bn-small-batch",),
    sources=SECTION_VII,
    statement=_signs,
    derivation=by_scalar_form(_signs, "both values lie sigma = |u - v|/2 away from their mean"),
    mutants=(
        Mutant(
            name="sample_variance",
            statement=_signs.but(rhs=Integer(1) / 2),
            misconception="the deviation is taken with divisor n - 1",
        ),
        Mutant(
            name="difference_survives",
            statement=_signs.but(rhs=Abs(u - v)),
            misconception="the distance of the two values is still seen in the output",
        ),
    ),
    expected=Conclusion.PROVED,
)

_still = Statement(
    where=(*_pair, number_eps),
    given=(positive_eps,),
    lhs=Partial(_first, u),
    rhs=4 * eps / sqrt((u - v) ** 2 + 4 * eps) ** 3,
    text="the gradient through a batch of two is 4 eps/((u - v)^2 + 4 eps)^(3/2), which vanishes with eps",
)
gradient_through_a_batch_of_two_vanishes_with_epsilon = Claim(
    title="The gradient through a batch of two values at distance d is 4 epsilon/(d^2 + 4 epsilon)^(3/2)",
    ledger=("norm.bn-small-batch",),
    sources=SECTION_VII,
    statement=_still,
    derivation=by_scalar_form(_still, "the slope of d/sqrt(d^2 + 4 eps)"),
    mutants=(
        Mutant(
            name="constant_statistics",
            statement=_still.but(rhs=1 / sqrt(_half_squared + eps)),
            misconception="mean and variance are treated as constants in the backward pass",
        ),
        Mutant(
            name="constant_variance",
            statement=_still.but(rhs=1 / (2 * sqrt(_half_squared + eps))),
            misconception="the backward pass goes through the mean and not through the variance",
        ),
    ),
    expected=Conclusion.PROVED,
    note="With the usual epsilon of 1e-5 and values a few units apart next to nothing comes back.",
)
