"""Convexity: local minima are global, a minimum need not exist, and a chain of two weights has no convex loss."""

from sympy import Expr, Integer, Symbol, exp

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import Partial
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Statement
from .run import CONVEXITY, half

PROPOSITION = Source(Document.LECTURE_10, "Convexity, Proposition 1")
ANY_START = Source(Document.LECTURE_10, "Stochastic (Mini-Batch) GD")
CHALLENGE = Source(Document.QUEST, "The Ultimate Challenge")

# Values of R: c at a local minimum, d anywhere else, v at the point lam of the way from there.
c, d, v, lam, t = (Symbol(name, real=True) for name in ("c", "d", "v", "lambda", "t"))
on_the_way = Hypothesis(
    name="lambda > 0", lhs=Integer(0), relation=Relation.LESS, rhs=lam, establish=(lam, 1 / (1 + lam**2))
)
local = Hypothesis(name="R(theta*) <= R near it", lhs=c, relation=Relation.AT_MOST, rhs=v, establish=(v, c + v**2))
below_the_chord = Hypothesis(
    name="R lies below its chord",
    lhs=v,
    relation=Relation.AT_MOST,
    rhs=lam * d + (1 - lam) * c,
    establish=(d, c + (v - c + d**2) / lam),
)
_global = Statement(
    where=tuple(Scalar(symbol) for symbol in (c, v, lam, d)),
    given=(on_the_way, local, below_the_chord),
    lhs=c,
    relation=Relation.AT_MOST,
    rhs=d,
    text="R(theta*) <= R(theta) if R(theta*) <= R(p) <= lambda R(theta) + (1 - lambda) R(theta*) for one p between",
)
_risen = c + (v - c) / lam + (lam * d + (1 - lam) * c - v) / lam
local_minima_of_convex_functions_are_global = Claim(
    title="A local minimum of a convex function is global: one point nearby on the chord decides",
    ledger=("gd.convex-local-is-global",),
    sources=(PROPOSITION,),
    statement=_global,
    derivation=(
        Step(statement=_global.but(rhs=_risen), rule=Rule.NORMAL_FORM, reason="locality, and the chord"),
        Step(
            statement=_global.but(lhs=_risen, relation=Relation.EQUAL), rule=Rule.NORMAL_FORM, reason="multiplied out"
        ),
        Step(statement=_global, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="unique",
            statement=_global.but(relation=Relation.LESS),
            misconception="the minimum of a convex function is unique",
            witness=Counterexample(values={c: 0, d: 0, v: 0, lam: half}, text="a constant function"),
        ),
        Mutant(
            name="without_convexity",
            statement=_global.without(below_the_chord),
            misconception="every local minimum is global",
            witness=Counterexample(values={c: 0, d: -1, v: 1, lam: half}, text="a hump between two valleys"),
        ),
        Mutant(
            name="nobody_moved",
            statement=_global.without(on_the_way),
            misconception="the point itself serves as a neighbour",
            witness=Counterexample(values={c: 0, d: -1, v: 0, lam: 0}, text="lambda = 0: the local minimum alone"),
        ),
    ),
    expected=Conclusion.PROVED,
)

