"""The pool of processes: a task that dies or hangs is lost alone."""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from backproof.workers import Lost, run_all

TASK = """
import os, time

def work(argument):
    if argument.get("die"):
        os._exit(1)
    time.sleep(argument.get("sleep", 0))
    return {"square": argument["n"] ** 2, "variable": os.environ.get("FOR_WORKERS")}
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict], dict]:
    """A task that does what it is told, in a module that a spawned process can import."""
    (tmp_path / "told.py").write_text(TASK)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "told", raising=False)
    return import_module("told").work


def test_answers_come_with_their_places(work: Callable[[dict], dict]) -> None:
    answers = dict(run_all(work, [{"n": n} for n in range(5)], jobs=2, variables={"FOR_WORKERS": "yes"}))
    assert answers == {n: {"square": n * n, "variable": "yes"} for n in range(5)}


def test_only_the_task_that_dies_is_lost(work: Callable[[dict], dict]) -> None:
    answers = dict(run_all(work, [{"n": 1}, {"n": 2, "die": True}, {"n": 3}], jobs=2))
    assert isinstance(answers[1], Lost)
    assert not answers[1].timed_out
    assert [answers[n]["square"] for n in (0, 2)] == [1, 9]


def test_only_the_task_that_hangs_is_lost(work: Callable[[dict], dict]) -> None:
    answers = dict(run_all(work, [{"n": 1}, {"n": 2, "sleep": 60}, {"n": 3}], jobs=2, limit=2.0))
    assert answers[1] == Lost(timed_out=True)
    assert [answers[n]["square"] for n in (0, 2)] == [1, 9]
