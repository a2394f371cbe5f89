"""Handwritten digits: 1,797 images of 8 x 8 grey values that scikit-learn carries (E. Alpaydin and C. Kaynak, 1998).

MNIST is read from its own four files, for a user who has them.
"""

from __future__ import annotations

import gzip
import os
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


@dataclass(frozen=True)
class Classes:
    """Images (n, pixels) in [0, 1] and one-hot targets, the first `training` of them for training.

    fixed: whether that split is the source's own; else any is as good.
    """

    name: str
    images: np.ndarray
    targets: np.ndarray
    training: int
    fixed: bool


def mnist_folder() -> Path | None:
    """Where the user says that MNIST's four IDX files lie, by the variable BACKPROOF_MNIST; they may be gzipped."""
    said = os.environ.get("BACKPROOF_MNIST")
    return Path(said) if said else None


@cache
def classes(folder: Path | None = None) -> Classes:
    """All digits of scikit-learn, or MNIST from a folder. Raises OSError and ValueError for other files."""
    if folder is None:
        data = digits()
        targets = np.concatenate([data.targets, np.eye(CLASSES, dtype=np.float32)[data.test_labels]])
        return Classes("digits", np.concatenate([data.images, data.test_images]), targets, TRAINING, fixed=False)
    images = [idx(folder, f"{part}-images-idx3-ubyte") for part in ("train", "t10k")]
    labels = [idx(folder, f"{part}-labels-idx1-ubyte") for part in ("train", "t10k")]
    if any(
        len(i) != len(n) or i.ndim != 3 or n.ndim != 1 or n.max() >= CLASSES
        for i, n in zip(images, labels, strict=True)
    ):
        raise ValueError(f"{folder}: images and labels do not belong together")
    whole = np.concatenate([i.reshape(len(i), -1) for i in images]).astype(np.float32) / 255
    return Classes(
        "MNIST", whole, np.eye(CLASSES, dtype=np.float32)[np.concatenate(labels)], len(images[0]), fixed=True
    )


def idx(folder: Path, name: str) -> np.ndarray:
    """An array of bytes in the IDX format: two zeros, 8 for bytes, the number of axes, their lengths, the bytes."""
    plain, zipped = folder / name, folder / f"{name}.gz"
    raw = gzip.decompress(zipped.read_bytes()) if zipped.exists() else plain.read_bytes()
    if len(raw) < 4 or raw[:3] != b"\0\0\x08":
        raise ValueError(f"{folder / name}: no IDX file of bytes")
    axes = raw[3]
    shape = np.frombuffer(raw, ">u4", axes, 4).astype(int)
    if len(raw) != 4 + 4 * axes + shape.prod():
        raise ValueError(f"{folder / name}: {len(raw)} bytes, where its head says {4 + 4 * axes + shape.prod()}")
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)


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
