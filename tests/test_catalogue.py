"""What every claim must satisfy. Adding a claim adds cases here, not code."""

import ast
import inspect
from importlib import import_module

import pytest

from backproof.numerics.engine.check import Check
from backproof.theory.catalogue import TOPICS, claims
from backproof.theory.kernel import balls, derivation, judge
from backproof.theory.kernel.claim import Claim, Conclusion, Fault, Prediction
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.statement import Statement
from backproof.theory.kernel.types import check_types

CLAIMS = claims()
STATEMENTS = {name: c for name, c in CLAIMS.items() if isinstance(c.statement, Statement)}
MUTANTS = [(name, m.name) for name, c in STATEMENTS.items() for m in c.mutants]


def of(claim_id: str) -> object:
    """The numeric side of a claim: the attribute of the same name in the topic's module of the other room."""
    topic, name = claim_id.split(".")
    return getattr(import_module(f"backproof.numerics.{topic}"), name)


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_every_claim_has_its_obligations(claim_id: str) -> None:
    claim: Claim = CLAIMS[claim_id]
    assert claim.sources, "a claim without a source"
    assert all(s.section for s in claim.sources)
    assert claim.ledger
    assert len(claim.mutants) >= 2
    assert len({m.name for m in claim.mutants}) == len(claim.mutants)
    assert all(m.misconception for m in claim.mutants)
    assert (claim.as_stated is None) == (claim.fault is None)
    assert claim.expected is not Conclusion.UNDECIDED or claim.note
    if claim.fault is not None:
        wanted = claim.fault in (Fault.HYPOTHESIS, Fault.CONVENTION)
        assert claim.expected is (Conclusion.QUALIFIED if wanted else Conclusion.REFUTED)


@pytest.mark.parametrize("claim_id", STATEMENTS)
def test_statement_is_well_typed(claim_id: str) -> None:
    claim = STATEMENTS[claim_id]
    check_types(claim.statement)
    for step in claim.derivation:
        check_types(step.statement)
    if isinstance(claim.as_stated, Statement):
        check_types(claim.as_stated)


@pytest.mark.parametrize("claim_id", [n for n, c in STATEMENTS.items() if c.derivation])
def test_derivation_closes(claim_id: str) -> None:
    claim = STATEMENTS[claim_id]
    found = derivation.check(claim.derivation, claim.statement)
    assert found.outcome is Outcome.HOLDS, found.detail


@pytest.mark.parametrize("claim_id", STATEMENTS)
def test_literal_meaning_agrees(claim_id: str) -> None:
    found = balls.check(STATEMENTS[claim_id].statement, seed=20)
    assert found.outcome is Outcome.HOLDS, found.detail
    assert found.instances > 0


@pytest.mark.parametrize("claim_id", [n for n, c in STATEMENTS.items() if c.as_stated is not None])
def test_counterexample_is_replayed(claim_id: str) -> None:
    claim = STATEMENTS[claim_id]
    assert isinstance(claim.as_stated, Statement)
    assert claim.counterexample is not None
    assert balls.replay(claim.as_stated, claim.counterexample).outcome is Outcome.REFUTES


@pytest.mark.parametrize(("claim_id", "mutant"), MUTANTS)
def test_mutant_is_killed(claim_id: str, mutant: str) -> None:
    found = next(m for m in STATEMENTS[claim_id].mutants if m.name == mutant)
    assert isinstance(found.statement, Statement)
    assert found.statement != STATEMENTS[claim_id].statement
    assert judge.killed(found, seed=1)


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_claim_has_a_numeric_side(claim_id: str) -> None:
    side = of(claim_id)
    if isinstance(CLAIMS[claim_id].statement, Prediction):
        assert callable(getattr(side, "run", None))
    else:
        assert isinstance(side, Check)


@pytest.mark.parametrize("topic", TOPICS)
def test_oracles_do_not_read_the_answer(topic: str) -> None:
    """No name of the room `theory` is within reach of an oracle."""
    module = import_module(f"backproof.numerics.{topic}")
    tree = ast.parse(inspect.getsource(module))
    imported = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    imported += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    assert not [name for name in imported if "theory" in name or "sympy" in name]


def test_every_topic_is_a_module_with_claims() -> None:
    for topic in TOPICS:
        assert claims(topic), topic
