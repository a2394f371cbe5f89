"""How soon formulas are compared, and how the tables of pairs and statements come out.

    python -m backproof.benchmarks.compare

Prints for every kind of pair how many came out right, were only measured, fell short or came out wrong, and the median
and 95th percentile of the time in a warm process; the statements likewise.
"""

import time
from collections import Counter, defaultdict

from backproof.tests.language.adapter import outcome_of
from backproof.tests.language.pairs import EQUAL, Pair, pairs, statements
from backproof.theory.decision.statements import prove

REPEATS = 3  # the least of these is taken: other work on the machine is no property of the package
SCALAR = ("activation", "number", "piecewise", "scalar")


def timed(pair: Pair) -> tuple[str, float]:
    """The outcome of a pair and the seconds it took."""
    least = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        outcome = outcome_of(pair)[0]
        least = min(least, time.perf_counter() - start)
    return outcome, least


def standing(pair: Pair, outcome: str) -> str:
    """right, measured (equal at points), short (another honest outcome) or wrong."""
    if pair.is_wrong(outcome):
        return "wrong"
    if outcome == pair.outcome:
        return "right"
    return "measured" if pair.outcome == EQUAL and outcome == "equal_at_points" else "short"


def percentile(seconds: list[float], share: float) -> float:
    """In milliseconds."""
    return 1000 * sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


def main() -> None:
    """Runs everything and prints the table."""
    counts: dict[str, Counter] = defaultdict(Counter)
    seconds: dict[str, list[float]] = defaultdict(list)
    for pair in pairs():
        outcome, took = timed(pair)
        for kind in (pair.kind, "all", *(["all scalar"] if pair.kind in SCALAR else [])):
            counts[kind][standing(pair, outcome)] += 1
            seconds[kind].append(took)
    print("pairs         right  measured  short  wrong  median ms   p95 ms  most ms")
    for kind in sorted(counts, key=lambda k: (k.startswith("all"), k)):
        c, s = counts[kind], seconds[kind]
        numbers = f"{c['right']:6} {c['measured']:9} {c['short']:6} {c['wrong']:6}"
        print(f"{kind:12} {numbers} {percentile(s, 0.5):10.2f} {percentile(s, 0.95):8.1f} {percentile(s, 1):8.0f}")
    told: dict[str, Counter] = defaultdict(Counter)
    took: list[float] = []
    for stated in statements():
        start = time.perf_counter()
        verdict = prove(stated.text, stated.given, stated.let).conclusion.name
        took.append(time.perf_counter() - start)
        told[{True: "true", False: "false", None: "vacuous"}[stated.truth]][verdict] += 1
    print("\nstatements")
    for truth, c in told.items():
        print(f"{truth:8}", ", ".join(f"{n} {v}" for v, n in c.most_common()))
    print(
        f"median {percentile(took, 0.5):.1f} ms, p95 {percentile(took, 0.95):.0f} ms, most {percentile(took, 1):.0f} ms"
    )


if __name__ == "__main__":
    main()
