"""Which way is steepest: along the gradient for the Euclidean length, along its signs for the largest coordinate."""

from sympy import IndexedBase, Integer, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import Counterexample, Hypothesis, Index, Relation, Size, Statement, array
from .run import DESCENT, half, j, n

q = Symbol("q", integer=True)
G, v = IndexedBase("g", real=True), IndexedBase("v", real=True)
along = Sum(G[j] * v[j], (j, 1, n))
length = Sum(G[j] ** 2, (j, 1, n))
_cauchy = Statement(
    where=(Size(n), array(G, n), array(v, n)),
    lhs=along**2,
    relation=Relation.AT_MOST,
    rhs=length * Sum(v[j] ** 2, (j, 1, n)),
    text="|g.v| <= |g| |v|: no direction of Euclidean length 1 has a larger slope than g/|g|, whose slope is |g|",
)
_lagrange = half * Sum(Sum((G[j] * v[q] - G[q] * v[j]) ** 2, (q, 1, n)), (j, 1, n))
gradient_is_the_steepest_direction = Claim(
    title="Among directions of one Euclidean length none is steeper than the gradient",
    ledger=("gd.steepest-direction",),
    sources=(DESCENT,),
    statement=_cauchy,
    derivation=(
        Step(statement=_cauchy.but(rhs=_cauchy.lhs + _lagrange), rule=Rule.NORMAL_FORM, reason="a sum of squares"),
        Step(
            statement=_cauchy.but(lhs=_cauchy.lhs + _lagrange, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="Lagrange's identity",
        ),
        Step(statement=_cauchy, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    as_stated=Statement(
        where=(Size(n), array(G, n), array(v, n)),
        given=(
            Hypothesis(
                name="|v_j| <= 1",
                lhs=v[q] ** 2,
                relation=Relation.AT_MOST,
                rhs=Integer(1),
                forall=(Index(q, Integer(1), n),),
                establish=(v[q], v[q] / (1 + v[q] ** 2)),
            ),
        ),
        lhs=along**2,
        relation=Relation.AT_MOST,
        rhs=length,
        text="the gradient is the steepest direction, however lengths are measured; here by the largest coordinate",
    ),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={n: 2, G: (1, 2), v: (1, 1)},
        text="g = (1, 2): its signs have the slope 3, g has sqrt 5",
    ),
    mutants=(
        Mutant(
            name="not_squared",
            statement=_cauchy.but(rhs=length),
            misconception="the length of the direction does not matter",
        ),
        Mutant(
            name="strictly",
            statement=_cauchy.but(relation=Relation.LESS),
            misconception="every other direction is less steep, also opposite ones and for g = 0",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Where the gradient is zero there is no steepest direction.",
)
