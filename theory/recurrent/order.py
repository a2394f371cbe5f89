"""Order and parallel work: what a network applied step by step cannot see, and which recurrences need no waiting.

Sources: Lim 2025, Lecture 10, slides "RNNs: Introduction" and "Transformers: Introduction"; The Depth Challenge,
section 18.
"""

from sympy import Expr, Function, IndexedBase, Integer, MatrixSymbol, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import sigma
from ..kernel.reindex import Order, Reindexing
from ..kernel.statement import Counterexample, Matrix, Permutation, Relation, Scalar, Size, Statement, array
from .gradients import PROBLEM

n, m, T = (Symbol(name, integer=True, positive=True) for name in ("n", "m", "T"))
i, j, c = (Symbol(name, integer=True) for name in "ijc")
x, u, w = (IndexedBase(name, real=True) for name in ("x", "u", "w"))
w1, w2, x1, x2, bias = (Symbol(name, real=True) for name in ("w1", "w2", "x1", "x2", "b"))
pi = Function("pi", integer=True)
INTRODUCTION = Source(Document.LECTURE_10, "RNNs: Introduction")
LIMITS = Source(Document.LECTURE_10, "Transformers: Introduction")


def response(step: Expr) -> Expr:
    """A layer of m units, read by the weights w and a bias, applied to the input of one step."""
    return bias + Sum(w[j] * sigma(Sum(u[j, c] * x[step, c], (c, 1, n))), (j, 1, m))


_stepwise = Statement(
    where=(
        *(Size(T), Size(n), Size(m), Scalar(bias)),
        *(array(x, T, n), array(u, m, n), array(w, m)),
        Permutation(pi, Integer(1), T),
    ),
    lhs=Sum(response(pi(i)), (i, 1, T)),
    rhs=Sum(response(i), (i, 1, T)),
    text="one network applied to every step, its responses added: the same for the steps in any order",
)
network_applied_step_by_step_ignores_order = Claim(
    title="A feed-forward network ignores order where it is applied to single steps, not where it reads a window",
    ledger=("rnn.ffn-ignores-order",),
    sources=(INTRODUCTION,),
    statement=_stepwise,
    derivation=(
        Step(
            statement=_stepwise,
            rule=Rule.REINDEX,
            reason="the same responses in another order",
            data=Reindexing(order=Order.PERMUTED, permutation=pi),
        ),
    ),
    as_stated=Statement(
        where=tuple(Scalar(s) for s in (w1, w2, x1, x2)),
        lhs=sigma(w1 * x2 + w2 * x1),
        rhs=sigma(w1 * x1 + w2 * x2),
        text="a feed-forward network ignores temporal relations, here one unit that reads a window of two steps",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={w1: 1, w2: 0, x1: 1, x2: 0}, text="w = (1, 0): the unit answers to the first step of the window alone"
    ),
    mutants=(
        Mutant(
            name="weights_of_steps",
            statement=_stepwise.but(
                where=(*_stepwise.where[:-2], array(w, T), _stepwise.where[-1]),
                lhs=Sum(w[i] * sigma(Sum(x[pi(i), c], (c, 1, n))), (i, 1, T)),
                rhs=Sum(w[i] * sigma(Sum(x[i, c], (c, 1, n))), (i, 1, T)),
            ),
            misconception="every step may be weighed by its place",
        ),
        Mutant(
            name="inputs_added_first",
            statement=_stepwise.but(
                rhs=bias + Sum(w[j] * sigma(Sum(u[j, c] * x[i, c], (c, 1, n), (i, 1, T))), (j, 1, m))
            ),
            misconception="the responses may be added before the activation",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)

# Three steps of h -> A h + b, grouped in two ways.
A, B, C = (MatrixSymbol(name, n, n) for name in "ABC")
a, b, d, h = (MatrixSymbol(name, n, 1) for name in "abdh")
_grouped = Statement(
    where=(Size(n), *(Matrix(s) for s in (A, B, C, a, b, d, h))),
    lhs=C * (B * (A * h + a) + b) + d,
    rhs=(C * B) * (A * h + a) + (C * b + d),
    text="linear steps (A, a), (B, b), (C, d) compose: the last two are (C B, C b + d), whatever comes before",
)
linear_recurrences_may_be_worked_out_in_any_grouping = Claim(
    title="Steps of a linear recurrence compose associatively, so that it can be worked out in parallel",
    ledger=("rnn.sequential-vs-parallel",),
    sources=(LIMITS, PROBLEM),
    statement=_grouped,
    derivation=(Step(statement=_grouped, rule=Rule.MATRIX_NORMAL_FORM, reason="multiply out"),),
    as_stated=_grouped.but(
        relation=Relation.NOT_EQUAL,
        text="a recurrence must be worked out step by step: grouping later steps first changes the result",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={
            n: 1,
            **{A: ((2,),), B: ((3,),), C: ((5,),), a: ((1,),), b: ((1,),), d: ((1,),), h: ((1,),)},
        },
        text="one unit, steps 2h + 1, 3h + 1, 5h + 1 from h = 1: 51 in both groupings",
    ),
    mutants=(
        Mutant(
            name="matrices_exchanged",
            statement=_grouped.but(rhs=(B * C) * (A * h + a) + (C * b + d)),
            misconception="the steps commute",
        ),
        Mutant(
            name="shift_not_carried",
            statement=_grouped.but(rhs=(C * B) * (A * h + a) + (b + d)),
            misconception="the shifts of the steps simply add",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="A balanced tree of groupings has depth log T; an activation between the steps rules this composition out.",
)
