"""The experiments of Exercise 10.6, with anybody's data: a CSV file with a target column of two classes.

- dropout-against-logistic (ISL, Exercise 10.10.7): one hidden layer of ten units with dropout, and logistic regression;
- network-against-additive (ESL, Exercise 11.7): a network, and an additive model of splines;
- tricks: a plain network, and the same with one trick of the trade switched on at a time.

Methods are compared on the same random splits. The interval of a difference is the corrected resampled t interval
(Nadeau and Bengio 2003): splits overlap, and the usual interval would be too short.
"""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..numerics.engine.tabular import Recipe, Splits, probabilities

MOST_BYTES, MOST_ROWS, MOST_COLUMNS, MOST_LEVELS = 64 << 20, 100_000, 500, 20
FEWEST_ROWS = 40
KNOTS = 4  # of a column's spline
PENALTIES = (1e-3, 1e-2, 1e-1, 1.0, 10.0)
TEST, VALIDATION = 0.3, 0.2  # shares of the rows
CONFIDENCE = 0.95
MISSING = frozenset({"", "NA", "NaN", "nan", "?", "null", "None"})


class BadData(ValueError):
    """A file that cannot be used, in words for the one who brings it."""


@dataclass(frozen=True, kw_only=True)
class Data:
    """A table: rows by columns, targets 0 and 1, what the columns and the classes are called."""

    x: np.ndarray
    y: np.ndarray
    columns: tuple[str, ...]
    classes: tuple[str, str]
    dropped: int = 0  # rows with a missing value


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One method: its test errors, one a split, and its difference to the first method with an interval."""

    name: str
    errors: tuple[float, ...]
    difference: float
    low: float
    high: float

    @property
    def error(self) -> float:
        """The mean share of test rows that are misclassified."""
        return float(np.mean(self.errors))


def read_csv(path: str, target: str) -> Data:
    """The table of a CSV file with a header. Raises BadData."""
    file = Path(path)
    if file.stat().st_size > MOST_BYTES:
        raise BadData(f"{file.name} has more than {MOST_BYTES >> 20} MiB")
    with file.open(newline="", encoding="utf-8-sig", errors="replace") as stream:
        rows = []
        for row in csv.reader(stream):
            rows.append(row)
            if len(rows) > MOST_ROWS + 1:
                raise BadData(f"{file.name} has more than {MOST_ROWS} rows")
    if len(rows) < 2:
        raise BadData(f"{file.name} has no rows below its header")
    header, body = [h.strip() for h in rows[0]], [r for r in rows[1:] if r]
    if target not in header:
        raise BadData(f"there is no column {target!r}; the columns are {', '.join(header[:20])}")
    if any(len(r) != len(header) for r in body):
        line = next(n for n, r in enumerate(body, 2) if len(r) != len(header))
        raise BadData(f"line {line} has another number of fields than the header")
    whole = [r for r in body if not any(f.strip() in MISSING for f in r)]
    place = header.index(target)
    classes = sorted({r[place].strip() for r in whole})
    if len(classes) != 2:
        raise BadData(f"the target {target!r} has {len(classes)} classes; two are needed")
    if len(whole) < FEWEST_ROWS:
        raise BadData(f"{len(whole)} complete rows; at least {FEWEST_ROWS} are needed")
    y = np.array([r[place].strip() == classes[1] for r in whole], dtype=float)
    columns, values = [], []
    for n, name in enumerate(header):
        if n != place:
            for label, column in _columns(name, [r[n].strip() for r in whole]):
                columns.append(label)
                values.append(column)
    if not values or len(values) > MOST_COLUMNS:
        raise BadData(f"{len(values)} usable columns; between 1 and {MOST_COLUMNS} are needed")
    x = np.array(values, dtype=float).T
    return Data(x=x, y=y, columns=tuple(columns), classes=(classes[0], classes[1]), dropped=len(body) - len(whole))


def _columns(name: str, fields: list[str]) -> list[tuple[str, list[float]]]:
    """A numeric column as it is, one of words as a column of 0 and 1 for every word but the first."""
    try:
        numbers = [float(f) for f in fields]
    except ValueError:
        levels = sorted(set(fields))
        if len(levels) > MOST_LEVELS:
            raise BadData(f"the column {name!r} has {len(levels)} different words; at most {MOST_LEVELS}") from None
        return [(f"{name}={level}", [float(f == level) for f in fields]) for level in levels[1:]]
    if not all(math.isfinite(x) for x in numbers):
        raise BadData(f"the column {name!r} has infinite numbers")
    return [(name, numbers)] if len(set(numbers)) > 1 else []


def generated(rows: int = 400, seed: int = 0) -> Data:
    """Two classes told apart by a product of two columns and a sum of others, with noise; no line tells them."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 6))
    score = 2 * x[:, 0] * x[:, 1] + x[:, 2] - 0.5 * x[:, 3] ** 2 + 0.5
    y = (score + rng.logistic(size=rows) > 0).astype(float)
    return Data(x=x, y=y, columns=tuple(f"x{n}" for n in range(6)), classes=("0", "1"))


