"""What a dominating score does to the softmax's slope, and that the feed-forward part works token by token.

One key with score t beside m others with scores s_l: its weight is A = e^t / (e^t + sum_l e^(s_l)).
Source: Lim 2025, Lecture 10, slides "Attention" and "Complete Transformer Architecture".
"""

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Rational, Sum, Symbol, exp

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.functions import Partial, dsigma, sigma
from ..kernel.statement import Counterexample, Relation, Scalar, Size, Statement, array
from .counts import COMPLETE
from .notation import ATTENTION, a, by_normal_form, c, d, e, i, l, m, n, p, q, r, upto

t = Symbol("t", real=True)
s, X, U, W, b1, b2 = (IndexedBase(name, real=True) for name in ("s", "X", "U", "W", "b", "g"))
others = Sum(exp(s[l]), (l, 1, m))
dominant = exp(t) / (exp(t) + others)

_slope = Statement(
    where=(Size(m), Scalar(t), array(s, m)),
    lhs=Partial(dominant, t),
    relation=Relation.AT_MOST,
    rhs=Sum(exp(s[l] - t), (l, 1, m)),
    text="dA/dt = A (1 - A) <= sum_l exp(-(t - s_l)): exponentially small in the gaps to the other scores",
)
_slope_written = exp(t) * others / (exp(t) + others) ** 2
saturated_softmax_has_exponentially_small_slope = Claim(
    title="The slope of a dominating weight is at most the sum of exp(-gap) over the other scores",
    ledger=("att.saturation-gradient",),
    sources=(ATTENTION,),
    statement=_slope,
    derivation=(
        Step(
            statement=_slope.but(relation=Relation.EQUAL, rhs=_slope_written),
            rule=Rule.NORMAL_FORM,
            reason="quotient rule: A (1 - A)",
        ),
        Step(
            statement=_slope.but(lhs=_slope_written, rhs=exp(-t) * others),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="the denominator is at least e^(2t)",
        ),
        Step(
            statement=_slope.but(lhs=exp(-t) * others, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="e^(-t) goes into the sum",
        ),
        Step(statement=_slope, rule=Rule.CHAIN, reason="the three links", using=(0, 1, 2)),
    ),
    mutants=(
        Mutant(
            name="square_of_the_gap",
            statement=_slope.but(rhs=Sum(exp(2 * (s[l] - t)), (l, 1, m))),
            misconception="the slope falls twice as fast",
        ),
        Mutant(
            name="quarter_of_it",
            statement=_slope.but(rhs=Sum(exp(s[l] - t), (l, 1, m)) / 4),
            misconception="the greatest slope 1/4 is multiplied in",
            witness=Counterexample(values={m: 1, t: 5, s: (0,)}, text="gap 5: the slope is nearly e^-5"),
        ),
    ),
    expected=Conclusion.PROVED,
)

_quarter = _slope.but(rhs=Rational(1, 4), text="dA/dt = A (1 - A) <= 1/4 for any scores")
weight_changes_at_most_a_quarter_as_fast_as_its_score = Claim(
    title="An attention weight changes at most a quarter as fast as its own score",
    ledger=("att.saturation-gradient",),
    sources=(ATTENTION,),
    statement=_quarter,
    derivation=(
        Step(
            statement=_quarter.but(relation=Relation.EQUAL, rhs=_slope_written),
            rule=Rule.NORMAL_FORM,
            reason="quotient rule: A (1 - A)",
        ),
        Step(
            statement=_quarter.but(lhs=_slope_written),
            rule=Rule.SQUARES,
            reason="1/4 - A (1 - A) = (1/2 - A)^2",
            data=((Integer(1), Rational(1, 2) - dominant),),
        ),
        Step(statement=_quarter, rule=Rule.CHAIN, reason="both together", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="an_eighth",
            statement=_quarter.but(rhs=Rational(1, 8)),
            misconception="the bound is taken smaller than the slope at A = 1/2",
            witness=Counterexample(values={m: 1, t: 0, s: (0,)}, text="two equal scores: A = 1/2, slope 1/4"),
        ),
        Mutant(
            name="from_below",
            statement=_quarter.but(lhs=Rational(1, 4), rhs=_quarter.lhs),
            misconception="the quarter is the least slope",
        ),
    ),
    expected=Conclusion.PROVED,
)


# max(0, x W_1 + b_1) W_2 + b_2 with any activation in place of the maximum; d inputs, m inner units, r outputs.
def inner(token: Expr, unit: Expr) -> Expr:
    """Pre-activation of an inner unit at one token."""
    return b1[unit] + Sum(X[token, a] * U[a, unit], (a, 1, d))


_tokens = Statement(
    where=(
        *(Size(n), Size(d), Size(m), Size(r)),
        *(array(X, n, d), array(U, d, m), array(W, m, r), array(b1, m), array(b2, r)),
        *(upto(i, n), upto(c, r), upto(p, n), upto(q, d)),
    ),
    lhs=Partial(b2[c] + Sum(sigma(inner(i, e)) * W[e, c], (e, 1, m)), X[p, q]),
    rhs=KroneckerDelta(i, p) * Sum(dsigma(inner(i, e)) * U[q, e] * W[e, c], (e, 1, m)),
    text="the output of token i has no slope in any other token p: the part is applied to each position separately",
)
feed_forward_part_mixes_no_positions = Claim(
    title="The feed-forward part acts on every token by itself: the Jacobian is block-diagonal",
    ledger=("att.ffn",),
    sources=(COMPLETE,),
    statement=_tokens,
    derivation=by_normal_form(_tokens, "token p occurs in the output of token p only"),
    mutants=(
        Mutant(
            name="mixes_positions",
            statement=_tokens.but(rhs=Sum(dsigma(inner(i, e)) * U[q, e] * W[e, c], (e, 1, m))),
            misconception="every token moves every output",
        ),
        Mutant(
            name="slope_lost",
            statement=_tokens.but(rhs=KroneckerDelta(i, p) * Sum(U[q, e] * W[e, c], (e, 1, m))),
            misconception="the activation's slope is forgotten",
        ),
    ),
    expected=Conclusion.PROVED,
)
