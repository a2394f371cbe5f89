"""How fast: 1/k on convex losses with a Lipschitz gradient and a minimiser, geometrically on strongly convex ones."""

from sympy import Integer, Rational

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Statement, array
from .run import (
    CONVEXITY,
    L,
    R,
    eta,
    every_step,
    forwards,
    g,
    half,
    iterates,
    j,
    k,
    l,
    least,
    mu,
    n,
    s,
    short_steps,
    slope_away,
    smooth,
    squared_distance,
    squared_gradient,
    start,
    upper_model,
    values_and_gradients,
    x,
    x0,
)

run = (*values_and_gradients, Scalar(least), array(s, n), array(x0, n), iterates)
# The sampler's loss: (L/4)|x - s|^2, of which all of this holds.
model = smooth(g[l, j], half * L * (x[l, j] - s[j]))
convex = Hypothesis(
    name="R_l + g_l.(s - x_l) <= R(s)",
    lhs=R[l] - slope_away(l),
    relation=Relation.AT_MOST,
    rhs=least,
    forall=(every_step,),
    establish=(R[l], least + L * squared_distance(l) / 4),
)
_potential = Statement(
    where=run,
    given=(forwards, short_steps, model, convex),
    lhs=2 * eta * k * (R[k] - least) + squared_distance(k),
    relation=Relation.AT_MOST,
    rhs=start,
    text="2 eta k (R_k - R(s)) + |x_k - s|^2 <= |x_0 - s|^2, for every point s and step size eta <= 1/L",
)
_rate = _potential.but(
    lhs=2 * eta * k * (R[k] - least),
    text="R_k - R(s) <= |x_0 - s|^2 / (2 eta k): an excess eps needs at most |x_0 - s|^2 / (2 eta eps) steps",
)
_induction = recursion.induction(_potential, k)
_next = _induction.step
_written = 2 * eta * (k + 1) * (R[k + 1] - least) + squared_distance(k) - 2 * eta * slope_away(k)
_written += eta**2 * squared_gradient(k)
_by_model = 2 * eta * (k + 1) * (upper_model(k) - R[k + 1])
_by_step = (k + 1) * eta**2 * squared_gradient(k) * (1 - eta * L)
_by_tangent = 2 * eta * (least - (R[k] - slope_away(k)))
_left_over = k * eta**2 * squared_gradient(k)
_sum = _written + _by_model + _by_step + _by_tangent + _left_over
potential = (
    Step(statement=_induction.base, rule=Rule.NORMAL_FORM, reason="k = 0", data=((x, Integer(0)),)),
    Step(
        statement=_next.but(relation=Relation.EQUAL, rhs=_written),
        rule=Rule.NORMAL_FORM,
        reason="x_{k+1} = x_k - eta g_k",
        data=((x, k + 1),),
    ),
    Step(
        statement=_next.but(lhs=_written, rhs=_sum),
        rule=Rule.NORMAL_FORM,
        reason="the upper model, eta L <= 1, the tangent below the graph, and a square",
    ),
    Step(
        statement=_next.but(lhs=_sum, relation=Relation.EQUAL, rhs=_potential.lhs),
        rule=Rule.NORMAL_FORM,
        reason="multiplied out",
    ),
    Step(statement=_next.but(lhs=_potential.lhs), rule=Rule.NORMAL_FORM, reason="induction hypothesis"),
    Step(statement=_next, rule=Rule.CHAIN, reason="the four links", using=(1, 2, 3, 4)),
    Step(statement=_potential, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 5), data=k),
)


def huber(steps: int) -> Counterexample:
    """R = |x| - 1/2 beyond |x| = 1, else x^2/2, from x_0 = 2 K + 1 with step size 1 = 1/L: every step has length 1."""
    start = 2 * steps + 1
    places = [max(start - done, 0) for done in range(12)]
    return Counterexample(
        values={
            n: 1,
            k: steps,
            eta: 1,
            L: 1,
            least: 0,
            s: (0,),
            x0: (start,),
            g: tuple((min(place, 1),) for place in places),
            R: tuple(max(place - half, Integer(0)) for place in places),
        },
        text=f"Huber's loss from {start}: after {steps} steps its excess is still {start**2}/{4 * steps + 2}",
    )


