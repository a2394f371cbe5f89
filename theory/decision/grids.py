"""Rows of numbers: a unit matrix whose size is not known yet, scalar products, determinants, inverses."""

from flint import acb, arb_mat, fmpq, fmpq_mat

from .duals import ONE, ZERO, Dual, Unclear, Undefined, add, ball, inverse, multiply, negative

Grid = list[list[object]]


class UnitMatrix:
    """The unit matrix times a number, of a size that its surroundings give."""

    def __init__(self, scale: object = ONE) -> None:
        self.scale = scale

    def grid(self, n: int) -> Grid:
        """Written out."""
        return [[self.scale if i == j else ZERO for j in range(n)] for i in range(n)]


def dot(a: object, b: object) -> object:
    total: object = ZERO
    for x, y in zip(a, b, strict=True):  # type: ignore[call-overload]
        total = add(total, multiply(x, y))
    return total


def _rational(grid: Grid) -> fmpq_mat | None:
    entries = [x for row in grid for x in row]
    if all(isinstance(x, fmpq) for x in entries):
        return fmpq_mat(len(grid), len(grid[0]), entries)
    return None


def determinant(grid: Grid) -> object:
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


def inverted(grid: Grid) -> Grid:
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
