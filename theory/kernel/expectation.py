"""Means over independent random arrays by joint cumulants.

E[prod_a m_{I_a}] = sum over set partitions of the factors, prod over blocks B of kappa_|B| * [all indices in B equal],
which holds whether or not the indices coincide (Leonov and Shiryaev 1959: moments from cumulants; independent entries
have zero joint cumulants).
"""

from collections.abc import Iterator
from math import comb
from typing import TYPE_CHECKING

from sympy import Add, Expr, Indexed, IndexedBase, Integer, KroneckerDelta, Mul, Pow, S, Sum

from .recursion import rename_apart
from .refusal import KernelRefusal
from .statement import Array, Centred, Law

if TYPE_CHECKING:
    from .indexed import Normalizer

MOST_FACTORS = 8  # set partitions grow as the Bell numbers


class NotPolynomial(KernelRefusal):
    """A mean is only taken of polynomials in the random entries."""


def cumulants(law: Law, most: int) -> list[Expr]:
    """kappa_1 .. kappa_most. A mask's moments are all `keep`: kappa_n = m_n - sum C(n-1,k-1) kappa_k m_{n-k}."""
    if isinstance(law, Centred):
        if most > 2:
            raise NotPolynomial("only mean and variance of a centred law are known")
        return [S.Zero, law.variance][:most]
    found: list[Expr] = []
    for n in range(1, most + 1):
        found.append(law.keep - Add(*(comb(n - 1, k - 1) * found[k - 1] * law.keep for k in range(1, n))))
    return found


def partitions(items: list[Indexed]) -> Iterator[list[list[Indexed]]]:
    """All set partitions."""
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in partitions(rest):
        for place, block in enumerate(smaller):
            yield [*smaller[:place], [first, *block], *smaller[place + 1 :]]
        yield [[first], *smaller]


def expected(normalizer: "Normalizer", body: Expr) -> Expr:
    """The mean of `body` as an expression without random entries. Raises NotPolynomial."""
    laws = {d.symbol: d.law for d in normalizer.where if isinstance(d, Array) and d.law is not None}
    polynomial = normalizer.normal(rename_apart(body))
    return Add(*(c * _mean(normalizer, m, laws) for m, c in polynomial.items()))


def _random(expr: Expr, laws: dict[IndexedBase, Law]) -> bool:
    return any(e.base in laws for e in expr.atoms(Indexed))


def _mean(normalizer: "Normalizer", monomial: frozenset[tuple[Expr, Expr]], laws: dict[IndexedBase, Law]) -> Expr:
    if any(_random(e, laws) for _, e in monomial):
        raise NotPolynomial("a random exponent")
    constant = [Pow(a, e) for a, e in monomial if not _random(a, laws)]
    flat, names = [(a, e) for a, e in monomial if _random(a, laws)], set()
    while any(isinstance(a, Sum) for a, _ in flat):
        over = {s for a, _ in flat if isinstance(a, Sum) for s in a.free_symbols}
        flat, fresh = normalizer._open(flat, over)
        if not fresh:
            raise NotPolynomial("a sum of random entries under a root or in a denominator")
        names |= set(fresh)
        still = [(a, e) for a, e in flat if isinstance(a, Sum) and not _random(a, laws)]
        if still and all(a in [s for s, _ in still] for a, _ in flat if isinstance(a, Sum)):
            break
    entries: list[Indexed] = []
    rest: list[Expr] = []
    for atom, exponent in flat:
        if isinstance(atom, Indexed) and atom.base in laws:
            if not (isinstance(exponent, Integer) and exponent > 0):
                raise NotPolynomial(f"{atom} has the exponent {exponent}")
            entries += [atom] * int(exponent)
        elif _random(atom, laws):
            raise NotPolynomial(f"{atom} is not a polynomial in the random entries")
        else:
            rest.append(Pow(atom, exponent))
    if len(entries) > MOST_FACTORS:
        raise NotPolynomial(f"more than {MOST_FACTORS} random factors")
    total = Mul(*rest) * _joint(entries, laws)
    for name in names:
        total = Sum(total, (name, *normalizer.ranges[name]))
    return Mul(*constant) * total


def _joint(entries: list[Indexed], laws: dict[IndexedBase, Law]) -> Expr:
    """Joint moment; entries of different arrays are independent."""
    result: Expr = S.One
    for base in sorted({e.base for e in entries}, key=str):
        mine = [e for e in entries if e.base == base]
        kappa = cumulants(laws[base], len(mine))
        result *= Add(*(Mul(*(_block(block, kappa) for block in blocks)) for blocks in partitions(mine)))
    return result


def _block(block: list[Indexed], kappa: list[Expr]) -> Expr:
    first = block[0]
    same = [KroneckerDelta(a, b) for other in block[1:] for a, b in zip(first.indices, other.indices, strict=True)]
    return kappa[len(block) - 1] * Mul(*same)
