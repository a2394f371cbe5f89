"""Random typed expressions for the fuzz of the kernel, and the worlds in which their literal meaning is worked out.

An index only stands where its range lies inside the axis. Bound names are few and repeat: they shadow each other and
the free indices. `Ranges.PLAIN` keeps to 1..n and 1..m; `Ranges.ODD` adds ranges that may be empty, that depend on
other indices, or that are explicit, and deltas between indices of different ranges: there a kernel may refuse.
"""

import random
from enum import Enum
from fractions import Fraction

from sympy import Abs, Add, Expr, IndexedBase, Integer, KroneckerDelta, Mul, Pow, Rational, Sum, Symbol, exp, log

from backproof.theory.kernel.functions import sigma
from backproof.theory.kernel.statement import Array, Bernoulli, Index, Scalar, Size, array

from .literal import World

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
i, j, k = (Symbol(name, integer=True) for name in "ijk")
p, q, r = (Symbol(name, integer=True) for name in "pqr")  # free: p and r in 1..n, q in 1..m
a, c, keep = (Symbol(name, real=True) for name in ("a", "c", "keep"))
x, y, w, v, mask = (IndexedBase(name, real=True) for name in ("x", "y", "w", "v", "mask"))
WHERE = (
    *(Size(s) for s in (n, m)),
    *(Scalar(s) for s in (a, c, keep)),
    array(x, n),
    array(y, m),
    array(w, n, m),
    array(v, n, n),
    *(Index(s, Integer(1), top) for s, top in ((p, n), (q, m), (r, n))),
)
RANDOM = Array(mask, ((i, Integer(1), n),), Bernoulli(keep))
SIZES = ({"n": 1, "m": 1}, {"n": 2, "m": 3}, {"n": 3, "m": 2})
TOP = {"n": n, "m": m}
Scope = dict[Symbol, str]  # index -> its range: "n", "m", or a name of its own for a part of 1..n
FREE: Scope = {p: "n", q: "m", r: "n"}
LONE = "lone"  # a range that lies in no axis


class Ranges(Enum):
    """Which ranges sums run over."""

    PLAIN = "1..n and 1..m"
    ODD = "also empty, explicit and dependent ones"


