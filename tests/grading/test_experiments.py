"""The experiments of Exercise 10.6: tables are read or refused, methods find what is there, intervals are honest."""

from pathlib import Path

import numpy as np
import pytest

from backproof.grading.experiments import (
    BadData,
    Data,
    _difference,
    additive,
    generated,
    logistic,
    read_csv,
    run,
    splits_of,
)
from backproof.numerics.engine.tabular import Recipe, probabilities


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def table(rows: int) -> str:
    rng = np.random.default_rng(0)
    lines = [f"{rng.normal():.3f},{rng.choice(['red', 'green'])},{n % 2}" for n in range(rows)]
    return "x,colour,y\n" + "\n".join(lines) + "\n"


def test_words_become_columns_and_incomplete_rows_are_counted(tmp_path: Path) -> None:
    found = read_csv(written(tmp_path, table(60) + "NA,red,1\n"), "y")
    assert found.columns == ("x", "colour=red") and found.x.shape == (60, 2) and found.dropped == 1


@pytest.mark.parametrize(
    ("text", "target", "told"),
    [
        ("x,y\n", "y", "no rows"),
        (table(60), "z", "no column 'z'"),
        (table(10), "y", "at least"),
        (table(60).replace(",1\n", ",2\n", 1), "y", "3 classes"),
        (table(60) + "1,red\n", "y", "line 62"),
    ],
)
def test_what_cannot_be_used_is_refused(text: str, target: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(BadData, match=told):
        read_csv(written(tmp_path, text), target)


def test_splits_do_not_overlap_and_keep_the_classes() -> None:
    data = generated(200)
    marked = Data(x=np.hstack([data.x, np.arange(200.0)[:, None]]), y=data.y, columns=data.columns, classes=("0", "1"))
    found = splits_of(marked, 3, 0)
    assert found.x.shape[1] + found.x_valid.shape[1] + found.x_test.shape[1] == 200
    assert abs(found.y_test.mean() - data.y.mean()) < 0.02


def line(rows: int = 300) -> Data:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(rows, 3))
    y = (x[:, 0] - x[:, 1] + 0.3 * rng.logistic(size=rows) > 0).astype(float)
    return Data(x=x, y=y, columns=("a", "b", "c"), classes=("0", "1"))


SMALL = Recipe(keep=0.8, epochs=20)


def test_every_method_finds_a_line() -> None:
    made = splits_of(line(), 2, 0)
    for method in (logistic, additive, lambda s, seed: probabilities(SMALL, s, seed)):
        error = np.mean((method(made, 0) > 0.5) != (made.y_test > 0.5))
        assert error < 0.2


@pytest.mark.slow
def test_a_product_of_columns_is_found_by_the_network_alone() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(400, 2))
    data = Data(x=x, y=(x[:, 0] * x[:, 1] > 0).astype(float), columns=("a", "b"), classes=("0", "1"))
    found = {m.name: m for m in run("dropout-against-logistic", data, splits=4)}
    assert found["logistic regression"].error > 0.35
    assert found["ten units without dropout"].high < 0


def test_an_interval_of_no_difference_holds_zero() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        told = _difference(rng.normal(size=10), 0.0, 1)
        held += told["low"] <= 0 <= told["high"]
    assert 178 <= held <= 200  # 95 % of 200, within four standard errors


def test_the_same_seed_gives_the_same_errors() -> None:
    made = splits_of(line(), 2, 0)
    one, other = (probabilities(SMALL, made, 7) for _ in range(2))
    assert np.array_equal(one, other)
