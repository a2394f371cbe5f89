"""Exercise 10.3 (c) and (d): the logistic output and the softmax outputs, with squared loss and cross-entropy.

Source: Lim 2025, Lecture 10, Exercise 10.3 and slide "Output Layer and Loss Function".
"""

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Sum, Symbol, exp, log

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Source
from ..kernel.functions import Partial, dsigma, sigma, sigmoid
from ..kernel.statement import Hypothesis, Relation, Scalar, Size, Statement, array
from .network import (
    K1,
    K2,
    K,
    beta,
    by_normal_form,
    exercise,
    half,
    hidden_weights,
    k,
    l,
    m,
    network,
    output,
    pre_activation,
    q,
    r,
    upto,
    w,
    w0,
    x,
    y,
    z,
)

# (c): one logistic output.
b, t, target = IndexedBase("b", real=True), Symbol("t", real=True), Symbol("y", real=True)
b0 = Symbol("b0", real=True)
logit = b0 + Sum(b[l] * sigma(pre_activation(l)), (l, 1, K2))
prediction = sigmoid(logit)
logistic_net = (Size(K1), Size(K2), *hidden_weights, array(b, K2), Scalar(b0), Scalar(target))
logistic_loss = half * (prediction - target) ** 2
logistic_delta = (prediction - target) * prediction * (1 - prediction)

_cs = Statement(
    where=(Scalar(t), Scalar(target)),
    lhs=Partial(half * (sigmoid(t) - target) ** 2, t),
    rhs=(sigmoid(t) - target) * sigmoid(t) * (1 - sigmoid(t)),
    text="squared loss behind a logistic output: delta = (f - y) f (1 - f)",
)
logistic_output_signal_squared_loss = Claim(
    title="Logistic output with squared loss: delta = (f - y) f (1 - f)",
    ledger=("bp.ex103c-sigmoid-output",),
    sources=exercise("c"),
    statement=_cs,
    derivation=by_normal_form(_cs, "chain rule with sigma' = sigma (1 - sigma), proved in activations"),
    mutants=(
        Mutant(
            name="slope_lost",
            statement=_cs.but(rhs=sigmoid(t) - target),
            misconception="the cross-entropy signal is used for the squared loss",
        ),
        Mutant(
            name="half_a_slope",
            statement=_cs.but(rhs=(sigmoid(t) - target) * (1 - sigmoid(t))),
            misconception="a factor f is lost",
        ),
        Mutant(
            name="slope_at_the_logit",
            statement=_cs.but(rhs=(sigmoid(t) - target) * t * (1 - t)),
            misconception="the slope formula is applied to the logit",
        ),
    ),
    expected=Conclusion.PROVED,
)

_cc = _cs.but(
    lhs=Partial(-target * log(sigmoid(t)) - (1 - target) * log(1 - sigmoid(t)), t),
    rhs=sigmoid(t) - target,
    text="cross-entropy behind a logistic output: delta = f - y",
)
logistic_output_signal_cross_entropy = Claim(
    title="Logistic output with cross-entropy: delta = f - y",
    ledger=("bp.ex103c-sigmoid-output",),
    sources=exercise("c"),
    statement=_cc,
    derivation=by_normal_form(_cc, "the slope f (1 - f) cancels against the logarithms"),
    mutants=(
        Mutant(name="sign", statement=_cc.but(rhs=target - sigmoid(t)), misconception="target minus prediction"),
        Mutant(
            name="slope_kept",
            statement=_cc.but(rhs=(sigmoid(t) - target) * sigmoid(t) * (1 - sigmoid(t))),
            misconception="the squared-loss signal is used for cross-entropy",
        ),
    ),
    expected=Conclusion.PROVED,
)

_cb = Statement(
    where=(*logistic_net, upto(q, K2)),
    lhs=Partial(logistic_loss, b[q]),
    rhs=logistic_delta * sigma(pre_activation(q)),
    text="dR/dbeta_l = delta A_l with delta = (f - y) f (1 - f)",
)
logistic_output_weight_gradient = Claim(
    title="Logistic output: gradient in an output weight",
    ledger=("bp.ex103c-sigmoid-output",),
    sources=exercise("c"),
    statement=_cb,
    derivation=by_normal_form(_cb, "the logit is linear in beta_l"),
    mutants=(
        Mutant(
            name="linear_output",
            statement=_cb.but(rhs=(prediction - target) * sigma(pre_activation(q))),
            misconception="the output activation is forgotten in the backward pass",
        ),
        Mutant(name="sign", statement=_cb.but(rhs=-_cb.rhs), misconception="target minus prediction"),
    ),
    expected=Conclusion.PROVED,
)

