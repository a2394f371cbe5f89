"""Student code behind walls. It gets inputs, it gives back raw values; what they are worth is judged outside.

`run` uses the sandbox that the run was started with: bubblewrap, or, in a container that is itself thrown away, another
user (`container`). Where neither is there it raises `NoSandbox`, and the answer waits.
"""

import os

from .request import Call, Request, Result, Status

MODE = "BACKPROOF_SANDBOX"  # in the environment of the workers: bubblewrap, container or none
BUBBLEWRAP, CONTAINER, NONE = "bubblewrap", "container", "none"

__all__ = ["BUBBLEWRAP", "CONTAINER", "Call", "NoSandbox", "Request", "Result", "Status", "available", "run", "sweep"]


class NoSandbox(RuntimeError):
    """Nothing here can hold student code; the message says why and what to do."""


def run(request: Request, mode: str | None = None) -> Result:
    """Runs a program in the sandbox of this run. Raises NoSandbox, PackageRefused."""
    mode = mode or os.environ.get(MODE, BUBBLEWRAP)
    why = available(mode)
    if why is not None:
        raise NoSandbox(why)
    from . import bubblewrap, container

    return (bubblewrap if mode == BUBBLEWRAP else container).run(request)


def available(mode: str) -> str | None:
    """None where the sandbox can be used here; otherwise why not."""
    from . import bubblewrap, container

    if mode == BUBBLEWRAP:
        return bubblewrap.available()
    return container.available() if mode == CONTAINER else "this run has no sandbox"


def sweep(mode: str) -> None:
    """Ends whatever student code may have left, before any result is written."""
    if mode == CONTAINER:
        from . import container

        container.sweep()
