"""Activation functions: their forms, slopes, bounds and kinks, and what each of these does to a gradient.

Established for step, sigmoid, tanh, ReLU, leaky ReLU, softplus, GELU and SiLU, from their definitions and by rules of
differentiation that know none of the results: slopes; sharp bounds of slopes with the points where they are met;
how fast slopes vanish; every derivative of the sigmoid as a polynomial in it; the kink and what is conventional
about it; when saturation stops learning and when not; dead units; the collapse of depth without activations.
`z` is a pre-activation, `a` the slope of leaky ReLU on the negative side, derivatives are per unit of pre-activation.
Sources: Lim 2025, Lecture 10 and Exercise 10.2; slides "The Depth Challenge" and "The Quest for Intelligence"; web
pages "The Foundation of Modern AI" (formulas lost) and "Connectionism", section V.
"""

# One topic, one module: longer than others, because each claim of fifteen ledger entries stands here with its mutants.

from sympy import (
    Abs,
    Expr,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Rational,
    S,
    Sum,
    Symbol,
    cosh,
    erf,
    exp,
    log,
    oo,
    pi,
    sqrt,
    sympify,
    tanh,
)

from .kernel.certificates import Peak
from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.enclosures import Enclosure
from .kernel.functions import (
    Partial,
    Phi,
    dsigma,
    gelu,
    leaky_relu,
    phi,
    relu,
    sigma,
    sigmoid,
    silu,
    softplus,
    step,
)
from .kernel.statement import (
    Array,
    Counterexample,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)

LESS, AT_MOST, EQUAL = Relation.LESS, Relation.AT_MOST, Relation.EQUAL
z, t, u, a, beta, y, v = (Symbol(name, real=True) for name in ("z", "t", "u", "a", "beta", "y", "v"))
n, k = (Symbol(name, integer=True) for name in "nk")
s = sigmoid(z)
half, quarter = Rational(1, 2), Rational(1, 4)


def above(name: str, variable: Expr, bound: Expr | int = 0) -> Hypothesis:
    """variable > bound."""
    return Hypothesis(name=name, lhs=sympify(bound), relation=LESS, rhs=variable)


def at_most(name: str, lhs: Expr, rhs: Expr) -> Hypothesis:
    """lhs <= rhs."""
    return Hypothesis(name=name, lhs=lhs, relation=AT_MOST, rhs=rhs)


def at(variable: Symbol, value: Expr | int) -> Hypothesis:
    """variable = value."""
    chosen = sympify(value)
    return Hypothesis(
        name=f"{variable} = {value}", lhs=variable, relation=EQUAL, rhs=chosen, establish=(variable, chosen)
    )


off_kink = Hypothesis(name="z != 0", lhs=z)
positive, negative = above("z > 0", z), Hypothesis(name="z < 0", lhs=z, relation=LESS)
not_negative = at_most("z >= 0", S.Zero, z)
slope_at_most_one = at_most("a <= 1", a, S.One)
slope_positive = above("a > 0", a)
scale_positive = above("beta > 0", beta)

SLIDE_ACTIVATIONS = Source(Document.LECTURE_10, 'slide "Why Activation Functions Matter"')
SLIDE_DIAGNOSIS = Source(Document.DEPTH_CHALLENGE, "10. Diagnosis, equations (9) and (10)")
SECTION_V = Source(Document.CONNECTIONISM, "section V")
LIST_OF_DERIVATIVES = Source(Document.FOUNDATION, "Activation Function Derivatives (formula lost)")
SLIDE_POWER = Source(Document.QUEST, 'slide "The Source of Power: Non-Linearity"')
EXERCISE_A, EXERCISE_B, EXERCISE_C = (Source(Document.LECTURE_10, f"Exercise 10.2 ({part})") for part in "abc")


def claim_of(
    lhs: Expr | int,
    rhs: Expr | int,
    *given: Hypothesis,
    relation: Relation = EQUAL,
    where: tuple[Declaration, ...] = (Scalar(z),),
    text: str = "",
) -> Statement:
    """A statement on real numbers, by default on one pre-activation."""
    return Statement(where=where, lhs=sympify(lhs), rhs=sympify(rhs), relation=relation, given=given, text=text)


