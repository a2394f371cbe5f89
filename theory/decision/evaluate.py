"""The literal meaning of a tree at one point: names looked up, sums looped over, derivatives carried along.

Nothing is simplified. Independent of the kernel and of its normal forms: it reads the tree as it was written.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flint import acb, arb, fmpq

from ..language.declarations import Index, Matrix, Scope
from ..language.shapes import Shape, _Shapes
from ..language.tree import (
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
from ..language.write_calculator import calculator
from .calls import Calls
from .derivative import derivative
from .duals import (
    HALF,
    ONE,
    ZERO,
    Unclear,
    Undefined,
    add,
    inverse,
    multiply,
    negative,
    plain,
    told_sign,
    whole_power,
)
from .grids import Grid, UnitMatrix, dot, inverted
from .numbers import apply
from .point import Layout, Point

MOST_TERMS = 20_000  # of sums in one evaluation
HOLDS: dict[Order, Callable[[int], bool]] = {
    Order.EQUAL: lambda s: s == 0,
    Order.NOT_EQUAL: lambda s: s != 0,
    Order.LESS: lambda s: s < 0,
    Order.AT_MOST: lambda s: s <= 0,
    Order.GREATER: lambda s: s > 0,
    Order.AT_LEAST: lambda s: s >= 0,
}


class Evaluator(Calls):
    """Values of trees at one point, at the working precision of flint's context."""

    def __init__(self, scope: Scope, point: Mapping[str, object], layout: Layout | None = None) -> None:
        super().__init__()
        self.scope = scope
        self.point = dict(point)
        self.bound: dict[str, fmpq] = {}
        self.counts: dict[str, int] = {}  # the same as whole numbers
        self.turn: tuple[str, ...] = ()  # their names, from the outermost
        self.layout = layout or Layout()
        # Values of parts that stay the same while an outer index runs, with the work that they were.
        self.same: dict[tuple, tuple[object, int]] = {}
        self.tags = 0
        self.shapes: dict[int, Shape] = {}  # of sums that had no term
        self.is_complex = scope.is_complex

    def value(self, node: Node) -> object:
        """A number or a grid; a unit matrix of a size that nothing tells stays one. Raises Undefined and Unclear."""
        return self._of(node)

    def number(self, node: Node) -> object:
        """The value of what must be a number."""
        found = self._of(node)
        if isinstance(found, list):
            if len(found) == 1 and len(found[0]) == 1:
                return found[0][0]
            raise Unclear("a matrix where a number should be")
        if isinstance(found, UnitMatrix):
            raise Unclear("a unit matrix where a number should be")
        return found

    def _of(self, node: Node) -> object:
        meaning = MEANINGS.get(type(node))
        if meaning is None:
            raise Unclear(f"no value of {type(node).__name__}")
        return meaning(self, node)

    def _of_literal(self, node: Number) -> object:
        known = self.layout.numbers.get(id(node))
        if known is None:
            known = self.layout.numbers[id(node)] = fmpq(node.value.numerator, node.value.denominator)
        return known

    def _of_add(self, node: Add) -> object:
        total = self._of(node.terms[0])
        for term in node.terms[1:]:
            total = self._plus(total, self._of(term))
        return total

    def _of_neg(self, node: Neg) -> object:
        return self._each(negative, self._of(node.arg))

    def _of_mul(self, node: Mul) -> object:
        total = self._of(node.factors[0])
        for factor in node.factors[1:]:
            total = self._times(total, self._of(factor))
        return total

    def _of_div(self, node: Div) -> object:
        below = inverse(self.number(node.bottom))
        return self._each(lambda x: multiply(x, below), self._of(node.top))

    def _of_cases(self, node: Cases) -> object:
        for value, condition in zip(node.values, node.conditions, strict=True):
            if self.holds(condition):
                return self.number(value)
        if node.otherwise is None:
            raise Undefined("no case applies")
        return self.number(node.otherwise)

    def _of_rows(self, node: Rows) -> object:
        return [[self.number(x) for x in row] for row in node.rows]

    def _kept(self, node: Call | Sum | Product) -> object:
        """The value of a part, kept while the indices do not change that occur in it."""
        own = self._call if isinstance(node, Call) else self._loop
        if not self.turn:
            return own(node)  # type: ignore[arg-type]
        occurring = self.layout.depends(node, self.turn)
        if occurring is None:
            return own(node)  # type: ignore[arg-type]
        key = (id(node), occurring, *(self.counts[name] for name in occurring))
        if key in self.same:
            found, work = self.same[key]
            if self.work + work <= MOST_TERMS:  # else it ends where it would end without this
                self.work += work
                return found
        before = self.work
        found = own(node)  # type: ignore[arg-type]
        self.same[key] = (found, self.work - before)
        return found

    def holds(self, condition: Compare) -> bool:
        """Whether a chain of comparisons certainly holds; Unclear where it cannot be told."""
        values = [self.number(s) for s in condition.sides]
        for a, order, b in zip(values, condition.orders, values[1:], strict=False):
            gap = add(a, negative(b))
            if not HOLDS[order](told_sign(gap)):
                return False
        return True

    # Names

    def named(self, name: str) -> object:
        """The value of a name or of a bound index. Raises Unclear."""
        if name in self.bound:
            return self.bound[name]
        if name not in self.point:
            raise Unclear(f"{name} has no value")
        return self.point[name]

    def _constant(self, name: str) -> object:
        match name:
            case "pi":
                return arb.pi()
            case "e":
                return arb(1).exp()
            case "i":
                return acb(0, 1)
        return UnitMatrix()

    def whole(self, node: Node) -> int:
        """The value of an index or of an end of a sum."""
        if type(node) is Name and node.name in self.counts:
            return self.counts[node.name]
        value = plain(self.number(node))
        if not isinstance(value, fmpq):
            raise Unclear("an index that may not be whole")
        if value.q != 1:
            raise Undefined("an index that is not whole")
        return int(value.p)

    def size(self, size: int | str) -> int:
        """The value of a size."""
        if isinstance(size, int):
            return size
        value = self.point[size]  # an index that is bound under the same name is another thing
        return int(value.p) if isinstance(value, fmpq) else int(value)  # type: ignore[call-overload]

    def _of_power(self, node: Pow) -> object:
        base, exponent = node.base, node.exponent
        if isinstance(base, Call) and base.function == "norm" and len(base.args) == 1 and _is_even(exponent):
            found = self.value(base.args[0])
            if isinstance(found, list):  # |x|^2 has a slope where x = 0, though |x| has none
                entries = [x for row in found for x in row]
                return whole_power(dot(entries, entries), exponent.value.numerator // 2)  # type: ignore[union-attr]
        a = self._of(base)
        if not isinstance(a, (list, UnitMatrix)):
            if base == Constant("e") and not self.is_complex:
                return apply("exp", self.number(exponent))
            return self._powered(a, self.number(exponent))
        n = self.whole(exponent)
        if isinstance(a, UnitMatrix):
            return UnitMatrix(whole_power(a.scale, n))
        if abs(n) > 64:
            raise Unclear("a high power of a matrix")
        factor = inverted(a) if n < 0 else a
        total: object = UnitMatrix()
        for _ in range(abs(n)):
            total = self._times(total, factor)
        return total.grid(len(a)) if isinstance(total, UnitMatrix) else total

    def _of_entry(self, node: Entry) -> object:
        return self.entry(node.base, node.indices)

    def entry(self, base: Node, indices: tuple[Node, ...]) -> object:
        """One entry of a vector or matrix. Raises Undefined outside of its range."""
        places = [self.whole(i) for i in indices]
        grid = self._of(base)
        if not isinstance(grid, list):
            raise Unclear("an index at what has no entries")
        if len(places) == 1:
            places = [places[0], 1] if len(grid[0]) == 1 else [1, places[0]]
        if not (1 <= places[0] <= len(grid) and 1 <= places[1] <= len(grid[0])):
            raise Undefined("an index outside of its range")
        return grid[places[0] - 1][places[1] - 1]

    def _loop(self, node: Sum | Product) -> object:
        first, last = self.whole(node.low), self.whole(node.high)
        body, index = node.body, node.index
        self.work += max(0, last - first + 1)
        if self.work > MOST_TERMS:
            raise Unclear(f"more than {MOST_TERMS} terms")
        outer = self.bound, self.counts, self.turn
        self.bound, self.counts = {**self.bound}, {**self.counts}
        summed = isinstance(node, Sum)
        total: object = None
        try:
            for n in range(first, last + 1):
                self.bound[index], self.counts[index] = fmpq(n), n
                self.turn = tuple(self.counts)
                here = self._of(body)
                total = here if total is None else self._plus(total, here) if summed else multiply(total, here)
        finally:
            self.bound, self.counts, self.turn = outer
        if total is not None:
            return total
        return self._nothing(node) if summed else ONE

    def _nothing(self, node: Node) -> object:
        """The value of a sum without terms: zero, of the shape that the terms would have."""
        shape = self.shapes.get(id(node))
        if id(node) not in self.shapes:
            shape = self.shapes[id(node)] = _Shapes(self.scope).of(node, tuple(self.bound))
        if shape is None:
            return ZERO
        rows, columns = shape
        if rows is None or columns is None:
            return UnitMatrix(ZERO)
        return [[ZERO] * self.size(columns) for _ in range(self.size(rows))]


MEANINGS: dict[type, Callable[[Evaluator, Any], object]] = {
    Number: Evaluator._of_literal,
    Name: lambda evaluator, node: evaluator.named(node.name),
    Constant: lambda evaluator, node: evaluator._constant(node.name),
    PartialName: lambda evaluator, node: evaluator.named(calculator(node)),
    Entry: Evaluator._of_entry,
    Add: Evaluator._of_add,
    Neg: Evaluator._of_neg,
    Mul: Evaluator._of_mul,
    Div: Evaluator._of_div,
    Pow: Evaluator._of_power,
    Call: Evaluator._kept,
    Sum: Evaluator._kept,
    Product: Evaluator._kept,
    Derivative: derivative,
    Cases: Evaluator._of_cases,
    Rows: Evaluator._of_rows,
}


def _is_even(exponent: Node) -> bool:
    return isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value % 2 == 0


def value_at(node: Node, scope: Scope, point: Mapping[str, object]) -> object:
    """The value of a tree at a point: a number or rows of numbers. Raises Undefined and Unclear."""
    return Evaluator(scope, point).value(node)


__all__ = ["HALF", "Evaluator", "Grid", "Index", "Matrix", "Point", "Unclear", "Undefined", "value_at"]
