"""Momentum along one curvature: its energy falls by exactly beta in every step, whatever the curvature.

With a = eta lambda the errors obey x_{k+1} = (1 + beta - a) x_k - beta y_k, y_{k+1} = x_k; plain descent has the factor
1 - a. Q = x_{k+1}^2 - (1 + beta - a) x_{k+1} x_k + beta x_k^2 is a squared length while (1 + beta - a)^2 < 4 beta.
"""

from sympy import Expr, IndexedBase, Integer, Rational, Symbol

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import Counterexample, Domain, Hypothesis, Relation, Scalar, Sequence, Statement
from .forms import MOMENTUM

k = Symbol("k", integer=True, nonnegative=True)
beta, a, p0, p1, lam, r, q = (Symbol(name, real=True) for name in ("beta", "a", "p0", "p1", "lambda", "r", "q"))
x, y = IndexedBase("x", real=True), IndexedBase("y", real=True)
turn = 1 + beta - a


def energy(new: Expr, old: Expr) -> Expr:
    """new^2 - (1 + beta - a) new old + beta old^2."""
    return new**2 - turn * new * old + beta * old**2


run = (
    Scalar(beta),
    Scalar(a),
    Scalar(p0),
    Scalar(p1),
    Scalar(k, Domain.NATURAL),
    Sequence(symbol=x, index=k, initial=p1, successor=turn * x[k] - beta * y[k]),
    Sequence(symbol=y, index=k, initial=p0, successor=x[k]),
)
_identity = Statement(
    where=(Scalar(beta), Scalar(a), Scalar(p0), Scalar(p1)),
    lhs=energy(turn * p1 - beta * p0, p1),
    rhs=beta * energy(p1, p0),
    text="one step multiplies Q by beta, for every curvature and step size",
)
energy_falls_by_beta_in_every_step = Claim(
    title="Along every curvature a step of momentum multiplies the energy by beta",
    ledger=("mom.accelerates-quadratic", "mom.dampens-oscillation"),
    sources=(MOMENTUM,),
    statement=_identity,
    derivation=(Step(statement=_identity, rule=Rule.NORMAL_FORM, reason="multiplied out"),),
    mutants=(
        Mutant(
            name="squared",
            statement=_identity.but(rhs=beta**2 * energy(p1, p0)),
            misconception="the roots have modulus beta, not its square root",
        ),
        Mutant(
            name="factor_of_descent",
            statement=_identity.but(rhs=(1 - a) ** 2 * energy(p1, p0)),
            misconception="the error falls as under plain descent",
        ),
    ),
    expected=Conclusion.PROVED,
)

forgetful = Hypothesis(name="beta >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=beta, establish=(beta, beta**2))


def powers(statement: Statement) -> tuple[Step, ...]:
    """Induction on the steps: beta^k Q_0 stands to Q_k, or Q_k to it, as the statement says."""
    made = recursion.induction(statement, k)
    now, one_step_ago = energy(x[k], y[k]), beta * beta**k * energy(p1, p0)
    falls = statement.lhs.has(x)
    first, second = (now, one_step_ago / beta) if falls else (one_step_ago / beta, now)
    unfolded = ((x, k + 1), (y, k + 1))
    exact = made.step.but(relation=Relation.EQUAL)
    known = made.step.but(lhs=beta * first, rhs=beta * second)
    links = (exact.but(rhs=known.lhs), known, exact.but(lhs=known.rhs))
    return (
        Step(
            statement=made.base,
            rule=Rule.NORMAL_FORM,
            reason="the start",
            data=((x, Integer(0)), (y, Integer(0))),
        ),
        *(
            Step(statement=each, rule=Rule.NORMAL_FORM, reason=reason, data=unfolded)
            for each, reason in zip(links, ("one step", "induction hypothesis, times beta", "one step"), strict=True)
        ),
        Step(statement=made.step, rule=Rule.CHAIN, reason="the three links", using=(1, 2, 3)),
        Step(statement=statement, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 4), data=k),
    )


