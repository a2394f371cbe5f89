"""Another truth changes the verdict: for every prediction about training something is planted that refutes it.

Wrong labels, wrong penalties, weights of a wrong size, an optimizer that is another one than its name says. What is
planted is in the world, not in the derivation: a wrong derivation is noticed before training, see the other tests.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from backproof.numerics import xor as networks
from backproof.numerics.engine import train_depth
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.train_starts import Architecture, Scheme
from backproof.numerics.engine.train_tricks import Tricks
from backproof.numerics.studies import (
    _digits_normalization,
    _digits_recipes,
    _digits_shape,
    _digits_tricks,
    _noisy_labels,
    _optimizer_rates,
    _parity_deep,
    _xor_single,
    _xor_symmetric,
    depth,
    dropout,
    initialization,
    min_norm,
    optimizers,
    overfitting,
    parity,
)
from backproof.theory.catalogue import claims
from backproof.theory.kernel.claim import Prediction
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.judge import _against

CLAIMS = {n: c for n, c in claims().items() if isinstance(c.statement, Prediction)}
Patch = pytest.MonkeyPatch
Planted = Callable[[Patch], None]


@pytest.fixture(autouse=True)
def freshly() -> None:
    pytest.importorskip("sklearn")
    choose(Device.CPU)
    for kept in (depth.trained, _digits_recipes.classified, _digits_shape.trained, initialization.measured):
        kept.cache_clear()


def found(claim_id: str, seeds: int | None = None, **changes: object) -> Outcome:
    """What becomes of a prediction, with so many seeds in place of its own."""
    topic, _, name = claim_id.partition(".")
    experiment = getattr(import_module(f"backproof.numerics.{topic}"), name)
    experiment = replace(experiment, **({"seeds": seeds} if seeds else {}), **changes)
    formulas = {n: claims(n.partition(".")[0])[n].statement for n in experiment.formulas}
    evidence = experiment.run(formulas, device=Device.CPU)
    assert evidence.interval is not None, evidence.detail
    return _against(CLAIMS[claim_id].statement, evidence).outcome  # type: ignore[arg-type]


# What is planted


def disjunction_for_xor(patch: Patch) -> None:
    patch.setattr(networks, "TABLE", (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1)))


def one_input_with_both_labels(patch: Patch) -> None:
    patch.setattr(networks, "TABLE", (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 0), 0)))


def units_that_start_apart(patch: Patch) -> None:
    right = _xor_symmetric.tied
    patch.setattr(_xor_symmetric, "tied", lambda net, program, departure: right(net, program, 1.0))


def tables_exchanged(patch: Patch) -> None:
    tables = _xor_single.TABLES
    patch.setattr(_xor_single, "TABLES", {"AND": tables["XOR"], "OR": tables["OR"], "XOR": tables["AND"]})


def weight_decay(patch: Patch) -> None:
    """Ridge's gradient in place of that of least squares."""
    right = min_norm.descent

    def decayed(*given: object) -> tuple:
        gradient, checks = right(*given)  # type: ignore[arg-type]
        return (lambda A, b, x: gradient(A, b, x) + 0.1 * x), checks

    patch.setattr(min_norm, "descent", decayed)


def plain_descent_for(name: str) -> Planted:
    def plant(patch: Patch) -> None:
        patch.setitem(min_norm.OPTIMIZERS, name, (min_norm.plain, 0.0))

    return plant


def no_steps_of(name: str) -> Planted:
    """An optimizer that stays where it is: it misses the shortest solution, but solves nothing."""

    def plant(patch: Patch) -> None:
        patch.setitem(min_norm.OPTIMIZERS, name, (lambda gradient, A, b, x, curvature, seed: x, 0.0))

    return plant


def curvature_twice_as_large(patch: Patch) -> None:
    right = min_norm.largest_curvature
    patch.setattr(min_norm, "largest_curvature", lambda A: 2 * right(A))


def descent_for_adam(patch: Patch) -> None:
    import optax

    patch.setattr(optax, "scale_by_adam", lambda **_: optax.identity())


def mean_slope_of_the_other_sign(patch: Patch) -> None:
    patch.setattr(optimizers, "LARGE", 1.0)


def penalty_turned_over(patch: Patch) -> None:
    """p/(1-p) for (1-p)/p."""
    right, odds = dropout.solved, (1 - dropout.KEEP) / dropout.KEEP

    def wrong(X: np.ndarray, y: np.ndarray, penalty: np.ndarray | None = None) -> np.ndarray:
        return right(X, y, None if penalty is None else penalty / odds**2)

    patch.setattr(dropout, "solved", wrong)


