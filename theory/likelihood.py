"""Losses as negative log likelihoods: squared loss of a Gaussian, cross-entropy of a categorical model.

Shown for every number of classes K: cross-entropy of a one-hot target is -log of the true class's probability, and
cross-entropy is divergence plus entropy.
Source: Lim 2025, Lecture 10, slides "Empirical Risk Minimization" and "Output Layer and Loss Function".
"""

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Sum, Symbol, exp, log, pi, sqrt

from .kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from .kernel.functions import Partial
from .kernel.statement import Hypothesis, Index, Relation, Scalar, Size, Statement, array

K = Symbol("K", integer=True, positive=True)
c, k, m, q = (Symbol(name, integer=True) for name in "ckmq")
f, t, v = (Symbol(name, real=True) for name in "ftv")
y, z, g = (IndexedBase(name, real=True) for name in "yzg")

RISK = Source(Document.LECTURE_10, "Empirical Risk Minimization")
OUTPUT = Source(Document.LECTURE_10, "Output Layer and Loss Function")


def softmax(unit: Expr) -> Expr:
    """exp(z_unit) / sum_k exp(z_k)."""
    return exp(z[unit]) / Sum(exp(z[k]), (k, 1, K))


_gaussian = Statement(
    where=(Scalar(f), Scalar(t), Scalar(v)),
    given=(Hypothesis(name="v > 0", lhs=Integer(0), relation=Relation.LESS, rhs=v, establish=(v, 1 / (1 + v**2))),),
    lhs=Partial(-log(exp(-((t - f) ** 2) / (2 * v)) / sqrt(2 * pi * v)), f),
    rhs=(f - t) / v,
    text="-log of the Gaussian density of the target has the slope of (t - f)^2 / (2 v)",
)
squared_loss_is_a_gaussian_likelihood = Claim(
    title="The squared loss is the negative log likelihood of Gaussian noise, up to its variance",
    ledger=("loss.nll-equivalence",),
    sources=(RISK,),
    statement=_gaussian,
    derivation=(Step(statement=_gaussian, rule=Rule.NORMAL_FORM, reason="the logarithm takes the exponential away"),),
    mutants=(
        Mutant(
            name="variance_forgotten",
            statement=_gaussian.but(rhs=f - t),
            misconception="every variance gives the same scale",
        ),
        Mutant(name="sign", statement=_gaussian.but(rhs=(t - f) / v), misconception="target minus prediction"),
    ),
    expected=Conclusion.PROVED,
)

_one_hot = Statement(
    where=(Size(K), array(z, K), Index(c, Integer(1), K)),
    lhs=-Sum(KroneckerDelta(m, c) * log(softmax(m)), (m, 1, K)),
    rhs=-log(softmax(c)),
    text="cross-entropy of a one-hot target: -log of the probability of the true class",
)
cross_entropy_is_the_likelihood_of_the_class = Claim(
    title="Cross-entropy of a one-hot target is the negative log likelihood of the class",
    ledger=("mnist.cross-entropy", "loss.nll-equivalence"),
    sources=(OUTPUT, RISK),
    statement=_one_hot,
    derivation=(Step(statement=_one_hot, rule=Rule.NORMAL_FORM, reason="one term is left"),),
    mutants=(
        Mutant(
            name="probability_for_logarithm",
            statement=_one_hot.but(rhs=-softmax(c)),
            misconception="the loss is the probability itself",
        ),
        Mutant(
            name="logit_alone",
            statement=_one_hot.but(rhs=-z[c]),
            misconception="the normalization is forgotten",
        ),
    ),
    expected=Conclusion.PROVED,
)

_total = Statement(
    where=(Size(K), array(z, K)),
    lhs=Sum(softmax(m), (m, 1, K)),
    rhs=Integer(1),
    text="the softmax outputs add up to one",
)
softmax_outputs_are_probabilities = Claim(
    title="Softmax outputs add up to one",
    ledger=("mnist.softmax-output",),
    sources=(OUTPUT,),
    statement=_total,
    derivation=(Step(statement=_total, rule=Rule.NORMAL_FORM, reason="the same sum above and below"),),
    mutants=(
        Mutant(name="number_of_classes", statement=_total.but(rhs=K), misconception="each output is one"),
        Mutant(
            name="without_the_denominator",
            statement=_total.but(lhs=Sum(exp(z[m]), (m, 1, K))),
            misconception="exponentials are probabilities",
        ),
    ),
    expected=Conclusion.PROVED,
)


def positive(array_: IndexedBase, name: str) -> Hypothesis:
    """Every entry is positive."""
    return Hypothesis(
        name=name,
        lhs=Integer(0),
        relation=Relation.LESS,
        rhs=array_[q],
        forall=(Index(q, Integer(1), K),),
        establish=(array_[q], 1 / (1 + array_[q] ** 2)),
    )


_divergence = Statement(
    where=(Size(K), array(y, K), array(g, K)),
    given=(positive(y, "y > 0"), positive(g, "f > 0")),
    lhs=-Sum(y[m] * log(g[m]), (m, 1, K)),
    rhs=Sum(y[m] * log(y[m] / g[m]), (m, 1, K)) - Sum(y[m] * log(y[m]), (m, 1, K)),
    text="cross-entropy = divergence of the outputs from the targets + entropy of the targets",
)
_quotient = _divergence.but(
    where=(*_divergence.where, Index(m, Integer(1), K)),
    lhs=log(y[m] / g[m]),
    rhs=log(y[m]) - log(g[m]),
    text="the logarithm of a quotient",
)
cross_entropy_is_divergence_plus_entropy = Claim(
    title="Cross-entropy is the divergence from the targets plus their entropy",
    ledger=("mnist.cross-entropy",),
    sources=(OUTPUT,),
    statement=_divergence,
    derivation=(
        Step(statement=_quotient, rule=Rule.SCALAR_NORMAL_FORM, reason="both are positive"),
        Step(statement=_divergence, rule=Rule.NORMAL_FORM, reason="the entropies cancel", using=(0,)),
    ),
    mutants=(
        Mutant(
            name="divergence_alone",
            statement=_divergence.but(rhs=Sum(y[m] * log(y[m] / g[m]), (m, 1, K))),
            misconception="the targets' entropy is left out",
        ),
        Mutant(
            name="the_other_divergence",
            statement=_divergence.but(rhs=Sum(g[m] * log(g[m] / y[m]), (m, 1, K)) - Sum(y[m] * log(y[m]), (m, 1, K))),
            misconception="divergence is symmetric",
        ),
    ),
    expected=Conclusion.PROVED,
)
