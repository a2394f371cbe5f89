"""What gradient descent finds of what two units can do: predictions about many random starts.

Some bounds were set after a look at first runs (`verify --seed` tries others); the experiments of the same names in the
room `numerics` fix network, start, step size, budget and criterion.
"""

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Prediction, Source

SUCCESS = Source(Document.DEPTH_CHALLENGE, "8. Success")
LINE = Source(Document.DEPTH_CHALLENGE, "3. XOR Problem")
RANDOM = Source(Document.LECTURE_10, "Stochastic (Mini-Batch) GD")
LEARNING = Source(Document.QUEST, "The Breakthrough: Learning the Transformation")

gradient_descent_mostly_learns_xor = Claim(
    title="Trained from random starts, two sigmoid units mostly, but not always, learn the exclusive or",
    ledger=("xor.trained-by-gd",),
    sources=(SUCCESS, LEARNING),
    statement=Prediction(
        text="a 2-2-1 sigmoid network learns XOR from more than 90 % and less than 99 % of the starts",
        at_least=0.9,
        at_most=0.99,
    ),
    as_stated=Prediction(text="training a hidden layer learns XOR: from every start", at_least=0.999),
    fault=Fault.HYPOTHESIS,
    mutants=(
        Mutant(
            name="luck_of_the_draw",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="failure is the rule",
        ),
        Mutant(
            name="wide_net_rate",
            statement=Prediction(text="from at least 99.5 % of the starts", at_least=0.995),
            misconception="what four units reach, two reach",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The starts that fail end on plateaus; the sources do not speak of the start.",
)

four_units_learn_xor_from_nearly_every_start = Claim(
    title="With four hidden units instead of two nearly every start learns the exclusive or",
    ledger=("xor.trained-by-gd", "xor.hidden-layer-separates"),
    sources=(SUCCESS, LEARNING),
    statement=Prediction(text="a 2-4-1 sigmoid network learns XOR from at least 99 % of the starts", at_least=0.99),
    mutants=(
        Mutant(
            name="as_hard_as_two",
            statement=Prediction(text="from at most 98 % of the starts", at_most=0.98),
            misconception="width does not matter once the network can represent the function",
        ),
        Mutant(
            name="harder",
            statement=Prediction(text="from at most 90 % of the starts", at_most=0.9),
            misconception="more parameters are harder to train",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

one_hidden_unit_never_learns_xor = Claim(
    title="With one hidden unit no start learns the exclusive or",
    ledger=("xor.trained-by-gd", "xor.one-neuron-impossible"),
    sources=(SUCCESS, LEARNING),
    statement=Prediction(text="a 2-1-1 sigmoid network learns XOR from less than 0.2 % of the starts", at_most=0.002),
    mutants=(
        Mutant(
            name="now_and_then",
            statement=Prediction(text="from at least 1 % of the starts", at_least=0.01),
            misconception="any hidden layer will do with luck",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="from at least half of the starts", at_least=0.5),
            misconception="one unit is enough",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="That it cannot is proved in `one_monotone_neuron_fails`; here the trainer is held to it.",
)

relu_pair_rarely_learns_xor = Claim(
    title="Two ReLU units represent the exclusive or, but few starts find it",
    ledger=("xor.trained-by-gd", "xor.explicit-mlp"),
    sources=(SUCCESS, LEARNING),
    statement=Prediction(
        text="a 2-2-1 ReLU network learns XOR from 15 % to 40 % of the starts", at_least=0.15, at_most=0.4
    ),
    mutants=(
        Mutant(
            name="representable_is_learnable",
            statement=Prediction(text="from at least 90 % of the starts", at_least=0.9),
            misconception="what a network can represent gradient descent finds",
        ),
        Mutant(
            name="like_sigmoid",
            statement=Prediction(text="from at least 60 % of the starts", at_least=0.6),
            misconception="the activation does not matter",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

one_gelu_unit_learns_xor = Claim(
    title="A single GELU unit learns the exclusive or, since GELU falls and rises",
    ledger=("xor.trained-by-gd", "xor.one-neuron-impossible"),
    sources=(SUCCESS, Source(Document.FOUNDATION, "Geometric Interpretation")),
    statement=Prediction(text="a 2-1-1 GELU network learns XOR from at least 90 % of the starts", at_least=0.9),
    mutants=(
        Mutant(
            name="no_single_unit",
            statement=Prediction(text="from at most 1 % of the starts", at_most=0.01),
            misconception="what no monotone unit computes no unit computes",
        ),
        Mutant(
            name="now_and_then",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="weights that use the dip of GELU are found by luck alone",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="That such weights exist is proved in `one_gelu_neuron_computes_xor`.",
)

equal_units_stay_equal = Claim(
    title="Two sigmoid units that start equal stay equal, and never learn the exclusive or",
    ledger=("init.symmetry-breaking", "xor.trained-by-gd"),
    sources=(RANDOM,),
    statement=Prediction(
        text="a 2-2-1 sigmoid network with equal hidden units learns XOR from at most 1 % of such starts", at_most=0.01
    ),
    mutants=(
        Mutant(
            name="training_tells_them_apart",
            statement=Prediction(text="from at least half of the starts", at_least=0.5),
            misconception="gradient descent breaks the symmetry by itself",
        ),
        Mutant(
            name="rounding_tells_them_apart",
            statement=Prediction(text="from at least 5 % of the starts", at_least=0.05),
            misconception="rounding errors break the symmetry in time",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

perceptron_rule_learns_and = Claim(
    title="The perceptron rule learns AND from every start",
    ledger=("xor.not-linearly-separable",),
    sources=(LINE,),
    statement=Prediction(text="the perceptron rule learns AND from at least 99.5 % of the starts", at_least=0.995),
    mutants=(
        Mutant(
            name="half",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="the rule needs a lucky start",
        ),
        Mutant(
            name="nearly_all",
            statement=Prediction(text="from at most 99 % of the starts", at_most=0.99),
            misconception="the rule may cycle on a separable table",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

perceptron_rule_never_learns_xor = Claim(
    title="The perceptron rule learns XOR from no start",
    ledger=("xor.not-linearly-separable",),
    sources=(LINE,),
    statement=Prediction(text="the perceptron rule learns XOR from at most 0.2 % of the starts", at_most=0.002),
    mutants=(
        Mutant(
            name="half",
            statement=Prediction(text="from at least half of the starts", at_least=0.5),
            misconception="XOR is as easy as AND",
        ),
        Mutant(
            name="with_luck",
            statement=Prediction(text="from at least 1 % of the starts", at_least=0.01),
            misconception="with enough epochs some start gets there",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="No line separates the table: proved in `no_line_separates_xor`.",
)
