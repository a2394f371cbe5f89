"""The study of digits: baselines are what others compute, the step is the claimed one, wrong labels change verdicts."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backproof.numerics.engine import train_classes
from backproof.numerics.engine import train_normalized as normalized
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.digits import classes, idx
from backproof.numerics.engine.discriminant import discriminant
from backproof.numerics.engine.elementwise import Activation
from backproof.numerics.engine.study import Given, NotMeasured, Row, Setting
from backproof.numerics.engine.train_classes import Recipe, gaps, train_classifiers
from backproof.numerics.engine.train_draws import BATCH, masks
from backproof.numerics.engine.train_normalized import Normalization, Units
from backproof.numerics.engine.train_recursion import FORMULAS, RECURSION
from backproof.numerics.engine.train_tricks import Tricks, perturbed
from backproof.numerics.studies import _digits_recipes as recipes
from backproof.numerics.studies import _digits_shape as shape
from backproof.numerics.studies import _digits_tricks as tricks
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
    recipes.classified.cache_clear()
    shape.trained.cache_clear()


def rows_of(name: str, statements: dict[str, Statement] = STATEMENTS, **cells: object) -> list[Row]:
    given = Given(setting=Setting(seeds=6), formulas=statements)
    part = next(p for p in digits.study.parts(given.setting) if p.name == name)
    tasks = [t for t in part.tasks if all(t[k] == v for k, v in cells.items())]
    return [row for task in tasks for row in part.measure(task, given).rows]


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recipes with few units."""
    for name, recipe in recipes.RECIPES.items():
        monkeypatch.setitem(recipes.RECIPES, name, replace(recipe, hidden=(32, 16)[: len(recipe.hidden)]))


@pytest.mark.parametrize("recipe", [SMALL, replace(SMALL, kept=(0.6, 0.7), ridge=0.01), Recipe(hidden=(), kept=())])
def test_the_step_is_the_claimed_gradient(recipe: Recipe) -> None:
    claimed, automatic = gaps(recipe, STATEMENTS, seed=1)
    assert claimed < 1e-12
    assert automatic < 1e-12


def test_a_wrong_claim_leaves_nothing_measured() -> None:
    wrong = STATEMENTS | {RECURSION: STATEMENTS[RECURSION].but(rhs=STATEMENTS[RECURSION].rhs * 2)}
    with pytest.raises(NotMeasured, match="claimed recursion"):
        rows_of("table", wrong, method=recipes.LOGISTIC)


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

    images, targets = (np.asarray(d, float) for d in (classes().images, classes().targets))
    labels = targets.argmax(axis=1)
    theirs = LinearDiscriminantAnalysis(solver="svd").fit(images[:1000], labels[:1000]).predict(images[1000:])
    ours = discriminant(images[:1000], targets[:1000], images[1000:])
    assert (ours == theirs).mean() > 0.998  # pixels that hardly vary are cut off at different places


def test_logistic_regression_tends_to_that_of_scikit_learn() -> None:
    import jax
    from sklearn.linear_model import LogisticRegression

    images, targets = classes().images, classes().targets
    recipe = replace(recipes.RECIPES[recipes.LOGISTIC], ridge=1e-2, steps=4000, decay=1.0)
    found = train_classifiers(recipe, 3, seed=0, data=classes())
    program = train_classes.Program((), 64, 1437)
    for number in range(3):
        x, y, x_test, y_test = (np.asarray(d) for d in program.split(jax.random.key(0), (images, targets), number))
        # theirs is (1/2)|w|^2 + C sum of losses
        model = LogisticRegression(C=1 / (1e-2 * len(x)), max_iter=500).fit(x, y.argmax(axis=1))
        wrong = int((model.predict(x_test) != y_test.argmax(axis=1)).sum())
        assert abs(wrong - int(found.wrong[number])) <= 2


def test_parameters_are_those_of_the_lecture() -> None:
    assert recipes.parameters(recipes.RIDGE, 784) == 235_146
    assert recipes.parameters(recipes.LOGISTIC, 784) == 7850


