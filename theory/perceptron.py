"""One threshold unit: its hyperplane, and which labelled points it can tell apart.

Inputs in R^n, weights w, bias b. Shown for every dimension and any numbers of points: classes whose convex hulls meet
cannot be separated, nearest points of two hulls give a plane that separates them, a logistic unit cut at 1/2 has the
same boundary, and how far a point lies from it. That a nearest pair exists (hulls of finitely many points are compact)
is all that is missing from "separable exactly when the hulls are disjoint".
Sources: The Depth Challenge, section 2; The Quest for Intelligence; The Foundation of Modern AI, Geometric
Interpretation.
"""

from sympy import Abs, Expr, IndexedBase, Integer, Min, Rational, Sum, Symbol

from .kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from .kernel.functions import sigmoid
from .kernel.statement import Counterexample, Hypothesis, Index, Relation, Scalar, Size, Statement, array

n, N, K = (Symbol(name, integer=True, positive=True) for name in ("n", "N", "K"))
i, j, k, q = (Symbol(name, integer=True) for name in "ijkq")
b, mu, t, v, z = (Symbol(name, real=True) for name in ("b", "mu", "t", "v", "z"))
w, x, y, a, c, e, g, X, Y = (IndexedBase(name, real=True) for name in ("w", "x", "y", "a", "c", "e", "g", "X", "Y"))
half = Rational(1, 2)

PERCEPTRON = Source(Document.DEPTH_CHALLENGE, "2. The Perceptron")
GEOMETRY = Source(Document.FOUNDATION, "Geometric Interpretation")
NEURON = Source(Document.QUEST, "The Building Block")


def value(of: IndexedBase, *row: Expr) -> Expr:
    """w.x + b of one point."""
    return Sum(w[j] * of[(*row, j)], (j, 1, n)) + b


def positive_part(first: Statement, missing: Expr, last: Expr, why: str) -> tuple[Statement, Statement]:
    """lhs <= lhs + missing, missing >= 0, and lhs + missing = last: two links of a chain."""
    return (
        first.but(rhs=first.lhs + missing, text=why),
        first.but(lhs=first.lhs + missing, relation=Relation.EQUAL, rhs=last),
    )


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

