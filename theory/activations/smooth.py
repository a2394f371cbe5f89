"""Smooth relatives of ReLU: softplus."""

from sympy import Rational, S, log

from ..kernel.claim import Claim, Conclusion
from ..kernel.functions import Partial, relu, sigmoid, softplus
from ..kernel.statement import Scalar
from .notation import (
    AT_MOST,
    LESS,
    SLIDE_ACTIVATIONS,
    at,
    beta,
    by_scalar,
    claim_of,
    half,
    mutant,
    off_kink,
    s,
    scale_positive,
    z,
)

_softplus = claim_of(Partial(softplus(z), z), s)
softplus_slope = Claim(
    title="The slope of softplus is the sigmoid",
    ledger=("act.softplus-smooth",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_softplus,
    derivation=by_scalar(_softplus, "chain rule: exp(z)/(1 + exp(z))"),
    mutants=(
        mutant("once_too_often", _softplus.but(rhs=s * (1 - s)), "differentiated once too often"),
        mutant("mirrored", _softplus.but(rhs=sigmoid(-z)), "a sign in the exponent"),
    ),
    expected=Conclusion.PROVED,
)

_gap = claim_of(softplus(z) - relu(z), log(2), relation=AT_MOST)
softplus_within_log_two_of_relu = Claim(
    title="Softplus exceeds ReLU by at most log 2",
    ledger=("act.softplus-smooth",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_gap,
    derivation=by_scalar(_gap, "the gap is log(1 + exp(-|z|))"),
    mutants=(
        mutant("zero_at_zero", _gap.but(rhs=half), "the gap at 0 is taken for less than log 2", z=0),
        mutant("two_thirds", _gap.but(rhs=Rational(2, 3)), "log 2 rounded down", z=0),
    ),
    expected=Conclusion.PROVED,
)

_gap_met = claim_of(softplus(z) - relu(z), log(2), at(z, 0))
softplus_gap_is_log_two_at_zero = Claim(
    title="At 0 softplus exceeds ReLU by log 2",
    ledger=("act.softplus-smooth",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_gap_met,
    derivation=by_scalar(_gap_met, "log(1 + 1)"),
    mutants=(
        mutant("zero", _gap_met.but(rhs=S.Zero), "softplus(0) = 0"),
        mutant("one", _gap_met.but(rhs=S.One), "log(1 + e) read at the wrong place"),
    ),
    expected=Conclusion.PROVED,
)

_gap_strict = claim_of(softplus(z) - relu(z), log(2), off_kink, relation=LESS)
softplus_gap_below_log_two_off_zero = Claim(
    title="Away from 0 softplus exceeds ReLU by less than log 2",
    ledger=("act.softplus-smooth",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_gap_strict,
    derivation=by_scalar(_gap_strict, "exp(-|z|) < 1"),
    mutants=(
        mutant("by_a_margin", _gap_strict.but(rhs=Rational(69, 100)), "below it by a margin", z=Rational(1, 1000)),
        mutant("half_of_it", _gap_strict.but(rhs=log(2) / 2), "a bound too small", z=Rational(1, 3)),
    ),
    expected=Conclusion.PROVED,
)

_over_relu = claim_of(relu(z) - softplus(z), 0, relation=LESS)
softplus_above_relu = Claim(
    title="Softplus lies above ReLU everywhere",
    ledger=("act.softplus-smooth",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_over_relu,
    derivation=by_scalar(_over_relu, "log(1 + exp(-|z|)) > 0"),
    mutants=(
        mutant("below", _over_relu.but(lhs=softplus(z) - relu(z)), "the order is reversed"),
        mutant("by_a_tenth", _over_relu.but(rhs=-Rational(1, 10)), "by a fixed amount everywhere", z=5),
    ),
    expected=Conclusion.PROVED,
)

_sharp = claim_of(
    softplus(beta * z) / beta - relu(z),
    log(2) / beta,
    scale_positive,
    relation=AT_MOST,
    where=(Scalar(z), Scalar(beta)),
)
sharpened_softplus_tends_to_relu = Claim(
    title="softplus(beta z)/beta is within (log 2)/beta of ReLU, uniformly in z",
    ledger=("act.softplus-smooth",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_sharp,
    derivation=by_scalar(_sharp, "ReLU(z) = ReLU(beta z)/beta, and the bound for beta = 1"),
    mutants=(
        mutant("half_over_beta", _sharp.but(rhs=1 / (2 * beta)), "a smaller constant", z=0, beta=1),
        mutant("beta_squared", _sharp.but(rhs=log(2) / beta**2), "quadratic in 1/beta", z=0, beta=2),
    ),
    expected=Conclusion.PROVED,
)
