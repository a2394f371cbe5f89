"""Where the plane of a unit lies: the logistic cut, the distance, the missing bias."""

from sympy import Integer, Min, Rational, Sum

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.functions import sigmoid
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Size, Statement, array
from .unit import GEOMETRY, NEURON, PERCEPTRON, b, half, j, k, n, positive_part, q, v, value, w, x, y, z

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
