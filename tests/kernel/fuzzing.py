"""What the fuzz does with one seed after the other, and what it counts."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from time import perf_counter

from sympy import Basic, Expr, Integer, Pow, Rational, Sum

from backproof.theory.kernel import indexed
from backproof.theory.kernel.functions import Expect, Partial
from backproof.theory.kernel.refusal import KernelRefusal
from backproof.theory.kernel.statement import Hypothesis, Index, Relation, Statement
from backproof.theory.kernel.types import StatementError, check_types

from .changes import mutant, twin
from .generator import (
    RANDOM,
    SIZES,
    WHERE,
    Generator,
    Ranges,
    a,
    c,
    i,
    j,
    m,
    n,
    p,
    q,
    r,
    v,
    w,
    whole_number,
    world,
    worlds,
    x,
    y,
)
from .literal import Escaped, World, slope, value
from .literal_numbers import Number, Undefined, Unknown

FATAL = ("WRONG", "NARROWED", "UNSOUND", "CLOSED", "CRASH")
TARGETS = (x[p], y[q], w[p, q], v[p, r], v[p, p], x[r], a)

# Hypotheses, each with what makes it hold in a world
_row = Index(i, Integer(1), n)
SUMS_TO_ONE = Hypothesis(name="sum y = 1", lhs=Sum(y[j], (j, 1, m)), relation=Relation.EQUAL, rhs=Integer(1))
ROW_SUMS = Hypothesis(
    name="rows of w sum to x", lhs=Sum(w[i, j], (j, 1, m)), relation=Relation.EQUAL, rhs=x[i], forall=(_row,)
)
SQUARE = Hypothesis(name="c = a^2", lhs=c, relation=Relation.EQUAL, rhs=a**2)
SCALED = Hypothesis(
    name="v = a x x'", lhs=v[i, j], relation=Relation.EQUAL, rhs=a * x[i] * x[j], forall=(_row, Index(j, Integer(1), n))
)
POSITIVE = Hypothesis(name="x > 0", lhs=Integer(0), relation=Relation.LESS, rhs=x[i], forall=(_row,))
NONZERO = Hypothesis(name="c != 0", lhs=c)
BAITS = {
    SUMS_TO_ONE: (Sum(y[i], (i, 1, m)), Sum(w[p, j] * y[q], (q, 1, m)), Sum(a * y[p] + 1, (p, 1, m))),
    ROW_SUMS: (Sum(w[p, j], (j, 1, m)), Sum(w[i, j] * v[r, i], (i, 1, n), (j, 1, m)), Sum(w[r, q], (q, 1, m))),
    SQUARE: (c, c**2 + a, c * x[p]),
    SCALED: (v[p, r], Sum(v[i, r], (i, 1, n)), v[r, p] * x[p]),
}
RULES = tuple(BAITS)


def establishing(given: tuple[Hypothesis, ...]) -> Callable[[dict, dict], None]:
    """Overwrites values of a world so that the hypotheses hold there."""

    def establish(names: dict[str, Fraction], entries: dict[tuple[str, tuple[int, ...]], Fraction]) -> None:
        rows, columns = range(1, int(names["n"]) + 1), range(1, int(names["m"]) + 1)
        if POSITIVE in given:
            entries.update({("x", (s,)): abs(entries["x", (s,)]) + 1 for s in rows})
        if NONZERO in given and names["c"] == 0:
            names["c"] = Fraction(3)
        if SQUARE in given:
            names["a"] = names["a"] or Fraction(2)
            names["c"] = names["a"] ** 2
        if SUMS_TO_ONE in given:
            entries["y", (1,)] = 1 - sum((entries["y", (t,)] for t in columns[1:]), Fraction(0))
        for s in rows:
            if ROW_SUMS in given:
                rest = sum((entries["w", (s, t)] for t in columns[1:]), Fraction(0))
                entries["w", (s, 1)] = entries["x", (s,)] - rest
            if SCALED in given:
                entries.update({("v", (s, t)): names["a"] * entries["x", (s,)] * entries["x", (t,)] for t in rows})

    return establish


def chosen(seed: object, among: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """One or two of the hypotheses."""
    first = whole_number(f"{seed}|first", len(among))
    second = whole_number(f"{seed}|second", len(among))
    return tuple(dict.fromkeys((among[first], among[second])))


class Tally(Counter[str]):
    """Counts of outcomes, the seeds of the fatal ones, and the slowest seed."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[str] = []
        self.slowest = (0.0, "")

    def fatal(self, kind: str, text: str) -> None:
        self[kind] += 1
        self.failures.append(f"{kind} {text}")

    def ask(self, seed: object, question: Callable[[], object]) -> object:
        """The kernel's answer; None where it refuses or breaks down."""
        start = perf_counter()
        try:
            return question()
        except KernelRefusal as refusal:
            self["refused"] += 1
            self[f"refused: {type(refusal).__name__}"] += 1
            return None
        except Exception as error:  # anything but a refusal is a fault of the kernel
            self.fatal("CRASH", f"at {seed}: {type(error).__name__} {error}")
            return None
        finally:
            self.slowest = max(self.slowest, (perf_counter() - start, str(seed)))

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(self.items()))
        return f"{counts}; slowest {self.slowest[0]:.2f} s at {self.slowest[1]}"


