"""What attention does when tokens change places: equivariance in the queries, invariance in pairs of key and value.

n tokens X (n, d) are projected by any matrices; `pi` is any permutation of the places. Self-attention without
positional encodings takes permuted tokens to permuted outputs, so no such network comes near a target that does not.
Source: Lim 2025, Lecture 10, slide "Positional Encoding"; The Depth Challenge, section 24.
"""

from sympy import Expr, Function, IndexedBase, Integer, Rational, Sum, exp, sqrt

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.reindex import Order, Reindexing
from ..kernel.statement import Counterexample, Declaration, Permutation, Relation, Size, Statement, array
from .notation import POSITIONS, K, Q, V, a, b, c, d, e, i, j, l, m, n, r, shapes, upto

pi = Function("pi", integer=True)
X, A, B, W = (IndexedBase(name, real=True) for name in ("X", "A", "B", "W"))
F, R, S = (IndexedBase(name, real=True) for name in ("F", "R", "S"))
PRINCIPLES = Source(Document.DEPTH_CHALLENGE, "24. Architecture Design Principles")
PROPERTIES = Source(Document.LECTURE_10, "Transformers: Properties")
permuted = Reindexing(order=Order.PERMUTED, permutation=pi)


def in_any_order(statement: Statement, reason: str) -> Step:
    """A sum over all places read in the order of the permutation."""
    return Step(statement=statement, rule=Rule.REINDEX, reason=reason, data=permuted)


# Keys and values.
def raw(query: Expr, key: Expr) -> Expr:
    """exp(q.k / sqrt(d))."""
    return exp(Sum(Q[query, a] * K[key, a], (a, 1, d)) / sqrt(d))


_values = Sum(raw(i, pi(j)) * V[pi(j), c], (j, 1, m))
_keys = Sum(raw(i, pi(l)), (l, 1, m))
_values_in_order = Sum(raw(i, j) * V[j, c], (j, 1, m))
_keys_in_order = Sum(raw(i, l), (l, 1, m))
_pairs = Statement(
    where=(*shapes, Permutation(pi, Integer(1), m), upto(i, n), upto(c, r)),
    lhs=_values / _keys,
    rhs=_values_in_order / _keys_in_order,
    text="Attention(Q, P K, P V) = Attention(Q, K, V) for every permutation P of the m pairs",
)
attention_ignores_the_order_of_key_value_pairs = Claim(
    title="Attention does not see the order of its pairs of key and value",
    ledger=("att.permutation", "att.cross-attention"),
    sources=(POSITIONS,),
    statement=_pairs,
    derivation=(
        in_any_order(_pairs.but(lhs=_values, rhs=_values_in_order), "the weighted values, in another order"),
        in_any_order(_pairs.but(lhs=_keys, rhs=_keys_in_order), "the denominator, in another order"),
        Step(statement=_pairs, rule=Rule.NORMAL_FORM, reason="numerator and denominator", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="keys_alone",
            statement=_pairs.but(lhs=Sum(raw(i, pi(j)) * V[j, c], (j, 1, m)) / _keys),
            misconception="keys may be permuted without their values",
        ),
        Mutant(
            name="queries_too",
            statement=_pairs.but(
                where=(*shapes, Permutation(pi, Integer(1), n), upto(i, n), upto(c, r)),
                lhs=Sum(raw(pi(i), j) * V[j, c], (j, 1, m)) / Sum(raw(pi(i), l), (l, 1, m)),
            ),
            misconception="the order of the queries does not matter either",
        ),
    ),
    expected=Conclusion.PROVED,
)


# Self-attention.
def projected(weights: IndexedBase, token: Expr, column: Expr) -> Expr:
    """A token's query, key or value."""
    return Sum(X[token, e] * weights[e, column], (e, 1, d))


def attraction(query: Expr, key: Expr) -> Expr:
    """exp of the score of two tokens."""
    return exp(Sum(projected(A, query, b) * projected(B, key, b), (b, 1, m)) / sqrt(m))


