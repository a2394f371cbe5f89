"""The causal mask: what a query at place t of a sequence of t + f tokens may see, for all t, f and widths.

A score of minus infinity has the weight exp(-inf) = 0, so masking before the softmax leaves the sums over 1..t.
Source: Lim 2025, Lecture 10, slide "Attention Types".
"""

from sympy import Expr, IndexedBase, Integer, Sum, Symbol, exp, sqrt

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.statement import Hypothesis, Relation, Size, Statement, array
from .notation import TYPES, K, V, a, by_normal_form, c, d, e, j, l, r, upto

t, f = (Symbol(name, integer=True, positive=True) for name in "tf")
x, L, U, F = (IndexedBase(name, real=True) for name in ("x", "L", "U", "F"))
length = t + f


def raw(keys: IndexedBase, place: Expr) -> Expr:
    """exp(q.k / sqrt(d)), the query at place t being x."""
    return exp(Sum(x[a] * keys[place, a], (a, 1, d)) / sqrt(d))


def seen(keys: IndexedBase, values: IndexedBase, last: Expr, normalized_over: Expr) -> Expr:
    """Sum of the values up to `last`, with weights normalized over the keys up to `normalized_over`."""
    partition = Sum(raw(keys, l), (l, 1, normalized_over))
    return Sum(raw(keys, j) * values[j, c] / partition, (j, 1, last))


def earlier_equal(name: str, changed: IndexedBase, original: IndexedBase, width: Expr) -> Hypothesis:
    """Both sequences are the same up to place t."""
    return Hypothesis(
        name=name,
        lhs=changed[j, e],
        relation=Relation.EQUAL,
        rhs=original[j, e],
        forall=(upto(j, t), upto(e, width)),
        establish=(changed[j, e], original[j, e]),
    )


_causal = Statement(
    where=(
        Size(t),
        Size(f),
        Size(d),
        Size(r),
        array(x, d),
        array(K, length, d),
        array(V, length, r),
        array(L, length, d),
        array(U, length, r),
        upto(c, r),
    ),
    given=(earlier_equal("same keys up to t", L, K, d), earlier_equal("same values up to t", U, V, r)),
    lhs=seen(L, U, t, t),
    rhs=seen(K, V, t, t),
    text="masked before the softmax, the output at t is the same for any two sequences that agree up to t",
)
masked_output_ignores_later_tokens = Claim(
    title="With the mask before the softmax the output at a place does not depend on later tokens",
    ledger=("att.causal-mask",),
    sources=(TYPES,),
    statement=_causal,
    derivation=by_normal_form(_causal, "only keys and values up to t occur, in numerator and denominator"),
    mutants=(
        Mutant(
            name="masked_after_softmax",
            statement=_causal.but(lhs=seen(L, U, t, length), rhs=seen(K, V, t, length)),
            misconception="weights are set to zero after the softmax: the future leaks through the denominator",
        ),
        Mutant(
            name="one_place_ahead",
            statement=_causal.but(lhs=seen(L, U, t + 1, t + 1), rhs=seen(K, V, t + 1, t + 1)),
            misconception="the mask starts one place too late",
        ),
        Mutant(
            name="score_zero",
            statement=_causal.but(
                lhs=seen(L, U, t, t) + Sum(U[j, c], (j, t + 1, length)),
                rhs=seen(K, V, t, t) + Sum(V[j, c], (j, t + 1, length)),
            ),
            misconception="masked scores are set to 0 instead of minus infinity: exp(0) = 1",
        ),
    ),
    expected=Conclusion.PROVED,
)

_rows = Statement(
    where=(Size(t), Size(d), array(x, d), array(K, t, d)),
    lhs=Sum(raw(K, j) / Sum(raw(K, l), (l, 1, t)), (j, 1, t)),
    rhs=Integer(1),
    text="masked before the softmax, the weights of the visible keys sum to one",
)
masked_weights_sum_to_one = Claim(
    title="With the mask before the softmax the remaining weights sum to one",
    ledger=("att.causal-mask",),
    sources=(TYPES,),
    statement=_rows,
    derivation=by_normal_form(_rows, "the denominator is the sum over the visible keys"),
    mutants=(
        Mutant(
            name="self_excluded",
            statement=_rows.but(lhs=Sum(raw(K, j) / Sum(raw(K, l), (l, 1, t)), (j, 1, t - 1))),
            misconception="a place may not attend to itself",
        ),
        Mutant(name="one_each", statement=_rows.but(rhs=t), misconception="every visible key has weight one"),
    ),
    expected=Conclusion.PROVED,
)

visible = Sum(raw(K, j), (j, 1, t))
hidden = Sum(raw(F, l), (l, 1, f))
_leak = Statement(
    where=(Size(t), Size(f), Size(d), array(x, d), array(K, t, d), array(F, f, d)),
    lhs=visible / (visible + hidden),
    relation=Relation.LESS,
    rhs=Integer(1),
    text="masked after the softmax (F: the f later keys), the remaining weights sum to less than one",
)
mask_after_softmax_loses_weight = Claim(
    title="With the mask after the softmax the remaining weights sum to less than one",
    ledger=("att.causal-mask",),
    sources=(TYPES,),
    statement=_leak,
    derivation=(
        Step(
            statement=_leak,
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="the later keys' exponentials stay in the denominator, and are positive",
        ),
    ),
    mutants=(
        Mutant(
            name="at_most_one_half",
            statement=_leak.but(lhs=2 * visible / (visible + hidden)),
            misconception="the future takes at least half",
        ),
        Mutant(
            name="other_way_round",
            statement=_leak.but(lhs=Integer(1), rhs=visible / (visible + hidden)),
            misconception="removing keys makes the others heavier without renormalization",
        ),
    ),
    expected=Conclusion.PROVED,
)
