"""The audit notices what it must: a hypothesis that is needed, a mutant that survives, a prover that is unsound."""

from dataclasses import replace

import pytest
from sympy import I, IndexedBase, Integer, Sum, Symbol, log, nan, sqrt, zoo

from backproof import judging
from backproof.cli.audit import lines
from backproof.results import record
from backproof.theory import dropout
from backproof.theory.decision import audit as auditing
from backproof.theory.decision.audit import audit
from backproof.theory.decision.mutation import generate
from backproof.theory.kernel import derivation
from backproof.theory.kernel.claim import Claim, Mutant, Rule, Step
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.judge import judge
from backproof.theory.kernel.statement import Index, Relation, Scalar, Size, Statement, array

n = Symbol("n", integer=True, positive=True)
i, q = Symbol("i", integer=True), Symbol("q", integer=True)
a, W = IndexedBase("a", real=True), IndexedBase("W", real=True)


def names(statement: Statement) -> set[str]:
    return {m.name.rpartition("_")[0] for m in generate(statement)}


def test_dropping_positive_keep_probability_reopens_the_dropout_proof() -> None:
    found = audit(dropout.loss_decomposition)
    assert "p > 0" in found.needed
    assert not found.problems


def test_slips_of_the_pen_are_generated() -> None:
    where = (Size(n), array(a, n), array(W, n, n), Index(q, Integer(1), n))
    statement = Statement(where=where, lhs=a[q], rhs=Sum(W[q, i] * a[i] ** 2, (i, 1, n)) + 3 * a[q])
    assert {"sign", "coefficient", "lost_term", "lost_factor", "lost_square", "exchanged_indices"} <= names(statement)
    mutants = generate(statement)
    assert len({m.statement.rhs for m in mutants}) == len(mutants)
    assert statement.rhs not in {m.statement.rhs for m in mutants}


def test_of_an_inequality_only_the_reversed_one_is_generated() -> None:
    x = Symbol("x", real=True)
    statement = Statement(where=(Scalar(x),), lhs=Integer(0), rhs=x**2, relation=Relation.AT_MOST)
    (mutant,) = generate(statement)
    assert (mutant.statement.lhs, mutant.statement.relation) == (x**2, Relation.LESS)


def test_a_slip_that_leaves_no_number_is_not_generated() -> None:
    x = Symbol("x", real=True)
    mutants = generate(Statement(where=(Scalar(x),), lhs=x, rhs=x / (1 - x) + log(1 - x)))
    assert mutants
    assert not any(m.statement.rhs.has(zoo, nan, I) for m in mutants)


def test_generation_is_the_same_every_time_and_limited() -> None:
    statement = dropout.generalized_ridge_loss.statement
    assert isinstance(statement, Statement)
    assert generate(statement) == generate(statement)
    assert len(generate(statement, 5)) <= 5


def test_a_true_near_miss_survives() -> None:
    claim: Claim = dropout.mean_activation_unchanged
    true = Mutant(name="not_wrong", statement=claim.statement, misconception="none")
    found = audit(replace(claim, mutants=(true,)))
    assert any("not_wrong" in line for line in found.problems)


def test_a_prover_that_proves_everything_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "_closes", lambda *_: True)
    found = audit(dropout.loss_decomposition)
    assert any("the kernel proves what is false" in line for line in found.problems)


def test_a_slip_that_is_defined_nowhere_is_killed_and_one_that_is_defined_somewhere_is_not() -> None:
    x = Symbol("x", real=True)
    where = (Scalar(x),)
    assert auditing._defined_nowhere(Statement(where=where, lhs=x, rhs=sqrt(-1 - x**2)))
    assert auditing._defined_nowhere(Statement(where=where, lhs=x, rhs=1 / (2 * x**2 - (x - 1) * x - (x + 1) * x)))
    assert not auditing._defined_nowhere(Statement(where=where, lhs=x, rhs=sqrt(1 - x**2)))
    assert not auditing._defined_nowhere(Statement(where=where, lhs=x, rhs=1 / (x**2 - x)))
    assert not auditing._defined_nowhere(Statement(where=where, lhs=x, rhs=x + 1))


def test_a_sum_whose_every_term_is_undefined_is_defined_nowhere() -> None:
    where = (Size(n), array(a, n))
    assert auditing._defined_nowhere(Statement(where=where, lhs=n, rhs=Sum(log(-(a[i] ** 2)), (i, 1, n))))
    assert not auditing._defined_nowhere(Statement(where=where, lhs=n, rhs=Sum(log(-a[i]), (i, 1, n))))
    # from 2 to n there may be no term
    assert not auditing._defined_nowhere(Statement(where=where, lhs=n, rhs=Sum(log(-(a[i] ** 2)), (i, 2, n))))


def test_an_audit_of_what_is_not_verified_is_not_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "dropout.mean_activation_unchanged"
    unproved = replace(dropout.mean_activation_unchanged, derivation=())
    monkeypatch.setattr(judging, "claim_of", lambda _: unproved)
    found = judging.audited({"claim": name, "seed": 0})
    assert not found["ok"] and found["verdict"] == "UNDECIDED"
    assert any(line.startswith("not verified: UNDECIDED, expected PROVED") for line in found["problems"])
    assert lines(found)[0].startswith("FAIL")


def test_a_hypothesis_that_is_not_needed_is_a_note() -> None:
    tally = {"killed": 2, "equivalent": 0, "survived": 0}
    found = {"id": "a.b", "ok": True, "mutants": tally, "steps": tally, "not_needed": ["x > 0"], "problems": []}
    first, second = lines(found)
    assert first.startswith("note  a.b") and "without this hypothesis: x > 0" in second
    assert lines({**found, "not_needed": []})[0].startswith("ok  ")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ledger": ()}, "no statement of a source is named"),
        ({"mutants": ()}, "0 near-misses, at least 2 are needed"),
        ({"mutants": dropout.mean_activation_unchanged.mutants[:1]}, "1 near-miss, at least 2"),
        ({"sources": ()}, "no source is named"),
    ],
)
def test_an_incomplete_claim_is_not_in_order(change: dict, told: str) -> None:
    name, claim = "dropout.mean_activation_unchanged", dropout.mean_activation_unchanged
    measure = judging.measurement(name, claim, device="cpu")
    assert record(name, claim, judge(name, claim, measure=measure))["ok"]
    made = replace(claim, **change)
    found = record(name, made, judge(name, made, measure=measure))
    assert found["verdict"] == "PROVED" and not found["ok"] and told in found["reason"]


def test_a_missing_oracle_is_called_that() -> None:
    found = judging.measurement("dropout.no_such_claim", dropout.mean_activation_unchanged)()
    assert found.outcome is Outcome.UNSUPPORTED
    assert found.detail == "numerics/dropout has no check with an oracle called no_such_claim: nothing is measured"


def test_a_condition_that_is_open_is_said_once() -> None:
    x, y = Symbol("x", real=True), Symbol("y", real=True)
    statement = Statement(where=(Scalar(x), Scalar(y)), lhs=(y + 1) / x, rhs=y / x + 1 / x)
    step = Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason="")
    told = derivation.check((step,), statement).detail
    assert "a side condition is open; still to be shown: x !=" in told and "open: " not in told
