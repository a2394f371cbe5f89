"""Numbers of a network in rows, as they were typed."""

from fractions import Fraction

from .layers import LayerError

MOST_SIDE = 200

Grid = tuple[tuple[Fraction, ...], ...]


def checked(rows: Grid) -> Grid:
    """Rows of one length, none too many. Raises LayerError."""
    if not rows or not rows[0] or any(len(r) != len(rows[0]) for r in rows):
        raise LayerError("the rows of a matrix have different lengths")
    if len(rows) > MOST_SIDE or len(rows[0]) > MOST_SIDE:
        raise LayerError(f"a matrix with more than {MOST_SIDE} rows or columns")
    return rows
