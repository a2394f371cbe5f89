"""Losses as negative log-likelihoods: squared error of a Gaussian, cross-entropy of a categorical law.

Logarithms are natural, losses in nats. K classes, N samples, logits Z, probabilities f, targets y.
Source: Lim 2025, Lecture 10, slides on empirical risk minimization and "Output Layer and Loss Function".
"""

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Rational, Sum, Symbol, exp, log, pi, sqrt

from .kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from .kernel.statement import Hypothesis, Index, Relation, Scalar, Size, Statement, array

K, N = (Symbol(name, integer=True, positive=True) for name in "KN")
i, c = Symbol("i", integer=True), Symbol("c", integer=True)
s = Symbol("s", real=True)
y, f, p, Z = (IndexedBase(name, real=True) for name in ("y", "f", "p", "Z"))
half = Rational(1, 2)

RISK = (Source(Document.LECTURE_10, "Empirical Risk Minimization"),)
OUTPUT = (Source(Document.LECTURE_10, "Output Layer and Loss Function (MNIST Example)"),)
spread = Hypothesis(name="0 < s", lhs=Integer(0), relation=Relation.LESS, rhs=s, establish=(s, 1 + s**2))


def positive(entries: IndexedBase) -> Hypothesis:
    """Every entry is positive."""
    return Hypothesis(
        name=f"0 < {entries.label}_i",
        lhs=Integer(0),
        relation=Relation.LESS,
        rhs=entries[i],
        forall=(Index(i, Integer(1), K),),
        establish=(entries[i], 1 + entries[i] ** 2),
    )


def density(target: Expr, mean: Expr) -> Expr:
    """The Gaussian density of `target` with this mean and standard deviation s."""
    return exp(-((target - mean) ** 2) / (2 * s**2)) / sqrt(2 * pi * s**2)


def by_normal_form(statement: Statement, reason: str, using: tuple[int, ...] = ()) -> Step:
    """One comparison of normal forms."""
    return Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason, using=using)


def by_scalar_form(statement: Statement, reason: str) -> Step:
    """One comparison of scalar normal forms."""
    return Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason=reason)


_samples = (Size(N), Scalar(s), array(y, N), array(f, N))
_constant = log(s) + log(2 * pi) / 2
_one = Statement(
    where=(*_samples, Index(i, Integer(1), N)),
    given=(spread,),
    lhs=log(density(y[i], f[i])),
    rhs=-((y[i] - f[i]) ** 2) / (2 * s**2) - _constant,
)
_gauss = Statement(
    where=_samples,
    given=(spread,),
    lhs=-Sum(log(density(y[i], f[i])), (i, 1, N)),
    rhs=Sum((y[i] - f[i]) ** 2, (i, 1, N)) / (2 * s**2) + N * _constant,
    text="-log of the Gaussian likelihood = sum of squared errors over 2 s^2, and a constant: the same minimisers",
)
squared_loss_is_a_gaussian_likelihood = Claim(
    title="The squared loss is the negative log-likelihood of Gaussian noise, up to scale and constant",
    ledger=("loss.nll-equivalence",),
    sources=RISK,
    statement=_gauss,
    derivation=(
        by_scalar_form(_one, "the logarithm of the density"),
        by_normal_form(_gauss, "summed over the samples", using=(0,)),
    ),
    mutants=(
        Mutant(
            name="no_half",
            statement=_gauss.but(rhs=Sum((y[i] - f[i]) ** 2, (i, 1, N)) / s**2 + N * _constant),
            misconception="the 1/2 in the exponent is forgotten",
        ),
        Mutant(
            name="no_constant",
            statement=_gauss.but(rhs=Sum((y[i] - f[i]) ** 2, (i, 1, N)) / (2 * s**2)),
            misconception="the loss is taken for the log-likelihood itself",
        ),
        Mutant(
            name="variance_for_deviation",
            statement=_gauss.but(rhs=Sum((y[i] - f[i]) ** 2, (i, 1, N)) / (2 * s) + N * _constant),
            misconception="s is taken for the variance",
        ),
    ),
    expected=Conclusion.PROVED,
)

_classes = (Size(K), array(p, K))
_picked = Statement(
    where=(*_classes, Index(c, Integer(1), K)),
    given=(positive(p),),
    lhs=-Sum(KroneckerDelta(i, c) * log(p[i]), (i, 1, K)),
    rhs=-log(p[c]),
    text="with a one-hot target the cross-entropy is -log of the probability given to the true class c",
)
cross_entropy_of_a_one_hot_target_is_the_log_likelihood = Claim(
    title="For one-hot targets the cross-entropy is the negative log-likelihood of the true class",
    ledger=("mnist.cross-entropy", "loss.nll-equivalence"),
    sources=(*OUTPUT, *RISK),
    statement=_picked,
    derivation=(by_normal_form(_picked, "only the true class has y = 1"),),
    mutants=(
        Mutant(
            name="all_classes",
            statement=_picked.but(rhs=-Sum(log(p[i]), (i, 1, K))),
            misconception="the other classes' probabilities are counted too",
        ),
        Mutant(
            name="sign",
            statement=_picked.but(rhs=log(p[c])),
            misconception="the loss is the log-likelihood, not its negative",
        ),
        Mutant(
            name="expected_probability",
            statement=_picked.but(rhs=1 - p[c]),
            misconception="the loss is taken for the probability of an error",
        ),
    ),
    expected=Conclusion.PROVED,
    note="The multinomial coefficient of a one-hot target is 1, so nothing is added.",
)

