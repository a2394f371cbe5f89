"""Rows of finished tasks in a folder, each written whole or not at all; an interrupted study goes on from them."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOMS = (Path(__file__).parents[2] / "theory", Path(__file__).parents[1])


@cache
def sources() -> str:
    """A digest of the text of the rooms `theory` and `numerics`: rows of another text are not used."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for source in sorted(room.rglob("*.py")):
            digest.update(source.relative_to(room).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


@dataclass(frozen=True)
class Kept:
    """Rows by address in a folder. run: what they depend on beside their address, in plain JSON."""

    folder: Path
    run: Mapping[str, object]
    used: set[Path] = field(default_factory=set)

    def _place(self, address: object) -> Path:
        text = json.dumps([sources(), dict(self.run), address], sort_keys=True)
        return self.folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.json"

    def read(self, address: object) -> dict | None:
        """What lies at an address; None where nothing does or it cannot be read."""
        place = self._place(address)
        try:
            found = json.loads(place.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(found, dict) or found.keys() != {"rows", "checks", "failures"}:
            return None
        self.used.add(place)
        return found

    def write(self, address: object, found: dict) -> None:
        """Puts rows at an address. Raises OSError."""
        place = self._place(address)
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=self.folder, suffix=".draft")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(found, stream)
            os.replace(draft, place)
        except BaseException:
            os.unlink(draft)
            raise
        self.used.add(place)

    def clear(self) -> None:
        """Removes what was used, when the study is complete."""
        for place in self.used:
            place.unlink(missing_ok=True)
        if self.folder.is_dir() and not any(self.folder.iterdir()):
            self.folder.rmdir()
