"""Pixels in another order: the first layer, its gradient and distances between images do not depend on it."""

from sympy import (
    Expr,
    Identity,
    IndexedBase,
    Integer,
    Inverse,
    KroneckerDelta,
    MatrixSymbol,
    Rational,
    Sum,
    Symbol,
    Transpose,
)

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial, sigma
from ..kernel.statement import (
    Counterexample,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .proofs import by_normal_form

d, M, n = (Symbol(name, integer=True, positive=True) for name in "dMn")
a, i, j, m, q = (Symbol(name, integer=True) for name in "aijmq")
y = Symbol("y", real=True)
one, half = Integer(1), Rational(1, 2)

# z the image as it is presented, x = P^T z the original one.
W, x, P, z, V, b, beta = (IndexedBase(name, real=True) for name in ("W", "x", "P", "z", "V", "b", "beta"))
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


def network(weights: IndexedBase, image: IndexedBase) -> Expr:
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


def squared_error(weights: IndexedBase, image: IndexedBase) -> Expr:
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
_closer = Statement(
    where=(Size(n), array(P, n, n), array(x, n), array(z, n)),
    given=(
        Hypothesis(
            name="P^T P = I",
            lhs=Sum(P[a, i] * P[a, j], (a, 1, n)),
            relation=Relation.EQUAL,
            rhs=KroneckerDelta(i, j),
            forall=(Index(i, one, n), Index(j, one, n)),
            establish=(P[a, i], KroneckerDelta(a, n + 1 - i)),
        ),
        Hypothesis(name="x != z", lhs=Sum((x[i] - z[i]) ** 2, (i, 1, n))),
    ),
    lhs=Sum(Sum(P[a, i] * (x[i] - z[i]), (i, 1, n)) ** 2, (a, 1, n)),
    relation=Relation.LESS,
    rhs=Sum((x[i] - z[i]) ** 2, (i, 1, n)),
    text="two images are less far apart when their pixels are written in an arbitrary order",
)
flattening_keeps_all_distances = Claim(
    title="Images are as far apart in every order of their pixels: flattening makes no classes harder to tell apart",
    ledger=("mlp.flattening-permutation",),
    sources=FLATTENING,
    statement=_distance,
    derivation=(Step(statement=_distance, rule=Rule.MATRIX_NORMAL_FORM, reason="P^T P = I"),),
    as_stated=_closer,
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 2, P: ((0, 1), (1, 0)), x: (1, 0), z: (0, 0)}, text="two pixels exchanged: the distance stays 1"
    ),
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
    expected=Conclusion.QUALIFIED,
    note="The lecture is right that a fully connected network ignores where pixels lie; what it calls destroyed is "
    "not in the order, since every order can be undone.",
)
