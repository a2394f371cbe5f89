"""The step size: on a quadratic descent contracts exactly below 2 / (largest curvature)."""

from sympy import Abs, Expr, IndexedBase, Integer, Rational, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Partial, step
from ..kernel.statement import Counterexample, Hypothesis, Index, Relation, Scalar, Sequence, Size, Statement, array
from .convexity import ANY_START
from .run import CONVEXITY, DESCENT, L, eta, forwards, half, j, k, mu, n, natural

theta, H, place = (IndexedBase(name, real=True) for name in ("theta", "H", "p"))
q = Symbol("q", integer=True)
t, a, factor, side = (Symbol(name, real=True) for name in ("t", "lambda", "rho", "u"))
every = Index(q, Integer(1), n)

# R = sum H_j theta_j^2 / 2: every symmetric Hessian looks so in its eigenbasis, which keeps lengths.
not_concave = Hypothesis(
    name="H_j >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=H[q], forall=(every,), establish=(H[q], H[q] ** 2)
)
below_two = Hypothesis(
    name="eta H_j <= 2",
    lhs=eta * H[q],
    relation=Relation.AT_MOST,
    rhs=Integer(2),
    forall=(every,),
    establish=(eta, 1 / Sum(1 + H[j] ** 2, (j, 1, n))),
)
_new = Sum((theta[j] - eta * H[j] * theta[j]) ** 2, (j, 1, n))
_old = Sum(theta[j] ** 2, (j, 1, n))
_shrinks = Statement(
    where=(Size(n), Scalar(eta), array(H, n), array(theta, n)),
    given=(forwards, not_concave, below_two),
    lhs=_new,
    relation=Relation.AT_MOST,
    rhs=_old,
    text="|theta - eta H theta| <= |theta| if 0 <= H_j <= 2/eta for every eigenvalue",
)
_lost = Sum(eta * H[j] * (2 - eta * H[j]) * theta[j] ** 2, (j, 1, n))
step_below_two_over_the_curvature_does_not_move_away = Claim(
    title="On a convex quadratic no step below 2 / (largest eigenvalue) moves away from the minimum",
    ledger=("gd.lr-small-stability",),
    sources=(DESCENT,),
    statement=_shrinks,
    derivation=(
        Step(statement=_shrinks.but(rhs=_new + _lost), rule=Rule.NORMAL_FORM, reason="eta H (2 - eta H) >= 0"),
        Step(
            statement=_shrinks.but(lhs=_new + _lost, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="(1 - t)^2 + t (2 - t) = 1",
        ),
        Step(statement=_shrinks, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    as_stated=Statement(
        where=(Size(n), array(H, n), array(theta, n)),
        given=(not_concave,),
        lhs=_new.xreplace({eta: Rational(1, 1000)}),
        relation=Relation.AT_MOST,
        rhs=_old,
        text="with the step size 0.001 descent is stable",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 1, H: (5000,), theta: (1,)}, text="curvature 5000: every step of size 0.001 multiplies by -4"
    ),
    mutants=(
        Mutant(
            name="any_step",
            statement=_shrinks.without(below_two),
            misconception="descent is stable for every step size",
            witness=Counterexample(values={n: 1, eta: 3, H: (1,), theta: (1,)}, text="the factor is -2"),
        ),
        Mutant(
            name="concave_directions_too",
            statement=_shrinks.without(not_concave),
            misconception="descent moves towards every stationary point",
            witness=Counterexample(values={n: 1, eta: 1, H: (-1,), theta: (1,)}, text="a maximum is left"),
        ),
        Mutant(
            name="upwards",
            statement=_shrinks.but(lhs=Sum((theta[j] + eta * H[j] * theta[j]) ** 2, (j, 1, n))),
            misconception="the sign of the step",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Small is relative to the curvature: 0.001 is stable for eigenvalues up to 2000.",
)

positive_curvature = Hypothesis(name="lambda > 0", lhs=Integer(0), relation=Relation.LESS, rhs=a)
beyond = Hypothesis(
    name="eta lambda > 2", lhs=Integer(2), relation=Relation.LESS, rhs=eta * a, establish=(eta, (2 + t**2) / a)
)
_diverges = Statement(
    where=(Scalar(eta), Scalar(a), Scalar(t)),
    given=(beyond, Hypothesis(name="t != 0", lhs=t)),
    lhs=t**2,
    relation=Relation.LESS,
    rhs=(t - eta * Partial(half * a * t**2, t)) ** 2,
    text="|t - eta R'(t)| > |t| for R = lambda t^2/2 if eta lambda > 2",
)
_grown = t**2 + eta * a * (eta * a - 2) * t**2
step_beyond_two_over_the_curvature_diverges = Claim(
    title="Beyond 2 / curvature every step of descent moves away from the minimum",
    ledger=("gd.lr-small-stability",),
    sources=(DESCENT,),
    statement=_diverges,
    derivation=(
        Step(statement=_diverges.but(rhs=_grown), rule=Rule.SCALAR_NORMAL_FORM, reason="eta lambda > 2"),
        Step(statement=_diverges.but(lhs=_grown, relation=Relation.EQUAL), rule=Rule.NORMAL_FORM, reason="the slope"),
        Step(statement=_diverges, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="beyond_one",
            statement=_diverges.but(
                given=(
                    Hypothesis(
                        name="eta lambda > 1",
                        lhs=Integer(1),
                        relation=Relation.LESS,
                        rhs=eta * a,
                        establish=(eta, (1 + t**2) / a),
                    ),
                    *_diverges.given[1:],
                )
            ),
            misconception="steps beyond 1 / curvature diverge",
            witness=Counterexample(values={eta: Rational(3, 2), a: 1, t: 1}, text="the factor is -1/2"),
        ),
        Mutant(
            name="from_the_minimum_too",
            statement=_diverges.but(given=(beyond,)),
            misconception="the minimum itself is left",
            witness=Counterexample(values={eta: 3, a: 1, t: 0}, text="t = 0 stays"),
        ),
    ),
    expected=Conclusion.PROVED,
)

# Which step size is best for curvatures from mu to L.
_slow = Hypothesis(name="1 - eta mu <= rho", lhs=1 - eta * mu, relation=Relation.AT_MOST, rhs=factor)
_fast = Hypothesis(
    name="eta L - 1 <= rho",
    lhs=eta * L - 1,
    relation=Relation.AT_MOST,
    rhs=factor,
    establish=(factor, Abs(1 - eta * mu) + Abs(eta * L - 1)),
)
_curvatures = tuple(
    Hypothesis(name=f"{s} > 0", lhs=Integer(0), relation=Relation.LESS, rhs=s, establish=(s, 1 / (1 + s**2)))
    for s in (mu, L)
)
_best = Statement(
    where=tuple(Scalar(s) for s in (eta, mu, L, factor)),
    given=(*_curvatures, _slow, _fast),
    lhs=(L - mu) / (L + mu),
    relation=Relation.AT_MOST,
    rhs=factor,
    text="a step that contracts by rho at both ends of [mu, L] has rho >= (L - mu)/(L + mu) = (kappa - 1)/(kappa + 1)",
)
_reached = (L - mu) / (L + mu) + (L * (factor - (1 - eta * mu)) + mu * (factor - (eta * L - 1))) / (L + mu)
no_step_size_contracts_faster = Claim(
    title="No fixed step size contracts curvatures mu and L both by less than (L - mu)/(L + mu)",
    ledger=("gd.lr-small-stability",),
    sources=(DESCENT, CONVEXITY),
    statement=_best,
    derivation=(
        Step(statement=_best.but(rhs=_reached), rule=Rule.NORMAL_FORM, reason="both factors are at most rho"),
        Step(
            statement=_best.but(lhs=_reached, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="L (1 - eta mu) + mu (eta L - 1) = L - mu",
        ),
        Step(statement=_best, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="largest_curvature_alone",
            statement=_best.without(_slow),
            misconception="only the largest curvature limits the rate",
            witness=Counterexample(
                values={eta: Rational(1, 2), mu: half, L: 2, factor: 0}, text="eta = 1/L removes that error at once"
            ),
        ),
        Mutant(
            name="best_step_is_one_over_L",
            statement=_best.but(lhs=(L - mu) / L),
            misconception="the best step size is 1/L, with the factor 1 - mu/L",
            witness=Counterexample(
                values={eta: Rational(2, 3), mu: 1, L: 2, factor: Rational(1, 3)},
                text="eta = 2/3 contracts both by 1/3, not by 1/2",
            ),
        ),
    ),
    expected=Conclusion.PROVED,
    note="eta = 2/(L + mu) reaches it: then 1 - eta mu = (L - mu)/(L + mu) = -(1 - eta L).",
)


# A kink has no curvature to bound: on |theta| every step size has a cycle.
def on_the_kink(at: Expr) -> Expr:
    """One step on R = |theta|: R' is 1 above 0, else -1."""
    return at - eta * (2 * step(at) - 1)


_cycle = Statement(
    where=(Scalar(eta), Scalar(t), Scalar(side, values=(Integer(-1), Integer(1)))),
    given=(
        Hypothesis(name="t > 0", lhs=Integer(0), relation=Relation.LESS, rhs=t, establish=(t, 1 / (1 + t**2))),
        Hypothesis(name="eta = 2 t", lhs=eta, relation=Relation.EQUAL, rhs=2 * t, establish=(eta, 2 * t)),
    ),
    lhs=on_the_kink(side * t),
    rhs=-side * t,
    text="on R = |theta| a step of size eta takes eta/2 to -eta/2, and -eta/2 to eta/2",
)
_sides = tuple(
    _cycle.but(given=(*_cycle.given, Hypothesis(name=f"side {u}", lhs=side, relation=Relation.EQUAL, rhs=Integer(u))))
    for u in (-1, 1)
)
descent_on_the_absolute_value_cycles = Claim(
    title="On |theta| descent with any fixed step size can cycle between eta/2 and -eta/2 for ever",
    ledger=("gd.convex-rate", "gd.convex-any-start"),
    sources=(CONVEXITY, ANY_START),
    statement=_cycle,
    derivation=(
        Step(statement=_sides[0], rule=Rule.SCALAR_NORMAL_FORM, reason="the slope on the left is -1"),
        Step(statement=_sides[1], rule=Rule.SCALAR_NORMAL_FORM, reason="the slope on the right is 1"),
        Step(statement=_cycle, rule=Rule.CASES, reason="either side", using=(0, 1)),
    ),
    as_stated=Statement(
        where=(
            Scalar(eta),
            Scalar(t),
            natural,
            Sequence(symbol=place, index=k, initial=t, successor=on_the_kink(place[k])),
        ),
        given=(forwards,),
        lhs=place[k] ** 2,
        relation=Relation.AT_MOST,
        rhs=10 * t**2 / (k + 10),
        text="on a convex loss, here |theta|, descent converges from any start; here: as 10/(k + 10)",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={eta: Rational(1, 5), t: Rational(1, 10), k: 40},
        text="with steps 0.2 from 0.1 to -0.1 and back for ever",
    ),
    mutants=(
        Mutant(name="rests", statement=_cycle.but(rhs=side * t), misconception="descent rests at a kink"),
        Mutant(
            name="arrives",
            statement=_cycle.but(rhs=Integer(0)),
            misconception="descent reaches the minimum of every convex loss",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="It holds for losses with a Lipschitz gradient and steps up to its inverse; |theta| has a kink.",
)
