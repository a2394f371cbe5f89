"""Multiplications of forward mode, reverse mode and the backward pass, for layers of any widths."""

from itertools import pairwise

from sympy import Expr, Function, IndexedBase, Integer, Sum, Symbol, oo

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.statement import (
    Array,
    Counterexample,
    Declaration,
    Domain,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
)

k = Symbol("k", integer=True, nonnegative=True)
n, m, w, B = (Symbol(name, integer=True, positive=True) for name in "nmwB")
i, j, c, l, a = (Symbol(name, integer=True) for name in "ijcla")  # noqa: E741 - l counts layers
d = Function("d", integer=True, positive=True)
F, R, P, W = (IndexedBase(name, real=True) for name in "FRPW")
one, zero = Integer(1), Integer(0)
REVERSE = (Source(Document.LECTURE_10, "Backprop as Reverse-Mode Differentiation"),)
ENGINE = (Source(Document.QUEST, "The Engine of Learning"),)


def product(at: Expr, *more: tuple[Symbol, int, Expr]) -> Sum:
    """Multiplications of the matrix of layer `at` with a vector, for each of `more`."""
    return Sum(one, (j, 1, d(at)), (i, 1, d(at + 1)), *more)


def counted(symbol: IndexedBase, start: Expr, layer: Expr) -> Sequence:
    """Multiplications, layer by layer."""
    return Sequence(symbol=symbol, index=k, initial=start, successor=symbol[k] + layer)


def network(*sequences: Declaration) -> tuple[Declaration, ...]:
    """Layers of any widths; the weights are declared for their shapes."""
    weights = Array(W, ((l, zero, oo), (i, one, d(l + 1)), (j, one, d(l))))
    return (Scalar(k, Domain.NATURAL), Size(m), SizeFunction(d), weights, *sequences)


_forward = counted(F, zero, product(k, (a, 1, d(0))))
_reverse = counted(R, zero, product(k, (c, 1, m)))
_pass = counted(P, zero, product(k))
_modes = Statement(
    where=network(_forward, _reverse, _pass),
    lhs=m * F[k],
    rhs=d(0) * R[k],
    text="k layers between d(0) inputs and m outputs: F_k multiplications push d(0) directions forward, R_k pull m "
    "outputs back, so forward is cheaper for few inputs, reverse for few outputs",
)
jacobian_costs_inputs_forward_and_outputs_in_reverse = Claim(
    title="The Jacobian costs a pass an input in forward mode, a pass an output in reverse mode",
    ledger=("ad.modes",),
    sources=REVERSE,
    statement=_modes,
    derivation=(
        Step(
            statement=_modes.but(lhs=F[k], rhs=d(0) * P[k], text="d(0) passes"),
            rule=Rule.RECURSION,
            reason="every layer for each direction",
        ),
        Step(
            statement=_modes.but(lhs=R[k], rhs=m * P[k], text="m passes"),
            rule=Rule.RECURSION,
            reason="every layer for each output",
        ),
        Step(statement=_modes, rule=Rule.NORMAL_FORM, reason="passes of one cost", using=(0, 1)),
    ),
    mutants=(
        Mutant(
            name="exchanged",
            statement=_modes.but(lhs=d(0) * F[k], rhs=m * R[k]),
            misconception="forward mode is the cheaper one for many inputs",
        ),
        Mutant(
            name="equal",
            statement=_modes.but(lhs=F[k], rhs=R[k]),
            misconception="both modes cost the same",
        ),
    ),
    expected=Conclusion.PROVED,
    note="The order of multiplication differs, the product does not. Reverse mode keeps or recomputes the intermediate "
    "values, which the lecture does not count.",
)

