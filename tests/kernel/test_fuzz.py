"""The kernel against a literal evaluator that shares no code with it.

A simplification must keep the value, a derivative must be the slope of a dual number, and two expressions that differ
at some instance must never be called equal. Refusals are counted: an engine that refuses everything is useless.
"""

from collections import Counter
from fractions import Fraction

import pytest
from sympy import Expr, Integer, Sum

from backproof.theory.kernel import indexed
from backproof.theory.kernel.refusal import KernelRefusal

from .generator import WHERE, Generator, entries, j, p, q, x, y
from .literal import SIZES, Skip, World, value

SMALL = {"simplifications": 400, "derivatives": 200, "mutants": 300}
LARGE = {"simplifications": 20_000, "derivatives": 10_000, "mutants": 10_000}
ONE = indexed.Equation(Sum(y[j], (j, 1, WHERE[1].symbol)), Integer(1))


def worlds(seed: object, *, normalised: bool = False) -> list[World]:
    """One world a size; `normalised` makes the sum of y equal to 1."""
    found = []
    for sizes in SIZES:
        table = entries(seed, sizes)
        if normalised:
            rest = sum((v for (name, place), v in table.items() if name == "y" and place != (1,)), Fraction(0))
            table["y", (1,)] = 1 - rest
        names = {"p": 1 + hash_free(seed) % sizes["n"], "q": 1 + hash_free(seed) % sizes["m"]}
        found.append(World(sizes, table, names))
    return found


def hash_free(seed: object) -> int:
    """A number that does not depend on PYTHONHASHSEED."""
    return sum(ord(c) for c in str(seed))


def same(a: Expr, b: Expr, world: World) -> bool | None:
    """Whether the values agree; None where one of them has no exact value."""
    try:
        return value(a, world).a == value(b, world).a
    except Skip:
        return None


def simplifications(count: int, *, rules: bool = False) -> Counter[str]:
    tally: Counter[str] = Counter()
    for seed in range(count):
        expr = Generator(f"s{rules}{seed}").expression(4 if seed % 3 == 0 else 3)
        try:
            canonical = indexed.normal(expr, WHERE, (ONE,) if rules else ())
        except KernelRefusal:
            tally["refused"] += 1
            continue
        for world in worlds(seed, normalised=rules):
            verdict = same(expr, canonical, world)
            tally["skipped" if verdict is None else "agree" if verdict else "WRONG"] += 1
            if verdict is False:
                tally[f"wrong at {seed}"] += 1
    return tally


def derivatives(count: int) -> Counter[str]:
    tally: Counter[str] = Counter()
    for seed in range(count):
        expr = Generator(f"d{seed}", exponentials=False).expression(3)
        target, name, place = (x[p], "x", "p") if seed % 2 else (y[q], "y", "q")
        try:
            slope = indexed.derivative(expr, target, WHERE)
        except KernelRefusal:
            tally["refused"] += 1
            continue
        for world in worlds(seed):
            try:
                wanted = value(expr, world, {}, (name, (world.names[place],))).b
                verdict = value(slope, world).a == wanted
            except Skip:
                tally["skipped"] += 1
                continue
            tally["agree" if verdict else "WRONG"] += 1
            if not verdict:
                tally[f"wrong at {seed}"] += 1
    return tally


def mutants(count: int) -> Counter[str]:
    tally: Counter[str] = Counter()
    for seed in range(count):
        generator = Generator(f"m{seed}")
        expr = generator.expression(3)
        mutated = generator.mutant(expr)
        try:
            claimed = indexed.equal(expr, mutated, WHERE)
        except KernelRefusal:
            tally["refused"] += 1
            continue
        verdicts = [same(expr, mutated, world) for world in worlds(seed)]
        differs = any(v is False for v in verdicts)
        if claimed and differs:
            tally["UNSOUND"] += 1
            tally[f"unsound at {seed}"] += 1
        tally["told apart" if not claimed and differs else "equal" if claimed else "not proved"] += 1
    return tally


def report(title: str, tally: Counter[str]) -> None:
    print(f"{title}: " + ", ".join(f"{v} {k}" for k, v in sorted(tally.items())))


def judged(title: str, tally: Counter[str], count: int) -> None:
    report(title, tally)
    assert not any(k.startswith(("WRONG", "UNSOUND")) for k in tally), tally
    assert tally["refused"] < 0.05 * count, tally


@pytest.mark.parametrize("rules", [False, True])
def test_a_simplification_keeps_the_value(rules: bool) -> None:
    judged("simplifications", simplifications(SMALL["simplifications"], rules=rules), SMALL["simplifications"])


def test_a_derivative_is_the_slope() -> None:
    judged("derivatives", derivatives(SMALL["derivatives"]), SMALL["derivatives"])


def test_what_differs_is_never_called_equal() -> None:
    judged("mutants", mutants(SMALL["mutants"]), SMALL["mutants"])


@pytest.mark.slow
def test_the_long_fuzz() -> None:
    half = LARGE["simplifications"] // 2
    judged("simplifications", simplifications(half), half)
    judged("simplifications under a hypothesis", simplifications(half, rules=True), half)
    judged("derivatives", derivatives(LARGE["derivatives"]), LARGE["derivatives"])
    judged("mutants", mutants(LARGE["mutants"]), LARGE["mutants"])


def test_the_fuzz_catches_a_delta_that_ignores_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(self, delta, rest, names):  # type: ignore[no-untyped-def]
        return self._close(rest, names)

    monkeypatch.setattr(indexed.Normalizer, "_eliminate", careless)
    assert simplifications(120)["WRONG"] > 0


def test_the_fuzz_catches_a_lost_chain_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = indexed.Normalizer._slope

    def careless(self, expr, target):  # type: ignore[no-untyped-def]
        from sympy import Pow

        if isinstance(expr, Pow):
            return expr.exp * expr.base ** (expr.exp - 1)
        return whole(self, expr, target)

    monkeypatch.setattr(indexed.Normalizer, "_slope", careless)
    assert derivatives(120)["WRONG"] > 0


def test_the_fuzz_catches_capture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed, "rename_apart", lambda expr: expr)
    assert simplifications(200)["WRONG"] + derivatives(200)["WRONG"] > 0
