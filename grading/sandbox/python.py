"""The interpreter and the packages of a sandbox: Python's own library and what a question allows, nothing else."""

import importlib.metadata
import os
import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

OWN = __name__.partition(".")[0]
ROOT = Path(__file__).resolve().parents[2]
SYSTEM = ("/lib", "/usr/lib", "/usr/local/lib")


class PackageRefused(ValueError):
    """A package that no sandbox gets, or that is not installed."""


@lru_cache(maxsize=32)
def package_paths(names: tuple[str, ...]) -> dict[str, Path]:
    """Where the top-level files and folders of the packages and of what they need lie. Raises PackageRefused."""
    found: dict[str, Path] = {}
    waiting, seen = list(names), set()
    while waiting:
        name = _canonical(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        if name == OWN:
            raise PackageRefused(f"{OWN} itself is never given to student code")
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name in {_canonical(n) for n in names}:
                raise PackageRefused(f"the package {name!r} is not installed") from None
            continue  # a dependency for another platform
        found |= _tops(distribution)
        waiting += _needs(distribution.requires or ())
    return found


def modules(names: tuple[str, ...]) -> set[str]:
    """The modules that the packages themselves bring, without those of what they need."""
    found = set()
    for name in names:
        for top, place in _tops(importlib.metadata.distribution(_canonical(name))).items():
            plain = top.removesuffix(".py")
            if (
                plain.isidentifier()
                and not plain.startswith("_")
                and (top != plain or (place / "__init__.py").exists())
            ):
                found.add(plain)
    return found


def _tops(distribution: importlib.metadata.Distribution) -> dict[str, Path]:
    found = {}
    for file in distribution.files or ():
        top = file.parts[0]
        if top in ("..", "__pycache__") or top == OWN or top.endswith(".pth"):
            continue
        place = Path(str(distribution.locate_file(top))).resolve()
        if place.exists() and not _is_own(place):
            found[top] = place
    return found


def _is_own(place: Path) -> bool:
    """Whether a place holds this project, or is in it; its virtual environment may stand there, too."""
    environment = Path(sys.prefix).resolve()
    if environment.is_relative_to(ROOT) and place.is_relative_to(environment):
        return False
    return place.is_relative_to(ROOT) or ROOT.is_relative_to(place)


def _needs(requirements: Iterable[str]) -> list[str]:
    names = []
    for requirement in requirements:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        if name and not re.search(r";.*\bextra\b", requirement):
            names.append(name[0])
    return names


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def interpreter() -> Path:
    """The interpreter that runs this program, outside any virtual environment."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()


def library() -> Path:
    """The folder of Python's own library."""
    return Path(os.__file__).resolve().parent


def shared_libraries() -> list[Path]:
    """What an interpreter with a prefix of its own (pyenv, conda, uv) has its shared libraries in."""
    folder = Path(sys.base_prefix).resolve() / "lib"
    if str(folder) in SYSTEM:
        return sorted(folder.glob("lib*.so*")) if folder == Path("/usr/local/lib") else []
    return [folder] if folder.is_dir() else []


def masked() -> list[Path]:
    """Folders beside and inside Python's own library in which packages are installed."""
    shared = [f for f in shared_libraries() if f.is_dir()]
    homes = {library(), *(home for folder in shared for home in folder.glob("python*"))}
    folders = [home / name for home in homes for name in ("site-packages", "dist-packages")]
    return sorted(f for f in folders if f.is_dir())
