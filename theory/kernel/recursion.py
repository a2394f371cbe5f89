"""What has to be shown when a closed form is checked against a recursion, or a formula by induction.

The obligations are made here from the statement alone, so that nobody can prove an easier pair instead. A closed form
with a wrong start often passes the step and fails only the base: both are always made.
"""

from dataclasses import dataclass, replace

from sympy import Basic, Dummy, Indexed, IndexedBase, Integer, Symbol, Tuple
from sympy.concrete.expr_with_limits import ExprWithLimits

from .refusal import KernelRefusal
from .statement import (
    Array,
    Bernoulli,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Sequence,
    Statement,
)


class ObligationError(KernelRefusal):
    """A statement does not have the form that a recursion or an induction needs."""


@dataclass(frozen=True)
class Obligations:
    """The two statements that entail the original one for every natural number."""

    base: Statement
    step: Statement


def rename_apart(expr: Basic) -> Basic:
    """`expr` with every bound symbol replaced by a fresh one, so that nothing substituted later is captured."""
    if not expr.args or isinstance(expr, Symbol):
        return expr
    if isinstance(expr, ExprWithLimits):
        body, limits = expr.function, list(expr.limits)
        renamed: list[Tuple] = []
        fresh: dict[Basic, Basic] = {}
        # SymPy binds limits from the right: a limit may mention symbols bound by the limits after it.
        for limit in reversed(limits):
            symbol, *bounds = limit
            bounds = [rename_apart(b).xreplace(fresh) for b in bounds]
            fresh = {**fresh, symbol: Dummy(symbol.name, **symbol.assumptions0)}
            renamed.append(Tuple(fresh[symbol], *bounds))
        return type(expr)(rename_apart(body).xreplace(fresh), *reversed(renamed))
    return expr.func(*(rename_apart(a) for a in expr.args))


def standard_names(expr: Basic) -> Basic:
    """`expr` with bound symbols named by the height of their sums, so that two renamings of one formula are equal.

    A symbol's name is taken by no sum inside its own: nothing is captured.
    """
    return _standard(expr)[0]


def _standard(expr: Basic) -> tuple[Basic, int]:
    if not expr.args or isinstance(expr, Symbol):
        return expr, 0
    parts = [_standard(a) for a in expr.args]
    height = max(h for _, h in parts)
    rebuilt = expr.func(*(part for part, _ in parts)) if height else expr
    if not isinstance(rebuilt, ExprWithLimits):
        return rebuilt, height
    names = {limit[0]: Symbol(f" {height + n}", integer=True) for n, limit in enumerate(rebuilt.limits)}
    limits = [limit.xreplace(names) for limit in rebuilt.limits]
    return type(rebuilt)(rebuilt.function.xreplace(names), *limits), height + len(limits)


def _natural(statement: Statement, k: Basic) -> Scalar:
    for declared in statement.where:
        if isinstance(declared, Scalar) and declared.symbol == k and declared.domain is Domain.NATURAL:
            return declared
    raise ObligationError(f"{k} is not declared as a natural number")


def _at(expr: Basic, k: Basic, value: Basic) -> Basic:
    if any(k in limit.free_symbols & {limit[0]} for e in expr.atoms(ExprWithLimits) for limit in e.limits):
        raise ObligationError(f"{k} is bound inside {expr}")
    return expr.xreplace({k: value})


