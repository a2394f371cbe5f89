"""Networks with two hidden units that compute the exclusive or, and features that make it linear."""

from sympy import Abs, Integer, Mod, Rational, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Source
from ..kernel.functions import relu, sigmoid
from ..kernel.statement import (
    Relation,
    Scalar,
    Statement,
)
from .inputs import EXERCISE, by_cases_of_the_inputs, enumerated, half, inputs, x1, x2, xor

_table = Statement(where=inputs, lhs=Mod(x1 + x2, 2), rhs=xor, text="XOR(x1, x2) = (x1 - x2)^2 on {0, 1}^2")
xor_is_a_squared_difference = Claim(
    title="The exclusive or is the squared difference of its inputs",
    ledger=("xor.truth-table",),
    sources=(Source(Document.DEPTH_CHALLENGE, "3. XOR Problem"), Source(Document.LECTURE_10, EXERCISE)),
    statement=_table,
    derivation=enumerated(_table, "four inputs"),
    mutants=(
        Mutant(name="inclusive_or", statement=_table.but(rhs=x1 + x2 - x1 * x2), misconception="XOR(1, 1) = 1"),
        Mutant(name="equivalence", statement=_table.but(rhs=1 - Abs(x1 - x2)), misconception="equal inputs give 1"),
    ),
    expected=Conclusion.PROVED,
)


# The features of Exercise 10.1 (b).
a1, a2 = relu(x1 + x2 - Rational(3, 2)), relu(half - x1 - x2)
_network = Statement(
    where=inputs,
    lhs=1 - 2 * a1 - 2 * a2,
    rhs=xor,
    text="1 - 2 ReLU(x1 + x2 - 3/2) - 2 ReLU(1/2 - x1 - x2) = XOR(x1, x2)",
)
two_relu_units_compute_xor = Claim(
    title="Two ReLU units and a linear output compute the exclusive or exactly",
    ledger=("xor.explicit-mlp", "xor.relu-features"),
    sources=(Source(Document.LECTURE_10, f"{EXERCISE} (c)"),),
    statement=_network,
    derivation=enumerated(_network, "four inputs, exact rationals"),
    mutants=(
        Mutant(
            name="half_the_weights",
            statement=_network.but(lhs=1 - a1 - a2),
            misconception="output weights -1 suffice for exact values",
        ),
        Mutant(
            name="signs_exchanged",
            statement=_network.but(lhs=2 * a1 + 2 * a2 - 1),
            misconception="the output computes the complement's sign",
        ),
        Mutant(
            name="no_output_bias",
            statement=_network.but(lhs=-2 * a1 - 2 * a2),
            misconception="the output bias is left out",
        ),
    ),
    expected=Conclusion.PROVED,
)

