"""Heavy ball tuned to a spectrum, beside tuned gradient descent."""

from sympy import Integer, Rational, Symbol

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import (
    Counterexample,
    Hypothesis,
    Relation,
    Scalar,
    Statement,
)
from .modes import beside_descent
from .symbols import MOMENTUM, beta, k, lam, t, u

# Eigenvalues between m^2 and M^2, tuned: eta = 4/(M + m)^2 and beta = ((M - m)/(M + m))^2.
m, M = Symbol("m", real=True), Symbol("M", real=True)
tuned_beta = ((M - m) / (M + m)) ** 2
tuned_step = 4 / (M + m) ** 2
positive = (
    Hypothesis(name="0 < m", lhs=Integer(0), relation=Relation.LESS, rhs=m),
    Hypothesis(name="0 < M", lhs=Integer(0), relation=Relation.LESS, rhs=M),
)
ordered = Hypothesis(name="m <= M", lhs=m, relation=Relation.AT_MOST, rhs=M, establish=(M, m + M**2))
defined = Hypothesis(name="0 < m + M", lhs=Integer(0), relation=Relation.LESS, rhs=m + M)
inside = (
    Hypothesis(
        name="m^2 <= lam",
        lhs=m**2,
        relation=Relation.AT_MOST,
        rhs=lam,
        establish=(lam, m**2 + (M**2 - m**2) / (1 + lam**2)),
    ),
    Hypothesis(name="lam <= M^2", lhs=lam, relation=Relation.AT_MOST, rhs=M**2),
)
_tuned = Statement(
    where=(Scalar(m), Scalar(M), Scalar(lam)),
    given=(defined, *inside),
    lhs=(1 + tuned_beta - tuned_step * lam) ** 2,
    relation=Relation.AT_MOST,
    rhs=4 * tuned_beta,
    text="the roots are complex for every eigenvalue in [m^2, M^2]: all shrink by sqrt(beta) = (M - m)/(M + m)",
)
_one_step_suffices = Counterexample(
    values={beta: Rational(9, 10), t: 1, u: 1, k: 2},
    text="eta lam = 1: descent stands at the minimum after one step, heavy ball with beta = 0.9 at -0.9 after two",
)
tuned_heavy_ball_shrinks_every_mode_alike = Claim(
    title="Tuned to the spectrum [mu, L], heavy ball shrinks every mode by (sqrt L - sqrt mu)/(sqrt L + sqrt mu)",
    ledger=("mom.accelerates-quadratic",),
    sources=MOMENTUM,
    statement=_tuned,
    derivation=(
        Step(
            statement=_tuned,
            rule=Rule.SQUARES,
            reason="4 beta - a^2 = eta^2 (lam - m^2)(M^2 - lam)",
            data=((tuned_step**2 * (lam - m**2) * (M**2 - lam), Integer(1)),),
        ),
    ),
    as_stated=beside_descent,
    fault=Fault.HYPOTHESIS,
    counterexample=_one_step_suffices,
    mutants=(
        Mutant(
            name="beyond_the_spectrum",
            statement=_tuned.but(given=(defined, inside[0])),
            misconception="the tuning serves every curvature",
            witness=Counterexample(values={m: 1, M: 2, lam: 8}, text="m = 1, M = 2, lam = 8: a = -22/9, beta = 1/9"),
        ),
        Mutant(
            name="step_of_descent",
            statement=_tuned.but(lhs=(1 + tuned_beta - 2 / (M**2 + m**2) * lam) ** 2),
            misconception="the best step size of gradient descent is kept",
            witness=Counterexample(values={m: 1, M: 2, lam: 1}, text="m = 1, M = 2, lam = 1: a = 32/45, beta = 1/9"),
        ),
        Mutant(
            name="root_forgotten",
            statement=_tuned.but(rhs=4 * tuned_beta**2),
            misconception="beta is taken for its square root",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Asymptotic, on quadratics, and for this tuning only; an untuned beta slows down what is well conditioned.",
)

_faster = Statement(
    where=(Scalar(m), Scalar(M)),
    given=(*positive, ordered),
    lhs=(M - m) / (M + m),
    relation=Relation.AT_MOST,
    rhs=(M**2 - m**2) / (M**2 + m**2),
    text="(sqrt kappa - 1)/(sqrt kappa + 1) <= (kappa - 1)/(kappa + 1)",
)
tuned_heavy_ball_beats_tuned_descent = Claim(
    title="The factor of tuned heavy ball is at most the best factor of gradient descent with a constant step",
    ledger=("mom.accelerates-quadratic",),
    sources=MOMENTUM,
    statement=_faster,
    derivation=(
        Step(
            statement=_faster,
            rule=Rule.SQUARES,
            reason="the difference is 2 m M (M - m) over positive numbers",
            data=((2 * m * M * (M - m) / ((M + m) * (M**2 + m**2)), Integer(1)),),
        ),
    ),
    mutants=(
        Mutant(
            name="turned",
            statement=_faster.but(lhs=_faster.rhs, rhs=_faster.lhs),
            misconception="the two factors are mixed up",
        ),
        Mutant(
            name="squared_again",
            statement=_faster.but(lhs=(M**2 - m**2) / (M**2 + m**2), rhs=((M - m) / (M + m)) ** 2),
            misconception="descent is as fast as two steps of heavy ball",
        ),
    ),
    expected=Conclusion.PROVED,
)