def test_split_and_start_do_not_depend_on_how_many_there_are() -> None:
    few, many = (train_classifiers(SMALL, n, seed=0, data=classes()) for n in (2, 5))
    assert few.loss.tobytes() == many.loss[:2].tobytes()
    assert few.tested == 360


def test_the_ridge_shrinks_and_the_steps_fall() -> None:
    plain = train_classifiers(SMALL, 2, seed=0, data=classes()).loss
    assert (train_classifiers(replace(SMALL, ridge=0.1), 2, seed=0, data=classes()).loss > plain + 0.1).all()
    for changed in (replace(SMALL, momentum=0.5), replace(SMALL, decay=1.0), replace(SMALL, standardized=True)):
        assert (train_classifiers(changed, 2, seed=0, data=classes()).loss != plain).all(), changed


def test_a_diverged_classifier_guesses() -> None:
    given = Given(setting=Setting(), formulas=STATEMENTS)
    wrong, found, _ = recipes.errors(replace(SMALL, rate=1e9), 2, given)
    assert found.diverged.all()
    assert wrong.tolist() == [90, 90]


def test_wrong_labels_change_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch)
    (right,) = rows_of("table", method=recipes.RIDGE)
    assert right["error"] < 8  # type: ignore[operator]
    data = classes()
    half = np.random.default_rng(0).random(len(data.targets))[:, None] < 0.5
    mislabelled = replace(data, targets=np.where(half, np.roll(data.targets, 1, axis=1), data.targets))
    monkeypatch.setattr(recipes, "classes", lambda folder: mislabelled)
    recipes.classified.cache_clear()
    (wrong,) = rows_of("table", method=recipes.RIDGE)
    others = [{**wrong, "method": method} for method in digits.PRINTED]
    assert digits.judge_table(others)[0].outcome is Outcome.REFUTES


def test_depth_against_width_is_paired_by_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "SHAPE_STEPS", 60)
    (row,) = rows_of("shape", activation="tanh")
    deep = shape.trained(shape.TANHS, *shape.DEEP, 6, 0)
    wide = shape.trained(shape.TANHS, *shape.WIDE, 6, 0)
    assert row["successes"] == int((deep > wide).sum())
    assert row["gain"] == pytest.approx(100 * (deep - wide).mean())
    assert abs(shape.same_width_parameters(*shape.DEEP) - shape.same_width_parameters(*shape.WIDE)) == 18


def written(folder: Path, name: str, array: np.ndarray, *, zipped: bool = False) -> None:
    """An IDX file of bytes."""
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    raw = head + array.astype(np.uint8).tobytes()
    (folder / (f"{name}.gz" if zipped else name)).write_bytes(gzip.compress(raw) if zipped else raw)


def test_mnists_own_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    labels = {"train": rng.integers(10, size=130), "t10k": rng.integers(10, size=40)}
    for part, of_part in labels.items():
        images = 20 * of_part[:, None, None] + rng.integers(4, size=(len(of_part), 5, 5))
        written(tmp_path, f"{part}-images-idx3-ubyte", images, zipped=part == "train")
        written(tmp_path, f"{part}-labels-idx1-ubyte", of_part)
    data = classes(tmp_path)
    assert data.fixed
    assert (data.images.shape, data.training, data.targets.shape) == ((170, 25), 130, (170, 10))
    assert (data.targets.argmax(axis=1)[130:] == labels["t10k"]).all()
    assert np.allclose(data.images[130:].mean(axis=1) * 255 // 20, labels["t10k"])
    monkeypatch.setenv("BACKPROOF_MNIST", str(tmp_path))
    monkeypatch.setattr(recipes, "MNIST_STEPS", 50)
    (row,) = rows_of("table", method=recipes.LDA)
    assert row["data"] == "MNIST"
    assert row["error"] < 30  # type: ignore[operator]
    (row,) = rows_of("table", method=recipes.RIDGE)
    assert row["loss"] > 0  # type: ignore[operator]


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "a", np.zeros((3, 4)))
    whole = (tmp_path / "a").read_bytes()
    assert idx(tmp_path, "a").shape == (3, 4)
    (tmp_path / "a").write_bytes(whole[:-1])
    with pytest.raises(ValueError, match="its head says"):
        idx(tmp_path, "a")
    (tmp_path / "a").write_bytes(b"GIF89a")
    with pytest.raises(ValueError, match="no IDX file"):
        idx(tmp_path, "a")


