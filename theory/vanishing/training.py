"""What depth does to training on handwritten digits: predictions about many random starts.

Some bounds were set after a look at first runs (`verify --seed` tries others); the experiments of the same names in the
room `numerics` fix network, start, step size, budget and criterion. Layers are hidden layers of 32 units; n is a
layer's fan-in.
"""

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Prediction
from .layers import FAILURE, GRADIENT_FLOW

six_sigmoid_layers_stay_at_chance = Claim(
    title="Six sigmoid layers with weights of variance 1/n learn nothing in a budget that suffices for one",
    ledger=("vg.depth-table",),
    sources=(FAILURE,),
    statement=Prediction(
        text="six sigmoid layers, weights N(0, 1/n): half of the test digits from at most 15 % of the starts",
        at_most=0.15,
    ),
    mutants=(
        Mutant(
            name="depth_never_hurts",
            statement=Prediction(text="from at least 85 % of the starts", at_least=0.85),
            misconception="what can represent more learns more",
        ),
        Mutant(
            name="every_other_start",
            statement=Prediction(text="from 30 % to 70 % of the starts", at_least=0.3, at_most=0.7),
            misconception="it is a matter of luck",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="The printed table names neither data nor budget; here it is a cliff to chance, not a gentle slope.",
)

one_sigmoid_layer_trains = Claim(
    title="One sigmoid layer learns the digits in the budget in which six learn nothing",
    ledger=("vg.depth-table",),
    sources=(FAILURE,),
    statement=Prediction(
        text="one sigmoid layer: half of the test digits from at least 85 % of the starts", at_least=0.85
    ),
    mutants=(
        Mutant(
            name="budget_too_small",
            statement=Prediction(text="from at most 15 % of the starts", at_most=0.15),
            misconception="the deep networks fail for want of steps that no network could do without",
        ),
        Mutant(
            name="every_other_start",
            statement=Prediction(text="from 30 % to 70 % of the starts", at_least=0.3, at_most=0.7),
            misconception="it is a matter of luck",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

six_relu_layers_train = Claim(
    title="Six ReLU layers with He's start learn the digits: depth hurts with the sigmoid's usual start",
    ledger=("vg.depth-table", "vg.relu-residual-necessity"),
    sources=(FAILURE,),
    statement=Prediction(
        text="six ReLU layers, weights N(0, 2/n): half of the test digits from at least 75 % of the starts",
        at_least=0.75,
    ),
    as_stated=Prediction(
        text="deeper networks perform worse: six layers learn from at most 15 % of the starts", at_most=0.15
    ),
    fault=Fault.HYPOTHESIS,
    mutants=(
        Mutant(
            name="as_with_sigmoids",
            statement=Prediction(text="from at most 15 % of the starts", at_most=0.15),
            misconception="depth alone makes training fail",
        ),
        Mutant(
            name="every_other_start",
            statement=Prediction(text="from 30 % to 70 % of the starts", at_least=0.3, at_most=0.7),
            misconception="it is a matter of luck",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The observation is printed without its activation and start.",
)

twenty_sigmoid_layers_train_from_the_tanh_start = Claim(
    title="Twenty sigmoid layers learn the digits when they start as a tanh network in disguise",
    ledger=("vg.sigmoid-vanishing-not-intrinsic",),
    sources=(GRADIENT_FLOW,),
    statement=Prediction(
        text="twenty sigmoid layers, tanh-equivalent start: half of the test digits from at least 55 % of the starts",
        at_least=0.55,
    ),
    as_stated=Prediction(text="with sigmoids in many layers training becomes impossible: from no start", at_most=0.05),
    fault=Fault.QUANTIFIER,
    mutants=(
        Mutant(
            name="impossible",
            statement=Prediction(text="from at most 5 % of the starts", at_most=0.05),
            misconception="the sigmoid's slope of at most 1/4 decides, whatever the weights",
        ),
        Mutant(
            name="one_in_three",
            statement=Prediction(text="from 20 % to 45 % of the starts", at_least=0.2, at_most=0.45),
            misconception="the start helps now and then",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="Why: `sigmoid_network_computes_the_tanh_network`, proved for every depth and width.",
)

early_gradients_are_tiny_with_sigmoids = Claim(
    title="Six sigmoid layers with weights of variance 1/n: the first gradient is below a hundredth of the last",
    ledger=("vg.early-late-mismatch",),
    sources=(GRADIENT_FLOW,),
    statement=Prediction(
        text="|dL/dW_1| <= |dL/dW_6| / 100 at the start, for at least 85 % of the starts", at_least=0.85
    ),
    mutants=(
        Mutant(
            name="of_one_size",
            statement=Prediction(text="for at most 15 % of the starts", at_most=0.15),
            misconception="backpropagation gives every layer a gradient of about the same size",
        ),
        Mutant(
            name="every_other_start",
            statement=Prediction(text="for 30 % to 70 % of the starts", at_least=0.3, at_most=0.7),
            misconception="it is a matter of luck",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

early_gradients_are_not_tiny_from_the_tanh_start = Claim(
    title="From the tanh-equivalent start the first gradient of six sigmoid layers is not tiny",
    ledger=("vg.early-late-mismatch", "vg.sigmoid-vanishing-not-intrinsic"),
    sources=(GRADIENT_FLOW,),
    statement=Prediction(
        text="tanh-equivalent: |dL/dW_1| <= |dL/dW_6| / 100 at the start, for at most 15 % of the starts", at_most=0.15
    ),
    as_stated=Prediction(
        text="sigmoid networks: early layers have tiny gradients, for at least 85 % of the starts", at_least=0.85
    ),
    fault=Fault.HYPOTHESIS,
    mutants=(
        Mutant(
            name="activation_decides",
            statement=Prediction(text="for at least 85 % of the starts", at_least=0.85),
            misconception="vanishing is a property of the activation alone",
        ),
        Mutant(
            name="every_other_start",
            statement=Prediction(text="for 30 % to 70 % of the starts", at_least=0.3, at_most=0.7),
            misconception="it is a matter of luck",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The source does not say how the weights start.",
)
