"""Networks written down in one variable, and how far they are from the function whose values they take."""

from sympy import Expr, IndexedBase, Integer, Max, Min, Rational, Symbol, oo

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import relu, step
from ..kernel.statement import (
    Array,
    Counterexample,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
)

M = Symbol("M", integer=True, positive=True)
k = Symbol("k", integer=True, nonnegative=True)
l = Symbol("l", integer=True)  # noqa: E741 - a stair's number
t, f0, f1, f, p, L, K, a, z = (Symbol(name, real=True) for name in ("t", "f0", "f1", "f", "p", "L", "K", "a", "z"))
T, Z, y = (IndexedBase(name, real=True) for name in ("T", "Z", "y"))
HOW_MANY = (
    Source(Document.DEPTH_CHALLENGE, "4. Universal Approximation Theorem"),
    Source(Document.LECTURE_10, "Universal Approximation Theorems"),
)
h = 1 / M  # length of a cell
zero = Integer(0)


def at_most(name: str, lhs: Expr, rhs: Expr, establish: tuple[Expr, Expr] | None = None) -> Hypothesis:
    """The hypothesis lhs <= rhs."""
    return Hypothesis(name=name, lhs=lhs, relation=Relation.AT_MOST, rhs=rhs, establish=establish)


# A point at the distance t from the left end of its cell; f0, f1 the function's values at the ends, f there.
line = M * ((h - t) * f0 + t * f1)
in_cell = (at_most("t >= 0", zero, t), at_most("t <= 1/M", t, h, (t, h / 3)))
cell = (Size(M), Scalar(t), Scalar(f0), Scalar(f1), Scalar(f))


def by_gap(statement: Statement, gap: Expr, reason: str) -> tuple[Step, ...]:
    """lhs <= lhs + gap = rhs with a gap that is seen not to be negative."""
    more = statement.lhs + gap
    return (
        Step(statement=statement.but(rhs=more), rule=Rule.NORMAL_FORM, reason=reason),
        Step(
            statement=statement.but(lhs=more, relation=Relation.EQUAL),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="the two sides multiplied out",
        ),
        Step(statement=statement, rule=Rule.CHAIN, reason="both", using=(0, 1)),
    )


_slopes = (
    at_most("L >= 0", zero, L),
    at_most("slope to the left", f - f0, L * t, (f0, f - L * t + p**2)),
    at_most("slope to the right", f - f1, L * (h - t), (f1, f - L * (h - t) + p**2)),
)
_lipschitz = Statement(
    where=(*cell, Scalar(L), Scalar(p)),
    given=(*in_cell, *_slopes),
    lhs=f - line,
    relation=Relation.AT_MOST,
    rhs=L / (2 * M),
    text="f - (line through the cell's ends) <= L/(2 M) for a function of slope at most L; the same for -f",
)
broken_line_error_for_bounded_slope = Claim(
    title="M ReLU units approximate a function of slope at most L on [0, 1] within L/(2 M)",
    ledger=("uat.constructive-rate",),
    sources=HOW_MANY,
    statement=_lipschitz,
    derivation=by_gap(
        _lipschitz,
        M * (h - t) * (L * t - (f - f0)) + M * t * (L * (h - t) - (f - f1)) + 2 * M * L * (h / 2 - t) ** 2,
        "the two slopes, weighted by the distances, and t (h - t) <= h^2/4",
    ),
    mutants=(
        Mutant(
            name="quarter",
            statement=_lipschitz.but(rhs=L / (4 * M)),
            misconception="the error of a tent over one cell is a quarter of L h",
            witness=Counterexample(
                values={M: 1, t: Rational(1, 2), f0: 0, f1: 0, f: Rational(1, 2), L: 1, p: 0},
                text="slope 1 up and down: 1/2 in the middle",
            ),
        ),
        Mutant(
            name="quadratic",
            statement=_lipschitz.but(rhs=L / (2 * M**2)),
            misconception="functions with corners have the rate of smooth ones",
            witness=Counterexample(
                values={M: 2, t: Rational(1, 4), f0: 0, f1: 0, f: Rational(1, 4), L: 1, p: 0},
                text="slope 1 up and down on a cell of length 1/2: 1/4 in the middle",
            ),
        ),
    ),
    expected=Conclusion.PROVED,
    note="The broken line through M + 1 values is a network with M ReLU units and a bias, see "
    "xor.one_relu_unit_a_point_interpolates_any_labels. So the theorem in one variable has a construction with a size.",
)

