"""Boundary conditions of finite cross-correlation (w * x)(k) = sum_i w(i) x(k + i), and the example in letters.

Kernel places 0..m-1, signal places 0..n-1. That a window fits is part of each statement: an entry read outside of its
array has no meaning, and a statement with one is refused.
Source: Lim 2025, Lecture 10, slides "Finite Convolutions: Boundary Conditions" and "Convolution Filters in CNNs".
"""

from sympy import Expr, IndexedBase, Integer, Mod, Piecewise, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.reindex import Order, Reindexing
from ..kernel.statement import Array, Domain, Hypothesis, Index, Relation, Scalar, Size, Statement

m, n = (Symbol(name, integer=True, positive=True) for name in "mn")
a = Symbol("a", integer=True, nonnegative=True)
i, j, k, place = (Symbol(name, integer=True) for name in ("i", "j", "k", "place"))
w, x = (IndexedBase(name, real=True) for name in "wx")
BOUNDARY = Source(Document.LECTURE_10, "Finite Convolutions: Boundary Conditions")
FILTERS = Source(Document.LECTURE_10, "Convolution Filters in CNNs")
short = Hypothesis(name="m <= n", lhs=m, relation=Relation.AT_MOST, rhs=n)


def places(first: Expr | int, last: Expr) -> tuple[tuple[Symbol, Expr, Expr]]:
    """One axis."""
    return ((place, first + Integer(0), last),)


