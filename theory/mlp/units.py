"""Networks that are the same function: linear models inside of them, rescaled and reflected units."""

from sympy import IndexedBase, Integer, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Source
from ..kernel.functions import Partial, relu, sigma, sigmoid
from ..kernel.statement import (
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .proofs import by_normal_form, by_scalars

d, M = (Symbol(name, integer=True, positive=True) for name in "dM")
h, m, q = (Symbol(name, integer=True) for name in "hmq")
a, b, c, v0 = (Symbol(name, real=True) for name in ("a", "b", "c", "beta0"))
v, x, w, W, B, beta = (IndexedBase(name, real=True) for name in ("v", "x", "w", "W", "B", "beta"))
INTRODUCTION = (Source(Document.LECTURE_10, "Neural Networks: Introduction"),)

along = Sum(v[h] * x[h], (h, 1, d))
_linear = Statement(
    where=(Size(d), array(v, d), array(x, d), Scalar(c)),
    lhs=relu(along) - relu(-along) + c * relu(Integer(1)),
    rhs=along + c,
    text="v.x + c = ReLU(v.x) - ReLU(-v.x) + c ReLU(1)",
)
relu_networks_contain_linear_models = Claim(
    title="Two ReLU units and a constant one are every affine model, exactly",
    ledger=("mlp.contains-linear-models",),
    sources=INTRODUCTION,
    statement=_linear,
    derivation=by_scalars(_linear, "one of the two units is off, the other passes v.x or -v.x"),
    mutants=(
        Mutant(
            name="one_unit",
            statement=_linear.but(lhs=relu(along) + c * relu(Integer(1))),
            misconception="one ReLU unit is linear",
        ),
        Mutant(
            name="added",
            statement=_linear.but(lhs=relu(along) + relu(-along) + c * relu(Integer(1))),
            misconception="output weights 1 and 1, which give the absolute value",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Networks of bounded units contain linear models only in the limit.",
)

_unit = Sum(w[h] * x[h], (h, 1, d)) + b
_one_unit = (Size(d), array(w, d), array(x, d), Scalar(b), Scalar(v0), Scalar(a))
stretched = Hypothesis(name="a > 0", lhs=Integer(0), relation=Relation.LESS, rhs=a)
_rescaled = Statement(
    where=_one_unit,
    given=(stretched,),
    lhs=v0 / a * relu(a * _unit),
    rhs=v0 * relu(_unit),
    text="(w, b, beta) and (a w, a b, beta/a) are the same ReLU unit, for every a > 0",
)
relu_units_can_be_rescaled = Claim(
    title="A ReLU unit with weights a times as large and output weight a times as small is the same unit",
    ledger=("mlp.parametric-nonlinearity",),
    sources=INTRODUCTION,
    statement=_rescaled,
    derivation=by_scalars(_rescaled, "ReLU(a z) = a ReLU(z) for a > 0"),
    mutants=(
        Mutant(
            name="any_factor",
            statement=_rescaled.but(given=(Hypothesis(name="a != 0", lhs=a),)),
            misconception="the sign of the factor does not matter",
        ),
        Mutant(
            name="any_activation",
            statement=_rescaled.but(lhs=v0 / a * sigmoid(a * _unit), rhs=v0 * sigmoid(_unit)),
            misconception="every activation can be rescaled",
        ),
    ),
    expected=Conclusion.PROVED,
)

_reflected = Statement(
    where=_one_unit[:-1],
    lhs=v0 - v0 * sigmoid(-_unit),
    rhs=v0 * sigmoid(_unit),
    text="(w, b, beta) and (-w, -b, -beta) with beta added to the output bias are the same logistic unit",
)
logistic_units_can_be_reflected = Claim(
    title="A logistic unit with all signs changed is the same unit after a change of the output bias",
    ledger=("mlp.parametric-nonlinearity",),
    sources=INTRODUCTION,
    statement=_reflected,
    derivation=by_scalars(_reflected, "sigma(-z) = 1 - sigma(z)"),
    mutants=(
        Mutant(
            name="as_for_tanh",
            statement=_reflected.but(lhs=-v0 * sigmoid(-_unit)),
            misconception="the logistic function is taken for odd",
        ),
        Mutant(
            name="even",
            statement=_reflected.but(lhs=v0 * sigmoid(-_unit)),
            misconception="the logistic function is taken for even",
        ),
    ),
    expected=Conclusion.PROVED,
)

network = Sum(beta[m] * sigma(Sum(W[m, h] * x[h], (h, 1, d)) + B[m]), (m, 1, M))
unit = sigma(Sum(W[q, h] * x[h], (h, 1, d)) + B[q])
_slope = Statement(
    where=(
        Size(d),
        Size(M),
        array(W, M, d),
        array(x, d),
        array(B, M),
        array(beta, M),
        Index(q, Integer(1), M),
    ),
    lhs=Partial(network, beta[q]),
    rhs=unit,
    text="the slope in an output weight is the value of its unit, the same at all output weights",
)
network_is_linear_in_its_output_weights = Claim(
    title="A shallow network is linear in its output weights, non-linear only in the hidden ones",
    ledger=("mlp.parametric-nonlinearity",),
    sources=INTRODUCTION,
    statement=_slope,
    derivation=by_normal_form(_slope, "the other units do not depend on beta_q"),
    mutants=(
        Mutant(
            name="in_the_biases",
            statement=_slope.but(lhs=Partial(network, B[q])),
            misconception="the network depends on a bias as on an output weight",
        ),
        Mutant(
            name="share_of_the_output",
            statement=_slope.but(rhs=beta[q] * unit),
            misconception="the slope is what the unit adds to the output",
        ),
    ),
    expected=Conclusion.PROVED,
    note="With the hidden layer fixed, least squares for the output weights is a convex problem.",
)
