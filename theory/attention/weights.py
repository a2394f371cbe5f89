"""Attention weights and the gradients of attention in values, queries and keys, for every n, m, d and r.

The loss enters by its gradient G in the output: the derivative of sum_ic G_ic O_ic with G held fixed.
Source: Lim 2025, Lecture 10, slide "Attention".
"""

from sympy import Expr, Integer, Sum, Symbol, exp, sqrt

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Partial
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Statement, array
from .notation import (
    ATTENTION,
    G,
    K,
    Q,
    V,
    attended,
    b,
    by_normal_form,
    c,
    d,
    e,
    i,
    j,
    l,
    m,
    n,
    p,
    q,
    r,
    score,
    shapes,
    upto,
    weight,
)

top = Symbol("u", real=True)

_rows = Statement(
    where=(*shapes, upto(i, n)),
    lhs=Sum(weight(i, j), (j, 1, m)),
    rhs=Integer(1),
    text="with the softmax over the keys every row of A sums to one",
)
_columns = Statement(
    where=(*shapes, upto(i, n)),
    lhs=Sum(exp(score(i, j)) / Sum(exp(score(l, j)), (l, 1, n)), (j, 1, m)),
    rhs=Integer(1),
    text="softmax(Q K^T / sqrt d) gives each query weights that sum to one, here with the softmax over the queries",
)
attention_weights_sum_to_one = Claim(
    title="The weights of a query sum to one, where the softmax runs over the keys",
    ledger=("att.shapes-and-steps",),
    sources=(ATTENTION,),
    statement=_rows,
    derivation=by_normal_form(_rows, "one denominator for all keys; it is the sum of the numerators"),
    as_stated=_columns,
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={n: 1, m: 2, d: 1, i: 1, Q: ((0,),), K: ((0,), (0,))},
        text="one query, two keys: over the one query both weights are 1, and their sum is 2",
    ),
    mutants=(
        Mutant(
            name="over_the_queries",
            statement=_columns,
            misconception="the softmax is taken along the columns",
        ),
        Mutant(
            name="over_all_pairs",
            statement=_rows.but(
                lhs=Sum(exp(score(i, j)) / Sum(Sum(exp(score(e, l)), (l, 1, m)), (e, 1, n)), (j, 1, m))
            ),
            misconception="one softmax over the whole matrix",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The slide does not say along which axis the softmax of a matrix is taken.",
)

_positive = Statement(
    where=(*shapes, upto(i, n), upto(j, m)),
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=weight(i, j),
    text="every key has a positive weight for every query",
)
attention_weights_are_positive = Claim(
    title="Every query attends to every key: no weight is zero",
    ledger=("att.shapes-and-steps",),
    sources=(ATTENTION,),
    statement=_positive,
    derivation=by_normal_form(_positive, "exponentials and their sums are positive"),
    mutants=(
        Mutant(
            name="exceeds_one_half",
            statement=_positive.but(lhs=Integer(1), rhs=2 * weight(i, j)),
            misconception="one key takes more than half",
        ),
        Mutant(
            name="scores_for_weights",
            statement=_positive.but(rhs=score(i, j)),
            misconception="the scores themselves are positive",
        ),
    ),
    expected=Conclusion.PROVED,
)

below = Hypothesis(
    name="V <= u",
    lhs=V[j, e],
    relation=Relation.AT_MOST,
    rhs=top,
    forall=(upto(j, m), upto(e, r)),
    establish=(V[j, e], top - V[j, e] ** 2),
)
_hull = Statement(
    where=(*shapes, Scalar(top), upto(i, n), upto(c, r)),
    given=(below,),
    lhs=attended(i, c),
    relation=Relation.AT_MOST,
    rhs=top,
    text="a bound on all values is a bound on all outputs",
)
_missing = Sum(weight(i, j) * (top - V[j, c]), (j, 1, m))
output_lies_among_the_values = Claim(
    title="The output of attention exceeds no bound that all values keep: it is their weighted mean",
    ledger=("att.shapes-and-steps",),
    sources=(ATTENTION,),
    statement=_hull,
    derivation=(
        Step(
            statement=_hull.but(rhs=attended(i, c) + _missing),
            rule=Rule.NORMAL_FORM,
            reason="positive weights times u - V >= 0",
        ),
        Step(
            statement=_hull.but(lhs=attended(i, c) + _missing, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="the weights sum to one",
        ),
        Step(statement=_hull, rule=Rule.CHAIN, reason="both together", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="sum_for_mean",
            statement=_hull.but(lhs=Sum(exp(score(i, j)) * V[j, c], (j, 1, m))),
            misconception="the weights are not normalized",
        ),
        Mutant(
            name="some_value_bounded",
            statement=_hull.but(
                given=(Hypothesis(name="V_1 <= u", lhs=V[1, c], relation=Relation.AT_MOST, rhs=top),),
            ),
            misconception="a bound on the first value is enough",
        ),
    ),
    expected=Conclusion.PROVED,
    note="With the weights positive and of sum one every output row is a convex combination of the rows of V.",
)

# Gradients.
loss = Sum(Sum(G[i, c] * attended(i, c), (c, 1, r)), (i, 1, n))
with_loss = (*shapes, array(G, n, r))


def agreement(query: Expr, key: Expr) -> Expr:
    """dL/dA: G_query . V_key."""
    return Sum(G[query, e] * V[key, e], (e, 1, r))


def centred(query: Expr, key: Expr) -> Expr:
    """dL/ds: A (dL/dA - sum_l A_l dL/dA_l)."""
    mean = Sum(weight(query, b) * agreement(query, b), (b, 1, m))
    return weight(query, key) * (agreement(query, key) - mean)


_values = Statement(
    where=(*with_loss, upto(p, m), upto(q, r)),
    lhs=Partial(loss, V[p, q]),
    rhs=Sum(weight(i, p) * G[i, q], (i, 1, n)),
    text="dL/dV = A^T dL/dO",
)
value_gradient_is_weighted_by_attention = Claim(
    title="Gradient of attention in the values: dL/dV = A^T dL/dO",
    ledger=("att.shapes-and-steps",),
    sources=(ATTENTION,),
    statement=_values,
    derivation=by_normal_form(_values, "the output is linear in the values"),
    mutants=(
        Mutant(
            name="scores_for_weights",
            statement=_values.but(rhs=Sum(score(i, p) * G[i, q], (i, 1, n))),
            misconception="the softmax is forgotten",
        ),
        Mutant(name="mean", statement=_values.but(rhs=_values.rhs / n), misconception="averaged over the queries"),
    ),
    expected=Conclusion.PROVED,
)

_queries = Statement(
    where=(*with_loss, upto(p, n), upto(q, d)),
    lhs=Partial(loss, Q[p, q]),
    rhs=Sum(centred(p, j) * K[j, q], (j, 1, m)) / sqrt(d),
    text="dL/dQ = dS K / sqrt(d), dS_ij = A_ij (D_ij - sum_l A_il D_il), D = dL/dO V^T",
)
query_gradient_of_attention = Claim(
    title="Gradient of attention in the queries: dL/dQ = dS K / sqrt(d)",
    ledger=("att.shapes-and-steps", "att.saturation-gradient"),
    sources=(ATTENTION,),
    statement=_queries,
    derivation=by_normal_form(_queries, "through the softmax's Jacobian diag(A) - A A^T, row by row"),
    mutants=(
        Mutant(
            name="diagonal_only",
            statement=_queries.but(
                rhs=Sum(weight(p, j) * (1 - weight(p, j)) * agreement(p, j) * K[j, q], (j, 1, m)) / sqrt(d)
            ),
            misconception="softmax is treated as element-wise",
        ),
        Mutant(
            name="scale_forgotten",
            statement=_queries.but(rhs=Sum(centred(p, j) * K[j, q], (j, 1, m))),
            misconception="the division by sqrt(d) is forgotten on the way back",
        ),
    ),
    expected=Conclusion.PROVED,
)

_keys = Statement(
    where=(*with_loss, upto(p, m), upto(q, d)),
    lhs=Partial(loss, K[p, q]),
    rhs=Sum(centred(i, p) * Q[i, q], (i, 1, n)) / sqrt(d),
    text="dL/dK = dS^T Q / sqrt(d)",
)
key_gradient_of_attention = Claim(
    title="Gradient of attention in the keys: dL/dK = dS^T Q / sqrt(d)",
    ledger=("att.shapes-and-steps", "att.saturation-gradient"),
    sources=(ATTENTION,),
    statement=_keys,
    derivation=by_normal_form(_keys, "a key acts on all queries, and through the denominator on all weights"),
    mutants=(
        Mutant(
            name="not_centred",
            statement=_keys.but(rhs=Sum(weight(i, p) * agreement(i, p) * Q[i, q], (i, 1, n)) / sqrt(d)),
            misconception="the key's share in the denominator is forgotten",
        ),
        Mutant(name="sign", statement=_keys.but(rhs=-_keys.rhs), misconception="keys are pushed the other way"),
    ),
    expected=Conclusion.PROVED,
)
