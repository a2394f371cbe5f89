"""What depth gains in training at equal parameters, on scikit-learn's digits: predictions about many random starts.

Four hidden layers of 32 units against one of 74, both about 5,570 parameters. Some bounds were
set after a look at first runs; `verify --seed` tries others.
"""

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Prediction, Source

MULTI_LAYER = (Source(Document.LECTURE_10, "Multi-Layer NNs"),)

four_relu_layers_gain_nothing_on_one_of_as_many_parameters = Claim(
    title="On the digits four ReLU layers are no better than one with as many parameters",
    ledger=("depth.more-effective-in-practice",),
    sources=MULTI_LAYER,
    statement=Prediction(text="the deeper one has more digits right from at most 60 % of the starts", at_most=0.6),
    as_stated=Prediction(text="depth is often more effective than width: from at least 60 %", at_least=0.6),
    fault=Fault.HYPOTHESIS,
    mutants=(
        Mutant(
            name="deeper_is_better",
            statement=Prediction(text="from at least 85 % of the starts", at_least=0.85),
            misconception="deeper is always better",
        ),
        Mutant(
            name="mostly",
            statement=Prediction(text="from 70 % to 90 % of the starts", at_least=0.7, at_most=0.9),
            misconception="what represents more with as many parameters learns more",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The source says neither for which task nor at equal what; with tanh depth does pay here.",
)

four_tanh_layers_beat_one_of_as_many_parameters = Claim(
    title="On the digits four tanh layers are better than one with as many parameters",
    ledger=("depth.more-effective-in-practice",),
    sources=MULTI_LAYER,
    statement=Prediction(text="the deeper one has more digits right from at least 35 % of the starts", at_least=0.35),
    mutants=(
        Mutant(
            name="never_pays",
            statement=Prediction(text="from at most 15 % of the starts", at_most=0.15),
            misconception="one hidden layer is universal, so depth cannot help",
        ),
        Mutant(
            name="now_and_then",
            statement=Prediction(text="from 10 % to 30 % of the starts", at_least=0.1, at_most=0.3),
            misconception="depth helps by luck alone",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)
