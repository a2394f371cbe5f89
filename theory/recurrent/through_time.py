"""Backpropagation through time: the gradients of shared weights accumulate over all steps.

h_{t+1} = sigma(W h_t + U x_t + b) for n units and m inputs, T steps, any differentiable activation and any losses of
the single states, whose gradients are g_0, ..., g_T. A change (dW, dU, db) of the shared parameters changes the states
by dh_t. Backward: p_T = g_T, delta_t = sigma'(z_t) * p_{t+1}, p_t = g_t + W^T delta_t.
Source: Lim 2025, Lecture 10, slide "RNN: Training".
"""

from sympy import Expr, IndexedBase, Integer, Sum, Symbol, oo

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
    Size,
    Statement,
    array,
)

n, m, r = (Symbol(name, integer=True, positive=True) for name in "nmr")
T, k = (Symbol(name, integer=True, nonnegative=True) for name in "Tk")
a, c, e, i, j, l = (Symbol(name, integer=True) for name in "aceijl")  # noqa: E741 - l counts steps
W, U, b, x, h0, g = (IndexedBase(name, real=True) for name in ("W", "U", "b", "x", "h0", "g"))
dW, dU, db = (IndexedBase(name, real=True) for name in ("dW", "dU", "db"))
h, dh, p, paid = (IndexedBase(name, real=True) for name in ("h", "dh", "p", "s"))
GW, GU, Gb = (IndexedBase(name, real=True) for name in ("GW", "GU", "Gb"))
TRAINING = Source(Document.LECTURE_10, "RNN: Training")
SHARING = Source(Document.LECTURE_10, "RNN Parameter Sharing")
steps = (l, Integer(0), oo)


def axis(index: Symbol, size: Expr) -> tuple[Symbol, Expr, Expr]:
    """An axis from 1 to a size."""
    return (index, Integer(1), size)


def reached(at: Expr, unit: Expr) -> Expr:
    """z_{at,unit} = b + W h_at + U x_at."""
    recurrent = Sum(W[unit, a] * h[at, a], (a, 1, n))
    return b[unit] + recurrent + Sum(U[unit, e] * x[at, e], (e, 1, m))


def delta(at: Expr, unit: Expr) -> Expr:
    """delta_{at,unit} = sigma'(z_{at,unit}) p_{at+1,unit}."""
    return dsigma(reached(at, unit)) * p[at + 1, unit]


def change(at: Expr, unit: Expr) -> Expr:
    """Direct effect of the changed parameters on the pre-activation at one step."""
    recurrent = Sum(dW[unit, j] * h[at, j], (j, 1, n))
    return db[unit] + recurrent + Sum(dU[unit, c] * x[at, c], (c, 1, m))


parameters: tuple[Declaration, ...] = (
    Scalar(T, Domain.NATURAL),
    Scalar(k, Domain.NATURAL),
    Size(n),
    Size(m),
    array(W, n, n),
    array(U, n, m),
    array(b, n),
    array(dW, n, n),
    array(dU, n, m),
    array(db, n),
    Array(x, (steps, axis(c, m))),
    Array(g, (steps, axis(i, n))),
    array(h0, n),
)
states: tuple[Declaration, ...] = (
    Sequence(symbol=h, index=k, initial=h0[i], successor=sigma(reached(k, i)), axes=(axis(i, n),)),
    Sequence(
        symbol=dh,
        index=k,
        initial=Integer(0),
        successor=dsigma(reached(k, i)) * (change(k, i) + Sum(W[i, c] * dh[k, c], (c, 1, n))),
        axes=(axis(i, n),),
    ),
    # what the losses of the states before step k have changed already
    Sequence(symbol=paid, index=k, initial=Integer(0), successor=paid[k] + Sum(g[k, i] * dh[k, i], (i, 1, n))),
)


def backward(through: Expr) -> Sequence:
    """p_T = g_T, p_k = g_k + `through`."""
    return Sequence(symbol=p, index=k, initial=g[T, c], successor=g[k, c] + through, axes=(axis(c, n),), top=T)


def accumulated(weight_part: Expr) -> tuple[Sequence, ...]:
    """The gradients in W, U and b collected over the steps; `weight_part` is what one step adds in W_ij."""
    return (
        Sequence(
            symbol=GW, index=k, initial=Integer(0), successor=GW[k, i, j] + weight_part, axes=(axis(i, n), axis(j, n))
        ),
        Sequence(
            symbol=GU,
            index=k,
            initial=Integer(0),
            successor=GU[k, i, c] + delta(k, i) * x[k, c],
            axes=(axis(i, n), axis(c, m)),
        ),
        Sequence(symbol=Gb, index=k, initial=Integer(0), successor=Gb[k, i] + delta(k, i), axes=(axis(i, n),)),
    )


transposed = backward(Sum(W[i, c] * delta(k, i), (i, 1, n)))
outer = delta(k, i) * h[k, j]
in_time = Hypothesis(name="k <= T", lhs=k, relation=Relation.AT_MOST, rhs=T, establish=(T, k + T))


def against(weights: Expr, inputs: Expr, biases: Expr) -> Expr:
    """<weights, dW> + <inputs, dU> + <biases, db>, formulas in i, j and c."""
    return (
        Sum(Sum(weights * dW[i, j], (j, 1, n)), (i, 1, n))
        + Sum(Sum(inputs * dU[i, c], (c, 1, m)), (i, 1, n))
        + Sum(biases * db[i], (i, 1, n))
    )


