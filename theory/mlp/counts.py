"""Numbers of parameters: of a shallow network, of one of any depth, of the examples; and what that is compared with."""

from sympy import Expr, Function, IndexedBase, Integer, Sum, Symbol, oo

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
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
)
from .proofs import by_normal_form, by_scalars

d, M, K, n = (Symbol(name, integer=True, positive=True) for name in "dMKn")
i, m, l = (Symbol(name, integer=True) for name in "iml")  # noqa: E741 - l counts layers
k = Symbol("k", integer=True, nonnegative=True)
P, F = (IndexedBase(name, real=True) for name in "PF")
one = Integer(1)

# Parameters, each counted as one.
_shallow = Statement(
    where=(Size(d), Size(M)),
    lhs=Sum(one, (m, 1, M), (i, 1, d)) + Sum(one, (m, 1, M)) + Sum(one, (m, 1, M)),
    rhs=(d + 2) * M,
    text="sum_m beta_m sigma(w_m.x + b_m): d M weights, M biases and M output weights, the output bias set to 0",
)
shallow_network_has_d_plus_two_parameters_a_unit = Claim(
    title="A shallow network without output bias has (d + 2) M parameters",
    ledger=("mlp.snn-param-count",),
    sources=(Source(Document.LECTURE_10, "Single Layer Neural Networks"),),
    statement=_shallow,
    derivation=by_normal_form(_shallow, "each parameter counted once"),
    mutants=(
        Mutant(
            name="output_weights_forgotten",
            statement=_shallow.but(rhs=(d + 1) * M),
            misconception="only the hidden layer is counted",
        ),
        Mutant(
            name="output_bias_counted",
            statement=_shallow.but(rhs=(d + 2) * M + 1),
            misconception="the output bias is a parameter although it is set to 0",
        ),
        Mutant(
            name="one_shared_bias",
            statement=_shallow.but(rhs=(d + 1) * M + 1),
            misconception="all units share one bias",
        ),
    ),
    expected=Conclusion.PROVED,
)

width = Function("d", integer=True, positive=True)
W = IndexedBase("W", real=True)  # weights of layer l + 1, declared for their shapes
weights = Sum(one, (i, 1, width(k)))  # of one unit behind layer k
counted = Sequence(
    symbol=P,
    index=k,
    initial=Integer(0),
    successor=P[k] + Sum(weights, (m, 1, width(k + 1))) + Sum(one, (m, 1, width(k + 1))),
)
formula = Sequence(symbol=F, index=k, initial=Integer(0), successor=F[k] + width(k + 1) * (width(k) + 1))
_layered = Statement(
    where=(
        Scalar(k, Domain.NATURAL),
        Size(K),
        SizeFunction(width),
        Array(W, ((l, Integer(0), oo), (m, one, width(l + 1)), (i, one, width(l)))),
        counted,
        formula,
    ),
    lhs=P[k] + Sum(weights, (m, 1, K)) + Sum(one, (m, 1, K)),
    rhs=F[k] + K * (width(k) + 1),
    text="k hidden layers of widths d(1) ... d(k) on d(0) inputs and K outputs, every unit with weights and bias; "
    "F_k is the sum of d(l+1) (d(l) + 1) over l < k",
)
_hidden = _layered.but(lhs=P[k], rhs=F[k], text="the hidden layers")


def with_a_layer(more: Expr) -> tuple[Declaration, ...]:
    """The declarations with another formula for one layer."""
    return (*_layered.where[:-1], Sequence(symbol=F, index=k, initial=Integer(0), successor=F[k] + more))


layered_network_parameters = Claim(
    title="A network with k hidden layers has sum d(l+1) (d(l) + 1) + K (d(k) + 1) parameters",
    ledger=("mlp.general-param-count",),
    sources=(Source(Document.LECTURE_10, "MLPs: Mathematical Formulation"),),
    statement=_layered,
    derivation=(
        Step(statement=_hidden, rule=Rule.RECURSION, reason="a unit has one weight an input and one bias"),
        Step(statement=_layered, rule=Rule.NORMAL_FORM, reason="the outputs likewise", using=(0,)),
    ),
    mutants=(
        Mutant(
            name="biases_forgotten",
            statement=_layered.but(where=with_a_layer(width(k + 1) * width(k)), rhs=F[k] + K * width(k)),
            misconception="only weight matrices are counted",
        ),
        Mutant(
            name="bias_on_the_wrong_side",
            statement=_layered.but(where=with_a_layer((width(k + 1) + 1) * width(k)), rhs=F[k] + (K + 1) * width(k)),
            misconception="a bias belongs to an input of a layer, not to a unit",
        ),
        Mutant(
            name="outputs_forgotten",
            statement=_layered.but(rhs=F[k]),
            misconception="only hidden layers have parameters",
        ),
    ),
    expected=Conclusion.PROVED,
)

side, first, second, outputs = (Symbol(name, integer=True) for name in ("p", "h1", "h2", "o"))
_example = (
    Scalar(side, values=(Integer(28),)),
    Scalar(first, values=(Integer(256),)),
    Scalar(second, values=(Integer(128),)),
    Scalar(outputs, values=(Integer(10),)),
)
_mnist = Statement(
    where=_example,
    lhs=first * (side**2 + 1) + second * (first + 1) + outputs * (second + 1),
    rhs=Integer(235_146),
    text="28 x 28 pixels, hidden layers of 256 and 128 units, 10 outputs: 200960 + 32896 + 1290",
)
mnist_network_has_235146_parameters = Claim(
    title="The network 784-256-128-10 has 235,146 parameters",
    ledger=("mlp.mnist-235146",),
    sources=(Source(Document.LECTURE_10, "Example: The MNIST Classification Task"),),
    statement=_mnist,
    derivation=(Step(statement=_mnist, rule=Rule.ENUMERATION, reason="the general count at these widths"),),
    mutants=(
        Mutant(
            name="without_biases",
            statement=_mnist.but(rhs=Integer(234_752)),
            misconception="biases are not counted",
        ),
        Mutant(
            name="without_output_biases",
            statement=_mnist.but(rhs=Integer(235_136)),
            misconception="the outputs have no biases",
        ),
        Mutant(
            name="bias_on_the_wrong_side",
            statement=_mnist.but(rhs=Integer(235_920)),
            misconception="a bias belongs to an input of a layer, not to a unit",
        ),
    ),
    expected=Conclusion.PROVED,
)

