"""Which labelled points a plane can tell apart: convex hulls and their nearest points."""

from sympy import Abs, Integer, Sum

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.statement import Counterexample, Hypothesis, Index, Relation, Scalar, Size, Statement, array
from .unit import GEOMETRY, PERCEPTRON, K, N, X, Y, a, b, c, e, g, i, j, k, mu, n, positive_part, q, t, value, w, x

# Two classes X_1 .. X_N and Y_1 .. Y_K whose hulls share the point sum c_i X_i = sum e_k Y_k.
every_first, every_second = Index(i, Integer(1), N), Index(k, Integer(1), K)
HULLS = (
    Hypothesis(
        name="c_i >= 0",
        lhs=Integer(0),
        relation=Relation.AT_MOST,
        rhs=c[i],
        forall=(every_first,),
        establish=(c[i], 1 / N),
    ),
    Hypothesis(name="sum c_i = 1", lhs=Sum(c[i], (i, 1, N)), relation=Relation.EQUAL, rhs=Integer(1)),
    Hypothesis(
        name="e_k >= 0",
        lhs=Integer(0),
        relation=Relation.AT_MOST,
        rhs=e[k],
        forall=(every_second,),
        establish=(e[k], 1 / K),
    ),
    Hypothesis(name="sum e_k = 1", lhs=Sum(e[k], (k, 1, K)), relation=Relation.EQUAL, rhs=Integer(1)),
    Hypothesis(
        name="the hulls share a point",
        lhs=Sum(c[i] * X[i, q], (i, 1, N)),
        relation=Relation.EQUAL,
        rhs=Sum(e[k] * Y[k, q], (k, 1, K)),
        forall=(Index(q, Integer(1), n),),
        establish=(Y[K, q], K * Sum(c[i] * X[i, q], (i, 1, N)) - Sum(Y[k, q], (k, 1, K - 1))),
    ),
)
MARGINS = (
    Hypothesis(
        name="w.X_i + b >= mu",
        lhs=mu,
        relation=Relation.AT_MOST,
        rhs=value(X, i),
        forall=(every_first,),
        establish=(mu, -Sum(Abs(value(X, i)), (i, 1, N)) - Sum(Abs(value(Y, k)), (k, 1, K))),
    ),
    Hypothesis(name="w.Y_k + b <= -mu", lhs=value(Y, k), relation=Relation.AT_MOST, rhs=-mu, forall=(every_second,)),
)
_overlap = Statement(
    where=(
        *(Size(size) for size in (n, N, K)),
        *(array(base, size) for base, size in ((c, N), (e, K), (w, n))),
        array(X, N, n),
        array(Y, K, n),
        Scalar(b),
        Scalar(mu),
    ),
    given=(*HULLS, *MARGINS),
    lhs=mu,
    relation=Relation.AT_MOST,
    rhs=-mu,
    text="if the hulls meet, no plane has a positive margin mu: w.X_i + b >= mu and w.Y_k + b <= -mu give mu <= -mu",
)
_first_mean = Sum(c[i] * value(X, i), (i, 1, N))
_second_mean = Sum(e[k] * value(Y, k), (k, 1, K))
_weighted = _overlap.but(lhs=mu * Sum(c[i], (i, 1, N)))
_above = positive_part(_weighted, Sum(c[i] * (value(X, i) - mu), (i, 1, N)), _first_mean, "a mean of values >= mu")
_below = positive_part(
    _overlap.but(lhs=_second_mean),
    Sum(e[k] * (-mu - value(Y, k)), (k, 1, K)),
    -mu * Sum(e[k], (k, 1, K)),
    "a mean of values <= -mu",
)
_common_first = Sum(w[j] * Sum(c[i] * X[i, j], (i, 1, N)), (j, 1, n)) + b
_common_second = Sum(w[j] * Sum(e[k] * Y[k, j], (k, 1, K)), (j, 1, n)) + b
overlapping_hulls_leave_no_margin = Claim(
    title="Classes whose convex hulls meet cannot be separated by a plane",
    ledger=("perc.linear-separability", "xor.not-linearly-separable"),
    sources=(GEOMETRY, PERCEPTRON),
    statement=_overlap,
    derivation=(
        Step(
            statement=_overlap.but(relation=Relation.EQUAL, rhs=_weighted.lhs),
            rule=Rule.NORMAL_FORM,
            reason="the weights c add up to one",
        ),
        Step(statement=_above[0], rule=Rule.NORMAL_FORM, reason="every value on X is at least mu"),
        Step(statement=_above[1], rule=Rule.NORMAL_FORM, reason="the weighted mean over X"),
        Step(
            statement=_overlap.without(HULLS[-1]).but(lhs=_first_mean, relation=Relation.EQUAL, rhs=_common_first),
            rule=Rule.NORMAL_FORM,
            reason="the value of the mean",
        ),
        Step(
            statement=_overlap.but(lhs=_common_first, relation=Relation.EQUAL, rhs=_common_second),
            rule=Rule.NORMAL_FORM,
            reason="the hulls share the point",
        ),
        Step(
            statement=_overlap.but(lhs=_common_second, relation=Relation.EQUAL, rhs=_second_mean),
            rule=Rule.NORMAL_FORM,
            reason="the mean of the values",
        ),
        Step(statement=_below[0], rule=Rule.NORMAL_FORM, reason="every value on Y is at most -mu"),
        Step(statement=_below[1], rule=Rule.NORMAL_FORM, reason="the weighted mean over Y"),
        Step(
            statement=_overlap.but(lhs=_below[1].rhs, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="the weights e add up to one",
        ),
        Step(statement=_overlap, rule=Rule.CHAIN, reason="the nine links", using=tuple(range(9))),
    ),
    mutants=(
        Mutant(
            name="disjoint_hulls",
            statement=_overlap.but(given=(*HULLS[:-1], *MARGINS)),
            misconception="no plane ever separates two classes",
            witness=Counterexample(
                values={n: 1, N: 1, K: 1, c: (1,), e: (1,), w: (1,), X: ((1,),), Y: ((-1,),), b: 0, mu: 1},
                text="the points 1 and -1 on a line",
            ),
        ),
        Mutant(
            name="signed_weights",
            statement=_overlap.but(given=(*(h for h in HULLS if h.name != "e_k >= 0"), *MARGINS)),
            misconception="an affine combination of the second class serves as well as a convex one",
            witness=Counterexample(
                values={
                    n: 1,
                    N: 1,
                    K: 2,
                    c: (1,),
                    e: (-1, 2),
                    w: (1,),
                    X: ((1,),),
                    Y: ((-3,), (-1,)),
                    b: 0,
                    mu: 1,
                },
                text="1 = 3 - 2 lies outside the hull of -3 and -1",
            ),
        ),
        Mutant(
            name="a_gap_of_one",
            statement=_overlap.but(lhs=mu + 1),
            misconception="the margin is bounded away from zero too",
            witness=Counterexample(
                values={n: 1, N: 1, K: 1, c: (1,), e: (1,), w: (0,), X: ((1,),), Y: ((1,),), b: 0, mu: 0},
                text="w = 0: all margins are zero",
            ),
        ),
    ),
    expected=Conclusion.PROVED,
)

# a is the point of the first hull nearest to the second, g that of the second nearest to the first.
FACING = (
    Hypothesis(
        name="X_i lies beyond a",
        lhs=Integer(0),
        relation=Relation.AT_MOST,
        rhs=Sum((a[j] - g[j]) * (X[i, j] - a[j]), (j, 1, n)),
        forall=(every_first,),
        establish=(X[i, q], a[q] + (a[q] - g[q]) * X[i, q] ** 2),
    ),
    Hypothesis(
        name="Y_k lies beyond g",
        lhs=Integer(0),
        relation=Relation.AT_MOST,
        rhs=Sum((a[j] - g[j]) * (g[j] - Y[k, j]), (j, 1, n)),
        forall=(every_second,),
        establish=(Y[k, q], g[q] - (a[q] - g[q]) * Y[k, q] ** 2),
    ),
)
_separating = Statement(
    where=(
        *(Size(size) for size in (n, N, K)),
        array(a, n),
        array(g, n),
        array(X, N, n),
        array(Y, K, n),
        every_first,
        every_second,
    ),
    given=FACING,
    lhs=Sum((a[j] - g[j]) ** 2, (j, 1, n)),
    relation=Relation.AT_MOST,
    rhs=Sum((a[j] - g[j]) * (X[i, j] - Y[k, j]), (j, 1, n)),
    text="with w = a - g the two classes lie |w|^2 apart in the direction w",
)
_apart = positive_part(_separating, FACING[0].rhs + FACING[1].rhs, _separating.rhs, "both classes lie beyond")
nearest_points_give_a_separating_plane = Claim(
    title="The difference of the nearest points of two hulls is the normal of a separating plane",
    ledger=("perc.linear-separability",),
    sources=(GEOMETRY, PERCEPTRON),
    statement=_separating,
    derivation=(
        Step(statement=_apart[0], rule=Rule.NORMAL_FORM, reason="every point lies beyond its hull's nearest point"),
        Step(statement=_apart[1], rule=Rule.NORMAL_FORM, reason="the three differences add up to X_i - Y_k"),
        Step(statement=_separating, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="twice_the_gap",
            statement=_separating.but(lhs=2 * _separating.lhs),
            misconception="both classes keep the full distance",
        ),
        Mutant(
            name="between_the_hulls",
            statement=_separating.but(lhs=_separating.rhs, rhs=_separating.lhs),
            misconception="the nearest points are farther apart than all others",
        ),
    ),
    expected=Conclusion.PROVED,
    note="That nearest points lie so is `nearest_points_see_no_acute_angle`; disjoint hulls make w non-zero.",
)

# The first-order condition of a nearest point, before the limit t -> 0.
moved = Sum((a[j] + t * (x[j] - a[j]) - g[j]) ** 2, (j, 1, n))
_acute = Statement(
    where=(Size(n), array(a, n), array(g, n), array(x, n), Scalar(t)),
    given=(
        Hypothesis(name="t > 0", lhs=Integer(0), relation=Relation.LESS, rhs=t, establish=(t, 1 / (1 + t**2))),
        Hypothesis(
            name="a is at least as near to g as a + t (x - a)",
            lhs=Sum((a[j] - g[j]) ** 2, (j, 1, n)),
            relation=Relation.AT_MOST,
            rhs=moved,
            establish=(x[q], a[q] + (a[q] - g[q]) * x[q]),
        ),
    ),
    lhs=Integer(0),
    relation=Relation.AT_MOST,
    rhs=2 * Sum((a[j] - g[j]) * (x[j] - a[j]), (j, 1, n)) + t * Sum((x[j] - a[j]) ** 2, (j, 1, n)),
    text="2 (a - g).(x - a) + t |x - a|^2 >= 0 for each t in (0, 1]: so (a - g).(x - a) >= 0",
)
_gain = (moved - _acute.given[1].lhs) / t
nearest_points_see_no_acute_angle = Claim(
    title="From a hull's nearest point every other point of the hull lies beyond",
    ledger=("perc.linear-separability",),
    sources=(GEOMETRY,),
    statement=_acute,
    derivation=(
        Step(statement=_acute.but(rhs=_gain), rule=Rule.NORMAL_FORM, reason="moving towards x does not help"),
        Step(
            statement=_acute.but(lhs=_gain, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="the square multiplied out and divided by t",
        ),
        Step(statement=_acute, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="without_the_square",
            statement=_acute.but(rhs=Sum((a[j] - g[j]) * (x[j] - a[j]), (j, 1, n))),
            misconception="the condition holds before the limit",
            witness=Counterexample(
                values={n: 1, a: (1,), g: (0,), x: (-3,), t: 1}, text="from 1 to -3 one passes 0 and ends farther away"
            ),
        ),
        Mutant(
            name="towards_the_other_hull",
            statement=_acute.but(rhs=-_acute.rhs),
            misconception="the sign of the difference",
        ),
    ),
    expected=Conclusion.PROVED,
)
