"""Exercise 10.3 (a) and (b): every gradient of the two-layer network with squared loss, for one sample and for N.

delta_k is the signal at output k, s_l the signal at hidden unit l.
Source: Lim 2025, Lecture 10, Exercise 10.3.
"""

from sympy import Expr, Sum

from ..kernel.claim import Claim, Conclusion, Fault, Mutant
from ..kernel.functions import Partial, dsigma, sigma
from ..kernel.statement import Counterexample, Size, Statement, array
from .network import (
    K1,
    K2,
    K,
    N,
    X,
    Y,
    a,
    beta,
    beta0,
    by_normal_form,
    exercise,
    f,
    half,
    i,
    j,
    k,
    l,
    network,
    output,
    output_weights,
    pre_activation,
    q,
    r,
    sizes,
    upto,
    w,
    w0,
    x,
    y,
)

loss = half * Sum((y[k] - output(k)) ** 2, (k, 1, K))


def delta(unit: Expr) -> Expr:
    """delta_unit = f_unit - y_unit."""
    return output(unit) - y[unit]


def signal(unit: Expr) -> Expr:
    """s_unit = sigma'(a_unit) sum_k beta_{k,unit} delta_k."""
    return dsigma(pre_activation(unit)) * Sum(beta[k, unit] * delta(k), (k, 1, K))


_delta = Statement(
    where=(Size(K), array(y, K), array(f, K), upto(q, K)),
    lhs=Partial(half * Sum((y[k] - f[k]) ** 2, (k, 1, K)), f[q]),
    rhs=f[q] - y[q],
    text="delta_k = f_k - y_k",
)
output_signal_is_residual = Claim(
    title="The output signal of the squared loss is prediction minus target",
    ledger=("bp.ex103a-two-layer",),
    sources=exercise("a"),
    statement=_delta,
    derivation=by_normal_form(_delta, "one square survives the derivative"),
    mutants=(
        Mutant(name="sign", statement=_delta.but(rhs=y[q] - f[q]), misconception="target minus prediction"),
        Mutant(
            name="factor_two",
            statement=_delta.but(rhs=2 * (f[q] - y[q])),
            misconception="the half in the loss is overlooked",
        ),
    ),
    expected=Conclusion.PROVED,
)

_activity = half * Sum((y[k] - beta0[k] - Sum(beta[k, l] * sigma(a[l]), (l, 1, K2))) ** 2, (k, 1, K))
_residual = Sum(beta[k, l] * sigma(a[l]), (l, 1, K2)) + beta0[k] - y[k]
_signal = Statement(
    where=(Size(K), Size(K2), array(a, K2), *output_weights, upto(q, K2)),
    lhs=Partial(_activity, a[q]),
    rhs=dsigma(a[q]) * Sum(beta[k, q] * _residual, (k, 1, K)),
    text="s_l = sigma'(a_l) sum_k beta_kl delta_k",
)
hidden_signal_collects_outputs = Claim(
    title="The signal of a hidden unit is its slope times the weighted output signals",
    ledger=("bp.ex103a-two-layer",),
    sources=exercise("a"),
    statement=_signal,
    derivation=by_normal_form(_signal, "the unit acts on every output"),
    mutants=(
        Mutant(
            name="slope_lost",
            statement=_signal.but(rhs=Sum(beta[k, q] * _residual, (k, 1, K))),
            misconception="the activation's slope is forgotten",
        ),
        Mutant(
            name="activation_for_slope",
            statement=_signal.but(rhs=sigma(a[q]) * Sum(beta[k, q] * _residual, (k, 1, K))),
            misconception="sigma stands where sigma' should",
        ),
        Mutant(
            name="transposed_weights",
            statement=_signal.but(
                where=(Size(K), array(a, K), array(beta, K, K), array(beta0, K), array(y, K), upto(q, K)),
                lhs=_signal.lhs.xreplace({K2: K}),
                rhs=(dsigma(a[q]) * Sum(beta[q, k] * _residual, (k, 1, K))).xreplace({K2: K}),
            ),
            misconception="beta_lk for beta_kl, where the shapes let it pass",
        ),
    ),
    expected=Conclusion.PROVED,
)

