"""What a report says of a claim: its verdict, what it rests on, and nothing that was found about another claim."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from backproof import api
from backproof.figures.report.model import STANDINGS
from backproof.results import Report, Result, unverified, with_evidence

from .pages import FEW, ROOT, pages_of


def test_a_claim_shows_all_that_it_rests_on(run: Report) -> None:
    page = pages_of(*FEW, run=run)["vanishing.html"]
    text = re.sub(r"<[^>]+>", "", page)
    for told in ("Refuted", "the quantifier is wrong", "Counterexample", "True is", "As stated", "10. Diagnosis"):
        assert told in text
    assert "sigma'" not in text and "induction on the layers" in text and "induction, from 2, 3" in text
    assert "what is stated" in text and "refutes" in text and "2 killed" in text
    assert "each layer multiplies the gradient by its slope alone" in text
    assert "<i>k</i>\N{NO-BREAK SPACE}∈\N{NO-BREAK SPACE}{0" in page and "<msub><mi>D</mi><mi>k</mi></msub>" in page


def test_a_verdict_is_a_mark_and_a_word(run: Report) -> None:
    pages = pages_of(*FEW, run=run)
    assert '<span class="badge refuted">Refuted</span>' in pages["vanishing.html"]
    assert '<span class="badge proved">Proved</span>' in pages["dropout.html"]
    assert '<span class="badge qualified">Qualified</span>' in pages["dropout.html"]
    style = (ROOT / "figures/report/assets/style.css").read_text()
    for standing in STANDINGS.values():
        assert re.search(rf'\.{standing.key.lower()} {{[^}}]*--mark: "{re.escape(standing.mark)}"', style), standing
    # training was switched off
    assert "Not verified" in pages["xor.html"] and "expected: qualified" in pages["xor.html"]


def test_a_verdict_on_something_else_is_not_shown(run: Report) -> None:
    record = run[FEW[0]].record
    blank_record = unverified(FEW[0], api.select(FEW[0])[FEW[0]])
    assert with_evidence(blank_record, record)["verdict"] == "REFUTED"
    amended = {**record["amended"], "hypotheses": ["k > 7"]}
    assert with_evidence(blank_record, {**record, "amended": amended})["verdict"] is None
    other = {**record["statement"], "text": "D[k] = 1"}
    assert with_evidence(blank_record, {**record, "statement": other})["verdict"] is None


def test_what_was_not_expected_leads_the_overview(run: Report) -> None:
    wrong = {**run[FEW[1]].record, "verdict": "UNDECIDED", "ok": False, "reason": "out of <budget>"}
    page = pages_of(*FEW, run=replace(run, results=(Result(wrong),)))["index.html"]
    assert page.index("Not as expected") < page.index("How to read a verdict")
    assert "out of &lt;budget&gt;" in page


def test_near_misses_show_what_they_change() -> None:
    """`every_slope` differs from its claim in a hypothesis alone."""
    page = pages_of("activations.leaky_relu_is_a_maximum")["activations.html"]
    (told,) = re.findall(r"a ≤ 1 is ignored.*?</li>\n", page, re.DOTALL)
    assert "<dt>without</dt>" in told and "<i>a</i>\N{NO-BREAK SPACE}≤\N{NO-BREAK SPACE}1" in told


def test_a_report_comes_back_from_its_json(run: Report) -> None:
    again = Report.from_json(json.loads(run.text()))
    assert "mathml" not in run.text() and "<math" in run[FEW[0]]._repr_html_() and "<code>" in again._repr_html_()
    assert again.text() == run.text() and again.as_junit() == run.as_junit()
    whole = Report.from_json(json.loads(json.dumps(run.as_json())))
    assert whole.text() == run.text(), "a file of a run in full tells the same"
    for broken in ([], {}, {"schema": "backproof.verify/0"}, {"schema": "backproof.verify/1", "claims": [{}]}):
        with pytest.raises(ValueError, match="backproof verify"):
            Report.from_json(broken)


@pytest.mark.parametrize("form", [lambda run: run.as_json(), lambda run: json.loads(run.text())], ids=["full", "brief"])
def test_a_file_about_another_claim_proves_nothing(form: Callable[[Report], dict], run: Report) -> None:
    """Another statement, true or as stated, other variables, or another step of the derivation, under the same name."""
    (told,) = (c for c in form(run)["claims"] if c["id"] == FEW[0])
    claim = api.select(FEW[0])[FEW[0]]
    assert with_evidence(unverified(FEW[0], claim), told)["verdict"] == "REFUTED"
    *before, last = claim.derivation
    weaker = replace(last, statement=last.statement.but(rhs=2 * last.statement.rhs))
    others = (
        replace(claim, statement=claim.statement.but(rhs=2 * claim.statement.rhs)),
        replace(claim, as_stated=claim.as_stated.but(rhs=2 * claim.as_stated.rhs)),
        replace(claim, statement=claim.statement.but(where=())),
        replace(claim, derivation=(*before, weaker)),
    )
    for other in others:
        assert with_evidence(unverified(FEW[0], other), told)["verdict"] is None
