"""Scalar identities and inequalities: definitions unfolded, pieces by cases, then one normal form.

Each side is written in pieces, its derivatives are worked out by the rules of `slopes`, and every cell of the pieces'
conditions that the hypotheses allow is looked at alone. There the difference of the sides must vanish as a fraction
over exponentials, or have the right sign. Closed is a proof under the recorded conditions; open is no disproof.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from flint import fmpq
from sympy import (
    Basic,
    Dummy,
    Expr,
    Indexed,
    MatrixExpr,
    Mul,
    Piecewise,
    PolynomialError,
    Rational,
    S,
    Sum,
    Symbol,
    expand,
    factor_list,
    nan,
    oo,
    zoo,
)

from .conditions import Facts, definedness
from .functions import DEFINED, Expect, Partial, Term
from .intervals import NotEvaluable, sign
from .positivity import Positivity
from .proof import Condition, Proof
from .refusal import KernelRefusal
from .slopes import Conditions, decided, depends, pieces, quantities, work_out
from .statement import Hypothesis, Index, Relation, Statement
from .towers import Tower, Unsupported, constant

MOST_CELLS = 729
MOST_TOLD = 12  # signs assumed on the way to one cell
MOST_SPLITS = 2  # variables whose signs are told apart where a sign is not clear at once
OTHER_ROOMS = (Sum, Expect, Term, MatrixExpr)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The two sides where every piece is chosen, under the hypotheses that choose them."""

    statement: Statement
    lhs: Expr
    rhs: Expr

    @property
    def facts(self) -> Facts:
        """The signs known here."""
        return Facts(self.statement)


def prove(statement: Statement, using: tuple[Statement, ...] = ()) -> Proof:
    """Whether the statement's two sides stand in its relation wherever its hypotheses hold.

    using: equations already proved; their left sides are replaced outside of derivatives.
    """
    for side in (statement.lhs, statement.rhs):
        if side.has(*OTHER_ROOMS[1:]) or isinstance(side, MatrixExpr):
            raise Unsupported("means and matrices have no scalar normal form")
    found: Conditions = {}
    for side in (statement.lhs, statement.rhs):
        needed(side, found)
    known = {s.lhs: s.rhs for s in using if s.relation is Relation.EQUAL}
    for value in known.values():
        needed(value, found)
    told = statement.but(lhs=_rewritten(statement.lhs, known), rhs=_rewritten(statement.rhs, known))
    told, name = _named(told)
    lhs, rhs = (work_out(pieces(side), found) for side in (told.lhs, told.rhs))
    reason = _fails(told, lhs, rhs)
    plain = {symbol: total for total, symbol in name.items()}
    found = {Condition(c.lhs.xreplace(plain), c.relation, c.rhs.xreplace(plain), c.forall): None for c in found}
    open_ = tuple(c for c in found if not discharged(c, statement))
    detail = reason or ("a side condition is open" if open_ else "")
    return Proof(closed=not reason and not open_, recorded=tuple(found), undischarged=open_, detail=detail)


def _named(statement: Statement) -> tuple[Statement, dict[Basic, Basic]]:
    """The statement with every sum called by a name: what is shown of any number holds for the sum."""
    sums = sorted(
        {s for side in (statement.lhs, statement.rhs) for s in _outermost_sums(side)}, key=lambda s: s.sort_key()
    )
    name: dict[Basic, Basic] = {s: Dummy(f"sum{n}", real=True) for n, s in enumerate(sums)}
    if not name:
        return statement, name
    for partial in statement.lhs.atoms(Partial) | statement.rhs.atoms(Partial):
        if any(partial.args[0].has(s) and depends(s, partial.args[1]) for s in sums):
            raise Unsupported("a derivative of a sum")
    spans = {d for d in statement.where if isinstance(d, Index)}
    given = tuple(
        # What holds for every value of an index holds for the declared index of the same name and range.
        Hypothesis(name=h.name, lhs=h.lhs.xreplace(name), relation=h.relation, rhs=h.rhs.xreplace(name))
        if not h.invertible and not isinstance(h.lhs, MatrixExpr) and set(h.forall) <= spans
        else h
        for h in statement.given
    )
    return statement.but(lhs=statement.lhs.xreplace(name), rhs=statement.rhs.xreplace(name), given=given), name


def _outermost_sums(expr: Basic) -> set[Basic]:
    if isinstance(expr, Sum):
        return {expr}
    return {s for a in expr.args for s in _outermost_sums(a)}


