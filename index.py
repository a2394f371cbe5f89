"""What there is, by name: topics, and a summary of every claim, without loading what computes.

The summaries are kept in the user's cache under a hash of the room `theory`, so that `backproof list` need not build
two hundred formulas to print their titles. A cache that cannot be read or written is done without.
"""

import difflib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .theory import catalogue

THEORY = Path(__file__).parent / "theory"
STUDIES = Path(__file__).parent / "numerics" / "studies"


class UnknownName(ValueError):
    """No claim, topic or study has the name; the message suggests the nearest ones."""


def studies() -> list[str]:
    """Names of the studies that `train` can do: the modules of `numerics/studies`, with `-` for `_`."""
    return sorted(p.stem.replace("_", "-") for p in STUDIES.glob("[!_]*.py"))


def study_module(name: str) -> str:
    """The module of a study, with `-` for `_` allowed, and capitals. Raises UnknownName."""
    plain, known = name.lower().replace("_", "-"), studies()
    if plain not in known:
        near = difflib.get_close_matches(plain, known, 1)
        raise UnknownName(
            f"unknown study {name!r}" + (f"; did you mean {near[0]}?" if near else f": {', '.join(known)}")
        )
    return plain.replace("-", "_")


def topic_name(name: str) -> str:
    """The topic that is called so, with `-` for `_` allowed. Raises UnknownName."""
    topic = name.replace("-", "_")
    if topic not in catalogue.TOPICS:
        raise UnknownName(f"unknown topic {name!r}{nearest(topic, catalogue.TOPICS)}")
    return topic


def nearest(name: str, known: Iterable[str]) -> str:
    """A suggestion to append to an error; an id is near when its last part is, too."""
    last = {k.rpartition(".")[2]: k for k in known}
    near = [*difflib.get_close_matches(name, list(known), 3, 0.6)]
    near += [last[n] for n in difflib.get_close_matches(name.rpartition(".")[2], list(last), 3, 0.6)]
    suggested = list(dict.fromkeys(near))[:3]
    return f"; did you mean {' or '.join(suggested)}?" if suggested else "; `backproof list` shows what there is"


def summaries(topic: str | None = None) -> list[dict]:
    """Id, title, ledger ids and expected verdict of the claims of a topic, or of all. Raises UnknownName."""
    wanted = None if topic is None else topic_name(topic)
    kept = _cache()
    found = _read(kept) if kept else None
    if found is None:
        found = [_summary(claim_id, claim) for claim_id, claim in catalogue.claims().items()]
        if kept:
            _write(kept, found)
    return [s for s in found if wanted is None or s["id"].partition(".")[0] == wanted]


def _summary(claim_id: str, claim: object) -> dict:
    return {
        "id": claim_id,
        "title": claim.title,  # type: ignore[attr-defined]
        "ledger": list(claim.ledger),  # type: ignore[attr-defined]
        "expected": claim.expected.value,  # type: ignore[attr-defined]
    }


def _cache() -> Path | None:
    """The file for this very text of the room `theory`; None where there is no home."""
    digest = hashlib.sha256()
    for source in sorted(THEORY.rglob("*.py")):
        digest.update(source.relative_to(THEORY).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return home / "backproof" / f"claims-{digest.hexdigest()[:24]}.json"


def _read(kept: Path) -> list[dict] | None:
    try:
        found = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    fields = {"id", "title", "ledger", "expected"}
    sound = isinstance(found, list) and all(isinstance(s, dict) and s.keys() == fields for s in found)
    return found if sound else None


def _write(kept: Path, found: list[dict]) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(found, stream)
        os.replace(draft, kept)
        for old in kept.parent.glob("claims-*.json"):
            if old != kept:
                old.unlink(missing_ok=True)
    except OSError:
        return
