"""Activations in layers: the diagonal Jacobian, and the collapse of depth without activations."""

from sympy import IndexedBase, Integer, KroneckerDelta, S, Sum, Symbol, oo

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial, dsigma, sigma
from ..kernel.statement import Array, Counterexample, Domain, Index, Scalar, Sequence, Size, Statement, array
from .notation import SLIDE_POWER, d, i, j, k, r

# Element-wise application

Z, delta = (IndexedBase(name, real=True) for name in ("Z", "delta"))
_layer = (Size(d), array(Z, d))
_jacobian = Statement(
    where=(*_layer, Index(i, Integer(1), d), Index(r, Integer(1), d)),
    lhs=Partial(sigma(Z[i]), Z[r]),
    rhs=dsigma(Z[i]) * KroneckerDelta(i, r),
    text="the Jacobian of an element-wise activation is diagonal",
)
elementwise_jacobian_is_diagonal = Claim(
    title="The Jacobian of an activation applied element by element is diagonal",
    ledger=("act.elementwise-jacobian",),
    sources=(Source(Document.LECTURE_10, 'slide "MLPs: Mathematical Formulation"'),),
    statement=_jacobian,
    derivation=(Step(statement=_jacobian, rule=Rule.NORMAL_FORM, reason="z_i depends on z_r only where i = r"),),
    mutants=(
        Mutant(name="full", statement=_jacobian.but(rhs=dsigma(Z[i])), misconception="every row is filled"),
        Mutant(
            name="value_for_slope",
            statement=_jacobian.but(rhs=sigma(Z[i]) * KroneckerDelta(i, r)),
            misconception="the activation for its slope",
        ),
    ),
    expected=Conclusion.PROVED,
)

_pullback = Statement(
    where=(*_layer, array(delta, d), Index(r, Integer(1), d)),
    lhs=Partial(Sum(delta[i] * sigma(Z[i]), (i, 1, d)), Z[r]),
    rhs=dsigma(Z[r]) * delta[r],
    text="its transpose multiplies element by element",
)
elementwise_pullback_is_hadamard = Claim(
    title="The transposed Jacobian of an element-wise activation multiplies element by element",
    ledger=("act.elementwise-jacobian",),
    sources=(Source(Document.LECTURE_10, 'slide "MLPs: Mathematical Formulation"'),),
    statement=_pullback,
    derivation=(Step(statement=_pullback, rule=Rule.NORMAL_FORM, reason="the delta leaves one term of the sum"),),
    mutants=(
        Mutant(
            name="inner_product",
            statement=_pullback.but(rhs=Sum(dsigma(Z[i]) * delta[i], (i, 1, d))),
            misconception="the slopes are a vector, chained by a product of matrices",
        ),
        Mutant(name="no_slope", statement=_pullback.but(rhs=delta[r]), misconception="the slope is forgotten"),
    ),
    expected=Conclusion.PROVED,
)

# Linear collapse