samples = Symbol("N", integer=True)
_equations = Statement(
    where=(*_example, Scalar(samples, values=(Integer(60_000),))),
    lhs=_mnist.lhs,
    relation=Relation.LESS,
    rhs=samples * outputs,
    text="fewer parameters than the N K = 600,000 numbers that N outputs with K components are fitted to",
)
more_parameters_than_samples_is_not_more_than_targets = Claim(
    title="Almost four parameters a sample are still fewer parameters than target values",
    ledger=("mlp.overparametrized-4x",),
    sources=(Source(Document.LECTURE_10, "MNIST Results"),),
    statement=_equations,
    derivation=(Step(statement=_equations, rule=Rule.ENUMERATION, reason="235,146 < 600,000"),),
    as_stated=Statement(
        where=(Size(n), Size(K), Size(M)),
        given=(Hypothesis(name="n < M", lhs=n, relation=Relation.LESS, rhs=M),),
        lhs=n * K,
        relation=Relation.AT_MOST,
        rhs=M,
        text="a model with more parameters than samples has at least as many parameters as target values",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 60_000, K: 10, M: 235_146}, text="ten outputs: 600,000 target values, 235,146 parameters"
    ),
    mutants=(
        Mutant(
            name="over_four_a_sample",
            statement=_equations.but(lhs=4 * samples, relation=Relation.AT_MOST, rhs=_mnist.lhs),
            misconception="almost four is read as four or more",
        ),
        Mutant(
            name="one_output",
            statement=_equations.but(rhs=samples),
            misconception="every sample counts as one equation",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Counting free targets: K - 1 a sample behind a softmax, 540,000, are more than the parameters too. "
    "Zero classification error on given labels is not excluded.",
)

# A million pixels.
_million = Statement(
    where=(Size(M),),
    given=(Hypothesis(name="M <= 999", lhs=M, relation=Relation.AT_MOST, rhs=Integer(999)),),
    lhs=(10**6 + 1) * M,
    relation=Relation.LESS,
    rhs=Integer(10**9),
    text="a first layer of fewer than 1000 units on 10^6 inputs has fewer than 10^9 parameters",
)
million_pixels_need_a_thousand_units_for_a_billion_parameters = Claim(
    title="A dense layer on a million pixels has a billion parameters from 1000 units on, not before",
    ledger=("mlp.million-pixels",),
    sources=(Source(Document.LECTURE_10, "Appendix"),),
    statement=_million,
    derivation=by_scalars(_million, "999 (10^6 + 1) = 999,000,999"),
    as_stated=Statement(
        where=(Size(M),),
        lhs=Integer(10**9),
        relation=Relation.AT_MOST,
        rhs=(10**6 + 1) * M,
        text="a dense layer of any width on a million pixels has at least a billion parameters",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={M: 100}, text="100 units: 100,000,100 parameters"),
    mutants=(
        Mutant(
            name="parameters_of_one_unit",
            statement=_million.but(given=(), rhs=Integer(10**6 + 2)),
            misconception="the layer has as many parameters as the image has pixels",
        ),
        Mutant(
            name="up_to_a_thousand",
            statement=_million.but(
                given=(Hypothesis(name="M <= 1000", lhs=M, relation=Relation.AT_MOST, rhs=Integer(1000)),)
            ),
            misconception="biases are forgotten at 1000 units",
            witness=Counterexample(values={M: 1000}, text="1,000,001,000 parameters"),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The lecture says billions without a width; two billions need 2000 units.",
)

# The code example: 10 inputs, two hidden layers with batch normalization behind each, one output.
inputs, wide, narrow = (Symbol(name, integer=True) for name in ("p", "h1", "h2"))
_module = Statement(
    where=(
        Scalar(inputs, values=(Integer(10),)),
        Scalar(wide, values=(Integer(64),)),
        Scalar(narrow, values=(Integer(32),)),
    ),
    lhs=wide * (inputs + 1) + 2 * wide + narrow * (wide + 1) + 2 * narrow + narrow + 1,
    rhs=Integer(3009),
    text="Linear 10-64, 64-32, 32-1 with biases and a scale and a shift a normalized unit: 704 + 128 + 2080 + 64 + 33",
)
code_example_has_3009_parameters = Claim(
    title="The network 10-64-32-1 with batch normalization has 3009 trainable parameters",
    ledger=("mlp.pytorch-param-count",),
    sources=(Source(Document.FOUNDATION, "PyTorch Implementation"),),
    statement=_module,
    derivation=(Step(statement=_module, rule=Rule.ENUMERATION, reason="the general count at these widths"),),
    reconstructed=True,
    mutants=(
        Mutant(
            name="normalization_forgotten",
            statement=_module.but(rhs=Integer(2817)),
            misconception="batch normalization has no parameters",
        ),
        Mutant(
            name="running_statistics_counted",
            statement=_module.but(rhs=Integer(3201)),
            misconception="running means and variances are trained",
        ),
    ),
    expected=Conclusion.PROVED,
    note="The page states no number, and the printed code has lost its indentation.",
)
