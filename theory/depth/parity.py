"""Parity of n bits by one hidden layer of n units: induction on the bits that are set, then on the others."""

from sympy import Expr, IndexedBase, Integer, Rational, Symbol

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.functions import relu, step
from ..kernel.statement import Domain, Hypothesis, Relation, Scalar, Sequence, Statement

k, s, r = (Symbol(name, integer=True, nonnegative=True) for name in "ksr")
T = IndexedBase("T", real=True)
QUANTIFY = (Source(Document.DEPTH_CHALLENGE, "5. Quantify: How Many Neurons/Layers Needed?"),)
sign = Integer(-1)
half = Rational(1, 2)


def parity(count: Expr) -> Expr:
    """1 for an odd number, 0 for an even one."""
    return (1 - sign**count) / 2


def layer(initial: Expr, unit: Expr) -> Sequence:
    """Output of the first k units on an input with s bits set."""
    return Sequence(symbol=T, index=k, initial=initial, successor=T[k] + unit)


def on_inputs(network: Sequence, text: str) -> Statement:
    """The network with s + r units is right on an input of s + r bits, s of them set."""
    return Statement(
        where=(*(Scalar(symbol, Domain.NATURAL) for symbol in (k, s, r)), network),
        lhs=T[s + r],
        rhs=parity(s),
        text=text,
    )


reached = Hypothesis(name="k <= s", lhs=k, relation=Relation.AT_MOST, rhs=s)


def by_bits(statement: Statement, so_far: Expr) -> tuple[Step, ...]:
    """The first s units give the parity, since T_k = so_far until k = s; the others are 0."""
    first = statement.but(lhs=T[k], rhs=so_far, given=(reached,), text="the first k units on s >= k bits")
    set_bits = recursion.induction(first, k)
    at_s = statement.but(lhs=T[s], rhs=so_far.xreplace({k: s}), text="as many units as bits are set")
    start = statement.but(lhs=T[s], text="as many units as bits are set")
    others = recursion.induction(statement, r)
    return (
        Step(statement=set_bits.base, rule=Rule.SCALAR_NORMAL_FORM, reason="no unit yet"),
        Step(statement=set_bits.step, rule=Rule.SCALAR_NORMAL_FORM, reason="unit k is on: s > k"),
        Step(statement=first, rule=Rule.INDUCTION, reason="bit by bit", using=(0, 1), data=k),
        Step(statement=at_s, rule=Rule.INSTANCE, reason="k = s", using=(2,), data=((k, s),)),
        Step(statement=start, rule=Rule.SCALAR_NORMAL_FORM, reason="the parity of s", using=(3,)),
        Step(statement=others.base, rule=Rule.SCALAR_NORMAL_FORM, reason="no bit that is not set", using=(4,)),
        Step(statement=others.step, rule=Rule.SCALAR_NORMAL_FORM, reason="unit s + r is off: s <= s + r"),
        Step(statement=statement, rule=Rule.INDUCTION, reason="bit by bit", using=(5, 6), data=r),
    )


# Output weights 1, -2, 2, -2, ... behind ReLU(s - j), j = 0, 1, ...; the first is 2 less 1.
hinges = layer(-relu(s), 2 * sign**k * relu(s - k))
_relu = on_inputs(
    hinges,
    "ReLU(s) - 2 ReLU(s - 1) + 2 ReLU(s - 2) - ... with n = s + r units is the parity of n bits, s of them set; "
    "every unit weighs all bits by 1, T_0 = -ReLU(s) takes 1 off the first output weight",
)
n_relu_units_compute_parity = Claim(
    title="One hidden layer of n ReLU units computes the parity of n bits, for every n",
    ledger=("depth.parity-two-layers-linear", "depth.parity-one-layer-exponential"),
    sources=QUANTIFY,
    statement=_relu,
    derivation=by_bits(_relu, parity(k) - sign**k * (s - k)),
    mutants=(
        Mutant(
            name="first_weight_two",
            statement=_relu.but(where=(*_relu.where[:-1], layer(Integer(0), 2 * sign**k * relu(s - k)))),
            misconception="all output weights have the size 2",
        ),
        Mutant(
            name="signs_do_not_alternate",
            statement=_relu.but(where=(*_relu.where[:-1], layer(-relu(s), 2 * relu(s - k)))),
            misconception="every unit adds to the output",
        ),
        Mutant(
            name="one_unit_less",
            statement=_relu.but(lhs=T[s], rhs=parity(s + r)),
            misconception="units for the bits that are not set are not missed",
        ),
    ),
    expected=Conclusion.PROVED,
    note="One hidden layer is enough for O(n) units; the slide gives it as what a second layer is needed for.",
)

steps = layer(Integer(0), sign**k * step(s - k - half))
_threshold = on_inputs(
    steps,
    "[s > 1/2] - [s > 3/2] + [s > 5/2] - ... with n = s + r threshold units is the parity of n bits, s of them set",
)
n_threshold_units_compute_parity = Claim(
    title="One hidden layer of n threshold units computes the parity of n bits, for every n",
    ledger=("depth.parity-two-layers-linear", "depth.parity-one-layer-exponential"),
    sources=QUANTIFY,
    statement=_threshold,
    derivation=by_bits(_threshold, parity(k)),
    mutants=(
        Mutant(
            name="thresholds_at_whole_numbers",
            statement=_threshold.but(where=(*_threshold.where[:-1], layer(Integer(0), sign**k * step(s - k - 1)))),
            misconception="a unit that fires above k + 1 fires at k + 1",
        ),
        Mutant(
            name="sign_exchanged",
            statement=_threshold.but(
                where=(*_threshold.where[:-1], layer(Integer(0), sign ** (k + 1) * step(s - k - half)))
            ),
            misconception="the first unit is subtracted",
        ),
    ),
    expected=Conclusion.PROVED,
)