# The logistic unit, z = w.x + b.
_positive = Statement(
    where=(Scalar(z),),
    given=(Hypothesis(name="z > 0", lhs=Integer(0), relation=Relation.LESS, rhs=z, establish=(z, 1 / (1 + z**2))),),
    lhs=half,
    relation=Relation.LESS,
    rhs=sigmoid(z),
    text="sigma(z) > 1/2 for every pre-activation z = w.x + b > 0",
)
logistic_unit_above_its_plane = Claim(
    title="A logistic unit exceeds 1/2 on the positive side of its plane",
    ledger=("perc.linear-separability",),
    sources=(NEURON, GEOMETRY),
    statement=_positive,
    derivation=(Step(statement=_positive, rule=Rule.SCALAR_NORMAL_FORM, reason="exp(-z) < 1 for z > 0"),),
    mutants=(
        Mutant(
            name="above_three_quarters",
            statement=_positive.but(lhs=Rational(3, 4)),
            misconception="the unit jumps at its plane",
        ),
        Mutant(
            name="boundary_elsewhere",
            statement=_positive.but(rhs=sigmoid(z - half)),
            misconception="the level 1/2 lies off the plane",
        ),
    ),
    expected=Conclusion.PROVED,
)
_negative = _positive.but(
    given=(
        Hypothesis(
            name="z <= 0",
            lhs=z,
            relation=Relation.AT_MOST,
            rhs=Integer(0),
            establish=(z, -(z**2)),
        ),
    ),
    lhs=sigmoid(z),
    relation=Relation.AT_MOST,
    rhs=half,
    text="sigma(z) <= 1/2 for every pre-activation z = w.x + b <= 0",
)
logistic_unit_below_its_plane = Claim(
    title="A logistic unit is at most 1/2 on the other side of its plane",
    ledger=("perc.linear-separability",),
    sources=(NEURON, GEOMETRY),
    statement=_negative,
    derivation=(Step(statement=_negative, rule=Rule.SCALAR_NORMAL_FORM, reason="exp(-z) >= 1 for z <= 0"),),
    mutants=(
        Mutant(name="below_a_quarter", statement=_negative.but(rhs=Rational(1, 4)), misconception="a wide jump"),
        Mutant(
            name="sign_of_the_weights",
            statement=_negative.but(lhs=sigmoid(-z)),
            misconception="the sign of the exponent",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Distance from the plane.
_z = value(x)
_unit = (Size(n), array(w, n), array(x, n), Scalar(b))
length = Sum(w[j] ** 2, (j, 1, n))
on_the_plane = Hypothesis(
    name="w.y + b = 0",
    lhs=b,
    relation=Relation.EQUAL,
    rhs=-Sum(w[j] * y[j], (j, 1, n)),
    establish=(b, -Sum(w[j] * y[j], (j, 1, n))),
)
_distance = Statement(
    where=(*_unit, array(y, n)),
    given=(on_the_plane,),
    lhs=_z**2,
    relation=Relation.AT_MOST,
    rhs=length * Sum((x[j] - y[j]) ** 2, (j, 1, n)),
    text="no point y of the plane is nearer to x than |w.x + b| / |w|",
)
_lagrange = half * Sum(
    Sum((w[j] * (x[k] - y[k]) - w[k] * (x[j] - y[j])) ** 2, (k, 1, n)),
    (j, 1, n),
)
_cauchy = positive_part(_distance, _lagrange, _distance.rhs, "Lagrange's identity")
plane_is_no_nearer_than_the_normal_distance = Claim(
    title="No point of the plane is nearer than |w.x + b| / |w|",
    ledger=("perc.formula-and-hyperplane",),
    sources=(PERCEPTRON,),
    statement=_distance,
    derivation=(
        Step(statement=_cauchy[0], rule=Rule.NORMAL_FORM, reason="a sum of squares is not negative"),
        Step(statement=_cauchy[1], rule=Rule.NORMAL_FORM, reason="w.x + b = w.(x - y), and Lagrange's identity"),
        Step(statement=_distance, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="not_divided_by_the_length",
            statement=_distance.but(rhs=Sum((x[j] - y[j]) ** 2, (j, 1, n))),
            misconception="the distance is |w.x + b|",
        ),
        Mutant(
            name="distance_of_the_origin",
            statement=_distance.but(lhs=b**2),
            misconception="|b| / |w| is the distance of every point",
        ),
    ),
    expected=Conclusion.PROVED,
)

# |w|^2 times the foot of the perpendicular, so that nothing is divided by.
foot = length.xreplace({j: q}) * x[j] - _z.xreplace({j: k}) * w[j]
_foot = Statement(
    where=_unit,
    lhs=Sum(w[j] * foot, (j, 1, n)) + length * b,
    rhs=Integer(0),
    text="p = x - (w.x + b) w / |w|^2 satisfies w.p + b = 0, times |w|^2",
)
foot_of_the_perpendicular_lies_on_the_plane = Claim(
    title="The step -(w.x + b) w / |w|^2 leads to the plane",
    ledger=("perc.formula-and-hyperplane",),
    sources=(PERCEPTRON,),
    statement=_foot,
    derivation=(Step(statement=_foot, rule=Rule.NORMAL_FORM, reason="|w|^2 w.x - (w.x + b) w.w + |w|^2 b = 0"),),
    mutants=(
        Mutant(
            name="not_divided",
            statement=_foot.but(lhs=Sum(w[j] * (x[j] - _z.xreplace({j: k}) * w[j]), (j, 1, n)) + b),
            misconception="the weights are taken for a unit vector",
        ),
        Mutant(
            name="other_way",
            statement=_foot.but(lhs=Sum(w[j] * (foot + 2 * _z.xreplace({j: k}) * w[j]), (j, 1, n)) + length * b),
            misconception="the step goes up the normal",
        ),
    ),
    expected=Conclusion.PROVED,
    note="For w = 0 there is no plane: the set is empty or everything. The source does not say so.",
)

# Logistic regression written without a bias.
_through_zero = Statement(
    where=(Scalar(v),),
    lhs=Min(-v, 2 * v),
    relation=Relation.AT_MOST,
    rhs=Integer(0),
    text="no unit sigma(v x) without bias is below 1/2 at x = 1 and above at x = 2",
)
without_bias_the_boundary_passes_through_zero = Claim(
    title="Without a bias, one unit cannot cut between 1 and 2",
    ledger=("perc.no-bias-neuron",),
    sources=(NEURON,),
    statement=_through_zero,
    derivation=(Step(statement=_through_zero, rule=Rule.CONVEX_COMBINATION, reason="2 (-v) + 2 v = 0", data=(2, 1)),),
    mutants=(
        Mutant(
            name="with_a_bias",
            statement=_through_zero.but(where=(Scalar(v), Scalar(b)), lhs=Min(-v - b, 2 * v + b)),
            misconception="a bias only scales the output",
            witness=Counterexample(values={v: 2, b: -3}, text="2 x - 3 is -1 at 1 and 1 at 2"),
        ),
        Mutant(
            name="cut_between_minus_one_and_two",
            statement=_through_zero.but(lhs=Min(v, 2 * v)),
            misconception="no unit without bias separates anything",
            witness=Counterexample(values={v: 1}, text="v = 1 separates -1 from 2"),
        ),
    ),
    expected=Conclusion.PROVED,
    note="The slide's f(x) = sigma(w x) is logistic regression only when x carries a constant entry 1.",
)
