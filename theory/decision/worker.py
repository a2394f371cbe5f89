"""The process that decides: one line of JSON in, one line out, until its input ends.

Memory is limited, and an alarm set above every net ends the process when its parent has gone.
"""

import contextlib
import io
import json
import os
import signal
import sys
from fractions import Fraction

MOST_MEMORY = 3 * 2**30
GRACE = 5  # seconds above the net, should the parent not be there to keep it


def main() -> None:
    """Serves until the input ends."""
    _limits()
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 1)
    from . import comparison

    for reference, answer in (("max(x,0)", "(x+abs(x))/2"), ("sigmoid(x)", "1/(1+exp(-x))")):
        comparison.compared(comparison.question(reference), answer)  # what is loaded or cached at the first use
    _send(out, {"ready": os.getpid()})
    for line in sys.stdin.buffer:
        task = json.loads(line)
        if hasattr(signal, "alarm"):
            signal.alarm(int(task["seconds"]) + GRACE)
        with contextlib.redirect_stdout(io.StringIO()):
            answer = done(task)
        if hasattr(signal, "alarm"):
            signal.alarm(0)
        _send(out, answer)


def done(task: dict) -> dict:
    """The answer to a task: its result, the author's error, or the way in which it broke."""
    from ..language.errors import ReadError
    from . import comparison, statements

    try:
        if task["kind"] == "prove":
            verdict = statements.prove(task["statement"], task["given"], task["let"], statements.Syntax(task["syntax"]))
            return {"result": verdict.as_json()}
        asked = dict(task["question"])
        tolerance = asked.pop("tolerance")
        found = comparison.question(**asked, tolerance=None if tolerance is None else Fraction(tolerance))
        return {"result": comparison.compared(found, task["answer"]).as_json()}
    except comparison.AuthorError as error:
        return {"author": str(error)}
    except ReadError as error:
        return {"unread": statements.fault_json(error)}
    except (RecursionError, MemoryError, OverflowError) as error:
        return {"broken": f"{type(error).__name__}: the formula is too large"}
    except Exception as error:  # a decision that breaks decides nothing, and must not end the ones after it
        return {"broken": f"{type(error).__name__}: {str(error)[:200]}"}


def _send(out: io.RawIOBase, answer: dict) -> None:
    out.write(json.dumps(answer).encode() + b"\n")


def _limits() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
