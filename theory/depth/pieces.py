"""Pieces of piecewise linear networks in one variable: a composed tent doubles them, a unit in one layer adds one."""

from sympy import Expr, Indexed, IndexedBase, Integer, Rational, Sum, Symbol

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import relu
from ..kernel.statement import (
    Counterexample,
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

k = Symbol("k", integer=True, nonnegative=True)
M = Symbol("M", integer=True, positive=True)
m = Symbol("m", integer=True)
x, r, t = (Symbol(name, real=True) for name in "xrt")
p, q, P = (IndexedBase(name, real=True) for name in "pqP")
v, z, a, b = (IndexedBase(name, real=True) for name in "vzab")
half = Rational(1, 2)
DEPTH = (
    Source(Document.DEPTH_CHALLENGE, "5. Quantify: How Many Neurons/Layers Needed?"),
    Source(Document.QUEST, "Why Go Deeper?"),
)


def tent(at: Expr) -> Expr:
    """Two ReLU units: 2 x up to 1/2, 2 - 2 x from there on, for x >= 0."""
    return 2 * relu(at) - 4 * relu(at - half)


def composed(symbol: IndexedBase, start: Expr) -> Sequence:
    """The tent applied k times."""
    return Sequence(symbol=symbol, index=k, initial=start, successor=tent(symbol[k]))


inside = (
    Hypothesis(name="x >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=x),
    Hypothesis(name="x <= 1", lhs=x, relation=Relation.AT_MOST, rhs=Integer(1)),
)


def half_copy(start: Expr, text: str) -> Statement:
    """k + 1 tents at `start`, the first of them in q_0, give what k tents give at x."""
    return Statement(
        where=(Scalar(k, Domain.NATURAL), Scalar(x), composed(p, x), composed(q, tent(start))),
        given=inside,
        lhs=q[k],
        rhs=p[k],
        text=text,
    )


def by_tents(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The first tent undoes the halving; the rest is the same."""
    made = recursion.induction(statement, k)
    return (
        Step(statement=made.base, rule=Rule.SCALAR_NORMAL_FORM, reason=reason),
        Step(
            statement=made.step,
            rule=Rule.NORMAL_FORM,
            reason="the same tents on the same number",
            data=((p, k + 1), (q, k + 1)),
        ),
        Step(statement=statement, rule=Rule.INDUCTION, reason="tent by tent", using=(0, 1), data=k),
    )


_left = half_copy(x / 2, "T^(k+1)(x/2) = T^k(x) on [0, 1]: the left half of the next saw is the whole of this one")
left_half_of_the_next_saw = Claim(
    title="The left half of the graph of k + 1 composed tents is the graph of k tents at half the width",
    ledger=("depth.exponential-advantage", "depth.compact-multi-layer"),
    sources=DEPTH,
    statement=_left,
    derivation=by_tents(_left, "T(x/2) = x"),
    mutants=(
        Mutant(
            name="same_number_of_tents",
            statement=_left.but(where=(*_left.where[:-1], composed(q, x / 2))),
            misconception="the saw looks the same at half its width without a further tent",
        ),
        Mutant(
            name="quarter",
            statement=_left.but(where=(*_left.where[:-1], composed(q, tent(x / 4)))),
            misconception="a tent divides the width by four",
        ),
    ),
    expected=Conclusion.PROVED,
)

_right = half_copy(1 - x / 2, "T^(k+1)(1 - x/2) = T^k(x) on [0, 1]: the right half is the same saw mirrored").but(
    given=inside[1:]
)
right_half_of_the_next_saw = Claim(
    title="The right half of the graph of k + 1 composed tents is the mirrored graph of k tents at half the width",
    ledger=("depth.exponential-advantage", "depth.compact-multi-layer"),
    sources=DEPTH,
    statement=_right,
    derivation=by_tents(_right, "T(1 - x/2) = x"),
    mutants=(
        Mutant(
            name="shifted_not_mirrored",
            statement=_right.but(where=(*_right.where[:-1], composed(q, tent(half + x / 2)))),
            misconception="the right half is the left half moved",
        ),
        Mutant(
            name="flipped_values",
            statement=_right.but(rhs=1 - p[k]),
            misconception="the right half is the left half upside down",
        ),
    ),
    expected=Conclusion.PROVED,
)

_count = Statement(
    where=(Scalar(k, Domain.NATURAL), Sequence(symbol=P, index=k, initial=Integer(1), successor=P[k] + P[k])),
    lhs=P[k],
    rhs=Integer(2) ** k,
    text="one piece without a tent; every tent puts two copies side by side, which meet in a corner at 1/2",
)
composed_tents_have_two_to_the_k_pieces = Claim(
    title="k composed tents, of two ReLU units each, have 2^k linear pieces",
    ledger=("depth.exponential-advantage", "depth.compact-multi-layer", "depth.relu-region-count"),
    sources=DEPTH,
    statement=_count,
    derivation=(Step(statement=_count, rule=Rule.RECURSION, reason="1, and twice as many each time"),),
    mutants=(
        Mutant(
            name="additive",
            statement=_count.but(rhs=2 * k),
            misconception="every layer adds as many pieces as it has units",
        ),
        Mutant(
            name="one_more_a_unit",
            statement=_count.but(rhs=2 * k + 1),
            misconception="2 k units give 2 k + 1 pieces in every arrangement",
        ),
    ),
    expected=Conclusion.PROVED,
    note="The two halves are the claims above; a network with one hidden layer needs 2^k - 1 units for as many pieces.",
)


# Pre-activations of unit m: a_m z_m at one point, b_m z_m at another, of one sign where a_m > 0 and b_m > 0. At the
# point between with weights r and t they are r a_m z_m + t b_m z_m.
def shallow(reached: Expr) -> Expr:
    """Output of one hidden layer."""
    return Sum(v[m] * relu(reached), (m, 1, M))


def positive(entry: Expr) -> Hypothesis:
    """The hypothesis on a weight, or on the size of every pre-activation at one point."""
    units = (Index(m, Integer(1), M),) if isinstance(entry, Indexed) else ()
    return Hypothesis(
        name=f"{entry} > 0",
        lhs=Integer(0),
        relation=Relation.LESS,
        rhs=entry,
        forall=units,
        establish=(entry, v[m] ** 2 + half) if units else None,
    )


_weights = (positive(r), positive(t))
_affine = Statement(
    where=(Size(M), array(v, M), array(z, M), array(a, M), array(b, M), Scalar(r), Scalar(t)),
    given=(*_weights, positive(a[m]), positive(b[m])),
    lhs=shallow((r * a[m] + t * b[m]) * z[m]),
    rhs=r * shallow(a[m] * z[m]) + t * shallow(b[m] * z[m]),
    text="between two points, r + t = 1, the network is a straight line, if no unit has pre-activations of both signs",
)
_unit = _affine.but(
    where=(*_affine.where, Index(m, Integer(1), M)),
    lhs=relu((r * a[m] + t * b[m]) * z[m]),
    rhs=r * relu(a[m] * z[m]) + t * relu(b[m] * z[m]),
    text="one unit that does not switch",
)
shallow_networks_bend_only_where_a_unit_switches = Claim(
    title="A ReLU network with one hidden layer of M units bends only where one switches: M + 1 pieces on a line",
    ledger=("depth.exponential-advantage", "depth.relu-region-count"),
    sources=DEPTH,
    statement=_affine,
    derivation=(
        Step(statement=_unit, rule=Rule.SCALAR_NORMAL_FORM, reason="both pre-activations on one side of 0"),
        Step(statement=_affine, rule=Rule.NORMAL_FORM, reason="a sum of straight lines", using=(0,)),
    ),
    mutants=(
        Mutant(
            name="units_may_switch",
            statement=_affine.but(given=(*_weights, positive(a[m]))),
            misconception="a ReLU network is affine between any two points",
        ),
        Mutant(
            name="beyond_the_points",
            statement=_affine.but(given=(_weights[0], *_affine.given[2:])),
            misconception="the straight line goes on behind the two points",
        ),
    ),
    expected=Conclusion.PROVED,
    note="On a line a unit w z + b with w != 0 switches once, at z = -b/w. An output bias changes nothing.",
)

_chain = Statement(
    where=(Scalar(k, Domain.NATURAL), Scalar(x), Sequence(symbol=p, index=k, initial=relu(x), successor=relu(p[k]))),
    lhs=p[k],
    rhs=relu(x),
    text="k further layers of one ReLU unit with weight 1 are the identity on what the first one gives",
)
depth_without_folding_gains_nothing = Claim(
    title="Depth is an exponential advantage for some functions only: a chain of ReLU units is one ReLU unit",
    ledger=("depth.exponential-advantage",),
    sources=(*DEPTH[:1], Source(Document.CONNECTIONISM, "III")),
    statement=_chain,
    derivation=(Step(statement=_chain, rule=Rule.RECURSION, reason="ReLU(ReLU(x)) = ReLU(x)"),),
    as_stated=_chain.but(
        where=(Scalar(k, Domain.NATURAL), Scalar(x), *_chain.where[2:]),
        given=(Hypothesis(name="k >= 1", lhs=Integer(1), relation=Relation.AT_MOST, rhs=k),),
        relation=Relation.NOT_EQUAL,
        text="every further layer lets the network compute what fewer layers cannot",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={k: 1, x: 1}, text="one further layer, the same output"),
    mutants=(
        Mutant(
            name="identity",
            statement=_chain.but(rhs=x),
            misconception="a chain of ReLU units is linear",
        ),
        Mutant(
            name="absolute_value",
            statement=_chain.but(rhs=relu(x) + relu(-x)),
            misconception="a second layer folds the line",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Tents gain a factor of two a layer because they fold [0, 1] onto itself.",
)