_parted = Statement(
    where=(*_classes, array(y, K)),
    given=(positive(p), positive(y)),
    lhs=-Sum(y[i] * log(p[i]), (i, 1, K)),
    rhs=Sum(y[i] * log(y[i] / p[i]), (i, 1, K)) - Sum(y[i] * log(y[i]), (i, 1, K)),
    text="cross-entropy = Kullback-Leibler divergence + entropy of the targets",
)
_quotient = _parted.but(
    where=(*_parted.where, Index(i, Integer(1), K)), lhs=log(y[i] / p[i]), rhs=log(y[i]) - log(p[i])
)
cross_entropy_is_divergence_plus_entropy = Claim(
    title="Cross-entropy is the Kullback-Leibler divergence plus the entropy of the targets",
    ledger=("mnist.cross-entropy",),
    sources=OUTPUT,
    statement=_parted,
    derivation=(
        by_scalar_form(_quotient, "the logarithm of a quotient"),
        by_normal_form(_parted, "y log(y/p) - y log y = -y log p", using=(0,)),
    ),
    mutants=(
        Mutant(
            name="divergence_alone",
            statement=_parted.but(rhs=Sum(y[i] * log(y[i] / p[i]), (i, 1, K))),
            misconception="cross-entropy and divergence are taken for the same: so they are for one-hot targets only",
        ),
        Mutant(
            name="arguments_swapped",
            statement=_parted.but(lhs=-Sum(p[i] * log(y[i]), (i, 1, K))),
            misconception="targets and probabilities are exchanged",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Softmax at the output.
_logits = (Size(K), array(Z, K))
partition = Sum(exp(Z[i]), (i, 1, K))
_total = Statement(
    where=_logits,
    lhs=Sum(exp(Z[c]) / partition, (c, 1, K)),
    rhs=Integer(1),
    text="the softmax of any logits sums to 1",
)
softmax_sums_to_one = Claim(
    title="Softmax gives probabilities: they sum to 1 for any logits",
    ledger=("mnist.softmax-output",),
    sources=OUTPUT,
    statement=_total,
    derivation=(by_normal_form(_total, "the partition sum cancels"),),
    mutants=(
        Mutant(
            name="odds",
            statement=_total.but(lhs=Sum(exp(Z[c]), (c, 1, K)) / (1 + partition)),
            misconception="a 1 is added to the partition sum, as in the logistic function",
        ),
        Mutant(
            name="logits_sum_to_one",
            statement=_total.but(lhs=Sum(Z[c], (c, 1, K))),
            misconception="the logits themselves are taken for probabilities",
        ),
    ),
    expected=Conclusion.PROVED,
)

even = Hypothesis(
    name="Z = 0",
    lhs=Z[i],
    relation=Relation.EQUAL,
    rhs=Integer(0),
    forall=(Index(i, Integer(1), K),),
    establish=(Z[i], Integer(0)),
)
_start = Statement(
    where=(*_logits, Index(c, Integer(1), K)),
    given=(even,),
    lhs=-log(exp(Z[c]) / partition),
    rhs=log(K),
    text="with all logits 0 the cross-entropy is log K, whatever the true class: log 10 = 2.3026 for ten digits",
)
cross_entropy_starts_at_log_k = Claim(
    title="A network whose logits are all 0 has the cross-entropy log K",
    ledger=("mnist.cross-entropy", "mnist.softmax-output"),
    sources=OUTPUT,
    statement=_start,
    derivation=(
        by_normal_form(_start.but(rhs=-log(1 / K)), "every class has the probability 1/K"),
        by_scalar_form(_start.but(lhs=-log(1 / K)), "-log(1/K) = log K"),
        Step(statement=_start, rule=Rule.CHAIN, using=(0, 1), reason="the two lines"),
    ),
    mutants=(
        Mutant(
            name="error_rate",
            statement=_start.but(rhs=1 - 1 / K),
            misconception="the loss is taken for the error rate of guessing",
        ),
        Mutant(
            name="base_two",
            statement=_start.but(rhs=log(K) / log(Integer(2))),
            misconception="logarithms to the base 2: 3.32 for ten classes",
        ),
        Mutant(
            name="any_logits",
            statement=_start.without(even),
            misconception="the loss of an untrained network is log K whatever its logits are",
        ),
    ),
    expected=Conclusion.PROVED,
)
