"""What the Hessian says of a critical point: in every dimension by its eigenvalues, in two by determinant and trace."""

from sympy import (
    Expr,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Rational,
    Sum,
    Symbol,
)

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import (
    Counterexample,
    Hypothesis,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .newton import SECOND_ORDER, a, c, d, h_, half, i, j, n, s, t

# The second-order test: lam bounds the eigenvalues of H from below, e the Taylor remainder per squared length.
lam, e, start, value = (Symbol(name, real=True) for name in ("lambda", "e", "R0", "R"))
p_ = IndexedBase("p", real=True)
bent = Sum(Sum(h_[i, j] * p_[i] * p_[j], (j, 1, n)), (i, 1, n))
squared = Sum(p_[j] ** 2, (j, 1, n))
_eigenvalues = Hypothesis(
    name="lambda |p|^2 <= p^T H p",
    lhs=lam * squared,
    relation=Relation.AT_MOST,
    rhs=bent,
    establish=(h_[i, j], KroneckerDelta(i, j) * (lam + h_[i, j] ** 2)),
)
_remainder = Hypothesis(
    name="R0 + p^T H p / 2 - e |p|^2 <= R",
    lhs=start + half * bent - e * squared,
    relation=Relation.AT_MOST,
    rhs=value,
    establish=(value, start + half * bent - e * squared),
)
_small = Hypothesis(
    name="2 e < lambda", lhs=2 * e, relation=Relation.LESS, rhs=lam, establish=(lam, 2 * e + 1 / (1 + e**2))
)
_away = Hypothesis(name="p != 0", lhs=Integer(0), relation=Relation.LESS, rhs=squared)
_minimum = Statement(
    where=(
        Size(n),
        array(h_, n, n),
        array(p_, n),
        *(Scalar(symbol) for symbol in (e, lam, start, value)),
    ),
    given=(_eigenvalues, _remainder, _small, _away),
    lhs=start,
    relation=Relation.LESS,
    rhs=value,
    text="R(x* + p) > R(x*) where all eigenvalues exceed 2 e and Taylor's remainder is at most e |p|^2",
)
_first = start + half * (lam - 2 * e) * squared
_second = start + half * bent - e * squared
positive_eigenvalues_make_a_strict_minimum = Claim(
    title="A critical point with positive eigenvalues is a strict local minimum; zero eigenvalues decide nothing",
    ledger=("so.hessian-classification",),
    sources=(SECOND_ORDER,),
    statement=_minimum,
    derivation=(
        Step(statement=_minimum.but(rhs=_first), rule=Rule.NORMAL_FORM, reason="lambda > 2 e and p != 0"),
        Step(
            statement=_minimum.but(lhs=_first, relation=Relation.AT_MOST, rhs=_second),
            rule=Rule.NORMAL_FORM,
            reason="the eigenvalues",
        ),
        Step(
            statement=_minimum.but(lhs=_second, relation=Relation.AT_MOST),
            rule=Rule.NORMAL_FORM,
            reason="Taylor's remainder",
        ),
        Step(statement=_minimum, rule=Rule.CHAIN, reason="the three links", using=(0, 1, 2)),
    ),
    as_stated=_minimum.but(
        given=(
            _eigenvalues,
            _remainder,
            Hypothesis(name="lambda >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=lam, establish=(lam, lam**2)),
            _away,
        ),
        text="the signs of the eigenvalues tell minima apart: without a negative one it is a minimum",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={
            n: 1,
            h_: ((0,),),
            lam: 0,
            e: Rational(1, 10),
            start: 0,
            p_: (-Rational(1, 10),),
            value: -Rational(1, 1000),
        },
        text="R = t^3 at 0: the eigenvalue is 0, R(-1/10) = -1/1000, and the remainder is t^2/10",
    ),
    mutants=(
        Mutant(
            name="remainder_as_large",
            statement=_minimum.without(_small),
            misconception="the remainder does not matter",
        ),
        Mutant(
            name="at_the_point_itself",
            statement=_minimum.without(_away),
            misconception="the inequality is strict at the point itself",
            witness=Counterexample(
                values={n: 1, h_: ((1,),), lam: 1, e: 0, start: 0, p_: (0,), value: 0}, text="p = 0"
            ),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="t^4, -t^4 and t^3 all have R' = R'' = 0 at 0: a minimum, a maximum, and neither.",
)


# Two variables: R = (a s^2 + 2 c s t + d t^2)/2 + ...
def form(first: Expr, second: Expr) -> Expr:
    """a s^2 + 2 c s t + d t^2."""
    return a * first**2 + 2 * c * first * second + d * second**2


_trace = Hypothesis(name="a + d > 0", lhs=Integer(0), relation=Relation.LESS, rhs=a + d, establish=(d, a**2 + 1 - a))
_definite = Statement(
    where=tuple(Scalar(symbol) for symbol in (a, c, d, s, t)),
    given=(_trace,),
    lhs=(a * d - c**2) / (a + d) * (s**2 + t**2),
    relation=Relation.AT_MOST,
    rhs=form(s, t),
    text="p^T H p >= (det H / tr H) |p|^2 for a 2 x 2 Hessian with positive trace: det > 0 makes it a minimum",
)
_squares = ((a * s + c * t) ** 2 + (c * s + d * t) ** 2) / (a + d)
determinant_and_trace_decide_in_two_dimensions = Claim(
    title="In two dimensions a positive trace and determinant make the Hessian positive definite",
    ledger=("so.hessian-classification",),
    sources=(SECOND_ORDER,),
    statement=_definite,
    derivation=(
        Step(statement=_definite.but(rhs=_definite.lhs + _squares), rule=Rule.NORMAL_FORM, reason="|H p|^2 >= 0"),
        Step(
            statement=_definite.but(lhs=_definite.lhs + _squares, relation=Relation.EQUAL),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="H^2 = tr(H) H - det(H), the Cayley-Hamilton identity",
        ),
        Step(statement=_definite, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="determinant_alone",
            statement=_definite.without(_trace),
            misconception="the determinant alone decides",
            witness=Counterexample(values={a: -1, c: 0, d: -2, s: 1, t: 0}, text="two negative eigenvalues"),
        ),
        Mutant(
            name="trace_alone",
            statement=_definite.but(lhs=Integer(0)),
            misconception="a positive trace is enough",
            witness=Counterexample(values={a: 2, c: 0, d: -1, s: 0, t: 1}, text="eigenvalues 2 and -1"),
        ),
    ),
    expected=Conclusion.PROVED,
)
_saddle = Statement(
    where=tuple(Scalar(symbol) for symbol in (a, c, d)),
    given=(
        Hypothesis(name="a != 0", lhs=a),
        Hypothesis(
            name="a d < c^2",
            lhs=a * d,
            relation=Relation.LESS,
            rhs=c**2,
            establish=(d, (c**2 - 1 - d**2) / a),
        ),
    ),
    lhs=form(Integer(1), Integer(0)) * form(-c, a),
    relation=Relation.LESS,
    rhs=Integer(0),
    text="det H < 0: along (1, 0) and (-c, a) the curvatures have opposite signs",
)
_product = a**2 * (a * d - c**2)
negative_determinant_makes_a_saddle = Claim(
    title="In two dimensions a negative determinant makes a saddle: curvatures of both signs",
    ledger=("so.hessian-classification",),
    sources=(SECOND_ORDER,),
    statement=_saddle,
    derivation=(
        Step(
            statement=_saddle.but(relation=Relation.EQUAL, rhs=_product),
            rule=Rule.NORMAL_FORM,
            reason="a times a det H",
        ),
        Step(statement=_saddle.but(lhs=_product), rule=Rule.SCALAR_NORMAL_FORM, reason="the signs"),
        Step(statement=_saddle, rule=Rule.CHAIN, reason="the two links", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="one_negative_is_a_maximum",
            statement=_saddle.but(lhs=-_saddle.lhs),
            misconception="one negative eigenvalue makes a maximum",
        ),
        Mutant(
            name="any_determinant",
            statement=_saddle.but(given=_saddle.given[:1]),
            misconception="every critical point in two dimensions is a saddle",
        ),
    ),
    expected=Conclusion.PROVED,
)
