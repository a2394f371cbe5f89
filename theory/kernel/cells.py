"""The cells of a scalar statement: every way in which the hypotheses let its pieces be chosen.

On a cell the signs of the pieces' conditions are hypotheses, a variable that a hypothesis gives is replaced, and no
piece is left. Cells that certainly contradict the hypotheses are dropped, and only those.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flint import fmpq
from sympy import (
    Basic,
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

from .conditions import Facts
from .functions import Expect, Term
from .intervals import NotEvaluable, sign
from .positivity import Positivity
from .slopes import decided, quantities
from .statement import Hypothesis, Relation, Statement
from .towers import Tower, Unsupported, constant

MOST_TOLD = 12  # signs assumed on the way to one cell
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
        signs = signs_of(factor, facts)
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


def signs_of(quantity: Expr, facts: Facts) -> tuple[int, ...]:
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
                if is_plain(g)
                else g
                for g in statement.given
                if g is not h
            )
            sides = (lhs.xreplace(solved), rhs.xreplace(solved))
            if any(side.has(zoo, nan, oo) for side in sides):
                raise Unsupported("undefined where a hypothesis holds")
            return _substituted(statement.but(given=given), *sides)
    return statement, lhs, rhs


def is_plain(h: Hypothesis) -> bool:
    """A hypothesis on scalars, without quantifier."""
    return not (h.invertible or h.forall or isinstance(h.lhs, MatrixExpr) or isinstance(h.rhs, MatrixExpr))


def _solved(h: Hypothesis) -> dict[Basic, Basic] | None:
    if h.relation is not Relation.EQUAL or not is_plain(h):
        return None
    if isinstance(h.lhs, (Symbol, Indexed)) and not h.rhs.has(h.lhs) and not h.rhs.has(*OTHER_ROOMS):
        return {h.lhs: h.rhs}
    difference = expand(h.lhs - h.rhs)
    for symbol in sorted(difference.free_symbols, key=lambda s: s.sort_key()):
        coefficient = difference.coeff(symbol, 1)
        rest = expand(difference - coefficient * symbol)  # pyright: ignore[reportOptionalOperand] - a stub
        if isinstance(coefficient, Rational) and coefficient != 0 and not rest.has(symbol, *OTHER_ROOMS):
            return {symbol: -rest / coefficient}  # pyright: ignore[reportOptionalOperand] - a stub of SymPy's
    return None


def bounds(statement: Statement) -> Iterator[tuple[Symbol, Rational, bool, bool]]:
    """(variable, bound, whether from below, whether strict) for every hypothesis of that kind."""
    for h in statement.given:
        if h.relation not in (Relation.LESS, Relation.AT_MOST) or not is_plain(h):
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
        difference = h.lhs - h.rhs if is_plain(h) else None
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
