"""The folder of compiled programs: the user's, of this kind of processor, and done without where there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backproof.numerics.engine import devices

VERIFY = [sys.executable, "-m", "backproof", "verify", "dropout.mean_activation_unchanged", "--jobs", "1"]


def test_the_folder_is_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = devices._compiled_programs()
    assert kept is not None
    assert kept.parent == tmp_path / "backproof"
    assert kept.is_dir()
    monkeypatch.setattr(devices, "_processor", lambda: "another")
    assert devices._compiled_programs() != kept


def test_without_a_cache_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert devices._compiled_programs() is None


def test_a_broken_program_is_compiled_anew(tmp_path: Path) -> None:
    surroundings = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    first = subprocess.run(VERIFY, env=surroundings, capture_output=True, text=True)
    kept = [p for p in tmp_path.rglob("xla-*/*") if p.is_file()]
    assert kept
    for program in kept:
        program.write_bytes(program.read_bytes()[:20])
    second = subprocess.run(VERIFY, env=surroundings, capture_output=True, text=True)
    assert (first.returncode, second.returncode) == (0, 0)
    assert not second.stderr


@pytest.mark.parametrize(("given", "then"), [(None, "1"), ("3", "3")])
def test_products_get_no_threads_of_their_own_unless_the_user_says_so(given: str | None, then: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "NPROC"} | ({"NPROC": given} if given else {})
    program = "import os; from backproof.numerics.engine import devices as d; d.choose(d.Device.CPU);"
    command = [sys.executable, "-c", program + "print(os.environ['NPROC'])"]
    found = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert found.stdout.strip() == then