def array_recursion(statement: Statement) -> Obligations:
    """Base and step for x[k, i, ...] = closed form, with x a sequence of numbers or arrays."""
    lhs = statement.lhs
    if not isinstance(lhs, Indexed) or statement.relation is not Relation.EQUAL:
        raise ObligationError("a recursion needs the k-th entry of a sequence on the left and =")
    sequence = next((d for d in statement.where if isinstance(d, Sequence) and d.symbol == lhs.base), None)
    if sequence is None:
        raise ObligationError(f"{lhs.base} is not declared as a sequence")
    k, *places = lhs.indices
    _natural(statement, k)
    indices = {d.symbol: d for d in statement.where if isinstance(d, Index)}
    if len(places) != len(sequence.axes) or len(set(places)) != len(places):
        raise ObligationError(f"{lhs} must have one free index for each axis")
    for place, (axis, lower, upper) in zip(places, sequence.axes, strict=True):
        declared = indices.get(place)
        before = dict(zip((a for a, _, _ in sequence.axes), places, strict=True))
        if declared is None or (declared.lower, declared.upper) != (lower.xreplace(before), upper.xreplace(before)):
            raise ObligationError(f"index {place} does not range over the axis {axis} of {lhs.base}")
    # The closed form is put in at other places and earlier terms too: what is assumed must not be about this one only.
    if single := _pinned(statement) & {k, *places}:
        raise ObligationError(f"a hypothesis or declaration speaks of one {next(iter(single))} only")

    def closed(at: Basic, entries: tuple[Basic, ...]) -> Basic:
        # One simultaneous replacement: an entry may itself mention k or another index.
        return rename_apart(statement.rhs).xreplace({k: at, **dict(zip(places, entries, strict=True))})

    def unfolded(expr: Basic) -> Basic:
        if isinstance(expr, Indexed) and expr.base == lhs.base:
            at, *entries = (unfolded(a) for a in expr.indices)
            if at != k:
                raise ObligationError(f"the successor of {lhs.base} may only use its value at {sequence.index}")
            return closed(k, tuple(entries))
        return expr.func(*(unfolded(a) for a in expr.args)) if expr.args and not isinstance(expr, Symbol) else expr

    axes = {axis: place for (axis, _, _), place in zip(sequence.axes, places, strict=True)}
    if any(b in statement.rhs.atoms(IndexedBase) for b in (lhs.base,)):
        raise ObligationError(f"the closed form mentions {lhs.base} itself")
    successor = unfolded(rename_apart(sequence.successor).xreplace({sequence.index: k, **axes}))
    initial = rename_apart(sequence.initial).xreplace(axes)
    base = statement.but(lhs=closed(Integer(0), tuple(places)), rhs=initial, text="base")
    step = statement.but(lhs=successor, rhs=closed(k + 1, tuple(places)), text="step")
    others = tuple(d.symbol for d in statement.where if isinstance(d, Sequence) and d.top is None and d != sequence)
    arrays = tuple(o for o in others if isinstance(o, IndexedBase))
    return Obligations(
        _unfold_all(base, tuple((o, Integer(0)) for o in arrays)),
        _unfold_all(step, tuple((o, k + 1) for o in arrays)),
    )


def _unfold_all(statement: Statement, places: tuple[tuple[IndexedBase, Basic], ...]) -> Statement:
    """Unfolded until nothing of these places is left: one sequence may be built on another."""
    for _ in range(1 + len(places)):
        statement = unfold_terms(statement, places)
    return statement


def _pinned(statement: Statement) -> set[Basic]:
    """Symbols that hypotheses or declarations mention freely: they speak of one value of them, not of all."""
    found = {s for d in statement.where for s in _mentioned(d)}
    for h in statement.given:
        spans = {s for i in h.forall for s in i.lower.free_symbols | i.upper.free_symbols}
        found |= (h.lhs.free_symbols | h.rhs.free_symbols | spans) - {i.symbol for i in h.forall}
    return found


def _mentioned(declared: Declaration) -> set[Basic]:
    """What the formulas of a sequence, the axes of an array and its law mention beside their own indices."""
    if not isinstance(declared, (Sequence, Array)):
        return set()
    formulas = [end for _, *ends in declared.axes for end in ends]
    bound = {axis for axis, _, _ in declared.axes}
    if isinstance(declared, Sequence):
        formulas += [declared.initial, declared.successor, *([] if declared.top is None else [declared.top])]
        bound.add(declared.index)
    elif declared.law is not None:
        formulas.append(declared.law.keep if isinstance(declared.law, Bernoulli) else declared.law.variance)
    return {s for f in formulas for s in f.free_symbols} - bound


