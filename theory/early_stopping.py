"""Early stopping on least squares: k steps of descent are a spectral filter, close to ridge regression's.

In the basis of singular vectors of X the loss |y - X theta|^2 / 2 is sum s_j^2 (w_j - c_j)^2 / 2 plus a constant, with
singular values s_j and the solution c_j. Descent from zero has w_k,j = (1 - (1 - eta s_j^2)^k) c_j, ridge regression
w_j = s_j^2 c_j / (s_j^2 + lambda). With t = eta s_j^2 and lambda = 1/(eta k) the filters are 1 - (1 - t)^k and
k t/(1 + k t). Shown for every number of directions n and of steps k.
Source: Lim 2025, Lecture 10, slide "Early Stopping".
"""

from sympy import IndexedBase, Integer, Min, Rational, Sum, Symbol

from .kernel import recursion
from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.functions import Partial
from .kernel.statement import (
    Counterexample,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)

n = Symbol("n", integer=True, positive=True)
j, q = Symbol("j", integer=True), Symbol("q", integer=True)
k = Symbol("k", integer=True, nonnegative=True)
eta, t = Symbol("eta", real=True), Symbol("t", real=True)
s, c, w, v = (IndexedBase(name, real=True) for name in ("s", "c", "w", "v"))

STOPPING = Source(Document.LECTURE_10, "Early Stopping")
natural = Scalar(k, Domain.NATURAL)
every = Index(j, Integer(1), n)

loss = Sum(s[j] ** 2 * (v[j] - c[j]) ** 2, (j, 1, n)) / 2
_gradient = Statement(
    where=(Size(n), array(s, n), array(c, n), array(v, n), Index(q, Integer(1), n)),
    lhs=Partial(loss, v[q]),
    rhs=s[q] ** 2 * (v[q] - c[q]),
    text="the slope along singular direction j is s_j^2 (w_j - c_j)",
)
singular_directions_descend_apart = Claim(
    title="Along singular directions the gradient of least squares has no mixed terms",
    ledger=("es.regularizer",),
    sources=(STOPPING,),
    statement=_gradient,
    derivation=(Step(statement=_gradient, rule=Rule.NORMAL_FORM, reason="one term of the sum"),),
    mutants=(
        Mutant(
            name="not_squared",
            statement=_gradient.but(rhs=s[q] * (v[q] - c[q])),
            misconception="the singular value enters once",
        ),
        Mutant(
            name="factor_two", statement=_gradient.but(rhs=2 * _gradient.rhs), misconception="the half is overlooked"
        ),
    ),
    expected=Conclusion.PROVED,
)

