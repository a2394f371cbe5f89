"""Tuned momentum on curvatures from mu = q^2 to L = r^2: every mode decays by (r - q)/(r + q)."""

from sympy import Integer, Rational, Symbol

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Statement
from .forms import MOMENTUM

lam, r, q, beta = (Symbol(name, real=True) for name in ("lambda", "r", "q", "beta"))

# eta = 4/(r + q)^2 and beta = ((r - q)/(r + q))^2, with r = sqrt(L) and q = sqrt(mu).
step_size = 4 / (r + q) ** 2
friction = (r - q) ** 2 / (r + q) ** 2
smallest = Hypothesis(name="q > 0", lhs=Integer(0), relation=Relation.LESS, rhs=q, establish=(q, 1 / (1 + q**2)))
largest = Hypothesis(name="r > 0", lhs=Integer(0), relation=Relation.LESS, rhs=r, establish=(r, 1 + q + r**2))
not_flatter = Hypothesis(
    name="lambda >= q^2",
    lhs=q**2,
    relation=Relation.AT_MOST,
    rhs=lam,
    establish=(lam, q**2 + (r**2 - q**2) / (1 + lam**2)),
)
not_steeper = Hypothesis(name="lambda <= r^2", lhs=lam, relation=Relation.AT_MOST, rhs=r**2)
_complex = Statement(
    where=(Scalar(q), Scalar(r), Scalar(lam)),
    given=(smallest, largest, not_flatter, not_steeper),
    lhs=(1 + friction - step_size * lam) ** 2,
    relation=Relation.AT_MOST,
    rhs=4 * friction,
    text="(1 + beta - eta lambda)^2 <= 4 beta for mu <= lambda <= L: no root is larger than sqrt(beta)",
)
_room = 16 * (lam - q**2) * (r**2 - lam) / (r + q) ** 4
tuned_momentum_contracts_every_mode_alike = Claim(
    title="Tuned momentum contracts all curvatures between mu and L by (sqrt L - sqrt mu)/(sqrt L + sqrt mu)",
    ledger=("mom.accelerates-quadratic",),
    sources=(MOMENTUM,),
    statement=_complex,
    derivation=(
        Step(
            statement=_complex.but(rhs=_complex.lhs + _room), rule=Rule.NORMAL_FORM, reason="lambda lies between both"
        ),
        Step(
            statement=_complex.but(lhs=_complex.lhs + _room, relation=Relation.EQUAL),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="4 beta less the square is 16 (lambda - mu)(L - lambda)/(r + q)^4",
        ),
        Step(statement=_complex, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="every_curvature",
            statement=_complex.without(not_steeper),
            misconception="the tuning serves any curvature",
            witness=Counterexample(values={q: 1, r: 2, lam: 9}, text="lambda = 9 beyond L = 4"),
        ),
        Mutant(
            name="flat_directions_too",
            statement=_complex.without(not_flatter),
            misconception="flat directions converge as fast",
            witness=Counterexample(values={q: 1, r: 2, lam: 0}, text="lambda = 0 below mu = 1"),
        ),
        Mutant(
            name="beta_not_squared",
            statement=_complex.but(rhs=4 * friction**2),
            misconception="the contraction is beta, not its root",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Where both sides are equal the root is double: the error is then (c + d k) beta^(k/2).",
)

_ordered = Hypothesis(name="q <= r", lhs=q, relation=Relation.AT_MOST, rhs=r)
_faster = Statement(
    where=(Scalar(q), Scalar(r)),
    given=(smallest, largest, _ordered),
    lhs=(r - q) / (r + q),
    relation=Relation.AT_MOST,
    rhs=(r**2 - q**2) / (r**2 + q**2),
    text="(sqrt kappa - 1)/(sqrt kappa + 1) <= (kappa - 1)/(kappa + 1)",
)
_gain = 2 * q * r * (r - q) / ((r + q) * (r**2 + q**2))
tuned_momentum_beats_tuned_descent = Claim(
    title="On quadratics tuned momentum has a smaller contraction factor than descent with its best step",
    ledger=("mom.accelerates-quadratic",),
    sources=(MOMENTUM,),
    statement=_faster,
    derivation=(
        Step(statement=_faster.but(rhs=_faster.lhs + _gain), rule=Rule.NORMAL_FORM, reason="0 < q <= r"),
        Step(
            statement=_faster.but(lhs=_faster.lhs + _gain, relation=Relation.EQUAL),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="over the common denominator",
        ),
        Step(statement=_faster, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    as_stated=_faster.but(
        where=(Scalar(q), Scalar(r), Scalar(beta)),
        given=(
            smallest,
            largest,
            _ordered,
            Hypothesis(
                name="beta >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=beta, establish=(beta, beta**2)
            ),
            Hypothesis(name="beta < 1", lhs=beta, relation=Relation.LESS, rhs=Integer(1)),
        ),
        lhs=beta,
        rhs=((r**2 - q**2) / (r**2 + q**2)) ** 2,
        text="whatever beta, the energy's factor under momentum is at most that of well-tuned descent",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={q: 1, r: 1, beta: Rational(9, 10)},
        text="all curvatures equal: descent arrives in one step, momentum of 0.9 keeps 0.9 of the energy",
    ),
    mutants=(
        Mutant(
            name="squared",
            statement=_faster.but(rhs=((r**2 - q**2) / (r**2 + q**2)) ** 2),
            misconception="the gain is a square of descent's factor",
            witness=Counterexample(values={q: 2, r: 3}, text="1/5 against (5/13)^2"),
        ),
        Mutant(
            name="descent_is_faster",
            statement=_faster.but(lhs=_faster.rhs, rhs=_faster.lhs),
            misconception="momentum slows quadratics down",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Tuning needs both curvatures: beta too large for the condition number slows convergence.",
)