_gb = Statement(
    where=(*network, upto(q, K), upto(r, K2)),
    lhs=Partial(loss, beta[q, r]),
    rhs=delta(q) * sigma(pre_activation(r)),
    text="dR/dbeta_kl = delta_k A_l",
)
output_weight_gradient = Claim(
    title="Gradient in an output weight: output signal times hidden activation",
    ledger=("bp.ex103a-two-layer",),
    sources=exercise("a"),
    statement=_gb,
    derivation=by_normal_form(_gb, "f_k is linear in beta_kl with slope A_l"),
    mutants=(
        Mutant(name="sign", statement=_gb.but(rhs=-_gb.rhs), misconception="delta_k = y_k - f_k"),
        Mutant(
            name="pre_activation",
            statement=_gb.but(rhs=delta(q) * pre_activation(r)),
            misconception="the pre-activation is taken for the activation",
        ),
        Mutant(name="factor_two", statement=_gb.but(rhs=2 * _gb.rhs), misconception="the half is overlooked"),
    ),
    expected=Conclusion.PROVED,
)

_gb0 = Statement(where=(*network, upto(q, K)), lhs=Partial(loss, beta0[q]), rhs=delta(q), text="dR/dbeta_0k = delta_k")
output_bias_gradient = Claim(
    title="Gradient in an output bias: the output signal",
    ledger=("bp.ex103a-two-layer",),
    sources=exercise("a"),
    statement=_gb0,
    derivation=by_normal_form(_gb0, "f_k has slope 1 in its bias"),
    mutants=(
        Mutant(name="sign", statement=_gb0.but(rhs=-delta(q)), misconception="delta_k = y_k - f_k"),
        Mutant(
            name="all_outputs",
            statement=_gb0.but(rhs=Sum(delta(k), (k, 1, K))),
            misconception="every output's signal reaches every bias",
        ),
    ),
    expected=Conclusion.PROVED,
)

_gw = Statement(
    where=(*network, upto(q, K2), upto(r, K1)),
    lhs=Partial(loss, w[q, r]),
    rhs=signal(q) * x[r],
    text="dR/dw_lj = s_l x_j",
)
hidden_weight_gradient = Claim(
    title="Gradient in a hidden weight: hidden signal times input",
    ledger=("bp.ex103a-two-layer",),
    sources=exercise("a"),
    statement=_gw,
    derivation=by_normal_form(_gw, "a_l is linear in w_lj with slope x_j"),
    mutants=(
        Mutant(
            name="slope_lost",
            statement=_gw.but(rhs=Sum(beta[k, q] * delta(k), (k, 1, K)) * x[r]),
            misconception="the activation's slope is forgotten",
        ),
        Mutant(
            name="slope_at_the_activation",
            statement=_gw.but(rhs=dsigma(sigma(pre_activation(q))) * Sum(beta[k, q] * delta(k), (k, 1, K)) * x[r]),
            misconception="sigma' is evaluated at A_l instead of a_l",
        ),
        Mutant(
            name="hidden_activation_for_input",
            statement=_gw.but(rhs=signal(q) * sigma(pre_activation(q))),
            misconception="the layer's own output is taken for its input",
        ),
        Mutant(name="sign", statement=_gw.but(rhs=-signal(q) * x[r]), misconception="delta_k = y_k - f_k"),
    ),
    expected=Conclusion.PROVED,
)

_gw0 = Statement(where=(*network, upto(q, K2)), lhs=Partial(loss, w0[q]), rhs=signal(q), text="dR/dw_l0 = s_l")
hidden_bias_gradient = Claim(
    title="Gradient in a hidden bias: the hidden signal",
    ledger=("bp.ex103a-two-layer",),
    sources=exercise("a"),
    statement=_gw0,
    derivation=by_normal_form(_gw0, "a_l has slope 1 in its bias"),
    mutants=(
        Mutant(
            name="slope_lost",
            statement=_gw0.but(rhs=Sum(beta[k, q] * delta(k), (k, 1, K))),
            misconception="the activation's slope is forgotten",
        ),
        Mutant(name="sign", statement=_gw0.but(rhs=-signal(q)), misconception="delta_k = y_k - f_k"),
    ),
    expected=Conclusion.PROVED,
)

# (b): N samples, with the mean of the lecture's empirical risk.
batch = (*sizes, Size(N), array(X, N, K1), array(w, K2, K1), array(w0, K2), array(beta, K, K2), array(beta0, K))
batch = (*batch, array(Y, N, K))


