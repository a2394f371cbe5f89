"""Scalar identities and inequalities: definitions unfolded, pieces by cases, then one normal form.

Each side is written in pieces, its derivatives are worked out by the rules of `slopes`, and every cell of the pieces'
conditions that the hypotheses allow is looked at alone. There the difference of the sides must vanish as a fraction
over exponentials, or have the right sign. Closed is a proof under the recorded conditions; open is no disproof.
"""

from collections.abc import Iterator
from itertools import product

from flint import fmpq
from sympy import Basic, Dummy, Expr, Indexed, MatrixExpr, S, Sum, Symbol

from .cells import OTHER_ROOMS, Cell, assumed, bounds, cells, is_plain, signs_of
from .conditions import Facts, definedness
from .functions import DEFINED, Partial
from .intervals import NotEvaluable
from .positivity import Positivity
from .proof import Condition, Proof
from .recursion import rename_apart
from .refusal import KernelRefusal
from .slopes import Conditions, depends, pieces, work_out
from .statement import Hypothesis, Index, Relation, Sequence, Statement
from .towers import Tower, Unsupported, constant

MOST_CELLS = 729
MOST_SPLITS = 2  # variables whose signs are told apart where a sign is not clear at once
MOST_UNFOLDED = 60  # entries written out by a recursion


def prove(statement: Statement, using: tuple[Statement, ...] = ()) -> Proof:
    """Whether the statement's two sides stand in its relation wherever its hypotheses hold.

    using: equations already proved; their left sides are replaced outside of derivatives.
    """
    for side in (statement.lhs, statement.rhs):
        if side.has(*OTHER_ROOMS[1:]) or isinstance(side, MatrixExpr):
            raise Unsupported("means and matrices have no scalar normal form")
        _without_hidden_variables(side, statement)
    found: Conditions = {}
    for side in (statement.lhs, statement.rhs):
        needed(side, statement, found)
    known = {s.lhs: s.rhs for s in using if s.relation is Relation.EQUAL}
    for value in known.values():
        needed(value, statement, found)
    told = statement.but(lhs=_rewritten(statement.lhs, known), rhs=_rewritten(statement.rhs, known))
    told, name = _named(told)
    lhs, rhs = (_recurring(work_out(pieces(side), found), told, found) for side in (told.lhs, told.rhs))
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
    given = tuple(
        Hypothesis(name=h.name, lhs=h.lhs.xreplace(name), relation=h.relation, rhs=h.rhs.xreplace(name))
        for each in statement.given
        for h in _instances(each, statement)
    )
    facts = Facts(statement)
    signs = {s: Relation.LESS for s in sums if facts.positive(s)}
    signs |= {s: Relation.AT_MOST for s in sums if s not in signs and facts.nonnegative(s)}
    given += tuple(  # a name forgets that its sum is one of positive terms over a range that is not empty
        Hypothesis(name="the sign of a sum", lhs=S.Zero, relation=relation, rhs=name[s])
        for s, relation in signs.items()
    )
    return statement.but(lhs=statement.lhs.xreplace(name), rhs=statement.rhs.xreplace(name), given=given), name


def _instances(h: Hypothesis, statement: Statement) -> Iterator[Hypothesis]:
    """The hypothesis, or what it says of the declared indices where it holds for every value in their range."""
    if is_plain(h):
        yield h
    if h.invertible or not h.forall or isinstance(h.lhs, MatrixExpr):
        return
    bound = {limit[0] for side in (h.lhs, h.rhs) for total in side.atoms(Sum) for limit in total.limits}
    declared = [d for d in statement.where if isinstance(d, Index) and d.symbol not in bound]
    for chosen in product(declared, repeat=len(h.forall)):
        put: dict[Basic, Basic] = {i.symbol: d.symbol for i, d in zip(h.forall, chosen, strict=True)}
        if all(
            (i.lower.xreplace(put), i.upper.xreplace(put)) == (d.lower, d.upper)
            for i, d in zip(h.forall, chosen, strict=True)
        ):
            yield Hypothesis(name=h.name, lhs=h.lhs.xreplace(put), relation=h.relation, rhs=h.rhs.xreplace(put))


