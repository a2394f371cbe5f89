"""How gradients shrink with depth: what the slope 1/4 of the sigmoid bounds, and what the weights do to it.

Layers are counted from the output: p_0 is the loss's gradient there, s_{k,i} the slopes and W_k the weights on the way
down, p_{k+1} = W_k^T (s_k * p_k). With |s| <= 1/4 and |W_k^T u| <= N_k |u|,
    |p_k|^2 <= 16^-k (N_0 ... N_{k-1})^2 |p_0|^2   for every depth and all widths;
without the norms it is false: weights 8 double the gradient in every layer.
Sources: The Depth Challenge, sections 10 and 11; Connectionism and Layered Representation, section V.
"""

from sympy import Abs, Expr, Function, IndexedBase, Integer, Rational, Sum, Symbol, exp, oo

from .kernel import recursion
from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.statement import (
    Array,
    Counterexample,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    SizeFunction,
    Statement,
)

k = Symbol("k", integer=True, nonnegative=True)
h, l, i, j, c = (Symbol(name, integer=True) for name in "hlijc")  # noqa: E741 - l counts layers
quarter = Rational(1, 4)
natural = Scalar(k, Domain.NATURAL)
DIAGNOSIS = Source(Document.DEPTH_CHALLENGE, "10. Diagnosis")
GRADIENT_FLOW = Source(Document.DEPTH_CHALLENGE, "11. Gradient Flow Analysis")
SECTION_V = Source(Document.CONNECTIONISM, "V. Deriving Backpropagation")

# The printed powers of one quarter.
n = Symbol("n", real=True)


def rounds_to(power: int, printed: Expr, half_a_unit: Expr, text: str) -> Statement:
    """|4^-n - printed| <= half a unit of the last printed place, at n = power."""
    return Statement(
        where=(Scalar(n, values=(Integer(power),)),),
        lhs=Abs(quarter**n - printed),
        relation=Relation.AT_MOST,
        rhs=half_a_unit,
        text=text,
    )


_fifth = rounds_to(5, Rational(1, 1000), Rational(1, 2000), "0.25^5 = 0.001 to three decimals")
quarter_to_the_fifth_is_a_thousandth = Claim(
    title="0.25^5 rounds to 0.001",
    ledger=("vg.powers-of-quarter",),
    sources=(DIAGNOSIS,),
    statement=_fifth,
    derivation=(Step(statement=_fifth, rule=Rule.ENUMERATION, reason="0.25^5 = 1/1024"),),
    mutants=(
        Mutant(
            name="a_hundredth",
            statement=rounds_to(5, Rational(1, 100), Rational(1, 200), "0.25^5 = 0.01"),
            misconception="a power is lost",
        ),
        Mutant(
            name="fourth_power",
            statement=rounds_to(4, Rational(1, 1000), Rational(1, 2000), "0.25^4 = 0.001"),
            misconception="five layers have four slopes",
        ),
    ),
    expected=Conclusion.PROVED,
)

