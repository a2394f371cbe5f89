"""What gradient descent finds of what n units can do: parity of six bits from random starts.

Some bounds were set after a look at first runs and then met by other seeds; the experiments of the same names in the
room `numerics` fix network, budget and criterion.
"""

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Prediction, Source

QUANTIFY = (Source(Document.DEPTH_CHALLENGE, "5. Quantify: How Many Neurons/Layers Needed?"),)

fewer_than_half_of_the_corners_learn_parity = Claim(
    title="Twelve tanh units, not 32 = 2^(n-1), learn the parity of six bits from most starts",
    ledger=("depth.parity-one-layer-exponential", "depth.parity-two-layers-linear"),
    sources=QUANTIFY,
    statement=Prediction(text="a 6-12-1 tanh network learns parity from at least 80 % of the starts", at_least=0.8),
    mutants=(
        Mutant(
            name="a_unit_a_corner",
            statement=Prediction(text="from at most 1 % of the starts", at_most=0.01),
            misconception="fewer than 2^(n-1) units cannot learn it",
        ),
        Mutant(
            name="now_and_then",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="what few units represent is found by luck alone",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="That n units suffice is proved in `n_relu_units_compute_parity`.",
)

as_many_units_as_bits_rarely_learn_parity = Claim(
    title="Six tanh units represent the parity of six bits, but descent rarely finds it",
    ledger=("depth.parity-two-layers-linear",),
    sources=QUANTIFY,
    statement=Prediction(text="a 6-6-1 tanh network learns parity from at most 20 % of the starts", at_most=0.2),
    mutants=(
        Mutant(
            name="representable_is_learnable",
            statement=Prediction(text="from at least 90 % of the starts", at_least=0.9),
            misconception="what a network can represent gradient descent finds",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="from at least half of the starts", at_least=0.5),
            misconception="the least width costs a few starts only",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

PRACTICE = (Source(Document.LECTURE_10, "Multi-Layer NNs"), *QUANTIFY)

two_narrow_layers_learn_parity = Claim(
    title="Two layers of four tanh units learn the parity of four bits from most starts",
    ledger=("depth.more-effective-in-practice",),
    sources=PRACTICE,
    statement=Prediction(text="a 4-4-4-2 tanh network learns parity from at least half of the starts", at_least=0.5),
    mutants=(
        Mutant(
            name="as_rarely_as_one_layer",
            statement=Prediction(text="from at most 40 % of the starts", at_most=0.4),
            misconception="a second layer is no help where one of the same width represents the function",
        ),
        Mutant(
            name="never",
            statement=Prediction(text="from at most 5 % of the starts", at_most=0.05),
            misconception="deeper networks are harder to train",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

one_narrow_layer_rarely_learns_parity = Claim(
    title="One layer of four tanh units, trained alike, learns the parity of four bits from few starts",
    ledger=("depth.more-effective-in-practice",),
    sources=PRACTICE,
    statement=Prediction(text="a 4-4-2 tanh network learns parity from at most 45 % of the starts", at_most=0.45),
    mutants=(
        Mutant(
            name="as_often_as_two_layers",
            statement=Prediction(text="from at least half of the starts", at_least=0.5),
            misconception="depth does not matter for what one layer represents",
        ),
        Mutant(
            name="always",
            statement=Prediction(text="from at least 90 % of the starts", at_least=0.9),
            misconception="what a network can represent gradient descent finds",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

parity_of_eight_bits_hardly_shows_in_the_gradient = Claim(
    title="The first gradient of tanh units hardly depends on the parity of eight bits",
    ledger=("depth.parity-two-layers-linear",),
    sources=QUANTIFY,
    statement=Prediction(
        text="less than an eighth of the signal of one bit from at least 90 % of the starts", at_least=0.9
    ),
    mutants=(
        Mutant(
            name="as_visible_as_a_bit",
            statement=Prediction(text="from at most 5 % of the starts", at_most=0.05),
            misconception="what a network can represent its gradient points to",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="it is a matter of the start",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="The signal is what of the gradient depends on the label; each two bits more take at least half of it.",
)
