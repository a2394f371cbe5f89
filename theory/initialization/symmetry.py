"""Why the starting weights must differ: hidden units that start alike stay alike under gradient descent.

A network with one hidden layer, theta[h, j] being the weights of hidden unit h: column 1 is its outgoing weight, and
its pre-activation is sum_j theta[h, j] X[s, j] (column 1 of X may hold zeros, another one ones, for a bias).
"""

from collections.abc import Callable

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Sum, Symbol, oo, tanh

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import Partial, dsigma, sigma, sigmoid
from ..kernel.statement import (
    Array,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)
from .notation import WEIGHTS, by_normal_form

H, d, N = (Symbol(name, integer=True, positive=True) for name in "HdN")
k = Symbol("k", integer=True, nonnegative=True)
s, h, c, g, j, t = (Symbol(name, integer=True) for name in "shcgjt")
W, X, Y, theta, start, eta = (IndexedBase(name, real=True) for name in ("W", "X", "y", "theta", "start", "eta"))
one = Integer(1)
Weights = Callable[[Expr, Expr], Expr]
Data = Callable[[Expr, Expr], Expr]
Targets = Callable[[Expr], Expr]
SOURCES = (WEIGHTS, Source(Document.LECTURE_10, "Stochastic GD"))


def arriving(weights: Weights, data: Data, sample: Expr, unit: Expr) -> Expr:
    """Pre-activation of a hidden unit."""
    return Sum(weights(unit, c) * data(sample, c), (c, 1, d))


def output(weights: Weights, data: Data, sample: Expr, units: Expr, activation: type = sigma) -> Expr:
    """sum_h v_h sigma(z_h)."""
    return Sum(weights(h, one) * activation(arriving(weights, data, sample, h)), (h, 1, units))


def slope(
    weights: Weights,
    data: Data,
    targets: Targets,
    place: tuple[Expr, Expr],
    units: Expr,
    curve: tuple[Callable[[Expr], Expr], Callable[[Expr], Expr]] = (sigma, dsigma),
) -> Expr:
    """Gradient of half the squared error, summed over the samples, in one weight of one unit."""
    unit, column = place
    activation, derivative = curve
    z = arriving(weights, data, s, unit)
    inner = KroneckerDelta(column, 1) * activation(z) + weights(unit, one) * derivative(z) * data(s, column)
    return Sum((output(weights, data, s, units, activation) - targets(s)) * inner, (s, 1, N))  # type: ignore[arg-type]


def fixed(unit: Expr, column: Expr) -> Expr:
    """A weight of the network."""
    return W[unit, column]


def rows(sample: Expr, column: Expr) -> Expr:
    """An input."""
    return X[sample, column]


