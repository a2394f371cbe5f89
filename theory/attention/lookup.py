"""Attention as a soft look-up: how near it comes to the best match's value, and what weights say about outputs.

One key with score t and value v beside m others with scores s_l and values u_l, at the inverse temperature beta.
Sources: Lim 2025, Lecture 10, slide "Attention Mechanism - Core Concepts"; The Depth Challenge, section 19.
"""

from sympy import IndexedBase, Integer, Rational, Sum, Symbol, exp

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Size, Statement, array
from .notation import l, m, upto

beta, t, v, B = (Symbol(name, real=True) for name in ("beta", "t", "v", "B"))
s, u = IndexedBase("s", real=True), IndexedBase("u", real=True)
CORE = Source(Document.LECTURE_10, "Attention Mechanism - Core Concepts")
HEATMAPS = Source(Document.DEPTH_CHALLENGE, "19. Visualization: Feature Maps, Attention Heatmaps")
INNOVATIONS = Source(Document.LECTURE_10, "Positional Encoding and Key Innovations")

best = exp(beta * t)
others = Sum(exp(beta * s[l]), (l, 1, m))
read = (best * v + Sum(exp(beta * s[l]) * u[l], (l, 1, m))) / (best + others)
near = Hypothesis(
    name="u <= v + B",
    lhs=u[l],
    relation=Relation.AT_MOST,
    rhs=v + B,
    forall=(upto(l, m),),
    establish=(u[l], v + B - u[l] ** 2),
)
spread = Hypothesis(name="B >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=B, establish=(B, B**2))
_lookup = Statement(
    where=(Size(m), Scalar(beta), Scalar(t), Scalar(v), Scalar(B), array(s, m), array(u, m)),
    given=(near, spread),
    lhs=read,
    relation=Relation.AT_MOST,
    rhs=v + B * Sum(exp(-beta * (t - s[l])), (l, 1, m)),
    text="what is read exceeds v by at most B sum_l exp(-beta (t - s_l)), B a bound of the values' differences",
)
_short = Sum(exp(beta * s[l]) * (v + B - u[l]), (l, 1, m)) / (best + others)
_share = v + B * others / (best + others)
_ratio = v + B * others * exp(-beta * t)
soft_lookup_error_falls_exponentially_in_the_gap = Claim(
    title="A soft look-up misses the best match's value by at most B times the sum of exp(-beta gap)",
    ledger=("att.soft-lookup",),
    sources=(CORE,),
    statement=_lookup,
    derivation=(
        Step(
            statement=_lookup.but(rhs=read + _short),
            rule=Rule.NORMAL_FORM,
            reason="positive weights times v + B - u >= 0",
        ),
        Step(
            statement=_lookup.but(lhs=read + _short, relation=Relation.EQUAL, rhs=_share),
            rule=Rule.NORMAL_FORM,
            reason="collected: B times the share of the others",
        ),
        Step(
            statement=_lookup.but(lhs=_share, rhs=_ratio),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="the denominator is at least exp(beta t)",
        ),
        Step(
            statement=_lookup.but(lhs=_ratio, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="exp(-beta t) goes into the sum",
        ),
        Step(statement=_lookup, rule=Rule.CHAIN, reason="the four links", using=(0, 1, 2, 3)),
    ),
    mutants=(
        Mutant(
            name="hard_lookup",
            statement=_lookup.but(rhs=v),
            misconception="the best match's value is read as it is",
        ),
        Mutant(
            name="inverse_temperature_inverted",
            statement=_lookup.but(rhs=v + B * Sum(exp(beta * (t - s[l])), (l, 1, m))),
            misconception="small beta makes the look-up hard",
            witness=Counterexample(
                values={m: 1, beta: 1, t: -3, v: 0, B: 1, s: (0,), u: (1,)},
                text="the other score is higher by 3: nearly 1 is read, e^-3 is allowed",
            ),
        ),
    ),
    expected=Conclusion.PROVED,
    note="The same from below, with -v and -u. The bound says something where t is the highest score.",
)

# Weights and outputs: values at three keys, v_1, v_2 and their mean, so that (1, 1, -2) is not seen.
a1, a2, a3, h, v1, v2 = (Symbol(name, real=True) for name in ("a1", "a2", "a3", "h", "v1", "v2"))
mean = (v1 + v2) / 2
_same = Statement(
    where=tuple(Scalar(x) for x in (a1, a2, a3, h, v1, v2)),
    lhs=(a1 + h) * v1 + (a2 + h) * v2 + (a3 - 2 * h) * mean,
    rhs=a1 * v1 + a2 * v2 + a3 * mean,
    text="weights (a_1 + h, a_2 + h, a_3 - 2h) have the sum and the output of (a_1, a_2, a_3), for every h",
)
different_attention_weights_can_give_the_same_output = Claim(
    title="An output does not determine its attention weights: weights can move and leave it as it is",
    ledger=("att.interpretability",),
    sources=(HEATMAPS, INNOVATIONS),
    statement=_same,
    derivation=(Step(statement=_same, rule=Rule.SCALAR_NORMAL_FORM, reason="h v_1 + h v_2 - 2h (v_1 + v_2)/2 = 0"),),
    as_stated=_same.but(
        given=(Hypothesis(name="h != 0", lhs=h),),
        relation=Relation.NOT_EQUAL,
        text="attention weights explain the output: other weights, another output",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={a1: Rational(1, 4), a2: Rational(1, 4), a3: Rational(1, 2), h: Rational(1, 5), v1: 0, v2: 2},
        text="values 0, 2, 1: weights (0.25, 0.25, 0.5) and (0.45, 0.45, 0.1) both read 1",
    ),
    mutants=(
        Mutant(
            name="any_change",
            statement=_same.but(lhs=(a1 + h) * v1 + a2 * v2 + a3 * mean),
            misconception="no change of the weights is seen",
        ),
        Mutant(
            name="sum_not_kept",
            statement=_same.but(lhs=(a1 + h) * v1 + (a2 + h) * v2 + (a3 - h) * mean),
            misconception="the third weight gives up only half of what the others gain",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Weights are determined where the rows (v_j, 1) are independent; beyond r + 1 keys of r values they are not.",
)
