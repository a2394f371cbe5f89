"""Every derivative of the sigmoid as a polynomial in it: sum over j of (-1)^j j! S(n+1, j+1) sigma^(j+1)."""

from sympy import Expr, IndexedBase, Integer, S, Symbol

from ..kernel.claim import Claim, Conclusion
from ..kernel.functions import Partial
from ..kernel.statement import Array, Domain, Hypothesis, Index, Scalar, Sequence
from .notation import EQUAL, SLIDE_DIAGNOSIS, by_scalar, claim_of, k, m, mutant, n, s, z

# Every derivative of the sigmoid: the n-th is the sum over j >= 0 of c(n, j) s^(j+1)

S2, F = IndexedBase("S", real=True), IndexedBase("F", real=True)
p, q = (Symbol(name, integer=True) for name in "pq")


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
