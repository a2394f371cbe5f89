"""Names of bound indices that no writing of a sum can change."""

from collections.abc import Mapping
from functools import reduce
from itertools import permutations, product

from sympy import Basic, Dummy, Expr, Mul, Pow, Sum, Symbol

from .refusal import Unsupported

Range = tuple[Expr, Expr]
MOST_TIES = 5040  # orders of indices that refinement cannot tell apart


def _canonical(height: int, number: int) -> Symbol:
    """A bound name that no user can write; equal on every use."""
    return Dummy(f"s{height}_{number}", dummy_index=10**9 + 1000 * height + number, integer=True)


def _height(expr: Basic) -> int:
    heights = [int(limit[0].name[1:].split("_")[0]) for e in expr.atoms(Sum) for limit in e.limits]
    return max(heights, default=0)


def canonical_sum(names: set[Symbol], ranges: Mapping[Basic, Range], factors: list[tuple[Expr, Expr]]) -> Expr:
    """The sum of a product of powers over `names`, with canonical names in a canonical order.

    Indices are told apart by the factors and ranges in which they stand; among those that are not, every order is
    tried. Raises Unsupported where there are too many.
    """
    body = [Pow(a, e) for a, e in factors]
    height = 1 + max((_height(f) for f in body), default=0)
    colour = {n: _colour(n, ranges[n], names, body) for n in names}
    classes = [[n for n in names if colour[n] == c] for c in sorted(set(colour.values()))]
    orders = 1
    for c in classes:
        orders *= reduce(lambda x, y: x * y, range(1, len(c) + 1), 1)
    if orders > MOST_TIES:
        raise Unsupported("too many indices that look alike")
    best: tuple[str, Expr] | None = None
    for arranged in product(*(permutations(sorted(c, key=str)) for c in classes)):
        ordered = [n for group in arranged for n in group]
        new = {n: _canonical(height, number) for number, n in enumerate(ordered)}
        limits = [(new[n], *(bound.xreplace(new) for bound in ranges[n])) for n in ordered]
        limits = _ordered(limits)
        candidate = Sum(Mul(*(f.xreplace(new) for f in body)), *limits)
        key = str(candidate)
        if best is None or key < best[0]:
            best = (key, candidate)
    assert best is not None
    return best[1]


def _ordered(limits: list[tuple[Symbol, Expr, Expr]]) -> list[tuple[Symbol, Expr, Expr]]:
    """Limits with every index to the left of those that its range mentions."""
    left, done = list(limits), []
    while left:
        for limit in left:
            others = {o[0] for o in left if o is not limit}
            if not any(limit[0] in (o[1].free_symbols | o[2].free_symbols) for o in left if o is not limit):
                done.append(limit)
                left.remove(limit)
                break
        else:
            raise Unsupported(f"circular ranges of {others}")
    return done


def _colour(name: Symbol, span: Range, names: set[Symbol], body: list[Expr]) -> str:
    marks = {n: Symbol("@" if n == name else "#") for n in names}
    mine = sorted(str(f.xreplace(marks)) for f in body if name in f.free_symbols)
    return str([str(b.xreplace(marks)) for b in span]) + "|".join(mine)
