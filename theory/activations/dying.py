"""Dying ReLU: a unit that is silent on every sample, and what silence on one sample does not mean."""

from sympy import Integer, S, Sum

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Partial, relu, step
from ..kernel.statement import Counterexample, Hypothesis, Index, Statement
from .notation import LESS, SLIDE_ACTIVATIONS, N, X, bias, d, every_sample, i, one_unit, pre_activation, r, target, v, w

_risk = Sum((v * relu(pre_activation) - target[i]) ** 2, (i, 1, N))
silent_everywhere = Hypothesis(
    name="w.x_i + b < 0 for every sample", lhs=pre_activation, relation=LESS, rhs=S.Zero, forall=(every_sample,)
)
silent_once = Hypothesis(
    name="w.x_1 + b < 0 for one sample", lhs=pre_activation.xreplace({i: Integer(1)}), relation=LESS, rhs=S.Zero
)
_closed_gate = Statement(
    where=(*one_unit, every_sample), given=(silent_everywhere,), lhs=step(pre_activation), rhs=S.Zero
)
_closed_unit = _closed_gate.but(lhs=relu(pre_activation))
_dead = Statement(
    where=(*one_unit, Index(r, Integer(1), d)),
    given=(silent_everywhere,),
    lhs=Partial(_risk, w[r]),
    rhs=S.Zero,
    text="a unit that is silent on every sample gets no gradient",
)
_alive = Counterexample(
    values={N: 2, d: 1, X: ((-1,), (1,)), w: (1,), target: (0, 0), bias: 0, v: 1, r: 1},
    text="x = -1, 1 with w = 1, b = 0: silent on the first sample, the second gives 2",
)
silent_unit_gets_no_gradient = Claim(
    title="A ReLU unit gets no gradient for its weights once it is silent on every sample of the data",
    ledger=("act.relu-dying",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_dead,
    derivation=(
        Step(statement=_closed_gate, rule=Rule.SCALAR_NORMAL_FORM, reason="the step is 0 below 0"),
        Step(statement=_dead, rule=Rule.NORMAL_FORM, using=(0,), reason="every sample's term has this factor"),
    ),
    as_stated=_dead.but(given=(silent_once,), text='"dying" ReLUs if z < 0'),
    fault=Fault.HYPOTHESIS,
    counterexample=_alive,
    mutants=(
        Mutant(
            name="one_sample",
            statement=_dead.but(given=(silent_once,)),
            misconception="z < 0 on one sample is enough",
            witness=_alive,
        ),
        Mutant(
            name="linear_unit",
            statement=_dead.but(lhs=Partial(_risk.xreplace({relu(pre_activation): pre_activation}), w[r])),
            misconception="the unit's weights are trained through its pre-activation",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Momentum, weight decay, or a layer below that moves the inputs can revive the unit.",
)

_outgoing = _dead.but(where=one_unit, lhs=Partial(_risk, v))
silent_unit_trains_no_outgoing_weight = Claim(
    title="A silent ReLU unit gets no gradient for its outgoing weight either",
    ledger=("act.relu-dying",),
    sources=(SLIDE_ACTIVATIONS,),
    statement=_outgoing,
    derivation=(
        Step(statement=_closed_unit, rule=Rule.SCALAR_NORMAL_FORM, reason="ReLU is 0 below 0"),
        Step(statement=_outgoing, rule=Rule.NORMAL_FORM, using=(0,), reason="every sample's term has this factor"),
    ),
    mutants=(
        Mutant(
            name="one_sample",
            statement=_outgoing.but(given=(silent_once,)),
            misconception="z < 0 on one sample is enough",
            witness=Counterexample(values={**{k: x for k, x in _alive.values.items() if k != r}}),
        ),
        Mutant(
            name="still_trains",
            statement=_outgoing.but(rhs=Sum(-2 * target[i], (i, 1, N))),
            misconception="the outgoing weight still trains",
        ),
    ),
    expected=Conclusion.PROVED,
)
