"""Saturation: how fast slopes vanish, and when that stops learning and when not."""

from sympy import Abs, Integer, S, exp, log, tanh

from ..kernel.claim import Claim, Conclusion, Fault
from ..kernel.functions import Partial
from ..kernel.statement import Counterexample, Scalar
from .notation import (
    AT_MOST,
    EXERCISE_B,
    LESS,
    SLIDE_ACTIVATIONS,
    at,
    at_most,
    by_cases,
    by_scalar,
    claim_of,
    mutant,
    quarter,
    s,
    y,
    z,
)

_decay = claim_of(Partial(s, z), exp(-Abs(z)), relation=LESS, text="the slope of the sigmoid vanishes exponentially")
sigmoid_slope_decays_exponentially = Claim(
    title="The slope of the sigmoid is less than exp(-|z|)",
    ledger=("act.saturation-decay",),
    sources=(SLIDE_ACTIVATIONS, EXERCISE_B),
    statement=_decay,
    derivation=by_scalar(_decay, "the slope is e/(1 + e)^2 with e = exp(-|z|)"),
    mutants=(
        mutant("rate_of_tanh", _decay.but(rhs=exp(-2 * Abs(z))), "the rate of tanh", z=5),
        mutant("power_law", _decay.but(lhs=1 / (100 + z**4), rhs=Partial(s, z)), "decay like a power", z=40),
    ),
    expected=Conclusion.PROVED,
)

_decay_tanh = claim_of(Partial(tanh(z), z), 4 * exp(-2 * Abs(z)), relation=LESS)
tanh_slope_decays_exponentially = Claim(
    title="The slope of tanh is less than 4 exp(-2|z|)",
    ledger=("act.saturation-decay",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_decay_tanh,
    derivation=by_scalar(_decay_tanh, "the slope is 4/(exp(z) + exp(-z))^2"),
    mutants=(
        mutant("tanh_itself_vanishes", _decay_tanh.but(lhs=tanh(z)), "the slide read literally: tanh vanishes", z=3),
        mutant("no_factor", _decay_tanh.but(rhs=exp(-2 * Abs(z))), "the factor 4 is lost", z=1),
    ),
    expected=Conclusion.PROVED,
    note='The slide\'s "also vanishes for large |z|" speaks of the slope; tanh itself tends to 1 and -1.',
)

BIT = (S.Zero, S.One)
LABELLED = (Scalar(z), Scalar(y, values=BIT))
cross_entropy = -y * log(s) - (1 - y) * log(1 - s)
squared_error = (s - y) ** 2 / 2
either_label = (at(y, 0), at(y, 1))

_ce = claim_of(Partial(cross_entropy, z), s - y, where=(Scalar(z), Scalar(y)))
cross_entropy_slope = Claim(
    title="With cross-entropy the slope in the pre-activation is sigma(z) - y: the slope of the sigmoid cancels",
    ledger=("act.saturation-vs-loss",),
    sources=(EXERCISE_B,),
    statement=_ce,
    derivation=by_scalar(_ce, "1/sigma and 1/(1 - sigma) cancel the factors of the slope sigma (1 - sigma)"),
    mutants=(
        mutant(
            "no_cancelling", _ce.but(rhs=(s - y) * s * (1 - s)), "the 1/(sigma (1 - sigma)) of the logarithm is lost"
        ),
        mutant("sign", _ce.but(rhs=y - s), "a sign slips"),
    ),
    expected=Conclusion.PROVED,
)

_mse = claim_of(Partial(squared_error, z), (s - y) * s * (1 - s), where=(Scalar(z), Scalar(y)))
squared_error_slope = Claim(
    title="With the squared error the slope in the pre-activation is (sigma - y) sigma (1 - sigma)",
    ledger=("act.saturation-vs-loss",),
    sources=(EXERCISE_B,),
    statement=_mse,
    derivation=by_scalar(_mse, "chain rule"),
    mutants=(
        mutant("cancelled", _mse.but(rhs=s - y), "the cancelling of cross-entropy is carried over"),
        mutant("forgotten_half", _mse.but(rhs=2 * (s - y) * s * (1 - s)), "the factor 1/2 of the loss is lost"),
    ),
    expected=Conclusion.PROVED,
)

_small = claim_of(Partial(cross_entropy, z) ** 2, exp(-2 * Abs(z)), relation=LESS, where=LABELLED)
right_side = at_most("the prediction is right: (2 y - 1) z >= 0", S.Zero, (2 * y - 1) * z)
_small_if_right = _small.but(given=(right_side,))
saturation_stops_learning = Claim(
    title="A saturated logistic output stops learning under cross-entropy only where its prediction is right",
    ledger=("act.saturation-vs-loss",),
    sources=(EXERCISE_B,),
    statement=_small_if_right,
    derivation=by_cases(_small_if_right, "|sigma - y| is the smaller one of sigma and 1 - sigma", *either_label),
    as_stated=_small.but(text="large |z| makes the gradient vanish (squared: faster than exp(-2|z|))"),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={z: Integer(-20), y: Integer(1)}, text="z = -20, y = 1: the slope is -1"),
    mutants=(
        mutant("always", _small, "saturation always stops learning", z=-20, y=1),
        mutant(
            "where_wrong",
            _small.but(given=(at_most("the prediction is wrong", (2 * y - 1) * z, S.Zero),)),
            "right and wrong are exchanged",
            z=-20,
            y=1,
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The exercise names cross-entropy on one layer. Saturation does stop learning in hidden units and for MSE.",
)

wrong_side = at_most("the prediction is wrong: (2 y - 1) z <= 0", (2 * y - 1) * z, S.Zero)
_survives = claim_of(quarter, Partial(cross_entropy, z) ** 2, wrong_side, relation=AT_MOST, where=LABELLED)
cross_entropy_corrects_wrong_predictions = Claim(
    title="Where the prediction is wrong, the slope of the cross-entropy is at least 1/2",
    ledger=("act.saturation-vs-loss",),
    sources=(EXERCISE_B,),
    statement=_survives,
    derivation=by_cases(_survives, "sigma is at least 1/2 for z >= 0 and at most 1/2 for z <= 0", *either_label),
    mutants=(
        mutant("everywhere", _survives.but(given=()), "the slope never gets small", z=5, y=1),
        mutant("at_least_one", _survives.but(lhs=S.One), "the limit is taken for the value", z=-1, y=1),
    ),
    expected=Conclusion.PROVED,
)

_mse_small = claim_of(Partial(squared_error, z) ** 2, exp(-2 * Abs(z)), relation=LESS, where=LABELLED)
squared_error_stalls_when_saturated = Claim(
    title="With the squared error saturation stops learning, right or wrong",
    ledger=("act.saturation-vs-loss",),
    sources=(EXERCISE_B,),
    statement=_mse_small,
    derivation=by_cases(_mse_small, "|sigma - y| < 1 and the slope of the sigmoid is below exp(-|z|)", *either_label),
    mutants=(
        mutant(
            "for_cross_entropy",
            _mse_small.but(lhs=Partial(cross_entropy, z) ** 2),
            "the same of cross-entropy",
            z=-20,
            y=1,
        ),
        mutant("twice_as_fast", _mse_small.but(rhs=exp(-4 * Abs(z))), "both factors are taken to decay", z=-20, y=1),
    ),
    expected=Conclusion.PROVED,
)
