"""Scale of the start and step size from a pilot, whose starts are none of those that are counted afterwards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .train_network import Network

FIRST = 1 << 20  # the number of the first start of a pilot


def best_cell(network: Network, cells: Sequence[tuple[float, float]], seed: int) -> tuple[float, float]:
    """The (scale, step size) from which most starts of a pilot learn; among equal ones that of the least mean loss."""
    seeds = network.experiment.seeds
    cell_of = np.arange(seeds) % len(cells)
    scales, rates = (np.array(column)[cell_of] for column in zip(*cells, strict=True))
    found = network.train(seed=seed, scales=scales, rates=rates, first=FIRST)
    loss = np.where(found.diverged, np.inf, np.nan_to_num(found.losses, nan=np.inf).mean(axis=0))

    def worth(cell: int) -> tuple[float, float]:
        here = cell_of == cell
        return (float(found.solved[here].mean()), -float(loss[here].mean())) if here.any() else (-1.0, 0.0)

    return cells[max(range(len(cells)), key=worth)]
