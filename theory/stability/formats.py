"""Where exp leaves float32 and float64, rounded to nearest (IEEE 754).

A number rounds to infinity from 2^1024 (1 - 2^-54) on in float64, from 2^128 (1 - 2^-25) on in float32: half way
between the largest number of the format and the power of two after it. It rounds to 0 up to half the least positive
one, 2^-1075 and 2^-150. The logarithms of these are where exp overflows and underflows.
"""

from sympy import Abs, Expr, Integer, Max, Rational, Symbol, exp, log

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import sigmoid
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Statement
from .bounds import by_scalar_form
from .shifts import TRICK

y = Symbol("y", real=True)
POLISH = (Source(Document.QUEST, 'slide "The Final Polish"'),)
double_infinite = 1024 * log(2) + log(1 - Rational(1, 2**54))
single_infinite = 128 * log(2) + log(1 - Rational(1, 2**25))
double_zero = -1075 * log(Integer(2))
single_zero = -150 * log(Integer(2))


def lies_between(value: Expr, low: Expr, high: Expr, text: str) -> Statement:
    """low < value < high, as one inequality."""
    return Statement(where=(), lhs=(low - value) * (high - value), relation=Relation.LESS, rhs=Integer(0), text=text)


def tight(statement: Statement) -> tuple[Step, ...]:
    """The derivation by a ball around the logarithms."""
    return (by_scalar_form(statement, "the logarithms, as balls"),)


_double = lies_between(
    double_infinite,
    Rational(709782712893, 10**9),
    Rational(709782712894, 10**9),
    "exp overflows in float64 between 709.782712893 and 709.782712894",
)
_single = lies_between(
    single_infinite,
    Rational(8872283, 10**5),
    Rational(8872284, 10**5),
    "exp overflows in float32 between 88.72283 and 88.72284",
)
exp_overflows_float64_beyond_709_78 = Claim(
    title="In float64 exp overflows at 709.7827...",
    ledger=("num.overflow-underflow",),
    sources=POLISH,
    statement=_double,
    derivation=tight(_double),
    mutants=(
        Mutant(
            name="largest_power_of_two",
            statement=lies_between(
                1023 * log(Integer(2)), Rational(709782712893, 10**9), Rational(709782712894, 10**9), ""
            ),
            misconception="the largest number is taken for 2^1023",
        ),
        Mutant(
            name="decimal",
            statement=lies_between(
                308 * log(Integer(10)), Rational(709782712893, 10**9), Rational(709782712894, 10**9), ""
            ),
            misconception="the largest number is taken for 10^308",
        ),
    ),
    expected=Conclusion.PROVED,
)
exp_overflows_float32_beyond_88_72 = Claim(
    title="In float32 exp overflows at 88.7228...",
    ledger=("num.overflow-underflow",),
    sources=POLISH,
    statement=_single,
    derivation=tight(_single),
    mutants=(
        Mutant(
            name="precision_mixed_up",
            statement=lies_between(double_infinite, Rational(8872283, 10**5), Rational(8872284, 10**5), ""),
            misconception="the threshold of float64 is taken for that of float32",
        ),
        Mutant(
            name="largest_power_of_two",
            statement=lies_between(127 * log(Integer(2)), Rational(8872283, 10**5), Rational(8872284, 10**5), ""),
            misconception="the largest number is taken for 2^127",
        ),
    ),
    expected=Conclusion.PROVED,
)

