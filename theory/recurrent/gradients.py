"""Gradients over many steps of a recurrence: when they vanish, when they explode, when neither; what gates change.

A signal p goes back by p_{k+1} = W^T (s_k * p_k) with the slopes s_k of the activation, the same W in every step.
Sources: Lim 2025, Lecture 10, slide "RNN: Training"; The Depth Challenge, section 18.
"""

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Rational, Sum, Symbol, oo

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.statement import (
    Array,
    Counterexample,
    Declaration,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)
from ..kernel.statement import Domain as NumberDomain
from .through_time import TRAINING, axis, n

k = Symbol("k", integer=True, nonnegative=True)
c, i, j, l = (Symbol(name, integer=True) for name in "cijl")  # noqa: E741 - l counts steps
M, w, u, v, lam = (Symbol(name, real=True) for name in ("M", "w", "u", "v", "lam"))
W, s, p, g, q, f, z, e = (IndexedBase(name, real=True) for name in ("W", "s", "p", "g", "q", "f", "z", "e"))
cell, other, kept = (IndexedBase(name, real=True) for name in ("c", "d", "F"))
PROBLEM = Source(Document.DEPTH_CHALLENGE, "18. RNN and Transformer Architectures")
steps = (l, Integer(0), oo)
every_step = Index(l, Integer(0), oo)
natural = Scalar(k, NumberDomain.NATURAL)


def arriving(at: Expr, unit: Expr) -> Expr:
    """(W^T (s_at * p_at))_unit."""
    return Sum(W[i, unit] * s[at, i] * p[at, i], (i, 1, n))


def passed(at: Expr) -> Expr:
    """|s_at * p_at|^2."""
    return Sum(s[at, i] ** 2 * p[at, i] ** 2, (i, 1, n))


def squared(at: Expr) -> Expr:
    """|p_at|^2."""
    return Sum(p[at, i] ** 2, (i, 1, n))


