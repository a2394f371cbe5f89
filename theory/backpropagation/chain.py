"""A chain of width 1: what stands beside the product of the slopes in its gradient.

Source: Connectionism and Layered Representation, section V.
"""

from sympy import Expr, IndexedBase, Integer, Rational, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial, dsigma, sigma
from ..kernel.statement import (
    Array,
    Counterexample,
    Domain,
    Scalar,
    Sequence,
    Statement,
    array,
)
from .layers import layer, layers_axis

v, cb, x1, chain, weights, slopes = (IndexedBase(name, real=True) for name in ("w", "b", "a", "D", "P", "S"))
v_other, cb_other = IndexedBase("v", real=True), IndexedBase("c", real=True)
start = Symbol("x", real=True)


def unit(at: Expr) -> Expr:
    """Pre-activation of layer `at` in the chain."""
    return v[at] * x1[at] + cb[at]


_chain = Statement(
    where=(
        Scalar(layer, Domain.NATURAL),
        Scalar(start),
        Array(v, (layers_axis,)),
        Array(cb, (layers_axis,)),
        Sequence(symbol=x1, index=layer, initial=start, successor=sigma(unit(layer))),
        # D_k = d a_{k+1} / d w_0; weights and slopes are the products over the layers 1..k
        Sequence(
            symbol=chain,
            index=layer,
            initial=dsigma(v[0] * start + cb[0]) * start,
            successor=dsigma(unit(layer + 1)) * v[layer + 1] * chain[layer],
        ),
        Sequence(symbol=weights, index=layer, initial=Integer(1), successor=weights[layer] * v[layer + 1]),
        Sequence(
            symbol=slopes,
            index=layer,
            initial=dsigma(v[0] * start + cb[0]),
            successor=slopes[layer] * dsigma(unit(layer + 1)),
        ),
    ),
    lhs=chain[layer],
    rhs=start * weights[layer] * slopes[layer],
    text="da_L/dw_1 = x (product of w_2..w_L) (product of sigma'(z_1)..sigma'(z_L)) in a chain of width 1",
)


def two_layers(weight: IndexedBase, bias: IndexedBase) -> Expr:
    """sigma(w_2 sigma(w_1 x + b_1) + b_2)."""
    return sigma(weight[2] * sigma(weight[1] * start + bias[1]) + bias[2])


def slope_product(weight: IndexedBase, bias: IndexedBase) -> Expr:
    """sigma'(z_1) sigma'(z_2) of the chain of two layers."""
    inner = weight[1] * start + bias[1]
    return dsigma(inner) * dsigma(weight[2] * sigma(inner) + bias[2])


gradient_carries_the_weights = Claim(
    title="The gradient is the product of the slopes times the product of the weights in between",
    ledger=("bp.product-of-sigmas",),
    sources=(Source(Document.CONNECTIONISM, "V. Deriving Backpropagation"),),
    statement=_chain,
    derivation=(Step(statement=_chain, rule=Rule.RECURSION, reason="every layer multiplies by its weight and slope"),),
    as_stated=Statement(
        where=(Scalar(start), array(v, 2), array(cb, 2), array(v_other, 2), array(cb_other, 2)),
        lhs=Partial(two_layers(v, cb), v[1]) * slope_product(v_other, cb_other),
        rhs=Partial(two_layers(v_other, cb_other), v_other[1]) * slope_product(v, cb),
        text="gradient and product of slopes are in one proportion for all weights",
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(
        values={start: Rational(1, 2), v: (8, 8), cb: (-4, -4), v_other: (8, 4), cb_other: (-4, -2)},
        text="all pre-activations are 0, all slopes 1/4; the gradients are 1/4 and 1/8",
    ),
    mutants=(
        Mutant(
            name="slopes_alone",
            statement=_chain.but(rhs=start * slopes[layer]),
            misconception="the gradient is the product of the slopes",
        ),
        Mutant(
            name="first_weight_too",
            statement=_chain.but(rhs=start * v[0] * weights[layer] * slopes[layer]),
            misconception="the product of the weights includes the one that is differentiated",
        ),
        Mutant(
            name="input_forgotten",
            statement=_chain.but(rhs=weights[layer] * slopes[layer]),
            misconception="the factor x of the first layer is lost",
        ),
    ),
    expected=Conclusion.REFUTED,
)