_taylor = (
    at_most("Taylor to the left", f0, f - p * t + K * t**2 / 2, (f0, f - p * t + K * t**2 / 2 - L**2)),
    at_most(
        "Taylor to the right",
        f1,
        f + p * (h - t) + K * (h - t) ** 2 / 2,
        (f1, f + p * (h - t) + K * (h - t) ** 2 / 2 - L**2),
    ),
)
_smooth = Statement(
    where=(*cell, Scalar(p), Scalar(K), Scalar(L)),
    given=(at_most("K >= 0", zero, K), *in_cell, *_taylor),
    lhs=line - f,
    relation=Relation.AT_MOST,
    rhs=K / (8 * M**2),
    text="(line through the cell's ends) - f <= K/(8 M^2), p the slope of f at the point and K a bound of f''",
)
_spare_left = f - p * t + K * t**2 / 2 - f0
_spare_right = f + p * (h - t) + K * (h - t) ** 2 / 2 - f1
broken_line_error_for_bounded_curvature = Claim(
    title="M ReLU units approximate a function with second derivative at most K on [0, 1] within K/(8 M^2)",
    ledger=("uat.constructive-rate",),
    sources=HOW_MANY,
    statement=_smooth,
    derivation=by_gap(
        _smooth,
        M * (h - t) * _spare_left + M * t * _spare_right + K / 2 * (h / 2 - t) ** 2,
        "Taylor's bounds at both ends, weighted by the distances, and t (h - t) <= h^2/4",
    ),
    mutants=(
        Mutant(
            name="sixteenth",
            statement=_smooth.but(rhs=K / (16 * M**2)),
            misconception="the mean error is taken for the largest",
            witness=Counterexample(
                values={M: 1, t: Rational(1, 2), f0: 0, f1: 1, f: Rational(1, 4), p: 1, K: 2, L: 0},
                text="x^2 in the middle of one cell",
            ),
        ),
        Mutant(
            name="cubic",
            statement=_smooth.but(rhs=K / (8 * M**3)),
            misconception="the order is counted one too high",
            witness=Counterexample(
                values={
                    M: 2,
                    t: Rational(1, 4),
                    f0: 0,
                    f1: Rational(1, 4),
                    f: Rational(1, 16),
                    p: Rational(1, 2),
                    K: 2,
                    L: 0,
                },
                text="x^2 in the middle of the first of two cells",
            ),
        ),
    ),
    expected=Conclusion.PROVED,
)

