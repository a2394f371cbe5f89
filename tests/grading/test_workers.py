"""Workers: order, limits, deaths; what one call does never touches another."""

import os
import time

import pytest

from backproof.grading import frames
from backproof.grading.worker_process import NotATask, load
from backproof.grading.workers import Limits, LocalExecutor, Loss, Lost, WorkersFailed

TASKS = "backproof.tests.grading.tasks"


def test_every_call_is_answered_once():
    with LocalExecutor(f"{TASKS}:double", jobs=2) as workers:
        answers = list(workers.run((n, {"n": n}) for n in range(200)))
    assert sorted(key for key, _ in answers) == list(range(200))
    assert all(answer["twice"] == 2 * key for key, answer in answers)
    assert len({answer["pid"] for _, answer in answers}) == 2


def test_calls_are_not_read_ahead():
    """A class of any size needs no more memory than one call a worker."""
    read = []

    def calls():
        for n in range(50):
            read.append(n)
            yield n, {"n": n}

    with LocalExecutor(f"{TASKS}:double", jobs=2) as workers:
        for count, _ in enumerate(workers.run(calls()), 1):
            assert len(read) <= count + 2


def test_one_bad_call_is_lost_and_its_neighbours_are_not():
    ways = ["fine", "exit", "crash", "sleep", "spin", "memory", "raise", "print", "fine"]
    limits = Limits(seconds=4, cpu_seconds=1, memory=1 << 30)
    with LocalExecutor(f"{TASKS}:misbehave", jobs=2, limits=limits) as workers:
        answers = dict(workers.run((n, {"how": how}) for n, how in enumerate(ways)))
    expected = [None, Loss.DEATH, Loss.DEATH, Loss.TIME, Loss.TIME, Loss.MEMORY, Loss.ERROR, None, None]
    assert [answers[n].loss if isinstance(answers[n], Lost) else None for n in range(len(ways))] == expected
    assert "ZeroDivisionError" in answers[6].detail


def test_a_call_whose_worker_was_killed_is_tried_again(tmp_path):
    with LocalExecutor(f"{TASKS}:survives_once") as workers:
        assert dict(workers.run([(0, {"mark": str(tmp_path / "mark")})])) == {0: {"alive": True}}


def test_workers_are_replaced_after_their_share_of_calls():
    with LocalExecutor(f"{TASKS}:double", limits=Limits(calls=5)) as workers:
        answers = list(workers.run((n, {"n": n}) for n in range(12)))
    assert len({answer["pid"] for _, answer in answers}) == 3


def test_an_idle_worker_that_dies_is_replaced():
    with LocalExecutor(f"{TASKS}:double") as workers:
        list(workers.run([(0, {"n": 0})]))
        os.kill(workers.pids[0], 9)
        time.sleep(0.1)
        assert dict(workers.run([(1, {"n": 1})]))[1]["twice"] == 2


def test_stopping_early_leaves_no_process():
    with LocalExecutor(f"{TASKS}:misbehave", jobs=2) as workers:
        answers = workers.run((n, {"how": "sleep" if n else "fine"}) for n in range(5))
        next(answers)
        pids = workers.pids
        answers.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.parametrize("name", ["os:system", "backproof.cli.main", "backproof.grading.workers:_Worker", "x:y"])
def test_only_functions_of_this_package_are_tasks(name):
    with pytest.raises(NotATask):
        load(name)


def test_a_task_that_cannot_be_loaded_is_said_in_words():
    with LocalExecutor(f"{TASKS}:nothing") as workers, pytest.raises(WorkersFailed, match="no function"):
        list(workers.run([(0, {})]))


def test_frames_cross_a_pipe_in_pieces():
    reader, writer = os.pipe()
    values = [{"a": "é" * 1000}, [1, None], {"b": 2}]
    for value in values:
        frames.write_frame(writer, value)
    inbox, found = frames.Inbox(reader), []
    while len(found) < 3:
        found += inbox.receive()
    assert found == values
    os.write(writer, b"\xff\xff\xff\xff")
    with pytest.raises(frames.Ended):
        inbox.receive()
    os.close(reader)
    os.close(writer)
