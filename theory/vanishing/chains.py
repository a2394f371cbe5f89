"""Chains of width one: what the weights do to the gradient, exactly."""

from sympy import IndexedBase, Integer, Rational, oo

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Partial, relu
from ..kernel.statement import (
    Array,
    Counterexample,
    Declaration,
    Hypothesis,
    Index,
    Relation,
    Sequence,
    Statement,
)
from .layers import DIAGNOSIS, GRADIENT_FLOW, SECTION_V, k, l, logistic, natural, quarter

# A chain of width 1 with weights 8 and biases -4: every pre-activation is 0, every slope 1/4.
a, D = IndexedBase("a", real=True), IndexedBase("D", real=True)

value = logistic(8 * a[k] - 4)
activations = Sequence(symbol=a, index=k, initial=Rational(1, 2), successor=value)
slopes = Sequence(
    symbol=D,
    index=k,
    # d a_1 / d w_1 = sigma'(z_1) x with x = 1/2
    initial=logistic(Integer(0)) * (1 - logistic(Integer(0))) / 2,
    successor=8 * value * (1 - value) * D[k],
)
steep_chain: tuple[Declaration, ...] = (natural, activations, slopes)

_half = Statement(where=steep_chain, lhs=a[k], rhs=Rational(1, 2), text="every activation is 1/2")
_doubles = Statement(
    where=steep_chain,
    lhs=D[k],
    rhs=2**k / Integer(8),
    text="with w = 8, b = -4, x = 1/2: da_L/dw_1 = 2^(L-4), L = k + 1 layers",
)
_doubling = recursion.induction(_doubles, k)
gradient_grows_in_a_steep_sigmoid_chain = Claim(
    title="Sigmoid layers with weights 8 double the gradient: no constant bounds it by C 4^-(L-1)",
    ledger=("vg.bound",),
    sources=(GRADIENT_FLOW,),
    statement=_doubles,
    derivation=(
        Step(statement=_half, rule=Rule.RECURSION, reason="sigma(8/2 - 4) = sigma(0) = 1/2"),
        Step(statement=_doubling.base, rule=Rule.NORMAL_FORM, reason="sigma'(0)/2 = 1/8", data=((D, Integer(0)),)),
        Step(
            statement=_doubling.step,
            rule=Rule.NORMAL_FORM,
            reason="the factor 8 sigma'(0) = 2",
            using=(0,),
            data=((D, k + 1),),
        ),
        Step(statement=_doubles, rule=Rule.INDUCTION, reason="induction on the layers", using=(1, 2), data=k),
    ),
    mutants=(
        Mutant(
            name="quarter_a_layer",
            statement=_doubles.but(rhs=quarter**k / 8),
            misconception="each layer multiplies the gradient by its slope alone",
        ),
        Mutant(
            name="one_layer_more",
            statement=_doubles.but(rhs=2 ** (k + 1) / Integer(8)),
            misconception="off by one in the number of layers",
        ),
    ),
    expected=Conclusion.PROVED,
)


# The same chain with weights 4 and biases -2: the factor 4 sigma'(0) is one.
gentle_value = logistic(4 * a[k] - 2)
gentle_chain: tuple[Declaration, ...] = (
    natural,
    Sequence(symbol=a, index=k, initial=Rational(1, 2), successor=gentle_value),
    Sequence(
        symbol=D,
        index=k,
        initial=logistic(Integer(0)) * (1 - logistic(Integer(0))) / 2,
        successor=4 * gentle_value * (1 - gentle_value) * D[k],
    ),
)
_rests = Statement(where=gentle_chain, lhs=a[k], rhs=Rational(1, 2), text="every activation is 1/2")
_keeps = Statement(
    where=gentle_chain,
    lhs=D[k],
    rhs=Rational(1, 8),
    text="with w = 4, b = -2, x = 1/2: the first layer's gradient is 1/8 behind any number of sigmoid layers",
)
_keeping = recursion.induction(_keeps, k)
gradient_keeps_its_size_in_a_sigmoid_chain = Claim(
    title="A sigmoid chain with weights 4 passes its gradient on undiminished, through any number of layers",
    ledger=("vg.sigmoid-vanishing-not-intrinsic",),
    sources=(DIAGNOSIS, GRADIENT_FLOW, SECTION_V),
    statement=_keeps,
    derivation=(
        Step(statement=_rests, rule=Rule.RECURSION, reason="sigma(4/2 - 2) = sigma(0) = 1/2"),
        Step(statement=_keeping.base, rule=Rule.NORMAL_FORM, reason="sigma'(0)/2 = 1/8", data=((D, Integer(0)),)),
        Step(
            statement=_keeping.step,
            rule=Rule.NORMAL_FORM,
            reason="the factor 4 sigma'(0) = 1",
            using=(0,),
            data=((D, k + 1),),
        ),
        Step(statement=_keeps, rule=Rule.INDUCTION, reason="induction on the layers", using=(1, 2), data=k),
    ),
    as_stated=Statement(
        where=gentle_chain,
        lhs=D[k],
        relation=Relation.AT_MOST,
        rhs=2**-k,
        text="in a deep sigmoid network the gradient vanishes exponentially; here: it at least halves in every layer",
    ),
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(values={k: 4}, text="w = 4, b = -2, x = 1/2, 5 layers: the gradient is still 1/8"),
    mutants=(
        Mutant(
            name="slope_alone",
            statement=_keeps.but(rhs=quarter**k / 8),
            misconception="each layer multiplies the gradient by its slope alone",
        ),
        Mutant(
            name="grows",
            statement=_keeps.but(rhs=4**k / Integer(8)),
            misconception="each layer multiplies the gradient by its weight alone",
        ),
    ),
    expected=Conclusion.REFUTED,
)

