"""Where a Newton step leads: to the critical point of the quadratic model, whatever its kind."""

from sympy import (
    Expr,
    IndexedBase,
    Integer,
    Inverse,
    MatrixSymbol,
    Rational,
    Sum,
    Symbol,
    ZeroMatrix,
    exp,
)

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial, softplus
from ..kernel.statement import (
    Counterexample,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)

n = Symbol("n", integer=True, positive=True)
i, j, q = (Symbol(name, integer=True) for name in "ijq")
H, b, x = MatrixSymbol("H", n, n), MatrixSymbol("b", n, 1), MatrixSymbol("x", n, 1)
s, t, u, a, c, d = (Symbol(name, real=True) for name in ("s", "t", "u", "a", "c", "d"))
h_, b_, x_ = (IndexedBase(name, real=True) for name in ("H", "b", "x"))
half = Rational(1, 2)

SECOND_ORDER = Source(Document.CONNECTIONISM, "VI. Second-Order Optimization")
invertible = Hypothesis(name="H is invertible", lhs=H, invertible=True)

# The gradient of a quadratic, for a symmetric H.
quadratic = half * Sum(Sum(h_[i, j] * x_[i] * x_[j], (j, 1, n)), (i, 1, n)) + Sum(b_[i] * x_[i], (i, 1, n))
_gradient = Statement(
    where=(Size(n), array(h_, n, n), array(b_, n), array(x_, n), Index(q, Integer(1), n)),
    lhs=Partial(quadratic, x_[q]),
    rhs=half * Sum((h_[q, j] + h_[j, q]) * x_[j], (j, 1, n)) + b_[q],
    text="grad of x^T H x / 2 + b^T x is (H + H^T) x / 2 + b: H x + b for a symmetric H",
)
gradient_of_a_quadratic = Claim(
    title="The gradient of x^T H x / 2 + b^T x is (H + H^T) x / 2 + b",
    ledger=("so.newton-jump",),
    sources=(SECOND_ORDER,),
    statement=_gradient,
    derivation=(Step(statement=_gradient, rule=Rule.NORMAL_FORM, reason="x_q stands in a row and a column"),),
    mutants=(
        Mutant(
            name="row_only",
            statement=_gradient.but(rhs=Sum(h_[q, j] * x_[j], (j, 1, n)) + b_[q]),
            misconception="the gradient is H x + b for any H",
        ),
        Mutant(
            name="half_kept",
            statement=_gradient.but(rhs=half * Sum(h_[q, j] * x_[j], (j, 1, n)) + b_[q]),
            misconception="only one of the two factors is differentiated",
        ),
    ),
    expected=Conclusion.PROVED,
)

_lands = Statement(
    where=(Size(n), Matrix(H), Matrix(b), Matrix(x)),
    given=(invertible,),
    lhs=H * (x - Inverse(H) * (H * x + b)) + b,
    rhs=ZeroMatrix(n, 1),
    text="after one Newton step the gradient H x + b is zero, wherever it started",
)
newton_reaches_the_critical_point_of_a_quadratic_in_one_step = Claim(
    title="On a quadratic one Newton step leads from anywhere to the critical point",
    ledger=("so.newton-jump",),
    sources=(SECOND_ORDER,),
    statement=_lands,
    derivation=(Step(statement=_lands, rule=Rule.MATRIX_NORMAL_FORM, reason="H H^-1 = I"),),
    mutants=(
        Mutant(
            name="inverse_forgotten",
            statement=_lands.but(lhs=H * (x - H * (H * x + b)) + b),
            misconception="the gradient is multiplied by the Hessian, not by its inverse",
        ),
        Mutant(
            name="uphill",
            statement=_lands.but(lhs=H * (x + Inverse(H) * (H * x + b)) + b),
            misconception="the sign of the step",
        ),
    ),
    expected=Conclusion.PROVED,
)


def parabola(curvature: Expr, at: Expr) -> Expr:
    """R = a z^2 / 2 + c z: a quadratic along one direction."""
    return half * curvature * at**2 + c * at


