"""From a tree to the kernel's notation: scalars and entries as index sums, or whole matrices.

SymPy cancels and computes while it builds, so limits and the domain of definition are taken from the tree before. What
the kernel has no words for is `Unlowered`: never a guess.
"""

from collections.abc import Callable

import sympy
from sympy import (
    Abs,
    Basic,
    Dummy,
    Eq,
    Expr,
    Ge,
    Gt,
    Identity,
    IndexedBase,
    Integer,
    Inverse,
    KroneckerDelta,
    Le,
    Lt,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Max,
    Min,
    Ne,
    Piecewise,
    Rational,
    S,
    Symbol,
    Transpose,
)
from sympy import (
    Add as SymAdd,
)
from sympy import (
    Mul as SymMul,
)
from sympy import Sum as SymSum

from ..kernel import statement as kernel
from ..kernel.functions import (
    Partial,
    Phi,
    ddsigma,
    dsigma,
    gelu,
    leaky_relu,
    phi,
    relu,
    sigma,
    sigmoid,
    silu,
    softplus,
    step,
)
from ..kernel.refusal import KernelRefusal
from ..kernel.slopes import pieces, slope
from .declarations import Activation, Domain, Index, Interval, Matrix, Scalar, Scope, Vector
from .shapes import Shape
from .tree import (
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
    Order,
    PartialName,
    Pow,
    Product,
    Rows,
    Sum,
)
from .write_calculator import calculator

MOST_BITS = 4000  # of a power of numbers that SymPy would work out
LARGEST_COUNT = 200  # argument of a factorial that SymPy would work out
LARGEST_EXPONENT = 1000
MOST_WRITTEN_OUT = 12  # terms of a sum whose ends are numbers

ONE_ARGUMENT: dict[str, Callable[[Expr], Basic]] = {
    "exp": sympy.exp,
    "ln": sympy.log,
    "log10": lambda u: sympy.log(u) / sympy.log(10),
    "log2": lambda u: sympy.log(u) / sympy.log(2),
    "sqrt": sympy.sqrt,
    "abs": Abs,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": lambda u: sympy.sin(u) / sympy.cos(u),
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "erf": sympy.erf,
    "sigmoid": sigmoid,
    "relu": relu,
    "softplus": softplus,
    "gelu": gelu,
    "silu": silu,
    "Phi": Phi,
    "phi": phi,
    "heaviside": step,
    "sign": lambda u: Piecewise((S.One, u > 0), (S.NegativeOne, u < 0), (S.Zero, True)),
    "cbrt": lambda u: Piecewise((u ** Rational(1, 3), u > 0), (-((-u) ** Rational(1, 3)), True)),
}
ACTIVATIONS = (sigma, dsigma, ddsigma)
RELATIONAL: dict[Order, Callable[[Expr, Expr], Basic]] = {
    Order.EQUAL: Eq,
    Order.NOT_EQUAL: Ne,
    Order.LESS: Lt,
    Order.AT_MOST: Le,
    Order.GREATER: Gt,
    Order.AT_LEAST: Ge,
}
RELATIONS = {
    Order.EQUAL: (kernel.Relation.EQUAL, False),
    Order.NOT_EQUAL: (kernel.Relation.NOT_EQUAL, False),
    Order.LESS: (kernel.Relation.LESS, False),
    Order.AT_MOST: (kernel.Relation.AT_MOST, False),
    Order.GREATER: (kernel.Relation.LESS, True),
    Order.AT_LEAST: (kernel.Relation.AT_MOST, True),
}
UNUSABLE = (S.NaN, S.Infinity, S.NegativeInfinity, S.ComplexInfinity, S.ImaginaryUnit)


class Unlowered(KernelRefusal):
    """The kernel has no words for a part of the formula."""


