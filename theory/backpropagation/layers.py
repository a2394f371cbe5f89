"""Backpropagation through layers: the affine layer, one layer of any kind, and every depth.

For symbolic depth the claim is about differentials. A forward tangent dx follows the network,
    dx_{k+1} = J_k dx_k + H_k dW_k   (J_k, H_k the layer's Jacobians in its input and in its weights),
a co-state p goes backward, p_k = J_k^T p_{k+1}, and at every layer k
    <p_k, dx_k> = <p_0, dx_0> + sum_{l<k} <H_l^T p_{l+1}, dW_l>,
so that at the last layer, with p the loss's gradient, the coefficients of the dW_l are the gradients. Widths and
numbers of weights may change from layer to layer.
Sources: Lim 2025, Lecture 10, "Chain Rule and Backward Recursion"; The Quest for Intelligence, "Vectorized Gradients";
Neural Networks: The Foundation of Modern AI, "Backpropagation Algorithm"; Connectionism, section V.
"""

from sympy import Expr, Function, IndexedBase, Integer, Rational, Sum, Symbol, oo

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial, dsigma, sigma
from ..kernel.statement import (
    Array,
    Counterexample,
    Declaration,
    Domain,
    Hypothesis,
    Relation,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
    array,
)
from .network import N, X, by_normal_form, i, j, q, r, upto

rows, columns = (Symbol(name, integer=True, positive=True) for name in ("m", "n"))
s = Symbol("s", integer=True)
W, b, x, g, G = (IndexedBase(name, real=True) for name in ("W", "b", "x", "g", "G"))

# The affine layer a = W x + b. The loss enters through its gradient g in a, held fixed: the chain rule's first factor.
VECTORIZED = (Source(Document.QUEST, "Backpropagation in Practice: Vectorized Gradients"),)
affine: tuple[Declaration, ...] = (
    Size(rows),
    Size(columns),
    array(W, rows, columns),
    array(b, rows),
    array(x, columns),
    array(g, rows),
)
square_affine = (Size(rows), array(W, rows, rows), array(b, rows), array(x, rows), array(g, rows))
along_g = Sum(g[i] * (b[i] + Sum(W[i, j] * x[j], (j, 1, columns))), (i, 1, rows))

