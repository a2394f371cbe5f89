"""`backproof train` from outside: ended by Ctrl-C or killed it keeps what is done, and goes on from there."""

import contextlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "backproof", "train", "min-norm", "--seeds", "24", "--device", "cpu"]
ENOUGH = 3  # finished tasks before the end


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def timeless(out: str) -> dict:
    """The JSON of a run without times and environment."""
    record = json.loads(Path(out, "min-norm.json").read_text())
    for part in (record, *record["parts"]):
        part.pop("seconds", None)
        part.pop("environment", None)
    return record


def whole(out: str) -> tuple[dict, dict[str, bytes]]:
    """A run to the end: its JSON, and the tables that it wrote."""
    done = subprocess.run([*COMMAND, "--out", out], capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 1, 3), done.stderr
    # where there is no terminal it tells how it ended, and no progress
    assert done.stderr.startswith("done; ")
    assert done.stderr.count("\n") == 1
    assert not Path(out, "unfinished").exists()
    return timeless(out), {p.name: p.read_bytes() for p in Path(out).glob("*.csv")}


def ended_by(sent: signal.Signals, out: str) -> tuple[int, str, str, set[str]]:
    """A run that is sent a signal in the middle: exit code, output, errors, and the finished tasks in its folder."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # children of a shell's job inherit "ignored"
    run = subprocess.Popen(
        [*COMMAND, "--out", out], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    signal.signal(signal.SIGINT, before)
    unfinished = Path(out, "unfinished")
    for _ in range(3000):
        if unfinished.is_dir() and len(list(unfinished.glob("*.json"))) >= ENOUGH:
            break
        assert run.poll() is None
        time.sleep(0.02)
    os.killpg(run.pid, sent)
    output, errors = run.communicate(timeout=120)
    return run.returncode, output, errors, {p.name for p in unfinished.glob("*.json")}


@pytest.mark.slow
def test_a_run_goes_on_after_ctrl_c_and_after_a_kill_and_ends_as_if_nothing_had_been() -> None:
    record, tables = whole("whole")
    assert len(tables) == 2

    code, output, errors, finished = ended_by(signal.SIGINT, "stopped")
    assert (code, "Traceback" in errors) == (130, False)
    assert "tasks are not done" in output
    interrupted = timeless("stopped")
    assert interrupted["interrupted"]
    assert interrupted["verdict"] == "UNDECIDED"
    assert "the same command goes on" in errors
    told = [row for part in interrupted["parts"] for row in part["rows"]]
    assert ENOUGH <= len(told) == len(finished)
    assert [r for part in record["parts"] for r in part["rows"]][: len(told)] == told
    shutil.copytree("stopped", "marked")
    assert whole("stopped") == (record, tables)

    # what was finished is not done again: a mark in it is still there at the end
    place = next(Path("marked", "unfinished").glob("*.json"))
    kept = json.loads(place.read_text())
    number = kept["rows"][0]["distance"]
    kept["rows"][0]["distance"] = 12345.0
    place.write_text(json.dumps(kept))
    marked, _ = whole("marked")
    found = [row["distance"] for part in marked["parts"] for row in part["rows"]]
    true = [row["distance"] for part in record["parts"] for row in part["rows"]]
    assert found.count(12345.0) == 1
    assert true[found.index(12345.0)] == number

    code, output, _, finished = ended_by(signal.SIGKILL, "killed")
    assert (code, output) == (-signal.SIGKILL, "")
    assert len(finished) >= ENOUGH
    assert whole("killed") == (record, tables)


def test_a_terminal_sees_how_much_is_left() -> None:
    outer, inner = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    seen = b""
    with (
        open("table.txt", "wb") as table,
        subprocess.Popen([*COMMAND, "--out", "seen"], stdout=table, stderr=inner, env=environment) as run,
    ):
        os.close(inner)
        with contextlib.suppress(OSError):  # the other end is closed
            while piece := os.read(outer, 4096):
                seen += piece
        run.wait(timeout=60)
    os.close(outer)
    assert "ends at the shortest solution" in Path("table.txt").read_text()
    text = seen.decode(errors="replace")
    assert "time left unknown" in text  # before the first task
    assert " s left" in text
    assert "/13" in text  # of its tasks