def batch_pre_activation(sample: Expr, unit: Expr) -> Expr:
    """a_{sample,unit}."""
    return w0[unit] + Sum(w[unit, j] * X[sample, j], (j, 1, K1))


def batch_delta(sample: Expr, unit: Expr) -> Expr:
    """Delta_{sample,unit} = f_unit(x_sample) - y_{sample,unit}."""
    return beta0[unit] + Sum(beta[unit, l] * sigma(batch_pre_activation(sample, l)), (l, 1, K2)) - Y[sample, unit]


mean_loss = half / N * Sum(Sum(batch_delta(i, k) ** 2, (k, 1, K)), (i, 1, N))
ONE_UNIT_TWO_SAMPLES = {K1: 1, K2: 1, K: 1, N: 2, X: ((1,), (1,)), w: ((0,),), w0: (0,), beta0: (1,), Y: ((0,), (0,))}

_bb = Statement(
    where=(*batch, upto(q, K), upto(r, K2)),
    lhs=Partial(mean_loss, beta[q, r]),
    rhs=Sum(batch_delta(i, q) * sigma(batch_pre_activation(i, r)), (i, 1, N)) / N,
    text="gradient of the mean loss = (1/N) Delta^T A",
)
_sum_instead = "the gradient of the lecture's mean loss is the sum of the samples' gradients"
batch_output_weight_gradient = Claim(
    title="Batch gradient in the output weights: (1/N) Delta^T A",
    ledger=("bp.ex103b-batch",),
    sources=exercise("b"),
    statement=_bb,
    derivation=by_normal_form(_bb, "the derivative is linear in the loss"),
    as_stated=_bb.but(rhs=Sum(batch_delta(i, q) * sigma(batch_pre_activation(i, r)), (i, 1, N)), text=_sum_instead),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={**ONE_UNIT_TWO_SAMPLES, beta: ((0,),), q: 1, r: 1},
        text="two equal samples: the mean has the gradient of one, the sum twice that",
    ),
    mutants=(
        Mutant(
            name="sum_for_mean",
            statement=_bb.but(rhs=N * _bb.rhs),
            misconception="the 1/N of the mean loss is dropped",
        ),
        Mutant(
            name="one_sample",
            statement=_bb.but(rhs=batch_delta(1, q) * sigma(batch_pre_activation(1, r))),
            misconception="one sample's gradient is taken for all",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Summing is right for the summed loss; the lecture's empirical risk is a mean.",
)


def batch_signal(sample: Expr, unit: Expr) -> Expr:
    """S_{sample,unit} = sigma'(a) sum_k Delta_k beta_{k,unit}."""
    collected = Sum(batch_delta(sample, k) * beta[k, unit], (k, 1, K))
    return dsigma(batch_pre_activation(sample, unit)) * collected


_bw = Statement(
    where=(*batch, upto(q, K2), upto(r, K1)),
    lhs=Partial(mean_loss, w[q, r]),
    rhs=Sum(batch_signal(i, q) * X[i, r], (i, 1, N)) / N,
    text="gradient of the mean loss = (1/N) S^T X, S = (Delta beta) * sigma'(a)",
)
batch_hidden_weight_gradient = Claim(
    title="Batch gradient in the hidden weights: (1/N) S^T X",
    ledger=("bp.ex103b-batch",),
    sources=exercise("b"),
    statement=_bw,
    derivation=by_normal_form(_bw, "the derivative is linear in the loss"),
    as_stated=_bw.but(rhs=Sum(batch_signal(i, q) * X[i, r], (i, 1, N)), text=_sum_instead),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={**ONE_UNIT_TWO_SAMPLES, beta: ((1,),), q: 1, r: 1},
        text="two equal samples: the mean has the gradient of one, the sum twice that",
    ),
    mutants=(
        Mutant(
            name="sum_for_mean",
            statement=_bw.but(rhs=N * _bw.rhs),
            misconception="the 1/N of the mean loss is dropped",
        ),
        Mutant(
            name="slope_lost",
            statement=_bw.but(rhs=Sum(Sum(batch_delta(i, k) * beta[k, q], (k, 1, K)) * X[i, r], (i, 1, N)) / N),
            misconception="the activation's slope is forgotten",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Summing is right for the summed loss; the lecture's empirical risk is a mean.",
)
