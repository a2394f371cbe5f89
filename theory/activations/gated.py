"""GELU and SiLU: slopes and their largest values."""

from sympy import Integer, Rational, S, erf, exp, pi, sqrt

from ..kernel.certificates import Peak
from ..kernel.claim import Claim, Conclusion, Rule, Step
from ..kernel.enclosures import Enclosure
from ..kernel.functions import Partial, Phi, gelu, phi, silu
from ..kernel.statement import Scalar
from .notation import (
    AT_MOST,
    LESS,
    LIST_OF_DERIVATIVES,
    SLIDE_ACTIVATIONS,
    by_scalar,
    claim_of,
    half,
    mutant,
    negative,
    not_negative,
    opposite,
    s,
    t,
    z,
)

_gelu = claim_of(Partial(gelu(z), z), Phi(z) + z * phi(z))
gelu_slope = Claim(
    title="The slope of GELU is Phi(z) + z phi(z)",
    ledger=("act.gelu-derivative",),
    sources=(LIST_OF_DERIVATIVES, SLIDE_ACTIVATIONS),
    statement=_gelu,
    derivation=by_scalar(_gelu, "product rule; the slope of erf is 2 exp(-u^2)/sqrt(pi)"),
    mutants=(
        mutant("no_product_rule", _gelu.but(rhs=Phi(z)), "the product rule is forgotten"),
        mutant("factor_dropped", _gelu.but(rhs=Phi(z) + phi(z)), "the factor z is dropped"),
        mutant("minus", _gelu.but(rhs=Phi(z) - z * phi(z)), "the slope of phi is used for that of Phi"),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
    note="The page's formula is lost; this is the exact GELU, not its tanh approximation.",
)

_curvature = claim_of(Partial(Partial(gelu(z), z), z), (2 - z**2) * phi(z))
gelu_curvature = Claim(
    title="The second derivative of GELU is (2 - z^2) phi(z): the slope is extreme at z = sqrt 2 and -sqrt 2",
    ledger=("act.gelu-derivative",),
    sources=(LIST_OF_DERIVATIVES,),
    statement=_curvature,
    derivation=by_scalar(_curvature, "the slope of phi is -z phi"),
    mutants=(
        mutant("one_for_two", _curvature.but(rhs=(1 - z**2) * phi(z)), "one of the two slopes of phi is forgotten"),
        mutant("plus", _curvature.but(rhs=(2 + z**2) * phi(z)), "the sign of the slope of phi"),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
)

GELU_LARGEST = (1 + erf(1)) / 2 + exp(-1) / sqrt(pi)  # 1.12890...
_gelu_bound = claim_of(Partial(gelu(z), z), GELU_LARGEST, relation=AT_MOST)
_climb = Peak(variable=z, point=sqrt(2), climb=(sqrt(2) - z) ** 2 * (sqrt(2) + z) * phi(z))
_right_half = _gelu_bound.but(given=(not_negative,))
_left_half = _gelu_bound.but(given=(negative,))
gelu_slope_largest_at_root_two = Claim(
    title="The slope of GELU is at most (1 + erf 1)/2 + 1/(e sqrt pi) = 1.1289..., more than 1",
    ledger=("act.gelu-derivative",),
    sources=(LIST_OF_DERIVATIVES,),
    statement=_gelu_bound,
    derivation=(
        Step(statement=_left_half, rule=Rule.SCALAR_NORMAL_FORM, reason="for z < 0 both terms only lower 1/2"),
        Step(
            statement=_right_half,
            rule=Rule.MONOTONE,
            data=_climb,
            reason="for z >= 0 the slope rises up to sqrt 2 and falls after it",
        ),
        Step(statement=_gelu_bound, rule=Rule.CASES, using=(0, 1), reason="z < 0 or z >= 0"),
    ),
    mutants=(
        mutant("like_relu", _gelu_bound.but(rhs=S.One), "slopes of a smoothed ReLU stay in [0, 1]", z=1),
        mutant("bound_of_silu", _gelu_bound.but(rhs=Rational(11, 10)), "the bound of SiLU", z=Rational(7, 5)),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
)

_gelu_met = claim_of(Phi(sqrt(2)) + sqrt(2) * phi(sqrt(2)), GELU_LARGEST, where=())
gelu_slope_bound_is_met = Claim(
    title="The largest slope of GELU is met at z = sqrt 2: Phi(sqrt 2) + sqrt 2 phi(sqrt 2) is the bound",
    ledger=("act.gelu-derivative",),
    sources=(LIST_OF_DERIVATIVES,),
    statement=_gelu_met,
    derivation=by_scalar(_gelu_met, "Phi(sqrt 2) = (1 + erf 1)/2 and sqrt 2 phi(sqrt 2) = 1/(e sqrt pi)"),
    mutants=(
        mutant("at_one", _gelu_met.but(lhs=Phi(S.One) + phi(S.One)), "the critical point of phi instead"),
        mutant("no_density", _gelu_met.but(rhs=(1 + erf(1)) / 2), "the term with phi is forgotten"),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
)

_symmetry = claim_of(
    Partial(gelu(z), z) + Partial(gelu(t), t), 1, opposite, where=(Scalar(z), Scalar(t)), text="slopes at z and t = -z"
)
gelu_slope_is_symmetric = Claim(
    title="The slopes of GELU at z and -z add up to 1, so its least slope is 1 - 1.1289... = -0.1289...",
    ledger=("act.gelu-derivative",),
    sources=(LIST_OF_DERIVATIVES,),
    statement=_symmetry,
    derivation=by_scalar(_symmetry, "Phi(-z) = 1 - Phi(z), and z phi(z) is odd"),
    mutants=(
        mutant("odd", _symmetry.but(rhs=S.Zero), "the slope is taken for odd"),
        mutant("even", _symmetry.but(rhs=2 * Partial(gelu(z), z)), "the slope is taken for even, like the sigmoid's"),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
)

_falls = claim_of(Phi(z) + z * phi(z), 0, relation=LESS, where=(Scalar(z, values=(S.NegativeOne,)),))
gelu_is_not_monotone = Claim(
    title="The slope Phi(z) + z phi(z) of GELU is negative at z = -1: GELU is not monotone",
    ledger=("act.gelu-derivative",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_falls,
    derivation=(Step(statement=_falls, rule=Rule.ENUMERATION, reason="Phi(-1) = 0.158... < phi(-1) = 0.241..."),),
    mutants=(
        mutant("monotone", claim_of(0, Partial(gelu(z), z), relation=AT_MOST), "monotone like ReLU", z=-1),
        mutant(
            "falls_at_a_half",
            _falls.but(where=(Scalar(z, values=(-half,)),)),
            "it falls wherever z < 0",
        ),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
)

_silu = claim_of(Partial(silu(z), z), s + z * s * (1 - s))
silu_slope = Claim(
    title="The slope of SiLU is sigma + z sigma (1 - sigma)",
    ledger=("act.sigmoid-derivative", "act.softplus-smooth"),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_silu,
    derivation=by_scalar(_silu, "product rule"),
    mutants=(
        mutant("no_product_rule", _silu.but(rhs=s), "the product rule is forgotten"),
        mutant("factor_dropped", _silu.but(rhs=s + s * (1 - s)), "the factor z is dropped"),
    ),
    expected=Conclusion.PROVED,
    note="The sources name smoother alternatives to ReLU without this one.",
)

SILU_LARGEST = Rational(10998393202, 10**10)
_silu_bound = claim_of(Partial(silu(z), z), SILU_LARGEST, relation=LESS)
silu_slope_bound = Claim(
    title="The slope of SiLU is less than 1.0998393202",
    ledger=("act.softplus-smooth",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_silu_bound,
    derivation=(
        Step(
            statement=_silu_bound,
            rule=Rule.ENCLOSURE,
            data=Enclosure(variable=z, low=S.Zero, high=Integer(20)),
            reason="balls on [0, 20]; below 0 the slope is less than 1/2, beyond 20 less than 1 + z exp(-z)",
        ),
    ),
    mutants=(
        mutant("like_relu", _silu_bound.but(rhs=S.One), "slopes of a smoothed ReLU stay in [0, 1]", z=2),
        mutant("too_low", _silu_bound.but(rhs=Rational(10998393, 10**7)), "rounded down", z=Rational(23994, 10**4)),
    ),
    expected=Conclusion.PROVED,
    note="The supremum has no closed form.",
)

_silu_close = claim_of(
    Rational(10998393201, 10**10),
    s + z * s * (1 - s),
    relation=LESS,
    where=(Scalar(z, values=(Rational(2399357280, 10**9),)),),
)
silu_slope_bound_is_sharp = Claim(
    title="The slope of SiLU exceeds 1.0998393201 near z = 2.39936",
    ledger=("act.softplus-smooth",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_silu_close,
    derivation=(
        Step(statement=_silu_close, rule=Rule.ENUMERATION, reason="one point, both sides as balls that are apart"),
    ),
    mutants=(
        mutant("above_the_bound", _silu_close.but(lhs=SILU_LARGEST), "the bound is exceeded"),
        mutant("at_root_two", _silu_close.but(where=(Scalar(z, values=(Rational(7, 5),)),)), "the peak of GELU"),
    ),
    expected=Conclusion.PROVED,
)
