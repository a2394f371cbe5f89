"""Heavy ball along one eigenvector: what a step does to a squared length, beside gradient descent."""

from sympy import Expr, IndexedBase, Integer, Rational

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import (
    Counterexample,
    Declaration,
    Hypothesis,
    Relation,
    Scalar,
    Sequence,
    Statement,
)
from .symbols import MOMENTUM, beta, k, natural, p, t, u, x, x0

# Along one eigenvector, t = eta lam.


def mode(a: Expr, start: Expr = x0) -> tuple[Declaration, ...]:
    """x_{k+1} = a x_k - beta p_k with p_{k+1} = x_k, from x_0 = u and p_0 = start."""
    return (
        Sequence(symbol=x, index=k, initial=u, successor=a * x[k] - beta * p[k]),
        Sequence(symbol=p, index=k, initial=start, successor=x[k]),
    )


def form(a: Expr, at: Expr) -> Expr:
    """x^2 - a x p + beta p^2."""
    return x[at] ** 2 - a * x[at] * p[at] + beta * p[at] ** 2


a = 1 + beta - t
along: tuple[Declaration, ...] = (Scalar(beta), Scalar(t), Scalar(u), Scalar(x0), natural, *mode(a))
_start = u**2 - a * u * x0 + beta * x0**2


_one_step = Statement(
    where=along,
    lhs=form(a, k + 1),
    rhs=beta * form(a, k),
    text="x^2 - a x p + beta p^2 is multiplied by beta in every step, whatever the curvature",
)
heavy_ball_multiplies_its_form_by_beta = Claim(
    title="Heavy ball multiplies x^2 - a x p + beta p^2 by beta in every step, at every curvature and step size",
    ledger=("mom.accelerates-quadratic", "mom.dampens-oscillation"),
    sources=MOMENTUM,
    statement=_one_step,
    derivation=(
        Step(
            statement=_one_step,
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="the product of the roots of z^2 - a z + beta is beta",
        ),
    ),
    mutants=(
        Mutant(
            name="beta_squared",
            statement=_one_step.but(rhs=beta**2 * form(a, k)),
            misconception="the length shrinks by beta in a step; it is the square root",
        ),
        Mutant(
            name="as_descent",
            statement=_one_step.but(rhs=(1 - t) ** 2 * form(a, k)),
            misconception="the factor of gradient descent is kept",
        ),
        Mutant(
            name="without_momentum_in_a",
            statement=_one_step.but(lhs=form(1 - t, k + 1), rhs=beta * form(1 - t, k)),
            misconception="a = 1 - eta lam",
        ),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
    note="With complex roots the form is a squared length: each step shrinks it by sqrt(beta), even where eta lam > 2.",
)

# Does it damp, does it accelerate?
G = IndexedBase("G", real=True)
factor = (1 - t) ** 2
not_negative = Hypothesis(name="0 <= beta", lhs=Integer(0), relation=Relation.AT_MOST, rhs=beta)
below_one = Hypothesis(name="beta < 1", lhs=beta, relation=Relation.LESS, rhs=Integer(1))
step_positive = Hypothesis(name="0 < eta lam", lhs=Integer(0), relation=Relation.LESS, rhs=t)
step_small = Hypothesis(name="eta lam < 2", lhs=t, relation=Relation.LESS, rhs=Integer(2))
complex_roots = Hypothesis(name="a^2 <= 4 beta", lhs=a**2, relation=Relation.AT_MOST, rhs=4 * beta)
below_descent = Hypothesis(name="beta <= (1 - eta lam)^2", lhs=beta, relation=Relation.AT_MOST, rhs=factor)
stable = (not_negative, below_one, step_positive, step_small)

beside_descent = Statement(
    where=(
        Scalar(beta),
        Scalar(t),
        Scalar(u),
        natural,
        *mode(a, start=u),
        Sequence(symbol=G, index=k, initial=u, successor=(1 - t) * G[k]),
    ),
    given=stable,
    lhs=x[k] ** 2,
    relation=Relation.AT_MOST,
    rhs=G[k] ** 2,
    text="from rest, heavy ball is never farther from the minimum than gradient descent with the same step size",
)
_slower = Counterexample(
    values={beta: Rational(9, 10), t: Rational(19, 10), u: 1, k: 2},
    text="beta = 0.9, eta lam = 1.9: after two steps heavy ball stands at -0.9, gradient descent at 0.81",
)
_damped = Statement(
    where=(*along, Sequence(symbol=G, index=k, initial=Integer(1), successor=(1 - t) * G[k])),
    given=(not_negative, complex_roots, below_descent),
    lhs=form(a, k),
    relation=Relation.AT_MOST,
    rhs=G[k] ** 2 * _start,  # G: descent from 1
    text="where sqrt(beta) <= |1 - eta lam|, the squared length shrinks at least as fast as that of gradient descent",
)
_made = recursion.induction(_damped, k)
_now = beta * form(a, k)
_known = beta * G[k] ** 2 * _start
momentum_damps_where_descent_is_slower_than_sqrt_beta = Claim(
    title="Momentum damps an oscillation at least as fast as descent does where sqrt(beta) <= |1 - eta lam|",
    ledger=("mom.dampens-oscillation",),
    sources=MOMENTUM,
    statement=_damped,
    derivation=(
        Step(statement=_made.base, rule=Rule.SCALAR_NORMAL_FORM, reason="nothing has moved yet"),
        Step(
            statement=_made.step.but(relation=Relation.EQUAL, rhs=_now),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="a step multiplies the form by beta",
        ),
        Step(
            statement=_made.step.but(lhs=_now, rhs=_known),
            rule=Rule.NORMAL_FORM,
            reason="the induction hypothesis, times beta",
        ),
        Step(
            statement=_made.step.but(lhs=_known),
            rule=Rule.SQUARES,
            reason="4 times the form is (2 x - a p)^2 + (4 beta - a^2) p^2, not negative",
            data=(
                ((factor - beta) * G[k] ** 2 / 4, 2 * u - a * x0),
                ((factor - beta) * G[k] ** 2 * (4 * beta - a**2) / 4, x0),
            ),
        ),
        Step(statement=_made.step, rule=Rule.CHAIN, reason="the three links", using=(1, 2, 3)),
        Step(statement=_damped, rule=Rule.INDUCTION, reason="induction on the number of steps", using=(0, 4), data=k),
    ),
    as_stated=beside_descent,
    fault=Fault.HYPOTHESIS,
    counterexample=_slower,
    mutants=(
        Mutant(
            name="whatever_descent_does",
            statement=_damped.but(given=(not_negative, complex_roots)),
            misconception="momentum damps every oscillation",
        ),
        Mutant(
            name="by_beta_each_step",
            statement=_damped.but(rhs=beta ** (2 * k) * _start),
            misconception="the length shrinks by beta in a step; it is the square root",
        ),
        Mutant(
            name="at_real_roots",
            statement=_damped.but(given=(not_negative, below_descent)),
            misconception="the form is a squared length at every curvature",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="With beta = 0.9: at eta lam = 2.5 only heavy ball converges; at eta lam = 1.9 it is the slower one.",
)
