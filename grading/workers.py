"""Calls of one named function on warm processes: a deadline and limits for every call, and no call lost in silence.

A worker that dies takes at most its own call with it: the call is tried once more in a fresh process, for a process
that was killed from outside says nothing about its answer, and after a second death it is given up as `Lost`. Worker
processes are started, never forked, and talk JSON; the same interface runs on a Dask cluster (`cluster.py`).
"""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from .frames import Ended, Inbox, write_frame

START = 180.0  # seconds for a worker to load its function; a cold disk and a busy machine are no fault of an answer
TRIES = 2
STILLBORN = 20  # workers in a row that die before they are ready: something is wrong with the machine
_PROGRAM = (
    "import sys, json\n"
    "sys.path[:] = json.loads(sys.argv[1])\n"
    "from {package}.grading.worker_process import main\n"
    "main(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), json.loads(sys.argv[5]))\n"
).format(package=__name__.partition(".")[0])


class Loss(Enum):
    """Why a call has no answer."""

    TIME = "time"
    DEATH = "death"
    MEMORY = "memory"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Lost:
    """A call without an answer. `detail` is for whoever runs the program, not for a student."""

    loss: Loss
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one call may use.

    seconds: wall clock, a net far above any honest call. cpu_seconds: processor time. memory: bytes beyond the loaded
    program. calls: after so many a worker is replaced, so that what libraries keep does not grow with the class.
    """

    seconds: float = 120.0
    cpu_seconds: float = 60.0
    memory: int = 4 << 30
    calls: int = 2000


class Executor(Protocol):
    """Runs one named function on JSON arguments."""

    def run(self, calls: Iterable[tuple[Hashable, dict]]) -> Iterator[tuple[Hashable, object]]:
        """Pairs (key, answer or `Lost`) as they are ready; `calls` is read no further ahead than needed."""
        ...

    def close(self) -> None:
        """Ends the workers."""
        ...


class WorkersFailed(RuntimeError):
    """No worker can be started; the message is the worker's own."""


