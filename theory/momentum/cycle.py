"""Heavy ball that never arrives: a cycle of three points on a strongly convex function."""

from sympy import Integer, Piecewise, Rational

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.statement import (
    Declaration,
    Sequence,
    Statement,
)
from .symbols import MOMENTUM, k, p, x

# Slopes 25, 1, 25: strongly convex and smooth, with its minimum at 0, tuned for mu = 1 and L = 25.
slope = Piecewise((25 * x[k], x[k] < 1), (x[k] + 24, x[k] < 2), (25 * x[k] - 24, True))
_cycling: tuple[Declaration, ...] = (
    Sequence(
        symbol=x,
        index=k,
        initial=Rational(792, 1225),
        successor=x[k] - slope / 9 + Rational(4, 9) * (x[k] - p[k]),
    ),
    Sequence(symbol=p, index=k, initial=Rational(2592, 1225), successor=x[k]),
)
_cycle = Statement(
    where=_cycling,
    lhs=(x[3] - x[0]) ** 2 + (p[3] - p[0]) ** 2,
    rhs=Integer(0),
    text="after three steps position and velocity are what they were: heavy ball cycles for ever",
)
heavy_ball_cycles_on_a_strongly_convex_function = Claim(
    title="Heavy ball, tuned to the curvature, runs in a cycle of three points on a strongly convex function",
    ledger=("mom.accelerates-quadratic",),
    sources=MOMENTUM,
    statement=_cycle,
    derivation=(
        Step(
            statement=_cycle,
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="792/1225, -2208/1225, 2592/1225 in turn; the next step depends on position and velocity alone",
        ),
    ),
    mutants=(
        Mutant(
            name="at_rest",
            statement=_cycle.but(lhs=(x[1] - x[0]) ** 2 + (p[1] - p[0]) ** 2),
            misconception="the iterate has arrived",
        ),
        Mutant(
            name="period_two",
            statement=_cycle.but(lhs=(x[2] - x[0]) ** 2 + (p[2] - p[0]) ** 2),
            misconception="it swings to and fro",
        ),
    ),
    expected=Conclusion.PROVED,
    note="The example is that of Lessard, Recht and Packard (2016): the rate on quadratics does not carry over.",
)
