"""Circular convolution and cross-correlation on n places, for every n, and the two worked examples' numbers.

Places are 0..n-1 and all indices are taken modulo n; a shorter kernel is padded with zeros to n places.
    convolution        (w * x)(k) = sum_i w(i) x(k - i)
    cross-correlation  (w o x)(k) = sum_i w(i) x(k + i), which the source writes with the same star
Shown: convolution commutes, cross-correlation is convolution with the flipped kernel and does not commute, its matrix
is circulant, and shift-invariant readings of a feature map.
Sources: Lim 2025, Lecture 10, slides on convolution; The Depth Challenge, section 17.
"""

from sympy import Expr, IndexedBase, Integer, Mod, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import sigma
from ..kernel.reindex import Order, Reindexing
from ..kernel.statement import Array, Counterexample, Index, Relation, Scalar, Size, Statement

n = Symbol("n", integer=True, positive=True)
a, i, j, k, s = (Symbol(name, integer=True) for name in "aijks")
w, x = (IndexedBase(name, real=True) for name in "wx")
places = ((a, Integer(0), n - 1),)
kernel_and_signal = (Size(n), Array(w, places), Array(x, places))
at_k = (*kernel_and_signal, Index(k, Integer(0), n - 1))
shifted = Index(s, Integer(0), n - 1)
FOUNDATION = Source(Document.LECTURE_10, "Convolution: Mathematical Foundation")
WHY = Source(Document.LECTURE_10, "Why Convolutions?")
INVARIANCE = Source(Document.LECTURE_10, "Translation Invariance and Pooling Operations")


def around(body: Expr, index: Symbol = i) -> Expr:
    """The sum of `body` over all places."""
    return Sum(body, (index, 0, n - 1))


def reindexed(statement: Statement, reason: str, order: Order, by: Expr | None = None) -> tuple[Step, ...]:
    """The derivation that reads the left sum in another order."""
    return (
        Step(statement=statement, rule=Rule.REINDEX, reason=reason, data=Reindexing(order=order, by=by or Integer(0))),
    )


# On one or two places left and right are the same; on three they are not.
PULSE_AFTER = Counterexample(
    values={n: 3, k: 1, w: (1, 0, 0), x: (0, 1, 0)}, text="three places, kernel at 0, signal at 1"
)
PULSE_BEFORE = Counterexample(
    values={n: 3, k: 1, w: (0, 1, 0), x: (1, 0, 0)}, text="three places, kernel at 1, signal at 0"
)
PULSE_SHIFTED = Counterexample(
    values={n: 3, k: 0, s: 1, w: (1, 0, 0), x: (0, 1, 0)}, text="three places, a pulse at 1 shifted to 2"
)

convolved = around(w[i] * x[Mod(k - i, n)])
correlated = around(w[i] * x[Mod(k + i, n)])

_commutes = Statement(
    where=at_k,
    lhs=convolved,
    rhs=around(x[j] * w[Mod(k - j, n)], j),
    text="w * x = x * w for circular convolution",
)
convolution_commutes = Claim(
    title="Circular convolution is commutative",
    ledger=("conv.discrete-properties",),
    sources=(FOUNDATION,),
    statement=_commutes,
    derivation=reindexed(_commutes, "j = k - i runs once round the circle", Order.TURNED, k),
    mutants=(
        Mutant(
            name="cross_correlation",
            statement=_commutes.but(lhs=correlated, rhs=around(x[j] * w[Mod(k + j, n)], j)),
            misconception="cross-correlation commutes as convolution does",
            witness=PULSE_AFTER,
        ),
        Mutant(
            name="flipped_argument",
            statement=_commutes.but(rhs=around(x[j] * w[Mod(j - k, n)], j)),
            misconception="the difference of the places is taken the wrong way round",
            witness=PULSE_BEFORE,
        ),
    ),
    expected=Conclusion.PROVED,
    note="On all integers both sums must converge: absolutely summable w and bounded x suffice.",
)

_flipped = Statement(
    where=at_k,
    lhs=correlated,
    rhs=around(w[Mod(-j, n)] * x[Mod(k - j, n)], j),
    text="cross-correlation with w is convolution with the flipped kernel w(-i)",
)
correlation_is_convolution_with_flipped_kernel = Claim(
    title="Cross-correlation is convolution with the flipped kernel",
    ledger=("conv.cross-correlation",),
    sources=(FOUNDATION,),
    statement=_flipped,
    derivation=reindexed(_flipped, "j = -i", Order.TURNED),
    mutants=(
        Mutant(
            name="signal_flipped",
            statement=_flipped.but(rhs=around(w[j] * x[Mod(j - k, n)], j)),
            misconception="the signal is flipped instead of the kernel",
            witness=PULSE_AFTER,
        ),
        Mutant(
            name="nothing_flipped",
            statement=_flipped.but(rhs=convolved),
            misconception="cross-correlation and convolution are the same",
            witness=PULSE_BEFORE,
        ),
    ),
    expected=Conclusion.PROVED,
)