_no_faster = Statement(
    where=run,
    given=(forgetful,),
    lhs=beta**k * energy(p1, p0),
    relation=Relation.AT_MOST,
    rhs=energy(x[k], y[k]),
    text="Q_k >= beta^k Q_0: where the error oscillates, it is not damped faster than by sqrt(beta) a step",
)
_damped = (1 - a * (2 - a)) ** k * energy(p1, p0)  # (1 - a)^(2 k)
_slowly = Counterexample(
    values={a: Rational(19, 10), beta: Rational(9, 10), p0: 1, p1: 1, k: 1},
    text="eta lambda = 1.9: descent multiplies the energy by 0.81 a step, momentum of 0.9 by 0.9",
)
momentum_damps_no_faster_than_root_beta = Claim(
    title="Momentum damps no oscillation faster than sqrt(beta) a step: it may damp more slowly than plain descent",
    ledger=("mom.dampens-oscillation",),
    sources=(MOMENTUM,),
    statement=_no_faster,
    derivation=powers(_no_faster),
    as_stated=_no_faster.but(
        lhs=energy(x[k], y[k]), rhs=_damped, text="with momentum an oscillation decays at least as fast as without"
    ),
    fault=Fault.QUANTIFIER,
    counterexample=_slowly,
    mutants=(
        Mutant(
            name="faster_than_descent",
            statement=_no_faster.but(lhs=energy(x[k], y[k]), rhs=_damped),
            misconception="momentum damps every oscillation",
            witness=_slowly,
        ),
        Mutant(
            name="no_decay",
            statement=_no_faster.but(lhs=energy(p1, p0)),
            misconception="momentum keeps the energy, as without friction",
            witness=_slowly,
        ),
    ),
    expected=Conclusion.REFUTED,
    note="It damps better only where beta < (1 - eta lambda)^2; steps up to eta lambda = 2 (1 + beta) stay stable.",
)
_no_slower = _no_faster.but(
    lhs=_no_faster.rhs,
    rhs=_no_faster.lhs,
    text="Q_k <= beta^k Q_0, also for steps with eta lambda > 2, at which descent diverges",
)
_diverging = Counterexample(
    values={a: Rational(5, 2), beta: Rational(9, 10), p0: 1, p1: 1, k: 1},
    text="eta lambda = 2.5",
)
momentum_decays_by_root_beta = Claim(
    title="The energy decays as beta^k, also at step sizes where plain descent diverges",
    ledger=("mom.accelerates-quadratic", "mom.dampens-oscillation"),
    sources=(MOMENTUM,),
    statement=_no_slower,
    derivation=powers(_no_slower),
    mutants=(
        Mutant(
            name="beta_squared",
            statement=_no_slower.but(rhs=beta ** (2 * k) * energy(p1, p0)),
            misconception="the error, not its square, decays as beta^k",
            witness=_diverging,
        ),
        Mutant(
            name="factor_of_descent",
            statement=_no_slower.but(rhs=_damped),
            misconception="the energy decays as under descent",
            witness=_slowly,
        ),
    ),
    expected=Conclusion.PROVED,
)

oscillating = Hypothesis(
    name="(1 + beta - a)^2 < 4 beta",
    lhs=turn**2,
    relation=Relation.LESS,
    rhs=4 * beta,
    establish=(a, 1 + beta - beta / (1 + beta**2)),
)
_moving = Hypothesis(name="p_k != 0", lhs=p0)
_definite = Statement(
    where=(Scalar(beta), Scalar(a), Scalar(p0), Scalar(p1)),
    given=(oscillating, _moving),
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=energy(p1, p0),
    text="Q > 0 for complex roots, (1 + beta - a)^2 < 4 beta: Q is a squared length, and its decay is the errors'",
)
_squares = (p1 - turn * p0 / 2) ** 2 + (4 * beta - turn**2) * p0**2 / 4
energy_is_a_squared_length_while_roots_are_complex = Claim(
    title="While the roots are complex the energy is a squared length",
    ledger=("mom.accelerates-quadratic",),
    sources=(MOMENTUM,),
    statement=_definite,
    derivation=(
        Step(statement=_definite.but(rhs=_squares), rule=Rule.NORMAL_FORM, reason="a square and a positive term"),
        Step(statement=_definite.but(lhs=_squares, relation=Relation.EQUAL), rule=Rule.NORMAL_FORM, reason="completed"),
        Step(statement=_definite, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="real_roots_too",
            statement=_definite.without(oscillating),
            misconception="Q is a squared length for all step sizes",
            witness=Counterexample(
                values={beta: Rational(1, 4), a: 0, p0: 1, p1: Rational(1, 2)},
                text="beta = 1/4, a = 0: Q = 1/4 - 5/8 + 1/4 < 0",
            ),
        ),
        Mutant(
            name="at_rest_too",
            statement=_definite.without(_moving),
            misconception="Q is positive at the minimum as well",
            witness=Counterexample(values={beta: 1, a: 2, p0: 0, p1: 0}, text="no error, no energy"),
        ),
    ),
    expected=Conclusion.PROVED,
)

# The edge of stability: -1 is a root.
_edge = Statement(
    where=(Scalar(beta), Scalar(a), Scalar(p0)),
    given=(
        Hypothesis(
            name="a = 2 (1 + beta)", lhs=a, relation=Relation.EQUAL, rhs=2 * (1 + beta), establish=(a, 2 * (1 + beta))
        ),
    ),
    lhs=turn * p0 - beta * -p0,
    rhs=-p0,
    text="at eta lambda = 2 (1 + beta) an error that alternates in sign goes on for ever",
)
largest_stable_step_is_two_times_one_plus_beta = Claim(
    title="Momentum stops converging at eta lambda = 2 (1 + beta): there an alternating error persists",
    ledger=("mom.accelerates-quadratic", "mom.dampens-oscillation"),
    sources=(MOMENTUM,),
    statement=_edge,
    derivation=(Step(statement=_edge, rule=Rule.NORMAL_FORM, reason="1 + beta - a + beta = -1"),),
    mutants=(
        Mutant(
            name="as_for_descent",
            statement=_edge.but(
                given=(
                    Hypothesis(name="a = 2", lhs=a, relation=Relation.EQUAL, rhs=Integer(2), establish=(a, Integer(2))),
                )
            ),
            misconception="the largest step is that of plain descent",
        ),
        Mutant(
            name="amplified_step",
            statement=_edge.but(
                given=(
                    Hypothesis(
                        name="a (1 - beta) = 2",
                        lhs=a * (1 - beta),
                        relation=Relation.EQUAL,
                        rhs=Integer(2),
                        establish=(a, 2 / (1 - beta)),
                    ),
                )
            ),
            misconception="stability ends at eta lambda = 2/(1 - beta)",
        ),
    ),
    expected=Conclusion.PROVED,
)