def _outermost_sums(expr: Basic) -> set[Basic]:
    if isinstance(expr, Sum):
        return {expr}
    return {s for a in expr.args for s in _outermost_sums(a)}


def _without_hidden_variables(side: Basic, statement: Statement) -> None:
    """Refuses a derivative of a term of a sequence whose recursion mentions the variable."""
    sequences = {d.symbol: d for d in statement.where if isinstance(d, Sequence)}
    formulas = [f for d in sequences.values() for f in (d.initial, d.successor)]
    for partial in side.atoms(Partial):
        body, target = partial.args
        variable = target.base if isinstance(target, Indexed) else target
        terms = any(entry.base in sequences for entry in body.atoms(Indexed))
        if terms and any(f.has(variable) or variable in f.free_symbols for f in formulas):
            raise Unsupported(f"a term of a sequence may depend on {target}")


def _recurring(expr: Basic, statement: Statement, found: Conditions) -> Basic:
    """`expr` with entries written out: terms x[m + 1, ...] of sequences, and those that a hypothesis for all gives."""
    facts = Facts(statement)
    for _ in range(MOST_UNFOLDED):
        for entry in sorted(expr.atoms(Indexed), key=lambda e: e.sort_key()):
            value = _successor(entry, statement, facts)
            if value is None:
                value = _by_hypothesis(entry, statement, facts)
            if value is not None:
                needed(value, statement, found)
                expr = expr.xreplace({entry: pieces(value)})
                break
        else:
            return expr
    raise Unsupported("a recursion that goes on and on")


def _successor(entry: Indexed, statement: Statement, facts: Facts) -> Basic | None:
    for d in statement.where:
        if not isinstance(d, Sequence) or d.symbol != entry.base or d.top is not None:
            continue
        at, *places = entry.indices
        axes = dict(zip((axis for axis, _, _ in d.axes), places, strict=True))
        if at == 0:
            value = rename_apart(d.initial).xreplace(axes)
        elif facts.nonnegative(at - 1):
            value = rename_apart(d.successor).xreplace({d.index: at - 1, **axes})
        else:
            return None
        return None if value.has(Sum, Partial) else value
    return None


def _by_hypothesis(entry: Indexed, statement: Statement, facts: Facts) -> Basic | None:
    """rhs of a hypothesis lhs = rhs for all values in ranges, at the values that make its lhs this entry."""
    for h in statement.given:
        pattern = h.lhs
        if h.relation is not Relation.EQUAL or h.invertible or not isinstance(pattern, Indexed) or not h.forall:
            continue
        if pattern.base != entry.base or len(pattern.indices) != len(entry.indices):
            continue
        spans = {i.symbol: i for i in h.forall}
        put: dict[Basic, Basic] = {}
        fits = all(
            put.setdefault(p, e) == e if p in spans else p == e
            for p, e in zip(pattern.indices, entry.indices, strict=True)
        )
        if not fits or set(put) != set(spans) or h.rhs.has(Sum, Partial):
            continue
        inside = all(
            facts.nonnegative(value - spans[p].lower.xreplace(put))
            and (spans[p].upper.is_infinite or facts.nonnegative(spans[p].upper.xreplace(put) - value))
            for p, value in put.items()
        )
        if inside:
            return rename_apart(h.rhs).xreplace(put)
    return None


def needed(side: Basic, statement: Statement, found: Conditions) -> None:
    """Records what `side` and the definitions in it need to be defined."""
    found.update(dict.fromkeys(definedness(side, statement.where)))
    for activation in side.atoms(*DEFINED):
        definition = type(activation).definition(*activation.args)
        found.update(dict.fromkeys(definedness(definition, statement.where)))


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
        signs = signs_of(symbol, facts)
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
            if is_plain(h)
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


__all__ = ["bounds", "discharged", "needed", "prove"]
