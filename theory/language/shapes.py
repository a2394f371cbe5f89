"""Shapes: which parts are numbers, columns or matrices. Products must fit, by symbolic sizes; a row times a column is
a number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from .declarations import Domain, Index, Matrix, Scalar, Scope, Type, Vector
from .errors import ReadError, fail
from .fitting import UNKNOWN, Shape, check_number, elementwise, in_words, of_arrays, short, unified
from .functions import SIGNATURES, Kind
from .inference import inferred
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
    walk,
)

WHOLE = (Domain.INTEGER, Domain.NATURAL, Domain.SIZE)


def completed(scope: Scope, *nodes: Node) -> Scope:
    """The scope with a type for every free name of the trees. Raises ReadError where two uses contradict."""

    def shape(base: Node, types: Mapping[str, Type], bound: Iterable[str]) -> Shape:
        return _Shapes(replace(scope, types=types)).of(base, tuple(bound))

    return replace(scope, types=inferred(scope.types, nodes, shape))


def shape_of(node: Node, scope: Scope) -> Shape:
    """The shape of a tree in a completed scope. Raises ReadError where something does not fit."""
    return _Shapes(scope).of(node, ())


def check_shapes(node: Node, scope: Scope) -> Shape:
    """The shape; of a comparison the one that all sides have."""
    if not isinstance(node, Compare):
        return shape_of(node, scope)
    common = shape_of(node.sides[0], scope)
    for side, order in zip(node.sides[1:], node.orders, strict=True):
        here = shape_of(side, scope)
        common = unified(common, here, node, "compared")
        if common is not None and order not in (Order.EQUAL, Order.NOT_EQUAL):
            raise fail("matrices are compared by size", node.at, order.value, expected="=")
    return common


class _Shapes:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def of(self, node: Node, bound: tuple[str, ...]) -> Shape:
        match node:
            case Number() | PartialName():
                return None
            case Constant(name):
                return UNKNOWN if name == "I" else None
            case Name(name):
                return None if name in bound else self._declared(node)
            case Entry(base, indices):
                return self._entry(base, indices, node, bound)
            case Add(terms):
                shape = self.of(terms[0], bound)
                for term in terms[1:]:
                    shape = unified(shape, self.of(term, bound), term, "added")
                return shape
            case Neg(arg):
                return self.of(arg, bound)
            case Mul(factors):
                return self._product(factors, bound)
            case Div(top, bottom):
                self._number(bottom, bound, "a divisor", "inv(A) for the inverse")
                return self.of(top, bound)
            case Pow(base, exponent):
                return self._power(base, exponent, bound)
            case Call():
                return self._call(node, bound)
            case Derivative(body, variable, order):
                return self._derivative(body, variable, order, bound)
            case Sum(body, index, low, high) | Product(body, index, low, high):
                return self._binder(node, body, index, low, high, bound)
            case Cases(values, conditions, otherwise):
                for part in (*values, *(s for c in conditions for s in c.sides), *([otherwise] if otherwise else [])):
                    self._number(part, bound, "a part of cases")
                return None
            case Rows(rows):
                for part in (x for row in rows for x in row):
                    self._number(part, bound, "an entry of a matrix")
                return (len(rows), len(rows[0]))
        raise fail("a comparison inside of a formula", node.at)

    def _declared(self, node: Name) -> Shape:
        match self.scope.type_of(node.name):
            case Vector(length=n):
                return (n, 1)
            case Matrix(rows=m, columns=n):
                return (m, n)
        return None

    def _number(self, node: Node, bound: tuple[str, ...], what: str, expected: str = "a number") -> None:
        check_number(node, self.of(node, bound), what, expected)

    def _whole(self, node: Node, bound: tuple[str, ...], what: str) -> None:
        match node:
            case Number(value) if value.denominator == 1:
                return
            case Name(name):
                known = self.scope.type_of(name)
                whole = isinstance(known, Index) or (isinstance(known, Scalar) and known.domain in WHOLE)
                if name in bound or whole:
                    return
                raise fail(f"{what} is {name}, which is {known}", node.at, name, expected=f"'{name}: integer'")
            case Add(parts) | Mul(parts):
                for part in parts:
                    self._whole(part, bound, what)
                return
            case Neg(arg):
                return self._whole(arg, bound, what)
            case Pow(base, Number(value)) if value.denominator == 1:
                return self._whole(base, bound, what)
            case Div() | Call():
                self._number(node, bound, what)
                return
        message = f"{what} is not a whole number: {short(node)}"
        raise fail(message, node.at, short(node), expected="1, n or another whole number")

    def _entry(self, base: Node, indices: tuple[Node, ...], node: Node, bound: tuple[str, ...]) -> Shape:
        shape = self.of(base, bound)
        if shape is None:
            raise fail(f"an index at the number {short(base)}", node.at, short(base))
        for index, size in zip(indices, shape, strict=False):
            self._whole(index, bound, f"an index of {short(base)}")
            if isinstance(index, Number) and (index.value < 1 or (isinstance(size, int) and index.value > size)):
                raise fail(
                    f"{short(base)} has no entry {short(index)}", index.at, short(index), expected=f"1 to {size}"
                )
        wanted = 1 if shape[1] == 1 else 2
        column = wanted == 1 and len(indices) == 2 and indices[1] == Number(Fraction(1))  # x[i, 1]
        if len(indices) != wanted and not column:
            given = f"{short(base)} with {len(indices)} {'index' if len(indices) == 1 else 'indices'}"
            raise fail(given, node.at, short(base), expected="1 index" if wanted == 1 else "2 indices")
        return None

    def _product(self, factors: tuple[Node, ...], bound: tuple[str, ...]) -> Shape:
        shape: Shape = None
        for place, factor in enumerate(factors):
            here = self.of(factor, bound)
            if shape == (1, 1):
                shape = None
            if here is None or shape is None:
                shape = here if shape is None else shape
                continue
            if shape[1] is not None and here[0] is not None and shape[1] != here[0]:
                if here == (1, 1):
                    continue
                raise self._unfit(factors[: place + 1], shape, here)
            rows = shape[0] if shape[0] is not None else here[0] if shape == UNKNOWN else None
            columns = here[1] if here[1] is not None else shape[1] if here == UNKNOWN else None
            shape = (rows, columns)
        return None if shape == (1, 1) else shape

    @staticmethod
    def _unfit(factors: tuple[Node, ...], shape: Shape, here: Shape) -> ReadError:
        last, before = factors[-1], factors[-2]
        readings: tuple[str, ...] = ()
        if shape == here:
            a, b = short(before), short(last)
            readings = (f"hadamard({a}, {b})", f"{a}.T*{b}", f"{a}*{b}.T")
        message = f"{in_words(shape)} times {in_words(here)} at {short(last)}"
        return fail(message, last.at, short(last), readings=readings)

    def _power(self, base: Node, exponent: Node, bound: tuple[str, ...]) -> Shape:
        shape = self.of(base, bound)
        if shape is None:
            self._number(exponent, bound, "an exponent")
            return None
        if shape != UNKNOWN and shape[0] != shape[1]:
            b = short(base)
            raise fail(f"a power of {in_words(shape)}", base.at, b, readings=(f"norm({b})^2", f"hadamard({b}, {b})"))
        if isinstance(exponent, (Div, Call)) or (isinstance(exponent, Number) and exponent.value.denominator != 1):
            raise fail(
                f"a root or another power of {in_words(shape)}", exponent.at, short(exponent), expected="a whole number"
            )
        self._whole(exponent, bound, "the exponent of a matrix")
        return shape

    def _binder(self, node: Node, body: Node, index: str, low: Node, high: Node, bound: tuple[str, ...]) -> Shape:
        for end in (low, high):
            self._whole(end, bound, "an end of a sum")
        shape = self.of(body, (*bound, index))
        if shape is not None and isinstance(node, Product):
            raise fail("a product of matrices over an index", node.at)
        return shape

    def _derivative(self, body: Node, variable: Node, order: int, bound: tuple[str, ...]) -> Shape:
        self._number(body, bound, "what is differentiated")
        shape = self.of(variable, bound)
        if shape is not None and order != 1:
            raise fail("a higher derivative in a vector or matrix", variable.at)
        root = variable.base if isinstance(variable, Entry) else variable
        if isinstance(root, Name):
            known = self.scope.type_of(root.name)
            numbers = isinstance(known, Scalar) and known.domain in (Domain.REAL, Domain.COMPLEX)
            if root.name in bound or not (numbers or isinstance(known, (Vector, Matrix))):
                raise fail(f"a derivative in {root.name}, which is {known}", variable.at, root.name)
        return shape

    def _call(self, node: Call, bound: tuple[str, ...]) -> Shape:
        shapes = [self.of(a, bound) for a in node.args]
        signature = SIGNATURES.get(node.function)
        if signature is None or signature.kind is Kind.SCALAR:
            return elementwise(node, shapes)
        if signature.kind is Kind.INDEX:
            for a in node.args:
                self._whole(a, bound, f"an argument of {node.function}")
            return None
        holds_array = shapes[0] is None and self._holds_array(node.args[0])
        return of_arrays(node, shapes, holds_array)

    def _holds_array(self, node: Node) -> bool:
        arrays = (Vector, Matrix)
        return any(
            isinstance(n, Rows) or (isinstance(n, Name) and isinstance(self.scope.type_of(n.name), arrays))
            for n in walk(node)
        )
