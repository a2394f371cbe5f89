"""The program of a worker: loads one function by name, then turns JSON arguments into JSON answers until its pipe ends.

Each call runs under limits of its own: processor time counted from the call's start, address space, size of files.
"""

import ctypes
import importlib
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable

from .frames import Ended, read_frame, write_frame

PACKAGE = __name__.partition(".")[0]
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
LARGEST_FILE = 64 << 20


class NotATask(Exception):
    """A name that is no function of this package."""


def load(name: str) -> Callable[..., object]:
    """The function `package.module:function` of this package. Raises NotATask."""
    module, colon, function = name.partition(":")
    if not colon or module.partition(".")[0] != PACKAGE or function.startswith("_"):
        raise NotATask(f"{name!r} is no task of {PACKAGE}")
    found = getattr(importlib.import_module(module), function, None)
    if not callable(found):
        raise NotATask(f"{name!r} is no function")
    return found


def main(name: str, inbox: int, outbox: int, limits: dict) -> None:
    """Answers calls until the pipe `inbox` ends.

    limits: `cpu_seconds` a call, `memory` in bytes of address space beyond what the loaded program has.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with_parent()
    try:
        function = load(name)
        _limit(resource.RLIMIT_AS, _address_space() + limits["memory"])
        _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
        _limit(resource.RLIMIT_CORE, 0)
    except Exception:
        write_frame(outbox, {"fatal": traceback.format_exc(limit=-8)})
        return
    try:
        write_frame(outbox, {"ready": os.getpid()})
        while True:
            arguments = read_frame(inbox)
            _processor_time(limits["cpu_seconds"])
            write_frame(outbox, _called(function, arguments))
    except Ended:
        return


def _called(function: Callable[..., object], arguments: object) -> dict:
    try:
        return {"answer": function(**arguments) if isinstance(arguments, dict) else function(arguments)}
    except MemoryError:
        return {"lost": "memory", "detail": "the address space of the worker was exhausted"}
    except RecursionError:
        return {"lost": "error", "detail": "RecursionError: nested too deeply"}
    except Exception as error:
        return {"lost": "error", "detail": f"{type(error).__name__}: {error}\n{traceback.format_exc(limit=-6)}"[:4000]}


def _processor_time(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if most == resource.RLIM_INFINITY else min(soft, most), most))


def _limit(what: int, value: int) -> None:
    _, most = resource.getrlimit(what)
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(what, (value, value))


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            return int(stream.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 2 << 30


def _die_with_parent() -> None:
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