_gathered = against(GW[k, i, j], GU[k, i, c], Gb[k, i])
_one_step = against(outer, delta(k, i) * x[k, c], delta(k, i))
_bptt = Statement(
    where=(*parameters, *states, transposed, *accumulated(outer)),
    given=(in_time,),
    lhs=Sum(p[k, i] * dh[k, i], (i, 1, n)),
    rhs=_gathered - paid[k],
    text="loss changes <g_0, dh_0> + ... + <g_{k-1}, dh_{k-1}> + <p_k, dh_k> = <sum_{t<k} delta_t h_t^T, dW> + ...",
)
_made = recursion.induction(_bptt, k)
_after = _bptt.lhs - Sum(g[k, i] * dh[k, i], (i, 1, n)) + _one_step
_known = _bptt.rhs - Sum(g[k, i] * dh[k, i], (i, 1, n)) + _one_step
gradients_accumulate_over_all_steps = Claim(
    title="The gradient in a weight shared over time is the sum of delta_t h_t^T over all steps",
    ledger=("rnn.bptt-accumulation", "rnn.unroll-equivalence"),
    sources=(TRAINING,),
    statement=_bptt,
    derivation=(
        Step(
            statement=_made.base,
            rule=Rule.NORMAL_FORM,
            reason="the first state does not depend on the parameters",
            data=tuple((s, Integer(0)) for s in (dh, paid, GW, GU, Gb)),
        ),
        Step(
            statement=_made.step.but(rhs=_after),
            rule=Rule.NORMAL_FORM,
            reason="one step back: p_k = g_k + W^T delta_k",
            data=((dh, k + 1), (p, k)),
        ),
        Step(
            statement=_made.step.but(lhs=_after, rhs=_known),
            rule=Rule.NORMAL_FORM,
            reason="induction hypothesis",
        ),
        Step(
            statement=_made.step.but(lhs=_known),
            rule=Rule.NORMAL_FORM,
            reason="one more step is collected",
            data=tuple((s, k + 1) for s in (paid, GW, GU, Gb)),
        ),
        Step(statement=_made.step, rule=Rule.CHAIN, reason="the three links", using=(1, 2, 3)),
        Step(statement=_bptt, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 4), data=k),
    ),
    mutants=(
        Mutant(
            name="not_transposed",
            statement=_bptt.but(
                where=(
                    *parameters,
                    *states,
                    backward(Sum(W[c, i] * delta(k, i), (i, 1, n))),
                    *accumulated(outer),
                )
            ),
            misconception="W delta instead of W^T delta",
        ),
        Mutant(
            name="state_after_the_step",
            statement=_bptt.but(where=(*parameters, *states, transposed, *accumulated(delta(k, i) * h[k + 1, j]))),
            misconception="delta_t meets the state that the step produces, not the one that it reads",
        ),
        Mutant(
            name="losses_of_earlier_steps_forgotten",
            statement=_bptt.but(
                where=(
                    *parameters,
                    *states,
                    Sequence(
                        symbol=p,
                        index=k,
                        initial=g[T, c],
                        successor=Sum(W[i, c] * delta(k, i), (i, 1, n)),
                        axes=(axis(c, n),),
                        top=T,
                    ),
                    *accumulated(outer),
                )
            ),
            misconception="only the last state's loss is carried back",
        ),
    ),
    expected=Conclusion.PROVED,
    note="For k = T the left side is the change of the whole loss; since dW is any, the sum is the gradient in W.",
)


# Parameters of h = tanh(W h + U x + b), y = V h + c with r outputs.
def entries(rows: Expr, columns: Expr) -> Expr:
    """The number of entries of a matrix, one by one."""
    return Sum(Sum(Integer(1), (c, 1, columns)), (a, 1, rows))


def length(size: Expr) -> Expr:
    """The number of entries of a vector, one by one."""
    return Sum(Integer(1), (a, 1, size))


_count = Statement(
    where=(Size(n), Size(m), Size(r)),
    lhs=entries(n, n) + entries(n, m) + length(n) + entries(r, n) + length(r),
    rhs=n**2 + n * m + n + r * n + r,
    text="n units, m inputs, r outputs: n^2 + n m + n + r n + r parameters, however long the sequence is",
)
parameters_do_not_grow_with_the_sequence = Claim(
    title="A recurrent layer has n^2 + nm + n + rn + r parameters for a sequence of any length",
    ledger=("rnn.definition-params",),
    sources=(SHARING, Source(Document.DEPTH_CHALLENGE, "18. RNN and Transformer Architectures")),
    statement=_count,
    derivation=(Step(statement=_count, rule=Rule.NORMAL_FORM, reason="three matrices and two biases"),),
    mutants=(
        Mutant(
            name="biases_forgotten",
            statement=_count.but(rhs=n**2 + n * m + r * n),
            misconception="only the matrices are counted",
        ),
        Mutant(
            name="recurrent_matrix_of_the_inputs_shape",
            statement=_count.but(rhs=2 * n * m + n + r * n + r),
            misconception="W_hh is taken for a matrix from inputs to units",
        ),
    ),
    expected=Conclusion.PROVED,
)