_lower = Statement(
    where=(Scalar(t),),
    lhs=exp(-(t + 1)),
    relation=Relation.LESS,
    rhs=exp(-t),
    text="exp(-theta) is convex, and theta + 1 is always better than theta: it has no minimiser",
)
convex_loss_without_a_minimiser = Claim(
    title="exp(-theta) is convex and bounded below, and has no minimum",
    ledger=("gd.convex-rate", "gd.convex-local-is-global"),
    sources=(CONVEXITY,),
    statement=_lower,
    derivation=(Step(statement=_lower, rule=Rule.SCALAR_NORMAL_FORM, reason="exp(-1) < 1"),),
    mutants=(
        Mutant(
            name="by_a_constant",
            statement=_lower.but(lhs=exp(-(t + 1)) + half, text="each unit step gains 1/2"),
            misconception="a loss that falls for ever is not bounded below",
        ),
        Mutant(name="rises", statement=_lower.but(lhs=exp(t + 1), rhs=exp(t)), misconception="the sign of theta"),
    ),
    expected=Conclusion.PROVED,
)
_curved = Statement(
    where=(Scalar(t),),
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=Partial(Partial(exp(-t), t), t),
    text="the second derivative of exp(-theta) is positive",
)
loss_without_a_minimiser_is_strictly_convex = Claim(
    title="The curvature of exp(-theta) is positive everywhere",
    ledger=("gd.convex-rate",),
    sources=(CONVEXITY,),
    statement=_curved,
    derivation=(Step(statement=_curved, rule=Rule.SCALAR_NORMAL_FORM, reason="it is exp(-theta) again"),),
    mutants=(
        Mutant(
            name="slope",
            statement=_curved.but(rhs=Partial(exp(-t), t)),
            misconception="a positive curvature is a positive slope",
        ),
        Mutant(
            name="strongly_convex",
            statement=_curved.but(lhs=half),
            misconception="a positive curvature is bounded away from zero",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The smallest network: y = a b x on the sample x = 1, y = 1.
a, b = Symbol("a", real=True), Symbol("b", real=True)


def chain_loss(first: Expr, second: Expr) -> Expr:
    """(a b - 1)^2 / 2."""
    return half * (first * second - 1) ** 2


def second(*variables: Symbol) -> Expr:
    """A second derivative of the chain's loss."""
    inner, outer = variables
    return Partial(Partial(chain_loss(a, b), inner), outer)


_determinant = Statement(
    where=(Scalar(a), Scalar(b)),
    lhs=second(a, a) * second(b, b) - second(a, b) ** 2,
    rhs=(1 - a * b) * (3 * a * b - 1),
    text="det of the Hessian of (ab - 1)^2/2 is (1 - ab)(3ab - 1)",
)
hessian_determinant_of_a_chain = Claim(
    title="The Hessian of (ab - 1)^2/2 has the determinant (1 - ab)(3ab - 1)",
    ledger=("gd.nonconvex-loss",),
    sources=(CHALLENGE, CONVEXITY),
    statement=_determinant,
    derivation=(Step(statement=_determinant, rule=Rule.NORMAL_FORM, reason="b^2, a^2 and 2ab - 1"),),
    mutants=(
        Mutant(
            name="mixed_slope_forgotten",
            statement=_determinant.but(rhs=a**2 * b**2),
            misconception="the two weights do not act on each other",
        ),
        Mutant(
            name="residual_forgotten",
            statement=_determinant.but(rhs=-3 * a**2 * b**2),
            misconception="the mixed derivative is 2ab, as for (ab)^2/2",
        ),
    ),
    expected=Conclusion.PROVED,
)
small_product = Hypothesis(
    name="3 a b < 1", lhs=3 * a * b, relation=Relation.LESS, rhs=Integer(1), establish=(a, -(b**3))
)
_indefinite = _determinant.but(
    given=(small_product,),
    relation=Relation.LESS,
    rhs=Integer(0),
    text="the determinant is negative wherever ab < 1/3: eigenvalues of both signs",
)
_left = 1 - 3 * a * b
_negative_square = -(_left**2) / 3
loss_of_a_chain_is_not_convex = Claim(
    title="The loss of a chain of two weights is not convex: its Hessian has eigenvalues of both signs where ab < 1/3",
    ledger=("gd.nonconvex-loss",),
    sources=(CHALLENGE, CONVEXITY),
    statement=_indefinite,
    derivation=(
        Step(
            statement=_indefinite.but(relation=Relation.EQUAL, rhs=_determinant.rhs),
            rule=Rule.NORMAL_FORM,
            reason="the determinant",
        ),
        Step(
            statement=_indefinite.but(lhs=_determinant.rhs, rhs=_determinant.rhs + 2 * _left / 3),
            rule=Rule.NORMAL_FORM,
            reason="3ab < 1",
        ),
        Step(
            statement=_indefinite.but(
                lhs=_determinant.rhs + 2 * _left / 3, relation=Relation.EQUAL, rhs=_negative_square
            ),
            rule=Rule.NORMAL_FORM,
            reason="multiplied out",
        ),
        Step(
            statement=_indefinite.but(lhs=_negative_square, relation=Relation.AT_MOST),
            rule=Rule.NORMAL_FORM,
            reason="minus a square",
        ),
        Step(statement=_indefinite, rule=Rule.CHAIN, reason="the four lines", using=(0, 1, 2, 3)),
    ),
    mutants=(
        Mutant(
            name="everywhere",
            statement=_indefinite.without(small_product),
            misconception="the loss is convex nowhere",
            witness=Counterexample(values={a: 1, b: 1}, text="at a = b = 1 the determinant is 0"),
        ),
        Mutant(
            name="convex_in_both",
            statement=_indefinite.but(lhs=Integer(0), rhs=_indefinite.lhs),
            misconception="convex in each weight makes convex in both",
        ),
    ),
    expected=Conclusion.PROVED,
)
_each = Statement(
    where=(Scalar(a), Scalar(b)),
    lhs=Integer(0),
    relation=Relation.AT_MOST,
    rhs=second(a, a),
    text="with b fixed, the loss is convex in a: its second derivative is b^2",
)
loss_of_a_chain_is_convex_in_each_weight = Claim(
    title="In each weight alone the loss of a chain is convex",
    ledger=("gd.nonconvex-loss",),
    sources=(CONVEXITY,),
    statement=_each,
    derivation=(
        Step(statement=_each.but(rhs=b**2), rule=Rule.NORMAL_FORM, reason="a square is not negative"),
        Step(
            statement=_each.but(lhs=b**2, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="the second derivative",
        ),
        Step(statement=_each, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="strictly",
            statement=_each.but(relation=Relation.LESS),
            misconception="strictly convex, also where the other weight is zero",
            witness=Counterexample(values={a: 1, b: 0}, text="b = 0: a does not matter"),
        ),
        Mutant(
            name="mixed_derivative",
            statement=_each.but(rhs=second(a, b)),
            misconception="all entries of the Hessian are non-negative",
        ),
    ),
    expected=Conclusion.PROVED,
)
_midpoint = Statement(
    where=(Scalar(a), Scalar(b)),
    given=(
        Hypothesis(
            name="0 < a b < 2",
            lhs=Integer(0),
            relation=Relation.LESS,
            rhs=a * b * (2 - a * b),
            establish=(a, b / (1 + b**2)),
        ),
    ),
    lhs=half * chain_loss(a, b) + half * chain_loss(-a, -b),
    relation=Relation.LESS,
    rhs=chain_loss(a - a, b - b),
    text="(a, b) and (-a, -b) compute the same; halfway between them the loss is larger, for 0 < ab < 2",
)
_below = half - half * a * b * (2 - a * b)
midpoint_of_two_good_chains_is_worse = Claim(
    title="Two chains that compute the same function have a midpoint of larger loss",
    ledger=("gd.nonconvex-loss",),
    sources=(CHALLENGE, CONVEXITY),
    statement=_midpoint,
    derivation=(
        Step(
            statement=_midpoint.but(relation=Relation.EQUAL, rhs=_below), rule=Rule.NORMAL_FORM, reason="multiplied out"
        ),
        Step(statement=_midpoint.but(lhs=_below), rule=Rule.NORMAL_FORM, reason="a product of positive factors less"),
        Step(statement=_midpoint, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="convex",
            statement=_midpoint.but(lhs=_midpoint.rhs, rhs=_midpoint.lhs),
            misconception="the loss lies below its chord",
        ),
        Mutant(
            name="for_all_weights",
            statement=_midpoint.but(given=()),
            misconception="every midpoint is worse than its ends",
        ),
    ),
    expected=Conclusion.PROVED,
)
