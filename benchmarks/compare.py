"""How long a comparison takes in a warm process, by kind of pair: `python -m backproof.benchmarks.compare`.

The pairs are those of tests/language/pairs. Time is processor time, the best of three, so that a busy machine tells
about the same as an idle one.
"""

from __future__ import annotations

import time
from collections import defaultdict

from ..tests.language.adapter import outcome_of
from ..tests.language.pairs import Pair, pairs

REPEATS = 3
WARM = 20  # pairs that are compared beforehand
SCALAR = ("scalar", "activation", "piecewise", "number")


def seconds(pair: Pair) -> float:
    """Processor time of reading and deciding one pair."""
    best = float("inf")
    for _ in range(REPEATS):
        begin = time.process_time()
        outcome_of(pair)
        best = min(best, time.process_time() - begin)
    return best


def main() -> None:
    """Prints a line for each kind, and one for all pairs of numbers."""
    every = pairs()
    for pair in every[:WARM]:
        outcome_of(pair)
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for pair in every:
        spent = seconds(pair)
        taken[pair.kind].append(spent)
        if pair.kind in SCALAR:
            taken["all of numbers"].append(spent)
    print(f"{'kind':<16}{'pairs':>6}{'median ms':>12}{'95 % ms':>10}{'most ms':>10}")
    for kind, found in sorted(taken.items()):
        found.sort()
        row = (found[len(found) // 2], found[int(0.95 * len(found))], found[-1])
        print(
            f"{kind:<16}{len(found):>6}"
            + "".join(f"{1000 * x:>{w}.2f}" for x, w in zip(row, (12, 10, 10), strict=True))
        )


if __name__ == "__main__":
    main()
