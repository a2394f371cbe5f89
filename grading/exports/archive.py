"""Zip files whose bytes depend on their content alone, and this package as a wheel in one."""

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = __name__.partition(".")[0]
ROOMS = ("cli", "figures", "grading", "numerics", "theory")
KEPT = (".py", ".txt", ".toml", ".html", ".css", ".js", ".json", ".svg", ".typed")
WHEN = (2020, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes], executable: frozenset[str] = frozenset()) -> bytes:
    """A zip of these files; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()


def own_version() -> str:
    """The version of this package."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "0"


def wheel() -> tuple[str, bytes]:
    """(name, content) of a wheel of this package as it runs here; what it needs is named by `requirements`."""
    files = {f"{PACKAGE}/{path.relative_to(ROOT).as_posix()}": path.read_bytes() for path in _sources()}
    number = own_version()
    info = f"{PACKAGE}-{number}.dist-info"
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: {number}\n".encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: backproof\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = "".join(f"{n},{_digest(d)},{len(d)}\n" for n, d in files.items()).encode()
    return f"{PACKAGE}-{number}-py3-none-any.whl", zipped(files)


def _sources() -> list[Path]:
    found = list(ROOT.glob("*.py"))
    for room in ROOMS:
        found += [p for p in (ROOT / room).rglob("*") if p.suffix in KEPT and "__pycache__" not in p.parts]
    return sorted(p for p in found if p.is_file())


def _digest(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def requirements(names: tuple[str, ...]) -> list[str]:
    """These of our dependencies, with the versions that we ask for."""
    known = {}
    try:
        for line in requires(PACKAGE) or ():
            if "extra" not in line:
                known[_plain(re.match(r"[A-Za-z0-9._-]+", line)[0])] = line.split(";")[0].strip()  # type: ignore[index]
    except PackageNotFoundError:
        pass
    return [known.get(_plain(name), name) for name in names]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