_aw = Statement(
    where=(*affine, upto(q, rows), upto(r, columns)),
    lhs=Partial(along_g, W[q, r]),
    rhs=g[q] * x[r],
    text="dE/dW = g x^T with g = dE/da a column",
)
affine_weight_gradient = Claim(
    title="The gradient in the weights of an affine layer is the outer product g x^T",
    ledger=("bp.affine-outer-product",),
    sources=VECTORIZED,
    statement=_aw,
    derivation=by_normal_form(_aw, "a_i has slope delta_iq x_r in W_qr"),
    as_stated=Statement(
        where=(Size(rows),),
        lhs=rows,
        rhs=Integer(1),
        text="with g a column as x, W and a are: the printed product of a (1 x m) and a (1 x n) matrix exists",
    ),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(values={rows: 2}, text="two units: (1 x 2) times (1 x n) is not a matrix product"),
    mutants=(
        Mutant(
            name="transposed",
            statement=_aw.but(
                where=(*square_affine, upto(q, rows), upto(r, rows)),
                lhs=_aw.lhs.xreplace({columns: rows}),
                rhs=x[q] * g[r],
            ),
            misconception="x g^T for g x^T, where the shapes let it pass",
        ),
        Mutant(
            name="weight_for_input",
            statement=_aw.but(rhs=g[q] * W[q, r]),
            misconception="the weight is taken for the input",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Right when dE/da is a row (numerator layout) and for one sample; the slide fixes neither.",
)

_ax = Statement(
    where=(*affine, upto(r, columns)),
    lhs=Partial(along_g, x[r]),
    rhs=Sum(W[i, r] * g[i], (i, 1, rows)),
    text="dE/dx = W^T g",
)
affine_input_gradient = Claim(
    title="The gradient in the input of an affine layer is W^T g",
    ledger=("bp.affine-outer-product",),
    sources=VECTORIZED,
    statement=_ax,
    derivation=by_normal_form(_ax, "a_i has slope W_ir in x_r"),
    mutants=(
        Mutant(
            name="missing_transpose",
            statement=_ax.but(
                where=(*square_affine, upto(r, rows)),
                lhs=_ax.lhs.xreplace({columns: rows}),
                rhs=Sum(W[r, i] * g[i], (i, 1, rows)),
            ),
            misconception="W g for W^T g, where the shapes let it pass",
        ),
        Mutant(
            name="bias_added",
            statement=_ax.but(rhs=Sum(W[i, r] * (g[i] + b[i]), (i, 1, rows))),
            misconception="the bias is propagated backward too",
        ),
    ),
    expected=Conclusion.PROVED,
)

batch_affine = (Size(N), Size(rows), Size(columns), array(W, rows, columns), array(b, rows))
batch_affine = (*batch_affine, array(X, N, columns), array(G, N, rows))
along_batch = Sum(
    Sum(G[s, i] * (b[i] + Sum(X[s, j] * W[i, j], (j, 1, columns))), (i, 1, rows)),
    (s, 1, N),
)
_abw = Statement(
    where=(*batch_affine, upto(q, rows), upto(r, columns)),
    lhs=Partial(along_batch, W[q, r]),
    rhs=Sum(G[s, q] * X[s, r], (s, 1, N)),
    text="A = X W^T + 1 b^T: dE/dW = Delta^T X, the sum of the samples' outer products",
)
BATCH = (*VECTORIZED, Source(Document.LECTURE_10, "Exercise 10.3 (b)"))
batch_weight_gradient = Claim(
    title="The batch gradient in the weights is Delta^T X",
    ledger=("bp.batch-matrix-form",),
    sources=BATCH,
    statement=_abw,
    derivation=by_normal_form(_abw, "sum the outer products of the samples"),
    mutants=(
        Mutant(
            name="mean_for_sum",
            statement=_abw.but(rhs=Sum(G[s, q] * X[s, r], (s, 1, N)) / N),
            misconception="the mean is taken although the loss is a sum",
        ),
        Mutant(
            name="one_outer_product",
            statement=_abw.but(rhs=Sum(G[s, q], (s, 1, N)) * Sum(X[s, r], (s, 1, N))),
            misconception="one outer product of sums serves a whole batch",
        ),
    ),
    expected=Conclusion.PROVED,
)

_abb = Statement(
    where=(*batch_affine, upto(q, rows)),
    lhs=Partial(along_batch, b[q]),
    rhs=Sum(G[s, q], (s, 1, N)),
    text="dE/db = Delta^T 1",
)
batch_bias_gradient = Claim(
    title="The batch gradient in the biases sums the signals over samples",
    ledger=("bp.batch-matrix-form",),
    sources=BATCH,
    statement=_abb,
    derivation=by_normal_form(_abb, "every sample has slope 1 in the bias"),
    mutants=(
        Mutant(
            name="mean_for_sum",
            statement=_abb.but(rhs=Sum(G[s, q], (s, 1, N)) / N),
            misconception="the mean is taken although the loss is a sum",
        ),
        Mutant(
            name="summed_over_features",
            statement=_abb.but(rhs=Sum(Sum(G[s, i], (i, 1, rows)), (s, 1, N))),
            misconception="the sum runs over the units as well",
        ),
    ),
    expected=Conclusion.PROVED,
)

_abx = Statement(
    where=(*batch_affine, upto(q, N), upto(r, columns)),
    lhs=Partial(along_batch, X[q, r]),
    rhs=Sum(G[q, i] * W[i, r], (i, 1, rows)),
    text="dE/dX = Delta W",
)
batch_input_gradient = Claim(
    title="The batch gradient in the inputs is Delta W",
    ledger=("bp.batch-matrix-form",),
    sources=BATCH,
    statement=_abx,
    derivation=by_normal_form(_abx, "a sample's input acts on that sample's signals alone"),
    mutants=(
        Mutant(
            name="all_samples",
            statement=_abx.but(rhs=Sum(Sum(G[s, i] * W[i, r], (i, 1, rows)), (s, 1, N))),
            misconception="the signals of all samples reach one sample's input",
        ),
        Mutant(name="sign", statement=_abx.but(rhs=-_abx.rhs), misconception="the sign of the update is mixed in"),
    ),
    expected=Conclusion.PROVED,
)

# One layer of any kind, with width d(k) before and d(k + 1) after it, and e(k) weights.
d, e = Function("d", integer=True, positive=True), Function("e", integer=True, positive=True)
L, layer = (Symbol(name, integer=True, nonnegative=True) for name in "Lk")
J, H, dW, dx0, dx, p, loss_gradient, gained = (
    IndexedBase(name, real=True) for name in ("J", "H", "dW", "u", "dx", "p", "g", "S")
)
h, t, c = Symbol("h", integer=True), Symbol("t", integer=True), Symbol("c", integer=True)


def axis(index: Symbol, size: Expr) -> tuple[Symbol, Expr, Expr]:
    """An axis from 1 to a size."""
    return (index, Integer(1), size)


depth_at_most = Hypothesis(name="k <= L", lhs=layer, relation=Relation.AT_MOST, rhs=L)
layers_axis = (h, Integer(0), oo)  # a statement about depth L reads the first L layers


def weight_signal(at: Expr) -> Expr:
    """sum_c (sum_i H_{at,i,c} p_{at+1,i}) dW_{at,c}: the layer's gradient against the change of its weights."""
    collected = Sum(H[at, i, c] * p[at + 1, i], (i, 1, d(at + 1)))
    return Sum(collected * dW[at, c], (c, 1, e(at)))


tangent = Sequence(
    symbol=dx,
    index=layer,
    initial=dx0[i],
    successor=Sum(J[layer, i, j] * dx[layer, j], (j, 1, d(layer)))
    + Sum(H[layer, i, c] * dW[layer, c], (c, 1, e(layer))),
    axes=(axis(i, d(layer)),),
)
co_state = Sequence(
    symbol=p,
    index=layer,
    initial=loss_gradient[j],
    successor=Sum(J[layer, i, j] * p[layer + 1, i], (i, 1, d(layer + 1))),
    axes=(axis(j, d(layer)),),
    top=L,
)
collected = Sequence(symbol=gained, index=layer, initial=Integer(0), successor=gained[layer] + weight_signal(layer))
any_depth: tuple[Declaration, ...] = (
    Scalar(L, Domain.NATURAL),
    Scalar(layer, Domain.NATURAL),
    SizeFunction(d),
    SizeFunction(e),
    Array(J, (layers_axis, axis(i, d(h + 1)), axis(j, d(h)))),
    Array(H, (layers_axis, axis(i, d(h + 1)), axis(c, e(h)))),
    Array(dW, (layers_axis, axis(c, e(h)))),
    Array(dx0, (axis(i, d(0)),)),
    Array(loss_gradient, (axis(i, d(L)),)),
    tangent,
    co_state,
    collected,
)


def pairing(at: Expr) -> Expr:
    """<p_at, dx_at>."""
    return Sum(p[at, i] * dx[at, i], (i, 1, d(at)))


def by_adjoint(statement: Statement, step_gain: Expr, forward: IndexedBase, backward: IndexedBase) -> tuple[Step, ...]:
    """The derivation of <p_k, dx_k> = <p_0, dx_0> + S_k: base; adjoint identity of one layer, collected; induction."""
    made = recursion.induction(statement, layer)
    start = statement.rhs - gained[layer]
    pair = statement.lhs
    one_layer = made.step.but(lhs=made.step.lhs, rhs=pair + step_gain, text="one layer backward")
    known = made.step.but(lhs=pair + step_gain, rhs=start + gained[layer] + step_gain, text="by induction")
    gain = made.step.but(lhs=start + gained[layer] + step_gain, rhs=made.step.rhs, text="one more layer collected")
    unfolded = ((forward, layer + 1), (backward, layer))
    return (
        Step(
            statement=made.base,
            rule=Rule.NORMAL_FORM,
            reason="nothing is collected before the first layer",
            data=((gained, Integer(0)),),
        ),
        Step(statement=one_layer, rule=Rule.NORMAL_FORM, reason="adjoint identity of one layer", data=unfolded),
        Step(statement=known, rule=Rule.NORMAL_FORM, reason="induction hypothesis"),
        Step(
            statement=gain,
            rule=Rule.NORMAL_FORM,
            reason="definition of the collected sum",
            data=((gained, layer + 1),),
        ),
        Step(statement=made.step, rule=Rule.CHAIN, reason="the three links", using=(1, 2, 3)),
        Step(statement=statement, rule=Rule.INDUCTION, reason="induction on the layer", using=(0, 4), data=layer),
    )


_general = Statement(
    where=any_depth,
    given=(depth_at_most,),
    lhs=pairing(layer),
    rhs=pairing(Integer(0)) + gained[layer],
    text="<p_k, dx_k> = <p_0, dx_0> + sum_{l<k} <H_l^T p_{l+1}, dW_l>, for every depth, width and layer",
)
RECURSION = (Source(Document.LECTURE_10, "Chain Rule and Backward Recursion"),)
co_states_give_every_gradient = Claim(
    title="The backward recursion of co-states gives the gradients in all weights, for every depth",
    ledger=("bp.general-recursion", "bp.algorithm-box", "bp.derivation-text"),
    sources=(*RECURSION, Source(Document.LECTURE_10, "Backpropagation Algorithm")),
    statement=_general,
    derivation=by_adjoint(_general, weight_signal(layer), dx, p),
    mutants=(
        Mutant(
            name="co_state_one_layer_early",
            statement=_general.but(
                where=(
                    *any_depth[:-1],
                    Sequence(
                        symbol=gained,
                        index=layer,
                        initial=Integer(0),
                        successor=gained[layer] + 2 * weight_signal(layer),
                    ),
                )
            ),
            misconception="the signal of a layer is counted twice",
        ),
        Mutant(
            name="input_forgotten",
            statement=_general.but(rhs=gained[layer]),
            misconception="the part that comes in with the input is dropped",
        ),
        Mutant(
            name="co_state_loses_a_factor",
            statement=_general.but(
                where=(
                    *any_depth[:-2],
                    Sequence(
                        symbol=p,
                        index=layer,
                        initial=loss_gradient[j],
                        successor=Sum(p[layer + 1, i], (i, 1, d(layer + 1))),
                        axes=(axis(j, d(layer)),),
                        top=L,
                    ),
                    collected,
                )
            ),
            misconception="the layer's Jacobian is left out of the backward recursion",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The delta rule: layers a_{k+1} = sigma(W_k a_k + b_k).
A, V, B, dV, dB, a0, da0, P, da = (
    IndexedBase(name, real=True) for name in ("a", "W", "b", "dW", "db", "x", "u", "p", "da")
)


def pre(at: Expr, unit: Expr) -> Expr:
    """z_{at,unit}, the pre-activation of layer `at`."""
    return B[at, unit] + Sum(V[at, unit, j] * A[at, j], (j, 1, d(at)))


def delta_rule(at: Expr, unit: Expr) -> Expr:
    """delta_{at,unit} = sigma'(z_{at,unit}) p_{at+1,unit}."""
    return dsigma(pre(at, unit)) * P[at + 1, unit]


def delta_gain(at: Expr) -> Expr:
    """<delta_at a_at^T, dW_at> + <delta_at, db_at>."""
    weights = Sum(Sum(delta_rule(at, i) * A[at, c] * dV[at, i, c], (c, 1, d(at))), (i, 1, d(at + 1)))
    return weights + Sum(delta_rule(at, i) * dB[at, i], (i, 1, d(at + 1)))


_forward = Sequence(symbol=A, index=layer, initial=a0[i], successor=sigma(pre(layer, i)), axes=(axis(i, d(layer)),))
_tangent = Sequence(
    symbol=da,
    index=layer,
    initial=da0[i],
    successor=dsigma(pre(layer, i))
    * (
        dB[layer, i]
        + Sum(dV[layer, i, c] * A[layer, c], (c, 1, d(layer)))
        + Sum(V[layer, i, c] * da[layer, c], (c, 1, d(layer)))
    ),
    axes=(axis(i, d(layer)),),
)


def _backward(successor: Expr) -> Sequence:
    return Sequence(
        symbol=P, index=layer, initial=loss_gradient[t], successor=successor, axes=(axis(t, d(layer)),), top=L
    )


_co_state = _backward(Sum(V[layer, i, t] * delta_rule(layer, i), (i, 1, d(layer + 1))))
_collected = Sequence(symbol=gained, index=layer, initial=Integer(0), successor=gained[layer] + delta_gain(layer))
_given_layers: tuple[Declaration, ...] = (
    Scalar(L, Domain.NATURAL),
    Scalar(layer, Domain.NATURAL),
    SizeFunction(d),
    Array(V, (layers_axis, axis(i, d(h + 1)), axis(j, d(h)))),
    Array(dV, (layers_axis, axis(i, d(h + 1)), axis(j, d(h)))),
    Array(B, (layers_axis, axis(i, d(h + 1)))),
    Array(dB, (layers_axis, axis(i, d(h + 1)))),
    Array(a0, (axis(i, d(0)),)),
    Array(da0, (axis(i, d(0)),)),
    Array(loss_gradient, (axis(i, d(L)),)),
    _forward,
    _tangent,
)


def _pairing(at: Expr) -> Expr:
    return Sum(P[at, i] * da[at, i], (i, 1, d(at)))


_delta = Statement(
    where=(*_given_layers, _co_state, _collected),
    given=(depth_at_most,),
    lhs=_pairing(layer),
    rhs=_pairing(Integer(0)) + gained[layer],
    text="<p_k, da_k> = <p_0, da_0> + sum_{l<k} <delta_l a_l^T, dW_l> + <delta_l, db_l>, for every depth and width",
)
delta_rule_at_every_depth = Claim(
    title="The delta rule gives the gradients of an MLP of any depth and widths",
    ledger=("bp.mlp-delta-rule",),
    sources=(Source(Document.FOUNDATION, "Backpropagation Algorithm"),),
    statement=_delta,
    derivation=by_adjoint(_delta, delta_gain(layer), da, P),
    reconstructed=True,
    mutants=(
        Mutant(
            name="slope_lost",
            statement=_delta.but(
                where=(
                    *_given_layers,
                    _backward(Sum(V[layer, i, t] * P[layer + 1, i], (i, 1, d(layer + 1)))),
                    _collected,
                )
            ),
            misconception="the slope is left out of the backward recursion",
        ),
        Mutant(
            name="slope_at_the_activation",
            statement=_delta.but(
                where=(
                    *_given_layers,
                    _backward(Sum(V[layer, i, t] * dsigma(A[layer + 1, i]) * P[layer + 1, i], (i, 1, d(layer + 1)))),
                    _collected,
                )
            ),
            misconception="sigma' is evaluated at the activation",
        ),
        Mutant(
            name="weights_lost",
            statement=_delta.but(
                where=(*_given_layers, _backward(Sum(delta_rule(layer, i), (i, 1, d(layer + 1)))), _collected)
            ),
            misconception="the weights are left out of the backward recursion",
        ),
    ),
    expected=Conclusion.PROVED,
)

# A chain of width 1: what stands beside the product of the slopes.
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
