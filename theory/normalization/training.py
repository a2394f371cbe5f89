"""What normalization does for the training of deep networks on handwritten digits: a prediction about random starts.

The experiment of the same name in the room `numerics` fixes networks, budget and criterion: six hidden layers of 16
units, weights of variance 1/n, the same starts with normalization and without.
"""

from ..kernel.claim import Claim, Conclusion, Mutant, Prediction
from .notation import SECTION_VII

six_sigmoid_layers_learn_with_batch_normalization_only = Claim(
    title="Six sigmoid layers learn the digits with batch normalization, and stay at chance without it",
    ledger=("norm.ics",),
    sources=SECTION_VII,
    statement=Prediction(
        text="from at least 60 % of the starts at least 80 % of the test digits with it, less than 30 % without",
        at_least=0.6,
    ),
    mutants=(
        Mutant(
            name="units_do_not_care",
            statement=Prediction(text="from at most 5 % of the starts", at_most=0.05),
            misconception="the next weights undo any shift and scale, so it makes no difference",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="it is a matter of luck",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="That covariate shift is why is not examined here. Tanh layers from the same start learn as well without it.",
)
