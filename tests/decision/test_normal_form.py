"""The normal form on the tree: what it proves is so at every point, and it proves what students write most."""

import random
from collections import defaultdict

import flint
import pytest
from flint import arb, fmpq

from backproof.theory.decision.duals import plain
from backproof.theory.decision.evaluate import Point
from backproof.theory.decision.normal_form import proportional, same
from backproof.theory.decision.outcome import NoValue
from backproof.theory.decision.truth import agree, value_at
from backproof.theory.language.declarations import Scope, declared
from backproof.theory.language.reader import read
from backproof.theory.language.shapes import completed
from backproof.theory.language.tree import Node
from backproof.theory.language.write_calculator import calculator

from .formulas import SCOPE, formula

SAME = [
    ("max(x,0)", "(x+abs(x))/2"),
    ("sigmoid(x)*(1-sigmoid(x))", "exp(-x)/(1+exp(-x))^2"),
    ("sqrt(x^2)", "abs(x)"),
    ("tanh(x)", "2*sigmoid(2x)-1"),
    ("ln(exp(x))", "x"),
    ("softplus(x)", "x+ln(1+exp(-x))"),
    ("sin(x)^2+cos(x)^2", "1"),
    ("cos(3x)", "4cos(x)^3-3cos(x)"),
    ("cos(x+pi)", "-cos(x)"),
    ("sqrt(8)", "2sqrt(2)"),
    ("1/(1+sqrt(x))", "(1-sqrt(x))/(1-x)"),
    ("gelu(x)", "x*(1+erf(x/sqrt(2)))/2"),
    ("phi(x)", "exp(-x^2/2)/sqrt(2*pi)"),
    ("2^(n+1)", "2*2^n"),
    ("ln(x/y)", "-ln(y/x)"),
    ("abs(x y)", "abs(x)abs(y)"),
    ("exp(2ln(x))", "x^2"),
    ("x^(a+b)", "x^a x^b"),
    ("sigmoid(-x)", "1-sigmoid(x)"),
    ("cases(x,x>0,-x)", "abs(x)"),
    ("sqrt(exp(x))", "exp(x/2)"),
    ("leaky_relu(x,a)", "max(x,0)+a*min(x,0)"),
    ("Phi(-x)", "1-Phi(x)"),
    ("softplus'(x)", "sigmoid(x)"),
]
NOT_SAME = [
    ("max(x,0)", "x"),
    ("sqrt(x^2)", "x"),
    ("ln(x^2)", "2ln(x)"),
    ("sqrt(x*y)", "sqrt(x)sqrt(y)"),
    ("x*abs(x)", "x^2"),
    ("heaviside(x)", "(1+sign(x))/2"),
    ("sin(2x)", "2sin(x)"),
    ("(x^2)^a", "x^(2a)"),
    ("cbrt(x^3)", "abs(x)"),
    ("1/(x-x)", "1"),
    ("cases(sqrt(x),x>0,-x)", "cases(sqrt(x),x>0,x)"),
]


def decided(a: str, b: str, let: dict[str, str] | None = None) -> bool:
    """Whether the normal forms of two texts are equal."""
    scope = declared(let)
    trees = [read(t, scope) for t in (a, b)]
    return same(*trees, completed(scope, *trees))


@pytest.mark.parametrize(("a", "b"), SAME)
def test_what_is_equal_is_proved(a: str, b: str) -> None:
    assert decided(a, b)
    assert decided(b, a)


@pytest.mark.parametrize(("a", "b"), NOT_SAME)
def test_what_is_equal_in_part_is_not_proved(a: str, b: str) -> None:
    assert not decided(a, b)


def test_complex_numbers_have_no_order_and_no_single_logarithm() -> None:
    let = {"z": "complex", "i": "imaginary"}
    assert decided("(1+i)^2", "2 i", let)
    assert decided("exp(z+1)", "exp(z)*e", let)
    assert not decided("ln(exp(z))", "z", let)
    assert not decided("sqrt(z^2)", "abs(z)", let)
    assert not decided("abs(z)^2", "z^2", let)


def test_factors_between_conditions_are_found() -> None:
    scope = declared()
    a, b = read("2*x-4", scope), read("2-x", scope)
    assert proportional(a, b, completed(scope, a, b)) == -2


POINTS = [
    Point(x=fmpq(a, b), y=fmpq(c, d))
    for a, b, c, d in ((5, 7, 13, 11), (-2, 3, 4, 3), (0, 1, 1, 1), (1, 1, -1, 1), (-17, 5, -9, 7), (3, 1, 0, 1))
]


def alike(seed: int, count: int) -> list[tuple[Node, Node]]:
    """Pairs of different random formulas with the same value at the first point."""
    rng, groups = random.Random(seed), defaultdict(list)
    for _ in range(count):
        tree = formula(rng, rng.choice((2, 3, 4, 5, 6)))
        value = value_at(tree, SCOPE, POINTS[0])
        if not isinstance(value, NoValue):
            groups[round(float(arb(plain(value)).mid()), 9)].append(tree)
    return [(a, b) for g in groups.values() for a, b in zip(g, dict.fromkeys(g[1:]), strict=False) if a != b]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_what_is_proved_holds_at_every_point(seed: int) -> None:
    proved = 0
    saved = flint.ctx.prec
    flint.ctx.prec = 200
    try:
        for a, b in alike(seed, 2000 if seed == 1 else 60_000):
            if not same(a, b, SCOPE):
                continue
            proved += 1
            for point in POINTS:
                values = value_at(a, SCOPE, point), value_at(b, SCOPE, point)
                assert agree(*values) is not False, f"{calculator(a)} | {calculator(b)} at {point.shown()}"
    finally:
        flint.ctx.prec = saved
    assert proved > 100


def test_a_scope_without_names_is_enough_for_numbers() -> None:
    tree = read("sqrt(2)*sqrt(3)", Scope())
    assert same(tree, read("sqrt(6)", Scope()), Scope())
