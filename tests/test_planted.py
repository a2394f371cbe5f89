"""Errors planted by hand in claims and oracles: each turns exactly its claim to failure."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sympy import Integer, Rational

import backproof
from backproof.numerics.engine.check import Check
from backproof.theory import catalogue, dropout, min_norm
from backproof.theory.kernel.claim import Claim, Conclusion, Rule
from backproof.theory.kernel.statement import Counterexample, Relation, Sequence, Statement
from backproof.theory.vanishing.chains import D
from backproof.theory.vanishing.layers import k


def truth(claim: Claim) -> Statement:
    assert isinstance(claim.statement, Statement)
    return claim.statement


def with_statement(claim: Claim, wrong: Statement) -> Claim:
    """The claim with another statement, and the last line of its derivation changed with it."""
    last = replace(claim.derivation[-1], statement=wrong)
    return replace(claim, statement=wrong, derivation=(*claim.derivation[:-1], last))


def with_step(claim: Claim, place: int, **changes: object) -> Claim:
    steps = list(claim.derivation)
    steps[place] = replace(steps[place], **changes)  # type: ignore[arg-type]
    return replace(claim, derivation=tuple(steps))


def sign_of_the_penalty(claim: Claim) -> Claim:
    statement = truth(claim)
    return with_statement(claim, statement.but(rhs=-statement.rhs))


def drop_for_keep(claim: Claim) -> Claim:
    statement = truth(claim)
    return with_statement(claim, statement.but(rhs=statement.rhs.xreplace({dropout.p: 1 - dropout.p})))


def without_p_positive(claim: Claim) -> Claim:
    return with_statement(claim, truth(claim).without(dropout.kept_sometimes))


def missing_transpose(claim: Claim) -> Claim:
    statement = truth(claim)
    return with_statement(claim, statement.but(rhs=statement.rhs.xreplace({min_norm.A.T: min_norm.A})))


def wrong_start(claim: Claim) -> Claim:
    statement = truth(claim)
    where = tuple(
        replace(d, initial=d.initial + 1) if isinstance(d, Sequence) and d.symbol == D else d for d in statement.where
    )
    wrong = statement.but(where=where)
    steps = tuple(replace(s, statement=s.statement.but(where=where)) for s in claim.derivation)
    return replace(claim, statement=wrong, derivation=steps)


def sign_in_a_step(claim: Claim) -> Claim:
    line = claim.derivation[2].statement
    return with_step(claim, 2, statement=line.but(rhs=-line.rhs))


def induction_without_its_base(claim: Claim) -> Claim:
    return with_step(claim, len(claim.derivation) - 1, using=(len(claim.derivation) - 2,))


def borrowed_rule(claim: Claim) -> Claim:
    return with_step(claim, 0, rule=Rule.SQUARES, data=((Integer(1), Integer(1)),))


def counterexample_that_is_none(claim: Claim) -> Claim:
    return replace(claim, counterexample=Counterexample(values={k: 1}))


def true_statement_called_false(claim: Claim) -> Claim:
    return replace(claim, as_stated=claim.statement)


def other_expectation(claim: Claim) -> Claim:
    return replace(claim, expected=Conclusion.CONFIRMED)


def harmless_mutant(claim: Claim) -> Claim:
    return replace(claim, mutants=(replace(claim.mutants[0], statement=claim.statement), *claim.mutants[1:]))


def strict_for_weak(claim: Claim) -> Claim:
    return with_statement(claim, truth(claim).but(relation=Relation.LESS))


def off_by_a_millionth(claim: Claim) -> Claim:
    statement = truth(claim)
    return with_statement(claim, statement.but(rhs=statement.rhs * (1 + Rational(1, 10**6))))


PLANTED: list[tuple[str, Callable[[Claim], Claim]]] = [
    ("dropout.loss_decomposition", sign_of_the_penalty),
    ("dropout.loss_decomposition", drop_for_keep),
    ("dropout.loss_decomposition", without_p_positive),
    ("dropout.activation_variance", off_by_a_millionth),
    ("dropout.mean_activation_unchanged", other_expectation),
    ("dropout.mean_activation_unchanged", harmless_mutant),
    ("min_norm.iterates_in_closed_form", missing_transpose),
    ("min_norm.no_solution_is_shorter", strict_for_weak),
    ("vanishing.gradient_grows_in_a_steep_sigmoid_chain", wrong_start),
    ("vanishing.gradient_grows_in_a_steep_sigmoid_chain", sign_in_a_step),
    ("vanishing.gradient_grows_in_a_steep_sigmoid_chain", induction_without_its_base),
    ("vanishing.gradient_grows_in_a_steep_sigmoid_chain", borrowed_rule),
    ("vanishing.gradient_keeps_its_size_in_a_sigmoid_chain", counterexample_that_is_none),
    ("vanishing.gradient_keeps_its_size_in_a_sigmoid_chain", true_statement_called_false),
]
NEIGHBOUR = {
    "dropout": "dropout.activations_uncorrelated",
    "min_norm": "min_norm.squared_norm_splits",
    "vanishing": "vanishing.quarter_to_the_fifth_is_a_thousandth",
}


@pytest.mark.parametrize(("claim_id", "plant"), PLANTED, ids=lambda p: getattr(p, "__name__", p))
def test_a_planted_error_fails_its_claim_and_no_other(
    claim_id: str, plant: Callable[[Claim], Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = claim_id.partition(".")[0]
    neighbour = NEIGHBOUR[topic]
    monkeypatch.setitem(catalogue._of(topic), claim_id, plant(catalogue.claims(topic)[claim_id]))
    found = backproof.verify(claim_id, neighbour, device="cpu")
    assert {r.id: r.ok for r in found} == {claim_id: False, neighbour: True}


def test_an_oracle_that_disagrees_fails_its_claim_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.numerics import min_norm as oracles

    right = oracles.squared_norm_splits
    monkeypatch.setattr(
        oracles,
        "squared_norm_splits",
        Check(oracle=lambda **values: right.oracle(**values) + 1e-9),  # type: ignore[operator]
    )
    found = backproof.verify("min_norm.squared_norm_splits", "min_norm.gradient_combines_the_rows", device="cpu")
    assert {r.id: r.ok for r in found} == {
        "min_norm.squared_norm_splits": False,
        "min_norm.gradient_combines_the_rows": True,
    }
    assert min_norm.squared_norm_splits.expected is Conclusion.PROVED
