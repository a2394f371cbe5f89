"""The search for the trees in `theory/depth/minimal.json`, which `python -m backproof.tests.search_parity` prints.

For units of given signs the total error of parity is bounded below case by case: a linear program looks for the
multipliers, the next form to decide is the one whose worse half gains most. Only the kernel decides whether they hold.
"""

import json
from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import linprog

Leaf = dict[str, dict[str, str]]
Tree = list["int | Tree | Leaf"] | Leaf
Form = tuple[int, int]  # unit, input
GOAL = 1.0


class Search:
    """Networks c + sum_h sign_h relu(w_h.x + p_h) on n bits; unknowns are c and, unit by unit, weights and bias."""

    def __init__(self, bits: int, signs: tuple[int, ...]) -> None:
        self.signs = signs
        self.inputs = np.array(list(product((0, 1), repeat=bits)))
        self.unknowns = 1 + len(signs) * (bits + 1)
        self.forms: dict[Form, np.ndarray] = {}
        for h, i in product(range(len(signs)), range(len(self.inputs))):
            row = np.zeros(self.unknowns + 1)  # the constant stands last
            first = 1 + h * (bits + 1)
            row[first : first + bits + 1] = (*self.inputs[i], 1)
            self.forms[h, i] = row

    def bound(self, way: dict[Form, bool]) -> tuple[float, np.ndarray | None, list[Form]]:
        """The best constant below the total error in a case, its multipliers, and the forms left undecided."""
        count, undecided = len(self.inputs), [f for f in self.forms if f not in way]
        columns = np.zeros((self.unknowns + 1, count + len(undecided) + len(way)))
        columns[0, :count] = 1
        columns[-1, :count] = -(self.inputs.sum(1) % 2)
        for (h, i), above in way.items():
            columns[:, i] += self.signs[h] * above * self.forms[h, i]
        for place, form in enumerate(undecided, count):
            columns[:, place] = self.forms[form]
        for place, (form, above) in enumerate(way.items(), count + len(undecided)):
            columns[:, place] = -self.forms[form] if above else self.forms[form]
        shares = np.zeros((len(undecided), columns.shape[1]))
        for row, (h, i) in enumerate(undecided):
            shares[row, count + row], shares[row, i] = 1, -self.signs[h]
        found = linprog(
            -columns[-1],
            A_eq=columns[:-1],
            b_eq=np.zeros(self.unknowns),
            A_ub=shares if undecided else None,
            b_ub=np.zeros(len(undecided)) if undecided else None,
            bounds=[(-1, 1)] * count + [(0, None)] * (columns.shape[1] - count),
        )
        return (-found.fun, found.x, undecided) if found.status == 0 else (-np.inf, None, undecided)

    def tree(self, way: dict[Form, bool] | None = None) -> Tree:
        """The tree of cases: [unit, input, above, below], or the multipliers of a case that is shown."""
        way = way or {}
        value, multipliers, undecided = self.bound(way)
        if multipliers is not None and value > GOAL - 1e-7:
            exact = [Fraction(float(m)).limit_denominator(60) for m in multipliers]
            count = len(self.inputs)
            return {
                "signs": {str(i): str(m) for i, m in enumerate(exact[:count]) if m},
                "shares": {f"{h} {i}": str(m) for (h, i), m in zip(undecided, exact[count:], strict=False) if m},
                "multipliers": {str(k): str(m) for k, m in enumerate(exact[count + len(undecided) :]) if m},
            }
        if not undecided:
            raise RuntimeError("a case without kinks is not shown: the bound does not hold")

        def gain(form: Form) -> tuple[float, float]:
            halves = [min(self.bound({**way, form: above})[0], GOAL) for above in (True, False)]
            return min(halves), sum(halves)

        best = max(undecided, key=gain)
        return [*best, self.tree({**way, best: True}), self.tree({**way, best: False})]


def main() -> None:
    """Prints the trees by the signs of the units, for two and for three bits."""
    wanted = ((2, (1,)), (2, (-1,)), (3, (1, 1)), (3, (1, -1)), (3, (-1, -1)))
    trees = {f"{bits} {' '.join(map(str, signs))}": Search(bits, signs).tree() for bits, signs in wanted}
    print(json.dumps(trees, separators=(",", ":")))


if __name__ == "__main__":
    main()
