"""A control group for one program: how many tasks, how much memory, everything in it killed at the end.

Only where this process may make one: as root with either version mounted, or in a delegated group. Where it may not,
the other layers have to do, and `doctor` says so.
"""

import contextlib
import itertools
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
_numbers = itertools.count()


@contextlib.contextmanager
def group(*, memory: int, processes: int) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """(words to put before a command so that it starts inside, layers that hold). Empty where no group can be made."""
    name = f"backproof-{os.getpid()}-{next(_numbers)}"
    made: list[Path] = []
    layers: list[str] = []
    for parent, settings, layer in _places(memory, processes):
        folder = parent / name
        try:
            folder.mkdir()
        except OSError:
            continue
        made.append(folder)
        try:
            for file, value in settings.items():
                (folder / file).write_text(str(value))
        except OSError:
            made.pop()
            with contextlib.suppress(OSError):
                folder.rmdir()
            continue
        layers.append(layer)
    try:
        yield _entering(made), tuple(layers)
    finally:
        for folder in made:
            _remove(folder)


def _places(memory: int, processes: int) -> list[tuple[Path, dict[str, object], str]]:
    tasks = {"pids.max": processes}
    if (MOUNT / "cgroup.controllers").exists():
        settings = {**tasks, "memory.max": memory, "memory.swap.max": 0}
        return [(_own_group(), settings, "cgroup tasks and memory")]
    return [
        (MOUNT / "pids", tasks, "cgroup tasks"),
        (MOUNT / "memory", {"memory.limit_in_bytes": memory}, "cgroup memory"),
    ]


def _own_group() -> Path:
    """Where a group of version 2 may be made: beside this process's own, where that place is delegated."""
    try:
        line = Path("/proc/self/cgroup").read_text(encoding="ascii").strip().splitlines()[-1]
    except OSError:
        return MOUNT
    own = MOUNT / line.rpartition(":")[2].lstrip("/")
    return own if own == MOUNT else own.parent


def _entering(folders: list[Path]) -> list[str]:
    if not folders:
        return []
    # The shell puts itself inside, then becomes the command.
    enter = " && ".join(f'echo 0 > "${n}/cgroup.procs"' for n in range(1, len(folders) + 1))
    script = f'{enter} && shift {len(folders)} && exec "$@"'
    return ["/bin/sh", "-c", script, "sh", *map(str, folders)]


def _remove(folder: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            for pid in (folder / "cgroup.procs").read_text(encoding="ascii").split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        try:
            folder.rmdir()
            return
        except OSError:
            time.sleep(0.005)
