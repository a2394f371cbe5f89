"""Max pooling with window and stride p: which places a window has, the slides' matrix, and shifts.

Window k has the p places kp, ..., (k + 1)p - 1; the printed upper end (k + 1)p belongs to the next window. A window
hides a shift only of a peak that stays inside of it.
Source: Lim 2025, Lecture 10, slide "Pooling Layers in CNNs".
"""

from sympy import Expr, Integer, Max, Piecewise, Symbol

from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Statement

SLIDE = (Source(Document.LECTURE_10, "Pooling Layers in CNNs"),)
b, k, q, s = (Symbol(name, real=True) for name in "bkqs")
x0, x1, x2, x3 = (Symbol(f"x{place}", real=True) for place in range(4))
signal = tuple(Scalar(u) for u in (x0, x1, x2, x3))


def numbers(*values: int) -> tuple[Expr, ...]:
    """Exact integers."""
    return tuple(Integer(v) for v in values)


def enumerated(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that looks at every case."""
    return (Step(statement=statement, rule=Rule.ENUMERATION, reason=reason),)


def case(at: Symbol, *values: Expr) -> Expr:
    """values[at]."""
    return Piecewise(*((v, at < n + 1) for n, v in enumerate(values[:-1])), (values[-1], True))


# The first row of the slide's matrix, p = 2.
row = tuple(Scalar(u, values=(v,)) for u, v in zip((x0, x1, x2, x3), numbers(1, 2, 5, 3), strict=True))
_row = Statement(
    where=(*row, Scalar(k, values=numbers(0, 1))),
    lhs=case(k, Max(x0, x1), Max(x2, x3)),
    rhs=2 + 3 * k,
    text="windows of the places kp, ..., (k+1)p - 1 take the row (1, 2, 5, 3) to (2, 5), p = 2",
)
window_ends_before_the_next_one = Claim(
    title="A pooling window ends at (k+1)p - 1; with the printed end (k+1)p windows overlap",
    ledger=("pool.maxpool-index-range",),
    sources=SLIDE,
    statement=_row,
    derivation=enumerated(_row, "two windows"),
    as_stated=Statement(
        where=signal,
        lhs=Max(x0, x1, x2),
        rhs=Max(x0, x1),
        text="the maximum over the printed places 0, ..., p is that of the window of length p = 2",
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(
        values={x0: 0, x1: 0, x2: 7, x3: 0}, text="x = (0, 0, 7, 0): the printed range gives 7, the window 0"
    ),
    mutants=(
        Mutant(
            name="printed_range",
            statement=_row.but(lhs=case(k, Max(x0, x1, x2), Max(x2, x3))),
            misconception="the window includes the first place of the next one",
        ),
        Mutant(
            name="stride_one",
            statement=_row.but(lhs=case(k, Max(x0, x1), Max(x1, x2)), rhs=2 + k),
            misconception="the window moves by one place",
        ),
    ),
    expected=Conclusion.REFUTED,
)

# The whole matrix.
MATRIX = ((1, 2, 5, 3), (3, 0, 1, 2), (2, 1, 3, 4), (1, 1, 2, 0))
pixels = tuple(tuple(Symbol(f"y{r}{c}", real=True) for c in range(4)) for r in range(4))
image = tuple(Scalar(pixels[r][c], values=numbers(MATRIX[r][c])) for r in range(4) for c in range(4))


def block(top: int, left: int) -> tuple[Expr, ...]:
    """The pixels of a 2 x 2 block."""
    return tuple(pixels[r][c] for r in (top, top + 1) for c in (left, left + 1))


BLOCKS = ((0, 0), (0, 2), (2, 0), (2, 2))
_matrix = Statement(
    where=(*image, Scalar(b, values=numbers(0, 1, 2, 3))),
    lhs=case(b, *(Max(*block(*corner)) for corner in BLOCKS)),
    rhs=case(b, *numbers(3, 5, 2, 4)),
    text="the four blocks' maxima, row by row, are 3, 5, 2, 4",
)
matrix_example_pools_to_block_maxima = Claim(
    title="The printed 4 x 4 matrix pools to [[3, 5], [2, 4]]",
    ledger=("pool.matrix-example",),
    sources=SLIDE,
    statement=_matrix,
    derivation=enumerated(_matrix, "four blocks of four pixels"),
    mutants=(
        Mutant(
            name="overlapping",
            statement=_matrix.but(rhs=case(b, *numbers(3, 5, 3, 4))),
            misconception="the lower left window reaches into the next block",
        ),
        Mutant(
            name="average",
            statement=_matrix.but(lhs=case(b, *(sum(block(*corner)) / 4 for corner in BLOCKS))),
            misconception="pooling averages",
        ),
    ),
    expected=Conclusion.PROVED,
)

# A single peak of height 1 at place q of a window of p = 4 places, shifted by s.
stays = Hypothesis(name="q + s < 4", lhs=q + s, relation=Relation.LESS, rhs=Integer(4))
_peak = Statement(
    where=(Scalar(q, values=numbers(0, 1, 2, 3)), Scalar(s, values=numbers(0, 1, 2, 3))),
    given=(stays,),
    lhs=Max(*(Piecewise((Integer(0), (q + s - at) ** 2 > 0), (Integer(1), True)) for at in range(4))),
    rhs=Integer(1),
    text="a peak at place q of a window of 4 still gives 1 after a shift by s when q + s < 4",
)
peak_is_kept_while_it_stays_in_its_window = Claim(
    title="Pooling with windows of four hides the shift of a peak while it stays in its window, not every small shift",
    ledger=("pool.translation-invariance",),
    sources=SLIDE,
    statement=_peak,
    derivation=enumerated(_peak, "every place and shift, p = 4"),
    as_stated=Statement(
        where=signal,
        lhs=Max(x3, x0),
        rhs=Max(x0, x1),
        text="the first window (p = 2) gives the same after the smallest shift, by one place round the circle",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={x0: 0, x1: 1, x2: 0, x3: 0}, text="x = (0, 1, 0, 0) pools to (1, 0), shifted by one to (0, 1)"
    ),
    mutants=(
        Mutant(
            name="any_small_shift",
            statement=_peak.but(given=()),
            misconception="every shift shorter than the window is hidden",
        ),
        Mutant(
            name="shift_inside_the_window_length",
            statement=_peak.but(given=(Hypothesis(name="s < 4", lhs=s, relation=Relation.LESS, rhs=Integer(4)),)),
            misconception="only the length of the shift counts, not where the peak is",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Shown for windows of 4 places. Invariance under every circular shift needs a sum over all places.",
)
