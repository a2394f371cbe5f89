"""Gradients of the affine layer a = W x + b, of one sample and of a batch.

Sources: The Quest for Intelligence, "Vectorized Gradients"; Lim 2025, Lecture 10, Exercise 10.3 (b).
"""

from sympy import IndexedBase, Integer, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Source
from ..kernel.functions import Partial
from ..kernel.statement import (
    Counterexample,
    Declaration,
    Size,
    Statement,
    array,
)
from .network import N, X, by_normal_form, i, j, q, r, upto

rows, columns = (Symbol(name, integer=True, positive=True) for name in ("m", "n"))
s = Symbol("s", integer=True)
W, b, x, g, G = (IndexedBase(name, real=True) for name in ("W", "b", "x", "g", "G"))

# The loss enters through its gradient g in a, held fixed: the chain rule's first factor.
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
