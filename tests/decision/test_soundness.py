"""What must never be called equal: no value at one point far away, or for one size, or under another reading.

The point 1000003 stands for one that nobody looks at; a difference there is seen by the conditions of the formulas.
"""

import pytest

from backproof.theory.decision.decide import Outcome, decide
from backproof.theory.language.declarations import declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.reader import read
from backproof.theory.language.tree import Compare


def outcome(reference: str, answer: str, let: tuple[str, ...] = (), given: tuple[str, ...] = ()) -> Outcome:
    scope = declared(let)
    conditions = tuple(read(g, scope) for g in given)
    assert all(isinstance(c, Compare) for c in conditions)
    try:
        return decide(read(reference, scope), read(answer, scope), scope, conditions).outcome  # type: ignore[arg-type]
    except ReadError:
        return Outcome.UNREADABLE


N, K = "n: natural", "k: natural"
NOT_THE_SAME = {
    "an answer makes a size of a real name": ("abs(x)", "x+0*sum(1,k,1,x)"),
    "an answer makes a natural number of a real name": ("abs(x)", "x+0*binomial(x,1)"),
    "an answer makes an integer of a real name": ("floor(x)", "x+0*delta(x,1)"),
    "a power x^(n-1) at n = 1 needs no x != 0": ("x^n/x", "x^(n-1)", N),
    "a power x^0 needs no x != 0": ("x^n", "x^(n-1)*x", "n: integer"),
    "the same far away": ("(x-1000003)^n", "(x-1000003)^(n-1)*(x-1000003)", "n: integer"),
    "an inner index hides an outer one": ("0*sum(sum(1/k,k,0,n),k,500,n)", "0", N),
    "an index hides a declared positive name": ("0*sum(1/k,k,-500,n-1000)", "0", N, "k: real in (0, 1]"),
    "an index hides a declared natural name": ("0*sum((x-1000003)^k,k,-3,n)", "0", N, K),
    "a sum from -5 is not positive": ("0*sqrt(sum(k+(x-1000003)^2,k,-5,0))", "0"),
    "nor is its logarithm defined": ("0*ln(sum(k+(x-1000003)^2,k,-5,0))", "0"),
    "an empty sum divides by nothing": ("sum(0/(x-1000003),k,500,n)", "0/(x-1000003)", N),
    "an empty sum over entries": ("sum(x[k]/(y-1000003),k,5,n)", "sum(x[k],k,5,n)/(y-1000003)", "x: vector(n)"),
    "a tie below the greatest one is no kink": (
        "diff(max(x,1000003,5000007),x)",
        "diff(max(x,5000007),x)*(x-1000003)/(x-1000003)",
    ),
    "a condition that is not looked at needs no value": (
        "cases(1, x==1000003, 2, 1/(x-1000003)>0, 3)",
        "cases(1, x==1000003, 2, 1/(x-1000003)>0, 3)*(x-1000003)/(x-1000003)",
    ),
    "a value that is not taken needs none": (
        "cases(x, x>0, x+0/(x-1000003), x>-1, x)",
        "cases(x, x>0, x+0/(x-1000003), x>-1, x)*(x-1000003)/(x-1000003)",
    ),
    "a boundary inside of an earlier case is no kink": (
        "diff(cases(x, x<2000000, x^2, x<1000003, 0),x)",
        "diff(cases(x, x<2000000, x^2, x<1000003, 0),x)*(x-1000003)/(x-1000003)",
    ),
    "a slope of a power ends where the power begins": ("diff(0*(x-1000003)^y,x)", "0*(x-1000003)^y"),
    "x^2/x": ("(x-1000003)^2/(x-1000003)", "x-1000003"),
    "a quotient of quotients": ("1/(1+1/(x-1000003))", "(x-1000003)/(x-1000002)"),
    "an exponential of a logarithm": ("exp(2*ln(abs(x-1000003)))", "(x-1000003)^2"),
    "a slope of a kink": ("0*diff(abs(x-1000003),x)", "0"),
    "a slope of a step": ("diff(heaviside(x-1000003),x)", "0"),
    "a singular matrix": ("A*inv(A)", "I", "A: matrix(n,n)"),
    "a negative power of a matrix": ("A^k*A", "A^(k+1)", "A: matrix(n,n)", "k: integer"),
    "an integer below zero": ("sum(1,k,1,n)", "n", "n: integer"),
    "a binomial of an integer": ("binomial(n,n)", "1", "n: integer"),
    "a third quadrant": ("ln(-i*z)", "ln(-i)+ln(z)", "z: complex", "i: imaginary"),
    "the other root of a negative number": ("sqrt(-4)", "-2*i", "i: imaginary"),
    "a root of a product of complex numbers": (
        "sqrt(sqrt(z^2+1)*v)",
        "sqrt(sqrt(z^2+1))*sqrt(v)",
        "z: complex",
        "v: complex",
    ),
    "zero among complex numbers": ("exp(ln(z))", "z", "z: complex"),
    "two activations": ("tau(x)", "sigma(x)", "sigma: activation", "tau: activation"),
    "an exponential of a unit matrix by entries": ("exp(I)*x", "e*x", "x: vector(n)"),
    "transposed outer products": ("x*y'", "y*x'", "x: vector(n)", "y: vector(n)"),
    "an inner index that shadows": (
        "sum(x[i]*sum(y[i],i,1,n),i,1,n)",
        "sum(sum(x[i]*y[i],i,1,n),i,1,n)",
        "x: vector(n)",
        "y: vector(n)",
    ),
    "sums over triangles": (
        "sum(sum(x[i]*y[j],i,1,j),j,1,n)",
        "sum(sum(x[i]*y[j],j,1,n),i,1,n)",
        "x: vector(n)",
        "y: vector(n)",
    ),
    "a diagonal matrix moved": ("diag(x)*A", "A*diag(x)", "x: vector(n)", "A: matrix(n,n)"),
    "zero to the power zero": ("0^n", "0", N),
    "a branch of a root": ("sqrt(x^6)", "x^3"),
    "a delta is no product of deltas": ("delta(a,b)*delta(b,c)", "delta(a,c)"),
    "two cases that leave out zero": ("relu(x)", "cases(x, x>0, 0, x<0)"),
    "two cases about two names": ("1", "cases(1, x>0, 1, y<=0)"),
    "two cases whose condition has no value": ("1", "cases(1, x>1/(x-1000003), 1, x<=1/(x-1000003))"),
    "two cases, one of them wrong": ("relu(x)", "cases(x, x>=0, 0, 0>x-1/1000003)"),
    "terms whose index hides a positive name": ("sum(abs(k),k,-2,n)", "sum(k,k,-2,n)", N, "k: real in (0, 1]"),
    "terms over other ranges": ("sum(abs(x[i]),i,1,n)", "sum(max(x[i],-x[i]),i,1,n-1)", "x: vector(n)"),
    "terms with an index of their own": (
        "sum(abs(x[i])*k,i,1,n)",
        "sum(abs(x[k])*k,k,1,n)",
        "x: vector(n)",
        "k: natural",
    ),
    "a factor that is zero at one point": ("x*(y-1000003) <= y-1000003", "x <= 1"),
    "a factor that changes its sign": ("x*sinh(y) <= sinh(y)", "x <= 1"),
    "the second of two entries": ("diff(x[1]*x[2],x[k])", "x[2]", "x: vector(2)"),
}


