"""Polynomials over atoms: {monomial: rational}, a monomial being a set of (atom, exponent)."""

from sympy import Add, Expr, Mul, Pow, S

Monomial = frozenset[tuple[Expr, Expr]]
Polynomial = dict[Monomial, Expr]
ONE: Monomial = frozenset()


def plus(*parts: Polynomial) -> Polynomial:
    """Sum; terms that cancel are gone."""
    total: Polynomial = {}
    for part in parts:
        for monomial, coefficient in part.items():
            value = total.get(monomial, S.Zero) + coefficient
            if value == 0:
                total.pop(monomial, None)
            else:
                total[monomial] = value
    return total


def scaled(part: Polynomial, by: Expr) -> Polynomial:
    """A multiple."""
    return {m: c * by for m, c in part.items()} if by != 0 else {}


def expression(part: Polynomial) -> Expr:
    """The polynomial as an expression."""
    return Add(*(product_of(m, c) for m, c in part.items()))


def product_of(monomial: Monomial, coefficient: Expr = S.One) -> Expr:
    """A term as an expression."""
    return Mul(coefficient, *(Pow(atom, e) for atom, e in monomial))
