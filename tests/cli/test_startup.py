"""What a command may load before it has something to do."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backproof import index

HEAVY = {"sympy", "jax", "numpy", "scipy", "flint", "matplotlib", "rich"}


def loaded(*arguments: str) -> set[str]:
    """The heavy modules that a command line imports."""
    code = (
        "import sys; from backproof.cli.main import run; run(sys.argv[1:]); "
        "print('loaded:', *sys.modules, file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return HEAVY & set(found.stderr.rpartition("loaded:")[2].split())


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["verify", "--help"], ["train", "--help"], ["list", "--help"], ["prove", "--help"]],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert not loaded(*arguments)


def test_list_loads_the_claims_and_nothing_that_computes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert loaded("list") <= {"sympy", "flint"}
    assert not loaded("list"), "the second time the titles come from the cache"
    assert not loaded("list", "--topic", "dropout")


def seconds(*arguments: str) -> float:
    """Median wall time of a command line over five runs."""
    command = [sys.executable, "-m", "backproof", *arguments]
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


@pytest.mark.slow
def test_help_and_list_are_quick() -> None:
    """On an idle machine; the fast suite only looks at what is imported."""
    subprocess.run([sys.executable, "-m", "backproof", "list"], capture_output=True, check=True)
    assert seconds("--help") < 0.15
    assert seconds("list") < 0.7


@pytest.mark.parametrize("broken", ["", "{}", "[1]", '[{"id": "dropout.x"}]', "\x00"])
def test_a_broken_cache_is_done_without(broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    expected = index.summaries()
    (kept,) = (tmp_path / "backproof").iterdir()
    kept.write_text(broken)
    assert index.summaries() == expected
    assert json.loads(kept.read_text()) == expected


def test_a_changed_claim_changes_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "theory").mkdir()
    monkeypatch.setattr(index, "THEORY", tmp_path / "theory")
    before = index._cache()
    (tmp_path / "theory" / "x.py").write_text("")
    assert index._cache() != before


def test_the_package_itself_loads_nothing_heavy() -> None:
    code = "import sys, backproof; assert 'verify' in dir(backproof); print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(found.stdout.split())


def test_every_command_is_listed_with_the_help_that_it_has() -> None:
    from importlib import import_module

    from backproof.cli.main import COMMANDS

    for name in COMMANDS:
        assert import_module(f"backproof.cli.{name}").command.name == name
