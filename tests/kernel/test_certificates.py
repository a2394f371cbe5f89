"""Certificates are checked, not believed."""

import pytest
from sympy import Expr, Min, Rational, S, Sum, Symbol, erf, exp, log, pi, sqrt, sympify

from backproof.theory.kernel import certificates
from backproof.theory.kernel.certificates import Peak, convex_combination, enumeration, monotone, squares
from backproof.theory.kernel.functions import Partial, Phi, gelu, phi, relu, sigmoid
from backproof.theory.kernel.statement import Declaration, Hypothesis, Relation, Scalar, Statement

z, b, v, w, x, y = (Symbol(n, real=True) for n in ("z", "b", "v", "w", "x", "y"))
LESS, AT_MOST, EQUAL = Relation.LESS, Relation.AT_MOST, Relation.EQUAL
BIT = (S.Zero, S.One)
PLANE = (Scalar(v), Scalar(w), Scalar(b))
INPUTS = (Scalar(x, values=BIT), Scalar(y, values=BIT))
XOR = (-b, b + v, b + w, -b - v - w)
s = sigmoid(z)


def claim(
    lhs: Expr, rhs: Expr, relation: Relation, *given: Hypothesis, where: tuple[Declaration, ...] = (Scalar(z),)
) -> Statement:
    return Statement(where=where, lhs=sympify(lhs), rhs=sympify(rhs), relation=relation, given=given)


def test_squares_show_the_touching_bound() -> None:
    half = ((1, s - Rational(1, 2)),)
    assert squares(claim(Partial(s, z), Rational(1, 4), AT_MOST), half).closed
    assert not squares(claim(Partial(s, z), Rational(1, 4), LESS), half).closed
    away = Hypothesis(name="z != 0", lhs=z)
    assert squares(claim(Partial(s, z), Rational(1, 4), LESS, away), half).closed


@pytest.mark.parametrize("data", [(), ((-1, z),), ((1, s),), ((z, z),), ((Rational(1, 2), s - Rational(1, 2)),), 7])
def test_forged_squares_do_not_close(data: object) -> None:
    statement = claim(Partial(s, z), Rational(1, 4), AT_MOST)
    try:
        assert not squares(statement, data).closed
    except certificates.KernelRefusal:
        assert data == 7


def test_farkas_excludes_the_exclusive_or_and_not_the_conjunction() -> None:
    assert convex_combination(claim(Min(*XOR), 0, AT_MOST, where=PLANE), tuple((1, g) for g in XOR)).closed
    assert convex_combination(claim(Min(*XOR), 1, LESS, where=PLANE), (1, 1, 1, 1)).closed
    conjunction = Min(-b, -b - v, -b - w, b + v + w)
    for weights in ((1, 1, 1, 1), (1, 0, 0, 1), (2, 1, 1, 2)):
        assert not convex_combination(claim(conjunction, 0, AT_MOST, where=PLANE), weights).closed


@pytest.mark.parametrize("weights", [(-1, -1, -1, -1), (0, 0, 0, 0), (v, v, v, v), (1.0, 1.0, 1.0, 1.0)])
def test_forged_multipliers_do_not_close(weights: tuple) -> None:
    assert not convex_combination(claim(Min(*XOR), 0, AT_MOST, where=PLANE), weights).closed


def test_enumeration_looks_at_every_case() -> None:
    network = 1 - relu(x + y - 1) - relu(1 - x - y)
    assert enumeration(claim(x + y - 2 * x * y, network, EQUAL, where=INPUTS)).closed
    almost = enumeration(claim(x + y - x * y, network, EQUAL, where=INPUTS))
    assert not almost.closed
    assert "x: 1, y: 1" in almost.detail


def test_enumeration_separates_with_balls_or_not_at_all() -> None:
    assert enumeration(claim(sigmoid(Rational(-3)), Rational(1, 20), LESS, where=())).closed
    assert not enumeration(claim(sigmoid(Rational(-3)), Rational(1, 22), LESS, where=())).closed
    assert enumeration(claim(exp(1) ** 2, exp(2), EQUAL, where=())).closed
    assert not enumeration(claim(exp(1), Rational(2718281828, 10**9), EQUAL, where=())).closed


@pytest.mark.parametrize(
    "statement",
    [
        claim(z, z, EQUAL),  # a continuum
        claim(x, x, EQUAL, Hypothesis(name="x = 2", lhs=x, relation=EQUAL, rhs=S(2)), where=INPUTS),  # no case
        claim(1 / (x - y), 1 / (x - y), EQUAL, where=INPUTS),  # a division by zero
        claim(log(x) - log(x) + log(x - 1), log(x - 1), EQUAL, where=INPUTS),
        claim(Partial(relu(x), x), 1 - Sum(y, (z, 1, 0)), AT_MOST, where=INPUTS),  # the kink
    ],
)
def test_enumeration_refuses_what_it_cannot_see(statement: Statement) -> None:
    assert not enumeration(statement).closed


LARGEST = (1 + erf(1)) / 2 + exp(-1) / sqrt(pi)
nonnegative = Hypothesis(name="z >= 0", lhs=S.Zero, relation=AT_MOST, rhs=z)
CLIMB = (sqrt(2) - z) ** 2 * (sqrt(2) + z) * phi(z)


def test_peak_gives_the_largest_slope() -> None:
    peak = Peak(variable=z, point=sqrt(2), climb=CLIMB)
    assert monotone(claim(Partial(gelu(z), z), LARGEST, AT_MOST, nonnegative), peak).closed
    assert monotone(claim(Phi(z) + z * phi(z), LARGEST, AT_MOST, nonnegative), peak).closed


def test_forged_peak_does_not_close() -> None:
    slope = Partial(gelu(z), z)
    good = Peak(variable=z, point=sqrt(2), climb=CLIMB)
    assert not monotone(claim(slope, LARGEST, AT_MOST), good).closed  # falls for z < -sqrt 2
    assert not monotone(claim(slope, LARGEST - Rational(1, 10**6), AT_MOST, nonnegative), good).closed
    assert not monotone(
        claim(slope, LARGEST, AT_MOST, nonnegative), Peak(variable=z, point=sqrt(2), climb=CLIMB * 2)
    ).closed
    assert not monotone(claim(slope, LARGEST, AT_MOST, nonnegative), Peak(variable=z, point=S.One, climb=CLIMB)).closed
    beyond = Hypothesis(name="z > 2", lhs=S(2), relation=LESS, rhs=z)
    assert not monotone(claim(slope, LARGEST, AT_MOST, beyond), good).closed  # the point lies outside
    gap = Hypothesis(name="z != 0", lhs=z)
    falling = Peak(variable=z, point=S.One, climb=(1 - z) ** 2 * 2 / z**3)
    assert not monotone(claim(2 / z - 1 / z**2, 1, AT_MOST, gap), falling).closed  # two branches


def test_peak_does_not_cross_a_jump() -> None:
    jump = Partial(relu(z), z)
    flat = Peak(variable=z, point=S.NegativeOne, climb=S.Zero)
    assert not monotone(claim(jump, S.Zero, AT_MOST), flat).closed
