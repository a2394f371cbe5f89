"""Proofs of equality by the kernel, from the trees of two formulas: for all points where both have a value.

What the formulas need to have a value is assumed here, and compared by `same_domain`; a proof under conditions that are
never met says nothing, so that a caller needs a point where both sides have a value.
"""

from sympy import Expr, Integer, MatrixExpr, S, Symbol
from sympy import Sum as SymSum

from ..kernel import indexed, matrices, scalar
from ..kernel import statement as kernel
from ..kernel.cells import Cell, cells
from ..kernel.functions import Partial
from ..kernel.refusal import KernelRefusal
from ..kernel.slopes import Conditions, pieces, work_out
from ..kernel.statement import Hypothesis, Statement
from ..kernel.types import check_types
from ..language.declarations import Scope
from ..language.lowering import Lowering
from ..language.shapes import Shape, shape_of
from ..language.tree import (
    Call,
    Compare,
    Mul,
    Name,
    Node,
    Pow,
    Product,
    Sum,
    children,
    put,
    rebuilt,
    size,
    variables,
    walk,
)
from . import normal_form
from .hypotheses import NOT_TOLD, as_hypotheses, assumed, needed
from .named_sums import named
from .plainly import is_array, rational

MOST_NODES = 500  # of both formulas, for the kernel
MOST_CELLS = 81
MOST_ENTRIES = 16  # of matrices that are compared entry by entry


def proved_equal(a: Node, b: Node, scope: Scope, given: tuple[Compare, ...] = ()) -> str:
    """How equality is proved wherever both have a value and the hypotheses hold; empty where it is not."""
    if a == b:
        return "the same formula"
    if size(a) + size(b) > MOST_NODES:
        return ""
    if normal_form.same(a, b, scope):
        return "normal form"
    if _same_terms(a, b, scope):
        return "normal form of the terms"
    if scope.is_complex:
        return ""
    try:
        shape = shape_of(a, scope)
        known = shape if shape not in (None, (None, None)) else shape_of(b, scope)
        lowering = Lowering(scope)
        told = assumed(lowering, given)
        if shape is None and known is None:
            told = (*told, *needed(lowering, a, b))
            return _scalars(lowering.scalar(a), lowering.scalar(b), lowering, told)
        return _matrices(a, b, lowering, told, known)
    except NOT_TOLD:
        return ""


def _same_terms(a: Node, b: Node, scope: Scope) -> bool:
    """Whether two sums or products over one range have the same terms."""
    if not isinstance(a, Sum | Product) or type(a) is not type(b) or (a.low, a.high) != (b.low, b.high):
        return False
    taken = {*scope.types, *variables(a.body), *variables(b.body)}
    taken |= {n.index for side in (a, b) for n in walk(side) if isinstance(n, Sum | Product)}
    index = "_term"
    while index in taken:
        index += "_"
    terms = (put(side.body, {side.index: Name(index)}) for side in (a, b))
    return normal_form.same(*terms, scope)


def _scalars(lhs: Expr, rhs: Expr, lowering: Lowering, told: tuple[Hypothesis, ...]) -> str:
    if lhs == rhs:
        return "normal form"
    where = lowering.declarations()
    statement = Statement(where=where, lhs=lhs, rhs=rhs, given=told)
    check_types(statement.but(given=()))
    sums = lhs.has(SymSum) or rhs.has(SymSum)
    for name in ("index", "scalar") if sums else ("scalar", "index"):
        try:
            proof = _by_sums(statement) if name == "index" else _by_pieces(statement)
        except KernelRefusal:
            continue
        if proof:
            return "normal form of index sums" if name == "index" else "normal form"
    plain = named(statement) if sums else None
    return "normal form, with sums as numbers" if plain is not None and _tried(_by_pieces, plain) else ""


def _by_sums(statement: Statement) -> bool:
    equations = tuple(indexed.equations_of(statement))
    # Equality of normal forms holds wherever both sides have a value.
    return indexed.equal(statement.lhs, statement.rhs, statement.where, equations)


def _by_pieces(statement: Statement) -> bool:
    """The scalar normal form, on every cell of the pieces under what the two sides need there."""
    if scalar.prove(statement).closed:
        return True
    lhs, rhs = (work_out(pieces(side), {}) for side in (statement.lhs, statement.rhs))
    if lhs.has(SymSum) or rhs.has(SymSum):
        return False
    found = 0
    for cell in cells(statement, lhs, rhs):  # type: ignore[arg-type]
        found += 1
        if found > MOST_CELLS or not scalar.prove(with_values(cell)).closed:
            return False
    return found > 0


