"""Degenerate saddles: from a whole interval descent tends to an inflection point."""

from sympy import IndexedBase, Integer, Rational, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial
from ..kernel.statement import Counterexample, Domain, Hypothesis, Relation, Scalar, Sequence, Statement
from .run import eta, forwards, half, k

t = Symbol("t", real=True)
MINIMA = Source(Document.LECTURE_10, "Local vs Global Minima")

# R = theta^4/4 + theta^3/3 has a minimum at -1 and an inflection point at 0.
quartic = t**4 / 4 + t**3 / 3
p0, P = Symbol("p0", real=True), IndexedBase("P", real=True)
to_the_right = Hypothesis(name="t > 0", lhs=Integer(0), relation=Relation.LESS, rhs=t, establish=(t, 1 / (1 + t**2)))
_near = Hypothesis(name="t <= 1", lhs=t, relation=Relation.AT_MOST, rhs=Integer(1))
_short = Hypothesis(name="eta < 1/2", lhs=eta, relation=Relation.LESS, rhs=half, establish=(eta, 1 / (3 + eta**2)))
_stays = Statement(
    where=(Scalar(eta), Scalar(t)),
    given=(to_the_right, _near, forwards, _short),
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=t - eta * Partial(quartic, t),
    text="from 0 < theta <= 1 no step of descent on theta^4/4 + theta^3/3 passes the inflection point 0",
)
_kept = t * (1 - 2 * eta) + eta * t * (1 - t) * (1 + t) + eta * t * (1 - t)
descent_ends_at_an_inflection_point = Claim(
    title="From a whole interval descent tends to an inflection point, which is no local minimum",
    ledger=("gd.almost-always-local-min",),
    sources=(MINIMA,),
    statement=_stays,
    derivation=(
        Step(statement=_stays.but(rhs=_kept), rule=Rule.NORMAL_FORM, reason="0 < theta <= 1 and eta < 1/2"),
        Step(statement=_stays.but(lhs=_kept, relation=Relation.EQUAL), rule=Rule.NORMAL_FORM, reason="multiplied out"),
        Step(statement=_stays, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    as_stated=Statement(
        where=(
            Scalar(eta),
            Scalar(p0),
            Scalar(k, Domain.NATURAL),
            Sequence(symbol=P, index=k, initial=p0, successor=P[k] - eta * P[k] ** 2 * (P[k] + 1)),
        ),
        given=(
            forwards,
            _short,
            Hypothesis(name="k >= 4", lhs=Integer(4), relation=Relation.AT_MOST, rhs=k),
        ),
        lhs=P[k],
        relation=Relation.AT_MOST,
        rhs=Integer(0),
        text="descent reaches the neighbourhood of the local minimum -1 from almost every start; here within 4 steps",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={eta: Rational(1, 10), p0: half, k: 4}, text="from 1/2 the iterates fall towards 0 and never pass it"
    ),
    mutants=(
        Mutant(
            name="every_step_size",
            statement=_stays.without(_short),
            misconception="the inflection point holds for every step size",
            witness=Counterexample(values={eta: 1, t: 1}, text="from 1 to -1"),
        ),
        Mutant(
            name="from_everywhere",
            statement=_stays.without(_near),
            misconception="it holds from every positive start",
            witness=Counterexample(values={eta: Rational(1, 4), t: 3}, text="from 3 to -6"),
        ),
        Mutant(
            name="uphill",
            statement=_stays.but(lhs=t),
            misconception="the iterates move away from the inflection point",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The theorem (Lee et al. 2016) needs saddles to be strict: a negative eigenvalue of the Hessian.",
)
_closer = _stays.but(
    given=(to_the_right, forwards), lhs=_stays.rhs, rhs=t, text="every step from theta > 0 goes to the left"
)
descent_moves_towards_the_inflection_point = Claim(
    title="On its right every step of descent goes towards the inflection point",
    ledger=("gd.almost-always-local-min",),
    sources=(MINIMA,),
    statement=_closer,
    derivation=(Step(statement=_closer, rule=Rule.SCALAR_NORMAL_FORM, reason="theta^2 (theta + 1) > 0"),),
    mutants=(
        Mutant(
            name="halved",
            statement=_closer.but(rhs=t / 2),
            misconception="the distance is halved in every step",
        ),
        Mutant(
            name="from_both_sides",
            statement=_closer.without(to_the_right),
            misconception="0 attracts from both sides",
        ),
    ),
    expected=Conclusion.PROVED,
)
_not_minimal = Statement(
    where=(Scalar(t),),
    given=(to_the_right, _near),
    lhs=quartic.xreplace({t: -t}),
    relation=Relation.LESS,
    rhs=Integer(0),
    text="R(-t) < 0 = R(0) for 0 < t <= 1",
)
_shifted = _not_minimal.lhs + t**3 * (1 - t) / 4
inflection_point_is_no_local_minimum = Claim(
    title="The inflection point is no local minimum: the loss is smaller just to its left",
    ledger=("gd.almost-always-local-min",),
    sources=(MINIMA,),
    statement=_not_minimal,
    derivation=(
        Step(
            statement=_not_minimal.but(relation=Relation.AT_MOST, rhs=_shifted),
            rule=Rule.NORMAL_FORM,
            reason="0 < t <= 1",
        ),
        Step(
            statement=_not_minimal.but(lhs=_shifted, relation=Relation.EQUAL, rhs=-(t**3) / 12),
            rule=Rule.NORMAL_FORM,
            reason="t^4/4 - t^3/3 + t^3 (1 - t)/4",
        ),
        Step(statement=_not_minimal.but(lhs=-(t**3) / 12), rule=Rule.NORMAL_FORM, reason="t > 0"),
        Step(statement=_not_minimal, rule=Rule.CHAIN, reason="the three links", using=(0, 1, 2)),
    ),
    mutants=(
        Mutant(
            name="on_the_right",
            statement=_not_minimal.but(lhs=quartic),
            misconception="the loss falls on both sides, as at a maximum",
        ),
        Mutant(
            name="for_all",
            statement=_not_minimal.without(_near),
            misconception="the loss is unbounded below",
            witness=Counterexample(values={t: 2}, text="R(-2) = 4/3"),
        ),
    ),
    expected=Conclusion.PROVED,
)
