"""The sigmoid: its two forms, its range, its slope and the sharp bound of that."""

from sympy import Rational, S, cosh, exp, log

from ..kernel.claim import Claim, Conclusion, Document, Source
from ..kernel.functions import Partial, sigmoid
from ..kernel.statement import Scalar
from .notation import (
    AT_MOST,
    LESS,
    LIST_OF_DERIVATIVES,
    SECTION_V,
    SLIDE_ACTIVATIONS,
    SLIDE_DIAGNOSIS,
    SLIDE_POWER,
    above,
    at,
    by_scalar,
    by_squares,
    claim_of,
    half,
    mutant,
    off_kink,
    quarter,
    s,
    t,
    y,
    z,
)

_forms = claim_of(s, exp(z) / (1 + exp(z)), text="both forms of the logistic function agree")
sigmoid_forms_agree = Claim(
    title="1/(1 + exp(-z)) and exp(z)/(1 + exp(z)) are the same function",
    ledger=("act.sigmoid-forms-range",),
    sources=(SLIDE_ACTIVATIONS, Source(Document.LECTURE_10, "Exercise 10.2"), SLIDE_POWER),
    statement=_forms,
    derivation=by_scalar(_forms, "multiply numerator and denominator by exp(z)"),
    mutants=(
        mutant("exponent_sign", _forms.but(rhs=1 / (1 + exp(z))), "the sign in the exponent slips: the mirror image"),
        mutant("forgotten_one", _forms.but(rhs=exp(z) / (2 + exp(z))), "the denominator is not multiplied as a whole"),
    ),
    expected=Conclusion.PROVED,
    note="In float64 the second form is NaN from z = 710 on, and both round to 1 from z = 37 on.",
)

