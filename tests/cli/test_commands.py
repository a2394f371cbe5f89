"""The command line as its users meet it: data, exit codes, one clear line for what is wrong."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from backproof import api
from backproof.cli import main as cli
from backproof.results import Report, Result

CLAIM = "dropout.mean_activation_unchanged"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_verify_gives_the_schema_with_all_its_fields(capsys: pytest.CaptureFixture) -> None:
    assert cli.run(["verify", "dropout.ridge-when-columns-have-equal-norm", "--device", "cpu", "--json", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "backproof.verify/1"
    assert {"environment", "seed", "full", "seconds", "summary", "skipped", "claims"} <= report.keys()
    assert report["summary"]["QUALIFIED"] == 1
    (claim,) = report["claims"]
    fields = "id topic ledger title expected verdict ok reason grade reconstructed statement hypotheses sources"
    fields += " derivation evidence counterexample amended mutants seconds"
    assert set(fields.split()) <= claim.keys()
    assert {"latex", "text"} <= claim["statement"].keys()
    assert {"statement", "hypotheses", "grade"} <= claim["amended"].keys()
    assert all({"statement", "rule", "reason"} <= s.keys() for s in claim["derivation"])
    wanted = {"kind", "outcome", "detail", "instances", "worst", "seconds"}
    assert all(wanted <= e.keys() for e in claim["evidence"])
    assert {e["kind"] for e in claim["evidence"]} == {"symbolic", "exact", "numeric"}
    assert claim["mutants"]["survived"] == 0
    assert claim["counterexample"]["values"]["p"] == "1/2"


def test_the_full_budget_has_four_times_the_seeds_and_a_narrower_interval(capsys: pytest.CaptureFixture) -> None:
    widths = []
    for option, seeds in (("--quick", 1024), ("--full", 4096)):
        assert (
            cli.run(["verify", "momentum.adam-ends-at-the-worst-point", option, "--device", "cpu", "--json", "-"]) == 0
        )
        report = json.loads(capsys.readouterr().out)
        assert report["full"] == (option == "--full")
        (evidence,) = report["claims"][0]["evidence"]
        assert evidence["instances"] == seeds
        low, high = evidence["interval"]
        widths.append(high - low)
    assert 0 < widths[1] < widths[0] / 3.9


def test_two_processes_give_the_same_report_as_one(capsys: pytest.CaptureFixture) -> None:
    names = [CLAIM, "dropout.activation_variance"]
    texts = []
    for jobs in ("1", "2"):
        assert cli.run(["verify", *names, "--device", "cpu", "--jobs", jobs, "--json", "-"]) == 0
        texts.append(_timeless(capsys.readouterr().out))
    assert texts[0] == texts[1]


FEW = ("dropout.loss_decomposition", "backpropagation.softmax_jacobian", "xor.no_line_separates_xor")


@pytest.mark.parametrize(
    ("names", "jobs", "seeds"),
    [(FEW, "1", "01"), pytest.param((), "2", "01234", marks=pytest.mark.slow)],
    ids=["few", "all"],
)
def test_json_does_not_depend_on_the_hash_seed(names: tuple[str, ...], jobs: str, seeds: str) -> None:
    texts = set()
    for seed in seeds:
        command = [
            sys.executable,
            "-m",
            "backproof",
            "verify",
            *names,
            "--device",
            "cpu",
            "--jobs",
            jobs,
            "--json",
            "-",
        ]
        found = subprocess.run(command, capture_output=True, text=True, env=_environment(PYTHONHASHSEED=seed))
        assert found.returncode == 0, found.stderr
        texts.add(_timeless(found.stdout))
    assert len(texts) == 1


def test_ctrl_c_leaves_what_was_done_and_no_process_behind() -> None:
    """A terminal sends the signal to the whole group, workers too.

    A shell starts background jobs with the signal ignored, and children inherit that: so it is set back first.
    """
    command = [sys.executable, "-m", "backproof", "verify", "--no-training"]
    command += ["--device", "cpu", "--jobs", "2", "--json", "kept.json"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    signal.signal(signal.SIGINT, before)
    assert run.stdout is not None
    run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in errors
    kept = json.loads(Path("kept.json").read_text())
    assert kept["claims"]
    assert kept["unfinished"]
    assert _gone(run.pid)


def _gone(group: int) -> bool:
    """Whether the process group is empty; a killed worker stays listed until somebody asks for its exit code."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_records_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import json; from backproof import claims; from backproof.results import unverified;"
        "print(json.dumps([unverified(n, c) for n, c in claims().items()]))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=_environment(PYTHONHASHSEED=s), check=True
        ).stdout
        for s in ("0", "1")
    }
    assert len(texts) == 1


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}


def _timeless(text: str) -> str:
    """The report without times and environment."""

    def strip(value: object) -> object:
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if k not in ("seconds", "environment")}
        return [strip(v) for v in value] if isinstance(value, list) else value

    return json.dumps(strip(json.loads(text)))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["verify", "nothing_like_it"], "unknown claim or topic"),
        (["verify", "loss-decomposition"], "did you mean dropout.loss_decomposition?"),
        (["verify", "dropout.loss_decompositon"], "did you mean dropout.loss_decomposition?"),
        (["show", "dropot.x"], "unknown claim or topic"),
        (["show", "dropout"], "is a topic"),
        (["list", "--topic", "dropot"], "did you mean dropout?"),
        (["verify", "--device", "abacus"], "'abacus' is not one of 'auto', 'cpu', 'gpu'"),
        (["verify", "--jobs", "0"], "0 is not in the range"),
        (["verify", "--seed", "-1"], "-1 is not in the range"),
        (["verify", "--json", "no/such/folder/x.json"], "cannot write"),
        (["verify", "--junit", "."], "cannot write"),
        (["audit", "--jobs", "0"], "0 is not in the range"),
        (["verfy"], "Did you mean verify?"),
        (["verify", "--bogus"], "No such option"),
    ],
)
def test_wrong_usage_is_answered_in_one_clear_line(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture
) -> None:
    assert cli.run(arguments) == 2
    output = capsys.readouterr()
    assert not output.out
    assert says in output.err
    assert output.err.count("\n") == 1