def backwards(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that reads the window from its last place to its first."""
    return (Step(statement=statement, rule=Rule.REINDEX, reason=reason, data=Reindexing(order=Order.REFLECTED)),)


# Circular: every place is the start of a window; after n places everything repeats.
_circular = Statement(
    where=(Size(m), Size(n), Array(w, places(0, m - 1)), Array(x, places(0, n - 1)), Index(k, Integer(0), n - 1)),
    lhs=Sum(w[i] * x[Mod(k + n + i, n)], (i, 0, m - 1)),
    rhs=Sum(w[j] * x[Mod(k + j, n)], (j, 0, m - 1)),
    text="(w * x)(k + n) = (w * x)(k) for the periodic signal: the n outputs k = 0..n-1 are all there are",
)
circular_outputs_repeat_after_n_places = Claim(
    title="Circular convolution has n outputs, one for each place: after n places they repeat",
    ledger=("conv.circular-valid-sizes",),
    sources=(BOUNDARY,),
    statement=_circular,
    derivation=(
        Step(
            statement=_circular,
            rule=Rule.REINDEX,
            reason="k + n + i and k + i are the same place of the circle",
            data=Reindexing(order=Order.ROTATED),
        ),
    ),
    mutants=(
        Mutant(
            name="period_of_the_kernel",
            statement=_circular.but(lhs=Sum(w[i] * x[Mod(k + m + i, n)], (i, 0, m - 1))),
            misconception="outputs repeat with the length of the kernel",
        ),
        Mutant(
            name="period_of_the_valid_outputs",
            statement=_circular.but(lhs=Sum(w[i] * x[Mod(k + n - m + 1 + i, n)], (i, 0, m - 1))),
            misconception="there are as many circular outputs as valid ones",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Valid: the last output is k = n - m.
_valid = Statement(
    where=(Size(m), Size(n), Array(w, places(0, m - 1)), Array(x, places(0, n - 1))),
    given=(short,),
    lhs=Sum(w[i] * x[n - m + i], (i, 0, m - 1)),
    rhs=Sum(w[m - 1 - j] * x[n - 1 - j], (j, 0, m - 1)),
    text="the output k = n - m reads the signal up to its last place n - 1: the valid ones are k = 0..n-m",
)
last_valid_window_ends_at_the_last_place = Claim(
    title="The window of the output n - m ends at the last place of the signal: there are n - m + 1 valid outputs",
    ledger=("conv.circular-valid-sizes",),
    sources=(BOUNDARY,),
    statement=_valid,
    derivation=backwards(_valid, "read from the last place of the window to the first"),
    mutants=(
        Mutant(
            name="one_output_more",
            statement=_valid.but(lhs=Sum(w[i] * x[n - m + 1 + i], (i, 0, m - 1))),
            misconception="outputs k = 0..n-m+1: the last window leaves the signal",
        ),
        Mutant(
            name="one_output_less",
            statement=_valid.but(
                lhs=Sum(w[i] * x[n - m + i], (i, 0, m - 1)), rhs=Sum(w[m - 1 - j] * x[n - 2 - j], (j, 0, m - 2))
            ),
            misconception="the last place of the signal is never read",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Counted: windows that start at multiples of the stride and stay inside, for all m <= n <= LARGEST.
LARGEST = 7
kernel, signal, stride = (Symbol(name, real=True) for name in ("m", "n", "s"))


def fits(start: int) -> Expr:
    """1 where the window from `start` on is one of the stride's and ends inside the signal."""
    last = start + kernel - 1
    inside = Piecewise((Integer(1), last < signal), (Integer(0), True))
    return inside * Piecewise((Integer(1), Mod(start, stride) < 1), (Integer(0), True))


def up_to(largest: int) -> tuple[Expr, ...]:
    """1, ..., largest."""
    return tuple(Integer(v) for v in range(1, largest + 1))


_count = Statement(
    where=(
        # the instances that are looked at first have stride 3 and windows of every length
        Scalar(stride, values=up_to(3)[::-1]),
        Scalar(signal, values=up_to(LARGEST)[::-1]),
        Scalar(kernel, values=up_to(LARGEST)),
    ),
    given=(Hypothesis(name="m <= n", lhs=kernel, relation=Relation.AT_MOST, rhs=signal),),
    lhs=sum((fits(start) for start in range(LARGEST)), Integer(0)),
    rhs=(signal - kernel - Mod(signal - kernel, stride)) / stride + 1,
    text="windows that fit, counted one by one for m <= n <= 7 and strides s <= 3: floor((n - m) / s) + 1",
)
valid_outputs_with_stride = Claim(
    title="With stride s there are floor((n - m)/s) + 1 valid outputs, for all m <= n <= 7 and s <= 3",
    ledger=("conv.circular-valid-sizes",),
    sources=(BOUNDARY,),
    statement=_count,
    derivation=(Step(statement=_count, rule=Rule.ENUMERATION, reason="every case is counted"),),
    mutants=(
        Mutant(
            name="one_too_few",
            statement=_count.but(rhs=(signal - kernel - Mod(signal - kernel, stride)) / stride),
            misconception="n - m outputs: the first is not counted",
        ),
        Mutant(
            name="window_forgotten",
            statement=_count.but(rhs=(signal - Mod(signal, stride)) / stride),
            misconception="n / s outputs, whatever the window",
        ),
    ),
    expected=Conclusion.PROVED,
)


# Same zero padding: m - 1 places are added, floor(m/2) of them on the left.
def padded(left: Expr, right: Expr) -> tuple[Size, Scalar, Array, Array, Index]:
    """A signal of n places with `left` and `right` further ones, and a kernel of left + right + 1 places."""
    return (
        Size(n),
        Scalar(a, Domain.NATURAL),
        Array(w, places(0, left + right)),
        Array(x, places(-left, n - 1 + right)),
        Index(k, Integer(0), n - 1),
    )


_odd = Statement(
    where=padded(a, a),
    lhs=Sum(w[i] * x[k + i - a], (i, 0, 2 * a)),
    rhs=Sum(w[2 * a - j] * x[k + a - j], (j, 0, 2 * a)),
    text="m = 2a + 1, offset -a: n outputs, each centred at its place, with a further places on either side",
)
odd_same_padding_is_centred = Claim(
    title="Same padding with a kernel of 2a + 1 places has n outputs and pads a places on either side",
    ledger=("conv.same-padding",),
    sources=(BOUNDARY,),
    statement=_odd,
    derivation=backwards(_odd, "the window runs from k - a to k + a"),
    mutants=(
        Mutant(
            name="offset_rounded_up",
            statement=_odd.but(lhs=Sum(w[i] * x[k + i - a - 1], (i, 0, 2 * a))),
            misconception="offset -ceil(m/2): the first window leaves the padded signal",
        ),
        Mutant(
            name="no_offset",
            statement=_odd.but(lhs=Sum(w[i] * x[k + i], (i, 0, 2 * a))),
            misconception="all m - 1 zeros are put behind the signal",
        ),
    ),
    expected=Conclusion.PROVED,
)

_even = Statement(
    where=padded(a + 1, a),
    lhs=Sum(w[i] * x[k + i - a - 1], (i, 0, 2 * a + 1)),
    rhs=Sum(w[2 * a + 1 - j] * x[k + a - j], (j, 0, 2 * a + 1)),
    text="m = 2a + 2, offset -(a + 1): n outputs, with one place more on the left than on the right",
)
even_same_padding_leans_to_the_left = Claim(
    title="Same padding with a kernel of 2a + 2 places has n outputs, and pads one place more on the left",
    ledger=("conv.same-padding",),
    sources=(BOUNDARY,),
    statement=_even,
    derivation=backwards(_even, "the window runs from k - a - 1 to k + a"),
    mutants=(
        Mutant(
            name="leans_to_the_right",
            statement=_even.but(where=padded(a, a + 1), lhs=Sum(w[i] * x[k + i - a], (i, 0, 2 * a + 1))),
            misconception="the further place is put on the right, as libraries do",
        ),
        Mutant(
            name="centred",
            statement=_even.but(rhs=Sum(w[2 * a + 1 - j] * x[k + a - j], (j, 0, 2 * a))),
            misconception="the window has an odd number of places",
        ),
    ),
    expected=Conclusion.PROVED,
    note="JAX and TensorFlow pad the further place on the right: there, an even kernel gives other outputs.",
)

# The slide's matrix: twelve letters, a filter of four Greek ones, six outputs.
letters = tuple(Symbol(name, real=True) for name in "abcdefghijkl")
image = tuple(letters[3 * row : 3 * row + 3] for row in range(4))
A, B, C, D, E, F, G, H, I, J, K, L = letters  # noqa: E741 - the slide's letters
alpha, beta, gamma, delta = (Symbol(name, real=True) for name in ("alpha", "beta", "gamma", "delta"))
FILTER = ((alpha, beta), (gamma, delta))
tests = tuple(Symbol(f"t{number}", real=True) for number in range(6))
PRINTED = (
    A * alpha + B * beta + D * gamma + E * delta,
    B * alpha + C * beta + E * gamma + F * delta,
    D * alpha + E * beta + G * gamma + H * delta,
    E * alpha + F * beta + H * gamma + I * delta,
    G * alpha + H * beta + J * gamma + K * delta,
    H * alpha + I * beta + K * gamma + L * delta,
)


def output(row: int, column: int, flipped: bool = False) -> Expr:
    """sum_ij w(i, j) x(row + i, column + j), or with the kernel flipped in both directions."""
    cells = [(r, c) for r in range(2) for c in range(2)]
    entries = [(FILTER[1 - r][1 - c] if flipped else FILTER[r][c]) * image[row + r][column + c] for r, c in cells]
    return sum(entries, Integer(0))


def tested(entries: tuple[Expr, ...]) -> Expr:
    """The six entries, row by row, against six arbitrary numbers: equal for all numbers where the entries are equal."""
    return sum((t * entry for t, entry in zip(tests, entries, strict=True)), Integer(0))


_outputs = tuple(output(row, column) for row in range(3) for column in range(2))
_letters = Statement(
    where=tuple(Scalar(u) for u in (*letters, alpha, beta, gamma, delta, *tests)),
    lhs=tested(_outputs),
    rhs=tested(PRINTED),
    text="all six entries of the 3 x 2 output, each against a number of its own",
)
letters_example_is_valid_cross_correlation = Claim(
    title="The worked example in letters is the valid cross-correlation, 3 x 2 from 4 x 3 and 2 x 2",
    ledger=("conv.2d-letters-example",),
    sources=(FILTERS,),
    statement=_letters,
    derivation=(Step(statement=_letters, rule=Rule.SCALAR_NORMAL_FORM, reason="entry by entry"),),
    mutants=(
        Mutant(
            name="kernel_flipped",
            statement=_letters.but(lhs=tested(tuple(output(r, c, True) for r in range(3) for c in range(2)))),
            misconception="convolution proper, with the kernel flipped",
        ),
        Mutant(
            name="column_by_column",
            statement=_letters.but(lhs=tested(tuple(output(r, c) for c in range(2) for r in range(3)))),
            misconception="the output is 2 x 3",
        ),
    ),
    expected=Conclusion.PROVED,
)
