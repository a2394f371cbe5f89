"""Inequalities between index sums, for every size: signs of normal forms, diagonals, Cauchy and Schwarz.

A certificate is a non-negative part that is taken off the difference of the sides: (sum f)(sum g) - sum f g for f, g
that are not negative, or (sum a^2)(sum b^2) - (sum a b)^2, whose Lagrange identity the kernel checks. What is left
must have its sign by the kernel's calculus.
"""

from collections.abc import Iterator
from itertools import combinations

from sympy import Add, Dummy, Expr, Mul, Pow, S, Sum, Symbol

from ..kernel import indexed
from ..kernel.conditions import Facts
from ..kernel.functions import Partial
from ..kernel.proof import Condition
from ..kernel.recursion import standard_names
from ..kernel.refusal import KernelRefusal
from ..kernel.statement import Statement
from . import named_sums
from .inequalities import Shown, shown

MOST_TAKEN = 3  # parts taken off one after the other
MOST_FACTORS = 5  # of a term that is split in two
MOST_TERMS = 24


def shown_by_sums(statement: Statement) -> Shown | None:
    """How lhs <= rhs or lhs < rhs holds; None where no sum occurs or nothing is found."""
    if not (statement.lhs.has(Sum) or statement.rhs.has(Sum)):
        return None
    try:
        if indexed.prove(statement).closed:
            return Shown(how=("signs of the normal form of index sums",))
    except KernelRefusal:
        pass
    return Parts(statement).shown() or shown_by_names(statement)


def shown_by_names(statement: Statement) -> Shown | None:
    """With sums as numbers of which some inequalities are known."""
    told = named_sums.named(statement)
    found = None if told is None else shown(told)
    return None if found is None else Shown(how=("known inequalities of sums", *found.how), enclosed=found.enclosed)


class Parts:
    """The difference of the sides of one statement, and what may be taken off it."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.facts = Facts(statement)
        self.equations = tuple(indexed.equations_of(statement))

    def shown(self) -> Shown | None:
        """How the difference is a sum of parts that are not negative."""
        difference = self._normal(self.statement.rhs - self.statement.lhs)  # type: ignore[operator]
        how = None if difference.has(Partial) else self._split(difference, MOST_TAKEN)
        return None if how is None else Shown(how=tuple(how))

    def _normal(self, expr: Expr) -> Expr:
        return indexed.normal(expr, self.statement.where, self.equations)

    def _has_sign(self, expr: Expr) -> bool:
        return self.facts.proves(Condition(S.Zero, self.statement.relation, standard_names(expr)))

    def _split(self, difference: Expr, left: int) -> list[str] | None:
        if self._has_sign(difference):
            return ["signs of the normal form of index sums"]
        if left == 0 or len(Add.make_args(difference)) > MOST_TERMS:
            return None
        for name, part in self._candidates(difference):
            try:
                rest = self._normal(difference - part)
            except KernelRefusal:
                continue
            if len(Add.make_args(rest)) >= len(Add.make_args(difference)):
                continue
            how = self._split(rest, left - 1)
            if how is not None:
                return [name, *how]
        return None

    def _candidates(self, difference: Expr) -> Iterator[tuple[str, Expr]]:
        """Parts that are certainly not negative and cancel a negative term."""
        for term in Add.make_args(difference):
            number, rest = term.as_coeff_Mul()
            if not number < 0:
                continue
            for square in sorted(rest.atoms(Pow), key=lambda p: p.sort_key()):
                if isinstance(square.base, Sum) and square.exp == 2:
                    outer = -term / square
                    if not outer.has(square.base) and self.facts.nonnegative(outer):
                        yield from self._cauchy(square.base, outer)
            for total in sorted(rest.atoms(Sum), key=lambda s: s.sort_key()):
                outer = -term / total
                if not outer.has(total) and self.facts.nonnegative(outer):
                    yield from self._diagonal(total, outer)

    def _factors(self, total: Sum) -> tuple[tuple[Symbol, Expr, Expr], list[Expr], list[Expr]] | None:
        """The range of a single sum, what in its term depends on the index, and what does not."""
        if len(total.limits) != 1:
            return None
        ((index, low, high),) = total.limits
        factors: list[Expr] = []
        outside: list[Expr] = []
        for factor in Mul.make_args(total.function):
            if index not in factor.free_symbols:
                outside.append(factor)
            elif isinstance(factor, Pow) and factor.exp.is_Integer and 2 <= factor.exp <= 4:
                factors += [factor.base] * int(factor.exp)
            else:
                factors.append(factor)
        return None if len(factors) > MOST_FACTORS else ((index, low, high), factors, outside)

    @staticmethod
    def _splits(factors: list[Expr]) -> Iterator[tuple[Expr, Expr]]:
        seen: set[frozenset[Expr]] = set()
        places = range(len(factors))
        for size in range(len(factors) // 2, len(factors) + 1):
            for chosen in combinations(places, size):
                one = Mul(*(factors[n] for n in chosen))
                other = Mul(*(factors[n] for n in places if n not in chosen))
                if frozenset((one, other)) not in seen:
                    seen.add(frozenset((one, other)))
                    yield one, other

    def _diagonal(self, total: Sum, outer: Expr) -> Iterator[tuple[str, Expr]]:
        """(sum f)(sum g) - sum f g, the sum of f_i g_j over different i and j."""
        read = self._factors(total)
        if read is None:
            return
        limit, factors, outside = read
        index, low, high = limit
        scale = outer * Mul(*outside)
        saved = dict(self.facts.ranges)
        for f, g in self._splits(factors):
            self.facts.ranges[index] = (low, high)
            positive = all(self.facts.nonnegative(x) for x in (f, g))
            self.facts.ranges.clear()
            self.facts.ranges.update(saved)
            if positive and S.One not in (f, g) and self.facts.nonnegative(scale):
                part = Sum(f, limit) * Sum(g, limit) - Sum(f * g, limit)
                yield "a sum of products over different indices", scale * part

    def _cauchy(self, total: Sum, outer: Expr) -> Iterator[tuple[str, Expr]]:
        """(sum a^2)(sum b^2) - (sum a b)^2, half the sum of (a_i b_j - a_j b_i)^2."""
        read = self._factors(total)
        if read is None:
            return
        limit, factors, outside = read
        index, low, high = limit
        other = Dummy("j", integer=True)
        for a, b in self._splits(factors):
            part = Sum(a**2, limit) * Sum(b**2, limit) - Sum(a * b, limit) ** 2
            squares = (a * b.xreplace({index: other}) - a.xreplace({index: other}) * b) ** 2
            identity = Sum(squares.expand(), limit, (other, low, high)) / 2
            if indexed.equal(part, identity, self.statement.where, self.equations):
                yield "the inequality of Cauchy and Schwarz", outer * Mul(*outside) ** 2 * part