def needed(side: Basic, found: Conditions) -> None:
    """Records what `side` and the definitions in it need to be defined."""
    found.update(dict.fromkeys(definedness(side)))
    for activation in side.atoms(*DEFINED):
        found.update(dict.fromkeys(definedness(type(activation).definition(*activation.args))))


def _rewritten(expr: Basic, known: dict[Basic, Basic]) -> Basic:
    if expr in known:
        return known[expr]
    if not expr.args or isinstance(expr, (Symbol, Indexed, Partial)):
        return expr
    return expr.func(*(_rewritten(a, known) for a in expr.args))


def discharged(condition: Condition, statement: Statement) -> bool:
    """Whether the statement's hypotheses give the condition, by the calculus of signs or by cells."""
    if Facts(statement).proves(condition):
        return True
    if condition.forall or any(side.has(*OTHER_ROOMS[1:], Partial) for side in (condition.lhs, condition.rhs)):
        return False
    asked, _ = _named(statement.but(lhs=condition.lhs, rhs=condition.rhs, relation=condition.relation))
    lhs, rhs = pieces(asked.lhs), pieces(asked.rhs)
    try:
        return not _fails(asked, lhs, rhs)
    except KernelRefusal:
        return False


def _fails(statement: Statement, lhs: Expr, rhs: Expr) -> str:
    """Why the relation is not shown on every cell, or an empty string."""
    if statement.relation is not Relation.EQUAL:
        facts, gap = Facts(statement), statement.rhs - statement.lhs
        by_facts = {
            Relation.LESS: facts.positive,
            Relation.AT_MOST: facts.nonnegative,
            Relation.NOT_EQUAL: facts.nonzero,
        }[statement.relation]
        if not gap.has(Partial) and by_facts(gap):
            return ""
    count = 0
    for count, cell in enumerate(cells(statement, lhs, rhs), start=1):
        if count > MOST_CELLS:
            return f"more than {MOST_CELLS} cells"
        if not _holds(cell):
            here = ", ".join(f"{h.lhs} {h.relation.value} {h.rhs}" for h in cell.statement.given if h.name == "cell")
            return "not shown" + (f" where {here}" if here else "")
    return "" if count else "no cell is compatible with the hypotheses"


# Cells


def cells(statement: Statement, lhs: Expr, rhs: Expr, told: int = 0) -> Iterator[Cell]:
    """The cells that the hypotheses do not exclude. A product's sign is told from its factors'."""
    statement, lhs, rhs = _substituted(statement, lhs, rhs)
    if not _consistent(statement):
        return
    quantity = _undecided(lhs, rhs)
    if quantity is None:
        yield Cell(statement=statement, lhs=lhs, rhs=rhs)
        return
    if told > MOST_TOLD:
        raise Unsupported("too many signs to tell apart")
    facts, here = Facts(statement), 1
    for factor, power in _factors(quantity):
        signs = _signs(factor, facts)
        if not signs:
            return
        if len(signs) > 1 and assumed(factor, 0) not in statement.given:
            for one in signs:
                yield from cells(statement.but(given=(*statement.given, assumed(factor, one))), lhs, rhs, told + 1)
            return
        here *= signs[0] ** power if len(signs) == 1 else 0
    yield from cells(statement, _chosen(lhs, quantity, here), _chosen(rhs, quantity, here), told)


def _factors(quantity: Expr) -> list[tuple[Expr, int]]:
    """Factors with their powers, where a polynomial library finds some; checked by multiplying out."""
    try:
        scale, factors = factor_list(quantity)
    except PolynomialError:
        return [(quantity, 1)]
    if expand(scale * Mul(*(f**n for f, n in factors)) - quantity) != 0:
        return [(quantity, 1)]
    return [(scale, 1), *((f, int(n)) for f, n in factors)]


def assumed(quantity: Expr, here: int) -> Hypothesis:
    """The hypothesis that a quantity has the sign `here`."""
    if here == 0:
        return Hypothesis(name="cell", lhs=quantity, relation=Relation.EQUAL)
    lhs, rhs = (S.Zero, quantity) if here > 0 else (quantity, S.Zero)
    return Hypothesis(name="cell", lhs=lhs, relation=Relation.LESS, rhs=rhs)


