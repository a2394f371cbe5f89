"""How alike the gradients at two inputs are after many layers: it depends on the units active at both.

With independent weights of mean 0 and variance v, a layer of m inputs multiplies the mean inner product of gradients at
two inputs by v m times the share of its units that are active at both, and mean squared norms by v m times the
share active at one. He's variance with half of the units active keeps norms, so a share s of units active at both
multiplies the correlation by 2 s: by 1/2 for s = 1/4, as if the two patterns were independent.
Sources: Connectionism and Layered Representation, section VIII; Balduzzi, Frean, Leary, Lewis, Ma and McWilliams, "The
Shattered Gradients Problem", 2017, which speaks of two inputs and of s = 1/4.
"""

from sympy import Expr, IndexedBase, Integer, Rational, Sum, Symbol, oo

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Expect
from ..kernel.statement import (
    Array,
    Centred,
    Counterexample,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
i, j, l = (Symbol(name, integer=True) for name in "ijl")  # noqa: E741 - l counts layers
k = Symbol("k", integer=True, nonnegative=True)
v, s = Symbol("v", real=True), Symbol("s", real=True)
W, a, b, g, h, S, c, R = (IndexedBase(name, real=True) for name in ("W", "a", "b", "g", "h", "S", "c", "R"))
SECTION_VIII = (Source(Document.CONNECTIONISM, "VIII. The Residual Pathology"),)
is_variance = Hypothesis(name="v >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=v, establish=(v, v**2))


def back(slopes: IndexedBase, gradient: IndexedBase, unit: Expr = i) -> Expr:
    """Gradient at input `unit` of a layer: sum_j W_ji slopes_j gradient_j."""
    return Sum(W[j, unit] * slopes[j] * gradient[j], (j, 1, n))


shared = Sum(a[j] * b[j] * g[j] * h[j], (j, 1, n))
_layer = Statement(
    where=(
        Size(n),
        Size(m),
        Scalar(v),
        *(array(symbol, n) for symbol in (a, b, g, h)),
        array(W, n, m, law=Centred(v)),
    ),
    given=(is_variance,),
    lhs=Expect(Sum(back(a, g) * back(b, h), (i, 1, m))),
    rhs=v * m * shared,
    text="E <W^T(a g), W^T(b h)> = v m sum_j a_j b_j g_j h_j: of slopes 0 and 1 only units active at both count",
)
gradients_at_two_inputs_share_the_units_active_at_both = Claim(
    title="The mean inner product of gradients at two inputs counts the units that are active at both",
    ledger=("res.shattered-gradients",),
    sources=SECTION_VIII,
    statement=_layer,
    derivation=(
        Step(statement=_layer, rule=Rule.NORMAL_FORM, reason="different weights are independent, with mean 0"),
    ),
    mutants=(
        Mutant(
            name="all_units",
            statement=_layer.but(rhs=v * m * Sum(g[j] * h[j], (j, 1, n))),
            misconception="inactive units pass gradient on, too",
        ),
        Mutant(
            name="active_at_one",
            statement=_layer.but(rhs=v * m * Sum(a[j] * g[j] * h[j], (j, 1, n))),
            misconception="the pattern at one input decides",
        ),
        Mutant(
            name="no_width",
            statement=_layer.but(rhs=v * shared),
            misconception="the number of inputs of the layer is forgotten",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Weights of the backward pass are taken to be independent of the patterns of activity, as in the source.",
)

_block = Statement(
    where=(
        Size(n),
        Scalar(v),
        *(array(symbol, n) for symbol in (a, b, g, h)),
        array(W, n, n, law=Centred(v)),
    ),
    given=(is_variance,),
    lhs=Expect(Sum((g[i] + back(a, g)) * (h[i] + back(b, h)), (i, 1, n))),
    rhs=Sum(g[j] * h[j], (j, 1, n)) + v * n * shared,
    text="with a skip connection: E <g + W^T(a g), h + W^T(b h)> = <g, h> + v n sum_j a_j b_j g_j h_j",
)
skip_connection_adds_the_inner_product_before = Claim(
    title="A skip connection adds the inner product of the gradients that enter the block",
    ledger=("res.shattered-gradients",),
    sources=SECTION_VIII,
    statement=_block,
    derivation=(
        Step(statement=_block, rule=Rule.NORMAL_FORM, reason="mixed terms have mean 0, the branch as without skip"),
    ),
    mutants=(
        Mutant(
            name="branch_alone",
            statement=_block.but(rhs=v * n * shared),
            misconception="the skip connection changes nothing",
        ),
        Mutant(
            name="skip_alone",
            statement=_block.but(rhs=Sum(g[j] * h[j], (j, 1, n))),
            misconception="the branch averages out",
        ),
    ),
    expected=Conclusion.PROVED,
)

# c_k: the correlation after k layers, S_l: the share of units of layer l that are active at both inputs.
every = Index(l, Integer(0), oo)
layers = (
    Scalar(k, Domain.NATURAL),
    Array(S, ((l, Integer(0), oo),)),
    Sequence(symbol=c, index=k, initial=Integer(1), successor=2 * S[k] * c[k]),
)
is_positive = Hypothesis(name="s > 0", lhs=Integer(0), relation=Relation.LESS, rhs=s, establish=(s, 1 / (1 + s**2)))
at_least = Hypothesis(
    name="S_l >= s", lhs=s, relation=Relation.AT_MOST, rhs=S[l], forall=(every,), establish=(S[l], s + S[l] ** 2)
)
_kept = Statement(
    where=(
        Scalar(s),
        *layers,
        Sequence(symbol=R, index=k, initial=Integer(1), successor=(2 * s) ** 2 * R[k]),
    ),
    given=(is_positive, at_least),
    lhs=R[k],
    relation=Relation.AT_MOST,
    rhs=c[k] ** 2,
    text="|c_k| >= (2 s)^k when a share s or more of every layer is active at both inputs",
)
_made = recursion.induction(_kept, k)
_before = (2 * s) ** 2 * c[k] ** 2
_more = 4 * (S[k] - s) ** 2 * c[k] ** 2 + 8 * s * (S[k] - s) * c[k] ** 2
quarter, half = Rational(1, 4), Rational(1, 2)
correlation_of_gradients_falls_by_twice_the_shared_activity = Claim(
    title="Correlation of gradients at two inputs keeps twice the share of units active at both, layer by layer",
    ledger=("res.shattered-gradients",),
    sources=SECTION_VIII,
    statement=_kept,
    derivation=(
        Step(statement=_made.base, rule=Rule.NORMAL_FORM, reason="c_0 = 1", data=((c, Integer(0)), (R, Integer(0)))),
        Step(
            statement=_made.step.but(rhs=_before),
            rule=Rule.NORMAL_FORM,
            reason="the induction hypothesis times (2 s)^2",
            data=((R, k + 1),),
        ),
        Step(
            statement=_made.step.but(lhs=_before, rhs=_before + _more),
            rule=Rule.NORMAL_FORM,
            reason="s > 0 and S_k >= s",
        ),
        Step(
            statement=_made.step.but(lhs=_before + _more, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="s^2 + (S_k - s)^2 + 2 s (S_k - s) = S_k^2",
            data=((c, k + 1),),
        ),
        Step(statement=_made.step, rule=Rule.CHAIN, reason="the three links", using=(1, 2, 3)),
        Step(statement=_kept, rule=Rule.INDUCTION, reason="induction on the layers", using=(0, 4), data=k),
    ),
    as_stated=Statement(
        where=layers,
        given=(
            Hypothesis(
                name="1/4 <= S_l",
                lhs=quarter,
                relation=Relation.AT_MOST,
                rhs=S[l],
                forall=(every,),
                establish=(S[l], quarter + S[l] ** 2 / (1 + S[l] ** 2) / 4),
            ),
            Hypothesis(
                name="S_l <= 1/2",
                lhs=S[l],
                relation=Relation.AT_MOST,
                rhs=half,
                forall=(every,),
                establish=(S[l], quarter + S[l] ** 2 / (1 + S[l] ** 2) / 4),
            ),
        ),
        lhs=c[k],
        relation=Relation.AT_MOST,
        rhs=half**k,
        text="the correlation falls exponentially with depth, as 2^-k, however many units are active at both inputs",
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(
        values={k: 2, S: (quarter, Rational(3, 10))},
        text="two inputs at a right angle share 1/4 of the first layer, but 0.302 of the second: 0.3 > 1/4",
    ),
    mutants=(
        Mutant(
            name="at_most",
            statement=_kept.but(lhs=c[k] ** 2, rhs=R[k]),
            misconception="the lower bound is taken for an upper one",
        ),
        Mutant(
            name="four_times",
            statement=_kept.but(lhs=4**k * R[k]),
            misconception="norms are taken to halve, where He's variance keeps them",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="It is a correlation between two inputs, not between layers. In wide nets with He's weights and no biases the "
    "angle between two inputs shrinks from layer to layer and the share tends to 1/2: the correlation falls like the "
    "inverse cube of the depth, to 0.034 after ten layers, not to 0.001. Batch normalization keeps the share near 1/4.",
)


def constant_share(factor: Expr, rhs: Expr, text: str) -> Statement:
    """The correlation where every layer multiplies it by the same factor."""
    return Statement(
        where=(
            Scalar(k, Domain.NATURAL),
            Sequence(symbol=c, index=k, initial=Integer(1), successor=factor * c[k]),
            Sequence(symbol=R, index=k, initial=Integer(1), successor=(1 + factor) / 2 * R[k]),
        ),
        lhs=R[k],
        rhs=rhs,
        text=text,
    )


_quarter = constant_share(
    2 * quarter,
    Rational(3, 4) ** k,
    "a share of 1/4: c_k = 2^-k without skip connections, R_k = (3/4)^k with them, norms doubling in every block",
)
skip_connections_slow_the_fall_to_three_quarters = Claim(
    title="With a quarter of the units active at both inputs, skip connections keep 3/4 a block instead of 1/2 a layer",
    ledger=("res.shattered-gradients",),
    sources=SECTION_VIII,
    statement=_quarter,
    derivation=(Step(statement=_quarter, rule=Rule.RECURSION, reason="(1 + 1/2)/2 = 3/4"),),
    mutants=(
        Mutant(
            name="without_skip",
            statement=_quarter.but(lhs=c[k]),
            misconception="the skip connections change nothing",
        ),
        Mutant(
            name="never_falls",
            statement=_quarter.but(rhs=Integer(1)),
            misconception="with skip connections gradients stay correlated",
        ),
    ),
    expected=Conclusion.PROVED,
)