_exchanged = Statement(
    where=at_k,
    lhs=correlated,
    rhs=around(x[j] * w[Mod(-k + j, n)], j),
    text="exchanging kernel and signal reverses a cross-correlation: (w o x)(k) = (x o w)(-k)",
)
exchange_reverses_cross_correlation = Claim(
    title="Exchanging kernel and signal reverses a cross-correlation: it is not commutative",
    ledger=("conv.cross-correlation",),
    sources=(FOUNDATION,),
    statement=_exchanged,
    derivation=reindexed(_exchanged, "j = k + i", Order.ROTATED, -k),
    as_stated=_exchanged.but(
        rhs=around(x[j] * w[Mod(k + j, n)], j),
        text="w * x = x * w, with the star that the slides use for cross-correlation from here on",
    ),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={n: 3, k: 1, w: (1, 0, 0), x: (0, 1, 0)}, text="unit pulses at 0 and 1: w o x is at 1, x o w at -1"
    ),
    mutants=(
        Mutant(
            name="commutative",
            statement=_exchanged.but(rhs=around(x[j] * w[Mod(k + j, n)], j)),
            misconception="the properties of convolution carry over",
            witness=PULSE_AFTER,
        ),
        Mutant(
            name="one_place_off",
            statement=_exchanged.but(rhs=around(x[j] * w[Mod(j - k - 1, n)], j)),
            misconception="places are counted from 1 in one of the two arrays",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)

_circulant = _exchanged.but(
    rhs=around(w[Mod(j - k, n)] * x[j], j),
    text="cross-correlation is the matrix with entries C(k, j) = w((j - k) mod n)",
)
correlation_matrix_is_circulant = Claim(
    title="Circular cross-correlation is the circulant matrix with entries w((j - k) mod n)",
    ledger=("conv.circulant-toeplitz",),
    sources=(WHY,),
    statement=_circulant,
    derivation=reindexed(_circulant, "the coefficient of x(j) is that with i = j - k", Order.ROTATED, -k),
    mutants=(
        Mutant(
            name="transposed",
            statement=_circulant.but(rhs=around(w[Mod(k - j, n)] * x[j], j)),
            misconception="the printed matrix is that of convolution proper",
            witness=PULSE_BEFORE,
        ),
        Mutant(
            name="hankel",
            statement=_circulant.but(rhs=around(w[Mod(k + j, n)] * x[j], j)),
            misconception="the entries are constant along the other diagonals",
            witness=PULSE_AFTER,
        ),
    ),
    expected=Conclusion.PROVED,
    note="Entries depend on j - k alone, so the matrix is Toeplitz; a kernel of m places leaves m parameters.",
)

w0, w1, w2, x0, x1, x2 = (Symbol(name, real=True) for name in ("w0", "w1", "w2", "x0", "x1", "x2"))


def same(place: int, signal: tuple[Expr, ...]) -> Expr:
    """Entry `place` of the zero-padded cross-correlation with (w0, w1, w2), offset -1."""
    padded = (Integer(0), *signal, Integer(0))
    return sum((u * padded[place + at] for at, u in enumerate((w0, w1, w2))), Integer(0))


_equivariant = Statement(
    where=(*at_k, shifted),
    lhs=around(w[i] * x[Mod(k + i - s, n)]),
    rhs=around(w[Mod(j - k + s, n)] * x[j], j),
    text="correlating the signal shifted by s gives row k - s of the same matrix: w o (T x) = T (w o x)",
)
correlation_commutes_with_circular_shifts = Claim(
    title="Circular cross-correlation commutes with circular shifts",
    ledger=("conv.translation-equivariance",),
    sources=(WHY,),
    statement=_equivariant,
    derivation=reindexed(_equivariant, "j = k + i - s", Order.ROTATED, s - k),
    as_stated=Statement(
        where=tuple(Scalar(u) for u in (w0, w1, w2, x0, x1, x2)),
        lhs=same(0, (Integer(0), x0, x1)),
        rhs=Integer(0),
        text="with zero padding (here n = m = 3) the first output of the shifted signal is the zero that T fills in",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={w0: 0, w1: 0, w2: 1, x0: 1, x1: 0, x2: 0},
        text="w = (0, 0, 1), x = (1, 0, 0): the shifted signal gives (1, 0, 0), the shifted output is zero",
    ),
    mutants=(
        Mutant(
            name="shifted_back",
            statement=_equivariant.but(rhs=around(w[Mod(j - k - s, n)] * x[j], j)),
            misconception="the output moves against the input",
            witness=PULSE_SHIFTED,
        ),
        Mutant(
            name="invariant",
            statement=_equivariant.but(rhs=correlated),
            misconception="convolution is invariant under shifts instead of equivariant",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)

_total = Statement(where=(*kernel_and_signal, shifted), lhs=around(x[Mod(i - s, n)]), rhs=around(x[j], j), text="")
_total = _total.but(text="the sum of all entries does not see a circular shift")
sum_is_invariant_under_circular_shifts = Claim(
    title="The sum of a signal is invariant under circular shifts",
    ledger=("conv.invariant-composition",),
    sources=(INVARIANCE,),
    statement=_total,
    derivation=reindexed(_total, "j = i - s runs once round the circle", Order.ROTATED, s),
    mutants=(
        Mutant(
            name="weighted_sum",
            statement=_total.but(lhs=around(w[i] * x[Mod(i - s, n)]), rhs=around(w[j] * x[j], j)),
            misconception="every linear reading of the signal is invariant",
        ),
        Mutant(
            name="zeros_shifted_in",
            statement=_total.but(lhs=Sum(x[Mod(i - s, n)], (i, s, n - 1))),
            misconception="what leaves at the border does not count",
        ),
    ),
    expected=Conclusion.PROVED,
)


def feature(shift: Expr, place: Symbol) -> Expr:
    """sigma((w o x)(place)) of the signal shifted by `shift`."""
    return sigma(Sum(w[a] * x[Mod(place + a - shift, n)], (a, 0, n - 1)))


_composed = Statement(
    where=(*kernel_and_signal, shifted),
    lhs=around(feature(s, i)),
    rhs=around(feature(Integer(0), j), j),
    text="correlation, then any activation, then the sum over places: the result does not see a circular shift",
)
invariant_after_equivariant_is_invariant = Claim(
    title="A circular convolution layer with any activation, summed over places, is invariant under circular shifts",
    ledger=("conv.invariant-composition", "conv.pointwise-equivariance", "pool.translation-invariance"),
    sources=(INVARIANCE, WHY),
    statement=_composed,
    derivation=reindexed(_composed, "j = i - s: the feature at i of the shifted signal", Order.ROTATED, s),
    mutants=(
        Mutant(
            name="bias_for_every_place",
            statement=_composed.but(lhs=around(feature(s, i) * w[i]), rhs=around(feature(Integer(0), j) * w[j], j)),
            misconception="the reading may weigh the places",
        ),
        Mutant(
            name="one_feature",
            statement=_composed.but(where=(*at_k, shifted), lhs=feature(s, k), rhs=feature(Integer(0), k)),
            misconception="the features themselves are invariant",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The worked example of The Depth Challenge: patch and vertical edge filter.
PATCH = ((1, 2, 1), (0, 1, 2), (1, 0, 1))
VERTICAL = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
pixels = tuple(tuple(Symbol(f"x{r}{c}", real=True) for c in range(3)) for r in range(3))


def response(turned: bool) -> Expr:
    """The filter's response to the patch; `turned`: of the transposed filter, for horizontal edges."""
    cells = [(r, c) for r in range(3) for c in range(3)]
    return sum((VERTICAL[c][r] if turned else VERTICAL[r][c]) * pixels[r][c] for r, c in cells)


patch = tuple(Scalar(pixels[r][c], values=(Integer(PATCH[r][c]),)) for r in range(3) for c in range(3))
_four = Statement(where=patch, lhs=response(False), rhs=Integer(4), text="the vertical filter's response is 4")
edge_filter_responds_with_four = Claim(
    title="The worked example's response is 4, but the horizontal filter answers as strongly",
    ledger=("conv.sobel-4",),
    sources=(Source(Document.DEPTH_CHALLENGE, "17. Full Walkthrough"),),
    statement=_four,
    derivation=(Step(statement=_four, rule=Rule.ENUMERATION, reason="-1 + 1 + 4 - 1 + 1 = 4"),),
    as_stated=_four.but(
        lhs=response(True) ** 2,
        relation=Relation.LESS,
        rhs=response(False) ** 2,
        text="a vertical edge is detected: the vertical filter answers more strongly than the horizontal one",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={pixels[r][c]: PATCH[r][c] for r in range(3) for c in range(3)},
        text="on the very patch the responses are 4 and -4: the gradient runs diagonally",
    ),
    mutants=(
        Mutant(name="flipped", statement=_four.but(rhs=Integer(-4)), misconception="the kernel is flipped first"),
        Mutant(
            name="left_column_lost", statement=_four.but(rhs=Integer(6)), misconception="only the right column counts"
        ),
    ),
    expected=Conclusion.QUALIFIED,
)
