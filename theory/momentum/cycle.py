"""A strongly convex loss on which momentum, tuned for its curvatures, runs through three points for ever."""

from sympy import Eq, Expr, IndexedBase, Integer, Piecewise, Rational, Symbol

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import Counterexample, Domain, Relation, Scalar, Sequence, Statement
from .forms import MOMENTUM

p = Symbol("p", real=True)
k = Symbol("k", integer=True, nonnegative=True)
x, y = IndexedBase("x", real=True), IndexedBase("y", real=True)

# Curvature 25 outside of 1 <= x < 2, 1 inside; the minimum is at 0. eta = 1/9 and beta = 4/9 are tuned to 1 and 25.
CYCLE = (Rational(792, 1225), Rational(-2208, 1225), Rational(2592, 1225))
step_size, friction = Rational(1, 9), Rational(4, 9)


def slope(at: Expr) -> Expr:
    """R'(x): 25 x below 1, x + 24 up to 2, 25 x - 24 from there on."""
    return Piecewise((25 * at, at < 1), (at + 24, at < 2), (25 * at - 24, True))


def moved(by: int) -> Expr:
    """The point of the cycle `by` places after p."""
    others = ((CYCLE[(place + by) % 3], Eq(p, value)) for place, value in enumerate(CYCLE))
    return Piecewise(*others, (Integer(0), True))


_cycle = Statement(
    where=(Scalar(p, values=CYCLE),),
    lhs=p - step_size * slope(p) + friction * (p - moved(-1)),
    rhs=moved(1),
    text="792/1225 -> -2208/1225 -> 2592/1225 -> 792/1225 under momentum with eta = 1/9, beta = 4/9",
)
_run = (
    Scalar(k, Domain.NATURAL),
    Sequence(
        symbol=x,
        index=k,
        initial=CYCLE[0],
        successor=x[k] - step_size * slope(x[k]) + friction * (x[k] - y[k]),
    ),
    Sequence(symbol=y, index=k, initial=CYCLE[2], successor=x[k]),
)
momentum_cycles_on_a_strongly_convex_loss = Claim(
    title="On a strongly convex loss momentum can run through three points for ever",
    ledger=("mom.accelerates-quadratic",),
    sources=(MOMENTUM,),
    statement=_cycle,
    derivation=(Step(statement=_cycle, rule=Rule.ENUMERATION, reason="each of the three points, in fractions"),),
    as_stated=Statement(
        where=_run,
        lhs=x[k] ** 2,
        relation=Relation.AT_MOST,
        rhs=100 * Rational(12, 13) ** (2 * k),
        text="with momentum the error falls at least as fast as by descent with its best step, (12/13)^k; here C = 10",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={k: 60}, text="after 60 steps it is back at 792/1225"),
    mutants=(
        Mutant(
            name="without_momentum",
            statement=_cycle.but(lhs=p - step_size * slope(p)),
            misconception="plain descent with this step has the same cycle",
        ),
        Mutant(
            name="other_way_round",
            statement=_cycle.but(rhs=moved(-1)),
            misconception="the cycle is run through backwards",
        ),
        Mutant(
            name="quadratic",
            statement=_cycle.but(lhs=p - step_size * 25 * p + friction * (p - moved(-1))),
            misconception="a quadratic of curvature 25 has the cycle too",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The slope is continuous and rises by 1 or 25, so the loss is 1-strongly convex; quadratics have no cycle.",
)
