"""What a program gave back, which may be anything: as rows of floats, compared with what is expected."""

import math
from collections.abc import Mapping
from fractions import Fraction

TOLERANCE = Fraction(1, 10**9)  # relative to the largest expected entry, or to 1


def parts_of(value: object, number: int) -> list[list[list[float]] | None] | None:
    """The values that were returned, as rows of floats; None where there are not so many."""
    if number == 1:
        return [numbers_of(value)]
    several = value["tuple"] if isinstance(value, Mapping) and set(value) == {"tuple"} else value
    if not isinstance(several, list) or len(several) != number:
        return None
    return [numbers_of(v) for v in several]


def numbers_of(value: object) -> list[list[float]] | None:
    """Rows of floats; None for what is no number, list or array of numbers."""
    if isinstance(value, Mapping):
        if set(value) == {"tuple"}:
            return numbers_of(value["tuple"])
        if set(value) != {"array", "dtype", "shape"} or not isinstance(value["array"], list):
            return None
        flat = [_number(x) for x in value["array"]]
        shape = value["shape"]
        if None in flat or not isinstance(shape, list) or not all(type(n) is int and n > 0 for n in shape):
            return None
        width = shape[-1] if len(shape) == 2 else 1
        if len(shape) > 2 or math.prod(shape) != len(flat) or not flat:
            return None
        return [flat[n : n + width] for n in range(0, len(flat), width)]  # type: ignore[misc]
    if isinstance(value, list):
        rows = [v["tuple"] if isinstance(v, Mapping) and set(v) == {"tuple"} else v for v in value]
        if all(isinstance(r, list) for r in rows):
            grid = [[_number(x) for x in row] for row in rows]
        else:
            grid = [[x] for x in ((numbers_of(r) or [[None]])[0][0] for r in rows)]
        if not grid or not grid[0] or any(len(r) != len(grid[0]) or None in r for r in grid):
            return None
        return grid  # type: ignore[return-value]
    single = _number(value)
    return None if single is None else [[single]]


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Mapping) and set(value) == {"float"}:
        return math.nan
    if isinstance(value, (int, float)):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    return None


def agrees(rows: list[list[float]], expected: list[list[float]], tolerance: Fraction | None) -> bool:
    """Whether values are close to the expected ones, relative to the largest of them or to 1."""
    shaped = fitted(rows, expected)
    if shaped is None:
        return False
    scale = max(1.0, *(abs(x) for row in expected for x in row))
    bound = float(TOLERANCE if tolerance is None else tolerance) * scale
    pairs = [(x, y) for r, s in zip(shaped, expected, strict=True) for x, y in zip(r, s, strict=True)]
    return all(abs(x - y) <= bound for x, y in pairs)  # not a number is never close


def fitted(rows: list[list[float]], expected: list[list[float]]) -> list[list[float]] | None:
    """The rows in the expected shape; a vector may lie or stand."""
    shape, wanted = (len(rows), len(rows[0])), (len(expected), len(expected[0]))
    if any(len(r) != shape[1] for r in rows):
        return None
    if shape == wanted:
        return rows
    if 1 in wanted and shape == wanted[::-1]:
        return [list(column) for column in zip(*rows, strict=True)]
    return None
