"""Fitting noise: what networks with more weights than samples memorize, and what that costs.

Predictions about networks with 4 inputs and 32 tanh units on 30 samples; the experiments of the same names in the room
`numerics` fix samples, steps and criteria.
Source: Lim 2025, Lecture 10, slide "Tricks of the Trade".
"""

from .kernel.claim import Claim, Conclusion, Document, Mutant, Prediction, Source

TRICKS = (Source(Document.LECTURE_10, "Tricks of the Trade"),)

wide_networks_memorize_random_labels = Claim(
    title="A network with more weights than samples fits random labels without an error",
    ledger=("reg.memorization",),
    sources=TRICKS,
    statement=Prediction(text="from at least 95 % of the starts all 30 random labels are fitted", at_least=0.95),
    mutants=(
        Mutant(
            name="noise_cannot_be_fitted",
            statement=Prediction(text="from at most 5 % of the starts", at_most=0.05),
            misconception="descent finds what is common to the samples, and noise has nothing in common",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="weights that fit noise are found by luck alone",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="That such weights exist is proved in `xor.one_relu_unit_a_point_interpolates_any_labels`.",
)

memorizing_right_labels_is_no_ruin = Claim(
    title="A network that fits right labels without an error is mostly right on new points, too",
    ledger=("reg.memorization",),
    sources=TRICKS,
    statement=Prediction(
        text="at least 80 % of the networks fit all 30 labels and are right on more than 70 % of new points",
        at_least=0.8,
    ),
    mutants=(
        Mutant(
            name="no_error_in_training_is_ruin",
            statement=Prediction(text="at most 5 % of them", at_most=0.05),
            misconception="what fits every sample has learned the samples by heart and nothing else",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="at most half of them", at_most=0.5),
            misconception="more weights than samples leave new points to chance",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="The slide speaks of poor generalization of networks with many units; with wrong labels it does come about.",
)
