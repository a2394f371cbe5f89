"""Points that all comparisons over the same names share, and the values that formulas are known to have there.

A key is compared with hundreds of answers: its points are drawn once, its values there worked out once. What is kept
is kept under all that decides it (names, types, hypotheses; tree, point, bits), so that no verdict depends on what was
asked before.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from threading import Lock

from flint import ctx, fmpq

from ..language.declarations import Scope
from ..language.tree import Node
from .duals import Unclear, Undefined
from .evaluate import Evaluator, Layout, Point
from .outcome import NoValue

BITS = 128  # while points are settled
MOST_FIELDS = 128
MOST_TREES = 12  # of one field


class Field:
    """Points in a fixed order, drawn as they are needed."""

    def __init__(self, scope: Scope, source: Iterator[Point]) -> None:
        self.scope = scope
        self._source = source
        self._points: list[Point] = []
        self._trees: OrderedDict[int, Known] = OrderedDict()  # by the identity of the trees that these keep
        self._lock = Lock()

    def points(self, most: int) -> Iterator[Point]:
        """At most so many. They are everybody's: a caller who moves one moves a copy."""
        for place in range(most):
            if place == len(self._points) and not self._drawn():
                return
            yield self._points[place]

    def _drawn(self) -> bool:
        with self._lock, ctx.workprec(BITS):
            point = next(self._source, None)
            if point is not None:
                point.place = len(self._points)
                self._points.append(point)
        return point is not None

    def known(self, tree: Node) -> "Known":
        """What is known of a tree."""
        with self._lock:
            found = self._trees.pop(id(tree), None) or Known(tree, self.scope)
            self._trees[id(tree)] = found
            if len(self._trees) > MOST_TREES:
                self._trees.popitem(last=False)
        return found


class Known:
    """A tree with its values at the points of a field, as far as they have been asked for."""

    def __init__(self, tree: Node, scope: Scope) -> None:
        self.tree, self.scope = tree, scope
        self._layout = Layout()
        self._values: dict[tuple[int, int], tuple[object, str]] = {}
        self._exact: dict[int, tuple[int, object]] = {}  # with the bits that were enough

    def at(self, point: Point) -> tuple[object, str]:
        """The value at the working precision, or a `NoValue` and why."""
        place = point.place
        if place is None:  # not one of the field's
            return self._worked_out(point)
        bits, exact = self._exact.get(place, (0, None))
        if 0 < bits <= ctx.prec:
            return exact, ""
        found = self._values.get((place, ctx.prec))
        if found is None:
            found = self._worked_out(point)
            if _is_exact(found[0]):
                self._exact[place] = (ctx.prec, found[0])
            else:
                self._values[place, ctx.prec] = found
        return found

    def _worked_out(self, point: Point) -> tuple[object, str]:
        try:
            return Evaluator(self.scope, point, self._layout).value(self.tree), ""
        except Undefined:
            return NoValue.UNDEFINED, ""
        except Unclear as why:
            return NoValue.UNCLEAR, str(why)
        except (OverflowError, MemoryError, RecursionError, ValueError):
            return NoValue.UNCLEAR, "a number that is too large"


def _is_exact(value: object) -> bool:
    """Whether more bits would not change a value."""
    if isinstance(value, list):
        return all(type(x) is fmpq for row in value for x in row)
    return type(value) is fmpq


_fields: OrderedDict[Hashable, Field] = OrderedDict()
_lock = Lock()


def field(key: Hashable, made: Callable[[], Field]) -> Field:
    """The field of a key; made where there is none yet, or no longer."""
    with _lock:
        found = _fields.pop(key, None)
    found = found or made()
    with _lock:
        _fields[key] = found
        while len(_fields) > MOST_FIELDS:
            _fields.popitem(last=False)
    return found
