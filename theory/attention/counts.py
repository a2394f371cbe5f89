"""Numbers of parameters and of multiplications in a transformer's layers, counted entry by entry for all sizes.

D is the model's width, h the number of heads, k their width for queries, keys and values, f the inner width of the
feed-forward part, n the number of tokens.
Sources: Lim 2025, Lecture 10, slides on multi-head attention, the complete architecture and key innovations.
"""

from sympy import Expr, Integer, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.statement import Counterexample, Hypothesis, Relation, Size, Statement
from .notation import a, by_normal_form, c, i, j, n

D, h, k, f = (Symbol(name, integer=True, positive=True) for name in ("D", "h", "k", "f"))
HEADS = Source(Document.LECTURE_10, "Multi-Head Attention and Attention Types")
COMPLETE = Source(Document.LECTURE_10, "Complete Transformer Architecture")
INNOVATIONS = Source(Document.LECTURE_10, "Positional Encoding and Key Innovations")


def entries(rows: Expr, columns: Expr) -> Expr:
    """The number of entries of a matrix, one by one."""
    return Sum(Sum(Integer(1), (c, 1, columns)), (a, 1, rows))


# W^Q, W^K, W^V are (D, k) in each head; W^O is (h k, D), a block of k rows for each head.
in_a_head = 3 * entries(D, k) + entries(k, D)
_width = Hypothesis(name="D = h k", lhs=D, relation=Relation.EQUAL, rhs=h * k)
_heads = Statement(
    where=(Size(D), Size(h), Size(k)),
    given=(_width,),
    lhs=Sum(in_a_head, (i, 1, h)),
    rhs=4 * D**2,
    text="h heads of width D / h, with the output matrix and without biases: 4 D^2 weights, whatever h is",
)
heads_of_width_d_over_h_have_four_d_squared_weights = Claim(
    title="Multi-head attention with heads of width D/h has 4 D^2 weights, whatever the number of heads",
    ledger=("att.multihead",),
    sources=(HEADS,),
    statement=_heads,
    derivation=(
        Step(
            statement=_heads.but(given=(), rhs=4 * h * D * k),
            rule=Rule.NORMAL_FORM,
            reason="four matrices of D k weights in every head",
        ),
        Step(statement=_heads.but(lhs=4 * h * D * k), rule=Rule.NORMAL_FORM, reason="h k = D"),
        Step(statement=_heads, rule=Rule.CHAIN, reason="both together", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="output_matrix_forgotten",
            statement=_heads.but(rhs=3 * D**2),
            misconception="only the projections to queries, keys and values are counted",
        ),
        Mutant(
            name="every_head_of_full_width",
            statement=_heads.but(rhs=4 * h * D**2),
            misconception="h heads cost h times as much",
            witness=Counterexample(values={D: 2, h: 2, k: 1}, text="two heads of width one: 16 weights, not 32"),
        ),
    ),
    expected=Conclusion.PROVED,
    note="For D = 512 these are 1,048,576 weights, with 8 heads of width 64 as with one of width 512.",
)

feed_forward = entries(D, f) + Sum(Integer(1), (c, 1, f)) + entries(f, D) + Sum(Integer(1), (a, 1, D))
_ffn = Statement(
    where=(Size(D), Size(f)),
    lhs=feed_forward,
    rhs=2 * D * f + f + D,
    text="max(0, x W_1 + b_1) W_2 + b_2 has 2 D f weights and f + D biases",
)
feed_forward_part_has_two_d_f_weights = Claim(
    title="The position-wise feed-forward part has 2 D f + f + D parameters",
    ledger=("att.ffn",),
    sources=(COMPLETE,),
    statement=_ffn,
    derivation=by_normal_form(_ffn, "two matrices and two biases, shared by all positions"),
    mutants=(
        Mutant(name="one_matrix", statement=_ffn.but(rhs=D * f + f + D), misconception="W_2 is forgotten"),
        Mutant(name="no_biases", statement=_ffn.but(rhs=2 * D * f), misconception="the biases are forgotten"),
    ),
    expected=Conclusion.PROVED,
    note="For D = 512 and f = 2048 these are 2,099,712 parameters, about twice those of the attention matrices.",
)

