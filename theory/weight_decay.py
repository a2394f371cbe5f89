"""Weight decay: what the penalty does to a step, which prior it is, and the ridge solution.

R is the empirical risk, theta in R^d the parameters, lambda the strength, eta the step size. Shown for every d and
number of samples N.
Source: Lim 2025, Lecture 10, slides "Weight Decay" and "Tricks of the Trade".
"""

from sympy import (
    Expr,
    Identity,
    IndexedBase,
    Integer,
    MatrixSymbol,
    Rational,
    Sum,
    Symbol,
    ZeroMatrix,
    exp,
    log,
    pi,
    sqrt,
)

from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.functions import Partial, sigma
from .kernel.statement import Counterexample, Hypothesis, Index, Matrix, Relation, Scalar, Size, Statement, array

d, N = (Symbol(name, integer=True, positive=True) for name in "dN")
i, j, q = (Symbol(name, integer=True) for name in "ijq")
eta, lam, noise, prior, s = (Symbol(name, real=True) for name in ("eta", "lambda", "noise", "prior", "s"))
theta, y, X, p = (IndexedBase(name, real=True) for name in ("theta", "y", "X", "p"))
half = Rational(1, 2)

DECAY = (Source(Document.LECTURE_10, "Weight Decay"),)
TRICKS = (Source(Document.LECTURE_10, "Tricks of the Trade"),)


def by(rule: Rule, statement: Statement, reason: str) -> tuple[Step, ...]:
    """A derivation of one line."""
    return (Step(statement=statement, rule=rule, reason=reason),)


def output(sample: Expr) -> Expr:
    """theta.x_i."""
    return Sum(X[sample, j] * theta[j], (j, 1, d))


# Any differentiable risk of linear outputs.
risk = Sum(sigma(output(i)), (i, 1, N))
penalty = half * lam * Sum(theta[j] ** 2, (j, 1, d))
_step = Statement(
    where=(
        *(Size(n) for n in (d, N)),
        Scalar(eta),
        Scalar(lam),
        array(theta, d),
        array(X, N, d),
        Index(q, Integer(1), d),
    ),
    lhs=theta[q] - eta * Partial(risk + penalty, theta[q]),
    rhs=(1 - eta * lam) * theta[q] - eta * Partial(risk, theta[q]),
    text="a step on R + lambda/2 |theta|^2 first shrinks theta by 1 - eta lambda, then steps on R",
)
penalty_shrinks_before_the_step = Claim(
    title="A gradient step on the penalized risk multiplies the weights by 1 - eta lambda",
    ledger=("wd.update",),
    sources=DECAY,
    statement=_step,
    derivation=by(Rule.NORMAL_FORM, _step, "the slope of the penalty is lambda theta"),
    mutants=(
        Mutant(
            name="twice_the_decay",
            statement=_step.but(rhs=(1 - 2 * eta * lam) * theta[q] - eta * Partial(risk, theta[q])),
            misconception="the half in the penalty is overlooked",
        ),
        Mutant(
            name="grows",
            statement=_step.but(rhs=(1 + eta * lam) * theta[q] - eta * Partial(risk, theta[q])),
            misconception="the sign of the decay",
        ),
        Mutant(
            name="without_the_step_size",
            statement=_step.but(rhs=(1 - lam) * theta[q] - eta * Partial(risk, theta[q])),
            misconception="the decay does not scale with the step size",
        ),
    ),
    expected=Conclusion.PROVED,
)

