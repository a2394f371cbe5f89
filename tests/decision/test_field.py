"""Points and values that comparisons share change no verdict: not by what came before, not by the bits left over."""

import random

import pytest
from flint import ctx, fmpq

from backproof.theory.decision import field as shared
from backproof.theory.decision.decide import Decision, decide
from backproof.theory.decision.field import MOST_FIELDS, MOST_TREES, Known
from backproof.theory.decision.outcome import NoValue
from backproof.theory.decision.points import Sampler
from backproof.theory.language.declarations import Scope, declared
from backproof.theory.language.reader import read
from backproof.theory.language.shapes import completed

from ..language.adapter import outcome_of
from ..language.pairs import pairs

COMPLEX = {"z": "complex", "v": "complex"}


@pytest.fixture(autouse=True)
def nothing_known():
    shared._fields.clear()
    bits = ctx.prec
    yield
    ctx.prec = bits
    shared._fields.clear()


def decided(reference: str, answer: str, scope: Scope) -> Decision:
    return decide(read(reference, scope), read(answer, scope), scope)


@pytest.mark.parametrize(("reference", "answer"), [("z", "sqrt(z^2)"), ("exp(z)*v", "exp(z)"), ("abs(z)", "z")])
def test_a_decision_is_the_same_whatever_precision_was_left(reference, answer) -> None:
    found = []
    for bits in (12, 53, 3000):
        shared._fields.clear()
        ctx.prec = bits
        found.append(decided(reference, answer, declared(COMPLEX)))
        assert ctx.prec == bits
    assert found[0] == found[1] == found[2]


def test_outcomes_do_not_depend_on_what_was_asked_before() -> None:
    chosen = random.Random("order").sample(pairs(), 160)
    first = {pair: outcome_of(pair) for pair in chosen}
    for pair in reversed(chosen):  # most values are known by now
        assert outcome_of(pair) == first[pair], pair
    for pair in random.Random("another").sample(chosen, 60):
        shared._fields.clear()
        assert outcome_of(pair) == first[pair], pair


def sampled(text: str, let: dict[str, str]) -> Sampler:
    tree = read(text, declared(let))
    return Sampler(completed(declared(let), tree), (tree,))


def test_names_of_other_types_have_points_of_their_own() -> None:
    real, positive = sampled("x + y", {}), sampled("x + y", {"x": "real in (0, 1]"})
    assert real.field is not positive.field
    assert real.field is sampled("x*y^2", {}).field
    assert all(0 < p["x"] <= 1 for p in positive.points(40))


def test_a_point_that_is_moved_is_a_copy() -> None:
    tree = read("abs(x - 1/3)*sum(i*x, i, 1, 3)", declared())
    sampler = Sampler(completed(declared(), tree), (tree,))
    before = [str(p) for p in sampler.points(30)]
    assert [p.place for p in sampler.points(3)] == [0, 1, 2]
    assert all(p.place is None for p in sampler.critical(40))
    decided("abs(x - 1/3)*6*x", "abs(1/3 - x)*6*x", declared())
    assert [str(p) for p in sampler.points(30)] == before


def test_more_bits_are_worked_out_when_they_are_asked_for() -> None:
    tree = read("exp(x)", declared())
    sampler = Sampler(completed(declared(), tree), (tree,))
    known, point = Known(tree, sampler.field.scope), next(sampler.points(1))
    radii = []
    for bits in (400, 64):
        ctx.prec = bits
        radii.append(known.at(point)[0].rad())
    assert radii[0] < radii[1]


def test_an_exact_value_serves_more_bits_and_not_fewer(monkeypatch) -> None:
    tree = read("x^2/3", declared())
    sampler = Sampler(completed(declared(), tree), (tree,))
    known, point = Known(tree, sampler.field.scope), next(sampler.points(1))
    counted = []
    plainly = Known._worked_out
    monkeypatch.setattr(Known, "_worked_out", lambda self, p: counted.append(ctx.prec) or plainly(self, p))
    for bits in (128, 400, 64, 128, 64):
        ctx.prec = bits
        assert known.at(point)[0] == point["x"] ** 2 / 3
    assert counted == [128, 64]


def test_what_has_no_value_says_why_again() -> None:
    tree = read("1/x + ln(x)", declared())
    sampler = Sampler(completed(declared(), tree), (tree,))
    known = Known(tree, sampler.field.scope)
    point = next(p for p in sampler.points(20) if p["x"] < 0)
    assert known.at(point) == known.at(point) == (NoValue.UNDEFINED, "")


def test_a_value_that_is_wrongly_known_shows() -> None:
    """The shared values are used: were they wrong, so would be the decision."""
    scope = declared()
    key, other = read("x^2", scope), read("x*x", scope)
    assert decide(key, other, scope).outcome.name == "EQUAL"
    sampler = Sampler(completed(scope, key), (key, other))
    values = sampler.field.known(other)
    values._exact = {place: (1, p["x"] ** 2 + 1) for place, p in enumerate(sampler.points(60))}
    assert decide(key, other, scope).outcome.name == "DIFFERENT"


def test_what_is_kept_is_bounded() -> None:
    for n in range(MOST_FIELDS + 20):
        decided(f"x_{n} + 1", f"1 + x_{n}", declared())
    assert len(shared._fields) <= MOST_FIELDS
    sampler = sampled("x", {})
    for n in range(3 * MOST_TREES):
        sampler.field.known(read(f"x + {n}", declared()))
    assert len(sampler.field._trees) <= MOST_TREES


def test_a_key_that_is_asked_for_often_stays() -> None:
    field = sampled("x", {}).field
    key = read("x + 1", declared())
    kept = field.known(key)
    for n in range(3 * MOST_TREES):
        field.known(read(f"x + {n}", declared()))
        assert field.known(key) is kept
    assert kept.at(next(field.points(1)))[0] == fmpq(5, 7) + 1