def by_scalar(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of scalar normal forms."""
    return (Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason=reason),)


def by_squares(statement: Statement, root: Expr, reason: str) -> tuple[Step, ...]:
    """The derivation that the difference of the sides is one square."""
    return (Step(statement=statement, rule=Rule.SQUARES, data=((1, root),), reason=reason),)


def by_cases(statement: Statement, reason: str, *cases: Hypothesis) -> tuple[Step, ...]:
    """The derivation that each case closes by its scalar normal form."""
    links = tuple(
        Step(statement=statement.but(given=(*statement.given, case)), rule=Rule.SCALAR_NORMAL_FORM, reason=case.name)
        for case in cases
    )
    return (*links, Step(statement=statement, rule=Rule.CASES, using=tuple(range(len(links))), reason=reason))


def mutant(name: str, statement: Statement, misconception: str, **values: object) -> Mutant:
    """A near-miss, with a witness where random instances might not meet the failure."""
    witness = Counterexample(values={Symbol(k, real=True): v for k, v in values.items()}) if values else None
    return Mutant(name=name, statement=statement, misconception=misconception, witness=witness)


# Sigmoid

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

# Every derivative of the sigmoid: the n-th is the sum over j >= 0 of c(n, j) s^(j+1)

S2, F = IndexedBase("S", real=True), IndexedBase("F", real=True)
p, q, m = (Symbol(name, integer=True) for name in "pqm")


def coefficient(order: Expr, power: Expr) -> Expr:
    """c(n, j) = (-1)^j j! S(n+1, j+1), with S the numbers of partitions into blocks and F the factorials."""
    return (-1) ** power * F[power] * S2[order + 1, power + 1]


ORDERS = (
    Scalar(n, Domain.NATURAL),
    Scalar(k, Domain.NATURAL),
    Sequence(F, m, S.One, (m + 1) * F[m]),
    Array(S2, ((p, Integer(0), n + 2), (q, Integer(0), k + 2))),
)
_span = (Index(p, Integer(1), n + 2), Index(q, Integer(1), k + 2))
_blocks = q * S2[p - 1, q] + S2[p - 1, q - 1]
partitions = Hypothesis(
    name="S(p, q) = q S(p-1, q) + S(p-1, q-1)",
    lhs=S2[p, q],
    relation=EQUAL,
    rhs=_blocks,
    forall=_span,
    establish=(S2[p, q], _blocks),
)
no_empty_partition = Hypothesis(
    name="S(p, 0) = 0 for p >= 1",
    lhs=S2[p, Integer(0)],
    relation=EQUAL,
    rhs=S.Zero,
    forall=_span[:1],
    establish=(S2[p, Integer(0)], S.Zero),
)

_power = claim_of(
    Partial(s ** (k + 1), z), (k + 1) * s ** (k + 1) - (k + 1) * s ** (k + 2), where=(Scalar(z), ORDERS[1])
)
sigmoid_power_slope = Claim(
    title="The slope of a power of the sigmoid is a combination of two powers",
    ledger=("act.sigmoid-derivative",),
    sources=(SLIDE_DIAGNOSIS,),
    statement=_power,
    derivation=by_scalar(_power, "power rule and the slope sigma - sigma^2"),
    mutants=(
        mutant("no_inner_slope", _power.but(rhs=(k + 1) * s**k), "the inner slope is forgotten"),
        mutant("exponent_kept", _power.but(rhs=(k + 1) * s ** (k + 1)), "only the first of the two powers"),
    ),
    expected=Conclusion.PROVED,
)

_recurrence = claim_of(
    coefficient(n + 1, k + 1),
    (k + 2) * coefficient(n, k + 1) - (k + 1) * coefficient(n, k),
    partitions,
    where=ORDERS,
)
sigmoid_coefficients_recur = Claim(
    title="The coefficients (-1)^j j! S(n+1, j+1) pass from one derivative of the sigmoid to the next",
    ledger=("act.sigmoid-derivative",),
    sources=(SLIDE_DIAGNOSIS,),
    statement=_recurrence,
    derivation=by_scalar(_recurrence, "S(n+2, k+2) = (k+2) S(n+1, k+2) + S(n+1, k+1)"),
    mutants=(
        mutant("no_sign", _recurrence.but(lhs=-coefficient(n + 1, k + 1)), "the alternating sign starts wrong"),
        mutant(
            "wrong_factor",
            _recurrence.but(rhs=(k + 1) * coefficient(n, k + 1) - (k + 1) * coefficient(n, k)),
            "the exponent that comes down is that of the term before",
        ),
    ),
    expected=Conclusion.PROVED,
)

_term = Partial(coefficient(n, k + 1) * s ** (k + 2), z)
_next = coefficient(n + 1, k + 1) * s ** (k + 2)
_carry = (k + 1) * coefficient(n, k) * s ** (k + 2)
_telescope = claim_of(
    _term,
    _next + _carry - (k + 2) * coefficient(n, k + 1) * s ** (k + 3),
    partitions,
    where=(Scalar(z), *ORDERS),
    text="a term's slope is a term of the next derivative, up to differences that cancel in the sum",
)
sigmoid_derivatives_are_polynomials = Claim(
    title="The n-th derivative of the sigmoid is the sum of (-1)^j j! S(n+1, j+1) sigma^(j+1): from n to n + 1",
    ledger=("act.sigmoid-derivative",),
    sources=(SLIDE_DIAGNOSIS,),
    statement=_telescope,
    derivation=by_scalar(_telescope, "slope of a power; with R(k) = (k+1) c(n, k) s^(k+2) the rest is R(k) - R(k+1)"),
    mutants=(
        mutant("no_carry", _telescope.but(rhs=_telescope.rhs - _carry), "the term before is forgotten"),
        mutant("next_sign", _telescope.but(rhs=_telescope.rhs - 2 * _next), "the sign does not alternate"),
    ),
    expected=Conclusion.PROVED,
    note="Summed over k the differences telescope, and c(n, k) = 0 for k > n since S(n+1, k+1) = 0 there.",
)

_first = claim_of(
    Partial(coefficient(n, Integer(0)) * s, z),
    coefficient(n + 1, Integer(0)) * s - coefficient(n, Integer(0)) * s**2,
    partitions,
    no_empty_partition,
    where=(Scalar(z), *ORDERS),
)
sigmoid_derivatives_lowest_term = Claim(
    title="The lowest term of every derivative of the sigmoid stays: where the telescoping sum starts",
    ledger=("act.sigmoid-derivative",),
    sources=(SLIDE_DIAGNOSIS,),
    statement=_first,
    derivation=by_scalar(_first, "S(n+2, 1) = S(n+1, 1), because S(n+1, 0) = 0"),
    mutants=(
        mutant("no_square", _first.but(rhs=coefficient(n + 1, Integer(0)) * s), "sigma is taken for an exponential"),
        mutant("sign", _first.but(rhs=2 * coefficient(n + 1, Integer(0)) * s - _first.rhs), "a sign slips"),
    ),
    expected=Conclusion.PROVED,
)

_third = claim_of(Partial(Partial(Partial(s, z), z), z), s - 7 * s**2 + 12 * s**3 - 6 * s**4)
sigmoid_third_derivative = Claim(
    title="The third derivative of the sigmoid is sigma - 7 sigma^2 + 12 sigma^3 - 6 sigma^4",
    ledger=("act.sigmoid-derivative",),
    sources=(SLIDE_DIAGNOSIS,),
    statement=_third,
    derivation=by_scalar(_third, "three times the rule for powers; S(4, j) = 1, 7, 6, 1"),
    mutants=(
        mutant("no_factorial", _third.but(rhs=s - 7 * s**2 + 6 * s**3 - s**4), "the factorials are forgotten"),
        mutant("second", _third.but(rhs=s - 3 * s**2 + 2 * s**3), "one derivative too few"),
    ),
    expected=Conclusion.PROVED,
)

# Saturation

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

# tanh

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

opposite = Hypothesis(name="t = -z", lhs=t, relation=EQUAL, rhs=-z, establish=(t, -z))
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

N, d = (Symbol(name, integer=True, positive=True) for name in ("N", "d"))
i, j, r = (Symbol(name, integer=True) for name in "ijr")
X, w, target = (IndexedBase(name, real=True) for name in ("X", "w", "T"))
bias = Symbol("b", real=True)
_samples = Index(i, Integer(1), N)
_unit = (Size(N), Size(d), array(X, N, d), array(w, d), array(target, N), Scalar(bias), Scalar(v))
_input = Sum(X[i, j] * w[j], (j, 1, d)) + bias
_risk = Sum((v * relu(_input) - target[i]) ** 2, (i, 1, N))
silent_everywhere = Hypothesis(
    name="w.x_i + b < 0 for every sample", lhs=_input, relation=LESS, rhs=S.Zero, forall=(_samples,)
)
silent_once = Hypothesis(
    name="w.x_1 + b < 0 for one sample", lhs=_input.xreplace({i: Integer(1)}), relation=LESS, rhs=S.Zero
)
_closed_gate = Statement(where=(*_unit, _samples), given=(silent_everywhere,), lhs=step(_input), rhs=S.Zero)
_closed_unit = _closed_gate.but(lhs=relu(_input))
_dead = Statement(
    where=(*_unit, Index(r, Integer(1), d)),
    given=(silent_everywhere,),
    lhs=Partial(_risk, w[r]),
    rhs=S.Zero,
    text="a unit that is silent on every sample gets no gradient",
)
_alive = Counterexample(
    values={N: 2, d: 1, X: ((-1,), (1,)), w: (1,), target: (0, 0), bias: 0, v: 1, r: 1},
    text="x = -1, 1 with w = 1, b = 0: silent on the first sample, the second gives 2",
)
silent_unit_gets_no_gradient = Claim(
    title="A ReLU unit gets no gradient for its weights once it is silent on every sample of the data",
    ledger=("act.relu-dying",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_dead,
    derivation=(
        Step(statement=_closed_gate, rule=Rule.SCALAR_NORMAL_FORM, reason="the step is 0 below 0"),
        Step(statement=_dead, rule=Rule.NORMAL_FORM, using=(0,), reason="every sample's term has this factor"),
    ),
    as_stated=_dead.but(given=(silent_once,), text='"dying" ReLUs if z < 0'),
    fault=Fault.HYPOTHESIS,
    counterexample=_alive,
    mutants=(
        Mutant(
            name="one_sample",
            statement=_dead.but(given=(silent_once,)),
            misconception="z < 0 on one sample is enough",
            witness=_alive,
        ),
        Mutant(
            name="linear_unit",
            statement=_dead.but(lhs=Partial(_risk.xreplace({relu(_input): _input}), w[r])),
            misconception="the unit's weights are trained through its pre-activation",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Momentum, weight decay, or a layer below that moves the inputs can revive the unit.",
)

_outgoing = _dead.but(where=_unit, lhs=Partial(_risk, v))
silent_unit_trains_no_outgoing_weight = Claim(
    title="A silent ReLU unit gets no gradient for its outgoing weight either",
    ledger=("act.relu-dying",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_outgoing,
    derivation=(
        Step(statement=_closed_unit, rule=Rule.SCALAR_NORMAL_FORM, reason="ReLU is 0 below 0"),
        Step(statement=_outgoing, rule=Rule.NORMAL_FORM, using=(0,), reason="every sample's term has this factor"),
    ),
    mutants=(
        Mutant(
            name="one_sample",
            statement=_outgoing.but(given=(silent_once,)),
            misconception="z < 0 on one sample is enough",
            witness=Counterexample(values={**{k: x for k, x in _alive.values.items() if k != r}}),
        ),
        Mutant(
            name="still_trains",
            statement=_outgoing.but(rhs=Sum(-2 * target[i], (i, 1, N))),
            misconception="the outgoing weight still trains",
        ),
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

# GELU and SiLU

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

# Softplus

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

# Hard threshold

_flat = claim_of(Partial(step(z), z), 0, off_kink)
step_is_flat_off_its_jump = Claim(
    title="Off its jump the hard threshold has slope 0",
    ledger=("act.hard-threshold",),
    sources=(EXERCISE_A,),
    statement=_flat,
    derivation=by_scalar(_flat, "it is constant near every z that is not 0"),
    mutants=(
        mutant("its_value", _flat.but(rhs=step(z)), "the slope of ReLU", z=1),
        mutant("one", _flat.but(rhs=S.One), "the jump is seen as a slope"),
    ),
    expected=Conclusion.PROVED,
)

_threshold_unit = (Size(d), array(w, d), array(X, d), Scalar(bias), Scalar(v), Scalar(t))
_weighted = Sum(w[j] * X[j], (j, 1, d)) + bias
off_threshold = Hypothesis(name="w.x + b != 0", lhs=_weighted)
_loss_behind = (v * step(_weighted) - t) ** 2
_blocked = Statement(
    where=(*_threshold_unit, Index(r, Integer(1), d)),
    given=(off_threshold,),
    lhs=Partial(_loss_behind, w[r]),
    rhs=S.Zero,
    text="no gradient passes a hard threshold",
)
threshold_blocks_the_gradient = Claim(
    title="The weights before a hard threshold get gradient 0",
    ledger=("act.hard-threshold",),
    sources=(EXERCISE_A,),
    statement=_blocked,
    derivation=(Step(statement=_blocked, rule=Rule.NORMAL_FORM, reason="chain rule: the slope of the threshold is 0"),),
    mutants=(
        Mutant(
            name="identity_slope",
            statement=_blocked.but(rhs=2 * v * (v * step(_weighted) - t) * X[r]),
            misconception="the threshold is passed straight through",
        ),
        Mutant(
            name="relu_instead",
            statement=_blocked.but(lhs=Partial((v * relu(_weighted) - t) ** 2, w[r])),
            misconception="the same is said of ReLU",
        ),
    ),
    expected=Conclusion.PROVED,
    note="At w.x + b = 0 there is no derivative. As an output under cross-entropy the loss itself is 0 or infinite.",
)

_behind = _blocked.but(
    where=_threshold_unit,
    lhs=Partial(_loss_behind, v),
    rhs=2 * (v * step(_weighted) - t) * step(_weighted),
    text="the weight behind the threshold does get a gradient",
)
weights_behind_a_threshold_train = Claim(
    title="The output weight behind a hard threshold does get a gradient",
    ledger=("act.hard-threshold",),
    sources=(EXERCISE_A,),
    statement=_behind,
    derivation=(Step(statement=_behind, rule=Rule.NORMAL_FORM, reason="the threshold's value is a constant factor"),),
    mutants=(
        Mutant(name="all_zero", statement=_behind.but(rhs=S.Zero), misconception="all gradients are 0"),
        Mutant(
            name="no_activation",
            statement=_behind.but(rhs=2 * (v * step(_weighted) - t)),
            misconception="the unit's activation is forgotten",
        ),
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

# Element-wise application

Z, delta = (IndexedBase(name, real=True) for name in ("Z", "delta"))
_layer = (Size(d), array(Z, d))
_jacobian = Statement(
    where=(*_layer, Index(i, Integer(1), d), Index(r, Integer(1), d)),
    lhs=Partial(sigma(Z[i]), Z[r]),
    rhs=dsigma(Z[i]) * KroneckerDelta(i, r),
    text="the Jacobian of an element-wise activation is diagonal",
)
elementwise_jacobian_is_diagonal = Claim(
    title="The Jacobian of an activation applied element by element is diagonal",
    ledger=("act.elementwise-jacobian",),
    sources=(Source(Document.LECTURE_10, 'slide "MLPs: Mathematical Formulation"'),),
    statement=_jacobian,
    derivation=(Step(statement=_jacobian, rule=Rule.NORMAL_FORM, reason="z_i depends on z_r only where i = r"),),
    mutants=(
        Mutant(name="full", statement=_jacobian.but(rhs=dsigma(Z[i])), misconception="every row is filled"),
        Mutant(
            name="value_for_slope",
            statement=_jacobian.but(rhs=sigma(Z[i]) * KroneckerDelta(i, r)),
            misconception="the activation for its slope",
        ),
    ),
    expected=Conclusion.PROVED,
)

_pullback = Statement(
    where=(*_layer, array(delta, d), Index(r, Integer(1), d)),
    lhs=Partial(Sum(delta[i] * sigma(Z[i]), (i, 1, d)), Z[r]),
    rhs=dsigma(Z[r]) * delta[r],
    text="its transpose multiplies element by element",
)
elementwise_pullback_is_hadamard = Claim(
    title="The transposed Jacobian of an element-wise activation multiplies element by element",
    ledger=("act.elementwise-jacobian",),
    sources=(Source(Document.LECTURE_10, 'slide "MLPs: Mathematical Formulation"'),),
    statement=_pullback,
    derivation=(Step(statement=_pullback, rule=Rule.NORMAL_FORM, reason="the delta leaves one term of the sum"),),
    mutants=(
        Mutant(
            name="inner_product",
            statement=_pullback.but(rhs=Sum(dsigma(Z[i]) * delta[i], (i, 1, d))),
            misconception="the slopes are a vector, chained by a product of matrices",
        ),
        Mutant(name="no_slope", statement=_pullback.but(rhs=delta[r]), misconception="the slope is forgotten"),
    ),
    expected=Conclusion.PROVED,
)

# Linear collapse

n0, n1, n2 = (Symbol(name, integer=True, positive=True) for name in ("n0", "n1", "n2"))
A, B, x = (IndexedBase(name, real=True) for name in ("A", "B", "x"))
c0, e0 = (IndexedBase(name, real=True) for name in ("c", "e"))
_first_layer = Sum(A[j, k] * x[k], (k, 1, n0)) + c0[j]
_collapsed = Sum(Sum(B[i, j] * A[j, k], (j, 1, n1)) * x[k], (k, 1, n0))
_carried_bias = Sum(B[i, j] * c0[j], (j, 1, n1)) + e0[i]
_two = Statement(
    where=(
        *(Size(size) for size in (n0, n1, n2)),
        array(A, n1, n0),
        array(B, n2, n1),
        array(c0, n1),
        array(e0, n2),
        array(x, n0),
        Index(i, Integer(1), n2),
    ),
    lhs=Sum(B[i, j] * _first_layer, (j, 1, n1)) + e0[i],
    rhs=_collapsed + _carried_bias,
    text="two affine layers are one",
)
affine_layers_compose = Claim(
    title="Two affine layers of any widths are one affine layer, with the product of the matrices",
    ledger=("act.linear-collapse",),
    sources=(SLIDE_POWER, Source(Document.FOUNDATION, "Activation Functions")),
    statement=_two,
    derivation=(Step(statement=_two, rule=Rule.NORMAL_FORM, reason="the sum is distributed"),),
    mutants=(
        Mutant(
            name="biases_only_add",
            statement=_two.but(rhs=_collapsed + Sum(c0[j], (j, 1, n1)) + e0[i]),
            misconception="early biases do not pass through later weights",
        ),
        Mutant(
            name="wrong_order",
            statement=_two.but(
                where=(
                    Size(n0),
                    *(array(g, n0, n0) for g in (A, B)),
                    *(array(g, n0) for g in (c0, e0, x)),
                    Index(i, Integer(1), n0),
                ),
                lhs=_two.lhs.xreplace({n1: n0, n2: n0}),
                rhs=Sum(Sum(A[i, j] * B[j, k], (j, 1, n0)) * x[k], (k, 1, n0))
                + _carried_bias.xreplace({n1: n0, n2: n0}),
            ),
            misconception="the matrices are multiplied in the order of the layers",
        ),
    ),
    expected=Conclusion.PROVED,
)

W, bb, h, P, Q = (IndexedBase(name, real=True) for name in ("W", "b", "h", "P", "Q"))
l = Symbol("l", integer=True)  # noqa: E741 - a layer
L = Symbol("L", integer=True)
_width = Integer(1), d
_network = (
    Size(d),
    Scalar(L, Domain.NATURAL),
    Array(W, ((l, Integer(0), oo), (i, *_width), (j, *_width))),
    Array(bb, ((l, Integer(0), oo), (i, *_width))),
    array(x, d),
    Sequence(h, l, x[i], Sum(W[l, i, j] * h[l, j], (j, 1, d)) + bb[l, i], axes=((i, *_width),)),
    Sequence(
        P,
        l,
        KroneckerDelta(i, j),
        Sum(W[l, i, k] * P[l, k, j], (k, 1, d)),
        axes=((i, *_width), (j, *_width)),
    ),
    Sequence(Q, l, S.Zero, Sum(W[l, i, j] * Q[l, j], (j, 1, d)) + bb[l, i], axes=((i, *_width),)),
    Index(r, *_width),
)
_affine = Statement(
    where=_network,
    lhs=h[L, r],
    rhs=Sum(P[L, r, j] * x[j], (j, 1, d)) + Q[L, r],
    text="without activations a network of depth L is one affine map; P and Q do not contain x",
)
linear_network_is_one_affine_map = Claim(
    title="Without activations a network of any depth is one affine map of its input",
    ledger=("act.linear-collapse",),
    sources=(SLIDE_POWER, Source(Document.FOUNDATION, "Activation Functions")),
    statement=_affine,
    derivation=(
        Step(statement=_affine, rule=Rule.RECURSION, reason="layer by layer: P grows by a factor, Q by a bias"),
    ),
    as_stated=_affine.but(
        rhs=Sum(P[L, r, j] * x[j], (j, 1, d)), text="without them a network collapses into a single linear map"
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={d: 1, L: 1, W: (((0,),),), bb: ((1,),), x: (0,), r: 1},
        text="one layer with W = 0, b = 1: the input 0 is mapped to 1",
    ),
    mutants=(
        Mutant(
            name="linear",
            statement=_affine.but(rhs=Sum(P[L, r, j] * x[j], (j, 1, d))),
            misconception="with biases the map is still linear",
            witness=Counterexample(values={d: 1, L: 1, W: (((0,),),), bb: ((1,),), x: (0,), r: 1}),
        ),
        Mutant(
            name="transposed",
            statement=_affine.but(rhs=Sum(P[L, j, r] * x[j], (j, 1, d)) + Q[L, r]),
            misconception="the product is transposed",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="With all biases zero Q vanishes and the map is linear. Unequal widths: affine_layers_compose.",
)
