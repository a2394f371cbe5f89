"""Linear units with independent weights of mean 0: what fan-in and fan-out do to variances, layer by layer."""

from sympy import IndexedBase, Integer, Rational, Sum, Symbol, oo, sqrt

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Expect, relu
from ..kernel.statement import (
    Array,
    Bernoulli,
    Centred,
    Counterexample,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)
from .notation import SECTION_IV, WEIGHTS, by_normal_form, i, is_variance, j, m, n, q, v

w, x, b, V = (IndexedBase(name, real=True) for name in ("w", "x", "b", "V"))
half = Rational(1, 2)
output = Sum(w[i] * x[i], (i, 1, n))
sign = 2 * b[i] - 1  # 1 or -1, where b is a fair coin

_spread = Statement(
    where=(
        Size(n),
        Scalar(v),
        Scalar(q),
        array(w, n, law=Centred(v)),
        array(x, n, law=Centred(q)),
    ),
    given=(is_variance(v), is_variance(q)),
    lhs=Expect(output**2) - Expect(output) ** 2,
    rhs=n * v * q,
    text="Var(sum_i w_i x_i) = n Var(w) Var(x) for independent weights and inputs of mean 0",
)
_same = Sum(sign**2, (i, 1, n))
fan_in_multiplies_the_variance = Claim(
    title="Var(w.x) = n Var(w) Var(x) when weights and inputs are independent and have mean 0",
    ledger=("init.variance-linear",),
    sources=(SECTION_IV,),
    statement=_spread,
    derivation=by_normal_form(_spread, "E w_i w_k x_i x_k vanishes unless i = k"),
    as_stated=Statement(
        where=(Size(n), array(b, n, law=Bernoulli(half))),
        lhs=Expect(_same**2) - Expect(_same) ** 2,
        rhs=n,
        text="means of 0 are enough; here: inputs of 1 or -1, and weights that equal them",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 1}, text="w = x = 1 or -1, evenly: both have mean 0 and variance 1, the output is always 1"
    ),
    mutants=(
        Mutant(name="no_fan_in", statement=_spread.but(rhs=v * q), misconception="the fan-in is forgotten"),
        Mutant(
            name="standard_deviation",
            statement=_spread.but(rhs=sqrt(n) * v * q),
            misconception="variance and standard deviation are mixed up",
        ),
        Mutant(
            name="fan_in_squared", statement=_spread.but(rhs=n**2 * v * q), misconception="the terms add up in step"
        ),
    ),
    expected=Conclusion.QUALIFIED,
    reconstructed=True,
    note="The page's formula is lost. It asks for a linear activation and mean 0; independence has to be added.",
)

_fixed = Statement(
    where=(Size(n), Scalar(v), array(w, n, law=Centred(v)), array(x, n)),
    given=(is_variance(v),),
    lhs=Expect(output**2),
    rhs=v * Sum(x[i] ** 2, (i, 1, n)),
    text="for fixed inputs, of whatever mean, the output's variance is v |x|^2",
)
variance_over_the_weights_is_the_inputs_squared_norm = Claim(
    title="For fixed inputs the output's variance is v |x|^2: the inputs' second moment counts, not their variance",
    ledger=("init.variance-linear",),
    sources=(SECTION_IV,),
    statement=_fixed,
    derivation=by_normal_form(_fixed, "E w_i w_k = v delta_ik"),
    mutants=(
        Mutant(
            name="centred_inputs",
            statement=_fixed.but(
                rhs=v * (Sum(x[i] ** 2, (i, 1, n)) - Sum(x[i], (i, 1, n)) ** 2 / n),
            ),
            misconception="the inputs' variance is taken, as if their mean did not matter: behind ReLU it does",
        ),
        Mutant(
            name="squared_sum",
            statement=_fixed.but(rhs=v * Sum(x[i], (i, 1, n)) ** 2),
            misconception="all weights are one random number",
        ),
    ),
    expected=Conclusion.PROVED,
)

