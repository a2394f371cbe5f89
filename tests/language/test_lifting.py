"""Claims as references: a side is lifted to a text that means the same, or refused."""

import pytest

import backproof
from backproof.theory import catalogue
from backproof.theory.decision.comparison import AuthorError, Part, compared, question
from backproof.theory.kernel.claim import Claim
from backproof.theory.kernel.statement import Relation, Statement
from backproof.theory.language.lifting import Unliftable, lifted

EQUATIONS = {
    name: claim
    for name, claim in catalogue.claims().items()
    if isinstance(claim.statement, Statement) and claim.statement.relation is Relation.EQUAL
}
FEW = list(EQUATIONS)[::9]
ALLOWED = ("equal", "equal_at_points", "undecided")


def outcome(claim: Claim) -> str:
    """The left side compared with the right one, or why one of them has no words."""
    try:
        left = lifted(claim.statement, "lhs")  # type: ignore[arg-type]
        asked = question(Part(claim=claim, side="rhs"), let=left.let, given=left.given)
    except (Unliftable, AuthorError) as why:
        return str(why)
    return compared(asked, left.text).outcome.value


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n in FEW else [pytest.mark.slow]) for n in EQUATIONS])
def test_the_sides_of_a_proved_equation_are_not_told_apart(name: str) -> None:
    claim = EQUATIONS[name]
    if claim.as_stated is None and claim.expected.value == "PROVED":
        found = outcome(claim)
        assert found in ALLOWED or " " in found, found


def test_many_claims_can_be_references() -> None:
    outcomes = [outcome(EQUATIONS[n]) for n in FEW]
    assert outcomes.count("equal") >= len(FEW) // 3


def test_a_claim_carries_its_variables_and_hypotheses() -> None:
    claim = _with_arrays()
    found = lifted(claim.statement, "rhs")  # type: ignore[arg-type]
    assert any(kind.startswith(("vector", "matrix")) for kind in found.let.values())
    same = backproof.compare(Part(claim=claim, side="rhs"), found.text)
    assert same.outcome.value == "equal"
    other = backproof.compare(Part(claim=claim, side="rhs"), f"2*({found.text})")
    assert other.outcome.value == "different"


def _with_arrays() -> Claim:
    return backproof.claims("backpropagation")["backpropagation.softmax_jacobian"]


def test_what_has_no_words_is_refused() -> None:
    training = next(c for c in catalogue.claims().values() if not isinstance(c.statement, Statement))
    with pytest.raises(AuthorError, match="no formula"):
        backproof.compare(training, "x")
    with pytest.raises(AuthorError, match="no side"):
        backproof.compare(Part(claim=_with_arrays(), side="middle"), "x")
    mean = backproof.claims("dropout")["dropout.mean_activation_unchanged"]
    with pytest.raises(AuthorError, match="cannot be a reference"):
        backproof.compare(mean, "x")
