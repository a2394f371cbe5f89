"""Why the penalty is called adaptive."""

from sympy import IndexedBase, Integer, Sum

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Source
from ..kernel.functions import Partial
from ..kernel.statement import (
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .mask import by_normal_form, c, d, h, j, kept_sometimes, odds, p, q, w

# Why the penalty is called adaptive.
penalty = odds * Sum(w[j] ** 2 * h[j] ** 2, (j, 1, d))
rescaling = Hypothesis(
    name="c_j != 0", lhs=c[j], relation=Relation.NOT_EQUAL, rhs=Integer(0), forall=(Index(j, Integer(1), d),)
)
# SymPy cancels (w/c)^2 (c h)^2 while it builds the tree, so the rescaled layer has names of its own.
v, g = IndexedBase("v", real=True), IndexedBase("g", real=True)
rescaled_weight = Hypothesis(
    name="v_j = w_j / c_j",
    lhs=v[j],
    relation=Relation.EQUAL,
    rhs=w[j] / c[j],
    forall=(Index(j, Integer(1), d),),
    establish=(v[j], w[j] / c[j]),
)
rescaled_activation = Hypothesis(
    name="g_j = c_j h_j",
    lhs=g[j],
    relation=Relation.EQUAL,
    rhs=c[j] * h[j],
    forall=(Index(j, Integer(1), d),),
    establish=(g[j], c[j] * h[j]),
)
_invariant = Statement(
    where=(Size(d), Scalar(p), array(w, d), array(h, d), array(c, d), array(v, d), array(g, d)),
    given=(kept_sometimes, rescaling, rescaled_weight, rescaled_activation),
    lhs=odds * Sum(v[j] ** 2 * g[j] ** 2, (j, 1, d)),
    rhs=penalty,
    text="scaling an activation by c_j and its weight by 1/c_j leaves the penalty as it is",
)
penalty_invariant_under_rescaling = Claim(
    title="The dropout penalty does not see how activation and weight share a scale",
    ledger=("do.adaptive",),
    sources=(Source(Document.LECTURE_10, "Exercise 10.5 (c)"),),
    statement=_invariant,
    derivation=by_normal_form(_invariant, "c_j cancels, unit by unit"),
    mutants=(
        Mutant(
            name="weights_alone",
            statement=_invariant.but(lhs=odds * Sum(v[j] ** 2 * h[j] ** 2, (j, 1, d))),
            misconception="the penalty is invariant under scaling the weights alone",
        ),
        Mutant(
            name="scaled_the_same_way",
            statement=_invariant.but(lhs=odds * Sum((w[j] * c[j]) ** 2 * g[j] ** 2, (j, 1, d))),
            misconception="both factors are multiplied by c_j",
        ),
    ),
    expected=Conclusion.PROVED,
)

_strength = Statement(
    where=(Size(d), Scalar(p), array(w, d), array(h, d), Index(q, Integer(1), d)),
    given=(kept_sometimes,),
    lhs=Partial(penalty, w[q]),
    rhs=2 * odds * h[q] ** 2 * w[q],
    text="each weight decays with its own strength (1-p)/p h_q^2",
)
decay_strength_grows_with_activation = Claim(
    title="Each weight is decayed in proportion to the square of its own activation",
    ledger=("do.adaptive",),
    sources=(Source(Document.LECTURE_10, "Exercise 10.5 (c)"),),
    statement=_strength,
    derivation=by_normal_form(_strength, "differentiate the penalty; one term of the sum survives"),
    mutants=(
        Mutant(
            name="common_strength",
            statement=_strength.but(rhs=2 * odds * Sum(h[j] ** 2, (j, 1, d)) * w[q]),
            misconception="all weights are decayed alike, as by ridge",
        ),
        Mutant(
            name="stronger_on_small_activations",
            statement=_strength.but(
                rhs=2 * odds * w[q] / h[q] ** 2,
                given=(
                    kept_sometimes,
                    Hypothesis(name="h_j != 0", lhs=h[j], forall=(Index(j, Integer(1), d),)),
                ),
            ),
            misconception="rarely active units are penalised more",
        ),
        Mutant(
            name="factor_two_lost",
            statement=_strength.but(rhs=odds * h[q] ** 2 * w[q]),
            misconception="the square is differentiated without its factor 2",
        ),
    ),
    expected=Conclusion.PROVED,
)