def _undecided(*sides: Expr) -> Expr | None:
    """A quantity, itself without pieces, on whose sign a piece depends."""
    found = {
        q
        for side in sides
        for p in side.atoms(Piecewise)
        for _, c in p.args
        for q in quantities(c)
        if not q.has(Piecewise)
    }
    return min(found, key=lambda q: q.sort_key(), default=None)


def _signs(quantity: Expr, facts: Facts) -> tuple[int, ...]:
    """The signs that the facts leave open."""
    if not quantity.free_symbols:
        here = sign(quantity)
        return (-1, 0, 1) if here is None else (here,)
    for here, side in ((1, quantity), (-1, -quantity)):
        if facts.positive(side):
            return (here,)
    allowed = {-1, 0, 1}
    if facts.nonzero(quantity):
        allowed -= {0}
    if facts.nonnegative(quantity):
        allowed -= {-1}
    if facts.nonnegative(-quantity):
        allowed -= {1}
    if len(allowed) == 3 and not isinstance(quantity, (Symbol, Indexed)):
        here = _sign_of_normal_form(quantity, facts)
        allowed = {here} if here else allowed
    return tuple(sorted(allowed))


def _sign_of_normal_form(quantity: Expr, facts: Facts) -> int:
    tower = Tower(facts)
    try:
        read = tower.read(quantity)
        if Positivity(tower).fraction(read, True):
            return 1
        return -1 if Positivity(tower).fraction(tower.multiply(constant(fmpq(-1)), read), True) else 0
    except (Unsupported, NotEvaluable):
        return 0


def _chosen(expr: Basic, quantity: Expr, here: int) -> Basic:
    """`expr` with the pieces' conditions on one quantity decided."""
    if not expr.has(Piecewise):
        return expr
    if isinstance(expr, Piecewise):
        left: list[tuple[Basic, Basic]] = []
        for value, condition in expr.args:
            condition = decided(_chosen(condition, quantity, here), quantity, here)
            if condition == False:  # noqa: E712 - SymPy's false is not Python's
                continue
            left.append((_chosen(value, quantity, here), S(condition)))
            if condition == True:  # noqa: E712
                break
        if not left:
            raise Unsupported("no piece applies")
        return left[0][0] if left[0][1] == True else Piecewise(*left, evaluate=False)  # noqa: E712
    return expr.func(*(_chosen(a, quantity, here) for a in expr.args))


def _substituted(statement: Statement, lhs: Expr, rhs: Expr) -> tuple[Statement, Expr, Expr]:
    """Variables that a hypothesis gives are replaced everywhere."""
    for h in statement.given:
        solved = _solved(h)
        if solved is not None:
            given = tuple(
                Hypothesis(name=g.name, lhs=g.lhs.xreplace(solved), relation=g.relation, rhs=g.rhs.xreplace(solved))
                if _is_plain(g)
                else g
                for g in statement.given
                if g is not h
            )
            sides = (lhs.xreplace(solved), rhs.xreplace(solved))
            if any(side.has(zoo, nan, oo) for side in sides):
                raise Unsupported("undefined where a hypothesis holds")
            return _substituted(statement.but(given=given), *sides)
    return statement, lhs, rhs


def _is_plain(h: Hypothesis) -> bool:
    """A hypothesis on scalars, without quantifier."""
    return not (h.invertible or h.forall or isinstance(h.lhs, MatrixExpr) or isinstance(h.rhs, MatrixExpr))


def _solved(h: Hypothesis) -> dict[Basic, Basic] | None:
    if h.relation is not Relation.EQUAL or not _is_plain(h):
        return None
    if isinstance(h.lhs, (Symbol, Indexed)) and not h.rhs.has(h.lhs) and not h.rhs.has(*OTHER_ROOMS):
        return {h.lhs: h.rhs}
    difference = expand(h.lhs - h.rhs)
    for symbol in sorted(difference.free_symbols, key=lambda s: s.sort_key()):
        coefficient = difference.coeff(symbol, 1)
        rest = expand(difference - coefficient * symbol)
        if isinstance(coefficient, Rational) and coefficient != 0 and not rest.has(symbol, *OTHER_ROOMS):
            return {symbol: -rest / coefficient}
    return None


