"""The numbers that the slides print: powers of one quarter, and the table of accuracy against depth."""

from sympy import Abs, Eq, Expr, Integer, Piecewise, Rational, Symbol

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.statement import (
    Counterexample,
    Relation,
    Scalar,
    Statement,
)
from .layers import DIAGNOSIS, FAILURE, SECTION_V, quarter

# The printed powers of one quarter.
n = Symbol("n", real=True)


def rounds_to(power: int, printed: Expr, half_a_unit: Expr, text: str) -> Statement:
    """|4^-n - printed| <= half a unit of the last printed place, at n = power."""
    return Statement(
        where=(Scalar(n, values=(Integer(power),)),),
        lhs=Abs(quarter**n - printed),
        relation=Relation.AT_MOST,
        rhs=half_a_unit,
        text=text,
    )


_fifth = rounds_to(5, Rational(1, 1000), Rational(1, 2000), "0.25^5 = 0.001 to three decimals")
quarter_to_the_fifth_is_a_thousandth = Claim(
    title="0.25^5 rounds to 0.001",
    ledger=("vg.powers-of-quarter",),
    sources=(DIAGNOSIS,),
    statement=_fifth,
    derivation=(Step(statement=_fifth, rule=Rule.ENUMERATION, reason="0.25^5 = 1/1024"),),
    mutants=(
        Mutant(
            name="a_hundredth",
            statement=rounds_to(5, Rational(1, 100), Rational(1, 200), "0.25^5 = 0.01"),
            misconception="a power is lost",
        ),
        Mutant(
            name="fourth_power",
            statement=rounds_to(4, Rational(1, 1000), Rational(1, 2000), "0.25^4 = 0.001"),
            misconception="five layers have four slopes",
        ),
    ),
    expected=Conclusion.PROVED,
)

_tenth = rounds_to(10, Rational(1, 10**6), Rational(5, 10**7), "0.25^10 = 0.000001 to six decimals")
quarter_to_the_tenth_is_a_millionth = Claim(
    title="0.25^10 rounds to 0.000001, not to 0.0000009",
    ledger=("vg.powers-of-quarter",),
    sources=(DIAGNOSIS, SECTION_V),
    statement=_tenth,
    derivation=(Step(statement=_tenth, rule=Rule.ENUMERATION, reason="0.25^10 = 1/1048576 = 9.53...e-7"),),
    as_stated=rounds_to(10, Rational(9, 10**7), Rational(5, 10**8), "0.25^10 = 0.0000009 to seven decimals"),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(values={n: 10}, text="1/1048576 is 9.54e-7, more than half a unit above 9e-7"),
    mutants=(
        Mutant(
            name="two_and_a_half_e_minus_ten",
            statement=rounds_to(10, Rational(25, 10**11), Rational(5, 10**12), "0.25^10 = 2.5e-10"),
            misconception="the exponent is read as a power of ten",
        ),
        Mutant(
            name="a_hundred_thousandth",
            statement=rounds_to(10, Rational(1, 10**5), Rational(5, 10**6), "0.25^10 = 0.00001"),
            misconception="a factor ten is lost",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Connectionism prints the value cut off after one digit; rounded to one digit it is 0.000001.",
)


# The table "accuracy against depth", in tenths of a percent, for one to six layers.
ACCURACY = (872, 915, 893, 821, 718, 583)
depth = Symbol("n", real=True)


def accuracy(layers: Expr) -> Expr:
    """The printed accuracy as a function of the number of layers."""
    return Piecewise(
        *((Integer(value), Eq(layers, n)) for n, value in enumerate(ACCURACY, start=1)), (Integer(0), True)
    )


_falls = Statement(
    where=(Scalar(depth, values=tuple(Integer(layers) for layers in range(2, 6))),),
    lhs=accuracy(depth + 1),
    relation=Relation.LESS,
    rhs=accuracy(depth),
    text="from two layers on, each further layer of the printed table costs accuracy",
)
printed_accuracy_falls_from_two_layers_on = Claim(
    title="In the printed table accuracy falls with depth from two layers on, not from one",
    ledger=("vg.depth-table",),
    sources=(FAILURE,),
    statement=_falls,
    derivation=(Step(statement=_falls, rule=Rule.ENUMERATION, reason="91.5, 89.3, 82.1, 71.8, 58.3"),),
    as_stated=_falls.but(
        where=(Scalar(depth, values=tuple(Integer(layers) for layers in range(1, 6))),),
        text="deeper networks perform worse",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={depth: 1}, text="two layers have 91.5 %, one has 87.2 %"),
    mutants=(
        Mutant(
            name="rises_again",
            statement=_falls.but(lhs=_falls.rhs, rhs=_falls.lhs),
            misconception="the columns are read backwards",
        ),
        Mutant(
            name="five_points_a_layer",
            statement=_falls.but(lhs=accuracy(depth + 1) + 50),
            misconception="every layer costs at least five points",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The table names no data and no architecture; the laboratory trains its measured twin.",
)
