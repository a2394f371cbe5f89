"""Whether a comparison of two numbers or matrices holds at one point: certainly, certainly not, or not told."""

from dataclasses import dataclass
from enum import Enum

import flint
from flint import acb, arb, fmpq

from ..language.declarations import Scope
from ..language.tree import Compare, Node, Order
from .duals import Unclear, Undefined, plain
from .evaluate import Evaluator, Point
from .grids import UnitMatrix
from .outcome import NoValue

BITS = (128, 400, 1600)


class Truth(Enum):
    """What is known of a comparison at a point."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDEFINED = "one side has no value"
    NOWHERE = "no side has a value"
    UNCLEAR = "not told"


@dataclass(frozen=True, kw_only=True)
class Link:
    """One comparison of a chain."""

    left: Node
    order: Order
    right: Node

    def compare(self) -> Compare:
        """The comparison as a tree."""
        return Compare((self.left, self.right), (self.order,), getattr(self.left, "at", 0))


def links(statement: Compare) -> tuple[Link, ...]:
    """The comparisons of a chain, each of which must hold."""
    sides = zip(statement.sides, statement.orders, statement.sides[1:], strict=False)
    return tuple(Link(left=a, order=order, right=b) for a, order, b in sides)


def value_at(tree: Node, scope: Scope, point: Point) -> object:
    """The value at the working precision, or why there is none."""
    try:
        return Evaluator(scope, point).value(tree)
    except Undefined:
        return NoValue.UNDEFINED
    except (Unclear, OverflowError, MemoryError, RecursionError, ValueError):
        return NoValue.UNCLEAR


def truth(link: Link, scope: Scope, point: Point) -> tuple[Truth, object, object]:
    """Whether the comparison holds at a point, and both values."""
    found: tuple[Truth, object, object] = (Truth.UNCLEAR, NoValue.UNCLEAR, NoValue.UNCLEAR)
    saved = flint.ctx.prec
    try:
        for bits in BITS:
            flint.ctx.prec = bits
            a, b = value_at(link.left, scope, point), value_at(link.right, scope, point)
            found = (_told(a, link.order, b), a, b)
            if found[0] is not Truth.UNCLEAR:
                break
    finally:
        flint.ctx.prec = saved
    return found


def _told(a: object, order: Order, b: object) -> Truth:
    if NoValue.UNCLEAR in (a, b):
        return Truth.UNCLEAR
    if a is NoValue.UNDEFINED or b is NoValue.UNDEFINED:
        return Truth.NOWHERE if a is b else Truth.UNDEFINED
    pairs = entries(a, b)
    if pairs is None:
        return Truth.UNCLEAR
    same = [_same(x, y) for x, y in pairs]
    if order in (Order.EQUAL, Order.NOT_EQUAL):
        equal = False if False in same else True if all(same) else None
        if equal is None:
            return Truth.UNCLEAR
        return Truth.HOLDS if equal is (order is Order.EQUAL) else Truth.FAILS
    ((x, y),) = pairs
    if isinstance(x, acb) or isinstance(y, acb):
        return Truth.UNCLEAR
    if same[0]:
        return Truth.HOLDS if order in (Order.AT_MOST, Order.AT_LEAST) else Truth.FAILS
    gap = arb(y) - arb(x)
    if not gap.is_finite() or not (gap > 0 or gap < 0):
        return Truth.UNCLEAR
    upward = order in (Order.LESS, Order.AT_MOST)
    return Truth.HOLDS if (gap > 0) is upward else Truth.FAILS


def entries(a: object, b: object) -> list[tuple[object, object]] | None:
    """Pairs of numbers that are compared, or None where the shapes are not known to fit."""
    if isinstance(a, UnitMatrix) and isinstance(b, UnitMatrix):
        return [(plain(a.scale), plain(b.scale))]
    a = a.grid(len(b)) if isinstance(a, UnitMatrix) and isinstance(b, list) else a
    b = b.grid(len(a)) if isinstance(b, UnitMatrix) and isinstance(a, list) else b
    if isinstance(a, list) != isinstance(b, list):
        a, b = _single(a), _single(b)
    if isinstance(a, UnitMatrix) or isinstance(b, UnitMatrix):
        return None
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b) or len(a[0]) != len(b[0]):
            return None
        return [(plain(p), plain(q)) for r, s in zip(a, b, strict=True) for p, q in zip(r, s, strict=True)]
    if isinstance(a, list) or isinstance(b, list):
        return None
    return [(plain(a), plain(b))]


def _single(x: object) -> object:
    return x[0][0] if isinstance(x, list) and len(x) == len(x[0]) == 1 else x


def _same(x: object, y: object) -> bool | None:
    """True for equal exact numbers, False where two balls are apart, None otherwise."""
    if isinstance(x, fmpq) and isinstance(y, fmpq):
        return bool(x == y)
    if isinstance(x, acb) or isinstance(y, acb):
        x, y = acb(x), acb(y)  # type: ignore[arg-type]
        apart = not x.overlaps(y)
        exact = x.is_exact() and y.is_exact()
    else:
        x, y = arb(x), arb(y)
        if not (x.is_finite() and y.is_finite()):
            return None
        apart, exact = not x.overlaps(y), x.is_exact() and y.is_exact()
    return False if apart else True if exact else None


AGREEMENT = 30  # decimal digits, relative


def agrees(x: object, y: object) -> bool | None:
    """False where two numbers are certainly apart, True where they agree to 30 digits, None otherwise."""
    if isinstance(x, fmpq) and isinstance(y, fmpq):
        return bool(x == y)
    if isinstance(x, acb) or isinstance(y, acb):
        x, y = acb(x), acb(y)  # type: ignore[arg-type]
        parts = [agrees(x.real, y.real), agrees(x.imag, y.imag)]
        return False if False in parts else True if all(parts) else None
    x, y = arb(x), arb(y)
    if not (x.is_finite() and y.is_finite()):
        return None
    if not x.overlaps(y):
        return False
    scale = (abs(x) + abs(y)).upper()
    small = arb(10) ** (-AGREEMENT)
    close = (x - y).abs_upper() <= small * scale or (x - y).abs_upper() <= small**4
    return True if close else None


def agree(a: object, b: object, tolerance: fmpq | None = None) -> bool | None:
    """The same for numbers, matrices and what has no value; with a tolerance, whether they are so close."""
    pairs = None if isinstance(a, NoValue) or isinstance(b, NoValue) else entries(a, b)
    if pairs is None:
        return None
    told = [agrees(x, y) if tolerance is None else _within(x, y, tolerance) for x, y in pairs]
    return False if False in told else True if all(told) else None


def _within(x: object, y: object, tolerance: fmpq) -> bool | None:
    if isinstance(x, acb) or isinstance(y, acb):
        gap = abs(acb(x) - acb(y))  # type: ignore[arg-type]
    else:
        gap = abs(x - y)  # type: ignore[operator]
    if gap <= tolerance:
        return True
    return False if gap > tolerance else None