# An encoder: attention without biases, feed-forward part, two normalizations with a scale and a shift per coordinate.
N = Symbol("N", integer=True, positive=True)
vector = Sum(Integer(1), (a, 1, D))
encoder_layer = 4 * entries(D, D) + feed_forward + 2 * (vector + vector)
_encoder = Statement(
    where=(Size(N), Size(D), Size(f)),
    lhs=Sum(encoder_layer, (i, 1, N)),
    rhs=N * (4 * D**2 + 2 * D * f + f + 5 * D),
    text="N layers of one structure, each with parameters of its own",
)
identical_layers_do_not_share_parameters = Claim(
    title="An encoder of N identical layers has N (4 D^2 + 2 D f + f + 5 D) parameters: alike, but not shared",
    ledger=("att.encoder-layer",),
    sources=(COMPLETE,),
    statement=_encoder,
    derivation=by_normal_form(_encoder, "attention, feed-forward part and two normalizations in every layer"),
    mutants=(
        Mutant(
            name="tied_layers",
            statement=_encoder.but(rhs=4 * D**2 + 2 * D * f + f + 5 * D),
            misconception="identical layers are one layer used N times",
        ),
        Mutant(
            name="normalizations_forgotten",
            statement=_encoder.but(rhs=N * (4 * D**2 + 2 * D * f + f + D)),
            misconception="layer normalization has no parameters",
        ),
    ),
    expected=Conclusion.PROVED,
    note="For D = 512 and f = 2048 a layer has 3,150,336 parameters, six layers have 18,902,016.",
)

# Multiplications: every term of every dot product is one.
pairs = Sum(Sum(Sum(Integer(1), (a, 1, D)), (j, 1, n)), (i, 1, n))
projections = 4 * Sum(entries(D, D), (i, 1, n))
recurrent = Sum(2 * entries(D, D), (i, 1, n))
tokens = (Size(n), Size(D))
short = Hypothesis(name="n <= D", lhs=n, relation=Relation.AT_MOST, rhs=D)
_short = Statement(
    where=tokens,
    given=(short,),
    lhs=2 * pairs,
    relation=Relation.AT_MOST,
    rhs=recurrent,
    text="scores and weighted values: 2 n^2 D multiplications; recurrent layer of width D: 2 n D^2; fewer if n <= D",
)
_missing = 2 * n * D * (D - n)
attention_is_cheaper_only_for_short_sequences = Claim(
    title="Scores and weighted values need fewer multiplications than a recurrent layer only while n <= D",
    ledger=("att.complexity",),
    sources=(INNOVATIONS,),
    statement=_short,
    derivation=(
        Step(
            statement=_short.but(rhs=2 * pairs + _missing), rule=Rule.NORMAL_FORM, reason="2 n D (D - n) is at least 0"
        ),
        Step(
            statement=_short.but(lhs=2 * pairs + _missing, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="2 n^2 D + 2 n D (D - n) = 2 n D^2",
        ),
        Step(statement=_short, rule=Rule.CHAIN, reason="both together", using=(0, 1)),
    ),
    as_stated=_short.but(
        given=(), text="computational efficiency: n^2 D against n D^2, in favour of attention for every n and D"
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={n: 2, D: 1}, text="two tokens of width one: 8 multiplications against 4"),
    mutants=(
        Mutant(name="all_lengths", statement=_short.but(given=()), misconception="attention is always cheaper"),
        Mutant(
            name="linear_in_length",
            statement=_short.but(lhs=2 * n * D, relation=Relation.EQUAL, rhs=2 * pairs),
            misconception="every token is compared with one other token",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The orders omit the projections to queries, keys, values and outputs; with these it is never cheaper.",
)

_total = Statement(
    where=tokens,
    lhs=recurrent,
    relation=Relation.LESS,
    rhs=2 * pairs + projections,
    text="with its projections attention needs 2 n^2 D + 4 n D^2 multiplications, more than the recurrent 2 n D^2",
)
attention_with_projections_is_never_cheaper = Claim(
    title="With its projections attention needs more multiplications than a recurrent layer, for every n and D",
    ledger=("att.complexity",),
    sources=(INNOVATIONS,),
    statement=_total,
    derivation=by_normal_form(_total, "the difference 2 n^2 D + 2 n D^2 is positive"),
    mutants=(
        Mutant(
            name="projections_forgotten",
            statement=_total.but(rhs=2 * pairs),
            misconception="only the printed order n^2 D is counted",
        ),
        Mutant(
            name="four_times",
            statement=_total.but(lhs=4 * recurrent),
            misconception="attention is said to cost at least four times as much",
        ),
    ),
    expected=Conclusion.PROVED,
    note="What attention gains is depth: its multiplications do not wait for one another along the sequence.",
)
