"""What becomes of signal and gradient in random networks at their start: predictions about many of them.

"Keeps" is: all layers together change the mean square by a factor of less than 10 either way. The bounds were fixed
before the networks were drawn; the experiments of the same names in the room `numerics` fix width and depth.
"""

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Prediction, Source

SCHEMES = Source(Document.FOUNDATION, "Weight Initialization")
TAKEAWAYS = Source(Document.FOUNDATION, "Key Takeaways")
SECTION_IV = Source(Document.CONNECTIONISM, "IV. Weight Initialization Theory")
SECTION_V = Source(Document.CONNECTIONISM, "V. Deriving Backpropagation")


def shares(*texts: tuple[str, float, float, str]) -> tuple[Mutant, ...]:
    """Near-misses: name, at least, at most, misconception."""
    return tuple(
        Mutant(
            name=name,
            statement=Prediction(text=f"{at_least:.0%} to {at_most:.0%} keep it", at_least=at_least, at_most=at_most),
            misconception=misconception,
        )
        for name, at_least, at_most, misconception in texts
    )


he_keeps_the_signal_of_ten_relu_layers = Claim(
    title="Ten ReLU layers with weights of variance 2/n keep the signal",
    ledger=("init.he",),
    sources=(SCHEMES,),
    statement=Prediction(text="at least 85 % of networks with 128 units a layer keep it", at_least=0.85),
    mutants=shares(
        ("loses_it", 0.0, 0.15, "every ReLU layer halves the signal, whatever the weights"),
        ("now_and_then", 0.3, 0.7, "what holds on the average holds for half of the networks"),
    ),
    expected=Conclusion.CONFIRMED,
)

variance_one_over_n_loses_the_signal_of_ten_relu_layers = Claim(
    title="Ten ReLU layers with weights of variance 1/n lose the signal: 1/n is for linear layers",
    ledger=("init.lecun", "init.he"),
    sources=(SECTION_IV, SCHEMES),
    statement=Prediction(text="at most 15 % of networks with 128 units a layer keep it", at_most=0.15),
    mutants=shares(
        ("keeps_it", 0.85, 1.0, "1/n is right for every activation"),
        ("now_and_then", 0.3, 0.7, "half of the units are on, so half of the networks keep it"),
    ),
    expected=Conclusion.CONFIRMED,
    note="By how much is proved: `relu_halves_the_second_moment`, 2^-9 from the first to the tenth layer.",
)

xavier_loses_the_gradient_of_ten_sigmoid_layers = Claim(
    title="Ten sigmoid layers with Xavier's start lose the gradient: Xavier's is for tanh, not for sigmoids",
    ledger=("init.xavier-for-sigmoid",),
    sources=(SECTION_IV, SCHEMES),
    statement=Prediction(text="at most 15 % of networks with 128 units a layer keep it", at_most=0.15),
    as_stated=Prediction(text="Xavier for sigmoid and tanh: at least 85 % keep it", at_least=0.85),
    fault=Fault.QUANTIFIER,
    mutants=shares(
        ("keeps_it", 0.85, 1.0, "the logistic function is as symmetric as tanh"),
        ("now_and_then", 0.3, 0.7, "its slope is between 0 and 1/4, on the average enough"),
    ),
    expected=Conclusion.REFUTED,
    note="A layer leaves at most 1/16 of the mean square, as is proved, and here 0.056 of it.",
)

xavier_keeps_the_gradient_of_ten_tanh_layers = Claim(
    title="Ten tanh layers with Xavier's start keep the gradient",
    ledger=("init.xavier",),
    sources=(SECTION_IV, SCHEMES),
    statement=Prediction(text="at least 85 % of networks with 128 units a layer keep it", at_least=0.85),
    mutants=shares(
        ("loses_it", 0.0, 0.15, "every saturating activation loses the gradient"),
        ("now_and_then", 0.3, 0.7, "it is a matter of luck"),
    ),
    expected=Conclusion.CONFIRMED,
)

he_lets_narrow_deep_networks_vanish = Claim(
    title="Fifty ReLU layers of twenty units lose the signal in spite of He's start",
    ledger=("init.prevents-vanishing",),
    sources=(TAKEAWAYS,),
    statement=Prediction(text="at most 40 % of networks with 20 units a layer keep it", at_most=0.4),
    as_stated=Prediction(text="He's start prevents vanishing and exploding: at least 85 % keep it", at_least=0.85),
    fault=Fault.HYPOTHESIS,
    mutants=shares(
        ("keeps_it", 0.85, 1.0, "what is kept on the average is kept by each network"),
        ("mostly", 0.5, 0.8, "only now and then a network is unlucky"),
    ),
    expected=Conclusion.QUALIFIED,
    note="Depth over width decides: logarithms of the mean square drift by -5 L/(2 n) and scatter by sqrt(5 L/n).",
)

he_lets_residual_branches_explode = Claim(
    title="Ten residual layers x + relu(W x) explode with He's start",
    ledger=("init.prevents-vanishing", "res.plus-one-never-dies"),
    sources=(TAKEAWAYS,),
    statement=Prediction(text="at most 15 % of networks with 128 units a layer keep the signal", at_most=0.15),
    as_stated=Prediction(text="He's start prevents vanishing and exploding: at least 85 % keep it", at_least=0.85),
    fault=Fault.HYPOTHESIS,
    mutants=shares(
        ("keeps_it", 0.85, 1.0, "a start that is right for plain layers is right for branches"),
        ("now_and_then", 0.3, 0.7, "it is a matter of luck"),
    ),
    expected=Conclusion.QUALIFIED,
    note="Branch and input add up, so each layer at least doubles the mean square.",
)
