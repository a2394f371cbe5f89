"""Every tanh network is a sigmoid network: what vanishes is a matter of the weights, not of the activation."""

from sympy import Expr, Function, IndexedBase, Integer, Sum, oo, tanh

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.functions import sigmoid
from ..kernel.statement import Array, Declaration, Index, Sequence, SizeFunction, Statement
from .layers import DIAGNOSIS, GRADIENT_FLOW, SECTION_V, h, i, j, k, natural

d = Function("d", integer=True, positive=True)
W, b, g, A, S = (IndexedBase(name, real=True) for name in ("W", "b", "g", "A", "S"))


def tanh_input(at: Expr) -> Expr:
    """Pre-activation of the tanh network's next layer."""
    return Sum(W[at, i, j] * A[at, j], (j, 1, d(at))) + b[at, i]


def sigmoid_input(at: Expr, weight: int = 4) -> Expr:
    """Pre-activation of the sigmoid network's next layer: weights 4 W, biases 2 b - 2 W 1."""
    passed = Sum(weight * W[at, i, j] * S[at, j], (j, 1, d(at)))
    return passed + 2 * b[at, i] - 2 * Sum(W[at, i, j], (j, 1, d(at)))


def networks(weight: int = 4, start: int = 2) -> tuple[Declaration, ...]:
    """Both networks, layer by layer; g is the first hidden layer's pre-activation in the tanh network."""
    axes = ((i, Integer(1), d(k)),)
    layer = (h, Integer(0), oo)
    return (
        natural,
        SizeFunction(d),
        Array(W, (layer, (i, Integer(1), d(h + 1)), (j, Integer(1), d(h)))),
        Array(b, (layer, (i, Integer(1), d(h + 1)))),
        Array(g, ((i, Integer(1), d(0)),)),
        Sequence(symbol=A, index=k, initial=tanh(g[i]), successor=tanh(tanh_input(k)), axes=axes),
        Sequence(
            symbol=S, index=k, initial=sigmoid(start * g[i]), successor=sigmoid(sigmoid_input(k, weight)), axes=axes
        ),
    )


_same = Statement(
    where=(*networks(), Index(i, Integer(1), d(k))),
    lhs=A[k, i],
    rhs=2 * S[k, i] - 1,
    text="tanh activations A and sigmoid activations S = sigma(4 W S + 2 b - 2 W 1): A = 2 S - 1 in every layer",
)
_made = recursion.induction(_same, k)
_step = _made.step
_by_sigmoid = 2 * sigmoid(2 * tanh_input(k)) - 1
_by_layer = 2 * sigmoid(sigmoid_input(k)) - 1
sigmoid_network_computes_the_tanh_network = Claim(
    title="Every tanh network is a sigmoid network with four times the weights and shifted biases",
    ledger=("vg.sigmoid-vanishing-not-intrinsic", "vg.relu-residual-necessity"),
    sources=(DIAGNOSIS, GRADIENT_FLOW, SECTION_V),
    statement=_same,
    derivation=(
        Step(statement=_made.base, rule=Rule.SCALAR_NORMAL_FORM, reason="tanh z = 2 sigma(2 z) - 1"),
        Step(
            statement=_step.but(rhs=tanh(tanh_input(k))),
            rule=Rule.NORMAL_FORM,
            reason="the tanh network's layer",
            data=((A, k + 1),),
        ),
        Step(
            statement=_step.but(lhs=tanh(tanh_input(k)), rhs=_by_sigmoid),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="tanh z = 2 sigma(2 z) - 1",
        ),
        Step(
            statement=_step.but(lhs=_by_sigmoid, rhs=_by_layer),
            rule=Rule.NORMAL_FORM,
            reason="2 (W A + b) = 4 W S + 2 b - 2 W 1 for A = 2 S - 1",
        ),
        Step(
            statement=_step.but(lhs=_by_layer),
            rule=Rule.NORMAL_FORM,
            reason="the sigmoid network's layer",
            data=((S, k + 1),),
        ),
        Step(statement=_step, rule=Rule.CHAIN, reason="the four links", using=(1, 2, 3, 4)),
        Step(statement=_same, rule=Rule.INDUCTION, reason="induction on the layers", using=(0, 5), data=k),
    ),
    mutants=(
        Mutant(
            name="twice_the_weights",
            statement=_same.but(where=(*networks(weight=2), *_same.where[-1:])),
            misconception="hidden layers are scaled like the first",
        ),
        Mutant(
            name="first_layer_unscaled",
            statement=_same.but(where=(*networks(start=1), *_same.where[-1:])),
            misconception="tanh(z) = 2 sigma(z) - 1",
        ),
    ),
    expected=Conclusion.PROVED,
    note="So no statement about tanh networks can fail for all sigmoid networks, residual connections or not.",
)