_half_loss = Sum((output(fixed, rows, s, H) - Y[s]) ** 2, (s, 1, N)) / 2
_gradient = Statement(
    where=(
        Size(H),
        Size(d),
        Size(N),
        array(X, N, d),
        array(Y, N),
        array(W, H, d),
        Index(g, one, H),
        Index(j, one, d),
    ),
    lhs=Partial(_half_loss, W[g, j]),
    rhs=slope(fixed, rows, lambda sample: Y[sample], (g, j), H),
    text="dR/dW_gj = sum_s (f_s - y_s)(delta_j1 sigma(z_sg) + W_g1 sigma'(z_sg) X_sj)",
)
gradient_of_a_hidden_unit_sees_the_others_through_the_output = Claim(
    title="The gradient of a hidden unit depends on its own weights and on the network's error alone",
    ledger=("init.symmetry-breaking",),
    sources=SOURCES,
    statement=_gradient,
    derivation=by_normal_form(_gradient, "the chain rule"),
    mutants=(
        Mutant(
            name="outgoing_weight_only",
            statement=_gradient.but(
                rhs=Sum(
                    (output(fixed, rows, s, H) - Y[s]) * KroneckerDelta(j, 1) * sigma(arriving(fixed, rows, s, g)),
                    (s, 1, N),
                )
            ),
            misconception="only the outgoing weight has a gradient",
        ),
        Mutant(
            name="sign",
            statement=_gradient.but(rhs=-_gradient.rhs),
            misconception="the gradient points downhill",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Gradient descent with any rate and any mini-batch a step: X[k, s, j] and y[k, s] are those of step k.
every_step = (t, Integer(0), oo)
rate = Array(eta, (every_step,))
inputs = Array(X, (every_step, (s, one, N), (c, one, d)))
targets = Array(Y, (every_step, (s, one, N)))


def now(unit: Expr, column: Expr) -> Expr:
    """A weight after k steps."""
    return theta[k, unit, column]


def drawn(sample: Expr, column: Expr) -> Expr:
    """An input of the mini-batch of step k."""
    return X[k, sample, column]


def descent(
    initial: Expr,
    units: Expr,
    curve: tuple[Callable[[Expr], Expr], Callable[[Expr], Expr]] = (sigma, dsigma),
) -> Sequence:
    """theta_{k+1} = theta_k - eta_k times the gradient on the mini-batch of step k."""
    down = slope(now, drawn, lambda sample: Y[k, sample], (g, j), units, curve)
    axes = ((g, one, units), (j, one, d))
    return Sequence(symbol=theta, index=k, axes=axes, initial=initial, successor=now(g, j) - eta[k] * down)


last = H + 1
equal_start = Hypothesis(
    name="units 1 and H + 1 start alike",
    lhs=start[1, j],
    relation=Relation.EQUAL,
    rhs=start[last, j],
    forall=(Index(j, one, d),),
    establish=(start[1, j], start[last, j]),
)
_where = (Size(H), Size(d), Size(N), Scalar(k, Domain.NATURAL), rate, inputs, targets)
_alike = Statement(
    where=(
        *_where,
        Array(start, ((g, one, last), (j, one, d))),
        descent(start[g, j], last),
        Index(j, one, d),
    ),
    given=(equal_start,),
    lhs=theta[k, 1, j],
    rhs=theta[k, last, j],
    text="of H + 1 hidden units two start with equal weights: after any number of steps they are equal still",
)
_steps = recursion.induction(_alike, k)
equal_hidden_units_stay_equal = Claim(
    title="Hidden units that start with equal weights stay equal for ever, whatever rates and mini-batches are used",
    ledger=("init.symmetry-breaking",),
    sources=SOURCES,
    statement=_alike,
    derivation=(
        Step(
            statement=_steps.base,
            rule=Rule.NORMAL_FORM,
            reason="they start alike",
            data=((theta, Integer(0)),),
        ),
        Step(
            statement=_steps.step,
            rule=Rule.NORMAL_FORM,
            reason="equal weights have equal gradients",
            data=((theta, k + 1),),
        ),
        Step(statement=_alike, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 1), data=k),
    ),
    mutants=(
        Mutant(
            name="any_start",
            statement=_alike.without(equal_start),
            misconception="training makes all hidden units alike",
        ),
        Mutant(
            name="equal_outgoing_weights",
            statement=_alike.but(
                given=(
                    Hypothesis(
                        name="equal outgoing weights",
                        lhs=start[1, 1],
                        relation=Relation.EQUAL,
                        rhs=start[last, 1],
                        establish=(start[1, 1], start[last, 1]),
                    ),
                )
            ),
            misconception="equal outgoing weights are enough",
        ),
        Mutant(
            name="nothing_moves",
            statement=_alike.but(rhs=start[last, j]),
            misconception="equal units are taken to have no gradient",
        ),
    ),
    expected=Conclusion.PROVED,
    note="So small constant weights are no start: they act as one unit. The noise of mini-batches does not help.",
)


def tanh_slope(z: Expr) -> Expr:
    """1 - tanh(z)^2."""
    return 1 - tanh(z) ** 2


_zero = Statement(
    where=(*_where, descent(Integer(0), H, (tanh, tanh_slope)), Index(g, one, H), Index(j, one, d)),
    lhs=theta[k, g, j],
    rhs=Integer(0),
    text="with tanh and all weights 0 the gradient is 0: nothing moves",
)


def sigmoid_slope(z: Expr) -> Expr:
    """sigma (1 - sigma)."""
    return sigmoid(z) * (1 - sigmoid(z))


zero_weights_with_tanh_never_move = Claim(
    title="A tanh network without output bias that starts with all weights zero never moves",
    ledger=("init.symmetry-breaking",),
    sources=SOURCES,
    statement=_zero,
    derivation=(
        Step(statement=_zero, rule=Rule.RECURSION, reason="tanh(0) = 0 and the outgoing weights are 0"),
        Step(statement=_zero, rule=Rule.NORMAL_FORM, using=(0,), reason="put in"),
    ),
    mutants=(
        Mutant(
            name="sigmoid",
            statement=_zero.but(where=(*_where, descent(Integer(0), H, (sigmoid, sigmoid_slope)), *_zero.where[-2:])),
            misconception="the same is said of logistic units: sigma(0) = 1/2 moves the outgoing weights",
        ),
        Mutant(
            name="constant_start",
            statement=_zero.but(where=(*_where, descent(one, H, (tanh, tanh_slope)), *_zero.where[-2:]), rhs=one),
            misconception="a constant start is taken to be as dead as zero",
        ),
    ),
    expected=Conclusion.PROVED,
)