def meaning(work_out: Callable[[], Number]) -> Number | str:
    """The value, or why there is none."""
    try:
        return work_out()
    except Undefined:
        return "undefined"
    except Unknown:
        return "unknown"
    except Escaped:
        return "escaped"


def _compare(tally: Tally, seed: object, wanted: Number | str, found: Number | str, place: World) -> None:
    """The kernel's result must have the same value wherever its input has one."""
    if isinstance(wanted, str):
        tally[f"input {wanted}"] += 1
    elif found == "unknown":
        tally["result unknown"] += 1
    elif found == "undefined":
        tally.fatal("NARROWED", f"at {seed} in {place.names}")
    elif found == "escaped" or found != wanted:
        tally.fatal("WRONG", f"at {seed} in {place.names}")
    else:
        tally["agree"] += 1


def equation(h: Hypothesis) -> indexed.Equation:
    """A hypothesis as the kernel's rewriting rule."""
    return indexed.Equation(h.lhs, h.rhs, tuple((index.symbol, (index.lower, index.upper)) for index in h.forall))


def simplifications(
    count: int, *, ranges: Ranges = Ranges.PLAIN, rules: bool = False, masks: bool = False, label: str = "s"
) -> Tally:
    """normal(e) has the value of e; with `rules` under hypotheses; with `masks` for means of polynomials."""
    tally = Tally()
    for number in range(count):
        seed = f"{label}{ranges.name}{rules}{masks}{number}"
        given = chosen(seed, RULES) if rules else ()
        baits = tuple(b for h in given for b in BAITS[h])
        generator = Generator(seed, ranges=ranges, baits=baits, masks=masks)
        if masks:
            expr: Expr = Expect(generator.polynomial(3))
        else:
            expr = generator.expression(4 if number % 3 == 0 else 3)
        if rules and number % 2:
            expr = expr * generator.rng.choice(baits) + generator.atom({p: "n", q: "m"})
        where = (*WHERE, RANDOM) if masks else WHERE
        canonical = tally.ask(
            seed, lambda e=expr, w=where, g=given: indexed.normal(e, w, tuple(equation(h) for h in g))
        )
        if not isinstance(canonical, Basic):
            continue
        for place in worlds(seed, expr, establish=establishing(given)):
            wanted = meaning(lambda e=expr, w=place: value(e, w))
            found = meaning(lambda e=canonical, w=place: value(e, w))
            _compare(tally, seed, wanted, found, place)
    return tally


def _has_root(expr: Basic) -> bool:
    return any(isinstance(e.exp, Rational) and e.exp.q == 2 for e in expr.atoms(Pow))