_double_low = lies_between(
    double_zero,
    Rational(-74513322, 10**5),
    Rational(-74513321, 10**5),
    "exp rounds to 0 in float64 below a point between -745.13322 and -745.13321",
)
exp_underflows_float64_below_minus_745_13 = Claim(
    title="In float64 exp underflows to 0 at -745.1332...",
    ledger=("num.overflow-underflow",),
    sources=POLISH,
    statement=_double_low,
    derivation=tight(_double_low),
    mutants=(
        Mutant(
            name="no_subnormals",
            statement=lies_between(-1022 * log(Integer(2)), Rational(-74513322, 10**5), Rational(-74513321, 10**5), ""),
            misconception="the least positive number is taken for the least normal one, 2^-1022",
        ),
        Mutant(
            name="mirror_of_the_overflow",
            statement=lies_between(-double_infinite, Rational(-74513322, 10**5), Rational(-74513321, 10**5), ""),
            misconception="underflow is taken to mirror overflow",
        ),
    ),
    expected=Conclusion.PROVED,
)
_single_low = lies_between(
    single_zero,
    Rational(-10397208, 10**5),
    Rational(-10397207, 10**5),
    "exp rounds to 0 in float32 below a point between -103.97208 and -103.97207",
)
exp_underflows_float32_below_minus_103_97 = Claim(
    title="In float32 exp underflows to 0 at -103.9720...",
    ledger=("num.overflow-underflow",),
    sources=POLISH,
    statement=_single_low,
    derivation=tight(_single_low),
    mutants=(
        Mutant(
            name="no_subnormals",
            statement=lies_between(-126 * log(Integer(2)), Rational(-10397208, 10**5), Rational(-10397207, 10**5), ""),
            misconception="the least positive number is taken for the least normal one, 2^-126",
        ),
        Mutant(
            name="precision_mixed_up",
            statement=lies_between(double_zero, Rational(-10397208, 10**5), Rational(-10397207, 10**5), ""),
            misconception="the threshold of float64 is taken for that of float32",
        ),
    ),
    expected=Conclusion.PROVED,
)