_kept = Statement(
    where=(Size(n), Scalar(q), array(w, n, law=Centred(1 / n)), array(x, n, law=Centred(q))),
    given=(is_variance(q),),
    lhs=Expect(output**2),
    rhs=q,
    text="Var(w) = 1/n keeps the variance: Var(y) = Var(x)",
)
variance_one_over_fan_in_keeps_the_signal = Claim(
    title="Weights of variance 1/n keep the variance of the signal in a linear layer",
    ledger=("init.lecun",),
    sources=(SECTION_IV,),
    statement=_kept,
    derivation=by_normal_form(_kept, "n times 1/n"),
    mutants=(
        Mutant(
            name="standard_deviation",
            statement=_kept.but(
                where=(Size(n), Scalar(q), array(w, n, law=Centred(1 / n**2)), array(x, n, law=Centred(q)))
            ),
            misconception="1/n is taken for the standard deviation",
        ),
        Mutant(
            name="variance_one",
            statement=_kept.but(
                where=(Size(n), Scalar(q), array(w, n, law=Centred(Integer(1))), array(x, n, law=Centred(q)))
            ),
            misconception="unit variance of the weights keeps the signal",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Two layers at once, both random, and any number of them one after the other.
u = Symbol("u", real=True)
_twice = Statement(
    where=(
        Size(n),
        Size(m),
        Scalar(v),
        Scalar(u),
        array(V, m, n, law=Centred(v)),
        array(w, m, law=Centred(u)),
        array(x, n),
    ),
    given=(is_variance(v), is_variance(u)),
    lhs=Expect(Sum(w[i] * V[i, j] * x[j], (i, 1, m), (j, 1, n)) ** 2),
    rhs=m * u * v * Sum(x[j] ** 2, (j, 1, n)),
    text="two linear layers with n and m inputs: E y^2 = (m u)(n v) |x|^2/n",
)
two_linear_layers_multiply_their_factors = Claim(
    title="Through two linear layers the mean square is multiplied by both factors, fan-in times variance",
    ledger=("init.depth-exponential",),
    sources=(WEIGHTS, SECTION_IV),
    statement=_twice,
    derivation=by_normal_form(_twice, "the weights of the two layers are independent"),
    mutants=(
        Mutant(
            name="factors_added",
            statement=_twice.but(rhs=(m * u + n * v) * Sum(x[j] ** 2, (j, 1, n)) / n),
            misconception="the layers' factors are added",
        ),
        Mutant(
            name="hidden_fan_in_forgotten",
            statement=_twice.but(rhs=u * v * Sum(x[j] ** 2, (j, 1, n))),
            misconception="the width of the hidden layer does not count",
        ),
    ),
    expected=Conclusion.PROVED,
)

k, c = Symbol("k", integer=True, nonnegative=True), Symbol("c", real=True)
l, h = Symbol("l", integer=True), Symbol("h", integer=True)  # noqa: E741 - l counts layers
Q, D, S = (IndexedBase(name, real=True) for name in ("Q", "D", "S"))
layer_axis = (h, Integer(0), oo)
same_factor = Hypothesis(
    name="D_l S_l = c",
    lhs=S[l],
    relation=Relation.EQUAL,
    rhs=c / D[l],
    forall=(Index(l, Integer(0), oo),),
    establish=(S[l], c / D[l]),
)
wide = Hypothesis(
    name="D_l > 0",
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=D[l],
    forall=(Index(l, Integer(0), oo),),
    establish=(D[l], 1 + D[l] ** 2),
)
_powers = Statement(
    where=(
        Scalar(k, Domain.NATURAL),
        Scalar(c),
        Scalar(q),
        Array(D, (layer_axis,)),
        Array(S, (layer_axis,)),
        Sequence(symbol=Q, index=k, initial=q, successor=D[k] * S[k] * Q[k]),
    ),
    given=(wide, same_factor),
    lhs=Q[k],
    rhs=c**k * q,
    text="fan-in times variance c in every layer: k linear layers multiply the mean square by c^k",
)
_relu_layer = Expect(relu(Sum(sign, (i, 1, n))) ** 2)
mean_square_is_exponential_in_depth = Claim(
    title="With fan-in times variance c in every layer, k linear layers multiply the mean square by c^k",
    ledger=("init.depth-exponential",),
    sources=(WEIGHTS, SECTION_IV),
    statement=_powers,
    derivation=(
        Step(
            statement=_powers,
            rule=Rule.RECURSION,
            reason="a layer multiplies by its fan-in times its variance",
        ),
    ),
    as_stated=Statement(
        where=(Size(n), array(b, n, law=Bernoulli(half))),
        given=(Hypothesis(name="n != 1", lhs=n, relation=Relation.NOT_EQUAL, rhs=Integer(1)),),
        lhs=_relu_layer,
        relation=Relation.NOT_EQUAL,
        rhs=Integer(1),
        text="fan-in times variance other than 1 changes the mean square; here: weights 1 or -1, inputs 1, a ReLU unit",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={n: 2}, text="n Var(w) = 2, and E relu(y)^2 = 4/4 = 1, that of the inputs"),
    mutants=(
        Mutant(
            name="linear", statement=_powers.but(rhs=(1 + k * (c - 1)) * q), misconception="the layers' changes add up"
        ),
        Mutant(
            name="one_layer_more", statement=_powers.but(rhs=c ** (k + 1) * q), misconception="off by one in the layers"
        ),
    ),
    expected=Conclusion.QUALIFIED,
    reconstructed=True,
    note="The page's condition is lost; fan-in times variance is meant. It speaks of linear layers and of a mean over "
    "the weights: `fan_in_multiplies_the_variance` gives the factor of a layer.",
)
