"""A verdict cannot claim more than its evidence, whatever is put into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backproof.theory.kernel.claim import Conclusion, Fault
from backproof.theory.kernel.evidence import Evidence, Kind, Outcome
from backproof.theory.kernel.verdict import MutantTally, OverclaimError, Verdict, conclude, standing


def ev(kind: Kind, outcome: Outcome = Outcome.HOLDS) -> Evidence:
    return Evidence(kind=kind, outcome=outcome, detail=f"{kind.value} {outcome.value}", grade="all sizes")


evidence = st.lists(
    st.builds(ev, st.sampled_from(Kind), st.sampled_from(Outcome)),
    max_size=5,
).map(tuple)


@given(evidence, evidence, st.sampled_from([None, *Fault]), st.sampled_from(Conclusion))
def test_only_the_carried_conclusion_can_be_built(
    found: tuple[Evidence, ...], replayed: tuple[Evidence, ...], fault: Fault | None, wanted: Conclusion
) -> None:
    carried, _ = conclude(found, replayed, fault)

    def build() -> Verdict:
        return Verdict(
            claim_id="t.c", conclusion=wanted, expected=wanted, evidence=found, replayed=replayed, fault=fault
        )

    if carried is wanted:
        assert build().conclusion is wanted
    else:
        with pytest.raises(OverclaimError):
            build()


@given(evidence)
def test_nothing_undecided_is_ever_a_pass(found: tuple[Evidence, ...]) -> None:
    verdict, _ = standing(found)
    if verdict in (Conclusion.PROVED, Conclusion.CONFIRMED):
        assert all(e.outcome is Outcome.HOLDS for e in found)


def test_a_derivation_alone_is_not_proved() -> None:
    assert standing((ev(Kind.SYMBOLIC),))[0] is Conclusion.UNDECIDED


def test_numbers_alone_are_never_proved() -> None:
    assert standing((ev(Kind.NUMERIC),))[0] is Conclusion.CONFIRMED
    assert standing((ev(Kind.EXACT), ev(Kind.NUMERIC)))[0] is Conclusion.CONFIRMED


def test_checkers_that_disagree_decide_nothing() -> None:
    found = (ev(Kind.SYMBOLIC), ev(Kind.EXACT, Outcome.REFUTES))
    assert standing(found)[0] is Conclusion.UNDECIDED


def test_a_fault_needs_a_replayed_counterexample() -> None:
    proof = (ev(Kind.SYMBOLIC), ev(Kind.EXACT))
    assert conclude(proof, (), Fault.FORMULA)[0] is Conclusion.UNDECIDED
    assert conclude(proof, (ev(Kind.EXACT),), Fault.FORMULA)[0] is Conclusion.UNDECIDED
    replayed = (ev(Kind.EXACT, Outcome.REFUTES),)
    assert conclude(proof, replayed, Fault.FORMULA)[0] is Conclusion.REFUTED
    assert conclude(proof, replayed, Fault.QUANTIFIER)[0] is Conclusion.REFUTED
    assert conclude(proof, replayed, Fault.HYPOTHESIS)[0] is Conclusion.QUALIFIED
    assert conclude((ev(Kind.SYMBOLIC),), replayed, Fault.HYPOTHESIS)[0] is Conclusion.UNDECIDED


def test_a_surviving_mutant_fails_the_claim() -> None:
    verdict = Verdict(
        claim_id="t.c",
        conclusion=Conclusion.PROVED,
        expected=Conclusion.PROVED,
        evidence=(ev(Kind.SYMBOLIC), ev(Kind.EXACT)),
        mutants=MutantTally(killed=1, survived=1, survivors=("sign",)),
    )
    assert not verdict.ok
    assert verdict.reason == "survived: sign"