@pytest.mark.parametrize("why", NOT_THE_SAME)
def test_not_called_equal(why: str) -> None:
    reference, answer, *let = NOT_THE_SAME[why]
    assert outcome(reference, answer, tuple(let)) is not Outcome.EQUAL
    if not why.startswith("an answer makes"):
        assert outcome(answer, reference, tuple(let)) is not Outcome.EQUAL


CERTAINLY_DIFFERENT = (
    "two activations",
    "transposed outer products",
    "a delta is no product of deltas",
    "a third quadrant",
    "the other root of a negative number",
    "a root of a product of complex numbers",
)


@pytest.mark.parametrize("why", CERTAINLY_DIFFERENT)
def test_called_different(why: str) -> None:
    reference, answer, *let = NOT_THE_SAME[why]
    assert outcome(reference, answer, tuple(let)) is Outcome.DIFFERENT


@pytest.mark.parametrize(
    ("reference", "answer"), [("1", "2"), ("x", "x"), ("x", "x+1"), ("abs(x)", "-x"), ("1/x", "0")]
)
def test_hypotheses_that_contradict_each_other_prove_nothing(reference: str, answer: str) -> None:
    assert outcome(reference, answer, (), ("x > 0", "x < 0")) is Outcome.UNDECIDED


# The same by the conventions of the package: x^0 = 1, empty sums are 0, a step is 0 at 0.
THE_SAME = {
    "0^0": ("(x-x)^0", "1"),
    "an empty sum of matrices": ("sum(k*A,k,1,0)+A", "A", "A: matrix(n,n)"),
    "a step at zero": ("heaviside(x)", "cases(1, x>0, 0)"),
    "powers of naturals": ("x^(n+1)", "x*x^n", N),
    "a root of a negative number": ("sqrt(-4)", "2*i", "i: imaginary"),
    "ties under a maximum": ("diff(max(x,1,5),x)", "cases(0, x<5, 1, x>5)"),
}


@pytest.mark.parametrize("why", THE_SAME)
def test_not_called_different(why: str) -> None:
    reference, answer, *let = THE_SAME[why]
    assert outcome(reference, answer, tuple(let)) in (Outcome.EQUAL, Outcome.EQUAL_AT_POINTS)
