"""Exercise 10.3 (c) with binary cross-entropy: the gradients of a hidden layer behind one logistic output.

The output's slope f (1 - f) cancels against the loss's, so that every gradient has delta = f - y.
Source: Lim 2025, Lecture 10, Exercise 10.3 (c) and slide "Output Layer and Loss Function".
"""

from sympy import Expr, Symbol, log

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Source
from ..kernel.functions import Partial, dsigma, sigma
from ..kernel.statement import Statement
from .network import K1, K2, by_normal_form, exercise, pre_activation, q, r, upto, w, w0, x
from .outputs import b, b0, logistic_net, prediction, target

LEDGER = ("bp.ex103c-sigmoid-output",)
SOURCES = (*exercise("c"), Source(Document.LECTURE_10, "Output Layer and Loss Function"))
binary_cross_entropy = -target * log(prediction) - (1 - target) * log(1 - prediction)
delta = prediction - target
slope = prediction * (1 - prediction)


def hidden_signal(unit: Symbol) -> Expr:
    """s_unit = sigma'(a_unit) beta_unit (f - y)."""
    return dsigma(pre_activation(unit)) * b[unit] * delta


_b = Statement(
    where=(*logistic_net, upto(q, K2)),
    lhs=Partial(binary_cross_entropy, b[q]),
    rhs=delta * sigma(pre_activation(q)),
    text="cross-entropy: dR/dbeta_l = (f - y) A_l",
)
cross_entropy_output_weight_gradient = Claim(
    title="Logistic output with cross-entropy: gradient in an output weight",
    ledger=LEDGER,
    sources=SOURCES,
    statement=_b,
    derivation=by_normal_form(_b, "the logit is linear in beta_l, and delta = f - y"),
    mutants=(
        Mutant(
            name="slope_kept",
            statement=_b.but(rhs=_b.rhs * slope),
            misconception="the squared-loss signal is used for cross-entropy",
        ),
        Mutant(name="sign", statement=_b.but(rhs=-_b.rhs), misconception="target minus prediction"),
    ),
    expected=Conclusion.PROVED,
)

_b0 = Statement(
    where=logistic_net,
    lhs=Partial(binary_cross_entropy, b0),
    rhs=delta,
    text="cross-entropy: dR/dbeta_0 = f - y",
)
cross_entropy_output_bias_gradient = Claim(
    title="Logistic output with cross-entropy: gradient in the output bias",
    ledger=LEDGER,
    sources=SOURCES,
    statement=_b0,
    derivation=by_normal_form(_b0, "the bias is the weight of a constant unit"),
    mutants=(
        Mutant(
            name="slope_kept",
            statement=_b0.but(rhs=delta * slope),
            misconception="the squared-loss signal is used for cross-entropy",
        ),
        Mutant(name="sign", statement=_b0.but(rhs=-delta), misconception="target minus prediction"),
    ),
    expected=Conclusion.PROVED,
)

_w = Statement(
    where=(*logistic_net, upto(q, K2), upto(r, K1)),
    lhs=Partial(binary_cross_entropy, w[q, r]),
    rhs=hidden_signal(q) * x[r],
    text="cross-entropy: dR/dw_lj = sigma'(a_l) beta_l (f - y) x_j",
)
cross_entropy_hidden_weight_gradient = Claim(
    title="Logistic output with cross-entropy: gradient in a hidden weight",
    ledger=LEDGER,
    sources=SOURCES,
    statement=_w,
    derivation=by_normal_form(_w, "chain rule through output and hidden unit"),
    mutants=(
        Mutant(
            name="slope_kept",
            statement=_w.but(rhs=hidden_signal(q) * slope * x[r]),
            misconception="the squared-loss signal is used for cross-entropy",
        ),
        Mutant(
            name="hidden_slope_lost",
            statement=_w.but(rhs=b[q] * delta * x[r]),
            misconception="cross-entropy is thought to cancel the hidden slope too",
        ),
    ),
    expected=Conclusion.PROVED,
)

_w0 = Statement(
    where=(*logistic_net, upto(q, K2)),
    lhs=Partial(binary_cross_entropy, w0[q]),
    rhs=hidden_signal(q),
    text="cross-entropy: dR/dw_l0 = sigma'(a_l) beta_l (f - y)",
)
cross_entropy_hidden_bias_gradient = Claim(
    title="Logistic output with cross-entropy: gradient in a hidden bias",
    ledger=LEDGER,
    sources=SOURCES,
    statement=_w0,
    derivation=by_normal_form(_w0, "the input of a bias is one"),
    mutants=(
        Mutant(
            name="hidden_slope_lost",
            statement=_w0.but(rhs=b[q] * delta),
            misconception="cross-entropy is thought to cancel the hidden slope too",
        ),
        Mutant(
            name="output_weight_lost",
            statement=_w0.but(rhs=dsigma(pre_activation(q)) * delta),
            misconception="the signal is not weighted on its way back",
        ),
    ),
    expected=Conclusion.PROVED,
)
