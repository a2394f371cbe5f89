"""The hard threshold: no gradient passes it."""

from sympy import Integer, S, Sum

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.functions import Partial, relu, step
from ..kernel.statement import Hypothesis, Index, Scalar, Size, Statement, array
from .notation import EXERCISE_A, X, bias, by_scalar, claim_of, d, j, mutant, off_kink, r, t, v, w, z

_flat = claim_of(Partial(step(z), z), 0, off_kink)
step_is_flat_off_its_jump = Claim(
    title="Off its jump the hard threshold has slope 0",
    ledger=("act.hard-threshold",),
    sources=(EXERCISE_A,),
    statement=_flat,
    derivation=by_scalar(_flat, "it is constant near every z that is not 0"),
    mutants=(
        mutant("its_value", _flat.but(rhs=step(z)), "the slope of ReLU", z=1),
        mutant("one", _flat.but(rhs=S.One), "the jump is seen as a slope"),
    ),
    expected=Conclusion.PROVED,
)

_threshold_unit = (Size(d), array(w, d), array(X, d), Scalar(bias), Scalar(v), Scalar(t))
_weighted = Sum(w[j] * X[j], (j, 1, d)) + bias
off_threshold = Hypothesis(name="w.x + b != 0", lhs=_weighted)
_loss_behind = (v * step(_weighted) - t) ** 2
_blocked = Statement(
    where=(*_threshold_unit, Index(r, Integer(1), d)),
    given=(off_threshold,),
    lhs=Partial(_loss_behind, w[r]),
    rhs=S.Zero,
    text="no gradient passes a hard threshold",
)
threshold_blocks_the_gradient = Claim(
    title="The weights before a hard threshold get gradient 0",
    ledger=("act.hard-threshold",),
    sources=(EXERCISE_A,),
    statement=_blocked,
    derivation=(Step(statement=_blocked, rule=Rule.NORMAL_FORM, reason="chain rule: the slope of the threshold is 0"),),
    mutants=(
        Mutant(
            name="identity_slope",
            statement=_blocked.but(rhs=2 * v * (v * step(_weighted) - t) * X[r]),
            misconception="the threshold is passed straight through",
        ),
        Mutant(
            name="relu_instead",
            statement=_blocked.but(lhs=Partial((v * relu(_weighted) - t) ** 2, w[r])),
            misconception="the same is said of ReLU",
        ),
    ),
    expected=Conclusion.PROVED,
    note="At w.x + b = 0 there is no derivative. As an output under cross-entropy the loss itself is 0 or infinite.",
)

_behind = _blocked.but(
    where=_threshold_unit,
    given=(),
    lhs=Partial(_loss_behind, v),
    rhs=2 * (v * step(_weighted) - t) * step(_weighted),
    text="the weight behind the threshold does get a gradient",
)
weights_behind_a_threshold_train = Claim(
    title="The output weight behind a hard threshold does get a gradient",
    ledger=("act.hard-threshold",),
    sources=(EXERCISE_A,),
    statement=_behind,
    derivation=(Step(statement=_behind, rule=Rule.NORMAL_FORM, reason="the threshold's value is a constant factor"),),
    mutants=(
        Mutant(name="all_zero", statement=_behind.but(rhs=S.Zero), misconception="all gradients are 0"),
        Mutant(
            name="no_activation",
            statement=_behind.but(rhs=2 * (v * step(_weighted) - t)),
            misconception="the unit's activation is forgotten",
        ),
    ),
    expected=Conclusion.PROVED,
)
