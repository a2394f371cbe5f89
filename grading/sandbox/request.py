"""What goes into a sandbox and what comes out: plain JSON of bounded size, believed by nobody."""

import json
import math
import selectors
import subprocess
import time
from dataclasses import dataclass
from enum import Enum

MOST_OUTPUT = 4 << 20  # bytes
MOST_DEPTH = 60


class Status(Enum):
    """How a program in the sandbox ended."""

    RAN = "ran"
    FAILED = "failed"  # the source could not be loaded
    TIME = "time"
    DIED = "died"
    FLOOD = "flood"
    GARBAGE = "garbage"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A program and the calls to make of one function in it.

    calls: a (args, kwargs) pair each; values as `program.py` describes. seconds: wall clock for all calls together.
    memory: bytes of address space. processes: of them, threads counted.
    """

    source: str
    function: str
    calls: tuple[tuple[tuple, dict], ...]
    packages: tuple[str, ...] = ()
    seconds: float = 10.0
    memory: int = 2 << 30
    processes: int = 32


@dataclass(frozen=True, kw_only=True)
class Call:
    """What one call gave: a value, or what was raised."""

    value: object = None
    raised: str | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a sandbox gave back. calls: as many as were asked for, where `status` is RAN. detail: one line."""

    status: Status
    calls: tuple[Call, ...] = ()
    detail: str = ""
    layers: tuple[str, ...] = ()


def limits(request: Request) -> dict[str, int]:
    """Resource limits by their name in `resource`."""
    return {
        "RLIMIT_AS": request.memory,
        "RLIMIT_CPU": math.ceil(request.seconds) + 1,
        "RLIMIT_NPROC": request.processes,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_FSIZE": 16 << 20,
        "RLIMIT_CORE": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_MEMLOCK": 0,
    }


def as_json(request: Request, confine: dict, packages: list[str]) -> bytes:
    """What `program.py` reads."""
    calls = [{"args": list(args), "kwargs": kwargs} for args, kwargs in request.calls]
    told = {"source": request.source, "function": request.function, "calls": calls}
    return json.dumps({**told, "confine": confine, "packages": packages}, allow_nan=False).encode()


def exchange(process: subprocess.Popen, told: bytes, seconds: float) -> tuple[Status, bytes]:
    """Writes the request, reads the reply; neither a flood nor silence holds it up. The process is not ended here."""
    end = time.monotonic() + seconds
    reply = bytearray()
    waiting = memoryview(told)
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None and stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(stdin, selectors.EVENT_WRITE)
        selector.register(stdout, selectors.EVENT_READ)
        while True:
            left = end - time.monotonic()
            ready = selector.select(max(left, 0))
            if left <= 0 and not ready:
                return Status.TIME, bytes(reply)
            for key, _ in ready:
                if key.fileobj is stdin:
                    waiting = _sent(stdin, waiting)
                    if not waiting:
                        selector.unregister(stdin)
                        stdin.close()
                    continue
                piece = stdout.read1(1 << 16)  # type: ignore[attr-defined]
                if not piece:
                    return Status.RAN, bytes(reply)
                reply += piece
                if len(reply) > MOST_OUTPUT:
                    return Status.FLOOD, b""
            if left <= 0:
                return Status.TIME, bytes(reply)


def _sent(stream: object, waiting: memoryview) -> memoryview:
    try:
        return waiting[stream.raw.write(waiting[: 1 << 12]) :]  # type: ignore[attr-defined]
    except BrokenPipeError:
        return memoryview(b"")


def result(status: Status, reply: bytes, asked: int) -> Result:
    """The reply as a `Result`; what is not exactly a reply is GARBAGE, and nothing at all means that it DIED."""
    said = {
        Status.TIME: "the program did not end in its time",
        Status.FLOOD: "the program wrote too much",
    }
    if status is not Status.RAN:
        return Result(status=status, detail=said[status])
    if not reply:
        return Result(status=Status.DIED, detail="the program ended without a result")
    garbage = Result(status=Status.GARBAGE, detail="the program gave back what is no result")
    try:
        found = json.loads(reply, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return garbage
    if not isinstance(found, dict) or not _texts(found.get("layers")):
        return garbage
    layers = tuple(found["layers"])
    if set(found) == {"layers", "failed"} and isinstance(found["failed"], str):
        return Result(status=Status.FAILED, detail=found["failed"][:500], layers=layers)
    calls = found.get("results")
    if set(found) != {"layers", "results"} or not isinstance(calls, list) or len(calls) != asked:
        return garbage
    outcomes = []
    for call in calls:
        if isinstance(call, dict) and set(call) == {"value"} and _shallow(call["value"]):
            outcomes.append(Call(value=call["value"]))
        elif isinstance(call, dict) and set(call) == {"raised"} and isinstance(call["raised"], str):
            outcomes.append(Call(raised=call["raised"][:500]))
        else:
            return garbage
    return Result(status=Status.RAN, calls=tuple(outcomes), layers=layers)


def _refuse(word: str) -> object:
    raise ValueError(word)


def _texts(value: object) -> bool:
    return isinstance(value, list) and len(value) < 20 and all(isinstance(v, str) and len(v) < 50 for v in value)


def _shallow(value: object, depth: int = 0) -> bool:
    if depth > MOST_DEPTH:
        return False
    if isinstance(value, dict):
        return all(_shallow(v, depth + 1) for v in value.values())
    if isinstance(value, list):
        return all(_shallow(v, depth + 1) for v in value)
    return True
