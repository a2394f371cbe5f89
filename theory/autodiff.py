"""What automatic differentiation costs, counted in multiplications, and where it is exact.

A dense network with widths d(0), d(1), ..., d(k+1) multiplies d(l) d(l+1) numbers in layer l; additions and activations
are not counted. Shown for every depth and all widths: what a gradient costs forward and backward, what a Jacobian costs
in either mode, what finite differences cost; and that at a kink the chain rule may be wrong.
Sources: Lim 2025, Lecture 10, slide "Backprop as Reverse-Mode Differentiation"; The Quest for Intelligence, slide "The
Engine of Learning".
"""

from sympy import Function, IndexedBase, Integer, Symbol

from .kernel import recursion
from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from .kernel.functions import Partial, relu, step
from .kernel.statement import (
    Counterexample,
    Declaration,
    Domain,
    Hypothesis,
    Relation,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
)

k = Symbol("k", integer=True, nonnegative=True)
n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
x = Symbol("x", real=True)
d = Function("d", integer=True, positive=True)
# Multiplications up to layer k: the forward pass, the signals sent back, the weights' slopes, both modes of a Jacobian.
F, B, W, J, R = (IndexedBase(name, real=True) for name in ("F", "B", "W", "J", "R"))

REVERSE = (Source(Document.LECTURE_10, "Backprop as Reverse-Mode Differentiation"),)
ENGINE = (Source(Document.QUEST, "The Engine of Learning"),)
layer = d(k + 1) * d(k + 2)  # of layer k + 1


def counted(symbol: IndexedBase, first: object, each: object) -> Sequence:
    """A count that starts with layer 0 and adds layer k + 1."""
    return Sequence(symbol=symbol, index=k, initial=first, successor=symbol[k] + each)  # type: ignore[operator,arg-type]


forward = counted(F, d(0) * d(1), layer)
network: tuple[Declaration, ...] = (Scalar(k, Domain.NATURAL), SizeFunction(d), forward)
# Every weight's slope is one product; a signal goes back through every layer but the first, whose input needs none.
backward: tuple[Declaration, ...] = (*network, counted(W, d(0) * d(1), layer), counted(B, Integer(0), layer))


def by_layers(statement: Statement, *sequences: IndexedBase, after: int = 0) -> tuple[Step, ...]:
    """Induction over the layers, each count written out. `after`: how many steps stand before these."""
    made = recursion.induction(statement, k)
    return (
        Step(
            statement=made.base,
            rule=Rule.NORMAL_FORM,
            reason="layer 0",
            data=tuple((s, Integer(0)) for s in sequences),
        ),
        Step(
            statement=made.step,
            rule=Rule.NORMAL_FORM,
            reason="one more layer",
            data=tuple((s, k + 1) for s in sequences),
        ),
        Step(statement=statement, rule=Rule.INDUCTION, reason="induction", using=(after, after + 1), data=k),
    )


def together(statement: Statement, reason: str, *lines: tuple[Step, ...]) -> tuple[Step, ...]:
    """The statement from the last lines of several inductions."""
    steps = tuple(step for line in lines for step in line)
    ends = tuple(n for n, step in enumerate(steps) if step.rule is Rule.INDUCTION)
    return (*steps, Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason, using=ends))


