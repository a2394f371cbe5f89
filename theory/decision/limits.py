"""Limits at infinity of sums of powers, exponentials that fall and error functions: what is left far out.

erf(u) is 1 or -1 up to something that falls faster than any power, and exp(u) falls to zero, as the polynomial u goes
to infinity or minus infinity. Only where such terms alone depend on the variable is there an answer.
"""

from flint import fmpq
from sympy import Expr, Poly, PolynomialError, Symbol

from ..kernel.refusal import KernelRefusal
from ..kernel.towers import Polynomial, Tower, plus


def limit(gap: Expr, x: Symbol, upward: bool, tower: Tower) -> fmpq | None:
    """The rational limit as x goes to infinity (minus infinity); None where it is not found."""
    try:
        read = tower.read(gap)
        top = _far(read.top, x, upward, tower)
        value = None if top is None else _constant(top)
        for factor, n in read.bottom:
            below = _far(dict(factor), x, upward, tower)
            number = None if below is None else _constant(below)
            if value is None or not number:
                return None
            value /= number**n
        return value
    except (KernelRefusal, PolynomialError):
        return None


def _constant(p: Polynomial) -> fmpq | None:
    if not p:
        return fmpq(0)
    return p.get(frozenset()) if set(p) == {frozenset()} else None


def _far(p: Polynomial, x: Symbol, upward: bool, tower: Tower) -> Polynomial | None:
    """The polynomial without what falls, error functions replaced by 1 or -1; None where a term is of another kind."""
    total: Polynomial = {}
    for monomial, c in p.items():
        kept: list[tuple[int, fmpq]] = []
        falls, sign = False, 1
        for number, e in monomial:
            atom = tower.atoms[number]
            if not atom.expr.has(x):
                kept.append((number, e))
                continue
            if atom.expr == x and e > 0 and e.q == 1:
                kept.append((number, e))
                continue
            argument = None if atom.argument is None else tower.expression(atom.argument)
            direction = 0 if argument is None else _direction(argument, x, upward)
            if atom.kind == "exp" and direction * (1 if e > 0 else -1) < 0:
                falls = True
            elif atom.kind == "erf" and direction and e > 0 and e.q == 1:
                sign *= direction ** int(e.p)
            else:
                return None
        if not falls:
            total = plus(total, {frozenset(kept): c * sign})
    return total


def _direction(argument: Expr, x: Symbol, upward: bool) -> int:
    """1 or -1 where a polynomial in x goes to infinity or minus infinity; 0 where that is not known."""
    poly = Poly(argument, x)
    if poly.degree() < 1:
        return 0
    lead = poly.LC()
    sign = 1 if lead.is_positive else -1 if lead.is_negative else 0
    return sign * (1 if upward or poly.degree() % 2 == 0 else -1)