_top = Sum(attraction(pi(i), pi(j)) * projected(W, pi(j), c), (j, 1, n))
_bottom = Sum(attraction(pi(i), pi(l)), (l, 1, n))
_top_in_order = Sum(attraction(pi(i), j) * projected(W, j, c), (j, 1, n))
_bottom_in_order = Sum(attraction(pi(i), l), (l, 1, n))
tokens: tuple[Declaration, ...] = (
    Size(n),
    Size(d),
    Size(m),
    Size(r),
    array(X, n, d),
    array(A, d, m),
    array(B, d, m),
    array(W, d, r),
    Permutation(pi, Integer(1), n),
    upto(i, n),
    upto(c, r),
)
_unmoved = Sum(attraction(i, j) * projected(W, j, c), (j, 1, n)) / Sum(attraction(i, l), (l, 1, n))
_equivariant = Statement(
    where=tokens,
    lhs=_top / _bottom,
    rhs=_top_in_order / _bottom_in_order,
    text="f(P X) = P f(X) for every permutation P: place i of the permuted input has the output of token pi(i)",
)
self_attention_is_equivariant_not_invariant = Claim(
    title="Self-attention permutes its outputs with its tokens: it is equivariant, not invariant",
    ledger=("att.permutation",),
    sources=(POSITIONS, PRINCIPLES),
    statement=_equivariant,
    derivation=(
        in_any_order(_equivariant.but(lhs=_top, rhs=_top_in_order), "keys and values of all tokens, in another order"),
        in_any_order(_equivariant.but(lhs=_bottom, rhs=_bottom_in_order), "the denominator, in another order"),
        Step(statement=_equivariant, rule=Rule.NORMAL_FORM, reason="numerator and denominator", using=(0, 1)),
    ),
    as_stated=_equivariant.but(
        rhs=_unmoved, text="the attention mechanism is permutation invariant: f(P X) = f(X) for self-attention"
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(
        values={
            **{n: 2, d: 1, m: 1, r: 1, i: 1, c: 1},
            **{X: ((0,), (1,)), A: ((1,),), B: ((1,),), W: ((1,),), pi: (2, 1)},
        },
        text="tokens 0 and 1, all weights 1: exchanging the tokens exchanges the outputs 1/2 and e/(1 + e)",
    ),
    mutants=(
        Mutant(
            name="invariant",
            statement=_equivariant.but(rhs=_unmoved),
            misconception="the output of a place stays where it is",
        ),
        Mutant(
            name="values_left_in_place",
            statement=_equivariant.but(
                lhs=Sum(attraction(pi(i), pi(j)) * projected(W, j, c), (j, 1, n)) / _bottom,
            ),
            misconception="values may keep their places while keys move",
        ),
    ),
    expected=Conclusion.REFUTED,
)

# What no equivariant network can do: F is its output on X, R and S are the targets for X and for P X.
_on_permuted = Sum((F[pi(i)] - S[i]) ** 2, (i, 1, n))
_on_tokens = Sum((F[pi(i)] - R[pi(i)]) ** 2, (i, 1, n))
_in_order = Sum((F[i] - R[i]) ** 2, (i, 1, n))
_demanded = Rational(1, 2) * Sum((R[pi(i)] - S[i]) ** 2, (i, 1, n))
_slack = Rational(1, 2) * Sum((2 * F[pi(i)] - R[pi(i)] - S[i]) ** 2, (i, 1, n))
_products = tuple(
    (Sum(u[pi(i)] * v[pi(i)], (i, 1, n)), Sum(u[i] * v[i], (i, 1, n))) for u, v in ((F, F), (F, R), (R, R))
)
_distance = Statement(
    where=(Size(n), array(F, n), array(R, n), array(S, n), Permutation(pi, Integer(1), n)),
    lhs=_demanded,
    relation=Relation.AT_MOST,
    rhs=_in_order + _on_permuted,
    text="errors on X and on P X of any equivariant map: |f(X) - R|^2 + |P f(X) - S|^2 >= |P R - S|^2 / 2",
)
equivariant_maps_keep_a_distance_from_other_targets = Claim(
    title="No permutation-equivariant network comes closer to targets R, S of X, P X than |P R - S|^2 / 2",
    ledger=("att.universal-approximation",),
    sources=(PROPERTIES,),
    statement=_distance,
    derivation=(
        Step(
            statement=_distance.but(rhs=_demanded + _slack),
            rule=Rule.NORMAL_FORM,
            reason="a sum of squares is at least 0",
        ),
        Step(
            statement=_distance.but(lhs=_demanded + _slack, relation=Relation.EQUAL, rhs=_on_tokens + _on_permuted),
            rule=Rule.NORMAL_FORM,
            reason="u^2 + v^2 = (u - v)^2 / 2 + (u + v)^2 / 2 at every place",
        ),
        *(
            in_any_order(_distance.but(lhs=moved, relation=Relation.EQUAL, rhs=kept), "in another order")
            for moved, kept in _products
        ),
        Step(
            statement=_distance.but(lhs=_on_tokens + _on_permuted, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="the error on X is the same in any order",
            using=(2, 3, 4),
        ),
        Step(statement=_distance, rule=Rule.CHAIN, reason="the three links", using=(0, 1, 5)),
    ),
    as_stated=_distance.but(
        rhs=Integer(0),
        text="universal for sequence-to-sequence maps: any targets R of X and S of P X can be met, so |P R - S|^2 is 0",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 2, F: (0, 0), R: (0, 1), S: (0, 1), pi: (2, 1)},
        text="the target (0, 1) for (x, y) and for (y, x): every equivariant map errs by at least 1 in all",
    ),
    mutants=(
        Mutant(
            name="whole_distance",
            statement=_distance.but(lhs=2 * _demanded),
            misconception="the error cannot be shared between the two inputs",
        ),
        Mutant(
            name="invariant_targets",
            statement=_distance.but(lhs=Rational(1, 2) * Sum((R[i] - S[i]) ** 2, (i, 1, n))),
            misconception="targets that move with the tokens are out of reach too",
            witness=Counterexample(
                values={n: 2, F: (0, 1), R: (0, 1), S: (1, 0), pi: (2, 1)}, text="f(X) = R and S = P R: no error at all"
            ),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="With positional encodings, for fixed length on a compact set, density is a theorem (Yun et al. 2020).",
)
