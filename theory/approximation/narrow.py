"""Deep networks with one ReLU unit a layer: they rise or fall all over, so no depth makes up for the width."""

from sympy import IndexedBase, Integer, Rational, Symbol, oo

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import relu
from ..kernel.statement import (
    Array,
    Counterexample,
    Domain,
    Hypothesis,
    Relation,
    Scalar,
    Sequence,
    Statement,
)

k = Symbol("k", integer=True, nonnegative=True)
l = Symbol("l", integer=True)  # noqa: E741 - a layer's number
u, v, y, f0, f1, f2 = (Symbol(name, real=True) for name in ("u", "v", "y", "f0", "f1", "f2"))
w, a, c, D, E, G, A, C = (IndexedBase(name, real=True) for name in "wacDEGAC")
zero, eighth = Integer(0), Rational(1, 8)
NARROW = (Source(Document.LECTURE_10, "Multi-Layer NNs, footnote"),)

_rising = Statement(
    where=(Scalar(y), Scalar(u)),
    given=(Hypothesis(name="u >= 0", lhs=zero, relation=Relation.AT_MOST, rhs=u),),
    lhs=relu(y),
    relation=Relation.AT_MOST,
    rhs=relu(y + u),
    text="ReLU(y) <= ReLU(y + u): differences keep their sign, so the ratio of differences is not negative",
)
relu_never_falls = Claim(
    title="ReLU never falls: its differences have the sign of the differences of its argument",
    ledger=("uat.deep-narrow",),
    sources=NARROW,
    statement=_rising,
    derivation=(Step(statement=_rising, rule=Rule.SCALAR_NORMAL_FORM, reason="both on, one on, none on"),),
    mutants=(
        Mutant(
            name="strictly",
            statement=_rising.but(relation=Relation.LESS),
            misconception="ReLU rises everywhere",
        ),
        Mutant(
            name="at_full_rate",
            statement=_rising.but(lhs=relu(y) + u),
            misconception="ReLU passes every difference whole",
        ),
    ),
    expected=Conclusion.PROVED,
)


def difference(symbol: IndexedBase, start: Symbol, slope: IndexedBase) -> Sequence:
    """Difference of the signal between two inputs: layer k multiplies it by w_k and a ratio that is not negative."""
    return Sequence(symbol=symbol, index=k, initial=start, successor=w[k] * slope[k] ** 2 * symbol[k])


def factors(symbol: IndexedBase, each: IndexedBase) -> Sequence:
    """each_0 ... each_(k-1)."""
    return Sequence(symbol=symbol, index=k, initial=Integer(1), successor=each[k] * symbol[k])


apart = tuple(Hypothesis(name=f"{start} >= 0", lhs=zero, relation=Relation.AT_MOST, rhs=start) for start in (u, v))
_monotone = Statement(
    where=(
        Scalar(k, Domain.NATURAL),
        Scalar(u),
        Scalar(v),
        *(Array(symbol, ((l, zero, oo),)) for symbol in (w, a, c)),
        difference(D, u, a),
        difference(E, v, c),
        factors(G, w),
        factors(A, a),
        factors(C, c),
    ),
    given=apart,
    lhs=-D[k] * E[k],
    relation=Relation.AT_MOST,
    rhs=zero,
    text="inputs x, x + u, x + u + v: behind k layers of one unit the differences D_k and E_k have no opposite signs; "
    "a_k^2 and c_k^2 are the ratios of differences behind and before unit k",
)
_first = _monotone.but(lhs=D[k], relation=Relation.EQUAL, rhs=G[k] * A[k] ** 2 * u, text="all weights and ratios")
_second = _monotone.but(lhs=E[k], relation=Relation.EQUAL, rhs=G[k] * C[k] ** 2 * v, text="all weights and ratios")
one_unit_a_layer_is_monotone_at_any_depth = Claim(
    title="A network with one ReLU unit a layer rises or falls all over, however deep it is",
    ledger=("uat.deep-narrow",),
    sources=NARROW,
    statement=_monotone,
    derivation=(
        Step(statement=_first, rule=Rule.RECURSION, reason="layer by layer"),
        Step(statement=_second, rule=Rule.RECURSION, reason="layer by layer, the same weights"),
        Step(statement=_monotone, rule=Rule.NORMAL_FORM, reason="squares times u v", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="always_rises",
            statement=_monotone.but(lhs=-D[k], rhs=zero),
            misconception="weights are taken for positive",
        ),
        Mutant(
            name="ratios_of_any_sign",
            statement=_monotone.but(
                where=(
                    *_monotone.where[:6],
                    Sequence(symbol=D, index=k, initial=u, successor=w[k] * a[k] * D[k]),
                    *_monotone.where[7:],
                )
            ),
            misconception="the activation need not be monotone",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Ratios that are not negative are squares of real numbers; `relu_never_falls` gives them. For n inputs the "
    "least width that suffices for ReLU networks is n + 1 (Hanin and Sellke 2017), not derived here.",
)

_near = (
    Hypothesis(name="f(0) < 1/8", lhs=f0, relation=Relation.LESS, rhs=eighth),
    Hypothesis(name="f(1/2) > 1/8", lhs=eighth, relation=Relation.LESS, rhs=f1),
    Hypothesis(name="f(1) < 1/8", lhs=f2, relation=Relation.LESS, rhs=eighth),
)
_hump = Statement(
    where=(Scalar(f0), Scalar(f1), Scalar(f2)),
    given=_near,
    lhs=(f1 - f0) * (f2 - f1),
    relation=Relation.LESS,
    rhs=zero,
    text="nearer than 1/8 to x (1 - x) at 0, 1/2 and 1, whose values are 0, 1/4 and 0: up, and then down",
)
what_is_near_a_hump_rises_and_falls = Claim(
    title="What is nearer than 1/8 to x (1 - x) rises and falls: no network with one unit a layer is",
    ledger=("uat.deep-narrow",),
    sources=NARROW,
    statement=_hump,
    derivation=(Step(statement=_hump, rule=Rule.SCALAR_NORMAL_FORM, reason="f(1/2) is above both others"),),
    mutants=(
        Mutant(
            name="without_the_middle",
            statement=_hump.but(given=(_near[0], _near[2])),
            misconception="small values at the ends are enough",
        ),
        Mutant(
            name="nearer_than_a_quarter",
            statement=_hump.but(
                given=(
                    Hypothesis(name="f(0) < 1/4", lhs=f0, relation=Relation.LESS, rhs=2 * eighth),
                    Hypothesis(name="f(1/2) > 0", lhs=zero, relation=Relation.LESS, rhs=f1),
                    Hypothesis(name="f(1) < 1/4", lhs=f2, relation=Relation.LESS, rhs=2 * eighth),
                )
            ),
            misconception="a monotone function is off by a quarter at least",
            witness=Counterexample(values={f0: eighth, f1: eighth, f2: eighth}, text="the constant 1/8"),
        ),
    ),
    expected=Conclusion.PROVED,
)
