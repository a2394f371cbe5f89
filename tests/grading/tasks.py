"""Functions that workers call in tests."""

import os
import signal
import time


def double(n: int) -> dict:
    """Twice the number."""
    return {"twice": 2 * n, "pid": os.getpid()}


def misbehave(how: str) -> dict:
    """What a judged answer may do to its process, by name."""
    if how == "exit":
        os._exit(0)
    elif how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif how == "sleep":
        time.sleep(60)
    elif how == "spin":
        while True:
            pass
    elif how == "memory":
        return {"length": len(bytearray(1 << 40))}
    elif how == "raise":
        raise ZeroDivisionError("no")
    elif how == "print":
        print("noise on standard output")
    return {"how": how}


def survives_once(mark: str) -> dict:
    """Dies the first time that it is called with this file name."""
    if not os.path.exists(mark):
        with open(mark, "w", encoding="ascii"):
            pass
        os._exit(9)
    return {"alive": True}
