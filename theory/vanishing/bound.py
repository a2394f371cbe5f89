"""The bound that is true: 4^-k times the product of the weights' norms, for all widths and every depth."""

from sympy import Expr, Function, IndexedBase, Integer, Rational, Sum, oo

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import (
    Array,
    Counterexample,
    Declaration,
    Hypothesis,
    Index,
    Relation,
    Sequence,
    SizeFunction,
    Statement,
)
from .chains import D, steep_chain
from .layers import GRADIENT_FLOW, c, h, i, j, k, l, natural, quarter

# The bound that is true, for all widths d(k) and every depth.
d = Function("d", integer=True, positive=True)
W, s, p, N, P, g = (IndexedBase(name, real=True) for name in ("W", "s", "p", "N", "P", "g"))
layers = (h, Integer(0), oo)
every_layer = Index(l, Integer(0), oo)


def arriving(at: Expr, unit: Expr) -> Expr:
    """(W_at^T (s_at * p_at))_unit."""
    return Sum(W[at, i, unit] * s[at, i] * p[at, i], (i, 1, d(at)))


def passed(at: Expr) -> Expr:
    """|s_at * p_at|^2."""
    return Sum(s[at, i] ** 2 * p[at, i] ** 2, (i, 1, d(at)))


def squared(at: Expr) -> Expr:
    """|p_at|^2."""
    return Sum(p[at, i] ** 2, (i, 1, d(at)))


signals = Sequence(symbol=p, index=k, initial=g[j], successor=arriving(k, j), axes=((j, Integer(1), d(k)),))
norms = Sequence(symbol=P, index=k, initial=Integer(1), successor=P[k] * N[k] ** 2)
spectral = Hypothesis(
    name="|W_l^T u| <= N_l |u|",
    lhs=Sum(arriving(l, c) ** 2, (c, 1, d(l + 1))),
    relation=Relation.AT_MOST,
    rhs=N[l] ** 2 * passed(l),
    forall=(every_layer,),
    # one more than the squared Frobenius norm is above the spectral norm
    establish=(N[l], 1 + Sum(Sum(W[l, i, c] ** 2, (i, 1, d(l))), (c, 1, d(l + 1)))),
)
slope_above = Hypothesis(
    name="s <= 1/4",
    lhs=s[l, i],
    relation=Relation.AT_MOST,
    rhs=quarter,
    forall=(every_layer, Index(i, Integer(1), d(l))),
    establish=(s[l, i], 1 / (4 + s[l, i] ** 2)),
)
slope_below = Hypothesis(
    name="s >= -1/4",
    lhs=-quarter,
    relation=Relation.AT_MOST,
    rhs=s[l, i],
    forall=(every_layer, Index(i, Integer(1), d(l))),
    establish=slope_above.establish,
)
network: tuple[Declaration, ...] = (
    natural,
    SizeFunction(d),
    Array(W, (layers, (i, Integer(1), d(h)), (j, Integer(1), d(h + 1)))),
    Array(s, (layers, (i, Integer(1), d(h)))),
    Array(N, (layers,)),
    Array(g, ((i, Integer(1), d(0)),)),
    signals,
    norms,
)

_bound = Statement(
    where=network,
    given=(spectral, slope_above, slope_below),
    lhs=squared(k),
    relation=Relation.AT_MOST,
    rhs=Rational(1, 16) ** k * P[k] * squared(Integer(0)),
    text="|p_k|^2 <= 16^-k (N_0 ... N_{k-1})^2 |p_0|^2 for every depth k and all widths",
)
_induction = recursion.induction(_bound, k)
_step = _induction.step
_weighted = N[k] ** 2 * passed(k)
_missing = N[k] ** 2 * Sum(p[k, i] ** 2 * (quarter - s[k, i]) * (quarter + s[k, i]), (i, 1, d(k)))
_sixteenth = N[k] ** 2 * squared(k) / 16
_by_hypothesis = N[k] ** 2 * _bound.rhs / 16
_written = Sum(arriving(k, c) ** 2, (c, 1, d(k + 1)))
gradient_bounded_by_the_weights_norms = Claim(
    title="Through k sigmoid layers the gradient is at most 4^-k times the product of the weights' norms",
    ledger=("vg.bound",),
    sources=(GRADIENT_FLOW,),
    statement=_bound,
    derivation=(
        Step(
            statement=_induction.base,
            rule=Rule.NORMAL_FORM,
            reason="nothing is passed: both sides are |p_0|^2",
            data=((P, Integer(0)),),
        ),
        Step(
            statement=_step.but(relation=Relation.EQUAL, rhs=_written),
            rule=Rule.NORMAL_FORM,
            reason="p_{k+1} = W_k^T (s_k * p_k)",
            data=((p, k + 1),),
        ),
        Step(
            statement=_step.but(lhs=_written, rhs=_weighted), rule=Rule.NORMAL_FORM, reason="the spectral norm of W_k"
        ),
        Step(
            statement=_step.but(lhs=_weighted, rhs=_weighted + _missing),
            rule=Rule.NORMAL_FORM,
            reason="(1/4 - s)(1/4 + s) >= 0",
        ),
        Step(
            statement=_step.but(lhs=_weighted + _missing, relation=Relation.EQUAL, rhs=_sixteenth),
            rule=Rule.NORMAL_FORM,
            reason="s^2 + (1/4 - s)(1/4 + s) = 1/16",
        ),
        Step(
            statement=_step.but(lhs=_sixteenth, rhs=_by_hypothesis),
            rule=Rule.NORMAL_FORM,
            reason="induction hypothesis, times N_k^2 / 16",
        ),
        Step(
            statement=_step.but(lhs=_by_hypothesis, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="one more factor of the product",
            data=((P, k + 1),),
        ),
        Step(statement=_step, rule=Rule.CHAIN, reason="the six links", using=(1, 2, 3, 4, 5, 6)),
        Step(statement=_bound, rule=Rule.INDUCTION, reason="induction on the layers", using=(0, 7), data=k),
    ),
    as_stated=Statement(
        where=steep_chain,
        lhs=4**k * D[k],
        relation=Relation.AT_MOST,
        rhs=Integer(10**6),
        text="one constant C for every depth and all weights, |dL/dW_1| <= C 4^-(L-1); here C = 10^6 and a chain",
    ),
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(
        values={k: 8}, text="w = 8, b = -4, x = 1/2, 9 layers: 4^8 times the gradient 2^5; for any C some depth does"
    ),
    mutants=(
        Mutant(
            name="norms_forgotten",
            statement=_bound.but(rhs=Rational(1, 16) ** k * squared(Integer(0))),
            misconception="the weights do not enter the bound",
        ),
        Mutant(
            name="one_slope_too_many",
            statement=_bound.but(rhs=Rational(1, 16) ** (k + 1) * P[k] * squared(Integer(0))),
            misconception="one more slope than layers is counted",
        ),
        Mutant(
            name="norms_not_squared",
            statement=_bound.but(
                where=(
                    *network[:-1],
                    Sequence(symbol=P, index=k, initial=Integer(1), successor=P[k] / (1 + N[k] ** 2)),
                )
            ),
            misconception="the norms divide the bound",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="For bounded products of norms the printed bound holds; the source lets the weights be arbitrary.",
)
