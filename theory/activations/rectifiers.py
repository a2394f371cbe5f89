"""ReLU and leaky ReLU: slopes, kinks, and what makes ReLU preferred."""

from sympy import Abs, Integer, Max, Min, S

from ..kernel.claim import Claim, Conclusion, Fault
from ..kernel.functions import Partial, leaky_relu, phi, relu, step
from ..kernel.statement import Counterexample, Hypothesis, Scalar
from .notation import (
    EXERCISE_C,
    LESS,
    LIST_OF_DERIVATIVES,
    SECTION_V,
    SLIDE_ACTIVATIONS,
    SLIDE_POWER,
    a,
    beta,
    by_scalar,
    claim_of,
    half,
    mutant,
    off_kink,
    positive,
    s,
    scale_positive,
    slope_at_most_one,
    slope_positive,
    t,
    z,
)

# ReLU

_relu_one = claim_of(Partial(relu(z), z), 1, positive)
relu_slope_is_one_where_active = Claim(
    title="The slope of ReLU is 1 for z > 0, and only there",
    ledger=("act.relu-derivative",),
    sources=(SECTION_V, SLIDE_ACTIVATIONS),
    statement=_relu_one,
    derivation=by_scalar(_relu_one, "ReLU is the identity near every z > 0"),
    as_stated=_relu_one.but(given=(), text="ReLU (gradient is 1)"),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={z: Integer(-1)}, text="z = -1: the slope is 0"),
    mutants=(
        mutant("everywhere", _relu_one.but(given=()), "the slogan", z=-1),
        mutant("slope_is_z", _relu_one.but(rhs=z), "the maximum is differentiated wrongly", z=2),
    ),
    expected=Conclusion.QUALIFIED,
)