spectral = Hypothesis(
    name="|W^T u|^2 <= M |u|^2",
    lhs=Sum(arriving(l, c) ** 2, (c, 1, n)),
    relation=Relation.AT_MOST,
    rhs=M * passed(l),
    forall=(every_step,),
    # the squared Frobenius norm is at least the squared spectral norm
    establish=(M, Sum(Sum(W[i, c] ** 2, (i, 1, n)), (c, 1, n))),
)
not_negative = Hypothesis(name="M >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=M)
slopes_above = Hypothesis(
    name="s <= 1",
    lhs=s[l, i],
    relation=Relation.AT_MOST,
    rhs=Integer(1),
    forall=(every_step, Index(i, Integer(1), n)),
    establish=(s[l, i], 1 / (1 + s[l, i] ** 2)),
)
slopes_below = Hypothesis(
    name="s >= -1",
    lhs=Integer(-1),
    relation=Relation.AT_MOST,
    rhs=s[l, i],
    forall=(every_step, Index(i, Integer(1), n)),
    establish=slopes_above.establish,
)
recurrence: tuple[Declaration, ...] = (
    natural,
    Size(n),
    Scalar(M),
    array(W, n, n),
    Array(s, (steps, axis(i, n))),
    array(g, n),
    Sequence(symbol=p, index=k, initial=g[j], successor=arriving(k, j), axes=(axis(j, n),)),
)
# A linear unit with recurrent weight w, for the statement without any condition.
linear_unit: tuple[Declaration, ...] = (
    natural,
    Scalar(w),
    Sequence(symbol=q, index=k, initial=Integer(1), successor=w * q[k]),
)

_bound = Statement(
    where=recurrence,
    given=(spectral, not_negative, slopes_above, slopes_below),
    lhs=squared(k),
    relation=Relation.AT_MOST,
    rhs=M**k * squared(Integer(0)),
    text="|p_k|^2 <= M^k |p_0|^2, M the squared norm of W and slopes in [-1, 1] as for tanh: it vanishes if M < 1",
)
_made = recursion.induction(_bound, k)
_step = _made.step
_written = Sum(arriving(k, c) ** 2, (c, 1, n))
_missing = M * Sum(p[k, i] ** 2 * (1 - s[k, i]) * (1 + s[k, i]), (i, 1, n))
_full = M * squared(k)
_known = M * _bound.rhs
gradient_over_time_is_bounded_by_powers_of_the_norm = Claim(
    title="Over k steps a gradient grows at most by |W|^k: it vanishes if |W| < 1, and explodes only if |W| > 1",
    ledger=("rnn.vanish-explode",),
    sources=(TRAINING, PROBLEM),
    statement=_bound,
    derivation=(
        Step(statement=_made.base, rule=Rule.NORMAL_FORM, reason="no step: both are |p_0|^2", data=((p, Integer(0)),)),
        Step(
            statement=_step.but(relation=Relation.EQUAL, rhs=_written),
            rule=Rule.NORMAL_FORM,
            reason="p_{k+1} = W^T (s_k * p_k)",
            data=((p, k + 1),),
        ),
        Step(statement=_step.but(lhs=_written, rhs=M * passed(k)), rule=Rule.NORMAL_FORM, reason="the norm of W"),
        Step(
            statement=_step.but(lhs=M * passed(k), rhs=M * passed(k) + _missing),
            rule=Rule.NORMAL_FORM,
            reason="(1 - s)(1 + s) >= 0",
        ),
        Step(
            statement=_step.but(lhs=M * passed(k) + _missing, relation=Relation.EQUAL, rhs=_full),
            rule=Rule.NORMAL_FORM,
            reason="s^2 + (1 - s)(1 + s) = 1",
        ),
        Step(statement=_step.but(lhs=_full, rhs=_known), rule=Rule.NORMAL_FORM, reason="induction hypothesis, times M"),
        Step(statement=_step.but(lhs=_known, relation=Relation.EQUAL), rule=Rule.NORMAL_FORM, reason="one more factor"),
        Step(statement=_step, rule=Rule.CHAIN, reason="the six links", using=(1, 2, 3, 4, 5, 6)),
        Step(statement=_bound, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 7), data=k),
    ),
    as_stated=Statement(
        where=linear_unit,
        lhs=q[k] ** 2,
        relation=Relation.AT_MOST,
        rhs=Rational(1, 2) ** k,
        text="gradients vanish over time, for any recurrent weights; here: a linear unit, halved square in each step",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={k: 3, w: 1}, text="a linear unit with w = 1: the gradient is 1 after any number of steps"
    ),
    mutants=(
        Mutant(
            name="slope_of_the_sigmoid",
            statement=_bound.but(rhs=(M / 16) ** k * squared(Integer(0))),
            misconception="the quarter that bounds the sigmoid's slope is used for tanh",
        ),
        Mutant(
            name="norm_forgotten",
            statement=_bound.but(rhs=squared(Integer(0))),
            misconception="slopes of at most one are enough to keep a gradient from growing",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="That |W| > 1 is needed for an explosion does not make it sufficient: slopes may stay below one.",
)

eigenvector = Hypothesis(
    name="W^T e = lam e",
    lhs=Sum(W[i, j] * e[i], (i, 1, n)),
    relation=Relation.EQUAL,
    rhs=lam * e[j],
    forall=(Index(j, Integer(1), n),),
    # a multiple of the identity
    establish=(W[i, j], lam * KroneckerDelta(i, j)),
)
_eigen = Statement(
    where=(
        natural,
        Size(n),
        Scalar(lam),
        array(W, n, n),
        array(e, n),
        Sequence(symbol=p, index=k, initial=e[j], successor=Sum(W[i, j] * p[k, i], (i, 1, n)), axes=(axis(j, n),)),
        Index(j, Integer(1), n),
    ),
    given=(eigenvector,),
    lhs=p[k, j],
    rhs=lam**k * e[j],
    text="a linear recurrence multiplies an eigenvector of W^T by lam^k in k steps",
)
linear_recurrence_scales_eigenvectors_by_powers = Claim(
    title="A linear recurrence takes an eigenvector to lam^k times itself: vanishing, kept or exploding by |lam|",
    ledger=("rnn.vanish-explode",),
    sources=(TRAINING,),
    statement=_eigen,
    derivation=(Step(statement=_eigen, rule=Rule.RECURSION, reason="one factor lam in each step"),),
    mutants=(
        Mutant(
            name="linear_in_time",
            statement=_eigen.but(rhs=k * lam * e[j]),
            misconception="the effects of the steps add up",
        ),
        Mutant(
            name="one_step_more",
            statement=_eigen.but(rhs=lam ** (k + 1) * e[j]),
            misconception="off by one in the number of steps",
        ),
    ),
    expected=Conclusion.PROVED,
)

# A defective matrix ((lam, u), (0, lam)).
invertible = Hypothesis(name="lam != 0", lhs=lam)
_defective = Statement(
    where=(
        natural,
        Scalar(lam),
        Scalar(u),
        Sequence(symbol=z, index=k, initial=Integer(1), successor=lam * z[k]),
        Sequence(symbol=q, index=k, initial=Integer(0), successor=lam * q[k] + u * z[k]),
    ),
    given=(invertible,),
    lhs=q[k],
    rhs=k * u * lam**k / lam,
    text="W^k = ((lam^k, k u lam^(k-1)), (0, lam^k)) for W = ((lam, u), (0, lam)): u k lam^(k-1) grows before it falls",
)
defective_recurrence_grows_before_it_decays = Claim(
    title="With a double eigenvalue the entry u k lam^(k-1) comes in: a gradient may grow at first though |lam| < 1",
    ledger=("rnn.vanish-explode",),
    sources=(TRAINING,),
    statement=_defective,
    derivation=(
        Step(
            statement=_defective.but(lhs=z[k], rhs=lam**k),
            rule=Rule.RECURSION,
            reason="the diagonal: one factor a step",
        ),
        Step(
            statement=recursion.induction(_defective, k).base,
            rule=Rule.NORMAL_FORM,
            reason="nothing off the diagonal of the identity",
            data=((q, Integer(0)),),
        ),
        Step(
            statement=recursion.induction(_defective, k).step,
            rule=Rule.NORMAL_FORM,
            reason="lam q_k + u lam^k",
            using=(0,),
            data=((q, k + 1),),
        ),
        Step(statement=_defective, rule=Rule.INDUCTION, reason="induction on the steps", using=(1, 2), data=k),
    ),
    mutants=(
        Mutant(
            name="power_alone",
            statement=_defective.but(rhs=u * lam**k / lam),
            misconception="every entry decays like a power of the spectral radius",
        ),
        Mutant(
            name="power_not_lowered",
            statement=_defective.but(rhs=k * u * lam**k),
            misconception="all k factors are lam",
        ),
    ),
    expected=Conclusion.PROVED,
    note="For lam = 0.9 and u = 10 the entry is 10, then rises above 38 at ten steps before it vanishes.",
)

# A gated cell c_{k+1} = f_k c_k + z_k, gates and inputs given.
gated: tuple[Declaration, ...] = (
    natural,
    Scalar(u),
    Scalar(v),
    Array(f, (steps,)),
    Array(z, (steps,)),
    Sequence(symbol=cell, index=k, initial=u, successor=f[k] * cell[k] + z[k]),
    Sequence(symbol=other, index=k, initial=v, successor=f[k] * other[k] + z[k]),
    Sequence(symbol=kept, index=k, initial=Integer(1), successor=kept[k] * f[k]),
)
_gates = Statement(
    where=gated,
    lhs=cell[k],
    rhs=other[k] + kept[k] * (u - v),
    text="two cells that differ by u - v at the start differ by f_0 ... f_{k-1} (u - v) after k steps",
)
cell_state_is_kept_by_the_product_of_the_gates = Claim(
    title="A gated cell passes on a change of its state times the product of the forget gates",
    ledger=("rnn.gating",),
    sources=(TRAINING,),
    statement=_gates,
    derivation=(Step(statement=_gates, rule=Rule.RECURSION, reason="the inputs cancel, each step multiplies by f_k"),),
    mutants=(
        Mutant(
            name="kept_in_full",
            statement=_gates.but(rhs=other[k] + u - v),
            misconception="gated cells never lose anything",
        ),
        Mutant(
            name="sum_of_the_gates",
            statement=_gates.but(
                where=(*gated[:-1], Sequence(symbol=kept, index=k, initial=Integer(1), successor=kept[k] + f[k]))
            ),
            misconception="the gates add up over the steps",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Along the cell alone, with the gates held fixed; 0.9 over 100 steps leaves 2.7e-5, so it is no cure.",
)