def test_an_absent_gpu_is_a_missing_environment(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    from backproof.numerics.engine import check
    from backproof.numerics.engine.devices import DeviceError

    def no_gpu(*_: object, **__: object) -> None:
        raise DeviceError("no GPU is visible to JAX")

    monkeypatch.setattr(check, "run", no_gpu)
    assert cli.run(["verify", CLAIM, "--device", "gpu"]) == 4
    assert capsys.readouterr().err == "backproof: no GPU is visible to JAX\n"


def test_an_interrupt_keeps_what_was_done(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    judged = api.judged

    def interrupted_second(argument: dict) -> dict:
        if argument["claim"] != CLAIM:
            raise KeyboardInterrupt
        return judged(argument)

    monkeypatch.setattr(api, "judged", interrupted_second)
    assert cli.run(["verify", "dropout", "--jobs", "1", "--json", "kept.json", "--junit", "kept.xml"]) == 130
    kept = json.loads(Path("kept.json").read_text())
    assert [c["id"] for c in kept["claims"]] == [CLAIM]
    assert len(kept["unfinished"]) == len(api.claims("dropout")) - 1
    suite = ElementTree.parse("kept.xml").getroot()[0]
    assert suite.get("errors") == str(len(kept["unfinished"]))


def test_a_checker_that_breaks_fails_its_claim_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    from backproof.theory.kernel import judge

    def broken(claim_id: str, *_: object, **__: object) -> None:
        raise ZeroDivisionError(claim_id)

    monkeypatch.setattr(judge, "judge", broken)
    assert cli.run(["verify", CLAIM, "--jobs", "1"]) == 3
    assert "a checker broke: ZeroDivisionError" in capsys.readouterr().out


def _result(verdict: str, expected: str, survived: int = 0) -> Result:
    ok = verdict == expected and not survived
    return Result({"id": "t.c", "verdict": verdict, "expected": expected, "ok": ok, "mutants": {"survived": survived}})


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([_result("PROVED", "PROVED")], 0),
        ([_result("UNDECIDED", "UNDECIDED")], 0),
        ([_result("REFUTED", "PROVED")], 1),
        ([_result("PROVED", "PROVED", survived=1)], 1),
        ([_result("UNDECIDED", "PROVED")], 3),
        ([_result("UNDECIDED", "PROVED"), _result("REFUTED", "PROVED")], 1),
        ([], 3),
    ],
)
def test_exit_codes(results: list[Result], code: int) -> None:
    from backproof.cli.verify import exit_code

    assert exit_code(Report(results=tuple(results), environment={})) == code


def test_list_filters_and_shows_the_last_result(capsys: pytest.CaptureFixture) -> None:
    Path("report").mkdir()
    assert cli.run(["verify", CLAIM, "--json", "report/verify.json"]) == 0
    capsys.readouterr()
    assert cli.run(["list", "--topic", "dropout", "--verdict", "proved", "--json", "-"]) == 0
    listed = json.loads(capsys.readouterr().out)["claims"]
    assert {c["expected"] for c in listed} == {"PROVED"}
    assert {c["id"]: c["last"] for c in listed}[CLAIM] == "PROVED"
    assert {c["id"]: c["last"] for c in listed}["dropout.loss_decomposition"] is None


def test_show_tells_everything_about_a_claim(capsys: pytest.CaptureFixture) -> None:
    assert cli.run(["show", "dropout.unscaled-mask-shrinks-mean"]) == 0
    shown = capsys.readouterr().out
    for part in ("As stated", "True is", "fails at", "given       p <= 1", "Derivation", "Near-misses", "Lecture 10"):
        assert part in shown
    assert "not verified here" in shown


def test_show_checks_when_asked_to(capsys: pytest.CaptureFixture) -> None:
    assert cli.run(["show", CLAIM, "--check"]) == 0
    assert "Verdict PROVED (all sizes)" in capsys.readouterr().out


def test_doctor_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    from backproof import environment

    monkeypatch.setitem(environment.EXTRAS, "cluster", ("no-such-distribution",))
    assert cli.run(["doctor"]) == 0
    assert "pip install 'backproof[cluster]'" in capsys.readouterr().out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("to", [["--json", "/dev/full"], ["--json", "-"], []])
def test_a_full_disk_is_told_in_one_line(to: list[str]) -> None:
    command = [sys.executable, "-m", "backproof", "list", "--topic", "dropout", *to]
    with open("/dev/full", "w") as full:
        found = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert found.returncode == 4
    assert "No space left on device" in found.stderr
    assert found.stderr.count("\n") == 1


def test_a_file_is_replaced_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.cli import output

    Path("kept.json").write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "replace", full)
    with pytest.raises(output.click.ClickException, match="No space left"):
        output.write("kept.json", "after")
    assert Path("kept.json").read_text() == "before"
    assert [p.name for p in Path().iterdir()] == ["kept.json"]
