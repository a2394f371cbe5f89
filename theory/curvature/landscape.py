"""How many critical points are minima, for separable losses sum r(x_i) in k dimensions.

Their critical points are all combinations of those of r; a combination is a minimum where all its coordinates are.
"""

from sympy import (
    IndexedBase,
    Integer,
    Symbol,
)

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import (
    Counterexample,
    Domain,
    Hypothesis,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
)
from .newton import SECOND_ORDER

# r has c critical points, m of them minima.
minima, critical = (Symbol(name, integer=True, positive=True) for name in ("m", "c"))
k = Symbol("k", integer=True, nonnegative=True)
M, C = IndexedBase("M", real=True), IndexedBase("C", real=True)
landscape = (
    Size(minima),
    Size(critical),
    Scalar(k, Domain.NATURAL),
    Sequence(symbol=M, index=k, initial=Integer(1), successor=minima * M[k]),
    Sequence(symbol=C, index=k, initial=Integer(1), successor=critical * C[k]),
)
barriers = Hypothesis(name="3 m <= 2 c", lhs=3 * minima, relation=Relation.AT_MOST, rhs=2 * critical)
_rare = Statement(
    where=landscape,
    given=(barriers,),
    lhs=3**k * M[k],
    relation=Relation.AT_MOST,
    rhs=2**k * C[k],
    text="if at most two in three critical points of r are minima, then at most (2/3)^k in k dimensions",
)
_powers = _rare.but(lhs=3**k * minima**k, rhs=2**k * critical**k, text="(3m)^k <= (2c)^k")
_made = recursion.induction(_powers, k)
_known = 3 * minima * _powers.rhs
_more = _known + (2 * critical - 3 * minima) * _powers.rhs
minima_are_rare_where_every_coordinate_has_a_barrier = Claim(
    title="In a separable landscape with barriers the share of minima among critical points falls as (2/3)^k",
    ledger=("so.minima-rare",),
    sources=(SECOND_ORDER,),
    statement=_rare,
    derivation=(
        Step(
            statement=_rare.but(given=(), lhs=M[k], relation=Relation.EQUAL, rhs=minima**k),
            rule=Rule.RECURSION,
            reason="m choices in every coordinate",
        ),
        Step(
            statement=_rare.but(given=(), lhs=C[k], relation=Relation.EQUAL, rhs=critical**k),
            rule=Rule.RECURSION,
            reason="c choices in every coordinate",
        ),
        Step(statement=_made.base, rule=Rule.NORMAL_FORM, reason="one point in no dimension"),
        Step(
            statement=_made.step.but(relation=Relation.EQUAL, rhs=3 * minima * _powers.lhs),
            rule=Rule.NORMAL_FORM,
            reason="one more factor",
        ),
        Step(
            statement=_made.step.but(lhs=3 * minima * _powers.lhs, rhs=_known),
            rule=Rule.NORMAL_FORM,
            reason="induction hypothesis times 3 m",
        ),
        Step(statement=_made.step.but(lhs=_known, rhs=_more), rule=Rule.NORMAL_FORM, reason="3 m <= 2 c"),
        Step(
            statement=_made.step.but(lhs=_more, relation=Relation.EQUAL), rule=Rule.NORMAL_FORM, reason="multiplied out"
        ),
        Step(statement=_made.step, rule=Rule.CHAIN, reason="the four links", using=(3, 4, 5, 6)),
        Step(statement=_powers, rule=Rule.INDUCTION, reason="induction on the dimension", using=(2, 7), data=k),
        Step(
            statement=_rare.but(relation=Relation.EQUAL, rhs=_powers.lhs),
            rule=Rule.NORMAL_FORM,
            reason="the number of minima",
            using=(0,),
        ),
        Step(
            statement=_rare.but(lhs=_powers.rhs, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="the number of critical points",
            using=(1,),
        ),
        Step(statement=_rare, rule=Rule.CHAIN, reason="the three lines", using=(9, 8, 10)),
    ),
    as_stated=_rare.but(
        given=(Hypothesis(name="k >= 10", lhs=Integer(10), relation=Relation.AT_MOST, rhs=k),),
        lhs=2 * M[k],
        rhs=C[k],
        text="in high dimensions, here ten and more, most critical points are no minima",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={minima: 1, critical: 1, k: 10}, text="x_1^2 + ... + x_10^2 has one critical point, its minimum"
    ),
    mutants=(
        Mutant(
            name="any_landscape",
            statement=_rare.without(barriers),
            misconception="high dimension alone makes minima rare",
            witness=Counterexample(values={minima: 1, critical: 1, k: 2}, text="a convex bowl"),
        ),
        Mutant(
            name="none_left",
            statement=_rare.but(lhs=4**k * M[k]),
            misconception="the share falls as (1/2)^k, as for fair and independent signs",
            witness=Counterexample(values={minima: 2, critical: 3, k: 2}, text="sum (x_i^2 - 1)^2: 4 of 9"),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="sum (x_i^2 - 1)^2 has 2^k minima among 3^k critical points: rare, and exponentially many.",
)
