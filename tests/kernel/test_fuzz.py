"""The index-sum kernel against a literal evaluator that shares no code with it, and mistakes planted in the kernel.

A simplification keeps the value wherever its input has one, a derivative is the slope of an infinitesimal change, what
differs in some world is never called equal, a closed proof holds in every world that meets its hypotheses. Refusals
are counted, and so are true equations that are proved: an engine that refuses everything is sound and useless.
"""

from collections.abc import Callable

import pytest
from sympy import Add, Basic, Expr, Pow

from backproof.theory.kernel import differentiation, indexed, normalizer
from backproof.theory.kernel.normalizer import Normalizer

from .fuzzing import Tally, derivatives, pairs, proofs, simplifications, twins
from .generator import Ranges
from .literal import Escaped, World, value

PLAIN, ODD = Ranges.PLAIN, Ranges.ODD
# What is run, how often in the fast suite, how often in the slow one, and how many refusals are let pass in 100.
CAMPAIGNS: dict[str, tuple[Callable[[int], Tally], int, int, int]] = {
    "simplifications": (lambda n: simplifications(n), 250, 8000, 1),
    "simplifications, odd ranges": (lambda n: simplifications(n, ranges=ODD), 100, 4000, 40),
    "simplifications under hypotheses": (lambda n: simplifications(n, rules=True), 150, 6000, 2),
    "means of polynomials in masks": (lambda n: simplifications(n, masks=True), 80, 2000, 2),
    "derivatives": (lambda n: derivatives(n), 150, 7000, 1),
    "derivatives, odd ranges": (lambda n: derivatives(n, ranges=ODD), 80, 3000, 25),
    "mutants": (lambda n: pairs(n), 200, 7000, 10),
    "mutants, odd ranges": (lambda n: pairs(n, ranges=ODD), 100, 3000, 45),
    "other ways to write": (lambda n: twins(n), 80, 3000, 2),
    "proofs": (lambda n: proofs(n), 160, 6000, 5),
}


def judged(name: str, tally: Tally, count: int) -> None:
    print(f"{name}: {tally}")
    assert not tally.failures, tally.failures[:5]
    assert tally["refused"] <= CAMPAIGNS[name][3] * count / 100, str(tally)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_few_seeds(name: str) -> None:
    run, count, _, _ = CAMPAIGNS[name]
    judged(name, run(count), count)


@pytest.mark.slow
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_many_seeds(name: str) -> None:
    run, _, count, _ = CAMPAIGNS[name]
    judged(name, run(count), count)


def test_most_equations_that_hold_are_proved() -> None:
    tally = twins(100)
    assert tally["proved"] > 0.9 * (tally["proved"] + tally["not proved"]), str(tally)


def test_a_name_without_a_value_is_an_error_of_its_own() -> None:
    from .generator import i, x

    with pytest.raises(Escaped):
        value(x[i], World(names={}, entries={}))


# The fuzz is worth what it finds: mistakes planted in the kernel.


def test_a_delta_that_ignores_ranges_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Normalizer, "_inside", lambda *_: True)
    assert simplifications(150, ranges=ODD)["WRONG"] > 0


def test_a_lost_chain_factor_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = differentiation.slope

    def careless(self: Normalizer, expr: Basic, target: Basic) -> Expr:
        if isinstance(expr, Pow):
            return expr.exp * expr.base ** (expr.exp - 1)
        return whole(self, expr, target)

    for module in (differentiation, normalizer):
        monkeypatch.setattr(module, "slope", careless)
    assert derivatives(150)["WRONG"] > 0


def test_capture_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (differentiation, indexed, normalizer):
        monkeypatch.setattr(module, "rename_apart", lambda expr: expr)
    assert simplifications(250)["WRONG"] + derivatives(250)["WRONG"] > 0


def test_a_forgotten_side_condition_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed, "definedness", lambda expr, where=(): ())
    assert proofs(300)["CLOSED where undefined"] > 0


def test_a_slope_of_a_sum_without_its_last_term_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = differentiation.slope

    def careless(self: Normalizer, expr: Basic, target: Basic) -> Expr:
        if isinstance(expr, Add):
            return whole(self, Add(*expr.args[:-1]), target)
        return whole(self, expr, target)

    for module in (differentiation, normalizer):
        monkeypatch.setattr(module, "slope", careless)
    assert derivatives(150)["WRONG"] > 0