_cw = Statement(
    where=(*logistic_net, upto(q, K2), upto(r, K1)),
    lhs=Partial(logistic_loss, w[q, r]),
    rhs=dsigma(pre_activation(q)) * b[q] * logistic_delta * x[r],
    text="dR/dw_lj = sigma'(a_l) beta_l delta x_j with delta = (f - y) f (1 - f)",
)
logistic_hidden_weight_gradient = Claim(
    title="Logistic output: gradient in a hidden weight",
    ledger=("bp.ex103c-sigmoid-output",),
    sources=exercise("c"),
    statement=_cw,
    derivation=by_normal_form(_cw, "chain rule through output and hidden unit"),
    mutants=(
        Mutant(
            name="output_slope_lost",
            statement=_cw.but(rhs=dsigma(pre_activation(q)) * b[q] * (prediction - target) * x[r]),
            misconception="the output activation is forgotten in the backward pass",
        ),
        Mutant(
            name="hidden_slope_lost",
            statement=_cw.but(rhs=b[q] * logistic_delta * x[r]),
            misconception="the hidden activation is forgotten in the backward pass",
        ),
    ),
    expected=Conclusion.PROVED,
)

_cb0 = Statement(
    where=logistic_net,
    lhs=Partial(logistic_loss, b0),
    rhs=logistic_delta,
    text="dR/dbeta_0 = delta with delta = (f - y) f (1 - f)",
)
logistic_output_bias_gradient = Claim(
    title="Logistic output: gradient in the output bias",
    ledger=("bp.ex103c-sigmoid-output",),
    sources=exercise("c"),
    statement=_cb0,
    derivation=by_normal_form(_cb0, "the bias is the weight of a constant unit"),
    mutants=(
        Mutant(
            name="linear_output", statement=_cb0.but(rhs=prediction - target), misconception="the output slope is lost"
        ),
        Mutant(name="sign", statement=_cb0.but(rhs=-_cb0.rhs), misconception="target minus prediction"),
    ),
    expected=Conclusion.PROVED,
)

_cw0 = Statement(
    where=(*logistic_net, upto(q, K2)),
    lhs=Partial(logistic_loss, w0[q]),
    rhs=dsigma(pre_activation(q)) * b[q] * logistic_delta,
    text="dR/dw_l0 = sigma'(a_l) beta_l delta with delta = (f - y) f (1 - f)",
)
logistic_hidden_bias_gradient = Claim(
    title="Logistic output: gradient in a hidden bias",
    ledger=("bp.ex103c-sigmoid-output",),
    sources=exercise("c"),
    statement=_cw0,
    derivation=by_normal_form(_cw0, "the input of a bias is one"),
    mutants=(
        Mutant(
            name="hidden_slope_lost",
            statement=_cw0.but(rhs=b[q] * logistic_delta),
            misconception="the hidden activation is forgotten in the backward pass",
        ),
        Mutant(
            name="output_weight_lost",
            statement=_cw0.but(rhs=dsigma(pre_activation(q)) * logistic_delta),
            misconception="the signal is not weighted on its way back",
        ),
    ),
    expected=Conclusion.PROVED,
)


# (d): softmax outputs with cross-entropy.
def partition(at: IndexedBase) -> Expr:
    """sum_k exp(at_k)."""
    return Sum(exp(at[k]), (k, 1, K))


def softmax(unit: Expr) -> Expr:
    """exp(z_unit) / sum_k exp(z_k)."""
    return exp(z[unit]) / partition(z)


_jac = Statement(
    where=(Size(K), array(z, K), upto(q, K), upto(r, K)),
    lhs=Partial(softmax(q), z[r]),
    rhs=softmax(q) * (KroneckerDelta(q, r) - softmax(r)),
    text="df_m/dZ_j = f_m (delta_mj - f_j)",
)
softmax_jacobian = Claim(
    title="The Jacobian of softmax is diag(f) - f f^T",
    ledger=("bp.softmax-jacobian",),
    sources=(Source(Document.LECTURE_10, "Output Layer and Loss Function"), *exercise("d")),
    statement=_jac,
    derivation=by_normal_form(_jac, "quotient rule; the partition sum has slope exp(z_j)"),
    mutants=(
        Mutant(
            name="diagonal_only",
            statement=_jac.but(rhs=softmax(q) * KroneckerDelta(q, r) * (1 - softmax(q))),
            misconception="softmax is treated as element-wise",
        ),
        Mutant(
            name="sign",
            statement=_jac.but(rhs=softmax(q) * (softmax(r) - KroneckerDelta(q, r))),
            misconception="f_m (f_j - delta_mj)",
        ),
    ),
    expected=Conclusion.PROVED,
)