def bounds(statement: Statement) -> Iterator[tuple[Symbol, Rational, bool, bool]]:
    """(variable, bound, whether from below, whether strict) for every hypothesis of that kind."""
    for h in statement.given:
        if h.relation not in (Relation.LESS, Relation.AT_MOST) or not _is_plain(h):
            continue
        difference = expand(h.rhs - h.lhs)
        if len(difference.free_symbols) == 1:
            (symbol,) = difference.free_symbols
            slope = difference.coeff(symbol, 1)
            start = expand(difference - slope * symbol)
            if isinstance(slope, Rational) and isinstance(start, Rational) and slope != 0:
                yield symbol, -start / slope, bool(slope > 0), h.relation is Relation.LESS


def _consistent(statement: Statement) -> bool:
    """False only where the hypotheses certainly contradict each other."""
    for h in statement.given:
        difference = h.lhs - h.rhs if _is_plain(h) else None
        if isinstance(difference, Rational):
            holds = {
                Relation.EQUAL: difference == 0,
                Relation.NOT_EQUAL: difference != 0,
                Relation.LESS: difference < 0,
                Relation.AT_MOST: difference <= 0,
            }[h.relation]
            if not holds:
                return False
    known = list(bounds(statement))
    for symbol, low, below, strict in known:
        for other, high, above, also in known:
            if symbol == other and below and not above and (low > high or (low == high and (strict or also))):
                return False
    return True


# One cell


def _holds(cell: Cell) -> bool:
    if cell.statement.relation is not Relation.EQUAL:
        return _has_sign(cell, MOST_SPLITS)
    tower = Tower(cell.facts)
    return tower.same(tower.read(cell.lhs), tower.read(cell.rhs))


def _has_sign(cell: Cell, splits: int) -> bool:
    """Whether rhs - lhs has the sign that the relation asks for, perhaps after telling signs of variables apart."""
    if any(_sign_shown(shifted) for shifted in _shifted(cell)):
        return True
    if splits == 0:
        return False
    facts = cell.facts
    for symbol in sorted((cell.lhs - cell.rhs).free_symbols, key=lambda s: s.sort_key()):
        signs = _signs(symbol, facts)
        if len(signs) == 1:
            continue
        narrowed = [
            c
            for here in signs
            for c in cells(cell.statement.but(given=(*cell.statement.given, assumed(symbol, here))), cell.lhs, cell.rhs)
        ]
        if all(_has_sign(c, splits - 1) for c in narrowed):
            return True
    return False


def _shifted(cell: Cell) -> Iterator[Cell]:
    """The cell, and the cell with variables counted from their known bounds."""
    yield cell
    choices: dict[Symbol, list[dict[Basic, tuple[Basic, bool]]]] = {}
    for symbol, bound, below, strict in bounds(cell.statement):
        if bound != 0 or not below:
            t = Dummy("t", real=True)
            choices.setdefault(symbol, [{}]).append(
                {symbol: (bound + t if below else bound - t, strict), t: (t, strict)}
            )
    for chosen in product(*choices.values()):
        put = {s: value for option in chosen for s, (value, _) in option.items() if not isinstance(s, Dummy)}
        if not put:
            continue
        given = [
            Hypothesis(name=h.name, lhs=h.lhs.xreplace(put), relation=h.relation, rhs=h.rhs.xreplace(put))
            if _is_plain(h)
            else h
            for h in cell.statement.given
        ]
        for option in chosen:
            for t, (_, strict) in option.items():
                if isinstance(t, Dummy):
                    relation = Relation.LESS if strict else Relation.AT_MOST
                    given.append(Hypothesis(name="distance", lhs=S.Zero, relation=relation, rhs=t))
        moved = cell.statement.but(given=tuple(given))
        yield Cell(statement=moved, lhs=cell.lhs.xreplace(put), rhs=cell.rhs.xreplace(put))


def _sign_shown(cell: Cell) -> bool:
    tower = Tower(cell.facts)
    try:
        gap = tower.add(tower.read(cell.rhs), tower.multiply(constant(fmpq(-1)), tower.read(cell.lhs)))
        positivity = Positivity(tower)
        match cell.statement.relation:
            case Relation.LESS:
                return positivity.fraction(gap, True)
            case Relation.AT_MOST:
                return positivity.fraction(gap, False)
            case _:
                opposite = tower.multiply(constant(fmpq(-1)), gap)
                return positivity.fraction(gap, True) or positivity.fraction(opposite, True)
    except (Unsupported, NotEvaluable):
        return False


__all__ = ["Cell", "assumed", "bounds", "cells", "discharged", "needed", "prove"]