descent = Sequence(
    symbol=w,
    index=k,
    initial=Integer(0),
    successor=w[k, j] - eta * s[j] ** 2 * (w[k, j] - c[j]),
    axes=((j, Integer(1), n),),
)
run = (Size(n), Scalar(eta), array(s, n), array(c, n), natural, descent, every)
kept = 1 - eta * s[j] ** 2
_filter = Statement(
    where=run,
    lhs=w[k, j],
    rhs=(1 - kept**k) * c[j],
    text="w_k,j = (1 - (1 - eta s_j^2)^k) c_j: large singular values are fitted first",
)
early_stopping_is_a_spectral_filter = Claim(
    title="k steps of descent fit the share 1 - (1 - eta s^2)^k of a singular direction",
    ledger=("es.regularizer",),
    sources=(STOPPING,),
    statement=_filter,
    derivation=(Step(statement=_filter, rule=Rule.RECURSION, reason="c - w shrinks by 1 - eta s^2 in every step"),),
    mutants=(
        Mutant(
            name="residual",
            statement=_filter.but(rhs=kept**k * c[j]),
            misconception="what is left is taken for what is fitted",
        ),
        Mutant(
            name="all_alike",
            statement=_filter.but(rhs=(1 - (1 - eta) ** k) * c[j]),
            misconception="all directions are fitted at the same pace",
        ),
        Mutant(
            name="one_step_ahead",
            statement=_filter.but(rhs=(1 - kept ** (k + 1)) * c[j]),
            misconception="off by one in the number of steps",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The weights grow with the number of steps, direction by direction.
short = Hypothesis(
    name="eta s_j^2 < 1",
    lhs=eta * s[j] ** 2,
    relation=Relation.LESS,
    rhs=Integer(1),
    forall=(every,),
    establish=(eta, 1 / Sum(1 + s[j] ** 2, (j, 1, n))),
)
stable = Hypothesis(
    name="eta s_j^2 <= 2",
    lhs=eta * s[j] ** 2,
    relation=Relation.AT_MOST,
    rhs=Integer(2),
    forall=(every,),
    establish=(eta, 2 / Sum(1 + s[j] ** 2, (j, 1, n))),
)
_next = kept * w[k, j] + eta * s[j] ** 2 * c[j]
_grows = Statement(
    where=run,
    given=(short,),
    lhs=w[k, j] ** 2,
    relation=Relation.AT_MOST,
    rhs=_next**2,
    text="|w_{k+1,j}| >= |w_k,j| in every direction, for eta < 1/s_max^2: the norm grows with the number of steps",
)
_made = recursion.induction(_grows, k)
_after = kept * _next + eta * s[j] ** 2 * c[j]
_gap = kept**2 * (_next**2 - w[k, j] ** 2) + 2 * kept * kept**k * (eta * s[j] ** 2 * c[j]) ** 2
weights_grow_with_the_number_of_steps = Claim(
    title="With eta below 1/s_max^2 no weight shrinks on the way: fewer steps mean smaller weights",
    ledger=("es.regularizer",),
    sources=(STOPPING,),
    statement=_grows,
    derivation=(
        Step(statement=_filter, rule=Rule.RECURSION, reason="the filter"),
        Step(statement=_made.base, rule=Rule.NORMAL_FORM, reason="from zero", data=((w, Integer(0)),)),
        Step(
            statement=_made.step.but(relation=Relation.EQUAL, rhs=_next**2),
            rule=Rule.NORMAL_FORM,
            reason="one step",
            data=((w, k + 1),),
        ),
        Step(
            statement=_made.step.but(lhs=_next**2, rhs=_next**2 + _gap),
            rule=Rule.NORMAL_FORM,
            reason="induction hypothesis, and 1 - eta s^2 > 0",
        ),
        Step(
            statement=_made.step.but(lhs=_next**2 + _gap, relation=Relation.EQUAL, rhs=_after**2),
            rule=Rule.NORMAL_FORM,
            reason="the step that is made is eta s^2 (1 - eta s^2)^k c",
            using=(0,),
        ),
        Step(
            statement=_made.step.but(lhs=_after**2, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="two steps",
            data=((w, k + 1),),
        ),
        Step(statement=_made.step, rule=Rule.CHAIN, reason="the four links", using=(2, 3, 4, 5)),
        Step(statement=_grows, rule=Rule.INDUCTION, reason="induction on the steps", using=(1, 6), data=k),
    ),
    as_stated=_grows.but(
        given=(stable,),
        text="the number of steps is a regularization parameter, whatever the step size: fewer steps, smaller weights",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={n: 1, s: (1,), c: (1,), eta: Rational(3, 2), k: 1},
        text="eta s^2 = 3/2, which converges: 0, 3/2, 3/4: the weight shrinks in the second step",
    ),
    mutants=(
        Mutant(
            name="shrinks",
            statement=_grows.but(lhs=_grows.rhs, rhs=_grows.lhs),
            misconception="training shrinks the weights",
        ),
        Mutant(
            name="every_stable_step",
            statement=_grows.but(given=(stable,)),
            misconception="steps up to 2/s_max^2, which converge, come from below too",
            witness=Counterexample(
                values={n: 1, s: (1,), c: (1,), eta: Rational(3, 2), k: 1}, text="0, 3/2, 3/4: it overshoots"
            ),
        ),
        Mutant(
            name="strictly",
            statement=_grows.but(relation=Relation.LESS),
            misconception="every direction grows in every step, also where the data say nothing",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="A theorem on least squares; for networks a heuristic.",
)

# Compared with ridge regression of strength 1/(eta k), along one direction with t = eta s^2.
one_direction = (Scalar(t), natural)
unit = (Hypothesis(name="t < 1", lhs=t, relation=Relation.LESS, rhs=Integer(1)),)
fitted = 1 - (1 - t) ** k
_linear = Statement(
    where=one_direction,
    given=unit,
    lhs=fitted,
    relation=Relation.AT_MOST,
    rhs=k * t,
    text="1 - (1 - t)^k <= k t: no direction is fitted faster than in proportion to the number of steps",
)
_bernoulli = recursion.induction(_linear, k)
_left = (1 - t) * fitted + t
_right = (1 - t) * k * t + t
fit_is_at_most_proportional_to_the_number_of_steps = Claim(
    title="k steps fit at most the share k eta s^2 of a direction",
    ledger=("es.regularizer",),
    sources=(STOPPING,),
    statement=_linear,
    derivation=(
        Step(statement=_bernoulli.base, rule=Rule.NORMAL_FORM, reason="no step, no fit"),
        Step(
            statement=_bernoulli.step.but(relation=Relation.EQUAL, rhs=_left), rule=Rule.NORMAL_FORM, reason="one step"
        ),
        Step(
            statement=_bernoulli.step.but(lhs=_left, rhs=_right),
            rule=Rule.NORMAL_FORM,
            reason="induction hypothesis times 1 - t",
        ),
        Step(
            statement=_bernoulli.step.but(lhs=_right, rhs=_right + k * t**2), rule=Rule.NORMAL_FORM, reason="a square"
        ),
        Step(
            statement=_bernoulli.step.but(lhs=_right + k * t**2, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="multiplied out",
        ),
        Step(statement=_bernoulli.step, rule=Rule.CHAIN, reason="the four links", using=(1, 2, 3, 4)),
        Step(statement=_linear, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 5), data=k),
    ),
    mutants=(
        Mutant(
            name="exactly_proportional",
            statement=_linear.but(relation=Relation.EQUAL),
            misconception="the fit grows linearly for ever",
        ),
        Mutant(
            name="once",
            statement=_linear.but(rhs=t),
            misconception="all is fitted in the first step",
        ),
    ),
    expected=Conclusion.PROVED,
)
_ridge = _linear.but(
    lhs=k * t,
    rhs=fitted * (1 + k * t),
    text="k t/(1 + k t) <= 1 - (1 - t)^k, times 1 + k t: early stopping fits more than ridge of strength 1/(eta k)",
)
_compared = recursion.induction(_ridge, k)
_lifted = (k + 1) * t + (_ridge.rhs - _ridge.lhs)
_all = _lifted + (k + 1) * t**2 * (1 - t) ** k
early_stopping_fits_at_least_as_much_as_ridge = Claim(
    title="k steps fit every direction at least as much as ridge regression of strength 1/(eta k)",
    ledger=("es.regularizer",),
    sources=(STOPPING,),
    statement=_ridge,
    derivation=(
        Step(statement=_compared.base, rule=Rule.NORMAL_FORM, reason="no step, no fit"),
        Step(statement=_compared.step.but(rhs=_lifted), rule=Rule.NORMAL_FORM, reason="induction hypothesis"),
        Step(statement=_compared.step.but(lhs=_lifted, rhs=_all), rule=Rule.NORMAL_FORM, reason="(1 - t)^k > 0"),
        Step(
            statement=_compared.step.but(lhs=_all, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="multiplied out",
        ),
        Step(statement=_compared.step, rule=Rule.CHAIN, reason="the three links", using=(1, 2, 3)),
        Step(statement=_ridge, rule=Rule.INDUCTION, reason="induction on the steps", using=(0, 4), data=k),
    ),
    mutants=(
        Mutant(
            name="less_than_ridge",
            statement=_ridge.but(lhs=_ridge.rhs, rhs=_ridge.lhs),
            misconception="early stopping shrinks more than ridge",
        ),
        Mutant(
            name="strength_eta_k",
            statement=_ridge.but(lhs=t, rhs=fitted * (t + k)),
            misconception="the ridge strength grows with the number of steps",
            witness=Counterexample(values={t: Rational(1, 10), k: 0}, text="no step fits nothing"),
        ),
    ),
    expected=Conclusion.PROVED,
)

# The rule as it is printed: stop when the validation error begins to rise, return the best epoch so far.
first, second, third, fourth = (Symbol(f"e{number}", real=True) for number in range(1, 5))
_best = Statement(
    where=tuple(Scalar(error) for error in (first, second, third)),
    given=(
        Hypothesis(
            name="e2 <= e1", lhs=second, relation=Relation.AT_MOST, rhs=first, establish=(first, second + first**2)
        ),
        Hypothesis(
            name="e2 < e3", lhs=second, relation=Relation.LESS, rhs=third, establish=(third, second + 1 + third**2)
        ),
    ),
    lhs=second,
    relation=Relation.AT_MOST,
    rhs=Min(first, third),
    text="stopped at epoch 3, where the error rises for the first time, the rule returns the best of epochs 1 to 3",
)
first_rise_returns_the_first_valley = Claim(
    title="Stopping at the first rise of the validation error returns its first valley, not its lowest",
    ledger=("es.algorithm",),
    sources=(STOPPING,),
    statement=_best,
    derivation=(Step(statement=_best, rule=Rule.SCALAR_NORMAL_FORM, reason="both neighbours are higher"),),
    as_stated=_best.but(
        where=(*_best.where, Scalar(fourth)),
        rhs=Min(first, third, fourth),
        text="the rule returns the epoch with the lowest validation error, later ones included",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={first: 5, second: 4, third: Rational(41, 10), fourth: 1},
        text="errors 5, 4, 4.1, 1: stopped at epoch 3 the rule returns 4; one epoch more reaches 1",
    ),
    mutants=(
        Mutant(
            name="last_weights",
            statement=_best.but(lhs=third, rhs=second),
            misconception="the weights of the last epoch are returned",
        ),
        Mutant(
            name="stop_at_once",
            statement=_best.but(lhs=first, rhs=second),
            misconception="the first epoch is the best",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Patience of more than one epoch looks further; the error returned is then optimistic, as a minimum of noise.",
)