class Lowering:
    """The kernel's symbols for the names of one completed scope, and its formulas for trees."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.symbols: dict[str, Basic] = {}
        self.bound: dict[str, Symbol] = {}
        self.extra: dict[str, Symbol] = {}  # quantities named dL/dw
        self.primes: dict[tuple[str, int], tuple[Dummy, Expr]] = {}
        if scope.is_complex:
            raise Unlowered("complex numbers")
        for name, declared in scope.types.items():
            if isinstance(declared, Scalar):
                self.symbols[name] = _symbol(name, declared.domain)
            elif isinstance(declared, Index):
                self.symbols[name] = Symbol(name, integer=True)
            elif isinstance(declared, (Vector, Matrix)):
                self.symbols[name] = IndexedBase(name)
        if sum(isinstance(t, Activation) for t in scope.types.values()) > 1:
            raise Unlowered("two arbitrary activations")

    # Declarations

    def declarations(self, matrices: bool = False) -> tuple[kernel.Declaration, ...]:
        """Everything that is in scope; arrays as matrix symbols where `matrices`."""
        sizes, others = [], []
        for name, declared in self.scope.types.items():
            symbol = self.symbols.get(name)
            match declared:
                case Scalar(domain=Domain.SIZE):
                    sizes.append(kernel.Size(symbol))
                case Scalar(domain=Domain.NATURAL):
                    others.append(kernel.Scalar(symbol, kernel.Domain.NATURAL))
                case Scalar():
                    others.append(kernel.Scalar(symbol))
                case Index(length=length):
                    others.append(kernel.Index(symbol, S.One, self.size(length)))
                case Vector() | Matrix():
                    if matrices:
                        others.append(kernel.Matrix(self.matrix_symbol(name)))
                    else:
                        others.append(kernel.array(symbol, *(self.size(s) for s in _axes(declared))))
        others += [kernel.Scalar(s) for s in self.extra.values()]
        return (*sizes, *others)

    def size(self, size: int | str | None) -> Expr:
        """A size as the kernel writes it."""
        if size is None:
            raise Unlowered("a matrix of unknown size")
        return Integer(size) if isinstance(size, int) else self.symbols[size]  # type: ignore[return-value]

    def matrix_symbol(self, name: str) -> MatrixSymbol:
        """A declared array as one symbol; a vector is a column."""
        declared = self.scope.type_of(name)
        rows, columns = (declared.length, 1) if isinstance(declared, Vector) else (declared.rows, declared.columns)
        return MatrixSymbol(name, self.size(rows), self.size(columns))

    def ranges(self) -> tuple[kernel.Hypothesis, ...]:
        """What the declared intervals say."""
        found = []
        for name, declared in self.scope.types.items():
            if isinstance(declared, Scalar):
                found += _bounds(self.symbols[name], declared.interval)
        return tuple(found)

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
        value = self._scalar(node)
        if value.has(*UNUSABLE):
            raise Unlowered(f"no real value of {calculator(node)[:60]}")
        return value

    def _scalar(self, node: Node) -> Expr:
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
                return self.symbols[name]  # type: ignore[return-value]
            case PartialName():
                text = calculator(node)
                return self.symbols[text]  # type: ignore[return-value]
            case Add(terms):
                return SymAdd(*(self._scalar(t) for t in terms))
            case Neg(arg):
                return -self._scalar(arg)
            case Mul(factors):
                if any(self._shape(f) is not None for f in factors):
                    return self._product_entry(factors, S.One, S.One)
                return SymMul(*(self._scalar(f) for f in factors))
            case Div(top, bottom):
                return self._scalar(top) / self._scalar(bottom)
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
                target = self._scalar(variable)
                value = self._scalar(body)
                for _ in range(order):
                    value = Partial(value, target)
                return value
            case Cases(values, conditions, otherwise):
                parts = [(self._scalar(v), self._condition(c)) for v, c in zip(values, conditions, strict=True)]
                if otherwise is None:
                    raise Unlowered("cases without an otherwise")
                return Piecewise(*parts, (self._scalar(otherwise), True))
            case Rows():
                return self._one_by_one(node)
        raise Unlowered(f"{type(node).__name__} as a number")

    def _shape(self, node: Node) -> Shape:
        """The shape; bound indices are numbers, so a scope that lacks them tells the same."""
        from .shapes import _Shapes

        return _Shapes(self.scope).of(node, tuple(self.bound))

    def _one_by_one(self, node: Node) -> Expr:
        if self._shape(node) is None:
            raise Unlowered("a number of a kind that is not known")
        return self.entry(node, S.One, S.One)

    def _power(self, base: Node, exponent: Node) -> Expr:
        b, e = self._scalar(base), self._scalar(exponent)
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
            parts.append(RELATIONAL[order](self._scalar(a), self._scalar(b)))
        return parts[0] if len(parts) == 1 else sympy.And(*parts)

    def _function(self, node: Call) -> Expr:
        name, args, primes = node.function, node.args, node.primes
        if name == "sigma" or isinstance(self.scope.type_of(name), Activation):
            if primes > 2:
                raise Unlowered("a third derivative of an arbitrary activation")
            return ACTIVATIONS[primes](self._scalar(args[0]))
        if primes:
            variable, formula = self._primed(name, primes)
            return formula.xreplace({variable: self._scalar(args[0])})
        if name in ONE_ARGUMENT:
            return ONE_ARGUMENT[name](self._scalar(args[0]))  # type: ignore[return-value]
        special = getattr(self, f"_{name}", None)
        if special is None:
            raise Unlowered(f"the function {name}")
        return special(*args)

    def _primed(self, name: str, primes: int) -> tuple[Dummy, Expr]:
        """A derivative of a known function as a formula in its argument."""
        if (name, primes) not in self.primes:
            if name not in ONE_ARGUMENT:
                raise Unlowered(f"a derivative of {name}")
            variable = Dummy("u", real=True)
            formula = pieces(ONE_ARGUMENT[name](variable))
            for _ in range(primes):
                formula = slope(formula, variable, {})
            self.primes[name, primes] = (variable, formula)
        return self.primes[name, primes]

    def _leaky_relu(self, x: Node, a: Node) -> Expr:
        return leaky_relu(self._scalar(x), self._scalar(a))

    def _min(self, *args: Node) -> Expr:
        return Min(*self._several(args))

    def _max(self, *args: Node) -> Expr:
        return Max(*self._several(args))

    def _several(self, args: tuple[Node, ...]) -> list[Expr]:
        if any(self._shape(a) is not None for a in args):
            raise Unlowered("an extreme entry of a vector")
        return [self._scalar(a) for a in args]

    def _root(self, x: Node, n: Node) -> Expr:
        if isinstance(n, Number) and n.value.denominator == 1 and 1 <= n.value <= 12:
            base, order = self._scalar(x), int(n.value)
            if order % 2 == 0:
                return base ** Rational(1, order)
            return Piecewise((base ** Rational(1, order), base > 0), (-((-base) ** Rational(1, order)), True))
        raise Unlowered("a root of this order")

    def _log_base(self, b: Node, x: Node) -> Expr:
        return sympy.log(self._scalar(x)) / sympy.log(self._scalar(b))

    def _factorial(self, n: Node) -> Expr:
        value = self._scalar(n)
        if isinstance(value, Rational) and not (isinstance(value, Integer) and 0 <= value <= LARGEST_COUNT):
            raise Unlowered("a large factorial")
        return sympy.factorial(value)

    def _binomial(self, n: Node, k: Node) -> Expr:
        a, b = self._scalar(n), self._scalar(k)
        if any(isinstance(x, Rational) and abs(x) > LARGEST_COUNT for x in (a, b)):
            raise Unlowered("a large binomial coefficient")
        return sympy.binomial(a, b)

    def _delta(self, i: Node, j: Node) -> Expr:
        return KroneckerDelta(self._scalar(i), self._scalar(j))

    def _logsumexp(self, *args: Node) -> Expr:
        if len(args) == 1 and self._shape(args[0]) is not None:
            return sympy.log(self._over(args[0], lambda i: sympy.exp(self.entry(args[0], i, S.One))))
        return sympy.log(SymAdd(*(sympy.exp(self._scalar(a)) for a in args)))

    def _tr(self, a: Node) -> Expr:
        if self._shape(a) is None:  # x.T*A*x, a matrix with one entry
            return self._scalar(a)
        return self._over(a, lambda i: self.entry(a, i, i))

    def _norm(self, a: Node, order: Node | None = None) -> Expr:
        if self._shape(a) is None:
            return Abs(self._scalar(a))
        row = self._shape(a)[0] == 1  # type: ignore[index]
        one = isinstance(order, Number) and order.value == 1

        def term(i: Expr) -> Expr:
            x = self.entry(a, S.One, i) if row else self.entry(a, i, S.One)
            return Abs(x) if one else x**2

        total = self._over(a, term, axis=1 if row else 0)
        return total if one else sympy.sqrt(total)

    def _dot(self, a: Node, b: Node) -> Expr:
        return self._over(a, lambda i: self.entry(a, i, S.One) * self.entry(b, i, S.One))

    def _transpose(self, a: Node) -> Expr:
        return self._scalar(a) if self._shape(a) is None else self.entry(a, S.One, S.One)

    def _det(self, a: Node) -> Expr:
        if self._shape(a) is None:
            return self._scalar(a)
        raise Unlowered("a determinant as an index sum")

    def _over(self, a: Node, term: Callable[[Expr], Expr], axis: int = 0) -> Expr:
        """The sum of a term over an axis of `a`."""
        shape = self._shape(a)
        assert shape is not None
        size = self.size(shape[axis])
        if isinstance(size, Integer):
            if size > MOST_WRITTEN_OUT:
                raise Unlowered("a long sum")
            return SymAdd(*(term(Integer(n)) for n in range(1, int(size) + 1)))
        index = Dummy("k", integer=True)
        return SymSum(term(index), (index, S.One, size))

    def _sum(self, body: Node, index: str, low: Node, high: Node, join: type) -> Expr:
        first, last = self._scalar(low), self._scalar(high)
        saved = self.bound.get(index)
        try:
            if isinstance(first, Integer) and isinstance(last, Integer):
                if last - first >= MOST_WRITTEN_OUT and join is SymMul:
                    raise Unlowered("a long product")
                if last - first < MOST_WRITTEN_OUT:
                    parts = []
                    for n in range(int(first), int(last) + 1):
                        self.bound[index] = Integer(n)  # type: ignore[assignment]
                        parts.append(self._scalar(body))
                    return join(*parts)
            if join is SymMul:
                raise Unlowered("a product over an index")
            symbol = Symbol(index, integer=True)
            if symbol in first.free_symbols | last.free_symbols:
                symbol = Dummy(index, integer=True)
            self.bound[index] = symbol
            return SymSum(self._scalar(body), (symbol, first, last))
        finally:
            if saved is None:
                self.bound.pop(index, None)
            else:
                self.bound[index] = saved

    def _entry(self, base: Node, indices: tuple[Node, ...]) -> Expr:
        places = [self._scalar(i) for i in indices]
        shape = self._shape(base)
        if len(places) == 1:
            places = [places[0], S.One] if shape is not None and shape[1] == 1 else [S.One, places[0]]
        return self.entry(base, *places)

    # Entries of matrices

    def entry(self, node: Node, i: Expr, j: Expr) -> Expr:
        """The entry in row i and column j of a matrix formula. Raises Unlowered."""
        shape = self._shape(node)
        if shape is None:
            return self._scalar(node)
        match node:
            case Name(name):
                symbol, declared = self.symbols[name], self.scope.type_of(name)
                return symbol[i] if isinstance(declared, Vector) else symbol[i, j]  # type: ignore[index]
            case Constant("I"):
                return KroneckerDelta(i, j)
            case Add(terms):
                return SymAdd(*(self.entry(t, i, j) for t in terms))
            case Neg(arg):
                return -self.entry(arg, i, j)
            case Mul(factors):
                return self._product_entry(factors, i, j)
            case Div(top, bottom):
                return self.entry(top, i, j) / self._scalar(bottom)
            case Pow(base, Number(n)) if n.denominator == 1 and 1 <= n <= 6:
                return self._product_entry((base,) * int(n), i, j)
            case Rows(rows):
                if isinstance(i, Integer) and isinstance(j, Integer):
                    return self._scalar(rows[int(i) - 1][int(j) - 1])
                raise Unlowered("a symbolic entry of a matrix that is written out")
            case Derivative(body, Name(name), 1):
                symbol, declared = self.symbols[name], self.scope.type_of(name)
                target = symbol[i] if isinstance(declared, Vector) else symbol[i, j]  # type: ignore[index]
                return Partial(self._scalar(body), target)
            case Sum(body, index, low, high):
                return self._entry_of_sum(body, index, low, high, i, j)
            case Call(function, args, primes):
                return self._entry_of_call(node, function, args, primes, i, j)
        raise Unlowered(f"the entries of {type(node).__name__}")

    def _entry_of_sum(self, body: Node, index: str, low: Node, high: Node, i: Expr, j: Expr) -> Expr:
        first, last = self._scalar(low), self._scalar(high)
        saved = self.bound.get(index)
        symbol = Dummy(index, integer=True)
        self.bound[index] = symbol  # type: ignore[assignment]
        try:
            return SymSum(self.entry(body, i, j), (symbol, first, last))
        finally:
            if saved is None:
                self.bound.pop(index, None)
            else:
                self.bound[index] = saved

    def _entry_of_call(self, node: Call, function: str, args: tuple[Node, ...], primes: int, i: Expr, j: Expr) -> Expr:
        match function:
            case "transpose":
                return self.entry(args[0], j, i)
            case "hadamard":
                return self.entry(args[0], i, j) * self.entry(args[1], i, j)
            case "outer":
                return self.entry(args[0], i, S.One) * self.entry(args[1], j, S.One)
            case "diag":
                if self._shape(args[0])[1] == 1:  # type: ignore[index]
                    return KroneckerDelta(i, j) * self.entry(args[0], i, S.One)
                return self.entry(args[0], i, i)
            case "softmax":
                total = self._over(args[0], lambda k: sympy.exp(self.entry(args[0], k, S.One)))
                return sympy.exp(self.entry(args[0], i, S.One)) / total
        inner = self.entry(args[0], i, j)
        if function == "sigma" or isinstance(self.scope.type_of(function), Activation):
            if primes <= 2:
                return ACTIVATIONS[primes](inner)
        elif primes:
            variable, formula = self._primed(function, primes)
            return formula.xreplace({variable: inner})
        elif function in ONE_ARGUMENT:
            return ONE_ARGUMENT[function](inner)  # type: ignore[return-value]
        elif function == "leaky_relu":
            return leaky_relu(inner, self._scalar(args[1]))
        raise Unlowered(f"the entries of {function}")

    def _product_entry(self, factors: tuple[Node, ...], i: Expr, j: Expr) -> Expr:
        numbers = [self._scalar(f) for f in factors if self._shape(f) is None]
        matrices = [f for f in factors if self._shape(f) is not None and f != Constant("I")]
        if not matrices:
            return SymMul(*numbers, KroneckerDelta(i, j))
        # From the left: the product so far is (rows x inner); what is 1 x 1 is a number.
        groups = self._groups(matrices)
        numbers += [self._chain(g, S.One, S.One) for g in groups[:-1]]
        return SymMul(*numbers, self._chain(groups[-1], i, j))

    def _groups(self, matrices: list[Node]) -> list[list[Node]]:
        """Runs of factors; each but the last is a row times a column, a number."""
        groups: list[list[Node]] = []
        run: list[Node] = []
        for factor in matrices:
            if run and self._run_shape(run) == (1, 1) and self._shape(factor)[0] != 1:  # type: ignore[index]
                groups.append(run)
                run = []
            run.append(factor)
        return [*groups, run]

    def _run_shape(self, run: list[Node]) -> Shape:
        return (self._shape(run[0])[0], self._shape(run[-1])[1])  # type: ignore[index]

    def _chain(self, run: list[Node], i: Expr, j: Expr) -> Expr:
        if len(run) == 1:
            return self.entry(run[0], i, j)
        first, *rest = run

        def term(k: Expr) -> Expr:
            return self.entry(first, i, k) * self._chain(rest, k, j)

        return self._over(first, term, axis=1)

    # Whole matrices

    def matrix(self, node: Node, shape: Shape = None) -> MatrixExpr:
        """A matrix formula without entries. `shape`: what the unit matrix must have here. Raises Unlowered."""
        mine = self._shape(node)
        known = mine if mine is not None and mine != (None, None) else shape
        match node:
            case Name(name) if isinstance(self.scope.type_of(name), (Vector, Matrix)):
                return self.matrix_symbol(name)
            case Constant("I"):
                if known is None:
                    raise Unlowered("a unit matrix of unknown size")
                return Identity(self.size(known[0]))
            case Add(terms):
                return MatAdd(*(self.matrix(t, known) for t in terms))
            case Neg(arg):
                return MatMul(S.NegativeOne, self.matrix(arg, known))
            case Mul(factors):
                return self._matrix_product(factors, known)
            case Div(top, bottom):
                return MatMul(1 / self.scalar(bottom), self.matrix(top, known))
            case Pow(base, exponent):
                inner, power = self.matrix(base, known), self._scalar(exponent)
                return Inverse(inner) if power == -1 else MatPow(inner, power)
            case Call("transpose", (arg,)):
                turned = None if known is None else (known[1], known[0])
                return Transpose(self.matrix(arg, turned))
            case Call("inv", (arg,)):
                return Inverse(self.matrix(arg, known))
        raise Unlowered(f"{type(node).__name__} as a whole matrix")

    def _matrix_product(self, factors: tuple[Node, ...], known: Shape) -> MatrixExpr:
        numbers = [self.scalar(f) for f in factors if self._shape(f) is None]
        matrices = [f for f in factors if self._shape(f) is not None]
        square = next((s for f in matrices if (s := self._shape(f)) not in (None, (None, None))), known)
        parts: list[MatrixExpr] = []
        for f in matrices:
            if self._shape(f) == (None, None):
                side = None if square is None else (square[0], square[0])
                if parts and side is not None:
                    side = (parts[-1].shape[1],) * 2
                    parts.append(self._sized(f, side[0]))
                    continue
                parts.append(self.matrix(f, side))
            else:
                parts.append(self.matrix(f))
        return MatMul(*numbers, *parts)

    def _sized(self, node: Node, size: Expr) -> MatrixExpr:
        """A formula of unit matrices alone, of a size that is known as the kernel writes it."""
        if node == Constant("I"):
            return Identity(size)
        raise Unlowered("a formula of unit matrices alone")


def _axes(declared: Vector | Matrix) -> tuple[int | str, ...]:
    return (declared.length,) if isinstance(declared, Vector) else (declared.rows, declared.columns)


def _symbol(name: str, domain: Domain) -> Symbol:
    match domain:
        case Domain.SIZE:
            return Symbol(name, integer=True, positive=True)
        case Domain.NATURAL:
            return Symbol(name, integer=True, nonnegative=True)
    return Symbol(name, real=True)  # a proof for all reals holds for whole numbers too


def _bounds(symbol: Basic, interval: Interval) -> list[kernel.Hypothesis]:
    found = []
    for end, is_open, below in ((interval.low, interval.low_open, True), (interval.high, interval.high_open, False)):
        if end is not None:
            number = Rational(end.numerator, end.denominator)
            relation = kernel.Relation.LESS if is_open else kernel.Relation.AT_MOST
            lhs, rhs = (number, symbol) if below else (symbol, number)
            found.append(kernel.Hypothesis(name=f"range of {symbol}", lhs=lhs, relation=relation, rhs=rhs))
    return found


__all__ = ["Lowering", "Unlowered"]
