"""What competes with derivatives by program, difference quotients and formulas, and where the chain rule is exact."""

from sympy import IndexedBase, Integer, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial, relu, step
from ..kernel.statement import (
    Counterexample,
    Domain,
    Hypothesis,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
)

k = Symbol("k", integer=True, nonnegative=True)
w = Symbol("w", integer=True, positive=True)
i, j = Symbol("i", integer=True), Symbol("j", integer=True)
x, h = Symbol("x", real=True), Symbol("h", real=True)
S, D = (IndexedBase(name, real=True) for name in "SD")
one, zero = Integer(1), Integer(0)
ENGINE = (Source(Document.QUEST, "The Engine of Learning"),)


# Finite differences.
_quotients = Statement(
    where=(Size(w),),
    lhs=Sum(Sum(one, (j, 1, w)), (i, 1, w)) + Sum(one, (j, 1, w)),
    rhs=w**2 + w,
    text="one evaluation at each of w displaced points and one at the point itself, each with w multiplications",
)
finite_differences_are_quadratic_in_the_parameters = Claim(
    title="Finite differences take w + 1 evaluations: of the order w^2 where one evaluation uses each of w weights",
    ledger=("ad.finite-differences-quadratic",),
    sources=ENGINE,
    statement=_quotients,
    derivation=(Step(statement=_quotients, rule=Rule.NORMAL_FORM, reason="each multiplication counted once"),),
    mutants=(
        Mutant(
            name="linear",
            statement=_quotients.but(rhs=w + 1),
            misconception="an evaluation counts as one operation",
        ),
        Mutant(
            name="central",
            statement=_quotients.but(rhs=2 * w**2),
            misconception="the number for central differences, which take 2 w evaluations",
        ),
    ),
    expected=Conclusion.PROVED,
)

_step_size = Hypothesis(name="h != 0", lhs=h)
_quotient = Statement(
    where=(Scalar(x), Scalar(h)),
    given=(_step_size,),
    lhs=((x + h) ** 2 - x**2) / h,
    rhs=Partial(x**2, x) + h,
    text="the quotient for x^2 is off by h, however it is computed; a derivative by program has no step size",
)
finite_differences_are_off_by_their_step = Claim(
    title="A difference quotient is off from the slope of x^2 by its step",
    ledger=("ad.finite-differences-quadratic",),
    sources=ENGINE,
    statement=_quotient,
    derivation=(Step(statement=_quotient, rule=Rule.SCALAR_NORMAL_FORM, reason="the square multiplied out"),),
    mutants=(
        Mutant(
            name="exact",
            statement=_quotient.but(rhs=Partial(x**2, x)),
            misconception="difference quotients are derivatives",
        ),
        Mutant(
            name="second_order",
            statement=_quotient.but(rhs=Partial(x**2, x) + h**2),
            misconception="the error of a one-sided quotient is quadratic",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Where the chain rule is exact.
_off_the_kink = Hypothesis(name="x != 0", lhs=x)
_exact = Statement(
    where=(Scalar(x),),
    given=(_off_the_kink,),
    lhs=step(x) + step(-x),
    rhs=Partial(relu(x) - relu(-x), x),
    text="what the chain rule with ReLU'(0) = 0 returns for ReLU(x) - ReLU(-x) is its derivative where x != 0",
)
chain_rule_is_exact_off_the_kinks = Claim(
    title="Backpropagation is exact where every operation on the way has a derivative, and may be wrong elsewhere",
    ledger=("ad.exact-gradient",),
    sources=ENGINE,
    statement=_exact,
    derivation=(Step(statement=_exact, rule=Rule.SCALAR_NORMAL_FORM, reason="one of the two units is on"),),
    as_stated=_exact.but(
        given=(), rhs=one, text="it returns the derivative of ReLU(x) - ReLU(-x) = x, which is 1, at every x"
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={x: 0}, text="at 0 both units return 0: the answer is 0, the slope is 1"),
    mutants=(
        Mutant(
            name="one_unit",
            statement=_exact.but(lhs=step(x)),
            misconception="the unit for negative x passes no gradient",
        ),
        Mutant(
            name="difference",
            statement=_exact.but(lhs=step(x) - step(-x)),
            misconception="the inner minus is forgotten in the chain rule",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)

# Formulas with and without shared parts.
_tree = Sequence(symbol=S, index=k, initial=one, successor=2 * S[k] + 5)
_graph = Sequence(symbol=D, index=k, initial=one, successor=D[k] + 5)
_sizes = Statement(
    where=(Scalar(k, Domain.NATURAL), _tree, _graph),
    lhs=S[k],
    rhs=6 * Integer(2) ** k - 5,
    text="4 y (1 - y) with y put in k times: written out, y stands twice beside *, *, 4, - and 1: 6 2^k - 5 symbols",
)
formulas_written_out_grow_exponentially = Claim(
    title="A formula composed k times has some 2^k symbols when it is written out",
    ledger=("ad.symbolic-too-complex",),
    sources=ENGINE,
    statement=_sizes,
    derivation=(Step(statement=_sizes, rule=Rule.RECURSION, reason="two copies and five symbols more"),),
    mutants=(
        Mutant(
            name="with_sharing",
            statement=_sizes.but(lhs=D[k]),
            misconception="the graph with shared parts is as large as the tree",
        ),
        Mutant(
            name="quadratic",
            statement=_sizes.but(rhs=5 * k**2 + 1),
            misconception="swell is quadratic",
        ),
    ),
    expected=Conclusion.PROVED,
)

_shared = _sizes.but(lhs=D[k], rhs=5 * k + 1, text="with y kept as one node the same function has 5 k + 1 nodes")
formulas_with_shared_parts_grow_linearly = Claim(
    title="With shared parts the same formula has 5 k + 1 nodes: symbolic differentiation need not swell",
    ledger=("ad.symbolic-too-complex",),
    sources=ENGINE,
    statement=_shared,
    derivation=(Step(statement=_shared, rule=Rule.RECURSION, reason="one copy and five nodes more"),),
    as_stated=_shared.but(
        lhs=Integer(2) ** k,
        relation=Relation.AT_MOST,
        rhs=D[k],
        text="symbolic formulas are exponentially large, however they are kept",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={k: 5}, text="26 nodes, not 32"),
    mutants=(
        Mutant(
            name="written_out",
            statement=_shared.but(lhs=S[k]),
            misconception="sharing saves nothing",
        ),
        Mutant(
            name="without_start",
            statement=_shared.but(rhs=5 * k),
            misconception="the variable is not counted",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The chain rule adds a fixed number of nodes for every node, so the derivative stays linear too.",
)
