"""Copies of assignments on a machine of the cluster: in folders of their owner alone, gone when the process is.

A process that was killed leaves its folder behind, with a key in it. The folder's name says whose it is, and the next
process that needs a copy takes away what belonged to nobody who lives.
"""

import atexit
import contextlib
import os
import re
import shutil
import stat
import tempfile

PREFIX = "backproof-key-"
NAMED = re.compile(rf"{PREFIX}(\d+)-\w+")


def write(name: str, text: str) -> str:
    """The path of a new copy, under the base name of `name`."""
    sweep()
    folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")  # readable by its owner alone
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = os.path.join(folder, os.path.basename(name))
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)
    return path


def remove(path: str) -> None:
    """Takes a copy away with its folder."""
    shutil.rmtree(os.path.dirname(path), ignore_errors=True)


def sweep() -> None:
    """Takes away this user's copies whose process has ended."""
    base = tempfile.gettempdir()
    with contextlib.suppress(OSError):
        for name in os.listdir(base):
            match = NAMED.fullmatch(name)
            if match and not _lives(int(match[1])) and _is_ours(path := os.path.join(base, name)):
                shutil.rmtree(path, ignore_errors=True)


def _is_ours(path: str) -> bool:
    with contextlib.suppress(OSError):
        found = os.lstat(path)
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
