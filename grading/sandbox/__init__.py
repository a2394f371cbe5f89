"""Student code behind walls. It gets inputs, it gives back raw values; what they are worth is judged outside.

`run` uses the sandbox that the run was started with: bubblewrap, or, in a container that is itself thrown away, another
user (`container`). Where neither is there it raises `NoSandbox`, and the answer waits.
"""

import os
from collections.abc import Callable
from functools import lru_cache

from .request import Call, Request, Result, Status

MODE = "BACKPROOF_SANDBOX"  # in the environment of the workers: bubblewrap, container or none
BUBBLEWRAP, CONTAINER, NONE = "bubblewrap", "container", "none"

__all__ = [
    "BUBBLEWRAP",
    "CONTAINER",
    "Call",
    "NoSandbox",
    "Request",
    "Result",
    "Status",
    "available",
    "layers",
    "run",
    "sweep",
]


class NoSandbox(RuntimeError):
    """Nothing here can hold student code; the message says why and what to do."""


def run(request: Request, mode: str | None = None) -> Result:
    """Runs a program in the sandbox of this run. Raises NoSandbox, PackageRefused."""
    mode = mode or os.environ.get(MODE, BUBBLEWRAP)
    why = available(mode)
    if why is not None:
        raise NoSandbox(why)
    missing = _missing(mode, request.packages)
    if missing is not None:
        raise NoSandbox(missing)
    return _runner(mode)(request)


def _runner(mode: str) -> Callable[[Request], Result]:
    from . import bubblewrap, container

    return (bubblewrap if mode == BUBBLEWRAP else container).run


@lru_cache(maxsize=32)
def _missing(mode: str, packages: tuple[str, ...]) -> str | None:
    """What is wrong with the packages inside the sandbox; that is nothing for a student to lose points by."""
    if not packages:
        return None
    from .python import modules

    names = sorted(modules(packages))
    source = "".join(f"import {name}\n" for name in names) + "def f():\n    return 1\n"
    found = _runner(mode)(Request(source=source, function="f", calls=(((), {}),), packages=packages, seconds=60))
    if found.status is Status.RAN:
        return None
    return f"{', '.join(packages)} cannot be imported in the sandbox ({found.detail})"


def layers(mode: str) -> tuple[str, ...]:
    """The layers that hold in a sandbox here, as a program that was run in it found them. Raises NoSandbox."""
    probe = Request(source="def f():\n    return 1\n", function="f", calls=(((), {}),), seconds=30)
    return run(probe, mode).layers


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
