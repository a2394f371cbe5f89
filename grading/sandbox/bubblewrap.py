"""Student code in bubblewrap: namespaces of its own, a read-only system of Python and the allowed packages, no network.

Started by root, the program changes to a user of its own inside; started by anybody else, it runs in a user namespace
as nobody. Either way a filter of system calls, resource limits and, where they can be made, control groups hold it too.
"""

import base64
import contextlib
import os
import shutil
import subprocess
import sysconfig
from functools import lru_cache
from pathlib import Path
from typing import IO

from . import cgroup, python, seccomp, users
from .request import Request, Result, as_json, exchange, limits, result

NOBODY = 65534
SCRATCH = 64 << 20  # bytes of /tmp
_PROGRAM = Path(__file__).with_name("program.py")


@lru_cache(maxsize=1)
def available() -> str | None:
    """None where a program can be run in bubblewrap here; otherwise why not, in one line."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed (apt-get install bubblewrap)"
    probe = Request(source="def f(x):\n    return x + 1\n", function="f", calls=(((1,), {}),), seconds=30)
    try:
        found = run(probe)
    except OSError as error:
        return f"bubblewrap cannot be started: {error.strerror or error}"
    if not found.calls or found.calls[0].value != 2:
        return f"bubblewrap cannot make its namespaces here ({found.detail})"
    return None


def run(request: Request) -> Result:
    """Runs the calls. Everything that the program started has ended when this returns."""
    if os.geteuid() != 0:
        return _run(request, None)
    with users.user() as number:
        return _run(request, number)


def _run(request: Request, number: int | None) -> Result:
    packages = python.package_paths(request.packages)
    root = number is not None
    confine = {"unshare": [], "uid": number, "limits": limits(request), "seccomp": encoded()}
    told = as_json(request, confine, ["/packages"] if packages else [])
    with cgroup.group(memory=request.memory * 2, processes=request.processes + 8) as (group, layers):
        command = [*group, *_command(packages, root)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        )
        try:
            status, reply = exchange(process, told, request.seconds)
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                quietly_close(stream)
    found = result(status, reply, len(request.calls))
    return Result(
        status=found.status,
        calls=found.calls,
        detail=found.detail,
        layers=("namespaces", *layers, *found.layers),
    )


def quietly_close(stream: IO[bytes] | None) -> None:
    """Closes a pipe whose other end may be gone."""
    if stream is not None:
        with contextlib.suppress(BrokenPipeError):
            stream.close()


def encoded() -> str | None:
    """The filter of system calls as it stands in a request; None where this machine's numbers are not known."""
    found = seccomp.program()
    return None if found is None else base64.b64encode(found).decode()


def _command(packages: dict[str, Path], root: bool) -> list[str]:
    command = [shutil.which("bwrap") or "bwrap", "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    command += ["--hostname", "sandbox", "--cap-drop", "ALL"]
    if root:
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--disable-userns", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    command += ["--proc", "/proc", "--dev", "/dev", *_system()]
    command += ["--perms", "0755", "--dir", "/packages"]
    for top, place in sorted(packages.items()):
        command += ["--ro-bind", str(place), f"/packages/{top}"]
    command += ["--perms", "1777", "--size", str(SCRATCH), "--tmpfs", "/tmp"]
    command += ["--perms", "1777", "--size", str(SCRATCH), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    command += ["--remount-ro", "/", "--chdir", "/tmp"]
    return [*command, "--", str(python.interpreter()), "-I", "-S", "-c", _PROGRAM.read_text(encoding="utf-8")]


ENVIRONMENT = {
    "PATH": "/nowhere",
    "HOME": "/tmp",
    "LC_ALL": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
}


@lru_cache(maxsize=1)
def _system() -> tuple[str, ...]:
    """Options that bind the interpreter, its library without installed packages, and the machine's shared libraries."""
    machine = sysconfig.get_config_var("MULTIARCH") or ""
    options: list[str] = []
    bound: set[str] = set()

    def bind(place: Path) -> None:
        if place.exists() and str(place) not in bound:
            bound.add(str(place))
            for parent in reversed(place.parents[:-1]):
                if str(parent) not in bound:
                    bound.add(str(parent))
                    options.extend(("--perms", "0755", "--dir", str(parent)))
            options.extend(("--ro-bind", str(place), str(place)))

    for top in ("lib", "lib64"):
        if os.path.islink(f"/{top}"):
            options.extend(("--symlink", os.readlink(f"/{top}"), f"/{top}"))
    for folder in (f"/usr/lib/{machine}", "/usr/lib64", f"/lib/{machine}", "/lib64"):
        if machine or not folder.endswith("/"):
            place = Path(folder)
            if not (place.parent.is_symlink() or place.is_symlink()):
                bind(place)
    bind(Path("/etc/ld.so.cache"))
    bind(python.interpreter())
    for place in python.shared_libraries():
        bind(place)
    bind(python.library())
    for folder in python.masked():
        options.extend(("--tmpfs", str(folder)))
    if python.ROOT.is_relative_to(python.library()):
        options.extend(("--tmpfs", str(python.ROOT)))
    return tuple(options)