def variance_of_the_noise_halved(patch: Patch) -> None:
    right = dropout.averaged

    def halved(*given: object, noise: float, **others: object) -> np.ndarray:
        return right(*given, noise=noise / 2, **others)  # type: ignore[arg-type]

    patch.setattr(dropout, "averaged", halved)


def columns_standardized(patch: Patch) -> None:
    right = dropout.regression
    patch.setattr(dropout, "regression", lambda *given, standardized: right(*given, standardized=True))


def columns_left_unequal(patch: Patch) -> None:
    right = dropout.regression
    patch.setattr(dropout, "regression", lambda *given, standardized: right(*given, standardized=False))


def first_bit_for_parity(patch: Patch) -> None:
    right = parity.network

    def of_first_bit(*given: object) -> object:
        net = right(*given)  # type: ignore[arg-type]
        labels = tuple(float(point[0] > 0) for point in net.experiment.inputs[1])
        return replace(net, experiment=replace(net.experiment, targets=("y", labels)))

    patch.setattr(parity, "network", of_first_bit)


def weights_a_thousandth_as_large(patch: Patch) -> None:
    patch.setattr(parity, "SCALES", (0.001,))
    patch.setattr(parity, "RATES", (0.001,))


def deep_starts_at_zero(patch: Patch) -> None:
    patch.setattr(_parity_deep, "SCALES", (0.0,))


def first_bit_for_deep_parity(patch: Patch) -> None:
    patch.setattr(_parity_deep, "parity", lambda inputs: (inputs[:, 0] > 0).astype(int))


def variances(factor: float) -> Planted:
    """First weights whose variance is off by a factor."""

    def plant(patch: Patch) -> None:
        right = Scheme.variance
        patch.setattr(Scheme, "variance", lambda self, n, m: factor * right(self, n, m))

    return plant


def layers_twenty_times_as_wide(patch: Patch) -> None:
    right = initialization.measured

    def wider(architecture: Architecture, depth: int, width: int, networks: int, seed: int) -> object:
        return right(architecture, depth, 20 * width, networks, seed)

    patch.setattr(initialization, "measured", wider)


def tanh_start_for_xaviers(patch: Patch) -> None:
    right = initialization.measured

    def disguised(architecture: Architecture, *given: int) -> object:
        return right(replace(architecture, scheme=Scheme.TANH_EQUIVALENT), *given)

    patch.setattr(initialization, "measured", disguised)


def labels_of_other_images(patch: Patch) -> None:
    data = train_depth.digits()
    order = np.random.default_rng(0).permutation(len(data.targets))
    patch.setattr(train_depth, "digits", lambda: replace(data, targets=data.targets[order]))


def one_step(*methods: str) -> Planted:
    """Classifiers that are hardly trained."""

    def plant(patch: Patch) -> None:
        for method in methods:
            patch.setitem(_digits_recipes.RECIPES, method, replace(_digits_recipes.RECIPES[method], steps=1))

    return plant


def hardly_a_unit_kept(patch: Patch) -> None:
    patch.setitem(
        _digits_recipes.RECIPES,
        _digits_recipes.DROPOUT,
        replace(_digits_recipes.RECIPES[_digits_recipes.DROPOUT], kept=(0.02, 0.02)),
    )


def overdone(trick: str, **changes: object) -> Planted:
    """A regularizer so strong that nothing is learned with it."""

    def plant(patch: Patch) -> None:
        patch.setitem(_digits_tricks.TRICKS, trick, replace(_digits_tricks.TRICKS[trick], **changes))  # type: ignore[arg-type]
        patch.setattr(_digits_tricks, "FEW_STEPS", 100)

    return plant


def two_units(shape: str) -> Planted:
    def plant(patch: Patch) -> None:
        patch.setattr(_digits_shape, shape, (getattr(_digits_shape, shape)[0], 2))
        patch.setattr(_digits_shape, "SHAPE_STEPS", 300)

    return plant


def every_sample_with_both_labels(patch: Patch) -> None:
    right = _noisy_labels.sample

    def wrong(key: object, turned: float) -> tuple:
        x, y, *tested = right(key, turned)  # type: ignore[arg-type]
        return x.at[1].set(x[0]), y.at[1].set(1 - y[0]), *tested

    patch.setattr(_noisy_labels, "sample", wrong)


