"""Derivatives at kinks: there is one where the kink vanishes, as that of x |x| does, and none where it stays."""

import pytest
from flint import fmpq

from backproof.theory.decision.decide import Outcome, decide
from backproof.theory.decision.duals import Undefined
from backproof.theory.decision.evaluate import Evaluator, Point
from backproof.theory.decision.statements import prove
from backproof.theory.language.declarations import declared
from backproof.theory.language.reader import read

TRUE = (
    "diff(cases(x, x>0, exp(x)-1), x) == cases(1, x>0, exp(x))",
    "diff(relu(x)^2, x) == 2*relu(x)",
    "diff(x*abs(x), x) == 2*abs(x)",
    "diff(max(x,0)^2/2, x) == max(x,0)",
    "diff(cases(x, x!=0, 0), x) == 1",
    "diff(abs(x^2-1)^2, x) == 4*x*(x^2-1)",
    "diff(relu(x)^2, x) >= 0",
    "diff(0*abs(x), x) == 0",
)
FALSE = (
    "diff(relu(x), x) == heaviside(x)",
    "relu'(x) == heaviside(x)",
    "diff(cases(x, x!=0, 1), x) == 1",
    "diff(relu(x), x, 2) == 0",
    "diff(floor(x), x) == 0",
    "diff(x*heaviside(x), x) == heaviside(x)",
    "diff(relu(x)^2, x) == 2*abs(x)",
)
NOT_SHOWN = (
    "diff(sqrt(x^4), x) == 2*x",  # true; a root has no rule at zero
    "diff(abs(x^2-2)^2, x) == 4*x*(x^2-2)",  # true; the kinks are no rational numbers
    "diff(x*abs(x), x, 2) == 2*sign(x)",  # false at zero alone
    "diff(relu(w*x)^2, x) == 2*w*relu(w*x)",  # true; in two variables
    "diff(x^(5/2), x) == 5/2*x^(3/2)",  # at the end of a domain
)


@pytest.mark.parametrize("text", TRUE)
def test_slopes_where_kinks_vanish(text: str) -> None:
    assert prove(text).conclusion.name == "PROVED"


@pytest.mark.parametrize("text", FALSE)
def test_no_slopes_where_kinks_stay(text: str) -> None:
    assert prove(text).conclusion.name == "REFUTED"


@pytest.mark.parametrize("text", NOT_SHOWN)
def test_what_sides_do_not_tell(text: str) -> None:
    assert prove(text, given=["x >= 0"] if "5/2" in text else ()).conclusion.name == "UNDECIDED"


@pytest.mark.parametrize(
    ("reference", "answer", "wanted"),
    [
        ("diff(relu(x)^2/2, x)", "relu(x)", Outcome.EQUAL),
        ("diff(abs(x), x)", "sign(x)", Outcome.DOMAIN_DIFFERS),
        ("diff(x*abs(x), x)", "2*x^2/abs(x)", Outcome.DOMAIN_DIFFERS),
        ("diff(cases(x, x!=0, 0), x)", "cases(1, x!=0, 0)", Outcome.DIFFERENT),
        ("diff(relu(w*x), x)", "w*heaviside(w*x)", Outcome.DOMAIN_DIFFERS),
    ],
)
def test_compared(reference: str, answer: str, wanted: Outcome) -> None:
    scope = declared(())
    assert decide(read(reference, scope), read(answer, scope), scope).outcome is wanted


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # One side needs y != 0; a root of x y has the slope 0 where y = 0, if it has one.
        ("diff(sqrt(x*y), x)", "y/(2*sqrt(x*y))"),
        # The kernel's rules give the slope 0 to what is constant at 0 alone.
        ("diff(cases(x, x!=1/1000003, 1/1000003), x)*y", "cases(1, x!=1/1000003, 0)*y"),
        ("diff(cases(x, x!=0, 0), x)*y", "cases(diff(cases(x, x!=0, 0), x)*y, x!=0, 0)"),
        ("diff(abs(x)*y, x)", "sign(x)*y"),
        ("diff(abs(x), x)*0", "0"),
    ],
)
def test_not_called_equal(left: str, right: str) -> None:
    scope = declared(())
    for a, b in ((left, right), (right, left)):
        assert decide(read(a, scope), read(b, scope), scope).outcome is not Outcome.EQUAL


def test_a_slope_from_both_sides() -> None:
    scope = declared(())
    point = Point({"x": fmpq(0)})
    assert Evaluator(scope, point).value(read("diff(max(x, x^2)*x, x)", scope)) == 0
    with pytest.raises(Undefined):
        Evaluator(scope, point).value(read("diff(max(x, x^2), x)", scope))
