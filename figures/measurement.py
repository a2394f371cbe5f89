"""Measured points: a claim's oracle along an axis, and longer measurements, kept by content in the user's cache.

A measurement is named by its function and arguments and by the text of the rooms that it may depend on: a change of
any of them measures anew. A cache that cannot be read or written is done without.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, wraps
from importlib import import_module
from pathlib import Path

import numpy as np

from .figure import Points
from .formula import Formula, Values, indices_left

ROOT = Path(__file__).parent.parent
ROOMS = ("theory", "numerics", "figures")  # whose text a measurement may depend on

_anew: ContextVar[bool] = ContextVar("anew", default=False)
Numbers = dict[str, list]


def oracle(
    claim_id: str,
    x: Sequence[float] | np.ndarray,
    values: Callable[[float], Values],
    label: str | None = None,
    *,
    near: str | None = None,
    pick: tuple[int, ...] = (),
    within: float = 1e-9,
) -> Points:
    """What the oracle of a claim finds along x, at the same places of `values` as the claim's curve."""
    topic, _, name = claim_id.partition(".")
    check = getattr(import_module(f"..numerics.{topic}", __package__), name)
    formula, found = Formula(claim_id, pick=pick), []
    for place in np.asarray(x).tolist():
        at = values(place)
        value = np.asarray(check.oracle(**formula.named(at)), float)
        found.append(formula.flat(indices_left(value, formula, at)))
    source = f"numerics.{topic}.{name}"
    y = np.array(found)
    return Points(x=np.asarray(x), y=y, source=source, near=near, within=within, label=label)


@contextmanager
def fresh() -> Iterator[None]:
    """Inside, every measurement is made anew, and kept."""
    token = _anew.set(True)
    try:
        yield
    finally:
        _anew.reset(token)


def kept(measure: Callable[..., Numbers]) -> Callable[..., Numbers]:
    """A measurement whose numbers, lists of them by name, are kept for the same arguments and the same program."""

    @wraps(measure)
    def found(*arguments: object) -> Numbers:
        about = json.dumps([measure.__module__, measure.__qualname__, arguments, program()], default=repr)
        place = _folder()
        file = place / f"{hashlib.sha256(about.encode()).hexdigest()[:32]}.json" if place else None
        if file is not None and not _anew.get():
            with suppress(OSError, ValueError):
                return json.loads(file.read_text(encoding="utf-8"))
        numbers = json.loads(json.dumps(measure(*arguments)))  # the same whether it was kept or not
        if file is not None:
            _write(file, numbers)
        return numbers

    return found


@cache
def program() -> str:
    """A hash of what computes: the rooms, and the packages' versions."""
    from importlib.metadata import version

    digest = hashlib.sha256()
    for room in ROOMS:
        for source in sorted((ROOT / room).rglob("*.py")):
            digest.update(source.relative_to(ROOT).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    digest.update(repr([version(name) for name in ("jax", "jaxlib", "numpy", "scipy", "sympy")]).encode())
    return digest.hexdigest()


def _folder() -> Path | None:
    try:
        place = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "backproof" / "measurements"
        place.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return place


def _write(file: Path, numbers: Numbers) -> None:
    with suppress(OSError):
        handle, draft = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(numbers, stream)
        os.replace(draft, file)
