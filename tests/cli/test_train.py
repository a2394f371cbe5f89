"""`backproof train` as its users meet it."""

import csv
import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from backproof import api
from backproof.cli import main as cli
from backproof.index import studies
from backproof.numerics.engine.study import Part, Progress, Setting

SMALL = ["train", "xor", "--seeds", "40", "--device", "cpu"]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("backproof.numerics.studies.xor.STEPS", 20)


def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The study with the first two tasks of its first part."""
    from backproof.numerics.studies import xor

    whole = xor.study.parts

    def parts(setting: Setting) -> tuple[Part, ...]:
        first = whole(setting)[0]
        return (replace(first, tasks=first.tasks[:2], costs=None, judge=lambda rows: ()),)

    monkeypatch.setattr(xor, "study", replace(xor.study, parts=parts))


@pytest.mark.parametrize("name", studies())
def test_every_study_says_beforehand_what_it_predicts(name: str) -> None:
    study = import_module(f"backproof.numerics.studies.{name.replace('-', '_')}").study
    for full in (False, True):
        for part in study.parts(Setting(full=full)):
            assert all((part.title, part.question, part.prediction, part.budget, part.tasks, part.columns))
            assert part.costs is None or len(part.costs) == len(part.tasks)
            json.dumps(part.tasks, allow_nan=False)


def test_tables_on_stdout_and_data_in_files(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    few(monkeypatch)
    code = cli.run([*SMALL, "--out", "data", "--json", "all.json"])
    captured = capsys.readouterr()
    assert code in (0, 1, 3)
    assert "hidden units" in captured.out
    record = json.loads(Path("all.json").read_text())
    assert record == json.loads(Path("data/xor.json").read_text())
    with open("data/xor-rates.csv", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = record["parts"][0]["rows"]
    assert [float(r["share"]) for r in rows] == [r["share"] for r in kept]
    assert not Path("data/unfinished").exists()
    assert sorted(p.name for p in Path("data").iterdir()) == ["xor-rates.csv", "xor.json"]


def test_an_interrupt_keeps_what_is_done_and_the_next_run_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    few(monkeypatch)
    whole, calls = api.train, []

    def stopped(*names: str, **given: object) -> object:
        def stop(now: Progress) -> None:
            calls.append(now.done)
            if now.done == 1 and 2 not in calls:
                raise KeyboardInterrupt

        return whole(*names, **{**given, "on_progress": stop})  # type: ignore[arg-type]

    monkeypatch.setattr(api, "train", stopped)
    assert cli.run([*SMALL, "--json", "-"]) == 130
    captured = capsys.readouterr()
    record = json.loads(captured.out)
    assert record["interrupted"]
    assert record["verdict"] == "UNDECIDED"
    assert len(record["parts"][0]["rows"]) == 1
    assert "the same command goes on" in captured.err
    assert len(list(Path("report/train/unfinished").iterdir())) == 1
    monkeypatch.setattr(api, "train", whole)
    assert cli.run([*SMALL, "--json", "-"]) in (0, 1, 3)
    resumed = json.loads(capsys.readouterr().out)["parts"][0]["rows"]
    assert cli.run([*SMALL, "--json", "-", "--out", "other"]) in (0, 1, 3)
    assert json.loads(capsys.readouterr().out)["parts"][0]["rows"] == resumed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train"], "Missing argument 'STUDY'"),
        (["train", "xo"], "unknown study 'xo'; did you mean xor?"),
        (["train", "xor", "--seeds", "0"], "--seeds"),
        (["train", "xor", "--seeds", "x"], "'x' is not a valid integer"),
        (["train", "xor", "--seeds", "1000000000000"], "is not in the range 2<=x<=10000000"),
        (["train", "xor", "--seed", "99999999999999999999"], "is not in the range 0<=x<="),
        (["train", "initialization", "--depth", "1"], "two of them or more"),
        (["train", "depth", "--init", "Tanh-Equivalent", "--activation", "ReLU"], "a tanh-equivalent start is one of"),
        (["train", "xor", "--device", "tpu"], "'tpu' is not one of"),
        (["train", "xor", "--depth", "3"], "the study 'xor' takes no option --depth"),
        (["train", "xor", "--init", "best"], "'best' is not one of"),
        (["train", "xor", "--out", "file/sub"], "is not a folder"),
        (["train", "xor", "--json", "no/where.json"], "cannot write 'no/where.json'"),
    ],
)
def test_wrong_usage_is_answered_in_one_clear_line(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture
) -> None:
    Path("file").write_text("")
    assert cli.run(arguments) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.err.count("\n") == 1
    assert not captured.out


@pytest.mark.slow
@pytest.mark.parametrize("name", studies())
def test_two_seeds_decide_next_to_nothing_and_break_nothing(name: str, capsys: pytest.CaptureFixture) -> None:
    assert cli.run(["train", name, "--seeds", "2", "--device", "cpu", "--json", "-"]) in (0, 1, 3)
    captured = capsys.readouterr()
    parts = json.loads(captured.out)["parts"]
    assert parts
    assert "broke" not in captured.err + captured.out
