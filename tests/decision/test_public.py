"""`backproof.prove` and `backproof.compare`: examples, hostile inputs under the net, unreadable references."""

import time

import pytest

import backproof
from backproof.theory.decision.comparison import AuthorError

from ..language.fuzz import CODE

PROVED = [
    ("sigmoid(x)*(1-sigmoid(x)) <= 1/4", {}),
    ("ln(1+exp(x)) >= max(x,0)", {}),
    (
        "sum(w[i]^2*h[i]^2,i,1,d) <= sum(w[i]^2,i,1,d)*sum(h[i]^2,i,1,d)",
        {"w": "vector(d)", "h": "vector(d)"},
    ),
]
REFUTED = [
    ("diff(gelu(x),x) <= 1", {}),
    ("(A*B).T == A.T*B.T", {"A": "matrix(n,n)", "B": "matrix(n,n)"}),
]
NET, LATE = 1.0, 1.0  # seconds; half a second is promised beside a machine with nothing else to do


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    backproof.compare("x", "y")


@pytest.mark.parametrize(("text", "let"), PROVED)
def test_what_holds_is_proved(text: str, let: dict[str, str]) -> None:
    assert backproof.prove(text, let=let).conclusion.name == "PROVED"


@pytest.mark.parametrize(("text", "let"), REFUTED)
def test_what_fails_is_refuted_at_a_point(text: str, let: dict[str, str]) -> None:
    verdict = backproof.prove(text, let=let)
    assert verdict.conclusion.name == "REFUTED"
    assert verdict.witness is not None


def test_the_slope_of_a_sigmoid_is_greatest_at_zero() -> None:
    assert any("x = 0" in place for place in backproof.prove("sigmoid(x)*(1-sigmoid(x)) <= 1/4").equality)


def test_a_transposed_product_fails_at_two_rows() -> None:
    verdict = backproof.prove("(A*B).T == A.T*B.T", let=["A: matrix(n,n)", "B: matrix(n,n)"])
    assert verdict.witness is not None
    assert verdict.witness.point["n"] == "2"


@pytest.mark.parametrize(
    ("reference", "answer", "outcome"),
    [
        ("max(x,0)", "(x+abs(x))/2", "equal"),
        ("max(x,0)", "x", "different"),
        ("ln(x*y)", "ln(x)+ln(y)", "domain_differs"),
        ("sin(x)", "sin(x", "unreadable"),
        ("x", "answer", "unreadable"),
        ("x", "reference", "unreadable"),
        ("x", "x_", "unreadable"),
    ],
)
def test_outcomes(reference: str, answer: str, outcome: str) -> None:
    assert backproof.compare(reference, answer).outcome.value == outcome


def test_a_hypothesis_makes_a_difference() -> None:
    assert backproof.compare("ln(x*y)", "ln(x)+ln(y)", given=["x > 0", "y > 0"]).outcome.value == "equal"


def test_an_undeclared_name_can_be_refused() -> None:
    found = backproof.compare("2*x", "2*y", let={"x": "real"}, undeclared="refuse")
    assert found.outcome.value == "unreadable"


def test_a_product_needs_its_sign_where_that_is_asked() -> None:
    assert backproof.compare("2*x", "2x", implicit_multiplication=False).outcome.value == "unreadable"
    assert backproof.compare("2*x", "2x").outcome.value == "equal"


@pytest.mark.parametrize("outcome", ["equal", "different"])
def test_a_tolerance_holds_for_numbers(outcome: str) -> None:
    answer = {"equal": "0.3333", "different": "0.33"}[outcome]
    assert backproof.compare("1/3", answer, tolerance="0.001").outcome.value == outcome
    assert backproof.compare("1/3", answer).outcome.value == "different"


HOSTILE = (
    "9^9^9^9",
    "factorial(10^9)",
    "(" * 10**6 + "x" + ")" * 10**6,
    "x" * 10**7,
    "x+" * (5 * 10**6) + "x",
    "x^(10^9)",
    "(x+y+z+1)^60",
    "sum(k,k,1,10^9)",
    "exp(exp(exp(exp(9))))",
    "((((((x^99)^99)^99)^99)^99)^99)",
    "product(x+k,k,1,200)",
    "sin(10^1000)",
    "factorial(factorial(10))",
    "binomial(10^6,10^5)",
    "diff(x^x^x,x,8)",
    "max(" + ",".join(f"x-{n}" for n in range(1, 60)) + ")",
    "+".join(f"abs(x-{n})" for n in range(12)),
    "*".join(f"(x-{n})" for n in range(100)),
    "cases(" + ",".join(f"{n},x>{n}" for n in range(100)) + ",0)",
    "sum(sum(sum(i*j*k,i,1,100),j,1,100),k,1,100)",
    "x!" + "!" * 80,
)


@pytest.mark.parametrize("text", [t if len(t) < 60 else f"{t[:20]}... {len(t)}" for t in HOSTILE])
def test_hostile_answers_are_told_under_the_net(text: str) -> None:
    (answer,) = [t for t in HOSTILE if t == text or text.startswith(f"{t[:20]}... {len(t)}")]
    start = time.perf_counter()
    found = backproof.compare("x", answer, seconds=NET)
    assert time.perf_counter() - start < NET + LATE
    assert found.outcome.value not in ("equal", "equal_at_points")


def test_code_is_no_answer() -> None:
    for text in CODE:
        assert backproof.compare("x", text, seconds=NET).outcome.value not in ("equal", "equal_at_points"), text


@pytest.mark.parametrize("bad", ["sin(", "x +", "", "2 ** ** 3", "W_{", "x == ", "foo(x", "f(x) = 1/"])
def test_a_bad_reference_is_the_authors_fault(bad: str) -> None:
    with pytest.raises(AuthorError):
        backproof.compare(bad, "x")


def test_the_error_of_an_unreadable_reference_is_public() -> None:
    assert backproof.AuthorError is AuthorError
    assert "AuthorError" in dir(backproof)
    with pytest.raises(backproof.AuthorError, match="column 3"):
        backproof.compare("x+", "x")


@pytest.mark.parametrize(
    "text", ["ln(1+exp(x)) >= max(x,0)", "softplus(x) >= relu(x)", "tanh(x) <= 1", "x >= x - exp(-x^2)"]
)
def test_digits_alike_are_no_equality(text: str) -> None:
    found = backproof.prove(text)
    assert found.conclusion.value == "PROVED"
    assert not found.equality
