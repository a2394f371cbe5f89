"""Step sizes that fall: 1/(k + 1) makes SGD the sample mean, and steps with a finite sum freeze half-way."""

from sympy import IndexedBase, Integer, Symbol, oo

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import Array, Counterexample, Relation, Sequence, Statement
from .run import DESCENT, half, k, natural

i = Symbol("i", integer=True)
start = Symbol("theta0", real=True)
theta, xi, S, P = (IndexedBase(name, real=True) for name in ("theta", "xi", "S", "P"))

# SGD on (theta - xi_k)^2 / 2 with the step size 1/(k + 1); the first step, of size 1, leads from anywhere to xi_0.
_mean = Statement(
    where=(
        natural,
        Array(xi, ((i, Integer(0), oo),)),
        Sequence(symbol=theta, index=k, initial=xi[0], successor=theta[k] - (theta[k] - xi[k + 1]) / (k + 2)),
        Sequence(symbol=S, index=k, initial=xi[0], successor=S[k] + xi[k + 1]),
    ),
    lhs=theta[k],
    rhs=S[k] / (k + 1),
    text="after steps of sizes 1, 1/2, 1/3, ... theta is the mean of the samples seen",
)
_made = recursion.induction(_mean, k)
falling_steps_average_the_samples = Claim(
    title="SGD on squared distances with the step sizes 1, 1/2, 1/3, ... is the mean of the samples seen",
    ledger=("gd.lr-schedules",),
    sources=(DESCENT,),
    statement=_mean,
    derivation=(
        Step(
            statement=_made.base,
            rule=Rule.NORMAL_FORM,
            reason="one sample",
            data=((theta, Integer(0)), (S, Integer(0))),
        ),
        Step(
            statement=_made.step,
            rule=Rule.NORMAL_FORM,
            reason="one more sample",
            data=((theta, k + 1), (S, k + 1)),
        ),
        Step(statement=_mean, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 1), data=k),
    ),
    mutants=(
        Mutant(
            name="constant_step",
            statement=_mean.but(
                where=tuple(
                    Sequence(symbol=theta, index=k, initial=xi[0], successor=half * theta[k] + half * xi[k + 1])
                    if isinstance(d, Sequence) and d.symbol == theta
                    else d
                    for d in _mean.where
                )
            ),
            misconception="a constant step averages as well",
        ),
        Mutant(
            name="off_by_one",
            statement=_mean.but(rhs=S[k] / (k + 2)),
            misconception="the start counts as a sample",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Descent on theta^2 / 2 from 1 with the step sizes 1/(k + 2)^2, whose sum is finite.
frozen = Sequence(symbol=P, index=k, initial=Integer(1), successor=P[k] - P[k] / (k + 2) ** 2)
_freezes = Statement(
    where=(natural, frozen),
    lhs=P[k],
    rhs=(k + 2) / (2 * (k + 1)),
    text="with steps 1/4, 1/9, 1/16, ... the error in theta^2/2 is (k + 2)/(2 (k + 1)) and tends to 1/2",
)
schedule_with_a_finite_sum_freezes = Claim(
    title="Step sizes with a finite sum can stop descent half-way, on a parabola",
    ledger=("gd.lr-schedules",),
    sources=(DESCENT,),
    statement=_freezes,
    derivation=(Step(statement=_freezes, rule=Rule.RECURSION, reason="(1 - 1/m^2) = (m - 1)(m + 1)/m^2"),),
    as_stated=_freezes.but(
        relation=Relation.AT_MOST,
        rhs=10 / (k + 10),
        text="falling step sizes bring stable convergence to the minimum; here: an error of at most 10/(k + 10)",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={k: 40}, text="after 40 steps the error is 21/41, more than half"),
    mutants=(
        Mutant(
            name="arrives",
            statement=_freezes.but(rhs=1 / (k + 1)),
            misconception="any falling schedule reaches the minimum",
        ),
        Mutant(
            name="does_not_move",
            statement=_freezes.but(rhs=Integer(1)),
            misconception="steps with a finite sum do not move at all",
        ),
        Mutant(
            name="one_step_behind",
            statement=_freezes.but(rhs=(k + 3) / (2 * (k + 2))),
            misconception="off by one in the number of steps",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The step sizes must have an infinite sum; a geometric schedule, which falls faster still, has a finite one.",
)
