"""Small parities and what 2^(n-1) bounds: three ReLU units for four bits; a half-space cuts off one even input."""

from sympy import Expr, IndexedBase, Integer, Mod, Rational, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import relu
from ..kernel.statement import Counterexample, Hypothesis, Index, Relation, Scalar, Size, Statement, array

QUANTIFY = (Source(Document.DEPTH_CHALLENGE, "5. Quantify: How Many Neurons/Layers Needed?"),)
n = Symbol("n", integer=True, positive=True)
i = Symbol("i", integer=True)
c = Symbol("c", real=True)
w, x, W, b, v = (IndexedBase(name, real=True) for name in ("w", "x", "W", "b", "v"))

bits = tuple(Symbol(f"x{number}", integer=True) for number in (1, 2, 3, 4))
total = sum(bits, Integer(0))
places = tuple(Scalar(bit, values=(Integer(0), Integer(1))) for bit in bits)
odd = Mod(total, 2)
_four = Statement(
    where=places,
    lhs=6 - 2 * relu(3 - total) - 4 * relu(total - Rational(3, 4)) + 3 * relu(total - Rational(5, 3)),
    rhs=odd,
    text="6 - 2 ReLU(3 - s) - 4 ReLU(s - 3/4) + 3 ReLU(s - 5/3) is the parity of s = x1 + x2 + x3 + x4",
)


def any_network(units: int) -> Expr:
    """A network with one hidden layer of ReLU units on four bits, with all weights and biases free."""
    return c + sum(
        (v[m] * relu(sum((W[m, j] * bit for j, bit in enumerate(bits, 1)), b[m])) for m in range(1, units + 1)),
        Integer(0),
    )


_always_wrong = Statement(
    where=(array(W, 3, 4), array(b, 3), array(v, 3), Scalar(c)),
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=Sum((any_network(3) - odd) ** 2, *((bit, 0, 1) for bit in bits)),
    text="every network with three ReLU units in one hidden layer, five fewer than 2^(4-1), is wrong on some of the "
    "16 inputs",
)
three_relu_units_compute_four_bit_parity = Claim(
    title="Three ReLU units in one hidden layer compute the parity of four bits; 2^(n-1) = 8 are not needed",
    ledger=("depth.parity-one-layer-exponential",),
    sources=QUANTIFY,
    statement=_four,
    derivation=(Step(statement=_four, rule=Rule.ENUMERATION, reason="16 inputs, exact rationals"),),
    as_stated=_always_wrong,
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(
        values={
            W: ((-1, -1, -1, -1), (1, 1, 1, 1), (1, 1, 1, 1)),
            b: (3, Rational(-3, 4), Rational(-5, 3)),
            v: (-2, -4, 3),
            c: 6,
        },
        text="right on all 16 inputs",
    ),
    mutants=(
        Mutant(
            name="kinks_at_whole_numbers",
            statement=_four.but(lhs=6 - 2 * relu(3 - total) - 4 * relu(total - 1) + 3 * relu(total - 2)),
            misconception="the kinks must lie at numbers of bits",
        ),
        Mutant(
            name="two_units",
            statement=_four.but(lhs=6 - 2 * relu(3 - total) - 4 * relu(total - Rational(3, 4))),
            misconception="the third unit is not needed",
        ),
        Mutant(
            name="even",
            statement=_four.but(rhs=1 - odd),
            misconception="the network computes the complement",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="The slide's 2^(n-1) counts conjunctions; n units are enough for every n, and for four bits even three. "
    "Without a hidden layer no number of bits above one can be done.",
)

# A half-space with every odd input in it.
cut_off = Hypothesis(name="c < 0", lhs=c, relation=Relation.LESS, rhs=Integer(0))
odd_inside = Hypothesis(
    name="w_i + c >= 0",
    lhs=Integer(0),
    relation=Relation.AT_MOST,
    rhs=w[i] + c,
    forall=(Index(i, Integer(1), n),),
    establish=(w[i], -c + w[i] ** 2),
)
a_bit = Hypothesis(
    name="x_i >= 0",
    lhs=Integer(0),
    relation=Relation.AT_MOST,
    rhs=x[i],
    forall=(Index(i, Integer(1), n),),
    establish=(x[i], 2 + x[i] ** 2),
)
ones = Sum(x[i], (i, 1, n))
two_set = Hypothesis(name="two bits set", lhs=Integer(2), relation=Relation.AT_MOST, rhs=ones)
value = Sum(w[i] * x[i], (i, 1, n)) + c
_one_even = Statement(
    where=(Size(n), array(w, n), array(x, n), Scalar(c)),
    given=(cut_off, odd_inside, a_bit, two_set),
    lhs=Integer(0),
    relation=Relation.LESS,
    rhs=value,
    text="w.x + c < 0 at x = 0 and >= 0 at every input with one bit set: then w.x + c > 0 wherever two bits are set",
)
_apart = Sum((w[i] + c) * x[i], (i, 1, n)) - c * (ones - 2) - c
a_half_space_with_all_odd_inputs_cuts_off_one_even_input = Claim(
    title="A half-space that holds every odd input cuts off at most one even input: 2^(n-1) conjunctions for parity",
    ledger=("depth.parity-one-layer-exponential",),
    sources=QUANTIFY,
    statement=_one_even,
    derivation=(
        Step(statement=_one_even.but(rhs=_apart), rule=Rule.NORMAL_FORM, reason="terms that are not negative, and -c"),
        Step(
            statement=_one_even.but(lhs=_apart, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="c (sum x) added and taken away",
        ),
        Step(statement=_one_even, rule=Rule.CHAIN, reason="both", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="one_bit_set",
            statement=_one_even.but(
                given=(
                    cut_off,
                    odd_inside,
                    a_bit,
                    Hypothesis(name="a bit set", lhs=Integer(1), relation=Relation.AT_MOST, rhs=ones),
                )
            ),
            misconception="inputs with one bit set lie strictly inside",
            witness=Counterexample(values={n: 1, w: (1,), x: (1,), c: -1}, text="x - 1 is 0 at x = 1"),
        ),
        Mutant(
            name="odd_inputs_anywhere",
            statement=_one_even.but(given=(cut_off, a_bit, two_set)),
            misconception="the even inputs other than 0 are inside of any half-space without 0",
        ),
        Mutant(
            name="outside",
            statement=_one_even.but(rhs=-value),
            misconception="the half-space cuts off all even inputs",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Changing bits x to 1 - x moves any even input to 0. A network whose output is the conjunction of half-spaces "
    "needs one for each of the 2^(n-1) even inputs; output weights of both signs do not.",
)
