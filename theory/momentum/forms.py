"""The velocity form of momentum makes the steps of the heavy ball; its effective step size is eta/(1 - beta)."""

from sympy import Expr, IndexedBase, Integer, Symbol

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import sigma
from ..kernel.statement import Domain, Hypothesis, Scalar, Sequence, Statement

k = Symbol("k", integer=True, nonnegative=True)
beta, eta, c, start = (Symbol(name, real=True) for name in ("beta", "eta", "c", "theta0"))
v, theta, before = (IndexedBase(name, real=True) for name in ("v", "theta", "u"))

MOMENTUM = Source(Document.FOUNDATION, "SGD with Momentum")
natural = Scalar(k, Domain.NATURAL)


def slope(at: Expr) -> Expr:
    """The slope of the loss: an arbitrary function."""
    return sigma(at)


velocity = Sequence(symbol=v, index=k, initial=Integer(0), successor=beta * v[k] + slope(theta[k]))
parameter = Sequence(symbol=theta, index=k, initial=start, successor=theta[k] - eta * (beta * v[k] + slope(theta[k])))
delayed = Sequence(symbol=before, index=k, initial=start, successor=theta[k])
run = (Scalar(beta), Scalar(eta), Scalar(start), natural, velocity, parameter, delayed)

_velocity = Statement(
    where=run,
    lhs=eta * v[k],
    rhs=before[k] - theta[k],
    text="eta v_k = theta_{k-1} - theta_k; theta_{-1} is theta_0",
)
_induction = recursion.induction(_velocity, k)
_ball = theta[k] - eta * slope(theta[k]) + beta * (theta[k] - before[k])
_heavy = Statement(
    where=run,
    lhs=theta[k + 1],
    rhs=_ball,
    text="theta_{k+1} = theta_k - eta R'(theta_k) + beta (theta_k - theta_{k-1})",
)
_apart = _ball - beta * (eta * v[k] + theta[k] - before[k])
_average = beta * v[k] + (1 - beta) * slope(theta[k])
averaged = Sequence(symbol=v, index=k, initial=Integer(0), successor=_average)
averaged_parameter = Sequence(symbol=theta, index=k, initial=start, successor=theta[k] - eta * _average)
late_parameter = Sequence(symbol=theta, index=k, initial=start, successor=theta[k] - eta * v[k])
velocity_form_is_the_heavy_ball = Claim(
    title="Momentum with a velocity makes the steps of the heavy ball, for every loss and every step",
    ledger=("mom.update",),
    sources=(MOMENTUM,),
    statement=_heavy,
    derivation=(
        Step(
            statement=_induction.base,
            rule=Rule.NORMAL_FORM,
            reason="at rest",
            data=((v, Integer(0)), (theta, Integer(0)), (before, Integer(0))),
        ),
        Step(
            statement=_induction.step,
            rule=Rule.NORMAL_FORM,
            reason="theta_{k+1} = theta_k - eta v_{k+1}",
            data=((v, k + 1), (theta, k + 1), (before, k + 1)),
        ),
        Step(statement=_velocity, rule=Rule.INDUCTION, reason="the velocity", using=(0, 1), data=k),
        Step(statement=_heavy.but(rhs=_apart), rule=Rule.NORMAL_FORM, reason="one step", data=((theta, k + 1),)),
        Step(statement=_heavy.but(lhs=_apart), rule=Rule.SCALAR_NORMAL_FORM, reason="the velocity put in", using=(2,)),
        Step(statement=_heavy, rule=Rule.CHAIN, reason="the two lines", using=(3, 4)),
    ),
    mutants=(
        Mutant(
            name="velocity_before",
            statement=_heavy.but(where=(*run[:4], velocity, late_parameter, delayed)),
            misconception="the step uses the velocity from before the gradient",
        ),
        Mutant(
            name="averaged_gradient",
            statement=_heavy.but(where=(*run[:4], averaged, averaged_parameter, delayed)),
            misconception="an exponential average of gradients takes the same steps",
        ),
        Mutant(
            name="drag",
            statement=_heavy.but(rhs=theta[k] - eta * slope(theta[k]) - beta * (theta[k] - before[k])),
            misconception="momentum pulls back",
        ),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
    note="The page's formulas are lost. For a step size that changes, the velocity must not contain it.",
)

_constant = Statement(
    where=(
        Scalar(beta),
        Scalar(c),
        natural,
        Sequence(symbol=v, index=k, initial=Integer(0), successor=beta * v[k] + c),
    ),
    given=(Hypothesis(name="beta != 1", lhs=beta, rhs=Integer(1)),),
    lhs=v[k],
    rhs=c * (1 - beta**k) / (1 - beta),
    text="under a constant gradient c the velocity is c (1 - beta^k)/(1 - beta), which tends to c/(1 - beta)",
)
constant_gradient_is_amplified = Claim(
    title="A constant gradient is amplified to 1/(1 - beta) times itself",
    ledger=("mom.update",),
    sources=(MOMENTUM,),
    statement=_constant,
    derivation=(Step(statement=_constant, rule=Rule.RECURSION, reason="a geometric sum"),),
    mutants=(
        Mutant(
            name="lessened",
            statement=_constant.but(rhs=c * (1 - beta**k) * (1 - beta)),
            misconception="the effective step is eta (1 - beta)",
        ),
        Mutant(
            name="at_once",
            statement=_constant.but(rhs=c / (1 - beta)),
            misconception="the amplification is there from the beginning",
        ),
        Mutant(
            name="average",
            statement=_constant.but(rhs=c * (1 - beta**k)),
            misconception="the velocity is an average of gradients",
        ),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
    note="With beta = 0.9 the effective step is ten times eta.",
)
