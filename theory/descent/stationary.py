"""Where it leads: gradients tend to zero on losses that are bounded below; the iterates need not tend to anything."""

from sympy import IndexedBase, Integer, Rational, Symbol

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Partial, softplus
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Sequence, Statement
from .run import (
    ALGORITHM,
    L,
    R,
    eta,
    every_step,
    forwards,
    g,
    half,
    j,
    k,
    l,
    least,
    n,
    smooth,
    squared_gradient,
    upper_model,
    values_and_gradients,
)

S = IndexedBase("S", real=True)
epsilon, t = Symbol("epsilon", real=True), Symbol("t", real=True)
total = Sequence(symbol=S, index=k, initial=Integer(0), successor=S[k] + squared_gradient(k))
stable = Hypothesis(name="eta L < 2", lhs=eta * L, relation=Relation.LESS, rhs=Integer(2), establish=(L, 1 / eta))
gain = eta * (1 - half * eta * L)
# The sampler lets every step gain more than the model promises.
falling = smooth(R[l], epsilon - (1 + gain) * S[l])

_sum = Statement(
    where=(*values_and_gradients, Scalar(epsilon), total),
    given=(forwards, stable, falling),
    lhs=S[k],
    relation=Relation.AT_MOST,
    rhs=(R[0] - R[k]) / gain,
    text="|g_0|^2 + ... + |g_{k-1}|^2 <= (R_0 - R_k) / (eta (1 - eta L / 2))",
)
_induction = recursion.induction(_sum, k)
_one_more = S[k] + squared_gradient(k)
_after = _sum.rhs + squared_gradient(k)
_gained = _after + (upper_model(k) - R[k + 1]) / gain
telescoped = (
    Step(statement=_induction.base, rule=Rule.NORMAL_FORM, reason="the empty sum", data=((S, Integer(0)),)),
    Step(
        statement=_induction.step.but(relation=Relation.EQUAL, rhs=_one_more),
        rule=Rule.NORMAL_FORM,
        reason="one more square",
        data=((S, k + 1),),
    ),
    Step(
        statement=_induction.step.but(lhs=_one_more, rhs=_after), rule=Rule.NORMAL_FORM, reason="induction hypothesis"
    ),
    Step(
        statement=_induction.step.but(lhs=_after, rhs=_gained),
        rule=Rule.NORMAL_FORM,
        reason="the upper model at step k",
    ),
    Step(
        statement=_induction.step.but(lhs=_gained, relation=Relation.EQUAL),
        rule=Rule.NORMAL_FORM,
        reason="the squares cancel",
    ),
    Step(statement=_induction.step, rule=Rule.CHAIN, reason="the four links", using=(1, 2, 3, 4)),
    Step(statement=_sum, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 5), data=k),
)
bounded_below = Hypothesis(
    name="R_k >= m", lhs=least, relation=Relation.AT_MOST, rhs=R[k], establish=(least, R[k] - epsilon**2)
)
_finite = _sum.but(
    where=(*_sum.where, Scalar(least)),
    given=(*_sum.given, bounded_below),
    rhs=(R[0] - least) / gain,
    text="|g_0|^2 + ... + |g_{k-1}|^2 <= (R_0 - m) / (eta (1 - eta L / 2)) for every k if R >= m: so g_k tends to 0",
)
_large = Hypothesis(
    name="epsilon <= |g_l|^2",
    lhs=epsilon,
    relation=Relation.AT_MOST,
    rhs=squared_gradient(l),
    forall=(every_step,),
    establish=(g[l, j], -Integer(1)),
)
squared_gradients_have_a_bounded_sum = Claim(
    title="On a loss bounded below the squared gradients of any number of steps have a bounded sum, so they tend to 0",
    ledger=("gd.gradient-to-zero",),
    sources=(ALGORITHM,),
    statement=_finite,
    derivation=(
        *telescoped,
        Step(
            statement=_finite.but(lhs=_sum.rhs, rhs=_sum.rhs + (R[k] - least) / gain),
            rule=Rule.NORMAL_FORM,
            reason="R_k >= m",
        ),
        Step(
            statement=_finite.but(lhs=_sum.rhs + (R[k] - least) / gain, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="R_k cancels",
        ),
        Step(statement=_finite, rule=Rule.CHAIN, reason="the three lines", using=(6, 7, 8)),
    ),
    as_stated=Statement(
        where=(*values_and_gradients, Scalar(epsilon)),
        given=(forwards, stable, smooth(R[l], -l), _large),
        lhs=epsilon,
        relation=Relation.AT_MOST,
        rhs=Integer(0),
        text="a Lipschitz gradient is enough: no epsilon > 0 stays below the squared gradient for ever",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 1, eta: 1, L: 0, epsilon: 1},
        text="R = -theta: the gradient is -1 for ever, R_l = -l",
    ),
    mutants=(
        Mutant(
            name="curvature_helps",
            statement=_sum.but(rhs=(R[0] - R[k]) / (eta * (2 + half * eta * L))),
            misconception="a step gains eta |g|^2 and more",
        ),
        Mutant(
            name="any_step_size",
            statement=_finite.without(stable),
            misconception="the gradients tend to 0 for every step size",
            witness=Counterexample(
                values={
                    n: 1,
                    k: 1,
                    eta: 3,
                    L: 1,
                    least: 0,
                    g: tuple(((-2) ** done,) for done in range(12)),
                    R: tuple(half * 4**done for done in range(12)),
                },
                text="R = theta^2/2 with step 3: the iterates are 1, -2, 4, ...",
            ),
        ),
        Mutant(
            name="without_the_model",
            statement=_finite.without(falling),
            misconception="a gradient step lowers every loss",
            witness=Counterexample(
                values={
                    n: 1,
                    k: 1,
                    eta: 1,
                    L: 1,
                    least: 0,
                    g: ((108,),),
                    R: (81, 105**4),
                },
                text="R = theta^4 from 3 with step 1: the next iterate is -105",
            ),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Network losses are smooth on bounded sets only: for (ab - 1)^2/2 the curvature in a is b^2.",
)

_slope = Statement(
    where=(Scalar(t),),
    lhs=Partial(softplus(-t), t),
    relation=Relation.LESS,
    rhs=Integer(0),
    text="d/dt log(1 + exp(-t)) < 0 for every t",
)
logistic_loss_of_a_separable_sample_has_no_stationary_point = Claim(
    title="The logistic loss of one sample falls for ever: its gradient tends to 0 and is 0 nowhere",
    ledger=("gd.gradient-to-zero", "gd.convex-any-start"),
    sources=(ALGORITHM,),
    statement=_slope,
    derivation=(Step(statement=_slope, rule=Rule.SCALAR_NORMAL_FORM, reason="minus a logistic function"),),
    mutants=(
        Mutant(
            name="stationary_somewhere",
            statement=_slope.but(relation=Relation.EQUAL),
            misconception="where gradients tend to zero there is a stationary point",
        ),
        Mutant(
            name="bounded_away",
            statement=_slope.but(rhs=-Rational(1, 100)),
            misconception="the gradient stays away from zero",
            witness=Counterexample(values={t: 10}, text="at 10 the slope is -4.5e-5"),
        ),
    ),
    expected=Conclusion.PROVED,
    note="So descent on it has gradients that tend to 0 and iterates that tend to no stationary point.",
)
