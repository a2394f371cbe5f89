"""The study of digits: baselines are what others compute, the step is the claimed one, wrong labels change verdicts."""

from dataclasses import replace

import numpy as np
import pytest

from backproof.numerics.engine import train_classes
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.study import Given, NotMeasured, Row, Setting
from backproof.numerics.engine.train_classes import Recipe, discriminant, everything, gaps, train_classifiers
from backproof.numerics.engine.train_recursion import FORMULAS, RECURSION
from backproof.numerics.studies import digits
from backproof.theory.catalogue import claims
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.statement import Statement

pytest.importorskip("sklearn")
CLAIMS = claims("backpropagation")
STATEMENTS: dict[str, Statement] = {name: CLAIMS[name].statement for name in FORMULAS}  # type: ignore[misc]
SMALL = Recipe(hidden=(16, 12), rate=0.2, steps=300)


@pytest.fixture(autouse=True)
def freshly() -> None:
    choose(Device.CPU)
    digits.classified.cache_clear()
    digits.trained.cache_clear()


def rows_of(name: str, statements: dict[str, Statement] = STATEMENTS, **cells: object) -> list[Row]:
    given = Given(setting=Setting(seeds=6), formulas=statements)
    part = next(p for p in digits.study.parts(given.setting) if p.name == name)
    tasks = [t for t in part.tasks if all(t[k] == v for k, v in cells.items())]
    return [row for task in tasks for row in part.measure(task, given).rows]


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recipes with few units."""
    few = {n: replace(r, hidden=(32, 16)[: len(r.hidden)]) for n, r in digits.RECIPES.items()}
    monkeypatch.setattr(digits, "RECIPES", few)


@pytest.mark.parametrize("recipe", [SMALL, replace(SMALL, kept=(0.6, 0.7), ridge=0.01), Recipe(hidden=(), kept=())])
def test_the_step_is_the_claimed_gradient(recipe: Recipe) -> None:
    claimed, automatic = gaps(recipe, STATEMENTS, seed=1)
    assert claimed < 1e-12
    assert automatic < 1e-12


def test_a_wrong_claim_leaves_nothing_measured() -> None:
    wrong = STATEMENTS | {RECURSION: STATEMENTS[RECURSION].but(rhs=STATEMENTS[RECURSION].rhs * 2)}
    with pytest.raises(NotMeasured, match="claimed recursion"):
        rows_of("table", wrong, method=digits.LOGISTIC)


def test_a_forgotten_mask_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = train_classes.forward

    def unmasked_slopes(parameters: list, inputs, masks: list) -> tuple:
        logits, values, slopes = right(parameters, inputs, masks)
        return logits, values, [(s > 0).astype(float) for s in slopes]

    monkeypatch.setattr(train_classes, "forward", unmasked_slopes)
    claimed, automatic = gaps(replace(SMALL, kept=(0.6, 0.7)), STATEMENTS, seed=1)
    assert claimed > 1e-3
    assert automatic > 1e-3


def test_discriminant_analysis_is_that_of_scikit_learn() -> None:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    images, targets = (np.asarray(d, float) for d in everything())
    labels = targets.argmax(axis=1)
    theirs = LinearDiscriminantAnalysis(solver="svd").fit(images[:1000], labels[:1000]).predict(images[1000:])
    ours = discriminant(images[:1000], targets[:1000], images[1000:])
    assert (ours == theirs).mean() > 0.998  # pixels that hardly vary are cut off at different places


def test_logistic_regression_tends_to_that_of_scikit_learn() -> None:
    import jax
    from sklearn.linear_model import LogisticRegression

    images, targets = everything()
    recipe = replace(digits.RECIPES[digits.LOGISTIC], ridge=1e-2, steps=4000, decay=1.0)
    found = train_classifiers(recipe, 3, seed=0)
    program = train_classes.Program((), 64, train_classes.TRAINING)
    for number in range(3):
        x, y, x_test, y_test = (np.asarray(d) for d in program.split(jax.random.key(0), (images, targets), number))
        # theirs is (1/2)|w|^2 + C sum of losses
        model = LogisticRegression(C=1 / (1e-2 * len(x)), max_iter=500).fit(x, y.argmax(axis=1))
        wrong = int((model.predict(x_test) != y_test.argmax(axis=1)).sum())
        assert abs(wrong - int(found.wrong[number])) <= 2


def test_parameters_are_those_of_the_lecture() -> None:
    assert digits.parameters(digits.RIDGE, 784) == 235_146
    assert digits.parameters(digits.LOGISTIC, 784) == 7850


def test_split_and_start_do_not_depend_on_how_many_there_are() -> None:
    few, many = (train_classifiers(SMALL, n, seed=0) for n in (2, 5))
    assert few.loss.tobytes() == many.loss[:2].tobytes()
    assert few.tested == 360


def test_the_ridge_shrinks_and_the_steps_fall() -> None:
    plain = train_classifiers(SMALL, 2, seed=0).loss
    assert (train_classifiers(replace(SMALL, ridge=0.1), 2, seed=0).loss > plain + 0.1).all()
    for changed in (replace(SMALL, momentum=0.5), replace(SMALL, decay=1.0), replace(SMALL, standardized=True)):
        assert (train_classifiers(changed, 2, seed=0).loss != plain).all(), changed


def test_a_diverged_classifier_guesses() -> None:
    given = Given(setting=Setting(), formulas=STATEMENTS)
    wrong, found, _ = digits.errors(replace(SMALL, rate=1e9), 2, given)
    assert found.diverged.all()
    assert wrong.tolist() == [90, 90]


def test_wrong_labels_change_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch)
    (right,) = rows_of("table", method=digits.RIDGE)
    assert right["error"] < 8  # type: ignore[operator]
    images, targets = everything()
    rng = np.random.default_rng(0)
    mislabelled = np.where(rng.random(len(targets))[:, None] < 0.5, np.roll(targets, 1, axis=1), targets)
    monkeypatch.setattr(train_classes, "everything", lambda: (images, mislabelled))
    digits.classified.cache_clear()
    (wrong,) = rows_of("table", method=digits.RIDGE)
    others = [{**wrong, "method": method} for method in digits.PRINTED]
    assert digits.judge_table(others)[0].outcome is Outcome.REFUTES


def test_depth_against_width_is_paired_by_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "SHAPE_STEPS", 60)
    (row,) = rows_of("shape", activation="tanh")
    deep = digits.trained(digits.TANHS, *digits.DEEP, 6, 0)
    wide = digits.trained(digits.TANHS, *digits.WIDE, 6, 0)
    assert row["successes"] == int((deep > wide).sum())
    assert row["gain"] == pytest.approx(100 * (deep - wide).mean())
    assert abs(digits.same_width_parameters(*digits.DEEP) - digits.same_width_parameters(*digits.WIDE)) == 18
