"""Inequalities over a continuum, by balls: an interval is split until each box is decided, in mean-value form.

The bound is shown only when every box is: none may be left open. Outside of the interval the statement must be proved
by signs (a tail lemma made here), unless its hypotheses already confine the variable. A bound that is touched cannot be
shown this way; use squares or a peak.
"""

from collections import deque
from dataclasses import dataclass

from flint import arb, ctx, fmpq
from sympy import Basic, Expr, Rational, Symbol

from . import scalar
from .intervals import Jet, jet
from .proof import Proof
from .refusal import KernelRefusal
from .slopes import Conditions, pieces, work_out
from .statement import Hypothesis, Relation, Scalar, Statement

BITS = 80


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """The interval that is covered by balls, and the largest number of boxes looked at."""

    variable: Symbol
    low: Rational
    high: Rational
    boxes: int = 20_000


def prove(statement: Statement, data: object) -> Proof:
    """lhs < rhs, or lhs <= rhs with room between, for every value of one real variable. data: an `Enclosure`."""
    if not isinstance(data, Enclosure) or statement.relation not in (Relation.AT_MOST, Relation.LESS):
        return Proof(closed=False, detail="an enclosure shows <= or <")
    free = statement.lhs.free_symbols | statement.rhs.free_symbols
    declared = [d for d in statement.where if isinstance(d, Scalar) and d.symbol == data.variable]
    if free != {data.variable} or not declared or not data.low < data.high:
        return Proof(closed=False, detail=f"only {data.variable} may be free, over an interval that is not empty")
    for tail in _tails(statement, data):
        try:
            shown = scalar.prove(tail)
        except KernelRefusal as refusal:
            shown = Proof(closed=False, detail=str(refusal))
        if not shown.closed:
            bound = tail.given[-1]
            where = f"{bound.lhs} < {bound.rhs}"
            return Proof(closed=False, detail=f"the tail {where}: {shown.detail}", undischarged=shown.undischarged)
    found: Conditions = {}
    for side in (statement.lhs, statement.rhs):
        scalar.needed(side, statement, found)
    gap = work_out(pieces(statement.rhs), found) - work_out(pieces(statement.lhs), found)  # type: ignore[operator]
    open_ = tuple(c for c in found if not scalar.discharged(c, statement))
    reason, used = _covered(gap, data)
    detail = reason or ("a side condition is open" if open_ else f"{used} boxes")
    return Proof(
        closed=not reason and not open_, recorded=tuple(found), undischarged=open_, detail=detail, enclosed=True
    )


def _tails(statement: Statement, data: Enclosure) -> list[Statement]:
    """The statement below and above the interval, where the hypotheses leave that open."""
    known = [(b, below) for symbol, b, below, _ in scalar.bounds(statement) if symbol == data.variable]
    tails = []
    if not any(below and b >= data.low for b, below in known):
        left = Hypothesis(name="tail", lhs=data.variable, relation=Relation.LESS, rhs=data.low)
        tails.append(statement.but(given=(*statement.given, left)))
    if not any(not below and b <= data.high for b, below in known):
        right = Hypothesis(name="tail", lhs=data.high, relation=Relation.LESS, rhs=data.variable)
        tails.append(statement.but(given=(*statement.given, right)))
    return tails


def _covered(gap: Basic, data: Enclosure) -> tuple[str, int]:
    """Why gap > 0 is not shown all over the interval (or an empty string), and the boxes used."""
    waiting = deque([(data.low, data.high)])  # widest first, so that a failure is met early
    used = 0
    with ctx.workprec(BITS):
        while waiting:
            low, high = waiting.popleft()
            used += 1
            if used > data.boxes:
                return f"more than {data.boxes} boxes: {len(waiting) + 1} left open", used
            value = _range(gap, data.variable, low, high)
            if value < 0:
                return f"fails between {low} and {high}", used
            if not value > 0:
                middle = (low + high) / 2
                waiting += [(low, middle), (middle, high)]
    return "", used


def _range(gap: Basic, variable: Symbol, low: Expr, high: Expr) -> arb:
    """A ball around every value of gap on [low, high]: f(middle) + f'(box) (box - middle), cut with f(box)."""
    ends = [arb(fmpq(int(x.p), int(x.q))) for x in (low, high)]  # type: ignore[attr-defined]
    box = ends[0].union(ends[1])
    middle = arb(box.mid())
    over = jet(gap, {variable: Jet(box, arb(1))})
    at = jet(gap, {variable: Jet(middle, arb(0))}).value
    centred = at + over.slope * (box - middle)
    if not centred.is_finite():
        return over.value
    if not over.value.is_finite():
        return centred
    return over.value.intersection(centred) if over.value.overlaps(centred) else over.value
