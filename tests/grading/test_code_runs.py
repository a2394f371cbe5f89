"""Runs with programs: in bubblewrap, inside a container, and refused where neither holds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from backproof.cli import main as cli
from backproof.grading.gradebook import Gradebook
from backproof.grading.sandbox import bubblewrap, container

ROOT = Path(__file__).parents[2]
CODE = Path(__file__).with_name("code.toml")
PROGRAMS = {
    "right": ("def f(p):\n    return p - p ** 2\n", "2", False),
    "moment": ("def f(p):\n    return p\n", "1", False),
    "wrong": ("def f(p):\n    return 1\n", "0", False),
    "loop": ("def f(p):\n    while True:\n        pass\n", "0", True),
    "exit": ("import os\nos._exit(0)\n", "0", True),
    "spy": ("def f(p):\n    return len(open('/tmp/nothing').read())\n", "0", False),
    "zlast": ("def f(p):\n    return p * (1 - p)\n", "2", False),
}


def hand_in(folder: Path) -> Path:
    folder.mkdir()
    for name, (source, _, _) in PROGRAMS.items():
        (folder / f"{name}.md").write_text(f"## 1\n```python\n{source}```\n")
    return folder


def check(out: Path, sandbox: str) -> None:
    with Gradebook(out) as book:
        assert book.runs()[-1]["options"]["sandbox"] == sandbox
        for name, (_, points, waits) in PROGRAMS.items():
            (graded,) = book.grades_of(name).parts
            assert (str(graded.points), graded.waits) == (points, waits), (name, graded.judgement)


def test_programs_are_graded_in_bubblewrap(tmp_path, capsys):
    if (why := bubblewrap.available()) is not None:
        pytest.skip(why)
    arguments = [str(CODE), str(hand_in(tmp_path / "subs")), "--out", str(tmp_path / "out"), "--jobs", "2"]
    assert cli.run(["grade", *arguments]) == 0, capsys.readouterr().err
    check(tmp_path / "out", "bubblewrap")


def test_programs_are_graded_inside_a_container(tmp_path):
    """From a copy of this package that nobody but root can read, as an image has it."""
    if os.geteuid() != 0:
        pytest.skip("only root can give programs another user")
    if (why := container._works()) is not None:
        pytest.skip(why)
    packages = Path(numpy.__file__).resolve().parent
    if any(folder.stat().st_mode & 0o001 == 0 for folder in (packages, *packages.parents)):
        pytest.skip("the packages lie in a folder that no other user may enter, as in a home of 0700")
    ignored = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", "report", "numerics", "benchmarks")
    shutil.copytree(ROOT, tmp_path / "site" / "backproof", ignore=ignored)
    shutil.copy(CODE, tmp_path / "code.toml")
    command = [sys.executable, "-m", "backproof", "grade", str(tmp_path / "code.toml"), str(hand_in(tmp_path / "subs"))]
    command += ["--out", str(tmp_path / "out"), "--jobs", "2", "--inside-container"]
    surroundings = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PATH": "/nowhere"}
    ran = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    check(tmp_path / "out", "container")
    assert "without bubblewrap" in (tmp_path / "out" / "summary.html").read_text()


def test_without_a_sandbox_programs_are_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")
    bubblewrap.available.cache_clear()
    arguments = [str(CODE), str(hand_in(tmp_path / "subs")), "--out", str(tmp_path / "out")]
    assert cli.run(["grade", *arguments]) == 4
    assert "apt-get install bubblewrap" in capsys.readouterr().err
    bubblewrap.available.cache_clear()
    assert not (tmp_path / "out").exists()


def test_inside_a_container_needs_what_it_promises(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    arguments = [str(CODE), str(hand_in(tmp_path / "subs")), "--out", str(tmp_path / "out"), "--inside-container"]
    assert cli.run(["grade", *arguments]) == 4
    assert "needs root" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setattr(container, "exposed", lambda path: True)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert cli.run(["grade", *arguments]) == 4
    assert "can be read by every user" in capsys.readouterr().err