_slope = c - u * t
_climb = Statement(
    where=(Scalar(u), Scalar(c), Scalar(t)),
    given=(
        Hypothesis(name="u > 0", lhs=Integer(0), relation=Relation.LESS, rhs=u, establish=(u, 1 / (1 + u**2))),
        Hypothesis(name="R'(t) != 0", lhs=_slope),
    ),
    lhs=parabola(-u, t),
    relation=Relation.LESS,
    rhs=parabola(-u, t + _slope / u),
    text="for R'' = -u < 0 a Newton step goes up: R(t - R'/R'') = R(t) + R'^2/(2 u)",
)
_risen = parabola(-u, t) + _slope**2 / (2 * u)
newton_climbs_along_negative_curvature = Claim(
    title="Along a direction of negative curvature a Newton step goes up, towards a saddle or a maximum",
    ledger=("so.newton-jump",),
    sources=(SECOND_ORDER,),
    statement=_climb,
    derivation=(
        Step(statement=_climb.but(rhs=_risen), rule=Rule.NORMAL_FORM, reason="R'^2/(2 u) > 0"),
        Step(
            statement=_climb.but(lhs=_risen, relation=Relation.EQUAL), rule=Rule.SCALAR_NORMAL_FORM, reason="expanded"
        ),
        Step(statement=_climb, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    as_stated=Statement(
        where=(Scalar(a), Scalar(c), Scalar(t)),
        given=(Hypothesis(name="R'' != 0", lhs=a),),
        lhs=parabola(a, t - (a * t + c) / a),
        relation=Relation.AT_MOST,
        rhs=parabola(a, t),
        text="a second-order step jumps to the minimum: it never goes up",
    ),
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(
        values={a: -2, c: 0, t: 1}, text="R = -t^2, the second coordinate of s^2 - t^2: from 1 straight to the top at 0"
    ),
    mutants=(
        Mutant(
            name="goes_down",
            statement=_climb.but(lhs=_climb.rhs, rhs=_climb.lhs),
            misconception="Newton's step always lowers the loss",
        ),
        Mutant(
            name="positive_curvature_too",
            statement=_climb.but(given=(Hypothesis(name="u != 0", lhs=u), _climb.given[1])),
            misconception="Newton's step always raises the loss",
        ),
    ),
    expected=Conclusion.REFUTED,
)

# The logistic loss of two contradictory samples: convex, smallest at 0; Newton's method diverges on it from t = 3.
contradiction = softplus(t) + softplus(-t)


def newton_equation(to: Expr, text: str) -> Statement:
    """R'' (t - new) = R': the Newton step takes t to `to`."""
    return Statement(
        where=(Scalar(t),),
        lhs=Partial(Partial(contradiction, t), t) * (t - to),
        rhs=Partial(contradiction, t),
        text=text,
    )


hyperbolic_sine = (exp(t) - exp(-t)) / 2
_leap = newton_equation(t - hyperbolic_sine, "on log(1 + e^t) + log(1 + e^-t) the Newton step takes t to t - sinh t")
newton_overshoots_on_a_convex_loss = Claim(
    title="On the convex loss log(1 + e^t) + log(1 + e^-t) Newton's method takes t to t - sinh t: 3 to -7, and on",
    ledger=("so.newton-jump",),
    sources=(SECOND_ORDER,),
    statement=_leap,
    derivation=(Step(statement=_leap, rule=Rule.SCALAR_NORMAL_FORM, reason="R' = tanh(t/2), R'' = (1 - R'^2)/2"),),
    as_stated=newton_equation(Integer(0), "one Newton step jumps directly to the minimum of a convex loss, here at 0"),
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(values={t: 3}, text="from 3 to 3 - sinh 3 = -7.02; the minimum is at 0"),
    mutants=(
        Mutant(
            name="half_way",
            statement=newton_equation(t / 2, "the step halves the distance"),
            misconception="the distance to the minimum is halved",
        ),
        Mutant(
            name="other_direction",
            statement=newton_equation(t + hyperbolic_sine, "the step goes to t + sinh t"),
            misconception="the sign of the step",
        ),
    ),
    expected=Conclusion.REFUTED,
)
