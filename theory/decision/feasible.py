"""Whether signs can be met together: linear conditions in monomials, by elimination of one after the other.

Monomials are taken to be independent numbers, so that "no" is certain and "perhaps" says nothing.
"""

from collections.abc import Iterable

from flint import fmpq, fmpq_mpoly

MOST_CONDITIONS = 40
Row = dict[tuple[int, ...], fmpq]  # coefficients by monomial, the constant under ()


def impossible(signed: Iterable[tuple[fmpq_mpoly, int]]) -> bool:
    """Whether no values give every polynomial its sign: 1, -1 or 0."""
    positive: list[Row] = []
    zero: list[Row] = []
    for p, sign in signed:
        row = {m if any(m) else (): c for m, c in p.to_dict().items()}
        if sign == 0:
            zero.append(row)
        else:
            positive.append({m: c * sign for m, c in row.items()})
    return _eliminated(positive, zero)


def _eliminated(positive: list[Row], zero: list[Row]) -> bool:
    while zero:
        row = _reduced(zero.pop())
        pivot = next((m for m in row if m), None)
        if pivot is None:
            if row:
                return True  # a number that is not zero
            continue
        zero = [_without(r, row, pivot) for r in zero]
        positive = [_without(r, row, pivot) for r in positive]
    while True:
        positive = [_reduced(r) for r in positive]
        if any(not any(m for m in r) and r.get((), fmpq(0)) <= 0 for r in positive):
            return True  # 0 > 0, or a number that is not positive
        pivot = next((m for r in positive for m in r if m), None)
        if pivot is None:
            return False
        above = [r for r in positive if r.get(pivot, 0) > 0]
        below = [r for r in positive if r.get(pivot, 0) < 0]
        rest = [r for r in positive if pivot not in r]
        if len(rest) + len(above) * len(below) > MOST_CONDITIONS:
            return False
        positive = rest + [_without(b, a, pivot) for a in above for b in below]


def _reduced(row: Row) -> Row:
    return {m: c for m, c in row.items() if c != 0}


def _without(row: Row, by: Row, pivot: tuple[int, ...]) -> Row:
    """The row with the pivot's monomial cancelled by a multiple of the other one."""
    factor = row.get(pivot, fmpq(0)) / by[pivot]
    if factor == 0:
        return row
    total = dict(row)
    for m, c in by.items():
        total[m] = total.get(m, fmpq(0)) - factor * c
    return total
