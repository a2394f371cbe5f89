"""Group normalization between layer and instance normalization: samples, groups, channels of a group, positions."""

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Symbol, sqrt

from ..kernel.claim import Claim, Conclusion, Fault, Mutant
from ..kernel.functions import Partial
from ..kernel.statement import Counterexample, Index, Size, Statement, array
from .notation import SECTION_VII, by_normal_form, eps, mean, normalized, number_eps, positive_eps, variance

N, G, m, R = (Symbol(name, integer=True, positive=True) for name in "NGmR")
s, t, g, h, k, l, r, q, i, j, p, c = (Symbol(name, integer=True) for name in "stghklrqijpc")  # noqa: E741
z = IndexedBase("z", real=True)  # sample, group, channel of the group, position
one = Integer(1)


def group_normalized(sample: Symbol, group: Expr, channel: Expr, position: Symbol, channels: Expr = m) -> Expr:
    """Mean and variance over the channels and positions of one group of one sample."""
    return normalized(z[sample, group, channel, position], z[sample, group, i, p], ((i, channels), (p, R)))


_blocks = (
    Size(N),
    Size(G),
    Size(m),
    Size(R),
    number_eps,
    array(z, N, G, m, R),
    *(Index(a, one, b) for a, b in ((s, N), (g, G), (k, m), (r, R), (t, N), (h, G), (l, m), (q, R))),
)
_scale = sqrt(variance(z[s, g, i, p], ((i, m), (p, R))) + eps)
_inside = (
    KroneckerDelta(k, l) * KroneckerDelta(r, q)
    - 1 / (m * R)
    - group_normalized(s, g, k, r) * group_normalized(s, g, l, q) / (m * R)
)
_apart = Statement(
    where=_blocks,
    given=(positive_eps,),
    lhs=Partial(group_normalized(s, g, k, r), z[t, h, l, q]),
    rhs=KroneckerDelta(s, t) * KroneckerDelta(g, h) * _inside / _scale,
    text="the Jacobian of group normalization has one block a sample and group, whatever the number of groups",
)
group_normalization_keeps_samples_apart = Claim(
    title="Group normalization never mixes samples, whatever the number of groups",
    ledger=("norm.gn-compromise", "norm.axes"),
    sources=SECTION_VII,
    statement=_apart,
    derivation=by_normal_form(_apart, "mean and variance are over one group of one sample"),
    mutants=(
        Mutant(
            name="groups_mixed",
            statement=_apart.but(rhs=KroneckerDelta(s, t) * _inside / _scale),
            misconception="all groups of a sample share mean and variance",
        ),
        Mutant(
            name="samples_mixed",
            statement=_apart.but(rhs=KroneckerDelta(g, h) * _inside / _scale),
            misconception="the samples of a batch share mean and variance",
        ),
        Mutant(
            name="channels_only",
            statement=_apart.but(
                rhs=KroneckerDelta(s, t) * KroneckerDelta(g, h) * (KroneckerDelta(k, l) - 1 / m) / _scale
            ),
            misconception="only the channels are averaged and not the positions",
            witness=Counterexample(
                values={
                    **{N: 1, G: 1, m: 1, R: 2, eps: 1, z: ((((-1, 1),),),)},
                    **dict.fromkeys((s, g, k, r, t, h, l, q), 1),
                },
                text="one channel with the positions -1 and 1",
            ),
        ),
    ),
    expected=Conclusion.PROVED,
)

# One group: all channels of the sample together.
_whole_sample = ((g, one), (i, m), (p, R))
_one_group = Statement(
    where=(
        Size(N),
        Size(m),
        Size(R),
        number_eps,
        array(z, N, 1, m, R),
        *(Index(a, one, b) for a, b in ((s, N), (k, m), (r, R))),
    ),
    given=(positive_eps,),
    lhs=group_normalized(s, one, k, r),
    rhs=normalized(z[s, 1, k, r], z[s, g, i, p], _whole_sample),
    text="with one group, group normalization is layer normalization over channels and positions",
)
one_group_is_layer_normalization = Claim(
    title="With a single group, group normalization is layer normalization",
    ledger=("norm.gn-compromise",),
    sources=SECTION_VII,
    statement=_one_group,
    derivation=by_normal_form(_one_group, "the only group has all channels"),
    mutants=(
        Mutant(
            name="instance_normalization",
            statement=_one_group.but(rhs=normalized(z[s, 1, k, r], z[s, 1, k, p], ((p, R),))),
            misconception="the two ends of the family are swapped",
        ),
        Mutant(
            name="batch_normalization",
            statement=_one_group.but(rhs=normalized(z[s, 1, k, r], z[t, 1, k, p], ((t, N), (p, R)))),
            misconception="one group is taken to be the whole batch",
        ),
    ),
    expected=Conclusion.PROVED,
)

