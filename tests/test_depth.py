"""The least widths that compute parity: the stored trees, trees that were tampered with, and the search for them."""

import json
from itertools import product

import numpy as np
import pytest

from backproof.tests.search_parity import Search
from backproof.theory import catalogue
from backproof.theory.depth import minimal
from backproof.theory.kernel import derivation
from backproof.theory.kernel.evidence import Outcome

THREE = catalogue.claims("depth")["depth.two_relu_units_miss_three_bit_parity"]


def test_every_multiplier_of_the_stored_trees_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A leaf whose numbers are taken away shows nothing."""
    stored = json.loads(json.dumps(minimal.stored()))

    def first_leaf(node: object) -> dict:
        while isinstance(node, list):
            node = node[2]
        assert isinstance(node, dict)
        return node

    first_leaf(stored["3 1 -1"])["signs"].clear()
    monkeypatch.setattr(minimal, "stored", lambda: stored)
    tampered = minimal.by_cases(minimal.always_wrong(2, 3), 3, 2)
    assert derivation.check(tampered, minimal.always_wrong(2, 3)).outcome is Outcome.UNDECIDED


def test_trees_do_not_show_more_than_the_bound() -> None:
    more = THREE.statement.but(lhs=THREE.statement.lhs + 1)  # type: ignore[union-attr]
    assert derivation.check(minimal.by_cases(more, 3, 2), more).outcome is Outcome.UNDECIDED


def test_three_units_are_enough_on_three_bits() -> None:
    for bits in product((0, 1), repeat=3):
        s = sum(bits)
        assert max(s, 0) - 2 * max(s - 1, 0) + 2 * max(s - 2, 0) == s % 2


@pytest.mark.slow
@pytest.mark.parametrize("signs", [(1, 1), (1, -1), (-1, -1)])
def test_the_search_finds_trees_again(signs: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"3 {signs[0]} {signs[1]}"
    monkeypatch.setattr(minimal, "stored", lambda: {name: Search(3, signs).tree()})
    statement = minimal.always_wrong(2, 3)
    statement = statement.but(given=tuple(minimal.signed(unit, sign) for unit, sign in enumerate(signs)))
    steps = (
        derivation.Step(
            statement=statement, rule=derivation.Rule.SPLITS, reason="case by case", data=minimal.tree(3, signs)
        ),
    )
    assert derivation.check(steps, statement).outcome is Outcome.HOLDS


def test_a_bound_that_does_not_hold_is_not_found() -> None:
    """Two units compute the parity of two bits: there is no tree."""
    with pytest.raises(RuntimeError):
        Search(2, (1, -1)).tree()
    assert np.isclose(Search(2, (1, -1)).bound({})[0], 0)