convex_rate_one_over_k = Claim(
    title="On a convex loss with L-Lipschitz gradient the excess after k steps is at most |x_0 - s|^2 / (2 eta k)",
    ledger=("gd.convex-rate",),
    sources=(CONVEXITY,),
    statement=_rate,
    derivation=(
        *potential,
        Step(
            statement=_rate.but(rhs=_potential.lhs),
            rule=Rule.NORMAL_FORM,
            reason="a squared distance is not negative",
        ),
        Step(statement=_rate, rule=Rule.CHAIN, reason="the two lines", using=(7, 6)),
    ),
    as_stated=_rate.but(
        given=(forwards, convex), text="convexity alone gives the rate: nothing is said of the gradient or the step"
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={
            n: 1,
            k: 3,
            eta: Rational(1, 5),
            L: 5,
            least: 0,
            s: (0,),
            x0: (Rational(3, 10),),
            g: tuple((sign,) for sign in (1, *(1, -1) * 6)),
            R: (Rational(3, 10), *(Rational(1, 10),) * 12),
        },
        text="R = |theta|, step 1/5, from 3/10: the iterates 1/10, -1/10, 1/10, ... never come nearer to 0",
    ),
    mutants=(
        Mutant(
            name="quarter_of_the_bound",
            statement=_rate.but(lhs=4 * _rate.lhs),
            misconception="the constant of the rate can be divided by four",
            witness=huber(1),
        ),
        Mutant(
            name="one_over_k_squared",
            statement=_rate.but(lhs=k * _rate.lhs),
            misconception="plain descent has the rate 1/k^2 of Nesterov's acceleration",
            witness=huber(3),
        ),
        Mutant(
            name="any_step_size",
            statement=_rate.without(short_steps),
            misconception="the rate holds for every step size",
            witness=Counterexample(
                values={
                    n: 1,
                    k: 1,
                    eta: 3,
                    L: 1,
                    least: 0,
                    s: (0,),
                    x0: (1,),
                    g: tuple(((-2) ** done,) for done in range(12)),
                    R: tuple(half * 4**done for done in range(12)),
                },
                text="R = theta^2/2 with step 3: the iterates are 1, -2, 4, ...",
            ),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The worst loss of this class has the excess L |x_0 - s|^2 / (4 k + 2) (Drori and Teboulle 2014).",
)

# Strong convexity lifts the tangent by mu |x_l - s|^2 / 2; s is the minimiser.
_minimum = Hypothesis(
    name="R(s) <= R_{l+1}",
    lhs=least,
    relation=Relation.AT_MOST,
    rhs=R[l + 1],
    forall=(every_step,),
    establish=convex.establish,
)
_strong = Hypothesis(
    name="R_l + g_l.(s - x_l) + mu |x_l - s|^2 / 2 <= R(s)",
    lhs=R[l] - slope_away(l) + half * mu * squared_distance(l),
    relation=Relation.AT_MOST,
    rhs=least,
    forall=(every_step,),
    establish=convex.establish,
)
_not_beyond = Hypothesis(
    name="eta mu <= 1", lhs=eta * mu, relation=Relation.AT_MOST, rhs=Integer(1), establish=(mu, 1 / (2 * eta))
)
_geometric = Statement(
    where=(*run, Scalar(mu)),
    given=(forwards, short_steps, model, _not_beyond, _strong, _minimum),
    lhs=squared_distance(k),
    relation=Relation.AT_MOST,
    rhs=(1 - eta * mu) ** k * start,
    text="|x_k - s|^2 <= (1 - eta mu)^k |x_0 - s|^2 on mu-strongly convex losses, for step sizes up to 1/L",
)
_steps = recursion.induction(_geometric, k)
_moved = squared_distance(k) - 2 * eta * slope_away(k) + eta**2 * squared_gradient(k)
_missing = (
    2 * eta * (upper_model(k) - R[k + 1])
    + eta**2 * squared_gradient(k) * (1 - eta * L)
    + 2 * eta * (least - (R[k] - slope_away(k) + half * mu * squared_distance(k)))
    + 2 * eta * (R[k + 1] - least)
)
_shrunk = (1 - eta * mu) * squared_distance(k)
_bounded = (1 - eta * mu) * _geometric.rhs
strongly_convex_rate_is_geometric = Claim(
    title="On a mu-strongly convex loss the squared distance shrinks by 1 - eta mu in every step",
    ledger=("gd.convex-rate",),
    sources=(CONVEXITY,),
    statement=_geometric,
    derivation=(
        Step(statement=_steps.base, rule=Rule.NORMAL_FORM, reason="k = 0", data=((x, Integer(0)),)),
        Step(
            statement=_steps.step.but(relation=Relation.EQUAL, rhs=_moved),
            rule=Rule.NORMAL_FORM,
            reason="x_{k+1} = x_k - eta g_k",
            data=((x, k + 1),),
        ),
        Step(
            statement=_steps.step.but(lhs=_moved, rhs=_moved + _missing),
            rule=Rule.NORMAL_FORM,
            reason="the upper model, eta L <= 1, the lifted tangent, and the minimum",
        ),
        Step(
            statement=_steps.step.but(lhs=_moved + _missing, relation=Relation.EQUAL, rhs=_shrunk),
            rule=Rule.NORMAL_FORM,
            reason="multiplied out",
        ),
        Step(
            statement=_steps.step.but(lhs=_shrunk, rhs=_bounded),
            rule=Rule.NORMAL_FORM,
            reason="induction hypothesis times 1 - eta mu >= 0",
        ),
        Step(
            statement=_steps.step.but(lhs=_bounded, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="one more factor",
        ),
        Step(statement=_steps.step, rule=Rule.CHAIN, reason="the five links", using=(1, 2, 3, 4, 5)),
        Step(statement=_geometric, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 6), data=k),
    ),
    mutants=(
        Mutant(
            name="largest_curvature",
            statement=_geometric.but(rhs=(1 - eta * L) ** k * start),
            misconception="the largest curvature sets the rate, not the smallest",
        ),
        Mutant(
            name="without_strong_convexity",
            statement=_geometric.but(given=(forwards, short_steps, model, _not_beyond, convex, _minimum)),
            misconception="convexity alone gives a geometric rate",
            witness=Counterexample(
                values={**huber(3).values, mu: Rational(1, 2)},
                text="Huber's loss: the distance falls by one a step, from 7 to 4",
            ),
        ),
        Mutant(
            name="one_step_ahead",
            statement=_geometric.but(rhs=(1 - eta * mu) ** (k + 1) * start),
            misconception="off by one in the number of steps",
        ),
    ),
    expected=Conclusion.PROVED,
)