# k + 1 layers: the first one needs no gradient in its input.
_ahead = counted(F, product(zero), product(k + 1))
_back = counted(R, product(zero), product(k + 1) + product(k + 1))
_ratio = Statement(
    where=network(_ahead, _back),
    lhs=R[k],
    rhs=2 * F[k] - d(0) * d(1),
    text="F_k multiplications forward through k + 1 dense layers, R_k backward: one a weight for its gradient, and "
    "one more behind the first layer to pass the signal on",
)
_shallow = Statement(
    where=(Size(n), Size(m), Size(w)),
    lhs=(n + 2) * m,
    rhs=(n + 2) * w,
    text="the gradient's multiplications, (n + 2) m for m hidden units on n inputs and one output, are the same for m "
    "and for w units",
)
backward_pass_is_twice_the_forward_pass_less_the_first_layer = Claim(
    title="The backward pass costs twice the forward pass less its first layer: the ratio, not the cost, is bounded",
    ledger=("ad.cost-independent-of-parameters",),
    sources=REVERSE,
    statement=_ratio,
    derivation=(Step(statement=_ratio, rule=Rule.RECURSION, reason="layer by layer"),),
    as_stated=_shallow,
    fault=Fault.FORMULA,
    counterexample=Counterexample(values={n: 1, m: 1, w: 2}, text="twice the units, twice the multiplications"),
    mutants=(
        Mutant(
            name="same_as_forward",
            statement=_ratio.but(rhs=F[k]),
            misconception="backward costs exactly as much as forward",
        ),
        Mutant(
            name="twice_always",
            statement=_ratio.but(rhs=2 * F[k]),
            misconception="the first layer passes its signal on too",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="One to two forward passes is right, for the backward pass alone; with the forward pass it is two to three.",
)

widths = tuple(Symbol(f"d{number}", integer=True) for number in range(4))
_ahead_of = sum((p * q for p, q in pairwise(widths)), zero)
_example = Statement(
    where=tuple(
        Scalar(symbol, values=(Integer(value),)) for symbol, value in zip(widths, (784, 256, 128, 10), strict=True)
    ),
    lhs=2 * _ahead_of - widths[0] * widths[1],
    rhs=Integer(268_800),
    text="784-256-128-10: 234,752 multiplications forward and 268,800 backward, 1.145 times as many",
)
_s, _t, _u = (Symbol(name, integer=True, positive=True) for name in "stu")
backward_and_forward_differ_by_a_factor_below_two = Claim(
    title="Backward costs as much as forward in order, not in number: 1.145 times as much in the lecture's example",
    ledger=("ad.backward-same-as-forward",),
    sources=(Source(Document.FOUNDATION, "Backpropagation Algorithm"),),
    statement=_example,
    derivation=(Step(statement=_example, rule=Rule.ENUMERATION, reason="2 x 234,752 - 200,704"),),
    as_stated=Statement(
        where=(Size(_s), Size(_t), Size(_u)),
        lhs=2 * (_s * _t + _t * _u) - _s * _t,
        rhs=_s * _t + _t * _u,
        text="two dense layers of any widths: as many multiplications backward as forward",
    ),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(values={_s: 1, _t: 1, _u: 1}, text="three backward, two forward"),
    mutants=(
        Mutant(
            name="forward",
            statement=_example.but(rhs=Integer(234_752)),
            misconception="the same number as forward",
        ),
        Mutant(
            name="twice",
            statement=_example.but(rhs=Integer(469_504)),
            misconception="twice as many, first layer included",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The printed numbers are lost; as orders of growth forward and backward are the same.",
)

_uses = Statement(
    where=(Size(n), Size(w), Size(B)),
    lhs=Sum(one, (j, 1, w), (i, 1, n), (c, 1, B)),
    rhs=B * n * w,
    text="a kernel of w weights at n places of B inputs: each weight is used n B times",
)
shared_weights_cost_every_use = Claim(
    title="Backpropagation costs every use of a weight: with sharing n times the number of weights",
    ledger=("ad.backprop-linear",),
    sources=(*ENGINE, Source(Document.CONNECTIONISM, "V")),
    statement=_uses,
    derivation=(Step(statement=_uses, rule=Rule.NORMAL_FORM, reason="each multiplication counted once"),),
    as_stated=_uses.but(rhs=w, text="the cost is the number of weights"),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={n: 2, w: 3, B: 1}, text="three weights at two places: six multiplications"),
    mutants=(
        Mutant(
            name="places_forgotten",
            statement=_uses.but(rhs=B * w),
            misconception="a shared weight is used once an input",
        ),
        Mutant(
            name="batch_forgotten",
            statement=_uses.but(rhs=n * w),
            misconception="a batch costs as much as one input",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="In a dense network every weight is used once an input.",
)