_relu_step = claim_of(Partial(relu(z), z), step(z), off_kink)
relu_slope_is_step = Claim(
    title="Off its kink the slope of ReLU is 1 for z > 0 and 0 for z < 0",
    ledger=("act.relu-derivative",),
    sources=(LIST_OF_DERIVATIVES,),
    statement=_relu_step,
    derivation=by_scalar(_relu_step, "piece by piece; the boundary z = 0 is excluded"),
    mutants=(
        mutant("half_everywhere", _relu_step.but(rhs=half), "the value that some libraries put at the kink"),
        mutant("mirrored", _relu_step.but(rhs=step(-z)), "the pieces are exchanged"),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
    note="At z = 0 there is no derivative; this project, like jax.nn.relu, puts 0 there.",
)

_quotient = claim_of((relu(t) - relu(S.Zero)) / t, step(t), Hypothesis(name="t != 0", lhs=t), where=(Scalar(t),))
relu_has_no_slope_at_zero = Claim(
    title="At 0 the difference quotient of ReLU is 1 from the right and 0 from the left, however short the step",
    ledger=("act.relu-derivative",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_quotient,
    derivation=by_scalar(_quotient, "ReLU(t)/t is t/t or 0/t"),
    mutants=(
        mutant("one_by_definition", _quotient.but(rhs=S.One), "a convention taken for a theorem"),
        mutant("mean_of_both", _quotient.but(rhs=half), "the symmetric difference quotient"),
    ),
    expected=Conclusion.PROVED,
)

_homogeneous = claim_of(relu(beta * z), beta * relu(z), scale_positive, where=(Scalar(z), Scalar(beta)))
relu_is_positively_homogeneous = Claim(
    title="ReLU(beta z) = beta ReLU(z) for beta > 0",
    ledger=("act.relu-derivative",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_homogeneous,
    derivation=by_scalar(_homogeneous, "beta z has the sign of z"),
    mutants=(
        mutant("any_sign", _homogeneous.but(given=()), "the scale may be negative", z=1, beta=-1),
        mutant("not_scaled", _homogeneous.but(rhs=relu(z)), "a function of the sign only"),
    ),
    expected=Conclusion.PROVED,
)

# Leaky ReLU

LEAKY = (Scalar(z), Scalar(a))
_max = claim_of(Max(a * z, z), leaky_relu(z, a), slope_at_most_one, where=LEAKY)
leaky_relu_is_a_maximum = Claim(
    title="max(a z, z) is leaky ReLU, for a <= 1",
    ledger=("act.leaky-relu",),
    sources=(SLIDE_POWER, SLIDE_ACTIVATIONS),
    statement=_max,
    derivation=by_scalar(_max, "z - a z = (1 - a) z has the sign of z, or is 0"),
    mutants=(
        mutant("every_slope", _max.but(given=()), "a <= 1 is ignored", z=1, a=2),
        mutant("minimum", _max.but(lhs=Min(a * z, z)), "the comparison is reversed", z=1, a=0),
        mutant("sum", _max.but(lhs=relu(z) + a * z), "the slope on the right becomes 1 + a", z=1, a=1),
    ),
    expected=Conclusion.PROVED,
    note="The slide has a = 0.1. For a > 1 the maximum is another function: a = 2, z = 1 gives 2.",
)

_leaky = claim_of(Partial(leaky_relu(z, a), z), a + (1 - a) * step(z), off_kink, where=LEAKY)
leaky_relu_slope = Claim(
    title="Off its kink the slope of leaky ReLU is 1 for z > 0 and a for z < 0",
    ledger=("act.leaky-relu",),
    sources=(SLIDE_POWER,),
    statement=_leaky,
    derivation=by_scalar(_leaky, "piece by piece"),
    mutants=(
        mutant("added", _leaky.but(rhs=a + step(z)), "the slopes are added on the right", z=1, a=1),
        mutant("as_relu", _leaky.but(rhs=step(z)), "the leak is forgotten", z=-1, a=1),
    ),
    expected=Conclusion.PROVED,
)

_never_flat = claim_of(
    -Partial(leaky_relu(z, a), z), 0, off_kink, slope_positive, relation=LESS, where=LEAKY, text="it is never flat"
)
leaky_relu_is_never_flat = Claim(
    title="With a > 0 leaky ReLU has a positive slope wherever it has one: no unit is silenced",
    ledger=("act.leaky-relu",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_never_flat,
    derivation=by_scalar(_never_flat, "the slopes are 1 and a"),
    mutants=(
        mutant("as_relu", _never_flat.but(lhs=-Partial(relu(z), z)), "the same of ReLU", z=-1, a=1),
        mutant("any_slope", _never_flat.but(given=(off_kink,)), "a may be 0", z=-1, a=0),
    ),
    expected=Conclusion.PROVED,
)

# ReLU preferred

_zero_or_one = claim_of(Partial(relu(z), z) ** 2, Partial(relu(z), z), off_kink)
relu_slopes_are_zero_or_one = Claim(
    title="The slope of ReLU is its own square, 0 or 1: active paths are not attenuated",
    ledger=("act.relu-preferred",),
    sources=(EXERCISE_C, SLIDE_ACTIVATIONS),
    statement=_zero_or_one,
    derivation=by_scalar(_zero_or_one, "1^2 = 1 and 0^2 = 0"),
    mutants=(
        mutant("like_sigmoid", _zero_or_one.but(lhs=Partial(s, z) ** 2, rhs=Partial(s, z)), "the same of the sigmoid"),
        mutant("always_one", _zero_or_one.but(rhs=S.One), "no attenuation anywhere", z=-1),
    ),
    expected=Conclusion.PROVED,
    note="The weights' norms can still shrink or enlarge a gradient; that ReLU is preferred is an empirical statement.",
)

_sparse = claim_of(step(z) + step(-z), 1, off_kink)
relu_is_silent_on_half_of_symmetric_inputs = Claim(
    title="Of z and -z exactly one activates a ReLU: on symmetric inputs a unit is silent half of the time",
    ledger=("act.relu-preferred",),
    sources=(EXERCISE_C,),
    statement=_sparse,
    derivation=by_scalar(_sparse, "z > 0 or -z > 0"),
    mutants=(
        mutant("both", _sparse.but(rhs=S(2)), "both are active"),
        mutant("at_zero_too", _sparse.but(given=()), "z = 0 counts as active", z=0),
    ),
    expected=Conclusion.PROVED,
)

_not_centred = claim_of(relu(z) + relu(-z), Abs(z))
relu_output_is_not_centred = Claim(
    title="ReLU(z) + ReLU(-z) = |z|: on symmetric inputs the mean output is half of the mean of |z|, not 0",
    ledger=("act.relu-preferred",),
    sources=(EXERCISE_C,),
    statement=_not_centred,
    derivation=by_scalar(_not_centred, "by the sign of z"),
    mutants=(
        mutant("zero_mean", _not_centred.but(rhs=S.Zero), "zero mean, like tanh"),
        mutant("signed", _not_centred.but(rhs=z), "the difference is taken for the sum", z=-1),
    ),
    expected=Conclusion.PROVED,
)

_density = claim_of(Partial(-phi(z), z), z * phi(z))
relu_mean_under_the_normal = Claim(
    title="z phi(z), the integrand of the mean of ReLU under the normal law, has the antiderivative -phi(z)",
    ledger=("act.relu-preferred",),
    sources=(EXERCISE_C,),
    statement=_density,
    derivation=by_scalar(_density, "chain rule on exp(-z^2/2)"),
    mutants=(
        mutant("sign", _density.but(rhs=-z * phi(z)), "a sign slips"),
        mutant("no_factor", _density.but(rhs=phi(z)), "phi is its own slope up to sign"),
    ),
    expected=Conclusion.PROVED,
    note="So the mean of ReLU(Z) is phi(0) = 1/sqrt(2 pi), by the fundamental theorem of calculus and phi(z) -> 0.",
)
