"""Sinusoidal positional encodings: coordinates 2i and 2i + 1 turn together, so that shifts are rotations.

Pairs i = 1..h of the width d = 2h have the frequency omega_i = 10000^(-(i - 1)/h), which is the source's
10000^(-2i/d) counted from i = 0. Positions are any real numbers.
Source: Lim 2025, Lecture 10, slide "Positional Encoding".
"""

from sympy import Expr, Integer, Sum, Symbol, cos, sin

from ..kernel.claim import Claim, Conclusion, Fault, Mutant
from ..kernel.functions import Partial
from ..kernel.statement import Counterexample, Relation, Scalar, Size, Statement
from .notation import POSITIONS, by_normal_form, d, i, upto

h = Symbol("h", integer=True, positive=True)
s, t, u = (Symbol(name, real=True) for name in "stu")


def angle(position: Expr) -> Expr:
    """Position times the frequency of the pair i."""
    return position * Integer(10000) ** (-(i - 1) / h)


def over_pairs(body: Expr) -> Expr:
    """The sum over the h pairs of coordinates."""
    return Sum(body, (i, 1, h))


def product(first: Expr, second: Expr) -> Expr:
    """<PE(first), PE(second)>."""
    a, b = angle(first), angle(second)
    return over_pairs(sin(a) * sin(b) + cos(a) * cos(b))