not_negative = Hypothesis(name="0 <= y", lhs=Integer(0), relation=Relation.AT_MOST, rhs=y)
half_least = Rational(1, 2**1075)
_vanishes = Statement(
    where=(Scalar(y),),
    given=(not_negative,),
    lhs=exp(-746 - y),
    relation=Relation.LESS,
    rhs=half_least,
    text="at -746 and below, exp is positive and less than half the least positive float64: it rounds to 0",
)
exp_underflows_to_zero_not_to_minus_infinity = Claim(
    title="Underflow of exp gives 0; minus infinity appears only when a logarithm of that 0 is taken",
    ledger=("num.overflow-underflow",),
    sources=POLISH,
    statement=_vanishes,
    derivation=(
        by_scalar_form(_vanishes.but(relation=Relation.AT_MOST, rhs=exp(-746)), "exp rises"),
        by_scalar_form(_vanishes.but(lhs=exp(-746)), "-746 < -1075 log 2"),
        Step(statement=_vanishes, rule=Rule.CHAIN, using=(0, 1), reason="the two lines"),
    ),
    as_stated=_vanishes.but(
        rhs=-(Integer(2) ** 1024), text="underflow is to minus infinity: the value falls below every negative float64"
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(values={y: 254}, text="exp(-1000) is positive: the nearest float64 is 0"),
    mutants=(
        Mutant(
            name="minus_infinity",
            statement=_vanishes.but(rhs=-(Integer(2) ** 1024)),
            misconception="underflow is taken for the mirror image of overflow",
        ),
        Mutant(
            name="already_at_minus_700",
            statement=_vanishes.but(lhs=exp(-700 - y)),
            misconception="exp is taken to vanish where it would overflow with the other sign",
            witness=Counterexample(values={y: 0}, text="exp(-700) is about 1e-304"),
        ),
    ),
    expected=Conclusion.REFUTED,
)

_survives = Statement(
    where=(Scalar(y),),
    given=(not_negative,),
    lhs=half_least,
    relation=Relation.LESS,
    rhs=exp(-745 + y),
    text="a logit at most 745 below the largest one keeps a positive exponential in float64",
)
shifted_softmax_is_positive_up_to_745_below_the_maximum = Claim(
    title="The shift prevents overflow; underflow it prevents only for logits within 745 of the largest one",
    ledger=("num.log-softmax",),
    sources=TRICK,
    statement=_survives,
    derivation=(
        by_scalar_form(_survives.but(rhs=exp(-745)), "-1075 log 2 < -745"),
        by_scalar_form(_survives.but(lhs=exp(-745), relation=Relation.AT_MOST), "exp rises"),
        Step(statement=_survives, rule=Rule.CHAIN, using=(0, 1), reason="the two lines"),
    ),
    as_stated=_survives.but(
        rhs=exp(-y), text="after the shift neither overflow nor underflow occurs, however far a logit lies below"
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={y: 1000},
        text="logits 0 and -1000: the softmax rounds to (1, 0), and log 0 is minus infinity, not -1000",
    ),
    mutants=(
        Mutant(
            name="any_distance",
            statement=_survives.without(not_negative),
            misconception="the shift is taken to prevent every underflow",
            witness=Counterexample(values={y: -255}, text="1000 below the largest logit"),
        ),
        Mutant(
            name="at_746",
            statement=_survives.but(lhs=half_least, rhs=exp(-746 + y)),
            misconception="the bound is rounded up",
            witness=Counterexample(values={y: 0}, text="exp(-746) rounds to 0"),
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The cross-entropy needs x_j - log sum_i exp(x_i), see `log_softmax_is_the_logit_minus_log_sum_exp`.",
)

# Binary cross-entropy behind a logistic unit, target 0.
z = Symbol("z", real=True)
PYTORCH = (Source(Document.FOUNDATION, "PyTorch Implementation"),)
_from_logit = Statement(
    where=(Scalar(z),),
    lhs=-log(1 - sigmoid(z)),
    rhs=Max(z, 0) + log(1 + exp(-Abs(z))),
    text="-log(1 - sigma(z)) = max(z, 0) + log(1 + exp(-|z|)), whose exponential never overflows",
)
binary_cross_entropy_from_the_logit = Claim(
    title="Binary cross-entropy can be taken from the logit: -log(1 - sigma(z)) = max(z, 0) + log(1 + exp(-|z|))",
    ledger=("num.bce-after-sigmoid",),
    sources=PYTORCH,
    statement=_from_logit,
    derivation=(by_scalar_form(_from_logit, "1 - sigma(z) = 1/(1 + exp(z)), for either sign of z"),),
    mutants=(
        Mutant(
            name="target_one",
            statement=_from_logit.but(lhs=-log(sigmoid(z))),
            misconception="the targets 0 and 1 are exchanged",
        ),
        Mutant(
            name="kink_alone",
            statement=_from_logit.but(rhs=Max(z, 0)),
            misconception="the loss is taken for its hinge, far from z = 0",
        ),
    ),
    expected=Conclusion.PROVED,
)

_lost = Statement(
    where=(Scalar(y),),
    given=(not_negative,),
    lhs=exp(-17 - y),
    relation=Relation.LESS,
    rhs=Rational(1, 2**24),
    text="from z = 17 on exp(-z) < 2^-24: 1 + exp(-z) rounds to 1 in float32, so does sigma(z), and log(1 - 1) is lost",
)
sigmoid_is_one_in_float32_from_17_on = Claim(
    title="In float32 1/(1 + exp(-z)) is 1 from z = 17 on: a cross-entropy taken after it is infinite for target 0",
    ledger=("num.bce-after-sigmoid",),
    sources=PYTORCH,
    statement=_lost,
    derivation=(
        by_scalar_form(_lost.but(relation=Relation.AT_MOST, rhs=exp(-17)), "exp rises"),
        by_scalar_form(_lost.but(lhs=exp(-17)), "24 log 2 < 17"),
        Step(statement=_lost, rule=Rule.CHAIN, using=(0, 1), reason="the two lines"),
    ),
    mutants=(
        Mutant(
            name="from_16_on",
            statement=_lost.but(lhs=exp(-16 - y)),
            misconception="the threshold is set too low",
            witness=Counterexample(values={y: 0}, text="exp(-16) is about 1.1e-7, more than 2^-24"),
        ),
        Mutant(
            name="float64",
            statement=_lost.but(rhs=Rational(1, 2**53)),
            misconception="the threshold of float32 is taken for that of float64, which lies near 37",
            witness=Counterexample(values={y: 0}, text="exp(-17) is about 4e-8"),
        ),
    ),
    expected=Conclusion.PROVED,
)
