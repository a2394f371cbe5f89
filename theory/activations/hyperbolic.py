"""tanh: its range, slope and kinship with the sigmoid."""

from sympy import Rational, tanh

from ..kernel.claim import Claim, Conclusion
from ..kernel.functions import Partial, sigmoid
from ..kernel.statement import Scalar
from .notation import (
    AT_MOST,
    LESS,
    LIST_OF_DERIVATIVES,
    SLIDE_ACTIVATIONS,
    SLIDE_POWER,
    by_scalar,
    by_squares,
    claim_of,
    half,
    mutant,
    off_kink,
    opposite,
    quarter,
    s,
    t,
    z,
)

_tanh = claim_of(Partial(tanh(z), z), 1 - tanh(z) ** 2)
tanh_slope = Claim(
    title="The slope of tanh is 1 - tanh^2",
    ledger=("act.tanh-range-derivative",),
    sources=(SLIDE_ACTIVATIONS, LIST_OF_DERIVATIVES),
    statement=_tanh,
    derivation=by_scalar(_tanh, "quotient rule on (e - 1/e)/(e + 1/e), e = exp(z)"),
    mutants=(
        mutant("no_square", _tanh.but(rhs=1 - tanh(z)), "the square is lost"),
        mutant("rule_of_sigmoid", _tanh.but(rhs=tanh(z) * (1 - tanh(z))), "the rule for the sigmoid is used"),
    ),
    expected=Conclusion.PROVED,
)

_as_sigmoid = claim_of(tanh(z), 2 * sigmoid(2 * z) - 1)
tanh_is_rescaled_sigmoid = Claim(
    title="tanh(z) = 2 sigma(2 z) - 1",
    ledger=("act.tanh-range-derivative",),
    sources=(SLIDE_ACTIVATIONS, SLIDE_POWER),
    statement=_as_sigmoid,
    derivation=by_scalar(_as_sigmoid, "both are (e^2 - 1)/(e^2 + 1)"),
    mutants=(
        mutant("argument_not_doubled", _as_sigmoid.but(rhs=2 * s - 1), "the argument is not doubled"),
        mutant("not_centred", _as_sigmoid.but(rhs=2 * sigmoid(2 * z)), "the shift is forgotten"),
    ),
    expected=Conclusion.PROVED,
)

_tanh_range = claim_of(tanh(z) ** 2, 1, relation=LESS, text="tanh stays strictly between -1 and 1")
tanh_stays_inside_one = Claim(
    title="-1 < tanh(z) < 1",
    ledger=("act.tanh-range-derivative",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_tanh_range,
    derivation=by_scalar(_tanh_range, "1 - tanh^2 = 4/(e + 1/e)^2 > 0"),
    mutants=(
        mutant("range_of_its_linear_part", _tanh_range.but(rhs=half), "the linear part only", z=2),
        mutant(
            "identity", _tanh_range.but(rhs=tanh(z)), "a number below 1 exceeds its square: not where negative", z=-1
        ),
    ),
    expected=Conclusion.PROVED,
)

_tanh_odd = claim_of(tanh(t), -tanh(z), opposite, where=(Scalar(z), Scalar(t)))
tanh_is_odd = Claim(
    title="tanh(-z) = -tanh(z)",
    ledger=("act.tanh-range-derivative",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_tanh_odd,
    derivation=by_scalar(_tanh_odd, "e and 1/e change places"),
    mutants=(
        mutant("like_the_sigmoid", _tanh_odd.but(rhs=1 - tanh(z)), "the mirror rule of the sigmoid"),
        mutant("even", _tanh_odd.but(rhs=tanh(z)), "the slope is even, not the function"),
    ),
    expected=Conclusion.PROVED,
)

_tanh_bound = claim_of(Partial(tanh(z), z), 1, relation=AT_MOST)
tanh_slope_at_most_one = Claim(
    title="The slope of tanh is at most 1",
    ledger=("act.tanh-range-derivative",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_tanh_bound,
    derivation=by_squares(_tanh_bound, tanh(z), "1 - (1 - tanh^2) = tanh^2"),
    mutants=(
        mutant("bound_of_sigmoid", _tanh_bound.but(rhs=quarter), "the sigmoid's bound", z=0),
        mutant("never_met", _tanh_bound.but(relation=LESS), "the maximum is not met", z=0),
    ),
    expected=Conclusion.PROVED,
)

_tanh_strict = claim_of(Partial(tanh(z), z), 1, off_kink, relation=LESS)
tanh_slope_below_one_off_zero = Claim(
    title="The slope of tanh is less than 1 wherever z is not 0",
    ledger=("act.tanh-range-derivative",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_tanh_strict,
    derivation=by_squares(_tanh_strict, tanh(z), "tanh vanishes only at 0"),
    mutants=(
        mutant("at_zero_too", _tanh_strict.but(given=()), "strict everywhere", z=0),
        mutant("at_most_half", _tanh_strict.but(rhs=half), "saturated as soon as z is not 0", z=Rational(1, 3)),
    ),
    expected=Conclusion.PROVED,
)
