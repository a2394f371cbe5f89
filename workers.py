"""Tasks on a pool of warm processes of this machine.

Processes are spawned, never forked: a fork of a process in which JAX runs threads may hang. A task is a named function
whose argument and answer are JSON; the answers come in the order in which they are ready.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from queue import Empty, SimpleQueue

LIMIT = 900.0  # seconds without any answer; far above what the slowest claim takes


@dataclass(frozen=True)
class Lost:
    """A task without an answer: its process died, or it outlived the limit."""

    timed_out: bool

    def __str__(self) -> str:
        return "the wall clock ran out" if self.timed_out else "the worker process died"


def _prepare(variables: Mapping[str, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    os.environ.update(variables)


class _Pool:
    """A process pool that can be ended at once, whatever its processes are doing."""

    def __init__(self, jobs: int, variables: Mapping[str, str]) -> None:
        context = multiprocessing.get_context("spawn")
        self.others = set(multiprocessing.active_children())
        self.executor = ProcessPoolExecutor(jobs, context, _prepare, (dict(variables),))

    def kill(self) -> None:
        for process in set(multiprocessing.active_children()) - self.others:
            process.terminate()
        self.executor.shutdown(wait=True, cancel_futures=True)


def run_all(
    task: Callable[[dict], dict],
    arguments: Sequence[dict],
    *,
    jobs: int,
    variables: Mapping[str, str] | None = None,
    limit: float = LIMIT,
) -> Iterator[tuple[int, dict | Lost]]:
    """Pairs (position in `arguments`, answer) as they are ready; with one job in this very process.

    variables: environment of the workers. limit: seconds. What `task` raises is raised here. When a process dies or
    hangs, the unfinished tasks run once more, one at a time, and only the one at fault is lost.
    """
    if jobs == 1:
        yield from ((n, task(argument)) for n, argument in enumerate(arguments))
        return
    done: set[int] = set()
    for n, answer in _together(task, arguments, jobs, variables or {}, limit):
        done.add(n)
        yield n, answer
    for n in sorted(set(range(len(arguments))) - done):
        yield n, _alone(task, arguments[n], variables or {}, limit)


def _together(
    task: Callable[[dict], dict], arguments: Sequence[dict], jobs: int, variables: Mapping[str, str], limit: float
) -> Iterator[tuple[int, dict]]:
    """Answers until all are there, or until a process dies or hangs."""
    pool = _Pool(jobs, variables)
    finished = False
    try:
        # Not `concurrent.futures.wait`: a Ctrl-C while it takes the locks of all futures leaves them taken for ever.
        ready: SimpleQueue[Future] = SimpleQueue()
        places: dict[Future, int] = {pool.executor.submit(task, a): n for n, a in enumerate(arguments)}
        for future in places:
            future.add_done_callback(ready.put)
        for _ in places:
            future = ready.get(timeout=limit)
            yield places[future], future.result()
        finished = True
    except Empty:
        return
    except BrokenProcessPool:
        return
    finally:
        if finished:
            pool.executor.shutdown()
        else:
            pool.kill()


def _alone(task: Callable[[dict], dict], argument: dict, variables: Mapping[str, str], limit: float) -> dict | Lost:
    pool = _Pool(1, variables)
    try:
        return pool.executor.submit(task, argument).result(timeout=limit)
    except BrokenProcessPool:
        return Lost(timed_out=False)
    except TimeoutError:
        return Lost(timed_out=True)
    finally:
        pool.kill()