def derivatives(count: int, *, ranges: Ranges = Ranges.PLAIN, label: str = "d") -> Tally:
    """The kernel's derivative is the slope of an infinitesimal change; every seventh is a second derivative."""
    tally = Tally()
    for number in range(count):
        seed = f"{label}{ranges.name}{number}"
        expr = Generator(seed, ranges=ranges).expression(3)
        target = TARGETS[number % len(TARGETS)]
        body = Partial(expr, TARGETS[number // 7 % len(TARGETS)]) if number % 7 == 3 else expr
        found = tally.ask(seed, lambda b=body, t=target: indexed.derivative(b, t, WHERE))
        if not isinstance(found, Basic):
            continue
        for place in worlds(seed, expr):
            wanted = meaning(lambda b=body, t=target, w=place: slope(b, t, w))
            got = meaning(lambda e=found, w=place: value(e, w))
            if got == "undefined" and not isinstance(wanted, str) and _has_root(body):
                tally["root of zero"] += 1  # its slope is excluded by a side condition, see `conditions.definedness`
                continue
            _compare(tally, seed, wanted, got, place)
    return tally


def pairs(count: int, *, ranges: Ranges = Ranges.PLAIN, label: str = "m") -> Tally:
    """`equal` never says yes to two expressions that differ in some world where both have values."""
    tally = Tally()
    for number in range(count):
        seed = f"{label}{ranges.name}{number}"
        expr = Generator(seed, ranges=ranges).expression(3)
        other = mutant(seed, expr)
        claimed = tally.ask(seed, lambda e=expr, o=other: indexed.equal(e, o, WHERE))
        if claimed is None:
            continue
        differs = _differ(expr, other, worlds(seed, expr))
        if claimed and differs:
            tally.fatal("UNSOUND", f"at {seed}")
        tally["told apart" if differs and not claimed else "same and proved" if claimed else "same, not proved"] += 1
    return tally


def twins(count: int, *, ranges: Ranges = Ranges.PLAIN, label: str = "t") -> Tally:
    """How many pairs that mean the same are proved equal: a kernel that refuses everything is sound and useless."""
    tally = Tally()
    for number in range(count):
        seed = f"{label}{ranges.name}{number}"
        expr = Generator(seed, ranges=ranges).expression(3)
        other = twin(seed, expr)
        if expr == other:
            tally["untouched"] += 1
            continue
        if _differ(expr, other, worlds(seed, expr)):
            tally.fatal("WRONG", f"twin at {seed}")
        claimed = tally.ask(seed, lambda e=expr, o=other: indexed.equal(e, o, WHERE))
        if claimed is not None:
            tally["proved" if claimed else "not proved"] += 1
    return tally


def _differ(left: Expr, right: Expr, among: list[World]) -> bool:
    for place in among:
        one, other = (meaning(lambda e=e, w=place: value(e, w)) for e in (left, right))
        if not isinstance(one, str) and not isinstance(other, str) and one != other:
            return True
    return False


GIVEN = (*RULES, POSITIVE, POSITIVE, NONZERO)


def proofs(count: int, *, ranges: Ranges = Ranges.PLAIN, label: str = "p") -> Tally:
    """A closed proof: both sides have values wherever the hypotheses hold, and these are the same.

    Right sides are mutants, twins, derivatives worked out by the kernel, and mutants of these.
    """
    tally = Tally()
    for number in range(count):
        seed = f"{label}{ranges.name}{number}"
        given = chosen(seed, GIVEN)
        lhs, rhs = _sides(tally, seed, number, given, ranges)
        if rhs is None:
            continue
        statement = Statement(where=WHERE, lhs=lhs, rhs=rhs, given=given)
        try:
            check_types(statement)  # a rule's left side may have landed under an index of another range
        except StatementError:
            tally["ill-typed"] += 1
            continue
        proof = tally.ask(seed, lambda s=statement: indexed.prove(s))
        if proof is None:
            continue
        tally[f"{('mutant', 'twin', 'slope', 'wrong slope')[number % 4]} {'closed' if proof.closed else 'open'}"] += 1
        if proof.closed:
            _hold_to(tally, seed, statement, given)
    return tally


def _sides(
    tally: Tally, seed: str, number: int, given: tuple[Hypothesis, ...], ranges: Ranges
) -> tuple[Expr, Expr | None]:
    baits = tuple(b for h in given for b in BAITS.get(h, (1 / c, x[p] ** -1, Sum(x[i], (i, 1, n)) ** -1)))
    expr = Generator(seed, ranges=ranges, baits=baits).expression(3)
    if number % 4 < 2:
        return expr, (mutant if number % 4 == 0 else twin)(seed, expr)
    target = TARGETS[number // 4 % len(TARGETS)]
    lhs = Partial(expr, target)
    worked_out = tally.ask(seed, lambda: indexed.derivative(expr, target, WHERE))
    if not isinstance(worked_out, Basic):
        return lhs, None
    return lhs, worked_out if number % 4 == 2 else mutant(seed, worked_out)


def _hold_to(tally: Tally, seed: str, statement: Statement, given: tuple[Hypothesis, ...]) -> None:
    """A closed statement, held against its literal meaning in worlds with few different values."""
    for turn in range(2):
        for sizes in SIZES:
            place = world(f"{seed}|{turn}", sizes, tight=turn == 0, establish=establishing(given))
            left, right = (meaning(lambda e=e, w=place: value(e, w)) for e in (statement.lhs, statement.rhs))
            if "undefined" in (left, right):
                tally.fatal("CLOSED where undefined", f"at {seed} in {place.names}")
            elif not isinstance(left, str) and not isinstance(right, str) and left != right:
                tally.fatal("CLOSED and false", f"at {seed} in {place.names}")
            else:
                tally["held" if not isinstance(left, str) and not isinstance(right, str) else "not held to"] += 1
