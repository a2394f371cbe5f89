"""Backpropagation through layers of any kind, to every depth.

For symbolic depth the claim is about differentials. A forward tangent dx follows the network,
    dx_{k+1} = J_k dx_k + H_k dW_k   (J_k, H_k the layer's Jacobians in its input and in its weights),
a co-state p goes backward, p_k = J_k^T p_{k+1}, and at every layer k
    <p_k, dx_k> = <p_0, dx_0> + sum_{l<k} <H_l^T p_{l+1}, dW_l>,
so that at the last layer, with p the loss's gradient, the coefficients of the dW_l are the gradients. Widths and
numbers of weights may change from layer to layer.
Sources: Lim 2025, Lecture 10, "Chain Rule and Backward Recursion"; Neural Networks: The Foundation of Modern AI,
"Backpropagation Algorithm"; Connectionism, section V.
"""

from sympy import Expr, Function, IndexedBase, Integer, Sum, Symbol, oo

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import dsigma, sigma
from ..kernel.statement import (
    Array,
    Declaration,
    Domain,
    Hypothesis,
    Relation,
    Scalar,
    Sequence,
    SizeFunction,
    Statement,
)
from .network import i, j

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
