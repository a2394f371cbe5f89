"""Shifts of the logits: sum_i exp(x_i - a) for every number n of logits x and every shift a."""

from sympy import Expr, IndexedBase, Integer, Sum, Symbol, exp, log

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Rule, Source, Step
from ..kernel.statement import Index, Scalar, Size, Statement, array

n = Symbol("n", integer=True, positive=True)
i, j = (Symbol(name, integer=True) for name in "ij")
a = Symbol("a", real=True)
x = IndexedBase("x", real=True)
TRICK = (Source(Document.QUEST, 'slide "The Log-Sum-Exp Trick: A Lesson in Stability"'),)
logits = (Size(n), Scalar(a), array(x, n))


def partition(shift: Expr | int = 0) -> Expr:
    """sum_i exp(x_i - shift)."""
    return Sum(exp(x[i] - shift), (i, 1, n))


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


_factor = Statement(
    where=logits,
    lhs=partition(),
    rhs=exp(a) * partition(a),
    text="sum_i exp(x_i) = exp(a) sum_i exp(x_i - a) for every a, the identity behind log-sum-exp",
)
partition_sum_shifts_by_a_factor = Claim(
    title="Subtracting a from every logit divides the partition sum by exp(a)",
    ledger=("num.log-sum-exp",),
    sources=TRICK,
    statement=_factor,
    derivation=by_normal_form(_factor, "exp(x_i - a) = exp(x_i) exp(-a), and exp(-a) leaves the sum"),
    mutants=(
        Mutant(
            name="sign",
            statement=_factor.but(rhs=exp(-a) * partition(a)),
            misconception="the shift is undone with the wrong sign",
        ),
        Mutant(
            name="added_not_multiplied",
            statement=_factor.but(rhs=a + partition(a)),
            misconception="the shift is added to the sum itself instead of to its logarithm",
        ),
    ),
    expected=Conclusion.PROVED,
)

_lse = _factor.but(
    lhs=log(partition()),
    rhs=a + log(partition(a)),
    text="log sum_i exp(x_i) = a + log sum_i exp(x_i - a) for every a",
)
_drawn_out = log(exp(a) * partition(a))
log_sum_exp_shifts_by_its_argument = Claim(
    title="log sum exp(x_i) = a + log sum exp(x_i - a), whatever a is",
    ledger=("num.log-sum-exp",),
    sources=TRICK,
    statement=_lse,
    derivation=(
        *by_normal_form(_lse.but(rhs=_drawn_out), "exp(a) sum_i exp(x_i - a) is the partition sum"),
        Step(
            statement=_lse.but(lhs=_drawn_out),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="the logarithm of a product of positive factors",
        ),
        Step(statement=_lse, rule=Rule.CHAIN, using=(0, 1), reason="the two lines"),
    ),
    mutants=(
        Mutant(
            name="sign",
            statement=_lse.but(rhs=a - log(partition(a))),
            misconception="the logarithm is subtracted",
        ),
        Mutant(
            name="shift_forgotten",
            statement=_lse.but(rhs=log(partition(a))),
            misconception="the shift is not added back: softmax ignores it, the logarithm does not",
        ),
    ),
    expected=Conclusion.PROVED,
)

_softmax = Statement(
    where=(*logits, Index(j, Integer(1), n)),
    lhs=exp(x[j] - a) / partition(a),
    rhs=exp(x[j]) / partition(),
    text="softmax(x - a 1) = softmax(x)",
)
softmax_ignores_a_common_shift = Claim(
    title="Softmax does not change when one number is subtracted from all logits",
    ledger=("num.softmax-shift",),
    sources=TRICK,
    statement=_softmax,
    derivation=by_normal_form(_softmax, "exp(-a) cancels between numerator and denominator"),
    mutants=(
        Mutant(
            name="scale_for_shift",
            statement=_softmax.but(lhs=exp(a * x[j]) / Sum(exp(a * x[i]), (i, 1, n))),
            misconception="softmax is taken to ignore a common factor (a temperature) too",
        ),
        Mutant(
            name="numerator_only",
            statement=_softmax.but(lhs=exp(x[j] - a) / partition()),
            misconception="the shift is applied to the numerator only",
        ),
    ),
    expected=Conclusion.PROVED,
)
