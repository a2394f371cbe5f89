"""Student code inside a container that is thrown away afterwards: another user, and nothing else of the machine is its.

For images such as Gradescope's, where bubblewrap may make no namespaces. The program runs under a user number of its
own, with a filter of system calls and resource limits; source, results, key and this package must be readable by root
alone, which is checked; all its processes are dead and its files gone before `run` returns. What namespaces can be had
are taken too. Where the user cannot be changed, it is refused.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from . import cgroup, python, seccomp, users
from .bubblewrap import ENVIRONMENT, encoded, quietly_close
from .request import Request, Result, Status, as_json, exchange, limits, result

SHARED = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", "/dev/mqueue")  # where anybody may write
_PROGRAM = Path(__file__).with_name("program.py")
_KILL = "import os; os.kill(-1, 9)"


def available() -> str | None:
    """None where student code may run here; otherwise why not."""
    if os.geteuid() != 0:
        return "--inside-container needs root, who gives student code a user of its own"
    if exposed(python.ROOT):
        return f"{python.ROOT} can be read by every user, and student code must not: chmod 700 {python.ROOT}"
    return _works()


@lru_cache(maxsize=1)
def _works() -> str | None:
    probe = Request(source="import os\ndef f():\n    return os.getuid()\n", function="f", calls=(((), {}),), seconds=30)
    try:
        if interpreter() is None:
            return "no Python here can be started by another user than root"
        found = run(probe)
    except OSError as error:
        return f"the user cannot be changed: {error.strerror or error}"
    if not found.calls or found.calls[0].value not in range(users.FIRST, users.FIRST + users.COUNT):
        return f"the user cannot be changed here ({found.detail})"
    if "seccomp" not in found.layers:
        return "system calls cannot be filtered here, so the network would be open to student code"
    return None


def exposed(path: str | os.PathLike) -> bool:
    """Whether a user with no rights of its own could read the file, or list the folder."""
    place = Path(path).resolve()
    if not place.exists():
        return False
    if not all(parent.stat().st_mode & 0o001 for parent in place.parents):
        return False
    return bool(place.stat().st_mode & (0o005 if place.is_dir() else 0o004))


def interpreter() -> str | None:
    """A Python that another user may start, of this program's version."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for found in (str(python.interpreter()), f"/usr/local/bin/{version}", f"/usr/bin/{version}", "/usr/bin/python3"):
        place = Path(found)
        if place.is_file() and all(p.stat().st_mode & 0o001 for p in (place, *place.resolve().parents)):
            return found
    return None


def run(request: Request) -> Result:
    """Runs the calls. Everything that the program started is dead, and what it wrote is gone, when this returns."""
    packages = python.package_paths(request.packages)
    chosen = interpreter()
    if chosen is None:
        raise OSError("no Python here can be started by another user than root")
    with users.user() as number, _scratch(number, packages) as (home, shelf):
        limited = {**limits(request), "RLIMIT_FSIZE": 4 << 20}
        confine = {"unshare": ["net", "ipc", "uts"], "uid": number, "limits": limited, "seccomp": encoded()}
        told = as_json(request, confine, [shelf] if packages else [])
        with cgroup.group(memory=request.memory * 2, processes=request.processes + 8) as (group, layers):
            process = subprocess.Popen(
                [*group, chosen, "-I", "-S", "-c", _PROGRAM.read_text(encoding="utf-8")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**ENVIRONMENT, "HOME": home},
                cwd=home,
                start_new_session=True,
            )
            try:
                status, reply = exchange(process, told, request.seconds)
            finally:
                _end(process, number)
        found = result(status, reply, len(request.calls))
    if seccomp.program() is None:
        found = Result(status=Status.DIED, detail="system calls cannot be filtered on this machine")
    layers = (*layers, *found.layers)
    return Result(status=found.status, calls=found.calls, detail=found.detail, layers=layers)


@contextlib.contextmanager
def _scratch(number: int, packages: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """(folder of the user's own, folder of root's with the allowed packages); both are gone afterwards."""
    base = tempfile.mkdtemp(prefix="backproof-code-", dir="/tmp")
    try:
        os.chmod(base, 0o711)
        home, shelf = os.path.join(base, "home"), os.path.join(base, "packages")
        os.mkdir(home, 0o700)
        os.chown(home, number, number)
        os.mkdir(shelf, 0o711)
        os.chmod(shelf, 0o755)
        for top, place in packages.items():
            os.symlink(place, os.path.join(shelf, top))
        yield home, shelf
    finally:
        shutil.rmtree(base, ignore_errors=True)
        remove_files(range(number, number + 1))


def _end(process: subprocess.Popen, number: int) -> None:
    process.kill()
    process.wait()
    kill_all(number)
    for stream in (process.stdin, process.stdout):
        quietly_close(stream)


def kill_all(number: int) -> None:
    """Ends every process of a user. The kernel does it in one go, for a process of the same user asks it to."""
    for attempt in range(100):
        if not users.processes(range(number, number + 1)):
            return
        subprocess.run(
            [interpreter() or sys.executable, "-I", "-S", "-c", _KILL],
            user=number,
            group=number,
            extra_groups=[],
            cwd="/",
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        time.sleep(0.01 * attempt)
    raise OSError("processes of student code cannot be ended")


def remove_files(numbers: range) -> None:
    """Removes what users of these numbers left where anybody may write."""
    for folder in SHARED:
        try:
            with os.scandir(folder) as listed:
                entries = [e for e in listed if e.stat(follow_symlinks=False).st_uid in numbers]
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)


def sweep() -> None:
    """Ends the processes and removes the files of all users that student code can have had here."""
    for number in sorted({_owner(pid) for pid in users.processes()} - {-1}):
        kill_all(number)
    remove_files(range(users.FIRST, users.FIRST + users.COUNT))


def _owner(pid: int) -> int:
    try:
        return users.owner(str(pid))
    except OSError:
        return -1
