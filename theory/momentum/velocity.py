"""The velocity form of momentum, and what it does under a constant gradient."""

from sympy import Expr, Integer, Symbol, oo

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.statement import (
    Array,
    Declaration,
    Hypothesis,
    Index,
    Scalar,
    Sequence,
    Size,
    Statement,
)
from .symbols import MOMENTUM, beta, eta, g, i, k, n, natural, theta, u, v

d = Symbol("d", integer=True, positive=True)


def velocity(successor: Expr) -> Sequence:
    """v_0 = 0 and the given v_{k+1}."""
    return Sequence(symbol=v, index=k, initial=Integer(0), successor=successor, axes=((i, Integer(1), d),))


def position(moved_by: Expr) -> Sequence:
    """theta_0 = 0 and theta_{k+1} = theta_k - eta (what it is moved by)."""
    return Sequence(
        symbol=theta, index=k, initial=Integer(0), successor=theta[k, i] - eta * moved_by, axes=((i, Integer(1), d),)
    )


def accumulating(*sequences: Sequence) -> tuple[Declaration, ...]:
    """Gradients g_k of any loss, and the recursions that use them."""
    gradients = Array(g, ((n, Integer(0), oo), (i, Integer(1), d)))
    return (Size(d), Scalar(eta), Scalar(beta), natural, gradients, *sequences, Index(i, Integer(1), d))


_accumulated = beta * v[k, i] + g[k, i]
_heavy_ball = Statement(
    where=accumulating(velocity(_accumulated), position(_accumulated)),
    lhs=theta[k + 2, i],
    rhs=theta[k + 1, i] - eta * g[k + 1, i] + beta * (theta[k + 1, i] - theta[k, i]),
    text="theta_{k+2} = theta_{k+1} - eta grad_{k+1} + beta (theta_{k+1} - theta_k)",
)
velocity_form_is_heavy_ball = Claim(
    title="Accumulating velocity, v <- beta v + grad and theta <- theta - eta v, is Polyak's heavy ball",
    ledger=("mom.update",),
    sources=MOMENTUM,
    statement=_heavy_ball,
    derivation=(
        Step(
            statement=_heavy_ball,
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="two steps written out; eta beta v_{k+1} = beta (theta_k - theta_{k+1})",
        ),
    ),
    mutants=(
        Mutant(
            name="exponential_average",
            statement=_heavy_ball.but(
                where=accumulating(
                    velocity(beta * v[k, i] + (1 - beta) * g[k, i]), position(beta * v[k, i] + (1 - beta) * g[k, i])
                )
            ),
            misconception="the moving average of gradients takes the same step size; it is 1/(1 - beta) times smaller",
        ),
        Mutant(
            name="old_velocity",
            statement=_heavy_ball.but(where=accumulating(velocity(_accumulated), position(v[k, i]))),
            misconception="the position is moved by the velocity of the step before",
        ),
        Mutant(
            name="difference_turned",
            statement=_heavy_ball.but(rhs=theta[k + 1, i] - eta * g[k + 1, i] - beta * (theta[k + 1, i] - theta[k, i])),
            misconception="momentum pulls back to where the iterate came from",
        ),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
    note="For a step size that changes from step to step the two forms differ.",
)

_constant = Statement(
    where=(
        Scalar(beta),
        Scalar(u),
        natural,
        Sequence(symbol=v, index=k, initial=Integer(0), successor=beta * v[k] + u),
    ),
    given=(Hypothesis(name="beta != 1", lhs=beta, rhs=Integer(1)),),
    lhs=v[k],
    rhs=u * (1 - beta**k) / (1 - beta),
    text="v_k = grad (1 - beta^k)/(1 - beta): the step size becomes eta/(1 - beta)",
)
constant_gradient_is_enlarged_by_momentum = Claim(
    title="Under a constant gradient the velocity is (1 - beta^k)/(1 - beta) times the gradient",
    ledger=("mom.update",),
    sources=MOMENTUM,
    statement=_constant,
    derivation=(Step(statement=_constant, rule=Rule.RECURSION, reason="a geometric sum"),),
    mutants=(
        Mutant(
            name="shrunk", statement=_constant.but(rhs=u * (1 - beta**k) * (1 - beta)), misconception="eta (1 - beta)"
        ),
        Mutant(
            name="one_step_ahead",
            statement=_constant.but(rhs=u * (1 - beta ** (k + 1)) / (1 - beta)),
            misconception="off by one in the number of steps",
        ),
        Mutant(name="at_once", statement=_constant.but(rhs=u / (1 - beta)), misconception="full speed from the start"),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
)
