"""Sines and cosines of sums, written out by the addition theorems; sin^2 = 1 - cos^2.

Every sine and cosine becomes a polynomial in those of single terms with coefficient 1/q > 0, so that equal ones meet.
"""

from collections.abc import Iterable

from sympy import Expr, Integer, Rational, S, cos, sin

MOST_MULTIPLES = 12  # sin(n x) is written out in sin x and cos x up to this n


def written_out(kind: type[sin] | type[cos], terms: Iterable[tuple[Expr, Rational]]) -> Expr:
    """sin or cos of the sum of c * term over the pairs (term, c)."""
    sine, cosine = S.Zero, S.One
    for term, coefficient in terms:
        whole = abs(int(coefficient.p))
        times = whole if whole <= MOST_MULTIPLES else 1
        part = term * Rational(whole // times, coefficient.q)
        s, c = sin(part, evaluate=False), cos(part, evaluate=False)  # SymPy may turn the sign
        for _ in range(times):
            sine, cosine = _turned(sine, cosine, -s if coefficient < 0 else s, c)
    return sine if kind is sin else cosine


def _turned(sine: Expr, cosine: Expr, s: Expr, c: Expr) -> tuple[Expr, Expr]:
    """Sine and cosine of the sum of two angles."""
    return sine * c + cosine * s, cosine * c - sine * s


def even_power(sine: Expr, half: int) -> Expr:
    """sin^(2 half) in cosines."""
    return (1 - cos(sine.args[0], evaluate=False) ** 2) ** Integer(half)