class _Worker:
    """One process. It is started without waiting; `ready` turns true when it has loaded its function."""

    def __init__(self, task: str, limits: Limits, variables: Mapping[str, str]) -> None:
        told, self.outbox = os.pipe()
        inbox, answers = os.pipe()
        bounds = {"cpu_seconds": limits.cpu_seconds, "memory": limits.memory}
        command = [sys.executable, "-c", _PROGRAM, json.dumps(sys.path), task, str(told), str(answers)]
        self.process = subprocess.Popen(
            [*command, json.dumps(bounds)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what a library prints is no data
            pass_fds=(told, answers),
            env={**os.environ, **variables},
        )
        os.close(told)
        os.close(answers)
        self.inbox = Inbox(inbox)
        self.ready = False
        self.calls = 0
        self.call: _Call | None = None
        self.deadline = time.monotonic() + START

    def give(self, call: "_Call", seconds: float) -> None:
        self.call = call
        self.calls += 1
        self.deadline = time.monotonic() + seconds
        with contextlib.suppress(Ended):  # a death is noticed where answers are read
            write_frame(self.outbox, call.arguments)

    def end(self) -> int:
        """Kills the process; its exit status."""
        for descriptor in (self.outbox, self.inbox.descriptor):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self.process.kill()
        return self.process.wait()


@dataclass
class _Call:
    key: Hashable
    arguments: dict
    tries: int = 0


class LocalExecutor:
    """Worker processes of this machine.

    task: `package.module:function` of this package. variables: added to the workers' environment.
    """

    def __init__(
        self, task: str, *, jobs: int = 1, limits: Limits | None = None, variables: Mapping[str, str] | None = None
    ) -> None:
        if jobs < 1:
            raise ValueError(f"at least one worker is needed, not {jobs}")
        self.task, self.jobs = task, jobs
        self.limits = limits or Limits()
        self.variables = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **(variables or {})}
        self.selector = selectors.DefaultSelector()
        self.workers: list[_Worker] = []
        self.stillborn = 0

    def __enter__(self) -> "LocalExecutor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that run now."""
        return [w.process.pid for w in self.workers]

    def run(self, calls: Iterable[tuple[Hashable, dict]]) -> Iterator[tuple[Hashable, object]]:
        """Pairs (key, answer or `Lost`) as they are ready. Raises WorkersFailed where no worker can be started."""
        source = (_Call(key, arguments) for key, arguments in calls)
        again: deque[_Call] = deque()
        more = True
        try:
            while True:
                while more and len(self._busy()) < self.jobs:
                    call = again.popleft() if again else next(source, None)
                    if call is None:
                        more = bool(again)
                        break
                    self._place(call)
                if not self._busy():
                    if not again:
                        return
                    more = True
                    continue
                for call, answer in self._answers():
                    if isinstance(answer, Lost) and answer.loss is Loss.DEATH and call.tries < TRIES:
                        again.append(call)
                        more = True
                    else:
                        yield call.key, answer
        finally:
            for worker in self._busy():  # whoever stopped listening wants no more of it
                self._remove(worker)

    def close(self) -> None:
        """Ends the workers."""
        for worker in list(self.workers):
            self._remove(worker)

    def _busy(self) -> list[_Worker]:
        return [w for w in self.workers if w.call is not None]

    def _place(self, call: _Call) -> None:
        """Gives a call to an idle worker, or to a new one, where it waits until that has started."""
        call.tries += 1
        idle = next((w for w in self.workers if w.call is None), None)
        if idle is None:
            idle = _Worker(self.task, self.limits, self.variables)
            self.workers.append(idle)
            self.selector.register(idle.inbox.descriptor, selectors.EVENT_READ, idle)
            idle.call = call
        else:
            idle.give(call, self.limits.seconds)

    def _answers(self) -> list[tuple[_Call, object]]:
        """Waits until an answer, a death or a deadline comes."""
        now = time.monotonic()
        patience = min(w.deadline for w in self._busy()) - now
        found = []
        for key, _ in self.selector.select(max(patience, 0)):
            found += self._heard(key.data)
        now = time.monotonic()
        for worker in [w for w in self._busy() if w.deadline <= now]:
            found += self._late(worker)
        return found

    def _heard(self, worker: _Worker) -> list[tuple[_Call, object]]:
        try:
            values = worker.inbox.receive()
        except (Ended, ValueError, OSError):
            return self._died(worker)
        found = []
        for value in values:
            if not isinstance(value, dict) or "fatal" in value:
                raise WorkersFailed(str(value["fatal"] if isinstance(value, dict) else value).strip())
            if "ready" in value:
                worker.ready = True
                self.stillborn = 0
                if worker.call is not None:
                    worker.give(worker.call, self.limits.seconds)
            elif worker.call is not None:
                found.append((worker.call, self._answer(worker, value)))
        return found

    def _answer(self, worker: _Worker, value: dict) -> object:
        worker.call = None
        spent = worker.calls >= self.limits.calls or value.get("lost") == Loss.MEMORY.value
        if spent:
            self._remove(worker)
        if "answer" in value:
            return value["answer"]
        return Lost(loss=Loss(value["lost"]), detail=value["detail"])

    def _died(self, worker: _Worker) -> list[tuple[_Call, object]]:
        status = self._remove(worker, wait=True)
        if worker.call is None:
            return []
        if not worker.ready:  # it never saw its call
            self.stillborn += 1
            if self.stillborn >= STILLBORN:
                raise WorkersFailed(f"{STILLBORN} workers in a row ended (status {status}) before they had started")
            worker.call.tries -= 1
        if status == -signal.SIGXCPU:
            lost = Lost(loss=Loss.TIME, detail=f"{self.limits.cpu_seconds:g} s of processor time were spent")
        else:
            lost = Lost(loss=Loss.DEATH, detail=f"the worker ended with status {status}")
        return [(worker.call, lost)]

    def _late(self, worker: _Worker) -> list[tuple[_Call, object]]:
        call = worker.call
        self._remove(worker)
        if call is None:
            return []
        if not worker.ready:
            raise WorkersFailed(f"a worker has not started within {START:g} s")
        return [(call, Lost(loss=Loss.TIME, detail=f"no answer within {self.limits.seconds:g} s"))]

    def _remove(self, worker: _Worker, *, wait: bool = False) -> int:
        self.workers.remove(worker)
        self.selector.unregister(worker.inbox.descriptor)
        if wait:  # its pipe has ended, so it is about to say why by itself
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(timeout=1)
        return worker.end()
