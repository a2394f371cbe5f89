"""What the ranges of units forbid: a sigmoid network on the whole line, an output unit that is bounded."""

from sympy import Abs, IndexedBase, Integer, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import relu, sigmoid
from ..kernel.statement import (
    Counterexample,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Statement,
    array,
)
from .shallow import M, b, c, m, network, output, v, w, x

A, f, g = (Symbol(name, real=True) for name in ("A", "f", "g"))
B = IndexedBase("B", real=True)

# The whole line: |v_m| <= B_m.
_bounded = (
    Hypothesis(
        name="v_m <= B_m",
        lhs=v[m],
        relation=Relation.AT_MOST,
        rhs=B[m],
        forall=(Index(m, Integer(1), M),),
        establish=(B[m], v[m] ** 2 + 1),
    ),
    Hypothesis(
        name="B_m >= 0",
        lhs=Integer(0),
        relation=Relation.AT_MOST,
        rhs=B[m],
        forall=(Index(m, Integer(1), M),),
        establish=(B[m], v[m] ** 2 / 8),
    ),
)
far = A + c + Sum(B[m], (m, 1, M))
_line = Statement(
    where=(*network, array(B, M), Scalar(A)),
    given=_bounded,
    lhs=A,
    relation=Relation.AT_MOST,
    rhs=far - output(far, sigmoid),
    text="at x = A + c + sum B_m the network is below x by A or more, for any A",
)
_room = Sum(
    B[m] * (1 - sigmoid(w[m] * far + b[m])) + (B[m] - v[m]) * sigmoid(w[m] * far + b[m]),
    (m, 1, M),
)
no_sigmoid_network_follows_a_line_for_ever = Claim(
    title="On the whole line a sigmoid network is as far from x as one likes: the domain must be compact",
    ledger=("uat.continuous-compact-missing", "uat.any-function"),
    sources=(Source(Document.QUEST, "A Universal Approximator"), Source(Document.LECTURE_10, "Introduction")),
    statement=_line,
    derivation=(
        Step(
            statement=_line.but(rhs=A + _room),
            rule=Rule.NORMAL_FORM,
            reason="sigmoids lie between 0 and 1",
        ),
        Step(
            statement=_line.but(lhs=A + _room, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="the terms with B_m are collected",
        ),
        Step(statement=_line, rule=Rule.CHAIN, reason="both", using=(0, 1)),
    ),
    as_stated=Statement(
        where=(*network, Scalar(x)),
        given=tuple(
            Hypothesis(
                name=f"within 1 at {at}",
                lhs=Abs(output(Integer(at), sigmoid) - at),
                relation=Relation.AT_MOST,
                rhs=Integer(1),
            )
            for at in (-1, 0, 1)
        ),
        lhs=Abs(output(x, sigmoid) - x),
        relation=Relation.AT_MOST,
        rhs=Integer(1),
        text="on no particular domain: what is within 1 of f(x) = x at -1, 0, 1 is so everywhere",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={M: 1, v: (0,), w: (0,), b: (0,), c: 0, x: 2}, text="the network 0 is off by 2 at x = 2"
    ),
    mutants=(
        Mutant(
            name="without_the_bound",
            statement=_line.but(given=_bounded[1:]),
            misconception="output weights do not matter",
        ),
        Mutant(
            name="relu_units",
            statement=_line.but(rhs=far - output(far, relu)),
            misconception="no network follows a line, ReLU or not",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="x itself is one function of many: any bounded network is far from it; ReLU networks follow lines exactly.",
)

_squashed = Statement(
    where=network,
    lhs=Integer(1),
    relation=Relation.LESS,
    rhs=2 - sigmoid(output(x, sigmoid)),
    text="with a logistic output unit the network stays more than 1 below the constant function 2",
).but(where=(*network, Scalar(x)))
logistic_output_misses_values_outside_of_its_range = Claim(
    title="A network with a logistic output unit misses the constant 2 by more than 1, whatever its hidden layer",
    ledger=("uat.output-nonlinearity",),
    sources=(Source(Document.DEPTH_CHALLENGE, "6."),),
    statement=_squashed,
    derivation=(Step(statement=_squashed, rule=Rule.SCALAR_NORMAL_FORM, reason="a logistic function is less than 1"),),
    as_stated=Statement(
        where=(Scalar(g), Scalar(f)),
        lhs=Abs(sigmoid(g) - f),
        relation=Relation.AT_MOST,
        rhs=Abs(g - f),
        text="an output unit behind a network with the value g costs nothing, whatever the value f that is wanted",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={g: 2, f: 2}, text="right without the output unit, off by more than 1 with it"
    ),
    mutants=(
        Mutant(
            name="relu_output",
            statement=_squashed.but(rhs=2 - relu(output(x, sigmoid))),
            misconception="every output unit is bounded",
        ),
        Mutant(
            name="linear_output",
            statement=_squashed.but(rhs=2 - output(x, sigmoid)),
            misconception="the hidden layer's bounds are the output's",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Universality needs a linear output, or targets in the range of the output unit.",
)