_tenth = rounds_to(10, Rational(1, 10**6), Rational(5, 10**7), "0.25^10 = 0.000001 to six decimals")
quarter_to_the_tenth_is_a_millionth = Claim(
    title="0.25^10 rounds to 0.000001, not to 0.0000009",
    ledger=("vg.powers-of-quarter",),
    sources=(DIAGNOSIS, SECTION_V),
    statement=_tenth,
    derivation=(Step(statement=_tenth, rule=Rule.ENUMERATION, reason="0.25^10 = 1/1048576 = 9.53...e-7"),),
    as_stated=rounds_to(10, Rational(9, 10**7), Rational(5, 10**8), "0.25^10 = 0.0000009 to seven decimals"),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(values={n: 10}, text="1/1048576 is 9.54e-7, more than half a unit above 9e-7"),
    mutants=(
        Mutant(
            name="two_and_a_half_e_minus_ten",
            statement=rounds_to(10, Rational(25, 10**11), Rational(5, 10**12), "0.25^10 = 2.5e-10"),
            misconception="the exponent is read as a power of ten",
        ),
        Mutant(
            name="a_hundred_thousandth",
            statement=rounds_to(10, Rational(1, 10**5), Rational(5, 10**6), "0.25^10 = 0.00001"),
            misconception="a factor ten is lost",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Connectionism prints the value cut off after one digit; rounded to one digit it is 0.000001.",
)

# A chain of width 1 with weights 8 and biases -4: every pre-activation is 0, every slope 1/4.
a, D = IndexedBase("a", real=True), IndexedBase("D", real=True)


def logistic(z: Expr) -> Expr:
    """1/(1 + exp(-z))."""
    return 1 / (1 + exp(-z))


value = logistic(8 * a[k] - 4)
activations = Sequence(symbol=a, index=k, initial=Rational(1, 2), successor=value)
slopes = Sequence(
    symbol=D,
    index=k,
    # d a_1 / d w_1 = sigma'(z_1) x with x = 1/2
    initial=logistic(Integer(0)) * (1 - logistic(Integer(0))) / 2,
    successor=8 * value * (1 - value) * D[k],
)
steep_chain: tuple[Declaration, ...] = (natural, activations, slopes)

_half = Statement(where=steep_chain, lhs=a[k], rhs=Rational(1, 2), text="every activation is 1/2")
_doubles = Statement(
    where=steep_chain,
    lhs=D[k],
    rhs=2**k / Integer(8),
    text="with w = 8, b = -4, x = 1/2: da_L/dw_1 = 2^(L-4), L = k + 1 layers",
)
_doubling = recursion.induction(_doubles, k)
gradient_grows_in_a_steep_sigmoid_chain = Claim(
    title="Sigmoid layers with weights 8 double the gradient: no constant bounds it by C 4^-(L-1)",
    ledger=("vg.bound",),
    sources=(GRADIENT_FLOW,),
    statement=_doubles,
    derivation=(
        Step(statement=_half, rule=Rule.RECURSION, reason="sigma(8/2 - 4) = sigma(0) = 1/2"),
        Step(statement=_doubling.base, rule=Rule.NORMAL_FORM, reason="sigma'(0)/2 = 1/8", data=((D, Integer(0)),)),
        Step(
            statement=_doubling.step,
            rule=Rule.NORMAL_FORM,
            reason="the factor 8 sigma'(0) = 2",
            using=(0,),
            data=((D, k + 1),),
        ),
        Step(statement=_doubles, rule=Rule.INDUCTION, reason="induction on the layers", using=(1, 2), data=k),
    ),
    mutants=(
        Mutant(
            name="quarter_a_layer",
            statement=_doubles.but(rhs=quarter**k / 8),
            misconception="each layer multiplies the gradient by its slope alone",
        ),
        Mutant(
            name="one_layer_more",
            statement=_doubles.but(rhs=2 ** (k + 1) / Integer(8)),
            misconception="off by one in the number of layers",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The bound that is true, for all widths d(k) and every depth.
d = Function("d", integer=True, positive=True)
W, s, p, N, P, g = (IndexedBase(name, real=True) for name in ("W", "s", "p", "N", "P", "g"))
layers = (h, Integer(0), oo)
every_layer = Index(l, Integer(0), oo)


def arriving(at: Expr, unit: Expr) -> Expr:
    """(W_at^T (s_at * p_at))_unit."""
    return Sum(W[at, i, unit] * s[at, i] * p[at, i], (i, 1, d(at)))


def passed(at: Expr) -> Expr:
    """|s_at * p_at|^2."""
    return Sum(s[at, i] ** 2 * p[at, i] ** 2, (i, 1, d(at)))


def squared(at: Expr) -> Expr:
    """|p_at|^2."""
    return Sum(p[at, i] ** 2, (i, 1, d(at)))


signals = Sequence(symbol=p, index=k, initial=g[j], successor=arriving(k, j), axes=((j, Integer(1), d(k)),))
norms = Sequence(symbol=P, index=k, initial=Integer(1), successor=P[k] * N[k] ** 2)
spectral = Hypothesis(
    name="|W_l^T u| <= N_l |u|",
    lhs=Sum(arriving(l, c) ** 2, (c, 1, d(l + 1))),
    relation=Relation.AT_MOST,
    rhs=N[l] ** 2 * passed(l),
    forall=(every_layer,),
    # one more than the squared Frobenius norm is above the spectral norm
    establish=(N[l], 1 + Sum(Sum(W[l, i, c] ** 2, (i, 1, d(l))), (c, 1, d(l + 1)))),
)
slope_above = Hypothesis(
    name="s <= 1/4",
    lhs=s[l, i],
    relation=Relation.AT_MOST,
    rhs=quarter,
    forall=(every_layer, Index(i, Integer(1), d(l))),
    establish=(s[l, i], 1 / (4 + s[l, i] ** 2)),
)
slope_below = Hypothesis(
    name="s >= -1/4",
    lhs=-quarter,
    relation=Relation.AT_MOST,
    rhs=s[l, i],
    forall=(every_layer, Index(i, Integer(1), d(l))),
    establish=slope_above.establish,
)
network: tuple[Declaration, ...] = (
    natural,
    SizeFunction(d),
    Array(W, (layers, (i, Integer(1), d(h)), (j, Integer(1), d(h + 1)))),
    Array(s, (layers, (i, Integer(1), d(h)))),
    Array(N, (layers,)),
    Array(g, ((i, Integer(1), d(0)),)),
    signals,
    norms,
)

_bound = Statement(
    where=network,
    given=(spectral, slope_above, slope_below),
    lhs=squared(k),
    relation=Relation.AT_MOST,
    rhs=Rational(1, 16) ** k * P[k] * squared(Integer(0)),
    text="|p_k|^2 <= 16^-k (N_0 ... N_{k-1})^2 |p_0|^2 for every depth k and all widths",
)
_induction = recursion.induction(_bound, k)
_step = _induction.step
_weighted = N[k] ** 2 * passed(k)
_missing = N[k] ** 2 * Sum(p[k, i] ** 2 * (quarter - s[k, i]) * (quarter + s[k, i]), (i, 1, d(k)))
_sixteenth = N[k] ** 2 * squared(k) / 16
_by_hypothesis = N[k] ** 2 * _bound.rhs / 16
_written = Sum(arriving(k, c) ** 2, (c, 1, d(k + 1)))
gradient_bounded_by_the_weights_norms = Claim(
    title="Through k sigmoid layers the gradient is at most 4^-k times the product of the weights' norms",
    ledger=("vg.bound",),
    sources=(GRADIENT_FLOW,),
    statement=_bound,
    derivation=(
        Step(
            statement=_induction.base,
            rule=Rule.NORMAL_FORM,
            reason="nothing is passed: both sides are |p_0|^2",
            data=((P, Integer(0)),),
        ),
        Step(
            statement=_step.but(relation=Relation.EQUAL, rhs=_written),
            rule=Rule.NORMAL_FORM,
            reason="p_{k+1} = W_k^T (s_k * p_k)",
            data=((p, k + 1),),
        ),
        Step(
            statement=_step.but(lhs=_written, rhs=_weighted), rule=Rule.NORMAL_FORM, reason="the spectral norm of W_k"
        ),
        Step(
            statement=_step.but(lhs=_weighted, rhs=_weighted + _missing),
            rule=Rule.NORMAL_FORM,
            reason="(1/4 - s)(1/4 + s) >= 0",
        ),
        Step(
            statement=_step.but(lhs=_weighted + _missing, relation=Relation.EQUAL, rhs=_sixteenth),
            rule=Rule.NORMAL_FORM,
            reason="s^2 + (1/4 - s)(1/4 + s) = 1/16",
        ),
        Step(
            statement=_step.but(lhs=_sixteenth, rhs=_by_hypothesis),
            rule=Rule.NORMAL_FORM,
            reason="induction hypothesis, times N_k^2 / 16",
        ),
        Step(
            statement=_step.but(lhs=_by_hypothesis, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="one more factor of the product",
            data=((P, k + 1),),
        ),
        Step(statement=_step, rule=Rule.CHAIN, reason="the six links", using=(1, 2, 3, 4, 5, 6)),
        Step(statement=_bound, rule=Rule.INDUCTION, reason="induction on the layers", using=(0, 7), data=k),
    ),
    as_stated=Statement(
        where=steep_chain,
        lhs=4**k * D[k],
        relation=Relation.AT_MOST,
        rhs=Integer(10**6),
        text="one constant C for every depth and all weights, |dL/dW_1| <= C 4^-(L-1); here C = 10^6 and a chain",
    ),
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(
        values={k: 8}, text="w = 8, b = -4, x = 1/2, 9 layers: 4^8 times the gradient 2^5; for any C some depth does"
    ),
    mutants=(
        Mutant(
            name="norms_forgotten",
            statement=_bound.but(rhs=Rational(1, 16) ** k * squared(Integer(0))),
            misconception="the weights do not enter the bound",
        ),
        Mutant(
            name="one_slope_too_many",
            statement=_bound.but(rhs=Rational(1, 16) ** (k + 1) * P[k] * squared(Integer(0))),
            misconception="one more slope than layers is counted",
        ),
        Mutant(
            name="norms_not_squared",
            statement=_bound.but(
                where=(
                    *network[:-1],
                    Sequence(symbol=P, index=k, initial=Integer(1), successor=P[k] / (1 + N[k] ** 2)),
                )
            ),
            misconception="the norms divide the bound",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="For bounded products of norms the printed bound holds; the source lets the weights be arbitrary.",
)
