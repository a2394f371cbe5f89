"""Experiments for `theory.overfitting`: rows of the study of the same name."""

from .engine.study_row import StudyRow

wide_networks_memorize_random_labels = StudyRow(
    study="overfitting", part="memorization", row={"turned": 0.5, "width": 32}, seeds=256
)
memorizing_right_labels_is_no_ruin = StudyRow(
    study="overfitting", part="memorization", row={"turned": 0.0, "width": 32}, seeds=256, count="good"
)