NORMALIZING = STATEMENTS | {name: claims("normalization")[name].statement for name in normalized.FORMULAS}


@pytest.mark.parametrize("kind", [None, *Normalization])
@pytest.mark.parametrize("activation", [Activation.LOGISTIC, Activation.RELU])
def test_the_step_of_normalized_layers_is_the_claimed_gradient(
    kind: Normalization | None, activation: Activation
) -> None:
    claimed, automatic = normalized.gaps(Units(activation=activation, normalization=kind), NORMALIZING, seed=1)
    assert claimed < 1e-12
    assert automatic < 1e-12


@pytest.mark.parametrize("kind", Normalization)
def test_statistics_taken_as_constants_are_noticed(kind: Normalization, monkeypatch: pytest.MonkeyPatch) -> None:
    name = normalized.LAYER if kind is Normalization.LAYER else normalized.BATCH
    mutant = next(m for m in claims("normalization")[name].mutants if m.name in ("features_apart", "samples_apart"))
    claimed, _ = normalized.gaps(Units(normalization=kind), NORMALIZING | {name: mutant.statement}, seed=1)
    assert claimed > 1e-3
    right = normalized.backward

    def constant(parameters: list, inputs, targets, units: Units) -> list:
        return right(parameters, inputs, targets, replace(units, normalization=None))

    monkeypatch.setattr(normalized, "backward", constant)
    assert min(normalized.gaps(Units(normalization=kind), NORMALIZING, seed=1)) > 1e-3


def test_batch_normalization_is_tested_with_the_training_set_alone() -> None:
    rng = np.random.default_rng(0)
    parameters, x, _ = normalized.small(seed=2)
    units = Units(normalization=Normalization.BATCH)
    program = train_classes.Program((4, 4), 3, 3, units=units)
    both = np.concatenate([x[:, :1], rng.normal(size=(3, 5))], axis=1)
    train, first = (np.asarray(logits) for logits in program.logits(parameters, x, both))
    assert np.allclose(train[:, 0], first[:, 0], atol=1e-12)
    assert np.allclose(first[:, :1], np.asarray(program.logits(parameters, x, x[:, :1])[1]), atol=1e-12)


def test_lasso_is_in_the_step_and_makes_weights_small() -> None:
    claimed, automatic = gaps(replace(SMALL, tricks=Tricks(lasso=0.01)), STATEMENTS, seed=1)
    assert max(claimed, automatic) < 1e-12
    plain = train_classifiers(SMALL, 2, seed=0, data=classes()).loss
    assert (train_classifiers(replace(SMALL, tricks=Tricks(lasso=0.01)), 2, seed=0, data=classes()).loss > plain).all()


def test_a_shift_moves_an_image_by_a_pixel() -> None:
    import jax

    image = np.zeros((400, 64), np.float32)
    image[:, 3 * 8 + 4] = 1
    moved = np.asarray(perturbed(image, Tricks(shifted=True), jax.random.key(0))).reshape(-1, 8, 8)
    places = {tuple(int(v) for v in place) for one in moved for place in np.argwhere(one)}
    assert places == {(i, j) for i in (2, 3, 4) for j in (3, 4, 5)}
    noise = np.asarray(perturbed(image, Tricks(noise=0.5), jax.random.key(0))) - image
    assert noise.std() == pytest.approx(0.5, rel=0.05)


