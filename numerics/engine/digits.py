"""Handwritten digits: 1,797 images of 8 x 8 grey values that scikit-learn carries (E. Alpaydin and C. Kaynak, 1998)."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

TRAINING = 1437  # images; the other 360 are for testing
CLASSES = 10
SHUFFLE = 0  # seed of the split, which is the same for every experiment


@dataclass(frozen=True)
class Digits:
    """Images (n, 64) in [0, 1], one-hot targets of the training images, labels of the test images."""

    images: np.ndarray
    targets: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


@cache
def digits() -> Digits:
    """The data, read from scikit-learn's files without importing it. Raises ModuleNotFoundError without it."""
    found = find_spec("sklearn")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn")
    with gzip.open(Path(found.origin).parent / "datasets" / "data" / "digits.csv.gz", "rt") as file:
        table = np.loadtxt(file, delimiter=",")
    table = table[np.random.default_rng(SHUFFLE).permutation(len(table))]
    images, labels = (table[:, :-1] / 16).astype(np.float32), table[:, -1].astype(int)
    targets = np.eye(CLASSES, dtype=np.float32)[labels]
    return Digits(images[:TRAINING], targets[:TRAINING], images[TRAINING:], labels[TRAINING:])