def with_values(cell: Cell) -> Statement:
    """The cell's sides, which have no pieces, under all that they need to have a value."""
    found: Conditions = {}
    for side in (cell.lhs, cell.rhs):
        scalar.needed(side, cell.statement, found)
    plain = [c for c in found if not any(x.has(SymSum, Partial) for x in (c.lhs, c.rhs))]
    given = (*cell.statement.given, *as_hypotheses(plain))
    return cell.statement.but(lhs=cell.lhs, rhs=cell.rhs, given=given)


# Matrices


def _matrices(a: Node, b: Node, lowering: Lowering, told: tuple[Hypothesis, ...], shape: Shape) -> str:
    if any(_is_inverse(n, lowering.scope) for side in (a, b) for n in walk(side)):
        return _whole_matrices(_inverted(a, lowering.scope), _inverted(b, lowering.scope), lowering, shape)
    if shape is None or None in shape:
        return ""
    try:
        if _entries(a, b, lowering, (*told, *needed(lowering, a, b)), shape):
            return "normal form of the entries"
    except KernelRefusal:
        pass
    return _whole_matrices(a, b, lowering, shape)


def _entries(a: Node, b: Node, lowering: Lowering, told: tuple[Hypothesis, ...], shape: Shape) -> bool:
    assert shape is not None
    rows, columns = shape
    if isinstance(rows, int) and isinstance(columns, int) and rows * columns > MOST_ENTRIES:
        return False
    free: list[kernel.Declaration] = []
    places: list[list[Expr]] = []
    for extent, name in ((rows, "_row"), (columns, "_column")):
        if isinstance(extent, int):
            places.append([Integer(n) for n in range(1, extent + 1)])
        else:
            symbol = Symbol(name, integer=True)
            free.append(kernel.Index(symbol, S.One, lowering.size(extent)))
            places.append([symbol])
    for i in places[0]:
        for j in places[1]:
            lhs, rhs = lowering.entry(a, i, j), lowering.entry(b, i, j)
            where = (*lowering.declarations(), *free)
            statement = Statement(where=where, lhs=lhs, rhs=rhs, given=told)
            check_types(statement.but(given=()))
            if not any(_tried(method, statement) for method in (_by_sums, _by_pieces)):
                return False
    return True


def _tried(method, statement: Statement) -> bool:
    try:
        return statement.lhs == statement.rhs or method(statement)
    except KernelRefusal:
        return False


def _is_inverse(node: Node, scope: Scope) -> bool:
    match node:
        case Call("inv"):
            return True
        case Pow(base, exponent):
            value = rational(exponent)
            return is_array(base, scope) and (value is None or value < 0)
    return False


def _inverted(node: Node, scope: Scope) -> Node:
    """Inverses pushed to the factors: (A B)^-1 = B^-1 A^-1, (A^T)^-1 = (A^-1)^T, where each factor is square."""
    node = rebuilt(node, tuple(_inverted(c, scope) for c in children(node)))
    match node:
        case Call("inv", (inner,)):
            pass
        case Pow(inner, exponent) if is_array(inner, scope) and rational(exponent) == -1:
            pass
        case _:
            return node
    match inner:
        case Call("inv", (again,)):
            return again
        case Pow(again, exponent) if rational(exponent) == -1:
            return again
        case Call("transpose", (again,)):
            return Call("transpose", (_inverted(Call("inv", (again,)), scope),))
        case Mul(factors) if all(_square(f, scope) for f in factors):
            return Mul(tuple(_inverted(Call("inv", (f,)), scope) for f in reversed(factors)))
    return Call("inv", (inner,))


def _square(node: Node, scope: Scope) -> bool:
    shape = shape_of(node, scope)
    return shape is not None and shape[0] is not None and shape[0] == shape[1]


def _whole_matrices(a: Node, b: Node, lowering: Lowering, shape: Shape) -> str:
    lhs, rhs = lowering.matrix(a, shape), lowering.matrix(b, shape)
    inverted = {n for side in (a, b) for n in walk(side) if isinstance(n, Call) and n.function == "inv"}
    given = []
    for node in sorted(inverted, key=repr):
        inner = lowering.matrix(node.args[0], shape)
        if isinstance(inner, MatrixExpr):
            given.append(Hypothesis(name=f"{inner} is invertible", lhs=inner, invertible=True))
    statement = Statement(where=lowering.declarations(matrices=True), lhs=lhs, rhs=rhs, given=tuple(given))
    check_types(statement)
    return "matrix normal form" if matrices.prove(statement).closed else ""