def induction(statement: Statement, k: Symbol) -> Obligations:
    """Base: the statement at 0. Step: the statement at k + 1, with the statement at k as a further hypothesis.

    Free indices of the statement are quantified in the induction hypothesis too, since it must hold for all of them,
    but for those that a hypothesis or declaration mentions: of them nothing is known but at the one place. Where a
    range depends on k, the base has it at 0, the step at k + 1, the induction hypothesis at k. A hypothesis k <= bound,
    with a natural bound, makes the induction stop there: the step is shown for k + 1 <= bound.
    """
    _natural(statement, k)
    bounds = tuple(h for h in statement.given if _bounds(h, k))
    for h in statement.given:
        if h not in bounds and k in h.lhs.free_symbols | h.rhs.free_symbols:
            raise ObligationError(f"the hypothesis {h.name!r} depends on {k}: quantify it over all layers instead")
    pinned = _pinned(statement)
    if any(k in _mentioned(d) for d in statement.where):
        raise ObligationError(f"a declaration depends on {k}")
    if any(
        d.symbol in pinned and k in d.lower.free_symbols | d.upper.free_symbols
        for d in statement.where
        if isinstance(d, Index)
    ):
        raise ObligationError(f"a range that depends on {k} cannot be that of an index which a hypothesis mentions")
    spans = tuple(d for d in statement.where if isinstance(d, Index) and d.symbol not in pinned)
    # An index whose range changes gets another name in the induction hypothesis: one name has one range.
    moved = {
        d.symbol: Symbol(f"{d.symbol.name}'", integer=True)
        for d in spans
        if k in d.lower.free_symbols | d.upper.free_symbols
    }
    if set(moved.values()) & (statement.lhs.free_symbols | statement.rhs.free_symbols):
        raise ObligationError(f"the names {list(moved.values())} are needed for the induction hypothesis")
    known = Hypothesis(
        name="induction hypothesis",
        lhs=_renamed(statement.lhs, moved),
        relation=statement.relation,
        rhs=_renamed(statement.rhs, moved),
        forall=tuple(
            Index(moved.get(i.symbol, i.symbol), i.lower.xreplace(moved), i.upper.xreplace(moved)) for i in spans
        ),
    )
    base = statement.but(
        where=_ranges_at(statement.where, k, Integer(0)),
        lhs=_at(statement.lhs, k, Integer(0)),
        rhs=_at(statement.rhs, k, Integer(0)),
        given=tuple(h for h in statement.given if h not in bounds),
        text="base",
    )
    step = statement.but(
        where=_ranges_at(statement.where, k, k + 1),
        lhs=_at(statement.lhs, k, k + 1),
        rhs=_at(statement.rhs, k, k + 1),
        given=(*(replace(h, lhs=k + 1) if h in bounds else h for h in statement.given), known),
        text="step",
    )
    return Obligations(base, step)


def _renamed(expr: Basic, names: dict[Basic, Basic]) -> Basic:
    return rename_apart(expr).xreplace(names) if names else expr


def _ranges_at(where: tuple[Declaration, ...], k: Symbol, value: Basic) -> tuple[Declaration, ...]:
    return tuple(
        Index(d.symbol, d.lower.xreplace({k: value}), d.upper.xreplace({k: value})) if isinstance(d, Index) else d
        for d in where
    )


def _bounds(h: Hypothesis, k: Symbol) -> bool:
    return h.relation is Relation.AT_MOST and h.lhs == k and not h.rhs.has(k) and not h.forall and not h.invertible


def unfold_terms(statement: Statement, places: tuple[tuple[IndexedBase, Basic], ...]) -> Statement:
    """The statement with the entries symbol[at, ...] written out by one application of their recursion.

    places: pairs (sequence, at). An upward sequence unfolds at 0 and at k + 1 with k natural; a downward one at its top
    and at a natural k for which k + 1 <= top is a hypothesis. Anything else raises ObligationError.
    """
    formulas = {(symbol, at): _formula(statement, symbol, at) for symbol, at in places}

    def unfolded(expr: Basic) -> Basic:
        if isinstance(expr, Indexed):
            at, *entries = expr.indices
            entries = [unfolded(e) for e in entries]
            if (expr.base, at) in formulas:
                axes, formula = formulas[expr.base, at]
                return rename_apart(formula).xreplace(dict(zip(axes, entries, strict=True)))
            return expr.base[(at, *entries)] if expr.base.shape is None else expr
        return expr.func(*(unfolded(a) for a in expr.args)) if expr.args and not isinstance(expr, Symbol) else expr

    return statement.but(lhs=unfolded(rename_apart(statement.lhs)), rhs=unfolded(rename_apart(statement.rhs)))


def _formula(statement: Statement, symbol: IndexedBase, at: Basic) -> tuple[tuple[Symbol, ...], Basic]:
    sequence = next((d for d in statement.where if isinstance(d, Sequence) and d.symbol == symbol), None)
    if sequence is None:
        raise ObligationError(f"{symbol} is not declared as a sequence")
    axes = tuple(axis for axis, _, _ in sequence.axes)
    if at == (Integer(0) if sequence.top is None else sequence.top):
        return axes, sequence.initial
    if sequence.top is None:
        _natural(statement, at - 1)
        return axes, rename_apart(sequence.successor).xreplace({sequence.index: at - 1})
    _natural(statement, at)
    below = any(h.relation is Relation.AT_MOST and (h.lhs, h.rhs) == (at + 1, sequence.top) for h in statement.given)
    if not below:
        raise ObligationError(f"{symbol} unfolds at {at} only where {at} + 1 <= {sequence.top} is a hypothesis")
    return axes, rename_apart(sequence.successor).xreplace({sequence.index: at})


def is_matrix_sequence(statement: Statement) -> bool:
    """Whether the statement declares a sequence of matrices."""
    return any(isinstance(d, Sequence) and not isinstance(d.symbol, IndexedBase) for d in statement.where) or (
        any(isinstance(d, Matrix) for d in statement.where) and not isinstance(statement.lhs, Indexed)
    )