_features = Statement(
    where=inputs,
    lhs=a1 + a2,
    rhs=half * (1 - xor),
    text="both inputs of class 1 go to the origin, (0,0) and (1,1) to distance 1/2 on the axes",
)
relu_features_join_the_class = Claim(
    title="The two ReLU features put class 1 at the origin and class 0 at distance one half",
    ledger=("xor.relu-features",),
    sources=(Source(Document.LECTURE_10, f"{EXERCISE} (b)"),),
    statement=_features,
    derivation=enumerated(_features, "four inputs"),
    mutants=(
        Mutant(
            name="class_one_apart",
            statement=_features.but(rhs=half * xor),
            misconception="the classes are exchanged",
        ),
        Mutant(
            name="linear_units",
            statement=_features.but(lhs=(x1 + x2 - Rational(3, 2)) + (half - x1 - x2)),
            misconception="the features work without ReLU",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Which output weights are right on the features of Exercise 10.1 (b).
v1, v2, c = (Symbol(name, real=True) for name in ("v1", "v2", "c"))


_output = Statement(
    where=(*inputs, Scalar(v1), Scalar(v2), Scalar(c)),
    lhs=v1 * a1 + v2 * a2 + c,
    rhs=c + half * v1 * x1 * x2 + half * v2 * (1 - x1) * (1 - x2),
    text="v1 a1 + v2 a2 + c is c on class 1, c + v2/2 at (0, 0) and c + v1/2 at (1, 1): right signs need and have "
    "c > 0, v1 < -2 c, v2 < -2 c; the values 0 and 1 need and have c = 1, v1 = v2 = -2",
)
output_weights_of_the_relu_features = Claim(
    title="On the two ReLU features the output is c on class 1 and c + v/2 on class 0",
    ledger=("xor.relu-features", "xor.explicit-mlp"),
    sources=(Source(Document.LECTURE_10, f"{EXERCISE} (b)"),),
    statement=_output,
    derivation=by_cases_of_the_inputs(_output, "the units are 0 or 1/2"),
    mutants=(
        Mutant(
            name="units_exchanged",
            statement=_output.but(rhs=c + half * v2 * x1 * x2 + half * v1 * (1 - x1) * (1 - x2)),
            misconception="the first unit is taken for the one that fires at (0, 0)",
        ),
        Mutant(
            name="features_of_size_one",
            statement=_output.but(rhs=c + v1 * x1 * x2 + v2 * (1 - x1) * (1 - x2)),
            misconception="the units are taken for bits",
        ),
        Mutant(
            name="class_one_apart",
            statement=_output.but(rhs=c + half * v1 * x1 + half * v2 * x2),
            misconception="the two inputs of class 1 go to different points",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The slides' sigmoid network; its output equation (7) is lost.
h1, h2 = sigmoid(20 * x1 + 20 * x2 - 10), sigmoid(20 * x1 + 20 * x2 - 30)
tolerance = Rational(46, 10**6)
_sigmoid = Statement(
    where=inputs,
    lhs=Abs(sigmoid(20 * h1 - 20 * h2 - 10) - xor),
    relation=Relation.LESS,
    rhs=tolerance,
    text="|sigma(20 h1 - 20 h2 - 10) - XOR| < 4.6e-5, h1 = sigma(20 x1 + 20 x2 - 10), h2 = sigma(20 x1 + 20 x2 - 30)",
)
sigmoid_network_computes_xor = Claim(
    title="The sigmoid network with weights 20 is within 4.6e-5 of the exclusive or",
    ledger=("xor.sigmoid-network",),
    sources=(Source(Document.DEPTH_CHALLENGE, "7. Worked Example: XOR Solved!"),),
    statement=_sigmoid,
    derivation=enumerated(_sigmoid, "four inputs, balls around the sigmoids"),
    reconstructed=True,
    mutants=(
        Mutant(
            name="and_not_subtracted",
            statement=_sigmoid.but(lhs=Abs(sigmoid(20 * h1 + 20 * h2 - 10) - xor)),
            misconception="h1 OR h2 instead of h1 AND NOT h2",
        ),
        Mutant(
            name="ten_times_tighter",
            statement=_sigmoid.but(rhs=tolerance / 10),
            misconception="the error is read off one unit alone",
        ),
        Mutant(
            name="exact",
            statement=_sigmoid.but(relation=Relation.AT_MOST, rhs=Integer(0)),
            misconception="sigmoids with large weights are exact",
        ),
    ),
    expected=Conclusion.PROVED,
    note="Equation (7) with the output weights is lost in the source; (20, -20, -10) is the intended OR AND NOT AND.",
)

_with_product = Statement(
    where=inputs,
    lhs=(x1 + x2 - 2 * x1 * x2 - half) * (2 * xor - 1),
    rhs=half,
    text="(x1, x2, x1 x2) is separated by x1 + x2 - 2 x1 x2 = 1/2 with margin 1/2",
)
product_feature_separates_xor = Claim(
    title="The feature x1 x2 beside x1 and x2 makes the exclusive or linearly separable",
    ledger=("xor.handcrafted-phi",),
    sources=(Source(Document.QUEST, "A Clever Trick: Manually Bending Space"),),
    statement=_with_product,
    derivation=enumerated(_with_product, "four inputs"),
    mutants=(
        Mutant(
            name="sum_feature",
            statement=_with_product.but(lhs=(x1 + x2 - 2 * (x1 + x2) - half) * (2 * xor - 1)),
            misconception="a linear feature helps",
        ),
        Mutant(
            name="squares_as_features",
            statement=_with_product.but(lhs=(x1 + x2 - 2 * x1**2 * x2**2 + half) * (2 * xor - 1)),
            misconception="the offset is on the other side",
        ),
    ),
    expected=Conclusion.PROVED,
)
