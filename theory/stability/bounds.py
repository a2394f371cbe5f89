"""Log-sum-exp between the largest logit and log n above it; the logarithm of softmax without a quotient."""

from sympy import Expr, Integer, KroneckerDelta, Sum, Symbol, exp, log

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.statement import Counterexample, Hypothesis, Index, Relation, Scalar, Size, Statement, array
from .shifts import TRICK, by_normal_form, i, j, n, partition, x

M = Symbol("M", real=True)
_each = (Size(n), array(x, n), Index(j, Integer(1), n))


def by_scalar_form(statement: Statement, reason: str) -> Step:
    """One comparison of scalar normal forms."""
    return Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason=reason)


_above = Statement(
    where=_each,
    lhs=x[j],
    relation=Relation.AT_MOST,
    rhs=log(partition()),
    text="log sum_i exp(x_i) is at least every logit, so at least the largest one",
)
# (1 - delta)^2 = 1 - delta, written so that it is seen to be at least 0.
_others: Expr = Sum(exp(x[i] - x[j]) * (1 - KroneckerDelta(i, j)) ** 2, (i, 1, n))
_apart = log(exp(x[j]) * (1 + _others))
log_sum_exp_is_at_least_every_logit = Claim(
    title="Log-sum-exp is at least the largest logit",
    ledger=("num.log-sum-exp",),
    sources=TRICK,
    statement=_above,
    derivation=(
        by_scalar_form(_above.but(rhs=_apart), "the other terms are not negative"),
        *by_normal_form(_above.but(lhs=_apart, relation=Relation.EQUAL), "one term and the others"),
        Step(statement=_above, rule=Rule.CHAIN, using=(0, 1), reason="the two lines"),
    ),
    mutants=(
        Mutant(
            name="always_log_n_above",
            statement=_above.but(lhs=x[j] + log(n)),
            misconception="log-sum-exp is taken to lie log n above the largest logit, as it does for equal ones",
            witness=Counterexample(values={n: 2, x: (0, -1), j: 1}, text="logits 0 and -1"),
        ),
        Mutant(
            name="below",
            statement=_above.but(lhs=log(partition()), rhs=x[j]),
            misconception="log-sum-exp is taken for a smooth minimum",
        ),
    ),
    expected=Conclusion.PROVED,
)

_under = Hypothesis(
    name="exp(x_i) <= exp(M)",
    lhs=exp(x[i]),
    relation=Relation.AT_MOST,
    rhs=exp(M),
    forall=(Index(i, Integer(1), n),),
    establish=(M, 1 + Sum(x[i] ** 2, (i, 1, n))),
)
_below = Statement(
    where=(Size(n), Scalar(M), array(x, n)),
    given=(_under,),
    lhs=log(partition()),
    relation=Relation.AT_MOST,
    rhs=M + log(n),
    text="where no logit exceeds M, log sum_i exp(x_i) <= M + log n",
)
_filled = partition() + Sum(exp(M) - exp(x[i]), (i, 1, n))
log_sum_exp_is_at_most_log_n_above_the_maximum = Claim(
    title="Log-sum-exp exceeds the largest logit by log n at most",
    ledger=("num.log-sum-exp",),
    sources=TRICK,
    statement=_below,
    derivation=(
        by_scalar_form(_below.but(rhs=log(_filled)), "what every term lacks to exp(M) is not negative"),
        *by_normal_form(
            _below.but(lhs=log(_filled), relation=Relation.EQUAL, rhs=log(n * exp(M))), "n terms exp(M) in all"
        ),
        by_scalar_form(_below.but(lhs=log(n * exp(M)), relation=Relation.EQUAL), "the logarithm of a product"),
        Step(statement=_below, rule=Rule.CHAIN, using=(0, 1, 2), reason="the three lines"),
    ),
    mutants=(
        Mutant(
            name="equal_to_the_maximum",
            statement=_below.but(rhs=M),
            misconception="log-sum-exp is taken for the maximum itself",
            witness=Counterexample(values={n: 2, M: 0, x: (0, 0)}, text="two logits 0: log 2"),
        ),
        Mutant(
            name="any_m",
            statement=_below.without(_under),
            misconception="the bound is taken to hold for every shift M",
        ),
    ),
    expected=Conclusion.PROVED,
)

_log_softmax = Statement(
    where=_each,
    lhs=log(exp(x[j]) / partition()),
    rhs=x[j] - log(partition()),
    text="log softmax(x)_j = x_j - log sum_i exp(x_i): no quotient that could round to 0 before its logarithm is taken",
)
log_softmax_is_the_logit_minus_log_sum_exp = Claim(
    title="The logarithm of softmax is the logit minus log-sum-exp",
    ledger=("num.log-softmax",),
    sources=TRICK,
    statement=_log_softmax,
    derivation=(by_scalar_form(_log_softmax, "the logarithm of a quotient of positive numbers"),),
    mutants=(
        Mutant(
            name="logit_alone",
            statement=_log_softmax.but(rhs=x[j]),
            misconception="the logarithm undoes softmax",
        ),
        Mutant(
            name="sign",
            statement=_log_softmax.but(rhs=x[j] + log(partition())),
            misconception="the partition sum is multiplied instead of divided",
        ),
    ),
    expected=Conclusion.PROVED,
)