def test_early_stopping_keeps_the_best_epoch_it_saw() -> None:
    import jax.numpy as jnp

    program = train_classes.Program((), 64, 1437, tricks=Tricks(early=True))
    x, y = (np.asarray(d) for d in (classes().images[:1437], classes().targets[:1437]))
    at = 19 * train_classes.BATCH
    assert program.blocks * train_classes.BATCH == at
    fitted = np.linalg.lstsq(x[:at], y[:at], rcond=None)[0].astype(np.float32)
    none, good, lost = (
        [(jnp.asarray(w.T, jnp.float32), jnp.zeros(10, jnp.float32))]
        for w in (np.zeros((64, 10)), fitted, np.full((64, 10), np.nan))
    )
    kept = (jnp.array(1437), lost)
    seen = []
    for parameters in (none, good, none, lost):
        kept = program.better(kept, parameters, x, y)
        seen.append(int(kept[0]))
    known = int((y[at:].argmax(axis=1) != (x[at:] @ fitted).argmax(axis=1)).sum())
    assert seen == [int((y[at:].argmax(axis=1) != 0).sum()), known, known, known]
    assert (kept[1][0][0] == good[0][0]).all()
    early, plain = (
        train_classifiers(replace(SMALL, tricks=Tricks(early=e)), 2, seed=0, data=classes()) for e in (True, False)
    )
    assert (early.loss != plain.loss).all()


def test_masks_are_those_that_jax_draws() -> None:
    import jax

    key, kept, widths = jax.random.key(7), np.array([0.6, 0.3, 1.0], np.float32), (10, 7, 4)
    for step in (0, 1, 100_000):
        ours = masks(jax.random.key_data(key), step, kept, widths)
        keys = jax.random.split(jax.random.fold_in(key, step), len(widths))
        for mask, of_layer, p, width in zip(ours, keys, kept, widths, strict=True):
            theirs = jax.random.bernoulli(of_layer, p, (BATCH, width)).astype(np.float32) / p
            assert (np.asarray(mask) == np.asarray(theirs).T).all()
    assert all((np.asarray(m) == 1).all() for m in masks(jax.random.key_data(key), 3, np.ones(3, np.float32), widths))


def test_weights_and_slopes_are_of_their_own_shapes() -> None:
    """A weight in the wrong place cannot pass by symmetry: no two sizes of the compared network are the same."""
    import jax

    for width in ((5,), (5, 7)):
        program = train_classes.Program(width, 3, 64)
        draws = program.draws(100, 1)
        _, _, _, *leaves = draws.arrays(np.arange(1), 0)
        first = [(w[0], b[0]) for w, b in zip(leaves[::2], leaves[1::2], strict=True)]
        x, y = np.ones((3, 11), np.float32), np.eye(10, dtype=np.float32)[:, np.arange(11) % 10]
        found = program.slopes(first, x, y, [1.0] * len(width), 0.0)
        assert jax.tree.map(np.shape, found) == jax.tree.map(np.shape, first)


def test_units_of_another_kind_take_no_dropout() -> None:
    with pytest.raises(ValueError, match="without dropout"):
        replace(SMALL, kept=(0.5, 0.5), units=Units())


@pytest.mark.parametrize(("part", "steps"), [("tricks", recipes.STEPS), ("regularization", tricks.FEW_STEPS)])
def test_regularizers_are_trained_as_long_as_their_table_says(
    part: str, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = []

    def recorded(recipe: Recipe, splits: int, given: Given) -> tuple:
        trained.append(recipe.steps)
        return np.full(splits, 3.0), train_classes.Classified(*np.zeros((3, splits)), 360), {}

    monkeypatch.setattr(tricks, "errors", recorded)
    (row,) = rows_of(part, trick="lasso 1e-4")
    table = next(p for p in digits.study.parts(Setting()) if p.name == part)
    assert set(trained) == {steps} and row["near"] == 6 and f"{steps} steps" in table.budget
