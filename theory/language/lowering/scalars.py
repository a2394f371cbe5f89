"""Numbers: scalars and entries as the kernel's formulas."""

import sympy
from sympy import Add as SymAdd
from sympy import Basic, Dummy, Expr, Integer, MatrixExpr, Piecewise, Rational, S, Symbol
from sympy import Mul as SymMul
from sympy import Sum as SymSum

from ...kernel import statement as kernel
from ...kernel.functions import Partial
from ..declarations import Activation, Matrix, Scope, Vector
from ..fitting import Shape
from ..shapes import _Shapes
from ..tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
    Derivative,
    Div,
    Entry,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    PartialName,
    Pow,
    Product,
    Rows,
    Sum,
)
from ..write_calculator import calculator
from .calls import CALLS
from .entries import MOST_WRITTEN_OUT, entry, product_entry
from .functions import ACTIVATIONS, ONE_ARGUMENT, RELATIONAL, RELATIONS, Primes, Unlowered
from .matrices import matrix
from .symbols import Symbols

MOST_BITS = 4000  # of a power of numbers that SymPy would work out
LARGEST_EXPONENT = 1000
UNUSABLE = (S.NaN, S.Infinity, S.NegativeInfinity, S.ComplexInfinity, S.ImaginaryUnit)


class Lowering:
    """The kernel's formulas for trees of one completed scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.names = Symbols(scope)
        self.bound: dict[str, Symbol] = {}
        self.primes = Primes()
        self._shapes = _Shapes(scope)

    def declarations(self, matrices: bool = False) -> tuple[kernel.Declaration, ...]:
        """Everything that is in scope; arrays as matrix symbols where `matrices`."""
        return self.names.declarations(matrices)

    def ranges(self) -> tuple[kernel.Hypothesis, ...]:
        """What the declared intervals say."""
        return self.names.ranges()

    def size(self, size: int | str | None) -> Expr:
        """A size as the kernel writes it."""
        return self.names.size(size)

    def entry(self, node: Node, i: Expr, j: Expr) -> Expr:
        """The entry in row i and column j of a matrix formula. Raises Unlowered."""
        return entry(self, node, i, j)

    def matrix(self, node: Node, shape: Shape = None) -> MatrixExpr:
        """A matrix formula without entries. `shape`: what the unit matrix must have here. Raises Unlowered."""
        return matrix(self, node, shape)

    def hypotheses(self, given: Compare) -> tuple[kernel.Hypothesis, ...]:
        """A chain of comparisons as hypotheses."""
        made = []
        for a, order, b in zip(given.sides, given.orders, given.sides[1:], strict=False):
            relation, mirrored = RELATIONS[order]
            lhs, rhs = self.scalar(a), self.scalar(b)
            if mirrored:
                lhs, rhs = rhs, lhs
            made.append(kernel.Hypothesis(name=calculator(given), lhs=lhs, relation=relation, rhs=rhs))
        return tuple(made)

    # Numbers

    def scalar(self, node: Node) -> Expr:
        """The formula of a number. Raises Unlowered."""
        value = self.value(node)
        if value.has(*UNUSABLE):
            raise Unlowered(f"no real value of {calculator(node)[:60]}")
        return value

    def value(self, node: Node) -> Expr:
        """As `scalar`, of a part of a formula, whose whole is checked."""
        match node:
            case Number(value):
                return Rational(value.numerator, value.denominator)
            case Constant(name):
                if name in ("pi", "e"):
                    return sympy.pi if name == "pi" else S.Exp1
                raise Unlowered(f"the constant {name} as a number")
            case Name(name):
                if name in self.bound:
                    return self.bound[name]
                if isinstance(self.scope.type_of(name), (Vector, Matrix, Activation)):
                    return self._one_by_one(node)
                return self.names.symbols[name]  # type: ignore[return-value]
            case PartialName():
                text = calculator(node)
                return self.names.symbols[text]  # type: ignore[return-value]
            case Add(terms):
                return SymAdd(*(self.value(t) for t in terms))
            case Neg(arg):
                return -self.value(arg)
            case Mul(factors):
                if any(self.shape(f) is not None for f in factors):
                    return product_entry(self, factors, S.One, S.One)
                return SymMul(*(self.value(f) for f in factors))
            case Div(top, bottom):
                return self.value(top) / self.value(bottom)
            case Pow(base, exponent):
                return self._power(base, exponent)
            case Call():
                return self._function(node)
            case Entry(base, indices):
                return self._entry(base, indices)
            case Sum(body, index, low, high):
                return self._sum(body, index, low, high, SymAdd)
            case Product(body, index, low, high):
                return self._sum(body, index, low, high, SymMul)
            case Derivative(body, variable, order):
                target = self.value(variable)
                value = self.value(body)
                for _ in range(order):
                    value = Partial(value, target)
                return value
            case Cases(values, conditions, otherwise):
                parts = [(self.value(v), self._condition(c)) for v, c in zip(values, conditions, strict=True)]
                if otherwise is None:
                    raise Unlowered("cases without an otherwise")
                return Piecewise(*parts, (self.value(otherwise), True))
            case Rows():
                return self._one_by_one(node)
        raise Unlowered(f"{type(node).__name__} as a number")

    def shape(self, node: Node) -> Shape:
        """The shape of a formula; bound indices are numbers, so a scope that lacks them tells the same."""
        return self._shapes.of(node, tuple(self.bound))

    def _one_by_one(self, node: Node) -> Expr:
        if self.shape(node) is None:
            raise Unlowered("a number of a kind that is not known")
        return entry(self, node, S.One, S.One)

    def _power(self, base: Node, exponent: Node) -> Expr:
        b, e = self.value(base), self.value(exponent)
        if isinstance(b, Rational) and isinstance(e, Rational):
            bits = max(int(b.p).bit_length(), int(b.q).bit_length())
            if abs(e) * bits > MOST_BITS:
                raise Unlowered("a large power of numbers")
            if b < 0 and not isinstance(e, Integer):
                raise Unlowered("a fractional power of a negative number")
        elif isinstance(e, Rational) and abs(e) > LARGEST_EXPONENT:
            raise Unlowered("a large exponent")
        return b**e

    def _condition(self, condition: Compare) -> Basic:
        parts = []
        for a, order, b in zip(condition.sides, condition.orders, condition.sides[1:], strict=False):
            parts.append(RELATIONAL[order](self.value(a), self.value(b)))
        return parts[0] if len(parts) == 1 else sympy.And(*parts)

    def _function(self, node: Call) -> Expr:
        name, args, primes = node.function, node.args, node.primes
        if name == "sigma" or isinstance(self.scope.type_of(name), Activation):
            if primes > 2:
                raise Unlowered("a third derivative of an arbitrary activation")
            return ACTIVATIONS[primes](self.value(args[0]))
        if primes:
            return self.primes.at(name, primes, self.value(args[0]))
        if name in ONE_ARGUMENT:
            return ONE_ARGUMENT[name](self.value(args[0]))  # type: ignore[return-value]
        if name not in CALLS:
            raise Unlowered(f"the function {name}")
        return CALLS[name](self, *args)

    def _sum(self, body: Node, index: str, low: Node, high: Node, join: type) -> Expr:
        first, last = self.value(low), self.value(high)
        saved = self.bound.get(index)
        try:
            if isinstance(first, Integer) and isinstance(last, Integer):
                if last - first >= MOST_WRITTEN_OUT and join is SymMul:
                    raise Unlowered("a long product")
                if last - first < MOST_WRITTEN_OUT:
                    parts = []
                    for n in range(int(first), int(last) + 1):
                        self.bound[index] = Integer(n)  # type: ignore[assignment]
                        parts.append(self.value(body))
                    return join(*parts)
            if join is SymMul:
                raise Unlowered("a product over an index")
            symbol = Symbol(index, integer=True)
            if symbol in first.free_symbols | last.free_symbols:
                symbol = Dummy(index, integer=True)
            self.bound[index] = symbol
            return SymSum(self.value(body), (symbol, first, last))
        finally:
            if saved is None:
                self.bound.pop(index, None)
            else:
                self.bound[index] = saved

    def _entry(self, base: Node, indices: tuple[Node, ...]) -> Expr:
        places = [self.value(i) for i in indices]
        shape = self.shape(base)
        if len(places) == 1:
            places = [places[0], S.One] if shape is not None and shape[1] == 1 else [S.One, places[0]]
        return entry(self, base, *places)
