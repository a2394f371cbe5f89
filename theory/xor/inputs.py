"""The four inputs of the exclusive or, and derivations that look at each of them."""

from sympy import Integer, Rational, Symbol

from ..kernel.claim import Rule, Step
from ..kernel.statement import (
    Hypothesis,
    Relation,
    Scalar,
    Statement,
)

x1, x2 = Symbol("x1", real=True), Symbol("x2", real=True)
w1, w2, b = Symbol("w1", real=True), Symbol("w2", real=True), Symbol("b", real=True)
BITS = (Integer(0), Integer(1))
inputs = (Scalar(x1, values=BITS), Scalar(x2, values=BITS))
affine = (Scalar(w1), Scalar(w2), Scalar(b))
half = Rational(1, 2)
xor = (x1 - x2) ** 2

EXERCISE = "Exercise 10.1"


def enumerated(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that looks at every input."""
    return (Step(statement=statement, rule=Rule.ENUMERATION, reason=reason),)


def case(symbol: Symbol, bit: Integer) -> Hypothesis:
    """The hypothesis that an input is this bit."""
    return Hypothesis(name=f"{symbol} = {bit}", lhs=symbol, relation=Relation.EQUAL, rhs=bit, establish=(symbol, bit))


def by_cases_of_the_inputs(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that looks at the four inputs one after another, with everything else symbolic."""
    steps: list[Step] = []
    for first in BITS:
        half_way = statement.but(given=(*statement.given, case(x1, first)))
        for second in BITS:
            leaf = half_way.but(given=(*half_way.given, case(x2, second)))
            steps.append(Step(statement=leaf, rule=Rule.SCALAR_NORMAL_FORM, reason=reason))
        here = len(steps)
        steps.append(Step(statement=half_way, rule=Rule.CASES, reason="x2 is a bit", using=(here - 2, here - 1)))
    return (*steps, Step(statement=statement, rule=Rule.CASES, reason="x1 is a bit", using=(2, 5)))
