"""Linear discriminant analysis on the splits of the classifiers that are trained."""

from __future__ import annotations

import numpy as np

from .digits import Classes
from .train_classes import Classified, Program


def discriminant(x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
    """Classes of the test inputs by linear discriminant analysis; y one-hot."""
    counts = y.sum(axis=0)
    means = (y.T @ x) / counts[:, None]
    inside = x - y @ means
    inverse = np.linalg.pinv(inside.T @ inside / (len(x) - len(counts)), rcond=1e-10, hermitian=True)
    scores = x_test @ inverse @ means.T - np.einsum("ki,ij,kj->k", means, inverse, means) / 2
    return np.argmax(scores + np.log(counts / len(x)), axis=1)


def discriminant_errors(splits: int, *, seed: int, data: Classes) -> Classified:
    """Linear discriminant analysis on the same splits: largest x' S^-1 m_k - m_k' S^-1 m_k / 2 + log pi_k.

    S is the pooled covariance, inverted where it has a range: some pixels never vary.
    """
    import jax

    program = Program((), data.images.shape[1], data.training, data.fixed)
    root = jax.random.key(seed)
    wrong, split = [], jax.jit(program.split)
    for number in range(1 if data.fixed else splits):
        x, y, x_test, y_test = (np.asarray(d, float) for d in split(root, (data.images, data.targets), number))
        wrong.append(int((discriminant(x, y, x_test) != y_test.argmax(axis=1)).sum()))
    all_wrong = np.resize(wrong, splits)  # on a fixed split the same for all
    return Classified(all_wrong, np.full(splits, np.nan), np.zeros(splits, bool), len(data.images) - data.training)
