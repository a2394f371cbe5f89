"""Near-misses made by rule: a sign, a coefficient, a lost factor, exchanged indices, a wrong function."""

from collections.abc import Iterator

from sympy import Add, Basic, Expr, Indexed, Integer, MatrixExpr, Mul, Pow, Sum, Transpose

from ..kernel.claim import Mutant
from ..kernel.functions import dsigma, sigma
from ..kernel.statement import Statement


def generate(statement: Statement) -> list[Mutant]:
    """Mutants of the right side, each different from it and from one another."""
    seen: set[Basic] = {statement.rhs}
    found: list[Mutant] = []
    for name, rhs in _variants(statement.rhs):
        if rhs not in seen:
            seen.add(rhs)
            found.append(
                Mutant(
                    name=f"{name}_{len(found)}", statement=statement.but(rhs=rhs), misconception=f"generated: {name}"
                )
            )
    return found


def _variants(expr: Basic) -> Iterator[tuple[str, Basic]]:
    yield from _here(expr)
    for place, argument in enumerate(expr.args):
        if isinstance(expr, Sum) and place > 0:
            continue
        if isinstance(expr, Pow) and place > 0:
            continue
        if not isinstance(argument, (Expr, MatrixExpr)) or isinstance(expr, Indexed):
            continue
        for name, changed in _variants(argument):
            arguments = [*expr.args[:place], changed, *expr.args[place + 1 :]]
            yield name, expr.func(*arguments)


def _here(expr: Basic) -> Iterator[tuple[str, Basic]]:
    if isinstance(expr, MatrixExpr):
        yield "sign", -expr
        if isinstance(expr, Transpose):
            yield "lost_transpose", expr.arg
        return
    if not isinstance(expr, Expr):
        return
    if isinstance(expr, (Add, Mul, Indexed, Sum, Pow)):
        yield "sign", -expr
        yield "coefficient", 2 * expr
    if isinstance(expr, Add):
        for lost in expr.args:
            yield "lost_term", expr - lost
    if isinstance(expr, Mul):
        for lost in expr.args:
            if lost != Integer(-1):
                yield "lost_factor", Mul(*(a for a in expr.args if a != lost))
    if isinstance(expr, Indexed) and len(expr.indices) == 2 and expr.indices[0] != expr.indices[1]:
        yield "exchanged_indices", expr.base[expr.indices[::-1]]
    if isinstance(expr, Pow) and expr.exp == 2:
        yield "lost_square", expr.base
    if isinstance(expr, sigma):
        yield "slope_for_activation", dsigma(*expr.args)
    if isinstance(expr, dsigma):
        yield "activation_for_slope", sigma(*expr.args)
