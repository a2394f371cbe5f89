"""Entries of matrix formulas, products as sums over the index between the factors."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import sympy
from sympy import Add as SymAdd
from sympy import Dummy, Expr, Integer, KroneckerDelta, S
from sympy import Mul as SymMul
from sympy import Sum as SymSum

from ...kernel.functions import Partial, leaky_relu
from ..declarations import Activation, Vector
from ..fitting import Shape
from ..tree import Add, Call, Constant, Derivative, Div, Mul, Name, Neg, Node, Number, Pow, Rows, Sum
from .functions import ACTIVATIONS, ONE_ARGUMENT, Unlowered

if TYPE_CHECKING:
    from .scalars import Lowering

MOST_WRITTEN_OUT = 12  # terms of a sum whose ends are numbers


def entry(lowering: "Lowering", node: Node, i: Expr, j: Expr) -> Expr:
    """The entry in row i and column j of a matrix formula. Raises Unlowered."""
    shape = lowering.shape(node)
    if shape is None:
        return lowering.value(node)
    match node:
        case Name(name):
            symbol, declared = lowering.names.symbols[name], lowering.scope.type_of(name)
            return symbol[i] if isinstance(declared, Vector) else symbol[i, j]  # type: ignore[index]
        case Constant("I"):
            return KroneckerDelta(i, j)
        case Add(terms):
            return SymAdd(*(entry(lowering, t, i, j) for t in terms))
        case Neg(arg):
            return -entry(lowering, arg, i, j)
        case Mul(factors):
            return product_entry(lowering, factors, i, j)
        case Div(top, bottom):
            return entry(lowering, top, i, j) / lowering.value(bottom)
        case Pow(base, Number(n)) if n.denominator == 1 and 1 <= n <= 6:
            return product_entry(lowering, (base,) * int(n), i, j)
        case Rows(rows):
            if isinstance(i, Integer) and isinstance(j, Integer):
                return lowering.value(rows[int(i) - 1][int(j) - 1])
            raise Unlowered("a symbolic entry of a matrix that is written out")
        case Derivative(body, Name(name), 1):
            symbol, declared = lowering.names.symbols[name], lowering.scope.type_of(name)
            target = symbol[i] if isinstance(declared, Vector) else symbol[i, j]  # type: ignore[index]
            return Partial(lowering.value(body), target)
        case Sum(body, index, low, high):
            return _of_sum(lowering, body, index, low, high, i, j)
        case Call(function, args, primes):
            return _of_call(lowering, node, function, args, primes, i, j)
    raise Unlowered(f"the entries of {type(node).__name__}")


def _of_sum(lowering: "Lowering", body: Node, index: str, low: Node, high: Node, i: Expr, j: Expr) -> Expr:
    first, last = lowering.value(low), lowering.value(high)
    saved = lowering.bound.get(index)
    symbol = Dummy(index, integer=True)
    lowering.bound[index] = symbol  # type: ignore[assignment]
    try:
        return SymSum(entry(lowering, body, i, j), (symbol, first, last))
    finally:
        if saved is None:
            lowering.bound.pop(index, None)
        else:
            lowering.bound[index] = saved


def _of_call(
    lowering: "Lowering", node: Call, function: str, args: tuple[Node, ...], primes: int, i: Expr, j: Expr
) -> Expr:
    match function:
        case "transpose":
            return entry(lowering, args[0], j, i)
        case "hadamard":
            return entry(lowering, args[0], i, j) * entry(lowering, args[1], i, j)
        case "outer":
            return entry(lowering, args[0], i, S.One) * entry(lowering, args[1], j, S.One)
        case "diag":
            if lowering.shape(args[0])[1] == 1:  # type: ignore[index]
                return KroneckerDelta(i, j) * entry(lowering, args[0], i, S.One)
            return entry(lowering, args[0], i, i)
        case "softmax":
            total = over(lowering, args[0], lambda k: sympy.exp(entry(lowering, args[0], k, S.One)))
            return sympy.exp(entry(lowering, args[0], i, S.One)) / total
    inner = entry(lowering, args[0], i, j)
    if function == "sigma" or isinstance(lowering.scope.type_of(function), Activation):
        if primes <= 2:
            return ACTIVATIONS[primes](inner)
    elif primes:
        return lowering.primes.at(function, primes, inner)
    elif function in ONE_ARGUMENT:
        return ONE_ARGUMENT[function](inner)  # type: ignore[return-value]
    elif function == "leaky_relu":
        return leaky_relu(inner, lowering.value(args[1]))
    raise Unlowered(f"the entries of {function}")


def product_entry(lowering: "Lowering", factors: tuple[Node, ...], i: Expr, j: Expr) -> Expr:
    numbers = [lowering.value(f) for f in factors if lowering.shape(f) is None]
    matrices = [f for f in factors if lowering.shape(f) is not None and f != Constant("I")]
    if not matrices:
        return SymMul(*numbers, KroneckerDelta(i, j))
    # From the left: the product so far is (rows x inner); what is 1 x 1 is a number.
    groups = _groups(lowering, matrices)
    numbers += [_chain(lowering, g, S.One, S.One) for g in groups[:-1]]
    return SymMul(*numbers, _chain(lowering, groups[-1], i, j))


def _groups(lowering: "Lowering", matrices: list[Node]) -> list[list[Node]]:
    """Runs of factors; each but the last is a row times a column, a number."""
    groups: list[list[Node]] = []
    run: list[Node] = []
    for factor in matrices:
        if run and _run_shape(lowering, run) == (1, 1) and lowering.shape(factor)[0] != 1:  # type: ignore[index]
            groups.append(run)
            run = []
        run.append(factor)
    return [*groups, run]


def _run_shape(lowering: "Lowering", run: list[Node]) -> Shape:
    return (lowering.shape(run[0])[0], lowering.shape(run[-1])[1])  # type: ignore[index]


def _chain(lowering: "Lowering", run: list[Node], i: Expr, j: Expr) -> Expr:
    if len(run) == 1:
        return entry(lowering, run[0], i, j)
    first, *rest = run

    def term(k: Expr) -> Expr:
        return entry(lowering, first, i, k) * _chain(lowering, rest, k, j)

    return over(lowering, first, term, axis=1)


def over(lowering: "Lowering", a: Node, term: Callable[[Expr], Expr], axis: int = 0) -> Expr:
    """The sum of a term over an axis of `a`."""
    shape = lowering.shape(a)
    assert shape is not None
    size = lowering.names.size(shape[axis])
    if isinstance(size, Integer):
        if size > MOST_WRITTEN_OUT:
            raise Unlowered("a long sum")
        return SymAdd(*(term(Integer(n)) for n in range(1, int(size) + 1)))
    index = Dummy("k", integer=True)
    return SymSum(term(index), (index, S.One, size))