def splits_of(data: Data, number: int, seed: int) -> Splits:
    """Random splits with the classes in their proportions, columns standardized by the training rows."""
    rng = np.random.default_rng(seed)
    parts: list[list[np.ndarray]] = [[], [], []]
    for _ in range(number):
        rows: list[list[np.ndarray]] = [[], [], []]
        for label in (0.0, 1.0):
            shuffled = rng.permutation(np.flatnonzero(data.y == label))
            test, valid = round(TEST * len(shuffled)), round(VALIDATION * len(shuffled))
            for n, piece in enumerate(np.split(shuffled, [test, test + valid])):
                rows[n].append(piece)
        for n, found in enumerate(rows):
            parts[n].append(np.concatenate(found))
    test, valid, train = (np.array(p) for p in parts)
    x, y = data.x, data.y
    mean, spread = x[train].mean(axis=1, keepdims=True), x[train].std(axis=1, keepdims=True)
    spread = np.where(spread > 0, spread, 1.0)
    return Splits(
        x=(x[train] - mean) / spread,
        y=y[train],
        x_valid=(x[valid] - mean) / spread,
        y_valid=y[valid],
        x_test=(x[test] - mean) / spread,
        y_test=y[test],
    )


# Methods


def logistic(splits: Splits, _seed: int) -> np.ndarray:
    """Logistic regression on all training and validation rows, by Newton's method; (splits, test rows)."""
    return np.array(
        [
            _sigmoid(_with_one(z) @ _newton(_with_one(np.vstack([x, v])), np.concatenate([y, w]), 1e-6))
            for x, y, v, w, z in zip(splits.x, splits.y, splits.x_valid, splits.y_valid, splits.x_test, strict=True)
        ]
    )


def additive(splits: Splits, _seed: int) -> np.ndarray:
    """A logistic additive model of natural cubic splines, the ridge penalty chosen on the validation rows."""
    found = []
    for x, y, v, w, z in zip(splits.x, splits.y, splits.x_valid, splits.y_valid, splits.x_test, strict=True):
        knots = np.quantile(x, np.linspace(0.05, 0.95, KNOTS), axis=0)
        basis, valid, test = (_with_one(_splines(part, knots)) for part in (x, v, z))
        penalty = min(PENALTIES, key=lambda p: _entropy(valid @ _newton(basis, y, p), w))
        weights = _newton(np.vstack([basis, valid]), np.concatenate([y, w]), penalty)
        found.append(_sigmoid(test @ weights))
    return np.array(found)


