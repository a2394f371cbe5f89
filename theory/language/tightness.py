"""How tightly formulas hold together, and how terms and factors stand side by side."""

from sympy import Basic, Indexed, MatMul, Mul, Pow, Product, Rational, Sum, Symbol

from ..kernel.functions import Partial
from .boxes import DOT, THIN, TIMES, Atom, Box, Frac, Ink, Row, Scripts

# How tightly a formula holds together; one that is looser than its place asks for gets brackets.
LOOSE, SUM, PRODUCT, BASE, TIGHT = range(5)


def signed(expr: Basic) -> tuple[bool, Basic]:
    """Whether a term is written with a minus sign, and the term without it."""
    if isinstance(expr, MatMul):
        coefficient, matrices = expr.as_coeff_matrices()
        negative, size = signed(coefficient)
        if not negative:
            return False, expr
        return True, MatMul(size, *matrices) if size != 1 else MatMul(*matrices) if len(matrices) > 1 else matrices[0]
    if isinstance(expr, Rational):
        return bool(expr < 0), abs(expr)
    if not isinstance(expr, Mul):
        return False, expr
    coefficient, factors = expr.as_coeff_mul()
    if not coefficient < 0:
        return False, expr
    rest = ((-coefficient,) if coefficient != -1 else ()) + factors
    return True, rest[0] if len(rest) == 1 else Mul(*rest, evaluate=False)


def reaches_right(factor: Basic) -> bool:
    """It reaches as far to the right as it can."""
    return isinstance(factor, Sum | Product) or (
        isinstance(factor, Partial) and not isinstance(factor.args[0], Symbol | Indexed)
    )


def place(factor: Basic) -> int:
    """Where a factor stands: numbers and letters, entries, functions and brackets, what reaches to the right."""
    base = factor.base if isinstance(factor, Pow) else factor
    if reaches_right(factor):
        return 3
    return 0 if base.is_number or isinstance(base, Symbol) else 1 if isinstance(base, Indexed) else 2


def between(box: Box) -> Box:
    """What stands between a factor and the factor `box`: nothing but where digits or words would run together."""
    match box:
        case Atom(Ink.NUMBER):
            return DOT
        case Atom(Ink.NAME, text) if len(text) > 1:
            return THIN
        case Row(parts):
            return between(parts[0])
        case Scripts(base):
            return between(base)
        case Frac(Atom(Ink.NUMBER)):
            return DOT
    return TIMES