_norm = Statement(
    where=(Size(h), Scalar(t)),
    lhs=over_pairs(sin(angle(t)) ** 2 + cos(angle(t)) ** 2),
    rhs=h,
    text="|PE(pos)|^2 = h = d/2 for every position, where i counts the d/2 pairs of coordinates",
)
encodings_have_one_norm = Claim(
    title="Every position's encoding has squared norm d/2; i counts pairs of coordinates, not dimensions",
    ledger=("att.pe-formula",),
    sources=(POSITIONS,),
    statement=_norm,
    derivation=by_normal_form(_norm, "sin^2 + cos^2 = 1 in each of the h pairs"),
    as_stated=Statement(
        where=(Size(d),),
        lhs=Sum(Integer(2), (i, 1, d)),
        rhs=d,
        text="i is the dimension: over all d dimensions i the coordinates 2i and 2i + 1 are d numbers",
    ),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(values={d: 2}, text="d = 2: with i over both dimensions the formula fills 4 places"),
    mutants=(
        Mutant(name="norm_d", statement=_norm.but(rhs=2 * h), misconception="every coordinate contributes one"),
        Mutant(
            name="grows_with_position",
            statement=_norm.but(rhs=h * t**2),
            misconception="encodings of later positions are longer",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)

_product = Statement(
    where=(Size(h), Scalar(s), Scalar(t)),
    lhs=product(s, t),
    rhs=over_pairs(cos(angle(s - t))),
    text="<PE(s), PE(t)> = sum_i cos(omega_i (s - t)): the distance alone counts",
)
encodings_product_depends_on_the_distance = Claim(
    title="The inner product of two encodings depends on the distance of their positions alone",
    ledger=("att.pe-relative",),
    sources=(POSITIONS,),
    statement=_product,
    derivation=by_normal_form(_product, "addition theorem of the cosine in each pair"),
    mutants=(
        Mutant(
            name="sum_of_positions",
            statement=_product.but(rhs=over_pairs(cos(angle(s + t)))),
            misconception="the sign in the addition theorem",
        ),
        Mutant(
            name="sine",
            statement=_product.but(rhs=over_pairs(sin(angle(s - t)))),
            misconception="sine for cosine: the product would be 0 at distance 0",
        ),
    ),
    expected=Conclusion.PROVED,
)

_shift = _product.but(
    where=(Size(h), Scalar(s), Scalar(t), Scalar(u)),
    lhs=product(s + u, t + u),
    rhs=product(s, t),
    text="a common shift u leaves every inner product as it is",
)
encodings_product_ignores_a_common_shift = Claim(
    title="Shifting both positions by the same amount does not change the inner product of their encodings",
    ledger=("att.pe-relative",),
    sources=(POSITIONS,),
    statement=_shift,
    derivation=by_normal_form(_shift, "both are turned by the same angle in each pair"),
    mutants=(
        Mutant(
            name="one_shifted",
            statement=_shift.but(lhs=product(s + u, t)),
            misconception="one position is shifted, the other is not",
        ),
        Mutant(
            name="scaled",
            statement=_shift.but(lhs=product(u * s, u * t)),
            misconception="positions may be stretched as well",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The rotation of pair i by the angle of the shift u, the same at every position.
_sine = Statement(
    where=(Size(h), Scalar(t), Scalar(u), upto(i, h)),
    lhs=sin(angle(t + u)),
    rhs=cos(angle(u)) * sin(angle(t)) + sin(angle(u)) * cos(angle(t)),
    text="first coordinate of R_u PE(t), R_u = ((cos, sin), (-sin, cos)) of omega_i u",
)
shift_turns_the_sine_coordinate = Claim(
    title="A shift of the position is a rotation of each pair: the sine coordinate",
    ledger=("att.pe-relative",),
    sources=(POSITIONS,),
    statement=_sine,
    derivation=by_normal_form(_sine, "addition theorem of the sine"),
    mutants=(
        Mutant(
            name="turned_back",
            statement=_sine.but(rhs=cos(angle(u)) * sin(angle(t)) - sin(angle(u)) * cos(angle(t))),
            misconception="the rotation goes the other way",
        ),
        Mutant(
            name="encodings_add",
            statement=_sine.but(rhs=sin(angle(t)) + sin(angle(u))),
            misconception="the encoding is linear in the position",
        ),
    ),
    expected=Conclusion.PROVED,
)

_cosine = _sine.but(
    lhs=cos(angle(t + u)),
    rhs=cos(angle(u)) * cos(angle(t)) - sin(angle(u)) * sin(angle(t)),
    text="second coordinate of R_u PE(t)",
)
shift_turns_the_cosine_coordinate = Claim(
    title="A shift of the position is a rotation of each pair: the cosine coordinate",
    ledger=("att.pe-relative",),
    sources=(POSITIONS,),
    statement=_cosine,
    derivation=by_normal_form(_cosine, "addition theorem of the cosine"),
    mutants=(
        Mutant(
            name="turned_back",
            statement=_cosine.but(rhs=cos(angle(u)) * cos(angle(t)) + sin(angle(u)) * sin(angle(t))),
            misconception="the rotation goes the other way",
        ),
        Mutant(
            name="encodings_add",
            statement=_cosine.but(rhs=cos(angle(t)) + cos(angle(u))),
            misconception="the encoding is linear in the position",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Frequency: z'' = -omega^2 z. Compared without division, as z'' of one coordinate times the other one.
_sin, _cos = sin(angle(t)), cos(angle(t))
_frequency = Statement(
    where=(Size(h), Scalar(t), upto(i, h)),
    lhs=Partial(Partial(_sin, t), t) * _cos,
    rhs=Partial(Partial(_cos, t), t) * _sin,
    text="z'' = -omega_i^2 z with the same omega_i for both coordinates of the pair i: h = d/2 frequencies",
)
coordinates_of_a_pair_share_their_frequency = Claim(
    title="The two coordinates of a pair oscillate at one frequency: d dimensions have d/2 frequencies",
    ledger=("att.pe-frequencies",),
    sources=(POSITIONS,),
    statement=_frequency,
    derivation=by_normal_form(_frequency, "both second derivatives have the factor -omega_i^2"),
    as_stated=_frequency.but(
        relation=Relation.NOT_EQUAL, text="each dimension has its own frequency, also the two dimensions of a pair"
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(values={h: 1, t: 0, i: 1}, text="at position 0 both sides are 0; they never differ"),
    mutants=(
        Mutant(
            name="opposite_phases",
            statement=_frequency.but(rhs=-_frequency.rhs),
            misconception="one coordinate grows where the other one oscillates",
        ),
        Mutant(
            name="first_derivatives",
            statement=_frequency.but(lhs=Partial(_sin, t) * _cos, rhs=Partial(_cos, t) * _sin),
            misconception="sine and cosine change alike",
        ),
    ),
    expected=Conclusion.REFUTED,
)