def _splines(x: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """The natural cubic spline basis of every column (Hastie, Tibshirani, Friedman 2009, eq. 5.4)."""
    made = [x]
    for column in range(x.shape[1]):
        at = np.unique(knots[:, column])
        if len(at) < 3:
            continue

        def curve(k: int, at: np.ndarray = at, column: int = column) -> np.ndarray:
            last = np.clip(x[:, column] - at[-1], 0, None) ** 3
            return (np.clip(x[:, column] - at[k], 0, None) ** 3 - last) / (at[-1] - at[k])

        made.append(np.stack([curve(k) - curve(len(at) - 2) for k in range(len(at) - 2)], axis=1))
    return np.hstack(made)


def _newton(x: np.ndarray, y: np.ndarray, penalty: float, steps: int = 50) -> np.ndarray:
    """Penalized logistic regression; the constant, the first column, is not penalized."""
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], penalty)
    ridge[0] = 1e-9
    for _ in range(steps):
        p = _sigmoid(x @ weights)
        gradient = x.T @ (p - y) + ridge * weights
        curvature = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        change = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        size = float(np.abs(change).max())
        weights = weights - change * min(1.0, 10.0 / max(size, 1e-12))
        if size < 1e-8:
            break
    return weights


def _with_one(x: np.ndarray) -> np.ndarray:
    return np.hstack([np.ones((x.shape[0], 1)), x])


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def _entropy(z: np.ndarray, y: np.ndarray) -> float:
    return float(np.mean(np.logaddexp(0, z) - y * z))


def network(recipe: Recipe) -> Callable[[Splits, int], np.ndarray]:
    """A network of this recipe as a method."""
    return lambda splits, seed: probabilities(recipe, splits, seed)


Methods = dict[str, Callable[[Splits, int], np.ndarray]]
PLAIN = Recipe(units=40)
TRICKS = {
    "early stopping": replace(PLAIN, early=True),
    "weight decay 0.01": replace(PLAIN, decay=0.01),
    "dropout, keep 0.6": replace(PLAIN, keep=0.6),
    "noise 0.2 on the inputs": replace(PLAIN, noise=0.2),
    "batch normalization": replace(PLAIN, normalize=True),
    "Adam": replace(PLAIN, adam=True, rate=0.005),
    "falling step size": replace(PLAIN, schedule=True),
    "average of five starts": replace(PLAIN, starts=5),
}
EXPERIMENTS: dict[str, Methods] = {
    "dropout-against-logistic": {
        "logistic regression": logistic,
        "ten units with dropout": network(Recipe(units=10, keep=0.6)),
        "ten units without dropout": network(Recipe(units=10)),
    },
    "network-against-additive": {
        "additive model": additive,
        "network, early stopping": network(Recipe(units=20, early=True, decay=0.001)),
        "logistic regression": logistic,
    },
    "tricks": {"plain network": network(PLAIN), **{name: network(recipe) for name, recipe in TRICKS.items()}},
}


def run(experiment: str, data: Data, *, splits: int = 10, seed: int = 0) -> list[Measured]:
    """Every method of an experiment on the same splits; the first one is what the others are compared with."""
    made = splits_of(data, splits, seed)
    errors = {
        name: np.mean((method(made, seed) > 0.5) != (made.y_test > 0.5), axis=1)
        for name, method in EXPERIMENTS[experiment].items()
    }
    first = next(iter(errors.values()))
    ratio = made.y_test.shape[1] / (made.y.shape[1] + made.y_valid.shape[1])
    count = len(errors) - 1
    return [
        Measured(name=name, errors=tuple(map(float, found)), **_difference(found - first, ratio, count))
        for name, found in errors.items()
    ]


def _difference(gaps: np.ndarray, ratio: float, count: int) -> dict[str, float]:
    """Mean difference with its interval, widened for `count` comparisons (Bonferroni). ratio: test to training rows."""
    from scipy import stats

    n = len(gaps)
    mean = float(gaps.mean())
    if n < 2 or not gaps.any():
        return {"difference": mean, "low": mean, "high": mean}
    spread = math.sqrt(float(gaps.var(ddof=1)) * (1 / n + ratio))
    level = 1 - (1 - CONFIDENCE) / (2 * max(count, 1))
    half = float(stats.t.ppf(level, n - 1)) * spread
    return {"difference": mean, "low": mean - half, "high": mean + half}