_mirror = claim_of(sigmoid(-z), 1 - s)
sigmoid_mirrors_about_half = Claim(
    title="sigma(-z) = 1 - sigma(z)",
    ledger=("act.sigmoid-forms-range",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_mirror,
    derivation=by_scalar(_mirror, "1 - 1/(1 + e) = e/(1 + e)"),
    mutants=(
        mutant("odd_like_tanh", _mirror.but(rhs=-s), "the oddness of tanh is carried over"),
        mutant("even", _mirror.but(rhs=s), "the slope is even, not the function"),
    ),
    expected=Conclusion.PROVED,
)

_below = claim_of(s, 1, relation=LESS, text="the sigmoid stays below 1")
sigmoid_below_one = Claim(
    title="sigma(z) < 1 for every z",
    ledger=("act.sigmoid-forms-range",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_below,
    derivation=by_scalar(_below, "exp(-z) > 0"),
    mutants=(
        mutant("bound_of_its_middle", _below.but(rhs=half), "sigma(0) taken for the supremum", z=1),
        mutant("bound_nine_tenths", _below.but(rhs=Rational(9, 10)), "the range seen on a short interval", z=3),
    ),
    expected=Conclusion.PROVED,
)

_over = claim_of(-s, 0, relation=LESS, text="the sigmoid stays above 0")
sigmoid_above_zero = Claim(
    title="sigma(z) > 0 for every z",
    ledger=("act.sigmoid-forms-range",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_over,
    derivation=by_scalar(_over, "a quotient of positive numbers"),
    mutants=(
        mutant("range_of_tanh", _over.but(lhs=s), "the range (-1, 1) of tanh, read below zero"),
        mutant("away_from_zero", _over.but(rhs=-Rational(1, 100)), "the infimum is attained", z=-10),
    ),
    expected=Conclusion.PROVED,
)

_onto = claim_of(sigmoid(log(y / (1 - y))), y, above("y > 0", y), above("y < 1", 1 - y), where=(Scalar(y),))
sigmoid_meets_every_value_between = Claim(
    title="Every y between 0 and 1 is met: sigma(log(y/(1 - y))) = y",
    ledger=("act.sigmoid-forms-range",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_onto,
    derivation=by_scalar(_onto, "exp and log cancel where y/(1 - y) > 0"),
    mutants=(
        mutant("odds_upside_down", _onto.but(lhs=sigmoid(log((1 - y) / y))), "the odds are inverted"),
        mutant("log_of_the_value", _onto.but(lhs=sigmoid(log(y))), "the inverse of exp for that of sigma"),
    ),
    expected=Conclusion.PROVED,
)

_growing = claim_of(s, sigmoid(z + t), above("t > 0", t), relation=LESS, where=(Scalar(z), Scalar(t)))
sigmoid_increases = Claim(
    title="The sigmoid is strictly increasing",
    ledger=("act.sigmoid-forms-range",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_growing,
    derivation=by_scalar(_growing, "exp(t) > 1 for t > 0"),
    mutants=(
        mutant("decreasing", _growing.but(lhs=sigmoid(z + t), rhs=s), "the sign in the exponent slips"),
        mutant("at_least_linear", _growing.but(lhs=s + t / 10), "the centre's slope is used everywhere", z=5, t=1),
    ),
    expected=Conclusion.PROVED,
)

_slope = claim_of(Partial(s, z), s * (1 - s), text="the slope of the sigmoid is sigma (1 - sigma)")
sigmoid_slope = Claim(
    title="sigma' = sigma (1 - sigma)",
    ledger=("act.sigmoid-derivative",),
    sources=(SLIDE_DIAGNOSIS, SECTION_V, LIST_OF_DERIVATIVES),
    statement=_slope,
    derivation=by_scalar(_slope, "quotient rule; exp(-z)/(1 + exp(-z)) = 1 - sigma"),
    mutants=(
        mutant("sign", _slope.but(rhs=s * (1 + s)), "a sign slips"),
        mutant("pre_activation", _slope.but(rhs=z * (1 - z)), "the formula in a is applied to z"),
        mutant("rule_of_tanh", _slope.but(rhs=1 - s**2), "the rule for tanh is used"),
    ),
    expected=Conclusion.PROVED,
)

_even = claim_of(Partial(s, z), 1 / (4 * cosh(z / 2) ** 2))
sigmoid_slope_is_even = Claim(
    title="sigma'(z) = 1/(4 cosh^2(z/2)), an even function",
    ledger=("act.sigmoid-derivative",),
    sources=(SLIDE_DIAGNOSIS,),
    statement=_even,
    derivation=by_scalar(_even, "both are e/(1 + e)^2 with e = exp(z)"),
    mutants=(
        mutant("no_half", _even.but(rhs=1 / (4 * cosh(z) ** 2)), "the argument is not halved"),
        mutant("no_quarter", _even.but(rhs=1 / cosh(z / 2) ** 2), "the factor 1/4 is lost"),
    ),
    expected=Conclusion.PROVED,
)

_quarter = claim_of(Partial(s, z), quarter, relation=AT_MOST, text="the slope of the sigmoid is at most 1/4")
sigmoid_slope_at_most_quarter = Claim(
    title="The slope of the sigmoid is at most 1/4",
    ledger=("act.sigmoid-derivative-max",),
    sources=(SLIDE_DIAGNOSIS, SECTION_V),
    statement=_quarter,
    derivation=by_squares(_quarter, s - half, "1/4 - s(1 - s) = (s - 1/2)^2"),
    mutants=(
        mutant("a_fifth", _quarter.but(rhs=Rational(1, 5)), "a bound that the centre exceeds", z=0),
        mutant("never_met", _quarter.but(relation=LESS), "the maximum is taken for a supremum that is not met", z=0),
    ),
    expected=Conclusion.PROVED,
)

_strict = claim_of(Partial(s, z), quarter, off_kink, relation=LESS)
sigmoid_slope_below_quarter_off_zero = Claim(
    title="The slope of the sigmoid is less than 1/4 wherever z is not 0",
    ledger=("act.sigmoid-derivative-max",),
    sources=(SECTION_V,),
    statement=_strict,
    derivation=by_squares(_strict, s - half, "the square vanishes only where s = 1/2, that is at z = 0"),
    mutants=(
        mutant("linear_centre", _strict.but(lhs=-Partial(s, z), rhs=-quarter), "the centre is linear up to |z| = 1"),
        mutant("at_zero_too", _strict.but(given=()), "strict everywhere", z=0),
    ),
    expected=Conclusion.PROVED,
)

_met = claim_of(Partial(s, z), quarter, at(z, 0))
sigmoid_slope_is_quarter_at_zero = Claim(
    title="The slope of the sigmoid at 0 is 1/4",
    ledger=("act.sigmoid-derivative-max",),
    sources=(SECTION_V,),
    statement=_met,
    derivation=by_scalar(_met, "sigma(0) = 1/2"),
    mutants=(
        mutant("value_for_slope", _met.but(rhs=half), "sigma(0) for sigma'(0)"),
        mutant("slope_of_tanh", _met.but(rhs=S.One), "the slope of tanh"),
    ),
    expected=Conclusion.PROVED,
)
