"""From Python: selection, results in a notebook, what is missing."""

from xml.dom import minidom

import pytest

import backproof
from backproof import api, judging
from backproof.results import Report
from backproof.theory.kernel.claim import Claim
from backproof.theory.kernel.evidence import Outcome

CLAIM = "dropout.loss_decomposition"


@pytest.fixture(scope="module")
def report() -> Report:
    return backproof.verify(CLAIM, "dropout.unscaled-mask-shrinks-mean", device="cpu")


def test_claims_are_found_by_id_and_topic() -> None:
    assert set(backproof.claims("dropout")) < set(backproof.claims())
    assert list(api.select("dropout.loss-decomposition")) == [CLAIM]
    assert list(api.select(CLAIM, "dropout")) == list(backproof.claims("dropout"))


def test_a_report_is_read_like_a_sequence(report: Report) -> None:
    assert report.ok
    assert len(report) == 2
    assert report[CLAIM].verdict.value == "PROVED"
    assert report.summary["QUALIFIED"] == 1
    assert "2 claims" in repr(report)


def test_results_show_themselves_in_a_notebook(report: Report) -> None:
    for shown in (report, report[CLAIM], backproof.claims("dropout")):
        markup = shown._repr_html_()
        assert '<math xmlns="http://www.w3.org/1998/Math/MathML"' in markup
        minidom.parseString(f"<div>{markup}</div>")
    assert report[CLAIM]._repr_latex_().startswith("$")
    assert report._repr_latex_().endswith("$")


def test_a_notebook_shows_what_is_true(report: Report) -> None:
    qualified = report["dropout.unscaled_mask_shrinks_mean"]
    assert qualified.true_statement["text"] == "E[h[j]*m[j]] = p*h[j]"
    assert "False as its source states it" in qualified._repr_html_()


@pytest.mark.parametrize("wrong", [{"device": "abacus"}, {"jobs": 0}, {"seed": -1}])
def test_wrong_values_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        backproof.verify(CLAIM, **wrong)


def test_a_missing_numeric_side_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.numerics import dropout

    monkeypatch.delattr(dropout, "loss_decomposition")
    result = backproof.verify(CLAIM)[CLAIM]
    assert result.verdict.value == "UNDECIDED"
    assert "loss_decomposition" in result.reason


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.numerics.engine import check

    def without(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn.datasets")

    monkeypatch.setattr(check, "run", without)
    found = judging.measurement(CLAIM, _claim())()
    assert found.outcome is Outcome.UNSUPPORTED
    assert "backproof[data]" in found.detail


def _claim() -> Claim:
    return backproof.claims("dropout")[CLAIM]


def test_an_oracle_that_disagrees_fails_exactly_its_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.numerics import dropout
    from backproof.numerics.engine.check import Check

    def forgets_the_penalty(w: object, h: object, t: float, **_: object) -> object:
        return (w @ h - t) ** 2  # type: ignore[operator]

    monkeypatch.setattr(dropout, "loss_decomposition", Check(oracle=forgets_the_penalty))
    found = backproof.verify(CLAIM, "dropout.activation_variance")
    assert [r.ok for r in found] == [r.id != CLAIM for r in found]


def test_workers_take_the_longest_claims_first_and_the_report_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["xor.perceptron_rule_learns_and", "dropout.loss_decomposition", "vanishing.six_relu_layers_train"]
    asked.append("depth.four_tanh_layers_beat_one_of_as_many_parameters")
    taken: list[str] = []

    def one_by_one(task: object, arguments: list[dict], **_: object) -> object:
        for n, argument in enumerate(arguments):
            taken.append(argument["claim"])
            claim = judging.claim_of(argument["claim"])
            yield n, judging.undecided(argument["claim"], claim, Outcome.UNDECIDED, "not judged here")

    monkeypatch.setattr("backproof.workers.run_all", one_by_one)
    report = backproof.verify(*asked, jobs=2)
    assert taken == [asked[3], asked[2], asked[0], asked[1]]
    assert sorted(r.id for r in report) == sorted(asked)
    taken.clear()
    backproof.verify(*asked, jobs=1)
    assert taken == list(api.select(*asked))


def test_how_long_a_claim_takes_is_no_matter_where_its_experiment_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judging.expected_seconds("vanishing.six_relu_layers_train") > 1
    monkeypatch.delattr("backproof.numerics.vanishing.six_relu_layers_train")
    assert judging.expected_seconds("vanishing.six_relu_layers_train") == 0
    assert judging.expected_seconds("dropout.loss_decomposition") == 0
