"""A copy of a key outlives no process that needed it."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from backproof.grading import copies

WRITER = """import sys, time
from backproof.grading import copies
print(copies.write("week.toml", "key"), flush=True)
time.sleep(60)
"""


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def writer() -> tuple[subprocess.Popen, Path]:
    process = subprocess.Popen([sys.executable, "-c", WRITER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))


def test_what_a_killed_process_left_is_taken_away_by_the_next(base: Path) -> None:
    process, copy = writer()
    assert copy.read_text() == "key" and copy.parent.parent == base
    assert os.stat(copy.parent).st_mode & 0o777 == 0o700
    copies.sweep()
    assert copy.exists()  # its process lives
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert copy.exists()
    other = copies.write("week.toml", "key")
    assert not copy.parent.exists() and Path(other).exists()
    copies.remove(other)
    assert not list(base.iterdir())


def test_other_folders_and_links_stay(base: Path) -> None:
    kept = base / "kept"
    kept.mkdir()
    (kept / "file").write_text("mine")
    (base / f"{copies.PREFIX}999999999-a").symlink_to(kept)
    (base / f"{copies.PREFIX}x-a").mkdir()
    (base / "backproof-999999999-a").mkdir()
    copies.sweep()
    assert (kept / "file").exists() and len(list(base.iterdir())) == 4


def test_a_process_that_ends_takes_its_copy_along(base: Path) -> None:
    script = WRITER.replace("time.sleep(60)", "")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not Path(done.stdout.strip()).parent.exists()