# ReLU layers, all active: the slopes are one, the weights remain.
v, z, G, P = (IndexedBase(name, real=True) for name in ("v", "z", "G", "P"))
every_layer = Index(l, Integer(0), oo)
layer_axis = (l, Integer(0), oo)
positive = Hypothesis(
    name="z_l > 0",
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=z[l],
    forall=(every_layer,),
    establish=(z[l], 1 + z[l] ** 2),
)
relu_chain: tuple[Declaration, ...] = (
    natural,
    Array(v, (layer_axis,)),
    Array(z, (layer_axis,)),
    Sequence(symbol=G, index=k, initial=Integer(1), successor=v[k] * Partial(relu(z[k]), z[k]) * G[k]),
    Sequence(symbol=P, index=k, initial=Integer(1), successor=v[k] * P[k]),
)
_product = Statement(
    where=relu_chain,
    given=(positive,),
    lhs=G[k],
    rhs=P[k],
    text="through k active ReLU units the gradient is the product of the k weights",
)
_relu_steps = recursion.induction(_product, k)
_slope_is_one = _relu_steps.step.but(lhs=Partial(relu(z[k]), z[k]), rhs=Integer(1), text="the unit is active")
relu_gradient_is_the_product_of_the_weights = Claim(
    title="Through active ReLU units the gradient is the product of the weights: it vanishes and explodes with them",
    ledger=("vg.relu-residual-necessity",),
    sources=(SECTION_V,),
    statement=_product,
    derivation=(
        Step(statement=_slope_is_one, rule=Rule.SCALAR_NORMAL_FORM, reason="ReLU is the identity on the right"),
        Step(
            statement=_relu_steps.base,
            rule=Rule.NORMAL_FORM,
            reason="both are 1",
            data=((G, Integer(0)), (P, Integer(0))),
        ),
        Step(
            statement=_relu_steps.step,
            rule=Rule.NORMAL_FORM,
            reason="one more weight on either side",
            using=(0,),
            data=((G, k + 1), (P, k + 1)),
        ),
        Step(statement=_product, rule=Rule.INDUCTION, reason="induction on the layers", using=(1, 2), data=k),
    ),
    as_stated=_product.but(
        rhs=Integer(1), text="ReLU's gradient is 1, so the gradient passes through any depth as it is"
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(
        values={k: 20, v: (Rational(1, 2),) * 20}, text="weights 1/2: behind 20 layers the gradient is 2^-20"
    ),
    mutants=(
        Mutant(
            name="one_weight_fewer",
            statement=_product.but(
                where=(
                    *relu_chain[:-1],
                    Sequence(symbol=P, index=k, initial=1 / (1 + v[0] ** 2), successor=v[k] * P[k]),
                )
            ),
            misconception="the first weight is not counted",
        ),
        Mutant(
            name="inactive_units_too",
            statement=_product.without(positive),
            misconception="ReLU has slope one everywhere",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="That residual connections are necessary is refuted by `sigmoid_network_computes_the_tanh_network` as well.",
)
