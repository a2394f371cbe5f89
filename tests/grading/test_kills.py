"""Runs and workers that are killed at random moments: nothing is lost, nothing is graded twice."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from backproof.grading import pages, run
from backproof.grading.gradebook import Gradebook
from backproof.grading.workers import Limits, LocalExecutor

SMALL = Path(__file__).with_name("small.toml")
ROOT = Path(__file__).parents[2]
ANSWERS = ("p - p^2", "p", "p (1-p)", "\\frac{p}{1+p}", "", "what?", "p^2 - p", "(1-p) p + 0", "1 - p")
NUMBERS = ("0.25", "1/4", "2^{-2}", "4", "", "one quarter")


def write_class(folder: Path, size: int) -> Path:
    folder.mkdir()
    for n in range(size):
        first, second = ANSWERS[n % len(ANSWERS)], NUMBERS[n % len(NUMBERS)]
        text = f"## 1a\n{first}\n## 1b\nbecause of {n}\n## 2\n{second}\n"
        (folder / f"student{n:04}.md").write_text(text)
    return folder


def grades(folder: Path) -> str:
    with Gradebook(folder) as book:
        return pages.canonical(pages.as_json(book, pages.write_pages(book, feedback=False)))


def attempts(folder: Path) -> Counter:
    """How often each answer was finally judged."""
    with Gradebook(folder) as book:
        assert book.count_todo() == 0
        return Counter(row[:4] for row in book.attempts() if row[5])


def undisturbed(tmp_path: Path, folder: Path) -> str:
    with Gradebook(tmp_path / "calm", create=True) as book:
        run.grade(str(SMALL), str(folder), book, options=run.Options(jobs=2))
    return grades(tmp_path / "calm")


@pytest.mark.slow
def test_a_run_that_is_killed_fifty_times_ends_as_if_nothing_had_happened(tmp_path):
    folder, out = write_class(tmp_path / "subs", 2000), tmp_path / "out"
    command = [sys.executable, "-m", ROOT.name, "grade", str(SMALL), str(folder), "--out", str(out), "--jobs", "2"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT.parent)}
    chance = random.Random(6)
    kills = rounds = 0
    calm = undisturbed(tmp_path, folder)
    while kills < 50:
        process = subprocess.Popen(
            [*command, "--no-feedback"], cwd=tmp_path, env=surroundings, stdout=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=chance.uniform(0.2, 3.0))
            assert process.returncode == 0  # it ended before we came
            check(out, calm)
            shutil.rmtree(out)
            rounds += 1
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    print(f"{kills} kills, {rounds} runs ended in between")
    subprocess.run([*command, "--no-feedback"], cwd=tmp_path, env=surroundings, check=True, capture_output=True)
    check(out, calm)


def check(out: Path, calm: str) -> None:
    """All 6000 answers are there, each was graded once, and the grades are those of a run that nobody disturbed."""
    counted = attempts(out)
    assert set(counted.values()) == {1} and len(counted) == 6000
    assert grades(out) == calm


@pytest.mark.slow
def test_workers_that_are_killed_fifty_times_lose_nothing(tmp_path):
    folder, out = write_class(tmp_path / "subs", 400), tmp_path / "out"
    chance = random.Random(7)
    moments = set(chance.sample(range(1, 1000), 50))
    killed = []
    with LocalExecutor(run.JUDGE, jobs=2, limits=Limits()) as workers:

        def disturb(done: run.Progress) -> None:
            if done.judged in moments and workers.pids:
                victim = chance.choice(workers.pids)
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)
                time.sleep(0.02)

        with Gradebook(out, create=True) as book:
            run.grade(str(SMALL), str(folder), book, options=run.Options(), executor=workers, on_progress=disturb)
            again = run.grade(str(SMALL), str(folder), book, options=run.Options(), executor=workers)
    assert len(killed) == 50
    assert again.judged <= 6  # an answer is given up for this run when two workers die under it
    counted = attempts(out)
    assert set(counted.values()) == {1} and len(counted) == 1200
    assert grades(out) == undisturbed(tmp_path, folder)