class Generator:
    """Expressions drawn from one seed; the same seed gives the same expressions on every machine."""

    def __init__(
        self,
        seed: object,
        *,
        ranges: Ranges = Ranges.PLAIN,
        exponentials: bool = True,
        baits: tuple[Expr, ...] = (),
        masks: bool = False,
    ) -> None:
        self.rng = random.Random(f"generator|{seed}")
        self.ranges, self.exponentials, self.baits, self.masks = ranges, exponentials, baits, masks
        self.exponent_scope = 0

    def expression(self, depth: int = 3, scope: Scope | None = None) -> Expr:
        """A random expression whose free indices are in `scope`."""
        scope = FREE if scope is None else scope
        rng = self.rng
        if depth <= 0 or rng.random() < 0.1:
            return self.atom(scope)
        kinds = {
            self.sum: 32,
            self.add: 17,
            self.mul: 20,
            self.whole_power: 6,
            self.quotient: 7,
            self.root: 5,
            self.function: 7,
            self.template: 4,
        }
        (kind,) = rng.choices(list(kinds), list(kinds.values()))
        return kind(depth, scope)

    def polynomial(self, depth: int, scope: Scope | None = None) -> Expr:
        """Sums and products only."""
        scope = FREE if scope is None else scope
        if depth <= 0 or self.rng.random() < 0.1:
            return self.atom(scope)
        kind = self.rng.random()
        if kind < 0.4:
            return self.sum(depth, scope, inner=self.polynomial)
        parts = [self.polynomial(depth - 1, scope) for _ in range(2)]
        return Add(*parts) if kind < 0.65 else Mul(*parts) if kind < 0.9 else Pow(parts[0], 2)

    # Kinds

    def add(self, depth: int, scope: Scope) -> Expr:
        return Add(self.expression(depth - 1, scope), self.rng.choice((1, -1, 2)) * self.expression(depth - 1, scope))

    def mul(self, depth: int, scope: Scope) -> Expr:
        return Mul(self.expression(depth - 1, scope), self.expression(depth - 1, scope))

    def whole_power(self, depth: int, scope: Scope) -> Expr:
        if self.rng.random() < 0.25:  # an index, or a variable, in an exponent alone
            return Pow(self.rng.choice((2, 3, Rational(1, 2))), self.rng.choice(list(scope)))
        return Pow(self.expression(depth - 1, scope), self.rng.choice((2, 2, 3)))

    def quotient(self, depth: int, scope: Scope) -> Expr:
        below = self.expression(depth - 1, scope) + self.rng.choice((0, 1, 5, Rational(7, 2)))
        return self.expression(depth - 2, scope) * Pow(below, self.rng.choice((-1, -1, -2)))

    def root(self, depth: int, scope: Scope) -> Expr:
        """A half-integer power of something that is mostly positive and often a square in disguise."""
        rng = self.rng
        s, t = self.atom(scope), self.atom(scope)
        kind = rng.random()
        if kind < 0.35:
            base = s**2 + 2 * s * t + t**2
        elif kind < 0.6:
            base = self.expression(depth - 2, scope) ** 2 + rng.choice((0, 1, 3, c**2))
        elif kind < 0.75:
            base = rng.choice((2, 12, Rational(3, 4), n, n * m, 2 * m)) * s**2
        elif kind < 0.9:
            base = self.sum(1, scope, inner=lambda d, inside: self.atom(inside) ** 2) + rng.choice((0, 1))
        else:
            base = s * t * rng.choice((s, t, s * t, -1))
        return Pow(base, Rational(rng.choice((1, -1, 3, -3)), 2))

    def function(self, depth: int, scope: Scope) -> Expr:
        if self.exponentials and self.rng.random() < 0.5:
            return exp(self.whole(scope))
        if self.rng.random() < 0.15:
            return Abs(self.atom(scope) * self.atom(scope) - self.atom(scope))
        return sigma(self.expression(depth - 1, scope))

    def whole(self, scope: Scope) -> Expr:
        """An integer wherever the entries are: something that the exponential has a value at."""
        parts = [self.rng.choice((1, -1, 2, 0)) * self.entry(scope) for _ in range(2)]
        return Add(*parts, self.rng.choice((0, 0, 1)))

    def template(self, depth: int, scope: Scope) -> Expr:
        """Formulas as they stand in lectures: softmax, normalisation, a layer, a loss; or the left side of a rule."""
        rng = self.rng
        if self.baits and rng.random() < 0.8:
            return rng.choice(self.baits)
        here = self.index("n", scope)
        t, u = rng.sample([s for s in (i, j, k, p) if s != here], 2)
        kind = rng.random()
        if kind < 0.3 and self.exponentials:
            return exp(x[here]) / Sum(exp(x[t]), (t, 1, n))
        if kind < 0.4 and self.exponentials:
            return log(Sum(exp(x[t]), (t, 1, n))) - x[here]
        if kind < 0.6:
            mean = Sum(x[t], (t, 1, n)) / n
            variance = Sum((x[u] - mean) ** 2, (u, 1, n)) / n
            return (x[here] - mean) * Pow(variance + 1, -Rational(1, 2))
        if kind < 0.8:
            return sigma(Sum(w[here, t] * y[t], (t, 1, m)) + x[here])
        return Sum((Sum(v[u, t] * x[t], (t, 1, n)) - x[u]) ** 2, (u, 1, n))

    def sum(self, depth: int, scope: Scope, *, inner: object = None) -> Expr:
        """A sum over one or two indices whose names may be in use already."""
        limits, inside = [], dict(scope)
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            name = self.rng.choice((i, j, k, i, p, r))
            kind, low, high = self.limits(inside)
            # The range of an index that is bound again here must not be meant any more.
            if name in (low + high).free_symbols:
                kind, low, high = "n", Integer(1), n
            inside = {s: z for s, z in inside.items() if not z.startswith(f"..{name}")}
            inside[name] = kind
            limits.insert(0, (name, low, high))
        make = inner or self.expression
        return Sum(make(depth - 1, inside), *limits)

    def limits(self, scope: Scope) -> tuple[str, Expr, Expr]:
        """(range, lowest, highest)."""
        rng = self.rng
        size = rng.choice("nm")
        if self.ranges is Ranges.PLAIN or rng.random() < 0.6:
            return size, Integer(1), TOP[size]
        over = [s for s, z in scope.items() if z == "n"]
        kind = rng.random()
        if kind < 0.25:
            return "..short", Integer(1), n - 1
        if kind < 0.35:
            return "..late", Integer(2), n
        if kind < 0.5:
            return (LONE, Integer(1), Integer(rng.choice((0, 1, 2, 3))))
        if kind < 0.6:
            return LONE, Integer(0), n
        if kind < 0.7:
            return LONE, Integer(1), n + 1
        if not over:
            return size, Integer(1), TOP[size]
        other = rng.choice(over)
        return (f"..{other}low", Integer(1), other) if kind < 0.85 else (f"..{other}high", other, n)

    # Atoms

    def index(self, size: str, scope: Scope) -> Expr:
        """An index that runs inside the axis, else its first place."""
        over = [s for s, z in scope.items() if z == size or (size == "n" and z.startswith(".."))]
        return self.rng.choice(over) if over else Integer(1)

    def entry(self, scope: Scope) -> Expr:
        rng = self.rng
        if self.masks and rng.random() < 0.5:
            return mask[self.index("n", scope)]
        kind = rng.random()
        if kind < 0.35:
            return x[self.index("n", scope)]
        if kind < 0.55:
            return y[self.index("m", scope)]
        if kind < 0.8:
            return w[self.index("n", scope), self.index("m", scope)]
        return v[self.index("n", scope), self.index("n", scope)]

    def atom(self, scope: Scope) -> Expr:
        """An entry, a delta, a number, a scalar, a size or an index as a number."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.62:
            return self.entry(scope)
        if kind < 0.82:
            return self.delta(scope)
        if kind < 0.94:
            return rng.choice((Integer(1), Integer(2), Integer(-1), Rational(3, 2), n, m, a, c))
        return rng.choice(list(scope))

    def delta(self, scope: Scope) -> Expr:
        """A delta between indices of one range; in odd ranges often between any two, at computed places too."""
        rng = self.rng
        if self.ranges is Ranges.ODD and rng.random() < 0.4:
            first, second = rng.sample(list(scope), 2)
            shift = rng.choice((Integer(0), Integer(1), Integer(-1), rng.choice(list(scope)), n - 1))
            return KroneckerDelta(first + rng.choice((1, -1)) * shift, second)
        kinds = [z for z in dict.fromkeys(scope.values()) if list(scope.values()).count(z) > 1 and z in TOP]
        if not kinds:
            return self.entry(scope)
        kind = rng.choice(kinds)
        return KroneckerDelta(*rng.sample([s for s, z in scope.items() if z == kind], 2))


def whole_number(seed: object, below: int) -> int:
    """A number that does not depend on PYTHONHASHSEED."""
    return random.Random(f"whole|{seed}").randrange(below)


def world(
    seed: object, sizes: dict[str, int], *, fractions: bool = False, tight: bool = False, establish: object = None
) -> World:
    """Small whole entries, where exp has values; or fractions; or, `tight`, only -1, 0 and 1.

    `establish(names, entries)` overwrites what the hypotheses need.
    """
    rng = random.Random(f"world|{seed}|{sorted(sizes.items())}")

    def draw() -> Fraction:
        if tight:
            return Fraction(rng.randint(-1, 1))
        return Fraction(rng.randint(-9, 9), rng.choice((1, 2, 3))) if fractions else Fraction(rng.randint(-3, 4))

    spans = {"n": range(1, sizes["n"] + 1), "m": range(1, sizes["m"] + 1)}
    names = {**{s: Fraction(size) for s, size in sizes.items()}, "a": draw(), "c": draw(), "keep": Fraction(2, 5)}
    names |= {str(s): Fraction(rng.choice(spans[z])) for s, z in FREE.items()}
    entries = {("x", (s,)): draw() for s in spans["n"]} | {("y", (t,)): draw() for t in spans["m"]}
    entries |= {("w", (s, t)): draw() for s in spans["n"] for t in spans["m"]}
    entries |= {("v", (s, t)): draw() for s in spans["n"] for t in spans["n"]}
    if establish is not None:
        establish(names, entries)
    return World(names=names, entries=entries, laws={"mask": ("keep", tuple((s,) for s in spans["n"]))})


def worlds(seed: object, expr: Expr, *, establish: object = None) -> list[World]:
    """One world a size, with fractions where no exponential needs whole numbers."""
    return [world(seed, sizes, fractions=not expr.has(exp, log), establish=establish) for sizes in SIZES]