_parabola = Statement(
    where=(Size(M), Scalar(t), Scalar(a)),
    lhs=M * ((h - t) * a**2 + t * (a + h) ** 2) - (a + t) ** 2,
    rhs=t * (h - t),
    text="the line through x^2 at a and a + h is above it by t (h - t) at a + t: by h^2/4 in the middle",
)
broken_line_error_of_the_parabola = Claim(
    title="For x^2 the broken line is off by t (1/M - t) in every cell: the bound K/(8 M^2) is reached",
    ledger=("uat.constructive-rate",),
    sources=HOW_MANY,
    statement=_parabola,
    derivation=(Step(statement=_parabola, rule=Rule.SCALAR_NORMAL_FORM, reason="the squares multiplied out"),),
    mutants=(
        Mutant(
            name="twice",
            statement=_parabola.but(rhs=2 * t * (h - t)),
            misconception="the second derivative is not halved in Taylor's formula",
        ),
        Mutant(
            name="depends_on_the_cell",
            statement=_parabola.but(rhs=a * t * (h - t)),
            misconception="the error grows with the values",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Stairs.
stairs = (l, zero, oo)
passed = Hypothesis(
    name="Z_l < t",
    lhs=Z[l],
    relation=Relation.LESS,
    rhs=t,
    forall=(Index(l, zero, oo),),
    establish=(Z[l], t - 1 - Z[l] ** 2),
)
_stair = Statement(
    where=(
        Scalar(k, Domain.NATURAL),
        Scalar(t),
        Array(Z, (stairs,)),
        Array(y, (stairs,)),
        Sequence(symbol=T, index=k, initial=y[0], successor=T[k] + (y[k + 1] - y[k]) * step(t - Z[k])),
    ),
    given=(passed,),
    lhs=T[k],
    rhs=y[k],
    text="y_0 + sum (y_(j+1) - y_j) [t > Z_j] over k units is y_k to the right of Z_0 ... Z_(k-1)",
)
threshold_units_build_any_stairs = Claim(
    title="Threshold units build any stairs: one unit a step, the output weights the heights of the steps",
    ledger=("uat.sigmoidal-theorem",),
    sources=HOW_MANY,
    statement=_stair,
    derivation=(Step(statement=_stair, rule=Rule.RECURSION, reason="each unit that is passed adds its step"),),
    mutants=(
        Mutant(
            name="heights_for_weights",
            statement=_stair.but(
                where=(
                    *_stair.where[:-1],
                    Sequence(symbol=T, index=k, initial=y[0], successor=T[k] + y[k + 1] * step(t - Z[k])),
                )
            ),
            misconception="the output weights are the values, not their changes",
        ),
        Mutant(
            name="not_passed",
            statement=_stair.but(given=()),
            misconception="units act on the left of their thresholds too",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Steep sigmoids come near to stairs where they are bounded or continuous, which the lecture's theorem should "
    "ask for: limits 0 and 1 alone allow activations that are unbounded near every point.",
)

_in_step = Statement(
    where=(Size(M), Scalar(t), Scalar(f0), Scalar(f), Scalar(L), Scalar(p)),
    given=(
        at_most("L >= 0", zero, L),
        in_cell[1],
        at_most("slope to the left", f - f0, L * t, (f0, f - L * t + p**2)),
    ),
    lhs=M * (f - f0),
    relation=Relation.AT_MOST,
    rhs=L,
    text="f - f0 <= L/M: in a cell of length 1/M the value at its left end is off by L/M at most; the same for -f",
)
stairs_error_for_bounded_slope = Claim(
    title="M threshold units approximate a function of slope at most L on [0, 1] within L/M",
    ledger=("uat.sigmoidal-theorem",),
    sources=HOW_MANY,
    statement=_in_step,
    derivation=by_gap(_in_step, M * (L * t - (f - f0)) + M * L * (h - t), "the slope over a part of the cell"),
    mutants=(
        Mutant(
            name="half",
            statement=_in_step.but(rhs=L / 2),
            misconception="the error of the broken line, or of values in the middle of the cells",
            witness=Counterexample(
                values={M: 1, t: 1, f0: 0, f: 1, L: 1, p: 0}, text="f(x) = x at the end of the cell"
            ),
        ),
        Mutant(
            name="quadratic",
            statement=_in_step.but(rhs=L / M),
            misconception="stairs are as good as broken lines for smooth functions",
            witness=Counterexample(
                values={M: 2, t: Rational(1, 2), f0: 0, f: Rational(1, 2), L: 1, p: 0},
                text="f(x) = x on half of [0, 1]",
            ),
        ),
    ),
    expected=Conclusion.PROVED,
    note="This is the theorem in one variable, with a size, for one sigmoidal function. For any dimension it is "
    "Cybenko's (1989), for continuous sigmoidal functions, and nothing of that is derived here.",
)

_clipped = Statement(
    where=(Scalar(z),),
    lhs=relu(z + 1) - relu(z),
    rhs=Min(1, Max(0, z + 1)),
    text="ReLU(z + 1) - ReLU(z) rises from 0 at -1 to 1 at 0 and stays there",
)
two_relu_units_make_a_sigmoidal_one = Claim(
    title="Two ReLU units are one continuous sigmoidal unit, so ReLU networks inherit its universality",
    ledger=("uat.relu-tanh-sigmoid",),
    sources=(Source(Document.DEPTH_CHALLENGE, "4. Universal Approximation Theorem"),),
    statement=_clipped,
    derivation=(Step(statement=_clipped, rule=Rule.SCALAR_NORMAL_FORM, reason="both off, one on, both on"),),
    mutants=(
        Mutant(
            name="one_unit",
            statement=_clipped.but(lhs=relu(z + 1)),
            misconception="ReLU itself has limits",
        ),
        Mutant(
            name="shifted_the_other_way",
            statement=_clipped.but(lhs=relu(z) - relu(z - 1)),
            misconception="the ramp ends at 1 instead of 0",
        ),
    ),
    expected=Conclusion.PROVED,
)
