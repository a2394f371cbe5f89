"""Dropout: the expected loss against the keep probability, and the weights that it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..numerics.dropout import expected_squares_by_enumeration
from .figure import Data, Figure, Points, curve, roots
from .formula import Values
from .marks import line, lines, path, points
from .measurement import oracle
from .style import faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KEEP = np.linspace(0.2, 1, 161)
FEW = np.linspace(0.2, 1, 9)
LOSS, ADAPTIVE = "dropout.loss_decomposition", "dropout.stationary_point_of_generalized_ridge"
LAYER = {"d": 3, "w": [1.0, -0.5, 0.8], "h": [1.0, 2.0, 0.5], "t": 0.0}
# Three columns of unequal norm: only then dropout and ridge differ.
X = np.array([[2.0, 0.5, 0.25], [-1.0, 1.0, 0.5], [1.5, -0.5, 0.75], [0.5, 1.0, -0.5]])
Y = X @ np.array([1.0, -1.0, 2.0])
SQUARES = (X**2).sum(axis=0)


def loss_at(p: float) -> Values:
    """A linear layer on three units."""
    return {**LAYER, "p": p}


def regression_at(p: float, w: np.ndarray) -> Values:
    """The regression with its weights."""
    return {"d": 3, "N": 4, "p": p, "w": w, "y": Y, "X": X}


def minimiser_of_the_enumerated_loss(p: float) -> np.ndarray:
    """The weights of least expected loss, by fitting a quadratic to losses over all masks of all samples, (3,)."""
    tried = [
        np.zeros(3),
        *np.eye(3),
        *(-np.eye(3)),
        *(np.eye(3)[i] + np.eye(3)[j] for i, j in ((0, 1), (0, 2), (1, 2))),
    ]
    terms = [[1, *w, *(w[i] * w[j] for i in range(3) for j in range(i, 3))] for w in tried]
    found = np.linalg.solve(terms, [expected_squares_by_enumeration(X, Y, w, p) for w in tried])
    curvature = np.zeros((3, 3))
    curvature[np.triu_indices(3)] = found[4:]
    return np.linalg.solve(curvature + curvature.T, -found[1:4])


def loss_data() -> Data:
    """Expected loss: derived, over all masks; without dropout."""
    return {
        "derived": curve(LOSS, KEEP, loss_at, "derived for all sizes"),
        "enumerated": oracle(LOSS, FEW, loss_at, "mean over all 8 masks", near="derived"),
        "no dropout": curve(LOSS, KEEP[[0, -1]], lambda p: loss_at(1.0), "without dropout"),
    }


def plain_ridge(p: float) -> np.ndarray:
    """Weights of plain ridge with the mean of the strengths that dropout puts on the columns, (3,)."""
    strength = (1 - p) / p * float(SQUARES.mean())
    return np.linalg.lstsq(np.vstack([X, np.sqrt(strength) * np.eye(3)]), np.append(Y, np.zeros(3)), rcond=None)[0]


def path_data() -> Data:
    """Weights of least loss: with dropout, from the enumerated loss, and with plain ridge."""
    shown: dict = {"dropout": roots(ADAPTIVE, KEEP, regression_at, 3)}
    minimisers = np.array([minimiser_of_the_enumerated_loss(p) for p in FEW.tolist()])
    plain = np.array([plain_ridge(p) for p in KEEP.tolist()])
    for n in range(3):
        shown[f"ridge {n}"] = Points(
            x=KEEP, y=plain[:, n], source="numpy.linalg.lstsq", label=None if n else "plain ridge, same mean strength"
        )
        shown[f"enumerated {n}"] = Points(
            x=FEW,
            y=minimisers[:, n],
            source="numerics.dropout.expected_squares_by_enumeration",
            label=None if n else "least mean over all masks",
        )
    return shown


def loss_panel(ax: Axes, data: Data) -> None:
    """The loss against the keep probability."""
    line(ax, data, "derived")
    points(ax, data, "enumerated")
    line(ax, data, "no dropout", 2)
    ax.set(xlabel="keep probability $p$", ylabel="expected squared loss", ylim=(0, None))


penalty_against_keep_probability = Figure(
    name="dropout.penalty_against_keep_probability",
    claims=(LOSS,),
    title="Dropout is a penalty on the squared loss",
    alt="Expected squared loss of a linear layer with three units against the keep probability p from 0.2 to 1. The "
    "derived curve falls from about 8 to the loss without dropout, 0.16, as the penalty (1 - p)/p times the sum "
    "of squares vanishes at p = 1; nine means over all eight masks lie on the curve.",
    data=loss_data,
    panels=(loss_panel,),
    aspect=0.6,
)


def path_panel(ax: Axes, data: Data) -> None:
    """The weights against the keep probability."""
    lines(ax, data, "dropout", ("$w_1$ with dropout", "$w_2$", "$w_3$"))
    for n in range(3):
        points(ax, data, f"enumerated {n}")
        path(ax, data, f"ridge {n}", marker="", color=faint())
    ax.set(xlabel="keep probability $p$", ylabel="weight")


regularization_paths = Figure(
    name="dropout.regularization_paths",
    claims=(ADAPTIVE,),
    title="Dropout regression beside ridge",
    alt="Three weights of a regression with dropout on its inputs, against the keep probability from 0.2 to 1, and "
    "the same with plain ridge of the same mean strength. At p = 1 all meet the least squares weights 1, −1 and "
    "2. Ridge takes the third weight, whose column is shortest, down much faster than dropout does, and the first "
    "one later; minimisers of the enumerated loss lie on the derived curves.",
    data=path_data,
    panels=(path_panel,),
    aspect=0.6,
)