_decoupled = _step.but(text="for plain gradient descent the penalty and decoupled decay are the same step")
_preconditioned = Statement(
    where=(*_step.where, array(p, d)),
    lhs=theta[q] - eta * p[q] * Partial(risk + penalty, theta[q]),
    rhs=(1 - eta * lam) * theta[q] - eta * p[q] * Partial(risk, theta[q]),
    text="the penalty and weight decay are one thing; here for a step with a factor p_j a coordinate, as Adam takes",
)
penalty_is_decay_for_plain_descent = Claim(
    title="Penalty and decoupled decay are the same for plain gradient descent, not for preconditioned steps",
    ledger=("wd.l2-vs-decoupled",),
    sources=(*DECAY, Source(Document.FOUNDATION, "PyTorch Implementation")),
    statement=_decoupled,
    derivation=by(Rule.NORMAL_FORM, _decoupled, "the slope of the penalty is lambda theta"),
    as_stated=_preconditioned,
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={d: 1, N: 1, q: 1, eta: 1, lam: 1, theta: (1,), X: ((0,),), p: (2,)},
        text="p = 2, eta = lambda = theta = 1, no risk: the penalized step gives -1, the decay 0",
    ),
    mutants=(
        Mutant(
            name="decay_after_the_step",
            statement=_decoupled.but(rhs=(1 - eta * lam) * (theta[q] - eta * Partial(risk, theta[q]))),
            misconception="the gradient is shrunk with the weights",
        ),
        Mutant(
            name="preconditioned",
            statement=_preconditioned,
            misconception="the same holds for Adam",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)


# The prior.
def gaussian(value: Expr, variance: Expr) -> Expr:
    """Density of N(0, variance)."""
    return exp(-(value**2) / (2 * variance)) / sqrt(2 * pi * variance)


def positive(symbol: Symbol) -> Hypothesis:
    """A variance is positive."""
    return Hypothesis(
        name=f"{symbol} > 0",
        lhs=Integer(0),
        relation=Relation.LESS,
        rhs=symbol,
        establish=(symbol, 1 / (1 + symbol**2)),
    )


posterior = -Sum(log(gaussian(y[i] - output(i), noise)), (i, 1, N)) - Sum(log(gaussian(theta[j], prior)), (j, 1, d))
mean_loss = Sum((y[i] - output(i)) ** 2, (i, 1, N)) / (2 * N)
_map = Statement(
    where=(
        *(Size(n) for n in (d, N)),
        *(Scalar(v) for v in (noise, prior)),
        array(theta, d),
        array(y, N),
        array(X, N, d),
        Index(q, Integer(1), d),
    ),
    given=(positive(noise), positive(prior)),
    lhs=Partial(posterior, theta[q]),
    rhs=N / noise * (Partial(mean_loss, theta[q]) + noise / (N * prior) * theta[q]),
    text="-log posterior and N/s^2 (mean loss + lambda/2 |theta|^2) have the same gradient for lambda = s^2/(N tau^2)",
)
gaussian_prior_is_weight_decay = Claim(
    title="A Gaussian prior of variance tau^2 is weight decay of strength s^2/(N tau^2)",
    ledger=("wd.gaussian-prior",),
    sources=DECAY,
    statement=_map,
    derivation=by(Rule.NORMAL_FORM, _map, "the logarithm of a Gaussian density is a square"),
    as_stated=_map.but(
        rhs=N / noise * (Partial(mean_loss, theta[q]) + theta[q] / prior),
        text="weight decay of strength lambda is a prior of variance 1/lambda",
    ),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={d: 1, N: 2, q: 1, noise: 1, prior: 1, theta: (1,), y: (0, 0), X: ((0,), (0,))},
        text="two samples, s = tau = 1: the strength is 1/2",
    ),
    mutants=(
        Mutant(
            name="variance_for_precision",
            statement=_map.but(rhs=N / noise * (Partial(mean_loss, theta[q]) + noise * prior / N * theta[q])),
            misconception="a wide prior decays more",
        ),
        Mutant(
            name="without_the_noise",
            statement=_map.but(rhs=N / noise * (Partial(mean_loss, theta[q]) + theta[q] / (N * prior))),
            misconception="the noise's variance does not enter",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The source leaves open what the risk is averaged over and how noisy the targets are.",
)

# The ridge solution.
n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
A, target = MatrixSymbol("A", n, m), MatrixSymbol("t", n, 1)
regular = A.T * A + lam * Identity(m)
dual = A * A.T + lam * Identity(n)
solution = regular.I * A.T * target
# It is for every lambda > 0; samples keep away from 0, where the solution is ill-conditioned.
clear = (lam, 1 + lam**2)
invertible = Hypothesis(name="A^T A + lambda I is invertible", lhs=regular, invertible=True, establish=clear)
dual_invertible = Hypothesis(name="A A^T + lambda I is invertible", lhs=dual, invertible=True, establish=clear)
_ridge = Statement(
    where=(Size(n), Size(m), Scalar(lam), Matrix(A), Matrix(target)),
    given=(invertible,),
    lhs=A.T * (A * solution - target) + lam * solution,
    rhs=ZeroMatrix(m, 1),
    text="theta = (A^T A + lambda I)^-1 A^T t makes the gradient A^T (A theta - t) + lambda theta zero",
)
ridge_solution_is_stationary = Claim(
    title="The ridge solution is where the penalized squared loss has no slope",
    ledger=("wd.ridge-closed-form",),
    sources=TRICKS,
    statement=_ridge,
    derivation=by(Rule.MATRIX_NORMAL_FORM, _ridge, "the inverse cancels"),
    mutants=(
        Mutant(
            name="penalty_forgotten",
            statement=_ridge.but(lhs=A.T * (A * solution - target)),
            misconception="the ridge solution solves least squares",
        ),
        Mutant(
            name="sign_of_the_penalty",
            statement=_ridge.but(lhs=A.T * (A * solution - target) - lam * solution),
            misconception="the sign of the penalty",
        ),
    ),
    expected=Conclusion.PROVED,
)

_push = Statement(
    where=(Size(n), Size(m), Scalar(lam), Matrix(A)),
    given=(dual_invertible,),
    lhs=regular * A.T * dual.I,
    rhs=A.T,
    text="(A^T A + lambda I)^-1 A^T = A^T (A A^T + lambda I)^-1, multiplied through",
)
ridge_solution_combines_the_samples = Claim(
    title="The ridge solution is a combination of the samples, with an n by n system to solve",
    ledger=("wd.ridge-closed-form",),
    sources=TRICKS,
    statement=_push,
    derivation=by(Rule.MATRIX_NORMAL_FORM, _push, "A^T moves through: A^T (A A^T + lambda I)"),
    mutants=(
        Mutant(
            name="not_transposed",
            statement=_push.but(rhs=2 * A.T),
            misconception="the two systems differ by a factor",
        ),
        Mutant(
            name="without_the_penalty",
            statement=_push.but(lhs=A.T * A * A.T * dual.I),
            misconception="the penalty belongs to one system only",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Along one singular direction with singular value s.
_shrinks = Statement(
    where=(Scalar(s), Scalar(lam)),
    given=(
        positive(lam),
        Hypothesis(name="s != 0", lhs=s),
    ),
    lhs=Partial(s**2 / (s**2 + lam), lam),
    relation=Relation.LESS,
    rhs=Integer(0),
    text="along a singular direction the solution is s^2/(s^2 + lambda) of least squares: it falls in lambda",
)
ridge_shrinks_every_direction = Claim(
    title="Ridge shrinks every singular direction, the more the stronger the penalty",
    ledger=("wd.ridge-closed-form",),
    sources=TRICKS,
    statement=_shrinks,
    derivation=by(Rule.SCALAR_NORMAL_FORM, _shrinks, "the slope is -s^2/(s^2 + lambda)^2"),
    mutants=(
        Mutant(
            name="grows",
            statement=_shrinks.but(lhs=-_shrinks.lhs),
            misconception="the solution grows with the penalty",
        ),
        Mutant(
            name="at_least_by_one",
            statement=_shrinks.but(rhs=Integer(-1)),
            misconception="every direction is shrunk at the same rate",
        ),
    ),
    expected=Conclusion.PROVED,
)
