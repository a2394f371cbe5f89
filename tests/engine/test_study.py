"""A study keeps what is done, judges what was fixed beforehand, and decides nothing on half of its rows."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from backproof import index
from backproof.numerics.engine.kept import Kept
from backproof.numerics.engine.study import (
    SHARE,
    Column,
    Given,
    Init,
    Measured,
    NotMeasured,
    Part,
    Progress,
    Row,
    Setting,
    Study,
    gains,
    predicted,
    run,
    share,
    together,
)
from backproof.tables import StudyReport
from backproof.theory.kernel.evidence import Outcome

GIVEN = Given(setting=Setting(), formulas={})
measured: list[int] = []


def coin(task: Row, given: Given) -> Measured:
    measured.append(int(task["n"]))  # type: ignore[call-overload]
    return Measured(
        rows=[{"n": task["n"], **share(90, 100), "loss": float("nan")}], checks={"step": float(len(measured))}
    )


PART = Part(
    name="coins",
    title="Coins",
    question="How often?",
    prediction="mostly",
    budget="100 seeds",
    criterion="heads",
    columns=(
        Column(name="n", label="n", shown="d"),
        *SHARE,
        Column(name="loss", label="loss", unit="nats", shown=".2f"),
    ),
    tasks=tuple({"n": n} for n in range(3)),
    measure=coin,
    judge=lambda rows: tuple(predicted("mostly", *r["interval"], at_least=0.5) for r in rows),  # type: ignore[misc]
)
STUDY = Study(title="Three coins", parts=lambda setting: (PART,))


@pytest.fixture(autouse=True)
def none_measured() -> None:
    measured.clear()


def report(study: Study = STUDY) -> StudyReport:
    tables, interrupted = run(study, GIVEN)
    return StudyReport(
        name="coins",
        title=study.title,
        tables=tuple(tables),
        setting={},
        platform="cpu",
        environment={},
        seconds=1.0,
        interrupted=interrupted,
    )


def test_an_interrupted_study_goes_on_where_it_was(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "unfinished", {"seeds": 5})

    def stop(now: Progress) -> None:
        if now.done == 2:
            raise KeyboardInterrupt

    (table,), interrupted = run(STUDY, GIVEN, kept=kept, on_progress=stop)
    assert interrupted
    assert (len(table.rows), table.unfinished, table.outcome) == (2, 1, Outcome.UNDECIDED)
    assert table.findings[0].measured == "1 tasks are not done"
    (resumed,), interrupted = run(STUDY, GIVEN, kept=Kept(tmp_path / "unfinished", {"seeds": 5}))
    assert measured == [0, 1, 2]
    assert not interrupted
    (fresh,), _ = run(STUDY, GIVEN)
    assert resumed.rows == fresh.rows
    assert resumed.outcome is Outcome.HOLDS


def test_rows_of_another_run_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(STUDY, GIVEN, kept=Kept(tmp_path, {"seeds": 5}))
    run(STUDY, GIVEN, kept=Kept(tmp_path, {"seeds": 6}))
    monkeypatch.setattr("backproof.numerics.engine.kept.sources", lambda: "another text")
    run(STUDY, GIVEN, kept=Kept(tmp_path, {"seeds": 5}))
    assert measured == [0, 1, 2] * 3


@pytest.mark.parametrize("broken", ["", "[]", "{}", "\x00"])
def test_kept_rows_that_cannot_be_read_are_measured_again(broken: str, tmp_path: Path) -> None:
    kept = Kept(tmp_path, {})
    run(STUDY, GIVEN, kept=kept)
    for place in tmp_path.iterdir():
        place.write_text(broken)
    run(STUDY, GIVEN, kept=kept)
    assert measured == [0, 1, 2] * 2
    kept.clear()
    assert not tmp_path.exists()


def test_what_was_not_measured_decides_nothing() -> None:
    def refuse(task: Row, given: Given) -> Measured:
        raise NotMeasured("another step")

    study = replace(STUDY, parts=lambda setting: (replace(PART, measure=refuse),))
    (table,), _ = run(study, GIVEN)
    assert table.outcome is Outcome.UNDECIDED
    assert "another step" in table.findings[0].measured


def test_rows_that_cannot_be_judged_are_kept_and_decide_nothing() -> None:
    study = replace(STUDY, parts=lambda setting: (replace(PART, judge=lambda rows: (rows[7],)),))
    (table,), _ = run(study, GIVEN)
    assert (len(table.rows), table.outcome) == (3, Outcome.UNDECIDED)
    assert table.findings[0].measured == "the judgement broke: IndexError: list index out of range"


def test_no_gain_is_no_gain() -> None:
    assert gains("", 0.1, 0.2).outcome is Outcome.HOLDS
    assert gains("", 0.0, 0.2).outcome is Outcome.UNDECIDED
    assert gains("", 0.0, 0.0).outcome is Outcome.REFUTES
    assert gains("", -0.2, -0.1).outcome is Outcome.REFUTES
    assert gains("", float("nan"), float("nan")).outcome is Outcome.UNDECIDED


def test_a_prediction_holds_only_where_the_whole_interval_does() -> None:
    assert predicted("", 0.6, 0.7, at_least=0.5).outcome is Outcome.HOLDS
    assert predicted("", 0.4, 0.7, at_least=0.5).outcome is Outcome.UNDECIDED
    assert predicted("", 0.3, 0.4, at_least=0.5).outcome is Outcome.REFUTES
    assert predicted("", float("nan"), float("nan"), at_least=0.5).outcome is Outcome.UNDECIDED
    assert predicted("", None, None).outcome is Outcome.UNDECIDED  # infinite, as a row has it
    assert together(iter(())) is Outcome.UNDECIDED
    assert together(iter((Outcome.HOLDS, Outcome.REFUTES, Outcome.UNDECIDED))) is Outcome.REFUTES


def test_a_report_is_text_json_and_csv() -> None:
    found = report()
    told = str(found)
    for words in ("Three coins", "How often?", "0.9000", "99.9% interval", "(nats)", "CONFIRMED", "–"):
        assert words in told
    record = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert record["schema"] == "backproof.train/1"
    assert record["verdict"] == "CONFIRMED"
    (part,) = record["parts"]
    assert part["rows"][0]["loss"] is None
    assert part["checks"] == {"step": 3.0}
    assert {c["unit"] for c in part["columns"]} == {"dimensionless", "seeds", "nats"}
    lines = found.as_csv()["coins"].splitlines()
    assert lines[0] == "n,successes,share,interval_low,interval_high,loss"
    assert lines[1].startswith("0,90,0.9,0.7")
    assert "<table>" in found._repr_html_()


def test_a_study_is_a_module_of_its_name() -> None:
    names = index.studies()
    assert "xor" in names
    assert all(index.study_module(name).replace("_", "-") == name for name in names)
    with pytest.raises(index.UnknownName, match="did you mean xor"):
        index.study_module("xo")


def test_the_command_offers_the_laws_that_there_are() -> None:
    from backproof.cli.train import INITS

    assert set(INITS) == {i.value for i in Init}
