"""What a multi-layer perceptron is made of: parameters counted, pixels permuted, members averaged, dead biases.

For every width and depth: the parameters of a shallow and of a deep network, and the 235,146 of the lecture's example;
an image in another pixel order is the same image to the first layer, to its gradient and to distances; the error of an
average of n predictors is their average error less their spread; a bias before batch normalization has no effect; and
what rescalings and sign flips of a unit leave the network as it is.
Sources: Lim 2025, Lecture 10; Neural Networks, The Foundation of Modern AI, "PyTorch Implementation".
"""

from sympy import (
    Function,
    Identity,
    IndexedBase,
    Integer,
    Inverse,
    MatrixSymbol,
    Rational,
    Sum,
    Symbol,
    Transpose,
    sqrt,
)

from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.functions import Partial, relu, sigma, sigmoid
from .kernel.statement import (
    Counterexample,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Size,
    SizeFunction,
    Statement,
    array,
)

d, M, L, K, n = (Symbol(name, integer=True, positive=True) for name in "dMLKn")
i, j, m, l, q = (Symbol(name, integer=True) for name in "ijmlq")  # noqa: E741 - l counts layers
one = Integer(1)
half = Rational(1, 2)


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


def by_scalars(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of scalars, sums called by names."""
    return (Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason=reason),)


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
_units = Sum(Sum(one, (i, 1, width(l))) + 1, (m, 1, width(l + 1)))
_outputs = Sum(Sum(one, (i, 1, width(L))) + 1, (m, 1, K))
_layered = Statement(
    where=(Size(L), Size(K), SizeFunction(width)),
    lhs=Sum(_units, (l, 0, L - 1)) + _outputs,
    rhs=Sum(width(l + 1) * (width(l) + 1), (l, 0, L - 1)) + K * (width(L) + 1),
    text="L hidden layers of widths d(1) ... d(L) on d(0) inputs and K outputs, every unit with its weights and a bias",
)
layered_network_parameters = Claim(
    title="A network with L hidden layers has sum d(l+1) (d(l) + 1) + K (d(L) + 1) parameters",
    ledger=("mlp.general-param-count",),
    sources=(Source(Document.LECTURE_10, "MLPs: Mathematical Formulation"),),
    statement=_layered,
    derivation=by_normal_form(_layered, "a unit has one weight an input and a bias; units and layers are summed"),
    mutants=(
        Mutant(
            name="biases_forgotten",
            statement=_layered.but(rhs=Sum(width(l + 1) * width(l), (l, 0, L - 1)) + K * width(L)),
            misconception="only weight matrices are counted",
        ),
        Mutant(
            name="bias_on_the_wrong_side",
            statement=_layered.but(rhs=Sum((width(l + 1) + 1) * width(l), (l, 0, L - 1)) + (K + 1) * width(L)),
            misconception="a bias belongs to an input of a layer, not to a unit",
        ),
        Mutant(
            name="one_layer_short",
            statement=_layered.but(rhs=Sum(width(l + 1) * (width(l) + 1), (l, 0, L - 2)) + K * (width(L) + 1)),
            misconception="L hidden layers have L - 1 weight matrices before the output",
        ),
    ),
    expected=Conclusion.PROVED,
)

side, first, second, outputs = (Symbol(name, integer=True) for name in ("p", "h1", "h2", "k"))
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

# Pixels in another order: z the image as it is presented, x = P^T z the original one.
W, x, P, z, V, b, beta = (IndexedBase(name, real=True) for name in ("W", "x", "P", "z", "V", "b", "beta"))
y, c = (Symbol(name, real=True) for name in ("y", "c"))
a = Symbol("a", integer=True)
FLATTENING = (Source(Document.LECTURE_10, "Appendix: Problems with flattening"),)
undone = Hypothesis(
    name="x = P^T z",
    lhs=x[i],
    relation=Relation.EQUAL,
    rhs=Sum(P[a, i] * z[a], (a, 1, d)),
    forall=(Index(i, one, d),),
    establish=(x[i], Sum(P[a, i] * z[a], (a, 1, d))),
)
carried = Hypothesis(
    name="V = W P^T",
    lhs=V[m, a],
    relation=Relation.EQUAL,
    rhs=Sum(W[m, i] * P[a, i], (i, 1, d)),
    forall=(Index(m, one, M), Index(a, one, d)),
    establish=(V[m, a], Sum(W[m, i] * P[a, i], (i, 1, d))),
)


def network(weights: IndexedBase, image: IndexedBase) -> object:
    """sum_m beta_m sigma(w_m.x + b_m)."""
    return Sum(beta[m] * sigma(Sum(weights[m, i] * image[i], (i, 1, d)) + b[m]), (m, 1, M))


_images = (
    Size(d),
    Size(M),
    array(W, M, d),
    array(V, M, d),
    array(P, d, d),
    array(x, d),
    array(z, d),
    array(b, M),
    array(beta, M),
)
_same_output = Statement(
    where=_images,
    given=(undone, carried),
    lhs=network(V, z),
    rhs=network(W, x),
    text="a network whose first weights are permuted like the pixels gives the same output: f_{W P^T}(z) = f_W(P^T z)",
)
permuted_pixels_give_the_same_network = Claim(
    title="Permuting the pixels is permuting the first layer's weights: the outputs are the same",
    ledger=("mlp.flattening-permutation",),
    sources=FLATTENING,
    statement=_same_output,
    derivation=by_normal_form(_same_output, "(W P^T) z = W (P^T z)"),
    mutants=(
        Mutant(
            name="weights_not_carried",
            statement=_same_output.but(given=(undone,), lhs=network(W, z)),
            misconception="the trained network itself does not see the order",
        ),
        Mutant(
            name="pixels_not_carried",
            statement=_same_output.but(given=(carried,), rhs=network(W, z)),
            misconception="carrying the weights alone leaves the output as it is",
        ),
    ),
    expected=Conclusion.PROVED,
    note="P is any square matrix here, the permutations among them; layers behind the first one do not notice.",
)


def squared_error(weights: IndexedBase, image: IndexedBase) -> object:
    """Half the squared error of the network."""
    return half * (network(weights, image) - y) ** 2


_same_gradient = Statement(
    where=(*_images, Scalar(y), Index(q, one, M), Index(j, one, d)),
    given=(undone, carried),
    lhs=Partial(squared_error(W, x), W[q, j]),
    rhs=Sum(P[a, j] * Partial(squared_error(V, z), V[q, a]), (a, 1, d)),
    text="dL/dW = dL/dV P: the gradient is permuted like the weights, so gradient descent on permuted images, started "
    "at permuted weights, goes through the permuted weights",
)
gradient_is_permuted_with_the_pixels = Claim(
    title="Permuting the pixels permutes the gradient of the first layer and leaves training as it is",
    ledger=("mlp.flattening-permutation",),
    sources=FLATTENING,
    statement=_same_gradient,
    derivation=by_normal_form(_same_gradient, "the signals at the hidden units are the same; times x^T = z^T P"),
    mutants=(
        Mutant(
            name="gradient_not_permuted",
            statement=_same_gradient.but(rhs=Partial(squared_error(V, z), V[q, j])),
            misconception="the gradient does not change",
        ),
        Mutant(
            name="other_direction",
            statement=_same_gradient.but(rhs=Sum(P[j, a] * Partial(squared_error(V, z), V[q, a]), (a, 1, d))),
            misconception="P and its transpose are exchanged",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Starts that are drawn independently and alike for all pixels have the law of their permutation, so the law "
    "of the trained network's accuracy does not depend on the order either.",
)

O, S = MatrixSymbol("O", n, n), MatrixSymbol("S", n, n)  # noqa: E741 - orthogonal
X, Z = MatrixSymbol("X", n, 1), MatrixSymbol("Z", n, 1)
_skew = S - Transpose(S)
orthogonal = Hypothesis(
    name="O^T O = I",
    lhs=Transpose(O) * O,
    relation=Relation.EQUAL,
    rhs=Identity(n),
    establish=(O, Inverse(Identity(n) + _skew) * (Identity(n) - _skew)),  # Cayley
)
_distance = Statement(
    where=(Size(n), Matrix(O), Matrix(S), Matrix(X), Matrix(Z)),
    given=(orthogonal,),
    lhs=Transpose(O * X - O * Z) * (O * X - O * Z),
    rhs=Transpose(X - Z) * (X - Z),
    text="|P x - P z| = |x - z| for every permutation, and every rotation, of the pixels",
)
flattening_keeps_all_distances = Claim(
    title="Images are as far apart in every order of their pixels: flattening makes no classes harder to tell apart",
    ledger=("mlp.flattening-permutation",),
    sources=FLATTENING,
    statement=_distance,
    derivation=(Step(statement=_distance, rule=Rule.MATRIX_NORMAL_FORM, reason="P^T P = I"),),
    mutants=(
        Mutant(
            name="any_matrix",
            statement=_distance.but(given=()),
            misconception="every linear map of the pixels keeps distances",
        ),
        Mutant(
            name="images_in_two_orders",
            statement=_distance.but(lhs=Transpose(O * X - Z) * (O * X - Z)),
            misconception="an order of its own for every image does no harm either",
        ),
    ),
    expected=Conclusion.PROVED,
    note="The lecture is right that a fully connected network ignores where pixels lie; what it calls destroyed is "
    "not in the order, since every order can be undone.",
)
