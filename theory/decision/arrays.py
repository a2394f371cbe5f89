"""Sums and products of numbers and grids, unit matrices written out where a size is known."""

from collections.abc import Callable

from flint import fmpq

from .duals import ZERO, Dual, Unclear, add, multiply
from .grids import Grid, UnitMatrix, dot

MOST_ENTRIES = 40_000  # of matrices in one evaluation


class Arrays:
    """Arithmetic of numbers and grids, with its work counted."""

    def __init__(self) -> None:
        self.work = 0

    def spend(self, work: int) -> None:
        """Counts work. Raises Unclear beyond what one evaluation may take."""
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
        self.spend(len(a) * len(b) * len(b[0]))
        columns = list(zip(*b, strict=True))
        return [[dot(row, column) for column in columns] for row in a]


def _is_zero(x: object) -> bool:
    if isinstance(x, Dual):
        return _is_zero(x.value) and _is_zero(x.slope)
    return isinstance(x, fmpq) and x == 0