# One channel a group: the positions of one channel of one sample.
_per_channel = normalized(z[s, g, 1, r], z[s, g, 1, p], ((p, R),))
_single = Statement(
    where=(
        Size(N),
        Size(G),
        Size(R),
        number_eps,
        array(z, N, G, 1, R),
        *(Index(a, one, b) for a, b in ((s, N), (g, G), (r, R))),
    ),
    given=(positive_eps,),
    lhs=group_normalized(s, g, one, r, one),
    rhs=_per_channel,
    text="with one channel a group, group normalization is instance normalization",
)
_batch_normalized = normalized(z[s, g, 1, r], z[t, g, 1, p], ((t, N), (p, R)))
one_channel_a_group_is_instance_normalization = Claim(
    title="Group normalization lies between layer and instance normalization: its other end is not batch normalization",
    ledger=("norm.gn-compromise",),
    sources=SECTION_VII,
    statement=_single,
    derivation=by_normal_form(_single, "a group of one channel is averaged over its positions"),
    as_stated=_single.but(
        rhs=_batch_normalized,
        text="between batch and layer normalization: with one channel a group, group normalization is the former",
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(
        values={N: 2, G: 1, R: 1, eps: 1, z: ((((1,),),), (((3,),),)), s: 1, g: 1, r: 1},
        text="two samples 1 and 3 with one channel and one position: 0 for each sample alone, not 0 over the batch",
    ),
    mutants=(
        Mutant(
            name="batch_normalization",
            statement=_single.but(rhs=_batch_normalized),
            misconception="one channel a group is taken to average over the batch",
        ),
        Mutant(
            name="layer_normalization",
            statement=_single.but(rhs=normalized(z[s, g, 1, r], z[s, h, 1, p], ((h, G), (p, R)))),
            misconception="the two ends of the family are swapped",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="With `one_group_is_layer_normalization` and `group_normalization_keeps_samples_apart`: no number of groups "
    "gives batch normalization.",
)

# Batch normalization of images.
w = IndexedBase("w", real=True)  # sample, channel, position
C = Symbol("C", integer=True, positive=True)
_image = normalized(w[s, c, r], w[t, c, p], ((t, N), (p, R)))
_pooled = Statement(
    where=(Size(N), Size(C), Size(R), number_eps, array(w, N, C, R), Index(c, one, C)),
    given=(positive_eps,),
    lhs=mean(_image, ((s, N), (r, R))),
    rhs=Integer(0),
    text="a channel has mean 0 over the samples and the positions together",
)
batch_normalization_of_images_averages_positions_too = Claim(
    title="On images batch normalization makes a channel's mean 0 over samples and positions, not over samples alone",
    ledger=("norm.axes",),
    sources=SECTION_VII,
    statement=_pooled,
    derivation=by_normal_form(_pooled, "mean and variance of a channel are over samples and positions"),
    as_stated=_pooled.but(
        where=(*_pooled.where, Index(r, one, R)),
        lhs=mean(_image, ((s, N),)),
        text="batch normalization normalizes across the batch: every position has mean 0 over the samples",
    ),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={N: 1, C: 1, R: 2, eps: 1, w: (((1, 3),),), c: 1, r: 1},
        text="one sample with the positions 1 and 3: the first one is normalized to -1/sqrt(2)",
    ),
    mutants=(
        Mutant(
            name="over_channels",
            statement=_pooled.but(
                where=(Size(N), Size(C), Size(R), number_eps, array(w, N, C, R), Index(r, one, R)),
                lhs=mean(_image, ((s, N), (c, C))),
            ),
            misconception="the channels of a position are normalized together",
        ),
        Mutant(
            name="mean_is_kept",
            statement=_pooled.but(rhs=mean(w[t, c, p], ((t, N), (p, R)))),
            misconception="only the scale is normalized",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)
