"""The program inside the sandbox: gives up its rights, loads the student's source, calls it, writes the values.

It is never imported by Backproof: its text is given to another interpreter, which has Python's own library and the
packages that the question allows, and it knows nothing of what the values should be. Student code shares its process,
so what it writes is no more trusted than the code is.

Values: null, true, numbers, texts, lists and tables are JSON; {"float": "nan"}, {"tuple": [...]} and
{"array": nested list, "dtype": name, "shape": [...]} are what JSON has no word for.
"""

import base64
import ctypes
import importlib.abc
import importlib.util
import json
import math
import os
import resource
import signal
import sys

MOST_ELEMENTS = 200_000
LONGEST_TEXT = 10_000
NO_NEW_PRIVILEGES, SECCOMP, FILTER, DUMPABLE, DIE_WITH_PARENT = 38, 22, 2, 4, 1
NEW_NAMESPACES = {"net": 0x40000000, "ipc": 0x08000000, "uts": 0x04000000}


class Source(importlib.abc.SourceLoader):
    """The student's text as a module."""

    def __init__(self, text: str) -> None:
        self.text = text.encode()

    def get_filename(self, fullname: str) -> str:
        return "<answer>"

    def get_data(self, path: str) -> bytes:
        return self.text


def main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    out = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    report = {"layers": confine(request["confine"])}
    sys.path[:] = [p for p in sys.path if p] + request["packages"]
    sys.setrecursionlimit(2000)
    try:
        function = load(request["source"], request["function"])
    except BaseException as error:
        report["failed"] = told(error)
    else:
        report["results"] = [called(function, call) for call in request["calls"]]
    data = memoryview(json.dumps(report, allow_nan=False).encode())
    while data:
        data = data[os.write(out, data) :]
    os._exit(0)  # what the student registered for the end does not run


def load(text: str, name: str) -> object:
    loader = Source(text)
    spec = importlib.util.spec_from_loader("answer", loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["answer"] = module
    loader.exec_module(module)
    found = getattr(module, name, None)
    if not callable(found):
        raise NameError(f"the program defines no function {name!r}")
    return found


def called(function: object, call: dict) -> dict:
    try:
        arguments = [decode(a) for a in call.get("args", [])]
        named = {k: decode(v) for k, v in call.get("kwargs", {}).items()}
        return {"value": encode(function(*arguments, **named), [MOST_ELEMENTS])}
    except BaseException as error:
        return {"raised": told(error)}


def told(error: BaseException) -> str:
    line = ""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<answer>":
            line = f" (line {trace.tb_lineno})"
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == "<answer>":
        line = f" (line {error.lineno})"
    try:
        text = str(error)
    except BaseException:
        text = ""
    return f"{type(error).__name__}: {text}{line}"[:500]


def decode(value: object) -> object:
    if isinstance(value, list):
        return [decode(v) for v in value]
    if isinstance(value, dict):
        if set(value) == {"float"}:
            return float(value["float"])
        if set(value) == {"tuple"}:
            return tuple(decode(v) for v in value["tuple"])
        if set(value) == {"array", "dtype", "shape"}:
            import numpy

            return numpy.array(value["array"], dtype=value["dtype"]).reshape(value["shape"])
        return {k: decode(v) for k, v in value.items()}
    return value


def encode(value: object, left: list, depth: int = 0) -> object:
    left[0] -= 1
    if left[0] < 0 or depth > 40:
        raise ValueError("the value that was returned is too large")
    if value is None or isinstance(value, bool):
        return value
    if type(value) is int:
        if abs(value) >= 1 << 256:
            raise ValueError("an integer that was returned is too large")
        return value
    if type(value) is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if isinstance(value, str):
        return str(value)[:LONGEST_TEXT]
    if type(value) is list:
        return [encode(v, left, depth + 1) for v in value]
    if type(value) is tuple:
        return {"tuple": [encode(v, left, depth + 1) for v in value]}
    if type(value) is dict:
        return {str(k)[:200]: encode(v, left, depth + 1) for k, v in value.items()}
    if hasattr(value, "__array__"):
        return array(value, left)
    raise TypeError(f"a value of type {type(value).__name__} was returned; numbers, lists and arrays can be")


def array(value: object, left: list) -> object:
    import numpy

    found = numpy.asarray(value)
    left[0] -= found.size
    if left[0] < 0:
        raise ValueError("the array that was returned is too large")
    if found.dtype.kind not in "biuf":
        raise TypeError(f"an array of {found.dtype} was returned; arrays of numbers can be")
    flat = [encode(v, left, 1) for v in found.ravel().tolist()]
    return {"array": flat, "dtype": str(found.dtype), "shape": list(found.shape)}


def confine(wanted: dict) -> list:
    """Gives up what this process could do beyond computing; the layers that hold. Raises where one fails."""
    held = []
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    held += [name for name, flag in NEW_NAMESPACES.items() if name in wanted["unshare"] and unshared(flag)]
    os.umask(0o077)
    if wanted["uid"] is not None:
        os.setgroups([])
        os.setresgid(wanted["uid"], wanted["uid"], wanted["uid"])
        os.setresuid(wanted["uid"], wanted["uid"], wanted["uid"])
        if os.getresuid() != (wanted["uid"],) * 3 or os.getgroups():
            raise PermissionError("the user could not be changed")
        held.append("user")
    prctl(DUMPABLE, 0, 0, 0, 0)
    prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    limits = wanted["limits"]
    for name, value in limits.items():
        what = getattr(resource, name)
        most = resource.getrlimit(what)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(what, (value, value))
    held.append("limits")
    if wanted["seccomp"]:
        if prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0 or not filtered(prctl, base64.b64decode(wanted["seccomp"])):
            raise PermissionError("the system calls could not be filtered")
        held.append("seccomp")
    return held


def unshared(flag: int) -> bool:
    return ctypes.CDLL(None, use_errno=True).unshare(flag) == 0


def filtered(prctl: object, instructions: bytes) -> bool:
    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    program = Program(len(instructions) // 8, instructions)
    return prctl(SECCOMP, FILTER, ctypes.byref(program), 0, 0) == 0


if __name__ == "__main__":
    main()