n0, n1, n2 = (Symbol(name, integer=True, positive=True) for name in ("n0", "n1", "n2"))
A, B, x = (IndexedBase(name, real=True) for name in ("A", "B", "x"))
c0, e0 = (IndexedBase(name, real=True) for name in ("c", "e"))
_first_layer = Sum(A[j, k] * x[k], (k, 1, n0)) + c0[j]
_collapsed = Sum(Sum(B[i, j] * A[j, k], (j, 1, n1)) * x[k], (k, 1, n0))
_carried_bias = Sum(B[i, j] * c0[j], (j, 1, n1)) + e0[i]
_two = Statement(
    where=(
        *(Size(size) for size in (n0, n1, n2)),
        array(A, n1, n0),
        array(B, n2, n1),
        array(c0, n1),
        array(e0, n2),
        array(x, n0),
        Index(i, Integer(1), n2),
    ),
    lhs=Sum(B[i, j] * _first_layer, (j, 1, n1)) + e0[i],
    rhs=_collapsed + _carried_bias,
    text="two affine layers are one",
)
affine_layers_compose = Claim(
    title="Two affine layers of any widths are one affine layer, with the product of the matrices",
    ledger=("act.linear-collapse",),
    sources=(SLIDE_POWER, Source(Document.FOUNDATION, "Activation Functions")),
    statement=_two,
    derivation=(Step(statement=_two, rule=Rule.NORMAL_FORM, reason="the sum is distributed"),),
    mutants=(
        Mutant(
            name="biases_only_add",
            statement=_two.but(rhs=_collapsed + Sum(c0[j], (j, 1, n1)) + e0[i]),
            misconception="early biases do not pass through later weights",
        ),
        Mutant(
            name="wrong_order",
            statement=_two.but(
                where=(
                    Size(n0),
                    *(array(g, n0, n0) for g in (A, B)),
                    *(array(g, n0) for g in (c0, e0, x)),
                    Index(i, Integer(1), n0),
                ),
                lhs=_two.lhs.xreplace({n1: n0, n2: n0}),
                rhs=Sum(Sum(A[i, j] * B[j, k], (j, 1, n0)) * x[k], (k, 1, n0))
                + _carried_bias.xreplace({n1: n0, n2: n0}),
            ),
            misconception="the matrices are multiplied in the order of the layers",
        ),
    ),
    expected=Conclusion.PROVED,
)

W, bb, h, P, Q = (IndexedBase(name, real=True) for name in ("W", "b", "h", "P", "Q"))
l = Symbol("l", integer=True)  # noqa: E741 - a layer
L = Symbol("L", integer=True)
_width = Integer(1), d
_network = (
    Size(d),
    Scalar(L, Domain.NATURAL),
    Array(W, ((l, Integer(0), oo), (i, *_width), (j, *_width))),
    Array(bb, ((l, Integer(0), oo), (i, *_width))),
    array(x, d),
    Sequence(h, l, x[i], Sum(W[l, i, j] * h[l, j], (j, 1, d)) + bb[l, i], axes=((i, *_width),)),
    Sequence(
        P,
        l,
        KroneckerDelta(i, j),
        Sum(W[l, i, k] * P[l, k, j], (k, 1, d)),
        axes=((i, *_width), (j, *_width)),
    ),
    Sequence(Q, l, S.Zero, Sum(W[l, i, j] * Q[l, j], (j, 1, d)) + bb[l, i], axes=((i, *_width),)),
    Index(r, *_width),
)
_affine = Statement(
    where=_network,
    lhs=h[L, r],
    rhs=Sum(P[L, r, j] * x[j], (j, 1, d)) + Q[L, r],
    text="without activations a network of depth L is one affine map; P and Q do not contain x",
)
linear_network_is_one_affine_map = Claim(
    title="Without activations a network of any depth is one affine map of its input",
    ledger=("act.linear-collapse",),
    sources=(SLIDE_POWER, Source(Document.FOUNDATION, "Activation Functions")),
    statement=_affine,
    derivation=(
        Step(statement=_affine, rule=Rule.RECURSION, reason="layer by layer: P grows by a factor, Q by a bias"),
    ),
    as_stated=_affine.but(
        rhs=Sum(P[L, r, j] * x[j], (j, 1, d)), text="without them a network collapses into a single linear map"
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={d: 1, L: 1, W: (((0,),),), bb: ((1,),), x: (0,), r: 1},
        text="one layer with W = 0, b = 1: the input 0 is mapped to 1",
    ),
    mutants=(
        Mutant(
            name="linear",
            statement=_affine.but(rhs=Sum(P[L, r, j] * x[j], (j, 1, d))),
            misconception="with biases the map is still linear",
            witness=Counterexample(values={d: 1, L: 1, W: (((0,),),), bb: ((1,),), x: (0,), r: 1}),
        ),
        Mutant(
            name="transposed",
            statement=_affine.but(rhs=Sum(P[L, j, r] * x[j], (j, 1, d)) + Q[L, r]),
            misconception="the product is transposed",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="With all biases zero Q vanishes and the map is linear. Unequal widths: affine_layers_compose.",
)
