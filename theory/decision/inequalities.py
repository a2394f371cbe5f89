"""Inequalities proved on the cells that the hypotheses leave of their pieces, each cell for itself.

By signs of normal forms, polynomials of one sign, variables counted from one another, and lines in one variable. What
is not shown is not false.
"""

from sympy import Expr, S

from ..kernel import statement as kernel
from ..kernel.cells import OTHER_ROOMS, Cell, cells
from ..kernel.intervals import ball
from ..kernel.refusal import KernelRefusal
from ..kernel.slopes import pieces, work_out
from ..kernel.statement import Relation, Statement
from .algebraic import by_polynomial, ordered, span_of
from .line import MOST_SLOPES, Line, Shown, closes, joined
from .minimum import by_least_value
from .proofs import with_values

MOST_CELLS = 81
MOST_ORDERS = 6  # ways to count a variable from another one


def shown(statement: Statement) -> Shown | None:
    """How lhs <= rhs or lhs < rhs holds wherever the hypotheses do; None where that is not found.

    Raises KernelRefusal. What both sides need to have a value is the caller's to look at.
    """
    if closes(statement):
        return Shown(how=("signs of the normal form",))
    lhs, rhs = (work_out(pieces(side), {}) for side in (statement.lhs, statement.rhs))
    if any(side.has(*OTHER_ROOMS) for side in (lhs, rhs)):
        return None  # a piece inside of a sum is chosen for each term
    parts: list[Shown] = []
    for count, cell in enumerate(cells(statement, lhs, rhs), start=1):  # type: ignore[arg-type]
        part = _cell(Cell(statement=with_values(cell), lhs=cell.lhs, rhs=cell.rhs)) if count <= MOST_CELLS else None
        if part is None:
            return None
        parts.append(part)
    return joined(parts) if parts else None


def _cell(cell: Cell) -> Shown | None:
    strict = cell.statement.relation is Relation.LESS
    gap = cell.rhs - cell.lhs
    if closes(cell.statement.but(lhs=S.Zero, rhs=gap)):
        return Shown(how=("signs of the normal form",))
    if by_polynomial(gap, cell.statement, strict):
        return Shown(how=("a polynomial of one sign",))
    free = gap.free_symbols
    if not free:
        return _number(gap)
    declared = {d.symbol for d in cell.statement.where if isinstance(d, kernel.Scalar)}
    if len(free) == 1 and free <= declared:
        (x,) = free
        return Line(x).shown(gap, span_of(cell.statement, x), strict, MOST_SLOPES)  # type: ignore[arg-type]
    for count, (moved, statement) in enumerate(ordered(gap, cell.statement)):
        if count == MOST_ORDERS:
            break
        if closes(statement.but(lhs=S.Zero, rhs=moved)) or by_polynomial(moved, statement, strict):
            return Shown(how=("signs, one variable counted from another one",))
    return by_least_value(gap, cell.statement, strict, _left)


def _left(gap: Expr, statement: Statement, strict: bool) -> Shown | None:
    """What is left of a cell when one variable is at its least place."""
    relation = Relation.LESS if strict else Relation.AT_MOST
    return _cell(Cell(statement=statement.but(lhs=S.Zero, rhs=gap, relation=relation), lhs=S.Zero, rhs=gap))


def _number(gap: Expr) -> Shown | None:
    """A constant that balls tell from zero."""
    try:
        return Shown(how=("balls around numbers",)) if ball(gap) > 0 else None
    except KernelRefusal:
        return None
