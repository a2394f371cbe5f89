"""Experiments for `theory.overfitting`: rows of the study of the same name and of that on the digits."""

from .engine.study_row import StudyRow

wide_networks_memorize_random_labels = StudyRow(
    study="overfitting", part="memorization", row={"turned": 0.5, "width": 32}, seeds=256
)
memorizing_right_labels_is_no_ruin = StudyRow(
    study="overfitting", part="memorization", row={"turned": 0.0, "width": 32}, seeds=256, count="good"
)


def on_digits(regularizer: str) -> StudyRow:
    """On how many random splits the error with it is within three points of that without."""
    row = {"data": "digits", "trick": regularizer}
    return StudyRow(study="digits", part="regularization", row=row, seeds=12, count="near")


network_of_digits_needs_no_ridge = on_digits("ridge 1e-3")
network_of_digits_needs_no_lasso = on_digits("lasso 1e-4")
network_of_digits_needs_no_dropout = on_digits("dropout 0.4, 0.3")
network_of_digits_needs_no_noise_on_its_inputs = on_digits("noise 0.1 on inputs")
network_of_digits_needs_no_early_stopping = on_digits("early stopping")
