"""ReLU layers: which moment ReLU halves, and He's variance 2/n.

A law is symmetric about 0 when z and -z are equally likely: it is a mixture of fair signs times a size.
"""

from sympy import IndexedBase, Integer, Rational, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Expect, relu
from ..kernel.statement import (
    Bernoulli,
    Centred,
    Counterexample,
    Hypothesis,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .notation import TAKEAWAYS, WEIGHTS, by_normal_form, by_scalar_form, j, n

z, p, s, t = (Symbol(name, real=True) for name in "zpst")
w, b, a = (IndexedBase(name, real=True) for name in ("w", "b", "a"))
half = Rational(1, 2)

second_moment = (relu(z) ** 2 + relu(-z) ** 2) / 2
first_moment = (relu(z) + relu(-z)) / 2
_halved = Statement(
    where=(Scalar(z),),
    lhs=second_moment,
    rhs=z**2 / 2,
    text="z or -z with probability 1/2 each: E relu^2 = z^2/2 = E z^2/2, and so for every mixture of such pairs",
)
relu_halves_the_second_moment = Claim(
    title="ReLU halves the second moment of every symmetric law; the variance falls further",
    ledger=("init.relu-halves-variance",),
    sources=(WEIGHTS,),
    statement=_halved,
    derivation=by_scalar_form(_halved, "one of z and -z passes, the other one is cut off"),
    as_stated=_halved.but(
        lhs=second_moment - first_moment**2,
        text="ReLU halves the variance; here: of a number that is z or -z, evenly",
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(values={z: 1}, text="1 or -1 becomes 1 or 0: the variance falls from 1 to 1/4"),
    mutants=(
        Mutant(
            name="variance",
            statement=_halved.but(lhs=second_moment - first_moment**2),
            misconception="the second moment is taken for the variance: ReLU's output has a mean",
        ),
        Mutant(
            name="quarter",
            statement=_halved.but(rhs=z**2 / 4),
            misconception="that is the variance of the two-point law",
        ),
    ),
    expected=Conclusion.REFUTED,
)

# z, -z with probability p/2 each, else 0.
_share = Statement(
    where=(Scalar(z), Scalar(p)),
    lhs=p * second_moment - (p * first_moment) ** 2,
    rhs=p * z**2 * (half - p / 4),
    text="z and -z with probability p/2 each, else 0: Var relu = (1/2 - p/4) Var",
)
relu_keeps_a_share_of_the_variance_that_depends_on_the_law = Claim(
    title="Which share of the variance passes ReLU depends on the law: 1/2 - p/4 for z, -z or 0",
    ledger=("init.relu-halves-variance",),
    sources=(WEIGHTS,),
    statement=_share,
    derivation=by_scalar_form(_share, "the mean behind ReLU is p |z|/2"),
    mutants=(
        Mutant(
            name="always_half",
            statement=_share.but(rhs=p * z**2 / 2),
            misconception="half of the variance passes whatever the law is",
        ),
        Mutant(
            name="always_a_quarter",
            statement=_share.but(rhs=p * z**2 / 4),
            misconception="the share of the two-point law is taken for all laws",
        ),
    ),
    expected=Conclusion.PROVED,
)

_positive = Hypothesis(name="0 <= s", lhs=Integer(0), relation=Relation.AT_MOST, rhs=s)
_coin = Scalar(t, values=(Integer(0), Integer(1)))
_passed = Statement(
    where=(Scalar(s), _coin),
    given=(_positive,),
    lhs=relu((2 * t - 1) * s),
    rhs=t * s,
    text="a size s with the sign + (t = 1) or - (t = 0): ReLU gives t s",
)
_tails, _heads = (
    _passed.but(
        given=(
            _positive,
            Hypothesis(
                name=f"t = {value}", lhs=t, relation=Relation.EQUAL, rhs=Integer(value), establish=(t, Integer(value))
            ),
        )
    )
    for value in (0, 1)
)
relu_of_a_signed_size_is_a_mask = Claim(
    title="ReLU of a size with a sign is the size behind a mask: a fair sign makes it a fair mask",
    ledger=("init.he",),
    sources=(WEIGHTS,),
    statement=_passed,
    derivation=(
        *by_scalar_form(_tails, "relu(-s) = 0"),
        *by_scalar_form(_heads, "relu(s) = s"),
        Step(statement=_passed, rule=Rule.CASES, using=(0, 1), reason="t is 0 or 1"),
    ),
    mutants=(
        Mutant(
            name="sign_kept",
            statement=_passed.but(rhs=(2 * t - 1) * s),
            misconception="negative values pass",
        ),
        Mutant(
            name="any_size",
            statement=_passed.without(_positive),
            misconception="a size may be negative",
        ),
    ),
    expected=Conclusion.PROVED,
)

he = 2 / n
# By the claim before, b_j a_j is ReLU of the pre-activation (2 b_j - 1) a_j.
passed = Sum(w[j] * b[j] * a[j], (j, 1, n))
before = Expect(Sum(((2 * b[j] - 1) * a[j]) ** 2, (j, 1, n))) / n
_where = (Size(n), array(w, n, law=Centred(he)), array(b, n, law=Bernoulli(half)), array(a, n))
_he = Statement(
    where=_where,
    lhs=Expect(passed**2),
    rhs=before,
    text="n pre-activations with sizes a_j and fair signs: behind ReLU and weights of variance 2/n the next one has "
    "their mean square",
)
he_variance_keeps_the_mean_square = Claim(
    title="With variance 2/n the mean square of the pre-activations passes a ReLU layer unchanged, at every width",
    ledger=("init.he",),
    sources=(WEIGHTS,),
    statement=_he,
    derivation=by_normal_form(_he, "each squared size passes with probability 1/2, and n (2/n)/2 = 1"),
    mutants=(
        Mutant(
            name="one_over_fan_in",
            statement=_he.but(where=(Size(n), array(w, n, law=Centred(1 / n)), *_where[2:])),
            misconception="the factor 2 for ReLU is forgotten",
        ),
        Mutant(
            name="standard_deviation",
            statement=_he.but(where=(Size(n), array(w, n, law=Centred(4 / n**2)), *_where[2:])),
            misconception="2/n is taken for the standard deviation",
        ),
        Mutant(
            name="no_relu",
            statement=_he.but(lhs=Expect(Sum(w[j] * (2 * b[j] - 1) * a[j], (j, 1, n)) ** 2)),
            misconception="He's variance is used for linear layers",
        ),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
    note="The page's formula is lost. The law of the sizes is arbitrary; weights symmetric about 0 give fair signs.",
)

# What the next weights, of variance 2/n, make of one pattern of signs: a mean square that differs from net to net.
_energy = he * Sum(b[j] * a[j] ** 2, (j, 1, n))
_scatter = Statement(
    where=(Size(n), array(b, n, law=Bernoulli(half)), array(a, n)),
    lhs=Expect(_energy**2) - Expect(_energy) ** 2,
    rhs=Sum(a[j] ** 4, (j, 1, n)) / n**2,
    text="behind one ReLU layer the mean square of a net varies with its signs: variance sum_j a_j^4/n^2, of order 1/n",
)
he_keeps_the_mean_square_only_on_average = Claim(
    title="He's variance keeps the mean square on the average over nets; a single net strays by order 1/sqrt(n)",
    ledger=("init.prevents-vanishing",),
    sources=(TAKEAWAYS,),
    statement=_scatter,
    derivation=by_normal_form(_scatter, "independent signs: the variances of (2/n) b_j a_j^2 add up"),
    as_stated=_scatter.but(
        rhs=Integer(0), text="the initialization keeps activations from vanishing: every net has the same mean square"
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 1, a: (1,)}, text="width 1: in half of the nets nothing passes, in the other half twice as much"
    ),
    mutants=(
        Mutant(
            name="no_scatter",
            statement=_scatter.but(rhs=Integer(0)),
            misconception="what holds in the mean is taken to hold for every net",
        ),
        Mutant(
            name="does_not_fall_with_width",
            statement=_scatter.but(rhs=Sum(a[j] ** 4, (j, 1, n)) / n),
            misconception="wide layers are taken to scatter as much as narrow ones",
        ),
        Mutant(
            name="square_of_the_energy",
            statement=_scatter.but(rhs=Sum(a[j] ** 2, (j, 1, n)) ** 2 / n**2),
            misconception="the units are taken to be switched together",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="So in deep narrow nets most nets fade although the mean is kept. Nothing is said of trained nets.",
)