def another_truth_for_the_test(patch: Patch) -> None:
    right = _noisy_labels.sample

    def wrong(key: object, turned: float) -> tuple:
        *others, truth = right(key, turned)  # type: ignore[arg-type]
        return *others, 1 - truth

    patch.setattr(_noisy_labels, "sample", wrong)


def dropout_in_the_other_network(patch: Patch) -> None:
    right = overfitting.fit
    patch.setattr(overfitting, "fit", lambda task, given: right(replace(task, keep=1.5 - task.keep), given))


def members_that_are_one(patch: Patch) -> None:
    """Eight times the same network: their average gains nothing."""
    right = overfitting.fit

    def same(*given: object) -> tuple:
        found, checks = right(*given)  # type: ignore[arg-type]
        first = np.repeat(found.logits[:, :: overfitting.MEMBERS], overfitting.MEMBERS, axis=1)
        return replace(found, logits=first), checks

    patch.setattr(overfitting, "fit", same)


def normalization_left_out(patch: Patch) -> None:
    right = _digits_normalization.recipe
    patch.setattr(_digits_normalization, "recipe", lambda activation, normalization: right(activation, None))


def labels_that_contradict(patch: Patch) -> None:
    """The first two inputs are one, with different labels: no step size learns that."""
    right = _optimizer_rates.network

    def contradicting(*given: object) -> object:
        net = right(*given)  # type: ignore[arg-type]
        name, (first, _, *others) = net.experiment.inputs
        inputs = (name, (first, first, *others))
        return replace(net, experiment=replace(net.experiment, inputs=inputs))

    patch.setattr(_optimizer_rates, "network", contradicting)


