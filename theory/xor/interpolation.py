"""Any labels at any finite number of points: one ReLU unit a point, on the line t = a.x."""

from sympy import IndexedBase, Integer, Symbol, oo

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import relu
from ..kernel.statement import (
    Array,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Statement,
)
from .inputs import EXERCISE

# Any labels at any finite number of points: one ReLU unit a point, on the line t = a.x.
k = Symbol("k", integer=True, nonnegative=True)
l = Symbol("l", integer=True)  # noqa: E741 - a point's number
t = Symbol("t", real=True)
z, y, T, S = (IndexedBase(name, real=True) for name in ("z", "y", "T", "S"))
points = (l, Integer(0), oo)
every_point = Index(l, Integer(0), oo)
slope = (y[k + 1] - y[k]) / (z[k + 1] - z[k])
units = (
    Scalar(k, Domain.NATURAL),
    Scalar(t),
    Array(z, (points,)),
    Array(y, (points,)),
    Sequence(symbol=S, index=k, initial=Integer(0), successor=slope),
    Sequence(symbol=T, index=k, initial=y[0], successor=T[k] + (slope - S[k]) * relu(t - z[k])),
)
to_the_right = Hypothesis(
    name="z_l <= t",
    lhs=z[l],
    relation=Relation.AT_MOST,
    rhs=t,
    forall=(every_point,),
    establish=(z[l], t - z[l] ** 2),
)
distinct = Hypothesis(
    name="z_l != z_{l+1}",
    lhs=z[l + 1] - z[l],
    relation=Relation.NOT_EQUAL,
    forall=(every_point,),
    establish=to_the_right.establish,
)
_interpolation = Statement(
    where=units,
    given=(to_the_right, distinct),
    lhs=T[k],
    rhs=y[k] + S[k] * (t - z[k]),
    text="k ReLU units with breakpoints z_0 ... z_{k-1}, weights the changes of slope: right of them the network is "
    "the line with the value y_k at t = z_k",
)
_made = recursion.induction(_interpolation, k)
_active = _made.step.but(lhs=relu(t - z[k]), rhs=t - z[k], text="the unit is active")
one_relu_unit_a_point_interpolates_any_labels = Claim(
    title="One hidden layer with a ReLU unit a point takes any labels at distinct points",
    ledger=("xor.hidden-layer-separates",),
    sources=(
        Source(Document.QUEST, "The Breakthrough: Learning the Transformation"),
        Source(Document.LECTURE_10, f"{EXERCISE} (b)"),
    ),
    statement=_interpolation,
    derivation=(
        Step(statement=_active, rule=Rule.SCALAR_NORMAL_FORM, reason="t is not left of z_k"),
        Step(
            statement=_made.base,
            rule=Rule.NORMAL_FORM,
            reason="no unit yet: the constant y_0",
            data=((T, Integer(0)), (S, Integer(0))),
        ),
        Step(
            statement=_made.step,
            rule=Rule.NORMAL_FORM,
            reason="from slope to slope at z_k, and so to y_{k+1} at z_{k+1}",
            using=(0,),
            data=((T, k + 1), (S, k + 1)),
        ),
        Step(statement=_interpolation, rule=Rule.INDUCTION, reason="unit by unit", using=(1, 2), data=k),
    ),
    mutants=(
        Mutant(
            name="slopes_for_weights",
            statement=_interpolation.but(
                where=(
                    *units[:-1],
                    Sequence(symbol=T, index=k, initial=y[0], successor=T[k] + slope * relu(t - z[k])),
                )
            ),
            misconception="the output weights are the slopes, not their changes",
        ),
        Mutant(
            name="constant_after_the_last",
            statement=_interpolation.but(rhs=y[k]),
            misconception="the network is constant to the right of its breakpoints",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Units to the right of a point are 0 there. The sources do not say how many units; one cannot do XOR.",
)
