"""The trained networks of the study of depth, by architecture and depth: what all of its tables look at."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np

from ..engine.study import Given, Row, Setting
from ..engine.train_deep import Deep
from ..engine.train_depth import WIDTH, Outcomes, compiled_ahead, train_networks
from ..engine.train_starts import Architecture
from ..vanishing import DISGUISED, RELUS, RESIDUAL_SIGMOIDS, RESIDUAL_TANHS, SIGMOIDS, TANHS
from ._depth_network import checked, single

STEPS, EARLY = 2000, 500
DEPTHS = tuple(range(1, 11))
THRESHOLD = 0.5  # of the test digits
QUICK, FULL = (SIGMOIDS, TANHS, RELUS), (SIGMOIDS, DISGUISED, TANHS, RELUS, RESIDUAL_SIGMOIDS, RESIDUAL_TANHS)
ALL = {a.name: a for a in FULL}


def multiplications(depth: int, width: int = WIDTH) -> int:
    """Products of a step for one sample: forward, and for weights and inputs backward; none for the images' slopes."""
    first, last = 64 * width, 10 * width
    return 2 * first + 3 * last + 3 * (depth - 1) * width**2


def equal_steps(depth: int, width: int = WIDTH) -> int:
    """Steps that cost as much as STEPS of one hidden layer."""
    return round(STEPS * multiplications(1, width) / multiplications(depth, width))


def stops(depth: int, width: int = WIDTH) -> tuple[int, ...]:
    """After which steps a network is measured."""
    return tuple(sorted((0, EARLY, equal_steps(depth, width), STEPS)))


@lru_cache(maxsize=256)
def trained(architecture: Architecture, depth: int, width: int, seeds: int, seed: int) -> Outcomes:
    """Networks at their stops; several tables look at the same ones. Raises KeyboardInterrupt for a part of them."""
    at = stops(depth, width)
    networks = [Deep(architecture=architecture, depth=depth, number=n, stops=at) for n in range(seeds)]
    found = train_networks(networks, seed=seed, width=width)
    if len(found.networks) < seeds:
        raise KeyboardInterrupt
    return found


@lru_cache(maxsize=1)
def compiling(architecture: Architecture, depth: int, width: int, seeds: int) -> Callable[[], object]:
    """Compiles, for the first task of a table, what trains its networks; gives what waits for that."""
    networks = [Deep(architecture=architecture, depth=depth, number=n, stops=stops(depth, width)) for n in range(seeds)]
    return compiled_ahead(networks, width=width)


def seeds_of(setting: Setting) -> int:
    """Starts of each kind of network."""
    return setting.seeds or (64 if setting.full else 8)


def following(architecture: Architecture, setting: Setting) -> tuple[Architecture, ...]:
    """The architecture whose rows come next, if there is one."""
    order = FULL if setting.full else QUICK
    at = order.index(architecture) + 1 if architecture in order else len(order)
    return order[at : at + 1]


@lru_cache(maxsize=1)
def beside() -> ThreadPoolExecutor:
    """A thread for what is compared while networks train."""
    return ThreadPoolExecutor(1)


def outcomes(task: Row, given: Given) -> tuple[Outcomes, Architecture, dict[str, float]]:
    """The networks of a task, their architecture, and what was compared before."""
    architecture = single(task) if "activation" in task else ALL[str(task["architecture"])]
    depth, width, seeds = (int(task[name]) for name in ("depth", "width", "seeds"))  # type: ignore[call-overload]
    wait = compiling(architecture, depth, width, seeds)  # while the step is compared, not yet taken
    checks = checked(architecture, given)
    wait()
    if "architecture" in task and depth == DEPTHS[0]:
        for other in following(architecture, given.setting):
            beside().submit(checked, other, given)  # so that no device waits for it; its own rows ask what came out
    return trained(architecture, depth, width, seeds, given.setting.seed), architecture, checks


def first_over_last(found: Outcomes, layer: int, depth: int) -> np.ndarray:
    """The gradient's norm in a layer over that in the last hidden one, at the start; NaN for a network that is dead."""
    last = found.norms[:, 0, depth - 1]
    return np.divide(found.norms[:, 0, layer], last, out=np.full_like(last, np.nan), where=last > 0)


def of(rows: list[Row], **wanted: object) -> Row | None:
    """The row with these cells, if there is one."""
    return next((r for r in rows if all(r[name] == value for name, value in wanted.items())), None)
