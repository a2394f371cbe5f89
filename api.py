"""Verification from Python: a claim is bound to the attribute of the same name in the room `numerics`, and judged."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from .theory import catalogue
from .theory.kernel.claim import Claim, Prediction
from .theory.kernel.evidence import Evidence, Kind, Outcome
from .theory.kernel.statement import Statement

if TYPE_CHECKING:
    from .report import Results
    from .theory.kernel.verdict import Verdict


class UnknownClaim(ValueError):
    """Neither a claim nor a topic; the message suggests the nearest names."""


def claims(topic: str | None = None) -> dict[str, Claim]:
    """Claims by id, topic.name; of one topic or of all. Raises UnknownClaim."""
    if topic is None:
        return catalogue.claims()
    name = topic.replace("-", "_")
    if name not in catalogue.TOPICS:
        raise UnknownClaim(_unknown(topic, list(catalogue.TOPICS)))
    return catalogue.claims(name)


def select(names: Iterable[str]) -> dict[str, Claim]:
    """The claims that ids and topics name, each once; all of them when nothing is named. Raises UnknownClaim."""
    names = list(names)
    if not names:
        return catalogue.claims()
    wanted: dict[str, Claim] = {}
    for given in names:
        name = given.replace("-", "_")
        if name in catalogue.TOPICS:
            wanted.update(catalogue.claims(name))
            continue
        topic = name.split(".")[0]
        of_topic = catalogue.claims(topic) if topic in catalogue.TOPICS else {}
        if name not in of_topic:
            raise UnknownClaim(_unknown(given, [*catalogue.TOPICS, *catalogue.claims()]))
        wanted[name] = of_topic[name]
    return wanted


def _unknown(given: str, names: list[str]) -> str:
    name = given.replace("-", "_")
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    near += [n for n in names if name and name in n and n not in near][: 3 - len(near)]
    hint = f"; did you mean {', '.join(near)}?" if near else "; `backproof list` shows them all"
    return f"no claim or topic {given!r}{hint}"


def measurement(claim_id: str, claim: Claim, *, seed: int, device: str) -> Callable[[], Evidence]:
    """The numeric check or the experiment that belongs to a claim."""

    def measure() -> Evidence:
        from .numerics.engine.check import Check, run
        from .numerics.engine.devices import Device

        topic, name = claim_id.split(".")
        side = getattr(import_module(f"{__package__}.numerics.{topic}"), name, None)
        if isinstance(claim.statement, Statement) and isinstance(side, Check):
            return run(claim.statement, side, seed=seed, device=Device(device))
        if isinstance(claim.statement, Prediction) and side is not None:
            formulas = {name: select([name])[name].statement for name in side.formulas}
            return side.run(formulas, seed=seed, device=Device(device))
        kind = Kind.TRAINING if isinstance(claim.statement, Prediction) else Kind.NUMERIC
        return Evidence(kind=kind, outcome=Outcome.UNSUPPORTED, detail="nothing to measure in the room numerics")

    return measure


def verify_one(claim_id: str, *, seed: int = 0, device: str = "auto") -> Verdict:
    """The verdict on one claim."""
    from .theory.kernel.judge import judge

    claim = select([claim_id])[claim_id]
    return judge(claim_id, claim, seed=seed, measure=measurement(claim_id, claim, seed=seed, device=device))


def verdicts(chosen: Iterable[str], *, seed: int = 0, device: str = "auto", jobs: int = 1) -> Iterator[Verdict]:
    """Verdicts in the order of `chosen`, as they become known; with `jobs` > 1 from spawned processes."""
    chosen = list(chosen)
    if jobs <= 1 or len(chosen) < 2:
        for claim_id in chosen:
            yield verify_one(claim_id, seed=seed, device=device)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from functools import partial

    work = partial(verify_one, seed=seed, device=device)
    with ProcessPoolExecutor(min(jobs, len(chosen)), mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            yield from pool.map(work, chosen)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def verify(*names: str, seed: int = 0, device: str = "auto", training: bool = True, jobs: int = 1) -> Results:
    """Verdicts on the named claims and topics, or on all. Raises UnknownClaim."""
    from .report import Results

    chosen = select(names)
    skipped = [] if training else [n for n, c in chosen.items() if isinstance(c.statement, Prediction)]
    start = time.perf_counter()
    found = list(verdicts([n for n in chosen if n not in skipped], seed=seed, device=device, jobs=jobs))
    seconds = time.perf_counter() - start
    return Results(verdicts=found, skipped=skipped, seconds=seconds, seed=seed, device=device)
