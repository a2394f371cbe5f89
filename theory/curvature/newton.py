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
    sqrt,
)

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial
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

# A convex loss with its minimum at 0, on which Newton's method diverges from |t| > 1.
root = sqrt(1 + t**2)


def newton_equation(to: Expr) -> Statement:
    """R'' (t - new) = R': the Newton step takes t to `to`."""
    return Statement(
        where=(Scalar(t),),
        lhs=Partial(Partial(root, t), t) * (t - to),
        rhs=Partial(root, t),
        text=f"on R = sqrt(1 + t^2) the Newton step takes t to {to}: R'' (t - new) = R'",
    )


_cube = newton_equation(-(t**3))
newton_map_of_a_convex_loss_is_minus_the_cube = Claim(
    title="On the convex loss sqrt(1 + t^2) Newton's method takes t to -t^3, and diverges from |t| > 1",
    ledger=("so.newton-jump",),
    sources=(SECOND_ORDER,),
    statement=_cube,
    derivation=(Step(statement=_cube, rule=Rule.SCALAR_NORMAL_FORM, reason="R' = t/R and R'' = 1/R^3"),),
    as_stated=newton_equation(Integer(0)),
    fault=Fault.FORMULA,
    counterexample=Counterexample(values={t: 2}, text="from 2 to -8; the minimum is at 0"),
    mutants=(
        Mutant(
            name="half_way", statement=newton_equation(t / 2), misconception="the distance to the minimum is halved"
        ),
        Mutant(name="one_sided", statement=newton_equation(t**3), misconception="the iterates stay on their side"),
    ),
    expected=Conclusion.REFUTED,
)
