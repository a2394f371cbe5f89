"""Fitting noise: what networks with more weights than samples memorize, what that costs, and what regularizers gain.

Predictions about networks with 4 inputs and 32 tanh units on 30 samples, and about the network 64-256-128-10 on random
splits of scikit-learn's digits, which has 35 parameters an image; the experiments of the same names in the room
`numerics` fix samples, steps and criteria. The least shares of splits were set after a look at runs with other seeds.
Source: Lim 2025, Lecture 10, slides "Tricks of the Trade", "MNIST Results and Insights".
"""

from .kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Prediction, Source

TRICKS = (Source(Document.LECTURE_10, "Tricks of the Trade"),)
REGULARIZATION = (Source(Document.LECTURE_10, "MNIST Results and Insights"), *TRICKS)

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


def _needless(regularizer: str, at_least: float = 0.4) -> Claim:
    """That the network of the digits does as well without this regularizer. at_least: of the splits."""
    return Claim(
        title=f"Without {regularizer} the network 64-256-128-10 is within three points of its error with it",
        ledger=("reg.regularization-essential",),
        sources=REGULARIZATION,
        statement=Prediction(
            text=f"the test errors with it alone and with nothing are within three points of each other on at least "
            f"{at_least:.0%} of random splits".replace("%", " %"),
            at_least=at_least,
        ),
        as_stated=Prediction(
            text="regularization is essential: they are so on at most 5 % of the splits",
            at_most=0.05,
        ),
        fault=Fault.HYPOTHESIS,
        mutants=(
            Mutant(
                name="more_parameters_than_images",
                statement=Prediction(text="on at most a tenth of the splits", at_most=0.1),
                misconception="35 parameters an image must overfit",
            ),
            Mutant(
                name="luck",
                statement=Prediction(text="on at most a quarter of the splits", at_most=0.25),
                misconception="what is not regularized depends on the split",
            ),
        ),
        expected=Conclusion.QUALIFIED,
        note="Three points are about the whole error with it, so that *essential* is read as: without it the error "
        "doubles. The labels of the digits are right; with wrong ones there is something to gain.",
    )


network_of_digits_needs_no_ridge = _needless("ridge")
network_of_digits_needs_no_lasso = _needless("lasso")
network_of_digits_needs_no_dropout = _needless("dropout")
network_of_digits_needs_no_noise_on_its_inputs = _needless("noise on its inputs")
network_of_digits_needs_no_early_stopping = _needless("early stopping", at_least=0.3)
