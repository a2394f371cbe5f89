"""Near-misses made by rule: a sign, a coefficient, a lost term or factor, an exchanged index, a wrong function.

They are what a slip of the pen does to a formula. A generated mutant may happen to be true: the audit finds out.
"""

from collections.abc import Iterator

from sympy import (
    Add,
    Basic,
    Expr,
    I,
    Indexed,
    Integer,
    Inverse,
    MatAdd,
    MatMul,
    MatrixExpr,
    Mul,
    Pow,
    ShapeError,
    Sum,
    Symbol,
    Transpose,
    nan,
    zoo,
)

from ..kernel.claim import Mutant
from ..kernel.functions import Partial, Term, dsigma, sigma
from ..kernel.statement import Relation, Statement

MOST = 24  # mutants of one statement
FEW = 4  # of a right side with fewer variants the left side is mutated too
REVERSED = {Relation.AT_MOST: Relation.LESS, Relation.LESS: Relation.AT_MOST}
NO_NUMBER = (zoo, nan, I)  # a slip below a bar or a logarithm may leave 1/0, which nobody would write down
MISCONCEPTION = {
    "sign": "a sign is lost",
    "coefficient": "a factor 2 is invented",
    "lost_term": "a term is forgotten",
    "lost_factor": "a factor is forgotten",
    "lost_square": "a square is forgotten",
    "exchanged_indices": "two indices are exchanged",
    "other_index": "one index stands for another",
    "lost_transpose": "a transpose is forgotten",
    "lost_inverse": "an inverse is forgotten",
    "slope_for_activation": "the slope stands for the activation",
    "activation_for_slope": "the activation stands for the slope",
    "reversed": "the relation is read the wrong way round",
}


def generate(statement: Statement, most: int = MOST) -> list[Mutant]:
    """At most `most` mutants, different from the statement and from one another, spread over the whole formula.

    Of an inequality only the reversed one: a changed bound may well be another true bound.
    """
    if statement.relation is Relation.NOT_EQUAL:
        return [_mutant("reversed", statement.but(relation=Relation.EQUAL), 0)]
    if statement.relation in REVERSED:
        reverse = statement.but(lhs=statement.rhs, rhs=statement.lhs, relation=REVERSED[statement.relation])
        return [_mutant("reversed", reverse, 0)]
    found = [(name, statement.but(rhs=rhs)) for name, rhs in _distinct(statement.rhs)]
    if len(found) < FEW:
        found += [(name, statement.but(lhs=lhs)) for name, lhs in _distinct(statement.lhs)]
    stride = max(1, -(-len(found) // most))
    return [_mutant(name, mutated, n) for n, (name, mutated) in enumerate(found[::stride])]


def _mutant(name: str, statement: Statement, number: int) -> Mutant:
    return Mutant(name=f"{name}_{number}", statement=statement, misconception=MISCONCEPTION[name])


def _distinct(side: Basic) -> list[tuple[str, Basic]]:
    seen: set[Basic] = {side}
    found: list[tuple[str, Basic]] = []
    for name, changed in _variants(side, ()):
        if changed not in seen and not changed.has(*NO_NUMBER):
            seen.add(changed)
            found.append((name, changed))
    return found


def _variants(expr: Basic, bound: tuple[Symbol, ...]) -> Iterator[tuple[str, Basic]]:
    """Every way to make one slip somewhere in `expr`; `bound` are the indices of the sums around it."""
    yield from _here(expr, bound)
    for place in _places(expr):
        inside = (*bound, *(limit[0] for limit in expr.args[1:])) if isinstance(expr, Sum) else bound
        for name, changed in _variants(expr.args[place], inside):
            try:
                yield name, expr.func(*expr.args[:place], changed, *expr.args[place + 1 :])
            except (ShapeError, ValueError, TypeError):
                continue  # SymPy refuses to build it: it could not have been written down


def _places(expr: Basic) -> range:
    """The arguments in which a slip may happen: not ranges of sums, exponents, indices, or what is derived by."""
    if isinstance(expr, Indexed | Term):
        return range(0)
    if isinstance(expr, Sum | Pow | Partial):
        return range(1)
    inner = all(isinstance(a, Expr | MatrixExpr) for a in expr.args)
    return range(len(expr.args)) if inner else range(0)


def _here(expr: Basic, bound: tuple[Symbol, ...]) -> Iterator[tuple[str, Basic]]:
    if isinstance(expr, MatrixExpr):
        yield from _of_matrix(expr)
        return
    if isinstance(expr, Add | Mul | Indexed | Sum | Pow):
        yield "sign", -expr
        yield "coefficient", 2 * expr
    if isinstance(expr, Add):
        yield from (("lost_term", expr - lost) for lost in expr.args)
        yield from (("sign", expr - 2 * term) for term in expr.args)
    if isinstance(expr, Mul):
        lost = (n for n, a in enumerate(expr.args) if a != Integer(-1))
        yield from (("lost_factor", Mul(*expr.args[:n], *expr.args[n + 1 :])) for n in lost)
    if isinstance(expr, Pow) and expr.exp == 2:
        yield "lost_square", expr.base
    if isinstance(expr, sigma):
        yield "slope_for_activation", dsigma(*expr.args)
    if isinstance(expr, dsigma):
        yield "activation_for_slope", sigma(*expr.args)
    if isinstance(expr, Indexed):
        yield from _of_entry(expr, bound)


def _of_entry(entry: Indexed, bound: tuple[Symbol, ...]) -> Iterator[tuple[str, Basic]]:
    if len(entry.indices) == 2 and entry.indices[0] != entry.indices[1]:
        yield "exchanged_indices", entry.base[tuple(reversed(entry.indices))]
    for place, index in enumerate(entry.indices):
        for other in bound:
            if other != index:
                yield "other_index", entry.base[(*entry.indices[:place], other, *entry.indices[place + 1 :])]


def _of_matrix(expr: MatrixExpr) -> Iterator[tuple[str, Basic]]:
    yield "sign", -expr
    yield "coefficient", 2 * expr
    if isinstance(expr, Transpose):
        yield "lost_transpose", expr.arg
    if isinstance(expr, Inverse):
        yield "lost_inverse", expr.arg
    if isinstance(expr, MatAdd):
        yield from (("lost_term", MatAdd(*expr.args[:n], *expr.args[n + 1 :])) for n in range(len(expr.args)))
    if isinstance(expr, MatMul) and len(expr.args) > 1:
        for n in range(len(expr.args)):
            try:
                yield "lost_factor", MatMul(*expr.args[:n], *expr.args[n + 1 :])
            except (ShapeError, ValueError, TypeError):
                continue
