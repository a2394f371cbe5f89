"""Balls show strict bounds over an interval, with every box decided and the tails proved."""

import pytest
from flint import arb
from sympy import Integer, Rational, S, Symbol, cos, exp, sin

from backproof.theory.kernel import enclosures, intervals
from backproof.theory.kernel.enclosures import Enclosure
from backproof.theory.kernel.functions import Partial, relu, sigmoid, silu, unfold
from backproof.theory.kernel.slopes import pieces, work_out
from backproof.theory.kernel.statement import Hypothesis, Relation, Scalar, Statement

z = Symbol("z", real=True)
LARGEST = Rational(10998393202, 10**10)
BOX = Enclosure(variable=z, low=S.Zero, high=Integer(20))
below = Statement(where=(Scalar(z),), lhs=Partial(silu(z), z), rhs=LARGEST, relation=Relation.AT_MOST)


def test_slope_of_silu_is_enclosed_on_the_whole_line() -> None:
    proof = enclosures.prove(below, BOX)
    assert proof.closed, proof.detail
    assert proof.enclosed


def test_sines_and_their_slopes_are_enclosed() -> None:
    inside = (
        Hypothesis(name="from", lhs=S.Zero, relation=Relation.AT_MOST, rhs=z),
        Hypothesis(name="to", lhs=z, relation=Relation.AT_MOST, rhs=Integer(20)),
    )
    wave = below.but(lhs=sin(z) + cos(z), rhs=Rational(1415, 1000), given=inside)
    assert enclosures.prove(wave, BOX).closed
    assert enclosures.prove(wave.but(lhs=Partial(sin(z) + cos(z), z)), BOX).closed
    for wrong in (sin(z) + cos(z), Partial(sin(z), z) - Partial(cos(z), z)):
        assert "fails" in enclosures.prove(wave.but(lhs=wrong, rhs=Rational(1414, 1000)), BOX).detail


def test_bound_below_the_supremum_is_not_shown() -> None:
    small = Enclosure(variable=z, low=S.Zero, high=Integer(20), boxes=2000)
    assert not enclosures.prove(below.but(rhs=Rational(10998393201, 10**10)), small).closed
    assert "fails" in enclosures.prove(below.but(rhs=Rational(109, 100)), small).detail


def test_touching_bound_is_not_shown() -> None:
    touched = below.but(lhs=Partial(sigmoid(z), z), rhs=Rational(1, 4))
    proof = enclosures.prove(touched, Enclosure(variable=z, low=-S.One, high=S(2), boxes=400))
    assert not proof.closed


def test_tail_is_not_taken_on_trust() -> None:
    growing = below.but(lhs=z, rhs=S(3))
    proof = enclosures.prove(growing, Enclosure(variable=z, low=S.Zero, high=S(2)))
    assert not proof.closed
    assert "tail" in proof.detail
    confined = Hypothesis(name="z < 2", lhs=z, relation=Relation.LESS, rhs=S(2))
    assert enclosures.prove(growing.but(given=(confined,)), Enclosure(variable=z, low=S.Zero, high=S(2))).closed
    wider = Hypothesis(name="z < 4", lhs=z, relation=Relation.LESS, rhs=S(4))
    assert not enclosures.prove(growing.but(given=(wider,)), Enclosure(variable=z, low=S.Zero, high=S(2))).closed


def test_undefined_points_inside_are_not_overlooked() -> None:
    pole = below.but(lhs=-1 / z**2, rhs=S.One)
    assert not enclosures.prove(pole, Enclosure(variable=z, low=-S.One, high=S.One, boxes=300)).closed
    kink = below.but(lhs=Partial(relu(z), z), rhs=S(2))
    assert not enclosures.prove(kink, Enclosure(variable=z, low=-S.One, high=S.One, boxes=300)).closed


@pytest.mark.parametrize("x", [-3, -1, 0, 2, 5])
def test_jets_enclose_value_and_slope(x: int) -> None:
    expr = unfold(silu(z)) + exp(-(z**2)) * z
    box = intervals.Jet(arb(x, 0.25), arb(1))
    jet = intervals.jet(expr, {z: box})
    slope = work_out(pieces(Partial(expr, z)), {})
    for shift in (-1, 0, 1):
        point = {z: arb(x) + arb(shift) / 5}
        assert jet.value.contains(intervals.ball(expr, point))
        assert jet.slope.contains(intervals.ball(slope, point))
