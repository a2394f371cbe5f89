"""The literal meaning of a tree at one point: names looked up, sums looped over, derivatives carried along.

Nothing is simplified. Independent of the kernel and of its normal forms: it reads the tree as it was written.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import acb, arb, arb_mat, fmpq, fmpq_mat

from ..kernel.dual import ACTIVATIONS
from ..language.declarations import Activation, Index, Matrix, Scope, Vector
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
    variables,
)
from ..language.write_calculator import calculator
from .numbers import (
    FUNCTIONS,
    HALF,
    ONE,
    ZERO,
    Dual,
    Unclear,
    Undefined,
    absolute,
    add,
    apply,
    ball,
    binomial,
    divide,
    extreme,
    inverse,
    kink,
    leaky,
    multiply,
    negative,
    plain,
    power,
    sign,
    whole_power,
)

MOST_TERMS = 20_000  # of sums in one evaluation
MOST_ENTRIES = 40_000  # of matrices in one evaluation
Grid = list[list[object]]
HOLDS: dict[Order, Callable[[int], bool]] = {
    Order.EQUAL: lambda s: s == 0,
    Order.NOT_EQUAL: lambda s: s != 0,
    Order.LESS: lambda s: s < 0,
    Order.AT_MOST: lambda s: s <= 0,
    Order.GREATER: lambda s: s > 0,
    Order.AT_LEAST: lambda s: s >= 0,
}


class UnitMatrix:
    """The unit matrix times a number, of a size that its surroundings give."""

    def __init__(self, scale: object = ONE) -> None:
        self.scale = scale

    def grid(self, n: int) -> Grid:
        """Written out."""
        return [[self.scale if i == j else ZERO for j in range(n)] for i in range(n)]


class Point(dict[str, object]):
    """Names with their values: fmpq for numbers, grids for vectors and matrices, a name for an activation.

    place: its number among the points that comparisons share; None of any other.
    """

    place: int | None = None

    def shown(self) -> str:
        """The values in one line."""
        parts = []
        for name, value in self.items():
            if isinstance(value, list):
                flat = len(value) == 1 or all(len(row) == 1 for row in value)
                rows = [x for row in value for x in row] if flat else value
                text = str([str(x) for x in rows] if flat else [[str(x) for x in r] for r in rows]).replace("'", "")
            else:
                text = str(value)
            parts.append(f"{name} = {text}")
        return ", ".join(parts)


class Layout:
    """What the values of parts of some trees depend on, however often these are evaluated, and numbers as they are met.

    The trees have to live as long as this does: their parts are known by identity.
    """

    def __init__(self) -> None:
        self.numbers: dict[int, fmpq] = {}
        self.turns: dict[tuple[str, ...], dict[int, tuple[str, ...] | None]] = {}

    def depends(self, node: Node, bound: tuple[str, ...]) -> tuple[str, ...] | None:
        """The bound indices that occur in a node; None where all of them do."""
        here = self.turns.setdefault(bound, {})
        if id(node) not in here:
            free = variables(node)
            found = tuple(n for n in bound if n in free)
            here[id(node)] = None if len(found) == len(bound) else found
        return here[id(node)]


class Evaluator:
    """Values of trees at one point, at the working precision of flint's context."""

    def __init__(self, scope: Scope, point: Mapping[str, object], layout: Layout | None = None) -> None:
        self.scope = scope
        self.point = dict(point)
        self.bound: dict[str, fmpq] = {}
        self.counts: dict[str, int] = {}  # the same as whole numbers
        self.turn: tuple[str, ...] = ()  # their names, from the outermost
        self.layout = layout or Layout()
        # Values of parts that stay the same while an outer index runs, with the work that they were.
        self.same: dict[tuple, tuple[object, int]] = {}
        self.work = 0
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
            here = sign(gap)
            kink(gap, here)
            if not HOLDS[order](here):
                return False
        return True

    # Names

    def _name(self, name: str) -> object:
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

    # Grids

    def _spend(self, work: int) -> None:
        self.work += work
        if self.work > MOST_ENTRIES:
            raise Unclear("too many numbers")

    def _each(self, function: Callable[[object], object], x: object) -> object:
        if isinstance(x, list):
            return [[function(y) for y in row] for row in x]
        if isinstance(x, UnitMatrix):
            if not _is_zero(function(ZERO)):  # as the exponential entry by entry
                raise Unclear("a function of a unit matrix of unknown size")
            return UnitMatrix(function(x.scale))
        return function(x)

    def _plus(self, a: object, b: object) -> object:
        if type(a) is fmpq and type(b) is fmpq:
            return a + b
        a, b = self._matched(a, b)
        if isinstance(a, UnitMatrix) and isinstance(b, UnitMatrix):
            return UnitMatrix(add(a.scale, b.scale))
        if isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b) or len(a[0]) != len(b[0]):
                raise Unclear("shapes that do not fit")
            return [[add(x, y) for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]
        return add(a, b)

    def _matched(self, a: object, b: object) -> tuple[object, object]:
        """Unit matrices written out, and 1 x 1 matrices as numbers where the other one is a number."""
        if isinstance(a, UnitMatrix) and isinstance(b, list):
            a = a.grid(len(b))
        if isinstance(b, UnitMatrix) and isinstance(a, list):
            b = b.grid(len(a))
        if isinstance(a, list) != isinstance(b, list):
            a = a[0][0] if isinstance(a, list) and len(a) == len(a[0]) == 1 else a
            b = b[0][0] if isinstance(b, list) and len(b) == len(b[0]) == 1 else b
        return a, b

    def _times(self, a: object, b: object) -> object:
        if type(a) is fmpq and type(b) is fmpq:
            return a * b
        if isinstance(a, UnitMatrix) and isinstance(b, (list, UnitMatrix)):
            scale = a.scale
            if isinstance(b, UnitMatrix):
                return UnitMatrix(multiply(scale, b.scale))
            return self._each(lambda x: multiply(scale, x), b)
        if isinstance(b, UnitMatrix) and isinstance(a, list):
            scale = b.scale
            return self._each(lambda x: multiply(x, scale), a)
        if isinstance(a, list) and isinstance(b, list):
            if len(a) == len(a[0]) == 1 and len(b) != 1:
                a = a[0][0]
            elif len(b) == len(b[0]) == 1 and len(a[0]) != 1:
                b = b[0][0]
        if isinstance(a, list) and isinstance(b, list):
            return self._matrix_product(a, b)
        if isinstance(a, (list, UnitMatrix)):
            return self._each(lambda x: multiply(x, b), a)
        return self._each(lambda x: multiply(a, x), b)

    def _matrix_product(self, a: Grid, b: Grid) -> Grid:
        if len(a[0]) != len(b):
            raise Unclear("shapes that do not fit")
        self._spend(len(a) * len(b) * len(b[0]))
        columns = list(zip(*b, strict=True))
        return [[_dot(row, column) for column in columns] for row in a]

    def _of_power(self, node: Pow) -> object:
        base, exponent = node.base, node.exponent
        if isinstance(base, Call) and base.function == "norm" and len(base.args) == 1 and _is_even(exponent):
            found = self.value(base.args[0])
            if isinstance(found, list):  # |x|^2 has a slope where x = 0, though |x| has none
                entries = [x for row in found for x in row]
                return whole_power(_dot(entries, entries), exponent.value.numerator // 2)  # type: ignore[union-attr]
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
        factor = _inverse(a) if n < 0 else a
        total: object = UnitMatrix()
        for _ in range(abs(n)):
            total = self._times(total, factor)
        return total.grid(len(a)) if isinstance(total, UnitMatrix) else total

    def _of_entry(self, node: Entry) -> object:
        return self._entry(node.base, node.indices)

    def _entry(self, base: Node, indices: tuple[Node, ...]) -> object:
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

    # Derivatives

    def _of_derivative(self, node: Derivative) -> object:
        body, variable, order = node.body, node.variable, node.order
        if isinstance(variable, Name) and isinstance(self.scope.type_of(variable.name), (Vector, Matrix)):
            grid = self._name(variable.name)
            assert isinstance(grid, list)
            self._spend(len(grid) * len(grid[0]))
            places = [[(i, j) for j in range(len(grid[0]))] for i in range(len(grid))]
            return [[self._slope(body, variable.name, place, 1) for place in row] for row in places]
        if isinstance(variable, Name):
            return self._slope(body, variable.name, None, order)
        assert isinstance(variable, Entry)
        if not isinstance(variable.base, Name):
            raise Unclear("a derivative in an entry of a formula")
        places = [self.whole(i) for i in variable.indices]
        self._entry(variable.base, variable.indices)  # raises outside of the range
        grid = self._name(variable.base.name)
        assert isinstance(grid, list)
        if len(places) == 1:
            places = [places[0], 1] if len(grid[0]) == 1 else [1, places[0]]
        return self._slope(body, variable.base.name, (places[0] - 1, places[1] - 1), order)

    def _slope(self, body: Node, name: str, place: tuple[int, int] | None, order: int) -> object:
        """The n-th derivative, by n infinitesimals of the same variable."""
        if name not in self.point:
            raise Unclear(f"{name} has no value")
        saved = self.point[name]
        tags = []
        value: object = saved if place is None else saved[place[0]][place[1]]  # type: ignore[index]
        for _ in range(order):
            self.tags += 1
            tags.append(self.tags)
            value = Dual(self.tags, value, ONE)
        if place is None:
            self.point[name] = value
        else:
            moved = [list(row) for row in saved]  # type: ignore[attr-defined]
            moved[place[0]][place[1]] = value
            self.point[name] = moved
        same, self.same = self.same, {}
        try:
            found = self.number(body)
        finally:
            self.point[name], self.same = saved, same
        for tag in reversed(tags):
            found = found.slope if isinstance(found, Dual) and found.tag == tag else ZERO
        return found

    # Functions

    def _call(self, node: Call) -> object:
        name, args, primes = node.function, node.args, node.primes
        declared = self.scope.type_of(name)
        if isinstance(declared, Activation):
            order = ACTIVATIONS[str(self.point[name])]
            curve = Sampled(order)
            return self._each(lambda x: curve.value(x, primes), self._of(args[0]))
        if primes:
            return self._each(lambda x: self._primed(name, x, primes), self._of(args[0]))
        if name in FUNCTIONS:
            return self._each(lambda x: self._applied(name, x), self._of(args[0]))
        special = getattr(self, f"_{name}", None)
        if special is None:
            raise Unclear(f"no value of {name}")
        return special(*args)

    def _applied(self, name: str, x: object) -> object:
        """A function; among complex numbers negative ones have logarithms and roots too, by the principal branch."""
        if not self.is_complex:
            return apply(name, x)
        try:
            return apply(name, x)
        except Undefined:
            return apply(name, _complex(x))

    def _powered(self, a: object, e: object) -> object:
        if not self.is_complex:
            return power(a, e)
        try:
            return power(a, e)
        except Undefined:
            return power(_complex(a), e)

    def _primed(self, name: str, x: object, primes: int) -> object:
        tags = []
        for _ in range(primes):
            self.tags += 1
            tags.append(self.tags)
            x = Dual(self.tags, x, ONE)
        found = self._unary(name, x)
        for tag in reversed(tags):
            found = found.slope if isinstance(found, Dual) and found.tag == tag else ZERO
        return found

    def _unary(self, name: str, x: object) -> object:
        if name in FUNCTIONS:
            return apply(name, x)
        if name == "relu":
            return leaky(x, ZERO)
        if name == "abs":
            return absolute(x)
        raise Unclear(f"no derivative of {name}")

    def _relu(self, x: Node) -> object:
        return self._each(
            lambda v: extreme([v, ZERO], True) if not isinstance(v, Dual) else leaky(v, ZERO), self._of(x)
        )

    def _leaky_relu(self, x: Node, a: Node) -> object:
        slope = self.number(a)
        return self._each(lambda v: leaky(v, slope), self._of(x))

    def _abs(self, x: Node) -> object:
        return absolute(self.number(x))

    def _min(self, *args: Node) -> object:
        return extreme(self._values(args), False)

    def _max(self, *args: Node) -> object:
        return extreme(self._values(args), True)

    def _values(self, args: tuple[Node, ...]) -> list[object]:
        if len(args) == 1:
            found = self.value(args[0])
            if isinstance(found, list):
                return [x for row in found for x in row]
            return [found]
        return [self.number(a) for a in args]

    def _root(self, x: Node, n: Node) -> object:
        return root(self.number(x), self.whole(n))

    def _log_base(self, b: Node, x: Node) -> object:
        return divide(self._applied("ln", self.number(x)), self._applied("ln", self.number(b)))

    def _binomial(self, n: Node, k: Node) -> object:
        return binomial(self.number(n), self.number(k))

    def _delta(self, i: Node, j: Node) -> object:
        return fmpq(int(self.whole(i) == self.whole(j)))

    def _logsumexp(self, *args: Node) -> object:
        total: object = ZERO
        for x in self._values(args):
            total = add(total, apply("exp", x))
        return apply("ln", total)

    def _softmax(self, z: Node) -> object:
        powers = [[apply("exp", x) for x in row] for row in self._grid(z)]
        total: object = ZERO
        for row in powers:
            total = add(total, row[0])
        return self._each(lambda x: divide(x, total), powers)

    def _transpose(self, a: Node) -> object:
        found = self._of(a)
        return [list(column) for column in zip(*found, strict=True)] if isinstance(found, list) else found

    def _inv(self, a: Node) -> object:
        found = self._of(a)
        if isinstance(found, UnitMatrix):
            return UnitMatrix(inverse(found.scale))
        return _inverse(found)  # type: ignore[arg-type]

    def _grid(self, a: Node) -> Grid:
        found = self._of(a)
        if not isinstance(found, list):
            raise Unclear("a matrix of unknown size")
        return found

    def _tr(self, a: Node) -> object:
        grid = self._grid(a)
        total: object = ZERO
        for n, row in enumerate(grid):
            total = add(total, row[n])
        return total

    def _det(self, a: Node) -> object:
        return _determinant(self._grid(a))

    def _diag(self, a: Node) -> object:
        grid = self._grid(a)
        if len(grid[0]) == 1:
            return [[grid[i][0] if i == j else ZERO for j in range(len(grid))] for i in range(len(grid))]
        return [[grid[i][i]] for i in range(len(grid))]

    def _hadamard(self, a: Node, b: Node) -> object:
        x, y = self._matched(self._of(a), self._of(b))
        if not (isinstance(x, list) and isinstance(y, list)):
            raise Unclear("a unit matrix of unknown size")
        return [[multiply(p, q) for p, q in zip(r, s, strict=True)] for r, s in zip(x, y, strict=True)]

    def _outer(self, a: Node, b: Node) -> object:
        x, y = self._grid(a), self._grid(b)
        return [[multiply(r[0], s[0]) for s in y] for r in x]

    def _dot(self, a: Node, b: Node) -> object:
        x, y = self._grid(a), self._grid(b)
        return _dot([r[0] for r in x], [s[0] for s in y])

    def _norm(self, a: Node, order: Node | None = None) -> object:
        found = self.value(a)
        if not isinstance(found, list):
            return absolute(found)
        entries = [x for row in found for x in row]
        if order == Number(Fraction(1)):
            total: object = ZERO
            for x in entries:
                total = add(total, absolute(x))
            return total
        return apply("sqrt", _dot(entries, entries))


MEANINGS: dict[type, Callable[[Evaluator, Any], object]] = {
    Number: Evaluator._of_literal,
    Name: lambda evaluator, node: evaluator._name(node.name),
    Constant: lambda evaluator, node: evaluator._constant(node.name),
    PartialName: lambda evaluator, node: evaluator._name(calculator(node)),
    Entry: Evaluator._of_entry,
    Add: Evaluator._of_add,
    Neg: Evaluator._of_neg,
    Mul: Evaluator._of_mul,
    Div: Evaluator._of_div,
    Pow: Evaluator._of_power,
    Call: Evaluator._kept,
    Sum: Evaluator._kept,
    Product: Evaluator._kept,
    Derivative: Evaluator._of_derivative,
    Cases: Evaluator._of_cases,
    Rows: Evaluator._of_rows,
}


class Sampled:
    """What an arbitrary activation is taken to be, with its first two derivatives, on numbers of this module."""

    def __init__(self, curves: object) -> None:
        self.curves = curves

    def value(self, x: object, primes: int) -> object:
        """The derivative of order `primes`."""
        if isinstance(x, Dual):
            return Dual(x.tag, self.value(x.value, primes), multiply(self.value(x.value, primes + 1), x.slope))
        if primes >= 3:
            raise Unclear("a third derivative of an arbitrary activation")
        try:
            return self.curves[primes](x)  # type: ignore[index]
        except ZeroDivisionError:
            raise Undefined("an activation outside of its domain") from None


def root(x: object, n: int) -> object:
    """The real n-th root: of negative numbers too where n is odd."""
    if n == 0:
        raise Undefined("a root of order zero")
    if n < 0:
        return inverse(root(x, -n))
    if n == 1:
        return x
    if n == 2:
        return apply("sqrt", x)
    if n == 3:
        return apply("cbrt", x)
    here = sign(x)
    if here < 0 and n % 2 == 0:
        raise Undefined("an even root of a negative number")
    if here < 0:
        return negative(power(negative(x), fmpq(1, n)))
    return power(x, fmpq(1, n))


def _complex(x: object) -> object:
    """A number as one of the complex plane."""
    if isinstance(x, Dual):
        return Dual(x.tag, _complex(x.value), x.slope)
    return acb(x)  # type: ignore[arg-type]


def _is_zero(x: object) -> bool:
    if isinstance(x, Dual):
        return _is_zero(x.value) and _is_zero(x.slope)
    return isinstance(x, fmpq) and x == 0


def _is_even(exponent: Node) -> bool:
    return isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value % 2 == 0


def _dot(a: object, b: object) -> object:
    total: object = ZERO
    for x, y in zip(a, b, strict=True):  # type: ignore[call-overload]
        total = add(total, multiply(x, y))
    return total


def _rational(grid: Grid) -> fmpq_mat | None:
    entries = [x for row in grid for x in row]
    if all(isinstance(x, fmpq) for x in entries):
        return fmpq_mat(len(grid), len(grid[0]), entries)
    return None


def _determinant(grid: Grid) -> object:
    exact = _rational(grid)
    if exact is not None:
        return exact.det()
    if any(isinstance(x, (Dual, acb)) for row in grid for x in row):
        return _expanded(grid)
    return arb_mat(len(grid), len(grid[0]), [ball(x) for row in grid for x in row]).det()


def _expanded(grid: Grid) -> object:
    if len(grid) == 1:
        return grid[0][0]
    if len(grid) > 5:
        raise Unclear("the determinant of a large matrix")
    total: object = ZERO
    for j, x in enumerate(grid[0]):
        minor = [row[:j] + row[j + 1 :] for row in grid[1:]]
        term = multiply(x, _expanded(minor))
        total = add(total, term if j % 2 == 0 else negative(term))
    return total


def _inverse(grid: Grid) -> Grid:
    exact = _rational(grid)
    if exact is not None:
        if exact.det() == 0:
            raise Undefined("the inverse of a singular matrix")
        return exact.inv().tolist()
    over = inverse(_expanded(grid))
    size = range(len(grid))
    if len(grid) == 1:
        return [[over]]
    made: Grid = [[ZERO for _ in size] for _ in size]
    for i in size:
        for j in size:
            minor = _expanded([row[:j] + row[j + 1 :] for n, row in enumerate(grid) if n != i])
            made[j][i] = multiply(over, minor if (i + j) % 2 == 0 else negative(minor))
    return made


def value_at(node: Node, scope: Scope, point: Mapping[str, object]) -> object:
    """The value of a tree at a point: a number or rows of numbers. Raises Undefined and Unclear."""
    return Evaluator(scope, point).value(node)


__all__ = ["HALF", "Evaluator", "Grid", "Index", "Matrix", "Point", "Unclear", "Undefined", "value_at"]
