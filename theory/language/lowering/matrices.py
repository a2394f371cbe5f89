"""Whole matrices, where a formula has no entries that the kernel could sum over: inverses."""

from typing import TYPE_CHECKING

from sympy import Expr, Identity, Inverse, MatAdd, MatMul, MatPow, MatrixExpr, S, Transpose

from ..declarations import Matrix, Vector
from ..fitting import Shape
from ..tree import Add, Call, Constant, Div, Mul, Name, Neg, Node, Pow
from .functions import Unlowered

if TYPE_CHECKING:
    from .scalars import Lowering


def matrix(lowering: "Lowering", node: Node, shape: Shape = None) -> MatrixExpr:
    """A matrix formula without entries. `shape`: what the unit matrix must have here. Raises Unlowered."""
    mine = lowering.shape(node)
    known = mine if mine is not None and mine != (None, None) else shape
    match node:
        case Name(name) if isinstance(lowering.scope.type_of(name), (Vector, Matrix)):
            return lowering.names.matrix_symbol(name)
        case Constant("I"):
            if known is None:
                raise Unlowered("a unit matrix of unknown size")
            return Identity(lowering.names.size(known[0]))
        case Add(terms):
            return MatAdd(*(matrix(lowering, t, known) for t in terms))
        case Neg(arg):
            return MatMul(S.NegativeOne, matrix(lowering, arg, known))
        case Mul(factors):
            return _product(lowering, factors, known)
        case Div(top, bottom):
            return MatMul(1 / lowering.scalar(bottom), matrix(lowering, top, known))
        case Pow(base, exponent):
            inner, power = matrix(lowering, base, known), lowering.value(exponent)
            return Inverse(inner) if power == -1 else MatPow(inner, power)
        case Call("transpose", (arg,)):
            turned = None if known is None else (known[1], known[0])
            return Transpose(matrix(lowering, arg, turned))
        case Call("inv", (arg,)):
            return Inverse(matrix(lowering, arg, known))
    raise Unlowered(f"{type(node).__name__} as a whole matrix")


def _product(lowering: "Lowering", factors: tuple[Node, ...], known: Shape) -> MatrixExpr:
    numbers = [lowering.scalar(f) for f in factors if lowering.shape(f) is None]
    matrices = [f for f in factors if lowering.shape(f) is not None]
    square = next((s for f in matrices if (s := lowering.shape(f)) not in (None, (None, None))), known)
    parts: list[MatrixExpr] = []
    for f in matrices:
        if lowering.shape(f) == (None, None):
            side = None if square is None else (square[0], square[0])
            if parts and side is not None:
                side = (parts[-1].shape[1],) * 2
                parts.append(_sized(f, side[0]))
                continue
            parts.append(matrix(lowering, f, side))
        else:
            parts.append(matrix(lowering, f))
    return MatMul(*numbers, *parts)


def _sized(node: Node, size: Expr) -> MatrixExpr:
    """A formula of unit matrices alone, of a size that is known as the kernel writes it."""
    if node == Constant("I"):
        return Identity(size)
    raise Unlowered("a formula of unit matrices alone")