one_target = Hypothesis(
    name="targets sum to one",
    lhs=Sum(y[k], (k, 1, K)),
    relation=Relation.EQUAL,
    rhs=Integer(1),
    establish=(y[1], 1 - Sum(y[k], (k, 2, K))),
)
cross_entropy = -Sum(y[l] * log(softmax(l)), (l, 1, K))
_multi = Statement(
    where=(Size(K), array(z, K), array(y, K), upto(q, K)),
    lhs=Partial(cross_entropy, z[q]),
    rhs=softmax(q) * Sum(y[k], (k, 1, K)) - y[q],
    text="for any targets: dL/dZ_k = f_k sum_m y_m - y_k",
)
cross_entropy_gradient_for_any_targets = Claim(
    title="Softmax with cross-entropy for targets of any sum",
    ledger=("bp.ex103d-softmax-ce",),
    sources=exercise("d"),
    statement=_multi,
    derivation=by_normal_form(_multi, "log softmax is z_m minus the log of the partition sum"),
    mutants=(
        Mutant(
            name="one_hot_formula_for_all",
            statement=_multi.but(rhs=softmax(q) - y[q]),
            misconception="f - y is used for targets that do not sum to one",
        ),
        Mutant(
            name="direct_part_only",
            statement=_multi.but(rhs=-y[q] * (1 - softmax(q))),
            misconception="the partition sum is differentiated in the own term only",
        ),
    ),
    expected=Conclusion.PROVED,
)

_ce = _multi.but(given=(one_target,), rhs=softmax(q) - y[q], text="targets that sum to one: dL/dZ_k = f_k - y_k")
cross_entropy_signal_is_residual = Claim(
    title="Softmax with cross-entropy: the signal is prediction minus target",
    ledger=("bp.ex103d-softmax-ce",),
    sources=exercise("d"),
    statement=_ce,
    derivation=by_normal_form(_ce, "the general gradient with sum_m y_m = 1"),
    mutants=(
        Mutant(name="sign", statement=_ce.but(rhs=y[q] - softmax(q)), misconception="target minus prediction"),
        Mutant(
            name="slope_kept",
            statement=_ce.but(rhs=(softmax(q) - y[q]) * softmax(q) * (1 - softmax(q))),
            misconception="a logistic slope is multiplied in",
        ),
        Mutant(
            name="direct_part_only",
            statement=_ce.but(rhs=-y[q] * (1 - softmax(q))),
            misconception="the partition sum is differentiated in the own term only",
        ),
        Mutant(
            name="multi_hot",
            statement=_ce.but(given=()),
            misconception="f - y is used for targets that do not sum to one",
        ),
    ),
    expected=Conclusion.PROVED,
)

classes_partition = Sum(exp(output(k)), (k, 1, K))


def probability(unit: Expr) -> Expr:
    """Softmax of the two-layer network's outputs."""
    return exp(output(unit)) / classes_partition


network_cross_entropy = -Sum(y[m] * log(probability(m)), (m, 1, K))
_dw = Statement(
    where=(*network, upto(q, K2), upto(r, K1)),
    given=(one_target,),
    lhs=Partial(network_cross_entropy, w[q, r]),
    rhs=dsigma(pre_activation(q)) * Sum(beta[m, q] * (probability(m) - y[m]), (m, 1, K)) * x[r],
    text="dL/dw_lj = sigma'(a_l) sum_k beta_kl (f_k - y_k) x_j",
)
softmax_hidden_weight_gradient = Claim(
    title="Softmax output with cross-entropy: gradient in a hidden weight",
    ledger=("bp.ex103d-softmax-ce",),
    sources=exercise("d"),
    statement=_dw,
    derivation=by_normal_form(_dw, "as for squared loss, with delta = f - y"),
    mutants=(
        Mutant(
            name="slope_lost",
            statement=_dw.but(rhs=Sum(beta[m, q] * (probability(m) - y[m]), (m, 1, K)) * x[r]),
            misconception="the activation's slope is forgotten",
        ),
        Mutant(
            name="logits_for_probabilities",
            statement=_dw.but(rhs=dsigma(pre_activation(q)) * Sum(beta[m, q] * (output(m) - y[m]), (m, 1, K)) * x[r]),
            misconception="the residual is formed before softmax",
        ),
    ),
    expected=Conclusion.PROVED,
)

_db = Statement(
    where=(*network, upto(q, K), upto(r, K2)),
    given=(one_target,),
    lhs=Partial(network_cross_entropy, beta[q, r]),
    rhs=(probability(q) - y[q]) * sigma(pre_activation(r)),
    text="dL/dbeta_kl = (f_k - y_k) A_l",
)
softmax_output_weight_gradient = Claim(
    title="Softmax output with cross-entropy: gradient in an output weight",
    ledger=("bp.ex103d-softmax-ce",),
    sources=exercise("d"),
    statement=_db,
    derivation=by_normal_form(_db, "delta = f - y times the hidden activation"),
    mutants=(
        Mutant(name="sign", statement=_db.but(rhs=-_db.rhs), misconception="target minus prediction"),
        Mutant(
            name="slope_kept",
            statement=_db.but(rhs=_db.rhs * probability(q) * (1 - probability(q))),
            misconception="a logistic slope is multiplied in",
        ),
    ),
    expected=Conclusion.PROVED,
)
