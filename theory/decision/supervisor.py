"""Decisions in a process of their own that can be ended: a warm worker, a wall-clock net, and a new worker after it.

The net is far above what decisions take; its outcome is *undecided*, timed out. Texts go to the worker and plain data
comes back, so that nothing a person typed is worked on in the caller's process.
"""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

START = 60.0  # seconds for a worker to begin
SOON = 0.25  # seconds after which a task may well outlive its net: another process is made ready
BOOT = (
    "import sys, json, importlib\nsys.path[:] = json.loads(sys.argv[1])\nimportlib.import_module(sys.argv[2]).main()\n"
)


class Broken(RuntimeError):
    """No worker process can be started."""


@dataclass(frozen=True)
class Lost:
    """A task without an answer: the net ended it, or its process died."""

    timed_out: bool

    def __str__(self) -> str:
        return "the wall clock ran out" if self.timed_out else "the deciding process died"


class Worker:
    """One warm process, started when it is first needed, and again after it was ended."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None
        self.owner = os.getpid()
        self.buffer = b""
        self.ready = False
        self.lock = threading.Lock()
        self.spare: Worker | None = None

    def start(self) -> None:
        """Begins to start a process; does not wait for it."""
        if self.process is not None and self.owner == os.getpid() and self.process.poll() is None:
            return
        self._end()  # closes the pipes of one that died
        command = [sys.executable, "-c", BOOT, json.dumps(sys.path), f"{__package__}.worker"]
        self.owner, self.buffer, self.ready = os.getpid(), b"", False
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def wait_ready(self) -> None:
        """Waits until the process takes tasks. Raises Broken."""
        self.start()
        if not self.ready:
            answer = self._line(time.monotonic() + START)
            if answer is None or "ready" not in answer:
                self.kill()
                raise Broken("the process that decides cannot be started")
            self.ready = True

    def run(self, task: dict, seconds: float) -> dict | Lost:
        """The answer to a task, or why there is none after at most so many seconds. Raises Broken."""
        with self.lock:
            self.wait_ready()
            assert self.process is not None and self.process.stdin is not None
            deadline = time.monotonic() + seconds
            try:
                self.process.stdin.write(json.dumps({**task, "seconds": seconds}).encode() + b"\n")
                self.process.stdin.flush()
                answer = self._line(min(deadline, time.monotonic() + SOON))
                if answer is None and self.process.poll() is None and time.monotonic() < deadline:
                    self._prepare()
                    answer = self._line(deadline)
            except OSError:
                answer = None
            if answer is not None:
                return answer
            lost = Lost(timed_out=time.monotonic() >= deadline)
            self._replace()
            return lost

    def _prepare(self) -> None:
        """Starts the process that will take the place of this one."""
        if self.spare is None or self.spare.process is None or self.spare.process.poll() is not None:
            self.spare = Worker()
            self.spare.start()

    def _replace(self) -> None:
        """Ends the process; the spare one goes on, or a new one is started."""
        spare, self.spare = self.spare, None
        self._end()
        if spare is None or spare.process is None:
            self.start()
            return
        self.process, self.buffer, self.ready, self.owner = spare.process, spare.buffer, spare.ready, spare.owner
        spare.process = None

    def _line(self, deadline: float) -> dict | None:
        """One line of JSON, or None where the process ends or the time is over."""
        assert self.process is not None and self.process.stdout is not None
        stream = self.process.stdout.fileno()
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([stream], [], [], left)[0]:
                return None
            part = os.read(stream, 65536)
            if not part:
                return None
            self.buffer += part
        line, _, self.buffer = self.buffer.partition(b"\n")
        return json.loads(line)

    def kill(self) -> None:
        """Ends the process at once, and the spare one."""
        if self.spare is not None:
            self.spare.kill()
            self.spare = None
        self._end()

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is None or self.owner != os.getpid():
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()


_shared = Worker()


def shared() -> Worker:
    """The worker of this process; it is ended when the process ends."""
    global _shared
    if _shared.owner != os.getpid():  # after a fork, the parent's worker is not ours
        _shared = Worker()
    return _shared


atexit.register(lambda: _shared.kill())


def run(task: dict, seconds: float) -> dict | Lost:
    """The answer of the shared worker. A process that died is replaced, and the task tried again in the time left."""
    begin = time.monotonic()
    answer = shared().run(task, seconds)
    left = seconds - (time.monotonic() - begin)
    if isinstance(answer, Lost) and not answer.timed_out and left > 0:
        return shared().run(task, left)
    return answer


def run_all(tasks: Sequence[dict], seconds: float, jobs: int) -> Iterator[tuple[int, dict | Lost]]:
    """Pairs (position, answer) in the order of the tasks, by `jobs` workers; what is lost is tried once more, alone."""
    workers = [Worker() for _ in range(max(1, min(jobs, len(tasks))))]
    waiting: SimpleQueue[int] = SimpleQueue()
    for place in range(len(tasks)):
        waiting.put(place)
    done: SimpleQueue[tuple[int, dict | Lost | BaseException]] = SimpleQueue()
    stopped = threading.Event()

    def serve(worker: Worker) -> None:
        while not stopped.is_set():
            try:
                place = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put((place, worker.run(tasks[place], seconds)))
            except BaseException as error:
                done.put((place, error))
                return

    threads = [threading.Thread(target=serve, args=(w,), daemon=True) for w in workers]
    try:
        for thread in threads:
            thread.start()
        yield from _in_order(len(tasks), done, lambda n: tasks[n], seconds, alone=len(workers) == 1)
    finally:
        stopped.set()
        for worker in workers:
            worker.kill()


def _in_order(
    count: int,
    done: "SimpleQueue[tuple[int, dict | Lost | BaseException]]",
    task: Callable[[int], dict],
    seconds: float,
    alone: bool,
) -> Iterator[tuple[int, dict | Lost]]:
    answers: dict[int, dict | Lost] = {}
    shown = 0
    for _ in range(count):
        place, answer = done.get()
        if isinstance(answer, BaseException):
            raise answer
        answers[place] = answer
        while shown in answers and not isinstance(answers[shown], Lost):
            yield shown, answers.pop(shown)
            shown += 1
    retry = Worker()
    try:
        for place in range(shown, count):
            answer = answers.pop(place)
            if isinstance(answer, Lost) and not (alone and answer.timed_out):
                answer = retry.run(task(place), seconds)
            yield place, answer
    finally:
        retry.kill()
