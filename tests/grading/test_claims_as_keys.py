"""Claims of the catalogue as keys: answers are compared with what the kernel writes, and the mutants differ from it."""

import pytest

from backproof.grading.claims import Unsaid, claims_that_read, from_claim
from backproof.grading.comparison import Outcome, compared
from backproof.grading.vocabulary import Vocabulary

READS = [claim_id for claim_id, why in claims_that_read() if not why]


def test_most_of_the_catalogue_can_be_asked_for() -> None:
    assert len(READS) > 150


@pytest.mark.parametrize("claim_id", READS)
def test_a_claim_is_its_own_answer_and_its_mutants_are_none(claim_id: str) -> None:
    found = from_claim(claim_id)
    names = Vocabulary(names=found.names, given=found.given)
    key = names.forms(names.read(found.text))
    own = compared(key, key, names)
    assert own.decision.outcome in (Outcome.EQUAL, Outcome.EQUAL_AT_POINTS, Outcome.UNDECIDED), own
    for name, text, _ in found.mistakes:
        wrong = compared(key, names.forms(names.read(text)), names)
        assert wrong.decision.outcome not in (Outcome.EQUAL, Outcome.EQUAL_AT_POINTS), (name, text)


def test_names_of_bound_and_free_indices_are_kept_apart() -> None:
    found = from_claim("backpropagation.hidden_weight_gradient", rename={"q": "l", "r": "j"})
    names = Vocabulary(names=found.names)
    other = from_claim("backpropagation.hidden_weight_gradient")
    plain = Vocabulary(names=other.names)
    assert names.read(found.text) != plain.read(other.text)
    text = found.text
    for new, old in (("l", "q"), ("j", "r")):
        assert new in found.names and old not in found.names, text


@pytest.mark.parametrize(
    ("claim_id", "why"),
    [
        ("dropout.mean_activation_unchanged", "random"),
        ("xor.gradient_descent_mostly_learns_xor", "prediction"),
        ("min_norm.iterates_in_closed_form", "recursion"),
    ],
)
def test_what_an_answer_could_not_say_is_refused(claim_id: str, why: str) -> None:
    with pytest.raises(Unsaid, match=why):
        from_claim(claim_id, side="lhs")


def test_a_claim_that_is_not_there_is_a_fault_with_its_line() -> None:
    from backproof.grading.assignment import AssignmentError, parse_assignment

    text = 'format = 1\ntitle = "T"\n[[question]]\nnumber = "1"\n[[question.part]]\npoints = 1\nkind = "expression"\n'
    found = parse_assignment(text + 'claim = "dropout.nothing"\n', "try.toml").parts[0]
    with pytest.raises(AssignmentError, match=r"try\.toml:8: there is no claim"):
        assert found.vocabulary
