"""Certificates: what they show holds at every point; what is false, or touches where it must not, is not shown."""

import random
from fractions import Fraction

import pytest
from flint import fmpq, fmpq_poly

from backproof.theory.decision import induction
from backproof.theory.decision.certificates import certificate
from backproof.theory.decision.feasible import impossible
from backproof.theory.decision.points import Sampler
from backproof.theory.decision.polynomials import Signs, keeps_sign
from backproof.theory.decision.statements import prove
from backproof.theory.decision.truth import Link, Truth, links, truth
from backproof.theory.language.declarations import Interval, Scalar, Scope, declared
from backproof.theory.language.reader import read
from backproof.theory.language.shapes import completed
from backproof.theory.language.tree import Compare, Order
from backproof.theory.language.write_calculator import calculator

from .formulas import SCOPE, formula

BOUNDED = Scope(
    types={
        "x": Scalar(interval=Interval(low=Fraction(-1), high=Fraction(2), low_open=False)),
        "y": Scalar(interval=Interval(low=Fraction(0), low_open=True)),
    }
)
ORDERS = (Order.LESS, Order.AT_MOST, Order.GREATER, Order.AT_LEAST)


def shown(text: str, given: tuple[str, ...] = (), let: dict[str, str] | None = None) -> bool:
    """Whether a certificate is found, without a look at points."""
    scope = declared(let)
    statement, *told = (read(t, scope) for t in (text, *given))
    assert isinstance(statement, Compare)
    scope = completed(scope, statement, *told)
    return all(certificate(link, scope, tuple(told)) is not None for link in links(statement))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 12))])
def test_what_is_shown_holds_at_every_point(seed: int) -> None:
    rng, found = random.Random(seed), 0
    for _ in range(60):
        scope = rng.choice((SCOPE, BOUNDED))
        functions = ("exp", "ln", "sqrt", "abs", "sigmoid", "tanh", "relu")
        left, right = formula(rng, rng.choice((2, 3, 4)), functions), formula(rng, rng.choice((1, 1, 2)), functions)
        link = Link(left=left, order=rng.choice(ORDERS), right=right)
        points = [*Sampler(scope, (left, right)).points(40)]
        if any(truth(link, scope, p)[0] is Truth.FAILS for p in points[:3]) or certificate(link, scope, ()) is None:
            continue
        found += 1
        for point in points:
            told = f"{calculator(left)} {link.order.value} {calculator(right)} at {point.shown()}"
            assert truth(link, scope, point)[0] is not Truth.FAILS, told
    assert found


@pytest.mark.parametrize(
    ("text", "given", "let"),
    [
        # what one case alone needs is no hypothesis for the other one
        ("sqrt(cases(x+1, x<=0, x)) <= x+1", (), {"x": "real in [-1, 2)"}),
        # the ends of a closed range count
        ("x*(1-x) > 0", (), {"x": "real in [0, 1]"}),
        ("x*y < 1", (), {"x": "real in [0, 1]", "y": "real in [0, 1]"}),
        # a piece inside of a sum is chosen for each term
        ("sum(abs(x[i]),i,1,d) <= abs(sum(x[i],i,1,d))", (), {"x": "vector(d)"}),
        ("norm(x,1) <= norm(x)", (), {"x": "vector(d)"}),
        ("exp(x) > 1+x", (), None),
        ("tanh(x) < x", ("x >= 0",), None),
        ("gelu(x) >= -0.1699", (), None),
        ("tanh(x) <= 0.9999999", (), None),
        ("2^n >= n^2", (), {"n": "natural"}),
        ("sum(j,j,1,n) == n*(n-1)/2", (), {"n": "natural"}),
        ("k^2 > k", (), {"k": "integer"}),
        ("sqrt(x+y) < sqrt(x)+sqrt(y)", ("x >= 0", "y >= 0"), None),
        ("sum(w[i]*h[i],i,1,d) <= sum(w[i],i,1,d)*sum(h[i],i,1,d)", (), {"w": "vector(d)", "h": "vector(d)"}),
        ("abs(sin(x)) <= 99/100", (), None),
    ],
)
def test_what_is_false_is_not_shown(text: str, given: tuple[str, ...], let: dict[str, str] | None) -> None:
    assert not shown(text, given, let)


@pytest.mark.parametrize(
    ("text", "given", "let"),
    [
        ("tanh(x) <= x", ("x >= 0",), None),
        ("sqrt(x*y) <= (x+y)/2", ("x >= 0", "y >= 0"), None),
        ("sum(j^2,j,1,n) == n*(n+1)*(2*n+1)/6", (), {"n": "natural"}),
        ("2^n >= n+1", (), {"n": "natural"}),
        ("n! >= 2^(n-1)", (), {"n": "natural"}),
        ("norm(x+y) <= norm(x)+norm(y)", (), {"x": "vector(d)", "y": "vector(d)"}),
        ("dot(x,y)^2 <= norm(x)^2*norm(y)^2", (), {"x": "vector(d)", "y": "vector(d)"}),
        ("softmax(z)[k] <= 1", (), {"z": "vector(d)"}),
        ("cos(x) >= 1-x^2/2", (), None),
        ("1/x <= 1/y", ("x >= y", "y > 0"), None),
        ("a^2+b^2+c^2 >= a*b+b*c+c*a", (), None),
        ("det(A*B) == det(A)*det(B)", (), {"A": "matrix(n,n)", "B": "matrix(n,n)"}),
    ],
)
def test_what_is_true_is_shown(text: str, given: tuple[str, ...], let: dict[str, str] | None) -> None:
    assert shown(text, given, let)


def test_signs_of_polynomials_are_exact() -> None:
    assert keeps_sign(fmpq_poly([1, -2, 1]), strict=False)
    assert not keeps_sign(fmpq_poly([1, -2, 1]), strict=True)
    assert keeps_sign(fmpq_poly([2, -3, 0, 1]), strict=False, from_zero=True)  # (x - 1)^2 (x + 2)
    assert not keeps_sign(fmpq_poly([fmpq(1999, 1000), -3, 0, 1]), strict=False, from_zero=True)
    signs = Signs(2, {0: 1})
    x, y = signs.ctx.gen(0), signs.ctx.gen(1)
    assert signs.nonnegative(x * y**2)
    assert not signs.nonnegative(x * y)
    assert not signs.positive(x * y**2)
    assert signs.positive(x + y**2)


def test_signs_that_cannot_be_met_together() -> None:
    signs = Signs(3, {})
    x, y, z = (signs.ctx.gen(n) for n in range(3))
    assert impossible([(x - y, 1), (y - z, 1), (x - z, -1)])
    assert impossible([(x - y, 0), (x - y - 1, 1)])
    assert not impossible([(x - y, 1), (y - z, 1), (x - z, 1)])
    assert not impossible([(x, 1), (x - 1, -1)])


def test_an_induction_begins_where_the_sums_do() -> None:
    """A sum from 5 on is empty at first: its last term may not be split off there."""
    assert not shown("sum(j,j,5,n) == n*(n+1)/2-10", (), {"n": "natural"})
    assert prove("sum(j,j,5,n) == n*(n+1)/2-10", (), {"n": "natural"}).conclusion.name == "REFUTED"
    assert induction.MOST_BASES < 10
