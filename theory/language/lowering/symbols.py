"""The kernel's symbols for the names of one completed scope, declared there as the scope says."""

from sympy import Basic, Expr, IndexedBase, Integer, MatrixSymbol, Rational, S, Symbol

from ...kernel import statement as kernel
from ..declarations import Activation, Domain, Index, Interval, Matrix, Scalar, Scope, Vector
from .functions import Unlowered


class Symbols:
    """A symbol for every name but those of activations."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.symbols: dict[str, Basic] = {}
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
