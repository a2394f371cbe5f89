"""Values of functions at one point: of numbers, of grids entry by entry, and of activations that are sampled."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from flint import acb, arb, fmpq

from ..kernel.dual import ACTIVATIONS
from ..language.declarations import Activation, Scope
from ..language.tree import Call, Node, Number
from .arrays import Arrays
from .duals import (
    ONE,
    SIDES,
    TAGS,
    ZERO,
    Dual,
    Kink,
    Unclear,
    Undefined,
    add,
    divide,
    inverse,
    multiply,
    negative,
    sign,
)
from .grids import Grid, UnitMatrix, determinant, dot, inverted
from .numbers import FUNCTIONS, absolute, apply, binomial, extreme, leaky, power


@dataclass(frozen=True)
class Curve:
    """A polynomial that stands for an arbitrary activation: its coefficients, that of the highest power first."""

    coefficients: tuple[fmpq, ...]

    @property
    def orders(self) -> tuple[Callable[[object], object], ...]:
        """The polynomial and its first two derivatives."""
        found, here = [], self.coefficients
        for _ in range(3):
            found.append(partial(_horner, here))
            here = tuple(c * (len(here) - 1 - n) for n, c in enumerate(here[:-1]))
        return tuple(found)

    def __str__(self) -> str:
        top = len(self.coefficients) - 1
        return " + ".join(f"({c}) z^{top - n}" for n, c in enumerate(self.coefficients))


def _horner(coefficients: tuple[fmpq, ...], x: object) -> object:
    total: object = ZERO
    for c in coefficients:
        total = add(multiply(total, x), c)
    return total


class Calls(Arrays):
    """Functions; what their arguments are is worked out by the class that inherits."""

    scope: Scope
    point: dict[str, object]
    is_complex: bool
    tags: int

    def value(self, node: Node) -> object:
        """A number or a grid; a unit matrix of a size that nothing tells stays one."""
        raise NotImplementedError

    def number(self, node: Node) -> object:
        """The value of what must be a number."""
        raise NotImplementedError

    def whole(self, node: Node) -> int:
        """The value of an index."""
        raise NotImplementedError

    def _call(self, node: Call) -> object:
        name, args, primes = node.function, node.args, node.primes
        declared = self.scope.type_of(name)
        if isinstance(declared, Activation):
            chosen = self.point[name]
            curve = Sampled(chosen.orders if isinstance(chosen, Curve) else ACTIVATIONS[str(chosen)])
            return self._each(lambda x: curve.value(x, primes), self.value(args[0]))
        if primes:
            return self._each(lambda x: self._primed(name, x, primes), self.value(args[0]))
        if name in FUNCTIONS:
            return self._each(lambda x: self._applied(name, x), self.value(args[0]))
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
        return self.slope(lambda moved: self._unary(name, moved), x, primes, exact=True)

    def slope(self, function: Callable[[object], object], x: object, order: int, exact: bool) -> object:
        """The n-th derivative at a number; at a kink it is looked at from both sides.

        exact: there is none wherever the rules give none. Raises Undefined, Unclear, and Kink where x moves itself.
        """
        try:
            return self._along(function, x, order, 0)[1]
        except (Undefined, Kink) as met:
            here = function(x)  # without a value there is no slope
            if isinstance(x, Dual) or isinstance(here, Dual):
                raise Kink("a derivative of a derivative at a kink") from None
            why = met
        try:
            sides = [self._along(function, x, 1, side) for side in SIDES]
        except (Undefined, Kink):
            if exact:
                raise Undefined("a derivative at a kink") from None
            raise Unclear(str(why)) from None
        told = [_same(value, here) for value, _ in sides] + [_same(sides[0][1], sides[1][1])]
        if False in told:
            raise Undefined("a derivative at a kink")
        if None in told or order > 1:
            raise Unclear("a derivative at a kink")
        return sides[0][1]

    def _along(self, function: Callable[[object], object], x: object, order: int, side: int) -> tuple[object, object]:
        """The value and the n-th derivative, by n infinitesimals of the same variable."""
        tags = []
        for _ in range(order):
            self.tags += TAGS
            tags.append(self.tags + side)
            x = Dual(tags[-1], x, ONE)
        found = value = function(x)
        for tag in reversed(tags):
            value = value.value if isinstance(value, Dual) and value.tag == tag else value
            found = found.slope if isinstance(found, Dual) and found.tag == tag else ZERO
        return value, found

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
            lambda v: extreme([v, ZERO], True) if not isinstance(v, Dual) else leaky(v, ZERO), self.value(x)
        )

    def _leaky_relu(self, x: Node, a: Node) -> object:
        slope = self.number(a)
        return self._each(lambda v: leaky(v, slope), self.value(x))

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
        found = self.value(a)
        return [list(column) for column in zip(*found, strict=True)] if isinstance(found, list) else found

    def _inv(self, a: Node) -> object:
        found = self.value(a)
        if isinstance(found, UnitMatrix):
            return UnitMatrix(inverse(found.scale))
        return inverted(found)  # type: ignore[arg-type]

    def _grid(self, a: Node) -> Grid:
        found = self.value(a)
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
        return determinant(self._grid(a))

    def _diag(self, a: Node) -> object:
        grid = self._grid(a)
        if len(grid[0]) == 1:
            return [[grid[i][0] if i == j else ZERO for j in range(len(grid))] for i in range(len(grid))]
        return [[grid[i][i]] for i in range(len(grid))]

    def _hadamard(self, a: Node, b: Node) -> object:
        x, y = self._matched(self.value(a), self.value(b))
        if not (isinstance(x, list) and isinstance(y, list)):
            raise Unclear("a unit matrix of unknown size")
        return [[multiply(p, q) for p, q in zip(r, s, strict=True)] for r, s in zip(x, y, strict=True)]

    def _outer(self, a: Node, b: Node) -> object:
        x, y = self._grid(a), self._grid(b)
        return [[multiply(r[0], s[0]) for s in y] for r in x]

    def _dot(self, a: Node, b: Node) -> object:
        x, y = self._grid(a), self._grid(b)
        return dot([r[0] for r in x], [s[0] for s in y])

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
        return apply("sqrt", dot(entries, entries))


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


def _same(x: object, y: object) -> bool | None:
    """Whether two numbers are one; None where balls cannot tell."""
    if isinstance(x, fmpq) and isinstance(y, fmpq):
        return bool(x == y)
    if not (isinstance(x, (fmpq, arb)) and isinstance(y, (fmpq, arb))):
        return None
    a, b = arb(x), arb(y)
    return False if not a.overlaps(b) else True if a.is_exact() and b.is_exact() else None


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