_gradient = Statement(
    where=backward,
    lhs=W[k] + B[k],
    rhs=2 * F[k] - d(0) * d(1),
    text="the backward pass multiplies 2 F - d_0 d_1 times where the forward pass multiplies F times",
)
backward_pass_costs_up_to_two_forward_passes = Claim(
    title="The backward pass of a dense network costs between one and two forward passes",
    ledger=("ad.cost-independent-of-parameters", "ad.backward-same-as-forward", "ad.backprop-linear"),
    sources=(*REVERSE, Source(Document.FOUNDATION, "Backpropagation Algorithm"), *ENGINE),
    statement=_gradient,
    derivation=together(
        _gradient,
        "slopes and signals",
        by_layers(_gradient.but(lhs=W[k], rhs=F[k], text="one product a weight"), W, F),
        by_layers(_gradient.but(lhs=B[k], rhs=F[k] - d(0) * d(1), text="all layers but the first"), B, F, after=3),
    ),
    as_stated=Statement(
        where=backward,
        lhs=W[k] + B[k],
        relation=Relation.AT_MOST,
        rhs=Integer(100),
        text="the cost of a gradient does not depend on the number of parameters; here it stays below a constant",
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(
        values={k: 0, d(0): 20, d(1): 20}, text="one layer of 20 by 20 weights: 400 slopes, 400 multiplications"
    ),
    mutants=(
        Mutant(
            name="same_as_forward",
            statement=_gradient.but(rhs=F[k]),
            misconception="backward costs the same as forward, whatever the depth",
        ),
        Mutant(
            name="twice_forward",
            statement=_gradient.but(rhs=2 * F[k]),
            misconception="a signal is sent back to the data too",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="What does not depend on the number of parameters is the ratio to a forward pass.",
)

# The Jacobian of a chain of linear layers from n inputs to m outputs.
jacobian: tuple[Declaration, ...] = (
    Size(n),
    Size(m),
    *network,
    counted(J, n * d(0) * d(1), n * layer),
    counted(R, m * d(0) * d(1), m * layer),
)
_modes = Statement(
    where=jacobian,
    lhs=m * J[k],
    rhs=n * R[k],
    text="forward mode multiplies n F times, reverse mode m F times: their ratio is inputs to outputs",
)
modes_cost_as_inputs_to_outputs = Claim(
    title="Forward and reverse mode cost as the number of inputs to the number of outputs",
    ledger=("ad.modes",),
    sources=REVERSE,
    statement=_modes,
    derivation=together(
        _modes,
        "n and m times the forward pass",
        by_layers(_modes.but(lhs=J[k], rhs=n * F[k], text="n directions"), J, F),
        by_layers(_modes.but(lhs=R[k], rhs=m * F[k], text="m sweeps"), R, F, after=3),
    ),
    mutants=(
        Mutant(
            name="the_other_way",
            statement=_modes.but(lhs=n * J[k], rhs=m * R[k]),
            misconception="forward mode is the one for many inputs",
        ),
        Mutant(name="equal", statement=_modes.but(lhs=J[k], rhs=R[k]), misconception="both modes cost the same"),
    ),
    expected=Conclusion.PROVED,
)
_one_output = Statement(
    where=jacobian,
    lhs=R[k],
    rhs=m * F[k],
    text="reverse mode costs one sweep an output: one for a loss, whatever the number of inputs",
)
reverse_mode_takes_one_sweep_an_output = Claim(
    title="Reverse mode takes one sweep for each output",
    ledger=("ad.modes", "ad.backprop-linear"),
    sources=REVERSE,
    statement=_one_output,
    derivation=by_layers(_one_output, F, R),
    mutants=(
        Mutant(
            name="one_sweep_an_input",
            statement=_one_output.but(rhs=n * F[k]),
            misconception="that is forward mode",
        ),
        Mutant(
            name="one_sweep_for_all",
            statement=_one_output.but(rhs=F[k]),
            misconception="one sweep gives all outputs' slopes",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Finite differences: one forward pass for every weight, and one more.
D = IndexedBase("D", real=True)
differences: tuple[Declaration, ...] = (
    *network,
    counted(W, d(0) * d(1), layer),  # the weights
    Sequence(  # all forward passes up to layer k, when layer k + 1 with its weights comes to them
        symbol=D,
        index=k,
        initial=(d(0) * d(1) + 1) * d(0) * d(1),
        successor=D[k] + layer * (2 * F[k] + 1) + layer**2,
    ),
)
_quadratic = Statement(
    where=differences,
    lhs=D[k],
    rhs=(W[k] + 1) * F[k],
    text="W + 1 forward passes of F = W multiplications each: W^2 + W, against 2 W backward",
)
finite_differences_cost_the_square_of_the_weights = Claim(
    title="Finite differences cost the square of the number of weights",
    ledger=("ad.finite-differences-quadratic",),
    sources=ENGINE,
    statement=_quadratic,
    derivation=together(
        _quadratic,
        "as many weights as multiplications",
        by_layers(_quadratic.but(lhs=W[k], rhs=F[k], text="one multiplication a weight"), W, F),
        by_layers(_quadratic.but(rhs=(F[k] + 1) * F[k], text="F^2 + F"), D, F, after=3),
    ),
    mutants=(
        Mutant(
            name="linear",
            statement=_quadratic.but(rhs=2 * F[k]),
            misconception="one more forward pass gives all differences",
        ),
        Mutant(
            name="central",
            statement=_quadratic.but(rhs=2 * W[k] * F[k]),
            misconception="central differences are counted",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Exact where every operation has a slope.
off_the_kink = Hypothesis(name="x != 0", lhs=x)
_kink = Statement(
    where=(Scalar(x),),
    given=(off_the_kink,),
    lhs=Partial(relu(x) - relu(-x), x),
    rhs=step(x) + step(-x),
    text="relu(x) - relu(-x) = x: off its kinks the chain rule gives 1",
)
_program = Statement(
    where=(Scalar(x),),
    lhs=step(x) + step(-x),
    rhs=Integer(1),
    text="backpropagation gives the exact gradient; here of relu(x) - relu(-x) = x, slope 1, with the slope 0 at kinks",
)
chain_rule_is_exact_off_kinks = Claim(
    title="Backpropagation is exact where every operation has a slope, and may be wrong at a kink",
    ledger=("ad.exact-gradient",),
    sources=ENGINE,
    statement=_kink,
    derivation=(Step(statement=_kink, rule=Rule.SCALAR_NORMAL_FORM, reason="one of the two units is active"),),
    as_stated=_program,
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={x: 0}, text="x = 0: the slope is 1, the program gives 0"),
    mutants=(
        Mutant(
            name="one_unit_only",
            statement=_kink.but(rhs=step(x)),
            misconception="the inactive unit's sign is lost",
        ),
        Mutant(
            name="difference_of_slopes",
            statement=_kink.but(rhs=step(x) - step(-x)),
            misconception="the inner minus is forgotten",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)
