"""Random expressions for the fuzz: nested sums with shadowed names, deltas, powers, functions, quotients."""

import random
from fractions import Fraction

from sympy import Add, Expr, IndexedBase, Integer, KroneckerDelta, Mul, Pow, Rational, Sum, Symbol, exp

from backproof.theory.kernel.functions import sigma
from backproof.theory.kernel.statement import Index, Size, array

n, m = Symbol("n", integer=True, positive=True), Symbol("m", integer=True, positive=True)
i, j, k = (Symbol(x, integer=True) for x in "ijk")
p, q = Symbol("p", integer=True), Symbol("q", integer=True)  # free: p in 1..n, q in 1..m
x, y, w = IndexedBase("x", real=True), IndexedBase("y", real=True), IndexedBase("w", real=True)
WHERE = (Size(n), Size(m), array(x, n), array(y, m), array(w, n, m), Index(p, Integer(1), n), Index(q, Integer(1), m))
RANGE = {"n": n, "m": m}


class Generator:
    """Draws expressions that are well-typed: an index only stands where its range is the axis."""

    def __init__(self, seed: object, *, exponentials: bool = True, roots: bool = True) -> None:
        self.rng = random.Random(f"fuzz|{seed}")
        self.exponentials, self.roots = exponentials, roots

    def expression(self, depth: int = 3, scope: dict[Symbol, str] | None = None) -> Expr:
        """A random expression; scope maps visible indices to their sizes."""
        scope = scope if scope is not None else {p: "n", q: "m"}
        rng = self.rng
        if depth == 0 or rng.random() < 0.12:
            return self.atom(scope)
        kind = rng.random()
        if kind < 0.34:
            return self.sum(depth, scope)
        if kind < 0.52:
            return Add(self.expression(depth - 1, scope), self.expression(depth - 1, scope))
        if kind < 0.72:
            return Mul(self.expression(depth - 1, scope), self.expression(depth - 1, scope))
        if kind < 0.80:
            return Pow(self.expression(depth - 1, scope), rng.choice((2, 2, 3)))
        if kind < 0.86:
            return Pow(self.denominator(depth - 1, scope), rng.choice((-1, -1, -2)))
        if kind < 0.92:
            return sigma(self.expression(depth - 1, scope))
        if kind < 0.96 and self.exponentials:
            return exp(self.whole(scope))
        if self.roots:
            square = Pow(self.expression(depth - 1, scope), 2)
            return (
                Pow(square + 0, Rational(rng.choice((1, -1, 3)), 2)) if rng.random() < 0.3 else self.root(depth, scope)
            )
        return self.expression(depth - 1, scope)

    def root(self, depth: int, scope: dict[Symbol, str]) -> Expr:
        """A half-integer power of a square written out, which is a perfect square at every instance."""
        a, b = self.atom(scope), self.atom(scope)
        written_out = a**2 + 2 * a * b + b**2
        return Pow(written_out, Rational(self.rng.choice((1, -1, 3, -3)), 2))

    def sum(self, depth: int, scope: dict[Symbol, str]) -> Expr:
        """A sum over an index whose name may shadow one in scope."""
        index = self.rng.choice((i, j, k, i, p))
        size = self.rng.choice("nm")
        body = self.expression(depth - 1, {**scope, index: size})
        return Sum(body, (index, 1, RANGE[size]))

    def denominator(self, depth: int, scope: dict[Symbol, str]) -> Expr:
        """Something that is rarely zero."""
        return self.expression(depth, scope) + self.rng.choice((1, 5, 7))

    def whole(self, scope: dict[Symbol, str]) -> Expr:
        """A whole number, for the exponential's surrogate."""
        return self.rng.choice((1, -1, 2)) * self.atom(scope) + self.rng.choice((0, 1, 0)) * self.atom(scope)

    def atom(self, scope: dict[Symbol, str]) -> Expr:
        """An entry, a delta, a number or a size."""
        rng = self.rng
        over = {size: [s for s, z in scope.items() if z == size] for size in "nm"}
        kind = rng.random()
        if kind < 0.3 and over["n"]:
            return x[rng.choice(over["n"])]
        if kind < 0.5 and over["m"]:
            return y[rng.choice(over["m"])]
        if kind < 0.7 and over["n"] and over["m"]:
            return w[rng.choice(over["n"]), rng.choice(over["m"])]
        if kind < 0.9:
            size = rng.choice("nm")
            if len(over[size]) > 1:
                a, b = rng.sample(over[size], 2)
                return KroneckerDelta(a, b)
        return rng.choice((Integer(1), Integer(2), Integer(-1), Integer(3), n))

    def mutant(self, expr: Expr) -> Expr:
        """The expression with one sub-expression changed."""
        places = [e for e in expr.atoms(IndexedBase, KroneckerDelta) | set(expr.args) if e.args]
        entries = sorted((e for e in expr.atoms(*(type(x[i]),))), key=str)
        kind = self.rng.random()
        if entries and kind < 0.5:
            old = self.rng.choice(entries)
            return expr.replace(lambda e: e == old, lambda e: 2 * e)
        if kind < 0.75:
            return expr + self.atom({p: "n", q: "m"})
        del places
        return -expr if kind < 0.85 else expr * (1 + self.atom({p: "n", q: "m"}))


def entries(seed: object, sizes: dict[str, int]) -> dict[tuple[str, tuple[int, ...]], Fraction]:
    """Whole entries, so that the surrogate of exp is exact."""
    rng = random.Random(f"entries|{seed}|{sorted(sizes.items())}")
    found = {("x", (a,)): Fraction(rng.randint(-3, 4)) for a in range(1, sizes["n"] + 1)}
    found |= {("y", (b,)): Fraction(rng.randint(-3, 4)) for b in range(1, sizes["m"] + 1)}
    for a in range(1, sizes["n"] + 1):
        for b in range(1, sizes["m"] + 1):
            found["w", (a, b)] = Fraction(rng.randint(-3, 4))
    return found