BOTH_LABELS = {"inputs": ("x", ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 0.0)))}
DISJUNCTION = {"targets": ("y", (0.0, 1.0, 1.0, 1.0))}
# What is planted, how many seeds tell, and settings of the experiment that the world imposes.
PLANTED: dict[str, tuple[Planted | None, int, dict]] = {
    "xor.gradient_descent_mostly_learns_xor": (None, 512, BOTH_LABELS),
    "xor.four_units_learn_xor_from_nearly_every_start": (None, 256, BOTH_LABELS),
    "xor.one_hidden_unit_never_learns_xor": (None, 256, DISJUNCTION),
    "xor.relu_pair_rarely_learns_xor": (None, 256, DISJUNCTION | {"scale": 2.0}),
    "xor.one_gelu_unit_learns_xor": (one_input_with_both_labels, 36, {}),
    "xor.equal_units_stay_equal": (units_that_start_apart, 64, {}),
    "xor.perceptron_rule_learns_and": (tables_exchanged, 64, {}),
    "xor.perceptron_rule_never_learns_xor": (tables_exchanged, 64, {}),
    "min_norm.stochastic_descent_ends_at_the_shortest_solution": (weight_decay, 32, {}),
    "min_norm.momentum_ends_at_the_shortest_solution": (weight_decay, 32, {}),
    "min_norm.adam_misses_the_shortest_solution": (plain_descent_for("Adam"), 32, {}),
    "min_norm.adagrad_misses_the_shortest_solution": (no_steps_of("Adagrad"), 32, {}),
    "min_norm.descent_beyond_the_limit_diverges": (curvature_twice_as_large, 32, {}),
    "momentum.adam_ends_at_the_worst_point": (descent_for_adam, 32, {}),
    "momentum.stochastic_descent_ends_at_the_best_point": (mean_slope_of_the_other_sign, 32, {}),
    "dropout.averaged_dropout_descent_solves_generalized_ridge": (penalty_turned_over, 48, {}),
    "dropout.averaged_dropout_descent_solves_no_plain_ridge": (columns_standardized, 48, {}),
    "dropout.averaged_dropout_descent_solves_ridge_for_standardized_columns": (columns_left_unequal, 48, {}),
    "augmentation.averaged_noisy_descent_solves_ridge": (variance_of_the_noise_halved, 48, {}),
    "augmentation.uniform_noise_does_as_well": (variance_of_the_noise_halved, 48, {}),
    "depth.fewer_than_half_of_the_corners_learn_parity": (weights_a_thousandth_as_large, 48, {}),
    "depth.as_many_units_as_bits_rarely_learn_parity": (first_bit_for_parity, 48, {}),
    "depth.two_narrow_layers_learn_parity": (deep_starts_at_zero, 48, {}),
    "depth.one_narrow_layer_rarely_learns_parity": (first_bit_for_deep_parity, 48, {}),
    "depth.four_relu_layers_gain_nothing_on_one_of_as_many_parameters": (two_units("WIDE"), 24, {}),
    "depth.four_tanh_layers_beat_one_of_as_many_parameters": (two_units("DEEP"), 24, {}),
    "mlp.dropout_network_beats_logistic_regression": (one_step(_digits_recipes.DROPOUT), 24, {}),
    "mlp.logistic_regression_beats_discriminant_analysis": (one_step(_digits_recipes.LOGISTIC), 24, {}),
    "mlp.dropout_and_ridge_network_change_places": (hardly_a_unit_kept, 24, {}),
    "vanishing.six_sigmoid_layers_stay_at_chance": (variances(16), 16, {}),
    "vanishing.one_sigmoid_layer_trains": (labels_of_other_images, 16, {}),
    "vanishing.six_relu_layers_train": (variances(1 / 16), 16, {}),
    "vanishing.twenty_sigmoid_layers_train_from_the_tanh_start": (variances(1 / 16), 16, {"steps": 300}),
    "vanishing.early_gradients_are_tiny_with_sigmoids": (variances(16), 16, {}),
    "vanishing.early_gradients_are_not_tiny_from_the_tanh_start": (variances(1 / 16), 16, {}),
    "initialization.he_keeps_the_signal_of_ten_relu_layers": (variances(1 / 2), 16, {}),
    "initialization.variance_one_over_n_loses_the_signal_of_ten_relu_layers": (variances(2), 16, {}),
    "initialization.xavier_loses_the_gradient_of_ten_sigmoid_layers": (tanh_start_for_xaviers, 16, {}),
    "initialization.xavier_keeps_the_gradient_of_ten_tanh_layers": (variances(1 / 2), 16, {}),
    "initialization.he_lets_narrow_deep_networks_vanish": (layers_twenty_times_as_wide, 24, {}),
    "initialization.he_lets_residual_branches_explode": (variances(1 / 16), 16, {}),
    "overfitting.wide_networks_memorize_random_labels": (every_sample_with_both_labels, 32, {}),
    "normalization.six_sigmoid_layers_learn_with_batch_normalization_only": (normalization_left_out, 12, {}),
    "depth.parity_of_eight_bits_hardly_shows_in_the_gradient": (first_bit_for_parity, 48, {}),
    "descent.descent_learns_at_some_step_sizes_only": (labels_that_contradict, 24, {}),
    "overfitting.memorizing_right_labels_is_no_ruin": (another_truth_for_the_test, 32, {}),
    "dropout.networks_with_dropout_lose_less_with_half_of_their_units": (dropout_in_the_other_network, 192, {}),
    "mlp.average_of_eight_beats_the_median_member": (members_that_are_one, 24, {}),
    "overfitting.network_of_digits_needs_no_ridge": (overdone("ridge 1e-3", ridge=1.0), 24, {}),
    "overfitting.network_of_digits_needs_no_lasso": (overdone("lasso 1e-4", tricks=Tricks(lasso=1.0)), 24, {}),
    "overfitting.network_of_digits_needs_no_dropout": (overdone("dropout 0.4, 0.3", kept=(0.02, 0.02)), 24, {}),
    "overfitting.network_of_digits_needs_no_noise_on_its_inputs": (
        overdone("noise 0.1 on inputs", tricks=Tricks(noise=100.0)),
        24,
        {},
    ),
    "overfitting.network_of_digits_needs_no_early_stopping": (overdone("early stopping", rate=0.0), 24, {}),
}


def test_something_is_planted_for_every_prediction() -> None:
    assert PLANTED.keys() == CLAIMS.keys()


QUICK = {
    "xor.one_hidden_unit_never_learns_xor",
    "min_norm.momentum_ends_at_the_shortest_solution",
    "min_norm.adagrad_misses_the_shortest_solution",
    "momentum.adam_ends_at_the_worst_point",
    "dropout.averaged_dropout_descent_solves_generalized_ridge",
    "depth.one_narrow_layer_rarely_learns_parity",
    "vanishing.early_gradients_are_tiny_with_sigmoids",
}


@pytest.mark.parametrize("claim_id", [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in PLANTED])
def test_another_truth_refutes_the_prediction(claim_id: str, monkeypatch: Patch) -> None:
    plant, seeds, changes = PLANTED[claim_id]
    if plant is not None:
        plant(monkeypatch)
    # so few splits cannot exclude the 5 % that this one begins with, but they confirm nothing
    wide = claim_id == "mlp.dropout_and_ridge_network_change_places"
    assert found(claim_id, seeds, **changes) is (Outcome.UNDECIDED if wide else Outcome.REFUTES)
